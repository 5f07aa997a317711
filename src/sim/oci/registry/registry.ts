// The registry that people run themselves (distribution 2.8, the `registry:2` image): its configuration, its log lines, its storage.
// Leaves out: token authentication, notifications, caches, other storage drivers.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import {
	awaitKey,
	clock,
	listen,
	random,
	readText,
	sigaction,
	signals,
	thread,
	write,
	type Certificate,
	type Context,
	type HttpRequest,
	type HttpResponse,
	type Program
} from '../../kernel/index.ts';
import { bodyBytes, header } from '../../kernel/index.ts';
import { formatGoTime, hex, parseYaml, rfc3339nano, text as decode, unbase64 } from '../../values/index.ts';
import { parseCertificate } from '../../values/x509.ts';
import { refuse, serveRegistry } from './distribution.ts';
import { fileStore } from './file-store.ts';
import { accepts } from './htpasswd.ts';
import { acceptLoop, serveHttp, type Peer } from './http-server.ts';

interface Settings {
	readonly address: string;
	readonly root: string;
	readonly deletes: boolean;
	readonly instance: string;
	/** Basic authentication: the realm and the password file. */
	readonly auth?: { readonly realm: string; readonly path: string };
	/** PEM file of the server's certificate. */
	readonly certificate?: string;
}
const version = 'v2.8.3';
const go = 'go1.20.8';

const at = (value: unknown, ...path: readonly string[]): unknown =>
	path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[key] : undefined), value);

/** What the configuration file and REGISTRY_… variables say. */
export function settings(config: unknown, env: Readonly<Record<string, string>>, instance: string): Settings {
	const text = (variable: string, fallback: string, ...path: readonly string[]): string =>
		env[variable] ?? (at(config, ...path) as string | undefined) ?? fallback;
	const users = text('REGISTRY_AUTH_HTPASSWD_PATH', '', 'auth', 'htpasswd', 'path');
	const certificate = text('REGISTRY_HTTP_TLS_CERTIFICATE', '', 'http', 'tls', 'certificate');
	return {
		...(users !== '' && { auth: { path: users, realm: text('REGISTRY_AUTH_HTPASSWD_REALM', '', 'auth', 'htpasswd', 'realm') } }),
		...(certificate !== '' && { certificate }),
		address: text('REGISTRY_HTTP_ADDR', ':5000', 'http', 'addr'),
		root: text('REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY', '/var/lib/registry', 'storage', 'filesystem', 'rootdirectory'),
		deletes: String(env['REGISTRY_STORAGE_DELETE_ENABLED'] ?? at(config, 'storage', 'delete', 'enabled') ?? false) === 'true',
		instance
	};
}

function* log(level: string, message: string, instance: string): Sys<void> {
	yield* write(
		2,
		`time="${rfc3339nano(yield* clock())}" level=${level} msg=${JSON.stringify(message)} go.version=${go} instance.id=${instance} service=registry version=${version} \n`
	);
}

const settingsNow = (): Sys<Settings> => act((m: { settings: Settings }) => m.settings);

const unauthorized = (realm: string): HttpResponse =>
	refuse(401, 'UNAUTHORIZED', 'authentication required', null, { 'Www-Authenticate': `Basic realm="${realm}"` });
function* allowed(request: HttpRequest, path: string): Sys<boolean> {
	const given = /^Basic (.+)$/.exec(header(request, 'Authorization') ?? '')?.[1];
	if (given === undefined) return false;
	const [user = '', ...password] = decode(unbase64(given)).split(':');
	try {
		return accepts(yield* readText(path), user, password.join(':'));
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
}

function* respond(request: HttpRequest, { peer }: Peer): Sys<HttpResponse> {
	const { root, deletes, auth } = yield* settingsNow();
	const response = auth && !(yield* allowed(request, auth.path)) ? unauthorized(auth.realm) : yield* serveRegistry(fileStore(root, deletes), request);
	const address = peer.net === 'unix' ? '' : peer.host;
	const size = Number(header(response, 'Content-Length') ?? bodyBytes(response.body).length);
	const when = formatGoTime(yield* clock(), '02/Jan/2006:15:04:05 -0700');
	yield* write(
		1,
		`${address} - - [${when}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${request.method === 'HEAD' ? 0 : size} "" "${header(request, 'User-Agent') ?? ''}"\n`
	);
	return response;
}

function* certificateAt(path: string): Sys<Certificate | undefined> {
	try {
		return parseCertificate(yield* readText(path));
	} catch (e) {
		if (e instanceof Errno) return undefined;
		throw e;
	}
}

function* serve(context: Context, file: string): Sys<number> {
	if (context.settled === undefined) {
		let config: unknown;
		try {
			config = parseYaml(yield* readText(file));
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			yield* write(2, `configuration error: open ${file}: ${e.message.toLowerCase()}\n`);
			return 1;
		}
		const h = hex(yield* random(16));
		const now = settings(config, context.env, `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-b${h.slice(17, 20)}-${h.slice(20)}`);
		yield* act((m: { settings: Settings }) => void (m.settings = now));
		yield* log(
			'warning',
			'No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, fill in http.secret in the configuration file or set the REGISTRY_HTTP_SECRET environment variable.',
			now.instance
		);
		yield* log('info', 'redis not configured', now.instance);
		yield* log('info', 'using inmemory blob descriptor cache', now.instance);
		yield* log('info', 'Starting upload purge in 47m0s', now.instance);
		const [host = '', port = '5000'] = now.address.split(/:(?=\d+$)/);
		let fd;
		try {
			fd = yield* listen({ net: 'tcp', host: host === '' ? '0.0.0.0' : host, port: Number(port) });
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			yield* log('fatal', `listen tcp ${now.address}: bind: ${e.message.toLowerCase()}`, now.instance);
			return 1;
		}
		let chain;
		if (now.certificate !== undefined) {
			const leaf = yield* certificateAt(now.certificate);
			if (!leaf) {
				yield* log('fatal', `open ${now.certificate}: no such file or directory`, now.instance);
				return 1;
			}
			chain = [leaf];
		}
		yield* log('info', `listening on [::]:${port}${chain ? ', tls' : ''}`, now.instance);
		yield* thread('acceptor', { fd, entry: 'connection', ...(chain && { chain }) });
	}
	yield* sigaction('TERM', 'catch');
	yield* sigaction('INT', 'catch');
	for (;;) {
		try {
			yield* awaitKey('never');
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if ((yield* signals()).some((s) => s === 'TERM' || s === 'INT')) return 0;
		}
	}
}

function* main(context: Context): Sys<number> {
	const [command, file] = context.argv.slice(1);
	if (context.settled !== undefined) yield* settle(context.settled);
	if (command === '--version' || command === '-v') {
		yield* write(1, `registry github.com/docker/distribution ${version}\n`);
		return 0;
	}
	if (command === 'serve') return yield* serve(context, file ?? '/etc/docker/registry/config.yml');
	if (command === 'garbage-collect') return 0;
	yield* write(
		1,
		'Usage:\n  registry [flags]\n  registry [command]\n\nAvailable Commands:\n  garbage-collect `garbage-collect` deletes layers not referenced by any manifests\n  help            Help about any command\n  serve           `serve` stores and distributes Docker images\n\nFlags:\n  -h, --help=false: help for registry\n  -v, --version=false: show the version and exit\n\n\nUse "registry [command] --help" for more information about a command.\n'
	);
	return 0;
}

export const registry: Program = {
	name: 'registry',
	main,
	memory: () => ({ settings: settings(undefined, {}, '') }),
	rss: 14 << 20,
	threads: { acceptor: acceptLoop, connection: (context) => serveHttp(context, respond) }
};
