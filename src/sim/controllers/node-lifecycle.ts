// The node lifecycle controller: taints nodes by their conditions, notices kubelets that have gone silent, and evicts what does not tolerate it.
// Follows pkg/controller/nodelifecycle and tainteviction: monitor period 5 s, grace 40 s; leaves out zones and eviction rates.
import {
	all,
	ApiError,
	cached,
	cachedByIndex,
	done,
	get,
	lookup,
	patch,
	recordEvent,
	remove,
	requeueAfter,
	updateStatus,
	type Controller,
	type Result
} from '../client/index.ts';
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { clock, sleep, type Context } from '../kernel/index.ts';
import { keyOf, type Lease, type Node, type NodeCondition, type Pod, type Taint } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import { timeOf, type Memory } from './memory.ts';

const grace = 40_000_000;
const monitorPeriod = 5_000_000;

/** The taints a node's conditions ask for. */
function conditionTaints(node: Node): Taint[] {
	const status = (type: string) => node.status?.conditions?.find((c) => c.type === type)?.status;
	const taints: Taint[] = [];
	const both = (key: string) => taints.push({ key, effect: 'NoSchedule' }, { key, effect: 'NoExecute' });
	const ready = status('Ready');
	if (ready === 'False') both('node.kubernetes.io/not-ready');
	if (ready === 'Unknown') both('node.kubernetes.io/unreachable');
	for (const [type, key] of [
		['MemoryPressure', 'memory-pressure'],
		['DiskPressure', 'disk-pressure'],
		['PIDPressure', 'pid-pressure'],
		['NetworkUnavailable', 'network-unavailable']
	] as const) {
		if (status(type) === 'True') taints.push({ key: `node.kubernetes.io/${key}`, effect: 'NoSchedule' });
	}
	if (node.spec?.unschedulable) taints.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
	return taints;
}
const managed = new Set(
	['not-ready', 'unreachable', 'memory-pressure', 'disk-pressure', 'pid-pressure', 'network-unavailable', 'unschedulable'].map(
		(name) => `node.kubernetes.io/${name}`
	)
);

export const nodeTaints: Controller = {
	name: 'node-taints',
	*reconcile(key): Sys<Result> {
		const node = yield* cached('v1/nodes', key);
		if (!node) return done;
		const have = node.spec?.taints ?? [];
		const wanted = conditionTaints(node);
		const time = rfc3339(yield* clock());
		const same = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;
		const kept = have.filter((t) => !managed.has(t.key) || wanted.some((w) => same(w, t)));
		const fresh = wanted
			.filter((w) => !have.some((t) => same(w, t)))
			.map((t) => (t.effect === 'NoExecute' || t.key === 'node.kubernetes.io/unschedulable' ? { ...t, timeAdded: time } : { ...t, timeAdded: time }));
		if (fresh.length === 0 && kept.length === have.length) return done;
		const taints = [...fresh, ...kept];
		yield* patch(
			'v1/nodes',
			key,
			{ metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: taints.length ? taints : null } },
			{ type: 'merge' }
		);
		return done;
	}
};

/** When a pod must leave a node with these NoExecute taints: µs since the epoch, null never. */
function leavesAt(pod: Pod, taints: readonly Taint[]): number | null {
	let at: number | null = null;
	for (const taint of taints) {
		const tolerations = (pod.spec?.tolerations ?? []).filter(
			(t) => (!t.effect || t.effect === taint.effect) && (!t.key || t.key === taint.key) && (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? ''))
		);
		if (tolerations.some((t) => t.tolerationSeconds === undefined)) continue;
		const since = timeOf(taint.timeAdded ?? '');
		const seconds = tolerations.length ? Math.min(...tolerations.map((t) => Number(t.tolerationSeconds ?? 0))) : 0;
		const until = since + Math.max(0, seconds) * 1_000_000;
		at = at === null ? until : Math.min(at, until);
	}
	return at;
}

/** Keys are nodes: deletes the pods whose time there is over. */
export const taintEviction: Controller = {
	name: 'taint-eviction',
	*reconcile(key): Sys<Result> {
		const node = yield* cached('v1/nodes', key);
		const taints = (node?.spec?.taints ?? []).filter((t) => t.effect === 'NoExecute');
		if (!node || taints.length === 0) return done;
		const now = yield* clock();
		let next = Infinity;
		for (const pod of yield* cachedByIndex('v1/pods', 'node', key)) {
			if (pod.metadata.deletionTimestamp) continue;
			const at = leavesAt(pod, taints);
			if (at === null) continue;
			if (at > now) {
				next = Math.min(next, at - now);
				continue;
			}
			const time = rfc3339(now);
			yield* recordEvent({
				component: 'taint-eviction-controller',
				about: pod,
				type: 'Normal',
				reason: 'TaintManagerEviction',
				message: `Marking for deletion Pod ${keyOf(pod)}`
			});
			try {
				yield* patch(
					'v1/pods',
					keyOf(pod),
					{
						status: {
							conditions: [
								{
									type: 'DisruptionTarget',
									status: 'True',
									reason: 'DeletionByTaintManager',
									message: 'Taint manager: deleting due to NoExecute taint',
									lastTransitionTime: time
								}
							]
						}
					},
					{ type: 'strategic', subresource: 'status' }
				);
				yield* remove('v1/pods', keyOf(pod));
			} catch (error) {
				if (!(error instanceof ApiError && error.code === 404)) throw error;
			}
		}
		return next === Infinity ? done : requeueAfter(next + 1000);
	}
};

const unknown = (condition: NodeCondition | undefined, type: string, time: string): NodeCondition => ({
	...(condition ?? { lastHeartbeatTime: time }),
	type,
	status: 'Unknown',
	reason: condition ? 'NodeStatusUnknown' : 'NodeStatusNeverUpdated',
	message: condition ? 'Kubelet stopped posting node status.' : 'Kubelet never posted node status.',
	lastTransitionTime: time
});

/** A thread entry: every 5 s, nodes whose lease is older than the grace period become Unknown, their pods not ready. */
export function* nodeMonitor(context: Context): Sys<void> {
	void context;
	for (;;) {
		yield* settle('monitoring');
		yield* sleep(monitorPeriod);
		const now = yield* clock();
		for (const node of yield* act((m: Memory) => silentNodes(m, now))) {
			const name = node.metadata.name;
			try {
				const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
				const heard = Math.max(timeOf(ready?.lastHeartbeatTime ?? node.metadata.creationTimestamp), yield* leaseTime(name, now));
				if (now - heard <= grace || ready?.status === 'Unknown') continue;
				const time = rfc3339(now);
				const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
				const others = (node.status?.conditions ?? []).filter((c) => !types.includes(c.type));
				const current = yield* get('v1/nodes', name);
				const conditions = [
					...others,
					...types.map((type) =>
						unknown(
							node.status?.conditions?.find((c) => c.type === type),
							type,
							time
						)
					)
				];
				yield* updateStatus('v1/nodes', { ...current, status: { ...current.status, conditions } });
				if (ready?.status === 'True')
					yield* recordEvent({
						component: 'node-controller',
						about: node,
						type: 'Normal',
						reason: 'NodeNotReady',
						message: `Node ${name} status is now: NodeNotReady`
					});
				for (const pod of yield* cachedByIndex('v1/pods', 'node', name)) yield* markNotReady(pod, time);
			} catch (error) {
				if (!(error instanceof ApiError || error instanceof Errno)) throw error;
			}
		}
	}
}

/** The nodes that, as far as the informers know, have not been heard of for the grace period. */
function silentNodes(m: Memory, now: number): readonly Node[] {
	return (all(m, 'v1/nodes') as readonly Node[]).filter(({ metadata: { name, creationTimestamp }, status }) => {
		const lease = lookup(m, 'coordination.k8s.io/v1/leases', `kube-node-lease/${name}`) as Lease | undefined;
		if (now - timeOf(lease?.spec?.renewTime) <= grace) return false;
		return now - timeOf(status?.conditions?.find((c) => c.type === 'Ready')?.lastHeartbeatTime ?? creationTimestamp) > grace;
	});
}

/** When the node's lease was renewed: from the informer while that is recent, else as the server has it. */
function* leaseTime(node: string, now: number): Sys<number> {
	const key = `kube-node-lease/${node}`;
	const known = timeOf((yield* cached('coordination.k8s.io/v1/leases', key))?.spec?.renewTime);
	if (now - known <= grace) return known;
	try {
		return timeOf((yield* get('coordination.k8s.io/v1/leases', key)).spec?.renewTime);
	} catch (error) {
		if (error instanceof ApiError) return 0;
		throw error;
	}
}

function* markNotReady(pod: Pod, time: string): Sys<void> {
	const ready = pod.status?.conditions?.find((c) => c.type === 'Ready');
	if (ready?.status !== 'True') return;
	yield* patch(
		'v1/pods',
		keyOf(pod),
		{ status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: time }] } },
		{ type: 'strategic', subresource: 'status' }
	);
	yield* recordEvent({ component: 'node-controller', about: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
}

/** Says that a node has come into the cluster. */
export const nodeEvents: Controller = {
	name: 'node-events',
	*reconcile(key): Sys<Result> {
		const node = yield* cached('v1/nodes', key);
		if (node)
			yield* recordEvent({
				component: 'node-controller',
				about: node,
				type: 'Normal',
				reason: 'RegisteredNode',
				message: `Node ${key} event: Registered Node ${key} in Controller`
			});
		return done;
	}
};
