// Requests and replies of the Engine API on a connection: what handlers get and give, JSON bodies as Go writes them, streams and hijacks.
// Invariant: a handler answers with one Reply, or throws a DockerError, which becomes {"message": …}.
import type { Sys } from '../engine/index.ts';
import { header, recv, send, write, type Body, type HttpRequest } from '../kernel/index.ts';
import { concat, text as decode, utf8 } from '../values/index.ts';
import { encodeJson, parseJson } from '../values/index.ts';
import { badParameter } from './errors.ts';
import { object, type JsonObject } from './decode.ts';
import type { StreamState } from './streams.ts';

export const API_VERSION = '1.51';
export const MIN_API_VERSION = '1.24';
export const SERVER_VERSION = '28.5.2';

export interface Request {
	/** The connection. */
	readonly fd: number;
	readonly method: string;
	/** Path without version and query. */
	readonly path: string;
	/** "1.51". */
	readonly version: string;
	readonly query: ReadonlyMap<string, string>;
	readonly lists: ReadonlyMap<string, readonly string[]>;
	readonly http: HttpRequest;
	/** What the pattern's stars matched. */
	readonly vars: readonly string[];
}
export interface Answer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** A JSON value, or a ready text with its own content type. `fresh`: made for this answer alone, so the client may have the value itself. */
	readonly json?: unknown;
	readonly fresh?: true;
	readonly body?: Body;
}
/** An answer, or what the connection goes on with after the handler has begun to answer by itself. */
export type Reply = Answer | { readonly stream: StreamState } | { readonly done: true };
export type Handler = (request: Request) => Sys<Reply>;

export const ok = (json: unknown): Answer => ({ status: 200, json });
export const noContent: Answer = { status: 204 };
export const done: Reply = { done: true };

export const param = (request: Request, name: string): string => request.query.get(name) ?? '';
/** httputils.BoolValue: anything but "", 0, no, false, none is true. */
export function flag(request: Request, name: string): boolean {
	const value = param(request, name).trim().toLowerCase();
	return !(value === '' || value === '0' || value === 'no' || value === 'false' || value === 'none');
}
export function flagOr(request: Request, name: string, fallback: boolean): boolean {
	return request.query.has(name) ? flag(request, name) : fallback;
}
/** Whether the client speaks a version before this one. */
export function before(request: Request, version: string): boolean {
	const [a = 0, b = 0] = request.version.split('.').map(Number);
	const [c = 0, d = 0] = version.split('.').map(Number);
	return a < c || (a === c && b < d);
}

export function parseQuery(text: string): { query: Map<string, string>; lists: Map<string, string[]> } {
	const query = new Map<string, string>();
	const lists = new Map<string, string[]>();
	for (const part of text.split('&')) {
		if (part === '') continue;
		const at = part.indexOf('=');
		const name = unescapeQuery(at < 0 ? part : part.slice(0, at));
		const value = at < 0 ? '' : unescapeQuery(part.slice(at + 1));
		if (!query.has(name)) query.set(name, value);
		lists.set(name, [...(lists.get(name) ?? []), value]);
	}
	return { query, lists };
}
export function unescapeQuery(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}

/** The whole request body as bytes, chunks put together. */
export function* readBody(request: Request): Sys<Uint8Array> {
	const { http, fd } = request;
	if ((header(http, 'Transfer-Encoding') ?? '').toLowerCase() !== 'chunked') return bytesOf(http.body);
	const chunks: Uint8Array[] = http.body === undefined ? [] : [bytesOf(http.body)];
	for (;;) {
		const next = yield* recv(fd, { http: 'request' });
		if (next === null || next.kind === 'end') return concat(chunks);
		if (next.kind === 'chunk') chunks.push(bytesOf(next.body));
		else if (next.kind === 'bytes') chunks.push(next.data);
	}
}
export function bytesOf(body: Body | undefined): Uint8Array {
	if (body === undefined) return new Uint8Array();
	if (body instanceof Uint8Array) return body;
	return utf8(typeof body === 'string' ? body : encodeJson(body.json));
}
/** The request's JSON object; {} when there is no body. Throws 400 with Go's text. */
export function* readJson(request: Request): Sys<JsonObject> {
	const { body } = request.http;
	if (typeof body === 'object' && !(body instanceof Uint8Array)) return object(body.json);
	const text = decode(yield* readBody(request));
	if (text.trim() === '') return {};
	const type = header(request.http, 'Content-Type') ?? '';
	if (!type.startsWith('application/json')) throw badParameter(`unsupported Content-Type header (${type}): must be 'application/json'`);
	try {
		return object(parseJson(text));
	} catch (error) {
		throw badParameter(error instanceof Error ? 'invalid JSON: ' + error.message : 'invalid JSON');
	}
}

/** Headers every answer has. */
export const serverHeaders = {
	'Api-Version': API_VERSION,
	'Docker-Experimental': 'false',
	Ostype: 'linux',
	Server: `Docker/${SERVER_VERSION} (linux)`
} as const;

/** JSON text as the engine writes it: no HTML escapes, a line end. */
export const jsonText = (value: unknown): string => encodeJson(value, { escapeHtml: false }) + '\n';

export function* sendAnswer(fd: number, answer: Answer, headOnly = false): Sys<void> {
	let { body } = answer;
	const headers: Record<string, string> = { ...serverHeaders, ...answer.headers };
	if (answer.json !== undefined) {
		headers['Content-Type'] = 'application/json';
		body = answer.fresh ? { json: answer.json, escapeHtml: false } : jsonText(answer.json);
	}
	if (body !== undefined && !(typeof body === 'object' && !(body instanceof Uint8Array))) headers['Content-Length'] = String(bytesOf(body).length);
	else if (body === undefined && answer.status !== 204 && answer.status !== 304) headers['Content-Length'] = '0';
	yield* send(fd, { kind: 'response', status: answer.status, headers, ...(body === undefined || headOnly ? {} : { body }) });
}

/** Begins a streamed answer. */
export const beginStream = (fd: number, contentType = 'application/json', headers: Readonly<Record<string, string>> = {}): Sys<void> =>
	send(fd, {
		kind: 'response',
		status: 200,
		headers: { ...serverHeaders, 'Content-Type': contentType, 'Transfer-Encoding': 'chunked', ...headers },
		stream: true
	});
export const chunk = (fd: number, body: Body): Sys<void> => send(fd, { kind: 'chunk', body });
/** One JSON value of a stream of them. */
export const jsonChunk = (fd: number, value: unknown): Sys<void> => chunk(fd, encodeJson(value, { escapeHtml: false }) + '\n');
/** One line of progress: ends with CR LF, as streamformatter writes. */
export const progressChunk = (fd: number, value: unknown): Sys<void> => chunk(fd, encodeJson(value) + '\r\n');
export const endStream = (fd: number): Sys<void> => send(fd, { kind: 'end' });

export const RAW_STREAM = 'application/vnd.docker.raw-stream';
export const MULTIPLEXED_STREAM = 'application/vnd.docker.multiplexed-stream';

/** Turns the connection into a raw one: 101 when the client asked to upgrade, else 200; from here on bytes flow both ways. */
export function* hijack(request: Request, tty: boolean): Sys<void> {
	if (header(request.http, 'Upgrade') === undefined) {
		yield* send(request.fd, { kind: 'response', status: 200, headers: { 'Content-Type': RAW_STREAM } });
		return;
	}
	const type = tty || before(request, '1.42') ? RAW_STREAM : MULTIPLEXED_STREAM;
	yield* send(request.fd, {
		kind: 'response',
		status: 101,
		reason: 'UPGRADED',
		headers: { 'Content-Type': type, Connection: 'Upgrade', Upgrade: 'tcp', ...serverHeaders }
	});
}

/** A piece of stdout or stderr with the eight-byte head of the multiplexed stream. */
export function frame(stream: 0 | 1 | 2 | 3, data: Uint8Array): Uint8Array {
	const out = new Uint8Array(8 + data.length);
	out[0] = stream;
	new DataView(out.buffer).setUint32(4, data.length);
	out.set(data, 8);
	return out;
}
export const writeRaw = (fd: number, data: Uint8Array | string): Sys<number> => write(fd, data);
