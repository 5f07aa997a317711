// What every API object has, and how resources are named in this code base: "v1/pods", "apps/v1/deployments".
// Objects are immutable plain JSON shared by reference: never change one; build a new one with the parts that differ.
import type { ObjectMeta, ResourceTypes, Status } from './generated/types.ts';

/** Any API object. `spec`, `status` and `data` are what they are for its kind. */
export interface KubeObject {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: ObjectMeta;
}
/** "group/version/plural", core: "v1/plural". Custom resources have such names too. */
export type ResourceRef = keyof ResourceTypes | (string & {});
/** The type of a resource's objects. */
export type ObjectOf<R extends string> = R extends keyof ResourceTypes ? ResourceTypes[R] : KubeObject;
export type ApiStatus = Status;

/** "namespace/name", or "name" for cluster-wide objects: what caches and queues are keyed by. */
export const keyOf = (object: { readonly metadata: { readonly namespace?: string; readonly name?: string } }): string =>
	object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name ?? ''}` : (object.metadata.name ?? '');
/** The parts of a key. */
export function splitKey(key: string): { namespace: string; name: string } {
	const slash = key.indexOf('/');
	return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
/** The parts of a resource reference. */
export function splitRef(ref: string): { group: string; version: string; plural: string; apiVersion: string } {
	const last = ref.lastIndexOf('/');
	const apiVersion = ref.slice(0, last);
	const slash = apiVersion.indexOf('/');
	return {
		group: slash < 0 ? '' : apiVersion.slice(0, slash),
		version: slash < 0 ? apiVersion : apiVersion.slice(slash + 1),
		plural: ref.slice(last + 1),
		apiVersion
	};
}
/** The owner that manages the object (ownerReferences with controller: true). */
export const controllerOf = (object: KubeObject) => object.metadata.ownerReferences?.find((owner) => owner.controller === true);
/** An owner reference that makes `owner` the managing controller. */
export const controllerRef = (owner: KubeObject) => ({
	apiVersion: owner.apiVersion,
	kind: owner.kind,
	name: owner.metadata.name,
	uid: owner.metadata.uid,
	controller: true,
	blockOwnerDeletion: true
});
