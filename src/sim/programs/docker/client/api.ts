// The Engine API's calls as commands use them: versioned paths, JSON in and out, errors as Failure, streams by message.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, recv, type Body, type HttpResponse } from '../../../kernel/index.ts';
import { encodeJson, parseJson, text as decode } from '../../../values/index.ts';
import type { Cli } from '../cli.ts';
import type { Filters } from '../flags/flag.ts';
import { endpoint, serverInfo } from './endpoint.ts';
import { answer, bodyJson, daemonError, dispatch, readBody, release, toBytes, type Pending } from './http.ts';

/** Query values; undefined, '' and false are left out, true is "1", lists repeat. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const escape = (value: string): string =>
	encodeURIComponent(value)
		.replace(/%20/g, '+')
		.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** url.Values.Encode: sorted by key. */
function encodeQuery(query: Query): string {
	const parts: string[] = [];
	for (const key of Object.keys(query).sort()) {
		const value = query[key];
		if (value === undefined || value === '' || value === false) continue;
		const values = typeof value === 'object' ? value : [value === true ? '1' : String(value)];
		for (const one of values) parts.push(`${escape(key)}=${escape(one)}`);
	}
	return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** filters.ToJSON: {"name":{"web":true}}; absent when there are none. */
export function filtersJson(filters: Filters): string | undefined {
	const keys = Object.keys(filters);
	if (keys.length === 0) return undefined;
	return encodeJson(Object.fromEntries(keys.map((key) => [key, Object.fromEntries((filters[key] ?? []).map((value) => [value, true]))])), { sortKeys: true });
}

export interface CallOptions {
	readonly query?: Query;
	readonly body?: Body;
	readonly headers?: Readonly<Record<string, string>>;
}
/** Escapes a name for a path segment. */
export const segment = (name: string): string =>
	encodeURIComponent(name).replace(/%(2F|3A|40)/gi, (_all, code: string) => (code.toUpperCase() === '2F' ? '/' : code.toUpperCase() === '3A' ? ':' : '@'));

/** Sends a call without waiting for its answer. */
export function* begin(cli: Cli, method: string, path: string, options: CallOptions = {}): Sys<Pending> {
	const host = yield* endpoint(cli);
	const { version } = yield* serverInfo(cli);
	const request = {
		method,
		path: `/v${version}${path}${encodeQuery(options.query ?? {})}`,
		...(options.body === undefined ? {} : { body: options.body }),
		...(options.headers === undefined ? {} : { headers: options.headers })
	};
	// What is to be hijacked gets a connection of its own.
	return yield* dispatch(host, request, options.headers?.['Upgrade'] === undefined ? cli : undefined);
}

/** The head of a call's answer. Throws Failure with the daemon's words for a status of 400 and above. */
export function* headOf(pending: Pending): Sys<HttpResponse> {
	const response = yield* answer(pending);
	if (response.status < 400) return response;
	const body = yield* readBody(pending.fd, response);
	yield* release(pending);
	throw daemonError(response.status, body, pending.request);
}

/** The whole answer. */
export function* finish(pending: Pending): Sys<{ response: HttpResponse; body: Body }> {
	const response = yield* headOf(pending);
	const body = yield* readBody(pending.fd, response);
	yield* release(pending);
	return { response, body };
}

/** A call answered whole. */
export function* call(cli: Cli, method: string, path: string, options: CallOptions = {}): Sys<{ response: HttpResponse; body: Body }> {
	return yield* finish(yield* begin(cli, method, path, options));
}

/** A call answered with JSON of the type that the API says for this path. */
export function* json<T>(cli: Cli, method: string, path: string, options: CallOptions = {}): Sys<T> {
	const { body } = yield* call(cli, method, path, options);
	return bodyJson(body) as T;
}

/** What an inspection found: the value, and the daemon's JSON as it wrote it. */
export class Answered {
	readonly value: unknown;
	readonly raw: string;
	constructor(value: unknown, raw: string) {
		this.value = value;
		this.raw = raw;
	}
}
/** A call answered with JSON that is to be shown as the daemon wrote it. */
export function* rawJson(cli: Cli, method: string, path: string, options: CallOptions = {}): Sys<Answered> {
	const { body } = yield* call(cli, method, path, options);
	const value = bodyJson(body);
	const raw = typeof body === 'object' && 'json' in body ? encodeJson(value, { escapeHtml: false }) : typeof body === 'string' ? body : decode(toBytes(body));
	return new Answered(value, raw.trimEnd());
}

/** An open streamed answer; plain data. `rest` is text of an unfinished JSON line. */
export interface Stream {
	readonly fd: number;
	readonly rest: string;
	readonly queue: readonly unknown[];
	readonly ended: boolean;
}

/** Starts a streamed call. */
export function* stream(cli: Cli, method: string, path: string, options: CallOptions = {}): Sys<Stream> {
	const pending = yield* begin(cli, method, path, options);
	return opened(pending.fd, yield* headOf(pending));
}

/** A stream from an answer's head. */
export function opened(fd: number, response: HttpResponse): Stream {
	if (response.stream === true) return { fd, rest: '', queue: [], ended: false };
	const start: Stream = { fd, rest: '', queue: [], ended: true };
	return response.body === undefined ? start : { ...start, ...split('', response.body, true) };
}

/** Parsed JSON values of a chunk, and the text of an unfinished one. */
function split(rest: string, body: Body, last: boolean): { queue: unknown[]; rest: string } {
	if (typeof body === 'object' && 'json' in body && rest === '') return { queue: [body.json], rest: '' };
	const source = rest + (typeof body === 'string' ? body : decode(toBytes(body)));
	const lines = source.split(/\r?\n/);
	const tail = last ? '' : (lines.pop() ?? '');
	return { queue: lines.filter((line) => line.trim() !== '').map((line) => parseJson(line)), rest: tail };
}

/** The next JSON message of a stream, or undefined at its end. Throws EINTR when a caught signal came. */
export function* nextMessage(from: Stream): Sys<{ message: unknown; stream: Stream } | undefined> {
	let now = from;
	for (;;) {
		const [message, ...queue] = now.queue;
		if (message !== undefined) return { message, stream: { ...now, queue } };
		if (now.ended) return undefined;
		const chunk = yield* recv(now.fd, { http: 'response' });
		if (chunk === null || chunk.kind === 'end') {
			now = { ...now, ...(now.rest.trim() === '' ? { queue: [], rest: '' } : split('', now.rest, true)), ended: true };
		} else if (chunk.kind === 'chunk') now = { ...now, ...split(now.rest, chunk.body, false) };
	}
}

/** The next bytes of a streamed body, or undefined at its end. */
export function* nextBytes(fd: number): Sys<Uint8Array | undefined> {
	for (;;) {
		const chunk = yield* recv(fd, { http: 'response' });
		if (chunk === null || chunk.kind === 'end') return undefined;
		if (chunk.kind === 'chunk') return toBytes(chunk.body);
		if (chunk.kind === 'bytes') return chunk.data;
	}
}

/** A call answered with bytes: either whole or in chunks given to `sink`. */
export function* download(cli: Cli, method: string, path: string, options: CallOptions, sink: (chunk: Uint8Array) => Sys<void>): Sys<HttpResponse> {
	const pending = yield* begin(cli, method, path, options);
	const response = yield* headOf(pending);
	if (response.stream !== true) yield* sink(toBytes(response.body));
	else for (let chunk = yield* nextBytes(pending.fd); chunk !== undefined; chunk = yield* nextBytes(pending.fd)) yield* sink(chunk);
	yield* release(pending);
	return response;
}

/** Takes over the connection: raw bytes both ways from here. */
export function* hijack(cli: Cli, path: string, options: CallOptions = {}): Sys<number> {
	const pending = yield* begin(cli, 'POST', path, { ...options, headers: { ...options.headers, Connection: 'Upgrade', Upgrade: 'tcp' } });
	yield* headOf(pending);
	return pending.fd;
}

/** Closes a descriptor that may be gone already. */
export function* closeQuietly(fd: number): Sys<void> {
	try {
		yield* close(fd);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
}
