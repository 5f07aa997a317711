// traefik: the proxy that reads its routes from the labels of containers (provider docker) at the engine's socket: entry points, rules, services
// with several servers in turn, strip and add prefix, the insecure API. Configuration by flags and traefik.yml.
// Leaves out TLS, TCP routers, the file and Kubernetes providers and the dashboard's page.
// FIDELITY: the list of containers is read when a request comes, the real one listens to the engine's events; the routes are the same.
import { act, Errno, type Sys } from '../../../engine/index.ts';
import {
	bodyBytes,
	clock,
	close,
	connect,
	header,
	httpRequest,
	ids,
	readFile,
	write,
	type Context,
	type HttpRequest,
	type HttpResponse
} from '../../../kernel/index.ts';
import { encodeJson, parseYaml, rfc3339 } from '../../../values/index.ts';
import { httpService, type Peer } from '../http-service.ts';
import { endToEnd, passOn } from '../upstream.ts';
import { routesOf, type Listed, type Routes } from './routes.ts';
import { readRule } from './rules.ts';

/** What the static configuration says. */
export interface Static {
	readonly entryPoints: readonly { readonly name: string; readonly port: number }[];
	readonly exposedByDefault: boolean;
	readonly defaultRule: string;
	readonly network: string;
	/** Path of the engine's socket; '' : the provider is off. */
	readonly socket: string;
	readonly api: boolean;
	readonly ping: boolean;
	readonly hostname: string;
}
interface Memory {
	turns: Record<string, number>;
	/** Problems that are in the log already. */
	said: string[];
}

/** Nested settings as dotted names in lower case, as the flags have them. */
function flatten(value: unknown, name: string, into: Map<string, string>): void {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		const entries = Object.entries(value);
		if (entries.length === 0) into.set(name, 'true');
		for (const [key, inner] of entries) flatten(inner, name === '' ? key.toLowerCase() : `${name}.${key.toLowerCase()}`, into);
	} else into.set(name, value === null ? 'true' : String(value));
}
function* say(level: 'ERR' | 'WRN' | 'INF', text: string): Sys<void> {
	yield* write(1, `${rfc3339(yield* clock())} ${level} ${text}\n`);
}

function* start(context: Context): Sys<{ port: number; more: readonly number[]; settings: Static } | number> {
	const args = context.argv.slice(1);
	if (args[0] === 'version') {
		yield* write(1, 'Version:      3.4.1\nCodename:     chaource\nGo version:   go1.24.3\nBuilt:        2025-05-27T09:49:09Z\nOS/Arch:      linux/amd64\n');
		return 0;
	}
	if (args[0] !== undefined && !args[0].startsWith('-')) {
		yield* write(2, `command traefik error: command not found: ${args[0]}\n`);
		return 1;
	}
	const set = new Map<string, string>();
	if (args.length === 0 || args.some((arg) => /^--configfile/i.test(arg))) {
		const named = /^--configfile=(.*)$/i.exec(args.find((arg) => /^--configfile=/i.test(arg)) ?? '')?.[1];
		for (const path of named === undefined ? ['/etc/traefik/traefik.yml', '/etc/traefik/traefik.yaml'] : [named])
			try {
				flatten(parseYaml(new TextDecoder().decode(yield* readFile(path))), '', set);
				break;
			} catch (error) {
				if (error instanceof Errno) continue;
				yield* say('ERR', `Command error error="command traefik error: ${error instanceof Error ? error.message : ''}"`);
				return 1;
			}
	}
	for (const arg of args) {
		const [, name = '', value = 'true'] = /^--?([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
		set.set(name.toLowerCase(), value);
	}
	const on = (name: string): boolean => set.get(name) !== 'false' && [...set.keys()].some((key) => key === name || key.startsWith(`${name}.`));
	const entryPoints = [...set].flatMap(([key, value]) => {
		const name = /^entrypoints\.([^.]+)\.address$/.exec(key)?.[1];
		return name === undefined ? [] : [{ name, port: Number(/:(\d+)/.exec(value)?.[1] ?? 80) }];
	});
	if (entryPoints.length === 0) entryPoints.push({ name: 'http', port: 80 });
	const api = set.get('api.insecure') === 'true';
	if ((api || on('ping')) && !entryPoints.some((one) => one.name === 'traefik')) entryPoints.push({ name: 'traefik', port: 8080 });
	const settings: Static = {
		entryPoints,
		exposedByDefault: set.get('providers.docker.exposedbydefault') !== 'false',
		defaultRule: set.get('providers.docker.defaultrule') ?? 'Host(`{{ normalize .Name }}`)',
		network: set.get('providers.docker.network') ?? '',
		socket: on('providers.docker') ? (set.get('providers.docker.endpoint') ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '') : '',
		api,
		ping: on('ping'),
		hostname: (yield* ids()).hostname
	};
	if (settings.socket !== '' && typeof (yield* listed(settings.socket)) === 'string')
		yield* say(
			'ERR',
			`Failed to retrieve information of the docker client and server host error="Cannot connect to the Docker daemon at unix://${settings.socket}. Is the docker daemon running?" providerName=docker`
		);
	const ports = [...new Set(entryPoints.map((one) => one.port))];
	return { port: ports[0] ?? 80, more: ports.slice(1), settings };
}

/** The engine's running containers, or why they cannot be had. */
function* listed(socket: string): Sys<Listed[] | string> {
	try {
		const fd = yield* connect({ net: 'unix', path: socket });
		const answer = yield* httpRequest(fd, { kind: 'request', method: 'GET', path: '/v1.24/containers/json', headers: { Host: 'docker' } });
		yield* close(fd);
		if (!answer || answer.status !== 200) return 'refused';
		return JSON.parse(new TextDecoder().decode(bodyBytes(answer.body))) as Listed[];
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return error.message;
	}
}

const plain = (status: number, text: string): HttpResponse => ({
	kind: 'response',
	status,
	headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': String(text.length) },
	body: text
});

/** The API of entry point traefik. */
function* answerApi(path: string, settings: Static, routes: Routes): Sys<HttpResponse> {
	const json = (value: unknown): HttpResponse => ({
		kind: 'response',
		status: 200,
		headers: { 'Content-Type': 'application/json' },
		body: `${encodeJson(value)}\n`
	});
	if (path === '/ping' && settings.ping) return plain(200, 'OK');
	if (!settings.api) return plain(404, '404 page not found\n');
	if (path === '/api/version') return json({ Version: '3.4.1', Codename: 'chaource', startDate: rfc3339(yield* clock()) });
	if (path === '/api/http/routers')
		return json(
			routes.routers.map(({ name, middlewares, ...router }) => ({
				entryPoints: router.entryPoints,
				...(middlewares.length > 0 ? { middlewares: middlewares.map((one) => `${one}@docker`) } : {}),
				service: router.service,
				rule: router.rule,
				priority: router.priority,
				status: 'enabled',
				using: router.entryPoints,
				name: `${name}@docker`,
				provider: 'docker'
			}))
		);
	if (path === '/api/http/services')
		return json(
			Object.entries(routes.services).map(([name, servers]) => ({
				loadBalancer: { servers: servers.map((one) => ({ url: `http://${one.host}:${one.port}` })), passHostHeader: true },
				status: 'enabled',
				usedBy: routes.routers.filter((router) => router.service === name).map((router) => `${router.name}@docker`),
				name: `${name}@docker`,
				provider: 'docker',
				type: 'loadbalancer'
			}))
		);
	if (path === '/') return { kind: 'response', status: 302, headers: { Location: '/dashboard/' } };
	return plain(404, '404 page not found\n');
}

function* handle(request: HttpRequest, settings: Static, peer: Peer): Sys<HttpResponse> {
	const containers = settings.socket === '' ? [] : yield* listed(settings.socket);
	const routes = routesOf(typeof containers === 'string' ? [] : containers, settings);
	for (const problem of routes.problems)
		if (yield* act((m: Memory) => (m.said.includes(problem) ? false : m.said.push(problem) > 0))) yield* say('ERR', problem);
	const [path = '/', query] = request.path.split('?');
	const entry = settings.entryPoints.find((one) => one.port === peer.local);
	const asked = {
		host: (header(request, 'Host') ?? '').replace(/:\d+$/, '').toLowerCase(),
		path,
		method: request.method,
		client: peer.host,
		header: (name: string) => header(request, name)
	};
	for (const router of routes.routers) {
		if (!router.entryPoints.includes(entry?.name ?? '')) continue;
		const test = readRule(router.rule);
		if (typeof test === 'string') {
			yield* say('ERR', `error="${test}" entryPointName=${entry?.name ?? ''} routerName=${router.name}@docker`);
			continue;
		}
		if (!test(asked)) continue;
		const servers = routes.services[router.service] ?? [];
		if (servers.length === 0) return plain(503, 'no available server\n');
		let forward = path;
		for (const name of router.middlewares) {
			const middleware = routes.middlewares[name];
			// A router with a middleware that is not there is not made.
			if (!middleware) return plain(404, '404 page not found\n');
			for (const prefix of middleware['stripprefix.prefixes']?.split(',') ?? [])
				if (forward.startsWith(prefix)) {
					forward = forward.slice(prefix.length);
					if (!forward.startsWith('/')) forward = `/${forward}`;
					break;
				}
			forward = `${middleware['addprefix.prefix'] ?? ''}${forward}`;
		}
		const turn = yield* act((m: Memory) => (m.turns[router.service] = (m.turns[router.service] ?? -1) + 1));
		const server = servers[turn % servers.length] as { host: string; port: number };
		const headers = {
			...endToEnd(request.headers),
			'X-Forwarded-For': peer.host,
			'X-Forwarded-Host': header(request, 'Host') ?? '',
			'X-Forwarded-Port': String(peer.local),
			'X-Forwarded-Proto': 'http',
			'X-Forwarded-Server': settings.hostname,
			'X-Real-Ip': peer.host
		};
		const answer = yield* passOn(server.host, server.port, { ...request, path: query === undefined ? forward : `${forward}?${query}`, headers });
		if (!('failed' in answer)) return { ...answer, headers: endToEnd(answer.headers) };
		return answer.failed === 'timeout' ? plain(504, 'Gateway Timeout') : plain(502, 'Bad Gateway');
	}
	return entry?.name === 'traefik' ? yield* answerApi(path, settings, routes) : plain(404, '404 page not found\n');
}

const service = httpService<Static>({ name: 'traefik', rss: 60 << 20, start, onTerm: 0, handle });
export const traefik = { ...service, memory: (): Memory => ({ turns: {}, said: [] }) };
