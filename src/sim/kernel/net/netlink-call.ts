// The call `netlink`: permission, the namespace it is for, and the table of operations.
import { Errno } from '../../engine/sys.ts';
import { processByPid } from '../namespaces.ts';
import { netPart } from '../parts.ts';
import type { Kernel, ProcessState } from '../state.ts';
import { addLink, addRoute, changeAddress, deleteLink, deleteRoute, setLink } from './netlink-links.ts';
import { listLinks } from './netlink-list.ts';
import type { NetlinkRequest, NetSysctl } from './netlink.ts';
import { netnsOf } from './netns.ts';
import type { NetNamespace } from './state.ts';

/** Who asks; null is the machine's own set-up, which may do everything. */
export type Caller = ProcessState | null;
type Operation<K extends NetlinkRequest['op']> = (kernel: Kernel, ns: NetNamespace, request: Extract<NetlinkRequest, { op: K }>, caller: Caller) => unknown;
export type Operations = { readonly [K in NetlinkRequest['op']]: Operation<K> };

/** What a boot needs; the others are in late.ts. */
const operations: Partial<Operations> = {
	links: (kernel, ns) => listLinks(kernel.state.net, ns),
	'link.add': addLink,
	'link.delete': (kernel, ns, request) => deleteLink(kernel, ns, request.name),
	'link.set': setLink,
	'address.add': (kernel, ns, request) => changeAddress(kernel, ns, request.dev, request.address, 'add'),
	'address.delete': (kernel, ns, request) => changeAddress(kernel, ns, request.dev, request.address, 'delete'),
	'route.add': (_kernel, ns, request) => addRoute(ns, request.route),
	'route.delete': (_kernel, ns, request) => deleteRoute(ns, request.to, request.via),
	forward: (_kernel, ns, request) => void (ns.forward = request.on),
	sysctl: (_kernel, ns, request) => sysctl(ns, request.name, request.value)
};
const readOnly: ReadonlySet<string> = new Set(['links', 'routes', 'sockets', 'netns.list']);

function sysctl(ns: NetNamespace, name: NetSysctl, value: number | undefined): number {
	if (value !== undefined && !(Number.isInteger(value) && value >= 0)) throw new Errno('EINVAL');
	if (name === 'ip_forward') {
		if (value !== undefined) ns.forward = value !== 0;
		return ns.forward ? 1 : 0;
	}
	if (name === 'bridge-nf-call-iptables') {
		if (value !== undefined) ns.bridgeNetfilter = value !== 0;
		return ns.bridgeNetfilter ? 1 : 0;
	}
	if (value !== undefined) ns.unprivilegedPortStart = value;
	return ns.unprivilegedPortStart;
}

/** A namespace meant by its inode number or a pid. EINVAL, ESRCH. */
export function chosenNetns(kernel: Kernel, caller: Caller, choice: number | { pid: number }): NetNamespace {
	if (typeof choice === 'number') return netnsOf(kernel, choice);
	if (!caller) throw new Errno('ESRCH');
	return netnsOf(kernel, processByPid(kernel, caller, choice.pid).namespaces.net);
}

function perform<K extends NetlinkRequest['op']>(kernel: Kernel, ns: NetNamespace, request: Extract<NetlinkRequest, { op: K }>, caller: Caller): unknown {
	const operation = (operations[request.op] ?? kernel.parts.need(netPart).operations[request.op]) as Operation<K> | undefined;
	if (!operation) throw new Errno('EOPNOTSUPP');
	return operation(kernel, ns, request, caller);
}

/** The call. Reading needs no capability, but for firewall rules; everything else needs CAP_NET_ADMIN. A write to a sysctl too. */
export function netlinkCall(kernel: Kernel, process: ProcessState, request: NetlinkRequest): unknown {
	const reads = readOnly.has(request.op) || (request.op === 'sysctl' && request.value === undefined);
	if (!reads && !process.capabilities.includes('NET_ADMIN')) throw new Errno('EPERM');
	const ns = request.inside === undefined ? netnsOf(kernel, process.namespaces.net) : chosenNetns(kernel, process, request.inside);
	return perform(kernel, ns, request, process);
}

/** The same from outside any process: how a world sets up machines that run no program for it (routers of the simulated internet). */
export const configureNet = (kernel: Kernel, ino: number, request: NetlinkRequest): unknown => perform(kernel, netnsOf(kernel, ino), request, null);
