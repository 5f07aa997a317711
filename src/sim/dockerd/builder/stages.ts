// One thread's work at a build: a stage step by step, from the cache where a step's key is known, else done. Follows BuildKit's solver.
// Invariant: a part is worked at once in a build, whichever thread comes to it first; a key holds everything that its step's layer depends on.
import type { Sys } from '../../engine/index.ts';
import { clock, random, trace } from '../../kernel/index.ts';
import { digest, encodeJson, rfc3339nano, utf8 } from '../../values/index.ts';
import { BuildFailure, type RunMount } from '../../values/dockerfile/index.ts';
import { makeDirs } from '../files.ts';
import { resolveIn } from '../containers/paths.ts';
import { ensureLayers } from '../images/store.ts';
import { fetchBase, scratch, type Base } from './base.ts';
import { addRecord, allRecords, findRecord, whyDone, type CacheRecord } from './cache.ts';
import { checksum, copyInto, fixedPart, readTree, sourcesOf, type Source } from './copy.ts';
import type { Step } from './dispatch.ts';
import { runProcess } from './exec.ts';
import { pack, withMount } from './mounts.ts';
import type { From, Plan, PlannedStage } from './plan.ts';
import type { ContextEntry, SolveRequest } from './protocol.ts';
import { download, isAddress } from './remote.ts';
import type { Result } from './result.ts';
import { withRunMounts, type Origin } from './run-mounts.ts';
import type { Session } from './session.ts';
import { first, once, proceed, type Job, type Made } from './shared.ts';

type CopyStep = Extract<Step, { kind: 'copy' }>;
type RunStep = Extract<Step, { kind: 'run' }>;
/** What a step is made of. */
interface Inputs {
	readonly planned: PlannedStage;
	readonly base: Base;
	readonly step: Step;
	readonly files: readonly Source[];
	/** Layers below. */
	readonly chain: readonly string[];
	readonly key: string;
	/** It is the first above the base. */
	readonly lowest: boolean;
	readonly parts: readonly [before: string, step: string, files: string];
}

/** The image a stage begins with, by way of the stages it begins with. Pure. */
export const baseOf = (plan: Plan, bases: ReadonlyMap<string, Base>, planned: PlannedStage): Base | undefined =>
	planned.parent === undefined ? bases.get(planned.base) : baseOf(plan, bases, plan.stages.find((one) => one.index === planned.parent) ?? planned);

/** Files of contexts that a step reads; the context is "" for PATH. Pure. */
export function wanted(request: SolveRequest, step: Step): { context: string; sources: readonly string[] }[] {
	const isLocal = (from: number | string | undefined): from is string => typeof from === 'string' && request.contexts[from] === 'local';
	if (step.kind === 'copy' && step.sources.length > 0) {
		const local = step.sources.filter((source) => !(step.unpack && isAddress(source)));
		if (step.from === undefined) return local.length > 0 ? [{ context: '', sources: local }] : [];
		return isLocal(step.from) ? [{ context: step.from, sources: step.sources }] : [];
	}
	if (step.kind !== 'run') return [];
	return step.mounts.flatMap((mount) => {
		if (mount.type !== 'bind' || !(mount.from === '' || request.contexts[mount.from] === 'local')) return [];
		return [{ context: mount.from, sources: [mount.source || '.'] }];
	});
}

export class Stages {
	readonly build: number;
	readonly job: Job;
	readonly session: Session;
	constructor(build: number, job: Job, session: Session) {
		this.build = build;
		this.job = job;
		this.session = session;
	}
	baseOf(planned: PlannedStage): Base | undefined {
		return baseOf(this.job.plan, this.job.bases, planned);
	}
	readonly proceed = (): Sys<void> => proceed(this.build);

	/** A source that is not there: the base's pull is given up, the step fails. */
	*missing(index: number, step: Step, why: string): Sys<never> {
		const { plan, titles, states } = this.job;
		const planned = plan.stages.find((one) => one.index === index);
		const base = planned && this.baseOf(planned);
		if (base && base !== scratch) {
			if (base.remote) yield* this.session.note(titles.get(base.key) ?? '', 'canceled', [`resolve ${base.name} done`]);
			else yield* this.load(base);
		}
		// Steps that were never begun are shown like this (a quirk of the real progress, too).
		for (const earlier of states.get(index)?.steps ?? []) {
			if (earlier === step) break;
			yield* this.session.note(earlier.title, 'cached');
		}
		const text = `failed to calculate checksum of ref ${yield* reference()}: ${why}`;
		yield* this.session.failed(step.title, text);
		throw new BuildFailure(`failed to compute cache key: ${text}`, step.command.start, step.command.end);
	}

	/** Makes a base's layers present and says so, once. */
	*load(base: Base): Sys<void> {
		if (base.silent) yield* ensureLayers(base.config.rootfs.diff_ids);
		else if (base !== scratch) yield* once(this.build, 'base', base.key, () => this.fetch(base));
	}
	*fetch(base: Base): Sys<true> {
		const title = this.job.titles.get(base.key) ?? `FROM ${base.name}`;
		const diffIds = base.config.rootfs.diff_ids;
		if (!base.remote && (yield* findRecord(base.key))) {
			yield* ensureLayers(diffIds);
			// The first look for another platform asks the registry which content that is.
			const asked = `${base.key} ${base.platform ?? ''}`;
			const isNew = base.platform !== undefined && !(yield* findRecord(asked));
			if (isNew) yield* addRecord({ key: asked, diffId: '', chain: [], size: 0, created: '', description: `resolved ${base.name}`, type: 'internal' });
			yield* this.session.note(title, 'cached', isNew || base.resolves ? [`resolve ${base.name} done`] : [], base.key);
			return true;
		}
		yield* this.session.step(title, (line) => fetchBase(base, line, this.proceed), base.key);
		if (!base.remote)
			yield* addRecord({
				key: base.key,
				diffId: diffIds.at(-1) ?? '',
				chain: diffIds,
				size: 0,
				created: base.config.created,
				description: `pulled from ${base.name}`
			});
		return true;
	}

	/** Builds a stage, or waits for who does. Throws BuildFailure, BuildCanceled. */
	*stage(planned: PlannedStage): Sys<Result> {
		return (yield* once(this.build, 'stage', String(planned.index), () => this.steps(planned))).value;
	}
	*steps(planned: PlannedStage): Sys<Result> {
		const { plan, states } = this.job;
		const base = this.baseOf(planned) ?? scratch;
		const parentStage = plan.stages.find((one) => one.index === planned.parent);
		const parent = parentStage && (yield* this.stage(parentStage));
		let key = parent?.key ?? (base.platform === undefined ? base.key : `${base.key} ${base.platform}`);
		let chain = parent?.chain ?? base.config.rootfs.diff_ids;
		const created = [...(parent?.created ?? [])];
		for (const step of states.get(planned.index)?.steps ?? []) {
			yield* this.proceed();
			const files = step.kind === 'copy' ? yield* this.filesOf(planned, step) : step.kind === 'run' ? yield* this.boundFiles(planned, step) : [];
			const parts = [short(key), short(digest(encodeJson(describe(step)))), short(checksum(files))] as const;
			key = digest(`${key}\n${encodeJson(describe(step))}\n${checksum(files)}`);
			const made = yield* this.step({ planned, base, step, files, chain, key, parts, lowest: created.length === 0 });
			chain = made.chain;
			created.push(made.created);
		}
		return { base, key, chain, created };
	}
	/** One step; equal steps of other stages are the same one. */
	*step(inputs: Inputs): Sys<Made> {
		const { step, key } = inputs;
		const vertex = `${key} ${step.kind === 'copy' ? encodeJson([step.from, step.sources]) : ''}`;
		const { mine, value } = yield* once(this.build, 'step', key, () => this.make(inputs, vertex));
		if (!mine && (yield* first(this.build, vertex))) yield* this.session.note(step.title, 'cached');
		if (!mine) yield* this.told(step, true, '', 0);
		return value;
	}
	*make(inputs: Inputs, vertex: string): Sys<Made> {
		const { planned, base, step, chain, key, parts } = inputs;
		const { request } = this.job;
		yield* first(this.build, vertex);
		const fresh = request.noCache || request.noCacheFilter.includes(planned.stage.stageName);
		const record = fresh ? undefined : yield* findRecord(key);
		const why = record ? '' : fresh ? 'the cache was not asked' : whyDone(yield* allRecords(), parts);
		if (inputs.lowest) yield* this.beginFrom(base, record);
		if (step.kind === 'copy' && step.inline.length > 0)
			yield* this.inlineNote(step.inline.map((file) => file.data).join('\n') + (base.platform ?? ''), record !== undefined);
		if (record) {
			yield* this.session.note(step.title, 'cached', [], vertex);
			yield* this.told(step, true, why, 0);
			return { chain: record.chain, created: record.created };
		}
		const began = yield* clock();
		const layer = yield* this.perform(inputs, vertex);
		const created = rfc3339nano(yield* clock());
		const made = { chain: [...chain, layer.id], created };
		yield* this.told(step, false, why, (yield* clock()) - began);
		const description = step.title.replace(/^\[[^\]]*\] /, '');
		yield* addRecord({ key, parts, diffId: layer.id, chain: made.chain, size: layer.size, created, description });
		return made;
	}
	/** Before a base's first step: the base is loaded; above a cached step it is only named, when no other stage may need it. */
	*beginFrom(base: Base, record: CacheRecord | undefined): Sys<void> {
		if (!record) return yield* this.load(base);
		const alone = this.job.plan.stages.filter((one) => this.baseOf(one)?.key === base.key).length === 1;
		if (!alone || base === scratch || base.silent) return;
		const { session, job } = this;
		yield* once(this.build, 'base', base.key, function* () {
			yield* session.note(job.titles.get(base.key) ?? '', 'done', [], base.key);
			return true as const;
		});
	}
	/** Says to the trace what became of a step: the picture of a build is folded from it. */
	*told(step: Step, cached: boolean, why: string, us: number): Sys<void> {
		yield* trace('docker.build.step', { build: this.session.began, title: step.title, cached, why, us });
	}

	*filesOf(planned: PlannedStage, step: CopyStep): Sys<Source[]> {
		const inline = step.inline.map(({ name, data }): Source => ({
			dir: false,
			base: name,
			path: name,
			entries: [{ path: '', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, data: utf8(data) }]
		}));
		if (wanted(this.job.request, step).length > 0 || step.from === undefined)
			return [...inline, ...(this.job.sources.get(step) ?? []), ...(yield* this.downloads(step))];
		try {
			return yield* filesIn(yield* this.chainOf(planned, step.from), step.sources);
		} catch (error) {
			if (!(error instanceof BuildFailure) || error.start > 0) throw error;
			return yield* this.missing(planned.index, step, error.message);
		}
	}
	/** What an ADD names by address, each downloaded once in a build. */
	*downloads(step: CopyStep): Sys<Source[]> {
		const out: Source[] = [];
		for (const address of step.unpack ? step.sources.filter(isAddress) : []) {
			try {
				const get = (): Sys<Source> => this.session.step(address, () => download(address, step.checksum));
				out.push((yield* once(this.build, 'download', address, get)).value);
			} catch (error) {
				if (error instanceof BuildFailure) throw new BuildFailure(error.message, step.command.start, step.command.end);
				throw error;
			}
		}
		return out;
	}
	/** The layers of a stage (built first, if need be) or of an image. */
	*chainOf(planned: PlannedStage, from: From): Sys<readonly string[]> {
		if (typeof from === 'number') {
			const result = yield* this.stage(this.job.plan.stages.find((one) => one.index === from) ?? planned);
			if (result.created.length === 0) yield* this.load(result.base);
			return result.chain;
		}
		const base = this.job.bases.get(from) ?? scratch;
		yield* this.load(base);
		return base.config.rootfs.diff_ids;
	}
	/** What a RUN's binds hold: its key depends on it. */
	*boundFiles(planned: PlannedStage, step: RunStep): Sys<Source[]> {
		const out = [...(this.job.sources.get(step) ?? [])];
		for (const mount of step.mounts) {
			if (mount.type !== 'bind' || mount.from === '' || this.job.request.contexts[mount.from] === 'local') continue;
			const chain = yield* this.chainOf(planned, planned.mountFroms.get(mount.from) ?? mount.from);
			try {
				out.push(...(yield* filesIn(chain, [mount.source || '/'])));
			} catch (error) {
				if (!(error instanceof BuildFailure)) throw error;
				yield* this.missing(planned.index, step, error.message);
			}
		}
		return out;
	}
	*originOf(planned: PlannedStage, mount: RunMount): Sys<Origin> {
		if (mount.from === '' || this.job.request.contexts[mount.from] === 'local')
			return { files: this.job.bound.get(`${mount.from} ${mount.source || '.'}`) ?? [] };
		return { chain: yield* this.chainOf(planned, planned.mountFroms.get(mount.from) ?? mount.from) };
	}
	/** A here document is a step too: made once, later loaded from the cache when somebody needs it. */
	*inlineNote(data: string, unused: boolean): Sys<void> {
		const key = 'inline ' + digest(data);
		const known = (yield* findRecord(key)) !== undefined;
		yield* this.session.note('[internal] preparing inline document', known && !unused ? 'cached' : 'done');
		if (!known) yield* addRecord({ key, diffId: '', chain: [], size: data.length, created: '', description: 'preparing inline document', type: 'internal' });
	}
	*perform({ planned, base, step, files, chain }: Inputs, vertex: string): Sys<{ id: string; size: number }> {
		const { session } = this;
		const { architecture } = base.config;
		const originOf = (mount: RunMount): Sys<Origin> => this.originOf(planned, mount);
		const go = this.proceed;
		try {
			const work = (line: (text: string, at?: number) => Sys<void>): Sys<{ id: string; size: number }> =>
				withMount(chain, function* (mounted) {
					if (step.kind === 'run' && architecture !== 'amd64') {
						yield* line(`exec ${step.args[0] ?? ''}: exec format error`, 100_000);
						throw new BuildFailure(`process "${step.args.join(' ')}" did not complete successfully: exit code: 255`);
					} else if (step.kind === 'run')
						yield* withRunMounts(session, mounted, step.mounts, originOf, (ready) =>
							runProcess(mounted, step, ready, line, { proceed: go, client: session.fd })
						);
					else if (step.kind === 'workdir') yield* makeDirs(yield* resolveIn(mounted.root, step.path));
					else yield* copyInto(mounted.root, files, step);
					return yield* pack(mounted);
				});
			return yield* session.step(step.title, work, vertex);
		} catch (error) {
			if (error instanceof BuildFailure && error.start === 0) throw new BuildFailure(error.message, step.command.start, step.command.end);
			throw error;
		}
	}
}
/** Files of a stage or an image. Throws BuildFailure without a place. */
function* filesIn(chain: readonly string[], patterns: readonly string[]): Sys<Source[]> {
	return yield* withMount(chain, function* (mounted) {
		const entries: ContextEntry[] = [];
		for (const path of new Set(patterns.map(fixedPart))) entries.push(...(yield* readTree(mounted.root, path)));
		return sourcesOf(patterns, entries);
	});
}
const short = (sum: string): string => sum.replace(/^sha256:/, '').slice(-12);
/** What a key knows of a step besides its files. */
const describe = (step: Step): unknown =>
	step.kind === 'run'
		? { run: step.args, env: step.env, cwd: step.cwd, user: step.user, network: step.network, mounts: step.mounts }
		: step.kind === 'workdir'
			? { workdir: step.path }
			: { copy: step.dest, chown: step.chown, chmod: step.chmod, unpack: step.unpack };

function* reference(): Sys<string> {
	const bytes = [...(yield* random(41))];
	const h = bytes
		.slice(0, 16)
		.map((b) => b.toString(16).padStart(2, '0'))
		.join('');
	const tail = bytes
		.slice(16)
		.map((b) => (b % 36).toString(36))
		.join('');
	return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}::${tail}`;
}
