// What `ip route`, iptables-save(8) and ss(8) list: plain copies of the state, in the order the kernel dumps them.
import type { Kernel } from '../state.ts';
import { formatIpv4, formatPrefix } from './address.ts';
import { builtIns } from './netfilter.ts';
import { carrierOf } from './netlink-list.ts';
import type { Route, Rule, SocketInfo, Table } from './netlink.ts';
import type { NetNamespace, NetState, Socket } from './state.ts';

/** Routes of the main table, by destination as `ip route` shows them. */
export function listRoutes(net: NetState, ns: NetNamespace): Route[] {
	const down = new Set([...ns.interfaces.values()].filter((iface) => !carrierOf(net, ns, iface)).map((iface) => iface.index));
	const sorted = [...ns.routes].sort((a, b) => a.to - b.to || a.prefix - b.prefix || a.metric - b.metric);
	return sorted.map((r) => ({
		to: formatPrefix(r.to, r.prefix),
		...(r.via !== undefined && { via: formatIpv4(r.via) }),
		dev: ns.interfaces.get(r.dev)?.name ?? '',
		...(r.src !== undefined && { src: formatIpv4(r.src) }),
		...(r.scope && { scope: r.scope }),
		...(r.proto && { proto: r.proto }),
		...(r.metric !== 0 && { metric: r.metric }),
		...(down.has(r.dev) && { linkdown: true })
	}));
}

/** A table's chains: the built-in ones first, then the others as they were made. */
export function listRules(ns: NetNamespace, table: Table): { chains: Record<string, { policy?: string; rules: Rule[] }> } {
	const chains: Record<string, { policy?: string; rules: Rule[] }> = {};
	for (const name of builtIns[table]) chains[name] = { policy: 'ACCEPT', rules: [] };
	for (const [name, chain] of ns.tables[table]) chains[name] = { ...(chain.policy && { policy: chain.policy }), rules: chain.rules.map(({ rule }) => rule) };
	return { chains };
}

const star = (host: string) => (host === '::' ? '*' : host === '::/v6only' ? '[::]' : host.includes(':') ? `[${host}]` : host);

/** The sockets of a namespace, listeners first, then by id. */
export function listSockets(kernel: Kernel, ns: NetNamespace): SocketInfo[] {
	const owners = new Map<number, { pid: number; program: string; fd: number }>();
	for (const process of kernel.state.processes.values()) {
		for (const [fd, { file }] of process.fds) {
			const open = kernel.state.files.get(file);
			if (open?.kind === 'socket' && !owners.has(open.object)) owners.set(open.object, { pid: process.pid, program: process.comm, fd });
		}
	}
	const rank = { listen: 0, udp: 1, stream: 2 };
	const mine = [...kernel.state.net.sockets.values()].filter((socket) => socket.netns === ns.ino && !(socket.kind === 'stream' && socket.dead));
	return mine.sort((a, b) => rank[a.kind] - rank[b.kind] || a.id - b.id).map((socket) => ({ ...socketInfo(socket), ...owners.get(socket.id) }));
}

function socketInfo(socket: Socket): SocketInfo {
	if (socket.kind === 'udp') {
		return {
			net: 'udp',
			state: 'UNCONN',
			local: `${star(socket.host)}:${socket.port}`,
			peer: star(socket.host.includes(':') ? '::' : '0.0.0.0') + ':*',
			recvQueue: socket.inbox.length,
			sendQueue: 0
		};
	}
	if (socket.kind === 'listen') {
		const { local } = socket;
		const queues = { recvQueue: socket.backlog.length, sendQueue: 4096 };
		if (local.net === 'unix') return { net: 'unix', state: 'LISTEN', local: local.path, peer: '*', ...queues };
		return {
			net: 'tcp',
			state: 'LISTEN',
			local: `${star(socket.takes)}:${local.port}`,
			peer: `${star(socket.takes.startsWith('::/') ? '::/v6only' : socket.takes.includes(':') ? '::' : '0.0.0.0')}:*`,
			...queues
		};
	}
	const show = (a: typeof socket.local) => (a.net === 'unix' ? a.path || '*' : `${star(a.host)}:${a.port}`);
	const state = socket.ended ? (socket.shut || socket.closed ? 'LAST-ACK' : 'CLOSE-WAIT') : socket.shut || socket.closed ? 'FIN-WAIT-2' : 'ESTAB';
	return { net: socket.net, state, local: show(socket.local), peer: show(socket.peer), recvQueue: socket.inboxSize, sendQueue: socket.unacked };
}
