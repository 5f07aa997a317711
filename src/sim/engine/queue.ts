// The event queue: a binary heap ordered by (at, seq). Events are plain data, dispatched by a table (see engine.ts).

/** Something that will happen at virtual time `at` (µs); `seq` breaks ties in order of scheduling. */
export interface Event {
	at: number;
	seq: number;
	kind: string;
	args: unknown;
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.seq < b.seq);

/** Adds an event. O(log n). */
export function push(heap: Event[], event: Event): void {
	let i = heap.length;
	heap.push(event);
	while (i > 0) {
		const parent = (i - 1) >> 1;
		const p = heap[parent] as Event;
		if (!before(event, p)) break;
		heap[i] = p;
		i = parent;
	}
	heap[i] = event;
}

/** Takes the earliest event, or undefined when there is none. O(log n). */
export function pop(heap: Event[]): Event | undefined {
	const top = heap[0];
	const last = heap.pop();
	if (top === undefined || last === undefined || heap.length === 0) return top;
	let i = 0;
	for (;;) {
		let child = 2 * i + 1;
		if (child >= heap.length) break;
		const right = heap[child + 1];
		if (right && before(right, heap[child] as Event)) child++;
		if (!before(heap[child] as Event, last)) break;
		heap[i] = heap[child] as Event;
		i = child;
	}
	heap[i] = last;
	return top;
}
