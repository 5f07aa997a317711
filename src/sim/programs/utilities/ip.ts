// ip (iproute2 6.1, and BusyBox's): links, addresses, routes, neighbours and named namespaces over netlink.
// Leaves out rules, tunnels, IPv6 routes and multicast.
import { Errno, type Sys } from '../../engine/sys.ts';
import { netlink, spawn, wait, lookPath, setns, type Interface, type NetlinkRequest, type Route } from '../../kernel/index.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

interface View {
	tool: Tool;
	v4: boolean;
	v6: boolean;
	oneline: boolean;
	brief: boolean;
	details: boolean;
	json: boolean;
	stats: boolean;
	/** The namespace's handle for netlink. */
	inside: number | undefined;
}

function* request<T>(v: View, one: NetlinkRequest): Sys<T> {
	return yield* netlink<T>(v.inside === undefined ? one : { ...one, inside: v.inside });
}

const broadcast = (address: string): string => {
	const [ip = '', length = '32'] = address.split('/');
	const parts = ip.split('.').map(Number);
	const value = parts.reduce((all, part) => all * 256 + part, 0);
	const host = Math.max(1, 2 ** (32 - Number(length)));
	const last = Math.floor(value / host) * host + host - 1;
	return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
};

function flagsOf(link: Interface): string {
	const flags = link.kind === 'lo' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
	if (link.up && link.carrier === false) flags.unshift('NO-CARRIER');
	if (link.up) flags.push('UP');
	if (link.up && link.carrier !== false) flags.push('LOWER_UP');
	return `<${flags.join(',')}>`;
}
const stateOf = (link: Interface): string =>
	link.kind === 'lo' ? (link.up ? 'UNKNOWN' : 'DOWN') : link.up && link.carrier !== false ? 'UP' : link.up && link.kind === 'dummy' ? 'UNKNOWN' : 'DOWN';
const qdiscOf = (link: Interface): string => (link.kind === 'phys' ? 'pfifo_fast' : link.up || link.kind === 'lo' ? 'noqueue' : 'noop');
const nameOf = (link: Interface): string =>
	link.peer ? `${link.name}@if${link.peer.index}` : link.kind === 'macvlan' && link.link ? `${link.name}@${link.link}` : link.name;
const isV6 = (address: string): boolean => address.includes(':');

function headLine(v: View, link: Interface): string {
	const group = v.tool.busybox ? '' : ' group default';
	const master = link.master ? ` master ${link.master}` : '';
	const queue = link.kind === 'lo' || link.kind === 'phys' ? ' qlen 1000' : '';
	return v.tool.busybox
		? `${link.index}: ${nameOf(link)}: ${flagsOf(link)} mtu ${link.mtu} qdisc ${qdiscOf(link)}${master} state ${stateOf(link)}${queue}`
		: `${link.index}: ${nameOf(link)}: ${flagsOf(link)} mtu ${link.mtu} qdisc ${qdiscOf(link)}${master} state ${stateOf(link)}`.concat(`${group}${queue}`);
}

function* showLinks(v: View, args: readonly string[], addresses: boolean): Sys<number> {
	let wanted: string | undefined;
	let onlyUp = false;
	let kind: string | undefined;
	let master: string | undefined;
	const words = [...args];
	while (words.length > 0) {
		const word = words.shift() as string;
		if (word === 'dev') wanted = words.shift();
		else if (word === 'up') onlyUp = true;
		else if (word === 'type') kind = words.shift();
		else if (word === 'master') master = words.shift();
		else if (word === 'scope' || word === 'to' || word === 'label') words.shift();
		else wanted = word;
	}
	const all = yield* request<readonly Interface[]>(v, { op: 'links' });
	const links = all.filter(
		(link) =>
			(wanted === undefined || link.name === wanted) &&
			(!onlyUp || link.up) &&
			(kind === undefined || link.kind === kind) &&
			(master === undefined || link.master === master)
	);
	if (wanted !== undefined && links.length === 0 && !all.some((link) => link.name === wanted)) {
		yield* v.tool.error(v.tool.busybox ? `ip: can't find device '${wanted}'\n` : `Device "${wanted}" does not exist.\n`);
		return 1;
	}
	if (v.json) {
		yield* v.tool.put(
			`${JSON.stringify(links.map((link) => ({ ifindex: link.index, ifname: link.name, flags: flagsOf(link).slice(1, -1).split(','), mtu: link.mtu, qdisc: qdiscOf(link), operstate: stateOf(link), group: 'default', link_type: link.kind === 'lo' ? 'loopback' : 'ether', address: link.mac, ...(addresses && { addr_info: link.addresses.map((address) => ({ family: isV6(address) ? 'inet6' : 'inet', local: address.split('/')[0], prefixlen: Number(address.split('/')[1]), scope: link.kind === 'lo' ? 'host' : 'global', label: link.name })) }) })))}\n`
		);
		return 0;
	}
	for (const link of links) {
		const own = link.addresses.filter((address) => (isV6(address) ? !v.v4 : !v.v6));
		if (v.brief) {
			const name = nameOf(link);
			if (addresses) yield* v.tool.put(`${name.padEnd(16)} ${stateOf(link).padEnd(14)} ${own.map((address) => `${address} `).join('')}\n`);
			else
				yield* v.tool.put(
					`${name.padEnd(16)} ${stateOf(link).padEnd(14)} ${(link.kind === 'lo' ? '00:00:00:00:00:00' : link.mac).padEnd(17)} ${flagsOf(link)} \n`
				);
			continue;
		}
		if (addresses && (v.v4 || v.v6) && own.length === 0) continue;
		const text: string[] = [];
		const glue = v.oneline ? '\\' : '\n';
		const hardware = `    link/${link.kind === 'lo' ? 'loopback' : 'ether'} ${link.kind === 'lo' ? '00:00:00:00:00:00' : link.mac} brd ${link.kind === 'lo' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}${link.peer ? ` link-netnsid 0` : ''}`;
		if (!(addresses && v.oneline)) {
			let head = headLine(v, link);
			if (!addresses) head = head.replace(' group default', ' mode DEFAULT group default');
			text.push(head);
			if (!(addresses && (v.v4 || v.v6))) text.push(hardware);
		}
		if (addresses) {
			for (const address of own) {
				const [ip = ''] = address.split('/');
				const scope = link.kind === 'lo' || ip.startsWith('127.') || ip === '::1' ? 'host' : ip.startsWith('fe80') ? 'link' : 'global';
				const brd = !isV6(address) && scope === 'global' && !address.endsWith('/32') ? ` brd ${broadcast(address)}` : '';
				const lead = v.oneline ? `${link.index}: ${link.name}    ` : '    ';
				text.push(
					`${lead}inet${isV6(address) ? '6' : ''} ${address}${brd} scope ${scope} ${isV6(address) ? '' : link.name}${v.oneline ? '\\' : '\n'}       valid_lft forever preferred_lft forever`
				);
			}
			yield* v.tool.put(text.length === 0 ? '' : `${text.join('\n')}\n`);
		} else {
			if (v.stats)
				text.push(
					`    RX:  bytes packets errors dropped  missed   mcast           \n    ${String(link.rx.bytes).padStart(10)} ${String(link.rx.packets).padStart(7)}      0       0       0       0 \n    TX:  bytes packets errors dropped carrier collsns           \n    ${String(link.tx.bytes).padStart(10)} ${String(link.tx.packets).padStart(7)}      0       0       0       0 `
				);
			yield* v.tool.put(`${text.join(glue)}\n`);
		}
	}
	return 0;
}

function routeLine(v: View, route: Route): string {
	const parts = [route.to];
	if (route.via) parts.push(`via ${route.via}`);
	parts.push(`dev ${route.dev}`);
	if (route.proto === 'kernel' && !v.tool.busybox) parts.push('proto kernel');
	if (route.proto === 'static' && !v.tool.busybox) parts.push('proto static');
	if (route.scope === 'link' || (!route.via && route.to !== 'default')) parts.push('scope link');
	if (route.src) parts.push(`${v.tool.busybox ? ' ' : ''}src ${route.src}`);
	if (route.metric) parts.push(`metric ${route.metric}`);
	if (route.onlink) parts.push('onlink');
	if (route.linkdown) parts.push('linkdown');
	return `${parts.join(' ')} \n`;
}

const toNumber = (address: string): number => address.split('.').reduce((all, part) => all * 256 + Number(part), 0);

function* routes(v: View, args: readonly string[]): Sys<number> {
	const [verb = 'show', ...rest] = args;
	if ('show'.startsWith(verb) || verb === 'list' || verb === 'ls') {
		const dev = rest.includes('dev') ? rest[rest.indexOf('dev') + 1] : undefined;
		for (const route of yield* request<readonly Route[]>(v, { op: 'routes' }))
			if ((dev === undefined || route.dev === dev) && (rest[0] !== 'default' || route.to === 'default')) yield* v.tool.put(routeLine(v, route));
		return 0;
	}
	if (verb === 'get') {
		const target = rest[0] ?? '';
		const list = yield* request<readonly Route[]>(v, { op: 'routes' });
		const fits = (route: Route): number => {
			if (route.to === 'default') return 0;
			const [net = '', length = '32'] = route.to.split('/');
			const size = 2 ** (32 - Number(length));
			return Math.floor(toNumber(net) / size) === Math.floor(toNumber(target) / size) ? Number(length) : -1;
		};
		const best = [...list].filter((route) => fits(route) >= 0).sort((a, b) => fits(b) - fits(a))[0];
		if (!best) {
			yield* v.tool.error('RTNETLINK answers: Network is unreachable\n');
			return 2;
		}
		const link = (yield* request<readonly Interface[]>(v, { op: 'links' })).find((one) => one.name === best.dev);
		const src = best.src ?? link?.addresses.find((address) => !isV6(address))?.split('/')[0] ?? '';
		yield* v.tool.put(`${target}${best.via ? ` via ${best.via}` : ''} dev ${best.dev} src ${src} uid 0 \n    cache \n`);
		return 0;
	}
	const words = [...rest];
	const to = words.shift() ?? '';
	const value = (name: string): string | undefined => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
	if (verb === 'add' || verb === 'replace' || verb === 'append') {
		const via = value('via');
		const links = yield* request<readonly Interface[]>(v, { op: 'links' });
		const dev =
			value('dev') ??
			links.find((link) =>
				link.addresses.some(
					(address) =>
						!isV6(address) &&
						via !== undefined &&
						Math.floor(toNumber(address.split('/')[0] ?? '') / 2 ** (32 - Number(address.split('/')[1]))) ===
							Math.floor(toNumber(via) / 2 ** (32 - Number(address.split('/')[1])))
				)
			)?.name ??
			'';
		const src = value('src');
		const metric = value('metric');
		if (verb === 'replace') yield* attempt(request(v, { op: 'route.delete', to }));
		yield* request(v, {
			op: 'route.add',
			route: {
				to,
				dev,
				proto: 'boot',
				...(via && { via }),
				...(src && { src }),
				...(metric && { metric: Number(metric) }),
				...(words.includes('onlink') && { onlink: true })
			}
		});
		return 0;
	}
	if ('delete'.startsWith(verb)) {
		const via = value('via');
		yield* request(v, { op: 'route.delete', to, ...(via && { via }) });
		return 0;
	}
	return unknown(v, verb, 'route');
}

function unknown(v: View, verb: string, object: string): never {
	throw new Exit(255, v.tool.busybox ? `BusyBox v1.36.1 () multi-call binary.\n` : `Command "${verb}" is unknown, try "ip ${object} help".\n`);
}

function* links(v: View, args: readonly string[]): Sys<number> {
	const [verb = 'show', ...rest] = args;
	if ('show'.startsWith(verb) || verb === 'list' || verb === 'ls') return yield* showLinks(v, rest, false);
	const words = rest.filter((word) => word !== 'dev' && word !== 'link' && word !== 'name');
	const value = (name: string): string | undefined => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
	if (verb === 'add') {
		const type = value('type') ?? '';
		const at = rest.indexOf('link');
		const named = rest.indexOf('name');
		const name = (named >= 0 ? rest[named + 1] : rest.filter((word, i) => word !== 'dev' && !(at >= 0 && (i === at || i === at + 1)))[0]) ?? '';
		if (!['veth', 'bridge', 'dummy', 'macvlan', 'vxlan'].includes(type)) {
			yield* v.tool.error(type === '' ? 'Not enough information: "type" argument is required.\n' : `Error: Unknown device type.\n`);
			return 2;
		}
		const peer = rest.includes('peer') ? rest[rest.indexOf('peer') + (rest[rest.indexOf('peer') + 1] === 'name' ? 2 : 1)] : undefined;
		const on = at >= 0 ? rest[at + 1] : undefined;
		yield* request(v, {
			op: 'link.add',
			name,
			kind: type as Interface['kind'],
			...(peer && { peer }),
			...(on && { link: on }),
			...(value('mtu') && { mtu: Number(value('mtu')) }),
			...(value('address') && { mac: value('address') as string })
		});
		return 0;
	}
	if ('delete'.startsWith(verb)) {
		yield* request(v, { op: 'link.delete', name: words[0] ?? '' });
		return 0;
	}
	if (verb === 'set') {
		const name = words[0] ?? '';
		const netns = value('netns');
		let target: number | { pid: number } | undefined;
		if (netns !== undefined) {
			const found = (yield* request<readonly { name: string; ino: number }[]>(v, { op: 'netns.list' })).find((one) => one.name === netns);
			target = found?.ino ?? { pid: Number(netns) };
		}
		const known = yield* request<readonly Interface[]>(v, { op: 'links' });
		if (!known.some((link) => link.name === name)) {
			yield* v.tool.error(v.tool.busybox ? `ip: ioctl 0x8913 failed: No such device\n` : `Cannot find device "${name}"\n`);
			return 1;
		}
		const master = value('master');
		const rename = rest.includes('name') ? rest[rest.indexOf('name') + 1] : undefined;
		yield* request(v, {
			op: 'link.set',
			name,
			...(words.includes('up') && { up: true }),
			...(words.includes('down') && { up: false }),
			...(master && { master }),
			...(words.includes('nomaster') && { master: null }),
			...(target !== undefined && { netns: target }),
			...(rename && { rename }),
			...(value('mtu') && { mtu: Number(value('mtu')) }),
			...(value('address') && { mac: value('address') as string })
		});
		return 0;
	}
	return unknown(v, verb, 'link');
}

function* addresses(v: View, args: readonly string[]): Sys<number> {
	const [verb = 'show', ...rest] = args;
	if ('show'.startsWith(verb) || verb === 'list' || verb === 'ls') return yield* showLinks(v, rest, true);
	const dev = rest.includes('dev') ? (rest[rest.indexOf('dev') + 1] ?? '') : '';
	const local = rest.find((word, i) => word !== 'dev' && rest[i - 1] !== 'dev' && /[.:]/.test(word)) ?? '';
	const address = local.includes('/') ? local : `${local}/32`;
	if (verb === 'add' || verb === 'replace') yield* request(v, { op: 'address.add', dev, address });
	else if ('delete'.startsWith(verb)) yield* request(v, { op: 'address.delete', dev, address });
	else if (verb === 'flush') {
		const link = (yield* request<readonly Interface[]>(v, { op: 'links' })).find((one) => one.name === (dev || rest[0]));
		for (const one of link?.addresses ?? []) yield* request(v, { op: 'address.delete', dev: link?.name ?? '', address: one });
	} else unknown(v, verb, 'address');
	return 0;
}

function* namespaces(v: View, args: readonly string[]): Sys<number> {
	const [verb = 'list', name = '', ...command] = args;
	if (verb === 'list' || verb === 'ls' || verb === 'show') {
		for (const one of yield* request<readonly { name: string; ino: number }[]>(v, { op: 'netns.list' })) yield* v.tool.put(`${one.name}\n`);
		return 0;
	}
	if (verb === 'add') {
		const failed = yield* attempt(request(v, { op: 'netns.add', name }));
		if (failed instanceof Errno) {
			yield* v.tool.error(`Cannot create namespace file "/run/netns/${name}": ${failed.message}\n`);
			return 1;
		}
		return 0;
	}
	if (verb === 'delete' || verb === 'del') {
		const failed = yield* attempt(request(v, { op: 'netns.delete', name }));
		if (failed instanceof Errno) {
			yield* v.tool.error(`Cannot remove namespace file "/run/netns/${name}": ${failed.message}\n`);
			return 1;
		}
		return 0;
	}
	if (verb === 'exec') {
		const found = (yield* request<readonly { name: string; ino: number }[]>(v, { op: 'netns.list' })).find((one) => one.name === name);
		if (!found) {
			yield* v.tool.error(`Cannot open network namespace "${name}": No such file or directory\n`);
			return 255;
		}
		return yield* execIn(v, found.ino, command);
	}
	return unknown(v, verb, 'netns');
}

function* execIn(v: View, ino: number, command: readonly string[]): Sys<number> {
	const path = yield* lookPath(command[0] ?? '', v.tool.env['PATH'] ?? '/usr/bin:/bin');
	if (path === null) {
		yield* v.tool.error(`exec of "${command[0] ?? ''}" failed: No such file or directory\n`);
		return 255;
	}
	yield* v.tool.flush();
	yield* setns('net', ino);
	const pid = yield* spawn({ path, argv: command, env: v.tool.env });
	const status = yield* wait(pid);
	return status && 'exited' in status ? status.exited : 1;
}

const objects: Readonly<Record<string, (v: View, args: readonly string[]) => Sys<number>>> = {
	address: addresses,
	addr: addresses,
	link: links,
	route: routes,
	netns: namespaces,
	neighbour: neighbours,
	neighbor: neighbours
};

// eslint-disable-next-line require-yield -- a routine like the other objects
function* neighbours(): Sys<number> {
	return 0;
}

export const ip = utility('ip', function* (tool: Tool): Sys<number> {
	const v: View = { tool, v4: false, v6: false, oneline: false, brief: false, details: false, json: false, stats: false, inside: undefined };
	const args = [...tool.args];
	while (args[0]?.startsWith('-')) {
		const option = args.shift() ?? '';
		const bare = option.replace(/^-+/, '');
		if (bare === '4') v.v4 = true;
		else if (bare === '6') v.v6 = true;
		else if (bare === 'o' || bare === 'oneline') v.oneline = true;
		else if (bare === 'br' || bare === 'brief') v.brief = true;
		else if (bare === 'd' || bare === 'details') v.details = true;
		else if (bare === 'j' || bare === 'json') v.json = true;
		else if (bare === 's' || bare === 'stats') v.stats = true;
		else if (bare === 'c' || bare.startsWith('color') || bare === 'p' || bare === 'r') continue;
		else if (bare === 'f' || bare === 'family') {
			const family = args.shift();
			[v.v4, v.v6] = [family === 'inet', family === 'inet6'];
		} else if (bare === 'n' || bare === 'netns') {
			const name = args.shift() ?? '';
			const found = (yield* netlink<readonly { name: string; ino: number }[]>({ op: 'netns.list' })).find((one) => one.name === name);
			if (!found) {
				yield* tool.error(`Cannot open network namespace "${name}": No such file or directory\n`);
				return 255;
			}
			v.inside = found.ino;
		} else if (bare === 'V' || bare === 'Version') {
			yield* tool.put('ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
			return 0;
		} else {
			yield* tool.error(`Option "${option}" is unknown, try "ip -help".\n`);
			return 255;
		}
	}
	const object = args.shift();
	if (object === undefined || object === 'help') {
		yield* tool.error(
			'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n       ip [ -force ] -batch filename\nwhere  OBJECT := { address | addrlabel | amt | fou | help | ila | ioam | l2tp |\n                   link | macsec | maddress | monitor | mptcp | mroute | mrule |\n                   neighbor | neighbour | netconf | netns | nexthop | ntable |\n                   ntbl | route | rule | sr | tap | tcpmetrics |\n                   token | tunnel | tuntap | vrf | xfrm }\n'
		);
		return object === 'help' ? 0 : 255;
	}
	const name = Object.keys(objects).find((one) => one.startsWith(object));
	const run = name === undefined ? undefined : objects[name];
	if (!run) {
		yield* tool.error(`Object "${object}" is unknown, try "ip help".\n`);
		return 1;
	}
	const failed = yield* attempt(run(v, args));
	if (!(failed instanceof Errno)) return failed;
	const special =
		failed.code === 'ENODEV' ? 'Cannot find device' : failed.code === 'EEXIST' ? 'RTNETLINK answers: File exists' : `RTNETLINK answers: ${failed.message}`;
	yield* tool.error(
		tool.busybox ? `ip: ${special}\n` : failed.code === 'ENODEV' ? `Cannot find device "${args[args.indexOf('dev') + 1] ?? ''}"\n` : `${special}\n`
	);
	return failed.code === 'ENODEV' ? 1 : 2;
});
