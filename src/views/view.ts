// A picture's pure part: it folds facts in the worker and projects a flat model, which the page draws.
// Invariant: `project` is a pure read of the world; it changes neither the world nor the fold.
import type { World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';

export interface ViewFact {
	readonly n: number;
	readonly at: number;
	readonly kind: string;
	readonly data: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface ViewFold {
	fold(fact: ViewFact): void;
	/** The learner's next command begins. */
	command(command: { readonly at: number; readonly text: string }): void;
	project(world: World): Readonly<Record<string, Json>>;
}

export interface ViewRow {
	readonly name: string;
	begin(): ViewFold;
}

export const layers = ['app', 'orch', 'run', 'image', 'os'] as const;
export type LayerName = (typeof layers)[number];

/** Machines of the simulated internet: no picture shows them. */
export const internetHosts: ReadonlySet<string> = new Set(['gateway', 'hub', 'registryExample', 'kubernetesRegistry', 'example']);
