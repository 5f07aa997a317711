// Ports of a namespace: who listens where, and the ephemeral ports of outgoing connections (sysctl ip_local_port_range).
import { hash32 } from '../../engine/random.ts';
import { Errno } from '../../engine/sys.ts';
import type { ListenSocket, NetNamespace, NetState, UdpSocket } from './state.ts';

const first = 32_768;
const last = 60_999;

/** Where a namespace's ephemeral ports begin: keyed, so that namespaces differ as on a real host. */
export const firstPort = (seed: number, kernel: number, ino: number): number => first + (hash32(`ports:${kernel}:${ino}`, seed) % (last - first));

/** Takes an ephemeral port that nobody listens on or is connected from. EADDRNOTAVAIL when none is left. */
export function ephemeralPort(ns: NetNamespace, table: 'tcp' | 'udp'): number {
	for (let tries = last - first; tries >= 0; tries--) {
		const port = ns.nextPort;
		ns.nextPort = port >= last ? first : port + 1;
		if (!ns[table].has(port) && !ns.outgoing.has(port)) return port;
	}
	throw new Errno('EADDRNOTAVAIL');
}

/** What a bound socket takes, as a key that two sockets may not share: see ListenSocket.takes. */
export function takesOf(host: string, v6only: boolean): string {
	if (host === '' || host === '::') return v6only ? '::/v6only' : '::';
	return host;
}

const wild = (takes: string, v6: boolean) => takes === '::' || (v6 ? takes === '::/v6only' : takes === '0.0.0.0');

/** Whether two bindings of one port collide, as without SO_REUSEPORT. */
export function collide(a: string, b: string): boolean {
	if (a === b) return true;
	for (const [x, y] of [
		[a, b],
		[b, a]
	] as const) {
		if (x === '::') return true;
		if (x === '0.0.0.0' && !y.includes(':')) return true;
		if (x === '::/v6only' && y.includes(':') && y !== '::') return true;
	}
	return false;
}

/** Whether a binding takes traffic for `host`. */
const takesHost = (takes: string, host: string): boolean => takes === host || wild(takes, host.includes(':'));

/** The listener for (host, port) of a namespace: a specific address goes before a wildcard. */
export function findBound<K extends 'tcp' | 'udp'>(
	net: NetState,
	ns: NetNamespace,
	table: K,
	host: string,
	port: number
): (K extends 'tcp' ? ListenSocket : UdpSocket) | undefined;
export function findBound(net: NetState, ns: NetNamespace, table: 'tcp' | 'udp', host: string, port: number): ListenSocket | UdpSocket | undefined {
	let found: ListenSocket | UdpSocket | undefined;
	for (const id of ns[table].get(port) ?? []) {
		const socket = net.sockets.get(id);
		if (!socket || socket.kind === 'stream') continue;
		const takes = socket.kind === 'listen' ? socket.takes : socket.host;
		if (takes === host) return socket;
		if (takesHost(takes, host)) found ??= socket;
	}
	return found;
}

/** Records a binding. EADDRINUSE when it collides. */
export function bindPort(net: NetState, ns: NetNamespace, table: 'tcp' | 'udp', port: number, takes: string, id: number): void {
	const list = ns[table].get(port);
	if (!list) {
		ns[table].set(port, [id]);
		return;
	}
	for (const other of list) {
		const socket = net.sockets.get(other);
		if (socket && socket.kind !== 'stream' && collide(socket.kind === 'listen' ? socket.takes : socket.host, takes)) throw new Errno('EADDRINUSE');
	}
	list.push(id);
}

export function unbindPort(ns: NetNamespace, table: 'tcp' | 'udp', port: number, id: number): void {
	const left = (ns[table].get(port) ?? []).filter((other) => other !== id);
	if (left.length) ns[table].set(port, left);
	else ns[table].delete(port);
}
