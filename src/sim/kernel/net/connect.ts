// Listening, connecting and accepting. Connecting is one synchronous walk (walk.ts); its time passes while the caller is blocked.
// A SYN that is dropped is sent again after 1, 3, 7, 15, 31 and 63 s, each a new walk, until tcp_syn_retries end at 127 s.
import { costs } from '../../engine/costs.ts';
import { Errno, type ErrnoCode } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import { allocateFd, closeFd, newFile } from '../descriptors.ts';
import { processByPid } from '../namespaces.ts';
import type { Kernel, ProcessState, ThreadState } from '../state.ts';
import { blockOn, timedOut, wake } from '../wait.ts';
import { isLoopback, normalHost, parseIpv4 } from './address.ts';
import { netnsOf } from './netns.ts';
import { bindPort, ephemeralPort, takesOf } from './ports.ts';
import type { ListenSocket, NetNamespace, StreamSocket } from './state.ts';
import { localRoad, newConnection } from './stream.ts';
import { bindUnix, findUnix } from './unix.ts';
import { reach, type Reached } from './walk.ts';

/** net.core.somaxconn */
const backlogLimit = 4096;
const synRetries = [1, 3, 7, 15, 31, 63].map((s) => s * 1_000_000);
const synGiveUpUs = 127_000_000;
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

/** A connection that waits for its time: kept in the thread's scratch. */
interface Pending {
	started: number;
	/** Set when the outcome is known and only time must pass. */
	done?: { at: number; fd?: number; code?: ErrnoCode };
}

/** The call `connect`. */
export function connectTo(kernel: Kernel, process: ProcessState, thread: ThreadState, address: SocketAddress, timeout: number | undefined) {
	if (address.net === 'unix') return connectUnix(kernel, process, address.path);
	const { now } = kernel.engine.state;
	const pending = (thread.scratch as Pending | undefined) ?? { started: now };
	thread.scratch = pending;
	if (!pending.done) attempt(kernel, process, pending, address);
	const { done } = pending;
	const limit = pending.started + Math.min(timeout ?? synGiveUpUs, synGiveUpUs);
	if (!done) {
		if (now >= limit) throw new Errno('ETIMEDOUT');
		const next = synRetries.map((us) => pending.started + us).find((at) => at > now) ?? limit;
		return blockOn(kernel, thread, [], Math.min(next, limit));
	}
	if (now < done.at) {
		if (timedOut(kernel, thread) && now >= limit) {
			if (done.fd !== undefined) closeFd(kernel, process, done.fd);
			throw new Errno('ETIMEDOUT');
		}
		return blockOn(kernel, thread, [], Math.min(done.at, Math.max(limit, now + 1)));
	}
	thread.debt += costs.connect;
	if (done.code) throw new Errno(done.code);
	return done.fd;
}

/** One SYN: fills `pending.done`, or leaves it when nothing comes back. */
function attempt(kernel: Kernel, process: ProcessState, pending: Pending, address: Exclude<SocketAddress, { net: 'unix' }>): void {
	const { host, port } = address;
	const { now } = kernel.engine.state;
	const ns = socketNetns(kernel, process, address.inside);
	const sport = ephemeralPort(ns, 'tcp');
	const found = reach(kernel, ns, { protocol: 'tcp', host: normalHost(host), port, sport });
	if (found.kind === 'error') {
		pending.done = { at: now + found.after, code: found.code };
		return;
	}
	if (found.kind === 'dropped') return;
	const listener = found.socket;
	if (!listener || listener.kind !== 'listen') {
		pending.done = { at: now + 2 * found.road.latency, code: 'ECONNREFUSED' };
		return;
	}
	if (listener.backlog.length >= backlogLimit) return;
	const near = joinTcp(kernel, ns, found, listener, normalHost(host), port, sport);
	// What a learner's own programs connect to; the daemons' traffic would drown it.
	if (process.tty !== null) kernel.engine.fact('kernel.tcp.connected', { host: kernel.state.name, pid: process.pid, comm: process.comm, to: host, port });
	// The descriptor is made now so that a death meanwhile closes the connection.
	pending.done = { at: now + 2 * found.road.latency, fd: socketFd(kernel, process, near.id) };
}

/** Makes the connection that a SYN found a listener for, and tells the listener. Answers the near end. */
export function joinTcp(
	kernel: Kernel,
	ns: NetNamespace,
	found: Extract<Reached, { kind: 'reached' }>,
	listener: ListenSocket,
	host: string,
	port: number,
	sport: number
): StreamSocket {
	const { near, far } = newConnection(
		'tcp',
		{ kernel, netns: ns.ino, local: { net: 'tcp', host: found.source, port: sport }, peer: { net: 'tcp', host, port } },
		{
			kernel: found.kernel,
			netns: found.netns,
			local: { net: 'tcp', host: found.host, port: found.port },
			peer: { net: 'tcp', host: found.seenSource, port: found.seenPort }
		},
		found.road
	);
	near.holdsPort = true;
	ns.outgoing.add(sport);
	const { latency } = found.road;
	listener.backlog.push({ socket: far.id, at: kernel.engine.state.now + latency });
	if (latency === 0) wake(found.kernel, listener.event);
	else kernel.engine.schedule(latency, 'net.wake', { kernel: found.kernel.state.id, object: listener.event });
	return near;
}

function connectUnix(kernel: Kernel, process: ProcessState, path: string): number {
	const near = joinUnix(kernel, process, path);
	kernel.engine.fact('kernel.unix.connected', { host: kernel.state.name, pid: process.pid, comm: process.comm, path });
	return socketFd(kernel, process, near.id);
}

/** Makes the connection to a listening unix socket as a process, and tells the listener. ENOENT, EACCES, ECONNREFUSED, EAGAIN. */
export function joinUnix(kernel: Kernel, process: ProcessState, path: string): StreamSocket {
	const listener = findUnix(kernel, process, path);
	if (listener.backlog.length >= backlogLimit) throw new Errno('EAGAIN');
	const { near, far } = newConnection(
		'unix',
		{ kernel, netns: process.namespaces.net, local: { net: 'unix', path: '' }, peer: { net: 'unix', path } },
		{ kernel, netns: listener.netns, local: { net: 'unix', path }, peer: { net: 'unix', path: '' } },
		localRoad
	);
	listener.backlog.push({ socket: far.id, at: kernel.engine.state.now });
	wake(kernel, listener.event);
	return near;
}
