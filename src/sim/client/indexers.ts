// The named indexes an informer's store can keep: a row is a name and the values an object is found under. Pure functions of the object.
import type { KubeObject } from '../kinds/index.ts';

type Plain = Readonly<Record<string, unknown>>;
const plain = (value: unknown): Plain => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {});
const spec = (object: KubeObject): Plain => plain('spec' in object ? object.spec : undefined);
const items = (value: unknown): readonly Plain[] => (Array.isArray(value) ? value.map(plain) : []);
const text = (value: unknown): readonly string[] => (typeof value === 'string' && value !== '' ? [value] : []);

export const indexers: Readonly<Record<string, (object: KubeObject) => readonly string[]>> = {
	/** uid of the managing owner (controller: true). */
	owner: (object) => (object.metadata.ownerReferences ?? []).filter((owner) => owner.controller === true).map((owner) => owner.uid),
	/** uid of every owner. */
	owners: (object) => (object.metadata.ownerReferences ?? []).map((owner) => owner.uid),
	namespace: (object) => text(object.metadata.namespace),
	/** spec.nodeName */
	node: (object) => text(spec(object).nodeName),
	/** EndpointSlices: "namespace/service". */
	service: (object) => text(object.metadata.labels?.['kubernetes.io/service-name']).map((name) => `${object.metadata.namespace ?? ''}/${name}`),
	/** Pods: "namespace/claim" of each volume. */
	claim: (object) =>
		items(spec(object).volumes).flatMap((volume) =>
			text(plain(volume.persistentVolumeClaim).claimName).map((name) => `${object.metadata.namespace ?? ''}/${name}`)
		),
	/** PersistentVolumes: "namespace/claim" they are bound to; claims: the volume's name. */
	claimRef: (object) => text(plain(spec(object).claimRef).name).map((name) => `${String(plain(spec(object).claimRef).namespace)}/${name}`),
	volumeName: (object) => text(spec(object).volumeName),
	uid: (object) => text(object.metadata.uid),
	podIP: (object) => text(plain('status' in object ? object.status : undefined).podIP)
};
export type IndexName = 'owner' | 'owners' | 'namespace' | 'node' | 'service' | 'claim' | 'claimRef' | 'volumeName' | 'uid' | 'podIP';
