// containerd's event exchange: a bounded list in memory, and subscribers that follow it.
// Invariant: a subscriber sees every event after its /ready, in order, unless it falls a whole list behind.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, close, notify, thread, trace, type Context } from '../../kernel/index.ts';
import { sendFrame, type RpcProtocol } from '../rpc.ts';
import type { ContainerdEvent, ContainerdMethods } from '../services.ts';
import { HANDED, sendEvent, type ServerCall } from '../server.ts';
import type { DaemonMemory } from './memory.ts';

const limit = 2000;
type Untimed<T> = T extends unknown ? Omit<T, 'timestamp' | 'namespace'> : never;
type Told = Untimed<ContainerdEvent> & { readonly timestamp?: number };

/** Publishes an event to everybody who listens. */
export function* publishEvent(namespace: string, told: Told): Sys<void> {
	const now = told.timestamp ?? (yield* clock());
	const event = { ...told, timestamp: now, namespace } as ContainerdEvent;
	yield* act((m: DaemonMemory) => {
		if (m.events.length >= limit) m.events = m.events.slice(limit / 2);
		m.events.push({ n: m.nextEvent++, event });
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

interface Subscription {
	readonly fd: number;
	readonly protocol: RpcProtocol;
	readonly namespaces: readonly string[] | undefined;
	/** What the topics begin with; undefined: any. */
	readonly topics: string | undefined;
	/** Number of the next event to send. */
	readonly next: number;
}

/** events.subscribe: the connection goes to a thread of its own, which runs until the client goes. */
export function* subscribe(call: ServerCall): Sys<unknown> {
	const { namespaces, topics } = call.params as ContainerdMethods['events.subscribe']['params'];
	const { next } = yield* eventsSince(Infinity, () => false);
	yield* sendEvent(call, { topic: '/ready' });
	yield* thread('subscription', { fd: call.fd, protocol: call.protocol, namespaces, topics, next } satisfies Subscription);
	return { [HANDED]: true };
}

/** Thread: sends a subscriber what happens. */
export function* subscription(context: Context): Sys<void> {
	let state = (context.settled as Subscription | undefined) ?? (context.init as Subscription);
	const { fd, protocol, namespaces, topics } = state;
	const wanted = (event: ContainerdEvent): boolean =>
		(namespaces === undefined || namespaces.includes(event.namespace)) && (topics === undefined || event.topic.startsWith(topics));
	try {
		for (;;) {
			yield* settle(state);
			const fresh = yield* eventsSince(state.next, wanted);
			state = { ...state, next: fresh.next };
			for (const event of fresh.events) yield* sendFrame(fd, protocol, { event });
			if (fresh.events.length === 0) yield* awaitKey('events');
		}
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	yield* close(fd);
}
