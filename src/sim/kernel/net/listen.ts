// Listening and accepting, and what a socket's owner may bind to.
import { Errno } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import { allocateFd, newFile } from '../descriptors.ts';
import { processByPid } from '../namespaces.ts';
import type { Kernel, ProcessState, ThreadState } from '../state.ts';
import { blockOn } from '../wait.ts';
import { isLoopback, normalHost, parseIpv4 } from './address.ts';
import { netnsOf } from './netns.ts';
import { bindPort, ephemeralPort, takesOf } from './ports.ts';
import type { ListenSocket, NetNamespace, StreamSocket } from './state.ts';
import { bindUnix } from './unix.ts';

/** Checks that a namespace may bind to a numeric host. EADDRNOTAVAIL; EINVAL for a name. */
export function checkBindable(ns: NetNamespace, host: string): void {
	if (host === '' || host === '::' || host === '0.0.0.0') return;
	if (host.includes(':')) {
		for (const iface of ns.interfaces.values()) if (iface.up && iface.addresses6.some((a) => a.split('/')[0] === host)) return;
		throw new Errno('EADDRNOTAVAIL');
	}
	const address = parseIpv4(host);
	if (address === null) throw new Errno('EINVAL');
	if (!ns.local.has(address) && !(isLoopback(address) && ns.local.has(0x7f000001))) throw new Errno('EADDRNOTAVAIL');
}

export function checkPort(ns: NetNamespace, process: ProcessState, port: number): void {
	if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Errno('EINVAL');
	if (port > 0 && port < ns.unprivilegedPortStart && !process.capabilities.includes('NET_BIND_SERVICE')) throw new Errno('EACCES');
}

/** The namespace a socket is made in: the caller's, or the one it asks for. EPERM without CAP_SYS_ADMIN. */
export function socketNetns(kernel: Kernel, process: ProcessState, inside: number | { pid: number } | undefined): NetNamespace {
	if (inside === undefined) return netnsOf(kernel, process.namespaces.net);
	if (!process.capabilities.includes('SYS_ADMIN')) throw new Errno('EPERM');
	return netnsOf(kernel, typeof inside === 'number' ? inside : processByPid(kernel, process, inside.pid).namespaces.net);
}

export function socketFd(kernel: Kernel, process: ProcessState, id: number): number {
	return allocateFd(kernel, process, newFile(kernel, { kind: 'socket', object: id, path: `socket:[${id}]` }).id, true);
}

/** The call `listen`. */
export function listenOn(kernel: Kernel, process: ProcessState, address: SocketAddress): number {
	const { engine, state } = kernel;
	const socket: ListenSocket = {
		kind: 'listen',
		id: engine.id(),
		net: 'tcp',
		netns: process.namespaces.net,
		local: address,
		takes: '',
		backlog: [],
		event: engine.id()
	};
	if (address.net === 'unix') {
		bindUnix(kernel, process, address.path, socket.id);
		socket.net = 'unix';
	} else {
		const ns = socketNetns(kernel, process, address.inside);
		socket.netns = ns.ino;
		const host = normalHost(address.host);
		checkPort(ns, process, address.port);
		checkBindable(ns, host);
		const port = address.port === 0 ? ephemeralPort(ns, 'tcp') : address.port;
		socket.takes = takesOf(host, address.v6 === true);
		bindPort(state.net, ns, 'tcp', port, socket.takes, socket.id);
		socket.local = { net: 'tcp', host: host === '' ? '::' : host, port };
	}
	state.net.sockets.set(socket.id, socket);
	return socketFd(kernel, process, socket.id);
}

/** The call `accept` on a listener: BLOCK until a connection is due. */
export function acceptFrom(kernel: Kernel, process: ProcessState, thread: ThreadState, listener: ListenSocket, nonblock: boolean) {
	const next = listener.backlog[0];
	if (!next || next.at > kernel.engine.state.now) {
		if (nonblock) throw new Errno('EAGAIN');
		return blockOn(kernel, thread, [listener.event]);
	}
	const fd = socketFd(kernel, process, next.socket);
	listener.backlog.shift();
	const socket = kernel.state.net.sockets.get(next.socket) as StreamSocket;
	return { fd, peer: socket.peer, local: socket.local };
}
