// The boxes of the stack picture, from one look at the machine and what is known of its containers. Pure.
// Every box says what it is, and the command that shows the same in the terminal.
import type { LayerName } from '../view.ts';
import type { HostLook, KernelContainer } from './machine-state.ts';

export interface Box {
	readonly layer: LayerName;
	readonly label: string;
	readonly note?: string;
	/** Not running, or not there: drawn dashed. */
	readonly ghost?: boolean;
	readonly about: string;
	readonly command?: string;
}

/** A container as Docker's facts tell it. */
export interface KnownContainer {
	readonly id: string;
	readonly name: string;
	readonly image: string;
	readonly state: 'created' | 'running' | 'exited' | 'paused';
	readonly exitCode?: number;
}

type Boxes = Record<string, Box>;

const short = (id: string): string => id.slice(0, 12);
const nameOf = (container: KernelContainer, known: ReadonlyMap<string, KnownContainer>): string =>
	known.get(container.id)?.name ?? (container.hostname || short(container.id));

/** Containers drawn one by one; of more, the newest. */
const drawn = 8;
const newest = (look: HostLook): KernelContainer[] => look.containers.filter(({ comm }) => comm !== 'pause').sort((a, b) => b.pid - a.pid);

function application(look: HostLook, known: ReadonlyMap<string, KnownContainer>): Boxes {
	const boxes: Boxes = {};
	const all = newest(look);
	if (all.length > drawn)
		boxes['app:more'] = {
			layer: 'app',
			label: `+${all.length - drawn}`,
			note: 'more',
			about: `${all.length} containers have processes; the newest ${drawn} are drawn.`,
			command: 'crictl ps'
		};
	for (const container of all.slice(0, drawn).reverse()) {
		const name = nameOf(container, known);
		boxes[`app:${container.id}`] = {
			layer: 'app',
			label: container.comm,
			note: `${container.processes > 1 ? `×${container.processes} · ` : ''}${name}`,
			about: `${container.argv}: process ${container.pid} of the host, process 1 inside ${name}.`,
			command: known.has(container.id) ? `docker top ${name}` : `ps -fp ${container.pid}`
		};
	}
	for (const { id, name, state, exitCode, image } of known.values()) {
		if (boxes[`app:${id}`]) continue;
		const how = state === 'created' ? 'created' : `exited${exitCode === undefined ? '' : ` (${exitCode})`}`;
		boxes[`app:${id}`] = {
			layer: 'app',
			label: name,
			note: how,
			ghost: true,
			about: `Container ${name} of ${image} is on the disk; it has no process.`,
			command: `docker ps -a --filter name=${name}`
		};
	}
	return boxes;
}

interface Daemon {
	readonly comm: string;
	readonly layer: LayerName;
	readonly label: string;
	readonly about: string;
	readonly command: string;
	/** Shown even when it is not running: where it is expected. */
	readonly expected?: 'docker' | 'cluster';
}

/** What may run on a host, in the order of a request's way down. */
const daemons: readonly Daemon[] = [
	{
		comm: 'kubectl',
		layer: 'orch',
		label: 'kubectl',
		about: 'The client: it sends your request to the API server.',
		command: 'kubectl version',
		expected: 'cluster'
	},
	{
		comm: 'kube-apiserver',
		layer: 'orch',
		label: 'kube-apiserver',
		about: 'The only door to the cluster’s state.',
		command: 'kubectl get --raw /readyz',
		expected: 'cluster'
	},
	{
		comm: 'etcd',
		layer: 'orch',
		label: 'etcd',
		about: 'Keeps the cluster’s state.',
		command: 'kubectl -n kube-system get pod -l component=etcd',
		expected: 'cluster'
	},
	{
		comm: 'kube-controller',
		layer: 'orch',
		label: 'controllers',
		about: 'Loops that compare what is wanted with what is.',
		command: 'kubectl -n kube-system get pod -l component=kube-controller-manager',
		expected: 'cluster'
	},
	{
		comm: 'kube-scheduler',
		layer: 'orch',
		label: 'scheduler',
		about: 'Chooses a node for each Pod.',
		command: 'kubectl -n kube-system get pod -l component=kube-scheduler',
		expected: 'cluster'
	},
	{
		comm: 'kubelet',
		layer: 'orch',
		label: 'kubelet',
		about: 'Runs this node’s Pods through the CRI.',
		command: 'systemctl status kubelet',
		expected: 'cluster'
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
		expected: 'docker'
	},
	{
		comm: 'dockerd',
		layer: 'run',
		label: 'dockerd',
		about: 'The daemon: images, networks, volumes and the life of containers.',
		command: 'systemctl status docker',
		expected: 'docker'
	},
	{
		comm: 'containerd',
		layer: 'run',
		label: 'containerd',
		about: 'Keeps track of running containers for dockerd or the kubelet.',
		command: 'systemctl status containerd',
		expected: 'docker'
	},
	{
		comm: 'containerd-shim',
		layer: 'run',
		label: 'shim',
		about: 'One per container: the parent of its first process, so that daemons may restart.',
		command: 'ps -e | grep shim'
	},
	{
		comm: 'runc',
		layer: 'run',
		label: 'runc',
		about: 'Makes the namespaces and cgroup, starts the process, and is gone.',
		command: 'runc --version',
		expected: 'docker'
	}
];

function daemonBoxes(look: HostLook, cluster: boolean): Boxes {
	const boxes: Boxes = {};
	for (const { comm, layer, label, about, command, expected } of daemons) {
		const pids =
			look.daemons.get(comm) ??
			(comm.length >= 15 ? look.daemons.get(comm.slice(0, 15)) : undefined) ??
			(comm === 'containerd-shim' ? look.daemons.get('containerd-shim') : undefined);
		if (!pids && !(expected === 'docker' ? !cluster || comm === 'containerd' || comm === 'runc' : expected === 'cluster' && cluster)) continue;
		const transient = comm === 'docker' || comm === 'runc' || comm === 'kubectl';
		const note = !pids
			? transient
				? undefined
				: look.on
					? 'not running'
					: 'off'
			: pids.length > 1
				? `×${pids.length}`
				: transient
					? undefined
					: `pid ${pids[0]}`;
		boxes[`${layer}:${label}`] = { layer, label, about, command, ...(note !== undefined && { note }), ...(!pids && { ghost: true }) };
	}
	return boxes;
}

function images(look: HostLook, pulled: readonly string[]): Boxes {
	const boxes: Boxes = {};
	for (const image of [...new Set([...look.images, ...pulled])])
		boxes[`image:${image}`] = {
			layer: 'image',
			label: image.replace(/^registry\.k8s\.io\/(?:coredns\/|metrics-server\/)?/, ''),
			...(!pulled.includes(image) && { note: 'on the disk' }),
			about: `Image ${image}: layers on the disk, shared by every container made of it.`,
			command: pulled.includes(image) ? 'crictl images' : `docker image ls ${image.split(':')[0]}`
		};
	return boxes;
}

function system(look: HostLook, known: ReadonlyMap<string, KnownContainer>): Boxes {
	const boxes: Boxes = {};
	boxes['os:kernel'] = {
		layer: 'os',
		label: 'Linux',
		note: look.on ? `${look.processes} processes` : 'no power',
		...(!look.on && { ghost: true }),
		about: look.on ? 'One kernel for the host and for every container.' : 'The machine has no power: no kernel, no processes. The disk keeps its files.',
		command: 'uname -a'
	};
	for (const [port, comm] of look.ports) {
		if (port < 1024 && port !== 80 && port !== 443) continue;
		boxes[`os:port:${port}`] = {
			layer: 'os',
			label: `port ${port}`,
			note: comm,
			about: `Port ${port} of the host is taken by ${comm || 'a process'}.`,
			command: 'ss -ltnp'
		};
	}
	for (const container of newest(look).slice(0, 3).reverse()) {
		const name = nameOf(container, known);
		boxes[`os:net:${container.id}`] = {
			layer: 'os',
			label: 'net ns',
			note: container.address ?? name,
			about: `Network namespace ${container.netns} of ${name}: its own interfaces, addresses and ports.`,
			command: `lsns -t net`
		};
		boxes[`os:pid:${container.id}`] = {
			layer: 'os',
			label: 'pid ns',
			note: name,
			about: `Pid namespace ${container.pidns} of ${name}: its ${container.comm} is process 1 in there, ${container.pid} out here.`,
			command: 'lsns -t pid'
		};
		boxes[`os:cgroup:${container.id}`] = {
			layer: 'os',
			label: 'cgroup',
			note: short(container.id),
			about: `Control group ${container.cgroup}: what its processes may use is counted and limited here.`,
			command: `cat /sys/fs/cgroup${container.cgroup}/memory.current`
		};
	}
	return boxes;
}

/** Every box of a host, in the order they are drawn. */
export function boxesOf(
	look: HostLook,
	known: ReadonlyMap<string, KnownContainer>,
	pulled: readonly string[],
	cluster: boolean
): Readonly<Record<string, Box>> {
	return { ...application(look, known), ...daemonBoxes(look, cluster), ...images(look, pulled), ...system(look, known) };
}
