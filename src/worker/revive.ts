// Brings a world to where it was: log entries played at their own points in time.
// Invariant: terminals and commands are noted for a replayed input as they were for the first.
import { load } from '#src/scenario/drive.ts';
import type { Input, LoggedInput, World } from '#src/sim/world/index.ts';
import type { Terminals } from './terminals.ts';

/** Events between two questions whether to go on. */
const askEvents = 20_000;

/** Plays one entry of a log; `note` is told of the input before it acts, and `each` is asked now and then: it ends the play by throwing. */
export async function replayEntry(
	world: World,
	terminals: Terminals,
	entry: LoggedInput,
	note: (entry: LoggedInput) => void,
	each: () => void = () => {}
): Promise<void> {
	for (;;) {
		terminals.drain(world);
		each();
		// A long way is gone in parts.
		const behind = entry.events - world.engine.state.dispatched;
		if (behind > askEvents) {
			const { wants, more } = world.advance(entry.at - world.now, askEvents);
			if (wants !== undefined) await load(world, wants);
			// Without more to do by then, the log counts events that do not happen here: it is played as far as it goes.
			if (wants !== undefined || more) continue;
		}
		note(entry);
		const before = world.log.length;
		let wants: string | undefined;
		try {
			wants = world.replay(entry);
		} catch (error) {
			// It was refused the first time too (a full disk, a machine that was off): the log holds what was asked, not what came of it.
			if (world.log.length > before) return;
			throw error;
		}
		if (wants === undefined) break;
		await load(world, wants);
	}
	terminals.note(entry.input);
}

/** Lets time pass up to `us`, as fast as it goes. */
export async function advanceTo(world: World, terminals: Terminals, us: number, each: () => void = () => {}): Promise<void> {
	while (world.now < us) {
		each();
		const { wants } = world.advance(Math.min(us - world.now, 200_000));
		terminals.drain(world);
		if (wants !== undefined) await load(world, wants);
	}
}

/** The files that a log saved from outside and that were not taken away again, newest text each: what a new machine gets of an old one. */
export function savedFiles(log: readonly LoggedInput[]): Extract<Input, { kind: 'file.write' }>[] {
	const files = new Map<string, Extract<Input, { kind: 'file.write' }>>();
	for (const { input } of log) {
		if (input.kind !== 'file.write' && input.kind !== 'file.remove') continue;
		const key = `${input.host}\n${input.path}`;
		files.delete(key);
		if (input.kind === 'file.write' && !input.path.startsWith('/run/')) files.set(key, input);
	}
	return [...files.values()];
}
