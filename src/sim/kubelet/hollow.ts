// Hollow nodes, as kubemark's: one process that stands for many kubelets. It registers nodes, renews their leases, reports their
// status, and answers for the pods bound to them through the API: Running and Ready with an address of the node's range, gone when
// deleted. Leaves out, on purpose, everything below the API: no runtime, no containers, no probes, no volumes.
// Invariant: a pod is reported once; what a node holds is known from the informer's store and the addresses handed out.
//   hollow-node --nodes=200 [--name=hollow] [--kubeconfig=/etc/kubernetes/admin.conf]
import {
	ApiError,
	apiMemory,
	cached,
	controllerThreads,
	create,
	done,
	enqueue,
	get,
	informerThreads,
	isNotFound,
	loadKubeconfig,
	microTime,
	patch,
	remove,
	startControllers,
	startInformers,
	update,
	useConfig,
	waitForSync,
	type Controller,
	type HasApi,
	type Informers,
	type StoreEvent
} from '../client/index.ts';
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { clock, sleep, thread, type Context, type Program } from '../kernel/index.ts';
import { keyOf, type Lease, type NodeCondition, type Pod } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';

interface HollowNode {
	readonly address: string;
	/** Its range as the node-ipam controller assigned it, or of its own number until then. */
	range: string;
	/** Addresses in use: the last number by pod uid. */
	used: Map<string, number>;
	/** As this process wrote it last. */
	lease: Lease | null;
}
interface Memory extends HasApi {
	/** By name, in order. */
	nodes: Map<string, HollowNode>;
}
const hollow = <T>(run: (memory: Memory) => T): Sys<T> => act<Memory, T>(run);

const leases = 'coordination.k8s.io/v1/leases';
const interval = 10_000_000;
/** Rounds of lease renewals between two reports of an unchanged status (nodeStatusReportFrequency, 5 min). */
const statusRounds = 30;

function onPod(memory: Memory, { type, object }: StoreEvent): void {
	const pod = object as Pod;
	const node = memory.nodes.get(pod.spec?.nodeName ?? '');
	if (!node) return;
	if (type === 'delete') node.used.delete(pod.metadata.uid);
	else if (pod.metadata.deletionTimestamp || (pod.status?.phase ?? 'Pending') === 'Pending') enqueue(memory, 'hollow-pods', keyOf(object));
}

const informers: Informers<Memory> = { pods: { resource: 'v1/pods', onEvent: onPod } };

/** The lowest free address of the node's range. */
function addressOf(node: HollowNode, uid: string): string {
	let number = node.used.get(uid);
	if (number === undefined) {
		const taken = new Set(node.used.values());
		number = 2;
		while (taken.has(number)) number++;
		node.used.set(uid, number);
	}
	return `${node.range}${number}`;
}

function runningStatus(pod: Pod, host: string, ip: string, time: string): Pod['status'] {
	const generation = pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation };
	const condition = (type: string) => ({ type, status: 'True', lastProbeTime: null as never, lastTransitionTime: time, ...generation });
	return {
		...generation,
		phase: 'Running',
		conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
		containerStatuses: (pod.spec?.containers ?? []).map((container) => ({
			name: container.name,
			image: container.image ?? '',
			imageID: '',
			containerID: `hollow://${pod.metadata.uid}/${container.name}`,
			ready: true,
			started: true,
			restartCount: 0,
			lastState: {},
			state: { running: { startedAt: time } }
		})),
		hostIP: host,
		hostIPs: [{ ip: host }],
		podIP: ip,
		podIPs: [{ ip }],
		startTime: time
	};
}

const pods: Controller = {
	name: 'hollow-pods',
	workers: 8,
	*reconcile(key) {
		const pod = yield* cached('v1/pods', key);
		if (!pod) return done;
		if (pod.metadata.deletionTimestamp) {
			try {
				yield* remove('v1/pods', key, { gracePeriodSeconds: 0, uid: pod.metadata.uid });
			} catch (error) {
				if (!isNotFound(error)) throw error;
			}
			return done;
		}
		if ((pod.status?.phase ?? 'Pending') !== 'Pending') return done;
		const at = yield* hollow((m) => {
			const node = m.nodes.get(pod.spec?.nodeName ?? '');
			return node && { host: node.address, ip: pod.spec?.hostNetwork ? node.address : addressOf(node, pod.metadata.uid) };
		});
		if (!at) return done;
		yield* patch(
			'v1/pods',
			key,
			{ metadata: { uid: pod.metadata.uid }, status: runningStatus(pod, at.host, at.ip, rfc3339(yield* clock())) },
			{ subresource: 'status' }
		);
		return done;
	}
};

const ready: readonly (readonly [string, string, string, string])[] = [
	['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
	['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
	['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
	['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status']
];
const conditions = (time: string): NodeCondition[] =>
	ready.map(([type, status, reason, message]) => ({ type, status, reason, message, lastHeartbeatTime: time, lastTransitionTime: time }));

/** Registers the node unless it is there. */
function* register(name: string, address: string): Sys<void> {
	const capacity = { cpu: '8', memory: '32Gi', pods: '110', 'ephemeral-storage': '100Gi' };
	try {
		yield* create('v1/nodes', {
			apiVersion: 'v1',
			kind: 'Node',
			metadata: { name, labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'hollow-node': 'true' } },
			spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
			status: {
				capacity,
				allocatable: capacity,
				conditions: conditions(rfc3339(yield* clock())),
				addresses: [
					{ type: 'InternalIP', address },
					{ type: 'Hostname', address: name }
				],
				nodeInfo: {
					machineID: name,
					systemUUID: name,
					bootID: name,
					kernelVersion: 'hollow',
					osImage: 'hollow',
					containerRuntimeVersion: 'hollow://1.0.0',
					kubeletVersion: 'v1.36.3',
					kubeProxyVersion: '',
					operatingSystem: 'linux',
					architecture: 'amd64'
				}
			}
		});
	} catch (error) {
		if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
	}
}

/** Renews the node's lease, writing on from what was written last, as the kubelet does. */
function* renew(name: string): Sys<void> {
	const held = yield* hollow((m) => m.nodes.get(name)?.lease ?? null);
	const renewTime = microTime(yield* clock());
	let lease: Lease | null = null;
	try {
		if (held) lease = yield* update(leases, { ...held, spec: { ...held.spec, renewTime } }, { noCache: true });
		else {
			const owner = yield* get('v1/nodes', name);
			const cidr = owner.spec?.podCIDR;
			if (cidr) yield* hollow((m) => void Object.assign(m.nodes.get(name) ?? {}, { range: cidr.slice(0, cidr.lastIndexOf('.') + 1) }));
			lease = yield* create(leases, {
				apiVersion: 'coordination.k8s.io/v1',
				kind: 'Lease',
				metadata: { name, namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: owner.metadata.uid }] },
				spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime }
			});
		}
	} catch (error) {
		if (!(error instanceof ApiError || error instanceof Errno)) throw error;
		if (error instanceof ApiError && error.reason === 'AlreadyExists') lease = yield* get(leases, `kube-node-lease/${name}`);
	}
	yield* hollow((m) => {
		const node = m.nodes.get(name);
		if (node) node.lease = lease;
	});
}

function* report(name: string): Sys<void> {
	try {
		yield* patch(
			'v1/nodes',
			name,
			{ status: { conditions: conditions(rfc3339(yield* clock())).map(({ lastTransitionTime: _kept, ...rest }) => rest) } },
			{ subresource: 'status' }
		);
	} catch (error) {
		if (!(error instanceof ApiError || error instanceof Errno)) throw error;
	}
}

export const hollowNode: Program = {
	name: 'hollow-node',
	rss: 60 << 20,
	memory: (): Memory => ({ api: apiMemory(), nodes: new Map() }),
	threads: {
		...informerThreads(informers),
		...controllerThreads([pods]),
		/** Every node's lease once in ten seconds, spread over them. */
		*leases(context: Context) {
			let round = (context.settled as { round: number } | undefined)?.round ?? 0;
			for (;;) {
				yield* settle({ round });
				const names = yield* hollow((m) => [...m.nodes.keys()]);
				for (const [i, name] of names.entries()) {
					yield* renew(name);
					if (round % statusRounds === statusRounds - 1) yield* report(name);
					yield* sleep(Math.max(1, Math.floor((round === 0 ? 1_000_000 : interval) / names.length) - (i & 1)));
				}
				round++;
			}
		}
	},
	*main(context: Context) {
		if (context.settled === undefined) {
			const flag = (name: string, usual: string): string => context.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? usual;
			const count = Number(flag('nodes', '1'));
			const prefix = flag('name', 'hollow');
			yield* useConfig(yield* loadKubeconfig(flag('kubeconfig', '/etc/kubernetes/admin.conf'), 'hollow-node/v1.36.3 (linux/amd64) kubernetes/0000000'));
			yield* hollow((m) => {
				for (let i = 0; i < count; i++)
					m.nodes.set(`${prefix}-${i}`, { address: `10.250.${i >> 8}.${i & 255}`, range: `10.251.${i & 255}.`, used: new Map(), lease: null });
			});
			const nodes = yield* hollow((m) => [...m.nodes].map(([name, { address }]) => ({ name, address })));
			for (const { name, address } of nodes) yield* register(name, address);
			yield* startInformers(informers);
			yield* waitForSync(['v1/pods']);
			yield* startControllers([pods]);
			yield* thread('leases', null);
		}
		for (;;) {
			yield* settle('running');
			yield* sleep(3_600_000_000);
		}
	}
};
