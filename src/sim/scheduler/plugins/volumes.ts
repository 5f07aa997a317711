// VolumeBinding: a pod's claims must exist, and be bound to volumes this node can reach or wait for their first consumer.
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/index.ts';
import { misfit, type Misfit, type Plugin } from '../plugin.ts';

interface Claims {
	/** A reason that holds for every node. */
	none?: string;
	bound: PersistentVolume[];
	/** Claims to be bound when the pod has a node. */
	waiting: PersistentVolumeClaim[];
}

export const volumeBinding: Plugin = {
	name: 'VolumeBinding',
	wakes: ['node', 'volumes', 'pod-gone'],
	prepare(pod, snapshot): Claims {
		const claims: Claims = { bound: [], waiting: [] };
		for (const volume of pod.spec?.volumes ?? []) {
			const name = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);
			if (name === undefined) continue;
			const claim = snapshot.get('v1/persistentvolumeclaims', `${pod.metadata.namespace ?? ''}/${name}`) as PersistentVolumeClaim | undefined;
			if (!claim)
				return {
					...claims,
					none: volume.ephemeral
						? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
						: `persistentvolumeclaim "${name}" not found`
				};
			if (claim.status?.phase === 'Lost')
				return { ...claims, none: `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"` };
			if (claim.metadata.deletionTimestamp) return { ...claims, none: `persistentvolumeclaim "${name}" is being deleted` };
			if (claim.spec?.volumeName) {
				const bound = snapshot.get('v1/persistentvolumes', claim.spec.volumeName) as PersistentVolume | undefined;
				if (bound && claim.metadata.annotations?.['pv.kubernetes.io/bind-completed']) {
					claims.bound.push(bound);
					continue;
				}
			}
			const storage = claim.spec?.storageClassName
				? (snapshot.get('storage.k8s.io/v1/storageclasses', claim.spec.storageClassName) as StorageClass | undefined)
				: undefined;
			if (storage?.volumeBindingMode !== 'WaitForFirstConsumer') return { ...claims, none: 'pod has unbound immediate PersistentVolumeClaims' };
			claims.waiting.push(claim);
		}
		return claims;
	},
	filter(_pod, info, snapshot): Misfit | null {
		const claims = snapshot.prepared.get('VolumeBinding') as Claims;
		if (claims.none !== undefined) return misfit(true, claims.none);
		for (const volume of claims.bound) {
			const terms = volume.spec?.nodeAffinity?.required?.nodeSelectorTerms;
			const reachable =
				!terms ||
				terms.some((term) =>
					(term.matchExpressions ?? []).every((e) => e.operator !== 'In' || (e.values ?? []).includes(info.node.metadata.labels?.[e.key] ?? ''))
				);
			if (!reachable) return misfit(true, "node(s) didn't match PersistentVolume's node affinity");
		}
		return null;
	}
};

/** The claims that must be given a node before the pod is bound. */
export const waitingClaims = (prepared: ReadonlyMap<string, unknown>): readonly PersistentVolumeClaim[] =>
	(prepared.get('VolumeBinding') as Claims | undefined)?.waiting ?? [];
