// The loops a command may leave behind, by name: what program.ts turns and settles.
import type { Sys } from '../../engine/index.ts';
import type { LoopState, Outcome } from './command.ts';
import { eventsTurn } from './commands/system/events.ts';
import { logsTurn } from './commands/container/logs.ts';
import { statsTurn } from './commands/container/stats.ts';
import { convergeTurn } from './commands/swarm/converge.ts';
import { serviceLogsTurn } from './commands/swarm/service-logs.ts';
import { sessionTurn } from './session.ts';

export const loops: Readonly<Record<string, (state: LoopState) => Sys<Outcome>>> = {
	session: sessionTurn,
	logs: logsTurn,
	events: eventsTurn,
	stats: statsTurn,
	converge: convergeTurn,
	'service-logs': serviceLogsTurn
};
