// Connections that go on after their handler: each kind is a row with one turn, so that a long one settles between turns.
// Invariant: a state is plain data; a turn answers the next state, or null when the connection is over.
import type { Sys } from '../engine/index.ts';
import { attachTurn, type AttachStream } from './containers/attach.ts';
import { logTurn, type LogStream } from './containers/logs.ts';
import { statsTurn, type StatsStream } from './containers/stats.ts';
import { waitTurn, type WaitStream } from './containers/wait.ts';
import { eventTurn, type EventStream } from './events.ts';
import { taskLogTurn, type TaskLogStream } from './swarm/logs.ts';

export type StreamState = TaskLogStream | AttachStream | LogStream | StatsStream | WaitStream | EventStream;

/** One turn of a connection. */
export function turn(fd: number, state: StreamState): Sys<StreamState | null> {
	switch (state.kind) {
		case 'attach':
			return attachTurn(fd, state);
		case 'logs':
			return logTurn(fd, state);
		case 'task-logs':
			return taskLogTurn(fd, state);
		case 'stats':
			return statsTurn(fd, state);
		case 'wait':
			return waitTurn(fd, state);
		case 'events':
			return eventTurn(fd, state);
	}
}
