// curl 7.88.1: HTTP transfers over the machine's network. Options are read in curl/options.ts, one transfer is curl/transfer.ts.
import { Errno, type Sys } from '../../engine/sys.ts';
import {
	bodyBytes,
	close,
	clock,
	header,
	isatty,
	mkdirAll,
	nextChunk,
	open,
	poll,
	readAll,
	readFile,
	readResponse,
	reasonOf,
	send,
	sleep,
	write,
	type Body,
	type HttpResponse
} from '../../kernel/index.ts';
import { utf8 } from '../../values/index.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { decode } from './lib/text.ts';
import { dirName, joinPath } from './lib/paths.ts';
import { formatUrl, parseUrl, resolveUrl, type Url } from './lib/url.ts';
import { parseOptions, type CurlOptions } from './curl/options.ts';
import { CurlError, Transfer, type Sink } from './curl/transfer.ts';
import { writeOut } from './curl/write-out.ts';

/** {a,b} and [1-3] in URLs. */
function expandUrl(text: string): string[] {
	const brace = /\{([^{}]*)\}/.exec(text);
	if (brace) return (brace[1] ?? '').split(',').flatMap((part) => expandUrl(text.slice(0, brace.index) + part + text.slice(brace.index + brace[0].length)));
	const range = /\[(\d+)-(\d+)(?::(\d+))?\]/.exec(text);
	if (!range) return [text];
	const [first = '', last = ''] = [range[1], range[2]];
	const out: string[] = [];
	for (let n = Number(first); n <= Number(last); n += Number(range[3] ?? 1))
		out.push(
			...expandUrl(text.slice(0, range.index) + (first.startsWith('0') ? String(n).padStart(first.length, '0') : n) + text.slice(range.index + range[0].length))
		);
	return out;
}

function headText(response: HttpResponse): string {
	const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${response.status} ${response.reason ?? reasonOf(response.status)}\r\n${lines.join('')}\r\n`;
}

/** multipart/form-data of -F. */
function* formBody(o: CurlOptions): Sys<Uint8Array> {
	const boundary = '------------------------d74496d66958873e';
	const parts: Uint8Array[] = [];
	for (const item of o.form) {
		const equals = item.indexOf('=');
		const [name, value] = [item.slice(0, equals), item.slice(equals + 1)];
		if (value.startsWith('@') || value.startsWith('<')) {
			const path = value.slice(1).split(';')[0] ?? '';
			const bytes = yield* attempt(readFile(path));
			if (bytes instanceof Errno) throw new CurlError(26, `Failed to open/read local data from file/application`);
			parts.push(
				utf8(
					`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${value.startsWith('@') ? `; filename="${path.slice(path.lastIndexOf('/') + 1)}"` : ''}\r\n${value.startsWith('@') ? 'Content-Type: application/octet-stream\r\n' : ''}\r\n`
				),
				bytes,
				utf8('\r\n')
			);
		} else parts.push(utf8(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
	}
	parts.push(utf8(`--${boundary}--\r\n`));
	o.headers.push(`Content-Type: multipart/form-data; boundary=${boundary}`);
	return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** One request and its answer on a connection; answers where to go on with -L. */
function* exchange(t: Transfer, url: Url, method: string, body: Uint8Array | undefined): Sys<Url | undefined> {
	const { o, facts, tool } = t;
	const fd = yield* t.connect(url);
	if (url.scheme === 'https') yield* t.secure(fd, url);
	const headers = t.headers(url, body);
	const user = o.user ?? url.user;
	if (user !== undefined) yield* t.note(`Server auth using Basic with user '${user.split(':')[0]}'`);
	if (o.verbose)
		yield* tool.error(
			`> ${method} ${url.path} HTTP/${o.http10 ? '1.0' : '1.1'}\r\n${headers.map(([name, value]) => `> ${name}: ${value}\r\n`).join('')}> \r\n`
		);
	if (o.verbose && body && body.length > 0) yield* tool.error(`} [${body.length} bytes data]\n`);
	facts.method = method;
	t.row.uploadTotal = t.row.up = facts.up = body?.length ?? 0;
	const response = yield* answer(t, fd, url, method, headers, body);
	facts.response = response;
	facts.status = response.status;
	facts.times.first = yield* t.elapsed();
	const text = headText(response);
	facts.headerSize += text.length;
	facts.contentType = header(response, 'content-type') ?? '';
	if (o.verbose)
		yield* tool.error(
			text
				.split('\r\n')
				.slice(0, -1)
				.map((line) => `< ${line}\r\n`)
				.join('')
		);
	const location = response.status >= 300 && response.status < 400 ? header(response, 'location') : undefined;
	const next = location === undefined ? undefined : resolveUrl(url, location);
	facts.redirectUrl = next ? formatUrl(next) : '';
	const failed = o.fail !== '' && response.status >= 400;
	yield* t.sink.head(text, response.status);
	if (next && o.location) {
		yield* t.note(header(response, 'content-length') === '0' ? `Connection #${t.number} to host ${url.host} left intact` : 'Ignoring the response-body');
		return next;
	}
	if (failed && o.fail === 'fail') throw new CurlError(22, `The requested URL returned error: ${response.status}`);
	if (method !== 'HEAD' && response.status !== 204 && response.status !== 304) yield* receive(t, fd, response);
	else t.row.total = Number(header(response, 'content-length') ?? 0);
	yield* t.progress();
	if (t.metered) yield* tool.error('\n');
	if (o.verbose)
		yield* t.note(
			header(response, 'connection')?.toLowerCase() === 'close' ? `Closing connection ${t.number}` : `Connection #${t.number} to host ${url.host} left intact`
		);
	if (failed) throw new CurlError(22, `The requested URL returned error: ${response.status}`);
	yield* close(fd);
	return undefined;
}

function* answer(
	t: Transfer,
	fd: number,
	url: Url,
	method: string,
	headers: readonly (readonly [string, string])[],
	body: Uint8Array | undefined
): Sys<HttpResponse> {
	const limit = yield* t.left();
	const sent = yield* attempt(send(fd, { kind: 'request', method, path: url.path, headers: Object.fromEntries(headers), ...(body && { body }) }));
	if (!(sent instanceof Errno) && limit !== undefined && (yield* poll([fd], limit)).length === 0) return yield* t.timeout();
	const waited = sent instanceof Errno ? sent : yield* attempt(readResponse(fd));
	if (waited instanceof Errno) {
		if (waited.code === 'EPIPE') throw new CurlError(55, 'Send failure: Broken pipe');
		throw new CurlError(56, `Recv failure: ${waited.message}`);
	}
	if (waited === null) throw new CurlError(52, 'Empty reply from server');
	return waited;
}

function* receive(t: Transfer, fd: number, response: HttpResponse): Sys<void> {
	const { o, facts, tool } = t;
	const length = header(response, 'content-length');
	t.row.total = Number(length ?? 0);
	const piece = function* (body: Body): Sys<void> {
		const bytes = bodyBytes(body);
		if (bytes.length === 0) return;
		if (facts.down === 0 && o.verbose && !t.sink.terminal) yield* tool.error(`{ [${bytes.length} bytes data]\n`);
		facts.down += bytes.length;
		t.row.down = facts.down;
		yield* t.sink.body(bytes);
	};
	if (!response.stream) {
		if (response.body !== undefined) yield* piece(response.body);
		if (length !== undefined && facts.down < Number(length))
			throw new CurlError(18, `transfer closed with ${Number(length) - facts.down} bytes remaining to read`);
		return;
	}
	for (;;) {
		const limit = yield* t.left();
		if (limit !== undefined && (yield* poll([fd], limit)).length === 0) yield* t.timeout();
		const part = yield* attempt(nextChunk(fd));
		if (part instanceof Errno) throw new CurlError(56, `Recv failure: ${part.message}`);
		if (part === null) break;
		if (part === undefined) {
			if (header(response, 'transfer-encoding')?.toLowerCase() === 'chunked') throw new CurlError(18, 'transfer closed with outstanding read data remaining');
			if (length !== undefined && facts.down < Number(length))
				throw new CurlError(18, `transfer closed with ${Number(length) - facts.down} bytes remaining to read`);
			break;
		}
		yield* piece(part);
	}
	t.row.total = Math.max(t.row.total, facts.down);
}

/** One URL with its redirects. */
function* transfer(t: Transfer, first: Url, base: Uint8Array | undefined): Sys<void> {
	const { o } = t;
	let url = first;
	let body = base;
	let method = o.method ?? (o.head ? 'HEAD' : o.upload !== undefined ? 'PUT' : body !== undefined ? 'POST' : 'GET');
	t.start = yield* clock();
	yield* t.progress();
	for (;;) {
		t.facts.scheme = url.scheme.toUpperCase();
		const next = yield* exchange(t, url, method, body);
		if (!next) break;
		if (++t.facts.redirects > o.maxRedirects) throw new CurlError(47, `Maximum (${o.maxRedirects}) redirects followed`);
		const { status } = t.facts;
		if (o.method === undefined && method === 'POST' && status >= 301 && status <= 303) [method, body] = ['GET', undefined];
		url = next;
		t.facts.url = formatUrl(url);
		yield* t.note(`Issue another request to this URL: '${formatUrl(url)}'`);
	}
	t.facts.times.total = yield* t.elapsed();
}

function* openSink(tool: Tool, o: CurlOptions, output: string | true | undefined, url: Url): Sys<{ sink: Sink; end(): Sys<void>; toFile: boolean }> {
	let path = output === true ? (url.path.split('?')[0] ?? '').replace(/^.*\//, '') : output;
	if (path === '') {
		if (!(o.silent && !o.showError)) yield* tool.error('curl: Remote file name has no length!\n');
		throw new CurlError(23, 'Failed writing received data to disk/application');
	}
	if (path === '-') path = undefined;
	if (path !== undefined && o.outputDir !== undefined) path = joinPath(o.outputDir, path);
	const terminal = path === undefined && (yield* isatty(1));
	let fd: number | undefined;
	let headers: number | undefined;
	const put = function* (bytes: Uint8Array): Sys<void> {
		if (path === undefined) {
			yield* tool.putBytes(bytes);
			return;
		}
		if (fd === undefined) {
			if (o.createDirs) yield* mkdirAll(dirName(path));
			const opened = yield* attempt(open(path, { write: true, create: true, trunc: true }));
			if (opened instanceof Errno) {
				yield* tool.error(`Warning: Failed to open the file ${path}: ${opened.message}\n`);
				throw new CurlError(23, 'Failure writing output to destination');
			}
			fd = opened;
		}
		const wrote = yield* attempt(write(fd, bytes));
		if (wrote instanceof Errno) throw new CurlError(23, 'Failure writing output to destination');
	};
	const sink: Sink = {
		terminal,
		body: put,
		*head(text) {
			if (o.dumpHeader !== undefined) {
				if (o.dumpHeader === '-') yield* tool.put(text);
				else {
					headers ??= yield* open(o.dumpHeader, { write: true, create: true, trunc: true });
					yield* write(headers, text);
				}
			}
			if (o.include || o.head) yield* put(utf8(text));
		}
	};
	return {
		sink,
		toFile: path !== undefined,
		*end() {
			if (path !== undefined && fd === undefined && output !== undefined) yield* put(new Uint8Array(0));
			if (fd !== undefined) yield* close(fd);
			if (headers !== undefined) yield* close(headers);
		}
	};
}

const transient = (code: number, status: number, o: CurlOptions): boolean =>
	o.retryAllErrors ||
	code === 28 ||
	(code === 7 && o.retryConnRefused) ||
	(code === 22 || code === 0 ? [408, 429, 500, 502, 503, 504].includes(status) : false);

const verifyHelp = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;

function* one(tool: Tool, o: CurlOptions, text: string, output: string | true | undefined): Sys<number> {
	const local = /^file:\/\/[^/]*(\/.*)$/i.exec(text)?.[1];
	const url = parseUrl(local === undefined ? text : 'http://localhost/');
	const say = function* (code: number, message: string): Sys<number> {
		if (!o.silent || o.showError) yield* tool.error(`curl: (${code}) ${message}\n${code === 60 ? verifyHelp : ''}`);
		return code;
	};
	if (!url) return yield* say(3, 'URL using bad/illegal format or missing URL');
	if (local !== undefined) {
		const bytes = yield* attempt(readFile(local));
		if (bytes instanceof Errno) return yield* say(37, `Couldn't open file ${local}`);
		const opened = yield* openSink(tool, o, output, url);
		yield* opened.sink.body(bytes);
		yield* opened.end();
		return 0;
	}
	if (!['http', 'https', 'ftp', 'telnet'].includes(url.scheme)) return yield* say(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
	for (let tries = 0; ; tries++) {
		let code = 0;
		let t: Transfer | undefined;
		let end: (() => Sys<void>) | undefined;
		try {
			let body = o.form.length > 0 ? yield* formBody(o) : o.data;
			let target: Url = url;
			if (o.upload !== undefined) {
				body = o.upload === '-' ? yield* readAll(0) : yield* readFile(o.upload);
				if (url.path.endsWith('/')) target = { ...url, path: url.path + o.upload.slice(o.upload.lastIndexOf('/') + 1) };
			}
			if (o.get && o.data) {
				target = { ...url, path: `${url.path}${url.path.includes('?') ? '&' : '?'}${decode(o.data)}` };
				body = undefined;
			}
			const opened = yield* openSink(tool, o, output, target);
			({ end } = opened);
			const meter = !o.silent && !o.noProgress && !o.progressBar && (opened.toFile || !opened.sink.terminal);
			t = new Transfer(tool, o, formatUrl(target), opened.sink, meter);
			yield* transfer(t, target, body);
		} catch (error) {
			if (!(error instanceof CurlError)) {
				if (!(error instanceof Errno)) throw error;
				code = yield* say(26, 'Failed to open/read local data from file/application');
			} else {
				code = error.code;
				if (t?.metered) {
					yield* t.progress();
					yield* tool.error('\n');
				}
				if (t && o.verbose && code !== 22) yield* t.note(`Closing connection ${Math.max(0, t.number)}`);
				yield* say(code, error.message);
			}
		}
		if (end) yield* end();
		if (t && tries < o.retry && transient(code, t.facts.status, o)) {
			const wait = o.retryDelay ?? 1_000_000 * 2 ** tries;
			if (!o.silent || o.showError)
				yield* tool.error(
					`Warning: Problem: ${code === 7 ? 'connection refused' : code === 28 ? 'timeout' : code === 6 ? 'timeout' : 'HTTP error'}. Will retry in ${Math.round(wait / 1_000_000)} ${wait === 1_000_000 ? 'second' : 'seconds'}. \nWarning: ${o.retry - tries} ${o.retry - tries === 1 ? 'retry' : 'retries'} left.\n`
				);
			yield* sleep(wait);
			continue;
		}
		if (t && o.writeOut !== undefined) {
			t.facts.times.total ||= yield* t.elapsed();
			yield* writeOut(tool, o.writeOut, t.facts, code, typeof output === 'string' ? output : '');
		}
		return code;
	}
}

export const curl = utility(
	'curl',
	function* (tool: Tool): Sys<number> {
		const o = yield* parseOptions(tool);
		const urls = o.urls.flatMap((text) => (o.globOff || /\[[0-9a-f:]*:[0-9a-f:]*\]/i.test(text) ? [text] : expandUrl(text)));
		let status = 0;
		for (const [n, url] of urls.entries()) {
			const code = yield* one(tool, o, url, o.outputs[o.urls.length === 1 ? 0 : n]);
			if (code !== 0) status = code;
		}
		return status;
	},
	{ rss: 8 << 20 }
);
