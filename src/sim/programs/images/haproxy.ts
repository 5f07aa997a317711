// haproxy: HTTP balancing by haproxy.cfg: frontends and listens with bind, acls by path and host, use_backend, default_backend; backends with
// roundrobin and leastconn servers, health checks and redispatch, stats pages. Leaves out TCP mode, TLS, stick tables, maps and Lua.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { close, connect, getaddrinfo, ids, readFile, ResolveError, write, type Context, type HttpRequest, type HttpResponse } from '../../kernel/index.ts';
import { httpService, type Peer } from './http-service.ts';
import { endToEnd, passOn } from './upstream.ts';

interface Server {
	readonly name: string;
	readonly host: string;
	readonly port: number;
	readonly check: boolean;
	readonly weight: number;
	readonly backup: boolean;
}
interface Section {
	readonly kind: 'frontend' | 'backend' | 'listen';
	readonly name: string;
	readonly line: number;
	readonly ports: readonly number[];
	readonly acls: readonly { readonly name: string; readonly test: string; readonly values: readonly string[] }[];
	readonly uses: readonly { readonly backend: string; readonly acls: readonly string[] }[];
	readonly fallback: string;
	readonly servers: readonly Server[];
	readonly stats: string;
	readonly mode: string;
}
interface Memory {
	turns: Record<string, number>;
	/** Servers that are down. */
	down: Record<string, true>;
	/** How many looks in a row said otherwise than what a server counts as. */
	doubts: Record<string, number>;
}
type Settings = readonly Section[];

/** The sections, or what is wrong, as haproxy says it. */
function parse(text: string, file: string): Section[] | string[] {
	const problems: string[] = [];
	const sections: Section[] = [];
	let section: { -readonly [K in keyof Section]: Section[K] } | undefined;
	let mode = 'http';
	let inDefaults = false;
	let inside = false;
	for (const [i, raw] of text.split('\n').entries()) {
		const words = raw.replace(/(^|\s)#.*$/, '').match(/"[^"]*"|\S+/g) ?? [];
		const [word = '', ...rest] = words.map((one) => one.replace(/^"(.*)"$/, '$1'));
		const at = `[${file}:${i + 1}]`;
		if (word === '') continue;
		if (['global', 'defaults', 'frontend', 'backend', 'listen'].includes(word)) {
			inDefaults = word === 'defaults';
			inside = true;
			section = undefined;
			if (word === 'global' || word === 'defaults') continue;
			section = { kind: word as Section['kind'], name: rest[0] ?? '', line: i + 1, ports: [], acls: [], uses: [], fallback: '', servers: [], stats: '', mode };
			sections.push(section);
			if (rest[0] === undefined) problems.push(`${at} : '${word}' expects <name> as a first argument`);
			continue;
		}
		if (!section) {
			if (inDefaults && word === 'mode') mode = rest[0] ?? mode;
			if (!inside) problems.push(`${at} : unknown keyword '${word}' out of section.`);
			continue;
		}
		if (word === 'bind') section.ports = [...section.ports, Number(/:(\d+)$/.exec(rest[0] ?? '')?.[1] ?? 0)];
		else if (word === 'acl')
			section.acls = [...section.acls, { name: rest[0] ?? '', test: rest[1] ?? '', values: rest.slice(2).filter((one) => !one.startsWith('-')) }];
		else if (word === 'use_backend') section.uses = [...section.uses, { backend: rest[0] ?? '', acls: rest.slice(2) }];
		else if (word === 'default_backend') section.fallback = rest[0] ?? '';
		else if (word === 'stats' && rest[0] === 'uri') section.stats = rest[1] ?? '';
		else if (word === 'stats' && rest[0] === 'enable') section.stats ||= '/haproxy?stats';
		else if (word === 'server') {
			const [host = '', port = '80'] = (rest[1] ?? '').split(':');
			const weight = Number(rest[rest.indexOf('weight') + 1] ?? 1);
			section.servers = [
				...section.servers,
				{
					name: rest[0] ?? '',
					host,
					port: Number(port),
					check: rest.includes('check'),
					weight: rest.includes('weight') ? weight : 1,
					backup: rest.includes('backup')
				}
			];
		} else if (
			![
				'balance',
				'option',
				'mode',
				'timeout',
				'log',
				'http-request',
				'http-response',
				'http-check',
				'cookie',
				'retries',
				'maxconn',
				'stats',
				'errorfile',
				'default-server',
				'description',
				'redirect',
				'compression'
			].includes(word)
		)
			problems.push(`${at} : unknown keyword '${word}' in '${section.kind}' section`);
	}
	for (const one of sections)
		for (const backend of [one.fallback, ...one.uses.map((use) => use.backend)])
			if (backend !== '' && !sections.some((other) => other.name === backend && other.kind !== 'frontend'))
				problems.push(
					`config : ${one.kind} '${one.name}': unable to find required ${backend === one.fallback ? 'default_backend' : 'use_backend'}: '${backend}'.`
				);
	return problems.length > 0 ? problems : sections;
}
function* say(level: 'NOTICE' | 'WARNING' | 'ALERT', text: string): Sys<void> {
	yield* write(2, `[${level}]${' '.repeat(8 - level.length)} (${(yield* ids()).pid}) : ${text}\n`);
}

const header = (request: HttpRequest, name: string): string => Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
function holds(section: Section, name: string, request: HttpRequest, peer: Peer): boolean {
	const negated = name.startsWith('!');
	const path = request.path.split('?')[0] ?? '';
	const fact = section.acls
		.filter((acl) => acl.name === name.replace(/^!/, ''))
		.some(({ test, values }) => {
			if (test === 'path_beg') return values.some((value) => path.startsWith(value));
			if (test === 'path') return values.includes(path);
			if (test === 'path_end') return values.some((value) => path.endsWith(value));
			if (test.startsWith('hdr(host)') || test.startsWith('hdr_dom(host)'))
				return values.some((value) => header(request, 'host').replace(/:\d+$/, '') === value);
			if (test === 'method') return values.includes(request.method);
			if (test === 'src') return values.includes(peer.host);
			return false;
		});
	return fact !== negated;
}
const page = (status: number, reason: string, text: string): HttpResponse => ({
	kind: 'response',
	status,
	headers: { 'Cache-Control': 'no-cache', Connection: 'close', 'Content-Type': 'text/html' },
	body: `<html><body><h1>${status} ${reason}</h1>\n${text}\n</body></html>\n`
});

/** Why a server does not accept connections, as its health check says it; undefined: it does. */
function* trouble(server: Server): Sys<string | undefined> {
	try {
		yield* close(yield* connect({ net: 'tcp', host: server.host, port: server.port }, inter));
		return undefined;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return error.code === 'ETIMEDOUT' ? 'Layer4 timeout, check duration: 2001ms' : `Layer4 connection problem, info: "${error.message}", check duration: 0ms`;
	}
}
/** haproxy's defaults: a look every two seconds, three bad ones and it is down, two good ones and it is up. */
const inter = 2_000_000;
const fall = 3;
const rise = 2;
function* check(backend: Section, server: Server): Sys<void> {
	const key = `${backend.name}/${server.name}`;
	const why = yield* trouble(server);
	const turned = yield* act((m: Memory) => {
		const down = m.down[key] === true;
		const doubts = (why !== undefined) === down ? 0 : (m.doubts[key] ?? 0) + 1;
		m.doubts[key] = doubts;
		if (doubts < (down ? rise : fall)) return undefined;
		m.doubts[key] = 0;
		if (down) delete m.down[key];
		else m.down[key] = true;
		const up = backend.servers.filter((one) => m.down[`${backend.name}/${one.name}`] !== true);
		const spare = up.filter((one) => one.backup).length;
		return { left: `${up.length - spare} active and ${spare} backup servers`, none: up.length === 0 };
	});
	if (!turned) return;
	if (why === undefined)
		yield* say(
			'WARNING',
			`Server ${key} is UP, reason: Layer4 check passed, check duration: 0ms. ${turned.left} online. 0 sessions requeued, 0 total in queue.`
		);
	else yield* say('WARNING', `Server ${key} is DOWN, reason: ${why}. ${turned.left} left. 0 sessions active, 0 requeued, 0 remaining in queue.`);
	if (turned.none) yield* say('ALERT', `backend '${backend.name}' has no server available!`);
}

/** The servers in the order they are to be tried. */
function* candidates(backend: Section): Sys<Server[]> {
	const down = yield* act((m: Memory) => ({ ...m.down }));
	const up = backend.servers.filter((server) => down[`${backend.name}/${server.name}`] !== true);
	const usual = up.filter((server) => !server.backup);
	const active = usual.length > 0 ? usual : up;
	const ring = active.flatMap((server) => Array.from({ length: Math.max(1, server.weight) }, () => server));
	const turn = yield* act((m: Memory) => (m.turns[backend.name] = (m.turns[backend.name] ?? -1) + 1));
	return [...new Set(ring.map((_server, i) => ring[(turn + i) % ring.length] as Server))];
}
/** FIDELITY: a server that refuses is left for the next at once, as with `option redispatch`; without it haproxy tries the same one three times more. */
function* balance(backend: Section, request: HttpRequest, peer: Peer): Sys<HttpResponse> {
	for (const server of yield* candidates(backend)) {
		const headers = { ...endToEnd(request.headers), 'X-Forwarded-For': peer.host };
		const answer = yield* passOn(server.host, server.port, { ...request, headers });
		if (!('failed' in answer)) return { ...answer, headers: endToEnd(answer.headers) };
		if (answer.failed === 'closed') return page(502, 'Bad Gateway', 'The server returned an invalid or incomplete response.');
	}
	return page(503, 'Service Unavailable', 'No server is available to handle this request.');
}
function* statistics(sections: Settings): Sys<HttpResponse> {
	const down = yield* act((m: Memory) => ({ ...m.down }));
	const rows = sections.flatMap((section) =>
		section.servers.map(
			(server) => `<tr><td>${section.name}</td><td>${server.name}</td><td>${down[`${section.name}/${server.name}`] === undefined ? 'UP' : 'DOWN'}</td></tr>\n`
		)
	);
	return {
		kind: 'response',
		status: 200,
		headers: { 'Content-Type': 'text/html' },
		body: `<html><head><title>Statistics Report for HAProxy</title></head><body>\n<h1>HAProxy version 3.2.0</h1>\n<table>\n${rows.join('')}</table>\n</body></html>\n`
	};
}

function* start(context: Context): Sys<{ port: number; more: readonly number[]; settings: Settings } | number> {
	const { argv } = context;
	const version = context.env['HAPROXY_VERSION'] ?? '3.2.0';
	if (argv.includes('-v') || argv.includes('-vv')) {
		yield* write(
			1,
			`HAProxy version ${version} 2025/05/28 - https://haproxy.org/\nStatus: long-term supported branch - will stop receiving fixes around Q2 2030.\n`
		);
		return 0;
	}
	const at = argv.indexOf('-f');
	const file = at >= 0 ? (argv[at + 1] ?? '') : '';
	let text: string;
	try {
		text = new TextDecoder().decode(yield* readFile(file));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* say('NOTICE', `haproxy version is ${version}`);
		yield* say('ALERT', `config : Cannot open configuration file/directory ${file} : ${error.message}`);
		return 1;
	}
	const sections = parse(text, file);
	const problems = sections.filter((one): one is string => typeof one === 'string');
	if (problems.length > 0) {
		yield* say('NOTICE', `haproxy version is ${version}`);
		yield* say('NOTICE', 'path to executable is /usr/local/sbin/haproxy');
		for (const problem of problems) yield* say('ALERT', problem.startsWith('[') ? `config : parsing ${problem}` : problem);
		yield* say('ALERT', `config : Error(s) found in configuration file : ${file}`);
		return 1;
	}
	const found = sections.filter((one): one is Section => typeof one !== 'string');
	if (argv.includes('-c')) {
		yield* write(1, 'Configuration file is valid\n');
		return 0;
	}
	const ports = [...new Set(found.flatMap((section) => section.ports))];
	const resolved: Section[] = [];
	for (const section of found) {
		const servers: Server[] = [];
		for (const server of section.servers) {
			try {
				const [host = server.host] = yield* getaddrinfo(server.host);
				servers.push({ ...server, host });
			} catch (error) {
				if (!(error instanceof ResolveError)) throw error;
				yield* say('ALERT', `config : [${file}:${section.line}] : 'server ${section.name}/${server.name}' : could not resolve address '${server.host}'.`);
				yield* say('ALERT', 'config : Failed to initialize server(s) addr.');
				return 1;
			}
		}
		resolved.push({ ...section, servers });
	}
	yield* say('NOTICE', `New worker (8) forked`);
	yield* say('NOTICE', `Loading success.`);
	return { port: ports[0] ?? 80, more: ports.slice(1), settings: resolved };
}
const service = httpService<Settings>({
	name: 'haproxy',
	rss: 18 << 20,
	start,
	onTerm: 0,
	*busy(port, why) {
		yield* say('ALERT', `Binding [:${port}] for frontend: cannot bind socket (${why}) for [:::${port}]`);
	},
	everyUs: inter,
	*watch(sections) {
		for (const section of sections) for (const server of section.servers) if (server.check) yield* check(section, server);
	},
	*handle(request, sections, peer) {
		const front = sections.find((section) => section.ports.includes(peer.local));
		if (!front) return page(503, 'Service Unavailable', 'No server is available to handle this request.');
		if (front.stats !== '' && request.path.startsWith(front.stats)) return yield* statistics(sections);
		const chosen = front.uses.find((use) => use.acls.every((name) => holds(front, name, request, peer)))?.backend ?? front.fallback;
		const backend =
			chosen === '' ? (front.kind === 'listen' ? front : undefined) : sections.find((section) => section.name === chosen && section.kind !== 'frontend');
		return backend ? yield* balance(backend, request, peer) : page(503, 'Service Unavailable', 'No server is available to handle this request.');
	}
});
export const haproxy = { ...service, memory: (): Memory => ({ turns: {}, down: {}, doubts: {} }) };
