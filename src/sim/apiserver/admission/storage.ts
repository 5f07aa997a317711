// DefaultStorageClass, StorageObjectInUseProtection and PersistentVolumeClaimResize: claims get the default class and a protecting finalizer, and
// grow only where their class lets them.
import type { Mutable, PersistentVolume, PersistentVolumeClaim } from '../../kinds/index.ts';
import { compareQuantity, parseQuantity } from '../../values/quantity.ts';
import { listAll, lookup } from '../cluster.ts';
import { forbidden } from '../status.ts';
import type { Admission } from './attributes.ts';

export const defaultStorageClass: Admission = {
	name: 'DefaultStorageClass',
	mutate({ m, kind, operation, object, subresource }) {
		if (kind.ref !== 'v1/persistentvolumeclaims' || operation !== 'CREATE' || subresource !== '') return;
		const claim = object as unknown as Mutable<PersistentVolumeClaim>;
		if (!claim.spec || claim.spec.storageClassName !== undefined || claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined)
			return;
		const defaults = listAll(m, 'storage.k8s.io/v1/storageclasses').filter(
			(c) => c.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
		);
		// The newest wins; equal ages go by name.
		const chosen = [...defaults].sort((a, b) =>
			a.metadata.creationTimestamp > b.metadata.creationTimestamp
				? -1
				: a.metadata.creationTimestamp < b.metadata.creationTimestamp
					? 1
					: a.metadata.name < b.metadata.name
						? -1
						: 1
		)[0];
		if (chosen) claim.spec.storageClassName = chosen.metadata.name;
	}
};
const finalizers: Readonly<Record<string, string>> = {
	'v1/persistentvolumeclaims': 'kubernetes.io/pvc-protection',
	'v1/persistentvolumes': 'kubernetes.io/pv-protection'
};
export const pvcProtection: Admission = {
	name: 'StorageObjectInUseProtection',
	mutate({ kind, operation, object, subresource }) {
		const finalizer = finalizers[kind.ref];
		if (!finalizer || operation !== 'CREATE' || subresource !== '') return;
		const { metadata } = object as unknown as Mutable<PersistentVolume>;
		if (!metadata.finalizers?.includes(finalizer)) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
	}
};

/** PersistentVolumeClaimResize: only a bound claim of a class that allows it may grow. */
export const claimResize: Admission = {
	name: 'PersistentVolumeClaimResize',
	validate({ m, kind, operation, object, old, subresource, name }) {
		if (kind.ref !== 'v1/persistentvolumeclaims' || operation !== 'UPDATE' || subresource !== '') return;
		const claim = object as unknown as PersistentVolumeClaim;
		const before = old as PersistentVolumeClaim;
		const sizeOf = ({ spec }: PersistentVolumeClaim) => parseQuantity(String(spec?.resources?.requests?.['storage'] ?? '0'));
		if (compareQuantity(sizeOf(claim), sizeOf(before)) <= 0) return;
		if (before.status?.phase !== 'Bound') throw forbidden(kind, name, 'Only bound persistent volume claims can be expanded');
		const classOf = ({ metadata, spec }: PersistentVolumeClaim) =>
			metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
		const asked = classOf(claim);
		const known = asked !== '' && asked === classOf(before) ? lookup(m, 'storage.k8s.io/v1/storageclasses', '', asked) : undefined;
		if (known?.allowVolumeExpansion === true) return;
		throw forbidden(kind, name, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
	}
};
