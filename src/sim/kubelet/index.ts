// The kubelet: runs the pods bound to its node and the manifests of its directory, through the CRI; reports on them and on the node.
// Leaves out: image garbage collection, device plug-ins, in-place resizing, checkpoints, dynamic resources.
import { ApiError, flush, informerThreads, loadKubeconfig, startInformers, useConfig, type Informers, type StoreEvent } from '../client/index.ts';
import { CONTAINERD_SOCKET, criNext, criStream, RpcError } from '../containerd/index.ts';
import { Errno, settle, type Sys } from '../engine/index.ts';
import { awaitKey, clock, close, exists, ids, print, readText, sleep, thread, type Context, type Program } from '../kernel/index.ts';
import { parseYaml } from '../values/index.ts';
import type { Pod } from '../kinds/index.ts';
import { kubelet, newMemory, touchPod, touchProbes, type Memory } from './memory.ts';
import { leaseThread, nodeAddress, statusThread } from './node.ts';
import { evictionThread } from './evictions.ts';
import { probeThread, relist } from './probes.ts';
import { serverThreads } from './server.ts';
import { staticThread } from './static-pods.ts';
import { forgetPod } from './runtime.ts';
import { syncPod } from './sync.ts';

function onPod(memory: Memory, event: StoreEvent): void {
	const pod = event.object as Pod;
	const mirrored = pod.metadata.annotations?.['kubernetes.io/config.mirror'];
	if (mirrored !== undefined) {
		memory.mirrorsDue = true;
		if (event.type === 'delete') memory.mirrors.delete(mirrored);
		else memory.mirrors.set(mirrored, pod.metadata.uid);
		if (event.type !== 'update') touchPod(memory, mirrored);
		return;
	}
	const { uid } = pod.metadata;
	if (event.type === 'delete') {
		const wanted = memory.pods.get(uid);
		// Gone without us (forced): what runs is ended all the same.
		if (wanted && !wanted.pod.metadata.deletionTimestamp)
			memory.pods.set(uid, { pod: { ...pod, metadata: { ...pod.metadata, deletionTimestamp: 'now', deletionGracePeriodSeconds: 0 } } });
		touchPod(memory, uid);
		return;
	}
	memory.pods.set(uid, { pod });
	if (event.type === 'update' && !differs(event.old as Pod | undefined, pod)) return;
	// A worker looks at once when it begins; a mark made before would make it look twice.
	if (memory.workers.has(uid)) touchPod(memory, uid);
	else memory.api.touched.push('pods');
}
/** Whether a pod's worker has to look at a change: not at the status, which is mostly its own writing (podsDifferSemantically). */
function differs(old: Pod | undefined, pod: Pod): boolean {
	if (old === undefined || old.metadata.uid !== pod.metadata.uid || pod.spec?.readinessGates?.length) return true;
	const parts = ({ metadata: { labels, annotations, deletionTimestamp, deletionGracePeriodSeconds } }: Pod): string =>
		JSON.stringify([labels, annotations, deletionTimestamp, deletionGracePeriodSeconds]);
	return parts(old) !== parts(pod) || (old.spec !== pod.spec && JSON.stringify(old.spec) !== JSON.stringify(pod.spec));
}

const informers: Informers<Memory> = {
	pods: { resource: 'v1/pods', fieldSelector: (memory) => `spec.nodeName=${memory.node}`, onEvent: onPod },
	services: { resource: 'v1/services' },
	node: { resource: 'v1/nodes', fieldSelector: (memory) => `metadata.name=${memory.node}` }
};

/** Starts workers for pods that have none. */
function* startWorkers(): Sys<void> {
	const fresh = yield* kubelet((m) => {
		const uids = [...m.pods.keys()].filter((uid) => !m.workers.has(uid));
		for (const uid of uids) m.workers.add(uid);
		return uids;
	});
	for (const uid of fresh) yield* thread('pod', uid);
}

function* configure(context: Context): Sys<void> {
	const flag = (name: string): string | undefined => context.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
	const path = flag('config') ?? '/var/lib/kubelet/config.yaml';
	const config = (yield* exists(path)) ? (parseYaml(yield* readText(path)) as { clusterDNS?: string[]; clusterDomain?: string; staticPodPath?: string }) : {};
	const node = flag('hostname-override') ?? (yield* ids()).hostname;
	const address = flag('node-ip') ?? (yield* nodeAddress());
	yield* kubelet((m) => {
		m.node = node;
		m.address = address;
		m.clusterDns = config.clusterDNS?.[0] ?? m.clusterDns;
		m.clusterDomain = config.clusterDomain ?? m.clusterDomain;
		m.manifests = config.staticPodPath ?? m.manifests;
	});
	const kubeconfig = flag('kubeconfig') ?? '/etc/kubernetes/kubelet.conf';
	yield* useConfig(yield* loadKubeconfig(kubeconfig, 'kubelet/v1.36.3 (linux/amd64) kubernetes/0000000'));
}

export const kubeletProgram: Program = {
	name: 'kubelet',
	rss: 60 << 20,
	memory: newMemory,
	*main(context: Context) {
		if (context.settled === undefined) {
			try {
				yield* configure(context);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* print(
					`E1120 08:00:00.000000       1 run.go:72] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: ${error.message.toLowerCase()}"\n`
				);
				return 1;
			}
			yield* thread('statics', null);
			yield* thread('status', null);
			yield* thread('lease', null);
			yield* thread('events', null);
			yield* thread('server', null);
			yield* startInformers(informers);
		}
		for (;;) {
			yield* settle('running');
			yield* startWorkers();
			yield* awaitKey('pods');
		}
	},
	threads: {
		...informerThreads(informers),
		...serverThreads,
		statics: staticThread,
		status: statusThread,
		lease: leaseThread,
		probe: probeThread,
		eviction: evictionThread,
		*pod(context) {
			const uid = context.init as string;
			for (;;) {
				yield* settle(uid);
				let next: { after: number } | 'gone';
				try {
					next = yield* syncPod(uid);
				} catch (error) {
					if (!(error instanceof RpcError || error instanceof Errno || error instanceof ApiError)) throw error;
					next = { after: 2_000_000 };
				}
				yield* flush();
				if (next === 'gone') break;
				yield* awaitKey(`pod:${uid}`, next.after);
			}
			yield* kubelet((m) => {
				m.workers.delete(uid);
				m.pods.delete(uid);
				m.ended.delete(uid);
				m.sent.delete(uid);
				m.mirrors.delete(uid);
				for (const [sandbox, of] of [...m.sandboxes]) if (of === uid) m.sandboxes.delete(sandbox);
				forgetPod(m, uid);
				for (const map of [m.reasons, m.backOffs, m.probes, m.seen]) for (const key of [...map.keys()]) if (key.startsWith(`${uid}/`)) map.delete(key);
				touchProbes(m, uid);
			});
			yield* flush();
		},
		/**
		 * What happened in the runtime is seen when its containers are listed next, once a second (the generic PLEG): then the pod's worker
		 * looks. The runtime's own reports stand for the listing, which would find nothing new without one.
		 */
		*events(context) {
			let fd = typeof context.settled === 'number' ? context.settled : -1;
			for (;;) {
				yield* settle(fd);
				try {
					if (fd >= 0 && (yield* takeEvent(fd))) continue;
					if (fd < 0) {
						// Nothing is told while nobody listens.
						yield* kubelet((m) => {
							m.runtimeChanges++;
							m.runtimePods.clear();
						});
						fd = yield* criStream('GetContainerEvents', {}, CONTAINERD_SOCKET);
						continue;
					}
				} catch (error) {
					if (!(error instanceof RpcError || error instanceof Errno)) throw error;
				}
				if (fd >= 0) yield* close(fd);
				fd = -1;
				yield* sleep(1_000_000);
			}
		}
	}
};

/** Takes one event of the runtime in. False: there will be no more. */
function* takeEvent(fd: number): Sys<boolean> {
	const step = yield* criNext<'GetContainerEvents'>(fd);
	if (!('event' in step)) return false;
	const { type, podSandboxId, createdAt } = step.event;
	// Being made is no news: what the listing tells is that something runs, ended or is gone.
	if (type === 'CONTAINER_CREATED_EVENT') return true;
	yield* kubelet((m) => podOf(m, podSandboxId, forgetPod));
	const due = (Math.floor(createdAt / relist) + 1) * relist;
	const now = yield* clock();
	if (now < due) yield* sleep(due - now);
	yield* wakePodOf(podSandboxId);
	return true;
}

/** Wakes the worker of the sandbox's pod. One that is not known any more has been seen to its end. */
function* wakePodOf(podSandboxId: string): Sys<void> {
	yield* kubelet((m) =>
		podOf(m, podSandboxId, (memory, uid) => {
			forgetPod(memory, uid);
			touchPod(memory, uid);
		})
	);
	yield* flush();
}
function podOf(memory: Memory, podSandboxId: string, then: (memory: Memory, uid: string) => void): void {
	const uid = memory.sandboxes.get(podSandboxId);
	if (uid !== undefined) then(memory, uid);
}
