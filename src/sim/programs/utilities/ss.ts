// ss and netstat: the sockets of the network namespace, and netstat's routes and interfaces.
import type { Sys } from '../../engine/sys.ts';
import { netlink, type Interface, type Route, type SocketInfo } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { utility, type Tool } from './lib/tool.ts';

const services: Readonly<Record<string, string>> = {
	'22': 'ssh',
	'53': 'domain',
	'80': 'http',
	'443': 'https',
	'5432': 'postgresql',
	'3306': 'mysql',
	'8080': 'http-alt',
	'6443': '6443'
};
const split = (address: string): [string, string] => [address.slice(0, address.lastIndexOf(':')), address.slice(address.lastIndexOf(':') + 1)];
const isV6 = (address: string): boolean => (address.match(/:/g)?.length ?? 0) > 1;

export const ss = utility('ss', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: '460aAbBdDeEf:F:hHiIKlLmMnNoOpPrsStTuUvVwWxzZ',
		long: [
			'all=a',
			'listening=l',
			'numeric=n',
			'processes=p',
			'tcp=t',
			'udp=u',
			'unix=x',
			'no-header=H',
			'ipv4=4',
			'ipv6=6',
			'summary=s',
			'oneline=O',
			'extended=e',
			'options=o',
			'memory=m',
			'info=i',
			'resolve=r'
		]
	});
	const all = yield* netlink<readonly SocketInfo[]>({ op: 'sockets' });
	const kinds = (['t', 'u', 'x'] as const).filter((key) => options.has(key));
	const net = { t: 'tcp', u: 'udp', x: 'unix' } as const;
	const wanted = kinds.length === 0 ? (['tcp', 'udp', 'unix'] as const) : kinds.map((key) => net[key]);
	const state =
		options.operands[0] === 'state' ? (options.operands[1] ?? '').toUpperCase().replace('LISTENING', 'LISTEN').replace('ESTABLISHED', 'ESTAB') : undefined;
	const filter = options.operands.join(' ');
	const port = /(sport|dport)\s*(?:=|eq|==)?\s*:?(\d+)/.exec(filter);
	const rows = all.filter((one) => {
		if (!(wanted as readonly string[]).includes(one.net)) return false;
		if (options.has('4') && (one.net === 'unix' || isV6(one.local))) return false;
		if (options.has('6') && (one.net === 'unix' || !isV6(one.local))) return false;
		if (port && split(port[1] === 'sport' ? one.local : one.peer)[1] !== port[2]) return false;
		if (state !== undefined) return state === 'ALL' || one.state === state;
		const listening = one.state === 'LISTEN' || one.state === 'UNCONN';
		return options.has('a') || (options.has('l') ? listening : !listening);
	});
	const shown = rows.map((one) => {
		const end = (address: string): [string, string] => {
			if (one.net === 'unix') return [address === '' ? '*' : address, '0'];
			if (address === '' || address === '*') return ['0.0.0.0', '*'];
			const [host, number] = split(address);
			return [
				host === '::' ? (address.startsWith('*') ? '*' : '[::]') : isV6(address) ? `[${host.replace(/^\[|\]$/g, '')}]` : host,
				options.has('n') ? number : (services[number] ?? number)
			];
		};
		const process = options.has('p') && one.pid !== undefined ? `users:(("${one.program ?? ''}",pid=${one.pid},fd=${one.fd ?? 0}))` : '';
		const peer: [string, string] =
			one.peer === '' || one.peer.endsWith(':*') || one.peer.endsWith(':0') ? [isV6(one.local) ? '[::]' : '0.0.0.0', '*'] : end(one.peer);
		return {
			netid: one.net === 'unix' ? 'u_str' : one.net,
			state: one.state,
			recv: String(one.recvQueue),
			send: String(one.sendQueue),
			local: end(one.local),
			peer,
			process
		};
	});
	const netid = wanted.length > 1;
	const width = (pick: (row: (typeof shown)[number]) => string, title: string): number => Math.max(title.length, ...shown.map((row) => pick(row).length));
	const widths = {
		netid: width((row) => row.netid, 'Netid'),
		state: width((row) => row.state, 'State'),
		recv: 6,
		send: 6,
		localHost: Math.max(0, ...shown.map((row) => row.local[0].length)),
		localPort: Math.max(0, ...shown.map((row) => row.local[1].length)),
		peerHost: Math.max(0, ...shown.map((row) => row.peer[0].length)),
		peerPort: Math.max(0, ...shown.map((row) => row.peer[1].length))
	};
	const [localWidth, peerWidth] = [Math.max('Local Address'.length, widths.localHost), Math.max('Peer Address'.length, widths.peerHost)];
	const [localPort, peerPort] = [Math.max(4, widths.localPort), Math.max(4, widths.peerPort)];
	if (!options.has('H'))
		yield* tool.put(
			`${netid ? `${'Netid'.padEnd(widths.netid)} ` : ''}${'State'.padEnd(widths.state)} Recv-Q Send-Q ${'Local Address'.padStart(localWidth)}:${'Port'.padEnd(localPort)} ${'Peer Address'.padStart(peerWidth)}:${'Port'.padEnd(peerPort)}${options.has('p') ? 'Process' : ''}\n`
		);
	for (const row of shown)
		yield* tool.put(
			`${netid ? `${row.netid.padEnd(widths.netid)} ` : ''}${row.state.padEnd(widths.state)} ${row.recv.padEnd(6)} ${row.send.padEnd(6)} ${row.local[0].padStart(localWidth)}:${row.local[1].padEnd(localPort)} ${row.peer[0].padStart(peerWidth)}:${row.peer[1].padEnd(peerPort)}${row.process}\n`
		);
	return 0;
});

const states: Readonly<Record<string, string>> = {
	ESTAB: 'ESTABLISHED',
	'CLOSE-WAIT': 'CLOSE_WAIT',
	'FIN-WAIT-2': 'FIN_WAIT2',
	'LAST-ACK': 'LAST_ACK',
	'TIME-WAIT': 'TIME_WAIT',
	LISTEN: 'LISTEN',
	UNCONN: ''
};

const maskText = (length: number): string =>
	[24, 16, 8, 0].map((shift) => Math.floor((length === 0 ? 0 : 2 ** 32 - 2 ** (32 - length)) / 2 ** shift) % 256).join('.');

/** netstat -r and route: the kernel's table. */
export function* routeTable(tool: Tool): Sys<void> {
	const netstat = tool.name === 'netstat';
	yield* tool.put(
		`Kernel IP routing table\nDestination     Gateway         Genmask         Flags ${netstat ? '  MSS Window  irtt Iface' : 'Metric Ref    Use Iface'}\n`
	);
	for (const route of yield* netlink<readonly Route[]>({ op: 'routes' })) {
		const [to = '', length = '32'] = route.to === 'default' ? ['0.0.0.0', '0'] : route.to.split('/');
		const flags = `U${route.via ? 'G' : ''}${length === '32' ? 'H' : ''}`;
		yield* tool.put(
			`${to.padEnd(15)} ${(route.via ?? '0.0.0.0').padEnd(15)} ${maskText(Number(length)).padEnd(15)} ${flags.padEnd(5)} ${netstat ? '    0 0          0' : `${String(route.metric ?? 0).padEnd(6)} 0        0`} ${route.dev}\n`
		);
	}
}

export const netstat = utility('netstat', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'aAcCeFgilMnNoprstuvVWwx46',
		long: ['all=a', 'listening=l', 'numeric=n', 'programs=p', 'tcp=t', 'udp=u', 'unix=x', 'route=r', 'interfaces=i', 'wide=W']
	});
	if (options.has('r')) {
		yield* routeTable(tool);
		return 0;
	}
	if (options.has('i')) {
		yield* tool.put('Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n');
		for (const link of yield* netlink<readonly Interface[]>({ op: 'links' }))
			if (link.up)
				yield* tool.put(
					`${link.name.padEnd(15)} ${String(link.mtu).padStart(5)} ${String(link.rx.packets).padStart(8)}      0      0 0     ${String(link.tx.packets).padStart(8)}      0      0      0 ${link.kind === 'lo' ? 'LRU' : 'BMRU'}\n`
				);
		return 0;
	}
	const chosen = (['t', 'u', 'x'] as const).filter((key) => options.has(key));
	const wanted = chosen.length === 0 ? ['tcp', 'udp', 'unix'] : chosen.map((key) => ({ t: 'tcp', u: 'udp', x: 'unix' })[key]);
	const all = yield* netlink<readonly SocketInfo[]>({ op: 'sockets' });
	const listening = (one: SocketInfo): boolean => one.state === 'LISTEN' || (one.state === 'UNCONN' && one.net === 'udp');
	const rows = all.filter((one) => wanted.includes(one.net) && (options.has('a') || (options.has('l') ? listening(one) : !listening(one))));
	const about = options.has('a') ? 'servers and established' : options.has('l') ? 'only servers' : 'w/o servers';
	const program = options.has('p');
	const inet = rows.filter((one) => one.net !== 'unix');
	const shape = (address: string): string => {
		if (address === '' || address.endsWith(':*')) return '0.0.0.0:*';
		const [host, port] = split(address);
		return `${host.replace(/^\[|\]$/g, '').replace(/^\*$/, '::')}:${port === '0' ? '*' : options.has('n') ? port : (services[port] ?? port)}`;
	};
	if (wanted.some((kind) => kind !== 'unix')) {
		yield* tool.put(
			`Active Internet connections (${about})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${program ? 'PID/Program name    ' : ''}\n`
		);
		const byNet = [...inet.filter((one) => one.net === 'tcp'), ...inet.filter((one) => one.net === 'udp')];
		for (const one of byNet) {
			const v6 = isV6(one.local);
			const peer = one.peer === '' || listening(one) ? (v6 ? ':::*' : '0.0.0.0:*') : shape(one.peer);
			yield* tool.put(
				`${one.net.padEnd(5)} ${String(one.recvQueue).padStart(6)} ${String(one.sendQueue).padStart(6)} ${shape(one.local).padEnd(23)} ${peer.padEnd(23)} ${(states[one.state] ?? one.state).padEnd(11)} ${program ? (one.pid === undefined ? '-' : `${one.pid}/${one.program ?? ''}`).padEnd(20) : ''}\n`
			);
		}
	}
	if (wanted.includes('unix')) {
		yield* tool.put(
			`Active UNIX domain sockets (${about})\nProto RefCnt Flags       Type       State         I-Node   ${program ? 'PID/Program name    ' : ''} Path\n`.replace(
				'I-Node    ',
				'I-Node   '
			)
		);
		for (const [n, one] of rows.filter((row) => row.net === 'unix').entries())
			yield* tool.put(
				`unix  ${listening(one) ? 2 : 3}      [ ${listening(one) ? 'ACC ' : ''}]${listening(one) ? '' : '    '}     STREAM     ${(listening(one) ? 'LISTENING' : 'CONNECTED').padEnd(13)} ${String(20_000 + n).padEnd(8)} ${program ? (one.pid === undefined ? '-' : `${one.pid}/${one.program ?? ''}`).padEnd(20) : ''} ${one.local}\n`
			);
	}
	return 0;
});

export const route = utility('route', function* (tool: Tool): Sys<number> {
	yield* routeTable(tool);
	return 0;
});
