// Looking for changes again and again: by itself for `compose watch`, beside the output of containers for `up --watch`.
import { Errno, type Sys } from '../../../engine/index.ts';
import { monotonic, sigaction, sleep } from '../../../kernel/index.ts';
import { withSelectedServices, type Project } from '../../../values/compose/index.ts';
import { err } from '../../docker/cli.ts';
import type { LoopState, Outcome } from '../../docker/command.ts';
import { Failure } from '../../docker/failure.ts';
import type { App } from '../app.ts';
import { logLine, newConsumer, register, WATCH, type Consumer } from '../attached/consumer.ts';
import { engineOf } from '../engine.ts';
import { run } from '../fibers.ts';
import { warn } from '../log.ts';
import { react } from './react.ts';
import { watchRules, type Rule } from './rules.ts';
import { changed, takeSnapshot, type Snapshot } from './snapshot.ts';

/** How often the paths are looked through, µs; as long as the real one waits for quiet. */
export const PERIOD = 500_000;

/** Plain data. */
export interface WatchState {
	readonly project: Project;
	readonly rules: readonly Rule[];
	readonly snapshot: Snapshot;
	/** When to look next, µs since boot. */
	readonly due: number;
	readonly quiet: boolean;
}

/** Begins: says so, and remembers what there is. */
export function* beginWatch(app: App, given: Project, services: readonly string[], consumer: Consumer, quiet: boolean, builds: boolean): Sys<WatchState> {
	const { project, rules } = yield* watchRules(app, withSelectedServices(given, services), builds);
	register(consumer, WATCH);
	const snapshot = yield* takeSnapshot(rules);
	yield* logLine(consumer, WATCH, 'Watch enabled');
	return { project, rules, snapshot, quiet, due: (yield* monotonic()) + PERIOD };
}

/** Looks, and does what changed files ask for. */
export function* look(app: App, state: WatchState, consumer: Consumer): Sys<WatchState> {
	const snapshot = yield* takeSnapshot(state.rules);
	const paths = changed(state.snapshot, snapshot);
	if (paths.length > 0) {
		const say = (message: string): Sys<void> => logLine(consumer, WATCH, message);
		try {
			yield* react({ engine: engineOf(app), project: state.project, rules: state.rules, quiet: state.quiet, say }, paths);
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			yield* warn(app, `Error handling changed files: ${e.text}`);
		}
	}
	return { ...state, snapshot, due: (yield* monotonic()) + PERIOD };
}

interface LoopOfWatch extends LoopState {
	readonly loop: 'watch';
	readonly app: App;
	readonly watch: WatchState;
	readonly consumer: Consumer;
}
/** `compose watch`. */
export function* watchAlone(app: App, project: Project, services: readonly string[], quiet: boolean): Sys<Outcome> {
	const consumer = newConsumer(app, { color: false, prefix: false, timestamps: false });
	const watch = yield* beginWatch(app, project, services, consumer, quiet, true);
	for (const signal of ['INT', 'TERM'] as const) yield* sigaction(signal, 'catch');
	return { loop: 'watch', app, watch, consumer } satisfies LoopOfWatch;
}
/** One look. */
export function* watchTurn(before: LoopState): Sys<Outcome> {
	const state = before as LoopOfWatch;
	try {
		yield* sleep(PERIOD);
	} catch (e) {
		if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
		yield* logLine(state.consumer, WATCH, 'Watch disabled');
		yield* err('\n');
		return 130;
	}
	return { ...state, watch: yield* run(look(state.app, state.watch, state.consumer)) };
}
