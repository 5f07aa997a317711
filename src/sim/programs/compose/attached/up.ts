// `compose up` in the foreground: attaches to the services, starts them, shows their output until all have ended;
// Ctrl-C stops them gracefully, a second one kills (pkg/compose/up.go). On a terminal the first Ctrl-C is a key of the menu, not a signal.
import { Errno, type Sys } from '../../../engine/index.ts';
import { monotonic, poll, sigaction, signals } from '../../../kernel/index.ts';
import type { Project } from '../../../values/compose/index.ts';
import { err, out } from '../../docker/cli.ts';
import type { LoopState, Outcome } from '../../docker/command.ts';
import type { App } from '../app.ts';
import { engineOf, getContainers, isConflict, isNotFound, killContainer, type Container, type Engine } from '../engine.ts';
import { awaitSignals, goShielded, group, readableOf, run, when, type Task } from '../fibers.ts';
import { byName, nameWithoutProject, serviceOf } from '../names.ts';
import { Failure } from '../../docker/failure.ts';
import { quiet, withProgress } from '../progress/writer.ts';
import { startServices, type StartOptions } from '../converge/start.ts';
import type { Work } from '../converge/state.ts';
import { stopServices } from '../converge/stop.ts';
import { beginWatch, look, type WatchState } from '../watch/loop.ts';
import { logLine, newConsumer, WATCH } from './consumer.ts';
import { closeKeys, drawMenu, leaveMenu, menuWanted, nothingToWatch, openMenu, redraw, redrawAt, takeKeys } from './menu.ts';
import { attachTo } from './streams.ts';
import { descriptors, newWatching, subscribe, takeAll, track, type Cascade, type Watching } from './watching.ts';

export interface UpOptions {
	/** Services named on the command line; empty: all. */
	readonly services: readonly string[];
	/** Whose output is shown. */
	readonly attachTo: readonly string[];
	readonly cascade: Cascade;
	readonly exitCodeFrom: string;
	readonly color: boolean;
	readonly prefix: boolean;
	readonly timestamps: boolean;
	readonly start: StartOptions;
	readonly watch: boolean;
	/** --menu, when it is given. */
	readonly menu: boolean | undefined;
}
interface UpState extends LoopState {
	readonly loop: 'up';
	readonly app: App;
	readonly project: Project;
	readonly services: readonly string[];
	readonly watching: Watching;
	/** `--watch`: the files that are followed. */
	watch: WatchState | null;
	/** All services run. */
	started: boolean;
}

const over = (state: Watching): boolean => state.events === null && state.outputs.length === 0;

/** Attaches and starts; leaves the loop that shows what comes. */
export function* upAttached(app: App, project: Project, options: UpOptions): Sys<Outcome> {
	for (const signal of ['INT', 'TERM'] as const) yield* sigaction(signal, 'catch');
	const engine = engineOf(app);
	const required = options.services;
	const services = [...new Set([...options.attachTo, ...required])];
	const watching = newWatching(newConsumer(app, options), {
		services,
		required: required.length > 0 ? required : services,
		attachTo: options.attachTo,
		cascade: options.cascade,
		exitCodeFrom: options.exitCodeFrom
	});
	const state: UpState = { loop: 'up', app, project, services: required, watching, watch: null, started: false };
	const configured = Object.values(project.services).some((service) => service.develop?.watch);
	if (yield* menuWanted(app, options.menu)) watching.consumer.menu = yield* openMenu(app, configured, options.watch);
	return yield* givingBack(state, run(withPump(state, engine, (stopping) => begin(state, engine, options, stopping))));
}
/** However it ends, the terminal is as it was. */
function* givingBack(state: UpState, turn: Sys<Outcome>): Sys<Outcome> {
	const { menu } = state.watching.consumer;
	try {
		const next = yield* turn;
		if (typeof next === 'number') yield* closeKeys(menu);
		return next;
	} catch (e) {
		yield* closeKeys(menu);
		throw e;
	}
}

/** Runs `main` while the output of containers is shown and signals are heard. `stopping` tells of a stop that is under way. */
function* withPump(state: UpState, engine: Engine, main: (stopping: Stopping) => Sys<Outcome>): Sys<Outcome> {
	const stopping: Stopping = { tasks: [], interrupted: false, signalled: false };
	yield* goShielded(pump(state, engine, stopping));
	yield* goShielded(listen(state, engine, stopping));
	yield* goShielded(keyboard(state, engine, stopping));
	const task = yield* goShielded(main(stopping));
	yield* when(() => task.ended !== undefined || (stopping.interrupted && stopped(stopping)));
	const { ended } = task;
	if (stopping.signalled) return yield* exitWith(130);
	if (stopping.interrupted || !ended) {
		// Who was not started yet has no end to wait for.
		if (state.started) yield* when(() => over(state.watching));
		return yield* finish(state);
	}
	if ('error' in ended) throw ended.error;
	return ended.value as Outcome;
}
interface Stopping {
	/** Stopping all, then killing all. */
	tasks: Task[];
	/** By the learner, not by a container's end. */
	interrupted: boolean;
	/** By a signal: the whole command is cancelled. */
	signalled: boolean;
}
const stopped = ({ tasks }: Stopping): boolean => tasks.length > 0 && tasks.every((task) => task.ended !== undefined);

function* begin(state: UpState, engine: Engine, options: UpOptions, stopping: Stopping): Sys<Outcome> {
	const { project, watching } = state;
	const attached = byName(yield* getContainers(engine, project.name, { oneOff: 'exclude', all: true, services: options.attachTo }));
	if (attached.length > 0) yield* out(`Attaching to ${attached.map((container) => nameWithoutProject(engine, container)).join(', ')}\n`);
	for (const container of attached) {
		track(watching, container.Id, nameWithoutProject(engine, container));
		watching.outputs.push(yield* attachTo(engine, container));
	}
	const watched = yield* getContainers(engine, project.name, { oneOff: 'exclude', all: true, services: watching.services });
	yield* subscribe(engine, project.name, watching, watched);
	if (options.watch) state.watch = yield* beginWatch(state.app, project, [], watching.consumer, true, true);
	const work: Work = { engine, writer: quiet, project };
	yield* startServices(work, {
		...options.start,
		hookListener: (container) => (line) => logLine(watching.consumer, `${nameWithoutProject(engine, container)} ->`, line)
	});
	state.started = true;
	if (stopping.tasks.length === 0 && !over(watching)) return state;
	return yield* untilOver(state, stopping);
}
function* untilOver(state: UpState, stopping: Stopping): Sys<Outcome> {
	yield* when(() => over(state.watching) && (stopping.tasks.length === 0 || stopped(stopping)));
	for (const { ended } of stopping.tasks) if (ended && 'error' in ended) throw ended.error;
	return yield* finish(state);
}
function* finish(state: UpState): Sys<number> {
	yield* endWatch(state);
	return yield* exitWith(state.watching.exitCode);
}
/** A status without words is an empty line. */
function* exitWith(code: number): Sys<number> {
	if (code !== 0) yield* err('\n');
	return code;
}

function* pump(state: UpState, engine: Engine, stopping: Stopping): Sys<void> {
	const { watching } = state;
	for (;;) {
		const fds = yield* readableOf(() => descriptors(watching));
		yield* takeAll(engine, watching, fds, (container) => attachTo(engine, container));
		if (watching.stopWanted && stopping.tasks.length === 0) {
			watching.stopWanted = false;
			yield* err('Aborting on container exit...\n');
			stopping.tasks.push(yield* goShielded(stopAll(state, engine)));
		}
	}
}
function* listen(state: UpState, engine: Engine, stopping: Stopping): Sys<void> {
	for (;;) {
		for (const signal of yield* awaitSignals()) {
			if (signal !== 'INT' && signal !== 'TERM') continue;
			stopping.signalled = true;
			yield* closeKeys(state.watching.consumer.menu);
			if (!stopping.interrupted) yield* gracefully(state, engine, stopping);
			else {
				stopping.tasks.push(yield* goShielded(killAll(state, engine)));
			}
		}
	}
}
function* keyboard(state: UpState, engine: Engine, stopping: Stopping): Sys<void> {
	const { menu } = state.watching.consumer;
	if (!menu) return;
	for (;;) {
		yield* readableOf(() => (menu.keys ? [menu.keys.fd] : []));
		if ((yield* handleKeys(state)) && !stopping.interrupted) yield* gracefully(state, engine, stopping);
	}
}
/** Does what keys ask for; answers whether all is to be stopped. */
function* handleKeys(state: UpState): Sys<boolean> {
	const { app, project, watching } = state;
	const { consumer } = watching;
	const { menu } = consumer;
	for (const key of menu ? yield* takeKeys(menu) : []) {
		if (!menu) break;
		if (key === 'interrupt') {
			yield* leaveMenu(menu);
			return true;
		}
		if (key === 'enter') {
			yield* out('\n');
			yield* drawMenu(menu);
		} else if (!menu.configured) yield* nothingToWatch(menu);
		else if (menu.watching) {
			yield* endWatch(state);
			menu.watching = false;
		} else {
			try {
				state.watch = yield* beginWatch(app, project, [], consumer, true, true);
				menu.watching = true;
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				yield* logLine(consumer, WATCH, e.text, true);
			}
		}
	}
	return false;
}
function* endWatch(state: UpState): Sys<void> {
	if (state.watch) yield* logLine(state.watching.consumer, WATCH, 'Watch disabled');
	state.watch = null;
}
function* gracefully(state: UpState, engine: Engine, stopping: Stopping): Sys<void> {
	state.watching.aborting = true;
	stopping.interrupted = true;
	yield* err('Gracefully stopping... (press Ctrl+C again to force)\n');
	stopping.tasks.push(yield* goShielded(stopAll(state, engine)));
}
const stopAll = (state: UpState, engine: Engine): Sys<void> =>
	withProgress(engine, 'Stopping', (writer) => stopServices({ engine, writer, project: state.project }, state.services, undefined));
function* killAll(state: UpState, engine: Engine): Sys<void> {
	const containers = yield* getContainers(engine, state.project.name, { oneOff: 'include', all: true, services: state.services });
	const own = containers.filter((container) => Object.hasOwn(state.project.services, serviceOf(container)));
	yield* group(own.map((container) => killOne(engine, container)));
}
function* killOne(engine: Engine, container: Container): Sys<void> {
	try {
		yield* killContainer(engine, container.Id, 'SIGKILL');
	} catch (e) {
		if (!isNotFound(e) && !isConflict(e)) throw e;
	}
}

/** One turn of an attached `up` whose services have all been started. */
export const upTurn = (before: LoopState): Sys<Outcome> => givingBack(before as UpState, turn(before as UpState));

function* turn(state: UpState): Sys<Outcome> {
	const { app, watching } = state;
	const { menu } = watching.consumer;
	const engine = engineOf(app);
	if (over(watching)) return yield* finish(state);
	const keys = menu?.keys ? [menu.keys.fd] : [];
	const due = [state.watch?.due, redrawAt(menu)].filter((at) => at !== undefined);
	let fds: readonly number[];
	try {
		fds = yield* poll([...descriptors(watching), ...keys], due.length > 0 ? Math.max(0, Math.min(...due) - (yield* monotonic())) : undefined);
	} catch (e) {
		if (!(e instanceof Errno && e.code === 'EINTR')) throw e;
		const caught = yield* signals();
		if (!caught.some((signal) => signal === 'INT' || signal === 'TERM')) return state;
		yield* closeKeys(menu);
		return yield* run(withPump(state, engine, (stopping) => interrupted(state, engine, stopping, true)));
	}
	if (keys.some((fd) => fds.includes(fd)))
		return (yield* run(handleKeys(state))) ? yield* run(withPump(state, engine, (stopping) => interrupted(state, engine, stopping, false))) : state;
	yield* redraw(menu);
	if (fds.length === 0) return yield* run(withPump(state, engine, () => lookAgain(state)));
	yield* run(takeAll(engine, watching, fds, (container) => attachTo(engine, container)));
	if (!watching.stopWanted) return over(watching) ? yield* finish(state) : state;
	watching.stopWanted = false;
	yield* err('Aborting on container exit...\n');
	return yield* run(
		withPump(state, engine, function* (stopping) {
			stopping.tasks.push(yield* goShielded(stopAll(state, engine)));
			return yield* untilOver(state, stopping);
		})
	);
}
/** Looks for changed files while the output goes on. */
function* lookAgain(state: UpState): Sys<Outcome> {
	if (state.watch && state.watch.due <= (yield* monotonic())) state.watch = yield* look(state.app, state.watch, state.watching.consumer);
	return state;
}
function* interrupted(state: UpState, engine: Engine, stopping: Stopping, signalled: boolean): Sys<Outcome> {
	stopping.signalled = signalled;
	yield* gracefully(state, engine, stopping);
	yield* when(() => stopped(stopping));
	return 0;
}
