// The loops a command may leave behind, by name: what program.ts turns and settles.
import type { Sys } from '../../engine/index.ts';
import { err } from '../docker/cli.ts';
import type { LoopState, Outcome } from '../docker/command.ts';
import { statsTurn } from '../docker/commands/container/stats.ts';
import { sessionTurn } from '../docker/session.ts';
import { upTurn } from './attached/up.ts';
import { followTurn } from './attached/follow.ts';
import { eventsTurn } from './commands/events.ts';
import { watchTurn } from './watch/loop.ts';

/** A failed command inside a container is a status alone: an empty line. */
function* session(state: LoopState): Sys<Outcome> {
	const next = yield* sessionTurn(state);
	if (typeof next === 'number' && next !== 0) yield* err('\n');
	return next;
}
export const loops: Readonly<Record<string, (state: LoopState) => Sys<Outcome>>> = {
	session,
	up: upTurn,
	follow: followTurn,
	events: eventsTurn,
	stats: statsTurn,
	watch: watchTurn
};
