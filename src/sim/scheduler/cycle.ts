// One scheduling cycle: filter, score, choose; and when nothing fits, what to say and whom to ask to leave (preemption).
// Pure functions over the snapshot; chance (a tie between best nodes) comes in as a number.
import type { Pod, PodDisruptionBudget } from '../kinds/index.ts';
import { addPod, removePod, type NodeInfo } from './node-info.ts';
import type { Change, Misfit, Snapshot } from './plugin.ts';
import { plugins } from './plugins/index.ts';
import { chooses } from './plugins/topology.ts';

/** Fills snapshot.prepared for this pod. */
export function prepare(pod: Pod, snapshot: Snapshot): void {
	for (const plugin of plugins) if (plugin.prepare) snapshot.prepared.set(plugin.name, plugin.prepare(pod, snapshot));
}

/** Why the pod does not fit the node, or null. `wakes` collects the changes its refuser waits for. */
export function fits(pod: Pod, info: NodeInfo, snapshot: Snapshot, wakes?: Set<Change>): Misfit | null {
	for (const plugin of plugins) {
		const bad = plugin.filter?.(pod, info, snapshot);
		if (bad && wakes) for (const change of plugin.wakes ?? ['node']) wakes.add(change);
		if (bad) return bad;
	}
	return null;
}

/** How many fitting nodes are enough to score (numFeasibleNodesToFind). */
function enough(nodes: number): number {
	if (nodes < 100) return nodes;
	return Math.max(100, Math.floor((nodes * Math.max(5, 50 - Math.floor(nodes / 125))) / 100));
}

/** The node for a pod, or why each node does not do. `chance` is 0…2³²−1 and also says where the search begins. */
export function chooseNode(pod: Pod, snapshot: Snapshot, chance: number): { node: string } | { misfits: Map<string, Misfit>; wakes: ReadonlySet<Change> } {
	prepare(pod, snapshot);
	const all = [...snapshot.nodes.values()];
	const misfits = new Map<string, Misfit>();
	const feasible: NodeInfo[] = [];
	const wakes = new Set<Change>(['node']);
	const wanted = enough(all.length);
	for (let i = 0; i < all.length && feasible.length < wanted; i++) {
		const info = all[all.length < 100 ? i : (i + chance) % all.length] as NodeInfo;
		const bad = fits(pod, info, snapshot, wakes);
		if (bad) misfits.set(info.node.metadata.name, bad);
		else feasible.push(info);
	}
	if (feasible.length === 0) return { misfits, wakes };
	if (feasible.length === 1) return { node: (feasible[0] as NodeInfo).node.metadata.name };
	const totals = feasible.map(() => 0);
	for (const plugin of plugins) {
		if (!plugin.score) continue;
		const raw = feasible.map((info) => plugin.score?.(pod, info, snapshot) ?? 0);
		const scores = plugin.normalize ? plugin.normalize(raw) : raw;
		scores.forEach((score, i) => (totals[i] = (totals[i] ?? 0) + score * (plugin.weight ?? 1)));
	}
	const best = Math.max(...totals);
	const ties = feasible.filter((_info, i) => totals[i] === best);
	return { node: (ties[chance % ties.length] as NodeInfo).node.metadata.name };
}

/** "2 Insufficient cpu, 1 node(s) …": reasons counted and sorted as text. */
function counted(reasons: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	return [...counts]
		.map(([reason, n]) => `${n} ${reason}`)
		.sort()
		.join(', ');
}

/** The message of FailedScheduling, as FitError prints it. */
export function failureMessage(misfits: ReadonlyMap<string, Misfit>, nodes: number, preemption: string): string {
	if (nodes === 0) return 'no nodes available to schedule pods';
	const whole = [...misfits.values()].every(
		(m) => m.reasons.length === 1 && /^persistentvolumeclaim|^pod has unbound|^waiting for ephemeral/.test(m.reasons[0] ?? '')
	);
	const reasons = whole ? [...new Set([...misfits.values()].flatMap((m) => m.reasons))].join(', ') : counted([...misfits.values()].flatMap((m) => m.reasons));
	return `0/${nodes} nodes are available: ${reasons}. ${preemption}`;
}

export interface Eviction {
	readonly node: string;
	readonly victims: readonly { key: string; pod: Pod }[];
}

/** A pod disruption budget that would be broken by these evictions. */
function violations(victims: readonly Pod[], snapshot: Snapshot): number {
	let broken = 0;
	for (const object of snapshot.list('policy/v1/poddisruptionbudgets')) {
		const budget = object as PodDisruptionBudget;
		const hit = victims.filter((pod) => pod.metadata.namespace === budget.metadata.namespace && chooses(budget.spec?.selector, pod.metadata.labels)).length;
		if (hit > (budget.status?.disruptionsAllowed ?? 0)) broken += hit - (budget.status?.disruptionsAllowed ?? 0);
	}
	return broken;
}

/** Whom to evict so that the pod fits somewhere, or the text that says why nobody. */
export function preempt(pod: Pod, misfits: ReadonlyMap<string, Misfit>, snapshot: Snapshot): Eviction | string {
	const nodes = snapshot.nodes.size;
	if (pod.spec?.preemptionPolicy === 'Never') return 'preemption: not eligible due to preemptionPolicy=Never.';
	const priority = pod.spec?.priority ?? 0;
	const texts: string[] = [];
	let best: (Eviction & { rank: readonly number[] }) | undefined;
	for (const [name, misfit] of misfits) {
		const info = snapshot.nodes.get(name);
		if (!info) continue;
		if (misfit.unresolvable) {
			texts.push('Preemption is not helpful for scheduling');
			continue;
		}
		const lower = [...info.pods].filter(([, other]) => (other.spec?.priority ?? 0) < priority);
		const victims = lower.length ? minimalVictims(pod, info, lower, snapshot) : null;
		if (!victims) {
			texts.push('No preemption victims found for incoming pod');
			continue;
		}
		const priorities = victims.map((v) => v.pod.spec?.priority ?? 0);
		const rank = [
			violations(
				victims.map((v) => v.pod),
				snapshot
			),
			Math.max(...priorities),
			priorities.reduce((a, b) => a + b + 2_147_483_649, 0),
			victims.length
		];
		if (!best || less(rank, best.rank)) best = { node: name, victims, rank };
	}
	if (best) return best;
	return `no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${counted(texts)}.`;
}

const less = (a: readonly number[], b: readonly number[]): boolean => {
	for (const [i, x] of a.entries()) if (x !== b[i]) return x < (b[i] ?? 0);
	return false;
};

/** The least set of lower-priority pods whose absence lets the pod in; null when even all would not do. */
function minimalVictims(pod: Pod, info: NodeInfo, lower: readonly [string, Pod][], snapshot: Snapshot): { key: string; pod: Pod }[] | null {
	const trial: NodeInfo = {
		...info,
		requested: { ...info.requested },
		counted: { ...info.counted },
		pods: new Map(info.pods),
		chosen: new Map(),
		ports: new Set(info.ports)
	};
	const world: Snapshot = { ...snapshot, nodes: new Map(snapshot.nodes).set(info.node.metadata.name, trial), prepared: new Map() };
	const ok = (): boolean => {
		world.prepared.clear();
		prepare(pod, world);
		return fits(pod, trial, world) === null;
	};
	for (const [key] of lower) removePod(trial, key);
	if (!ok()) return null;
	const victims: { key: string; pod: Pod }[] = [];
	const reprieve = [...lower].sort(
		(a, b) => (b[1].spec?.priority ?? 0) - (a[1].spec?.priority ?? 0) || ((a[1].status?.startTime ?? '') < (b[1].status?.startTime ?? '') ? -1 : 1)
	);
	for (const [key, other] of reprieve) {
		addPod(trial, key, other);
		if (ok()) continue;
		removePod(trial, key);
		victims.push({ key, pod: other });
	}
	return victims;
}
