// /services and /tasks: what is asked for, and what is being done about it. The orchestrator (orchestrator.ts) does it.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { encodeJson, rfc3339nano } from '../../values/index.ts';
import { isObject, list, num, object, str, type JsonObject } from '../decode.ts';
import { badParameter, conflict } from '../errors.ts';
import { logEvent } from '../events.ts';
import { exactMatch, matches, parseFilters } from '../filters.ts';
import { flag, ok, param, readJson, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import { findNetwork } from '../networks/store.ts';
import { isOver, type PublishedPort, type Service, type Swarm, type Task } from './state.ts';
import { changeSwarm, checkVersion, fresh, nameOfSpec, pick, theSwarm, withoutRow, withRow } from './store.ts';

export const findService = (swarm: Swarm, term: string): Service => pick(swarm.services, term, 'service', nameOfSpec);
export const isGlobal = (service: Service): boolean => isObject(object(service.spec['Mode'])['Global']);
export const replicasOf = (service: Service): number => Number(object(object(service.spec['Mode'])['Replicated'])['Replicas'] ?? 1);

/** Ports of a spec, those without a published one from 30000 on. Throws what swarmkit says of ports that are taken. */
function portsOf(swarm: Swarm, spec: JsonObject, own: string): PublishedPort[] {
	const others = Object.values(swarm.services).filter((service) => service.id !== own);
	const taken = (port: number, protocol: string): Service | undefined =>
		others.find((service) => service.ports.some((other) => other.PublishedPort === port && other.Protocol === protocol && other.PublishMode === 'ingress'));
	const out: PublishedPort[] = [];
	for (const port of (list(object(spec['EndpointSpec']), 'Ports') ?? []).filter(isObject)) {
		const protocol = str(port, 'Protocol') || 'tcp';
		const mode = str(port, 'PublishMode') || 'ingress';
		let published = num(port, 'PublishedPort');
		if (published > 0 && mode === 'ingress') {
			const holder = taken(published, protocol);
			if (holder)
				throw badParameter(
					`rpc error: code = InvalidArgument desc = port '${published}' is already in use by service '${nameOfSpec(holder)}' (${holder.id}) as an ingress port`
				);
		}
		if (published === 0) for (published = 30_000; taken(published, protocol) || out.some((p) => p.PublishedPort === published);) published++;
		out.push({ Protocol: protocol, TargetPort: num(port, 'TargetPort'), PublishedPort: published, PublishMode: mode });
	}
	return out;
}
/** Networks are named by what the client was given: name or id. Throws 404. */
function* resolved(spec: JsonObject): Sys<JsonObject> {
	const template = object(spec['TaskTemplate']);
	const networks: JsonObject[] = [];
	for (const attachment of [...(list(template, 'Networks') ?? []), ...(list(spec, 'Networks') ?? [])].filter(isObject)) {
		const target = str(attachment, 'Target');
		const found = yield* remember((m) => findNetwork(m, target)?.id);
		if (found === undefined) throw badParameter(`network ${target} not found`);
		networks.push({ ...attachment, Target: found });
	}
	const container = object(template['ContainerSpec']);
	const { Networks: _, ...rest } = spec;
	return {
		...rest,
		Labels: object(spec['Labels']),
		TaskTemplate: {
			...template,
			ContainerSpec: container,
			ForceUpdate: num(template, 'ForceUpdate'),
			Runtime: 'container',
			...(networks.length > 0 ? { Networks: networks } : {})
		},
		Mode: isObject(spec['Mode']) ? spec['Mode'] : { Replicated: { Replicas: 1 } }
	};
}
function check(spec: JsonObject): void {
	const name = str(spec, 'Name');
	if (name !== '' && (!/^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/.test(name) || name.length > 63))
		throw badParameter(`rpc error: code = InvalidArgument desc = name must be valid as a DNS name component`);
	if (str(object(object(spec['TaskTemplate'])['ContainerSpec']), 'Image') === '')
		throw badParameter('rpc error: code = InvalidArgument desc = ContainerSpec: image reference must be provided');
}

export function* createService(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const body = yield* resolved(yield* readJson(request));
	check(body);
	const { names, counter } = yield* remember((m) => ({ names: Object.values(swarm.services).map(nameOfSpec), counter: m.counter++ }));
	const name = str(body, 'Name') || `service_${counter}`;
	if (names.includes(name)) throw conflict(`rpc error: code = AlreadyExists desc = name conflicts with an existing object: service ${name} already exists`);
	const kept = yield* fresh();
	const service: Service = { ...kept, spec: { ...body, Name: name }, ports: portsOf(swarm, body, kept.id), vips: [] };
	yield* changeSwarm((s) => withRow(s, 'services', service));
	yield* logEvent('service', 'create', kept.id, { name });
	return { status: 201, json: { ID: kept.id, Warnings: null } };
}
export function* updateService(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const service = findService(swarm, request.vars[0] ?? '');
	const body = yield* resolved(yield* readJson(request));
	checkVersion(service, param(request, 'version'));
	const back = param(request, 'rollback') === 'previous';
	if (back && !service.previous) throw badParameter(`rpc error: code = FailedPrecondition desc = service ${service.id} does not have a previous spec`);
	const spec = back ? (service.previous ?? body) : body;
	check(spec);
	if (nameOfSpec({ spec }) !== nameOfSpec(service)) throw badParameter('rpc error: code = Unimplemented desc = renaming services is not supported');
	const now = yield* clock();
	const changed = JSON.stringify(object(spec['TaskTemplate'])) !== JSON.stringify(object(service.spec['TaskTemplate']));
	const next: Service = {
		...service,
		spec,
		previous: service.spec,
		ports: portsOf(swarm, spec, service.id),
		...(changed
			? { update: { State: back ? 'rollback_started' : 'updating', startedAt: now, Message: back ? 'rollback in progress' : 'update in progress', lastAt: 0 } }
			: {})
	};
	yield* changeSwarm((s) => withRow(s, 'services', next, now));
	yield* logEvent('service', 'update', service.id, { name: nameOfSpec(service) });
	return ok({ Warnings: null });
}
export function* deleteService(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const service = findService(swarm, request.vars[0] ?? '');
	yield* changeSwarm((s) => withoutRow(s, 'services', service.id));
	yield* logEvent('service', 'remove', service.id, { name: nameOfSpec(service) });
	return { status: 200 };
}

const wanted = (swarm: Swarm, service: Service): number => {
	if (!isGlobal(service)) return replicasOf(service);
	return Object.values(swarm.tasks).filter((task) => task.serviceId === service.id && task.desired === 'running').length;
};
const serviceJson = (swarm: Swarm, service: Service, status: boolean): JsonObject => {
	const endpoint = object(service.spec['EndpointSpec']);
	const given = list(endpoint, 'Ports');
	const tasks = Object.values(swarm.tasks).filter((task) => task.serviceId === service.id);
	return {
		ID: service.id,
		Version: { Index: service.version },
		CreatedAt: rfc3339nano(service.created),
		UpdatedAt: rfc3339nano(service.updated),
		Spec: service.spec,
		...(service.previous ? { PreviousSpec: service.previous } : {}),
		Endpoint: {
			Spec: given ? endpoint : {},
			...(service.ports.length > 0 ? { Ports: service.ports } : {}),
			...(service.vips.length > 0 ? { VirtualIPs: service.vips } : {})
		},
		...(service.update
			? {
					UpdateStatus: {
						State: service.update.State,
						StartedAt: rfc3339nano(service.update.startedAt),
						...(service.update.completedAt === undefined ? {} : { CompletedAt: rfc3339nano(service.update.completedAt) }),
						Message: service.update.Message
					}
				}
			: {}),
		...(status
			? {
					ServiceStatus: {
						RunningTasks: tasks.filter((task) => task.state === 'running' && task.desired === 'running').length,
						DesiredTasks: wanted(swarm, service),
						CompletedTasks: tasks.filter((task) => task.state === 'complete').length
					}
				}
			: {})
	};
};
export function* listServices(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const filters = parseFilters(param(request, 'filters'));
	const labels = filters.get('label') ?? [];
	const hasLabels = (service: Service): boolean => {
		const own = object(service.spec['Labels']);
		return labels.every((label) => {
			const [key = '', value] = label.split('=');
			return key in own && (value === undefined || own[key] === value);
		});
	};
	const found = Object.values(swarm.services).filter(
		(service) =>
			matches(filters, 'name', nameOfSpec(service)) &&
			matches(filters, 'id', service.id) &&
			hasLabels(service) &&
			(!filters.has('mode') || (filters.get('mode') ?? []).includes(isGlobal(service) ? 'global' : 'replicated'))
	);
	return ok(found.map((service) => serviceJson(swarm, service, flag(request, 'status'))));
}
export function* inspectService(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	return ok(serviceJson(swarm, findService(swarm, request.vars[0] ?? ''), false));
}

const taskJson = (swarm: Swarm, task: Task): JsonObject => ({
	ID: task.id,
	Version: { Index: task.version },
	CreatedAt: rfc3339nano(task.created),
	UpdatedAt: rfc3339nano(task.updated),
	Labels: {},
	Spec: task.spec,
	ServiceID: task.serviceId,
	...(task.slot > 0 ? { Slot: task.slot } : {}),
	...(task.nodeId === '' ? {} : { NodeID: task.nodeId }),
	Status: {
		Timestamp: rfc3339nano(task.at),
		State: task.state,
		...(task.message === '' ? {} : { Message: task.message }),
		...(task.error === '' ? {} : { Err: task.error }),
		...(task.containerId === '' ? {} : { ContainerStatus: { ContainerID: task.containerId, PID: task.pid, ExitCode: task.exitCode } }),
		PortStatus: {}
	},
	DesiredState: task.desired,
	NetworksAttachments: null,
	Volumes: null
});
export function* listTasks(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	const filters = parseFilters(param(request, 'filters'));
	const service = (task: Task): string => nameOfSpec(swarm.services[task.serviceId] ?? { spec: {} });
	const any = (name: string, ...own: readonly string[]): boolean => {
		const values = filters.get(name);
		return !values || values.length === 0 || values.some((value) => own.includes(value));
	};
	const isRunning = (task: Task): string => (task.desired === 'running' || task.desired === 'ready' ? 'running' : 'shutdown');
	const stack = (task: Task): string => str(object(swarm.services[task.serviceId]?.spec['Labels']), 'com.docker.stack.namespace');
	const found = Object.values(swarm.tasks).filter(
		(task) =>
			any('service', task.serviceId, service(task)) &&
			any('node', task.nodeId, swarm.nodes[task.nodeId]?.hostname ?? '') &&
			any('desired-state', isRunning(task), task.desired) &&
			(!filters.has('_up-to-date') || sameSpec(task.spec, object(swarm.services[task.serviceId]?.spec['TaskTemplate']))) &&
			any('id', task.id) &&
			any('name', `${service(task)}.${task.slot}`, service(task)) &&
			(filters.get('label') ?? []).every((label) => label === `com.docker.stack.namespace=${stack(task)}`) &&
			exactMatch(filters, 'runtime', 'container')
	);
	return ok(found.map((task) => taskJson(swarm, task)));
}
export function* inspectTask(request: Request): Sys<Reply> {
	const swarm = yield* theSwarm();
	return ok(
		taskJson(
			swarm,
			pick(swarm.tasks, request.vars[0] ?? '', 'task', () => '')
		)
	);
}
/** Whether two task templates ask for the same. */
export const sameSpec = (a: JsonObject, b: JsonObject): boolean => a === b || encodeJson(a) === encodeJson(b);
/** Whether a task still counts for its slot. */
export const counts = (task: Task): boolean => !isOver(task) && (task.desired === 'running' || task.desired === 'ready');
