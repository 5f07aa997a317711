// HTTP/1.1 as bytes: what a byte-wise reader sees of a message, and the messages in a stream of bytes. Encoder and decoder keep plain
// data, so that a half-read message survives a checkpoint. Leaves out: trailers, chunk extensions, obsolete line folding, HTTP/2.
import { concat, encodeJson, text, utf8 } from '../../values/index.ts';
import type { Body, Headers, HttpRequest, HttpResponse, Message } from '../http-message.ts';
import { header } from '../http-message.ts';
import type { Decoder, Encoder } from './http-state.ts';

const empty = new Uint8Array(0);

/** The standard text of a status; empty when it has none. */
export const reasonOf = (status: number): string => reasons[status] ?? '';
const reasons: Readonly<Record<number, string>> = {
	100: 'Continue',
	101: 'Switching Protocols',
	200: 'OK',
	201: 'Created',
	202: 'Accepted',
	204: 'No Content',
	206: 'Partial Content',
	301: 'Moved Permanently',
	302: 'Found',
	303: 'See Other',
	304: 'Not Modified',
	307: 'Temporary Redirect',
	308: 'Permanent Redirect',
	400: 'Bad Request',
	401: 'Unauthorized',
	402: 'Payment Required',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	406: 'Not Acceptable',
	408: 'Request Timeout',
	409: 'Conflict',
	410: 'Gone',
	411: 'Length Required',
	412: 'Precondition Failed',
	413: 'Request Entity Too Large',
	414: 'Request URI Too Long',
	415: 'Unsupported Media Type',
	416: 'Requested Range Not Satisfiable',
	417: 'Expectation Failed',
	418: "I'm a teapot",
	421: 'Misdirected Request',
	422: 'Unprocessable Entity',
	423: 'Locked',
	425: 'Too Early',
	426: 'Upgrade Required',
	428: 'Precondition Required',
	429: 'Too Many Requests',
	431: 'Request Header Fields Too Large',
	500: 'Internal Server Error',
	501: 'Not Implemented',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
	505: 'HTTP Version Not Supported'
};

/** A body's bytes. A JSON value is what Go's json.Encoder writes: compact, with a newline. */
export function bodyBytes(body: Body | undefined): Uint8Array {
	if (body === undefined) return empty;
	if (body instanceof Uint8Array) return body;
	return utf8(typeof body === 'string' ? body : `${encodeJson(body.json, { escapeHtml: body.escapeHtml !== false })}\n`);
}

const headLines = (first: string, headers: Headers): string => {
	let lines = `${first}\r\n`;
	for (const name in headers) lines += `${name}: ${headers[name]}\r\n`;
	return `${lines}\r\n`;
};

/** A message's bytes. Frames have no bytes of their own here: their JSON is written. */
export function encodeMessage(message: Message, encoder: Encoder): Uint8Array {
	switch (message.kind) {
		case 'request':
			return encodeRequest(message, encoder);
		case 'response':
			return encodeResponse(message, encoder);
		case 'chunk': {
			const data = bodyBytes(message.body);
			if (encoder.body !== 'chunked') return data;
			return data.length === 0 ? empty : concat([utf8(`${data.length.toString(16)}\r\n`), data, utf8('\r\n')]);
		}
		case 'end': {
			const chunked = encoder.body === 'chunked';
			encoder.body = 'none';
			return chunked ? utf8('0\r\n\r\n') : empty;
		}
		case 'tls-hello':
			// A ClientHello's record header: what a plain-text server shows as garbage.
			return concat([Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3), utf8(message.serverName)]);
		case 'tls-certificate':
			return Uint8Array.of(22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3);
		case 'frame':
			return utf8(`${encodeJson(message.value)}\n`);
	}
}

function encodeRequest(message: HttpRequest, encoder: Encoder): Uint8Array {
	const body = bodyBytes(message.body);
	const headers: Record<string, string> = { ...message.headers };
	const streamed = isChunked(message);
	encoder.body = streamed ? 'chunked' : 'none';
	if (!streamed && header(message, 'content-length') === undefined && (body.length > 0 || bodied.has(message.method)))
		headers['Content-Length'] = String(body.length);
	return concat([utf8(headLines(`${message.method} ${message.path} HTTP/1.1`, headers)), body]);
}
const bodied: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

function encodeResponse(message: HttpResponse, encoder: Encoder): Uint8Array {
	const first = `HTTP/1.1 ${message.status} ${message.reason ?? reasonOf(message.status)}`;
	const headers: Record<string, string> = { ...message.headers };
	const bodiless = message.status < 200 || message.status === 204 || message.status === 304;
	const sized = header(message, 'content-length') !== undefined;
	const body = bodyBytes(message.body);
	if (message.stream) {
		encoder.body = sized || bodiless ? 'plain' : 'chunked';
		if (encoder.body === 'chunked' && !isChunked(message)) headers['Transfer-Encoding'] = 'chunked';
		return utf8(headLines(first, headers));
	}
	encoder.body = 'none';
	if (bodiless) return utf8(headLines(first, headers));
	if (isChunked(message)) {
		const parts = body.length > 0 ? [utf8(`${body.length.toString(16)}\r\n`), body, utf8('\r\n')] : [];
		return concat([utf8(headLines(first, headers)), ...parts, utf8('0\r\n\r\n')]);
	}
	if (!sized) headers['Content-Length'] = String(body.length);
	return concat([utf8(headLines(first, headers)), body]);
}

/** Whether a message's body is sent in chunks. */
export const isChunked = (message: { headers: Headers }): boolean => header(message, 'transfer-encoding')?.toLowerCase().trim().endsWith('chunked') === true;

/** A head longer than this is not HTTP. */
const headLimit = 1_048_576;

/**
 * Decodes what it can into `out`: whole messages for bodies with a length, `stream` responses (and chunked requests) followed by
 * chunks and an end. Answers the bytes it does not understand as HTTP: after an upgrade, or when the head is malformed.
 */
export function decode(d: Decoder, data: Uint8Array, out: Message[]): Uint8Array {
	d.pending = d.pending.length > 0 ? concat([d.pending, data]) : data;
	for (;;) {
		if (d.phase === 'raw') {
			const rest = d.pending;
			d.pending = empty;
			return rest;
		}
		if (!decodeStep(d, out)) return empty;
	}
}

/** One element; false when more bytes are needed. */
function decodeStep(d: Decoder, out: Message[]): boolean {
	switch (d.phase) {
		case 'head':
			return decodeHead(d, out);
		case 'body': {
			if (d.pending.length < d.left) return false;
			const body = take(d, d.left);
			out.push({ ...(d.message as HttpRequest), body });
			d.message = null;
			d.phase = 'head';
			return true;
		}
		case 'chunk-size': {
			const line = takeLine(d);
			if (line === null) return false;
			d.left = parseHex(line);
			d.phase = d.left === 0 ? 'trailer' : d.left < 0 ? 'raw' : 'chunk-data';
			return true;
		}
		case 'chunk-data': {
			if (d.pending.length === 0) return false;
			const body = take(d, Math.min(d.left, d.pending.length));
			d.left -= body.length;
			out.push({ kind: 'chunk', body });
			if (d.left === 0) d.phase = 'chunk-end';
			return true;
		}
		case 'chunk-end':
			if (takeLine(d) === null) return false;
			d.phase = 'chunk-size';
			return true;
		case 'trailer': {
			const line = takeLine(d);
			if (line === null) return false;
			if (line !== '') return true;
			out.push({ kind: 'end' });
			d.phase = 'head';
			return true;
		}
		case 'until-end': {
			if (d.pending.length === 0) return false;
			out.push({ kind: 'chunk', body: take(d, d.pending.length) });
			return true;
		}
		default:
			return false;
	}
}

function take(d: Decoder, size: number): Uint8Array {
	const part = d.pending.subarray(0, size);
	d.pending = d.pending.subarray(size);
	return part;
}

/** A line without its end; null when it is not whole yet. */
function takeLine(d: Decoder): string | null {
	const at = d.pending.indexOf(10);
	if (at < 0) return null;
	const line = text(take(d, at + 1));
	return line.endsWith('\r\n') ? line.slice(0, -2) : line.slice(0, -1);
}

function parseHex(line: string): number {
	let value = 0;
	const digits = (line.split(';')[0] ?? '').trim().toLowerCase();
	for (const c of digits) {
		const digit = '0123456789abcdef'.indexOf(c);
		if (digit < 0) return -1;
		value = value * 16 + digit;
	}
	return digits === '' ? -1 : value;
}

/** Where a head ends (after its empty line); −1 when it is not whole. */
function headEnd(data: Uint8Array): number {
	for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, at + 1)) {
		if (data[at + 1] === 10) return at + 2;
		if (data[at + 1] === 13 && data[at + 2] === 10) return at + 3;
	}
	return -1;
}

function decodeHead(d: Decoder, out: Message[]): boolean {
	while (d.pending[0] === 13 || d.pending[0] === 10) d.pending = d.pending.subarray(1);
	if (d.pending.length === 0) return false;
	const end = headEnd(d.pending);
	if (end < 0) {
		if (d.pending.length > headLimit || !looksLikeHttp(d)) d.phase = 'raw';
		return d.phase === 'raw';
	}
	const lines = text(d.pending.subarray(0, end))
		.split('\n')
		.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
	const message = d.role === 'request' ? requestOf(lines) : responseOf(lines);
	if (!message) {
		d.phase = 'raw';
		return true;
	}
	d.pending = d.pending.subarray(end);
	startBody(d, message, out);
	return true;
}

/** The first bytes may become an HTTP head: so garbage is handed on without waiting for its end. */
function looksLikeHttp(d: Decoder): boolean {
	if (d.role === 'response') return 'HTTP/1.'.startsWith(text(d.pending.subarray(0, 7)));
	const first = d.pending[0] as number;
	return first >= 65 && first <= 90;
}

function headersOf(lines: readonly string[]): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const line of lines) {
		const colon = line.indexOf(':');
		if (colon <= 0) continue;
		const name = line.slice(0, colon).trim();
		const value = line.slice(colon + 1).trim();
		headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
	}
	return headers;
}

function requestOf(lines: readonly string[]): HttpRequest | null {
	const parts = (lines[0] ?? '').split(' ');
	const [method, path, version] = parts;
	if (parts.length !== 3 || !method || !path || !version?.startsWith('HTTP/1.')) return null;
	return { kind: 'request', method, path, headers: headersOf(lines.slice(1)) };
}

function responseOf(lines: readonly string[]): HttpResponse | null {
	const [version, code, ...reason] = (lines[0] ?? '').split(' ');
	const status = Number(code);
	if (!version?.startsWith('HTTP/1.') || !Number.isInteger(status)) return null;
	return { kind: 'response', status, reason: reason.join(' '), headers: headersOf(lines.slice(1)) };
}

function startBody(d: Decoder, message: HttpRequest | HttpResponse, out: Message[]): void {
	const length = header(message, 'content-length');
	if (message.kind === 'response') {
		if (message.status === 101) {
			d.phase = 'raw';
			out.push(message);
			return;
		}
		if (message.status < 200 || message.status === 204 || message.status === 304) return void out.push(message);
		if (isChunked(message) || length === undefined) {
			d.phase = isChunked(message) ? 'chunk-size' : 'until-end';
			out.push({ ...message, stream: true });
			return;
		}
	} else {
		if (isChunked(message)) {
			d.phase = 'chunk-size';
			out.push(message);
			return;
		}
		if (header(message, 'upgrade') !== undefined && Number(length ?? 0) === 0) d.phase = 'raw';
	}
	const size = Number(length ?? 0);
	if (!(size > 0)) return void out.push(message);
	d.message = message;
	d.left = size;
	d.phase = 'body';
}

/** The stream ended: the end of a body that lasts until then; undefined when the messages were whole. */
export function decodeEnd(d: Decoder): Message | undefined {
	if (d.phase !== 'until-end') return undefined;
	d.phase = 'head';
	return { kind: 'end' };
}
