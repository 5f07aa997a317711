// Controller revisions: the history of a daemon set's or stateful set's template (pkg/controller/history).
import { cachedByIndex, create, patch, remove } from '../client/index.ts';
import { hash32, type Sys } from '../engine/index.ts';
import { controllerRef, keyOf, type ControllerRevision, type KubeObject, type LabelSelector, type PodTemplateSpec } from '../kinds/index.ts';
import { encodeJson } from '../values/index.ts';

const safe = 'bcdfghjklmnpqrstvwxz2456789';
export const revisionLabel = 'controller-revision-hash';

const textOf = (template: PodTemplateSpec | undefined): string => encodeJson({ spec: { template: { $patch: 'replace', ...template } } }, { sortKeys: true });
const hashOf = (text: string): string => [...String(hash32(text))].map((digit) => safe[digit.charCodeAt(0) % safe.length] as string).join('');

/** The revision of the owner's current template, made (or raised to the newest) when needed; and all others, oldest first. */
export function* revisions(
	owner: KubeObject & { spec?: { selector?: LabelSelector; template?: PodTemplateSpec; revisionHistoryLimit?: number } }
): Sys<{ current: ControllerRevision; hash: string; all: ControllerRevision[] }> {
	const text = textOf(owner.spec?.template);
	const hash = hashOf(text);
	const known = [...(yield* cachedByIndex('apps/v1/controllerrevisions', 'owner', owner.metadata.uid))].sort((a, b) => a.revision - b.revision);
	const highest = known.at(-1)?.revision ?? 0;
	let current = known.find((r) => r.metadata.labels?.[revisionLabel] === hash || r.metadata.labels?.['controller.kubernetes.io/hash'] === hash);
	if (!current) {
		current = yield* create('apps/v1/controllerrevisions', {
			apiVersion: 'apps/v1',
			kind: 'ControllerRevision',
			metadata: {
				name: `${owner.metadata.name}-${hash}`,
				...(owner.metadata.namespace ? { namespace: owner.metadata.namespace } : {}),
				labels: { ...owner.spec?.template?.metadata?.labels, [revisionLabel]: hash },
				ownerReferences: [controllerRef(owner)],
				...(owner.metadata.annotations ? { annotations: owner.metadata.annotations } : {})
			},
			data: JSON.parse(text) as Record<string, unknown>,
			revision: highest + 1
		});
		known.push(current);
	} else if (current.revision < highest) current = yield* patch('apps/v1/controllerrevisions', keyOf(current), { revision: highest + 1 }, { type: 'merge' });
	return { current, hash, all: known };
}

/** Deletes the oldest revisions no pod uses, beyond the limit. */
export function* pruneRevisions(all: readonly ControllerRevision[], inUse: ReadonlySet<string>, limit: number): Sys<void> {
	const spare = all.filter((r) => !inUse.has(r.metadata.labels?.[revisionLabel] ?? ''));
	for (const old of spare.slice(0, Math.max(0, spare.length - limit))) yield* remove('apps/v1/controllerrevisions', keyOf(old));
}
