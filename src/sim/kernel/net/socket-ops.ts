// read(2), write(2) and close(2) on sockets. Messages that someone reads as bytes are encoded here; bytes that someone receives as
// HTTP are decoded in receive(). This module must not import descriptors.ts (its table of file kinds is built from it).
import { Errno } from '../../engine/sys.ts';
import { type BLOCK, type FileOps, type Kernel, type OpenFile, type ThreadState } from '../state.ts';
import { blockOn, timedOut } from '../wait.ts';
import type { Received } from '../http-message.ts';
import { netPart } from '../parts.ts';
import { newDecoder } from './http-state.ts';
import { unbindPort } from './ports.ts';
import type { StreamSocket } from './state.ts';
import { atEnd, closeStream, putBack, readReady, sendItem, sizeOf, takeBytes, takeItem, windowSize, writeBlocked, writeRoom } from './stream.ts';

/** The last descriptor of a socket is closed. */
export function closeSocket(kernel: Kernel, id: number): void {
	const { net } = kernel.state;
	const socket = net.sockets.get(id);
	if (!socket) return;
	if (socket.kind === 'stream') return closeStream(kernel, socket);
	net.sockets.delete(id);
	const ns = net.namespaces.get(socket.netns);
	if (socket.kind === 'udp') {
		if (ns) unbindPort(ns, 'udp', socket.port, id);
		return;
	}
	if (socket.local.net !== 'unix') {
		if (ns) unbindPort(ns, 'tcp', socket.local.port, id);
	} else if (socket.local.path.startsWith('@')) ns?.abstract.delete(socket.local.path);
	else for (const [key, bound] of net.unix) if (bound === id) net.unix.delete(key);
	for (const waiting of socket.backlog) {
		const end = net.sockets.get(waiting.socket);
		if (end?.kind === 'stream') closeStream(kernel, end, true);
	}
}

/** recv: the next message, bytes, or null at the end of the stream. EAGAIN after `timeout` µs. */
export function receive(
	kernel: Kernel,
	thread: ThreadState,
	socket: StreamSocket,
	nonblock: boolean,
	http: 'request' | 'response' | undefined,
	timeout: number | undefined
): Received | typeof BLOCK {
	// Asked for before anything is taken.
	const bytes = http && kernel.parts.need(netPart);
	for (;;) {
		const known = socket.decoded.shift();
		if (known) return known;
		const head = socket.inbox[0];
		if (head === undefined) break;
		if (!(head instanceof Uint8Array)) return takeItem(kernel, socket) as Exclude<typeof head, Uint8Array>;
		const data = takeBytes(kernel, socket, windowSize);
		if (!bytes || socket.decoder?.phase === 'raw') return { kind: 'bytes', data };
		socket.decoder ??= newDecoder(http);
		const rest = bytes.decode(socket.decoder, data, socket.decoded);
		if (rest.length > 0) putBack(socket, rest);
	}
	if (socket.decoder && (socket.ended || socket.dead)) {
		const last = kernel.parts.need(netPart).decodeEnd(socket.decoder);
		if (last) return last;
	}
	if (atEnd(socket)) return null;
	if (nonblock || timedOut(kernel, thread)) throw new Errno('EAGAIN');
	return blockOn(kernel, thread, [socket.readEvent], timeout === undefined ? null : (thread.deadline ?? kernel.engine.state.now + timeout));
}

function openStream(kernel: Kernel, file: OpenFile): StreamSocket {
	const socket = kernel.state.net.sockets.get(file.object);
	if (socket?.kind !== 'stream') throw new Errno('ENOTCONN');
	return socket;
}

export const socketOps: FileOps = {
	read(kernel, file, thread, max) {
		const socket = openStream(kernel, file);
		// A message becomes bytes, in its place in the queue.
		while (socket.inbox[0] && !(socket.inbox[0] instanceof Uint8Array)) {
			const message = socket.inbox[0];
			const bytes = kernel.parts.need(netPart).encodeMessage(message, socket.encoder);
			socket.inboxSize += bytes.length - sizeOf(message);
			socket.owed += sizeOf(message) - bytes.length;
			if (bytes.length > 0) socket.inbox[0] = bytes;
			else socket.inbox.shift();
		}
		if (socket.inbox.length > 0) return takeBytes(kernel, socket, max);
		return atEnd(socket) ? new Uint8Array(0) : blockOn(kernel, thread, [socket.readEvent]);
	},
	write(kernel, file, thread, data) {
		const socket = openStream(kernel, file);
		if (writeBlocked(kernel, socket)) {
			if (file.nonblock) throw new Errno('EAGAIN');
			return blockOn(kernel, thread, [socket.writeEvent]);
		}
		const part = data.subarray(0, writeRoom(socket));
		// Copied: the writer may reuse its buffer.
		if (part.length > 0) sendItem(kernel, socket, part.slice());
		return part.length;
	},
	close: (kernel, file) => closeSocket(kernel, file.object),
	ready(kernel, file) {
		const socket = kernel.state.net.sockets.get(file.object);
		if (!socket) return true;
		if (socket.kind === 'stream') return readReady(socket);
		if (socket.kind === 'udp') return socket.inbox.length > 0 || socket.error !== null;
		return socket.backlog[0] !== undefined && socket.backlog[0].at <= kernel.engine.state.now;
	},
	events(kernel, file) {
		const socket = kernel.state.net.sockets.get(file.object);
		if (!socket) return [];
		return [socket.kind === 'stream' ? socket.readEvent : socket.event];
	}
};
