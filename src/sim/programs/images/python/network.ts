// Python's socket, http.server and urllib.request. One request is served at a time, as HTTPServer does; connections are HTTP/1.0.
import { Errno, type Sys } from '../../../engine/index.ts';
import { accept, bodyText, close, connect, getaddrinfo, httpRequest, listen, read, ResolveError, write, ids } from '../../../kernel/index.ts';
import { native, type Output } from './builtins.ts';
import { phrases, handlerClass, simpleGet, serveOne, toBytes, fromBytes } from './http-server.ts';
import type { Interpreter } from './interpreter.ts';
import { moduleOf } from './modules.ts';
import { Bytes, Class, dictOf, Instance, List, Module, Raised, str, Tuple, utf8, type Value } from './values.ts';

/** Runs `routine`; an errno becomes Python's exception. */
function* translated<T>(vm: Interpreter, routine: Sys<T>): Sys<T> {
	try {
		return yield* routine;
	} catch (e) {
		if (e instanceof ResolveError) {
			const made = vm.exception('OSError', [-2n, 'Name or service not known']);
			made.names.set('\0text', '[Errno -2] Name or service not known');
			throw new Raised(made);
		}
		if (e instanceof Errno && e.code !== 'EINTR') throw vm.osError(e);
		throw e;
	}
}

function socketOf(vm: Interpreter, type: Class, first: number): Instance {
	const made = new Instance(type);
	let fd = first;
	const set = (name: string, run: (args: Value[]) => Sys<Value>): void =>
		void made.names.set(
			name,
			native(name, (args) => translated(vm, run(args)))
		);
	const data = (v: Value | undefined): Uint8Array =>
		v instanceof Bytes ? toBytes(v.data) : vm.raise('TypeError', "a bytes-like object is required, not 'str'");
	let bound: { host: string; port: number } = { host: '', port: 0 };
	const pair = (v: Value | undefined): { host: string; port: number } =>
		v instanceof Tuple ? { host: str(v.items[0] ?? ''), port: Number(v.items[1]) } : vm.raise('TypeError', 'AF_INET address must be tuple, not str');
	set('connect', function* ([v]) {
		const { host, port } = pair(v);
		const [address = host] = yield* getaddrinfo(host);
		fd = yield* connect({ net: 'tcp', host: address, port });
		return null;
	});
	set('bind', function* ([v]) {
		bound = pair(v);
		return null;
	});
	set('listen', function* () {
		fd = yield* listen({ net: 'tcp', host: bound.host === '' ? '0.0.0.0' : bound.host, port: bound.port });
		return null;
	});
	set('accept', function* () {
		const c = yield* vm.blocking(() => accept(fd));
		return new Tuple([socketOf(vm, type, c.fd), c.peer.net === 'unix' ? '' : new Tuple([c.peer.host.replace(/^::ffff:/, ''), BigInt(c.peer.port)])]);
	});
	set('sendall', function* ([v]) {
		yield* write(fd, data(v));
		return null;
	});
	set('send', function* ([v]) {
		return BigInt(yield* write(fd, data(v)));
	});
	set('recv', function* ([n = 65_536n]) {
		return new Bytes(fromBytes(yield* vm.blocking(() => read(fd, Number(n)))));
	});
	for (const name of ['settimeout', 'setsockopt', 'setblocking', 'shutdown'])
		set(name, function* () {
			return null;
		});
	set('close', function* () {
		if (fd >= 0) yield* close(fd);
		fd = -1;
		return null;
	});
	set('__enter__', function* () {
		return made;
	});
	set('__exit__', function* () {
		if (fd >= 0) yield* close(fd);
		fd = -1;
		return null;
	});
	return made;
}

export function networkModules(vm: Interpreter, out: Output): Map<string, () => Sys<Module>> {
	const made = new Map<string, () => Sys<Module>>();
	const socketType = new Class('socket', [], new Map(), 'socket');
	const error = vm.exceptions.get('OSError') as Class;
	const plain = (module: Module) =>
		function* (): Sys<Module> {
			return module;
		};
	made.set(
		'socket',
		plain(
			moduleOf(
				'socket',
				{
					*socket() {
						return socketOf(vm, socketType, -1);
					},
					*create_connection([v]) {
						const s = socketOf(vm, socketType, -1);
						yield* vm.invoke(yield* vm.attribute(s, 'connect'), [v ?? null], new Map());
						return s;
					},
					*gethostname() {
						return (yield* ids()).hostname;
					},
					*gethostbyname([name = '']) {
						return (yield* translated(vm, getaddrinfo(str(name))))[0] ?? '';
					}
				},
				{
					AF_INET: 2n,
					AF_INET6: 10n,
					SOCK_STREAM: 1n,
					SOCK_DGRAM: 2n,
					SOL_SOCKET: 1n,
					SO_REUSEADDR: 2n,
					error,
					timeout: vm.exceptions.get('TimeoutError') as Class,
					gaierror: error
				}
			)
		)
	);
	const handler = handlerClass(vm);
	const simple = new Class('SimpleHTTPRequestHandler', [handler], new Map(), 'http.server');
	for (const name of ['do_GET', 'do_HEAD'])
		simple.names.set(
			name,
			native(name, function* ([self]) {
				return yield* simpleGet(vm, self as Instance, '.');
			})
		);
	const server = new Class('HTTPServer', [], new Map(), 'http.server');
	server.names.set(
		'__init__',
		native('__init__', function* ([self, address, type]) {
			const [host = '', port = 0n] = address instanceof Tuple ? address.items : [];
			const fd = yield* translated(vm, listen({ net: 'tcp', host: str(host) === '' ? '0.0.0.0' : str(host), port: Number(port) }));
			Object.assign(self as Instance, { inner: { fd, type } });
			(self as Instance).names.set('server_port', port);
			return null;
		})
	);
	server.names.set(
		'serve_forever',
		native('serve_forever', function* ([self]) {
			const { fd, type } = (self as Instance).inner as { fd: number; type: Value };
			for (;;) {
				const client = yield* vm.blocking(() => accept(fd));
				const peer = client.peer.net === 'unix' ? { host: '', port: 0 } : client.peer;
				try {
					yield* serveOne(vm, type, { fd: client.fd, host: peer.host.replace(/^::ffff:/, ''), port: peer.port });
				} catch (e) {
					if (!(e instanceof Errno)) throw e;
				}
			}
		})
	);
	for (const name of ['server_close', 'shutdown', '__exit__'])
		server.names.set(
			name,
			native(name, function* () {
				return null;
			})
		);
	server.names.set(
		'__enter__',
		native('__enter__', function* ([self]) {
			return self ?? null;
		})
	);
	made.set(
		'http.server',
		plain(
			new Module(
				'http.server',
				new Map<string, Value>([
					['BaseHTTPRequestHandler', handler],
					['SimpleHTTPRequestHandler', simple],
					['HTTPServer', server],
					['ThreadingHTTPServer', server]
				])
			)
		)
	);
	made.set('socketserver', plain(new Module('socketserver', new Map<string, Value>([['TCPServer', server]]))));
	const reply = function* (url: string): Sys<Value> {
		const [, host = '', port = '80', path = ''] = /^http:\/\/([^/:]+)(?::(\d+))?(.*)$/.exec(url) ?? [];
		const failed = (text: string): never => {
			const e = vm.exception('OSError', [text]);
			e.names.set('\0text', `<urlopen error ${text}>`);
			throw new Raised(e);
		};
		try {
			const [address = ''] = yield* getaddrinfo(host);
			const fd = yield* connect({ net: 'tcp', host: address, port: Number(port) });
			const r = yield* httpRequest(fd, {
				kind: 'request',
				method: 'GET',
				path: path === '' ? '/' : path,
				headers: { Host: port === '80' ? host : `${host}:${port}`, 'User-Agent': 'Python-urllib/3.12', Connection: 'close' }
			});
			yield* close(fd);
			const body = r?.body === undefined ? '' : utf8(bodyText(r.body));
			const obj = new Instance(new Class('HTTPResponse', [], new Map(), 'http.client'));
			obj.names.set('status', BigInt(r?.status ?? 0));
			obj.names.set(
				'read',
				native('read', function* () {
					return new Bytes(body);
				})
			);
			obj.names.set(
				'__enter__',
				native('__enter__', function* () {
					return obj;
				})
			);
			obj.names.set(
				'__exit__',
				native('__exit__', function* () {
					return null;
				})
			);
			obj.names.set(
				'getcode',
				native('getcode', function* () {
					return BigInt(r?.status ?? 0);
				})
			);
			if ((r?.status ?? 0) >= 400) {
				const e = vm.exception('OSError', [`HTTP Error ${r?.status}: ${phrases[r?.status ?? 0] ?? ''}`]);
				throw new Raised(e);
			}
			return obj;
		} catch (e) {
			if (e instanceof ResolveError) return failed('[Errno -2] Name or service not known');
			if (e instanceof Errno) return failed(str(vm.osError(e).value));
			throw e;
		}
	};
	made.set('urllib', plain(new Module('urllib', new Map())));
	made.set(
		'urllib.error',
		plain(
			new Module(
				'urllib.error',
				new Map([
					['URLError', error],
					['HTTPError', error]
				])
			)
		)
	);
	made.set(
		'urllib.request',
		plain(
			moduleOf('urllib.request', {
				*urlopen([url = '']) {
					return yield* reply(str(url));
				}
			})
		)
	);
	made.set(
		'urllib.parse',
		plain(
			moduleOf('urllib.parse', {
				*unquote([v = '']) {
					return decodeURIComponent(str(v));
				},
				*quote([v = '']) {
					return encodeURIComponent(str(v));
				},
				*urlparse([v = '']) {
					const [path = '', query = ''] = str(v).split('?');
					const o = new Instance(new Class('ParseResult', []));
					o.names.set('path', path);
					o.names.set('query', query);
					return o;
				},
				*parse_qs([v = '']) {
					return dictOf(
						str(v)
							.split('&')
							.filter(Boolean)
							.map((p) => {
								const [k = '', x = ''] = p.split('=');
								return [k, new List([decodeURIComponent(x)])];
							})
					);
				}
			})
		)
	);
	void out;
	return made;
}
