// A shim's news for containerd: events go out in order, on connections of their own; what cannot be sent waits until containerd is back.
import { act, type Sys } from '../../engine/index.ts';
import { clock, sleep, thread } from '../../kernel/index.ts';
import { once, RpcError } from '../rpc.ts';
import type { ShimMemory, Telling } from './memory.ts';

type Untimed<T> = T extends unknown ? Omit<T, 'timestamp'> : never;

/** Puts an event in the outbox and sees that somebody sends it. */
export function* tell(event: Untimed<Telling>): Sys<void> {
	const timestamp = yield* clock();
	const idle = yield* act((m: ShimMemory) => {
		m.outbox = [...m.outbox, { ...event, timestamp } as Telling];
		const free = !m.publishing;
		m.publishing = true;
		return free;
	});
	if (idle) yield* thread('publish', null);
}

/** Thread: sends the outbox, then ends. */
export function* publish(): Sys<void> {
	for (;;) {
		const next = yield* act((m: ShimMemory) => {
			const event = m.outbox[0];
			if (!event) m.publishing = false;
			return event && { event, address: m.address, namespace: m.namespace };
		});
		if (!next) return;
		try {
			yield* once(next.address, 'ttrpc', { namespace: next.namespace, method: 'forward', params: next.event });
		} catch (e) {
			if (!(e instanceof RpcError)) throw e;
			yield* sleep(1_000_000);
			continue;
		}
		yield* act((m: ShimMemory) => {
			m.outbox = m.outbox.slice(1);
		});
	}
}
