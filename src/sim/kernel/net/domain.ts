// L2 domains: which interfaces hear each other. A bridge with its ports and their veth peers is one domain, a veth pair without a
// bridge is one, a fabric segment with all phys interfaces and the bridges they are ports of is one, and a VXLAN network is one.
// Leaves out: two bridges joined by a veth pair, VLANs, spanning tree. FIDELITY: a VXLAN needs no reachable VTEP address; its frames
// pass whenever the two kernels share an open segment.
import type { Kernel } from '../state.ts';
import type { Ipv4, NetInterface, NetNamespace, NetState } from './state.ts';

const bridgeDomain = (ns: NetNamespace, bridge: NetInterface) => bridge.trunk ?? `bridge:${ns.ino}:${bridge.index}`;

/** The domain an interface hears, as a name; "segment:…" and "vxlan:…" reach other kernels. */
export function domainOf(net: NetState, ns: NetNamespace, iface: NetInterface): string {
	const bridge = iface.master === undefined ? undefined : ns.interfaces.get(iface.master);
	if (bridge) return bridgeDomain(ns, bridge);
	switch (iface.kind) {
		case 'bridge':
			return bridgeDomain(ns, iface);
		case 'phys':
			return `segment:${iface.link ?? ''}`;
		case 'vxlan':
			return `vxlan:${iface.link ?? ''}`;
		case 'macvlan': {
			const parents = net.namespaces.get(iface.parent?.netns ?? -1);
			const parent = parents?.interfaces.get(iface.parent?.index ?? -1);
			return parents && parent ? domainOf(net, parents, parent) : `alone:${ns.ino}:${iface.index}`;
		}
		case 'veth': {
			const peers = net.namespaces.get(iface.peer?.netns ?? -1);
			const peer = peers?.interfaces.get(iface.peer?.index ?? -1);
			const master = peers?.interfaces.get(peer?.master ?? -1);
			if (peers && master) return bridgeDomain(peers, master);
			const mine = `${ns.ino}:${iface.index}`;
			const theirs = `${iface.peer?.netns}:${iface.peer?.index}`;
			return `pair:${mine < theirs ? mine : theirs}`;
		}
		default:
			return `alone:${ns.ino}:${iface.index}`;
	}
}

/** Whether frames can leave and enter the interface: it is up, and so is what it is plugged into. */
export function hasCarrier(net: NetState, iface: NetInterface): boolean {
	if (!iface.up) return false;
	if (iface.kind !== 'veth') return true;
	const peers = net.namespaces.get(iface.peer?.netns ?? -1);
	const peer = peers?.interfaces.get(iface.peer?.index ?? -1);
	if (!peer?.up) return false;
	return peer.master === undefined || peers?.interfaces.get(peer.master)?.up === true;
}

export interface Neighbour {
	kernel: Kernel;
	ns: NetNamespace;
	iface: NetInterface;
	/** Set when the frame crosses the fabric. */
	segment?: string;
	/** Its kernel is there, but the segment is cut between us: frames are lost without a sign. */
	cut?: boolean;
}

/** Who in a kernel owns the address in a domain. */
function ownerIn(kernel: Kernel, domain: string, address: Ipv4): Neighbour | undefined {
	const { net } = kernel.state;
	for (const owner of net.owners.get(address) ?? []) {
		const ns = net.namespaces.get(owner.netns);
		const iface = ns?.interfaces.get(owner.index);
		if (ns && iface && domainOf(net, ns, iface) === domain && hasCarrier(net, iface)) return { kernel, ns, iface };
	}
	return undefined;
}

/** ARP: who owns `address` on the domain of an interface. */
export function neighbour(kernel: Kernel, ns: NetNamespace, iface: NetInterface, address: Ipv4): Neighbour | undefined {
	const { net } = kernel.state;
	if (!hasCarrier(net, iface)) return undefined;
	if (iface.kind === 'veth' && iface.master === undefined) {
		const peers = net.namespaces.get(iface.peer?.netns ?? -1);
		const peer = peers?.interfaces.get(iface.peer?.index ?? -1);
		// A pair without a bridge: the peer answers for every address of its namespace (arp_ignore 0).
		if (peers && peer && peer.master === undefined) return peers.local.has(address) ? { kernel, ns: peers, iface: peer } : undefined;
	}
	const domain = domainOf(net, ns, iface);
	const near = ownerIn(kernel, domain, address);
	if (near) return near;
	const { wire } = kernel;
	if (!wire || !(domain.startsWith('segment:') || domain.startsWith('vxlan:'))) return undefined;
	const segment = domain.startsWith('segment:') ? domain.slice(8) : domain;
	const me = kernel.state.id;
	const ask = (id: number): Neighbour | undefined => {
		const other = id === me ? undefined : kernel.peer(id);
		const found = other?.state.running ? ownerIn(other, domain, address) : undefined;
		if (!found) return undefined;
		return { ...found, segment, cut: !wire.open(segment, me, id) };
	};
	const hint = wire.hint(segment, address);
	const known = hint === undefined ? undefined : ask(hint);
	if (known) return known;
	for (const id of wire.members(segment)) {
		const found = ask(id);
		if (!found) continue;
		wire.learn(segment, address, id);
		return found;
	}
	return undefined;
}
