// The local path provisioner: for a claim of its class whose pod has a node, a directory on that node as a hostPath volume; taken away with the claim.
// Made on the sig-storage library's model: its events are that library's.
import {
	ApiError,
	apiMemory,
	cached,
	controllerThreads,
	create,
	done,
	enqueue,
	informerThreads,
	inClusterConfig,
	recordEvent,
	remove,
	startControllers,
	startInformers,
	useConfig,
	waitForSync,
	type Controller,
	type HasApi,
	type Informers,
	type Result
} from '../../client/index.ts';
import { settle, type Sys } from '../../engine/index.ts';
import { ids, sleep, type Context, type Program } from '../../kernel/index.ts';
import { keyOf, type PersistentVolume, type PersistentVolumeClaim } from '../../kinds/index.ts';

const provisioner = 'rancher.io/local-path';
const root = '/opt/local-path-provisioner';
const informers: Informers<HasApi> = {
	claims: { resource: 'v1/persistentvolumeclaims', onEvent: (memory, event) => enqueue(memory, 'provision', keyOf(event.object)) },
	volumes: { resource: 'v1/persistentvolumes', onEvent: (memory, event) => enqueue(memory, 'delete', keyOf(event.object)) },
	classes: { resource: 'storage.k8s.io/v1/storageclasses' }
};

function* component(): Sys<string> {
	const { hostname } = yield* ids();
	return `${provisioner}_${hostname}`;
}

const provision: Controller = {
	name: 'provision',
	*reconcile(key): Sys<Result> {
		const claim: PersistentVolumeClaim | undefined = yield* cached('v1/persistentvolumeclaims', key);
		if (
			!claim ||
			claim.spec?.volumeName ||
			claim.metadata.deletionTimestamp ||
			claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] !== provisioner
		)
			return done;
		const storage = yield* cached('storage.k8s.io/v1/storageclasses', claim.spec?.storageClassName ?? '');
		const node = claim.metadata.annotations['volume.kubernetes.io/selected-node'];
		if (!storage || (storage.volumeBindingMode === 'WaitForFirstConsumer' && !node)) return done;
		const name = `pvc-${claim.metadata.uid}`;
		if (yield* cached('v1/persistentvolumes', name)) return done;
		const from = yield* component();
		yield* recordEvent({
			component: from,
			about: claim,
			type: 'Normal',
			reason: 'Provisioning',
			message: `External provisioner is provisioning volume for claim "${key}"`
		});
		const modes = claim.spec?.accessModes ?? [];
		if (modes.some((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod')) {
			yield* recordEvent({
				component: from,
				about: claim,
				type: 'Warning',
				reason: 'ProvisioningFailed',
				message: 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes'
			});
			throw new ApiError({
				kind: 'Status',
				apiVersion: 'v1',
				metadata: {},
				status: 'Failure',
				message: 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
				code: 422
			});
		}
		yield* create('v1/persistentvolumes', {
			apiVersion: 'v1',
			kind: 'PersistentVolume',
			metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
			spec: {
				capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '0' },
				accessModes: modes,
				persistentVolumeReclaimPolicy: storage.reclaimPolicy ?? 'Delete',
				storageClassName: storage.metadata.name,
				volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
				hostPath: { path: `${root}/${name}_${claim.metadata.namespace ?? ''}_${claim.metadata.name}`, type: 'DirectoryOrCreate' },
				claimRef: {
					apiVersion: 'v1',
					kind: 'PersistentVolumeClaim',
					name: claim.metadata.name,
					namespace: claim.metadata.namespace ?? '',
					uid: claim.metadata.uid,
					resourceVersion: claim.metadata.resourceVersion
				},
				...(node
					? { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } } }
					: {})
			}
		});
		yield* recordEvent({ component: from, about: claim, type: 'Normal', reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${name}` });
		return done;
	}
};

const reclaim: Controller = {
	name: 'delete',
	*reconcile(key): Sys<Result> {
		const volume: PersistentVolume | undefined = yield* cached('v1/persistentvolumes', key);
		if (
			volume?.status?.phase !== 'Released' ||
			volume.spec?.persistentVolumeReclaimPolicy !== 'Delete' ||
			volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== provisioner
		)
			return done;
		yield* remove('v1/persistentvolumes', key);
		return done;
	}
};

export const localPathProvisioner: Program = {
	name: 'local-path-provisioner',
	rss: 18 << 20,
	memory: (): HasApi => ({ api: apiMemory() }),
	*main(context: Context) {
		if (context.settled === undefined) {
			yield* useConfig(yield* inClusterConfig(context.env, 'local-path-provisioner/v0.0.31'));
			yield* startInformers(informers);
			yield* waitForSync(Object.values(informers).map((informer) => informer.resource));
			yield* startControllers([provision, reclaim]);
		}
		for (;;) {
			yield* settle('provisioning');
			yield* sleep(3_600_000_000);
		}
	},
	threads: { ...informerThreads(informers), ...controllerThreads([provision, reclaim]) }
};
