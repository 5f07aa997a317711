// L2 domains: which interfaces hear each other. A bridge with its ports and their veth peers is one domain, a veth pair without a
// bridge is one, a fabric segment with all phys interfaces and the bridges they are ports of is one, and a VXLAN network is one.
// Leaves out: two bridges joined by a veth pair, VLANs, spanning tree. FIDELITY: a VXLAN needs no reachable VTEP address; its frames
// pass whenever the two kernels share an open segment.
import type { NetInterface, NetNamespace, NetState } from './state.ts';

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
