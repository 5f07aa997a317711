// The node as the kubelet reports it: registration, status, lease (kubelet_node_status.go, nodelease).
import { ApiError, create, get, isNotFound, lookup, patch, recordEvent, update } from '../client/index.ts';
import { RpcError } from '../containerd/index.ts';
import { Errno, settle, type Sys } from '../engine/index.ts';
import { clock, exists, monotonic, netlink, readText, sleep, sysinfo, uname, type Context, type Interface } from '../kernel/index.ts';
import type { Lease, Node, NodeCondition } from '../kinds/index.ts';
import { base64, rfc3339, rfc3339nano, sha256Hex } from '../values/index.ts';
import { encodeCertificateRequest } from '../values/x509.ts';
import { cri } from './cri.ts';
import { kubelet, type Machine, type Memory } from './memory.ts';

/** The machine's own address: the first of its first outer interface. */
export function* nodeAddress(): Sys<string> {
	for (const link of yield* netlink<readonly Interface[]>({ op: 'links' })) {
		if (link.kind !== 'phys') continue;
		const [address] = link.addresses;
		if (address) return address.slice(0, address.indexOf('/'));
	}
	return '127.0.0.1';
}

interface Readiness {
	readonly ready: boolean;
	readonly message: string;
	readonly version: string;
}
/** Whether the runtime and the pod network are there; the texts of NotReady. */
function* readiness(known: string): Sys<Readiness> {
	try {
		let runtimeVersion = known;
		if (runtimeVersion === '') {
			({ runtimeVersion } = yield* cri('Version', {}));
			yield* kubelet((m) => void (m.runtimeVersion = runtimeVersion));
		}
		const { conditions } = yield* cri('Status', {});
		const bad = conditions.find((c) => !c.status);
		const version = `containerd://${runtimeVersion.replace(/^v/, '')}`;
		if (!bad) return { ready: true, message: 'kubelet is posting ready status', version };
		return {
			ready: false,
			message:
				bad.type === 'NetworkReady'
					? `container runtime network not ready: NetworkReady=false reason:${bad.reason} message:Network plugin returns error: ${bad.message}`
					: `container runtime not ready: ${bad.message}`,
			version
		};
	} catch (error) {
		if (!(error instanceof RpcError || error instanceof Errno)) throw error;
		yield* kubelet((m) => void (m.runtimeVersion = ''));
		return {
			ready: false,
			message: '[container runtime is down, PLEG is not healthy: pleg was last seen active 3m0s ago; threshold is 3m0s]',
			version: 'containerd://2.2.1'
		};
	}
}

/** Images are listed this often at most, as image garbage collection's cache is. */
const imagesEveryUs = 30_000_000;
export type Images = NonNullable<NonNullable<Node['status']>['images']>;
function* images(): Sys<Images> {
	const now = yield* monotonic();
	const known = yield* kubelet((m) => (m.images && now - m.images.at < imagesEveryUs ? m.images.list : undefined));
	if (known) return known;
	const fresh = yield* listImages();
	return yield* kubelet((m) => {
		const list = m.images && JSON.stringify(m.images.list) === JSON.stringify(fresh) ? m.images.list : fresh;
		m.images = { at: now, list };
		return list;
	});
}
function* listImages(): Sys<Images> {
	try {
		const { images: all } = yield* cri('ListImages', {});
		return [...all]
			.sort((a, b) => b.size - a.size)
			.slice(0, 50)
			.map((image) => ({ names: [...image.repoDigests, ...image.repoTags].slice(0, 5), sizeBytes: image.size }));
	} catch (error) {
		if (!(error instanceof RpcError || error instanceof Errno)) throw error;
		return [];
	}
}

/** What the machine calls itself: read once, as the real kubelet's cAdvisor does. */
function* machine(node: string): Sys<Machine> {
	const known = yield* kubelet((m) => m.machine);
	if (known) return known;
	const osRelease = (yield* exists('/etc/os-release')) ? yield* readText('/etc/os-release') : '';
	const read = { id: sha256Hex(node).slice(0, 32), osImage: /^PRETTY_NAME="(.*)"$/m.exec(osRelease)?.[1] ?? '', release: (yield* uname()).release };
	yield* kubelet((m) => void (m.machine = read));
	return read;
}

/** What a status says, as it was found. */
interface Findings {
	readonly now: number;
	readonly readiness: Readiness;
	readonly cores: number;
	readonly memoryTotal: number;
	readonly machine: Machine;
	readonly images: Images;
}
function* findings(node: string, runtimeVersion: string): Sys<Findings> {
	const found = yield* readiness(runtimeVersion);
	const { cores, memoryTotal } = yield* sysinfo();
	return { readiness: found, cores, memoryTotal, machine: yield* machine(node), images: yield* images(), now: yield* clock() };
}

/** The status to report, keeping the transition times of `old`. */
function nodeStatus(found: Findings, node: string, address: string, old: Node['status']): NonNullable<Node['status']> {
	const time = rfc3339(found.now);
	const { ready, message, version } = found.readiness;
	const condition = (type: string, status: boolean, reason: string, text: string): NodeCondition => {
		const value = status ? 'True' : 'False';
		const known = old?.conditions?.find((c) => c.type === type);
		return {
			type,
			status: value,
			lastHeartbeatTime: time,
			lastTransitionTime: known?.status === value ? (known.lastTransitionTime ?? time) : time,
			reason,
			message: text
		};
	};
	const { id, osImage, release } = found.machine;
	const capacity = {
		cpu: String(found.cores),
		'ephemeral-storage': '264212084Ki',
		'hugepages-1Gi': '0',
		'hugepages-2Mi': '0',
		memory: `${Math.floor(found.memoryTotal / 1024)}Ki`,
		pods: '110'
	};
	const features = { recursiveReadOnlyMounts: true, userNamespaces: false };
	return {
		capacity,
		allocatable: capacity,
		conditions: [
			condition('MemoryPressure', false, 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
			condition('DiskPressure', false, 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
			condition('PIDPressure', false, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
			condition('Ready', ready, ready ? 'KubeletReady' : 'KubeletNotReady', message)
		],
		addresses: [
			{ type: 'InternalIP', address },
			{ type: 'Hostname', address: node }
		],
		daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
		nodeInfo: {
			machineID: id,
			systemUUID: id,
			bootID: '8c6bb2c5-4a7f-4b39-9f5d-1c2d3e4f5a6b',
			kernelVersion: release,
			osImage,
			containerRuntimeVersion: version,
			kubeletVersion: 'v1.36.3',
			kubeProxyVersion: '',
			operatingSystem: 'linux',
			architecture: 'amd64'
		},
		images: found.images,
		runtimeHandlers: [
			{ name: '', features },
			{ name: 'runc', features }
		],
		features: { supplementalGroupsPolicy: true }
	};
}

/** Creates the node's object unless it is there. */
function* register(node: string): Sys<void> {
	try {
		yield* get('v1/nodes', node);
	} catch (error) {
		if (!isNotFound(error)) throw error;
		const label = {
			'beta.kubernetes.io/arch': 'amd64',
			'beta.kubernetes.io/os': 'linux',
			'kubernetes.io/arch': 'amd64',
			'kubernetes.io/hostname': node,
			'kubernetes.io/os': 'linux'
		};
		const made = yield* create('v1/nodes', {
			apiVersion: 'v1',
			kind: 'Node',
			metadata: { name: node, labels: label, annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
			spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
			status: nodeStatus(yield* findings(node, ''), node, yield* kubelet((m) => m.address), undefined)
		});
		yield* announceStorage(made);
		yield* requestCertificate(node);
	}
}
const migrated = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume'].map((name) => `kubernetes.io/${name}`);
/** The node's CSINode: no drivers, and what would be theirs of the old in-tree plug-ins. */
function* announceStorage(node: Node): Sys<void> {
	const { name, uid } = node.metadata;
	try {
		yield* create('storage.k8s.io/v1/csinodes', {
			apiVersion: 'storage.k8s.io/v1',
			kind: 'CSINode',
			metadata: {
				name,
				annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': migrated.join() },
				ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }]
			},
			spec: { drivers: [] }
		});
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
	}
}
/** Certificate rotation's first request. FIDELITY: the kubelet goes on with the certificate it has; it does not fetch what is issued. */
function* requestCertificate(node: string): Sys<void> {
	const request = encodeCertificateRequest({ commonName: `system:node:${node}`, organization: ['system:nodes'], names: [] });
	try {
		yield* create('certificates.k8s.io/v1/certificatesigningrequests', {
			apiVersion: 'certificates.k8s.io/v1',
			kind: 'CertificateSigningRequest',
			metadata: { generateName: 'csr-' },
			spec: { request: base64(request), signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth'] }
		});
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
	}
}

/** What was looked at last, and the status it made (without heartbeats): made anew only when something of it is another. */
export interface SeenNode {
	readonly by: string;
	readonly images: Images;
	readonly old: Node['status'];
	readonly bare: string;
}
const reportEveryUs = 300_000_000;

/** The status to send when it says something new or is due again; `bare` is what it says, without heartbeats. Inside an act. */
function due(m: Memory, found: Findings, current: Node, sent: { readonly sent: string; readonly at: number }): Due | null {
	m.runtimeReady = found.readiness.ready;
	const { message, version } = found.readiness;
	const by = `${message} ${version} ${found.cores} ${found.memoryTotal} ${m.address}`;
	const known = m.seenNode;
	const late = found.now - sent.at > reportEveryUs;
	const asBefore = known !== undefined && known.by === by && known.images === found.images && known.old === current.status;
	if (asBefore && known.bare === sent.sent && !late) return null;
	const status = nodeStatus(found, m.node, m.address, current.status);
	const bare = JSON.stringify({ ...status, conditions: status.conditions?.map(({ lastHeartbeatTime: _gone, ...rest }) => rest) });
	m.seenNode = { by, images: found.images, old: current.status, bare };
	return bare === sent.sent && !late ? null : { status, bare };
}
interface Due {
	readonly status: NonNullable<Node['status']>;
	readonly bare: string;
}

/** A thread entry: registers, then reports the status every 10 s if it changed (every 5 min anyway). */
export function* statusThread(context: Context): Sys<void> {
	let state = (context.settled as { registered: boolean; sent: string; at: number; cordoned: boolean } | undefined) ?? {
		registered: false,
		sent: '',
		at: 0,
		cordoned: false
	};
	for (;;) {
		yield* settle(state);
		const known = yield* kubelet((m) => ({ node: m.node, runtimeVersion: m.runtimeVersion, current: lookup(m, 'v1/nodes', m.node) as Node | undefined }));
		const { node } = known;
		let ready: boolean;
		try {
			if (!state.registered) {
				yield* register(node);
				yield* kubelet((m) => void (m.connected = true));
				state = { ...state, registered: true };
			}
			const current = known.current ?? (yield* get('v1/nodes', node));
			const cordoned = current.spec?.unschedulable === true;
			if (cordoned !== state.cordoned) {
				yield* tell(current, cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable');
				state = { ...state, cordoned };
			}
			const found = yield* findings(node, known.runtimeVersion);
			({ ready } = found.readiness);
			const { sent, at } = state;
			const news = yield* kubelet((m) => due(m, found, current, { sent, at }));
			if (news) {
				const wasReady = current.status?.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
				yield* patch('v1/nodes', node, { status: news.status }, { type: 'strategic', subresource: 'status' });
				if (wasReady !== ready) yield* tell(current, ready ? 'NodeReady' : 'NodeNotReady');
				state = { ...state, sent: news.bare, at: found.now };
			}
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof Errno)) throw error;
			if (isNotFound(error)) state = { ...state, registered: false };
			yield* sleep(state.registered ? 1_000_000 : 400_000);
			continue;
		}
		// Until the node is Ready it is looked at more often.
		yield* sleep(ready ? 10_000_000 : 500_000);
	}
}
function* tell(about: Node, reason: string): Sys<void> {
	const { name } = about.metadata;
	yield* recordEvent({ component: 'kubelet', host: name, about, type: 'Normal', reason, message: `Node ${name} status is now: ${reason}` });
}

const micro = (us: number): string => {
	const text = rfc3339nano(us).replace('Z', '');
	const dot = text.indexOf('.');
	return dot < 0 ? `${text}.000000Z` : `${text.slice(0, dot + 7).padEnd(dot + 7, '0')}Z`;
};

/** A thread entry: renews the node's lease every 10 s. */
export function* leaseThread(context: Context): Sys<void> {
	const ref = 'coordination.k8s.io/v1/leases';
	/** As last written: renewed without asking while nobody else writes it. */
	let known = context.settled as Lease | undefined | 'none';
	for (;;) {
		yield* settle(known ?? 'none');
		const { node, connected } = yield* kubelet((m) => ({ node: m.node, connected: m.connected }));
		if (!connected) {
			yield* sleep(500_000);
			continue;
		}
		try {
			const renewTime = micro(yield* clock());
			try {
				const lease = known && known !== 'none' ? known : yield* get(ref, `kube-node-lease/${node}`);
				known = yield* update(ref, { ...lease, spec: { ...lease.spec, renewTime } });
			} catch (error) {
				const mine = known !== undefined && known !== 'none';
				known = undefined;
				if (mine && error instanceof ApiError) continue;
				if (!isNotFound(error)) throw error;
				const owner = yield* get('v1/nodes', node);
				yield* create(ref, {
					apiVersion: 'coordination.k8s.io/v1',
					kind: 'Lease',
					metadata: { name: node, namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: owner.metadata.uid }] },
					spec: { holderIdentity: node, leaseDurationSeconds: 40, renewTime }
				});
			}
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof Errno)) throw error;
		}
		yield* sleep(10_000_000);
	}
}
