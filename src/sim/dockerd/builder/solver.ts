// The stages of a build, step by step: from the cache where a step's key is known, else done.
// Follows BuildKit's solver. FIDELITY: stages are built one after the other, where BuildKit works at independent ones at once.
// Invariant: a stage is built once; a key holds everything that its step's layer depends on.
import type { Sys } from '../../engine/index.ts';
import { clock, random, trace } from '../../kernel/index.ts';
import { digest, encodeJson, humanSize, rfc3339nano, utf8 } from '../../values/index.ts';
import type { RunMount } from '../../values/dockerfile/index.ts';
import { makeDirs } from '../files.ts';
import { resolveIn } from '../containers/paths.ts';
import { ensureLayers } from '../images/store.ts';
import { fetchBase, scratch, type Base } from './base.ts';
import { addRecord, allRecords, findRecord, localSource, whyDone } from './cache.ts';
import { checksum, copyInto, fixedPart, readTree, sourcesOf, type Source } from './copy.ts';
import type { StageState, Step } from './dispatch.ts';
import { runProcess } from './exec.ts';
import { pack, withMount } from './mounts.ts';
import type { From, Plan, PlannedStage } from './plan.ts';
import type { ContextEntry, SolveRequest } from './protocol.ts';
import { download, isAddress } from './remote.ts';
import type { Result } from './result.ts';
import { withRunMounts, type Origin } from './run-mounts.ts';
import { BuildFailure, type Session } from './session.ts';

/** Builds the stages that the target needs; each once. */
export class Solver {
	readonly session: Session;
	readonly request: SolveRequest;
	readonly plan: Plan;
	readonly states: ReadonlyMap<number, StageState>;
	readonly bases: ReadonlyMap<string, Base>;
	readonly ignore: string;
	/** What .dockerignore says in each named context. */
	readonly ignores: ReadonlyMap<string, string>;
	readonly results = new Map<number, Result>();
	readonly sources = new Map<Step, Source[]>();
	/** Downloaded files by address. */
	readonly fetched = new Map<string, Source>();
	/** What bind mounts see of contexts, by context and path. */
	readonly bound = new Map<string, Source[]>();
	/** Bases shown so far, and titles of those that may still be loaded. */
	readonly shown = new Set<string>();
	readonly titles = new Map<string, string>();

	constructor(
		session: Session,
		request: SolveRequest,
		plan: Plan,
		states: ReadonlyMap<number, StageState>,
		bases: ReadonlyMap<string, Base>,
		ignores: ReadonlyMap<string, string>
	) {
		this.session = session;
		this.request = request;
		this.plan = plan;
		this.states = states;
		this.bases = bases;
		this.ignore = ignores.get('') ?? '';
		this.ignores = ignores;
	}

	/** Answers the target's result. */
	*run(): Sys<{ target: PlannedStage; result: Result; state: StageState | undefined }> {
		for (const planned of this.plan.stages) {
			const base = this.baseOf(planned);
			if (planned.parent === undefined && base && base !== scratch && !this.titles.has(base.key))
				this.titles.set(base.key, `${this.states.get(planned.index)?.fromPrefix ?? ''}FROM ${base.name}`);
		}
		for (const planned of this.plan.stages)
			for (const from of [...planned.froms.values(), ...planned.mountFroms.values()]) {
				const base = typeof from === 'string' ? this.bases.get(from) : undefined;
				if (base && !this.titles.has(base.key)) this.titles.set(base.key, `FROM ${base.name}`);
			}
		yield* this.loadContext();
		const target = this.plan.stages.find((planned) => planned.index === this.plan.target);
		if (!target) throw new BuildFailure('no target');
		const result = yield* this.stage(target);
		if (result.created.length === 0) yield* this.load(result.base);
		for (const [key, title] of this.titles) if (!this.shown.has(key)) yield* this.session.note(title, 'done');
		return { target, result, state: this.states.get(target.index) };
	}
	baseOf(planned: PlannedStage): Base | undefined {
		return planned.parent === undefined ? this.bases.get(planned.base) : this.baseOf(this.plan.stages.find((one) => one.index === planned.parent) ?? planned);
	}

	/** Brings the contexts and looks every file up before anything is run: their checksums are needed for the first key. */
	*loadContext(): Sys<void> {
		const wants = [...this.states].flatMap(([index, state]) => state.steps.flatMap((step) => this.wanted(step).map((want) => ({ index, step, ...want }))));
		for (const name of new Set(wants.map(({ context }) => context))) {
			const own = wants.filter(({ context }) => context === name);
			const paths = [...new Set(own.flatMap(({ sources }) => sources.map(fixedPart)))];
			const entries = yield* this.session.step(name === '' ? '[internal] load build context' : `[context ${name}] load from client`, (line) =>
				this.fetch(paths, name, line)
			);
			for (const { index, step, sources } of own) {
				try {
					this.sources.set(step, [...(this.sources.get(step) ?? []), ...sourcesOf(sources, entries)]);
					if (step.kind === 'run') for (const source of sources) this.bound.set(`${name} ${source}`, sourcesOf([source], entries));
				} catch (error) {
					if (!(error instanceof BuildFailure)) throw error;
					yield* this.missing(index, step, error.message);
				}
			}
		}
	}
	/** Files of contexts that a step reads; the context is "" for PATH. */
	wanted(step: Step): { context: string; sources: readonly string[] }[] {
		const isLocal = (from: number | string | undefined): from is string => typeof from === 'string' && this.request.contexts[from] === 'local';
		if (step.kind === 'copy' && step.sources.length > 0) {
			const local = step.sources.filter((source) => !(step.unpack && isAddress(source)));
			if (step.from === undefined) return local.length > 0 ? [{ context: '', sources: local }] : [];
			return isLocal(step.from) ? [{ context: step.from, sources: step.sources }] : [];
		}
		if (step.kind !== 'run') return [];
		return step.mounts.flatMap((mount) => {
			if (mount.type !== 'bind' || !(mount.from === '' || this.request.contexts[mount.from] === 'local')) return [];
			return [{ context: mount.from, sources: [mount.source || '.'] }];
		});
	}
	*fetch(paths: readonly string[], context: string, line: (text: string) => Sys<void>): Sys<readonly ContextEntry[]> {
		const entries = yield* this.session.context(paths, this.ignores.get(context) ?? '', context || undefined);
		const bytes = entries.reduce((sum, entry) => sum + (entry.data?.length ?? 0) + entry.path.length + 20, 2);
		yield* line(`transferring ${context || 'context'}: ${humanSize(bytes)} done`);
		yield* localSource(context || 'context', this.request.name ?? '', bytes);
		return entries;
	}
	/** A source that is not there: the base's pull is given up, the step fails. */
	*missing(index: number, step: Step, why: string): Sys<never> {
		const planned = this.plan.stages.find((one) => one.index === index);
		const base = planned && this.baseOf(planned);
		if (base && base !== scratch) {
			if (base.remote) {
				yield* this.session.tell({ step: this.titles.get(base.key) ?? '' });
				yield* this.session.tell({ line: `resolve ${base.name} done` });
				yield* this.session.tell({ end: 'canceled', us: 0 });
			} else yield* this.load(base);
		}
		// Steps that were never begun are shown like this (a quirk of the real progress, too).
		for (const earlier of this.states.get(index)?.steps ?? []) {
			if (earlier === step) break;
			yield* this.session.note(earlier.title, 'cached');
		}
		const text = `failed to calculate checksum of ref ${yield* reference()}: ${why}`;
		yield* this.session.tell({ step: step.title });
		yield* this.session.tell({ error: text });
		throw new BuildFailure(`failed to compute cache key: ${text}`, step.command.start, step.command.end);
	}

	/** Makes a base's layers present and says so, once. */
	*load(base: Base): Sys<void> {
		if (base === scratch || this.shown.has(base.key)) return;
		this.shown.add(base.key);
		const title = this.titles.get(base.key) ?? `FROM ${base.name}`;
		if (!base.remote && (yield* findRecord(base.key))) {
			yield* ensureLayers(base.config.rootfs.diff_ids);
			// The first look for another platform asks the registry which content that is.
			const asked = `${base.key} ${base.platform ?? ''}`;
			const isNew = base.platform !== undefined && !(yield* findRecord(asked));
			if (isNew) yield* addRecord({ key: asked, diffId: '', chain: [], size: 0, created: '', description: `resolved ${base.name}`, type: 'internal' });
			return yield* this.session.note(title, 'cached', isNew || base.resolves ? [`resolve ${base.name} done`] : []);
		}
		yield* this.session.step(title, (line) => fetchBase(base, line));
		const diffIds = base.config.rootfs.diff_ids;
		if (!base.remote)
			yield* addRecord({
				key: base.key,
				diffId: diffIds.at(-1) ?? '',
				chain: diffIds,
				size: 0,
				created: base.config.created,
				description: `pulled from ${base.name}`
			});
	}

	*stage(planned: PlannedStage): Sys<Result> {
		const there = this.results.get(planned.index);
		if (there) return there;
		const state = this.states.get(planned.index);
		const base = this.baseOf(planned) ?? scratch;
		const parentStage = this.plan.stages.find((one) => one.index === planned.parent);
		const parent = parentStage && (yield* this.stage(parentStage));
		let key = parent?.key ?? (base.platform === undefined ? base.key : `${base.key} ${base.platform}`);
		let chain = parent?.chain ?? base.config.rootfs.diff_ids;
		const created = [...(parent?.created ?? [])];
		const alone = this.plan.stages.filter((one) => this.baseOf(one)?.key === base.key).length === 1;
		for (const [i, step] of (state?.steps ?? []).entries()) {
			const files = step.kind === 'copy' ? yield* this.filesOf(planned, step) : step.kind === 'run' ? yield* this.boundFiles(planned, step) : [];
			const parts = [short(key), short(digest(encodeJson(describe(step)))), short(checksum(files))] as const;
			key = digest(`${key}\n${encodeJson(describe(step))}\n${checksum(files)}`);
			const fresh = this.request.noCache || this.request.noCacheFilter.includes(planned.stage.stageName);
			const record = fresh ? undefined : yield* findRecord(key);
			const why = record ? '' : fresh ? 'the cache was not asked' : whyDone(yield* allRecords(), parts);
			if (i === 0 && created.length === 0) {
				if (!record) yield* this.load(base);
				else if (alone && base !== scratch && !this.shown.has(base.key)) {
					this.shown.add(base.key);
					yield* this.session.note(this.titles.get(base.key) ?? '', 'done');
				}
			}
			if (step.kind === 'copy' && step.inline.length > 0)
				yield* this.inlineNote(step.inline.map((file) => file.data).join('\n') + (base.platform ?? ''), record !== undefined);
			if (record) {
				yield* this.session.note(step.title, 'cached');
				yield* this.told(step, true, why, 0);
				chain = record.chain;
				created.push(record.created);
				continue;
			}
			const began = yield* clock();
			const layer = yield* this.perform(planned, step, files, chain, base.config.architecture);
			chain = [...chain, layer.id];
			const now = rfc3339nano(yield* clock());
			created.push(now);
			yield* this.told(step, false, why, (yield* clock()) - began);
			yield* addRecord({ key, parts, diffId: layer.id, chain, size: layer.size, created: now, description: step.title.replace(/^\[[^\]]*\] /, '') });
		}
		const result = { base, key, chain, created };
		this.results.set(planned.index, result);
		return result;
	}
	*filesOf(planned: PlannedStage, step: Extract<Step, { kind: 'copy' }>): Sys<Source[]> {
		const inline = step.inline.map(({ name, data }): Source => ({
			dir: false,
			base: name,
			path: name,
			entries: [{ path: '', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, data: utf8(data) }]
		}));
		if (this.wanted(step).length > 0 || step.from === undefined) return [...inline, ...(this.sources.get(step) ?? []), ...(yield* this.downloads(step))];
		try {
			return yield* this.filesIn(yield* this.chainOf(planned, step.from), step.sources);
		} catch (error) {
			if (!(error instanceof BuildFailure)) throw error;
			return yield* this.missing(planned.index, step, error.message);
		}
	}
	/** Says to the trace what became of a step: the picture of a build is folded from it. */
	*told(step: Step, cached: boolean, why: string, us: number): Sys<void> {
		yield* trace('docker.build.step', { build: this.session.began, title: step.title, cached, why, us });
	}
	/** What an ADD names by address, each downloaded once in a build. */
	*downloads(step: Extract<Step, { kind: 'copy' }>): Sys<Source[]> {
		const out: Source[] = [];
		for (const address of step.unpack ? step.sources.filter(isAddress) : []) {
			let found = this.fetched.get(address);
			if (!found) {
				try {
					found = yield* this.session.step(address, () => download(address, step.checksum));
				} catch (error) {
					if (error instanceof BuildFailure) throw new BuildFailure(error.message, step.command.start, step.command.end);
					throw error;
				}
				this.fetched.set(address, found);
			}
			out.push(found);
		}
		return out;
	}
	/** The layers of a stage (built first, if need be) or of an image. */
	*chainOf(planned: PlannedStage, from: From): Sys<readonly string[]> {
		if (typeof from === 'number') {
			const result = yield* this.stage(this.plan.stages.find((one) => one.index === from) ?? planned);
			if (result.created.length === 0) yield* this.load(result.base);
			return result.chain;
		}
		const base = this.bases.get(from) ?? scratch;
		yield* this.load(base);
		return base.config.rootfs.diff_ids;
	}
	*filesIn(chain: readonly string[], patterns: readonly string[]): Sys<Source[]> {
		return yield* withMount(chain, function* (mounted) {
			const entries: ContextEntry[] = [];
			for (const path of new Set(patterns.map(fixedPart))) entries.push(...(yield* readTree(mounted.root, path)));
			return sourcesOf(patterns, entries);
		});
	}
	/** What a RUN's binds hold: its key depends on it. */
	*boundFiles(planned: PlannedStage, step: Extract<Step, { kind: 'run' }>): Sys<Source[]> {
		const out = [...(this.sources.get(step) ?? [])];
		for (const mount of step.mounts) {
			if (mount.type !== 'bind' || mount.from === '' || this.request.contexts[mount.from] === 'local') continue;
			const chain = yield* this.chainOf(planned, planned.mountFroms.get(mount.from) ?? mount.from);
			try {
				out.push(...(yield* this.filesIn(chain, [mount.source || '/'])));
			} catch (error) {
				if (!(error instanceof BuildFailure)) throw error;
				yield* this.missing(planned.index, step, error.message);
			}
		}
		return out;
	}
	*originOf(planned: PlannedStage, mount: RunMount): Sys<Origin> {
		if (mount.from === '' || this.request.contexts[mount.from] === 'local') return { files: this.bound.get(`${mount.from} ${mount.source || '.'}`) ?? [] };
		return { chain: yield* this.chainOf(planned, planned.mountFroms.get(mount.from) ?? mount.from) };
	}

	/** A here document is a step too: made once, later loaded from the cache when somebody needs it. */
	*inlineNote(data: string, unused: boolean): Sys<void> {
		const key = 'inline ' + digest(data);
		const known = (yield* findRecord(key)) !== undefined;
		yield* this.session.note('[internal] preparing inline document', known && !unused ? 'cached' : 'done');
		if (!known) yield* addRecord({ key, diffId: '', chain: [], size: data.length, created: '', description: 'preparing inline document', type: 'internal' });
	}
	*perform(planned: PlannedStage, step: Step, files: readonly Source[], chain: readonly string[], architecture: string): Sys<{ id: string; size: number }> {
		const lines = { start: step.command.start, end: step.command.end };
		const { session } = this;
		const originOf = (mount: RunMount): Sys<Origin> => this.originOf(planned, mount);
		try {
			return yield* session.step(step.title, (line) =>
				withMount(chain, function* (mounted) {
					if (step.kind === 'run' && architecture !== 'amd64') {
						yield* line(`exec ${step.args[0] ?? ''}: exec format error`, 100_000);
						throw new BuildFailure(`process "${step.args.join(' ')}" did not complete successfully: exit code: 255`);
					} else if (step.kind === 'run') yield* withRunMounts(session, mounted, step.mounts, originOf, (ready) => runProcess(mounted, step, ready, line));
					else if (step.kind === 'workdir') yield* makeDirs(yield* resolveIn(mounted.root, step.path));
					else yield* copyInto(mounted.root, files, step);
					return yield* pack(mounted);
				})
			);
		} catch (error) {
			if (error instanceof BuildFailure && error.start === 0) throw new BuildFailure(error.message, lines.start, lines.end);
			throw error;
		}
	}
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
