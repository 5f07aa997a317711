// The five-layer stack as a view: boxes from a look at the machine, and the journey of the last command: the order in which its facts
// first touched each box. Containers' names and ends are folded from dockerd's facts.
import type { Json } from '#src/worker/json.ts';
import { layerOfProgram } from '../layer-of.ts';
import type { ViewFact, ViewFold } from '../view.ts';
import { boxesOf, type KnownContainer } from './boxes.ts';
import { lookAtHost, type HostLook } from './machine-state.ts';

/** Which daemon answers on a unix socket. */
const sockets = [
	['docker.sock', 'run:dockerd'],
	['containerd.sock', 'run:containerd']
] as const;
/** Who writes to the API server as whom. */
const loops = [
	['system:kube-controller-manager', 'orch:controllers'],
	['system:serviceaccount:kube-system', 'orch:controllers'],
	['system:kube-scheduler', 'orch:scheduler'],
	['system:node:', 'orch:kubelet']
] as const;
/** What is written all the time. */
const steady = ['/registry/leases/', '/registry/events/', '/registry/masterleases/', '/registry/minions/'];
const shortImage = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');
/** A journey ends when this much virtual time passes without a new box. */
const journeyUs = 20_000_000;

export function stack(): ViewFold {
	const containers = new Map<string, KnownContainer>();
	/** Images of the cluster's containerd, as its facts tell. */
	const pulled = new Map<string, Set<string>>();
	let journey: string[] = [];
	/** The command has changed the cluster's state: what its loops do next belongs to the journey. */
	let changed = false;
	let command = { at: -1, text: '' };
	let why = '';
	const touch = (box: string): void => {
		if (command.at >= 0 && !journey.includes(box)) journey.push(box);
	};

	const follow = (fact: ViewFact): void => {
		const { kind, data } = fact;
		const id = String(data['id'] ?? '');
		if (kind.startsWith('docker.container.')) {
			const old = containers.get(id);
			const to = kind.slice('docker.container.'.length);
			const base = { id, name: String(data['name'] ?? old?.name ?? ''), image: String(data['image'] ?? old?.image ?? '') };
			if (to === 'destroyed') containers.delete(id);
			else if (to === 'started' || to === 'unpaused') containers.set(id, { ...base, state: 'running' });
			else if (to === 'died') containers.set(id, { ...base, state: 'exited', ...(typeof data['exitCode'] === 'number' && { exitCode: data['exitCode'] }) });
			else if (to === 'created') containers.set(id, { ...base, state: 'created' });
			else if (to === 'paused') containers.set(id, { ...base, state: 'paused' });
		}
		if (kind === 'host.stopped')
			for (const [key, container] of containers) if (container.state === 'running') containers.set(key, { ...container, state: 'exited' });
		if (kind.startsWith('containerd.images.') && data['namespace'] === 'k8s.io') {
			const host = String(data['host']);
			const images = pulled.get(host) ?? new Set();
			pulled.set(host, images);
			const name = String(data['name'] ?? '');
			if (kind.endsWith('delete')) images.delete(shortImage(name));
			else if (name !== '' && !name.includes('@') && !name.startsWith('sha256:')) images.add(shortImage(name));
		}
		why = sentence(fact, containers) ?? why;
	};

	const travel = ({ at, kind, data }: ViewFact): void => {
		if (at - command.at > journeyUs) return;
		const id = String(data['id'] ?? '');
		if (kind === 'kernel.process.started' || kind === 'kernel.process.exec') {
			const comm = String(data['comm']);
			const layer = layerOfProgram(comm);
			if (layer === 'run' || layer === 'orch') touch(`${layer}:${comm.startsWith('containerd-shim') ? 'shim' : comm}`);
		} else if (kind === 'kernel.unix.connected') {
			if (data['comm'] === 'kubelet') {
				if (!changed) return;
				touch('orch:kubelet');
			}
			const box = sockets.find(([part]) => String(data['path']).includes(part))?.[1];
			if (box) touch(box);
		} else if (kind.startsWith('docker.')) {
			touch('run:dockerd');
			if (kind.startsWith('docker.image.')) touch(`image:${data['name'] ?? id}`);
			if (kind === 'docker.container.created' && data['image'] !== undefined) touch(`image:${tagged(String(data['image']))}`);
			if (kind === 'docker.container.started') touch(`app:${id}`);
			if (kind === 'docker.container.died' || kind === 'docker.container.destroyed') touch(`app:${id}`);
		} else if (kind.startsWith('containerd.')) {
			touch('run:containerd');
			if (kind.endsWith('tasks.start')) for (const box of [`os:net:${id}`, `os:pid:${id}`, `os:cgroup:${id}`, `app:${id}`]) touch(box);
		} else if (kind === 'kernel.tcp.connected') {
			if (data['port'] === 6443) touch('orch:kube-apiserver');
		} else if (kind === 'etcd.put') {
			const writer = String(data['user'] ?? '');
			if (!writer.startsWith('system:')) changed = true;
			if (!changed || steady.some((prefix) => String(data['key']).startsWith(prefix))) return;
			const loop = loops.find(([prefix]) => writer.startsWith(prefix))?.[1];
			if (loop) touch(loop);
			touch('orch:kube-apiserver');
			touch('orch:etcd');
		}
		if (kind.startsWith('host.')) touch('os:kernel');
	};

	return {
		fold(fact) {
			if (fact.kind.startsWith('kernel.process.') && fact.data['host'] !== undefined && hiddenHosts.has(String(fact.data['host']))) return;
			follow(fact);
			travel(fact);
		},
		command(next) {
			command = next;
			journey = [];
			changed = false;
		},
		project(world) {
			const model: Record<string, Json> = { why, command: command.text };
			const hosts = world.hosts();
			const looks: HostLook[] = hosts.map((host) => lookAtHost(world, host));
			const cluster = looks.some(({ daemons }) => daemons.has('kubelet') || daemons.has('kube-apiserver'));
			model['cluster'] = cluster;
			for (const look of looks.slice(0, 1)) {
				const boxes = boxesOf(look, containers, [...(pulled.get(look.name) ?? [])], cluster);
				const steps = journey.filter((id) => id in boxes);
				for (const [order, [id, box]] of Object.entries(boxes).entries()) {
					const hot = steps.indexOf(id) + 1;
					model[`box/${id}`] = { ...box, order, ...(hot > 0 && { hot }) };
				}
				model['on'] = look.on;
				model['host'] = look.name;
			}
			return model;
		}
	};
}

/** A reference as `docker images` lists it. */
const tagged = (reference: string): string => (/[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`);

const hiddenHosts = new Set(['gateway', 'hub', 'registryExample', 'kubernetesRegistry', 'example']);

/** What a fact means, for the line above the picture. Text in backquotes is set as code. */
function sentence({ kind, data }: ViewFact, containers: ReadonlyMap<string, KnownContainer>): string | undefined {
	const name = `\`${data['name'] ?? containers.get(String(data['id']))?.name ?? ''}\``;
	switch (kind) {
		case 'docker.container.created':
			return `dockerd made container ${name} of image \`${data['image']}\`: a writable layer on top of the image’s. It has no process yet.`;
		case 'docker.container.started':
			return `Container ${name} runs: runc made its namespaces and cgroup, and its program is an ordinary process of this machine.`;
		case 'docker.container.died':
			return `The first process of ${name} has ended${data['exitCode'] === undefined ? '' : ` (exit status ${data['exitCode']})`}, so the container is no longer running. Its files are still on the disk.`;
		case 'docker.container.destroyed':
			return `Container ${name} is removed, with its writable layer. The image stays.`;
		case 'docker.container.paused':
			return `The cgroup of ${name} is frozen: its processes are there and get no time.`;
		case 'docker.container.oom':
		case 'kernel.oom':
			return `A control group is over its memory limit: the kernel killed \`${data['comm'] ?? ''}\`.`;
		case 'host.stopped':
			return hiddenHosts.has(String(data['host'])) ? undefined : 'The power is cut. Every process is gone at once; the disk keeps images and containers.';
		case 'host.booted':
			return data['boot'] === 1 || hiddenHosts.has(String(data['host']))
				? undefined
				: 'The machine is on again. systemd has started its services; what runs besides is what somebody asks for.';
		default:
			return undefined;
	}
}
