// POST /build: the builder before BuildKit. One instruction after the other, each an image, told as a stream of lines.
// Follows moby's daemon/builder: the context is the request's tar, errors after the first line come in the stream.
// Leaves out remote contexts (`remote=`), squash and isolation. Invariant: stages are built in the file's order up to the target.
import type { Sys } from '../../../engine/index.ts';
import { BuildFailure, parseCommand, parseDockerfile, parseLines, type Command, type Dockerfile } from '../../../values/dockerfile/index.ts';
import { parseJson, text as decode } from '../../../values/index.ts';
import { familiar, full, parseReference, withDefaultTag, type ImageConfig, type Reference } from '../../../oci/index.ts';
import { object } from '../../decode.ts';
import { asDockerError, badParameter, DockerError } from '../../errors.ts';
import { logEvent } from '../../events.ts';
import { beginStream, done, endStream, flag, flagOr, jsonChunk, param, readBody, type Reply, type Request } from '../../http.ts';
import { pullError, parsePlatform, pullOne } from '../../images/pull.ts';
import { RegistryFailure } from '../../images/registry.ts';
import { findImage, getImage, reference, setReference } from '../../images/store.ts';
import { remember } from '../../memory.ts';
import { decodeTar, TarError } from '../../tar.ts';
import { dispatchStage, type StageState } from '../dispatch.ts';
import { planBuild, type Plan, type PlannedStage } from '../plan.ts';
import type { ContextEntry, SolveRequest } from '../protocol.ts';
import { ClassicFailure, perform, type FromChain } from './instruction.ts';
import { short, Stage } from './state.ts';

/** Answers a classic build's request. */
export function* classicBuild(request: Request): Sys<Reply> {
	const tags = (request.lists.get('t') ?? []).filter((name) => name !== '').map((name) => withDefaultTag(reference(name)));
	const wanted = solveRequest(request);
	const context = entriesOf(yield* readBody(request));
	const path = param(request, 'dockerfile') || 'Dockerfile';
	const file = context.find((entry) => entry.path === path.replace(/^\.?\//, ''));
	if (!file?.data) throw badParameter(`Cannot locate specified Dockerfile: ${path}`);
	let source: Dockerfile;
	let plan: Plan;
	try {
		source = parseDockerfile(decode(file.data));
		plan = planBuild(source, wanted);
	} catch (error) {
		if (error instanceof BuildFailure) throw badParameter(error.message);
		throw error;
	}
	const quiet = flag(request, 'q');
	yield* beginStream(request.fd);
	const stage = new Stage(request.fd, {
		useCache: !flag(request, 'nocache'),
		remove: flagOr(request, 'rm', true),
		forceRemove: flag(request, 'forcerm'),
		quiet,
		host: { NetworkMode: param(request, 'networkmode') || 'default', Memory: Number(param(request, 'memory')) || 0 }
	});
	try {
		yield* stages(stage, source, plan, wanted, context, flag(request, 'pull'), request);
		yield* jsonChunk(request.fd, { aux: { ID: stage.image } });
		yield* stage.say(`Successfully built ${short(stage.image)}\n`);
		for (const tag of tags) yield* named(stage, tag);
		if (quiet) yield* jsonChunk(request.fd, { stream: stage.image + '\n' });
	} catch (error) {
		if (stage.options.forceRemove) yield* stage.clear();
		const failure = failureText(error);
		yield* jsonChunk(request.fd, {
			errorDetail: { ...(failure.code === undefined ? {} : { code: failure.code }), message: failure.message },
			error: failure.message
		});
	}
	yield* endStream(request.fd);
	return done;
}
function failureText(error: unknown): { message: string; code?: number } {
	if (error instanceof ClassicFailure) return { message: error.message, ...(error.code === undefined ? {} : { code: error.code }) };
	if (error instanceof BuildFailure) return { message: error.message };
	return { message: asDockerError(error).message };
}
function* named(stage: Stage, tag: Reference): Sys<void> {
	yield* setReference(tag, stage.image, true);
	yield* logEvent('image', 'tag', stage.image, { name: familiar(tag) });
	yield* stage.say(`Successfully tagged ${familiar(parseReference(full(tag)))}\n`);
}

function solveRequest(request: Request): SolveRequest {
	const map = (name: string): Record<string, string> => {
		if (param(request, name) === '') return {};
		try {
			return Object.fromEntries(
				Object.entries(object(parseJson(param(request, name)))).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]]))
			);
		} catch (error) {
			throw badParameter(`error reading build ${name === 'labels' ? 'labels' : 'args'}: ${error instanceof Error ? error.message : ''}`);
		}
	};
	return {
		tags: [],
		target: param(request, 'target'),
		buildArgs: map('buildargs'),
		labels: map('labels'),
		noCache: flag(request, 'nocache'),
		pull: flag(request, 'pull'),
		platform: param(request, 'platform'),
		dockerfile: param(request, 'dockerfile'),
		call: 'build',
		contexts: {},
		noCacheFilter: [],
		output: 'image',
		addHosts: [],
		network: param(request, 'networkmode')
	};
}
function entriesOf(body: Uint8Array): ContextEntry[] {
	try {
		return decodeTar(body).flatMap((entry): ContextEntry[] =>
			entry.type === 'file' || entry.type === 'dir' || entry.type === 'symlink'
				? [{ ...entry, type: entry.type, path: entry.path.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '') }]
				: []
		);
	} catch (error) {
		if (error instanceof TarError) throw badParameter(error.message);
		throw error;
	}
}

function* stages(
	stage: Stage,
	file: Dockerfile,
	plan: Plan,
	wanted: SolveRequest,
	context: readonly ContextEntry[],
	pull: boolean,
	request: Request
): Sys<void> {
	const built = plan.all.slice(0, plan.target + 1);
	const total = file.metaArgs.length + built.reduce((sum, one) => sum + 1 + one.stage.commands.length, 0);
	const labelled = Object.keys(wanted.labels).length > 0 ? 1 : 0;
	let n = 0;
	const announce = (original: string): Sys<void> => stage.say(`Step ${++n}/${total + labelled} : ${original}\n`);
	for (const arg of file.metaArgs) yield* announce(arg.original);
	const images = new Map<number, { id: string; state: StageState }>();
	for (const planned of built) {
		yield* announce(planned.stage.original);
		const parent = planned.parent === undefined ? undefined : images.get(planned.parent);
		const found = planned.base === 'scratch' ? undefined : parent ? { id: parent.id } : yield* baseImage(planned.base, pull, request);
		stage.begin(found?.id ?? '');
		const base = parent ? undefined : yield* remember((m) => m.images.get(stage.image)?.config);
		const state = yield* instructions(stage, planned, plan, base, parent?.state, wanted, context, file.parsed.escape, announce, images);
		images.set(planned.index, { id: stage.image, state });
	}
	if (labelled === 1) yield* labels(stage, wanted.labels, announce);
}
function* instructions(
	stage: Stage,
	planned: PlannedStage,
	plan: Plan,
	base: ImageConfig | undefined,
	parent: StageState | undefined,
	wanted: SolveRequest,
	context: readonly ContextEntry[],
	escape: string,
	announce: (original: string) => Sys<void>,
	images: ReadonlyMap<number, { id: string }>
): Sys<StageState> {
	const only = (commands: readonly Command[]): PlannedStage => ({ ...planned, stage: { ...planned.stage, commands } });
	const { OnBuild: given, ...config } = parent?.config ?? base?.config ?? {};
	const triggers = given ?? [];
	let state = dispatchStage(only([]), plan, base && { ...base, config }, parent && { ...parent, config }, wanted, escape);
	const one = function* (command: Command): Sys<void> {
		const next = dispatchStage(only([command]), plan, undefined, state, wanted, escape);
		const entry = next.entries.at(-1) ?? { text: '', layer: false };
		const step = next.steps.at(-1);
		const args = [...next.args]
			.filter(([name]) => !(next.config.Env ?? []).some((set) => set.startsWith(name + '=')))
			.map(([name, value]) => `${name}=${value}`);
		yield* perform(stage, { command, config: next.config, entry, step, args }, context, yield* chainOf(planned.froms.get(command), images));
		if (stage.options.remove) yield* stage.clear();
		state = next;
	};
	if (triggers.length > 0) yield* stage.say(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`);
	for (const text of triggers) for (const node of parseLines(text).nodes) yield* one(parseCommand(node));
	if (stage.image !== '') yield* stage.say(` ---> ${short(stage.image)}\n`);
	for (const command of planned.stage.commands) {
		yield* announce(command.original);
		yield* one(command);
		yield* stage.say(` ---> ${short(stage.image)}\n`);
	}
	return state;
}
function* chainOf(source: number | string | undefined, images: ReadonlyMap<number, { id: string }>): Sys<FromChain> {
	if (source === undefined) return undefined;
	const id = typeof source === 'number' ? (images.get(source)?.id ?? '') : (yield* localOrFail(source)).id;
	return yield* remember((m) => m.images.get(id)?.config.rootfs.diff_ids ?? []);
}
function* localOrFail(name: string): Sys<{ id: string; config: ImageConfig }> {
	try {
		return yield* getImage(full(withDefaultTag(parseReference(name))));
	} catch (error) {
		if (error instanceof DockerError) throw new ClassicFailure(`invalid from flag value ${name}: ${error.message}`);
		throw error;
	}
}
/** `--label`: a LABEL at the end. */
function* labels(stage: Stage, given: Readonly<Record<string, string>>, announce: (original: string) => Sys<void>): Sys<void> {
	const pairs = Object.keys(given)
		.sort()
		.map((name) => `${name}=${given[name] ?? ''}`);
	yield* announce(`LABEL ${pairs.join(' ')}`);
	const before = (yield* remember((m) => m.images.get(stage.image)?.config.config)) ?? {};
	const config = { ...before, Labels: { ...before.Labels, ...given } };
	const made = { ...config, Cmd: [...(config.Shell ?? ['/bin/sh', '-c']), '#(nop) ', `LABEL ${pairs.join(' ')}`] };
	if (!(yield* stage.probe(made))) {
		const container = yield* stage.container(made);
		yield* stage.commit(container, config, made);
		if (stage.options.remove) yield* stage.clear();
	}
	yield* stage.say(` ---> ${short(stage.image)}\n`);
}

/** A FROM's image: the engine's own, or pulled with its progress in the stream. */
function* baseImage(name: string, pull: boolean, request: Request): Sys<{ id: string }> {
	const ref = withDefaultTag(reference(name));
	const local = pull ? undefined : yield* remember((m) => findImage(m, name)?.id);
	if (local !== undefined) return { id: local };
	try {
		yield* pullOne(ref, undefined, parsePlatform(param(request, 'platform')), (line) => jsonChunk(request.fd, line));
	} catch (error) {
		if (error instanceof RegistryFailure) throw pullError(error, ref);
		throw error;
	}
	return { id: (yield* getImage(full(ref))).id };
}
