// Watching the containers of a project by the engine's events: who ends, who comes back, who is replaced (start.go's watchContainers),
// and what an attached `up` or a followed log makes of it (printer.go). Plain data, so that it can be settled between turns.
import type { Sys } from '../../../engine/index.ts';
import { filtersJson, type Stream } from '../../docker/client/api.ts';
import { inspect, isNotFound, labelFilter, nextOf, openStream, type Container, type Engine } from '../engine.ts';
import { labels } from '../labels.ts';
import { nameWithoutProject, serviceOf } from '../names.ts';
import { logLine, register, status, type Consumer } from './consumer.ts';
import { readLines, type Output } from './streams.ts';

export type Cascade = 'ignore' | 'stop' | 'fail';

export interface Watching {
	readonly consumer: Consumer;
	outputs: Output[];
	/** The event stream; null once nobody is waited for. */
	events: Stream | null;
	/** Services whose events count, and those waited for. */
	readonly services: readonly string[];
	readonly required: readonly string[];
	/** Services whose output is shown. */
	readonly attachTo: readonly string[];
	/** Containers waited for; how often each has ended; those that others replace. */
	expected: string[];
	watched: Record<string, number>;
	replaced: string[];
	/** The printer: containers that run (true) or ended (false), what ends all, and the code to end with. */
	tracked: Record<string, boolean>;
	readonly cascade: Cascade;
	exitCodeFrom: string;
	exitCode: number;
	/** Nothing is printed any more: all is being stopped. */
	aborting: boolean;
	/** The printer asks that all be stopped. */
	stopWanted: boolean;
	/** The last container ended. */
	printed: boolean;
}

export function newWatching(consumer: Consumer, options: Pick<Watching, 'services' | 'required' | 'attachTo' | 'cascade' | 'exitCodeFrom'>): Watching {
	return {
		consumer,
		outputs: [],
		events: null,
		expected: [],
		watched: {},
		replaced: [],
		tracked: {},
		exitCode: 0,
		aborting: false,
		stopWanted: false,
		printed: false,
		...options
	};
}

/** Subscribes to the project's events. */
export function* subscribe(engine: Engine, project: string, state: Watching, containers: readonly Container[]): Sys<void> {
	if (containers.length === 0) return;
	for (const container of containers) {
		if (isRequired(state, container)) state.expected.push(container.Id);
		state.watched[container.Id] = 0;
	}
	state.events = yield* openStream(engine, 'GET', '/events', { query: { filters: filtersJson(labelFilter([[labels.project, project]])) } });
}
const isRequired = (state: Watching, container: Pick<Container, 'Labels'>): boolean =>
	state.services.length === 0 || (state.required.length > 0 ? state.required : state.services).includes(serviceOf(container));

/** What there may be something to read of: outputs first, so that a container's last words come before its end. */
export const descriptors = (state: Watching): number[] => [...state.outputs.map((output) => output.fd), ...(state.events ? [state.events.fd] : [])];

type Attach = (container: Pick<Container, 'Id' | 'Names' | 'Labels'>) => Sys<Output>;

/** Takes what can be read at these descriptors. */
export function* takeAll(engine: Engine, state: Watching, fds: readonly number[], attach: Attach): Sys<void> {
	for (const output of [...state.outputs]) if (fds.includes(output.fd)) yield* takeOutput(state, output);
	if (state.events && fds.includes(state.events.fd)) yield* takeEvent(engine, state, attach);
}
function* takeOutput(state: Watching, output: Output): Sys<void> {
	const { lines, ended } = yield* readLines(output);
	if (!state.aborting) for (const { text, stderr } of lines) yield* logLine(state.consumer, output.name, text, stderr && !output.chunked);
	if (ended) state.outputs = state.outputs.filter((one) => one !== output);
}

interface EngineEvent {
	readonly Type: string;
	readonly Action: string;
	readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}
function* takeEvent(engine: Engine, state: Watching, attach: Attach): Sys<void> {
	const { events } = state;
	if (!events) return;
	const next = yield* nextOf(events);
	if (!next) {
		state.events = null;
		state.expected = [];
		return;
	}
	state.events = next.stream;
	const pending = next.stream.queue;
	yield* handle(engine, state, next.message as EngineEvent, attach);
	for (const message of pending) yield* handle(engine, state, message as EngineEvent, attach);
	if (state.events) state.events = { ...next.stream, queue: [] };
	if (state.expected.length === 0) state.events = null;
}

function* handle(engine: Engine, state: Watching, { Type, Action, Actor }: EngineEvent, attach: Attach): Sys<void> {
	const service = Actor.Attributes[labels.service] ?? '';
	if (Type !== 'container' || Actor.Attributes[labels.oneOff] === 'True' || state.expected.length === 0) return;
	if (state.services.length > 0 && !state.services.includes(service)) return;
	const id = Actor.ID;
	let inspected;
	try {
		inspected = yield* inspect(engine, id);
	} catch (e) {
		if (!isNotFound(e)) throw e;
		forget(state, id);
		return;
	}
	const container = { Id: inspected.Id, Names: [inspected.Name], Labels: inspected.Config.Labels ?? {} };
	const name = nameWithoutProject(engine, container);
	const { Running, Restarting, ExitCode } = inspected.State;
	if (Action === 'stop') {
		if (Running) return;
		if (state.watched[id] !== undefined)
			yield* ended(state, { id, name, service, code: ExitCode, kind: takeReplaced(state, id) ? 'recreated' : 'stopped', again: false });
		forget(state, id);
	} else if (Action === 'die') {
		state.watched[id] = (state.watched[id] ?? 0) + 1;
		const again = Restarting || Running;
		yield* ended(state, { id, name, service, code: ExitCode, kind: takeReplaced(state, id) ? 'recreated' : 'exited', again });
		if (!again) forget(state, id);
	} else if (Action === 'start') {
		const count = state.watched[id];
		if (count === undefined) {
			state.watched[id] = 0;
			state.expected.push(id);
		}
		if (count === 0) return;
		track(state, id, name);
		if (state.attachTo.length === 0 || state.attachTo.includes(service)) state.outputs.push(yield* attach(container));
	} else if (Action === 'create') {
		const old = container.Labels[labels.replace];
		if (old !== undefined) {
			state.replaced.push(old);
			track(state, id, '');
			if (state.expected.includes(old)) state.expected.push(id);
			state.watched[id] = 1;
		} else {
			state.watched[id] = 1;
			if (isRequired(state, container)) state.expected.push(id);
		}
	}
}
function forget(state: Watching, id: string): void {
	state.expected = state.expected.filter((one) => one !== id);
	state.watched = Object.fromEntries(Object.entries(state.watched).filter(([one]) => one !== id));
}
function takeReplaced(state: Watching, id: string): boolean {
	const was = state.replaced.includes(id);
	state.replaced = state.replaced.filter((one) => one !== id);
	return was;
}

/** The printer hears of a container: its name gets a colour. */
export function track(state: Watching, id: string, name: string): void {
	if (state.tracked[id] === true) return;
	state.tracked[id] = true;
	register(state.consumer, name);
}

interface End {
	readonly id: string;
	readonly name: string;
	readonly service: string;
	readonly code: number;
	readonly kind: 'exited' | 'stopped' | 'recreated';
	/** It will start again by its restart policy. */
	readonly again: boolean;
}
function* ended(state: Watching, { id, name, service, code, kind, again }: End): Sys<void> {
	if (state.printed) return;
	if (!state.aborting && state.tracked[id] === true) {
		yield* status(state.consumer, name, `exited with code ${code}`);
		if (kind === 'recreated') yield* status(state.consumer, name, 'has been recreated');
	}
	state.tracked = Object.fromEntries([...Object.entries(state.tracked).filter(([one]) => one !== id), ...(again ? [[id, false]] : [])]);
	const abort = (): void => {
		if (!state.aborting) state.stopWanted = true;
		state.aborting = true;
	};
	if (state.cascade === 'stop') abort();
	if (kind === 'exited') {
		if (state.cascade === 'fail' && code !== 0) {
			state.exitCodeFrom = service;
			abort();
		}
		if (state.cascade === 'stop' && state.exitCodeFrom === '') state.exitCodeFrom = service;
	}
	if (state.exitCodeFrom === service && kind !== 'recreated') state.exitCode = code;
	if (Object.keys(state.tracked).length === 0) state.printed = true;
}
