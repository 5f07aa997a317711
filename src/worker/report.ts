// A machine's seed, log and bugs as text: what is sent with a fault of ours, and enough to see the machine again.
import type { Machine } from './machine.ts';

const decoder = new TextDecoder();

export function reportOf({ world, header }: Machine): string {
	const bugs = world.bugs.map(({ at, where, error }) => ({ at, where, error: error instanceof Error ? error.stack : String(error) }));
	const log = world.log.map(({ at, events, input }) => ({ at, events, input: 'data' in input ? { ...input, data: decoder.decode(input.data) } : input }));
	return JSON.stringify({ ...header, now: world.now, bugs, log }, null, '\t');
}
