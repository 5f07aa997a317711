// Netfilter: what the chains of one namespace's tables say to a packet. Follows iptables: first match decides, user chains return to
// their caller, a built-in chain ends in its policy. Leaves out: counters, ipsets, matches not in Rule.
import { hash32 } from '../../engine/random.ts';
import { Errno, type ErrnoCode } from '../../engine/sys.ts';
import { isLoopback, maskOf, netOf, parseIpv4, parsePrefix } from './address.ts';
import type { Rule, Table } from './netlink.ts';
import type { Chain, NetNamespace, ParsedRule, Prefix } from './state.ts';

/** The packet on its way. Hooks read and rewrite it. */
export interface Packet {
	protocol: 'tcp' | 'udp' | 'icmp';
	source: number;
	destination: number;
	sport: number;
	dport: number;
	/** Interface names; '' while it has none. */
	in: string;
	out: string;
	state: 'NEW' | 'ESTABLISHED';
	mark: number;
	/** What its randomness is keyed by: the world's seed, the kernel it came from, its number there; `draws` counts what was drawn. */
	seed: number;
	kernel: number;
	number: number;
	draws: number;
}

export type Verdict =
	| { kind: 'accept' }
	| { kind: 'drop' }
	| { kind: 'reject'; code: ErrnoCode }
	| { kind: 'dnat'; address: number | null; port: number | null }
	| { kind: 'snat'; address: number | null };

const accept: Verdict = { kind: 'accept' };
const drop: Verdict = { kind: 'drop' };

export const builtIns: Readonly<Record<Table, readonly string[]>> = {
	filter: ['INPUT', 'FORWARD', 'OUTPUT'],
	nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
	mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
	raw: ['PREROUTING', 'OUTPUT']
};
export const builtInTargets: ReadonlySet<string> = new Set(['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'MASQUERADE', 'DNAT', 'SNAT', 'REDIRECT', 'MARK']);
/** The jump stack's depth. */
const depthLimit = 64;
/** Chains longer than this are searched by destination. */
const indexFrom = 16;

/** Parses a rule's addresses. EINVAL when one is malformed. */
export function parseRule(rule: Rule): ParsedRule {
	const parsed: ParsedRule = { rule };
	if (rule.source !== undefined) parsed.source = prefixOf(rule.source);
	if (rule.destination !== undefined) parsed.destination = prefixOf(rule.destination);
	return parsed;
}

function prefixOf(text: string): Prefix {
	const not = text.startsWith('!');
	const found = parsePrefix(text.slice(not ? 1 : 0).trim());
	if (!found) throw new Errno('EINVAL');
	return { net: netOf(found.address, found.prefix), mask: maskOf(found.prefix), not };
}

const within = (prefix: Prefix, address: number) => ((address & prefix.mask) >>> 0 === prefix.net) !== prefix.not;

function nameMatches(pattern: string, name: string): boolean {
	const not = pattern.startsWith('!');
	const wanted = not ? pattern.slice(1).trim() : pattern;
	const same = wanted.endsWith('+') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
	return same !== not;
}

function matches(ns: NetNamespace, parsed: ParsedRule, packet: Packet): boolean {
	const { rule } = parsed;
	if (parsed.destination && !within(parsed.destination, packet.destination)) return false;
	if (rule.dport !== undefined && (rule.dport !== packet.dport || packet.protocol === 'icmp')) return false;
	if (rule.protocol !== undefined && rule.protocol !== 'all' && rule.protocol !== packet.protocol) return false;
	if (parsed.source && !within(parsed.source, packet.source)) return false;
	if (rule.in !== undefined && !nameMatches(rule.in, packet.in)) return false;
	if (rule.out !== undefined && !nameMatches(rule.out, packet.out)) return false;
	if (rule.ctstate && !rule.ctstate.includes(packet.state)) return false;
	if (rule.dstLocal !== undefined && (ns.local.has(packet.destination) || isLoopback(packet.destination)) !== rule.dstLocal) return false;
	if (rule.mark !== undefined && (packet.mark & rule.mark) !== rule.mark) return false;
	if (rule.probability !== undefined) return hash32(`net:${packet.kernel}:${packet.number}:${packet.draws++}`, packet.seed) % 10_000 < rule.probability;
	return true;
}

/** What a hook's chain of a table says. */
export function judge(ns: NetNamespace, table: Table, name: string, packet: Packet): Verdict {
	const chain = ns.tables[table].get(name);
	if (!chain) return accept;
	return run(ns, table, chain, packet, 0) ?? (chain.policy === 'DROP' ? drop : accept);
}

/** Runs a chain; undefined when it fell through or returned. */
function run(ns: NetNamespace, table: Table, chain: Chain, packet: Packet, depth: number): Verdict | undefined {
	const { rules } = chain;
	const positions = rules.length <= indexFrom ? undefined : positionsFor(chain, packet.destination);
	const count = positions ? positions.length : rules.length;
	for (let i = 0; i < count; i++) {
		const parsed = rules[positions ? (positions[i] as number) : i] as ParsedRule;
		if (!matches(ns, parsed, packet)) continue;
		const { rule } = parsed;
		switch (rule.target) {
			case 'ACCEPT':
				return accept;
			case 'DROP':
				return drop;
			case 'REJECT':
				return { kind: 'reject', code: rejections[rule.to ?? ''] ?? 'ECONNREFUSED' };
			case 'RETURN':
				return undefined;
			case 'MASQUERADE':
				return { kind: 'snat', address: null };
			case 'SNAT':
				return { kind: 'snat', address: parseIpv4((rule.to ?? '').split(':')[0] ?? '') };
			case 'DNAT': {
				const [host, port] = (rule.to ?? '').split(':');
				return { kind: 'dnat', address: parseIpv4(host ?? ''), port: port ? Number(port) : null };
			}
			case 'REDIRECT':
				return { kind: 'dnat', address: packet.in === '' ? 0x7f000001 : null, port: rule.to ? Number(rule.to) : null };
			case 'MARK':
				packet.mark = (packet.mark | Number((rule.to ?? '0').split('/')[0])) >>> 0;
				continue;
			default: {
				const next = ns.tables[table].get(rule.target);
				if (!next || depth >= depthLimit) continue;
				const verdict = run(ns, table, next, packet, depth + 1);
				if (verdict) return verdict;
			}
		}
	}
	return undefined;
}

/** --reject-with */
const rejections: Readonly<Record<string, ErrnoCode>> = {
	'icmp-port-unreachable': 'ECONNREFUSED',
	'tcp-reset': 'ECONNREFUSED',
	'icmp-host-unreachable': 'EHOSTUNREACH',
	'icmp-host-prohibited': 'EHOSTUNREACH',
	'icmp-admin-prohibited': 'EHOSTUNREACH',
	'icmp-net-unreachable': 'ENETUNREACH',
	'icmp-net-prohibited': 'ENETUNREACH'
};

/** The positions of a long chain's rules that may match a destination, in order. */
function positionsFor(chain: Chain, destination: number): readonly number[] {
	chain.index ??= indexOf(chain);
	const { exact, rest } = chain.index;
	const own = exact.get(destination);
	return own ? [...own, ...rest].sort((a, b) => a - b) : rest;
}

function indexOf(chain: Chain): NonNullable<Chain['index']> {
	const exact = new Map<number, number[]>();
	const rest: number[] = [];
	chain.rules.forEach(({ destination }, at) => {
		if (!destination || destination.mask !== 0xffffffff || destination.not) return void rest.push(at);
		const list = exact.get(destination.net);
		if (list) list.push(at);
		else exact.set(destination.net, [at]);
	});
	return { exact, rest };
}
