// iptables' changes to a namespace's tables. Rules are kept as given (immutable) beside their parsed addresses.
import { Errno } from '../../engine/sys.ts';
import { builtIns, builtInTargets, parseRule } from './netfilter.ts';
import type { Rule, Table } from './netlink.ts';
import type { Chain, NetNamespace } from './state.ts';

const isBuiltIn = (table: Table, chain: string) => builtIns[table].includes(chain);

/** A chain; built-in ones come to be when first asked for. ENOENT. */
function chainOf(ns: NetNamespace, table: Table, name: string): Chain {
	const chain = ns.tables[table].get(name);
	if (chain) return chain;
	if (!isBuiltIn(table, name)) throw new Errno('ENOENT');
	const made: Chain = { policy: 'ACCEPT', rules: [] };
	ns.tables[table].set(name, made);
	return made;
}

/** Which tables and chains a target is for. EINVAL, as the kernel's checkentry; ENOENT for a chain that is not there. */
function checkTarget(ns: NetNamespace, table: Table, chain: string, rule: Rule): void {
	const { target } = rule;
	if (!builtInTargets.has(target)) {
		if (!ns.tables[table].has(target) || isBuiltIn(table, target)) throw new Errno('ENOENT');
		return;
	}
	const builtIn = isBuiltIn(table, chain);
	if (target === 'MASQUERADE' || target === 'SNAT') {
		if (table !== 'nat' || (builtIn && chain !== 'POSTROUTING' && !(target === 'SNAT' && chain === 'INPUT'))) throw new Errno('EINVAL');
	}
	if ((target === 'DNAT' || target === 'REDIRECT') && (table !== 'nat' || (builtIn && chain !== 'PREROUTING' && chain !== 'OUTPUT'))) throw new Errno('EINVAL');
	if (target === 'REJECT' && table !== 'filter') throw new Errno('EINVAL');
	if ((target === 'DNAT' || target === 'SNAT') && !rule.to) throw new Errno('EINVAL');
}

/** chain.add. EEXIST; EINVAL for a name longer than 28 characters or that of a target. */
export function addChain(ns: NetNamespace, table: Table, chain: string): void {
	if (ns.tables[table].has(chain) || isBuiltIn(table, chain)) throw new Errno('EEXIST');
	if (chain === '' || chain.length > 28 || builtInTargets.has(chain)) throw new Errno('EINVAL');
	ns.tables[table].set(chain, { rules: [] });
}

/** chain.delete. ENOENT, EINVAL for a built-in one, EBUSY while it has rules or rules jump to it. */
export function deleteChain(ns: NetNamespace, table: Table, name: string): void {
	if (isBuiltIn(table, name)) throw new Errno('EINVAL');
	const chain = chainOf(ns, table, name);
	if (chain.rules.length > 0) throw new Errno('EBUSY');
	for (const other of ns.tables[table].values()) if (other.rules.some(({ rule }) => rule.target === name)) throw new Errno('EBUSY');
	ns.tables[table].delete(name);
}

/** chain.policy. Only built-in chains have one. */
export function setPolicy(ns: NetNamespace, table: Table, name: string, policy: 'ACCEPT' | 'DROP'): void {
	if (!isBuiltIn(table, name)) throw new Errno(ns.tables[table].has(name) ? 'EINVAL' : 'ENOENT');
	chainOf(ns, table, name).policy = policy;
}

export function flushChain(ns: NetNamespace, table: Table, name: string): void {
	const chain = chainOf(ns, table, name);
	chain.rules = [];
	delete chain.index;
}

/** rule.add. ENOENT, EINVAL. */
export function addRule(ns: NetNamespace, table: Table, name: string, rule: Rule, at: number | undefined): void {
	const chain = chainOf(ns, table, name);
	checkTarget(ns, table, name, rule);
	const parsed = parseRule(rule);
	if (at !== undefined && (at < 0 || at > chain.rules.length)) throw new Errno('EINVAL');
	chain.rules.splice(at ?? chain.rules.length, 0, parsed);
	delete chain.index;
}

export function replaceRule(ns: NetNamespace, table: Table, name: string, rule: Rule, at: number): void {
	const chain = chainOf(ns, table, name);
	checkTarget(ns, table, name, rule);
	if (!chain.rules[at]) throw new Errno('EINVAL');
	chain.rules[at] = parseRule(rule);
	delete chain.index;
}

/** rule.delete: the first equal one. ENOENT. */
export function deleteRule(ns: NetNamespace, table: Table, name: string, rule: Rule): void {
	const chain = chainOf(ns, table, name);
	const at = chain.rules.findIndex((parsed) => sameRule(parsed.rule, rule));
	if (at < 0) throw new Errno('ENOENT');
	chain.rules.splice(at, 1);
	delete chain.index;
}

/** Whether two rules say the same. */
function sameRule(a: Rule, b: Rule): boolean {
	const text = (rule: Rule) =>
		JSON.stringify(
			Object.entries(rule)
				.filter(([, value]) => value !== undefined)
				.sort(([x], [y]) => (x < y ? -1 : 1))
		);
	return text(a) === text(b);
}

/** rules.replace: all or nothing. Chains with the prefix that are not named go; a prefix of a built-in chain's own name replaces its rules. */
export function replaceChains(ns: NetNamespace, table: Table, prefix: string, chains: Readonly<Record<string, readonly Rule[]>>): void {
	const tables = ns.tables[table];
	const before = new Map(tables);
	for (const name of [...tables.keys()]) if (name.startsWith(prefix) && !isBuiltIn(table, name)) tables.delete(name);
	for (const name of Object.keys(chains)) {
		const policy = isBuiltIn(table, name) ? { policy: before.get(name)?.policy ?? ('ACCEPT' as const) } : {};
		tables.set(name, { ...policy, rules: [] });
	}
	try {
		for (const [name, rules] of Object.entries(chains)) {
			const chain = chainOf(ns, table, name);
			for (const rule of rules) {
				checkTarget(ns, table, name, rule);
				chain.rules.push(parseRule(rule));
			}
		}
	} catch (error) {
		ns.tables[table] = before;
		throw error;
	}
}
