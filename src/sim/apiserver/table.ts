// Tables: what `kubectl get` prints is made here, from the kind's columns and its row function.
import type { Cell, Kind, KubeObject } from '../kinds/index.ts';
import { parseTime } from '../values/time.ts';
import { shortHumanDuration } from '../values/duration.ts';

const descriptions: Readonly<Record<string, string>> = {
	name: 'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names'
};

/** metadata only, as PartialObjectMetadata. */
export const partialMetadata = (object: KubeObject) => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata });

/** "5m3s", or <unknown>. */
export function ageOf(timestamp: string | undefined, now: number): string {
	const at = timestamp === undefined ? undefined : parseTime(timestamp);
	return at === undefined ? '<unknown>' : shortHumanDuration(now - at);
}

/** A Table of objects. FIDELITY: column descriptions other than the name's are empty. */
export function tableOf(
	kind: Kind,
	objects: readonly KubeObject[],
	now: number,
	options: { includeObject: string; resourceVersion: string; continue?: string; remainingItemCount?: number; noHeaders?: boolean }
) {
	const row = kind.strategy.row ?? ((object: KubeObject): readonly Cell[] => [object.metadata.name, ageOf(object.metadata.creationTimestamp, now)]);
	const width = kind.columns.length;
	return {
		kind: 'Table',
		apiVersion: 'meta.k8s.io/v1',
		metadata: {
			resourceVersion: options.resourceVersion,
			...(options.continue ? { continue: options.continue } : {}),
			...(options.remainingItemCount ? { remainingItemCount: options.remainingItemCount } : {})
		},
		columnDefinitions: options.noHeaders
			? null
			: kind.columns.map(([name, type, format, priority]) => ({ name, type, format, description: descriptions[format] ?? '', priority })),
		rows: objects.map((object) => ({
			cells: row(object, { now }).slice(0, width),
			...(options.includeObject === 'None' ? {} : { object: options.includeObject === 'Object' ? object : partialMetadata(object) })
		}))
	};
}
