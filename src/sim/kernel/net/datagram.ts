// UDP sockets and ICMP echo. A datagram is a value; it is lost without a sign where a packet would be, and a port nobody has bound
// answers with ICMP port unreachable, which the next recvfrom of the sender reports (as on a connected socket).
// Answers go back the way the question came: the receiver keeps where each sender really is, as conntrack does for its UDP timeout.
import { hash32 } from '../../engine/random.ts';
import { Errno, type ErrnoCode } from '../../engine/sys.ts';
import type { Kernel, ProcessState, ThreadState } from '../state.ts';
import { blockOn, timedOut, wake } from '../wait.ts';
import { normalHost } from './address.ts';
import { checkBindable, checkPort, socketFd, socketNetns } from './listen.ts';
import { netnsOf } from './netns.ts';
import { bindPort, ephemeralPort, takesOf } from './ports.ts';
import type { Endpoint, Road, UdpSocket } from './state.ts';
import { reach } from './walk.ts';

/** Datagrams a socket keeps (net.core.rmem_default over a small datagram's cost). */
const inboxLimit = 256;
/** nf_conntrack_udp_timeout_stream */
const returnUs = 120_000_000;
const returnsLimit = 1024;
/** What an ICMP echo costs two stacks besides the wire. */
const echoUs = 38;
const perHopUs = 12;

/** The call `udp`. */
export function bindUdp(kernel: Kernel, process: ProcessState, address: Endpoint & { inside?: number | { pid: number } }): number {
	const ns = socketNetns(kernel, process, address.inside);
	const host = normalHost(address.host);
	checkPort(ns, process, address.port);
	checkBindable(ns, host);
	const port = address.port === 0 ? ephemeralPort(ns, 'udp') : address.port;
	const { engine } = kernel;
	const socket: UdpSocket = {
		kind: 'udp',
		id: engine.id(),
		netns: ns.ino,
		host: takesOf(host, false),
		port,
		inbox: [],
		error: null,
		returns: new Map(),
		event: engine.id()
	};
	bindPort(kernel.state.net, ns, 'udp', port, socket.host, socket.id);
	kernel.state.net.sockets.set(socket.id, socket);
	return socketFd(kernel, process, socket.id);
}

const openRoad = (kernel: Kernel, road: Road) => road.segments.every((s) => kernel.wire?.open(s.segment, s.from, s.to) === true);

/** The call `sendto`. ENETUNREACH at once; what comes later is reported by recvfrom. */
export function sendDatagram(kernel: Kernel, socket: UdpSocket, to: Endpoint, value: unknown): void {
	const { engine, state } = kernel;
	const host = normalHost(to.host);
	const back = socket.returns.get(`${host}:${to.port}`);
	if (back && engine.state.now - back.at < returnUs) {
		const far = back.kernel === state.id ? kernel : kernel.peer(back.kernel);
		if (far?.state.running && openRoad(kernel, back.road)) pass(far, back.socket, value, back.as, back.road.latency);
		return;
	}
	const ns = netnsOf(kernel, socket.netns);
	const bound = socket.host.includes(':') || socket.host === '0.0.0.0' ? undefined : socket.host;
	const found = reach(kernel, ns, { protocol: 'udp', host, port: to.port, sport: socket.port, ...(bound && { source: bound }) });
	if (found.kind === 'dropped') return;
	if (found.kind === 'error') {
		if (found.after === 0 && found.code !== 'ECONNREFUSED') throw new Errno(found.code);
		return fail(kernel, socket, found.code, found.after);
	}
	if (found.socket?.kind !== 'udp') return fail(kernel, socket, 'ECONNREFUSED', 2 * found.road.latency);
	const from = { host: found.seenSource, port: found.seenPort };
	const { returns } = found.socket;
	const { now } = engine.state;
	for (;;) {
		const held = returns.get(`${from.host}:${from.port}`);
		if (!held || (held.socket === socket.id && held.as.host === host && held.as.port === to.port) || now - held.at >= returnUs) break;
		from.port = from.port >= 60_999 ? 32_768 : from.port + 1; // another sender holds that port behind the same address
	}
	const key = `${from.host}:${from.port}`;
	returns.delete(key);
	const segments = found.road.segments.map((s) => ({ segment: s.segment, from: s.to, to: s.from }));
	returns.set(key, { kernel: state.id, socket: socket.id, as: { host, port: to.port }, road: { ...found.road, segments }, at: now });
	if (returns.size > returnsLimit)
		for (const oldest of returns.keys()) {
			returns.delete(oldest);
			break;
		}
	pass(found.kernel, found.socket.id, value, from, found.road.latency);
}

function pass(to: Kernel, socket: number, value: unknown, from: Endpoint, latency: number): void {
	if (latency === 0) arriveDatagram(to, socket, value, from);
	else to.engine.schedule(latency, 'net.datagram', { kernel: to.state.id, socket, value, from });
}

function fail(kernel: Kernel, socket: UdpSocket, code: ErrnoCode, after: number): void {
	if (after === 0) datagramFailed(kernel, socket.id, code);
	else kernel.engine.schedule(after, 'net.unreachable', { kernel: kernel.state.id, socket: socket.id, code });
}

/** Handles net.datagram. */
export function arriveDatagram(kernel: Kernel, id: number, value: unknown, from: Endpoint): void {
	const socket = kernel.state.net.sockets.get(id);
	if (!kernel.state.running || socket?.kind !== 'udp' || socket.inbox.length >= inboxLimit) return;
	socket.inbox.push({ value, from: { ...from } });
	wake(kernel, socket.event);
}

/** Handles net.unreachable: an ICMP error came back. */
export function datagramFailed(kernel: Kernel, id: number, code: ErrnoCode): void {
	const socket = kernel.state.net.sockets.get(id);
	if (socket?.kind !== 'udp') return;
	socket.error = code;
	wake(kernel, socket.event);
}

/** The call `recvfrom`: null when the time is up. */
export function receiveFrom(kernel: Kernel, thread: ThreadState, socket: UdpSocket, nonblock: boolean, timeout: number | undefined) {
	const next = socket.inbox.shift();
	if (next) return next;
	const { error } = socket;
	if (error) {
		socket.error = null;
		throw new Errno(error);
	}
	if (nonblock) throw new Errno('EAGAIN');
	if (timedOut(kernel, thread)) return null;
	return blockOn(kernel, thread, [socket.event], timeout === undefined ? null : (thread.deadline ?? kernel.engine.state.now + timeout));
}

/** What a ping waits for: kept in the thread's scratch. */
interface Echo {
	at: number;
	code?: ErrnoCode;
	rtt: number;
	ttl: number;
}

/** The call `ping`: one echo. */
export function pingHost(kernel: Kernel, process: ProcessState, thread: ThreadState, host: string, timeout: number) {
	const { now } = kernel.engine.state;
	let echo = thread.scratch as Echo | undefined;
	if (!echo) {
		const ns = netnsOf(kernel, process.namespaces.net);
		const tries = kernel.state.net.tries;
		const found = reach(kernel, ns, { protocol: 'icmp', host: normalHost(host), port: 0, sport: 0 });
		if (found.kind === 'error' && found.after === 0 && found.code !== 'ECONNREFUSED') throw new Errno(found.code);
		if (found.kind === 'reached') {
			const jitter = hash32(`ping:${kernel.state.id}:${tries}`, kernel.engine.state.seed) % 20;
			const rtt = 2 * found.road.latency + echoUs + perHopUs * found.hops + jitter;
			echo = { at: now + rtt, rtt, ttl: 64 - found.hops };
		} else if (found.kind === 'error') echo = { at: now + found.after, code: found.code === 'ECONNREFUSED' ? 'EHOSTUNREACH' : found.code, rtt: 0, ttl: 0 };
		else echo = { at: Infinity, rtt: 0, ttl: 0 };
		if (echo.at > now + timeout) echo = { at: now + timeout, code: 'ETIMEDOUT', rtt: 0, ttl: 0 };
		thread.scratch = echo;
	}
	if (now < echo.at) return blockOn(kernel, thread, [], echo.at);
	if (echo.code) throw new Errno(echo.code);
	return { rtt: echo.rtt, ttl: echo.ttl };
}
