// Connecting is one synchronous walk (walk.ts); its time passes while the caller is blocked.
// A SYN that is dropped is sent again after 1, 3, 7, 15, 31 and 63 s, each a new walk, until tcp_syn_retries end at 127 s.
import { costs } from '../../engine/costs.ts';
import { Errno, type ErrnoCode } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import { closeFd } from '../descriptors.ts';
import type { Kernel, ProcessState, ThreadState } from '../state.ts';
import { blockOn, timedOut, wake } from '../wait.ts';
import { normalHost } from './address.ts';
import { socketFd, socketNetns } from './listen.ts';
import { ephemeralPort } from './ports.ts';
import type { ListenSocket, NetNamespace, StreamSocket } from './state.ts';
import { localRoad, newConnection } from './stream.ts';
import { findUnix } from './unix.ts';
import { reach, type Reached } from './walk.ts';

/** net.core.somaxconn */
const backlogLimit = 4096;
const synRetries = [1, 3, 7, 15, 31, 63].map((s) => s * 1_000_000);
const synGiveUpUs = 127_000_000;
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
