// HTTP over a connected stream, for programs: whole requests and responses, and streamed ones piece by piece.
import type { Sys } from '../../engine/sys.ts';
import { concat, parseJson, text } from '../../values/index.ts';
import { recv, send } from '../calls.ts';
import type { Body, HttpRequest, HttpResponse, Message } from '../http-message.ts';
import { bodyBytes, isChunked } from './http-bytes.ts';

/** A response with its whole body. `truncated`: the connection ended before the body did. */
export type FullResponse = HttpResponse & { readonly truncated?: boolean };

/** A body as text. */
export const bodyText = (body: Body | undefined): string => (typeof body === 'string' ? body : text(bodyBytes(body)));

/** A body as a JSON value (shared with the sender: do not change it); undefined when it is empty. Throws JsonSyntaxError. */
export function bodyJson(body: Body | undefined): unknown {
	if (body === undefined) return undefined;
	if (typeof body === 'object' && !(body instanceof Uint8Array)) return body.json;
	const source = bodyText(body);
	return source.trim() === '' ? undefined : parseJson(source);
}

/** The next piece of a streamed body; null at its end, undefined when the connection ended first. */
export function* nextChunk(fd: number, role: 'request' | 'response' = 'response'): Sys<Body | null | undefined> {
	const message = yield* recv(fd, { http: role });
	if (message === null) return undefined;
	if (message.kind === 'chunk') return message.body;
	if (message.kind === 'bytes') return message.data;
	return null;
}

/** All of a streamed body. A single piece is answered as it came. */
function* gather(fd: number, role: 'request' | 'response'): Sys<{ body: Body | undefined; truncated: boolean }> {
	const parts: Body[] = [];
	for (;;) {
		const part = yield* nextChunk(fd, role);
		if (part === null || part === undefined) {
			const body = parts.length <= 1 ? parts[0] : concat(parts.map(bodyBytes));
			return { body, truncated: part === undefined };
		}
		parts.push(part);
	}
}

/** Sends a request (in pieces when `body` parts are given) and answers the response's head; a streamed body follows with nextChunk. Null: the connection ended. */
export function* httpStream(fd: number, request: HttpRequest, pieces: readonly Message[] = []): Sys<HttpResponse | null> {
	yield* send(fd, request);
	for (const piece of pieces) yield* send(fd, piece);
	return yield* readResponse(fd);
}

/** The next response's head. 1xx responses but 101 are passed over. */
export function* readResponse(fd: number): Sys<HttpResponse | null> {
	for (;;) {
		const message = yield* recv(fd, { http: 'response' });
		if (message === null) return null;
		if (message.kind === 'response' && (message.status >= 200 || message.status === 101)) return message;
	}
}

/** Sends a request and answers the response with its whole body, or null when the connection ended before it came. */
export function* httpRequest(fd: number, request: HttpRequest): Sys<FullResponse | null> {
	const response = yield* httpStream(fd, request);
	if (!response?.stream) return response;
	const { body, truncated } = yield* gather(fd, 'response');
	return { ...response, stream: false, ...(body !== undefined && { body }), ...(truncated && { truncated }) };
}

/** A server's next request with its whole body: null when the client is gone; bytes when it speaks no HTTP. */
export function* readRequest(fd: number): Sys<HttpRequest | Exclude<Message, HttpRequest> | { kind: 'bytes'; data: Uint8Array } | null> {
	const message = yield* recv(fd, { http: 'request' });
	if (message?.kind !== 'request' || !isChunked(message) || message.body !== undefined) return message;
	const { body } = yield* gather(fd, 'request');
	return { ...message, ...(body !== undefined && { body }) };
}
