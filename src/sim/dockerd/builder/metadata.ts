// What a build's images are: each looked up in the store or its registry, several at once. Follows dockerfile2llb, which resolves them in parallel.
// Invariant: no thread outlives the look-up; the first image that is not there ends the build.
import { call, type Sys } from '../../engine/index.ts';
import { thread, type Context } from '../../kernel/index.ts';
import { BuildFailure } from '../../values/dockerfile/index.ts';
import { inputBase, isInput, materialOf, resolveBase, scratch, type Base } from './base.ts';
import { fullName, type Plan } from './plan.ts';
import type { SolveRequest } from './protocol.ts';
import { Session } from './session.ts';
import { begin, expectThreads, fail, finish, join, once, threadEnded, valueOf } from './shared.ts';

/** An image a build needs, and the lines that name it. */
interface Wanted {
	readonly name: string;
	readonly start: number;
	readonly end: number;
	readonly platform: string;
	readonly pull: boolean;
}
/** Numbers of vertices: no stage has that many before it. */
const firstPart = 10_000;

/** The images a plan names, by name as written. Pure. */
function imagesOf(plan: Plan, request: SolveRequest): Map<string, Wanted> {
	const isOther = (name: unknown): name is string => typeof name === 'string' && name !== 'scratch' && request.contexts[name] !== 'local';
	const wanted = new Map<string, Wanted>();
	const add = (name: string, { start, end }: { readonly start: number; readonly end: number }, platform = ''): void =>
		void wanted.set(name, { name, start, end, platform: platform || request.platform, pull: request.pull });
	for (const planned of plan.stages) {
		if (planned.parent === undefined && planned.base !== 'scratch')
			add(planned.base, planned.stage, planned.stage.platform.replace(/^\$\{?(?:TARGET|BUILD)PLATFORM\}?$/, ''));
		for (const [command, from] of planned.froms) if (isOther(from) && !wanted.has(from)) add(from, command);
		for (const command of planned.stage.commands)
			for (const { from } of command.kind === 'run' ? command.mounts : []) {
				const image = planned.mountFroms.get(from);
				if (isOther(image) && !wanted.has(image)) add(image, command);
			}
	}
	return wanted;
}

/** Looks all images up. Throws BuildFailure. */
export function* metadata(session: Session, plan: Plan, request: SolveRequest): Sys<Map<string, Base>> {
	const wanted = imagesOf(plan, request);
	const bases = new Map<string, Base>([['scratch', scratch]]);
	for (const name of [...wanted.keys()].filter(isInput)) {
		bases.set(name, yield* inputBase(name));
		wanted.delete(name);
	}
	// One name written in two ways is one image.
	const single = new Map([...wanted.values()].map((one) => [fullName(one.name), one]));
	const names = [...single].sort(([a], [b]) => (a < b ? -1 : 1));
	const found = new Map<string, Base>();
	const [only] = names;
	if (only && names.length === 1) found.set(only[0], yield* resolve(session, only[1]));
	else if (only) for (const [name, base] of yield* together(session, names)) found.set(name, base);
	for (const name of wanted.keys()) {
		const base = found.get(fullName(name));
		if (base) bases.set(name, base);
	}
	session.materials = [...session.materials, ...[...found.values()].map(materialOf)].sort(([a], [b]) => (a < b ? -1 : 1));
	return bases;
}
function* together(session: Session, names: readonly (readonly [string, Wanted])[]): Sys<(readonly [string, Base])[]> {
	const build = yield* begin();
	yield* expectThreads(build, names.length);
	for (const [part, [, image]] of names.entries()) yield* thread('buildMetadata', { build, fd: session.fd, part: firstPart + part, image });
	const { failure, told } = yield* join(build);
	session.gather(told);
	const found: (readonly [string, Base])[] = [];
	for (const [name] of names) {
		const base = yield* valueOf(build, 'metadata', name);
		if (base) found.push([name, base]);
	}
	yield* finish(build);
	if (failure) throw new BuildFailure(failure.message, failure.start, failure.end);
	return found;
}
/** The thread of one image; args are {build, fd, part, image}. */
export function* buildMetadata(context: Context): Sys<void> {
	const { build, fd, part, image } = context.init as { build: number; fd: number; part: number; image: Wanted };
	const session = new Session(fd, part);
	try {
		yield* call(once(build, 'metadata', fullName(image.name), () => resolve(session, image)));
	} catch (error) {
		yield* fail(build, error);
	}
	yield* threadEnded(build, session.events);
}
/** Looks one image up, as a step. Throws BuildFailure with the lines that name it. */
function* resolve(session: Session, { name, start, end, platform, pull }: Wanted): Sys<Base> {
	const full = fullName(name);
	try {
		return yield* session.step(`[internal] load metadata for ${full}`, () => resolveBase(name, pull, platform), `metadata ${full}`);
	} catch (error) {
		if (!(error instanceof BuildFailure)) throw error;
		throw new BuildFailure(`${name}: failed to resolve source metadata for ${full}: ${error.message}`, start, end);
	}
}
