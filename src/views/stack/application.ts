// The application layer: a box for each container that has a process, and a dashed one for what is there without one: a container on the
// disk, a pod that waits. Running means: the kernel has a process of it.
import { containerFacts, nameOf, ownNamespaces, type Box, type Boxes, type HostLook, type Look } from './box.ts';
import type { PodLook } from './cluster-look.ts';
import type { DockerContainer } from './engine-look.ts';
import type { KernelContainer } from './kernel-look.ts';

/** Boxes drawn one by one, of running and of the others; of more, the newest. */
export const drawn = 10;

/** A container that is on the disk without a process. */
function restingBox({ kernel: { host } }: HostLook, { name, image, state, exitCode, command, oomKilled, layer }: DockerContainer): Box {
	const how = state === 'running' || state === 'paused' || state === 'exited' ? `exited (${exitCode})` : state;
	return {
		layer: 'app',
		host,
		label: name,
		note: how,
		ghost: true,
		about: `Container ${name} of ${image} is on the disk; it has no process.`,
		command: `docker ps -a --filter name=${name}`,
		facts: [
			['State', how],
			['Image', image],
			['Command', command],
			...(oomKilled ? ([['Why', 'killed: out of memory']] as const) : []),
			['Writable layer', `/var/lib/docker/overlay2/${layer}`]
		]
	};
}

function runningBox(host: HostLook, container: KernelContainer, look: Look): Box {
	const name = nameOf(container, host);
	const docker = host.docker.find(({ id }) => id === container.id);
	const cri = host.cri.get(container.id);
	const pod = cri && look.pods?.find((one) => one.name === cri.pod && one.namespace === cri.namespace);
	const { main, processes, pidInside, frozen } = container;
	const many = processes.length > 1 ? `×${processes.length} · ` : '';
	const where = look.hosts.length > 1 ? ` · ${host.kernel.host}` : '';
	const what: (readonly [string, string])[] = docker
		? [
				['Container', `${docker.name}, ${docker.id.slice(0, 12)}`],
				['Image', docker.image],
				...(docker.health === '' ? [] : ([['Health', docker.health]] as const)),
				['Writable layer', `/var/lib/docker/overlay2/${docker.layer}`]
			]
		: cri
			? [
					['Pod', `${cri.namespace}/${cri.pod}`],
					['Container', `${cri.name}, ${container.id.slice(0, 12)}`],
					['Node', host.kernel.host],
					...(pod ? ([['Status', `${pod.status}, ${pod.ready} ready`]] as const) : [])
				]
			: [['Container', container.id.slice(0, 12)]];
	return {
		layer: 'app',
		host: host.kernel.host,
		label: main.comm,
		note: `${many}${name}${frozen ? ' · paused' : ''}${where}`,
		about: `${main.argv.replace(/;$/, '')}: process ${main.pid} of ${host.kernel.host}, process ${pidInside} inside ${cri ? `Pod ${name}` : name}.`,
		command: docker ? `docker top ${name}` : cri ? `kubectl -n ${cri.namespace} describe pod ${cri.pod}` : `ps -fp ${main.pid}`,
		facts: [...what, ...containerFacts({ ...container, cgroup: main.cgroup })]
	};
}

function waitingPod({ name, namespace, node, status, ready, reason, ip }: PodLook): Box {
	return {
		layer: 'app',
		host: node,
		label: name,
		note: status,
		ghost: true,
		about: `Pod ${name} is ${status}; it has no process${node === '' ? ', and no node yet' : ` on ${node}`}.`,
		command: `kubectl -n ${namespace} describe pod ${name}`,
		facts: [
			['Pod', `${namespace}/${name}`],
			['Status', `${status}, ${ready} ready`],
			['Node', node === '' ? 'none yet' : node],
			...(ip === '' ? [] : ([['Address', ip]] as const)),
			...(reason === '' ? [] : ([['Because', reason]] as const))
		]
	};
}

/** Pods that no container's process stands for. */
function waitingPods({ pods = [], hosts }: Look): PodLook[] {
	const alive = new Set(
		hosts.flatMap(({ kernel, cri }) => kernel.containers.flatMap(({ id, main }) => (main.comm === 'pause' ? [] : (cri.get(id)?.pod ?? []))))
	);
	return pods.filter(({ name, namespace }) => !ownNamespaces.has(namespace) && !alive.has(name));
}

/** The newest of a list, and a box for the rest. */
function newest<T>(
	all: readonly T[],
	id: string,
	box: (one: T) => readonly [id: string, box: Box],
	more: (n: number) => Omit<Box, 'layer' | 'label' | 'note'>
): Boxes {
	const left = all.length - drawn;
	return {
		...(left > 0 && { [id]: { layer: 'app' as const, label: `+${left}`, note: 'more', ...more(left) } }),
		...Object.fromEntries(all.slice(Math.max(0, left)).map(box))
	};
}

export function applicationBoxes(look: Look): Boxes {
	const host = look.hosts[0]?.kernel.host ?? '';
	const running = look.hosts
		.flatMap((one) => one.kernel.containers.filter(({ main }) => main.comm !== 'pause').map((container) => ({ one, container })))
		.sort((a, b) => a.container.main.started - b.container.main.started);
	const resting = look.hosts.flatMap((one) =>
		one.docker.filter(({ id }) => !one.kernel.containers.some((container) => container.id === id)).map((container) => ({ one, container }))
	);
	return {
		...newest(
			running,
			'app:more',
			({ one, container }) => [`app:${container.id}`, runningBox(one, container, look)],
			() => ({
				host,
				about: `${running.length} containers have processes; the newest ${drawn} are drawn.`,
				command: look.cluster ? 'kubectl get pods -A' : 'docker ps'
			})
		),
		...newest(
			resting,
			'app:resting',
			({ one, container }) => [`app:${container.id}`, restingBox(one, container)],
			() => ({ host, ghost: true, about: `${resting.length} containers are on the disk without a process.`, command: 'docker ps -a' })
		),
		...newest(
			waitingPods(look),
			'app:waiting',
			(pod) => [`app:pod:${pod.namespace}/${pod.name}`, waitingPod(pod)],
			() => ({ host, ghost: true, about: 'More pods wait.', command: 'kubectl get pods -A' })
		)
	};
}
