// The image layer and the operating system: what is on the disk, and what the kernel made for the newest containers.
import { bytes, clock, containerFacts, nameOf, type Box, type Boxes, type HostLook, type Look } from './box.ts';

/** Containers whose namespaces and cgroup are drawn. */
const drawnContainers = 3;
/** Ports below this are the system's own, except the web's. */
const quietPorts = 1024;

/** Images that a cluster brings itself: drawn as one box. */
const clusterImage = /^(?:registry\.k8s\.io|kindest)\//;

export function imageBoxes({ kernel: { host }, images, docker }: HostLook, { cluster }: Look): Boxes {
	const boxes: Boxes = {};
	const own = images.filter(({ name, by }) => by === 'containerd' && clusterImage.test(name));
	if (own.length > 0)
		boxes[`image:cluster@${host}`] = {
			layer: 'image',
			host,
			label: `${own.length} images`,
			note: 'of the cluster',
			about: `Images that the cluster’s own programs on ${host} are made of.`,
			command: 'crictl images',
			facts: own.map(({ name, id }) => [name.replace(/^.*\//, ''), id.slice(0, 19)])
		};
	for (const { name, id, layers, by } of images) {
		if (by === 'containerd' && clusterImage.test(name)) continue;
		const users = docker.filter((container) => container.imageId === id).map((container) => container.name);
		boxes[`image:${name}@${host}`] = {
			layer: 'image',
			host,
			label: name.replace(/^registry\.k8s\.io\/(?:coredns\/|metrics-server\/)?/, ''),
			...(by === 'docker' && { note: layers > 0 ? `${layers} layer${layers === 1 ? '' : 's'}` : 'on the disk' }),
			about: `Image ${name}: layers on the disk of ${host}, shared by every container made of it.`,
			command: by === 'docker' ? `docker image ls ${name.split(':')[0]}` : 'crictl images',
			facts: [
				['Image', name],
				[by === 'docker' ? 'Id' : 'Digest', id],
				...(by === 'docker'
					? ([
							['Layers', String(layers)],
							['Containers', users.length === 0 ? 'none' : users.join(', ')],
							['Kept in', '/var/lib/docker/overlay2']
						] as const)
					: ([
							['Kept by', cluster ? 'containerd, namespace k8s.io' : 'containerd'],
							['Kept in', '/var/lib/containerd']
						] as const))
			]
		};
	}
	return boxes;
}

export function systemBoxes(look: HostLook): Boxes {
	const { kernel } = look;
	const { host, on, processes, memory, memoryTotal, cores, booted, containers, ports } = kernel;
	const boxes: Boxes = {};
	boxes[`os:kernel@${host}`] = {
		layer: 'os',
		host,
		label: 'Linux',
		note: on ? `${processes} processes` : 'no power',
		...(!on && { ghost: true }),
		about: on ? 'One kernel for the host and for every container.' : 'The machine has no power: no kernel, no processes. The disk keeps its files.',
		command: 'uname -a',
		facts: [
			['Machine', `${host}, ${cores} cores, ${bytes(memoryTotal)} memory`],
			...(on
				? ([
						['On since', clock(booted)],
						['Processes', `${processes}, ${bytes(Math.round(memory / 1e6) * 1e6)} resident`],
						['Containers', `${containers.length} cgroups with a container’s processes`]
					] as const)
				: [])
		]
	};
	for (const [port, process] of ports) {
		if (port < quietPorts && port !== 80 && port !== 443) continue;
		boxes[`os:port:${port}@${host}`] = {
			layer: 'os',
			host,
			label: `port ${port}`,
			...(process && { note: process.comm }),
			about: `Port ${port} of ${host} is taken by ${process?.comm ?? 'a process'}.`,
			command: 'ss -ltnp',
			...(process && {
				facts: [
					['Process', `${process.pid} ${process.comm}`],
					['Command', process.argv],
					['Cgroup', process.cgroup]
				]
			})
		};
	}
	const shown = containers.filter(({ main }) => main.comm !== 'pause').sort((a, b) => b.main.started - a.main.started || b.main.pid - a.main.pid);
	for (const container of shown.slice(0, drawnContainers).reverse()) {
		const { id, netns, pidns, pidInside, main, address, interfaces } = container;
		const name = nameOf(container, look);
		const box = (part: string, rest: Pick<Box, 'label' | 'note' | 'about' | 'command' | 'facts'>): void => {
			boxes[`os:${part}:${id}`] = { layer: 'os', host, ...rest };
		};
		box('net', {
			label: 'net ns',
			note: address ?? name,
			about: `Network namespace ${netns} of ${name}: its own interfaces, addresses and ports.`,
			command: 'lsns -t net',
			facts: [
				['Of', name],
				['Inode', String(netns)],
				...interfaces.map((text) => ['Interface', text] as const),
				['Look in', `nsenter -t ${main.pid} -n ip addr`]
			]
		});
		box('pid', {
			label: 'pid ns',
			note: name,
			about: `Pid namespace ${pidns} of ${name}: its ${main.comm} is process ${pidInside} in there, ${main.pid} out here.`,
			command: 'lsns -t pid',
			facts: [['Of', name], ['Inode', String(pidns)], ...container.processes.map((one) => ['Process', `${one.pid} ${one.comm}`] as const)]
		});
		box('cgroup', {
			label: 'cgroup',
			note: id.slice(0, 12),
			about: `Control group ${main.cgroup}: what its processes may use is counted and limited here.`,
			command: `cat /sys/fs/cgroup${main.cgroup}/memory.current`,
			facts: containerFacts({ ...container, cgroup: main.cgroup }).filter(([key]) => /Cgroup|Memory|CPU|Processes|Frozen|Killed/.test(key))
		});
	}
	return boxes;
}
