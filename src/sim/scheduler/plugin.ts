// A scheduler plug-in as a row: a filter that says why a node will not do, a score, or both. Pure functions over the snapshot.
import type { KubeObject, Pod } from '../kinds/index.ts';
import type { NodeInfo } from './node-info.ts';

/** The cluster as one scheduling cycle sees it. */
export interface Snapshot {
	readonly nodes: ReadonlyMap<string, NodeInfo>;
	/** A cached object of a resource. */
	get(ref: string, key: string): KubeObject | undefined;
	list(ref: string): readonly KubeObject[];
	/** Results of `prepare`, by plug-in. */
	readonly prepared: Map<string, unknown>;
}

/** Why a node does not fit. `unresolvable`: removing pods from it would not help. */
export interface Misfit {
	readonly reasons: readonly string[];
	readonly unresolvable: boolean;
}

/** Changes of the cluster that a pod can wait for. */
export type Change = 'node' | 'pod-added' | 'pod-gone' | 'volumes';

export interface Plugin {
	readonly name: string;
	/** Which changes can make room for a pod this plug-in has refused (its queueing hints); changes of nodes when absent. */
	readonly wakes?: readonly Change[];
	/** Once per cycle, before the nodes: what filter and score share. A text is a reason that no node fits. */
	prepare?(pod: Pod, snapshot: Snapshot): unknown;
	filter?(pod: Pod, info: NodeInfo, snapshot: Snapshot): Misfit | null;
	/** 0–100 after normalisation, or raw with `normalize`. */
	score?(pod: Pod, info: NodeInfo, snapshot: Snapshot): number;
	/** Raw scores → 0–100. */
	normalize?(scores: readonly number[]): number[];
	readonly weight?: number;
}

export const misfit = (unresolvable: boolean, ...reasons: string[]): Misfit => ({ reasons, unresolvable });

/** Scales scores to 0–100 by the highest. */
export function scaled(scores: readonly number[], reverse = false): number[] {
	const highest = Math.max(0, ...scores);
	return scores.map((score) => {
		const share = highest === 0 ? 0 : Math.floor((score * 100) / highest);
		return reverse ? 100 - share : share;
	});
}
