// What the threads of one build know of each other, kept in the engine's memory: which part of the work is somebody's already, what came of it,
// and whether something failed. Follows BuildKit's solver, where equal vertices are one and the first error cancels the rest.
// Invariant: a part is worked at once in a build; who needs it waits for it, or gives up when the build has failed.
import { call, Errno, type Sys } from '../../engine/index.ts';
import { notify } from '../../kernel/index.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import { asDockerError, DockerError } from '../errors.ts';
import { remember, until } from '../memory.ts';
import type { Memory } from '../state.ts';
import type { Base } from './base.ts';
import type { Source } from './copy.ts';
import type { StageState, Step } from './dispatch.ts';
import type { Plan } from './plan.ts';
import type { BuildEvent, SolveRequest } from './protocol.ts';
import type { Result } from './result.ts';
import { BuildCanceled, ClientGone } from './session.ts';

/** What a build is about; the same for all its threads, and never changed once they run. */
export interface Job {
	/** The client's connection. */
	readonly fd: number;
	readonly began: number;
	readonly request: SolveRequest;
	readonly plan: Plan;
	readonly states: ReadonlyMap<number, StageState>;
	readonly bases: ReadonlyMap<string, Base>;
	/** Titles of bases, by key. */
	readonly titles: Map<string, string>;
	/** Files of contexts that a step reads. */
	readonly sources: Map<Step, readonly Source[]>;
	/** What bind mounts see of contexts, by context and path. */
	readonly bound: Map<string, readonly Source[]>;
}
/** Layers up to a step, and when its own was made. */
export interface Made {
	readonly chain: readonly string[];
	readonly created: string;
}
/** The kinds of parts and what comes of each. */
interface Parts {
	readonly stage: Result;
	readonly step: Made;
	/** A base is shown and at hand. */
	readonly base: true;
	readonly download: Source;
	/** An image was looked up. */
	readonly metadata: Base;
}
interface Failure {
	readonly message: string;
	readonly start: number;
	readonly end: number;
}
/** One build under way. */
export interface BuildState {
	job: Job | undefined;
	readonly parts: { readonly [K in keyof Parts]: Map<string, { readonly value?: Parts[K] }> };
	/** Vertices told of. */
	readonly told: Set<string>;
	failure: Failure | undefined;
	/** What threads that have ended told of their vertices. */
	events: readonly BuildEvent[];
	/** Threads at work besides the build's own. */
	threads: number;
}
const key = (build: number): string => `build:${build}`;
const of = (m: Memory, build: number): BuildState | undefined => m.builds?.get(build);

/** A new build; answers its number. */
export const begin = (): Sys<number> =>
	remember((m) => {
		const builds = (m.builds ??= new Map());
		m.buildCount = (m.buildCount ?? 0) + 1;
		const parts = { stage: new Map(), step: new Map(), base: new Map(), download: new Map(), metadata: new Map() };
		builds.set(m.buildCount, { job: undefined, parts, told: new Set(), failure: undefined, events: [], threads: 0 });
		return m.buildCount;
	});
/** Says how many threads are to be waited for. */
export const expectThreads = (build: number, threads: number): Sys<void> =>
	remember((m) => {
		const state = of(m, build);
		if (state) state.threads = threads;
	});
/** Gives the build's other threads what they need to know. From here on it is not changed. */
export const publish = (build: number, job: Job, threads: number): Sys<void> =>
	remember((m) => {
		const state = of(m, build);
		if (!state) return;
		state.job = job;
		state.threads = threads;
	});
export const jobOf = (build: number): Sys<Job | undefined> => remember((m) => of(m, build)?.job);
export const finish = (build: number): Sys<void> => remember((m) => void m.builds?.delete(build));

/** Does a part of the build, or waits for who is doing it: `mine` says which. Throws BuildCanceled when the build has failed meanwhile. */
export function* once<K extends keyof Parts>(build: number, kind: K, name: string, work: () => Sys<Parts[K]>): Sys<{ mine: boolean; value: Parts[K] }> {
	const mine = yield* remember((m) => {
		const parts = of(m, build)?.parts[kind];
		if (!parts || parts.has(name)) return false;
		parts.set(name, {});
		return true;
	});
	if (mine) {
		const value = yield* call(work());
		const waited = yield* remember((m) => {
			const state = of(m, build);
			state?.parts[kind].set(name, { value });
			return (state?.threads ?? 0) > 0;
		});
		if (waited) yield* notify(key(build));
		return { mine, value };
	}
	const found = yield* until(key(build), (m) => {
		const state = of(m, build);
		if (!state || state.failure) return 'canceled';
		const value = state.parts[kind].get(name)?.value;
		return value === undefined ? undefined : { value };
	});
	if (found === undefined || found === 'canceled') throw new BuildCanceled();
	return { mine, value: found.value };
}
/** Whether a vertex is told of for the first time in this build. */
export const first = (build: number, vertex: string): Sys<boolean> =>
	remember((m) => {
		const told = of(m, build)?.told;
		if (!told || told.has(vertex)) return false;
		told.add(vertex);
		return true;
	});
/** Whether a part has been begun. */
export const begun = (build: number, kind: keyof Parts, name: string): Sys<boolean> => remember((m) => of(m, build)?.parts[kind].has(name) === true);

/** What came of a part that has been done. */
export const valueOf = <K extends keyof Parts>(build: number, kind: K, name: string): Sys<Parts[K] | undefined> =>
	remember((m) => of(m, build)?.parts[kind].get(name)?.value);

/** Throws BuildCanceled when another thread has failed. */
export function* proceed(build: number): Sys<void> {
	if (yield* remember((m) => of(m, build)?.failure !== undefined)) throw new BuildCanceled();
}
/** Notes how a thread failed; the first failure is the build's. Throws what is none of a build's failures. */
export function* fail(build: number, error: unknown): Sys<void> {
	if (error instanceof BuildCanceled) return;
	if (error instanceof ClientGone) return yield* fail(build, new BuildFailure(''));
	if (!(error instanceof BuildFailure || error instanceof DockerError || error instanceof Errno)) throw error;
	const { message, start, end } = error instanceof BuildFailure ? error : { message: asDockerError(error).message, start: 0, end: 0 };
	yield* remember((m) => {
		const state = of(m, build);
		if (state) state.failure ??= { message, start, end };
	});
	yield* notify(key(build));
}
export function* threadEnded(build: number, told: readonly BuildEvent[]): Sys<void> {
	yield* remember((m) => {
		const state = of(m, build);
		if (!state) return;
		state.events = [...state.events, ...told];
		state.threads--;
	});
	yield* notify(key(build));
}
/** Waits for the other threads; answers the build's failure, and what they told. */
export function* join(build: number): Sys<{ readonly failure: Failure | undefined; readonly told: readonly BuildEvent[] }> {
	yield* until(key(build), (m) => ((of(m, build)?.threads ?? 0) === 0 ? true : undefined));
	return yield* remember((m) => ({ failure: of(m, build)?.failure, told: of(m, build)?.events ?? [] }));
}
