// The socket calls: one row each. What a row does is in connect.ts, stream.ts, datagram.ts and netlink-*.ts.
import { Errno } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import { fileOf } from '../descriptors.ts';
import type { Message } from '../http-message.ts';
import { type FileOps, type Handler, type Kernel, type OpenFile, type ProcessState, type ThreadState } from '../state.ts';
import { blockOn, timedOut, wake } from '../wait.ts';
import { acceptFrom, connectTo, listenOn } from './connect.ts';
import { unbindPort } from './ports.ts';
import type { Socket, StreamSocket } from './state.ts';
import { atEnd, closeStream, readReady, sendItem, shutWrite, takeBytes, takeItem, windowSize, writeBlocked } from './stream.ts';

type Call<T> = { op: string } & T;
const handler = <T>(run: (kernel: Kernel, process: ProcessState, thread: ThreadState, call: Call<T>) => unknown): Handler => run as Handler;

function socketOf(kernel: Kernel, process: ProcessState, fd: number): { socket: Socket; file: OpenFile } {
	const file = fileOf(kernel, process, fd);
	const socket = file.kind === 'socket' ? kernel.state.net.sockets.get(file.object) : undefined;
	if (!socket) throw new Errno('ENOTSOCK');
	return { socket, file };
}

function streamOf(kernel: Kernel, process: ProcessState, fd: number): { socket: StreamSocket; file: OpenFile } {
	const { socket, file } = socketOf(kernel, process, fd);
	if (socket.kind !== 'stream') throw new Errno('ENOTCONN');
	return { socket, file };
}

/** recv: the next message, bytes, or null at the end. */
function receive(kernel: Kernel, thread: ThreadState, socket: StreamSocket, file: OpenFile, _http: 'request' | 'response' | undefined, timeout: number | undefined) {
	const head = socket.inbox[0];
	if (head instanceof Uint8Array) return { kind: 'bytes', data: takeBytes(kernel, socket, windowSize) };
	if (head) return takeItem(kernel, socket);
	if (atEnd(socket)) return null;
	if (file.nonblock) throw new Errno('EAGAIN');
	if (timedOut(kernel, thread)) throw new Errno('EAGAIN');
	return blockOn(kernel, thread, [socket.readEvent], timeout === undefined ? null : (thread.deadline ?? kernel.engine.state.now + timeout));
}

export const netHandlers: Record<string, Handler> = {
	listen: handler<{ address: SocketAddress }>((kernel, process, _thread, call) => listenOn(kernel, process, call.address)),
	accept: handler<{ fd: number }>((kernel, process, thread, call) => {
		const { socket, file } = socketOf(kernel, process, call.fd);
		if (socket.kind !== 'listen') throw new Errno('EINVAL');
		return acceptFrom(kernel, process, thread, socket, file.nonblock);
	}),
	connect: handler<{ address: SocketAddress; timeout?: number }>((kernel, process, thread, call) => connectTo(kernel, process, thread, call.address, call.timeout)),
	send: handler<{ fd: number; message: Message }>((kernel, process, thread, call) => {
		const { socket, file } = streamOf(kernel, process, call.fd);
		if (writeBlocked(kernel, socket)) {
			if (file.nonblock) throw new Errno('EAGAIN');
			return blockOn(kernel, thread, [socket.writeEvent]);
		}
		sendItem(kernel, socket, call.message);
	}),
	recv: handler<{ fd: number; http?: 'request' | 'response'; timeoutUs?: number }>((kernel, process, thread, call) => {
		const { socket, file } = streamOf(kernel, process, call.fd);
		return receive(kernel, thread, socket, file, call.http, call.timeoutUs);
	}),
	shutdown: handler<{ fd: number; how: 'write' | 'both' }>((kernel, process, _thread, call) => {
		const { socket } = streamOf(kernel, process, call.fd);
		if (socket.dead) throw new Errno('ENOTCONN');
		shutWrite(kernel, socket);
		if (call.how !== 'both') return;
		socket.ended = true;
		wake(kernel, socket.readEvent);
	}),
	socketAddresses: handler<{ fd: number }>((kernel, process, _thread, call) => {
		const { socket } = socketOf(kernel, process, call.fd);
		if (socket.kind === 'udp') return { local: { net: 'udp', host: socket.host, port: socket.port } };
		return socket.kind === 'stream' ? { local: socket.local, peer: socket.peer } : { local: socket.local };
	})
};

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
	if (socket.local.net === 'unix') {
		if (socket.local.path.startsWith('@')) ns?.abstract.delete(socket.local.path);
	} else if (ns) unbindPort(ns, 'tcp', socket.local.port, id);
	for (const waiting of socket.backlog) {
		const end = net.sockets.get(waiting.socket);
		if (end?.kind === 'stream') closeStream(kernel, end, true);
	}
}

function openStream(kernel: Kernel, file: OpenFile): StreamSocket {
	const socket = kernel.state.net.sockets.get(file.object);
	if (socket?.kind !== 'stream') throw new Errno('ENOTCONN');
	return socket;
}

/** read(2) and write(2) on sockets: bytes. */
export const socketOps: FileOps = {
	read(kernel, file, thread, max) {
		const socket = openStream(kernel, file);
		if (socket.inbox[0] instanceof Uint8Array) return takeBytes(kernel, socket, max);
		if (socket.inbox.length === 0) return atEnd(socket) ? new Uint8Array(0) : blockOn(kernel, thread, [socket.readEvent]);
		throw new Errno('EPROTO');
	},
	write(kernel, file, thread, data) {
		const socket = openStream(kernel, file);
		if (writeBlocked(kernel, socket)) return blockOn(kernel, thread, [socket.writeEvent]);
		const part = data.subarray(0, Math.max(1, windowSize - socket.unacked));
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
