// What ip(8), iptables(8) and container network plug-ins ask of a network namespace: netlink requests as data.

export interface Interface {
	index: number;
	name: string;
	kind: 'lo' | 'veth' | 'bridge' | 'phys' | 'dummy' | 'macvlan' | 'vxlan';
	mac: string;
	mtu: number;
	up: boolean;
	/** It is up and so is what it is plugged into (LOWER_UP); a bridge has carrier while one of its ports has. */
	carrier?: boolean;
	/** e.g. "172.17.0.2/16". */
	addresses: readonly string[];
	/** The bridge it is a port of. */
	master?: string;
	/** The other end of a veth: interface index, and the namespace it is in. */
	peer?: { index: number; netns: number };
	/** What it hangs on: for phys the fabric segment, for macvlan the parent interface. */
	link?: string;
	rx: { bytes: number; packets: number };
	tx: { bytes: number; packets: number };
}
export interface Route {
	/** "default" or a prefix like "10.244.1.0/24". */
	to: string;
	via?: string;
	dev: string;
	/** Preferred source address. */
	src?: string;
	scope?: 'link' | 'global' | 'host';
	/** `via` need not be on a connected network (ip route … onlink). */
	onlink?: boolean;
	proto?: 'kernel' | 'boot' | 'static';
	metric?: number;
	/** Shown of routes by an interface without carrier; ignored in requests. */
	linkdown?: boolean;
}
/** One iptables rule in a table's chain; every match given must hold. */
export interface Rule {
	/** Matches; addresses may be prefixes; a leading "!" negates. */
	source?: string;
	destination?: string;
	in?: string;
	out?: string;
	protocol?: 'tcp' | 'udp' | 'icmp' | 'all';
	dport?: number;
	/** xt_addrtype --dst-type LOCAL. */
	dstLocal?: boolean;
	ctstate?: readonly string[];
	/** Chance in 1/10000 that the rule matches (statistic mode random). */
	probability?: number;
	mark?: number;
	comment?: string;
	/** A built-in target or the name of a chain. */
	target: 'ACCEPT' | 'DROP' | 'REJECT' | 'RETURN' | 'MASQUERADE' | 'DNAT' | 'SNAT' | 'REDIRECT' | 'MARK' | (string & {});
	/** For DNAT "ip:port", SNAT "ip", REDIRECT "port", MARK its value. */
	to?: string;
}
export type Table = 'filter' | 'nat' | 'mangle' | 'raw';

/** Each answers what its comment says; failures are errnos (EEXIST, ENODEV, ENOENT, EINVAL, EPERM, EBUSY, ESRCH for a route, ENETDOWN, ENETUNREACH, EOPNOTSUPP, EADDRNOTAVAIL). */
export type NetlinkRequest = NetlinkOperation & {
	/** Opened inside another network namespace (an inode number, or the pid whose it is) instead of the caller's. */
	inside?: number | { pid: number };
};
export type NetlinkOperation =
	/** → Interface[] */
	| { op: 'links' }
	/** → Route[] */
	| { op: 'routes' }
	/** Makes an interface; for veth the peer is made too, in namespace `peerNetns` (an inode number or a pid) when given. → Interface */
	| { op: 'link.add'; name: string; kind: Interface['kind']; mac?: string; mtu?: number; peer?: string; peerNetns?: number | { pid: number }; link?: string }
	| { op: 'link.delete'; name: string }
	/** `netns` moves it to another namespace; `rename` renames it; `master: null` takes it off its bridge. */
	| { op: 'link.set'; name: string; up?: boolean; master?: string | null; netns?: number | { pid: number }; rename?: string; mac?: string; mtu?: number }
	| { op: 'address.add'; dev: string; address: string }
	| { op: 'address.delete'; dev: string; address: string }
	| { op: 'route.add'; route: Route }
	| { op: 'route.delete'; to: string; via?: string }
	/** sysctl net.ipv4.ip_forward of this namespace. */
	| { op: 'forward'; on: boolean }
	/** Reads, or with `value` writes, a sysctl of this namespace. → its value */
	| { op: 'sysctl'; name: NetSysctl; value?: number }
	/** → { chains: Record<string, { policy?: string; rules: Rule[] }> } of a table. */
	| { op: 'rules'; table: Table }
	| { op: 'chain.add'; table: Table; chain: string }
	| { op: 'chain.delete'; table: Table; chain: string }
	| { op: 'chain.policy'; table: Table; chain: string; policy: 'ACCEPT' | 'DROP' }
	| { op: 'chain.flush'; table: Table; chain: string }
	/** `at` is a 0-based position; absent: appended. */
	| { op: 'rule.add'; table: Table; chain: string; rule: Rule; at?: number }
	/** Deletes the first rule equal to `rule`. */
	| { op: 'rule.delete'; table: Table; chain: string; rule: Rule }
	/** Replaces the rules of one chain's position, as iptables -R. */
	| { op: 'rule.replace'; table: Table; chain: string; rule: Rule; at: number }
	/** Replaces all chains whose names begin with `prefix` in one step, as iptables-restore does. */
	| { op: 'rules.replace'; table: Table; prefix: string; chains: Readonly<Record<string, readonly Rule[]>> }
	/** Listening and connected sockets of this namespace, as ss(8) shows. → SocketInfo[] */
	| { op: 'sockets' }
	/** A named namespace (ip netns add): makes a namespace that lives without a process. → its inode number */
	| { op: 'netns.add'; name: string }
	| { op: 'netns.delete'; name: string }
	/** → { name, ino }[], by name */
	| { op: 'netns.list' };

/** net.ipv4.ip_forward, net.bridge.bridge-nf-call-iptables, net.ipv4.ip_unprivileged_port_start. */
export type NetSysctl = 'ip_forward' | 'bridge-nf-call-iptables' | 'ip_unprivileged_port_start';

export interface SocketInfo {
	net: 'tcp' | 'udp' | 'unix';
	state: 'LISTEN' | 'ESTAB' | 'CLOSE-WAIT' | 'FIN-WAIT-2' | 'LAST-ACK' | 'TIME-WAIT' | 'UNCONN';
	local: string;
	peer: string;
	pid?: number;
	program?: string;
	fd?: number;
	recvQueue: number;
	sendQueue: number;
}
