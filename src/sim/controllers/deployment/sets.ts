// A deployment's replica sets: which is the new one, revisions, how many pods each may have.
import { hash32 } from '../../engine/index.ts';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../kinds/index.ts';
import { encodeJson } from '../../values/index.ts';
import { timeOf } from '../memory.ts';

export const hashLabel = 'pod-template-hash';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const safe = 'bcdfghjklmnpqrstvwxz2456789';

/** The template as compared: without the hash label. */
const bare = (template: PodTemplateSpec | undefined): string => {
	const { [hashLabel]: _gone, ...labels } = template?.metadata?.labels ?? {};
	return encodeJson({ ...template, metadata: { ...template?.metadata, labels } }, { sortKeys: true });
};

/** The hash of a template: up to ten characters of the API server's alphabet (rand.SafeEncodeString of a 32-bit FNV). */
export function templateHash(template: PodTemplateSpec | undefined, collisions: number): string {
	const digits = String(hash32(bare(template), collisions) >>> 0);
	let text = '';
	for (const digit of digits) text += safe[digit.charCodeAt(0) % safe.length] as string;
	return text;
}

/** Whether two templates are the same but for the hash label (EqualIgnoreHash). What is absent and what is empty labels are the same. */
function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
	if (!same(a?.spec, b?.spec)) return false;
	const { labels: ofA = {}, ...restA } = a?.metadata ?? {};
	const { labels: ofB = {}, ...restB } = b?.metadata ?? {};
	const { [hashLabel]: _hashA, ...labelsA } = ofA;
	const { [hashLabel]: _hashB, ...labelsB } = ofB;
	return same(labelsA, labelsB) && same(restA, restB);
}
/** Deep equality of JSON; a key that is undefined is none. */
function same(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
	const x = a as Readonly<Record<string, unknown>>;
	const y = b as Readonly<Record<string, unknown>>;
	let keys = 0;
	for (const key in x) {
		if (x[key] === undefined) continue;
		if (!same(x[key], y[key])) return false;
		keys++;
	}
	for (const key in y) if (y[key] !== undefined) keys--;
	return keys === 0;
}

/** The oldest set with the deployment's own template. */
export function newSetOf(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
	const wanted = deployment.spec?.template;
	let oldest: ReplicaSet | undefined;
	for (const set of sets) if (sameTemplate(set.spec?.template, wanted) && (!oldest || byCreation(set, oldest) < 0)) oldest = set;
	return oldest;
}

export const byCreation = (a: ReplicaSet, b: ReplicaSet): number =>
	timeOf(a.metadata.creationTimestamp) - timeOf(b.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1);
export const revisionOf = (object: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }): number =>
	Number(object.metadata.annotations?.[revisionAnnotation] ?? 0);
export const replicasOf = (set: ReplicaSet | undefined): number => set?.spec?.replicas ?? (set ? 1 : 0);
export const total = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number => sets.reduce((sum, set) => sum + of(set), 0);
export const available = (sets: readonly ReplicaSet[]): number => total(sets, (set) => set.status?.availableReplicas ?? 0);

/** "25%" or 2 of a number, rounded up or down. */
function portion(value: string | number | undefined, of: number, up: boolean): number {
	if (value === undefined) return 0;
	if (typeof value === 'number') return value;
	const exact = (Number(value.slice(0, -1)) * of) / 100;
	return up ? Math.ceil(exact) : Math.floor(exact);
}

/** maxSurge and maxUnavailable as pods (never both 0). */
export function limits(deployment: Deployment): { surge: number; unavailable: number } {
	const replicas = deployment.spec?.replicas ?? 1;
	if (deployment.spec?.strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 };
	const rolling = deployment.spec?.strategy?.rollingUpdate;
	const surge = portion(rolling?.maxSurge, replicas, true);
	const unavailable = Math.min(portion(rolling?.maxUnavailable, replicas, false), replicas);
	return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}
