// containerd's event exchange: a bounded list in memory, and subscribers that follow it.
// Invariant: a subscriber sees every event after its /ready, in order, unless it falls a whole list behind.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, notify, trace } from '../../kernel/index.ts';
import type { ContainerdEvent, ContainerdMethods } from '../services.ts';
import { sendEvent, type ServerCall } from '../server.ts';
import type { DaemonMemory } from './memory.ts';

const limit = 2000;
type Untimed<T> = T extends unknown ? Omit<T, 'timestamp' | 'namespace'> : never;
type Told = Untimed<ContainerdEvent> & { readonly timestamp?: number };

/** Publishes an event to everybody who listens. */
export function* publishEvent(namespace: string, told: Told): Sys<void> {
	const now = told.timestamp ?? (yield* clock());
	const event = { ...told, timestamp: now, namespace } as ContainerdEvent;
	yield* act((m: DaemonMemory) => {
		const kept = m.events.length < limit ? m.events : m.events.slice(limit / 2);
		m.events = [...kept, { n: m.nextEvent++, event }];
	});
	const { containerId, id, name } = told.event as { containerId?: string; id?: string; name?: string };
	yield* trace('containerd' + told.topic.replaceAll('/', '.'), { namespace, id: containerId ?? id, ...(name !== undefined && { name }) });
	yield* notify('events');
}

/** The events from number `from` on that `wanted` lets through, and the next number. */
export const eventsSince = (from: number, wanted: (event: ContainerdEvent) => boolean): Sys<{ next: number; events: readonly ContainerdEvent[] }> =>
	act((m: DaemonMemory) => {
		const first = m.events[0]?.n ?? m.nextEvent;
		const fresh = m.events.slice(Math.max(0, from - first));
		return { next: m.nextEvent, events: fresh.flatMap((e) => (wanted(e.event) ? [e.event] : [])) };
	});

/** events.subscribe: runs until the client goes. */
export function* subscribe(call: ServerCall): Sys<null> {
	const { namespaces } = call.params as ContainerdMethods['events.subscribe']['params'];
	const wanted = (event: ContainerdEvent): boolean => namespaces === undefined || namespaces.includes(event.namespace);
	let { next } = yield* eventsSince(Infinity, wanted);
	try {
		yield* sendEvent(call, { topic: '/ready' });
		for (;;) {
			const fresh = yield* eventsSince(next, wanted);
			next = fresh.next;
			for (const event of fresh.events) yield* sendEvent(call, event);
			if (fresh.events.length === 0) yield* awaitKey('events');
		}
	} catch (e) {
		if (e instanceof Errno && e.code !== 'EINTR') return null;
		throw e;
	}
}
