// The socket calls: one row each. What a row does is in connect.ts, stream.ts, datagram.ts and netlink-*.ts.
import { Errno } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import { fileOf } from '../descriptors.ts';
import type { Message } from '../http-message.ts';
import type { Handler, Kernel, OpenFile, ProcessState, ThreadState } from '../state.ts';
import { blockOn, wake } from '../wait.ts';
import { acceptFrom, connectTo, listenOn } from './connect.ts';
import type { Endpoint, Socket, StreamSocket, UdpSocket } from './state.ts';
import { receive } from './socket-ops.ts';
import { sendItem, shutWrite, writeBlocked } from './stream.ts';
import { bindUdp, pingHost, receiveFrom, sendDatagram } from './datagram.ts';
import { netlinkCall } from './netlink-call.ts';
import type { NetlinkRequest } from './netlink.ts';

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

function udpOf(kernel: Kernel, process: ProcessState, fd: number): { socket: UdpSocket; file: OpenFile } {
	const { socket, file } = socketOf(kernel, process, fd);
	if (socket.kind !== 'udp') throw new Errno('EINVAL');
	return { socket, file };
}

export const netHandlers: Record<string, Handler> = {
	listen: handler<{ address: SocketAddress }>((kernel, process, _thread, call) => listenOn(kernel, process, call.address)),
	accept: handler<{ fd: number }>((kernel, process, thread, call) => {
		const { socket, file } = socketOf(kernel, process, call.fd);
		if (socket.kind !== 'listen') throw new Errno('EINVAL');
		return acceptFrom(kernel, process, thread, socket, file.nonblock);
	}),
	connect: handler<{ address: SocketAddress; timeout?: number }>((kernel, process, thread, call) =>
		connectTo(kernel, process, thread, call.address, call.timeout)
	),
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
		return receive(kernel, thread, socket, file.nonblock, call.http, call.timeoutUs);
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
	}),
	udp: handler<{ address: Endpoint }>((kernel, process, _thread, call) => bindUdp(kernel, process, call.address)),
	sendto: handler<{ fd: number; to: Endpoint; value: unknown }>((kernel, process, _thread, call) =>
		sendDatagram(kernel, udpOf(kernel, process, call.fd).socket, call.to, call.value)
	),
	recvfrom: handler<{ fd: number; timeout?: number }>((kernel, process, thread, call) => {
		const { socket, file } = udpOf(kernel, process, call.fd);
		return receiveFrom(kernel, thread, socket, file.nonblock, call.timeout);
	}),
	ping: handler<{ host: string; timeout: number }>((kernel, process, thread, call) => pingHost(kernel, process, thread, call.host, call.timeout)),
	netlink: handler<{ request: NetlinkRequest }>((kernel, process, _thread, call) => netlinkCall(kernel, process, call.request))
};
