// Typed call functions for containerd's services and the CRI: what dockerd, the kubelet, ctr and crictl use.
// Invariant: a function's types are its row in ContainerdMethods or CriMethods; failures are RpcError.
import type { Sys } from '../engine/index.ts';
import { close } from '../kernel/index.ts';
import type { CriMethod, CriMethods } from './cri.ts';
import { dial, once, receiveReply, RpcError, sendFrame, sendRequest, unary } from './rpc.ts';
import { CONTAINERD_SOCKET, type ContainerdMethod, type ContainerdMethods } from './services.ts';

type EventOf<T> = T extends { event: infer E } ? E : never;
type InputOf<T> = T extends { input: infer I } ? I : never;
/** One step of a streaming call. */
export type StreamStep<T extends { result: unknown }> = { event: EventOf<T> } | { result: T['result'] };

/** One call of containerd on a connection of its own. Right for calls that may block (tasks.wait) and for rare ones. */
export const containerd = <M extends ContainerdMethod>(
	namespace: string,
	method: M,
	params: ContainerdMethods[M]['params'],
	socket = CONTAINERD_SOCKET
): Sys<ContainerdMethods[M]['result']> => once(socket, 'containerd', { namespace, method, params });

/** One call on an open connection (from `dial`); calls on one connection go one after the other. */
export const containerdOn = <M extends ContainerdMethod>(
	fd: number,
	namespace: string,
	method: M,
	params: ContainerdMethods[M]['params']
): Sys<ContainerdMethods[M]['result']> => unary(fd, 'containerd', { namespace, method, params });

/** Sends a call on an open connection without waiting for its answer (`containerdNext`). */
export const containerdSend = <M extends ContainerdMethod>(fd: number, namespace: string, method: M, params: ContainerdMethods[M]['params']): Sys<void> =>
	sendRequest(fd, 'containerd', { namespace, method, params });

/** Begins a streaming call (images.pull, events.subscribe) on a new connection: answers its fd. Read it with `containerdNext`, close it when done. */
export function* containerdStream<M extends ContainerdMethod>(
	namespace: string,
	method: M,
	params: ContainerdMethods[M]['params'],
	socket = CONTAINERD_SOCKET
): Sys<number> {
	const fd = yield* dial(socket);
	try {
		yield* containerdSend(fd, namespace, method, params);
	} catch (e) {
		yield* close(fd);
		throw e;
	}
	return fd;
}
/** The next step of a streaming call: an event or the result. Usage: `const step = yield* containerdNext<'images.pull'>(fd)`. */
export function* containerdNext<M extends ContainerdMethod>(fd: number): Sys<StreamStep<ContainerdMethods[M]>> {
	return (yield* receiveReply(fd)) as StreamStep<ContainerdMethods[M]>;
}

/** One CRI call on a connection of its own. `socket` may be CRI-O's. */
export const cri = <M extends CriMethod>(method: M, params: CriMethods[M]['params'], socket = CONTAINERD_SOCKET): Sys<CriMethods[M]['result']> =>
	once(socket, 'cri', { method, params });

/** One CRI call on an open connection. */
export const criOn = <M extends CriMethod>(fd: number, method: M, params: CriMethods[M]['params']): Sys<CriMethods[M]['result']> =>
	unary(fd, 'cri', { method, params });

/** Begins a CRI stream (Exec, Attach, PortForward, GetContainerEvents): answers its fd. */
export function* criStream<M extends CriMethod>(method: M, params: CriMethods[M]['params'], socket = CONTAINERD_SOCKET): Sys<number> {
	const fd = yield* dial(socket);
	try {
		yield* sendRequest(fd, 'cri', { method, params });
	} catch (e) {
		yield* close(fd);
		throw e;
	}
	return fd;
}
/** The next step of a CRI stream. */
export function* criNext<M extends CriMethod>(fd: number): Sys<StreamStep<CriMethods[M]>> {
	return (yield* receiveReply(fd)) as StreamStep<CriMethods[M]>;
}
/** The client's side of a CRI stream: stdin bytes, a window size, or bytes of a forwarded port. */
export const criInput = <M extends CriMethod>(fd: number, input: InputOf<CriMethods[M]>): Sys<void> => sendFrame(fd, 'cri', { input });

/** Whether `e` is an RpcError of this code. */
export const isRpc = (e: unknown, code: RpcError['code']): e is RpcError => e instanceof RpcError && e.code === code;
