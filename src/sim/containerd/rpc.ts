// How programs talk to containerd, its shims and the CRI: frames on a unix socket. Stands for gRPC and ttrpc: one connection carries
// one call at a time (request, then any number of events, then one reply), so a blocking call (wait, events) takes a connection of its own.
// Leaves out HTTP/2 and protobuf; codes and texts are gRPC's. Invariant: exactly one reply ends a call, unless the connection ends first.
import { Errno, type Sys } from '../engine/index.ts';
import { close, connect, recv, send } from '../kernel/index.ts';

export type RpcCode =
	| 'Canceled'
	| 'Unknown'
	| 'InvalidArgument'
	| 'DeadlineExceeded'
	| 'NotFound'
	| 'AlreadyExists'
	| 'PermissionDenied'
	| 'ResourceExhausted'
	| 'FailedPrecondition'
	| 'Aborted'
	| 'OutOfRange'
	| 'Unimplemented'
	| 'Internal'
	| 'Unavailable'
	| 'Unauthenticated';

/** A call that failed, thrown by the call functions. Not an Error, as Errno is not: it is a modelled failure. */
export class RpcError {
	readonly code: RpcCode;
	/** The description alone; `text` has gRPC's frame around it. */
	readonly message: string;
	constructor(code: RpcCode, message: string) {
		this.code = code;
		this.message = message;
	}
	/** As a Go program prints it: "rpc error: code = NotFound desc = …". */
	get text(): string {
		return `rpc error: code = ${this.code} desc = ${this.message}`;
	}
}

/** The protocols of frames: containerd's own services, the CRI, and a shim's task service. */
export type RpcProtocol = 'containerd' | 'cri' | 'ttrpc';

/** What a client sends: a request, or (inside a streaming call) its side of the stream. */
export type RpcRequest = RpcCall | { readonly input: unknown };
export interface RpcCall {
	readonly namespace?: string;
	readonly method: string;
	readonly params: unknown;
	/** No other call follows on this connection: the server closes it when it has answered. */
	readonly last?: true;
}
/** What a server answers: events of a streaming call, then a result or an error. */
export type RpcReply = { readonly event: unknown } | { readonly result: unknown } | { readonly error: { readonly code: RpcCode; readonly message: string } };

/** A table of methods: each with what it takes, what it answers, and for streaming calls what it tells meanwhile and what it hears. */
export type RpcMethods<T> = { readonly [M in keyof T]: { params: unknown; result: unknown; event?: unknown; input?: unknown } };

/** Connects to a unix socket; RpcError Unavailable with gRPC's text when nobody answers there. */
export function* dial(path: string): Sys<number> {
	try {
		return yield* connect({ net: 'unix', path });
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new RpcError('Unavailable', `connection error: desc = "transport: Error while dialing: dial unix ${path}: connect: ${e.message.toLowerCase()}"`);
	}
}

/** Sends one frame. */
export const sendFrame = (fd: number, protocol: RpcProtocol, value: RpcRequest | RpcReply): Sys<void> => send(fd, { kind: 'frame', protocol, value });

/** The next reply on a connection; RpcError for an error reply, and Unavailable when the server went away. */
export function* receiveReply(fd: number): Sys<{ event: unknown } | { result: unknown }> {
	let message;
	try {
		message = yield* recv(fd);
	} catch (e) {
		if (!(e instanceof Errno) || e.code === 'EINTR') throw e;
		throw new RpcError('Unavailable', 'error reading from server: read unix: ' + e.message.toLowerCase());
	}
	if (message === null || message.kind !== 'frame') throw new RpcError('Unavailable', 'error reading from server: EOF');
	const reply = message.value as RpcReply;
	if ('error' in reply) throw new RpcError(reply.error.code, reply.error.message);
	return reply;
}

/** Sends a request; the answer comes with `receiveReply`. EPIPE becomes Unavailable. */
export function* sendRequest(fd: number, protocol: RpcProtocol, request: RpcRequest): Sys<void> {
	try {
		yield* sendFrame(fd, protocol, request);
	} catch (e) {
		if (!(e instanceof Errno) || e.code === 'EINTR') throw e;
		throw new RpcError('Unavailable', 'error writing to server: ' + e.message.toLowerCase());
	}
}

/** One unary call on an open connection (events, if any, are dropped). Throws RpcError. */
export function* unary<T>(fd: number, protocol: RpcProtocol, request: RpcRequest): Sys<T> {
	yield* sendRequest(fd, protocol, request);
	for (;;) {
		const reply = yield* receiveReply(fd);
		if ('result' in reply) return reply.result as T;
	}
}

/** Connects, makes one unary call, and closes. Throws RpcError. */
export function* once<T>(path: string, protocol: RpcProtocol, request: RpcCall): Sys<T> {
	const fd = yield* dial(path);
	try {
		const result = yield* unary<T>(fd, protocol, { ...request, last: true });
		yield* close(fd);
		return result;
	} catch (e) {
		yield* close(fd);
		throw e;
	}
}
