// http.server: request handlers as classes, files by GET, and one request served at a time.
// Models BaseHTTPRequestHandler and SimpleHTTPRequestHandler; leaves out CGI and keep-alive.
import { Errno, type Sys } from '../../../engine/index.ts';
import { header, bodyText, clock, close, readdir, readFile, readRequest, send, stat, write, type HttpRequest } from '../../../kernel/index.ts';
import { formatGoTime, httpDate } from '../../../values/index.ts';
import { native } from './builtins.ts';
import type { Interpreter } from './interpreter.ts';
import { percent } from './operations.ts';
import { Bytes, Class, Instance, List, Raised, str, Tuple, utf8, type Value } from './values.ts';

export const phrases: Readonly<Record<number, string>> = {
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

/** What a handler's methods write before it is sent. */
interface Answer {
	status: number;
	reason: string;
	headers: Record<string, string>;
	body: string;
}

export function handlerClass(vm: Interpreter): Class {
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
export function* simpleGet(vm: Interpreter, self: Instance, root: string): Sys<Value> {
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
export function* serveOne(vm: Interpreter, type: Value, client: { fd: number; host: string; port: number }): Sys<void> {
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

export const toBytes = (data: string): Uint8Array => Uint8Array.from(data, (c) => c.charCodeAt(0));

export const fromBytes = (bytes: Uint8Array): string => {
	let s = '';
	for (const b of bytes) s += String.fromCharCode(b);
	return s;
};

export function headersOf(request: HttpRequest): Instance {
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
