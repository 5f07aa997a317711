// BusyBox's httpd: serves the files of a directory, one answer a connection. Leaves out CGI, configuration files, authentication and -i.
// Invariant: what it serves is below its home; a name with ".." that leads out of it is not looked up.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { accept, awaitSignals, chdir, clock, close, listen, readFile, readRequest, send, spawn, stat, thread, type Program } from '../../kernel/index.ts';
import { rfc1123 } from '../../values/time.ts';
import { getopt } from './lib/getopt.ts';
import { attempt, finish, Tool } from './lib/tool.ts';

const types: readonly (readonly [string, readonly string[]])[] = [
	['text/plain', ['txt', 'h', 'c', 'cc', 'cpp']],
	['text/html', ['htm', 'html']],
	['image/jpeg', ['jpg', 'jpeg']],
	['image/gif', ['gif']],
	['image/png', ['png']],
	['image/svg+xml', ['svg']],
	['text/css', ['css']],
	['application/javascript', ['js']],
	['application/wasm', ['wasm']]
];
const typeOf = (path: string): string => {
	const ending = path.slice(path.lastIndexOf('.') + 1);
	return types.find(([, endings]) => endings.includes(ending))?.[0] ?? 'application/octet-stream';
};
const reasons: Readonly<Record<number, readonly [title: string, text: string]>> = {
	302: ['Found', ''],
	400: ['Bad Request', 'Unsupported method'],
	404: ['Not Found', 'The requested URL was not found'],
	501: ['Not Implemented', 'The requested method is not recognized']
};

interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | string;
}
function refusal(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
	const [title, text] = reasons[status] ?? ['', ''];
	const body = `<HTML><HEAD><TITLE>${status} ${title}</TITLE></HEAD>\n<BODY><H1>${status} ${title}</H1>\n${text}\n</BODY></HTML>\n`;
	return { status, headers: { ...headers, 'Content-type': 'text/html' }, body };
}

/** The path below the home that a URL names; undefined when it leads out of it or cannot be read. */
function below(url: string): string | undefined {
	const parts: string[] = [];
	let path: string;
	try {
		path = decodeURIComponent(url.split('?')[0] ?? '');
	} catch {
		return undefined;
	}
	for (const part of path.split('/')) {
		if (part === '..') {
			if (parts.pop() === undefined) return undefined;
		} else if (part !== '' && part !== '.') parts.push(part);
	}
	return parts.join('/') + (path.endsWith('/') && parts.length > 0 ? '/' : '');
}

function* serve(method: string, url: string): Sys<Answer> {
	if (method !== 'GET' && method !== 'HEAD') return refusal(501);
	const path = below(url);
	if (path === undefined) return refusal(400);
	let name = path === '' ? 'index.html' : path.endsWith('/') ? `${path}index.html` : path;
	let found = yield* attempt(stat(name));
	if (!(found instanceof Errno) && found.type === 'dir') {
		if (!path.endsWith('/')) return refusal(302, { Location: `/${path}/` });
		name = `${name}/index.html`;
		found = yield* attempt(stat(name));
	}
	if (found instanceof Errno || found.type !== 'file') return refusal(404);
	const body = yield* attempt(readFile(name));
	if (body instanceof Errno) return refusal(404);
	return { status: 200, headers: { 'Content-type': typeOf(name), 'Accept-Ranges': 'bytes', 'Last-Modified': rfc1123(found.mtime) }, body };
}

/** Reads the command line and begins: answers the listening descriptor, or the status it ends with. */
function* begin(tool: Tool): Sys<{ readonly fd: number } | number> {
	const options = yield* getopt(tool, { short: 'ifvc:p:u:r:h:m:e:d:' });
	const decoded = options.get('d');
	if (decoded !== undefined) {
		yield* tool.put(decodeURIComponent(decoded.replaceAll('+', ' ')));
		return 0;
	}
	const encoded = options.get('e');
	if (encoded !== undefined) {
		for (const c of encoded) yield* tool.put(/[A-Za-z0-9]/.test(c) ? c : `&#${c.codePointAt(0) ?? 0};`);
		yield* tool.put('\n');
		return 0;
	}
	const home = options.get('h');
	if (home !== undefined) {
		const failed = yield* attempt(chdir(home));
		if (failed instanceof Errno) return tool.die(`can't change directory to '${home}': ${failed.message}`);
	}
	const where = options.get('p') ?? '80';
	const colon = where.lastIndexOf(':');
	const fd = yield* attempt(listen({ net: 'tcp', host: colon < 0 ? '::' : where.slice(0, colon), port: Number(where.slice(colon + 1)) }));
	if (fd instanceof Errno) return tool.die(`bind: ${fd.message}`);
	if (options.has('f')) return { fd };
	// In the background: a session of its own, with the socket it was given.
	yield* close(fd);
	yield* spawn({ program: 'busybox:httpd', argv: [tool.name, '-f', ...tool.args.filter((arg) => arg !== home && arg !== '-h')], newSession: true });
	return 0;
}

export const httpd: Program = {
	name: 'busybox:httpd',
	rss: 1 << 20,
	*main(context) {
		if (context.settled === undefined) {
			const tool = new Tool(context, context.argv.slice(1), 'httpd', { busybox: true, binary: false });
			let listening = -1;
			const status = yield* finish(
				tool,
				(function* () {
					const begun = yield* begin(tool);
					if (typeof begun === 'number') return begun;
					listening = begun.fd;
					return 0;
				})()
			);
			if (listening < 0) return status;
			yield* thread('listener', listening);
		}
		for (;;) {
			yield* settle('serving');
			yield* awaitSignals();
		}
	},
	threads: {
		*listener(context) {
			const fd = context.init as number;
			for (;;) {
				yield* settle('listening');
				yield* thread('connection', (yield* accept(fd)).fd);
			}
		},
		*connection(context) {
			const fd = context.init as number;
			try {
				const request = yield* readRequest(fd);
				if (request?.kind === 'request') {
					const { status, headers, body } = yield* serve(request.method, request.path);
					const all: Record<string, string> = { Date: rfc1123(yield* clock()), Connection: 'close', ...headers };
					if (status === 200) all['Content-Length'] = String(body.length);
					const head = { kind: 'response', status, headers: all } as const;
					yield* send(fd, request.method === 'HEAD' ? head : { ...head, body });
				}
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			yield* close(fd);
		}
	}
};
