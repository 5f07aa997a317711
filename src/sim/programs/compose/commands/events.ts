// compose events: what happens to the project's containers, a line each (pkg/compose/events.go).
import { Errno, type Sys } from '../../../engine/index.ts';
import { encodeJson, formatGoTime, rfc3339nano } from '../../../values/index.ts';
import { filtersJson, nextMessage, type Stream } from '../../docker/client/api.ts';
import { err, out } from '../../docker/cli.ts';
import type { LoopState, Outcome } from '../../docker/command.ts';
import type { Run } from '../command.ts';
import { engineOf, labelFilter, openStream } from '../engine.ts';
import { labels } from '../labels.ts';
import { projectName } from '../project.ts';

interface EventsState extends LoopState {
	readonly loop: 'events';
	readonly stream: Stream;
	readonly services: readonly string[];
	readonly json: boolean;
}
interface EngineEvent {
	readonly Type: string;
	readonly Action: string;
	readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
	readonly timeNano: number | bigint;
}

export const events: Run = function* (app, flags, services) {
	const filters = filtersJson(labelFilter([[labels.project, yield* projectName(app)]]));
	const stream = yield* openStream(engineOf(app), 'GET', '/events', { query: { filters } });
	return { loop: 'events', stream, services, json: flags.bool('json') } satisfies EventsState;
};

/** One message. */
export function* eventsTurn(before: LoopState): Sys<Outcome> {
	const state = before as EventsState;
	let next;
	try {
		next = yield* nextMessage(state.stream);
	} catch (e) {
		if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
		yield* err('\n');
		return 130;
	}
	if (!next) return 0;
	yield* show(state, next.message as EngineEvent);
	return { ...state, stream: next.stream };
}

function* show(state: EventsState, { Type, Action, Actor, timeNano }: EngineEvent): Sys<void> {
	const service = Actor.Attributes[labels.service] ?? '';
	if (Type !== 'container' || Actor.Attributes[labels.oneOff] === 'True') return;
	if (state.services.length > 0 && !state.services.includes(service)) return;
	const attributes = Object.fromEntries(Object.entries(Actor.Attributes).filter(([key]) => !key.startsWith('com.docker.compose.')));
	const at = Number(BigInt(timeNano) / 1000n);
	if (state.json) {
		const value = { action: Action, attributes, id: Actor.ID, service, time: rfc3339nano(at), type: 'container' };
		yield* out(`${encodeJson(value, { sortKeys: true })}\n`);
		return;
	}
	const shown = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
	yield* out(`${formatGoTime(at, '2006-01-02 15:04:05.000000')} container ${Action} ${Actor.ID} (${shown.join(', ')})\n\n`);
}
