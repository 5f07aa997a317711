// The server's side of rpc.ts: a connection's thread that takes requests one after another and answers each.
// Invariant: a method's RpcError or Errno becomes an error reply; any other thrown value is a bug of ours and stops the world.
import { Errno, settle, type Sys } from '../engine/index.ts';
import { close, recv, type Context } from '../kernel/index.ts';
import { RpcError, sendFrame, type RpcProtocol, type RpcReply, type RpcRequest } from './rpc.ts';

/** A streaming method that answers {[TAKEN]: result} has given the connection to another thread or process: the result (when there is one) is
 *  sent, and this thread neither reads on nor closes what is not its own. */
export const TAKEN = 'taken';
/** A streaming method that answers {[HANDED]: true} has given the connection to another thread of this process, for good. */
export const HANDED = 'handed';

/** One call being served. */
export interface ServerCall {
	readonly namespace: string;
	readonly method: string;
	readonly params: unknown;
	/** The connection, for streaming methods. */
	readonly fd: number;
	readonly protocol: RpcProtocol;
}
export type Method = (call: ServerCall) => Sys<unknown>;

/** Sends an event of a streaming call. Errno EPIPE or ECONNRESET when the client has gone. */
export const sendEvent = (call: ServerCall, event: unknown): Sys<void> => sendFrame(call.fd, call.protocol, { event });

function* reply(fd: number, protocol: RpcProtocol, value: RpcReply): Sys<boolean> {
	try {
		yield* sendFrame(fd, protocol, value);
		return true;
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
}

function* answer(call: ServerCall, method: Method | undefined, finish: (e: RpcError) => RpcError): Sys<RpcReply> {
	try {
		if (!method) throw new RpcError('Unimplemented', `unknown method ${call.method}`);
		return { result: (yield* method(call)) ?? null };
	} catch (e) {
		const failure = e instanceof Errno ? new RpcError('Unknown', e.message.toLowerCase()) : e;
		if (!(failure instanceof RpcError)) throw e;
		const { code, message } = finish(failure);
		return { error: { code, message } };
	}
}

/** Thread entry: serves the connection {fd} of context.init until it ends. `methods` may be chosen by the first frame's protocol. */
export function* serveConnection(
	context: Context,
	protocol: RpcProtocol,
	methods: Readonly<Record<string, Method>> | ((protocol: string) => Readonly<Record<string, Method>>),
	finish: (e: RpcError) => RpcError = (e) => e
): Sys<void> {
	const { fd } = context.init as { fd: number };
	for (;;) {
		yield* settle(null);
		let message;
		try {
			message = yield* recv(fd);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code === 'EINTR') continue;
			break;
		}
		if (message === null || message.kind !== 'frame') break;
		const request = message.value as RpcRequest;
		if (!('method' in request)) continue;
		const spoken = (message.protocol as RpcProtocol) ?? protocol;
		const call: ServerCall = { namespace: request.namespace ?? 'default', method: request.method, params: request.params, fd, protocol: spoken };
		const table = typeof methods === 'function' ? methods(spoken) : methods;
		const answered = yield* answer(call, table[call.method], finish);
		const taken = 'result' in answered && typeof answered.result === 'object' && answered.result !== null ? answered.result : {};
		if (HANDED in taken) return;
		if (TAKEN in taken) {
			const result = taken[TAKEN];
			if (result === undefined) break;
			yield* reply(fd, spoken, { result });
			return;
		}
		if (!(yield* reply(fd, spoken, answered)) || request.last) break;
	}
	yield* close(fd);
}
