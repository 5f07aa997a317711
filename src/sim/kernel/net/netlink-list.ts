// What ip(8) lists of interfaces: plain copies of the state, in the order the kernel dumps them.
import { formatIpv4 } from './address.ts';
import { hasCarrier } from './domain.ts';
import type { Interface } from './netlink.ts';
import type { NetInterface, NetNamespace, NetState } from './state.ts';

export function linkInfo(net: NetState, ns: NetNamespace, iface: NetInterface): Interface {
	const master = ns.interfaces.get(iface.master ?? -1);
	return {
		index: iface.index,
		name: iface.name,
		kind: iface.kind,
		mac: iface.mac,
		mtu: iface.mtu,
		up: iface.up,
		carrier: carrierOf(net, ns, iface),
		addresses: [...iface.addresses.map((a) => `${formatIpv4(a.address)}/${a.prefix}`), ...iface.addresses6],
		...(master && { master: master.name }),
		...(iface.peer && { peer: { ...iface.peer } }),
		...(iface.link !== undefined && { link: iface.link }),
		rx: { ...iface.rx },
		tx: { ...iface.tx }
	};
}

/** What LOWER_UP shows. */
export function carrierOf(net: NetState, ns: NetNamespace, iface: NetInterface): boolean {
	if (iface.kind !== 'bridge') return hasCarrier(net, iface);
	if (!iface.up) return false;
	for (const port of ns.interfaces.values()) if (port.master === iface.index && hasCarrier(net, port)) return true;
	return false;
}

export const listLinks = (net: NetState, ns: NetNamespace): Interface[] =>
	[...ns.interfaces.values()].sort((a, b) => a.index - b.index).map((iface) => linkInfo(net, ns, iface));
