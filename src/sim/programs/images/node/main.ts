// node: runs the learner's JavaScript in QuickJS, turn by turn; npm runs scripts of package.json. Leaves out workers, inspectors and
// native modules. FIDELITY: a turn's console output is written when the turn ends or when it has run long.
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { act, Errno, errnoNumber, type Sys } from '../../../engine/index.ts';
import {
	accept,
	appendFile,
	awaitKey,
	bodyText,
	clock,
	close,
	compute,
	connect,
	exists,
	getaddrinfo,
	getcwd,
	httpRequest,
	ids,
	isatty,
	kill,
	listen,
	lookPath,
	mkdir,
	mkdirAll,
	notify,
	pipe,
	random,
	readAll,
	readdir,
	readFile,
	readRequest,
	removeAll,
	rename,
	ResolveError,
	send,
	sigaction,
	signals,
	spawn,
	stat,
	sysinfo,
	thread,
	uname,
	unlink,
	wait,
	write,
	writeFile,
	type Program,
	type SignalName
} from '../../../kernel/index.ts';
import { hex, httpDate, text as decode, utf8 } from '../../../values/index.ts';
import { loadMachine, type Effect, type Image, type Machine, type Request, type State } from './machine.ts';

const latin = (bytes: Uint8Array): string => {
	let s = '';
	for (let i = 0; i < bytes.length; i += 4096) s += String.fromCharCode(...bytes.subarray(i, i + 4096));
	return s;
};

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

interface Memory {
	events: unknown[];
	listeners: Record<string, number>;
	nextRequest: number;
}

/** A synchronous call of the script. */
function* answer(request: Request): Sys<unknown> {
	const path = String(request['path'] ?? '');
	const calls: Record<string, string> = { readFile: 'open', writeFile: 'open', appendFile: 'open', readdir: 'scandir', rm: 'rm', kind: 'stat' };
	const given = (): Uint8Array => (request['raw'] === true ? bytesOf(String(request['text'])) : utf8(String(request['text'])));
	try {
		switch (request.op) {
			case 'readFile':
				return { value: latin(yield* readFile(path)) };
			case 'writeFile':
				yield* writeFile(path, given());
				return {};
			case 'appendFile':
				yield* appendFile(path, given());
				return {};
			case 'exists':
				return { value: yield* exists(path) };
			case 'kind':
				return { value: (yield* stat(path)).type };
			case 'readdir':
				return { value: yield* readdir(path) };
			case 'mkdir':
				yield* request['recursive'] === true ? mkdirAll(path) : mkdir(path);
				return {};
			case 'unlink':
				yield* unlink(path);
				return {};
			case 'rm':
				if (request['force'] !== true) yield* stat(path);
				yield* removeAll(path);
				return {};
			case 'rename':
				yield* rename(path, String(request['to']));
				return {};
			case 'stat': {
				const s = yield* stat(path);
				return { value: { type: s.type, size: s.size, mode: s.mode, uid: s.uid, gid: s.gid, mtimeMs: s.mtime / 1000 } };
			}
			case 'digest':
				return {
					value: digestOf(String(request['name']), bytesOf(String(request['text'])), request['key'] === undefined ? undefined : bytesOf(String(request['key'])))
				};
			case 'stdin':
				return { value: latin(yield* readAll(0)) };
			case 'run':
				return yield* runChild(request);
			default:
				return {};
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (request.op === 'kind') return { value: '' };
		return {
			error: {
				code: error.code,
				text: error.message[0]?.toLowerCase() + error.message.slice(1),
				errno: errnoNumber(error.code),
				syscall: calls[request.op] ?? request.op
			}
		};
	}
}

function digestOf(name: string, data: Uint8Array, key?: Uint8Array): string {
	if (name === 'md5') return hex(key === undefined ? md5(data) : hmac(md5, key, data));
	if (name === 'sha1') return hex(key === undefined ? sha1(data) : hmac(sha1, key, data));
	if (name === 'sha512') return hex(key === undefined ? sha512(data) : hmac(sha512, key, data));
	return hex(key === undefined ? sha256(data) : hmac(sha256, key, data));
}
/** child_process's waiting calls: runs a command to its end. */
function* runChild(request: Request): Sys<unknown> {
	const argv = (request['argv'] as string[]).map(String);
	const env = Object.fromEntries(Object.entries(request['env'] as Record<string, unknown>).map(([k, v]) => [k, String(v)]));
	const path = yield* lookPath(argv[0] ?? '', env['PATH'] ?? '');
	if (path === null) return { error: { code: 'ENOENT', text: 'no such file or directory', errno: 2, syscall: `spawnSync ${argv[0]}` } };
	const inherit = request['inherit'] === true;
	const [out, err, fed] = [inherit ? null : yield* pipe(), inherit ? null : yield* pipe(), request['input'] === null ? null : yield* pipe()];
	const child = yield* spawn({ path, argv, env, cwd: String(request['cwd']), fds: { 0: fed?.read ?? 0, 1: out?.write ?? 1, 2: err?.write ?? 2 } });
	for (const one of [out, err]) if (one) yield* close(one.write);
	if (fed) {
		yield* close(fed.read);
		yield* write(fed.write, bytesOf(String(request['input'])));
		yield* close(fed.write);
	}
	const stdout = out ? latin(yield* readAll(out.read)) : '';
	const stderr = err ? latin(yield* readAll(err.read)) : '';
	for (const one of [out, err]) if (one) yield* close(one.read);
	const ended = yield* wait(child);
	return {
		value: {
			pid: child,
			stdout,
			stderr,
			status: ended && 'exited' in ended ? ended.exited : null,
			signal: ended && 'signaled' in ended ? `SIG${ended.signaled}` : null
		}
	};
}

/** Carries out what a turn left to do. */
function* perform(effect: Effect): Sys<void> {
	const id = Number(effect['id'] ?? 0);
	try {
		switch (effect.op) {
			case 'write':
				yield* write(Number(effect['fd']), String(effect['text']));
				return;
			case 'signal':
				yield* sigaction(String(effect['name']) as SignalName, 'catch');
				return;
			case 'kill':
				yield* kill(Number(effect['pid']), String(effect['name']) as SignalName);
				return;
			case 'unlisten': {
				const fd = yield* act((m: Memory) => m.listeners[id]);
				if (fd !== undefined) yield* close(fd);
				return;
			}
			case 'listen': {
				const host = String(effect['host']);
				const port = Number(effect['port']);
				let event: unknown = { kind: 'listening', id };
				try {
					const fd = yield* listen({ net: 'tcp', host: host === '' ? '::' : host === 'localhost' ? '127.0.0.1' : host, port });
					yield* act((m: Memory) => void (m.listeners[id] = fd));
					yield* thread('listener', { fd, server: id });
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
					event = {
						kind: 'listening',
						id,
						address: `${host === '' ? '::' : host}:${port}`,
						error: { code: error.code, text: error.message[0]?.toLowerCase() + error.message.slice(1), errno: errnoNumber(error.code) }
					};
				}
				yield* act((m: Memory) => void m.events.push(event));
				return;
			}
			case 'fetch':
				yield* thread('fetch', effect);
				return;
			case 'respond': {
				yield* act((m: Memory) => void m.events.push({ kind: 'reply', ...effect }));
				yield* notify(`reply ${id}`);
				return;
			}
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** One turn: repeated with each answer it needs, and with a larger budget when it runs long. Null: it failed for good. */
function* turn(machine: Machine, image: Image, input: unknown): Sys<{ image: Image; state: State } | null> {
	const answers: unknown[] = [];
	const now = yield* clock();
	let budget = 400;
	let shown = 0;
	for (;;) {
		const outcome = machine.run({ image, input, answers, budget, now });
		if (outcome.kind === 'need') {
			answers.push(yield* answer(outcome.request));
			continue;
		}
		if (outcome.kind === 'done' || outcome.kind === 'failed') {
			for (const effect of outcome.effects.slice(shown)) yield* perform(effect);
			if (outcome.kind === 'failed') {
				yield* write(2, `${outcome.text}\n`);
				return null;
			}
			yield* compute(1000 + outcome.polls * 100);
			return { image: outcome.image, state: outcome.state };
		}
		for (const effect of outcome.effects.slice(shown)) yield* perform(effect);
		shown = Math.max(shown, outcome.effects.length);
		yield* compute(budget * 100);
		if (budget > 20_000) for (;;) yield* compute(1_000_000);
		budget *= 3;
	}
}

interface Plan {
	file: string;
	script: string | null;
	name: string;
	print: boolean;
	args: string[];
}

/** `node --test` without files: those that its documentation names, below the working directory. */
const testFinder = String.raw`
(() => { const fs = require('fs'); const path = require('path'); const found = []; const walk = (dir, inTest) => { for (const e of fs.readdirSync(dir, { withFileTypes: true })) { const p = path.join(dir, e.name); if (e.isDirectory()) { if (e.name !== 'node_modules' && !e.name.startsWith('.')) walk(p, inTest || e.name === 'test'); } else if (/\.[cm]?js$/.test(e.name) && (inTest || /(?:^test(?:-.*)?|[._-]test)\.[cm]?js$/.test(e.name))) found.push(p); } }; walk(process.cwd(), false); for (const f of found.sort()) require(f); })();
`;

const planOf = (argv: readonly string[]): Plan | string => {
	if (argv.includes('--test')) {
		const files = argv.slice(1).filter((arg) => !arg.startsWith('-'));
		return {
			file: '',
			script: files.length ? files.map((file) => `require(require('path').resolve(${JSON.stringify(file)}));`).join('\n') : testFinder,
			name: '[test]',
			print: false,
			args: []
		};
	}
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] as string;
		if (['-e', '--eval', '-p', '--print', '-pe'].includes(arg))
			return { file: '', script: argv[i + 1] ?? '', name: '[eval]', print: arg !== '-e' && arg !== '--eval', args: argv.slice(i + 2) };
		if (arg === '-r' || arg === '--require') i++;
		else if (arg === '-' || !arg.startsWith('-')) return { file: arg, script: null, name: arg, print: false, args: argv.slice(i + 1) };
		else if (!/^--(?:watch|inspect|enable|experimental|no-|trace|max|import|env-file|test|unhandled|use)/.test(arg)) return `node: bad option: ${arg}\n`;
	}
	return { file: '', script: null, name: '', print: false, args: [] };
};

const nodeProgram = (machine: Machine): Program => ({
	name: 'node',
	rss: 40 << 20,
	memory: (): Memory => ({ events: [], listeners: {}, nextRequest: 1 }),
	*main(context) {
		const version = `v${context.env['NODE_VERSION'] ?? '20.19.2'}`;
		if (['-v', '--version'].includes(context.argv[1] ?? '')) {
			yield* write(1, `${version}\n`);
			return 0;
		}
		const plan = planOf(context.argv);
		if (typeof plan === 'string') {
			yield* write(2, plan.replace('node', context.argv[0] ?? 'node'));
			return 9;
		}
		const cwd = yield* getcwd();
		const { pid, ppid, hostname, cred } = yield* ids();
		const { cores, memoryTotal: memory } = yield* sysinfo();
		const tty = yield* isatty(1);
		const piped = !(yield* isatty(0));
		let { script } = plan;
		if (plan.file === '-' || (plan.file === '' && script === null)) {
			if (!piped) yield* write(1, `Welcome to Node.js ${version}.\nType ".help" for more information.\n> `);
			script = decode(yield* readAll(0));
		}
		const seed = yield* random(4);
		const file = plan.file === '' ? '' : plan.file.startsWith('/') ? plan.file : `${cwd === '/' ? '' : cwd}/${plan.file}`;
		const began = yield* clock();
		const start = {
			kind: 'start',
			argv: ['/usr/local/bin/node', ...(file === '' ? [] : [file]), ...plan.args],
			env: context.env,
			cwd,
			pid,
			ppid,
			hostname,
			uid: cred.uid,
			gid: cred.gid,
			cores,
			memory,
			release: (yield* uname()).release,
			version,
			tty,
			file,
			script,
			name: plan.name,
			print: plan.print,
			stdin: null,
			began: began / 1000,
			seed: ((seed[0] ?? 1) << 24) | ((seed[1] ?? 1) << 16) | ((seed[2] ?? 1) << 8) | (seed[3] ?? 1)
		};
		yield* compute(30_000);
		let at = yield* turn(machine, machine.fresh, start);
		for (;;) {
			if (at === null) return 1;
			if (at.state.exit !== null) return at.state.exit & 255;
			const event = yield* act((m: Memory) => {
				const i = m.events.findIndex((e) => (e as { kind: string }).kind !== 'reply');
				return i < 0 ? null : m.events.splice(i, 1)[0];
			});
			if (event !== null) {
				at = yield* turn(machine, at.image, event);
				continue;
			}
			const now = yield* clock();
			const { timer } = at.state;
			if (timer !== null && timer * 1000 <= now) {
				at = yield* turn(machine, at.image, { kind: 'timers' });
				continue;
			}
			if (!at.state.alive) {
				at = yield* turn(machine, at.image, { kind: 'exit' });
				continue;
			}
			try {
				yield* timer === null ? awaitKey('event') : awaitKey('event', Math.max(1, Math.ceil(timer * 1000 - now)));
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				for (const name of yield* signals())
					at =
						at === null
							? null
							: yield* turn(machine, at.image, { kind: 'signal', name, number: ({ HUP: 1, INT: 2, TERM: 15 } as Record<string, number>)[name] ?? 0 });
			}
		}
	},
	threads: {
		*listener(context) {
			const { fd, server } = context.init as { fd: number; server: number };
			try {
				for (;;) {
					const client = yield* accept(fd);
					yield* thread('connection', { fd: client.fd, server, remote: client.peer.net === 'unix' ? '' : client.peer.host });
				}
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
		},
		*connection(context) {
			const job = context.init as { fd: number; server: number; remote: string };
			try {
				for (;;) {
					const request = yield* readRequest(job.fd);
					if (request?.kind !== 'request') break;
					const body = request.body === undefined ? '' : request.body instanceof Uint8Array ? latin(request.body) : latin(utf8(bodyText(request.body)));
					const id = yield* act((m: Memory) => {
						const mine = m.nextRequest++;
						m.events.push({
							kind: 'request',
							server: job.server,
							id: mine,
							method: request.method,
							path: request.path,
							headers: request.headers,
							body,
							remote: job.remote
						});
						return mine;
					});
					yield* notify('event');
					let reply: Record<string, unknown> | null = null;
					while (reply === null) {
						yield* awaitKey(`reply ${id}`);
						reply = yield* act((m: Memory) => {
							const i = m.events.findIndex((e) => (e as { kind: string; id: number }).kind === 'reply' && (e as { id: number }).id === id);
							return i < 0 ? null : (m.events.splice(i, 1)[0] as Record<string, unknown>);
						});
					}
					const data = bytesOf(String(reply['body'] ?? ''));
					const given = reply['headers'] as Record<string, string>;
					const lower = Object.keys(given).map((k) => k.toLowerCase());
					const last = request.headers['Connection'] === 'close';
					const date = httpDate(yield* clock());
					yield* send(job.fd, {
						kind: 'response',
						status: Number(reply['status']),
						...(typeof reply['reason'] === 'string' ? { reason: reply['reason'] } : {}),
						headers: {
							...given,
							...(lower.includes('date') ? {} : { Date: date }),
							Connection: last ? 'close' : 'keep-alive',
							...(last ? {} : { 'Keep-Alive': 'timeout=5' }),
							...(lower.includes('content-length') ? {} : { 'Content-Length': String(data.length) })
						},
						...(request.method === 'HEAD' ? {} : { body: data })
					});
					if (last) break;
				}
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* close(job.fd);
		},
		*fetch(context) {
			const job = context.init as { id: number; method: string; host: string; port: number; path: string; headers: Record<string, string>; body: string };
			let event: unknown;
			try {
				const [address = ''] = yield* getaddrinfo(job.host);
				const fd = yield* connect({ net: 'tcp', host: address, port: job.port });
				const reply = yield* httpRequest(fd, {
					kind: 'request',
					method: job.method,
					path: job.path,
					headers: { Host: job.port === 80 ? job.host : `${job.host}:${job.port}`, Connection: 'close', ...job.headers },
					...(job.body === '' ? {} : { body: bytesOf(job.body) })
				});
				yield* close(fd);
				event = reply
					? {
							kind: 'response',
							id: job.id,
							status: reply.status,
							reason: reply.reason ?? '',
							headers: reply.headers,
							body: reply.body === undefined ? '' : reply.body instanceof Uint8Array ? latin(reply.body) : latin(utf8(bodyText(reply.body)))
						}
					: { kind: 'response', id: job.id, error: { text: 'socket hang up', code: 'ECONNRESET' } };
			} catch (error) {
				if (error instanceof ResolveError)
					event = {
						kind: 'response',
						id: job.id,
						error: { text: `getaddrinfo ENOTFOUND ${job.host}`, errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: job.host }
					};
				else if (error instanceof Errno)
					event = {
						kind: 'response',
						id: job.id,
						error: {
							text: `connect ${error.code} ${job.host}:${job.port}`,
							errno: -errnoNumber(error.code),
							code: error.code,
							syscall: 'connect',
							address: job.host,
							port: job.port
						}
					};
				else throw error;
			}
			yield* act((m: Memory) => void m.events.push(event));
			yield* notify('event');
		}
	}
});

/** Loads node with its engine. */
export const loadNode = (): Promise<Program> => loadMachine().then(nodeProgram);
