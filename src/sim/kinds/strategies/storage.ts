// Volumes, claims, storage classes and their kin.
import { strategy, type Cell } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { PersistentVolumeClaimSpec } from '../generated/types.ts';
import { compareQuantity, parseQuantity } from '../../values/quantity.ts';
import { same, since, validateImmutable, validateLabelSelector } from './common.ts';

const short: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
const order = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
const modes = (list: readonly string[] | undefined): string =>
	order
		.filter((mode) => list?.includes(mode))
		.map((mode) => short[mode] ?? '')
		.join(',');
const allModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

const volumes = strategy('v1/persistentvolumes', {
	generation: false,
	defaults(volume) {
		if (!volume.spec) return;
		volume.spec.persistentVolumeReclaimPolicy ||= 'Retain';
		volume.spec.volumeMode ??= 'Filesystem';
		if (volume.spec.hostPath) volume.spec.hostPath.type ??= '';
		volume.status ??= {};
		volume.status.phase ||= 'Pending';
	},
	prepareForCreate: (volume) => void (volume.status = { phase: 'Pending' }),
	validate(volume, errors) {
		const { spec } = volume;
		if (!spec) return;
		if (!spec.accessModes?.length) errors.required('spec.accessModes');
		for (const mode of spec.accessModes ?? []) if (!allModes.includes(mode)) errors.unsupported('spec.accessModes', mode, allModes);
		if (!spec.capacity || Object.keys(spec.capacity).length === 0) errors.required('spec.capacity');
		const sources = Object.keys(spec).filter((key) =>
			[
				'hostPath',
				'local',
				'nfs',
				'csi',
				'iscsi',
				'fc',
				'rbd',
				'cephfs',
				'awsElasticBlockStore',
				'gcePersistentDisk',
				'azureDisk',
				'azureFile',
				'cinder',
				'glusterfs',
				'flexVolume',
				'vsphereVolume'
			].includes(key)
		);
		if (sources.length === 0) errors.required('spec', 'must specify a volume type');
		if (spec.local && !spec.nodeAffinity) errors.required('spec.nodeAffinity', 'Local volume requires node affinity');
		errors.oneOf('spec.persistentVolumeReclaimPolicy', spec.persistentVolumeReclaimPolicy, ['Delete', 'Recycle', 'Retain']);
		errors.oneOf('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']);
	},
	validateUpdate(volume, old, errors) {
		volumes.strategy.validate?.(volume, errors);
		const source = (spec: typeof volume.spec): unknown => ({ hostPath: spec?.hostPath, local: spec?.local, nfs: spec?.nfs, csi: spec?.csi });
		if (!same(source(volume.spec), source(old.spec)))
			errors.forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation');
		validateImmutable(volume.spec?.volumeMode, old.spec?.volumeMode, 'volumeMode', errors);
	},
	row: (volume, context): readonly Cell[] => {
		const { spec, status } = volume;
		const claim = spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '';
		const phase = volume.metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '');
		return [
			volume.metadata.name,
			spec?.capacity?.storage ?? '',
			modes(spec?.accessModes),
			spec?.persistentVolumeReclaimPolicy ?? '',
			phase,
			claim,
			spec?.storageClassName ?? '',
			spec?.volumeAttributesClassName ?? '<unset>',
			status?.reason ?? '',
			since(volume.metadata.creationTimestamp, context),
			spec?.volumeMode ?? '<unset>'
		];
	}
});

function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string, errors: FieldErrors): void {
	if (!spec.accessModes?.length) errors.required(`${path}.accessModes`, 'at least 1 access mode is required');
	validateLabelSelector(spec.selector, `${path}.selector`, errors);
	for (const mode of spec.accessModes ?? []) if (!allModes.includes(mode)) errors.unsupported(`${path}.accessModes`, mode, allModes);
	const storage = spec.resources?.requests?.storage;
	if (storage === undefined) errors.required(`${path}.resources[storage]`);
	else if (compareQuantity(parseQuantity(storage), parseQuantity('0')) <= 0) errors.invalid(`${path}.resources[storage]`, storage, 'must be greater than zero');
	errors.oneOf(`${path}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']);
}
const claims = strategy('v1/persistentvolumeclaims', {
	generation: false,
	defaults(claim) {
		if (claim.spec) claim.spec.volumeMode ??= 'Filesystem';
		claim.status ??= {};
		claim.status.phase ||= 'Pending';
	},
	prepareForCreate: (claim) => void (claim.status = { phase: 'Pending' }),
	validate(claim, errors) {
		if (claim.spec) validateClaimSpec(claim.spec, 'spec', errors);
	},
	validateUpdate(claim, old, errors) {
		if (claim.spec) validateClaimSpec(claim.spec, 'spec', errors);
		const fixed = (spec: PersistentVolumeClaimSpec | undefined): unknown => ({
			...spec,
			resources: null,
			volumeAttributesClassName: null,
			volumeName: old.spec?.volumeName ? spec?.volumeName : null
		});
		if (!same(fixed(claim.spec), fixed(old.spec)))
			errors.forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims');
		const now = parseQuantity(claim.spec?.resources?.requests?.storage ?? '0');
		const before = parseQuantity(old.spec?.resources?.requests?.storage ?? '0');
		if (compareQuantity(now, before) < 0 && compareQuantity(now, parseQuantity(old.status?.capacity?.storage ?? '0')) <= 0)
			errors.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
		if (compareQuantity(now, before) !== 0 && old.status?.phase !== 'Bound')
			errors.forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims');
	},
	row: (claim, context) => {
		const { spec, status } = claim;
		const bound = Boolean(spec?.volumeName);
		const phase = claim.metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '');
		return [
			claim.metadata.name,
			phase,
			spec?.volumeName ?? '',
			bound ? (status?.capacity?.storage ?? '') : '',
			bound ? modes(status?.accessModes) : '',
			spec?.storageClassName ?? claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? '',
			spec?.volumeAttributesClassName ?? '<unset>',
			since(claim.metadata.creationTimestamp, context),
			spec?.volumeMode ?? '<unset>'
		];
	}
});
const storageClasses = strategy('storage.k8s.io/v1/storageclasses', {
	defaults(c) {
		c.reclaimPolicy ??= 'Delete';
		c.volumeBindingMode ??= 'Immediate';
	},
	validate(c, errors) {
		if (!c.provisioner) errors.required('provisioner');
		errors.oneOf('reclaimPolicy', c.reclaimPolicy, ['Delete', 'Retain']);
		errors.oneOf('volumeBindingMode', c.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']);
	},
	validateUpdate(c, old, errors) {
		if (!same(c.parameters, old.parameters)) errors.forbidden('parameters', 'updates to parameters are forbidden.');
		if (c.provisioner !== old.provisioner) errors.forbidden('provisioner', 'updates to provisioner are forbidden.');
		if (c.reclaimPolicy !== old.reclaimPolicy) errors.forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.');
		validateImmutable(c.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode', errors);
	},
	row: (c, context) => {
		const isDefault = c.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
		return [
			isDefault ? `${c.metadata.name} (default)` : c.metadata.name,
			c.provisioner,
			c.reclaimPolicy ?? 'Delete',
			c.volumeBindingMode ?? '<unset>',
			c.allowVolumeExpansion ?? false,
			since(c.metadata.creationTimestamp, context)
		];
	}
});
const csiNodes = strategy('storage.k8s.io/v1/csinodes', {
	row: (node, context) => [node.metadata.name, node.spec?.drivers?.length ?? 0, since(node.metadata.creationTimestamp, context)]
});
const csiDrivers = strategy('storage.k8s.io/v1/csidrivers', {
	defaults(driver) {
		if (!driver.spec) return;
		driver.spec.attachRequired ??= true;
		driver.spec.podInfoOnMount ??= false;
		driver.spec.storageCapacity ??= false;
		driver.spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
		driver.spec.volumeLifecycleModes ??= ['Persistent'];
		driver.spec.requiresRepublish ??= false;
		driver.spec.seLinuxMount ??= false;
	},
	row: (driver, context) => [
		driver.metadata.name,
		driver.spec?.attachRequired ?? true,
		driver.spec?.podInfoOnMount ?? false,
		driver.spec?.storageCapacity ?? false,
		driver.spec?.tokenRequests?.map((t) => t.audience).join(',') || '<unset>',
		driver.spec?.requiresRepublish ?? false,
		driver.spec?.volumeLifecycleModes?.join(',') ?? '<none>',
		since(driver.metadata.creationTimestamp, context)
	]
});
const attachments = strategy('storage.k8s.io/v1/volumeattachments', {
	generation: false,
	row: (a, context) => [
		a.metadata.name,
		a.spec?.attacher ?? '',
		a.spec?.source?.persistentVolumeName ?? '',
		a.spec?.nodeName ?? '',
		a.status?.attached ?? false,
		since(a.metadata.creationTimestamp, context)
	]
});
const capacities = strategy('storage.k8s.io/v1/csistoragecapacities', { row: (c) => [c.metadata.name, c.metadata.creationTimestamp] });
const attributesClasses = strategy('storage.k8s.io/v1/volumeattributesclasses', {
	row: (c, context) => [c.metadata.name, c.driverName, since(c.metadata.creationTimestamp, context)]
});
export const storage = [volumes, claims, storageClasses, csiNodes, csiDrivers, attachments, capacities, attributesClasses];
