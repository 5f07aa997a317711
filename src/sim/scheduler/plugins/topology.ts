// InterPodAffinity and PodTopologySpread, with the default spreading of pods that belong together.
import { controllerOf, type KubeObject, type LabelSelector, type Pod, type PodAffinityTerm, type TopologySpreadConstraint } from '../../kinds/index.ts';
import { hasAffinity, type NodeInfo } from '../node-info.ts';
import { misfit, scaled, type Plugin, type Snapshot } from '../plugin.ts';
import { nodeMatches, taintToleration } from './node-checks.ts';

/** Whether a label selector chooses these labels. */
export function chooses(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
	if (!selector) return false;
	for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels?.[key] !== value) return false;
	return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
		const value = labels?.[key];
		if (operator === 'In') return value !== undefined && values.includes(value);
		if (operator === 'NotIn') return value === undefined || !values.includes(value);
		return operator === 'Exists' ? value !== undefined : value === undefined;
	});
}

const termChooses = (term: PodAffinityTerm, from: Pod, other: Pod, snapshot: Snapshot): boolean => {
	if (!chooses(term.labelSelector, other.metadata.labels)) return false;
	const namespace = other.metadata.namespace ?? '';
	if (term.namespaceSelector) {
		const labels = snapshot.get('v1/namespaces', namespace)?.metadata.labels;
		if (chooses(term.namespaceSelector, labels)) return true;
	}
	if (term.namespaces?.length) return term.namespaces.includes(namespace);
	return !term.namespaceSelector && namespace === from.metadata.namespace;
};

const domain = (info: NodeInfo, key: string): string | undefined => info.node.metadata.labels?.[key];
type Terms = readonly PodAffinityTerm[];
const required = (pod: Pod, kind: 'podAffinity' | 'podAntiAffinity'): Terms => pod.spec?.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const preferred = (pod: Pod, kind: 'podAffinity' | 'podAntiAffinity') => pod.spec?.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

interface Affinities {
	/** Per own term: topology values that hold a matching pod. */
	near: Set<string>[];
	far: Set<string>[];
	/** "key=value" of domains whose pods will not have this one. */
	repelled: Set<string>;
	/** "key=value" → preference. */
	wishes: Map<string, number>;
}

export const interPodAffinity: Plugin = {
	name: 'InterPodAffinity',
	wakes: ['node', 'pod-added', 'pod-gone'],
	weight: 2,
	prepare(pod, snapshot): Affinities {
		const near = required(pod, 'podAffinity').map(() => new Set<string>());
		const far = required(pod, 'podAntiAffinity').map(() => new Set<string>());
		const repelled = new Set<string>();
		const wishes = new Map<string, number>();
		const mine = hasAffinity(pod);
		const wish = (key: string, value: string | undefined, weight: number) => {
			if (value !== undefined) wishes.set(`${key}=${value}`, (wishes.get(`${key}=${value}`) ?? 0) + weight);
		};
		for (const info of snapshot.nodes.values()) {
			if (!mine && info.affine === 0) continue;
			for (const other of info.pods.values()) {
				if (mine) {
					required(pod, 'podAffinity').forEach((term, i) => {
						const at = domain(info, term.topologyKey);
						if (at !== undefined && termChooses(term, pod, other, snapshot)) near[i]?.add(at);
					});
					required(pod, 'podAntiAffinity').forEach((term, i) => {
						const at = domain(info, term.topologyKey);
						if (at !== undefined && termChooses(term, pod, other, snapshot)) far[i]?.add(at);
					});
					for (const { weight, podAffinityTerm: term } of preferred(pod, 'podAffinity'))
						if (termChooses(term, pod, other, snapshot)) wish(term.topologyKey, domain(info, term.topologyKey), weight);
					for (const { weight, podAffinityTerm: term } of preferred(pod, 'podAntiAffinity'))
						if (termChooses(term, pod, other, snapshot)) wish(term.topologyKey, domain(info, term.topologyKey), -weight);
				}
				if (!hasAffinity(other)) continue;
				for (const term of required(other, 'podAntiAffinity')) {
					const at = domain(info, term.topologyKey);
					if (at !== undefined && termChooses(term, other, pod, snapshot)) repelled.add(`${term.topologyKey}=${at}`);
				}
				for (const { weight, podAffinityTerm: term } of preferred(other, 'podAffinity'))
					if (termChooses(term, other, pod, snapshot)) wish(term.topologyKey, domain(info, term.topologyKey), weight);
				for (const { weight, podAffinityTerm: term } of preferred(other, 'podAntiAffinity'))
					if (termChooses(term, other, pod, snapshot)) wish(term.topologyKey, domain(info, term.topologyKey), -weight);
			}
		}
		return { near, far, repelled, wishes };
	},
	filter(pod, info, snapshot) {
		const state = snapshot.prepared.get('InterPodAffinity') as Affinities;
		const own = required(pod, 'podAffinity');
		// The first of a group that wants its own kind near may go anywhere.
		const first = own.length > 0 && state.near.every((set) => set.size === 0) && own.every((term) => termChooses(term, pod, pod, snapshot));
		for (const [i, term] of own.entries()) {
			const at = domain(info, term.topologyKey);
			if (at === undefined || !(first || state.near[i]?.has(at))) return misfit(true, "node(s) didn't match pod affinity rules");
		}
		for (const [i, term] of required(pod, 'podAntiAffinity').entries()) {
			const at = domain(info, term.topologyKey);
			if (at !== undefined && state.far[i]?.has(at)) return misfit(false, "node(s) didn't match pod anti-affinity rules");
		}
		for (const pair of state.repelled) {
			const equals = pair.indexOf('=');
			if (domain(info, pair.slice(0, equals)) === pair.slice(equals + 1)) return misfit(false, "node(s) didn't satisfy existing pods anti-affinity rules");
		}
		return null;
	},
	score(_pod, info, snapshot) {
		const { wishes } = snapshot.prepared.get('InterPodAffinity') as Affinities;
		let sum = 0;
		for (const [pair, weight] of wishes) {
			const equals = pair.indexOf('=');
			if (domain(info, pair.slice(0, equals)) === pair.slice(equals + 1)) sum += weight;
		}
		return sum;
	},
	normalize(scores) {
		const low = Math.min(0, ...scores);
		const high = Math.max(0, ...scores);
		return scores.map((score) => (high === low ? 0 : Math.floor((100 * (score - low)) / (high - low))));
	}
};

/** Default constraints for pods of a controller or service: soft, by host and by zone. */
function constraintsOf(pod: Pod): readonly TopologySpreadConstraint[] {
	if (pod.spec?.topologySpreadConstraints?.length) return pod.spec.topologySpreadConstraints;
	const owner = controllerOf(pod as KubeObject);
	const labels = pod.metadata.labels;
	if (!owner || !labels || Object.keys(labels).length === 0) return [];
	const labelSelector = { matchLabels: labels };
	return [
		{ maxSkew: 3, topologyKey: hostname, whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
		{ maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector }
	];
}

/** Pods of the node in this namespace that the selector chooses and that stay. `key` is both as text. */
function chosenOn(info: NodeInfo, namespace: string | undefined, selector: LabelSelector | undefined, key: string): number {
	let n = info.chosen.get(key);
	if (n === undefined) {
		n = 0;
		for (const other of info.pods.values())
			if (other.metadata.namespace === namespace && !other.metadata.deletionTimestamp && chooses(selector, other.metadata.labels)) n++;
		info.chosen.set(key, n);
	}
	return n;
}

interface Spread {
	readonly constraint: TopologySpreadConstraint;
	/** Namespace and selector as text. */
	readonly key: string;
	/** Matching pods per topology value; null where a node is a domain of its own and is counted when it is scored (as upstream does). */
	readonly counts: ReadonlyMap<string, number> | null;
}
const hostname = 'kubernetes.io/hostname';
function spreadOf(pod: Pod, constraint: TopologySpreadConstraint, snapshot: Snapshot): Spread {
	const key = `${pod.metadata.namespace}/${JSON.stringify(constraint.labelSelector)}`;
	const alone = constraint.topologyKey === hostname && constraint.whenUnsatisfiable === 'ScheduleAnyway';
	return { constraint, key, counts: alone ? null : countsOf(pod, constraint, snapshot, key) };
}

/** Matching pods per topology value, over the nodes that count. */
function countsOf(pod: Pod, constraint: TopologySpreadConstraint, snapshot: Snapshot, key: string): Map<string, number> {
	const counts = new Map<string, number>();
	const { namespace } = pod.metadata;
	for (const info of snapshot.nodes.values()) {
		const at = domain(info, constraint.topologyKey);
		if (at === undefined || (constraint.nodeAffinityPolicy !== 'Ignore' && !nodeMatches(pod, info))) continue;
		if (constraint.nodeTaintsPolicy === 'Honor' && taintToleration.filter?.(pod, info, snapshot)) continue;
		counts.set(at, (counts.get(at) ?? 0) + chosenOn(info, namespace, constraint.labelSelector, key));
	}
	return counts;
}

export const topologySpread: Plugin = {
	name: 'PodTopologySpread',
	wakes: ['node', 'pod-added', 'pod-gone'],
	weight: 2,
	prepare: (pod, snapshot) => constraintsOf(pod).map((constraint) => spreadOf(pod, constraint, snapshot)),
	filter(pod, info, snapshot) {
		for (const { constraint, counts } of snapshot.prepared.get('PodTopologySpread') as readonly Spread[]) {
			if (constraint.whenUnsatisfiable !== 'DoNotSchedule' || !counts) continue;
			const at = domain(info, constraint.topologyKey);
			if (at === undefined) return misfit(true, "node(s) didn't match pod topology spread constraints (missing required label)");
			const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
			const own = chooses(constraint.labelSelector, pod.metadata.labels) ? 1 : 0;
			if ((counts.get(at) ?? 0) + own - least > constraint.maxSkew) return misfit(false, "node(s) didn't match pod topology spread constraints");
		}
		return null;
	},
	score(pod, info, snapshot) {
		let sum = 0;
		for (const { constraint, key, counts } of snapshot.prepared.get('PodTopologySpread') as readonly Spread[]) {
			if (constraint.whenUnsatisfiable !== 'ScheduleAnyway') continue;
			const at = domain(info, constraint.topologyKey);
			if (at !== undefined) sum += counts ? (counts.get(at) ?? 0) : chosenOn(info, pod.metadata.namespace, constraint.labelSelector, key);
		}
		return sum;
	},
	normalize: (scores) => scaled(scores, true)
};
