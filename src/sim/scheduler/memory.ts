// The scheduler's memory: nodes with their pods, the pods that wait, and those placed here but not yet confirmed by the watch.
import { all, lookup, type HasApi } from '../client/index.ts';
import type { StoreEvent } from '../client/index.ts';
import { keyOf, type Node, type Pod } from '../kinds/index.ts';
import { addPod, newNodeInfo, removePod, setNode, type NodeInfo } from './node-info.ts';
import type { Change, Snapshot } from './plugin.ts';

export interface Waiting {
	/** Not tried again before this (monotonic µs). */
	notBefore: number;
	attempts: number;
	/** Tried and found impossible; one of these changes in the cluster sets it ready again. */
	stuck: boolean;
	wakes?: ReadonlySet<Change>;
	/** Failed by an error, not by lack of room: waits out its back-off even when nothing else is to be done. */
	error?: boolean;
}

export interface Memory extends HasApi {
	nodes: Map<string, NodeInfo>;
	/** Pods to place, in order of arrival. */
	waiting: Map<string, Waiting>;
	/** Pod → node, until the watch shows it. */
	assumed: Map<string, string>;
	/** What happened that could make room. */
	moved: Set<Change>;
}

const isDone = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Whether this scheduler is to place the pod. */
const isMine = (pod: Pod): boolean =>
	!pod.spec?.nodeName &&
	!pod.metadata.deletionTimestamp &&
	!isDone(pod) &&
	(pod.spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler' &&
	!pod.spec?.schedulingGates?.length;

/** A node came, changed or went. */
export function onNode(memory: Memory, event: StoreEvent): void {
	const node = event.object as Node;
	const name = node.metadata.name;
	if (event.type === 'delete') memory.nodes.delete(name);
	else {
		const known = memory.nodes.get(name);
		if (known) setNode(known, node);
		else {
			const info = newNodeInfo(node);
			memory.nodes.set(name, info);
			for (const object of all(memory, 'v1/pods'))
				if ((object as Pod).spec?.nodeName === name && !isDone(object as Pod)) addPod(info, keyOf(object), object as Pod);
		}
		const before = event.old as Node | undefined;
		const same =
			before &&
			JSON.stringify([before.spec, before.metadata.labels, before.status?.allocatable]) ===
				JSON.stringify([node.spec, node.metadata.labels, node.status?.allocatable]);
		if (same) return;
	}
	move(memory, 'node');
}

/** A pod came, changed or went. */
export function onPod(memory: Memory, event: StoreEvent): void {
	const pod = event.object as Pod;
	const key = keyOf(pod);
	const node = pod.spec?.nodeName;
	if (event.type === 'delete' || isDone(pod)) {
		const at = node ?? memory.assumed.get(key);
		memory.assumed.delete(key);
		memory.waiting.delete(key);
		const info = at ? memory.nodes.get(at) : undefined;
		if (info?.pods.has(key)) {
			removePod(info, key);
			move(memory, 'pod-gone');
		}
		return;
	}
	if (node) {
		memory.waiting.delete(key);
		memory.assumed.delete(key);
		const info = memory.nodes.get(node);
		if (info) addPod(info, key, pod);
		// A pod that has found its place can be what others want to be near.
		if (!(event.old as Pod | undefined)?.spec?.nodeName) move(memory, 'pod-added');
		return;
	}
	if (!isMine(pod)) {
		memory.waiting.delete(key);
		return;
	}
	const known = memory.waiting.get(key);
	const before = event.old as Pod | undefined;
	if (!known) memory.waiting.set(key, { notBefore: 0, attempts: 0, stuck: false });
	else if (before && JSON.stringify([before.spec, before.metadata.labels]) !== JSON.stringify([pod.spec, pod.metadata.labels])) known.stuck = false;
	else return;
	memory.api.touched.push('pods');
}

/** Something changed that a waiting pod may depend on. */
export const move = (memory: Memory, change: Change): void => {
	memory.moved.add(change);
	memory.api.touched.push('pods');
};

/** The cluster for one cycle. */
export const snapshotOf = (memory: Memory): Snapshot => ({
	nodes: memory.nodes,
	get: (ref, key) => lookup(memory, ref, key),
	list: (ref) => all(memory, ref),
	prepared: new Map()
});

/** The pod to try now: highest priority first, then the longest waiting; with none ready, the one whose back-off ends first; or when to look again (µs), or null. */
export function nextPod(memory: Memory, now: number): { key: string } | { after: number } | null {
	if (memory.moved.size > 0) {
		for (const entry of memory.waiting.values()) if (!entry.wakes || [...memory.moved].some((change) => entry.wakes?.has(change))) entry.stuck = false;
		memory.moved.clear();
	}
	let best: { key: string; priority: number } | undefined;
	let after = Infinity;
	let early: { key: string; at: number } | undefined;
	for (const [key, entry] of memory.waiting) {
		if (entry.stuck || memory.assumed.has(key)) continue;
		if (entry.notBefore > now) {
			if (entry.error) after = Math.min(after, entry.notBefore - now);
			else if (!early || entry.notBefore < early.at) early = { key, at: entry.notBefore };
			continue;
		}
		const priority = (lookup(memory, 'v1/pods', key) as Pod | undefined)?.spec?.priority ?? 0;
		if (!best || priority > best.priority) best = { key, priority };
	}
	if (best) return { key: best.key };
	if (early) return { key: early.key };
	return after === Infinity ? null : { after };
}
