// The progress of a service towards what it asks for, and the five seconds in which it must stay there (cli/command/service/progress).
// Leaves out global services' bars by node, and jobs.
import type { Sys } from '../../../../engine/index.ts';
import { clock, isatty, sleep, winsize } from '../../../../kernel/index.ts';
import { json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import type { LoopState, Outcome } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { progressText } from '../../progress.ts';
import { part, type Spec } from './service-spec.ts';

export interface SwarmService {
	readonly ID: string;
	readonly Version: { readonly Index: number };
	readonly Spec: Spec;
	readonly PreviousSpec?: Spec;
	readonly UpdateStatus?: { readonly State: string; readonly Message: string };
}
interface Task {
	readonly ID: string;
	readonly Slot?: number;
	readonly NodeID?: string;
	readonly DesiredState: string;
	readonly CreatedAt: string;
	readonly Status: { readonly State: string; readonly Err?: string };
}
interface Converge extends LoopState {
	readonly loop: 'converge';
	readonly cli: Cli;
	readonly id: string;
	/** As the user called it. */
	readonly shown: string;
	readonly quiet: boolean;
	/** Ids of lines drawn so far. */
	readonly lines: readonly string[];
	readonly begun: boolean;
	readonly done: boolean;
	readonly rollback: boolean;
	/** µs; 0: not yet. */
	readonly convergedAt: number;
	/** Other services to wait for after this one: [id, shown]. */
	readonly rest: readonly (readonly [string, string])[];
}
/** states in their order: the bar's length. */
const order = ['new', 'allocated', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting', 'running'];
const pollUs = 200_000;
const mostBars = 20;

/** Waits for services one after the other. */
export const converge = (cli: Cli, services: readonly (readonly [id: string, shown: string])[], quiet: boolean): Outcome => {
	const [first, ...rest] = services;
	if (!first) return 0;
	return {
		loop: 'converge',
		cli,
		id: first[0],
		shown: first[1],
		quiet,
		lines: [],
		begun: false,
		done: false,
		rollback: false,
		convergedAt: 0,
		rest
	} satisfies Converge;
};

interface Message {
	readonly id: string;
	readonly action: string;
	readonly detail?: { readonly current: number; readonly total: number; readonly hidecounts: true };
}
/** Messages as jsonmessage draws them: lines when piped, redrawn in place on a terminal. */
function drawn(lines: string[], messages: readonly Message[], width: number | undefined): string {
	let text = '';
	for (const { id, action, detail } of messages) {
		const bar = detail ? progressText(detail, width ?? 200) : '';
		if (width === undefined) {
			if (bar === '') text += `${id}: ${action}\n`;
			continue;
		}
		if (!lines.includes(id)) {
			lines.push(id);
			text += '\n';
		}
		const up = lines.length - lines.indexOf(id);
		text += `\x1b[${up}A\x1b[2K\r${id}: ${action} ${bar}\r\x1b[${up}B`;
	}
	return text;
}

/** What the tasks look like now. */
function look(state: Converge, service: SwarmService, tasks: readonly Task[]): { messages: Message[]; converged: boolean; done: boolean } {
	const messages: Message[] = [];
	const replicas = Number(part(part(service.Spec, 'Mode'), 'Replicated')['Replicas'] ?? new Set(tasks.map((task) => task.NodeID)).size);
	const bars = replicas <= mostBars && part(service.Spec, 'Mode')['Replicated'] !== undefined;
	const overall = (running: number): Message => ({
		id: 'overall progress',
		action: `${state.rollback ? 'rolling back update: ' : ''}${running} out of ${replicas} tasks`
	});
	if (!state.begun) {
		messages.push(overall(0));
		if (bars) for (let i = 1; i <= replicas; i++) messages.push({ id: `${i}/${replicas}`, action: ' ' });
	}
	const bySlot = new Map<string, Task>();
	for (const task of [...tasks].sort((a, b) => (a.CreatedAt < b.CreatedAt ? -1 : 1)))
		if (task.DesiredState === 'running' || task.DesiredState === 'ready') bySlot.set(task.Slot ? String(task.Slot) : (task.NodeID ?? ''), task);
	let running = 0;
	for (const [slot, task] of [...bySlot].sort(([a], [b]) => Number(a) - Number(b))) {
		if (task.Status.State === 'running') running++;
		if (!bars || state.done) continue;
		const at = order.indexOf(task.Status.State) + 1;
		if (task.Status.Err) messages.push({ id: `${slot}/${replicas}`, action: task.Status.Err });
		else if (at > 0)
			messages.push({ id: `${slot}/${replicas}`, action: task.Status.State.padEnd(9), detail: { current: at, total: order.length, hidecounts: true } });
	}
	const converged = running === replicas;
	if (!state.done) messages.push(overall(running));
	return { messages, converged, done: state.done || converged };
}

/** One look, and the wait for the next. */
export function* convergeTurn(before: LoopState): Sys<Outcome> {
	const state = before as Converge;
	const { cli } = state;
	const lines = [...state.lines];
	const width = (yield* isatty(1)) ? (yield* winsize(1)).columns : undefined;
	const show = function* (messages: readonly Message[]): Sys<void> {
		if (!state.quiet) yield* out(drawn(lines, messages, width));
	};
	const service = yield* json<SwarmService>(cli, 'GET', `/services/${state.id}`);
	const status = service.UpdateStatus;
	let { rollback } = state;
	let last: Message | undefined;
	if (status?.State === 'updating') rollback = false;
	else if (status?.State === 'paused') throw new Failure(`service update paused: ${status.Message}`);
	else if (status?.State === 'rollback_paused') throw new Failure(`service rollback paused: ${status.Message}`);
	else if (status?.State === 'rollback_started') {
		if (!rollback && status.Message !== '') yield* show([{ id: 'rollback', action: status.Message }]);
		rollback = true;
	} else if (status?.State === 'rollback_completed') {
		last = { id: 'rollback', action: status.Message };
		rollback = true;
	}
	const now = yield* clock();
	const monitor = Number(part(service.Spec, 'UpdateConfig')['Monitor'] ?? 5_000_000_000) / 1000;
	if (state.convergedAt > 0 && now - state.convergedAt >= monitor) {
		yield* show([{ id: 'verify', action: `Service ${state.shown} converged` }, ...(last ? [last] : [])]);
		return converge(cli, state.rest, state.quiet);
	}
	const tasks = yield* json<readonly Task[]>(cli, 'GET', '/tasks', { query: { filters: JSON.stringify({ service: [state.id], '_up-to-date': ['true'] }) } });
	const { messages, converged, done } = look({ ...state, rollback }, service, tasks);
	yield* show(messages);
	let { convergedAt } = state;
	if (converged) {
		convergedAt ||= now;
		const left = monitor - (now - convergedAt);
		if (left >= 0) yield* show([{ id: 'verify', action: `Waiting ${Math.max(1, Math.ceil(left / 1_000_000))} seconds to verify that tasks are stable...` }]);
	} else if (convergedAt > 0) {
		yield* show([{ id: 'verify', action: 'Detected task failure' }]);
		convergedAt = 0;
	}
	yield* sleep(pollUs);
	return { ...state, lines, begun: true, done: convergedAt > 0 && done, rollback, convergedAt } satisfies Converge;
}
