// Requests to the API server over the modelled TLS connection: one exchange at a time, warnings on stderr, errors as values, -v logging.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, monotonic, nextChunk, bodyBytes, type Body, type HttpRequest, type HttpResponse } from '../../kernel/index.ts';
import { ApiError, bodyValue, dial, exchange, requestHeaders, statusOf, TlsError, warningsOf, type ClientConfig } from '../../client/index.ts';
import { encodeJson, text } from '../../values/index.ts';
import { clientConfig } from './client-config.ts';
import { isObject } from './dig.ts';
import { ConnectionError } from './failure.ts';
import { klog } from './klog.ts';
import { err, type Session } from './session.ts';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export interface RequestOptions {
	readonly body?: unknown;
	readonly contentType?: string;
	readonly accept?: string;
	readonly query?: Query;
	readonly headers?: Readonly<Record<string, string>>;
	/** Bytes sent as they are. */
	readonly raw?: Body;
}
export const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** Go's url.QueryEscape. */
const escape = (value: string): string =>
	encodeURIComponent(value)
		.replaceAll('%20', '+')
		.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
/** "?a=b" of the values that are set, sorted by name. */
function queryText(query: Query = {}): string {
	const parts = Object.keys(query)
		.sort()
		.flatMap((name) => {
			const value = query[name];
			return value === undefined || value === '' || value === false ? [] : [`${name}=${escape(String(value))}`];
		});
	return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const causes: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'connect: connection refused',
	EHOSTUNREACH: 'connect: no route to host',
	ENETUNREACH: 'connect: network is unreachable',
	ETIMEDOUT: 'i/o timeout'
};
/** A failed dial or exchange in Go's words. */
function connectionError(s: Session, config: ClientConfig, method: string, path: string, error: unknown): unknown {
	const host = `${config.host}:${config.port}`;
	const url = `${config.tls ? 'https' : 'http'}://${host}${path}`;
	if (error instanceof TlsError) return new ConnectionError(method, url, host, error.message);
	if (!(error instanceof Errno)) return error;
	if (error.code === 'EINTR') return error;
	if (error.code === 'ENOENT') return new ConnectionError(method, url, host, `dial tcp: lookup ${config.host}: no such host`);
	if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return new ConnectionError(method, url, host, 'EOF');
	const address = config.host === 'localhost' ? `127.0.0.1:${config.port}` : host;
	return new ConnectionError(method, url, host, `dial tcp ${address}: ${causes[error.code] ?? error.code}`);
}

function* connected(s: Session, message: HttpRequest): Sys<{ fd: number; response: HttpResponse }> {
	const config = yield* clientConfig(s);
	const idle = s.fd;
	s.fd = -1;
	if (idle >= 0) {
		try {
			return { fd: idle, response: yield* exchange(idle, message) };
		} catch (error) {
			if (!(error instanceof Errno) || error.code === 'EINTR') throw error;
			yield* close(idle);
		}
	}
	try {
		const fd = yield* dial(config);
		return { fd, response: yield* exchange(fd, message) };
	} catch (error) {
		throw connectionError(s, config, message.method, message.path, error);
	}
}

/** The whole body of a streamed answer. */
function* gather(fd: number): Sys<Uint8Array> {
	const parts: Uint8Array[] = [];
	for (;;) {
		const part = yield* nextChunk(fd);
		if (part === null || part === undefined) break;
		parts.push(bodyBytes(part));
	}
	const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** Sends a request and answers the response as it begins, whatever its status, with the connection. */
export function* send(s: Session, method: string, path: string, options: RequestOptions): Sys<{ fd: number; response: HttpResponse }> {
	const config = yield* clientConfig(s);
	const headers = requestHeaders(config, {
		...(options.accept === undefined ? {} : { Accept: options.accept }),
		...(options.body === undefined && options.raw === undefined ? {} : { 'Content-Type': options.contentType ?? 'application/json' }),
		...options.headers
	});
	const body: Body | undefined = options.raw ?? (options.body === undefined ? undefined : { json: options.body });
	const target = path + queryText(options.query);
	const level = s.num('v');
	const began = level >= 6 ? yield* monotonic() : 0;
	if (level >= 8 && body !== undefined) yield* klog(s, 'I', 'request.go:1460', `"Request Body" body=${goBody(body)}`);
	const done = yield* connected(s, { kind: 'request', method, path: target, headers, ...(body === undefined ? {} : { body }) });
	if (level >= 6) {
		const took = Math.round(((yield* monotonic()) - began) / 1000);
		const url = `${config.tls ? 'https' : 'http'}://${config.host}:${config.port}${target}`;
		if (level >= 7)
			yield* klog(
				s,
				'I',
				'round_trippers.go:527',
				`"Request" verb="${method}" url="${url}" headers=<\n${Object.keys(headers)
					.filter((name) => name !== 'Host')
					.sort()
					.map((name) => `\t${name}: ${headers[name] ?? ''}\n`)
					.join('')} >`
			);
		const { status } = done.response;
		yield* klog(
			s,
			'I',
			'round_trippers.go:632',
			`"Response" verb="${method}" url="${url}" status="${status} ${reason(done.response)}"${
				level >= 8
					? ` headers=<\n${Object.keys(done.response.headers)
							.sort()
							.map((name) => `\t${name}: ${done.response.headers[name] ?? ''}\n`)
							.join('')} >`
					: ''
			} milliseconds=${took}`
		);
	}
	yield* showWarnings(s, warningsOf(done.response));
	return done;
}
const reasons: Readonly<Record<number, string>> = {
	200: 'OK',
	201: 'Created',
	202: 'Accepted',
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	409: 'Conflict',
	422: 'Unprocessable Entity',
	500: 'Internal Server Error',
	503: 'Service Unavailable',
	101: 'Switching Protocols'
};
const reason = (response: HttpResponse): string => response.reason ?? reasons[response.status] ?? '';
function goBody(body: Body): string {
	const content = typeof body === 'string' ? body : body instanceof Uint8Array ? text(body) : encodeJson(body.json);
	return content.length === 0
		? '""'
		: `<\n${content
				.split('\n')
				.map((line) => `\t${line}\n`)
				.join('')} >`;
}

/** Warning headers on stderr, each once. */
function* showWarnings(s: Session, warnings: readonly string[]): Sys<void> {
	for (const warning of warnings) {
		s.warnings += 1;
		if (s.warned.has(warning)) continue;
		s.warned.add(warning);
		yield* err(`Warning: ${warning}\n`);
	}
}

/** One exchange with its whole body. */
export function* request(s: Session, method: string, path: string, options: RequestOptions = {}): Sys<HttpResponse> {
	const { fd, response } = yield* send(s, method, path, options);
	let whole = response;
	if (response.stream) {
		whole = { ...response, stream: false, body: yield* gather(fd) };
	}
	if (s.fd < 0) s.fd = fd;
	else yield* close(fd);
	const level = s.num('v');
	if (level >= 8 && whole.body !== undefined) yield* klog(s, 'I', 'request.go:1460', `"Response Body" body=${goBody(whole.body)}`);
	return whole;
}

/** As request, answering the body's value. Throws ApiError for answers from 400 on. */
export function* call(s: Session, method: string, path: string, options: RequestOptions = {}): Sys<unknown> {
	const response = yield* request(s, method, path, options);
	const value = bodyValue(response.body);
	if (response.status >= 400) throw new ApiError(errorStatus(value, response.status, method, path), warningsOf(response));
	return value;
}
/** The Status of an error answer; other bodies get client-go's generic text. */
function errorStatus(value: unknown, code: number, method: string, path: string): ApiError['status'] {
	if (isObject(value) && value.kind === 'Status') return statusOf(value, code);
	const status = statusOf(value, code);
	const texts: Readonly<Record<number, readonly [string, string]>> = {
		404: ['NotFound', 'the server could not find the requested resource'],
		503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
		405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
		401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
		500: ['InternalError', `an error on the server (${encodeJson(String(value ?? ''))}) has prevented the request from succeeding`]
	};
	const known = texts[code];
	return known ? { ...status, reason: known[0], message: `${known[1]}${subject(method, path)}` } : status;
}
/** " (get deployments.apps web)": what a request was about, for answers that do not say. */
function subject(method: string, path: string): string {
	const parts = (path.split('?')[0] ?? '').split('/').slice(1);
	const group = parts[0] === 'apis' ? (parts[1] ?? '') : '';
	let rest = parts.slice(parts[0] === 'apis' ? 3 : 2);
	if (rest[0] === 'namespaces' && rest.length > 2) rest = rest.slice(2);
	const [resource = '', name = ''] = rest;
	return resource === '' ? '' : ` (${method.toLowerCase()} ${resource}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` ${name}`})`;
}

/** A request whose answer streams on its own connection: read on with nextChunk, then close. Throws ApiError for answers from 400 on. */
export function* stream(s: Session, method: string, path: string, options: RequestOptions = {}): Sys<{ fd: number; response: HttpResponse }> {
	const { fd, response } = yield* send(s, method, path, options);
	if (response.status >= 400) {
		const value = bodyValue(response.stream ? yield* gather(fd) : response.body);
		yield* close(fd);
		throw new ApiError(errorStatus(value, response.status, method, path), warningsOf(response));
	}
	return { fd, response };
}

/** A request that asks for a v5.channel stream: the connection and the answer, 101 when it was granted. */
export function* upgrade(s: Session, path: string): Sys<{ fd: number; response: HttpResponse }> {
	if (s.fd >= 0) yield* close(s.fd);
	s.fd = -1;
	return yield* send(s, 'POST', path, {
		headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Protocol': 'v5.channel.k8s.io' }
	});
}
