// The daemons and clients of the orchestration and runtime layers: one row each, in the order of a request's way down.
import type { LayerName } from '../view.ts';
import { bytes, clock, type Box, type Boxes, type HostLook, type Look } from './box.ts';
import type { ProcessLook } from './kernel-look.ts';

interface Daemon {
	/** Its name in the process table. */
	readonly comm: string;
	readonly layer: LayerName;
	readonly label: string;
	readonly about: string;
	readonly command: string;
	/** Drawn even when it does not run: on a Docker host, on the first host of a cluster, on every host of a cluster. */
	readonly expected?: 'docker' | 'control-plane' | 'node' | 'any';
	/** Comes and goes with a command. */
	readonly transient?: boolean;
	/** Where it keeps what it knows. */
	readonly files?: string;
	readonly listens?: string;
}

const daemons: readonly Daemon[] = [
	{
		comm: 'kubectl',
		layer: 'orch',
		label: 'kubectl',
		about: 'The client: it sends your request to the API server.',
		command: 'kubectl version',
		expected: 'control-plane',
		transient: true,
		files: '~/.kube/config'
	},
	{
		comm: 'kube-apiserver',
		layer: 'orch',
		label: 'kube-apiserver',
		about: 'The only door to the cluster’s state.',
		command: 'kubectl get --raw /readyz',
		expected: 'control-plane',
		files: '/etc/kubernetes/manifests/kube-apiserver.yaml'
	},
	{
		comm: 'etcd',
		layer: 'orch',
		label: 'etcd',
		about: 'Keeps the cluster’s state.',
		command: 'kubectl -n kube-system get pod -l component=etcd',
		expected: 'control-plane',
		files: '/var/lib/etcd'
	},
	{
		comm: 'kube-controller',
		layer: 'orch',
		label: 'controllers',
		about: 'Loops that compare what is wanted with what is.',
		command: 'kubectl -n kube-system get pod -l component=kube-controller-manager',
		expected: 'control-plane',
		files: '/etc/kubernetes/manifests/kube-controller-manager.yaml'
	},
	{
		comm: 'kube-scheduler',
		layer: 'orch',
		label: 'scheduler',
		about: 'Chooses a node for each Pod.',
		command: 'kubectl -n kube-system get pod -l component=kube-scheduler',
		expected: 'control-plane',
		files: '/etc/kubernetes/manifests/kube-scheduler.yaml'
	},
	{
		comm: 'kubelet',
		layer: 'orch',
		label: 'kubelet',
		about: 'Runs this node’s Pods through the CRI.',
		command: 'systemctl status kubelet',
		expected: 'node',
		files: '/var/lib/kubelet'
	},
	{
		comm: 'kube-proxy',
		layer: 'orch',
		label: 'kube-proxy',
		about: 'Writes the rules that lead a Service’s address to its Pods.',
		command: 'kubectl -n kube-system get ds kube-proxy'
	},
	{ comm: 'coredns', layer: 'orch', label: 'coredns', about: 'Answers the names of Services.', command: 'kubectl -n kube-system get deploy coredns' },
	{
		comm: 'metrics-server',
		layer: 'orch',
		label: 'metrics-server',
		about: 'Gathers what kubelets measure, for kubectl top and autoscaling.',
		command: 'kubectl top node'
	},
	{ comm: 'local-path-prov', layer: 'orch', label: 'local-path', about: 'Makes a volume when a claim asks for one.', command: 'kubectl get storageclass' },
	{
		comm: 'docker',
		layer: 'run',
		label: 'docker',
		about: 'The client: it speaks HTTP to dockerd over /var/run/docker.sock.',
		command: 'docker version',
		expected: 'docker',
		transient: true
	},
	{
		comm: 'dockerd',
		layer: 'run',
		label: 'dockerd',
		about: 'The daemon: images, networks, volumes and the life of containers.',
		command: 'systemctl status docker',
		expected: 'docker',
		files: '/var/lib/docker'
	},
	{
		comm: 'containerd',
		layer: 'run',
		label: 'containerd',
		about: 'Keeps track of running containers for dockerd or the kubelet.',
		command: 'systemctl status containerd',
		expected: 'any',
		files: '/var/lib/containerd'
	},
	{
		comm: 'containerd-shim',
		layer: 'run',
		label: 'shim',
		about: 'One per container or Pod: the parent of its first process, so that daemons may restart.',
		command: 'ps -e | grep shim'
	},
	{
		comm: 'runc',
		layer: 'run',
		label: 'runc',
		about: 'Makes the namespaces and cgroup, starts the process, and is gone.',
		command: 'runc --version',
		expected: 'any',
		transient: true
	}
];

function isExpected({ expected }: Daemon, first: boolean, cluster: boolean): boolean {
	if (expected === 'any') return true;
	if (expected === 'docker') return !cluster;
	return cluster && (expected === 'node' || (expected === 'control-plane' && first));
}

function noteOf({ transient }: Daemon, pids: readonly ProcessLook[], on: boolean): string | undefined {
	if (pids.length > 1) return `×${pids.length}`;
	if (transient) return undefined;
	return pids[0] ? `pid ${pids[0].pid}` : on ? 'not running' : 'off';
}

function factsOf({ files }: Daemon, processes: readonly ProcessLook[], host: string): Box['facts'] {
	const [first] = processes;
	const listens = [...new Set(processes.flatMap((process) => process.listens))].filter((text) => text !== '');
	const memory = processes.reduce((sum, { rss }) => sum + rss, 0);
	return [
		...(first
			? ([
					['Process', processes.length > 1 ? processes.map(({ pid }) => pid).join(', ') : `${first.pid}, child of ${first.ppid}`],
					['Command', first.argv],
					['User', first.uid === 0 ? 'root (0)' : String(first.uid)],
					['Since', clock(first.started)],
					['Cgroup', first.cgroup],
					['Memory', bytes(memory)]
				] as const)
			: ([['Process', 'none now']] as const)),
		['On', host],
		...(listens.length > 0 ? ([['Listens on', listens.join(', ')]] as const) : []),
		...(files === undefined ? [] : ([['Files', files]] as const))
	];
}

export function daemonBoxes({ kernel }: HostLook, { hosts, cluster }: Look): Boxes {
	const boxes: Boxes = {};
	const { host, on } = kernel;
	const first = hosts[0]?.kernel.host === host;
	for (const daemon of daemons) {
		const { comm, layer, label, about, command } = daemon;
		const processes = kernel.daemons.get(comm) ?? [];
		if (processes.length === 0 && !isExpected(daemon, first, cluster)) continue;
		const note = noteOf(daemon, processes, on);
		const where = layer === 'orch' && hosts.length > 1 && (daemon.expected === 'node' || !daemon.expected) ? host : undefined;
		boxes[`${layer}:${label}@${host}`] = {
			layer,
			host,
			label,
			about,
			command,
			...((where ?? note) !== undefined && { note: where === undefined ? note : processes.length === 0 ? `${where} · ${note}` : where }),
			...(processes.length === 0 && { ghost: true }),
			facts: factsOf(daemon, processes, host)
		};
	}
	return boxes;
}

/** The box that a program's process is, by the name in the process table. */
export function boxOfProgram(comm: string): string | undefined {
	const daemon = daemons.find((one) => comm === one.comm || comm.startsWith(`${one.comm}-shim`) || (one.comm.length >= 15 && comm === one.comm.slice(0, 15)));
	return daemon && `${daemon.layer}:${daemon.label}`;
}
