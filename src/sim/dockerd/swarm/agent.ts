// The agent: makes a task of this node a container, starts it, watches it to its end, and stops it when it is not wanted any more.
// One thread a task; what became of the container is told to the swarm as the task's state.
import { call, settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, type Context } from '../../kernel/index.ts';
import { unbase64 } from '../../values/index.ts';
import { decodeConfig, decodeEndpoints, decodeHostConfig } from '../decode-config.ts';
import { isObject, list, num, object, str, strings, type JsonObject } from '../decode.ts';
import { DockerError } from '../errors.ts';
import { makeDirs, removeAll, writeFile } from '../files.ts';
import { remember } from '../memory.ts';
import { create } from '../containers/create.ts';
import { removeContainer } from '../containers/remove.ts';
import { startContainer } from '../containers/start.ts';
import { stop } from '../containers/stop.ts';
import { RegistryFailure } from '../images/registry.ts';
import { pullError, pullOne } from '../images/pull.ts';
import { findImage, reference } from '../images/store.ts';
import { changeSwarm, nameOfSpec, withRow } from './store.ts';
import { isOver, taskStates, type Service, type Swarm, type Task, type TaskState } from './state.ts';

const taskFiles = (task: Task): string => `/var/lib/docker/swarm/worker/${task.id}`;

export const taskName = (service: Service, task: Task): string => `${nameOfSpec(service)}.${task.slot > 0 ? task.slot : task.nodeId}.${task.id}`;

/** Moves a task on; a state that has been passed is not gone back to. */
export function* report(id: string, state: TaskState, more: Partial<Task> = {}): Sys<void> {
	const now = yield* clock();
	yield* changeSwarm((swarm) => {
		const task = swarm.tasks[id];
		if (!task || taskStates.indexOf(task.state) > taskStates.indexOf(state)) return undefined;
		return withRow(swarm, 'tasks', { ...task, ...more, state, at: now }, now);
	});
}
const taskOf = (id: string): Sys<{ task: Task; service: Service | undefined; swarm: Swarm } | undefined> =>
	remember((m) => {
		const task = m.swarm?.tasks[id];
		return m.swarm && task ? { task, service: m.swarm.services[task.serviceId], swarm: m.swarm } : undefined;
	});

/** Values of secrets or configs as files, and the binds that show them. */
function* valueFiles(swarm: Swarm, task: Task, kind: 'Secrets' | 'Configs'): Sys<string[]> {
	const binds: string[] = [];
	const container = object(task.spec['ContainerSpec']);
	for (const use of (list(container, kind) ?? []).filter(isObject)) {
		const item = kind === 'Secrets' ? swarm.secrets[str(use, 'SecretID')] : swarm.configs[str(use, 'ConfigID')];
		const file = object(use['File']);
		if (!item) continue;
		const dir = `${taskFiles(task)}/${kind.toLowerCase()}`;
		yield* makeDirs(dir, 0o700);
		yield* writeFile(`${dir}/${item.id}`, unbase64(item.data), num(file, 'Mode') || 0o444);
		const name = str(file, 'Name') || item.name;
		binds.push(`${dir}/${item.id}:${name.startsWith('/') ? name : kind === 'Secrets' ? `/run/secrets/${name}` : `/${name}`}:ro`);
	}
	return binds;
}

/** The container that a task asks for, as POST /containers/create would be told. */
function* body(swarm: Swarm, service: Service, task: Task): Sys<{ name: string; json: JsonObject }> {
	const spec = object(task.spec['ContainerSpec']);
	const resources = object(task.spec['Resources']);
	const limits = object(resources['Limits']);
	const serviceName = nameOfSpec(service);
	const name = taskName(service, task);
	const networks = yield* remember((m) =>
		[
			...(service.ports.some((port) => port.PublishMode === 'ingress')
				? [...m.networks.values()].filter((n) => n.overlay?.ingress).map((n) => ({ Target: n.id }))
				: []),
			...(list(task.spec, 'Networks') ?? []).filter(isObject)
		].flatMap((attachment) => {
			const network = m.networks.get(str(attachment, 'Target'));
			return network ? [{ name: network.name, aliases: strings(attachment, 'Aliases') ?? [] }] : [];
		})
	);
	const endpoints = Object.fromEntries(networks.map((n) => [n.name, { Aliases: [serviceName, `tasks.${serviceName}`, ...n.aliases] }]));
	const binds = [...(yield* valueFiles(swarm, task, 'Secrets')), ...(yield* valueFiles(swarm, task, 'Configs'))];
	const host = service.ports.filter((port) => port.PublishMode === 'host');
	const json = {
		Image: str(spec, 'Image'),
		...(strings(spec, 'Command') ? { Entrypoint: strings(spec, 'Command') } : {}),
		...(strings(spec, 'Args') ? { Cmd: strings(spec, 'Args') } : {}),
		Env: strings(spec, 'Env') ?? [],
		Hostname: str(spec, 'Hostname'),
		User: str(spec, 'User'),
		WorkingDir: str(spec, 'Dir'),
		Tty: spec['TTY'] === true,
		...(str(spec, 'StopSignal') === '' ? {} : { StopSignal: str(spec, 'StopSignal') }),
		...(isObject(spec['Healthcheck']) ? { Healthcheck: spec['Healthcheck'] } : {}),
		Labels: {
			...object(spec['Labels']),
			'com.docker.swarm.node.id': task.nodeId,
			'com.docker.swarm.service.id': service.id,
			'com.docker.swarm.service.name': serviceName,
			'com.docker.swarm.task': '',
			'com.docker.swarm.task.id': task.id,
			'com.docker.swarm.task.name': name
		},
		ExposedPorts: Object.fromEntries(host.map((port) => [`${port.TargetPort}/${port.Protocol}`, {}])),
		HostConfig: {
			NetworkMode: networks[0]?.name ?? 'bridge',
			Binds: binds,
			Mounts: list(spec, 'Mounts') ?? [],
			Memory: num(limits, 'MemoryBytes'),
			NanoCpus: num(limits, 'NanoCPUs'),
			PidsLimit: num(limits, 'Pids') || null,
			MemoryReservation: num(object(resources['Reservations']), 'MemoryBytes'),
			ReadonlyRootfs: spec['ReadOnly'] === true,
			CapAdd: strings(spec, 'CapabilityAdd'),
			CapDrop: strings(spec, 'CapabilityDrop'),
			ExtraHosts: strings(spec, 'Hosts'),
			...(spec['Init'] === true ? { Init: true } : {}),
			PortBindings: Object.fromEntries(host.map((port) => [`${port.TargetPort}/${port.Protocol}`, [{ HostIp: '', HostPort: String(port.PublishedPort) }]]))
		},
		NetworkingConfig: { EndpointsConfig: endpoints }
	};
	return { name, json };
}

/** Pulls the image when it is not there, and makes the container. Throws DockerError. */
function* prepare(swarm: Swarm, service: Service, task: Task): Sys<string> {
	const { name, json } = yield* body(swarm, service, task);
	const image = str(json, 'Image');
	if (!(yield* remember((m) => findImage(m, image)))) {
		const ref = reference(image);
		try {
			yield* pullOne(ref.tag === undefined && ref.digest === undefined ? { ...ref, tag: 'latest' } : ref, undefined, undefined, function* () {
				// Nobody watches.
			});
		} catch (error) {
			// What the pull says is not what the task says: the agent goes on and finds no image.
			if (error instanceof RegistryFailure) pullError(error, ref);
			else if (!(error instanceof DockerError)) throw error;
		}
	}
	const { default: _, ...endpoints } = decodeEndpoints(json['NetworkingConfig']);
	const { id } = yield* create({ name, config: decodeConfig(json), host: decodeHostConfig(object(json['HostConfig'])), endpoints, platform: undefined });
	return id;
}

/** The thread of a task: args {id}. */
export function* agent(context: Context): Sys<void> {
	const { id } = context.init as { id: string };
	for (;;) {
		yield* settle(null);
		const found = yield* taskOf(id);
		if (!found) return;
		const { task, service, swarm } = found;
		if (isOver(task)) return;
		const unwanted = task.desired === 'shutdown' || task.desired === 'remove' || !service;
		try {
			if (unwanted) {
				if (task.containerId !== '') yield* call(stop(task.containerId, {}));
				const exitCode = yield* remember((m) => m.containers.get(task.containerId)?.state.exitCode ?? 0);
				yield* report(id, 'shutdown', { message: 'shutdown', exitCode, pid: 0 });
				return;
			}
			if (task.state === 'assigned' || task.state === 'accepted') {
				yield* report(id, 'preparing', { message: 'preparing' });
				const containerId = yield* call(prepare(swarm, service, task));
				yield* report(id, 'ready', { message: 'prepared', containerId });
				continue;
			}
			if (task.state === 'ready' || task.state === 'starting') {
				const now = yield* clock();
				if (task.desired !== 'running' || task.notBefore > now) {
					yield* awaitKey('swarm', Math.max(1000, task.notBefore > now ? task.notBefore - now : 2_000_000));
					continue;
				}
				yield* report(id, 'starting', { message: 'starting' });
				yield* call(startContainer(task.containerId, true));
				const pid = yield* remember((m) => m.containers.get(task.containerId)?.state.pid ?? 0);
				yield* report(id, 'running', { message: 'started', pid });
				continue;
			}
			const state = yield* remember((m) => m.containers.get(task.containerId)?.state);
			if (!state) yield* report(id, 'failed', { message: 'started', error: `No such container: ${task.containerId}`, pid: 0 });
			else if (state.health?.Status === 'unhealthy' && state.running) {
				yield* call(stop(task.containerId, {}));
				yield* report(id, 'failed', { message: 'started', error: 'task: non-zero exit (143): dockerexec: unhealthy container', exitCode: 143, pid: 0 });
			} else if (!state.running) {
				const over = state.exitCode === 0 ? 'complete' : 'failed';
				yield* report(id, over, {
					message: over === 'complete' ? 'finished' : 'started',
					error: over === 'complete' ? '' : `task: non-zero exit (${state.exitCode})`,
					exitCode: state.exitCode,
					pid: 0
				});
			} else yield* awaitKey('state:' + task.containerId, 1_000_000);
		} catch (error) {
			if (!(error instanceof DockerError)) throw error;
			const before = task.state === 'assigned' || task.state === 'accepted' || task.state === 'preparing';
			const text = before && error.message.startsWith('No such image') ? `No such image: ${str(object(task.spec['ContainerSpec']), 'Image')}` : error.message;
			yield* report(id, before ? 'rejected' : 'failed', { message: before ? 'preparing' : 'starting', error: text });
			return;
		}
	}
}
/** The thread that takes away what a task that is forgotten leaves: args {containerId, remove}. */
export function* taskEnd(context: Context): Sys<void> {
	const { containerId } = context.init as { containerId: string };
	const container = yield* remember((m) => m.containers.get(containerId));
	if (!container) return;
	try {
		yield* removeContainer(container, { force: true, volumes: true });
	} catch (error) {
		if (!(error instanceof DockerError)) throw error;
	}
	const taskId = container.config.Labels['com.docker.swarm.task.id'];
	if (taskId !== undefined) yield* removeAll(`/var/lib/docker/swarm/worker/${taskId}`);
}
