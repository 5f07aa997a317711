// Getting at the daemon's memory: lookups, record updates, and locks between its threads.
// A lock is a word in memory plus a named event; a waiter looks again every now and then, so a notify that came too early costs time, not life.
import { call, type Sys } from '../engine/index.ts';
import { act, settle } from '../engine/index.ts';
import { awaitKey, clock, notify, random } from '../kernel/index.ts';
import { hex } from '../values/index.ts';
import { badParameter, DockerError, noSuchContainer } from './errors.ts';
import { initialRuntime, type Container, type ContainerState, type Exec, type Memory, type Runtime } from './state.ts';

export { settle };
/** Reads or changes the memory. */
export const remember = <T>(run: (memory: Memory) => T): Sys<T> => act<Memory, T>(run);

/** How long a wait for a named event sleeps at most before it looks again: a notify may come between the look and the sleep. */
export const lookAgainUs = 2_000_000;

/** Waits until `probe` answers something else than undefined. `deadline` in µs of the wall clock; then answers undefined. */
export function* until<T>(key: string, probe: (memory: Memory) => T | undefined, deadline = Infinity): Sys<T | undefined> {
	for (;;) {
		const found = yield* remember(probe);
		if (found !== undefined) return found;
		const left = deadline === Infinity ? lookAgainUs : deadline - (yield* clock());
		if (left <= 0) return undefined;
		yield* awaitKey(key, Math.min(left, lookAgainUs));
	}
}

export function* lock(name: string): Sys<void> {
	const take = (m: Memory): true | undefined => {
		if (!m.locks.has(name)) {
			m.locks.add(name);
			return true;
		}
		(m.awaited ??= new Set()).add(name);
		return undefined;
	};
	if ((yield* remember(take)) === undefined) yield* until('lock:' + name, take);
}
export function* unlock(name: string): Sys<void> {
	const wanted = yield* remember((m) => {
		m.locks.delete(name);
		return m.awaited?.delete(name) ?? false;
	});
	if (wanted) yield* notify('lock:' + name);
}
/** Runs a routine while holding a lock; the lock is let go whatever comes out of it. */
export function* locked<T>(name: string, routine: Sys<T>): Sys<T> {
	yield* lock(name);
	try {
		const result = yield* call(routine);
		yield* unlock(name);
		return result;
	} catch (error) {
		yield* unlock(name);
		throw error;
	}
}

/** A new random id of 64 hex digits, as engine objects have; never all digits in its first twelve. */
export function* newId(): Sys<string> {
	for (;;) {
		const id = hex(yield* random(32));
		if (!/^\d{12}/.test(id)) return id;
	}
}

/** How a name or id prefix finds a container: full id, then name, then a unique prefix. */
export function findContainer(m: Memory, name: string): Container | DockerError {
	if (name === '') return badParameter('invalid name or ID supplied: ""');
	const exact = m.containers.get(name) ?? m.containers.get(m.names.get(name.startsWith('/') ? name : '/' + name) ?? '');
	if (exact) return exact;
	let found: Container | undefined;
	if (/^[0-9a-f]+$/.test(name)) {
		for (const [id, container] of m.containers) {
			if (!id.startsWith(name)) continue;
			if (found) return badParameter(`multiple IDs found with provided prefix: ${name}`);
			found = container;
		}
	}
	return found ?? noSuchContainer(name);
}
/** The container of that name, id or id prefix; throws 404. */
export function* getContainer(name: string): Sys<Container> {
	const found = yield* remember((m) => {
		const container = findContainer(m, name);
		return container instanceof DockerError ? { status: container.status, message: container.message } : container;
	});
	if ('message' in found) throw new DockerError(found.status, found.message);
	return found;
}
/** The container by its id as it is now, or undefined when it is gone. */
export const containerById = (id: string): Sys<Container | undefined> => remember((m) => m.containers.get(id));

/** Replaces a container's record by itself with changes; answers the new one, or undefined when it is gone. */
export const updateContainer = (id: string, change: Partial<Container> | ((old: Container) => Partial<Container>)): Sys<Container | undefined> =>
	remember((m) => {
		const old = m.containers.get(id);
		if (!old) return undefined;
		const next = { ...old, ...(typeof change === 'function' ? change(old) : change) };
		m.containers.set(id, next);
		return next;
	});
export const updateState = (id: string, change: Partial<ContainerState>): Sys<Container | undefined> =>
	updateContainer(id, (old) => ({ state: { ...old.state, ...change } }));

export const runtimeOf = (m: Memory, id: string): Runtime => m.runtime.get(id) ?? initialRuntime;
export const updateRuntime = (id: string, change: Partial<Runtime> | ((old: Runtime) => Partial<Runtime>)): Sys<Runtime> =>
	remember((m) => {
		const old = runtimeOf(m, id);
		const next = { ...old, ...(typeof change === 'function' ? change(old) : change) };
		m.runtime.set(id, next);
		return next;
	});
export const updateExec = (id: string, change: Partial<Exec> | ((old: Exec) => Partial<Exec>)): Sys<Exec | undefined> =>
	remember((m) => {
		const old = m.execs.get(id);
		if (!old) return undefined;
		const next = { ...old, ...(typeof change === 'function' ? change(old) : change) };
		m.execs.set(id, next);
		return next;
	});

/** Tells everybody who waits for a container's state. */
export const notifyState = (id: string): Sys<void> => notify('state:' + id);

/** The word for a container's state: created, running, paused, restarting, removing, exited or dead. */
export function stateWord(container: Container): string {
	const s = container.state;
	if (s.running) return s.paused ? 'paused' : s.restarting ? 'restarting' : 'running';
	if (s.removalInProgress) return 'removing';
	if (s.dead) return 'dead';
	return s.startedAt === 0 ? 'created' : 'exited';
}
