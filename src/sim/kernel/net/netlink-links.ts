// Links, addresses and routes: what ip(8) changes. Errnos are those the real kernel answers to the same request.
import { Errno } from '../../engine/sys.ts';
import type { Kernel } from '../state.ts';
import { formatIpv4, isIpv6, maskOf, netOf, parseIpv4, parsePrefix } from './address.ts';
import { chosenNetns, type Caller } from './netlink-call.ts';
import { linkInfo } from './netlink-list.ts';
import type { Interface, NetlinkRequest, Route } from './netlink.ts';
import {
	addAddress,
	addInterface,
	insertRoute,
	interfaceByName,
	moveInterface,
	newMac,
	removeAddress,
	removeInterface,
	renameInterface,
	setMaster,
	setUp
} from './netns.ts';
import type { NetInterface, NetNamespace, NetRoute } from './state.ts';

const nameLimit = 15;
/** A VXLAN's header on an Ethernet frame. */
const vxlanOverhead = 50;
const ethernetMtu = 1500;

function checkName(ns: NetNamespace, name: string): void {
	if (name === '' || name.length > nameLimit || name.includes('/') || name.includes(' ')) throw new Errno('EINVAL');
	if (ns.names.has(name)) throw new Errno('EEXIST');
}

/** link.add. EEXIST, EINVAL; ENODEV when a macvlan's parent or phys' wire is not there. */
export function addLink(kernel: Kernel, ns: NetNamespace, request: Extract<NetlinkRequest, { op: 'link.add' }>, caller: Caller): Interface {
	const { name, kind } = request;
	checkName(ns, name);
	if (kind === 'lo') throw new Errno('EOPNOTSUPP');
	const base = { name, kind, mac: request.mac ?? newMac(kernel), mtu: request.mtu ?? (kind === 'vxlan' ? ethernetMtu - vxlanOverhead : ethernetMtu) };
	if (kind === 'veth') {
		const peers = request.peerNetns === undefined ? ns : chosenNetns(kernel, caller, request.peerNetns);
		const peerName = request.peer ?? freeName(peers, 'veth', name);
		checkName(peers, peerName);
		if (peers === ns && peerName === name) throw new Errno('EEXIST');
		const end = addInterface(kernel, ns, base);
		const other = addInterface(kernel, peers, { ...base, name: peerName, mac: newMac(kernel) });
		end.peer = { netns: peers.ino, index: other.index };
		other.peer = { netns: ns.ino, index: end.index };
		return linkInfo(kernel.state.net, ns, end);
	}
	if (kind === 'macvlan') {
		const parent = interfaceByName(ns, request.link ?? '');
		return linkInfo(kernel.state.net, ns, addInterface(kernel, ns, { ...base, link: parent.name, parent: { netns: ns.ino, index: parent.index } }));
	}
	if (kind !== 'phys' && kind !== 'vxlan') return linkInfo(kernel.state.net, ns, addInterface(kernel, ns, base));
	if (!request.link) throw new Errno('EINVAL');
	if (kind === 'phys' && !kernel.wire) throw new Errno('ENODEV');
	kernel.wire?.attach(kind === 'phys' ? request.link : `vxlan:${request.link}`, kernel.state.id);
	return linkInfo(kernel.state.net, ns, addInterface(kernel, ns, { ...base, link: request.link }));
}

function freeName(ns: NetNamespace, prefix: string, besides: string): string {
	for (let n = 0; ; n++) if (!ns.names.has(prefix + n) && prefix + n !== besides) return prefix + n;
}

/** link.delete. ENODEV; EOPNOTSUPP for lo and hardware. */
export function deleteLink(kernel: Kernel, ns: NetNamespace, name: string): void {
	const iface = interfaceByName(ns, name);
	if (iface.kind === 'lo' || iface.kind === 'phys') throw new Errno('EOPNOTSUPP');
	removeInterface(kernel, ns, iface);
}

/** link.set. Order as the kernel's do_setlink: namespace, address, name, mtu, master, up. */
export function setLink(kernel: Kernel, from: NetNamespace, request: Extract<NetlinkRequest, { op: 'link.set' }>, caller: Caller): void {
	const iface = interfaceByName(from, request.name);
	let ns = from;
	if (request.netns !== undefined) {
		if (iface.kind === 'lo' || iface.kind === 'bridge') throw new Errno('EINVAL');
		const to = chosenNetns(kernel, caller, request.netns);
		if (request.rename !== undefined) checkName(to, request.rename);
		else if (to !== from && to.names.has(iface.name)) throw new Errno('EEXIST');
		moveInterface(kernel, from, to, iface, request.rename);
		ns = to;
	} else if (request.rename !== undefined && request.rename !== iface.name) {
		checkName(ns, request.rename);
		renameInterface(ns, iface, request.rename);
	}
	if (request.mac !== undefined) iface.mac = request.mac;
	if (request.mtu !== undefined) {
		if (request.mtu < 68 || request.mtu > 65_536) throw new Errno('EINVAL');
		iface.mtu = request.mtu;
	}
	if (request.master === null) setMaster(kernel.state.net, ns, iface, null);
	else if (request.master !== undefined) {
		const bridge = interfaceByName(ns, request.master);
		if (bridge.kind !== 'bridge') throw new Errno('EOPNOTSUPP');
		if (iface.kind === 'lo' || iface.kind === 'bridge') throw new Errno(iface.kind === 'lo' ? 'EINVAL' : 'ELOOP');
		setMaster(kernel.state.net, ns, iface, bridge);
	}
	if (request.up !== undefined) setUp(ns, iface, request.up);
}

/** address.add and address.delete. EINVAL, EEXIST, ENODEV, EADDRNOTAVAIL. */
export function changeAddress(kernel: Kernel, ns: NetNamespace, dev: string, text: string, how: 'add' | 'delete'): void {
	const iface = interfaceByName(ns, dev);
	if (isIpv6(text)) return changeAddress6(iface, text, how);
	const parsed = parsePrefix(text);
	if (!parsed) throw new Errno('EINVAL');
	if (how === 'add') addAddress(kernel, ns, iface, parsed.address, parsed.prefix);
	else removeAddress(kernel, ns, iface, parsed.address);
}

function changeAddress6(iface: NetInterface, text: string, how: 'add' | 'delete'): void {
	const full = text.includes('/') ? text : `${text}/128`;
	const at = iface.addresses6.indexOf(full);
	if (how === 'add') {
		if (at >= 0) throw new Errno('EEXIST');
		iface.addresses6.push(full);
	} else if (at < 0) throw new Errno('EADDRNOTAVAIL');
	else iface.addresses6.splice(at, 1);
}

function parseTo(text: string): { address: number; prefix: number } {
	const parsed = text === 'default' ? { address: 0, prefix: 0 } : parsePrefix(text);
	if (!parsed || netOf(parsed.address, parsed.prefix) !== parsed.address) throw new Errno('EINVAL');
	return parsed;
}

/** Whether an address is on a network connected to an interface (any, when `dev` is not given): answers the interface's index. */
function onLink(ns: NetNamespace, address: number, dev?: number): number | undefined {
	for (const route of ns.routes) {
		if (route.via !== undefined || (dev !== undefined && route.dev !== dev)) continue;
		if ((address & maskOf(route.prefix)) >>> 0 === route.to) return route.dev;
	}
	return undefined;
}

/** route.add. EINVAL, ENODEV, ENETDOWN, ENETUNREACH (the gateway is on no connected network), EEXIST. `dev` may be '' with `via`. */
export function addRoute(ns: NetNamespace, route: Route): void {
	const to = parseTo(route.to);
	const via = route.via === undefined ? undefined : parseIpv4(route.via);
	const src = route.src === undefined ? undefined : parseIpv4(route.src);
	if (via === null || src === null) throw new Errno('EINVAL');
	let dev = route.dev === '' ? undefined : interfaceByName(ns, route.dev).index;
	if (via !== undefined && !route.onlink) {
		const found = onLink(ns, via, dev);
		if (found === undefined) throw new Errno(dev !== undefined && !ns.interfaces.get(dev)?.up ? 'ENETDOWN' : 'ENETUNREACH');
		dev ??= found;
	}
	const iface = ns.interfaces.get(dev ?? -1);
	if (!iface) throw new Errno('ENODEV');
	if (!iface.up) throw new Errno('ENETDOWN');
	if (src !== undefined && !ns.local.has(src)) throw new Errno('EINVAL');
	const metric = route.metric ?? 0;
	if (ns.routes.some((r) => r.to === to.address && r.prefix === to.prefix && r.metric === metric)) throw new Errno('EEXIST');
	const made: NetRoute = { to: to.address, prefix: to.prefix, dev: iface.index, metric };
	if (via !== undefined) made.via = via;
	else made.scope = route.scope ?? 'link';
	if (src !== undefined) made.src = src;
	if (route.proto) made.proto = route.proto;
	insertRoute(ns, made);
}

/** route.delete: the first that matches. ESRCH. */
export function deleteRoute(ns: NetNamespace, to: string, via: string | undefined): void {
	const { address, prefix } = parseTo(to);
	const at = ns.routes.findIndex((r) => r.to === address && r.prefix === prefix && (via === undefined || (r.via !== undefined && formatIpv4(r.via) === via)));
	if (at < 0) throw new Errno('ESRCH');
	ns.routes.splice(at, 1);
}
