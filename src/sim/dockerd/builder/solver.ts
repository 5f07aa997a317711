// A build's stages, worked at together: the target's line of stages on the build's own thread, each other one on a thread of its own; a step
// waits only for what it is made of. Follows BuildKit's solver. So a build takes as long as its longest path, and the first failure cancels the rest.
// Leaves out a limit of parallelism (BuildKit's default has none). Invariant: no thread outlives its build.
import { call, type Sys } from '../../engine/index.ts';
import { thread, type Context } from '../../kernel/index.ts';
import { humanSize } from '../../values/index.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import { scratch, type Base } from './base.ts';
import { localSource } from './cache.ts';
import { fixedPart, sourcesOf } from './copy.ts';
import type { StageState } from './dispatch.ts';
import type { Plan, PlannedStage } from './plan.ts';
import type { ContextEntry, SolveRequest } from './protocol.ts';
import type { Result } from './result.ts';
import { BuildCanceled, Session } from './session.ts';
import { begin, begun, fail, finish, join, jobOf, publish, threadEnded, type Job } from './shared.ts';
import { baseOf, Stages, wanted } from './stages.ts';

interface Solved {
	readonly target: PlannedStage;
	readonly result: Result;
	readonly state: StageState | undefined;
}
/** A build whose bases and ignore files are known. */
export interface Prepared {
	readonly plan: Plan;
	readonly states: ReadonlyMap<number, StageState>;
	readonly bases: ReadonlyMap<string, Base>;
	/** What .dockerignore says in each context; "" is PATH. */
	readonly ignores: ReadonlyMap<string, string>;
}

/** Builds the stages that the target needs, each once; answers the target's. Throws BuildFailure. */
export function* solveStages(session: Session, request: SolveRequest, { plan, states, bases, ignores }: Prepared): Sys<Solved> {
	const target = plan.stages.find((planned) => planned.index === plan.target);
	if (!target) throw new BuildFailure('no target');
	const titles = titlesOf(plan, states, bases);
	const job: Job = { fd: session.fd, began: session.began, request, plan, states, bases, titles, sources: new Map(), bound: new Map() };
	const build = yield* begin();
	const stages = new Stages(build, job, session);
	try {
		yield* loadContexts(stages, session, job, ignores);
		const others = besides(target, plan, states);
		yield* publish(build, job, others.length);
		for (const { index } of others) yield* thread('buildStage', { build, stage: index });
		const result = yield* stages.stage(target);
		if (result.created.length === 0) yield* stages.load(result.base);
		const ended = yield* join(build);
		session.gather(ended.told);
		if (ended.failure) throw new BuildCanceled();
		for (const [key, title] of titles) if (!(yield* begun(build, 'base', key))) yield* session.note(title, 'done');
		yield* finish(build);
		return { target, result, state: states.get(target.index) };
	} catch (error) {
		yield* fail(build, error);
		const { failure, told } = yield* join(build);
		session.gather(told);
		yield* finish(build);
		throw failure && (error instanceof BuildFailure || error instanceof BuildCanceled) ? new BuildFailure(failure.message, failure.start, failure.end) : error;
	}
}

/** Stages that the target does not begin with: they can be worked at beside it. Pure. */
function besides(target: PlannedStage, plan: Plan, states: ReadonlyMap<number, StageState>): PlannedStage[] {
	const own = new Set<number>();
	for (let one: PlannedStage | undefined = target; one; one = plan.stages.find(({ index }) => index === one?.parent)) own.add(one.index);
	return plan.stages.filter(({ index }) => !own.has(index) && (states.get(index)?.steps.length ?? 0) > 0);
}

/** The thread of one stage; args are {build, stage}. */
export function* buildStage(context: Context): Sys<void> {
	const { build, stage } = context.init as { build: number; stage: number };
	const job = yield* jobOf(build);
	const planned = job?.plan.stages.find(({ index }) => index === stage);
	if (!job || !planned) return;
	const session = new Session(job.fd, stage + 1);
	session.began = job.began;
	try {
		yield* call(new Stages(build, job, session).stage(planned));
	} catch (error) {
		yield* fail(build, error);
	}
	yield* threadEnded(build, session.events);
}

/** What bases are called in the progress, by key. Pure. */
function titlesOf(plan: Plan, states: ReadonlyMap<number, StageState>, bases: ReadonlyMap<string, Base>): Map<string, string> {
	const titles = new Map<string, string>();
	for (const planned of plan.stages) {
		const base = baseOf(plan, bases, planned);
		if (planned.parent === undefined && base && base !== scratch && !base.silent && !titles.has(base.key))
			titles.set(base.key, `${states.get(planned.index)?.fromPrefix ?? ''}FROM ${base.name}`);
	}
	for (const planned of plan.stages)
		for (const from of [...planned.froms.values(), ...planned.mountFroms.values()]) {
			const base = typeof from === 'string' ? bases.get(from) : undefined;
			if (base && !base.silent && !titles.has(base.key)) titles.set(base.key, `FROM ${base.name}`);
		}
	return titles;
}

/** Brings the contexts and looks every file up before anything is run: their checksums are needed for the first key. */
function* loadContexts(stages: Stages, session: Session, job: Job, ignores: ReadonlyMap<string, string>): Sys<void> {
	const { request, sources, bound } = job;
	const wants = [...job.states].flatMap(([index, state]) => state.steps.flatMap((step) => wanted(request, step).map((want) => ({ index, step, ...want }))));
	for (const name of new Set(wants.map(({ context }) => context))) {
		const own = wants.filter(({ context }) => context === name);
		const paths = [...new Set(own.flatMap((want) => want.sources.map(fixedPart)))];
		const title = name === '' ? '[internal] load build context' : `[context ${name}] load from client`;
		const entries = yield* session.step(title, (line) => fetchContext(session, request, { paths, name, ignore: ignores.get(name) ?? '' }, line));
		for (const want of own) {
			const { index, step } = want;
			try {
				sources.set(step, [...(sources.get(step) ?? []), ...sourcesOf(want.sources, entries)]);
				if (step.kind === 'run') for (const source of want.sources) bound.set(`${name} ${source}`, sourcesOf([source], entries));
			} catch (error) {
				if (!(error instanceof BuildFailure)) throw error;
				yield* stages.missing(index, step, error.message);
			}
		}
	}
}
function* fetchContext(
	session: Session,
	request: SolveRequest,
	{ paths, name, ignore }: { readonly paths: readonly string[]; readonly name: string; readonly ignore: string },
	line: (text: string) => Sys<void>
): Sys<readonly ContextEntry[]> {
	const entries = yield* session.context(paths, ignore, name || undefined);
	const bytes = entries.reduce((sum, entry) => sum + (entry.data?.length ?? 0) + entry.path.length + 20, 2);
	yield* line(`transferring ${name || 'context'}: ${humanSize(bytes)} done`);
	yield* localSource(name || 'context', request.name ?? '', bytes);
	return entries;
}
