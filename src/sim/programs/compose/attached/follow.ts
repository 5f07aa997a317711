// `compose logs -f`: logs as they are written, until all containers have ended; those that start again are followed again (pkg/compose/logs.go).
import type { Sys } from '../../../engine/index.ts';
import { clock, poll } from '../../../kernel/index.ts';
import type { LoopState, Outcome } from '../../docker/command.ts';
import type { App } from '../app.ts';
import { engineOf, type Container, type Engine } from '../engine.ts';
import { run } from '../fibers.ts';
import { nameWithoutProject } from '../names.ts';
import { logLine, type Consumer } from './consumer.ts';
import { openLog, type LogQuery, type Output } from './streams.ts';
import { descriptors, newWatching, subscribe, takeAll, track, type Watching } from './watching.ts';

interface FollowState extends LoopState {
	readonly loop: 'follow';
	readonly app: App;
	readonly query: LogQuery;
	readonly watching: Watching;
}

export function* followLogs(
	app: App,
	engine: Engine,
	project: string,
	services: readonly string[],
	consumer: Consumer,
	containers: readonly Container[],
	query: LogQuery
): Sys<Outcome> {
	const watching = newWatching(consumer, { services, required: services, attachTo: [], cascade: 'ignore', exitCodeFrom: '' });
	for (const container of containers) {
		const { output, whole } = yield* openLog(engine, container, query);
		for (const { text } of whole ?? []) yield* logLine(consumer, output.name, text);
		if (!whole) watching.outputs.push(output);
	}
	const running = containers.filter((container) => container.State === 'running');
	for (const container of running) track(watching, container.Id, nameWithoutProject(engine, container));
	yield* subscribe(engine, project, watching, running);
	return { loop: 'follow', app, query, watching } satisfies FollowState;
}

/** One turn. */
export function* followTurn(before: LoopState): Sys<Outcome> {
	const state = before as FollowState;
	const { watching, query } = state;
	const engine = engineOf(state.app);
	const fds = descriptors(watching);
	if (fds.length === 0) return 0;
	const ready = yield* poll(fds);
	function* again(container: Pick<Container, 'Id' | 'Names' | 'Labels'>): Sys<Output> {
		const since = ((yield* clock()) / 1e6).toFixed(6);
		return (yield* openLog(engine, container, { ...query, since })).output;
	}
	yield* run(takeAll(engine, watching, ready, again));
	return state;
}
