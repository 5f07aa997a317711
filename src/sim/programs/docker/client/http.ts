// HTTP to the Engine API over a stream socket: one connection a request, whole answers, streamed answers, and hijacked connections.
// Models moby's client package; invariant: everything a command knows of the daemon comes through here.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, connect, header, recv, send, type Body, type HttpResponse } from '../../../kernel/index.ts';
import { concat, encodeJson, parseJson, text as decode, utf8 } from '../../../values/index.ts';
import { CLIENT } from '../cli.ts';
import { Failure } from '../failure.ts';
import { goErrno, readFile } from '../files.ts';

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
		const method = request.method.charAt(0) + request.method.slice(1).toLowerCase();
		return new Failure(`permission denied while trying to connect to the Docker daemon socket at ${host}: ${method} "${url}": dial unix ${socket}: connect: ${goErrno(e)}`, 1, { unreachable: true });
	}
	if (local || e.code === 'ECONNREFUSED') return new Failure(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`, 1, { unreachable: true });
	const address = host.replace(/^tcp:\/\//, '');
	const method = request.method.charAt(0) + request.method.slice(1).toLowerCase();
	return new Failure(`error during connect: ${method} "http://${address}${request.path}": dial tcp ${address}: connect: ${goErrno(e)}`, 1, { unreachable: true });
}

/** Numeric, from /etc/hosts, or the name itself (then connecting fails as for an unknown host). Names in DNS are not looked up. */
function* resolveHost(name: string): Sys<string> {
	if (/^[0-9.]+$/.test(name) || name.includes(':')) return name;
	try {
		for (const line of decode(yield* readFile('/etc/hosts')).split('\n')) {
			const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
			if (address !== undefined && names.includes(name)) return address;
		}
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	return name === 'localhost' ? '127.0.0.1' : name;
}

function* dial(host: string): Sys<number> {
	if (host.startsWith('unix://')) return yield* connect({ net: 'unix', path: host.slice('unix://'.length) });
	const match = /^(?:tcp|http|https):\/\/(\[[^\]]*\]|[^:/]*):(\d+)/.exec(host);
	const name = (match?.[1] ?? '').replace(/^\[|\]$/g, '');
	return yield* connect({ net: 'tcp', host: yield* resolveHost(name), port: Number(match?.[2] ?? '2375') });
}

/** A request on its way: its answer has not been read yet. Plain data. */
export interface Pending {
	readonly fd: number;
	readonly host: string;
	readonly request: Request;
}

/** Connects and sends a request. Throws Failure when the daemon cannot be reached. */
export function* dispatch(host: string, request: Request): Sys<Pending> {
	let fd: number;
	try {
		fd = yield* dial(host);
	} catch (e) {
		if (e instanceof Errno) throw dialFailure(host, request, e);
		throw e;
	}
	const body = request.body;
	const type: Readonly<Record<string, string>> = body !== undefined && typeof body === 'object' && 'json' in body ? { 'Content-Type': 'application/json' } : {};
	const headers = { Host: host.startsWith('unix://') ? 'api.moby.localhost' : host.replace(/^tcp:\/\//, ''), 'User-Agent': `Docker-Client/${CLIENT.version} (linux)`, ...type, ...request.headers };
	try {
		yield* send(fd, { kind: 'request', method: request.method, path: request.path, headers, ...(body === undefined ? {} : { body }) });
	} catch (e) {
		if (e instanceof Errno) throw broken(host, request);
		throw e;
	}
	return { fd, host, request };
}

const broken = (host: string, request: Request): Failure => {
	const method = request.method.charAt(0) + request.method.slice(1).toLowerCase();
	return new Failure(`error during connect: ${method} "http://${host.replace(/^[a-z]+:\/\//, '').replaceAll('/', '%2F')}${request.path}": EOF`, 1, { unreachable: true });
};

/** The head of a pending request's answer; its connection stays open for the body. Throws EINTR when a caught signal came first. */
export function* answer({ fd, host, request }: Pending): Sys<HttpResponse> {
	try {
		for (;;) {
			const message = yield* recv(fd, { http: 'response' });
			if (message === null) break;
			if (message.kind === 'response') return message;
		}
	} catch (e) {
		if (!(e instanceof Errno) || e.code === 'EINTR') throw e;
	}
	yield* close(fd);
	throw broken(host, request);
}

const toBytes = (body: Body | undefined): Uint8Array =>
	body === undefined ? new Uint8Array(0) : body instanceof Uint8Array ? body : typeof body === 'string' ? utf8(body) : utf8(encodeJson(body.json));

/** A whole body, gathering a streamed one. */
export function* readBody(fd: number, response: HttpResponse): Sys<Body> {
	if (response.stream !== true) return response.body ?? '';
	const chunks: Uint8Array[] = [];
	for (;;) {
		const chunk = yield* recv(fd, { http: 'response' });
		if (chunk === null || chunk.kind === 'end') return concat(chunks);
		if (chunk.kind === 'chunk') chunks.push(toBytes(chunk.body));
	}
}

/** The body as JSON; undefined when it is empty. Throws Failure on text that is none. */
export function bodyJson(body: Body): unknown {
	if (typeof body === 'object' && 'json' in body) return body.json;
	const source = typeof body === 'string' ? body : decode(body);
	return source.trim() === '' ? undefined : parseJson(source);
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
	if (message === '') return new Failure(`request returned ${status} for API route and version ${request.path}, check if the server supports the requested API version`, 1, { status });
	return new Failure(`Error response from daemon: ${message}`, 1, { status });
}
export { toBytes, header };
