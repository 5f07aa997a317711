// Connections from outside the machine (a real client let in by the bridge): the near end of a stream that no process holds.
// It connects as the machine's first process would; what it sends and takes are bytes, messages are written out as HTTP/1.1.
// Leaves out: addresses of its own (a peer sees the machine itself). Invariant: the end is plain state of the kernel, so a connection
// survives a checkpoint; once the machine is off it reads as over.
import { Errno } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import type { TlsHello } from '../http-message.ts';
import type { Kernel } from '../state.ts';
import { normalHost } from './address.ts';
import { joinTcp, joinUnix } from './connect.ts';
import { encodeMessage } from './http-bytes.ts';
import { netnsOf } from './netns.ts';
import { ephemeralPort } from './ports.ts';
import type { StreamSocket } from './state.ts';
import { closeStream, sendItem, shutWrite, takeItem, writeRoom } from './stream.ts';
import { reach } from './walk.ts';

/** Connects to a listener of this machine, or one it reaches at once; `hello` is sent first to a server that speaks (modelled) TLS. Answers the end's id. ECONNREFUSED, ENOENT … */
export function connectOutside(kernel: Kernel, address: SocketAddress, hello?: TlsHello): number {
	const init = kernel.state.processes.get(1);
	if (!kernel.state.running || !init) throw new Errno('EHOSTUNREACH');
	let near: StreamSocket;
	if (address.net === 'unix') near = joinUnix(kernel, init, address.path);
	else {
		const ns = netnsOf(kernel, init.namespaces.net);
		const sport = ephemeralPort(ns, 'tcp');
		const host = normalHost(address.host);
		const found = reach(kernel, ns, { protocol: 'tcp', host, port: address.port, sport });
		if (found.kind === 'error') throw new Errno(found.code);
		if (found.kind === 'dropped') throw new Errno('ETIMEDOUT');
		if (found.socket?.kind !== 'listen') throw new Errno('ECONNREFUSED');
		near = joinTcp(kernel, ns, found, found.socket, host, address.port, sport);
	}
	if (hello) sendItem(kernel, near, hello);
	return near.id;
}

const endOf = (kernel: Kernel, id: number): StreamSocket | undefined => {
	const socket = kernel.state.net.sockets.get(id);
	return socket?.kind === 'stream' && !socket.closed ? socket : undefined;
};

/** Sends bytes. What comes after the end of writing, or to an end that is over, is dropped. */
export function sendOutside(kernel: Kernel, id: number, data: Uint8Array): void {
	const end = endOf(kernel, id);
	if (end && !end.shut && !end.dead && data.length > 0) sendItem(kernel, end, data);
}

/** Bytes that may be sent now without filling the window (a sender from outside waits meanwhile). */
export function roomOutside(kernel: Kernel, id: number): number {
	const end = endOf(kernel, id);
	return end && !end.dead ? writeRoom(end) : Infinity;
}

/** Whether there is something to take, or the stream is over. A pure read. */
export function readyOutside(kernel: Kernel, id: number): 'data' | 'end' | 'nothing' {
	const end = endOf(kernel, id);
	if (!end) return 'end';
	if (end.inbox.length > 0) return 'data';
	return end.ended || end.dead ? 'end' : 'nothing';
}

/** Takes what has arrived, as bytes. The server's certificates belong to the modelled handshake and are not part of it. */
export function takeOutside(kernel: Kernel, id: number): Uint8Array[] {
	const end = endOf(kernel, id);
	const parts: Uint8Array[] = [];
	for (let item = end && takeItem(kernel, end); end && item; item = takeItem(kernel, end)) {
		const bytes = item instanceof Uint8Array ? item : item.kind === 'tls-certificate' ? undefined : encodeMessage(item, end.encoder);
		if (bytes && bytes.length > 0) parts.push(bytes);
	}
	return parts;
}

/** Ends writing ('write'), or both ways. */
export function endOutside(kernel: Kernel, id: number, how: 'write' | 'both'): void {
	const end = endOf(kernel, id);
	if (!end) return;
	if (how === 'write') shutWrite(kernel, end);
	else closeStream(kernel, end);
}
