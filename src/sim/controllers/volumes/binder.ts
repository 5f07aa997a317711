// The persistent volume controller: binds claims to volumes, asks external provisioners, follows claims that go (pkg/controller/volume/persistentvolume).
// Leaves out recycling and in-tree provisioning.
import {
	cached,
	cachedByIndex,
	cachedList,
	done,
	patch,
	recordEvent,
	requeueAfter,
	update,
	updateStatus,
	type Controller,
	type Result
} from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { keyOf, type PersistentVolume, type PersistentVolumeClaim } from '../../kinds/index.ts';
import { parseQuantity, quantityValue, rfc3339 } from '../../values/index.ts';
import { selects } from '../selectors.ts';

const component = 'persistentvolume-controller';
const completed = 'pv.kubernetes.io/bind-completed';
const byController = 'pv.kubernetes.io/bound-by-controller';

const size = (list: Readonly<Record<string, string>> | undefined): number => Number(quantityValue(parseQuantity(list?.['storage'] ?? '0')));

/** The smallest volume that would do for a claim, one made for it first. */
function findVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[]): PersistentVolume | undefined {
	const key = keyOf(claim);
	const fit = volumes.filter((v) => {
		if (v.metadata.deletionTimestamp) return false;
		const ref = v.spec?.claimRef;
		if (ref) return `${ref.namespace ?? ''}/${ref.name ?? ''}` === key && (!ref.uid || ref.uid === claim.metadata.uid);
		return (
			(v.status?.phase ?? 'Available') === 'Available' &&
			(v.spec?.storageClassName ?? '') === (claim.spec?.storageClassName ?? '') &&
			(v.spec?.volumeMode ?? 'Filesystem') === (claim.spec?.volumeMode ?? 'Filesystem') &&
			size(v.spec?.capacity) >= size(claim.spec?.resources?.requests) &&
			(claim.spec?.accessModes ?? []).every((mode) => v.spec?.accessModes?.includes(mode)) &&
			(!claim.spec?.selector || selects(claim.spec.selector, v.metadata.labels))
		);
	});
	return (
		fit.find((v) => v.spec?.claimRef) ??
		[...fit].sort((a, b) => size(a.spec?.capacity) - size(b.spec?.capacity) || (a.metadata.name < b.metadata.name ? -1 : 1))[0]
	);
}

/** Binds the two, in the order of the real one: volume, its status, claim, its status. */
function* bind(claim: PersistentVolumeClaim, volume: PersistentVolume): Sys<void> {
	let v = volume;
	if (v.spec?.claimRef?.uid !== claim.metadata.uid) {
		const claimRef = {
			apiVersion: 'v1',
			kind: 'PersistentVolumeClaim',
			name: claim.metadata.name,
			namespace: claim.metadata.namespace ?? '',
			resourceVersion: claim.metadata.resourceVersion,
			uid: claim.metadata.uid
		};
		const mark: Record<string, string> = v.spec?.claimRef ? {} : { [byController]: 'yes' };
		v = yield* update('v1/persistentvolumes', {
			...v,
			metadata: { ...v.metadata, annotations: { ...v.metadata.annotations, ...mark } },
			spec: { ...v.spec, claimRef }
		});
	}
	if (v.status?.phase !== 'Bound')
		yield* updateStatus('v1/persistentvolumes', { ...v, status: { ...v.status, phase: 'Bound', lastPhaseTransitionTime: rfc3339(yield* clock()) } });
	let c = claim;
	if (c.spec?.volumeName !== v.metadata.name || !c.metadata.annotations?.[completed]) {
		const mark: Record<string, string> = c.spec?.volumeName ? {} : { [byController]: 'yes' };
		c = yield* update('v1/persistentvolumeclaims', {
			...c,
			metadata: { ...c.metadata, annotations: { ...c.metadata.annotations, [completed]: 'yes', ...mark } },
			spec: { ...c.spec, volumeName: v.metadata.name }
		});
	}
	if (c.status?.phase !== 'Bound') {
		yield* updateStatus('v1/persistentvolumeclaims', {
			...c,
			status: {
				...c.status,
				phase: 'Bound',
				...(v.spec?.accessModes ? { accessModes: v.spec.accessModes } : {}),
				...(v.spec?.capacity ? { capacity: v.spec.capacity } : {})
			}
		});
	}
}

export const claims: Controller = {
	name: 'persistentvolume-claims',
	*reconcile(key): Sys<Result> {
		const claim = yield* cached('v1/persistentvolumeclaims', key);
		if (!claim) return done;
		if (claim.spec?.volumeName) {
			const volume = yield* cached('v1/persistentvolumes', claim.spec.volumeName);
			if (volume) yield* bind(claim, volume);
			else if (claim.metadata.annotations?.[completed] && claim.status?.phase !== 'Lost') {
				yield* updateStatus('v1/persistentvolumeclaims', { ...claim, status: { ...claim.status, phase: 'Lost' } });
				yield* recordEvent({
					component,
					about: claim,
					type: 'Warning',
					reason: 'ClaimLost',
					message: 'Bound claim has lost its PersistentVolume. Data on the volume is lost!'
				});
			}
			return done;
		}
		if (claim.metadata.deletionTimestamp) return done;
		const delayed = yield* isDelayed(claim);
		const volume = delayed
			? findVolume(
					claim,
					(yield* cachedList('v1/persistentvolumes')).filter((v) => v.spec?.claimRef)
				)
			: findVolume(claim, yield* cachedList('v1/persistentvolumes'));
		if (volume) {
			yield* bind(claim, volume);
			return done;
		}
		const name = claim.spec?.storageClassName ?? '';
		if (name === '') {
			yield* recordEvent({
				component,
				about: claim,
				type: 'Normal',
				reason: 'FailedBinding',
				message: 'no persistent volumes available for this claim and no storage class is set'
			});
			return requeueAfter(15_000_000);
		}
		const storage = yield* cached('storage.k8s.io/v1/storageclasses', name);
		if (!storage) {
			yield* recordEvent({
				component,
				about: claim,
				type: 'Warning',
				reason: 'ProvisioningFailed',
				message: `storageclass.storage.k8s.io "${name}" not found`
			});
			return requeueAfter(15_000_000);
		}
		if (delayed) {
			const pods = yield* cachedByIndex('v1/pods', 'claim', key);
			const message = pods.length
				? `waiting for pod ${pods[0]?.metadata.name ?? ''} to be scheduled`
				: 'waiting for first consumer to be created before binding';
			yield* recordEvent({ component, about: claim, type: 'Normal', reason: pods.length ? 'WaitForPodScheduled' : 'WaitForFirstConsumer', message });
			return requeueAfter(15_000_000);
		}
		if (storage.provisioner === 'kubernetes.io/no-provisioner') return requeueAfter(15_000_000);
		const annotations = {
			'volume.beta.kubernetes.io/storage-provisioner': storage.provisioner,
			'volume.kubernetes.io/storage-provisioner': storage.provisioner
		};
		if (!claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'])
			yield* patch('v1/persistentvolumeclaims', key, { metadata: { annotations } }, { type: 'merge' });
		const message = `Waiting for a volume to be created either by the external provisioner '${storage.provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
		yield* recordEvent({ component, about: claim, type: 'Normal', reason: 'ExternalProvisioning', message });
		return requeueAfter(15_000_000);
	}
};

/** Whether a claim waits for a pod that uses it to have a node. */
function* isDelayed(claim: PersistentVolumeClaim): Sys<boolean> {
	const name = claim.spec?.storageClassName ?? '';
	const storage = name ? yield* cached('storage.k8s.io/v1/storageclasses', name) : undefined;
	return storage?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.metadata.annotations?.['volume.kubernetes.io/selected-node'];
}

export const volumes: Controller = {
	name: 'persistentvolumes',
	*reconcile(key): Sys<Result> {
		const volume = yield* cached('v1/persistentvolumes', key);
		if (!volume) return done;
		const ref = volume.spec?.claimRef;
		const set = function* (phase: string): Sys<void> {
			if (volume.status?.phase !== phase)
				yield* updateStatus('v1/persistentvolumes', { ...volume, status: { ...volume.status, phase, lastPhaseTransitionTime: rfc3339(yield* clock()) } });
		};
		if (!ref) {
			yield* set('Available');
			return done;
		}
		if (!ref.uid) {
			yield* set('Available');
			return done;
		}
		const claim = yield* cached('v1/persistentvolumeclaims', `${ref.namespace ?? ''}/${ref.name ?? ''}`);
		if (!claim || claim.metadata.uid !== ref.uid) {
			if (volume.status?.phase === 'Bound') yield* set('Released');
			return done;
		}
		yield* bind(claim, volume);
		return done;
	}
};
