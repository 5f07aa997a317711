// A client's connection: requests one after the other, each through version check and route table; then maybe a stream that goes on.
import { call, Errno, settle, type Sys } from '../engine/index.ts';
import { close, header, recv, type Context, type HttpRequest } from '../kernel/index.ts';
import { log } from './daemon-log.ts';
import { asDockerError, badParameter, DockerError } from './errors.ts';
import { API_VERSION, MIN_API_VERSION, parseQuery, sendAnswer, unescapeQuery, type Reply, type Request } from './http.ts';
import { route } from './routes.ts';
import { turn, type StreamState } from './streams.ts';

interface Connection {
	readonly fd: number;
	readonly stream: StreamState | null;
}

/** The thread: args are {fd}. */
export function* connection(context: Context): Sys<void> {
	let state: Connection | null = (context.settled as Connection | undefined) ?? { fd: (context.init as { fd: number }).fd, stream: null };
	const { fd } = state;
	while (state) {
		yield* settle(state);
		try {
			state = yield* call(step(state));
		} catch (error) {
			// The client has gone away.
			if (!(error instanceof Errno)) throw error;
			state = null;
		}
	}
	try {
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
function* step(state: Connection): Sys<Connection | null> {
	const { fd, stream } = state;
	if (stream) {
		const next = yield* turn(fd, stream);
		// What was hijacked ends here; what was streamed leaves the connection to the next request.
		return next ? { fd, stream: next } : stream.kind === 'attach' ? null : { fd, stream: null };
	}
	const message = yield* recv(fd, { http: 'request' });
	if (message === null) return null;
	if (message.kind !== 'request') return message.kind === 'chunk' || message.kind === 'end' ? state : null;
	const reply = yield* answer(fd, message);
	if (reply === 'hijacked') return null;
	return { fd, stream: reply };
}

function* answer(fd: number, http: HttpRequest): Sys<StreamState | null | 'hijacked'> {
	let begun = false;
	try {
		const request = parse(fd, http);
		const found = route(http.method, request.path);
		if (!found) throw new DockerError(404, 'page not found');
		const reply: Reply = yield* call(found.handler({ ...request, vars: found.vars.map(unescapePath) }));
		if ('stream' in reply) return reply.stream;
		if ('done' in reply) return header(http, 'Upgrade') === undefined ? null : 'hijacked';
		begun = true;
		yield* sendAnswer(fd, reply, http.method === 'HEAD');
	} catch (error) {
		if (begun || (error instanceof Errno && ['EPIPE', 'ECONNRESET', 'EBADF', 'ENOTCONN'].includes(error.code))) throw error;
		const failure = asDockerError(error);
		if (failure.status >= 500) yield* log('error', `Handler for ${http.method} ${http.path.split('?')[0] ?? ''} returned error: ${failure.message}`);
		yield* sendAnswer(fd, failure.status === 304 ? { status: 304 } : { status: failure.status, json: { message: failure.message } }, http.method === 'HEAD');
	}
	return null;
}
const unescapePath = (text: string): string => unescapeQuery(text.replaceAll('+', '%2B'));

/** The request with path, version and query taken apart. Throws 400 for a version the engine does not speak. */
function parse(fd: number, http: HttpRequest): Request {
	const at = http.path.indexOf('?');
	const full = at < 0 ? http.path : http.path.slice(0, at);
	const { query, lists } = parseQuery(at < 0 ? '' : http.path.slice(at + 1));
	const versioned = /^\/v([0-9.]+)(\/.*)$/.exec(full);
	const version = versioned?.[1] ?? API_VERSION;
	if (lower(version, MIN_API_VERSION))
		throw badParameter(
			`client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, please upgrade your client to a newer version`
		);
	if (lower(API_VERSION, version)) throw badParameter(`client version ${version} is too new. Maximum supported API version is ${API_VERSION}`);
	return { fd, method: http.method, path: versioned?.[2] ?? full, version, query, lists, http, vars: [] };
}
function lower(a: string, b: string): boolean {
	if (a === b) return false;
	const [a1 = 0, a2 = 0] = a.split('.').map(Number);
	const [b1 = 0, b2 = 0] = b.split('.').map(Number);
	return a1 < b1 || (a1 === b1 && a2 < b2);
}
