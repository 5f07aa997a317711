// Adoption and release (pkg/controller controller_ref_manager): a controller takes matching orphans and lets go of what no longer matches.
import { ApiError, cachedByIndex, patch } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { controllerOf, controllerRef, keyOf, type KubeObject, type LabelSelector, type ObjectOf } from '../kinds/index.ts';
import { selecting } from './selectors.ts';

/** The objects of `ref` that `owner` manages now, after adopting and releasing. */
export function* claim<R extends 'v1/pods' | 'apps/v1/replicasets'>(ref: R, owner: KubeObject, selector: LabelSelector | undefined): Sys<ObjectOf<R>[]> {
	const claimed: ObjectOf<R>[] = [];
	const chosen = selecting(selector);
	for (const object of yield* cachedByIndex(ref, 'namespace', owner.metadata.namespace ?? '')) {
		const managing = controllerOf(object);
		const matches = chosen(object.metadata.labels);
		if (managing) {
			if (managing.uid !== owner.metadata.uid) continue;
			if (matches) claimed.push(object);
			else if (!owner.metadata.deletionTimestamp)
				yield* quietly(
					patch(
						ref,
						keyOf(object),
						{ metadata: { uid: object.metadata.uid, ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }] } },
						{ type: 'strategic' }
					)
				);
			continue;
		}
		if (!matches || owner.metadata.deletionTimestamp || object.metadata.deletionTimestamp) continue;
		const adopted = yield* quietly(
			patch(ref, keyOf(object), { metadata: { uid: object.metadata.uid, ownerReferences: [controllerRef(owner)] } }, { type: 'strategic' })
		);
		if (adopted) claimed.push(adopted);
	}
	return claimed;
}

function* quietly<T>(routine: Sys<T>): Sys<T | undefined> {
	try {
		return yield* routine;
	} catch (error) {
		if (error instanceof ApiError && (error.code === 404 || error.code === 422)) return undefined;
		throw error;
	}
}
