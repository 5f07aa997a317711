// The five-layer stack as a view: boxes from a look at the machines as they are, the journey of the last command, and a line on what happened.
// Invariant: what is drawn is read from kernels, disks and etcd at the moment of the projection; facts decide only what is lit and said.
import type { World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import { internetHosts, type ViewFact, type ViewFold } from '../view.ts';
import type { HostLook, Look } from './box.ts';
import { boxesOf } from './boxes.ts';
import { lookAtPods } from './cluster-look.ts';
import { Disk } from './disk.ts';
import { criContainer, dockerContainers, imagesOf } from './engine-look.ts';
import { Journey } from './journey.ts';
import { lookAtKernel } from './kernel-look.ts';

function lookAtHost(disk: Disk, world: World, host: string): HostLook {
	const kernel = lookAtKernel(world, host);
	const docker = dockerContainers(disk, world, host);
	const cri = kernel.containers.flatMap(({ id }) => (docker.some((one) => one.id === id) ? [] : (criContainer(disk, world, host, id) ?? [])));
	return { kernel, docker, images: imagesOf(disk, world, host), cri: new Map(cri.map((one) => [one.id, one])) };
}

/** Everything the picture is drawn from, now. */
function lookAt(disk: Disk, world: World): Look {
	const hosts = world.hosts().map((host) => lookAtHost(disk, world, host));
	const cluster = world.preset.ready !== undefined || hosts.some(({ kernel }) => kernel.daemons.has('kubelet') || kernel.daemons.has('kube-apiserver'));
	return { hosts, cluster, pods: lookAtPods(world) };
}

export function stack(): ViewFold {
	const disk = new Disk();
	const journey = new Journey();
	/** Names of containers as their facts told them: a removed one is still spoken of. */
	const names = new Map<string, string>();
	let command = '';
	let why = '';
	return {
		fold(fact) {
			if (internetHosts.has(String(fact.data['host']))) return;
			const { id, name } = fact.data;
			if (fact.kind.startsWith('docker.container.') && id !== undefined && name !== undefined) names.set(String(id), String(name));
			why = sentence(fact, names) ?? why;
			journey.travel(fact);
		},
		command({ at, text }) {
			command = text;
			journey.begin(at);
		},
		project(world) {
			const look = lookAt(disk, world);
			const boxes = boxesOf(look);
			const ids = Object.keys(boxes);
			const wherever = (step: string): string | undefined => (step.endsWith('@*') ? ids.find((id) => id.startsWith(step.slice(0, -1))) : step);
			const steps = journey.steps.flatMap((step) => wherever(step) ?? []).filter((id) => id in boxes);
			const model: Record<string, Json> = { why, command, cluster: look.cluster };
			for (const [order, id] of ids.entries()) {
				const hot = steps.indexOf(id) + 1;
				model[`box/${id}`] = { ...boxes[id], order, ...(hot > 0 && { hot }) } as Json;
			}
			model['hosts'] = look.hosts.map(({ kernel: { host, on } }) => ({ host, on }));
			return model;
		}
	};
}

/** What a fact means, for the line above the picture. Text in backquotes is set as code. */
function sentence({ kind, data }: ViewFact, names: ReadonlyMap<string, string>): string | undefined {
	const name = `\`${data['name'] ?? names.get(String(data['id'])) ?? ''}\``;
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
		case 'scheduler.bound':
			return `The scheduler chose \`${data['node']}\` for Pod \`${String(data['pod']).replace(/^default\//, '')}\`; the kubelet there starts it.`;
		case 'host.stopped':
			return `The power of \`${data['host']}\` is cut. Every process is gone at once; the disk keeps images and containers.`;
		case 'host.booted':
			return data['boot'] === 1 ? undefined : `\`${data['host']}\` is on again. systemd has started its services; what runs besides is what somebody asks for.`;
		default:
			return undefined;
	}
}
