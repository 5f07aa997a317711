// Pod sandboxes: a network namespace set up by CNI, and the pause container that holds the pod's namespaces.
// Invariant: a sandbox's record is written when its pause container runs; stopping one takes its network down.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { clock, mkdirAll, mount, netlink, random, readText, removeAll, umount, writeFile } from '../../kernel/index.ts';
import { hex } from '../../values/index.ts';
import type { CriMethods, PodSandbox, PodSandboxConfig } from '../cri.ts';
import { createContainer, deleteContainer } from '../daemon/containers.ts';
import { chainIds } from '../daemon/images.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { prepareSnapshot, removeSnapshot } from '../daemon/snapshots.ts';
import { createTask, deleteTask, startTask } from '../daemon/tasks.ts';
import { RpcError } from '../rpc.ts';
import { ignoring } from '../runc/files.ts';
import { addNetwork, removeNetwork, type PodNetwork } from './cni.ts';
import { forgiving, newId, sandboxDir, selects, shmDir } from './common.ts';

import { findImage, pullImage, sandboxImage, type FoundImage } from './images.ts';
import { changeSandbox, findSandbox, forgetSandbox, NAMESPACE, sandboxOf, saveSandbox, tellEvent } from './memory-access.ts';
import type { SandboxRecord } from './memory.ts';
import { removeContainer, statusOf, stopContainer } from './containers.ts';
import { sandboxSpec } from './spec.ts';

type Params<M extends keyof CriMethods> = CriMethods[M]['params'];

const isHostNetwork = (config: PodSandboxConfig): boolean => config.linux?.securityContext?.namespaceOptions?.network === 'NODE';

function podNetwork(id: string, netns: string, config: PodSandboxConfig): PodNetwork {
	const { name, namespace, uid } = config.metadata;
	const portMappings = (config.portMappings ?? [])
		.filter((m) => m.hostPort > 0)
		.map((m) => ({ hostPort: m.hostPort, containerPort: m.containerPort, protocol: m.protocol.toLowerCase(), hostIP: m.hostIp ?? '' }));
	return {
		id,
		netns,
		args: `IgnoreUnknown=1;K8S_POD_NAMESPACE=${namespace};K8S_POD_NAME=${name};K8S_POD_INFRA_CONTAINER_ID=${id};K8S_POD_UID=${uid}`,
		portMappings
	};
}

function* pauseImage(): Sys<FoundImage> {
	const here = yield* findImage(sandboxImage);
	if (here) return here;
	try {
		yield* pullImage({ image: { image: sandboxImage } });
	} catch (e) {
		if (e instanceof RpcError)
			throw new RpcError(e.code, `failed to get sandbox image "${sandboxImage}": failed to pull image "${sandboxImage}": ${e.message}`);
		throw e;
	}
	const pulled = yield* findImage(sandboxImage);
	if (!pulled) throw new RpcError('Unknown', `failed to get sandbox image "${sandboxImage}"`);
	return pulled;
}

function* hostFile(path: string): Sys<string> {
	try {
		return yield* readText(path);
	} catch (e) {
		if (e instanceof Errno) return '';
		throw e;
	}
}
/** The files every container of the pod sees at /etc/hostname, /etc/hosts (when the kubelet gives none) and /etc/resolv.conf. */
function* writeFiles(id: string, config: PodSandboxConfig): Sys<void> {
	const dir = sandboxDir(id);
	yield* mkdirAll(dir, 0o755);
	yield* writeFile(`${dir}/hostname`, config.hostname + '\n', 0o644);
	yield* writeFile(`${dir}/hosts`, yield* hostFile('/etc/hosts'), 0o644);
	const dns = config.dnsConfig;
	const lines = dns && [
		...(dns.searches.length ? [`search ${dns.searches.join(' ')}`] : []),
		...dns.servers.map((s) => `nameserver ${s}`),
		...(dns.options.length ? [`options ${dns.options.join(' ')}`] : [])
	];
	yield* writeFile(`${dir}/resolv.conf`, lines && lines.length > 0 ? lines.join('\n') + '\n' : yield* hostFile('/etc/resolv.conf'), 0o644);
	yield* mkdirAll(shmDir(id), 0o711);
	yield* mount(shmDir(id), { type: 'tmpfs', source: 'shm', size: 64 << 20, mode: 0o1777, options: 'nosuid,nodev', noexec: true });
}

export function* runPodSandbox(p: Params<'RunPodSandbox'>): Sys<{ podSandboxId: string }> {
	const { config } = p;
	const id = yield* newId();
	const image = yield* pauseImage();
	const host = isHostNetwork(config);
	let netns = '';
	let ips: readonly string[] = [];
	if (!host) {
		const h = hex(yield* random(16));
		const name = `cni-${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
		const inside = yield* netlink<number>({ op: 'netns.add', name });
		// containerd 2's enable_unprivileged_ports.
		yield* netlink({ op: 'sysctl', name: 'ip_unprivileged_port_start', value: 0, inside });
		netns = `/var/run/netns/${name}`;
		try {
			ips = yield* addNetwork(podNetwork(id, netns, config));
		} catch (e) {
			yield* ignoring(netlink({ op: 'netns.delete', name }));
			if (e instanceof RpcError) throw new RpcError('Unknown', `failed to setup network for sandbox "${id}": ${e.message}`);
			throw e;
		}
	}
	try {
		const pid = yield* startPause(id, config, image, netns);
		yield* saveSandbox({ id, config, runtimeHandler: p.runtimeHandler ?? '', createdAt: yield* clock(), ready: true, pid, netns, ips });
	} catch (e) {
		yield* tearDown(id, netns, config);
		if (e instanceof RpcError) throw new RpcError(e.code, `failed to start sandbox "${id}": ${e.message}`);
		throw e;
	}
	const now = yield* clock();
	yield* tellEvent({ containerId: id, podSandboxId: id, type: 'CONTAINER_CREATED_EVENT', createdAt: now });
	yield* tellEvent({ containerId: id, podSandboxId: id, type: 'CONTAINER_STARTED_EVENT', createdAt: now });
	return { podSandboxId: id };
}

function* startPause(id: string, config: PodSandboxConfig, image: FoundImage, netns: string): Sys<number> {
	yield* writeFiles(id, config);
	const chain = chainIds(image.config.rootfs.diff_ids);
	yield* prepareSnapshot(NAMESPACE, id, chain[chain.length - 1] ?? '');
	const spec = sandboxSpec(id, config, image.config, netns, shmDir(id));
	yield* createContainer(NAMESPACE, {
		id,
		spec,
		image: sandboxImage,
		snapshotter: 'overlayfs',
		snapshotKey: id,
		sandboxId: id,
		runtime: { name: 'io.containerd.runc.v2', options: { systemdCgroup: true } },
		labels: { ...config.labels, 'io.cri-containerd.kind': 'sandbox' }
	});
	const { pid } = yield* createTask(NAMESPACE, { containerId: id, stdin: '', stdout: '', stderr: '', terminal: false });
	yield* startTask(NAMESPACE, { containerId: id });
	return pid;
}

/** Undoes what there is of a sandbox: task, container, snapshot, network, files. */
function* tearDown(id: string, netns: string, config: PodSandboxConfig): Sys<void> {
	yield* forgiving(deleteTask(NAMESPACE, { containerId: id, force: true }));
	yield* forgiving(deleteContainer(NAMESPACE, id));
	yield* forgiving(removeSnapshot(NAMESPACE, id));
	yield* ignoring(umount(shmDir(id), true));
	yield* ignoring(removeAll(sandboxDir(id)));
	if (netns !== '') yield* takeNetworkDown(id, netns, config);
}
function* takeNetworkDown(id: string, netns: string, config: PodSandboxConfig): Sys<void> {
	yield* forgiving(removeNetwork(podNetwork(id, netns, config)));
	yield* ignoring(netlink({ op: 'netns.delete', name: netns.slice(netns.lastIndexOf('/') + 1) }));
}

const containersIn = (sandboxId: string): Sys<readonly string[]> =>
	act((m: DaemonMemory) => Object.values(m.cri.containers).flatMap((c) => (c.sandboxId === sandboxId ? [c.id] : [])));

export function* stopPodSandbox(p: Params<'StopPodSandbox'>): Sys<null> {
	const sandbox = yield* findSandbox(p.podSandboxId);
	if (!sandbox) return null;
	for (const id of yield* containersIn(sandbox.id)) yield* forgiving(stopContainer({ containerId: id, timeout: 0 }));
	yield* forgiving(deleteTask(NAMESPACE, { containerId: sandbox.id, force: true }));
	if (sandbox.netns !== '') yield* takeNetworkDown(sandbox.id, sandbox.netns, sandbox.config);
	yield* ignoring(umount(shmDir(sandbox.id), true));
	yield* changeSandbox(sandbox.id, { ready: false, netns: '' });
	return null;
}

export function* removePodSandbox(p: Params<'RemovePodSandbox'>): Sys<null> {
	const sandbox = yield* findSandbox(p.podSandboxId);
	if (!sandbox) return null;
	yield* stopPodSandbox(p);
	for (const id of yield* containersIn(sandbox.id)) yield* forgiving(removeContainer({ containerId: id }));
	yield* tearDown(sandbox.id, '', sandbox.config);
	yield* forgetSandbox(sandbox.id);
	yield* tellEvent({ containerId: sandbox.id, podSandboxId: sandbox.id, type: 'CONTAINER_DELETED_EVENT', createdAt: yield* clock() });
	return null;
}

const shown = (s: SandboxRecord): PodSandbox => ({
	id: s.id,
	metadata: s.config.metadata,
	state: s.ready ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
	createdAt: s.createdAt,
	labels: s.config.labels,
	annotations: s.config.annotations,
	runtimeHandler: s.runtimeHandler
});
export const listPodSandbox = (p: Params<'ListPodSandbox'>): Sys<{ items: readonly PodSandbox[] }> =>
	act((m: DaemonMemory) => {
		const { filter } = p;
		const all = Object.values(m.cri.sandboxes).map(shown);
		return {
			items: all.filter(
				(s) => (!filter?.id || s.id.startsWith(filter.id)) && (!filter?.state || s.state === filter.state) && selects(filter?.labelSelector, s.labels)
			)
		};
	});

export function* podSandboxStatus(p: Params<'PodSandboxStatus'>): Sys<CriMethods['PodSandboxStatus']['result']> {
	const s = yield* sandboxOf(p.podSandboxId);
	const records = yield* act((m: DaemonMemory) => Object.values(m.cri.containers).filter((c) => c.sandboxId === s.id));
	const [ip = '', ...additionalIps] = s.ready ? s.ips : [];
	return {
		status: {
			...shown(s),
			network: { ip, additionalIps },
			linux: { namespaces: { options: s.config.linux?.securityContext?.namespaceOptions ?? {} } },
			info: { pid: s.pid, netns: s.netns, config: s.config }
		},
		containersStatuses: records.map(statusOf)
	};
}
