// ARP: who has an address in an interface's domain.
import type { Kernel } from '../state.ts';
import { domainOf, hasCarrier } from './domain.ts';
import type { Ipv4, NetInterface, NetNamespace } from './state.ts';

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
