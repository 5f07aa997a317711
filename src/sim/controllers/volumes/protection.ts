// Claims in use by a pod, and volumes bound to a claim, are deleted only when that is over: the finalizers go then (pvc- and pv-protection).
import { cached, cachedByIndex, done, patch, type Controller, type Result } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import type { KubeObject } from '../../kinds/index.ts';

const without = (object: KubeObject, finalizer: string) => ({
	metadata: { finalizers: (object.metadata.finalizers ?? []).filter((f) => f !== finalizer), resourceVersion: object.metadata.resourceVersion }
});

export const claimProtection: Controller = {
	name: 'pvc-protection',
	*reconcile(key): Sys<Result> {
		const claim = yield* cached('v1/persistentvolumeclaims', key);
		if (!claim?.metadata.deletionTimestamp || !claim.metadata.finalizers?.includes('kubernetes.io/pvc-protection')) return done;
		const users = (yield* cachedByIndex('v1/pods', 'claim', key)).filter(
			(pod) => pod.spec?.nodeName && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed'
		);
		if (users.length === 0) yield* patch('v1/persistentvolumeclaims', key, without(claim, 'kubernetes.io/pvc-protection'), { type: 'merge' });
		return done;
	}
};

export const volumeProtection: Controller = {
	name: 'pv-protection',
	*reconcile(key): Sys<Result> {
		const volume = yield* cached('v1/persistentvolumes', key);
		if (!volume?.metadata.deletionTimestamp || !volume.metadata.finalizers?.includes('kubernetes.io/pv-protection') || volume.status?.phase === 'Bound')
			return done;
		yield* patch('v1/persistentvolumes', key, without(volume, 'kubernetes.io/pv-protection'), { type: 'merge' });
		return done;
	}
};
