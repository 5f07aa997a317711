// iptables rules of bridge networks, as Engine 28 programs them: chains DOCKER, DOCKER-USER, DOCKER-FORWARD and their helpers in filter,
// DOCKER in nat, direct-access drops in raw. Leaves out ip6tables, nftables and routed gateways.
// Invariant: what a network or endpoint added, it removes; rules of others are never touched (DOCKER-USER is only made).
import { Errno, type Sys } from '../../engine/index.ts';
import { netlink, type Rule, type Table } from '../../kernel/index.ts';
import type { MappedPort, Network } from '../state.ts';
import { remember } from '../memory.ts';

type Placed = readonly [table: Table, chain: string, rule: Rule, first?: boolean];

const helpers = ['DOCKER', 'DOCKER-FORWARD', 'DOCKER-BRIDGE', 'DOCKER-CT', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2'];
const natJump: Rule = { dstLocal: true, target: 'DOCKER' };
const outputJump: Rule = { destination: '!127.0.0.0/8', dstLocal: true, target: 'DOCKER' };

function* quietly(routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
const enabled = (): Sys<boolean> => remember((m) => m.config.iptables);

/** Makes the chains and jumps anew at the daemon's start, and lets nothing be forwarded that no rule accepts. */
export function* setUpChains(): Sys<void> {
	if (!(yield* enabled())) return;
	yield* quietly(netlink({ op: 'rule.delete', table: 'nat', chain: 'PREROUTING', rule: natJump }));
	yield* quietly(netlink({ op: 'rule.delete', table: 'nat', chain: 'OUTPUT', rule: outputJump }));
	for (const target of ['DOCKER-USER', 'DOCKER-FORWARD']) yield* quietly(netlink({ op: 'rule.delete', table: 'filter', chain: 'FORWARD', rule: { target } }));
	for (const chain of helpers) yield* quietly(netlink({ op: 'chain.flush', table: 'filter', chain }));
	yield* quietly(netlink({ op: 'chain.flush', table: 'nat', chain: 'DOCKER' }));
	yield* quietly(netlink({ op: 'chain.add', table: 'nat', chain: 'DOCKER' }));
	for (const chain of [...helpers, 'DOCKER-USER']) yield* quietly(netlink({ op: 'chain.add', table: 'filter', chain }));
	yield* netlink({ op: 'rule.add', table: 'nat', chain: 'PREROUTING', rule: natJump });
	yield* netlink({ op: 'rule.add', table: 'nat', chain: 'OUTPUT', rule: outputJump });
	yield* netlink({ op: 'rule.add', table: 'filter', chain: 'FORWARD', rule: { target: 'DOCKER-FORWARD' }, at: 0 });
	yield* netlink({ op: 'rule.add', table: 'filter', chain: 'FORWARD', rule: { target: 'DOCKER-USER' }, at: 0 });
	for (const target of ['DOCKER-CT', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-BRIDGE'])
		yield* netlink({ op: 'rule.add', table: 'filter', chain: 'DOCKER-FORWARD', rule: { target } });
	yield* netlink({ op: 'chain.policy', table: 'filter', chain: 'FORWARD', policy: 'DROP' });
}

/** The rules of a bridge network. Pure. */
export function networkRules(network: Network, userlandProxy: boolean, icc: boolean): Placed[] {
	const bridge = network.bridge;
	const subnet = network.pools[0]?.subnet ?? '';
	if (network.internal)
		return [
			['filter', 'DOCKER-ISOLATION-STAGE-1', { source: '!' + subnet, out: bridge, target: 'DROP' }, true],
			['filter', 'DOCKER-ISOLATION-STAGE-1', { destination: '!' + subnet, in: bridge, target: 'DROP' }, true],
			['filter', 'DOCKER-FORWARD', { in: bridge, out: bridge, target: icc ? 'ACCEPT' : 'DROP' }]
		];
	const masquerade = network.options['com.docker.network.bridge.enable_ip_masquerade'] !== 'false';
	return [
		...(masquerade ? ([['nat', 'POSTROUTING', { source: subnet, out: '!' + bridge, target: 'MASQUERADE' }, true]] as Placed[]) : []),
		...(masquerade && userlandProxy ? ([['nat', 'DOCKER', { in: bridge, target: 'RETURN' }, true]] as Placed[]) : []),
		...(icc ? [] : ([['filter', 'DOCKER-FORWARD', { in: bridge, out: bridge, target: 'DROP' }]] as Placed[])),
		['filter', 'DOCKER-FORWARD', icc ? { in: bridge, target: 'ACCEPT' } : { in: bridge, out: '!' + bridge, target: 'ACCEPT' }],
		['filter', 'DOCKER', { in: '!' + bridge, out: bridge, target: 'DROP' }],
		['filter', 'DOCKER-CT', { out: bridge, ctstate: ['RELATED', 'ESTABLISHED'], target: 'ACCEPT' }],
		['filter', 'DOCKER-BRIDGE', { out: bridge, target: 'DOCKER' }],
		['filter', 'DOCKER-ISOLATION-STAGE-1', { in: bridge, out: '!' + bridge, target: 'DOCKER-ISOLATION-STAGE-2' }],
		['filter', 'DOCKER-ISOLATION-STAGE-2', { out: bridge, target: 'DROP' }, true]
	];
}
/** The rules of one published port. Pure. */
export function portRules(bridge: string, port: MappedPort): Placed[] {
	if (port.proto === 'sctp' || port.hostIp.includes(':')) return [];
	const protocol = port.proto;
	const wild = port.hostIp === '0.0.0.0' || port.hostIp === '';
	return [
		[
			'nat',
			'DOCKER',
			{
				...(wild ? {} : { destination: port.hostIp }),
				in: '!' + bridge,
				protocol,
				dport: port.hostPort,
				target: 'DNAT',
				to: `${port.containerIp}:${port.containerPort}`
			}
		],
		['filter', 'DOCKER', { destination: port.containerIp, in: '!' + bridge, out: bridge, protocol, dport: port.containerPort, target: 'ACCEPT' }, true],
		...(port.hostIp.startsWith('127.')
			? ([['raw', 'PREROUTING', { destination: port.hostIp, in: '!lo', protocol, dport: port.hostPort, target: 'DROP' }]] as Placed[])
			: [])
	];
}
/** Nobody outside reaches an endpoint's address directly. Pure. */
export const endpointRules = (bridge: string, ip: string): Placed[] => [['raw', 'PREROUTING', { destination: ip, in: '!' + bridge, target: 'DROP' }]];

/** Adds rules; `once`: not a second time what a daemon that was killed left behind (costs a look at every rule of the chain). */
export function* addRules(rules: readonly Placed[], once = false): Sys<void> {
	if (!(yield* enabled())) return;
	for (const [table, chain, rule, first] of rules) {
		if (once) yield* quietly(netlink({ op: 'rule.delete', table, chain, rule }));
		yield* netlink({ op: 'rule.add', table, chain, rule, ...(first ? { at: 0 } : {}) });
	}
}
export function* removeRules(rules: readonly Placed[]): Sys<void> {
	if (!(yield* enabled())) return;
	for (const [table, chain, rule] of rules) yield* quietly(netlink({ op: 'rule.delete', table, chain, rule }));
}
