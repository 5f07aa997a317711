// read(2) and write(2) on connections. Messages that someone reads as bytes are encoded here; bytes that someone receives as
// HTTP are decoded in receive().
import { Errno } from '../../engine/sys.ts';
import { type BLOCK, type FileOps, type Kernel, type OpenFile, type ThreadState } from '../state.ts';
import { blockOn, timedOut } from '../wait.ts';
import type { Received } from '../http-message.ts';
import { decode, decodeEnd, encodeMessage } from './http-bytes.ts';
import { newDecoder } from './http-state.ts';
import type { StreamSocket } from './state.ts';
import { atEnd, putBack, sendItem, sizeOf, takeBytes, takeItem, windowSize, writeBlocked, writeRoom } from './stream.ts';

/** recv: the next message, bytes, or null at the end of the stream. EAGAIN after `timeout` µs. */
export function receive(
	kernel: Kernel,
	thread: ThreadState,
	socket: StreamSocket,
	nonblock: boolean,
	http: 'request' | 'response' | undefined,
	timeout: number | undefined
): Received | typeof BLOCK {
	for (;;) {
		const known = socket.decoded.shift();
		if (known) return known;
		const head = socket.inbox[0];
		if (head === undefined) break;
		if (!(head instanceof Uint8Array)) return takeItem(kernel, socket) as Exclude<typeof head, Uint8Array>;
		const data = takeBytes(kernel, socket, windowSize);
		if (!http || socket.decoder?.phase === 'raw') return { kind: 'bytes', data };
		socket.decoder ??= newDecoder(http);
		const rest = decode(socket.decoder, data, socket.decoded);
		if (rest.length > 0) putBack(socket, rest);
	}
	if (socket.decoder && (socket.ended || socket.dead)) {
		const last = decodeEnd(socket.decoder);
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

export const streamOps: Pick<FileOps, 'read' | 'write'> = {
	read(kernel, file, thread, max) {
		const socket = openStream(kernel, file);
		// A message becomes bytes, in its place in the queue.
		while (socket.inbox[0] && !(socket.inbox[0] instanceof Uint8Array)) {
			const message = socket.inbox[0];
			const bytes = encodeMessage(message, socket.encoder);
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
	}
};
