// Stream sockets: bytes and messages between two ends, in order, with back-pressure, half close, reset and retransmission.
// Inside one kernel what is written arrives at once; between kernels it arrives by the event net.deliver after the road's latency.
// A machine that loses power is noticed by keepalive. Leaves out: segments, congestion windows, TIME-WAIT. Firewall rules changed after the set-up do not touch a connection; a cut road,
// a downed interface or a lost address holds its data back until they heal or the retransmissions end (tcp_retries2).
import { Errno, type ErrnoCode } from '../../engine/sys.ts';
import type { SocketAddress } from '../calls.ts';
import type { Kernel } from '../state.ts';
import { wake } from '../wait.ts';
import { isLoopback, parseIpv4 } from './address.ts';
import { newDecoder } from './http-state.ts';
import type { Item, Road, StreamSocket } from './state.ts';

/** Bytes a sender may have under way and unread before it blocks: in one machine, and between two (as autotuned up to tcp_rmem). */
export const windowSize = 262_144;
const wideWindow = 4_194_304;
const windowOf = (socket: StreamSocket) => (socket.road.latency > 0 ? wideWindow : windowSize);
/** What is read is told to a far kernel in steps of this size. */
const ackStep = 65_536;
const firstRetryUs = 200_000;
const lastRetryUs = 120_000_000;
/** tcp_retries2 = 15: about 924 s. */
const giveUpUs = 924_600_000;
const mebibyte = 1_048_576;
const tcpHead = 52;
const ethernetHead = 14;

export const localRoad: Road = { latency: 0, perMiB: 0, segments: [] };

interface End {
	kernel: Kernel;
	netns: number;
	local: SocketAddress;
	peer: SocketAddress;
}

/** Makes both ends of a connection. The near end is the one that connected. */
export function newConnection(net: 'tcp' | 'unix', near: End, far: End, road: Road): { near: StreamSocket; far: StreamSocket } {
	const a = newEnd(net, near, road);
	const back =
		road.segments.length === 0 ? road : { ...road, segments: [...road.segments].reverse().map((s) => ({ segment: s.segment, from: s.to, to: s.from })) };
	const b = newEnd(net, far, back);
	a.far = { kernel: far.kernel.state.id, socket: b.id };
	b.far = { kernel: near.kernel.state.id, socket: a.id };
	return { near: a, far: b };
}

function newEnd(net: 'tcp' | 'unix', end: End, road: Road): StreamSocket {
	const id = () => end.kernel.engine.id();
	const socket: StreamSocket = {
		kind: 'stream',
		id: id(),
		net,
		netns: end.netns,
		local: end.local,
		peer: end.peer,
		holdsPort: false,
		far: { kernel: 0, socket: 0 },
		road,
		inbox: [],
		inboxSize: 0,
		decoded: [],
		decoder: null,
		encoder: { body: 'none' },
		ended: false,
		shut: false,
		dead: false,
		error: null,
		closed: false,
		outbox: [],
		busyUntil: 0,
		retries: 0,
		stuckSince: 0,
		unacked: 0,
		owed: 0,
		readEvent: id(),
		writeEvent: id()
	};
	end.kernel.state.net.sockets.set(socket.id, socket);
	return socket;
}

/** What an item weighs in queues: its bytes, or a message's body and a round figure for its head. */
export function sizeOf(item: Item): number {
	if (item instanceof Uint8Array) return item.length;
	const body = 'body' in item ? item.body : undefined;
	if (body === undefined) return 256;
	return 256 + (typeof body === 'string' || body instanceof Uint8Array ? body.length : 1024);
}

const streamOf = (kernel: Kernel | undefined, id: number): StreamSocket | undefined => {
	const socket = kernel?.state.net.sockets.get(id);
	return socket?.kind === 'stream' ? socket : undefined;
};

/** The other end's kernel, when it is there and runs. */
const farKernel = (kernel: Kernel, socket: StreamSocket): Kernel | undefined => {
	const far = socket.far.kernel === kernel.state.id ? kernel : kernel.peer(socket.far.kernel);
	return far?.state.running ? far : undefined;
};

function holdsAddress(kernel: Kernel, socket: StreamSocket): boolean {
	if (socket.local.net === 'unix') return true;
	const address = parseIpv4(socket.local.host);
	const ns = kernel.state.net.namespaces.get(socket.netns);
	return address === null || isLoopback(address) || ns?.local.has(address) === true;
}

/** Whether what is sent now gets through: the far kernel runs, both ends still own their addresses, no segment is cut. */
function roadOpen(kernel: Kernel, socket: StreamSocket): boolean {
	const other = farKernel(kernel, socket);
	if (!other) return false;
	if (socket.net === 'unix') return true;
	const end = streamOf(other, socket.far.socket);
	if (!holdsAddress(kernel, socket) || (end && !holdsAddress(other, end))) return false;
	return socket.road.segments.every((s) => kernel.wire?.open(s.segment, s.from, s.to) === true);
}

/** Puts something on its way to the other end. */
function transmit(kernel: Kernel, socket: StreamSocket, item: Item | 'fin' | 'rst'): void {
	const size = typeof item === 'string' ? 0 : sizeOf(item);
	socket.unacked += size;
	const { road } = socket;
	if (road.latency === 0 && socket.outbox.length === 0 && roadOpen(kernel, socket)) {
		arrive(kernel, socket, item, size);
		return;
	}
	const { now } = kernel.engine.state;
	socket.busyUntil = Math.max(now, socket.busyUntil) + Math.round((size * road.perMiB) / mebibyte);
	const at = socket.busyUntil + road.latency;
	socket.outbox.push({ item, size, at });
	kernel.engine.schedule(at - now, 'net.deliver', { kernel: kernel.state.id, socket: socket.id });
}

/** Handles net.deliver: what is due in the sender's outbox arrives, or is tried again later when the road is cut. */
export function deliver(kernel: Kernel, id: number): void {
	const socket = streamOf(kernel, id);
	if (!socket || !kernel.state.running) return;
	const { now } = kernel.engine.state;
	while (socket.outbox[0] && socket.outbox[0].at <= now) {
		if (!roadOpen(kernel, socket)) return retry(kernel, socket);
		socket.retries = 0;
		const { item, size } = socket.outbox.shift() as StreamSocket['outbox'][number];
		arrive(kernel, socket, item, size);
	}
	if (socket.closed && socket.outbox.length === 0) kernel.state.net.sockets.delete(socket.id);
}

function retry(kernel: Kernel, socket: StreamSocket): void {
	const { now } = kernel.engine.state;
	if (socket.retries++ === 0) socket.stuckSince = now;
	if (now - socket.stuckSince >= giveUpUs) {
		socket.outbox = [];
		if (socket.closed) kernel.state.net.sockets.delete(socket.id);
		else breakOff(kernel, socket, 'ETIMEDOUT');
		return;
	}
	const delay = Math.min(lastRetryUs, firstRetryUs * 2 ** Math.min(socket.retries - 1, 20));
	// Everything behind the head waits with it: order is kept.
	for (const entry of socket.outbox) entry.at = Math.max(entry.at, now + delay);
	kernel.engine.schedule(delay, 'net.deliver', { kernel: kernel.state.id, socket: socket.id });
}

/** Both ways of a connection end here and now. */
function breakOff(kernel: Kernel, socket: StreamSocket, error: ErrnoCode): void {
	if (socket.dead) return;
	socket.dead = true;
	socket.error = error;
	wake(kernel, socket.readEvent);
	wake(kernel, socket.writeEvent);
}

/** Go's keepalive, which every daemon here has: the first probe after 15 s, then every 15 s, nine of them. */
const keepaliveUs = 15_000_000;
const keepaliveProbes = 9;
/** A machine loses power: the far ends of its connections hear nothing, until their keepalive asks. */
export function fallSilent(kernel: Kernel): void {
	for (const socket of kernel.state.net.sockets.values()) {
		if (socket.kind !== 'stream' || socket.closed || socket.dead || socket.far.kernel === 0 || socket.far.kernel === kernel.state.id) continue;
		kernel.engine.schedule(keepaliveUs, 'net.keepalive', {
			kernel: socket.far.kernel,
			socket: socket.far.socket,
			of: kernel.state.id,
			boot: kernel.state.boots,
			probe: 1
		});
	}
}
export interface Keepalive {
	readonly kernel: number;
	readonly socket: number;
	/** The machine that fell silent, and which of its lives that was. */
	readonly of: number;
	readonly boot: number;
	readonly probe: number;
}
/** A probe: a machine that is up again answers with a reset; one that stays off is given up. */
export function probeKeepalive(kernel: Kernel, other: Kernel | undefined, args: Keepalive): void {
	const socket = streamOf(kernel, args.socket);
	if (!socket || socket.closed || socket.dead) return;
	if (other?.state.running && other.state.boots !== args.boot) breakOff(kernel, socket, 'ECONNRESET');
	else if (args.probe >= keepaliveProbes) breakOff(kernel, socket, 'ETIMEDOUT');
	else kernel.engine.schedule(keepaliveUs, 'net.keepalive', { ...args, probe: args.probe + 1 });
}

function arrive(kernel: Kernel, sender: StreamSocket, item: Item | 'fin' | 'rst', size: number): void {
	const other = farKernel(kernel, sender);
	const socket = streamOf(other, sender.far.socket);
	if (!other || !socket || socket.closed) {
		// Nobody there any more: a reset comes back (to data; a FIN to a closed socket is the normal end).
		if (typeof item !== 'string' && !sender.closed) breakOff(kernel, sender, sender.ended ? 'EPIPE' : 'ECONNRESET');
		return;
	}
	if (item === 'rst') return breakOff(other, socket, socket.ended ? 'EPIPE' : 'ECONNRESET');
	if (item === 'fin') socket.ended = true;
	else {
		if (socket.decoder === null && !(item instanceof Uint8Array) && item.kind === 'response' && item.status === 101) upgrade(socket, sender);
		socket.inbox.push(item);
		socket.inboxSize += size;
		if (socket.net === 'tcp') {
			count(kernel, sender, 'tx', size);
			count(other, socket, 'rx', size);
		}
	}
	wake(other, socket.readEvent);
}

/** After 101 Switching Protocols bytes are no longer HTTP, in either direction. */
function upgrade(client: StreamSocket, server: StreamSocket): void {
	client.decoder = { ...newDecoder('response'), phase: 'raw' };
	if (server.decoder) server.decoder.phase = 'raw';
	else server.decoder = { ...newDecoder('request'), phase: 'raw' };
}

/** An interface's counters, and the other way round those of a veth's other end. FIDELITY: bridges and routers on the way count nothing. */
function count(kernel: Kernel, socket: StreamSocket, way: 'rx' | 'tx', size: number): void {
	const { namespaces } = kernel.state.net;
	const ns = namespaces.get(socket.netns);
	if (!ns || socket.local.net === 'unix') return;
	const iface = ns.interfaces.get(ns.local.get(parseIpv4(socket.local.host) ?? -1) ?? 1);
	if (!iface) return;
	const packets = Math.ceil(size / (iface.mtu - tcpHead)) || 1;
	const bytes = size + packets * (tcpHead + ethernetHead);
	iface[way].bytes += bytes;
	iface[way].packets += packets;
	const peer = iface.peer && namespaces.get(iface.peer.netns)?.interfaces.get(iface.peer.index);
	if (!peer) return;
	const other = way === 'rx' ? 'tx' : 'rx';
	peer[other].bytes += bytes;
	peer[other].packets += packets;
}

/** Counts `size` as read, and lets the far end send on. */
function consume(kernel: Kernel, socket: StreamSocket, size: number): void {
	socket.inboxSize -= size;
	socket.owed += size;
	if (socket.road.latency === 0) {
		const { owed } = socket;
		socket.owed = 0;
		acknowledge(farKernel(kernel, socket), socket.far.socket, owed);
	} else if (socket.owed >= ackStep) {
		kernel.engine.schedule(socket.road.latency, 'net.ack', { kernel: socket.far.kernel, socket: socket.far.socket, size: socket.owed });
		socket.owed = 0;
	}
}

/** Handles net.ack: the far end has read `size`. */
export function acknowledge(kernel: Kernel | undefined, id: number, size: number): void {
	const socket = streamOf(kernel, id);
	if (!kernel || !socket) return;
	const was = socket.unacked;
	socket.unacked = Math.max(0, was - size);
	if (socket.unacked < windowOf(socket)) wake(kernel, socket.writeEvent);
}

/** Whether a write must wait. Throws what a write on this socket throws now. */
export function writeBlocked(kernel: Kernel, socket: StreamSocket): boolean {
	takeError(socket);
	if (socket.shut || socket.dead) throw new Errno('EPIPE');
	if (socket.net === 'unix') {
		const other = streamOf(farKernel(kernel, socket), socket.far.socket);
		if (!other || other.closed) throw new Errno('EPIPE');
	}
	return writeRoom(socket) <= 0;
}

/** Bytes that fit in the window. */
export const writeRoom = (socket: StreamSocket): number => windowOf(socket) - socket.unacked;

/** Sends after writeBlocked answered false. */
export function sendItem(kernel: Kernel, socket: StreamSocket, item: Item): void {
	transmit(kernel, socket, item);
}

function takeError(socket: StreamSocket): void {
	const { error } = socket;
	if (!error) return;
	socket.error = null;
	throw new Errno(error);
}

/** After the inbox is empty: throws a pending error, answers true at end of stream, false when more may come. */
export function atEnd(socket: StreamSocket): boolean {
	if (!socket.ended) takeError(socket);
	return socket.ended || socket.dead;
}

/** Takes the first item of the inbox. */
export function takeItem(kernel: Kernel, socket: StreamSocket): Item | undefined {
	const item = socket.inbox.shift();
	if (item) consume(kernel, socket, sizeOf(item));
	return item;
}

/** Takes up to `max` bytes of the bytes at the inbox' head (over several items); empty when the head is not bytes. */
export function takeBytes(kernel: Kernel, socket: StreamSocket, max: number): Uint8Array {
	const parts: Uint8Array[] = [];
	let size = 0;
	while (size < max && socket.inbox[0] instanceof Uint8Array) {
		const head = socket.inbox[0];
		const part = head.length <= max - size ? head : head.subarray(0, max - size);
		if (part === head) socket.inbox.shift();
		else socket.inbox[0] = head.subarray(part.length);
		parts.push(part);
		size += part.length;
	}
	consume(kernel, socket, size);
	if (parts.length === 1) return parts[0] as Uint8Array;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** Puts bytes back at the inbox' head (what follows an upgraded connection's last message). */
export function putBack(socket: StreamSocket, rest: Uint8Array): void {
	socket.inbox.unshift(rest);
	socket.inboxSize += rest.length;
	socket.owed -= rest.length;
}

/** Ends writing: the far end reads end of stream after what was sent. */
export function shutWrite(kernel: Kernel, socket: StreamSocket): void {
	if (socket.shut || socket.dead) return;
	socket.shut = true;
	transmit(kernel, socket, 'fin');
}

/** The last descriptor is gone: a FIN, or a reset when something arrived that nobody read (or `reset`: it was never accepted). */
export function closeStream(kernel: Kernel, socket: StreamSocket, reset = false): void {
	const { net } = kernel.state;
	socket.closed = true;
	if (!socket.dead) {
		if (reset || socket.inbox.length > 0) transmit(kernel, socket, 'rst');
		else if (!socket.shut) transmit(kernel, socket, 'fin');
	}
	if (socket.net === 'unix') {
		const other = farKernel(kernel, socket);
		const end = streamOf(other, socket.far.socket);
		if (other && end) wake(other, end.writeEvent);
	}
	socket.inbox = [];
	if (socket.holdsPort && socket.local.net !== 'unix') net.namespaces.get(socket.netns)?.outgoing.delete(socket.local.port);
	if (socket.outbox.length === 0) net.sockets.delete(socket.id);
}
