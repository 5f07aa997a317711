// HTTP to the Engine API over a stream socket: connections kept for the next request, whole answers, streamed answers, hijacked connections.
// Models moby's client package; invariant: everything a command knows of the daemon comes through here.
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	bodyBytes,
	bodyJson,
	close,
	connect,
	getaddrinfo,
	header,
	ids,
	kill,
	recv,
	ResolveError,
	send,
	signals,
	type Body,
	type HttpResponse,
	type SignalName
} from '../../../kernel/index.ts';
import { concat } from '../../../values/index.ts';
import { CLIENT } from '../cli.ts';
import { Failure } from '../failure.ts';
import { goErrno } from '../files.ts';

export interface Request {
	readonly method: string;
	/** Path and query without the version, except for /_ping. */
	readonly path: string;
	readonly body?: Body;
	readonly headers?: Readonly<Record<string, string>>;
}

export type { HttpResponse };
/** Words for a failed dial, as the client gives them. */
function dialFailure(host: string, request: Request, e: Errno): Failure {
	const local = host.startsWith('unix://');
	if (local && e.code === 'EACCES') {
		const socket = host.slice('unix://'.length);
		const url = `http://${socket.replaceAll('/', '%2F')}${request.path}`;
		return new Failure(
			`permission denied while trying to connect to the Docker daemon socket at ${host}: ${verb(request)} "${url}": dial unix ${socket}: connect: ${goErrno(e)}`,
			1,
			{ unreachable: true }
		);
	}
	if (local || e.code === 'ECONNREFUSED')
		return new Failure(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`, 1, { unreachable: true });
	const address = host.replace(/^tcp:\/\//, '');
	return new Failure(`error during connect: ${verb(request)} "http://${address}${request.path}": dial tcp ${address}: connect: ${goErrno(e)}`, 1, {
		unreachable: true
	});
}

const verb = (request: Request): string => request.method.charAt(0) + request.method.slice(1).toLowerCase();

function unknownHost(host: string, request: Request, e: ResolveError): Failure {
	const address = host.replace(/^tcp:\/\//, '');
	const server = e.server === undefined ? '' : ` on ${e.server}`;
	return new Failure(
		`error during connect: ${verb(request)} "http://${address}${request.path}": dial tcp: lookup ${address.replace(/:\d+$/, '')}${server}: no such host`,
		1,
		{ unreachable: true }
	);
}

function* dial(host: string): Sys<number> {
	if (host.startsWith('unix://')) return yield* connect({ net: 'unix', path: host.slice('unix://'.length) });
	const match = /^(?:tcp|http|https):\/\/(\[[^\]]*\]|[^:/]*):(\d+)/.exec(host);
	const name = (match?.[1] ?? '').replace(/^\[|\]$/g, '');
	let last = new Errno('ECONNREFUSED');
	for (const address of yield* getaddrinfo(name)) {
		try {
			return yield* connect({ net: 'tcp', host: address, port: Number(match?.[2] ?? '2375') });
		} catch (e) {
			if (!(e instanceof Errno) || e.code === 'EINTR') throw e;
			last = e;
		}
	}
	throw last;
}

/** Runs a call again when a caught signal interrupted it; the signals stay pending for whoever asks next. */
function* uninterrupted<T>(make: () => Sys<T>): Sys<T> {
	const held: SignalName[] = [];
	for (;;) {
		try {
			const value = yield* make();
			if (held.length > 0) {
				const { pid } = yield* ids();
				for (const signal of held) yield* kill(pid, signal);
			}
			return value;
		} catch (e) {
			if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
			held.push(...(yield* signals()));
		}
	}
}

/** A request on its way: its answer has not been read yet. Plain data. */
export interface Pending {
	readonly fd: number;
	readonly host: string;
	readonly request: Request;
	/** Who keeps the connection when the answer has been read; nobody: it is closed. */
	readonly keeper?: Keeper;
}
/** Where an idle connection waits for the next request: the client's state. */
export interface Keeper {
	idle?: number;
}

function* connected(host: string, request: Request): Sys<number> {
	try {
		return yield* uninterrupted(() => dial(host));
	} catch (e) {
		if (e instanceof Errno) throw dialFailure(host, request, e);
		if (e instanceof ResolveError) throw unknownHost(host, request, e);
		throw e;
	}
}

/** Gives a connection whose answer has been read whole to its keeper, or closes it. */
export function* release({ fd, keeper }: Pending): Sys<void> {
	if (keeper && keeper.idle === undefined) keeper.idle = fd;
	else yield* close(fd);
}

/** Sends a request, on the keeper's idle connection or a new one. Throws Failure when the daemon cannot be reached. */
export function* dispatch(host: string, request: Request, keeper?: Keeper): Sys<Pending> {
	const body = request.body;
	const type: Readonly<Record<string, string>> = body !== undefined && typeof body === 'object' && 'json' in body ? { 'Content-Type': 'application/json' } : {};
	const headers = {
		Host: host.startsWith('unix://') ? 'api.moby.localhost' : host.replace(/^tcp:\/\//, ''),
		'User-Agent': `Docker-Client/${CLIENT.version} (linux)`,
		...type,
		...request.headers
	};
	const message = { kind: 'request', method: request.method, path: request.path, headers, ...(body === undefined ? {} : { body }) } as const;
	const idle = keeper?.idle;
	if (keeper && idle !== undefined) {
		delete keeper.idle;
		try {
			yield* uninterrupted(() => send(idle, message));
			return { fd: idle, host, request, keeper };
		} catch (e) {
			// The daemon has closed it: a new one.
			if (!(e instanceof Errno)) throw e;
			yield* close(idle);
		}
	}
	const fd = yield* connected(host, request);
	try {
		yield* uninterrupted(() => send(fd, message));
	} catch (e) {
		if (e instanceof Errno) throw broken(host, request);
		throw e;
	}
	return { fd, host, request, ...(keeper && { keeper }) };
}

const broken = (host: string, request: Request): Failure => {
	return new Failure(`error during connect: ${verb(request)} "http://${host.replace(/^[a-z]+:\/\//, '').replaceAll('/', '%2F')}${request.path}": EOF`, 1, {
		unreachable: true
	});
};

/** The head of a pending request's answer; its connection stays open for the body. */
export function* answer({ fd, host, request }: Pending): Sys<HttpResponse> {
	try {
		for (;;) {
			const message = yield* uninterrupted(() => recv(fd, { http: 'response' }));
			if (message === null) break;
			if (message.kind === 'response') return message;
		}
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	yield* close(fd);
	throw broken(host, request);
}

const toBytes = (body: Body | undefined): Uint8Array => bodyBytes(body);

/** A whole body, gathering a streamed one. */
export function* readBody(fd: number, response: HttpResponse): Sys<Body> {
	if (response.stream !== true) return response.body ?? '';
	const pieces: Body[] = [];
	for (;;) {
		const chunk = yield* uninterrupted(() => recv(fd, { http: 'response' }));
		if (chunk === null || chunk.kind === 'end') return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : concat(pieces.map(toBytes));
		if (chunk.kind === 'chunk') pieces.push(chunk.body);
	}
}

/** The daemon's error as the client words it. */
export function daemonError(status: number, body: Body, request: Request): Failure {
	let message = '';
	try {
		const value = bodyJson(body);
		if (typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string') message = value.message;
	} catch {
		message = typeof body === 'string' ? body : '';
	}
	message = message.trim();
	if (message === '')
		return new Failure(`request returned ${status} for API route and version ${request.path}, check if the server supports the requested API version`, 1, {
			status
		});
	return new Failure(`Error response from daemon: ${message}`, 1, { status });
}
export { bodyJson, toBytes, header };
