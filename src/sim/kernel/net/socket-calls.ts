// The socket calls that need a connection: one row each. What a row does is in connect.ts, stream.ts and datagram.ts.
import { Errno } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import type { Message } from '../http-message.ts';
import type { Handler, Kernel, OpenFile, ProcessState } from '../state.ts';
import { blockOn, wake } from '../wait.ts';
import { connectTo } from './connect.ts';
import { bindUdp, pingHost, receiveFrom, sendDatagram } from './datagram.ts';
import { handler, socketOf } from './handlers.ts';
import { receive } from './socket-ops.ts';
import type { Endpoint, StreamSocket, UdpSocket } from './state.ts';
import { sendItem, shutWrite, writeBlocked } from './stream.ts';

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

export const socketCalls: Readonly<Record<string, Handler>> = {
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
	ping: handler<{ host: string; timeout: number }>((kernel, process, thread, call) => pingHost(kernel, process, thread, call.host, call.timeout))
};
