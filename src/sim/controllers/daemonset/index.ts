// The DaemonSet controller: one pod on every node it fits, kept there through taints; rolling updates node by node (pkg/controller/daemon).
// The scheduler places the pods: each is bound by affinity to its node.
import { cached, cachedList, create, done, recordEvent, requeueAfter, updateStatus, ApiError, type Controller, type Result } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { controllerRef, type DaemonSet, type DaemonSetStatus, type Node, type Pod, type Toleration } from '../../kinds/index.ts';
import { claim } from '../adoption.ts';
import { deletePod, isActive, isAvailable, isReady } from '../pods.ts';
import { pruneRevisions, revisionLabel, revisions } from '../revisions.ts';

const component = 'daemonset-controller';

/** What every daemon pod tolerates beside its own. */
function tolerations(set: DaemonSet): Toleration[] {
	const own = set.spec?.template.spec?.tolerations ?? [];
	const always: Toleration[] = [
		{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
		{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
		{ key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
		{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
		{ key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
		{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }
	];
	if (set.spec?.template.spec?.hostNetwork) always.push({ key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' });
	return [...own, ...always];
}

/** Whether a daemon pod should be on the node, and may stay there. */
function fits(set: DaemonSet, node: Node): { run: boolean; keep: boolean } {
	const spec = set.spec?.template.spec;
	for (const [key, value] of Object.entries(spec?.nodeSelector ?? {})) if (node.metadata.labels?.[key] !== value) return { run: false, keep: false };
	if (spec?.nodeName && spec.nodeName !== node.metadata.name) return { run: false, keep: false };
	const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
	const holds = (value: string | undefined, operator: string, values: readonly string[]) =>
		operator === 'In'
			? value !== undefined && values.includes(value)
			: operator === 'NotIn'
				? value === undefined || !values.includes(value)
				: operator === 'Exists'
					? value !== undefined
					: operator === 'DoesNotExist'
						? value === undefined
						: true;
	if (terms && !terms.some((term) => (term.matchExpressions ?? []).every((e) => holds(node.metadata.labels?.[e.key], e.operator, e.values ?? []))))
		return { run: false, keep: false };
	const covers = (effect: string | undefined, key: string, value: string | undefined) =>
		tolerations(set).some(
			(t) => (!t.effect || t.effect === effect) && (!t.key || t.key === key) && (t.operator === 'Exists' || (t.value ?? '') === (value ?? ''))
		);
	const untolerated = (node.spec?.taints ?? []).filter((taint) => taint.effect !== 'PreferNoSchedule' && !covers(taint.effect, taint.key, taint.value));
	return { run: untolerated.length === 0, keep: !untolerated.some((t) => t.effect === 'NoExecute') };
}

const nodeOf = (pod: Pod): string | undefined =>
	pod.spec?.nodeName ?? pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];

function* createOn(set: DaemonSet, node: string, hash: string): Sys<void> {
	const template = set.spec?.template;
	const affinity = template?.spec?.affinity;
	const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] };
	try {
		const pod = yield* create('v1/pods', {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: {
				generateName: `${set.metadata.name}-`,
				...(set.metadata.namespace ? { namespace: set.metadata.namespace } : {}),
				labels: {
					...template?.metadata?.labels,
					[revisionLabel]: hash,
					'pod-template-generation': set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1'
				},
				...(template?.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
				ownerReferences: [controllerRef(set)]
			},
			spec: {
				...template?.spec,
				tolerations: tolerations(set),
				affinity: { ...affinity, nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } }
			}
		});
		yield* recordEvent({ component, about: set, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
	} catch (error) {
		if (error instanceof ApiError)
			yield* recordEvent({ component, about: set, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${error.message}` });
		throw error;
	}
}

const portion = (value: string | number | undefined, of: number, otherwise: number): number =>
	value === undefined ? otherwise : typeof value === 'number' ? value : Math.ceil((Number(value.slice(0, -1)) * of) / 100);

function* reconcile(key: string): Sys<Result> {
	const set = yield* cached('apps/v1/daemonsets', key);
	if (!set || set.metadata.deletionTimestamp) return done;
	const now = yield* clock();
	const { hash, all } = yield* revisions(set);
	const nodes = yield* cachedList('v1/nodes');
	const pods = yield* claim('v1/pods', set, set.spec?.selector);
	const byNode = new Map<string, Pod[]>();
	for (const pod of pods) {
		const node = nodeOf(pod) ?? '';
		byNode.set(node, [...(byNode.get(node) ?? []), pod]);
	}
	for (const node of nodes) {
		const name = node.metadata.name;
		const own = byNode.get(name) ?? [];
		const { run, keep } = fits(set, node);
		const live = own.filter((p) => !p.metadata.deletionTimestamp);
		for (const failed of live.filter((p) => p.status?.phase === 'Failed')) {
			yield* recordEvent({
				component,
				about: set,
				type: 'Warning',
				reason: 'FailedDaemonPod',
				message: `Found failed daemon pod ${failed.metadata.namespace ?? ''}/${failed.metadata.name} on node ${name}, will try to kill it`
			});
			yield* deletePod(set, failed, component);
		}
		if (run && own.length === 0) yield* createOn(set, name, hash);
		else if (!keep) for (const pod of live) yield* deletePod(set, pod, component);
		else for (const extra of live.filter(isActive).slice(1)) yield* deletePod(set, extra, component);
	}
	for (const [node, own] of byNode)
		if (node !== '' && !nodes.some((n) => n.metadata.name === node))
			for (const pod of own) if (!pod.metadata.deletionTimestamp) yield* deletePod(set, pod, component);
	yield* roll(set, nodes, hash, now);
	const after = yield* claim('v1/pods', set, set.spec?.selector);
	const status = statusOf(set, nodes, after, hash, now);
	if (JSON.stringify(status) !== JSON.stringify(set.status)) yield* updateStatus('apps/v1/daemonsets', { ...set, status });
	yield* pruneRevisions(all, new Set([hash, ...after.map((p) => p.metadata.labels?.[revisionLabel] ?? '')]), set.spec?.revisionHistoryLimit ?? 10);
	return (status.numberReady ?? 0) > (status.numberAvailable ?? 0) ? requeueAfter(1_000_000) : done;
}

/** A rolling update's step: old pods go while no more than maxUnavailable are missing. */
function* roll(set: DaemonSet, nodes: readonly Node[], hash: string, now: number): Sys<void> {
	if ((set.spec?.updateStrategy?.type ?? 'RollingUpdate') !== 'RollingUpdate') return;
	const pods = yield* claim('v1/pods', set, set.spec?.selector);
	const desired = nodes.filter((n) => fits(set, n).run);
	const most = Math.max(1, portion(set.spec?.updateStrategy?.rollingUpdate?.maxUnavailable, desired.length, 1));
	const seconds = set.spec?.minReadySeconds ?? 0;
	let missing = desired.filter((n) => !pods.some((p) => nodeOf(p) === n.metadata.name && !p.metadata.deletionTimestamp && isAvailable(p, seconds, now))).length;
	for (const pod of pods.filter((p) => !p.metadata.deletionTimestamp && p.metadata.labels?.[revisionLabel] !== hash)) {
		const available = isAvailable(pod, seconds, now);
		if (available && missing >= most) continue;
		yield* deletePod(set, pod, component);
		if (available) missing++;
	}
}

function statusOf(set: DaemonSet, nodes: readonly Node[], pods: readonly Pod[], hash: string, now: number): DaemonSetStatus {
	const desired = nodes.filter((n) => fits(set, n).run);
	const on = (node: Node) => pods.filter((p) => nodeOf(p) === node.metadata.name && isActive(p));
	const scheduled = desired.filter((n) => on(n).length > 0);
	const ready = scheduled.filter((n) => on(n).some(isReady)).length;
	const available = scheduled.filter((n) => on(n).some((p) => isAvailable(p, set.spec?.minReadySeconds ?? 0, now))).length;
	const updated = scheduled.filter((n) => on(n).some((p) => p.metadata.labels?.[revisionLabel] === hash)).length;
	return {
		currentNumberScheduled: scheduled.length,
		numberMisscheduled: nodes.filter((n) => !desired.includes(n) && on(n).length > 0).length,
		desiredNumberScheduled: desired.length,
		numberReady: ready,
		...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
		...(updated ? { updatedNumberScheduled: updated } : {}),
		...(available ? { numberAvailable: available } : {}),
		...(desired.length - available ? { numberUnavailable: desired.length - available } : {})
	};
}

export const daemonset: Controller = { name: 'daemonset', workers: 2, reconcile };
