// From stages to work: which stages are needed, what each base is, cycles. Follows dockerfile2llb's first half.
// Invariant: pure; what is wrong is a BuildFailure with the lines it is about.
import { BuildFailure, expandWord, type Command, type Dockerfile, type Stage } from '../../values/dockerfile/index.ts';
import { parseReference, ReferenceError, full, withDefaultTag } from '../../oci/index.ts';
import { isInput } from './base.ts';
import type { SolveRequest, Warning } from './protocol.ts';

/** A stage's number, or the name of an image or of a named context. */
export type From = number | string;
export interface PlannedStage {
	readonly index: number;
	readonly stage: Stage;
	/** As shown in front of its steps. */
	readonly shown: string;
	/** Another stage it begins with. */
	readonly parent: number | undefined;
	/** Image it begins with, as written with variables replaced; "scratch". */
	readonly base: string;
	/** By each copy's line: the stage it copies from, or an image's or a named context's name. */
	readonly froms: ReadonlyMap<Command, From>;
	/** The same for what RUN mounts, by the name given there. */
	readonly mountFroms: ReadonlyMap<string, From>;
}
export interface Plan {
	/** In the order of the file; only those the target needs. */
	readonly stages: readonly PlannedStage[];
	/** All of the file, as the classic builder builds them. */
	readonly all: readonly PlannedStage[];
	readonly target: number;
	readonly several: boolean;
	readonly metaArgs: ReadonlyMap<string, string>;
	readonly warnings: readonly Warning[];
}

const platformArgs: ReadonlyMap<string, string> = new Map([
	['BUILDPLATFORM', 'linux/amd64'],
	['BUILDOS', 'linux'],
	['BUILDARCH', 'amd64'],
	['BUILDVARIANT', ''],
	['TARGETPLATFORM', 'linux/amd64'],
	['TARGETOS', 'linux'],
	['TARGETARCH', 'amd64'],
	['TARGETVARIANT', ''],
	['TARGETSTAGE', 'default']
]);

/** The value of --from or another flag. */
export const flagOf = (command: Command, name: string): string => ('flags' in command ? (command.flags.find(([flag]) => flag === name)?.[1] ?? '') : '');

/** Throws BuildFailure. */
export function planBuild(file: Dockerfile, request: SolveRequest): Plan {
	const warnings: Warning[] = [];
	const metaArgs = new Map<string, string>(platformArgs);
	const escape = file.parsed.escape;
	for (const arg of file.metaArgs.flatMap((one) => one.args)) {
		const given = request.buildArgs[arg.name];
		if (given !== undefined) metaArgs.set(arg.name, given);
		else if (arg.value !== undefined) metaArgs.set(arg.name, expandWord(arg.value, { env: metaArgs, escape }));
	}
	const defaults = new Map<string, string>(platformArgs);
	for (const arg of file.metaArgs.flatMap((one) => one.args))
		if (arg.value !== undefined) defaults.set(arg.name, expandWord(arg.value, { env: defaults, escape }));
	const named = (name: string): string | undefined => {
		const given = Object.hasOwn(request.contexts, name) ? request.contexts[name] : undefined;
		return given === undefined || given === 'local' ? undefined : given.replace(/^docker-image:\/\//, '');
	};
	const isLocal = (name: string): boolean => Object.hasOwn(request.contexts, name) && request.contexts[name] === 'local';
	const byName = (name: string, before: number): number | undefined => {
		let found: number | undefined;
		file.stages.forEach((stage, i) => {
			if (i < before && stage.stageName === name.toLowerCase()) found = i;
		});
		return found;
	};
	const all: PlannedStage[] = [];
	for (const [index, stage] of file.stages.entries()) {
		const missing: string[] = [];
		const written = expandWord(stage.base, { env: metaArgs, escape, seen: (name, set) => void (set ? 0 : missing.push(name)) });
		const base = named(written) ?? written;
		const byDefault = expandWord(stage.base, { env: defaults, escape });
		const warn = (rule: string, text: string): void => void warnings.push({ rule, text, start: stage.start, end: stage.end });
		if (byName(stage.base, index) === undefined && invalid(byDefault))
			warn('InvalidDefaultArgInFrom', `Default value for ARG ${stage.base} results in empty or invalid base image name`);
		for (const name of missing) warn('UndefinedArgInFrom', `FROM argument '${name}' is not declared`);
		if (base === '') throw withWarnings(new BuildFailure(`base name (${stage.base}) should not be blank`, stage.start, stage.end), warnings);
		if (stage.platform !== '' && !stage.platform.includes('$'))
			warn('FromPlatformFlagConstDisallowed', `FROM --platform flag should not use constant value ${JSON.stringify(stage.platform)}`);
		if (stage.platform === '$TARGETPLATFORM' || stage.platform === '${TARGETPLATFORM}')
			warn('RedundantTargetPlatform', `Setting platform to predefined ${stage.platform} in FROM is redundant as this is the default behavior`);
		const parent = byName(base, index);
		const wrong = parent === undefined ? invalid(base) : undefined;
		if (wrong !== undefined)
			throw withWarnings(new BuildFailure(`failed to parse stage name ${JSON.stringify(base)}: ${wrong}`, stage.start, stage.end), warnings);
		const froms = new Map<Command, From>();
		const mountFroms = new Map<string, From>();
		const origin = (from: string, command: Command): From => {
			if (isLocal(from)) return from;
			const number = /^\d+$/.test(from) ? Number(from) : byName(from, file.stages.length);
			if (typeof number === 'number' && number >= file.stages.length)
				throw withWarnings(new BuildFailure(`invalid stage index ${from}`, command.start, command.end), warnings);
			return number ?? named(from) ?? from;
		};
		for (const command of stage.commands) {
			if (command.kind === 'run') for (const { from } of command.mounts) if (from !== '') mountFroms.set(from, origin(from, command));
			const from = flagOf(command, 'from');
			if (command.kind === 'copy' && from !== '') froms.set(command, origin(from, command));
		}
		all.push({ index, stage, shown: stage.stageName || `stage-${index}`, parent, base, froms, mountFroms });
	}
	const target = request.target === '' ? all.length - 1 : (byName(request.target, all.length) ?? (/^\d+$/.test(request.target) ? Number(request.target) : -1));
	if (!all[target]) throw withWarnings(new BuildFailure(`target stage ${JSON.stringify(request.target)} could not be found`), warnings);
	const needed = new Set<number>();
	const visit = (index: number, path: readonly number[], by: { start: number; end: number }): void => {
		const planned = all[index];
		if (!planned) return;
		if (path.includes(index)) throw withWarnings(new BuildFailure(`circular dependency detected on stage: ${planned.shown}`, by.start, by.end), warnings);
		needed.add(index);
		if (planned.parent !== undefined) visit(planned.parent, [...path, index], planned.stage);
		for (const [command, from] of planned.froms) if (typeof from === 'number') visit(from, [...path, index], command);
		for (const from of planned.mountFroms.values()) if (typeof from === 'number') visit(from, [...path, index], planned.stage);
	};
	visit(target, [], { start: 0, end: 0 });
	const stages = all.filter((one) => needed.has(one.index));
	// BuildKit counts what is copied or mounted from outside as stages, and the empty image under a cache mount.
	const outside = all.some(
		(one) =>
			[...one.froms.values(), ...one.mountFroms.values()].some((from) => typeof from === 'string') ||
			one.stage.commands.some((command) => command.kind === 'run' && command.mounts.some((mount) => mount.type === 'cache' && mount.from === ''))
	);
	return { stages, all, target, several: all.length > 1 || outside, metaArgs, warnings };
}
function invalid(name: string): string | undefined {
	if (name === '') return 'invalid reference format';
	if (isInput(name)) return undefined;
	try {
		parseReference(name);
		return undefined;
	} catch (error) {
		if (error instanceof ReferenceError) return error.message;
		throw error;
	}
}
/** "docker.io/library/alpine:3.20". */
export const fullName = (name: string): string => full(withDefaultTag(parseReference(name)));

/** A failure that still has its warnings. */
export class WarnedFailure extends BuildFailure {
	readonly warnings: readonly Warning[];
	constructor(failure: BuildFailure, warnings: readonly Warning[]) {
		super(failure.message, failure.start, failure.end);
		this.warnings = warnings;
	}
}
const withWarnings = (failure: BuildFailure, warnings: readonly Warning[]): BuildFailure =>
	warnings.length > 0 ? new WarnedFailure(failure, warnings) : failure;
