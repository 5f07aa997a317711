// The StatefulSet controller: pods with names, storage and order of their own (pkg/controller/statefulset).
import { ApiError, cached, create, done, patch, recordEvent, remove, requeueAfter, updateStatus, type Controller, type Result } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { controllerRef, keyOf, type ControllerRevision, type Pod, type PodTemplateSpec, type StatefulSet, type StatefulSetStatus } from '../../kinds/index.ts';
import { claim } from '../adoption.ts';
import { isAvailable, isReady } from '../pods.ts';
import { pruneRevisions, revisionLabel, revisions } from '../revisions.ts';

const component = 'statefulset-controller';

const ordinalOf = (set: StatefulSet, pod: Pod): number => {
	const rest = pod.metadata.name.slice(set.metadata.name.length + 1);
	return pod.metadata.name.startsWith(`${set.metadata.name}-`) && /^\d+$/.test(rest) ? Number(rest) : -1;
};
const nameOf = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`;
const templateOf = (revision: ControllerRevision | undefined): PodTemplateSpec | undefined => {
	const data = revision?.data as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined;
	if (!data?.spec?.template) return undefined;
	const { $patch: _gone, ...template } = data.spec.template;
	return template;
};

/** Makes the pod of an ordinal and the claims it needs. */
function* createPod(set: StatefulSet, ordinal: number, template: PodTemplateSpec | undefined, hash: string): Sys<void> {
	const name = nameOf(set, ordinal);
	const namespace = set.metadata.namespace ?? '';
	const volumes = (set.spec?.volumeClaimTemplates ?? []).map((t) => ({
		name: t.metadata.name,
		persistentVolumeClaim: { claimName: `${t.metadata.name}-${name}` }
	}));
	for (const claimTemplate of set.spec?.volumeClaimTemplates ?? []) {
		const claimName = `${claimTemplate.metadata.name}-${name}`;
		if (yield* cached('v1/persistentvolumeclaims', `${namespace}/${claimName}`)) continue;
		try {
			yield* create('v1/persistentvolumeclaims', {
				apiVersion: 'v1',
				kind: 'PersistentVolumeClaim',
				metadata: { ...claimTemplate.metadata, name: claimName, namespace, labels: { ...set.spec?.selector.matchLabels, ...claimTemplate.metadata.labels } },
				spec: claimTemplate.spec
			});
			yield* recordEvent({
				component,
				about: set,
				type: 'Normal',
				reason: 'SuccessfulCreate',
				message: `Create Claim ${claimName} Pod ${name} in StatefulSet ${set.metadata.name} success`
			});
		} catch (error) {
			if (!(error instanceof ApiError) || error.code === 409) continue;
			yield* recordEvent({
				component,
				about: set,
				type: 'Warning',
				reason: 'FailedCreate',
				message: `Create Claim ${claimName} for Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`
			});
			throw error;
		}
	}
	const own = new Set(volumes.map((v) => v.name));
	try {
		yield* create('v1/pods', {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: {
				name,
				namespace,
				generateName: `${set.metadata.name}-`,
				labels: {
					...template?.metadata?.labels,
					'apps.kubernetes.io/pod-index': String(ordinal),
					[revisionLabel]: `${set.metadata.name}-${hash}`,
					'statefulset.kubernetes.io/pod-name': name
				},
				...(template?.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
				ownerReferences: [controllerRef(set)]
			},
			spec: {
				...template?.spec,
				hostname: name,
				...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}),
				volumes: [...(template?.spec?.volumes ?? []).filter((v) => !own.has(v.name)), ...volumes]
			}
		});
		yield* recordEvent({
			component,
			about: set,
			type: 'Normal',
			reason: 'SuccessfulCreate',
			message: `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`
		});
	} catch (error) {
		if (!(error instanceof ApiError) || error.code === 409) return;
		yield* recordEvent({
			component,
			about: set,
			type: 'Warning',
			reason: 'FailedCreate',
			message: `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`
		});
		throw error;
	}
}

function* deletePod(set: StatefulSet, pod: Pod): Sys<void> {
	yield* remove('v1/pods', keyOf(pod), { uid: pod.metadata.uid });
	yield* recordEvent({
		component,
		about: set,
		type: 'Normal',
		reason: 'SuccessfulDelete',
		message: `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`
	});
}

interface Step {
	readonly set: StatefulSet;
	readonly pods: readonly Pod[];
	readonly hash: string;
	readonly currentHash: string;
	readonly currentTemplate: PodTemplateSpec | undefined;
	readonly now: number;
}

const short = (set: StatefulSet, revision: string | undefined): string =>
	revision?.startsWith(`${set.metadata.name}-`) ? revision.slice(set.metadata.name.length + 1) : (revision ?? '');

/** Creates what is missing and removes what is too much, one at a time unless the policy is Parallel. */
function* shape({ set, pods, hash, currentHash, currentTemplate, now }: Step): Sys<boolean> {
	const first = set.spec?.ordinals?.start ?? 0;
	const count = set.spec?.replicas ?? 1;
	const parallel = set.spec?.podManagementPolicy === 'Parallel';
	const partition = set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
	const seconds = set.spec?.minReadySeconds ?? 0;
	for (let ordinal = first; ordinal < first + count; ordinal++) {
		const pod = pods.find((p) => ordinalOf(set, p) === ordinal);
		if (!pod) {
			const old = (set.spec?.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate' && ordinal < partition && currentHash !== hash;
			yield* createPod(set, ordinal, old ? currentTemplate : set.spec?.template, old ? currentHash : hash);
			if (!parallel) return false;
			continue;
		}
		if ((pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') && !pod.metadata.deletionTimestamp) {
			yield* recordEvent({
				component,
				about: set,
				type: 'Warning',
				reason: 'RecreatingFailedPod',
				message: `StatefulSet ${set.metadata.namespace ?? ''}/${set.metadata.name} is recreating failed Pod ${pod.metadata.name}`
			});
			yield* deletePod(set, pod);
			if (!parallel) return false;
			continue;
		}
		if (!parallel && (pod.metadata.deletionTimestamp || !isAvailable(pod, seconds, now))) return false;
	}
	const surplus = pods
		.filter((p) => ordinalOf(set, p) >= first + count || (ordinalOf(set, p) >= 0 && ordinalOf(set, p) < first))
		.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
	for (const pod of surplus) {
		if (pod.metadata.deletionTimestamp) {
			if (parallel) continue;
			return false;
		}
		if (!parallel && pods.some((p) => ordinalOf(set, p) < ordinalOf(set, pod) && ordinalOf(set, p) >= first && !isReady(p))) return false;
		yield* deletePod(set, pod);
		if (!parallel) return false;
	}
	return surplus.length === 0;
}

/** A rolling update's step: from the highest ordinal down to the partition, one that is not of the new revision goes. */
function* roll({ set, pods, hash, now }: Step): Sys<void> {
	if ((set.spec?.updateStrategy?.type ?? 'RollingUpdate') !== 'RollingUpdate') return;
	const first = set.spec?.ordinals?.start ?? 0;
	const partition = Math.max(set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0, first);
	for (let ordinal = first + (set.spec?.replicas ?? 1) - 1; ordinal >= partition; ordinal--) {
		const pod = pods.find((p) => ordinalOf(set, p) === ordinal);
		if (!pod || pod.metadata.deletionTimestamp) return;
		if (short(set, pod.metadata.labels?.[revisionLabel]) !== hash) return yield* deletePod(set, pod);
		if (!isAvailable(pod, set.spec?.minReadySeconds ?? 0, now)) return;
	}
}

function* reconcile(key: string): Sys<Result> {
	const set = yield* cached('apps/v1/statefulsets', key);
	if (!set || set.metadata.deletionTimestamp) return done;
	const now = yield* clock();
	const { hash, all } = yield* revisions(set);
	const currentHash = short(set, set.status?.currentRevision) || hash;
	const currentTemplate = templateOf(all.find((r) => r.metadata.labels?.[revisionLabel] === currentHash)) ?? set.spec?.template;
	const mine = (pods: readonly Pod[]) => pods.filter((p) => ordinalOf(set, p) >= 0);
	const step: Step = { set, pods: mine(yield* claim('v1/pods', set, set.spec?.selector)), hash, currentHash, currentTemplate, now };
	const settled = yield* shape(step);
	if (settled) yield* roll({ ...step, pods: mine(yield* claim('v1/pods', set, set.spec?.selector)) });
	const pods = mine(yield* claim('v1/pods', set, set.spec?.selector));
	const live = pods.filter((p) => !p.metadata.deletionTimestamp || p.status?.phase === 'Running');
	const of = (wanted: string) => live.filter((p) => !p.metadata.deletionTimestamp && short(set, p.metadata.labels?.[revisionLabel]) === wanted).length;
	const updated = of(hash);
	const complete = updated === (set.spec?.replicas ?? 1) && live.length === updated && live.every(isReady);
	const current = complete ? hash : currentHash;
	const available = live.filter((p) => isAvailable(p, set.spec?.minReadySeconds ?? 0, now)).length;
	const ready = live.filter((p) => isReady(p) && !p.metadata.deletionTimestamp).length;
	const status: StatefulSetStatus = {
		availableReplicas: available,
		collisionCount: set.status?.collisionCount ?? 0,
		...(of(current) ? { currentReplicas: of(current) } : {}),
		currentRevision: `${set.metadata.name}-${current}`,
		...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
		...(ready ? { readyReplicas: ready } : {}),
		replicas: live.length,
		updateRevision: `${set.metadata.name}-${hash}`,
		...(updated ? { updatedReplicas: updated } : {})
	};
	if (JSON.stringify(status) !== JSON.stringify(set.status)) yield* updateStatus('apps/v1/statefulsets', { ...set, status });
	yield* retire(set, pods);
	yield* pruneRevisions(
		all,
		new Set([hash, current, ...pods.map((p) => short(set, p.metadata.labels?.[revisionLabel]))]),
		set.spec?.revisionHistoryLimit ?? 10
	);
	return ready > available ? requeueAfter(1_000_000) : done;
}

/** persistentVolumeClaimRetentionPolicy: claims of scaled-down ordinals, or of all, get an owner to go with. */
function* retire(set: StatefulSet, pods: readonly Pod[]): Sys<void> {
	const policy = set.spec?.persistentVolumeClaimRetentionPolicy;
	if (policy?.whenDeleted !== 'Delete' && policy?.whenScaled !== 'Delete') return;
	for (const pod of pods) {
		const condemned = policy.whenScaled === 'Delete' && ordinalOf(set, pod) >= (set.spec?.ordinals?.start ?? 0) + (set.spec?.replicas ?? 1);
		const owner = condemned
			? { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid }
			: policy.whenDeleted === 'Delete'
				? { apiVersion: 'apps/v1', kind: 'StatefulSet', name: set.metadata.name, uid: set.metadata.uid }
				: null;
		for (const template of set.spec?.volumeClaimTemplates ?? []) {
			const claimKey = `${set.metadata.namespace ?? ''}/${template.metadata.name}-${pod.metadata.name}`;
			const found = yield* cached('v1/persistentvolumeclaims', claimKey);
			const have = found?.metadata.ownerReferences?.[0]?.uid;
			if (found && owner && have !== owner.uid)
				yield* patch('v1/persistentvolumeclaims', claimKey, { metadata: { ownerReferences: [owner] } }, { type: 'merge' });
		}
	}
}

export const statefulset: Controller = { name: 'statefulset', workers: 2, reconcile };
