// The orchestrator and scheduler of a manager: makes and ends tasks until every service has what it asks for. Follows swarmkit's
// replicated, global, update and restart loops in one: a look at everything after each change.
// Invariant: a slot has at most one task that is to run; a task is never moved between nodes.
import { settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, thread } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { list, num, object, str, type JsonObject } from '../decode.ts';
import { remember } from '../memory.ts';
import { dropUnused, publishPorts } from './network.ts';
import { counts, isGlobal, replicasOf, sameSpec } from './services.ts';
import { isOver, type Node, type Service, type Swarm, type Task } from './state.ts';
import { changeSwarm, fresh, swarmId, withoutRow, withRow } from './store.ts';

const template = (service: Service): JsonObject => object(service.spec['TaskTemplate']);
/** Go's durations are ns in JSON. */
const microseconds = (source: JsonObject, name: string, fallback: number): number => (name in source ? num(source, name) / 1000 : fallback);

/** The thread. */
export function* orchestrator(): Sys<void> {
	for (;;) {
		yield* settle(null);
		if (yield* remember((m) => m.swarm === null)) return;
		const again = yield* look();
		yield* awaitKey('swarm', again);
	}
}
/** One look; answers after how many µs the next is due at the latest. */
function* look(): Sys<number> {
	const now = yield* clock();
	let due = 30_000_000;
	const services = yield* remember((m) => Object.values(m.swarm?.services ?? {}));
	for (const service of services) due = Math.min(due, yield* lookAt(service.id, now));
	yield* endOrphans();
	yield* startAgents();
	yield* forgetOld();
	yield* dropUnused();
	const swarm = yield* remember((m) => m.swarm);
	const published = encodeJson(
		Object.values(swarm?.tasks ?? {})
			.filter((task) => task.state === 'running')
			.map((task) => [task.id, task.desired])
	);
	const shown = `${published}${encodeJson(services.map((service) => service.ports))}`;
	if ((yield* remember((m) => m.ingressShown)) !== shown) {
		yield* publishPorts(swarm);
		yield* remember((m) => void (m.ingressShown = shown));
	}
	return due;
}

/** Constraints a node does not meet. */
function fits(node: Node, spec: JsonObject): boolean {
	const constraints = (list(object(spec['Placement']), 'Constraints') ?? []).map(String);
	return constraints.every((constraint) => {
		const match = /^\s*([\w.-]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint);
		if (!match) return false;
		const [, key = '', operator, value] = match;
		const labels = object(node.spec['Labels']);
		const own =
			key === 'node.hostname'
				? node.hostname
				: key === 'node.id'
					? node.id
					: key === 'node.role'
						? node.spec['Role']
						: key === 'node.platform.os'
							? 'linux'
							: key.startsWith('node.labels.')
								? labels[key.slice(12)]
								: undefined;
		return (own === value) === (operator === '==');
	});
}
const usable = (node: Node): boolean => node.state === 'ready' && node.spec['Availability'] === 'active';

/** The node for a task: of those that fit the one with the fewest tasks of the service; or why there is none. */
function choose(swarm: Swarm, service: Service): { node: string } | { problem: string } {
	const nodes = Object.values(swarm.nodes);
	const open = nodes.filter(usable);
	const suitable = open.filter((node) => fits(node, template(service)));
	const most = num(object(template(service)['Placement']), 'MaxReplicas');
	const load = (node: Node): number =>
		Object.values(swarm.tasks).filter((task) => task.nodeId === node.id && task.serviceId === service.id && counts(task)).length;
	const free = most > 0 ? suitable.filter((node) => load(node) < most) : suitable;
	const best = [...free].sort((a, b) => load(a) - load(b) || (a.id < b.id ? -1 : 1))[0];
	if (best) return { node: best.id };
	const reasons: string[] = [];
	const say = (count: number, one: string, many: string): void => void (count > 0 && reasons.push(`${one}${count} node${count === 1 ? '' : 's'}${many}`));
	say(nodes.length - open.length, '', ' not available for new tasks');
	say(open.length - suitable.length, 'scheduling constraints not satisfied on ', '');
	say(suitable.length, 'max replicas per node limit exceed on ', '');
	return { problem: `no suitable node (${reasons.join('; ')})` };
}

function* newTask(service: Service, slot: number, more: Partial<Task> = {}): Sys<void> {
	const kept = yield* fresh();
	const id = yield* swarmId();
	yield* changeSwarm((swarm) => {
		const chosen = more.nodeId === undefined ? choose(swarm, service) : { node: more.nodeId };
		const placed =
			'node' in chosen
				? { nodeId: chosen.node, state: 'assigned' as const, message: 'assigned' }
				: { nodeId: '', state: 'pending' as const, message: 'pending task scheduling', error: chosen.problem };
		const task: Task = {
			...kept,
			id,
			serviceId: service.id,
			slot,
			spec: template(service),
			desired: 'running',
			at: kept.created,
			error: '',
			containerId: '',
			pid: 0,
			exitCode: 0,
			notBefore: 0,
			...placed,
			...more
		};
		return withRow(swarm, 'tasks', task);
	});
}
const wish = (id: string, desired: Task['desired']): Sys<void> =>
	changeSwarm((swarm) => {
		const task = swarm.tasks[id];
		return task && task.desired !== desired ? withRow(swarm, 'tasks', { ...task, desired }) : undefined;
	});

/** Brings one service closer to what it asks for. */
function* lookAt(serviceId: string, now: number): Sys<number> {
	const swarm = yield* remember((m) => m.swarm);
	const service = swarm?.services[serviceId];
	if (!swarm || !service) return 30_000_000;
	let due = 30_000_000;
	const all = Object.values(swarm.tasks).filter((task) => task.serviceId === service.id);
	const slots: { slot: number; nodeId?: string; of: Task[] }[] = isGlobal(service)
		? Object.values(swarm.nodes)
				.filter((node) => usable(node) && fits(node, template(service)))
				.map((node) => ({ slot: 0, nodeId: node.id, of: all.filter((task) => task.nodeId === node.id) }))
		: Array.from({ length: replicasOf(service) }, (_, i) => ({ slot: i + 1, of: all.filter((task) => task.slot === i + 1) }));
	const kept = new Set(slots.flatMap(({ of }) => of.map((task) => task.id)));
	for (const task of all) if (!kept.has(task.id) && task.desired !== 'remove') yield* wish(task.id, isGlobal(service) ? 'shutdown' : 'remove');
	for (const { slot, nodeId, of } of slots) {
		const current = of.filter(counts).sort((a, b) => b.created - a.created || b.version - a.version)[0];
		if (current) {
			const node = swarm.nodes[current.nodeId];
			if (current.desired === 'ready' && current.notBefore <= now) yield* wish(current.id, 'running');
			if (current.desired === 'ready' && current.notBefore > now) due = Math.min(due, current.notBefore - now);
			if (current.state === 'pending') yield* schedule(swarm, service, current);
			else if (node && (node.state !== 'ready' || node.spec['Availability'] === 'drain')) yield* wish(current.id, 'shutdown');
			continue;
		}
		due = Math.min(due, yield* refill(service, slot, of, now, nodeId === undefined ? {} : { nodeId }));
	}
	return Math.min(due, yield* rollOn(service, slots, now));
}
function* schedule(swarm: Swarm, service: Service, task: Task): Sys<void> {
	const chosen = choose(swarm, service);
	if ('node' in chosen)
		yield* changeSwarm((s) => withRow(s, 'tasks', { ...task, nodeId: chosen.node, state: 'assigned', message: 'scheduler assigned task to node', error: '' }));
	else if (task.error !== chosen.problem) yield* changeSwarm((s) => withRow(s, 'tasks', { ...task, error: chosen.problem }));
}
/** A slot without a task gets one, by the restart policy when it had one. */
function* refill(service: Service, slot: number, of: readonly Task[], now: number, more: Partial<Task>): Sys<number> {
	const ended = of.filter((task) => task.state === 'complete' || task.state === 'failed' || task.state === 'rejected').sort((a, b) => b.at - a.at);
	const last = [...of].sort((a, b) => b.created - a.created || b.version - a.version)[0];
	const policy = object(template(service)['RestartPolicy']);
	const condition = str(policy, 'Condition') || 'any';
	const bySelf = last && last.desired !== 'remove' && ended[0]?.id === last.id && sameSpec(last.spec, template(service));
	if (bySelf) {
		// What is not started again is not wanted any more.
		const enough = function* (): Sys<number> {
			yield* wish(last.id, 'shutdown');
			return 30_000_000;
		};
		if (condition === 'none' || (condition === 'on-failure' && last.state === 'complete')) return yield* enough();
		const most = num(policy, 'MaxAttempts');
		const window = microseconds(policy, 'Window', 0);
		const tries = ended.filter((task) => sameSpec(task.spec, last.spec) && (window === 0 || now - task.at < window)).length - 1;
		if (most > 0 && tries >= most) return yield* enough();
	}
	// A task that could not even be prepared waits out its own delay first.
	if (bySelf && last.notBefore > now) return last.notBefore - now;
	for (const task of of) if (task.desired !== 'remove' && isOver(task)) yield* wish(task.id, 'shutdown');
	const delay = bySelf ? microseconds(policy, 'Delay', 5_000_000) : 0;
	const notBefore = bySelf ? last.at + delay : 0;
	yield* newTask(service, slot, { ...more, notBefore, desired: notBefore > now ? 'ready' : 'running' });
	return Math.max(1000, notBefore - now);
}

/** Rolling update: slots whose task is not of the present spec, a few at a time. */
function* rollOn(service: Service, slots: readonly { slot: number; nodeId?: string; of: readonly Task[] }[], now: number): Sys<number> {
	const spec = template(service);
	const back = service.update?.State.startsWith('rollback') ?? false;
	const config = object(service.spec[back ? 'RollbackConfig' : 'UpdateConfig']);
	const current = slots.map((slot) => ({ ...slot, task: slot.of.filter(counts).sort((a, b) => b.created - a.created)[0] }));
	const dirty = current.filter(({ task }) => task && !sameSpec(task.spec, spec));
	const busy = current.filter(
		({ of, task }) => (task && sameSpec(task.spec, spec) && task.state !== 'running') || of.some((other) => other !== task && !isOver(other))
	);
	const { update } = service;
	const updating = update && (update.State === 'updating' || update.State === 'rollback_started');
	const set = (change: Partial<NonNullable<Service['update']>>): Sys<void> =>
		changeSwarm((s) => {
			const row = s.services[service.id];
			return row?.update ? withRow(s, 'services', { ...row, update: { ...row.update, ...change } }, now) : undefined;
		});
	if (updating && update) {
		const failed = slots
			.flatMap(({ of }) => of)
			.find((task) => sameSpec(task.spec, spec) && (task.state === 'failed' || task.state === 'rejected') && task.created >= update.startedAt);
		const action = str(config, 'FailureAction') || 'pause';
		if (failed && action === 'rollback' && !back && service.previous) {
			const previous = service.previous;
			yield* changeSwarm((s) => {
				const row = s.services[service.id];
				if (!row) return undefined;
				const next = {
					State: 'rollback_started' as const,
					startedAt: now,
					Message: `update rolled back due to failure or early termination of task ${failed.id}`,
					lastAt: 0
				};
				return withRow(s, 'services', { ...row, spec: previous, previous: row.spec, update: next }, now);
			});
			return 1000;
		}
		if (failed && action !== 'continue') {
			yield* set({
				State: back ? 'rollback_paused' : 'paused',
				Message: `${back ? 'rollback' : 'update'} paused due to failure or early termination of task ${failed.id}`
			});
			return 30_000_000;
		}
		if (dirty.length === 0 && busy.length === 0) {
			yield* set({ State: back ? 'rollback_completed' : 'completed', completedAt: now, Message: back ? 'rollback completed' : 'update completed' });
			return 30_000_000;
		}
	} else if (update && (update.State === 'paused' || update.State === 'rollback_paused')) return 30_000_000;
	if (dirty.length === 0) return 30_000_000;
	const parallel = 'Parallelism' in config ? num(config, 'Parallelism') || slots.length : 1;
	const delay = microseconds(config, 'Delay', 0);
	const free = parallel - busy.length;
	if (free <= 0) return 1_000_000;
	const lastUp = Math.max(0, ...current.flatMap(({ task }) => (task && sameSpec(task.spec, spec) && task.state === 'running' ? [task.at] : [])));
	if (delay > 0 && lastUp > (update?.startedAt ?? 0) && now - lastUp < delay) return Math.max(1000, delay - (now - lastUp));
	for (const { slot, nodeId, task } of dirty.slice(0, free)) {
		if (!task) continue;
		const place = nodeId === undefined ? {} : { nodeId };
		if (str(config, 'Order') === 'start-first') {
			yield* newTask(service, slot, place);
			continue;
		}
		yield* wish(task.id, 'shutdown');
	}
	return 1_000_000;
}

/** Tasks of services that are gone end and are forgotten; those whose time is over with "remove" as well. */
function* endOrphans(): Sys<void> {
	const gone = yield* remember((m) =>
		Object.values(m.swarm?.tasks ?? {}).filter((task) => m.swarm && (!m.swarm.services[task.serviceId] || task.desired === 'remove'))
	);
	for (const task of gone) {
		if (isOver(task) || task.state === 'pending') {
			yield* changeSwarm((swarm) => withoutRow(swarm, 'tasks', task.id));
			if (task.containerId !== '') yield* thread('taskEnd', { containerId: task.containerId });
		} else if (task.desired !== 'remove') yield* wish(task.id, 'remove');
	}
}
/** A thread for each task of this node that is not over and has none. */
function* startAgents(): Sys<void> {
	const fresh = yield* remember((m) => {
		const { swarm } = m;
		if (!swarm) return [];
		const mine = Object.values(swarm.tasks).filter((task) => task.nodeId === swarm.nodeId && !isOver(task) && !m.agents.has(task.id));
		for (const task of mine) m.agents.add(task.id);
		for (const id of m.agents) if (!swarm.tasks[id]) m.agents.delete(id);
		return mine.map((task) => task.id);
	});
	for (const id of fresh) yield* thread('agent', { id });
}
/** Of a slot's tasks only the last few are kept. */
function* forgetOld(): Sys<void> {
	const old = yield* remember((m) => {
		const limit = Number(object(m.swarm?.spec['Orchestration'])['TaskHistoryRetentionLimit'] ?? 5);
		const bySlot = new Map<string, Task[]>();
		for (const task of Object.values(m.swarm?.tasks ?? {})) {
			const key = `${task.serviceId}.${task.slot > 0 ? task.slot : task.nodeId}`;
			bySlot.set(key, [...(bySlot.get(key) ?? []), task]);
		}
		return [...bySlot.values()].flatMap((tasks) => {
			const over = tasks.filter((task) => isOver(task) && !counts(task)).sort((a, b) => a.created - b.created);
			return over.slice(0, Math.max(0, Math.min(over.length, tasks.length - limit)));
		});
	});
	for (const task of old) {
		yield* changeSwarm((swarm) => withoutRow(swarm, 'tasks', task.id));
		if (task.containerId !== '') yield* thread('taskEnd', { containerId: task.containerId });
	}
}
