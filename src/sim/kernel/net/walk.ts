// The way of a packet: one synchronous walk over interfaces, routes and netfilter tables of all kernels on the way, hop by hop, there
// and back. Follows Linux's hooks: OUTPUT → POSTROUTING → (L2) → PREROUTING → FORWARD → POSTROUTING → … → INPUT. The way back has
// ctstate ESTABLISHED, passes no nat table, and undoes what the way there translated, wherever it comes through the same namespace.
// Leaves out: rp_filter, fragments, route_localnet, ICMP redirects.
import { assert } from '../../engine/assert.ts';
import type { ErrnoCode } from '../../engine/sys.ts';
import type { Kernel } from '../state.ts';
import { formatIpv4, isLoopback, maskOf, parseIpv4 } from './address.ts';
import { neighbour, type Neighbour } from './neighbour.ts';
import { judge, type Packet, type Verdict } from './netfilter.ts';
import type { Table } from './netlink.ts';
import { findBound } from './ports.ts';
import type { ListenSocket, NetInterface, NetNamespace, NetRoute, Road, UdpSocket } from './state.ts';
import { localRoad } from './stream.ts';

/** What is sent: towards a numeric host. */
export interface Probe {
	protocol: 'tcp' | 'udp' | 'icmp';
	host: string;
	port: number;
	sport: number;
	/** The address the socket is bound to. */
	source?: string;
}
export type Reached =
	| {
			kind: 'reached';
			kernel: Kernel;
			netns: number;
			/** Absent: nobody listens there (a reset, or port unreachable, comes back). */
			socket?: ListenSocket | UdpSocket;
			/** The sender's own address, what the receiver sees, and what the receiver was reached at. */
			source: string;
			seenSource: string;
			seenPort: number;
			host: string;
			port: number;
			road: Road;
			/** Routers on the way. */
			hops: number;
	  }
	| { kind: 'dropped' }
	/** The sender learns it `after` µs. */
	| { kind: 'error'; code: ErrnoCode; after: number };

type Lost = Exclude<Reached, { kind: 'reached' }>;
const dropped: Lost = { kind: 'dropped' };
/** Neighbour resolution fails after three probes. */
const noNeighbourUs = 3_000_000;
const timeToLive = 64;

/** An address translation that the way back undoes. */
interface Translation {
	ns: NetNamespace;
	what: 'source' | 'destination';
	was: number;
	is: number;
}
interface Trip {
	kernel: Kernel;
	ns: NetNamespace;
	packet: Packet;
	translations: Translation[];
	latency: number;
	perMiB: number;
	segments: { segment: string; from: number; to: number }[];
	hops: number;
}

/** Walks there and back. Reads state only, but for the counter that keys randomness and the fabric's ARP hints. */
export function reach(kernel: Kernel, ns: NetNamespace, probe: Probe): Reached {
	const host = probe.host === '0.0.0.0' ? '127.0.0.1' : probe.host === '::' ? '::1' : probe.host;
	if (host.includes(':')) return reachLocal6(kernel, ns, probe, host);
	const destination = parseIpv4(host);
	if (destination === null) return { kind: 'error', code: 'EINVAL', after: 0 };
	const { state } = kernel;
	const source = (probe.source && parseIpv4(probe.source)) || sourceFor(ns, destination);
	if (source === null) return { kind: 'error', code: 'ENETUNREACH', after: 0 };
	const packet: Packet = {
		protocol: probe.protocol,
		source,
		destination,
		sport: probe.sport,
		dport: probe.port,
		in: '',
		out: '',
		state: 'NEW',
		mark: 0,
		seed: kernel.engine.state.seed,
		kernel: state.id,
		number: state.net.tries++,
		draws: 0
	};
	const trip: Trip = { kernel, ns, packet, translations: [], latency: 0, perMiB: 0, segments: [], hops: 0 };
	const lost = travel(trip);
	if (lost) return lost.kind === 'error' ? { ...lost, after: lost.after + 2 * trip.latency } : lost;
	// The way back changes the trip.
	const { kernel: far, ns: farNs, hops } = trip;
	const { source: seen, destination: at, dport: port } = packet;
	const atText = formatIpv4(at);
	const sourceText = source === at ? atText : formatIpv4(source);
	const socket = probe.protocol === 'icmp' ? undefined : findBound(far.state.net, farNs, probe.protocol, atText, port);
	const road: Road = farNs === ns ? localRoad : { latency: trip.latency, perMiB: trip.perMiB, segments: trip.segments };
	if ((farNs !== ns || hops > 0) && !returns(trip, kernel, ns, source, destination)) return dropped;
	const reached: Reached = {
		kind: 'reached',
		kernel: far,
		netns: farNs.ino,
		source: sourceText,
		seenSource: seen === source ? sourceText : formatIpv4(seen),
		seenPort: probe.sport,
		host: atText,
		port,
		road,
		hops
	};
	if (socket) reached.socket = socket;
	return reached;
}

function reachLocal6(kernel: Kernel, ns: NetNamespace, probe: Probe, host: string): Reached {
	let mine = false;
	for (const iface of ns.interfaces.values()) if (iface.up && iface.addresses6.some((a) => a.split('/')[0] === host)) mine = true;
	if (!mine) return { kind: 'error', code: host === '::1' ? 'EADDRNOTAVAIL' : 'ENETUNREACH', after: 0 };
	const socket = probe.protocol === 'icmp' ? undefined : findBound(kernel.state.net, ns, probe.protocol, host, probe.port);
	const found = { source: host, seenSource: host, seenPort: probe.sport, host, port: probe.port, road: localRoad, hops: 0 };
	return { kind: 'reached', kernel, netns: ns.ino, ...(socket ? { socket } : {}), ...found };
}

/** Whether the answer finds its way back to the sender, translated back completely. */
function returns(there: Trip, kernel: Kernel, ns: NetNamespace, source: number, destination: number): boolean {
	const { packet } = there;
	const back: Packet = {
		...packet,
		source: packet.destination,
		destination: packet.source,
		sport: packet.dport,
		dport: packet.sport,
		in: '',
		out: '',
		state: 'ESTABLISHED',
		mark: 0
	};
	const trip: Trip = { ...there, packet: back, latency: 0, perMiB: 0, segments: [], hops: 0 };
	return !travel(trip) && trip.kernel === kernel && trip.ns === ns && back.source === destination && back.destination === source;
}

const isLocal = (ns: NetNamespace, address: number) => (isLoopback(address) ? ns.local.has(0x7f000001) : ns.local.has(address));

/** The route to an address; undefined when there is none. */
function routeTo(ns: NetNamespace, address: number): NetRoute | undefined {
	for (const route of ns.routes) if ((address & maskOf(route.prefix)) >>> 0 === route.to) return route;
	return undefined;
}

/** The address a namespace sends from towards a destination; null when there is no route. */
function sourceFor(ns: NetNamespace, destination: number): number | null {
	if (isLocal(ns, destination)) return destination;
	const route = routeTo(ns, destination);
	if (!route) return null;
	return route.src ?? primaryAddress(ns, ns.interfaces.get(route.dev), route.via ?? destination);
}

/** An interface's first address, preferring one whose subnet holds `towards`; an unnumbered interface borrows another's. */
function primaryAddress(ns: NetNamespace, iface: NetInterface | undefined, towards: number): number {
	const own = iface?.addresses.find((a) => (a.address & maskOf(a.prefix)) === (towards & maskOf(a.prefix))) ?? iface?.addresses[0];
	if (own) return own.address;
	for (const other of ns.interfaces.values()) if (other.kind !== 'lo' && other.up && other.addresses[0]) return other.addresses[0].address;
	return 0;
}

/** From the sender's OUTPUT to the receiver's INPUT. Answers how it was lost, or nothing with trip standing at the receiver. */
function travel(trip: Trip): Lost | undefined {
	const { packet } = trip;
	const lost = output(trip);
	if (lost) return lost;
	if (isLocal(trip.ns, packet.destination)) {
		packet.in = 'lo';
		undo(trip, 'destination');
		return verdictOf(judgeAll(trip.ns, 'INPUT', packet));
	}
	for (let ttl = timeToLive; ttl > 0; ttl--) {
		const gone = leave(trip);
		if (gone) return gone;
		const turned = prerouting(trip);
		if (turned) return turned;
		const { ns } = trip;
		if (ns.local.has(packet.destination)) {
			packet.out = '';
			const refused = verdictOf(judgeAll(ns, 'INPUT', packet));
			undo(trip, 'destination');
			return refused;
		}
		if (!ns.forward || isLoopback(packet.destination)) return dropped;
		trip.hops++;
		const route = routeTo(ns, packet.destination);
		if (!route) return { kind: 'error', code: 'ENETUNREACH', after: 0 };
		packet.out = ns.interfaces.get(route.dev)?.name ?? '';
		const refused = verdictOf(judgeAll(ns, 'FORWARD', packet));
		if (refused) return refused;
	}
	return dropped;
}

/** The tables that only judge, in the kernel's order. */
function judgeAll(ns: NetNamespace, hook: string, packet: Packet): Verdict {
	for (const table of ['raw', 'mangle', 'filter'] as const satisfies readonly Table[]) {
		if (ns.tables[table].size === 0) continue;
		const verdict = judge(ns, table, hook, packet);
		if (verdict.kind !== 'accept') return verdict;
	}
	return { kind: 'accept' };
}

function verdictOf(verdict: Verdict): Lost | undefined {
	if (verdict.kind === 'drop') return dropped;
	if (verdict.kind === 'reject') return { kind: 'error', code: verdict.code, after: 0 };
	return undefined;
}

function output(trip: Trip): Lost | undefined {
	const { ns, packet } = trip;
	undo(trip, 'destination');
	const out = () => (isLocal(ns, packet.destination) ? 'lo' : (ns.interfaces.get(routeTo(ns, packet.destination)?.dev ?? -1)?.name ?? ''));
	packet.out = out();
	if (packet.state === 'NEW') {
		translateDestination(trip, judge(ns, 'nat', 'OUTPUT', packet));
		packet.out = out();
	}
	return verdictOf(judgeAll(ns, 'OUTPUT', packet));
}

function prerouting(trip: Trip): Lost | undefined {
	const { ns, packet } = trip;
	packet.out = '';
	for (const table of ['raw', 'mangle'] as const) {
		const lost = verdictOf(judge(ns, table, 'PREROUTING', packet));
		if (lost) return lost;
	}
	if (packet.state === 'NEW') translateDestination(trip, judge(ns, 'nat', 'PREROUTING', packet));
	else undo(trip, 'source');
	return undefined;
}

function translateDestination(trip: Trip, verdict: Verdict): void {
	if (verdict.kind !== 'dnat') return;
	const { ns, packet } = trip;
	const address = verdict.address ?? (verdict.port !== null ? ownAddress(ns, packet) : packet.destination);
	if (address !== packet.destination) trip.translations.push({ ns, what: 'destination', was: packet.destination, is: address });
	packet.destination = address;
	if (verdict.port !== null) packet.dport = verdict.port;
}

/** REDIRECT sends to the address of the interface the packet came in by. */
function ownAddress(ns: NetNamespace, packet: Packet): number {
	return ns.interfaces.get(ns.names.get(packet.in) ?? -1)?.addresses[0]?.address ?? packet.destination;
}

/** On the way back: what this namespace translated on the way there is translated back, at PREROUTING ('source') or when it leaves. */
function undo(trip: Trip, what: Translation['what']): void {
	const { packet } = trip;
	if (packet.state === 'NEW') return;
	for (let i = trip.translations.length - 1; i >= 0; i--) {
		const t = trip.translations[i] as Translation;
		if (t.ns !== trip.ns || t.what !== what) continue;
		if (what === 'source' && packet.destination === t.is) packet.destination = t.was;
		if (what === 'destination' && packet.source === t.is) packet.source = t.was;
	}
}

/** POSTROUTING and the wire: moves the trip to the next namespace. */
function leave(trip: Trip): Lost | undefined {
	const { kernel, ns, packet } = trip;
	const route = routeTo(ns, packet.destination);
	const iface = route && ns.interfaces.get(route.dev);
	if (!route || !iface) return { kind: 'error', code: 'ENETUNREACH', after: 0 };
	packet.out = iface.name;
	const hop = route.via ?? packet.destination;
	if (packet.state === 'NEW') {
		const verdict = judge(ns, 'nat', 'POSTROUTING', packet);
		if (verdict.kind === 'snat') {
			const is = verdict.address ?? route.src ?? primaryAddress(ns, iface, hop);
			if (is !== packet.source) trip.translations.push({ ns, what: 'source', was: packet.source, is });
			packet.source = is;
		}
	} else undo(trip, 'destination');
	if (isLoopback(packet.source)) return dropped;
	const next = neighbour(kernel, ns, iface, hop);
	if (!next) return { kind: 'error', code: 'EHOSTUNREACH', after: noNeighbourUs };
	if (next.cut) return dropped;
	const lost = bridged(trip, iface, next);
	if (lost) return lost;
	if (next.segment !== undefined) cross(trip, next.segment, next.kernel);
	trip.kernel = next.kernel;
	trip.ns = next.ns;
	packet.in = next.iface.name;
	return undefined;
}

/** A bridge with bridge-nf-call-iptables shows what it bridges between its ports to its namespace's FORWARD chain (and conntrack). */
function bridged(trip: Trip, from: NetInterface, to: Neighbour): Lost | undefined {
	if (from.kind !== 'veth' || to.iface.kind !== 'veth' || to.kernel !== trip.kernel) return undefined;
	if (!from.peer || from.peer.netns !== to.iface.peer?.netns) return undefined;
	const ns = trip.kernel.state.net.namespaces.get(from.peer.netns);
	const bridge = ns?.interfaces.get(ns.interfaces.get(from.peer.index)?.master ?? -1);
	if (!ns?.bridgeNetfilter || !bridge) return undefined;
	const { packet } = trip;
	const home = trip.ns;
	trip.ns = ns;
	packet.in = packet.out = bridge.name;
	undo(trip, 'source');
	const verdict = verdictOf(judgeAll(ns, 'FORWARD', packet));
	undo(trip, 'destination');
	trip.ns = home;
	return verdict;
}

function cross(trip: Trip, segment: string, to: Kernel): void {
	const { wire } = trip.kernel;
	assert(wire, 'a neighbour on a segment without a wire');
	const speed = wire.speed(segment, trip.kernel.state.id, to.state.id);
	trip.latency += speed.latency;
	trip.perMiB = Math.max(trip.perMiB, speed.perMiB);
	trip.segments.push({ segment, from: trip.kernel.state.id, to: to.state.id });
}
