// docker service logs: lines of all tasks of a service (or of one task), each with the task's name and node in front.
import { Errno, type Sys } from '../../../../engine/index.ts';
import { close } from '../../../../kernel/index.ts';
import { text as decode } from '../../../../values/index.ts';
import { begin, headOf, json, nextBytes, segment } from '../../client/api.ts';
import { toBytes } from '../../client/http.ts';
import { err, out, type Cli } from '../../cli.ts';
import type { LoopState, Outcome, Run } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { demultiplex } from '../../multiplex.ts';
import { timestamp } from '../../opts/timestamp.ts';
import { namesOf, taskName, type SwarmTask } from './tasks.ts';

interface Following extends LoopState {
	readonly loop: 'service-logs';
	readonly cli: Cli;
	readonly fd: number;
	readonly rest: Uint8Array;
	readonly raw: boolean;
	readonly ids: boolean;
	readonly trunc: boolean;
	readonly resolve: boolean;
	readonly details: boolean;
	/** Names of tasks by id, as shown. */
	readonly names: readonly (readonly [string, string])[];
	readonly pad: number;
}

/** The name in front of a task's lines. */
function* nameFor(state: Following, id: string): Sys<string> {
	const task = yield* json<SwarmTask>(state.cli, 'GET', `/tasks/${segment(id)}`);
	const services = state.resolve ? yield* namesOf(state.cli, 'services', [task.ServiceID]) : new Map<string, string>();
	const nodes = state.resolve ? yield* namesOf(state.cli, 'nodes', [task.NodeID ?? '']) : new Map<string, string>();
	const shown = state.ids ? `.${state.trunc ? task.ID.slice(0, 12) : task.ID}` : '';
	const padding = ' '.repeat(Math.max(0, state.pad - String(task.Slot ?? 0).length));
	return `${taskName(task, services)}${shown}@${nodes.get(task.NodeID ?? '') ?? task.NodeID ?? ''}${padding}`;
}
function* show(before: Following, chunk: Uint8Array): Sys<Following> {
	let state = before;
	const split = demultiplex(state.rest, chunk);
	for (const { channel, data } of split.frames) {
		const line = decode(data);
		if (channel === 3) throw new Failure(`error from daemon in stream: ${line}`);
		const write = channel === 2 ? err : out;
		const parts = /^((?:\d{4}-\S+Z )?)(com\.docker\.swarm\.\S+) ([^]*)$/.exec(line);
		if (!parts) {
			yield* write(line);
			continue;
		}
		const [, time = '', details = '', text = ''] = parts;
		const id = /com\.docker\.swarm\.task\.id=(\w+)/.exec(details)?.[1] ?? '';
		let name = state.names.find(([of]) => of === id)?.[1];
		if (name === undefined) {
			name = yield* nameFor(state, id);
			state = { ...state, names: [...state.names, [id, name]] };
		}
		yield* write(state.raw ? `${time}${text}` : `${time}${name}    | ${state.details ? `${details} ` : ''}${text}`);
	}
	return { ...state, rest: split.rest };
}
export function* serviceLogsTurn(before: LoopState): Sys<Outcome> {
	const state = before as Following;
	let chunk: Uint8Array | undefined;
	try {
		chunk = yield* nextBytes(state.fd);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	return chunk === undefined ? 0 : yield* show(state, chunk);
}

export const serviceLogs: Run = function* (cli, flags, args) {
	const [name = ''] = args;
	let path = '';
	let slots = 0;
	try {
		const service = yield* json<{ ID: string; Spec: { Mode: { Replicated?: { Replicas: number } } } }>(cli, 'GET', `/services/${segment(name)}`);
		path = `/services/${service.ID}/logs`;
		slots = service.Spec.Mode.Replicated?.Replicas ?? 0;
	} catch (e) {
		if (!(e instanceof Failure) || e.status !== 404) throw e;
		try {
			const task = yield* json<SwarmTask>(cli, 'GET', `/tasks/${segment(name)}`);
			path = `/tasks/${task.ID}/logs`;
			slots = task.Slot ?? 0;
		} catch (inner) {
			if (inner instanceof Failure && inner.status === 404) throw new Failure(`no such task or service: ${name}`);
			throw inner;
		}
	}
	const pending = yield* begin(cli, 'GET', path, {
		query: {
			stdout: true,
			stderr: true,
			since: yield* timestamp('since', flags.text('since')),
			timestamps: flags.bool('timestamps'),
			follow: flags.bool('follow'),
			tail: flags.text('tail'),
			details: true
		}
	});
	const response = yield* headOf(pending);
	const state: Following = {
		loop: 'service-logs',
		cli,
		fd: pending.fd,
		rest: new Uint8Array(0),
		raw: flags.bool('raw'),
		ids: !flags.bool('no-task-ids'),
		trunc: !flags.bool('no-trunc'),
		resolve: !flags.bool('no-resolve'),
		details: flags.bool('details'),
		names: [],
		pad: String(slots).length
	};
	if (response.stream === true) return state;
	yield* show(state, toBytes(response.body));
	yield* close(pending.fd);
	return 0;
};
