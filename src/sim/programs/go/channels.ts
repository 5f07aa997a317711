// Channels and select: what is ready is done at once, else the goroutine waits in the channels' queues.
// Invariant: a waiter is woken by exactly one case; its others are stale (round.done) and skipped.
import type { Goroutine, Machine } from './machine.ts';
import { RuntimeFault, type Chan, type Value, type Waiter } from './values.ts';

const shiftLive = (queue: Waiter[]): Waiter | undefined => {
	for (let w = queue.shift(); w; w = queue.shift()) if (!w.round.done && w.g.status === 'waiting') return w;
	return undefined;
};
const closedPanic = (): RuntimeFault => new RuntimeFault('\0send on closed channel');

/** What a receive would give now: undefined when it must wait. */
function tryReceive(m: Machine, ch: Chan): [Value, boolean] | undefined {
	if (ch.buffer.length > 0) {
		const v = ch.buffer.shift();
		const s = shiftLive(ch.senders);
		if (s) {
			s.round.done = true;
			ch.buffer.push(s.value);
			m.wake(s.g, [s.index, null, true]);
		}
		return [v, true];
	}
	const s = shiftLive(ch.senders);
	if (s) {
		s.round.done = true;
		m.wake(s.g, [s.index, null, true]);
		return [s.value, true];
	}
	return ch.closed ? [ch.zero(), false] : undefined;
}
function trySend(m: Machine, ch: Chan, v: Value): boolean {
	if (ch.closed) throw closedPanic();
	const r = shiftLive(ch.receivers);
	if (r) {
		r.round.done = true;
		m.wake(r.g, [r.index, v, true]);
		return true;
	}
	if (ch.buffer.length >= ch.capacity) return false;
	ch.buffer.push(v);
	return true;
}

/** Receives into g.wake as [case, value, ok]; waits when it must. */
export function receive(g: Goroutine, ch: Chan | null): void {
	if (!ch) return g.m.park(g, 'chan receive (nil chan)');
	const now = tryReceive(g.m, ch);
	if (now) g.wake = [0, now[0], now[1]];
	else {
		ch.receivers.push({ g, value: undefined, index: 0, round: { done: false } });
		g.m.park(g, 'chan receive');
	}
}
export function send(g: Goroutine, ch: Chan | null, v: Value): void {
	if (!ch) return g.m.park(g, 'chan send (nil chan)');
	if (trySend(g.m, ch, v)) g.wake = [0, null, true];
	else {
		ch.senders.push({ g, value: v, index: 0, round: { done: false } });
		g.m.park(g, 'chan send');
	}
}
export function closeChannel(m: Machine, ch: Chan | null): void {
	if (!ch) throw new RuntimeFault('\0close of nil channel');
	if (ch.closed) throw new RuntimeFault('\0close of closed channel');
	ch.closed = true;
	for (let r = shiftLive(ch.receivers); r; r = shiftLive(ch.receivers)) {
		r.round.done = true;
		m.wake(r.g, [r.index, ch.zero(), false]);
	}
	for (let s = shiftLive(ch.senders); s; s = shiftLive(ch.senders)) {
		s.round.done = true;
		m.wake(s.g, [-1, null, false]);
	}
}
/** Sends from outside a goroutine (timers, signals): dropped when nobody has room. */
export function offer(m: Machine, ch: Chan, v: Value): boolean {
	return !ch.closed && trySend(m, ch, v);
}
export interface Case {
	readonly ch: Chan | null;
	readonly send: boolean;
	readonly value: Value;
}
/** select: the chosen case in g.wake as [case, value, ok]; case −1 is the default. */
export function select(g: Goroutine, cases: readonly Case[], hasDefault: boolean): void {
	const { m } = g;
	const order = cases.map((_, i) => i);
	for (let i = order.length - 1; i > 0; i--) {
		const j = m.random(i + 1);
		[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
	}
	for (const i of order) {
		const c = cases[i];
		if (!c?.ch) continue;
		if (c.send) {
			if (trySend(m, c.ch, c.value)) return void (g.wake = [i, null, true]);
		} else {
			const now = tryReceive(m, c.ch);
			if (now) return void (g.wake = [i, now[0], now[1]]);
		}
	}
	if (hasDefault) return void (g.wake = [-2, null, false]);
	const round = { done: false };
	cases.forEach((c, index) => {
		if (c.ch) (c.send ? c.ch.senders : c.ch.receivers).push({ g, value: c.value, index, round });
	});
	m.park(g, cases.length === 0 ? 'select (no cases)' : 'select');
}
/** After a wait that ended: a sender woken by close panics. */
export function checkClosed(g: Goroutine): void {
	if ((g.wake as Value[])[0] === -1) throw closedPanic();
}
