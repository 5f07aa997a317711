// Network namespaces and their interfaces: the only writer of the indexes `names`, `local` and `owners`, and of connected routes.
import { hash32 } from '../../engine/random.ts';
import { Errno } from '../../engine/sys.ts';
import type { Kernel } from '../state.ts';
import { netOf } from './address.ts';
import { firstPort } from './ports.ts';
import { domainOf } from './domain.ts';
import type { NetInterface, NetNamespace, NetRoute, NetState } from './state.ts';

/** Makes the network of a new namespace: a loopback interface that is down, as Linux leaves it (container runtimes set it up). */
export function newNetNamespace(kernel: Kernel, ino: number): NetNamespace {
	const ns: NetNamespace = {
		ino,
		interfaces: new Map(),
		names: new Map(),
		nextIndex: 1,
		local: new Map(),
		routes: [],
		tables: { filter: new Map(), nat: new Map(), mangle: new Map(), raw: new Map() },
		forward: false,
		bridgeNetfilter: false,
		unprivilegedPortStart: 1024,
		tcp: new Map(),
		udp: new Map(),
		outgoing: new Set(),
		nextPort: firstPort(kernel.engine.state.seed, kernel.state.id, ino),
		abstract: new Map()
	};
	kernel.state.net.namespaces.set(ino, ns);
	const lo = addInterface(kernel, ns, { name: 'lo', kind: 'lo', mac: '00:00:00:00:00:00', mtu: 65_536 });
	addAddress(kernel, ns, lo, 0x7f000001, 8);
	lo.addresses6.push('::1/128');
	return ns;
}

/** Ends a namespace: its interfaces go, veth peers with them. Phys interfaces are lost with it. */
export function dropNetNamespace(kernel: Kernel, ino: number): void {
	const ns = kernel.state.net.namespaces.get(ino);
	if (!ns) return;
	for (const iface of [...ns.interfaces.values()]) if (ns.interfaces.has(iface.index)) removeInterface(kernel, ns, iface);
	kernel.state.net.namespaces.delete(ino);
}

/** The namespace by inode. ENODEV would be a bug above: EINVAL as setns gives for a wrong descriptor. */
export function netnsOf(kernel: Kernel, ino: number): NetNamespace {
	const ns = kernel.state.net.namespaces.get(ino);
	if (!ns) throw new Errno('EINVAL');
	return ns;
}

/** Keyed by kernel and a counter, locally administered, as the kernel's random addresses are. */
export function newMac(kernel: Kernel): string {
	const id = kernel.engine.id();
	const a = hash32(`mac:${kernel.state.id}:${id}`, kernel.engine.state.seed);
	const b = hash32(`mac:${id}`, a);
	const bytes = [(a & 0xfe) | 2, a >>> 8, a >>> 16, a >>> 24, b, b >>> 8].map((byte) => byte & 255);
	return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

export function addInterface(
	kernel: Kernel,
	ns: NetNamespace,
	made: Pick<NetInterface, 'name' | 'kind' | 'mac' | 'mtu'> & Partial<NetInterface>
): NetInterface {
	const iface: NetInterface = {
		index: ns.nextIndex++,
		up: false,
		addresses: [],
		addresses6: [],
		rx: { bytes: 0, packets: 0 },
		tx: { bytes: 0, packets: 0 },
		...made
	};
	place(ns, iface);
	return iface;
}

function place(ns: NetNamespace, iface: NetInterface): void {
	ns.interfaces.set(iface.index, iface);
	ns.names.set(iface.name, iface.index);
}

/** Removes an interface, its addresses and routes, its bridge's ports' membership, and a veth's other end. */
export function removeInterface(kernel: Kernel, ns: NetNamespace, iface: NetInterface): void {
	takeOut(kernel, ns, iface);
	for (const port of ns.interfaces.values()) if (port.master === iface.index) delete port.master;
	const { peer } = iface;
	if (!peer) return;
	const other = kernel.state.net.namespaces.get(peer.netns);
	const end = other?.interfaces.get(peer.index);
	if (other && end) takeOut(kernel, other, end);
}

function takeOut(kernel: Kernel, ns: NetNamespace, iface: NetInterface): void {
	setMaster(kernel.state.net, ns, iface, null);
	for (const { address } of [...iface.addresses]) removeAddress(kernel, ns, iface, address);
	ns.routes = ns.routes.filter((route) => route.dev !== iface.index);
	ns.interfaces.delete(iface.index);
	ns.names.delete(iface.name);
}

/**
 * Moves an interface to another namespace, under a new name when one is given: it loses addresses, routes and master, and is down
 * there. Its index stays unless it is taken. The caller has checked that the name is free.
 */
export function moveInterface(kernel: Kernel, from: NetNamespace, to: NetNamespace, iface: NetInterface, name = iface.name): void {
	if (from === to) return name === iface.name ? undefined : renameInterface(from, iface, name);
	takeOut(kernel, from, iface);
	iface.up = false;
	iface.name = name;
	iface.addresses6 = [];
	if (to.interfaces.has(iface.index)) iface.index = to.nextIndex;
	to.nextIndex = Math.max(to.nextIndex, iface.index + 1);
	place(to, iface);
	if (!iface.peer) return;
	const end = kernel.state.net.namespaces.get(iface.peer.netns)?.interfaces.get(iface.peer.index);
	if (end) end.peer = { netns: to.ino, index: iface.index };
}

/** Makes an interface a port of a bridge of its namespace, or of none. A phys or vxlan port makes the bridge part of its L2 domain. */
export function setMaster(net: NetState, ns: NetNamespace, iface: NetInterface, bridge: NetInterface | null): void {
	const old = ns.interfaces.get(iface.master ?? -1);
	const uplink = iface.kind === 'phys' || iface.kind === 'vxlan';
	if (old && uplink) delete old.trunk;
	if (!bridge) {
		delete iface.master;
		return;
	}
	delete iface.master;
	if (uplink) bridge.trunk = domainOf(net, ns, iface);
	iface.master = bridge.index;
}

export function renameInterface(ns: NetNamespace, iface: NetInterface, name: string): void {
	if (ns.names.has(name)) throw new Errno('EEXIST');
	ns.names.delete(iface.name);
	iface.name = name;
	place(ns, iface);
}

/** Adds an IPv4 address; an interface that is up gets its connected route. EEXIST. */
export function addAddress(kernel: Kernel, ns: NetNamespace, iface: NetInterface, address: number, prefix: number): void {
	if (iface.addresses.some((a) => a.address === address && a.prefix === prefix)) throw new Errno('EEXIST');
	iface.addresses.push({ address, prefix });
	if (iface.kind !== 'lo') {
		const owners = kernel.state.net.owners.get(address);
		const owner = { netns: ns.ino, index: iface.index };
		if (owners) owners.push(owner);
		else kernel.state.net.owners.set(address, [owner]);
	}
	if (iface.up) connectAddress(ns, iface, address, prefix);
}

/** Removes an address with its connected route. EADDRNOTAVAIL when it has none such. */
export function removeAddress(kernel: Kernel, ns: NetNamespace, iface: NetInterface, address: number): void {
	const at = iface.addresses.findIndex((a) => a.address === address);
	const gone = iface.addresses[at];
	if (!gone) throw new Errno('EADDRNOTAVAIL');
	iface.addresses.splice(at, 1);
	const owners = kernel.state.net.owners;
	const left = (owners.get(address) ?? []).filter((o) => o.netns !== ns.ino || o.index !== iface.index);
	if (left.length) owners.set(address, left);
	else owners.delete(address);
	disown(ns, iface, address);
	const net = netOf(address, gone.prefix);
	ns.routes = ns.routes.filter(
		(route) => route.dev !== iface.index || (route.src !== address && !(route.proto === 'kernel' && route.to === net && route.prefix === gone.prefix))
	);
}

/** An interface has an address no longer; it stays the machine's own as long as another one has it (the gateway of every pod's veth). */
function disown(ns: NetNamespace, iface: NetInterface, address: number): void {
	if (ns.local.get(address) !== iface.index) return;
	ns.local.delete(address);
	for (const other of ns.interfaces.values())
		if (other !== iface && other.up && other.addresses.some((one) => one.address === address)) return void ns.local.set(address, other.index);
}

function connectAddress(ns: NetNamespace, iface: NetInterface, address: number, prefix: number): void {
	ns.local.set(address, iface.index);
	if (iface.kind === 'lo' || prefix === 32) return;
	insertRoute(ns, { to: netOf(address, prefix), prefix, dev: iface.index, src: address, scope: 'link', proto: 'kernel', metric: 0 });
}

/** Sets an interface up or down; down loses its routes, as Linux does, and up gives only the connected ones back. */
export function setUp(ns: NetNamespace, iface: NetInterface, up: boolean): void {
	if (iface.up === up) return;
	iface.up = up;
	if (up) {
		for (const { address, prefix } of iface.addresses) connectAddress(ns, iface, address, prefix);
		return;
	}
	ns.routes = ns.routes.filter((route) => route.dev !== iface.index);
	for (const { address } of iface.addresses) disown(ns, iface, address);
}

/** Puts a route in its place: longest prefix first, then lowest metric, then oldest. */
export function insertRoute(ns: NetNamespace, route: NetRoute): void {
	let low = 0;
	let high = ns.routes.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const other = ns.routes[middle] as NetRoute;
		if (other.prefix > route.prefix || (other.prefix === route.prefix && other.metric <= route.metric)) low = middle + 1;
		else high = middle;
	}
	ns.routes.splice(low, 0, route);
}

export function interfaceByName(ns: NetNamespace, name: string): NetInterface {
	const iface = ns.interfaces.get(ns.names.get(name) ?? -1);
	if (!iface) throw new Errno('ENODEV');
	return iface;
}
