// caddy: the web server, by its Caddyfile: sites, root, file_server (browse), respond, reverse_proxy (round robin), handle_path, redir,
// header, log. `caddy validate`, `adapt`, `fmt` say whether a file can be read. Leaves out TLS and certificates: sites by name are served
// on port 80 as with auto_https off; the admin API.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { bodyBytes, clock, readdir, readFile, readText, stat, write, type Context, type HttpRequest, type HttpResponse } from '../../kernel/index.ts';
import { encodeJson, httpDate } from '../../values/index.ts';
import { httpService, type Peer } from './http-service.ts';
import { endToEnd, passOn } from './upstream.ts';

interface Directive {
	readonly words: readonly string[];
	readonly line: number;
	readonly block: readonly Directive[];
}
interface Site {
	readonly port: number;
	/** '' : any. */
	readonly host: string;
	readonly directives: readonly Directive[];
}
interface Settings {
	readonly sites: readonly Site[];
}
class CaddyfileError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

/** The file as nested directives. Throws CaddyfileError. */
function parse(text: string, file: string): Directive[] {
	const lines = text.split('\n').map((line, i) => ({
		words: (line.replace(/(^|\s)#.*$/, '').match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\S+/g) ?? []).map((word) => word.replace(/^(["`])([^]*)\1$/, '$2')),
		line: i + 1
	}));
	let at = 0;
	const block = (depth: number): Directive[] => {
		const out: Directive[] = [];
		for (; at < lines.length;) {
			const { words, line } = lines[at++] as (typeof lines)[number];
			if (words.length === 0) continue;
			if (words[0] === '}') {
				if (depth === 0) throw new CaddyfileError(`${file}:${line}: unexpected '}'`);
				return out;
			}
			const opens = words[words.length - 1] === '{';
			out.push({ words: opens ? words.slice(0, -1) : words, line, block: opens ? block(depth + 1) : [] });
		}
		if (depth > 0) throw new CaddyfileError(`${file}:${lines.length}: unexpected EOF, expecting '}'`);
		return out;
	};
	const top = block(0);
	// A file without braces is one site: its first line names it.
	if (top.length > 0 && top.every((directive) => directive.block.length === 0 || directive !== top[0])) {
		const [first, ...rest] = top;
		if (first && first.block.length === 0) return [{ ...first, block: rest }];
	}
	return top;
}
const known = [
	'root',
	'file_server',
	'respond',
	'reverse_proxy',
	'handle',
	'handle_path',
	'redir',
	'header',
	'log',
	'encode',
	'tls',
	'try_files',
	'rewrite',
	'route',
	'basicauth',
	'basic_auth',
	'php_fastcgi',
	'import'
];

function sitesOf(directives: readonly Directive[], file: string): Site[] {
	return directives.flatMap((site) => {
		if (site.words.length === 0) return [];
		for (const { words, line } of site.block)
			if (!known.includes(words[0] ?? '') && !(words[0] ?? '').startsWith('@'))
				throw new CaddyfileError(`${file}:${line}: unrecognized directive: ${words[0] ?? ''}`);
		return site.words
			.join(' ')
			.split(/[,\s]+/)
			.filter((address) => address !== '')
			.map((address) => {
				const [, scheme, host = '', port] = /^(?:(https?):\/\/)?([^:]*)(?::(\d+))?$/.exec(address) ?? [];
				return { host: host === '*' ? '' : host, port: Number(port ?? (scheme === 'https' ? 443 : 80)), directives: site.block };
			});
	});
}

function* log(level: string, logger: string, msg: string, more: Readonly<Record<string, unknown>> = {}): Sys<void> {
	const ts = (yield* clock()) / 1e6;
	yield* write(2, `${encodeJson({ level, ts, ...(logger === '' ? {} : { logger }), msg, ...more }, { escapeHtml: false })}\n`);
}
const typeOf: Readonly<Record<string, string>> = {
	html: 'text/html; charset=utf-8',
	css: 'text/css; charset=utf-8',
	js: 'text/javascript; charset=utf-8',
	json: 'application/json',
	txt: 'text/plain; charset=utf-8',
	svg: 'image/svg+xml',
	png: 'image/png'
};
const matchesPath = (pattern: string, path: string): boolean =>
	pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));

interface Answering {
	readonly request: HttpRequest;
	readonly path: string;
	readonly peer: Peer;
	root: string;
	headers: Record<string, string>;
}
function* file(a: Answering, browse: boolean): Sys<HttpResponse> {
	const bare = (status: number): HttpResponse => ({ kind: 'response', status, headers: { ...a.headers, 'Content-Length': '0' } });
	const clean = `/${a.path
		.split('/')
		.filter((part) => part !== '' && part !== '.' && part !== '..')
		.join('/')}${a.path.endsWith('/') && a.path !== '/' ? '/' : ''}`;
	let target = a.root + decodeURIComponent(clean);
	try {
		if ((yield* stat(target)).type === 'dir') {
			if (!a.path.endsWith('/')) return { ...bare(308), headers: { ...a.headers, Location: `${a.path}/`, 'Content-Length': '0' } };
			try {
				yield* stat(`${target}/index.html`);
				target = `${target}/index.html`;
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				if (!browse) return bare(404);
				const names = (yield* readdir(target)).map((entry) => (entry.type === 'dir' ? `${entry.name}/` : entry.name));
				const body = `<!DOCTYPE html>\n<html>\n<body>\n${names.map((name) => `<a href="./${name}">${name}</a>\n`).join('')}</body>\n</html>\n`;
				return { kind: 'response', status: 200, headers: { ...a.headers, 'Content-Type': 'text/html; charset=utf-8' }, body };
			}
		}
		const { mtime } = yield* stat(target);
		const type = typeOf[target.slice(target.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
		return {
			kind: 'response',
			status: 200,
			headers: { ...a.headers, 'Accept-Ranges': 'bytes', 'Content-Type': type, 'Last-Modified': httpDate(mtime) },
			body: yield* readFile(target)
		};
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return bare(error.code === 'EACCES' ? 403 : 404);
	}
}
function* proxy(a: Answering, words: readonly string[]): Sys<HttpResponse> {
	const targets = words.filter((word) => !word.startsWith('/') && !word.startsWith('@') && word !== '*');
	const turn = yield* act((m: { turns: number }) => m.turns++);
	const target = (targets[turn % Math.max(1, targets.length)] ?? '').replace(/^https?:\/\//, '');
	const [host = '', port = '80'] = target.split(':');
	const headers = {
		...endToEnd(a.request.headers),
		'X-Forwarded-For': a.peer.host,
		'X-Forwarded-Host': a.request.headers['Host'] ?? '',
		'X-Forwarded-Proto': 'http'
	};
	const answer = yield* passOn(host === '' ? 'localhost' : host, Number(port), {
		...a.request,
		path: a.path + (/\?.*/.exec(a.request.path)?.[0] ?? ''),
		headers
	});
	if (!('failed' in answer)) return { ...answer, headers: { ...endToEnd(answer.headers), ...a.headers, Via: '1.1 Caddy' } };
	const why = {
		lookup: `dial tcp: lookup ${answer.address}: no such host`,
		refused: `dial tcp ${answer.address}:${port}: connect: connection refused`,
		timeout: `dial tcp ${answer.address}:${port}: i/o timeout`,
		unreachable: `dial tcp ${answer.address}:${port}: connect: no route to host`,
		closed: 'EOF'
	}[answer.failed];
	yield* log('error', 'http.log.error', why, {
		request: { remote_ip: a.peer.host, method: a.request.method, host: a.request.headers['Host'] ?? '', uri: a.request.path },
		status: 502
	});
	return { kind: 'response', status: 502, headers: { ...a.headers, 'Content-Length': '0' } };
}

/** The first directive that answers, in Caddy's order. */
function* perform(a: Answering, directives: readonly Directive[]): Sys<HttpResponse | undefined> {
	const order = ['root', 'header', 'redir', 'handle', 'handle_path', 'route', 'respond', 'reverse_proxy', 'file_server'];
	const matcher = (words: readonly string[]): string => (words[1]?.startsWith('/') || words[1] === '*' ? words[1] : '*');
	for (const name of order) {
		const found = directives.filter((directive) => directive.words[0] === name && matchesPath(matcher(directive.words), a.path));
		// The longest path is tried first.
		for (const { words, block } of [...found].sort((x, y) => matcher(y.words).length - matcher(x.words).length)) {
			const args = words.slice(words[1] !== undefined && (words[1].startsWith('/') || words[1] === '*') && words.length > 2 ? 2 : 1);
			if (name === 'root') a.root = words[words.length - 1] ?? a.root;
			else if (name === 'header' && args.length >= 2) a.headers[args[0] ?? ''] = args.slice(1).join(' ');
			else if (name === 'redir')
				return { kind: 'response', status: Number(args[1]) || 302, headers: { ...a.headers, Location: args[0] ?? '/', 'Content-Length': '0' } };
			else if (name === 'handle' || name === 'route' || name === 'handle_path') {
				const prefix = matcher(words).replace(/\*$/, '').replace(/\/$/, '');
				const answer = yield* perform(name === 'handle_path' ? { ...a, path: a.path.slice(prefix.length) || '/' } : a, block);
				if (answer) return answer;
			} else if (name === 'respond') {
				const number = /^\d{3}$/.test(args[args.length - 1] ?? '') ? Number(args[args.length - 1]) : 200;
				const body = /^\d{3}$/.test(args[0] ?? '') && args.length === 1 ? '' : (args[0] ?? '');
				return { kind: 'response', status: number, headers: { ...a.headers, 'Content-Type': 'text/plain; charset=utf-8' }, body };
			} else if (name === 'reverse_proxy')
				return yield* proxy(a, [...args, ...block.filter((one) => one.words[0] === 'to').flatMap((one) => one.words.slice(1))]);
			else if (name === 'file_server') return yield* file(a, words.includes('browse'));
		}
	}
	return undefined;
}

function* start(context: Context): Sys<{ port: number; more: readonly number[]; settings: Settings } | number> {
	const [, command = ''] = context.argv;
	if (command === 'version' || command === '--version') {
		yield* write(1, `${context.env['CADDY_VERSION'] ?? 'v2.10.0'} h1:fonubSaQKF1YANl8TXqGcn4IbIRUDdfAkpcsfI/vX5U=\n`);
		return 0;
	}
	if (!['run', 'validate', 'adapt', 'fmt'].includes(command)) {
		yield* write(
			command === '' ? 1 : 2,
			command === ''
				? 'Caddy is an extensible server platform written in Go.\n\nUsage:\n  caddy [command]\n'
				: `Error: unknown command "${command}" for "caddy"\n`
		);
		return command === '' ? 0 : 1;
	}
	const at = context.argv.indexOf('--config');
	const path = at >= 0 ? (context.argv[at + 1] ?? '') : 'Caddyfile';
	let sites: Site[];
	try {
		sites = sitesOf(parse(yield* readText(path), path.split('/').pop() ?? path), path.split('/').pop() ?? path);
	} catch (error) {
		if (error instanceof Errno) yield* write(2, `Error: reading config from file: open ${path}: ${error.message.toLowerCase()}\n`);
		else if (error instanceof CaddyfileError) yield* write(2, `Error: adapting config using caddyfile: ${error.message}\n`);
		else throw error;
		return 1;
	}
	if (command !== 'run') {
		yield* write(1, command === 'validate' ? 'Valid configuration\n' : '');
		return 0;
	}
	yield* log('info', '', 'using config from file', { file: path });
	yield* log('info', '', 'adapted config to JSON', { adapter: 'caddyfile' });
	yield* log('info', 'admin', 'admin endpoint started', {
		address: 'localhost:2019',
		enforce_origin: false,
		origins: ['//localhost:2019', '//[::1]:2019', '//127.0.0.1:2019']
	});
	const ports = [...new Set(sites.map((site) => site.port))];
	for (const port of ports.includes(80) ? [80] : [])
		yield* log('warn', 'http.auto_https', 'server is listening only on the HTTP port, so no automatic HTTPS will be applied to this server', {
			server_name: 'srv0',
			http_port: port
		});
	yield* log('info', 'http.log', 'server running', { name: 'srv0', protocols: ['h1', 'h2', 'h3'] });
	yield* log('info', '', 'autosaved config (load with --resume flag)', { file: '/config/caddy/autosave.json' });
	yield* log('info', '', 'serving initial configuration');
	return { port: ports[0] ?? 80, more: ports.slice(1), settings: { sites } };
}

const service = httpService<Settings>({
	name: 'caddy',
	rss: 38 << 20,
	start,
	onTerm: 0,
	*farewell() {
		yield* log('info', '', 'shutting down apps, then terminating', { signal: 'SIGTERM' });
		yield* log('info', '', 'shutdown complete', { signal: 'SIGTERM', exit_code: 0 });
	},
	*busy(port, why) {
		yield* write(2, `Error: loading initial config: loading new config: http app module: start: listening on :${port}: listen tcp :${port}: bind: ${why}\n`);
	},
	*handle(request, { sites }, peer) {
		const host = (Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '').replace(/:\d+$/, '');
		const here = sites.filter((site) => site.port === peer.local);
		const site = here.find((candidate) => candidate.host === host) ?? here.find((candidate) => candidate.host === '');
		const now = yield* clock();
		const a: Answering = { request, path: request.path.split('?')[0] ?? '/', peer, root: '/srv', headers: { Server: 'Caddy', Date: httpDate(now) } };
		const answer = (site && (yield* perform(a, site.directives))) ?? { kind: 'response', status: 200, headers: { ...a.headers, 'Content-Length': '0' } };
		if (site?.directives.some((directive) => directive.words[0] === 'log'))
			yield* log('info', 'http.log.access', 'handled request', {
				request: { remote_ip: peer.host, remote_port: String(peer.port), proto: 'HTTP/1.1', method: request.method, host, uri: request.path },
				bytes_read: 0,
				duration: 0.0002,
				size: bodyBytes(answer.body).length,
				status: answer.status
			});
		return answer;
	}
});
export const caddy = { ...service, memory: (): { turns: number } => ({ turns: 0 }) };
