// What Python's own library needs of the machine: patterns, digests, processes, an HTTP server's two ends, class sealing for enum.
// Not importable by CPython's name: modules "_native", "_traceback". Invariant: every wait is a system call.
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	accept,
	bodyText,
	clock,
	close,
	connect,
	getaddrinfo,
	httpRequest,
	listen,
	lookPath,
	pipe,
	poll,
	readAll,
	readRequest,
	ResolveError,
	send,
	spawn,
	wait,
	write,
	type Context
} from '../../../kernel/index.ts';
import { base64, compileRegExp, httpDate, sha256Bytes, unbase64, type CompiledRegExp } from '../../../values/index.ts';
import { fromBytes, phrases, toBytes } from './http-server.ts';
import type { Interpreter } from './interpreter.ts';
import { moduleOf } from './modules.ts';
import { bare, Bytes, Class, Dict, dictOf, Instance, List, Module, Native, Raised, repr, str, Tuple, utf8, type Value } from './values.ts';

const none = new Map<string, Value>();
const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');

/** Python's spelling of a pattern as PCRE's. */
const spelled = (pattern: string): string =>
	pattern
		.replaceAll(/\(\?P<([A-Za-z_]\w*)>/g, '(?<$1>')
		.replaceAll(/\(\?P=([A-Za-z_]\w*)\)/g, '\\k<$1>')
		.replaceAll('\\Z', '\\z');

export function nativeModules(vm: Interpreter, context: Context): Map<string, () => Sys<Module>> {
	const patterns = new Map<string, CompiledRegExp>();
	const compiled = (pattern: string, flags: number): CompiledRegExp => {
		const key = `${flags} ${pattern}`;
		let found = patterns.get(key);
		if (!found) {
			const verbose =
				(flags & 64) !== 0
					? pattern
							.replaceAll(/\\#/g, '\u0001')
							.replaceAll(/#[^\n]*/g, '')
							.replaceAll(/(?<!\\)\s+/g, '')
							.replaceAll('\u0001', '\\#')
					: pattern;
			const source = `${(flags & 16) !== 0 ? '(?s)' : ''}${spelled(verbose)}`;
			try {
				found = compileRegExp(source, { syntax: 'pcre', ignoreCase: (flags & 2) !== 0, multiline: (flags & 8) !== 0 });
			} catch (error) {
				return vm.raise('ValueError', error instanceof Error ? error.message : `bad pattern ${repr(pattern)}`);
			}
			patterns.set(key, found);
		}
		return found;
	};
	const exits: Value[] = [];
	const failed = (error: unknown): never => {
		if (error instanceof ResolveError) {
			const made = vm.exception('OSError', [BigInt(error.code === 'EAI_AGAIN' ? -3 : -2), error.message]);
			made.names.set('\0text', `[Errno ${error.code === 'EAI_AGAIN' ? -3 : -2}] ${error.message}`);
			throw new Raised(made);
		}
		if (error instanceof Errno && error.code !== 'EINTR') throw vm.osError(error);
		throw error;
	};
	const data = (v: Value | undefined): Uint8Array => (v instanceof Bytes ? toBytes(v.data) : toBytes(utf8(str(v ?? ''))));
	const headers = (v: Value | undefined): Record<string, string> => {
		const found: Record<string, string> = {};
		for (const row of v instanceof List ? v.items : []) if (row instanceof Tuple) found[str(row.items[0] ?? '')] = str(row.items[1] ?? '');
		return found;
	};
	const native = moduleOf('_native', {
		*seal([type = null, members = null]) {
			if (type instanceof Class) {
				type.names.set('\0members', members);
				type.names.set(
					'\0call',
					new Native('__call__', function* ([_cls, value = null]) {
						for (const one of yield* vm.iterate(members))
							if (one instanceof Instance && (repr(one.names.get('_value_') ?? null) === repr(value) || one === value)) return one;
						return vm.raise('ValueError', `${yield* vm.repr(value)} is not a valid ${type.name}`);
					})
				);
				type.names.set('__members__', dictOf((yield* vm.iterate(members)).map((one) => [(one as Instance).names.get('_name_') ?? '', one])));
			}
			return null;
		},
		*member([type = null, name = null]) {
			const found = type instanceof Class && typeof name === 'string' ? type.names.get(name) : undefined;
			if (found instanceof Instance) return found;
			throw new Raised(vm.exception('KeyError', [name]));
		},
		*match([pattern = '', flags = 0n, text = '', from = 0n, mode = 'search']) {
			const isBytes = text instanceof Bytes;
			const source = isBytes ? text.data : str(text);
			const re = compiled(pattern instanceof Bytes ? pattern.data : str(pattern), Number(flags));
			const found = re.exec(source, Number(from));
			if (!found || (mode !== 'search' && found.index !== Number(from))) return null;
			const give = (t: string | undefined): Value => (t === undefined ? null : isBytes ? new Bytes(t) : t);
			return new Tuple([
				new List(found.groups.map(give)),
				new List(found.spans.map((s) => (s ? new Tuple([BigInt(s.start), BigInt(s.end)]) : new Tuple([-1n, -1n])))),
				dictOf(Object.entries(found.names).map(([k, v]) => [k, give(v)])),
				BigInt(re.groupCount)
			]);
		},
		*digest([name = '', given]) {
			const bytes = data(given);
			return hex(name === 'md5' ? md5(bytes) : name === 'sha1' ? sha1(bytes) : sha256Bytes(bytes));
		},
		*b64([given]) {
			return new Bytes(base64(data(given)));
		},
		*unb64([given = '']) {
			return new Bytes(fromBytes(unbase64(str(given))));
		},
		*at_exit([f = null]) {
			exits.push(f);
			return null;
		},
		*exits() {
			for (const f of exits.splice(0).reverse()) yield* vm.invoke(f, [], none);
			return null;
		},
		*run([argv = null, cwd = null, env = null, out = false, err = false, merged = false, input = null]) {
			const words = (yield* vm.iterate(argv)).map(str);
			const variables = env === null ? undefined : bare(env);
			const given = variables instanceof Dict ? Object.fromEntries([...variables.map.values()].map(([k, v]) => [str(k), str(v)])) : environment();
			const path = yield* lookPath(words[0] ?? '', given['PATH'] ?? '');
			if (path === null) throw vm.osError(new Errno('ENOENT'), words[0]);
			const pipes = [out === true ? yield* pipe() : null, err === true ? yield* pipe() : null];
			const fed = input instanceof Bytes ? yield* pipe() : null;
			try {
				const one = pipes[0]?.write ?? 1;
				const child = yield* spawn({
					path,
					argv: words,
					env: given,
					...(cwd === null ? {} : { cwd: str(cwd) }),
					fds: { 0: fed?.read ?? 0, 1: one, 2: merged === true ? one : (pipes[1]?.write ?? 2) }
				});
				for (const p of pipes) if (p) yield* close(p.write);
				if (fed) {
					yield* close(fed.read);
					yield* write(fed.write, data(input));
					yield* close(fed.write);
				}
				const texts: Value[] = [];
				for (const p of pipes) texts.push(p ? new Bytes(fromBytes(yield* readAll(p.read))) : null);
				const ended = yield* wait(child);
				const code = ended === null ? 0n : 'exited' in ended ? BigInt(ended.exited) : -15n;
				return new Tuple([code, ...texts]);
			} catch (error) {
				return failed(error);
			}
		},
		/** Starts a process that goes on; descriptors as {child: parent}. */
		*start([argv = null, env = null, fds = null]) {
			const words = (yield* vm.iterate(argv)).map(str);
			const extra = env instanceof Dict ? Object.fromEntries([...env.map.values()].map(([k, v]) => [str(k), str(v)])) : {};
			const given = fds instanceof Dict ? Object.fromEntries([...fds.map.values()].map(([k, v]) => [Number(k), Number(v)])) : {};
			return BigInt(
				yield* spawn({
					path: context.argv[0]?.startsWith('/') ? context.argv[0] : '/usr/local/bin/python3',
					argv: words,
					env: { ...environment(), ...extra },
					fds: { 0: 0, 1: 1, 2: 2, ...given }
				})
			);
		},
		*wait([nohang = false]) {
			try {
				const ended = yield* vm.blocking(() => wait(-1, nohang === true ? { nohang: true } : {}));
				return ended === null ? null : new Tuple([BigInt(ended.pid), 'exited' in ended ? BigInt(ended.exited) : -1n]);
			} catch (error) {
				if (error instanceof Errno && error.code === 'ECHILD') return null;
				throw error;
			}
		},
		*listen([host = '', port = 0n]) {
			try {
				return BigInt(yield* listen({ net: 'tcp', host: str(host), port: Number(port) }));
			} catch (error) {
				return failed(error);
			}
		},
		/** (fd, peer's host, its port). */
		*accept([fd = 0n]) {
			const client = yield* vm.blocking(() => accept(Number(fd)));
			const peer = client.peer.net === 'unix' ? { host: '', port: 0 } : client.peer;
			return new Tuple([BigInt(client.fd), peer.host.replace(/^::ffff:/, ''), BigInt(peer.port)]);
		},
		/** (method, target, headers, body), or None when the peer hung up. */
		*request([fd = 0n]) {
			try {
				const got = yield* readRequest(Number(fd));
				if (got?.kind !== 'request') return null;
				const body = got.body === undefined ? '' : got.body instanceof Uint8Array ? fromBytes(got.body) : utf8(bodyText(got.body));
				return new Tuple([got.method, got.path, new List(Object.entries(got.headers).map(([k, v]) => new Tuple([k, String(v)]))), new Bytes(body)]);
			} catch (error) {
				if (error instanceof Errno && error.code !== 'EINTR') return null;
				throw error;
			}
		},
		*respond([fd = 0n, status = 200n, list, body, bare_ = false, reason]) {
			try {
				yield* send(Number(fd), {
					kind: 'response',
					status: Number(status),
					reason: reason === undefined || reason === null ? (phrases[Number(status)] ?? '') : str(reason),
					headers: headers(list),
					...(bare_ === true ? {} : { body: data(body) })
				});
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			return null;
		},
		/** Whether somebody waits at a listening descriptor, within so many seconds. */
		*ready([fd = 0n, seconds = 0n]) {
			return (yield* vm.blocking(() => poll([Number(fd)], Math.round(Number(seconds) * 1e6)))).length > 0;
		},
		*close([fd = 0n]) {
			try {
				yield* close(Number(fd));
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			return null;
		},
		*date() {
			return httpDate(yield* clock());
		},
		/** (status, reason, headers, body) of a request to host:port. */
		*fetch([method = 'GET', host = '', port = 80n, path = '/', list, body]) {
			try {
				const [ip = str(host)] = yield* getaddrinfo(str(host));
				const fd = yield* connect({ net: 'tcp', host: ip, port: Number(port) });
				const given = data(body);
				const answer = yield* vm.blocking(() =>
					httpRequest(fd, { kind: 'request', method: str(method), path: str(path), headers: headers(list), ...(given.length ? { body: given } : {}) })
				);
				yield* close(fd);
				if (!answer) return null;
				const text = answer.body === undefined ? '' : answer.body instanceof Uint8Array ? fromBytes(answer.body) : utf8(bodyText(answer.body));
				return new Tuple([
					BigInt(answer.status),
					answer.reason ?? phrases[answer.status] ?? '',
					new List(Object.entries(answer.headers).map(([k, v]) => new Tuple([k, String(v)]))),
					new Bytes(text)
				]);
			} catch (error) {
				return failed(error);
			}
		}
	});
	function environment(): Record<string, string> {
		const env = vm.modules.get('os')?.names.get('environ');
		const of = env === undefined ? undefined : bare(env);
		return of instanceof Dict ? Object.fromEntries([...of.map.values()].map(([k, v]) => [str(k), str(v)])) : { ...context.env };
	}
	const trace = moduleOf('_traceback', {
		*format() {
			const { handled } = vm;
			if (!handled) return 'NoneType: None\n';
			const { type } = handled.value;
			const text = yield* vm.str(handled.value);
			const name = type.module === 'builtins' || type.module === '__main__' ? type.name : `${type.module}.${type.name}`;
			return `Traceback (most recent call last):\n${handled.frames.join('')}${name}${text === '' ? '' : `: ${text}`}\n`;
		}
	});
	const plain = (module: Module) =>
		function* (): Sys<Module> {
			return module;
		};
	return new Map([
		['_native', plain(native)],
		['_traceback', plain(trace)]
	]);
}
