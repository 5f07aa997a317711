// Solving: the definition, what its bases are, the contexts' ignore files; then the stages, and what is made of the target.
// Follows dockerfile2llb and BuildKit's gateway. Invariant: a failed build leaves no image and no mount.
import type { Sys } from '../../engine/index.ts';
import { parseDockerfile, BuildFailure, type Dockerfile } from '../../values/dockerfile/index.ts';
import { hostPlatform, platformText } from '../images/pull.ts';
import { scratch, type Base } from './base.ts';
import { localSource } from './cache.ts';
import { dispatchStage, type StageState } from './dispatch.ts';
import { forwardOf, loadFrontend, type Forward } from './frontend.ts';
import { lintFile } from './lint.ts';
import { metadata } from './metadata.ts';
import { planBuild, WarnedFailure, type Plan, type PlannedStage } from './plan.ts';
import type { Outline, SolveRequest, Warning } from './protocol.ts';
import { exportFiles, exportImage, keepInput } from './result.ts';
import type { Session } from './session.ts';
import { solveStages } from './solver.ts';

/** Runs a build; answers the image's id ('' when no image was asked for). Throws BuildFailure. */
export function* solve(session: Session, request: SolveRequest): Sys<string> {
	const { file, plan } = yield* definition(session, request);
	if (request.call === 'targets') {
		yield* session.tell({ targets: plan.all.map((one) => ({ name: one.stage.stageName, isDefault: one.index === plan.target })) });
		return '';
	}
	const bases = yield* metadata(session, plan, request);
	const ignores = yield* ignoreFiles(session, request);
	const states = new Map<number, StageState>();
	for (const planned of plan.stages) {
		const parent = planned.parent === undefined ? undefined : states.get(planned.parent);
		yield* session.warn(platformWarnings(planned, bases.get(planned.base), request));
		const state = dispatchStage(planned, plan, bases.get(planned.base)?.config, parent, request, file.parsed.escape);
		yield* session.warn(state.warnings);
		states.set(planned.index, state);
	}
	if (request.call === 'outline') yield* session.tell({ outline: outline(file, plan, states) });
	if (request.call !== 'build') return '';
	const { result, state } = yield* solveStages(session, request, { plan, states, bases, ignores });
	if (request.output === 'image') return yield* exportImage(session, request, result, state);
	if (request.output === 'input') return yield* keepInput(request, result, state);
	if (request.output !== 'none') yield* exportFiles(session, request, result);
	return '';
}

/** A base that the registry has for another platform only. */
function platformWarnings(planned: PlannedStage, base: Base | undefined, request: SolveRequest): Warning[] {
	if (!base || base === scratch || planned.parent !== undefined) return [];
	const expected = planned.stage.platform || request.platform || platformText(hostPlatform);
	const actual = `${base.config.os}/${base.config.architecture}`;
	if (expected.includes('$') || expected.split('/').slice(0, 2).join('/') === actual) return [];
	const text = `Base image ${planned.base} was pulled with platform ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)} for current build`;
	return [{ rule: 'InvalidBaseImagePlatform', text, start: planned.stage.start, end: planned.stage.end }];
}

/** What each context's .dockerignore says; "" is PATH's. */
function* ignoreFiles(session: Session, request: SolveRequest): Sys<Map<string, string>> {
	const out = new Map<string, string>();
	for (const context of [...Object.keys(request.contexts).filter((name) => request.contexts[name] === 'local'), '']) {
		const text = yield* session.step(context === '' ? '[internal] load .dockerignore' : `[context ${context}] load .dockerignore`, function* (line) {
			const found = yield* session.file('dockerignore', context || undefined);
			yield* line(`transferring ${context || 'context'}: ${found === null ? 2 : found.length}B done`);
			return found ?? '';
		});
		out.set(context, text);
	}
	return out;
}

/** What the target takes: arguments with their values, secrets, keys. */
function outline(file: Dockerfile, plan: Plan, states: ReadonlyMap<number, StageState>): Outline {
	const mounts = [...states.values()].flatMap((state) => state.steps.flatMap((step) => (step.kind === 'run' ? step.mounts : [])));
	const named = (type: 'secret' | 'ssh'): Outline['secrets'] => {
		const ids = new Set(mounts.filter((mount) => mount.type === type).map((mount) => mount.id || 'default'));
		return [...ids].sort().map((name) => ({ name, required: mounts.some((mount) => mount.type === type && mount.id === name && mount.required) }));
	};
	const args = new Map<string, string>();
	for (const arg of file.metaArgs.flatMap((one) => one.args)) args.set(arg.name, plan.metaArgs.get(arg.name) ?? '');
	for (const planned of plan.stages)
		for (const command of planned.stage.commands)
			if (command.kind === 'arg') for (const { name } of command.args) args.set(name, states.get(planned.index)?.args.get(name) ?? '');
	const target = plan.all.find((one) => one.index === plan.target);
	return {
		name: target?.stage.stageName ?? '',
		args: [...args].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ name, value })),
		secrets: named('secret'),
		ssh: named('ssh')
	};
}

function* definition(session: Session, request: SolveRequest): Sys<{ file: Dockerfile; plan: Plan }> {
	let failure: BuildFailure | undefined;
	let forward: Forward | undefined;
	let source = '';
	const read = function* (): Sys<{ file: Dockerfile; plan: Plan } | undefined> {
		try {
			const file = parseDockerfile(source);
			yield* session.warn(lintFile(file));
			const plan = planBuild(file, request);
			yield* session.warn(plan.warnings);
			return { file, plan };
		} catch (error) {
			if (!(error instanceof BuildFailure)) throw error;
			failure = error;
			if (error instanceof WarnedFailure) yield* session.warn(error.warnings);
			return undefined;
		}
	};
	let found = yield* session.step(`[internal] load build definition from ${request.dockerfile || 'Dockerfile'}`, function* (line) {
		const text = yield* session.file('dockerfile');
		yield* line(`transferring dockerfile: ${text === null ? 2 : text.length + 31}B done`);
		yield* localSource('dockerfile', request.name ?? '', text?.length ?? 0);
		if (text === null) {
			failure = new BuildFailure(
				`failed to read dockerfile: ${request.dockerfile === '' ? 'no local sources enabled' : `open ${request.dockerfile}: no such file or directory`}`
			);
			return undefined;
		}
		source = text;
		session.source = text;
		forward = forwardOf(text, request);
		return forward ? undefined : yield* read();
	});
	if (forward) {
		yield* loadFrontend(session, request, forward);
		found = yield* read();
	}
	if (!found) throw failure ?? new BuildFailure('no build definition');
	return found;
}
