// Solving: bases, context, then each needed stage step by step: from the cache where its key is known, else done. At the end the image.
// Follows BuildKit's solver; its parallelism is left out. Invariant: a failed build leaves no image and no mount.
import { type Sys } from '../../engine/index.ts';
import { clock, random } from '../../kernel/index.ts';
import { digest, encodeJson, rfc3339nano, utf8 } from '../../values/index.ts';
import { parseReference, full, withDefaultTag, type History } from '../../oci/index.ts';
import { parseDockerfile, DockerfileError, type Dockerfile } from '../../values/dockerfile/index.ts';
import { sortedMap } from '../decode.ts';
import { makeDirs } from '../files.ts';
import { resolveIn } from '../containers/paths.ts';
import { addImage, ensureLayers, setReference } from '../images/store.ts';
import { fetchBase, resolveBase, scratch, type Base } from './base.ts';
import { addRecord, findRecord } from './cache.ts';
import { checksum, copyInto, fixedPart, readTree, sourcesOf, type Source } from './copy.ts';
import { dispatchStage, type StageState, type Step } from './dispatch.ts';
import { runProcess } from './exec.ts';
import { lintFile } from './lint.ts';
import { pack, withMount } from './mounts.ts';
import { fullName, planBuild, WarnedFailure, type Plan, type PlannedStage } from './plan.ts';
import type { ContextEntry, SolveRequest } from './protocol.ts';
import { BuildFailure, type Session } from './session.ts';

interface Result {
	readonly base: Base;
	readonly key: string;
	/** Layers, bottom first. */
	readonly chain: readonly string[];
	/** When each step's layer was made. */
	readonly created: readonly string[];
}

const placed = (error: unknown): BuildFailure | undefined =>
	error instanceof BuildFailure ? error : error instanceof DockerfileError ? new BuildFailure(error.message, error.start, error.end) : undefined;

/** Runs a build; answers the image's id ('' when it was only checked). Throws BuildFailure. */
export function* solve(session: Session, request: SolveRequest): Sys<string> {
	const { file, plan } = yield* definition(session, request);
	const escape = file.parsed.escape;
	const bases = yield* metadata(session, plan, request);
	const ignore = yield* session.step('[internal] load .dockerignore', function* (line) {
		const text = yield* session.file('dockerignore');
		yield* line(`transferring context: ${text === null ? 2 : text.length}B done`);
		return text ?? '';
	});
	const states = new Map<number, StageState>();
	for (const planned of plan.stages) {
		const parent = planned.parent === undefined ? undefined : states.get(planned.parent);
		const state = dispatchStage(planned, plan, bases.get(planned.base)?.config, parent, request, escape);
		yield* session.warn(state.warnings);
		states.set(planned.index, state);
	}
	if (request.check) return '';
	return yield* new Solver(session, request, plan, states, bases, ignore).run();
}

function* definition(session: Session, request: SolveRequest): Sys<{ file: Dockerfile; plan: Plan }> {
	let failure: BuildFailure | undefined;
	const found = yield* session.step(`[internal] load build definition from ${request.dockerfile}`, function* (line) {
		const text = yield* session.file('dockerfile');
		yield* line(`transferring dockerfile: ${text === null ? 2 : text.length + 31}B done`);
		if (text === null) {
			failure = new BuildFailure(`failed to read dockerfile: open ${request.dockerfile}: no such file or directory`);
			return undefined;
		}
		try {
			const file = parseDockerfile(text);
			yield* session.warn(lintFile(file));
			const plan = planBuild(file, request);
			yield* session.warn(plan.warnings);
			return { file, plan };
		} catch (error) {
			failure = placed(error);
			if (!failure) throw error;
			if (error instanceof WarnedFailure) yield* session.warn(error.warnings);
			return undefined;
		}
	});
	if (!found) throw failure ?? new BuildFailure('no build definition');
	return found;
}

function* metadata(session: Session, plan: Plan, request: SolveRequest): Sys<Map<string, Base>> {
	const wanted = new Map<string, { shown: string; start: number; end: number; platform: string }>();
	for (const planned of plan.stages) {
		if (planned.parent === undefined && planned.base !== 'scratch')
			wanted.set(planned.base, {
				shown: planned.base,
				start: planned.stage.start,
				end: planned.stage.end,
				platform: planned.stage.platform.replace(/^\$\{?(?:TARGET|BUILD)PLATFORM\}?$/, '')
			});
		for (const [command, from] of planned.froms)
			if (typeof from === 'string' && from !== 'scratch' && !wanted.has(from))
				wanted.set(from, { shown: from, start: command.start, end: command.end, platform: '' });
	}
	const bases = new Map<string, Base>([['scratch', scratch]]);
	const byName = new Map<string, Base>();
	for (const [name, at] of [...wanted].sort(([a], [b]) => (fullName(a) < fullName(b) ? -1 : 1))) {
		const known = byName.get(fullName(name));
		try {
			const base =
				known ??
				(yield* session.step(`[internal] load metadata for ${fullName(name)}`, () => resolveBase(name, request.pull, at.platform || request.platform)));
			byName.set(fullName(name), base);
			bases.set(name, base);
		} catch (error) {
			if (!(error instanceof BuildFailure)) throw error;
			throw new BuildFailure(`${at.shown}: failed to resolve source metadata for ${fullName(name)}: ${error.message}`, at.start, at.end);
		}
	}
	return bases;
}

class Solver {
	readonly session: Session;
	readonly request: SolveRequest;
	readonly plan: Plan;
	readonly states: ReadonlyMap<number, StageState>;
	readonly bases: ReadonlyMap<string, Base>;
	readonly ignore: string;
	readonly results = new Map<number, Result>();
	readonly sources = new Map<Step, Source[]>();
	/** Bases shown so far, and titles of those that may still be loaded. */
	readonly shown = new Set<string>();
	readonly titles = new Map<string, string>();

	constructor(session: Session, request: SolveRequest, plan: Plan, states: ReadonlyMap<number, StageState>, bases: ReadonlyMap<string, Base>, ignore: string) {
		this.session = session;
		this.request = request;
		this.plan = plan;
		this.states = states;
		this.bases = bases;
		this.ignore = ignore;
	}

	*run(): Sys<string> {
		for (const planned of this.plan.stages) {
			const base = this.baseOf(planned);
			if (planned.parent === undefined && base && base !== scratch && !this.titles.has(base.key))
				this.titles.set(base.key, `${this.states.get(planned.index)?.fromPrefix ?? ''}FROM ${base.name}`);
		}
		for (const planned of this.plan.stages)
			for (const from of planned.froms.values()) {
				const base = typeof from === 'string' ? this.bases.get(from) : undefined;
				if (base && !this.titles.has(base.key)) this.titles.set(base.key, `FROM ${base.name}`);
			}
		yield* this.loadContext();
		const target = this.plan.stages.find((planned) => planned.index === this.plan.target);
		if (!target) throw new BuildFailure('no target');
		const result = yield* this.stage(target);
		if (result.created.length === 0) yield* this.load(result.base);
		for (const [key, title] of this.titles) if (!this.shown.has(key)) yield* this.session.note(title, 'done');
		return yield* this.exportImage(target, result);
	}
	baseOf(planned: PlannedStage): Base | undefined {
		return planned.parent === undefined ? this.bases.get(planned.base) : this.baseOf(this.plan.stages.find((one) => one.index === planned.parent) ?? planned);
	}

	/** Brings the context and looks every file up before anything is run: their checksums are needed for the first key. */
	*loadContext(): Sys<void> {
		const copies = [...this.states].flatMap(([index, state]) =>
			state.steps.flatMap((step) => (step.kind === 'copy' && step.from === undefined && step.sources.length > 0 ? [{ index, step }] : []))
		);
		let entries: readonly ContextEntry[] = [];
		if (copies.length > 0) {
			const paths = [...new Set(copies.flatMap(({ step }) => (step.kind === 'copy' ? step.sources.map(fixedPart) : [])))];
			entries = yield* this.session.step('[internal] load build context', (line) => this.fetch(paths, line));
		}
		for (const { index, step } of copies) {
			if (step.kind !== 'copy') continue;
			try {
				this.sources.set(step, sourcesOf(step.sources, entries));
			} catch (error) {
				if (!(error instanceof BuildFailure)) throw error;
				yield* this.missing(index, step, error.message);
			}
		}
	}
	*fetch(paths: readonly string[], line: (text: string) => Sys<void>): Sys<readonly ContextEntry[]> {
		const entries = yield* this.session.context(paths, this.ignore);
		const bytes = entries.reduce((sum, entry) => sum + (entry.data?.length ?? 0) + entry.path.length + 20, 2);
		yield* line(`transferring context: ${bytes}B done`);
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
			return yield* this.session.note(title, 'cached');
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
		let key = parent?.key ?? base.key;
		let chain = parent?.chain ?? base.config.rootfs.diff_ids;
		const created = [...(parent?.created ?? [])];
		const alone = this.plan.stages.filter((one) => this.baseOf(one)?.key === base.key).length === 1;
		for (const [i, step] of (state?.steps ?? []).entries()) {
			const files = step.kind === 'copy' ? yield* this.filesOf(planned, step) : [];
			key = digest(`${key}\n${encodeJson(describe(step))}\n${checksum(files)}`);
			const record = this.request.noCache ? undefined : yield* findRecord(key);
			if (i === 0 && created.length === 0) {
				if (!record) yield* this.load(base);
				else if (alone && base !== scratch && !this.shown.has(base.key)) {
					this.shown.add(base.key);
					yield* this.session.note(this.titles.get(base.key) ?? '', 'done');
				}
			}
			if (step.kind === 'copy' && step.inline.length > 0) yield* this.inlineNote(step.inline.map((file) => file.data).join('\n'), record !== undefined);
			if (record) {
				yield* this.session.note(step.title, 'cached');
				chain = record.chain;
				created.push(record.created);
				continue;
			}
			const layer = yield* this.perform(step, files, chain, base.config.architecture);
			chain = [...chain, layer.id];
			const now = rfc3339nano(yield* clock());
			created.push(now);
			yield* addRecord({ key, diffId: layer.id, chain, size: layer.size, created: now, description: step.title.replace(/^\[[^\]]*\] /, '') });
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
		if (step.from === undefined) return [...inline, ...(this.sources.get(step) ?? [])];
		let chain: readonly string[];
		if (typeof step.from === 'number') {
			const from = this.plan.stages.find((one) => one.index === step.from) ?? planned;
			const result = yield* this.stage(from);
			if (result.created.length === 0) yield* this.load(result.base);
			chain = result.chain;
		} else {
			const base = this.bases.get(step.from) ?? scratch;
			yield* this.load(base);
			chain = base.config.rootfs.diff_ids;
		}
		try {
			return yield* withMount(chain, function* (mounted) {
				const entries: ContextEntry[] = [];
				for (const path of new Set(step.sources.map(fixedPart))) entries.push(...(yield* readTree(mounted.root, path)));
				return sourcesOf(step.sources, entries);
			});
		} catch (error) {
			if (!(error instanceof BuildFailure)) throw error;
			return yield* this.missing(planned.index, step, error.message);
		}
	}

	/** A here document is a step too: made once, later loaded from the cache when somebody needs it. */
	*inlineNote(data: string, unused: boolean): Sys<void> {
		const key = 'inline ' + digest(data);
		const known = (yield* findRecord(key)) !== undefined;
		yield* this.session.note('[internal] preparing inline document', known && !unused ? 'cached' : 'done');
		if (!known) yield* addRecord({ key, diffId: '', chain: [], size: data.length, created: '', description: 'preparing inline document' });
	}
	*perform(step: Step, files: readonly Source[], chain: readonly string[], architecture: string): Sys<{ id: string; size: number }> {
		const lines = { start: step.command.start, end: step.command.end };
		try {
			return yield* this.session.step(step.title, (line) =>
				withMount(chain, function* (mounted) {
					if (step.kind === 'run' && architecture !== 'amd64') {
						yield* line(`exec ${step.args[0] ?? ''}: exec format error`, 100_000);
						throw new BuildFailure(`process "${step.args.join(' ')}" did not complete successfully: exit code: 255`);
					} else if (step.kind === 'run') yield* runProcess(mounted, step, line);
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

	*exportImage(target: PlannedStage, result: Result): Sys<string> {
		const state = this.states.get(target.index);
		const { request, session } = this;
		return yield* session.step('exporting to image', function* (line) {
			yield* ensureLayers(result.chain);
			yield* line('exporting layers done');
			const labels = { ...state?.config.Labels, ...request.labels };
			const config = { ...state?.config, ...(Object.keys(labels).length > 0 ? { Labels: sortedMap(labels) } : {}) };
			const history = dated([...result.base.config.history], state?.entries ?? [], result.created);
			const created = history.at(-1)?.created ?? result.base.config.created;
			const { architecture, os } = result.base.config;
			const text = encodeJson({ architecture, config, ...(created ? { created } : {}), history, os, rootfs: { type: 'layers', diff_ids: result.chain } });
			const image = yield* addImage(text);
			yield* line(`writing image ${image.id} done`);
			for (const tag of request.tags) {
				const ref = withDefaultTag(parseReference(tag));
				yield* setReference(ref, image.id, true);
				yield* line(`naming to ${full(ref).replace(/:latest$/, '')} done`);
			}
			return image.id;
		});
	}
}
/** What a key knows of a step besides its files. */
const describe = (step: Step): unknown =>
	step.kind === 'run'
		? { run: step.args, env: step.env, cwd: step.cwd, user: step.user, caches: step.caches }
		: step.kind === 'workdir'
			? { workdir: step.path }
			: { copy: step.dest, chown: step.chown, chmod: step.chmod, unpack: step.unpack };

/** The history with the times of the layers; entries without one take the time of the first new layer or of the layer before. */
function dated(base: readonly History[], entries: StageState['entries'], created: readonly string[]): History[] {
	let layer = 0;
	const all: (Omit<History, 'created'> & { created?: string })[] = [
		...base,
		...entries.map((entry) => ({
			...(entry.layer ? { created: created[layer++] ?? '' } : { empty_layer: true }),
			created_by: entry.text,
			comment: 'buildkit.dockerfile.v0'
		}))
	];
	const firstMissing = all.findIndex((entry) => !entry.created);
	const firstNew = firstMissing < 0 ? -1 : all.findIndex((entry, i) => i > firstMissing && entry.created);
	let last = (firstNew >= 0 ? all[firstNew]?.created : all.filter((entry) => entry.created).at(-1)?.created) ?? '';
	let met = false;
	return all.map((entry) => {
		if (entry.created) {
			if (met) last = entry.created;
			return { ...entry, created: entry.created };
		}
		met = true;
		return { ...entry, created: last };
	});
}
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
