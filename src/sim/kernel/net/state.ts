// The network of one kernel as plain data: network namespaces (interfaces, routes, netfilter tables) and sockets.
// Leaves out on purpose: packets (a connection is decided by one walk over this data, see walk.ts), conntrack (a connection keeps
// its own path), IPv6 beyond ::1, :: and addresses a namespace owns itself.
// Invariant: `local`, `owners`, `tcp`, `udp` and `names` are indexes of the other fields; only namespaces.ts and ports.ts write them.
import type { SocketAddress } from '../calls.ts';
import type { Message } from '../http-message.ts';
import type { Interface, Route, Rule, Table } from './netlink.ts';
import type { Decoder, Encoder } from './http-state.ts';
import type { ErrnoCode } from '../../engine/sys.ts';

/** An IPv4 address as an unsigned 32-bit number. */
export type Ipv4 = number;

export interface NetInterface {
	index: number;
	name: string;
	kind: Interface['kind'];
	mac: string;
	mtu: number;
	up: boolean;
	addresses: { address: Ipv4; prefix: number }[];
	/** IPv6 addresses with prefix, as text. */
	addresses6: string[];
	/** Index of the bridge it is a port of. */
	master?: number;
	peer?: { netns: number; index: number };
	/** phys: fabric segment; macvlan: parent's name; vxlan: VNI. */
	link?: string;
	/** macvlan: its parent. */
	parent?: { netns: number; index: number };
	/** bridge: the L2 domain of its phys or vxlan port, which it is part of. */
	trunk?: string;
	rx: { bytes: number; packets: number };
	tx: { bytes: number; packets: number };
}

export interface NetRoute {
	to: Ipv4;
	/** Prefix length; 0 is the default route. */
	prefix: number;
	via?: Ipv4;
	/** Interface index. */
	dev: number;
	src?: Ipv4;
	scope?: Route['scope'];
	proto?: Route['proto'];
	metric: number;
}

/** An address or prefix to match, parsed: matches when (address & mask) === net, or the reverse with `not`. */
export interface Prefix {
	net: Ipv4;
	mask: number;
	not: boolean;
}
export interface ParsedRule {
	rule: Rule;
	source?: Prefix;
	destination?: Prefix;
}
export interface Chain {
	/** Built-in chains have one. */
	policy?: 'ACCEPT' | 'DROP';
	rules: ParsedRule[];
	/** Positions of rules for one destination address, and of all others: made on first use when the chain is long, dropped on change. */
	index?: { exact: Map<Ipv4, number[]>; rest: number[] };
}

export interface NetNamespace {
	ino: number;
	interfaces: Map<number, NetInterface>;
	/** Interface name → index. */
	names: Map<string, number>;
	nextIndex: number;
	/** Its own IPv4 addresses (of interfaces that are up) → interface index. */
	local: Map<Ipv4, number>;
	/** Longest prefix first, then lowest metric. */
	routes: NetRoute[];
	/** Only chains that exist or were changed; a built-in chain that is absent is empty with policy ACCEPT. */
	tables: Record<Table, Map<string, Chain>>;
	/** sysctl net.ipv4.ip_forward */
	forward: boolean;
	/** sysctl net.bridge.bridge-nf-call-iptables: bridged packets pass FORWARD too. */
	bridgeNetfilter: boolean;
	/** sysctl net.ipv4.ip_unprivileged_port_start */
	unprivilegedPortStart: number;
	/** Port → ids of listening sockets. */
	tcp: Map<number, number[]>;
	/** Port → ids of UDP sockets. */
	udp: Map<number, number[]>;
	/** Ephemeral ports held by outgoing connections. */
	outgoing: Set<number>;
	nextPort: number;
	/** Abstract unix names (those that begin with "@") → listener. */
	abstract: Map<string, number>;
}

/** What travels on a stream: bytes or a message. */
export type Item = Uint8Array | Message;

/** The road between the two ends of a connection. */
export interface Road {
	/** One-way µs; 0 inside one kernel. */
	latency: number;
	/** µs per MiB of the slowest segment on it. */
	perMiB: number;
	/** Fabric segments it crosses, each between two kernels. */
	segments: readonly { segment: string; from: number; to: number }[];
}

export interface StreamSocket {
	kind: 'stream';
	id: number;
	net: 'tcp' | 'unix';
	netns: number;
	local: SocketAddress;
	peer: SocketAddress;
	/** Connected from an ephemeral port that it gives back on close. */
	holdsPort: boolean;
	/** The other end; both kernels may be the same. */
	far: { kernel: number; socket: number };
	road: Road;
	/** Arrived and not read. */
	inbox: Item[];
	inboxSize: number;
	/** Messages decoded from bytes by recv({http}) and not yet taken. */
	decoded: Message[];
	decoder: Decoder | null;
	encoder: Encoder;
	/** FIN arrived. */
	ended: boolean;
	/** FIN sent: no more writes. */
	shut: boolean;
	/** Both ways are over after a reset or a timeout. */
	dead: boolean;
	/** Reported once by the next call. */
	error: ErrnoCode | null;
	/** No descriptor is left; it lives on until its outbox is empty. */
	closed: boolean;
	/** On the wire, in order; `at` is when it arrives. */
	outbox: { item: Item | 'fin' | 'rst'; size: number; at: number }[];
	/** When the sender's line is free again. */
	busyUntil: number;
	/** Retransmissions of the outbox' head, and since when it has been stuck. */
	retries: number;
	stuckSince: number;
	/** Sent but not known to be read by the far end. */
	unacked: number;
	/** Read but not yet told to the far end. */
	owed: number;
	/** Woken when reading may succeed, and when writing may. */
	readEvent: number;
	writeEvent: number;
}

export interface ListenSocket {
	kind: 'listen';
	id: number;
	net: 'tcp' | 'unix';
	netns: number;
	local: SocketAddress;
	/** tcp: which addresses it takes: one of "0.0.0.0", "::" (dual stack), "::/v6only", or an address. */
	takes: string;
	/** Connections to accept; each may be taken from virtual time `at` on. */
	backlog: { socket: number; at: number }[];
	event: number;
}

/** A UDP address. */
export interface Endpoint {
	host: string;
	port: number;
}
export interface UdpSocket {
	kind: 'udp';
	id: number;
	netns: number;
	host: string;
	port: number;
	inbox: { value: unknown; from: Endpoint }[];
	/** ICMP port unreachable came back. */
	error: ErrnoCode | null;
	/** Where answers to a sender go: "host:port" as seen here → the sender's socket, and the address it believes it talks to. */
	returns: Map<string, { kernel: number; socket: number; as: Endpoint; road: Road; at: number }>;
	event: number;
}
export type Socket = StreamSocket | ListenSocket | UdpSocket;

export interface NetState {
	namespaces: Map<number, NetNamespace>;
	/** ip netns add: name → inode. */
	named: Map<string, number>;
	sockets: Map<number, Socket>;
	/** IPv4 address → interfaces that carry it, in any namespace of this kernel (loopback left out). */
	owners: Map<Ipv4, { netns: number; index: number }[]>;
	/** Bound unix sockets by the real inode of their file, "dev:ino" → socket. */
	unix: Map<string, number>;
	/** Connections tried: keys the randomness of rules with a probability. */
	tries: number;
}

/** A kernel's network before any namespace exists. */
export const initialNet = (): NetState => ({
	namespaces: new Map(),
	named: new Map(),
	sockets: new Map(),
	owners: new Map(),
	unix: new Map(),
	tries: 0
});
