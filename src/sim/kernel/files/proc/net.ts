// /proc/PID/net: the process's network namespace as the old tools read it.
import { listLinks } from '../../net/netlink-list.ts';
import { listRoutes, listSockets } from '../../net/netlink-tables.ts';
import { parseIpv4 } from '../../net/address.ts';
import { netnsOf } from '../../net/netns.ts';
import type { NetNamespace } from '../../net/state.ts';
import type { GeneratedRow, View } from '../generated.ts';
import { subject } from './process.ts';

const netns = (view: View): NetNamespace => netnsOf(view.kernel, subject(view).namespaces.net);

/** An IPv4 address as the kernel prints it: hexadecimal, little endian. */
function hexAddress(text: string): string {
	const value = parseIpv4(text) ?? 0;
	let hex = '';
	for (let i = 0; i < 4; i++) hex += ((value >>> (8 * i)) & 255).toString(16).padStart(2, '0');
	return hex.toUpperCase();
}
const hexPort = (port: string): string =>
	Number(port === '*' ? 0 : port)
		.toString(16)
		.toUpperCase()
		.padStart(4, '0');

function endpoint(text: string, v6: boolean): string {
	const at = text.lastIndexOf(':');
	const host = text.slice(0, at);
	if (!v6) return `${hexAddress(host === '*' ? '0.0.0.0' : host)}:${hexPort(text.slice(at + 1))}`;
	const inner = parseIpv4(host);
	return `${inner === null ? '0'.repeat(host.includes('::1') ? 24 : 32) + (host.includes('::1') ? '01000000' : '') : `0000000000000000FFFF0000${hexAddress(host)}`}:${hexPort(text.slice(at + 1))}`;
}

const tcpStates: Readonly<Record<string, string>> = {
	ESTAB: '01',
	'FIN-WAIT-2': '05',
	'TIME-WAIT': '06',
	UNCONN: '07',
	'CLOSE-WAIT': '08',
	'LAST-ACK': '09',
	LISTEN: '0A'
};

function socketTable(view: View, net: 'tcp' | 'udp', v6: boolean): string {
	const head = v6
		? '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
		: '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';
	let row = 0;
	let text = '';
	for (const socket of listSockets(view.kernel, netns(view))) {
		const host = socket.local.slice(0, socket.local.lastIndexOf(':'));
		if (socket.net !== net || (host === '*' || host.startsWith('[')) !== v6) continue;
		const queue = (n: number): string => n.toString(16).toUpperCase().padStart(8, '0');
		text +=
			`${String(row++).padStart(4)}: ${endpoint(socket.local, v6)} ${endpoint(socket.peer, v6)} ${tcpStates[socket.state]} ` +
			`${queue(socket.state === 'LISTEN' ? 0 : socket.sendQueue)}:${queue(socket.recvQueue)} 00:00000000 00000000     0        0 ${20_000 + row} 1 0000000000000000 100 0 0 10 0\n`;
	}
	return head + text;
}

function devices(view: View): string {
	let text =
		'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
	const n = (value: number, width: number): string => String(value).padStart(width);
	for (const { name, rx, tx } of listLinks(view.kernel.state.net, netns(view))) {
		text += `${name.padStart(6)}: ${n(rx.bytes, 7)} ${n(rx.packets, 7)}    0    0    0     0          0         0 ${n(tx.bytes, 8)} ${n(tx.packets, 7)}    0    0    0     0       0          0\n`;
	}
	return text;
}

function routes(view: View): string {
	let text = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \n';
	for (const { to, via, dev, metric } of listRoutes(view.kernel.state.net, netns(view))) {
		const [address = '0.0.0.0', prefix = '0'] = to === 'default' ? ['0.0.0.0', '0'] : to.includes('/') ? to.split('/') : [to, '32'];
		const bits = Number(prefix);
		const mask = bits === 0 ? '0.0.0.0' : [24, 16, 8, 0].map((shift) => (((0xffffffff << (32 - bits)) >>> 0) >>> shift) & 255).join('.');
		const flags = (via === undefined ? 1 : 3) | (bits === 32 ? 4 : 0);
		text += `${dev}\t${hexAddress(address)}\t${hexAddress(via ?? '0.0.0.0')}\t${flags.toString(16).padStart(4, '0')}\t0\t0\t${metric ?? 0}\t${hexAddress(mask)}\t0\t0\t0\n`;
	}
	return text;
}

function unixSockets(view: View): string {
	let text = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
	let inode = 20_000;
	for (const socket of listSockets(view.kernel, netns(view))) {
		if (socket.net !== 'unix') continue;
		const listens = socket.state === 'LISTEN';
		text += `0000000000000000: 00000002 00000000 ${listens ? '00010000' : '00000000'} 0001 ${listens ? '01' : '03'} ${inode++}${socket.local === '*' ? '' : ` ${socket.local}`}\n`;
	}
	return text;
}

export const netRows: readonly GeneratedRow[] = [
	{ path: '/:pid/net/tcp', text: (v) => socketTable(v, 'tcp', false) },
	{ path: '/:pid/net/tcp6', text: (v) => socketTable(v, 'tcp', true) },
	{ path: '/:pid/net/udp', text: (v) => socketTable(v, 'udp', false) },
	{ path: '/:pid/net/udp6', text: (v) => socketTable(v, 'udp', true) },
	{ path: '/:pid/net/unix', text: unixSockets },
	{ path: '/:pid/net/dev', text: devices },
	{ path: '/:pid/net/route', text: routes },
	{ path: '/:pid/net/arp', text: () => 'IP address       HW type     Flags       HW address            Mask     Device\n' },
	{ path: '/:pid/net/if_inet6', text: () => '' },
	{
		path: '/:pid/net/ip_tables_names',
		mode: 0o440,
		text: (v) =>
			Object.entries(netns(v).tables)
				.filter(([, chains]) => chains.size > 0)
				.map(([name]) => `${name}\n`)
				.join('')
	}
];
