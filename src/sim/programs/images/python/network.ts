// Python's socket, http.server and urllib.request. One request is served at a time, as HTTPServer does; connections are HTTP/1.0.
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	accept,
	bodyText,
	clock,
	close,
	connect,
	getaddrinfo,
	header,
	httpRequest,
	listen,
	read,
	readdir,
	readFile,
	readRequest,
	ResolveError,
	send,
	stat,
	write,
	ids,
	type HttpRequest
} from '../../../kernel/index.ts';
import { formatGoTime, httpDate } from '../../../values/index.ts';
import { native, type Output } from './builtins.ts';
import type { Interpreter } from './interpreter.ts';
import { moduleOf } from './modules.ts';
import { percent } from './operations.ts';
import { Bytes, Class, dictOf, Instance, List, Module, Raised, str, Tuple, utf8, type Value } from './values.ts';

const toBytes = (data: string): Uint8Array => Uint8Array.from(data, (c) => c.charCodeAt(0));
const fromBytes = (bytes: Uint8Array): string => {
	let s = '';
	for (const b of bytes) s += String.fromCharCode(b);
	return s;
};
const phrases: Readonly<Record<number, string>> = {
	200: 'OK',
	201: 'Created',
	204: 'No Content',
	301: 'Moved Permanently',
	302: 'Found',
	304: 'Not Modified',
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	500: 'Internal Server Error',
	501: 'Not Implemented',
	503: 'Service Unavailable'
};
const mime: Readonly<Record<string, string>> = {
	html: 'text/html',
	htm: 'text/html',
	css: 'text/css',
	js: 'text/javascript',
	json: 'application/json',
	txt: 'text/plain',
	png: 'image/png',
	svg: 'image/svg+xml',
	py: 'text/x-python',
	md: 'text/markdown'
};

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

/** What a handler's methods write before it is sent. */
interface Answer {
	status: number;
	reason: string;
	headers: Record<string, string>;
	body: string;
}

function handlerClass(vm: Interpreter): Class {
	const type = new Class('BaseHTTPRequestHandler', [], new Map(), 'http.server');
	const set = (name: string, run: (self: Instance, args: Value[]) => Sys<Value>): void =>
		void type.names.set(
			name,
			native(name, function* ([self, ...args]) {
				return yield* run(self as Instance, args);
			})
		);
	const answer = (self: Instance): Answer => self.inner as Answer;
	const method = function* (self: Instance, name: string, args: Value[]): Sys<Value> {
		return yield* vm.invoke(yield* vm.attribute(self, name), args, new Map());
	};
	set('send_response', function* (self, [code = 200n, text]) {
		yield* method(self, 'log_request', [code]);
		Object.assign(answer(self), { status: Number(code), reason: text === undefined || text === null ? (phrases[Number(code)] ?? '') : str(text) });
		return null;
	});
	set('send_header', function* (self, [k = '', v = '']) {
		answer(self).headers[str(k)] = str(v);
		return null;
	});
	set('end_headers', function* () {
		return null;
	});
	set('send_error', function* (self, [code = 500n, text]) {
		const reason = text === undefined || text === null ? (phrases[Number(code)] ?? '') : str(text);
		yield* method(self, 'log_error', ['code %d, message %s', code, reason]);
		yield* method(self, 'send_response', [code, reason]);
		const explain: Record<number, string> = {
			404: 'Nothing matches the given URI',
			501: 'Server does not support this operation',
			403: 'Request forbidden -- authorization will not help',
			400: 'Bad request syntax or unsupported method'
		};
		Object.assign(answer(self).headers, { Connection: 'close', 'Content-Type': 'text/html;charset=utf-8' });
		answer(self).body =
			`<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <style type="text/css">\n            :root {\n                color-scheme: light dark;\n            }\n        </style>\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${Number(code)}</p>\n        <p>Message: ${reason}.</p>\n        <p>Error code explanation: ${Number(code)} - ${explain[Number(code)] ?? reason}.</p>\n    </body>\n</html>\n`;
		return null;
	});
	set('log_request', function* (self, [code = '-']) {
		yield* method(self, 'log_message', ['"%s" %s %s', self.names.get('requestline') ?? '', str(code), '-']);
		return null;
	});
	set('log_error', function* (self, args) {
		yield* method(self, 'log_message', args);
		return null;
	});
	set('log_message', function* (self, [format = '', ...args]) {
		const address = self.names.get('client_address');
		const host = address instanceof Tuple ? str(address.items[0] ?? '') : '';
		yield* write(2, `${host} - - [${formatGoTime(yield* clock(), '02/Jan/2006 15:04:05')}] ${percent(vm, str(format), args, new Tuple(args))}\n`);
		return null;
	});
	set('address_string', function* (self) {
		const a = self.names.get('client_address');
		return a instanceof Tuple ? (a.items[0] ?? '') : '';
	});
	return type;
}

/** SimpleHTTPRequestHandler's do_GET: files and listings of the directory. */
function* simpleGet(vm: Interpreter, self: Instance, root: string): Sys<Value> {
	const method = function* (name: string, args: Value[]): Sys<Value> {
		return yield* vm.invoke(yield* vm.attribute(self, name), args, new Map());
	};
	const raw = str(self.names.get('path') ?? '/').split(/[?#]/)[0] ?? '/';
	let path = raw;
	try {
		path = decodeURIComponent(raw);
	} catch {
		path = raw;
	}
	const file = `${root}/${path
		.split('/')
		.filter((p) => p !== '' && p !== '.' && p !== '..')
		.join('/')}`;
	const answer = self.inner as Answer;
	try {
		let found = file;
		if ((yield* stat(file)).type === 'dir') {
			if (!path.endsWith('/')) {
				yield* method('send_response', [301n]);
				answer.headers['Location'] = `${raw}/`;
				return null;
			}
			found = `${file.replace(/\/$/, '')}/index.html`;
			let there = true;
			try {
				yield* stat(found);
			} catch (e) {
				if (!(e instanceof Errno)) throw e;
				there = false;
			}
			if (!there) {
				const rows = (yield* readdir(file)).map((e) => {
					const name = e.name + (e.type === 'dir' ? '/' : e.type === 'symlink' ? '@' : '');
					return `<li><a href="${encodeURIComponent(e.name)}${e.type === 'dir' ? '/' : ''}">${name}</a></li>\n`;
				});
				const body = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${path}</title>\n</head>\n<body>\n<h1>Directory listing for ${path}</h1>\n<hr>\n<ul>\n${rows.join('')}</ul>\n<hr>\n</body>\n</html>\n`;
				yield* method('send_response', [200n]);
				Object.assign(answer, { headers: { 'Content-type': 'text/html; charset=utf-8', 'Content-Length': String(body.length) }, body });
				return null;
			}
		} else if (path.endsWith('/')) return yield* method('send_error', [404n, 'File not found']);
		const data = yield* readFile(found);
		const info = yield* stat(found);
		yield* method('send_response', [200n]);
		Object.assign(answer, {
			headers: {
				'Content-type': mime[/\.([^./]+)$/.exec(found)?.[1] ?? ''] ?? 'application/octet-stream',
				'Content-Length': String(data.length),
				'Last-Modified': httpDate(info.mtime)
			},
			body: fromBytes(data)
		});
		return null;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		return yield* method('send_error', [404n, 'File not found']);
	}
}

/** Serves one connection with a handler class. */
function* serveOne(vm: Interpreter, type: Value, client: { fd: number; host: string; port: number }): Sys<void> {
	const request = yield* readRequest(client.fd);
	if (request?.kind !== 'request') return yield* close(client.fd);
	const self = new Instance(type as Class);
	const answer: Answer = { status: 0, reason: '', headers: {}, body: '' };
	self.inner = answer;
	const put = (name: string, value: Value): void => void self.names.set(name, value);
	put('path', request.path);
	put('command', request.method);
	put('requestline', `${request.method} ${request.path} HTTP/1.1`);
	put('request_version', 'HTTP/1.1');
	put('client_address', new Tuple([client.host, BigInt(client.port)]));
	put('headers', headersOf(request));
	const body = request.body === undefined ? '' : utf8(bodyText(request.body));
	const rfile = new Instance(new Class('BufferedReader', [], new Map(), '_io'));
	rfile.names.set(
		'read',
		native('read', function* ([n]) {
			return new Bytes(n === undefined ? body : body.slice(0, Number(n)));
		})
	);
	put('rfile', rfile);
	const wfile = new Instance(new Class('_SocketWriter', [], new Map(), 'socketserver'));
	wfile.names.set(
		'write',
		native('write', function* ([v]) {
			if (!(v instanceof Bytes)) vm.raise('TypeError', "a bytes-like object is required, not 'str'");
			answer.body += (v as Bytes).data;
			return BigInt((v as Bytes).data.length);
		})
	);
	wfile.names.set(
		'flush',
		native('flush', function* () {
			return null;
		})
	);
	put('wfile', wfile);
	try {
		const name = `do_${request.method}`;
		if ((type as Class).find(name) === undefined)
			yield* vm.invoke(yield* vm.attribute(self, 'send_error'), [501n, `Unsupported method ('${request.method}')`], new Map());
		else yield* vm.invoke(yield* vm.attribute(self, name), [], new Map());
	} catch (e) {
		if (!(e instanceof Raised) || !e.value.type.isA(vm.exceptions.get('Exception') as Class)) throw e;
		yield* write(
			2,
			`----------------------------------------\nException occurred during processing of request from ('${client.host}', ${client.port})\nTraceback (most recent call last):\n${e.frames.join('')}${e.value.type.name}: ${str(e.value)}\n----------------------------------------\n`
		);
	}
	if (answer.status !== 0) {
		const now = yield* clock();
		yield* send(client.fd, {
			kind: 'response',
			status: answer.status,
			reason: answer.reason,
			headers: { Server: 'BaseHTTP/0.6 Python/3.12.1', Date: httpDate(now), ...answer.headers, Connection: 'close' },
			body: request.method === 'HEAD' ? '' : toBytes(answer.body)
		});
	}
	yield* close(client.fd);
}
function headersOf(request: HttpRequest): Instance {
	const made = new Instance(new Class('HTTPMessage', [], new Map(), 'http.client'));
	made.type.names.set(
		'get',
		native('get', function* ([_self, k = '', other = null]) {
			return header(request, str(k)) ?? other;
		})
	);
	made.type.names.set(
		'__getitem__',
		native('__getitem__', function* ([_self, k = '']) {
			return header(request, str(k)) ?? null;
		})
	);
	made.type.names.set(
		'items',
		native('items', function* () {
			return new List(Object.entries(request.headers).map(([k, v]) => new Tuple([k, v])));
		})
	);
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
	made.set('http', plain(new Module('http', new Map())));
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
