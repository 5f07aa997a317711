// kube-scheduler: takes pods that have no node, one at a time, and binds each to the node the plug-ins prefer.
// Leaves out extenders and several profiles; queueing hints are per plug-in (which kind of change), not per object.
import {
	ApiError,
	apiMemory,
	becomeLeader,
	cached,
	createSubresource,
	flush,
	healthThreads,
	informerThreads,
	isNotFound,
	leaderThreads,
	loadKubeconfig,
	patch,
	recordEvent,
	remove,
	startHealth,
	startInformers,
	useConfig,
	waitForSync,
	type Informers
} from '../client/index.ts';
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { awaitKey, clock, ids, monotonic, random, sleep, thread, trace, type Context, type Program } from '../kernel/index.ts';
import { keyOf, type Pod } from '../kinds/index.ts';
import { hex, rfc3339 } from '../values/index.ts';
import { chooseNode, failureMessage, preempt, type Eviction } from './cycle.ts';
import { move, nextPod, onNode, onPod, snapshotOf, type Memory } from './memory.ts';
import { addPod, removePod } from './node-info.ts';
import type { Change } from './plugin.ts';
import { waitingClaims } from './plugins/volumes.ts';

const component = 'default-scheduler';
const memory = <T>(run: (m: Memory) => T): Sys<T> => act<Memory, T>(run);

const informers: Informers<Memory> = {
	pods: { resource: 'v1/pods', indexes: ['node'], onEvent: onPod },
	nodes: { resource: 'v1/nodes', onEvent: onNode },
	namespaces: { resource: 'v1/namespaces' },
	claims: { resource: 'v1/persistentvolumeclaims', onEvent: (m) => move(m, 'volumes') },
	volumes: { resource: 'v1/persistentvolumes', onEvent: (m) => move(m, 'volumes') },
	classes: { resource: 'storage.k8s.io/v1/storageclasses', onEvent: (m) => move(m, 'volumes') },
	budgets: { resource: 'policy/v1/poddisruptionbudgets' }
};

/** A random UUID (version 4) from 16 bytes. */
function uuid(bytes: Uint8Array): string {
	const text = hex(bytes);
	return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`;
}

type Outcome = { node: string; claims: readonly string[] } | { message: string; wakes: ReadonlySet<Change>; eviction?: Eviction };

/** Decides for one pod; an eviction's or placement's effect on the node is taken into account at once. */
function decide(m: Memory, pod: Pod, chance: number): Outcome {
	const snapshot = snapshotOf(m);
	const choice = chooseNode(pod, snapshot, chance);
	if ('node' in choice) {
		const claims = waitingClaims(snapshot.prepared)
			.filter((claim) => claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] === undefined)
			.map(keyOf);
		if (waitingClaims(snapshot.prepared).length === 0) {
			const info = m.nodes.get(choice.node);
			if (info) addPod(info, keyOf(pod), pod);
			m.assumed.set(keyOf(pod), choice.node);
		}
		return { node: choice.node, claims };
	}
	const eviction = preempt(pod, choice.misfits, snapshot);
	if (typeof eviction === 'string') return { message: failureMessage(choice.misfits, snapshot.nodes.size, eviction), wakes: choice.wakes };
	return {
		message: failureMessage(
			choice.misfits,
			snapshot.nodes.size,
			`no new claims to deallocate, preemption: 0/${snapshot.nodes.size} nodes are available: ${eviction.victims.length} No preemption victims found for incoming pod.`
		),
		wakes: choice.wakes,
		eviction
	};
}

function* bind(pod: Pod, node: string): Sys<void> {
	const key = keyOf(pod);
	try {
		yield* createSubresource('v1/pods', key, 'binding', {
			apiVersion: 'v1',
			kind: 'Binding',
			metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
			target: { kind: 'Node', name: node }
		});
		yield* trace('scheduler.bound', { pod: key, node });
		yield* recordEvent({ component, about: pod, type: 'Normal', reason: 'Scheduled', message: `Successfully assigned ${key} to ${node}` });
		yield* memory((m) => void m.waiting.delete(key));
	} catch (error) {
		if (!(error instanceof ApiError || error instanceof Errno)) throw error;
		yield* memory((m) => {
			const info = m.nodes.get(node);
			if (info) removePod(info, key);
			m.assumed.delete(key);
		});
		yield* again(key);
	}
}

/** Back to the queue, later each time: 1 s doubling to 10 s. */
function* again(key: string, stuck = false, wakes?: ReadonlySet<Change>): Sys<void> {
	const now = yield* monotonic();
	yield* memory((m) => {
		const entry = m.waiting.get(key);
		if (!entry) return;
		const attempts = entry.attempts + 1;
		m.waiting.set(key, {
			attempts,
			stuck,
			...(wakes ? { wakes } : {}),
			...(stuck ? {} : { error: true }),
			notBefore: now + Math.min(10_000_000, 1_000_000 * (1 << Math.min(4, attempts - 1)))
		});
	});
}

function* fail(pod: Pod, message: string, wakes: ReadonlySet<Change>): Sys<void> {
	const key = keyOf(pod);
	yield* again(key, true, wakes);
	yield* recordEvent({ component, about: pod, type: 'Warning', reason: 'FailedScheduling', message });
	const known = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
	if (known?.status === 'False' && known.reason === 'Unschedulable' && known.message === message) return;
	const time = rfc3339(yield* clock());
	const condition = {
		type: 'PodScheduled',
		status: 'False',
		reason: 'Unschedulable',
		message,
		lastProbeTime: null,
		lastTransitionTime: known?.status === 'False' ? known.lastTransitionTime : time,
		...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {})
	};
	try {
		yield* patch('v1/pods', key, { status: { conditions: [condition] } }, { type: 'strategic', subresource: 'status' });
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
	}
}

/** Asks the victims to leave and remembers where the pod wants to go. */
function* evict(pod: Pod, { node, victims }: Eviction): Sys<void> {
	const key = keyOf(pod);
	try {
		yield* patch('v1/pods', key, { status: { nominatedNodeName: node } }, { type: 'strategic', subresource: 'status' });
		for (const { key: victim, pod: other } of victims) {
			const time = rfc3339(yield* clock());
			const condition = {
				type: 'DisruptionTarget',
				status: 'True',
				reason: 'PreemptionByScheduler',
				message: `${component}: preempting to accommodate a higher priority pod`,
				lastTransitionTime: time
			};
			if (!other.metadata.deletionTimestamp)
				yield* patch('v1/pods', victim, { status: { conditions: [condition] } }, { type: 'strategic', subresource: 'status' });
			yield* recordEvent({
				component,
				about: other,
				type: 'Normal',
				reason: 'Preempted',
				message: `Preempted by pod ${pod.metadata.uid} on node ${node}`
			});
			yield* remove('v1/pods', victim);
		}
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
}

function* scheduleOne(key: string): Sys<void> {
	const pod = yield* cached('v1/pods', key);
	if (!pod || pod.spec?.nodeName) return void (yield* memory((m) => void m.waiting.delete(key)));
	const bytes = yield* random(4);
	const chance = (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
	const outcome = yield* memory((m) => decide(m, pod, chance));
	if ('node' in outcome) {
		const assumed = yield* memory((m) => m.assumed.has(key));
		if (assumed) return yield* bindBeside(pod, outcome.node);
		// Its claims wait for this choice: name the node, and come back when they are bound.
		for (const claim of outcome.claims)
			yield* patch(
				'v1/persistentvolumeclaims',
				claim,
				{ metadata: { annotations: { 'volume.kubernetes.io/selected-node': outcome.node } } },
				{ type: 'merge' }
			);
		return yield* again(key, outcome.claims.length === 0);
	}
	yield* fail(pod, outcome.message, outcome.wakes);
	if (outcome.eviction) yield* evict(pod, outcome.eviction);
}

/** Binding goes on beside the next cycle. */
const bindBeside = function* (pod: Pod, node: string): Sys<void> {
	yield* thread('bind', { pod, node });
};

export const kubeScheduler: Program = {
	name: 'kube-scheduler',
	rss: 24 << 20,
	memory: (): Memory => ({ api: apiMemory(), nodes: new Map(), waiting: new Map(), assumed: new Map(), moved: new Set() }),
	*main(context: Context) {
		if (context.settled === undefined) {
			const config = context.argv.find((arg) => arg.startsWith('--kubeconfig='))?.slice('--kubeconfig='.length) ?? '/etc/kubernetes/scheduler.conf';
			yield* useConfig(yield* loadKubeconfig(config, 'kube-scheduler/v1.36.3 (linux/amd64) kubernetes/0000000/scheduler'));
			yield* startHealth(10_259);
			yield* startInformers(informers);
			yield* waitForSync(Object.values(informers).map((informer) => informer.resource));
			yield* becomeLeader({ name: 'kube-scheduler', identity: `${(yield* ids()).hostname}_${uuid(yield* random(16))}` });
		}
		for (;;) {
			yield* settle('scheduling');
			const now = yield* monotonic();
			const next = yield* memory((m) => nextPod(m, now));
			if (next && 'key' in next) {
				try {
					yield* scheduleOne(next.key);
				} catch (error) {
					if (!(error instanceof ApiError || error instanceof Errno)) throw error;
					yield* again(next.key);
					yield* sleep(100_000);
				}
				yield* flush();
			} else yield* awaitKey('pods', next ? next.after : undefined);
		}
	},
	threads: {
		...informerThreads(informers),
		...leaderThreads,
		...healthThreads,
		*bind(context) {
			const { pod, node } = context.init as { pod: Pod; node: string };
			yield* bind(pod, node);
		}
	}
};
