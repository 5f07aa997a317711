// The kubelet's road to its runtime: calls of the CRI on connections that are kept, as the real one keeps its gRPC channel.
// Invariant: a connection carries one call at a time; one that failed, or whose other end has gone, is closed and not used again.
import { CONTAINERD_SOCKET, criOn, dial, RpcError, type CriMethod, type CriMethods } from '../containerd/index.ts';
import type { Sys } from '../engine/index.ts';
import { close, poll } from '../kernel/index.ts';
import { kubelet } from './memory.ts';

/** Idle connections beyond this many are closed. */
const mostIdle = 4;

/** One call. Throws RpcError: Unavailable when the runtime is not there. */
export function* cri<M extends CriMethod>(method: M, params: CriMethods[M]['params']): Sys<CriMethods[M]['result']> {
	const fd = yield* takeRuntime();
	try {
		const result = yield* criOn(fd, method, params);
		yield* giveRuntime(fd);
		return result;
	} catch (error) {
		// An answer that says no is an answer all the same.
		if (error instanceof RpcError && error.code !== 'Unavailable') yield* giveRuntime(fd);
		else yield* close(fd);
		throw error;
	}
}

/** A connection for calls one after the other. Give it back, or close it after an error. */
export function* takeRuntime(): Sys<number> {
	const known = yield* kubelet((m) => m.runtimes.pop() ?? -1);
	if (known < 0) return yield* dial(CONTAINERD_SOCKET);
	// Nothing comes unasked: what can be read is the end.
	if ((yield* poll([known], 0)).length === 0) return known;
	yield* close(known);
	return yield* dial(CONTAINERD_SOCKET);
}
export function* giveRuntime(fd: number): Sys<void> {
	const kept = yield* kubelet((m) => m.runtimes.length < mostIdle && m.runtimes.push(fd) > 0);
	if (!kept) yield* close(fd);
}
