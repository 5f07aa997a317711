// One instruction of a classic build: what it does to the configuration, its container or its files, its image.
// Follows moby's dispatchers. What BuildKit alone can do (mounts, --chmod, --link, here documents) is refused in the classic builder's words.
import { Errno, type Sys } from '../../../engine/index.ts';
import { close, pipe, poll, read } from '../../../kernel/index.ts';
import { BuildFailure, type Command } from '../../../values/dockerfile/index.ts';
import { text as decode } from '../../../values/index.ts';
import type { RunConfig } from '../../../oci/index.ts';
import { attach } from '../../containers/io.ts';
import { acquireMount, releaseMount } from '../../containers/layer.ts';
import { resolveIn } from '../../containers/paths.ts';
import { startContainer } from '../../containers/start.ts';
import { makeDirs } from '../../files.ts';
import { containerById, remember, runtimeOf } from '../../memory.ts';
import type { Container } from '../../state.ts';
import { copyInto, fixedPart, readTree, sourcesOf, type Source } from '../copy.ts';
import type { Entry, Step } from '../dispatch.ts';
import { pack, withMount } from '../mounts.ts';
import type { ContextEntry } from '../protocol.ts';
import type { Stage } from './state.ts';
import { sourcesHash } from './tarsum.ts';

/** A failed build: the text of the stream's error, and the exit status of a RUN. */
export class ClassicFailure {
	readonly message: string;
	readonly code: number | undefined;
	constructor(message: string, code?: number) {
		this.message = message;
		this.code = code;
	}
}
const needsBuildKit = (flag: string): ClassicFailure =>
	new ClassicFailure(
		`the --${flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`
	);

export interface Instruction {
	readonly command: Command;
	/** The stage's configuration after it. */
	readonly config: RunConfig;
	readonly entry: Entry;
	readonly step: Step | undefined;
	/** Build arguments that a RUN sees. */
	readonly args: readonly string[];
}
/** Layers that a COPY --from reads, or undefined for the build context. */
export type FromChain = readonly string[] | undefined;

const shellOf = (config: RunConfig): readonly string[] => config.Shell ?? ['/bin/sh', '-c'];

/** Does one instruction; the stage's image is the new one afterwards. Throws ClassicFailure, and DockerError from containers. */
export function* perform(stage: Stage, one: Instruction, context: readonly ContextEntry[], from: FromChain): Sys<void> {
	const { command, config, step } = one;
	if (step?.kind === 'run') return yield* run(stage, one, step);
	if (step?.kind === 'copy') return yield* copy(stage, one, step, context, from);
	const comment = commentOf(command) ?? one.entry.text;
	const made = { ...config, Cmd: [...shellOf(config), ...(step?.kind === 'workdir' ? [`#(nop) ${comment}`] : ['#(nop) ', comment])] };
	if (yield* stage.probe(made)) return;
	const container = yield* stage.container(made);
	if (step?.kind === 'workdir') {
		const root = yield* acquireMount(container);
		yield* makeDirs(yield* resolveIn(root, step.path));
		yield* releaseMount(container);
	}
	yield* stage.commit(container, config, made);
}

/** Where the classic builder words an entry of the history in another way than BuildKit. */
function commentOf(command: Command): string | undefined {
	if (command.kind === 'expose') return `EXPOSE ${command.values.join(' ')}`;
	if (command.kind === 'arg') return `ARG ${command.args.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' ')}`;
	return undefined;
}

function* run(stage: Stage, one: Instruction, step: Extract<Step, { kind: 'run' }>): Sys<void> {
	const { command, config } = one;
	const [flag] = 'flags' in command ? command.flags : [];
	if (flag) throw needsBuildKit(flag[0]);
	const args = [...one.args].sort();
	const shown = args.length > 0 ? [`|${args.length}`, ...args, ...step.args] : [...step.args];
	const made = { ...config, Cmd: shown };
	delete made.Entrypoint;
	if (yield* stage.probe(made)) return;
	const container = yield* stage.container({
		...config,
		Env: [...(config.Env ?? []), ...one.args],
		Cmd: [...step.args],
		Entrypoint: [''],
		Healthcheck: { Test: ['NONE'] }
	});
	const status = yield* runToEnd(stage, container);
	if (status !== 0) throw new ClassicFailure(`The command '${step.args.join(' ')}' returned a non-zero code: ${status}`, status);
	yield* stage.commit(container, config, made);
}

/** Starts a container, passes its output on, answers its exit status. */
function* runToEnd(stage: Stage, container: Container): Sys<number> {
	const ends = yield* pipe();
	yield* attach({ containerId: container.id, execId: '' }, { fd: ends.write, stdin: false, stdout: true, stderr: true, multiplexed: false });
	yield* startContainer(container.id, true);
	let wait = 2_000;
	for (;;) {
		const ready = yield* poll([ends.read], wait);
		if (ready.length > 0) {
			wait = 2_000;
			yield* stage.say(decode(yield* read(ends.read, 32_768)));
			continue;
		}
		// The copiers have let go of the pipe when the last byte is in it.
		const over = yield* remember((m) => {
			const now = m.containers.get(container.id);
			return !now || (!now.state.running && !runtimeOf(m, container.id).attached.some((client) => client.fd === ends.write));
		});
		if (over && (yield* poll([ends.read], 0)).length === 0) break;
		wait = Math.min(wait * 2, 50_000);
	}
	for (const fd of [ends.read, ends.write]) {
		try {
			yield* close(fd);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return (yield* containerById(container.id))?.state.exitCode ?? 0;
}

function* copy(stage: Stage, one: Instruction, step: Extract<Step, { kind: 'copy' }>, context: readonly ContextEntry[], from: FromChain): Sys<void> {
	const { command, config } = one;
	const verb = command.name.toUpperCase();
	if (step.chmod !== '') throw needsBuildKit('chmod');
	let sources: Source[];
	try {
		sources = from === undefined ? sourcesOf(step.sources, context) : yield* fromStage(step, from);
	} catch (error) {
		if (!(error instanceof BuildFailure)) throw error;
		const missing = /^"\/(.*)": not found$/.exec(error.message)?.[1] ?? step.sources.join(' ');
		const hint = from === undefined ? 'file not found in build context or excluded by .dockerignore: ' : '';
		throw new ClassicFailure(`${verb} failed: ${hint}stat ${missing}: file does not exist`);
	}
	if (sources.length === 0) throw new ClassicFailure(`${verb} failed: no source files were specified`);
	const written = command.kind === 'copy' || command.kind === 'add' ? command.dest : step.dest;
	if (sources.length > 1 && !step.dest.endsWith('/'))
		throw new ClassicFailure(`${verb} failed: When using ${verb} with more than one source file, the destination must be a directory and end with a /`);
	const made = {
		...config,
		Cmd: [
			...shellOf(config),
			`#(nop) ${verb} ${step.chown === '' ? '' : `--chown=${step.chown} `}${sourcesHash(sources, from === undefined ? context : undefined)} in ${written} `
		]
	};
	if (yield* stage.probe(made)) return;
	const below = yield* remember((m) => m.images.get(stage.image)?.config.rootfs.diff_ids ?? []);
	const layer = yield* withMount(below, function* (mounted) {
		yield* copyInto(mounted.root, sources, step);
		return yield* pack(mounted);
	});
	yield* stage.store(config, made, layer.id);
}
function* fromStage(step: Extract<Step, { kind: 'copy' }>, chain: readonly string[]): Sys<Source[]> {
	return yield* withMount(chain, function* (mounted) {
		const entries: ContextEntry[] = [];
		for (const path of new Set(step.sources.map(fixedPart))) entries.push(...(yield* readTree(mounted.root, path)));
		return sourcesOf(step.sources, entries);
	});
}
