// The node as the kubelet reports it: registration, status, lease (kubelet_node_status.go, nodelease).
import { ApiError, cached, create, get, isNotFound, patch, recordEvent, update } from '../client/index.ts';
import { RpcError } from '../containerd/index.ts';
import { Errno, settle, type Sys } from '../engine/index.ts';
import { clock, exists, monotonic, netlink, readText, sleep, sysinfo, uname, type Context, type Interface } from '../kernel/index.ts';
import type { Lease, Node, NodeCondition } from '../kinds/index.ts';
import { base64, rfc3339, rfc3339nano, sha256Hex } from '../values/index.ts';
import { encodeCertificateRequest } from '../values/x509.ts';
import { cri } from './cri.ts';
import { kubelet } from './memory.ts';

/** The machine's own address: the first of its first outer interface. */
export function* nodeAddress(): Sys<string> {
	for (const link of yield* netlink<readonly Interface[]>({ op: 'links' })) {
		if (link.kind !== 'phys') continue;
		const [address] = link.addresses;
		if (address) return address.slice(0, address.indexOf('/'));
	}
	return '127.0.0.1';
}

/** Whether the runtime and the pod network are there; the texts of NotReady. */
function* readiness(): Sys<{ ready: boolean; message: string; version: string }> {
	try {
		let runtimeVersion = yield* kubelet((m) => m.runtimeVersion);
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
type Images = NonNullable<NonNullable<Node['status']>['images']>;
function* images(): Sys<Images> {
	const now = yield* monotonic();
	const known = yield* kubelet((m) => (m.images && now - m.images.at < imagesEveryUs ? (m.images.list as Images) : undefined));
	if (known) return known;
	const list = yield* listImages();
	yield* kubelet((m) => void (m.images = { at: now, list }));
	return list;
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
function* machine(node: string): Sys<{ readonly id: string; readonly osImage: string }> {
	const known = yield* kubelet((m) => m.machine);
	if (known) return known;
	const osRelease = (yield* exists('/etc/os-release')) ? yield* readText('/etc/os-release') : '';
	const read = { id: sha256Hex(node).slice(0, 32), osImage: /^PRETTY_NAME="(.*)"$/m.exec(osRelease)?.[1] ?? '' };
	yield* kubelet((m) => void (m.machine = read));
	return read;
}

/** The status to report now, keeping the transition times of `old`. */
function* nodeStatus(node: string, old: Node['status']): Sys<NonNullable<Node['status']>> {
	const time = rfc3339(yield* clock());
	const { ready, message, version } = yield* readiness();
	yield* kubelet((m) => void (m.runtimeReady = ready));
	const info = yield* sysinfo();
	const system = yield* uname();
	const address = yield* kubelet((m) => m.address);
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
	const { id, osImage } = yield* machine(node);
	const capacity = {
		cpu: String(info.cores),
		'ephemeral-storage': '264212084Ki',
		'hugepages-1Gi': '0',
		'hugepages-2Mi': '0',
		memory: `${Math.floor(info.memoryTotal / 1024)}Ki`,
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
			kernelVersion: system.release,
			osImage,
			containerRuntimeVersion: version,
			kubeletVersion: 'v1.36.3',
			kubeProxyVersion: '',
			operatingSystem: 'linux',
			architecture: 'amd64'
		},
		images: yield* images(),
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
			status: yield* nodeStatus(node, undefined)
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
		const node = yield* kubelet((m) => m.node);
		try {
			if (!state.registered) {
				yield* register(node);
				yield* kubelet((m) => void (m.connected = true));
				state = { ...state, registered: true };
			}
			const current = (yield* cached('v1/nodes', node)) ?? (yield* get('v1/nodes', node));
			const cordoned = current.spec?.unschedulable === true;
			if (cordoned !== state.cordoned) {
				const reason = cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable';
				yield* recordEvent({ component: 'kubelet', host: node, about: current, type: 'Normal', reason, message: `Node ${node} status is now: ${reason}` });
				state = { ...state, cordoned };
			}
			const status = yield* nodeStatus(node, current.status);
			const bare = JSON.stringify({ ...status, conditions: status.conditions?.map(({ lastHeartbeatTime: _gone, ...rest }) => rest) });
			const now = yield* clock();
			if (bare !== state.sent || now - state.at > 300_000_000) {
				const wasReady = current.status?.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
				const isReady = status.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
				yield* patch('v1/nodes', node, { status }, { type: 'strategic', subresource: 'status' });
				if (wasReady !== isReady)
					yield* recordEvent({
						component: 'kubelet',
						host: node,
						about: current,
						type: 'Normal',
						reason: isReady ? 'NodeReady' : 'NodeNotReady',
						message: `Node ${node} status is now: ${isReady ? 'NodeReady' : 'NodeNotReady'}`
					});
				state = { ...state, sent: bare, at: now };
			}
		} catch (error) {
			if (!(error instanceof ApiError || error instanceof Errno)) throw error;
			if (isNotFound(error)) state = { ...state, registered: false };
			yield* sleep(state.registered ? 1_000_000 : 400_000);
			continue;
		}
		// Until the node is Ready it is looked at more often.
		yield* sleep((yield* kubelet((m) => m.runtimeReady)) ? 10_000_000 : 500_000);
	}
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
