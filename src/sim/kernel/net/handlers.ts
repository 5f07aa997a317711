// The network's calls: one row each. Listening and netlink are here; what needs a connection comes late (socket-calls.ts).
import { Errno } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import { fileOf } from '../descriptors.ts';
import type { Handler, Kernel, OpenFile, ProcessState, ThreadState } from '../state.ts';
import { acceptFrom, listenOn } from './listen.ts';
import type { Socket } from './state.ts';
import { netlinkCall } from './netlink-call.ts';
import type { NetlinkRequest } from './netlink.ts';

type Call<T> = { op: string } & T;
export const handler = <T>(run: (kernel: Kernel, process: ProcessState, thread: ThreadState, call: Call<T>) => unknown): Handler => run as Handler;

export function socketOf(kernel: Kernel, process: ProcessState, fd: number): { socket: Socket; file: OpenFile } {
	const file = fileOf(kernel, process, fd);
	const socket = file.kind === 'socket' ? kernel.state.net.sockets.get(file.object) : undefined;
	if (!socket) throw new Errno('ENOTSOCK');
	return { socket, file };
}

export const netHandlers: Record<string, Handler> = {
	listen: handler<{ address: SocketAddress }>((kernel, process, _thread, call) => listenOn(kernel, process, call.address)),
	accept: handler<{ fd: number }>((kernel, process, thread, call) => {
		const { socket, file } = socketOf(kernel, process, call.fd);
		if (socket.kind !== 'listen') throw new Errno('EINVAL');
		return acceptFrom(kernel, process, thread, socket, file.nonblock);
	}),
	netlink: handler<{ request: NetlinkRequest }>((kernel, process, _thread, call) => netlinkCall(kernel, process, call.request))
};
