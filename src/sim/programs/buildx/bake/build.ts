// Building bake's targets at once over one display: each on a connection of its own, those that are another one's context first.
// Follows buildx's build.Build. Invariant: the first failure cancels the others; the progress tells each target's steps under its name.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, close, recv, send, stat } from '../../../kernel/index.ts';
import type { SolveRequest, ToClient, ToEngine, Warning } from '../../../dockerd/index.ts';
import { ramInBytes } from '../../../values/index.ts';
import { answer, dispatch } from '../../docker/client/http.ts';
import { Failure } from '../../docker/failure.ts';
import { absolute, baseName, cleanPath } from '../../docker/files.ts';
import { Canceled, go, group, readable, rest, when } from '../../compose/fibers.ts';
import { checkTags } from '../build.ts';
import { answered, hostOf, textAt, type ClientBuild, type Ended } from '../client.ts';
import { BuildFailed, excerpt, type Display, type Source } from '../display.ts';
import { newRef, noteActivity, saveRef } from '../instances.ts';
import { checkAsked, onlyOutput, oneOutput, parseContexts, parseSecrets, type Output } from '../options.ts';
import { pushImage } from '../push.ts';
import { checkOutput, writeOutput } from '../results.ts';
import type { Entry, Target } from './target.ts';

type Env = Readonly<Record<string, string>>;
/** What was asked of a target's Dockerfile instead of an image. */
export interface Answer {
	readonly call: SolveRequest['call'];
	readonly warnings: readonly Warning[];
	readonly dockerfile: string;
	readonly source: string;
	readonly ended: Ended;
}
interface Prepared {
	readonly name: string;
	readonly target: Target;
	readonly build: ClientBuild;
	readonly output: Output;
	/** Names of contexts that are other targets, and which. */
	readonly links: ReadonlyMap<string, string>;
}
const entryText = ({ type, dest, attrs }: Entry): string =>
	[`type=${type}`, ...(dest === undefined ? [] : [`dest=${dest}`]), ...Object.entries(attrs).map(([key, value]) => `${key}=${value}`)].join(',');

const secretTexts = (target: Target): string[] =>
	(target.secrets ?? []).map(({ id, src, env }) => [`id=${id}`, ...(src === '' ? [] : [`src=${src}`]), ...(env === '' ? [] : [`env=${env}`])].join(','));
function isSize(text: string): boolean {
	try {
		ramInBytes(text);
		return true;
	} catch {
		return false;
	}
}
/** What is looked at before anything is printed or built. Throws Failure. */
export function* checkTargets(targets: ReadonlyMap<string, Target>, env: Env): Sys<void> {
	for (const target of targets.values()) {
		if (target.shmSize !== undefined && !isSize(target.shmSize)) throw new Failure(`invalid value ${target.shmSize} for membytes key shm-size`);
		yield* parseSecrets(secretTexts(target), env);
		for (const annotation of target.annotations ?? [])
			if (!annotation.includes('=')) throw new Failure(`invalid annotation ${JSON.stringify(annotation)}, expected key=value`);
		for (const limit of target.ulimits ?? []) if (!/^[^=]+=/.test(limit)) throw new Failure(`invalid ulimit argument: ${limit}`);
	}
}

export class Bake {
	readonly display: Display;
	readonly targets: ReadonlyMap<string, Target>;
	readonly env: Env;
	readonly told: boolean;
	readonly prepared: Prepared[] = [];
	readonly ids = new Map<string, string>();
	readonly answers = new Map<string, Answer>();
	done = false;
	/** `told`: the results are wanted in a file. */
	constructor(display: Display, targets: ReadonlyMap<string, Target>, env: Env, told: boolean) {
		this.display = display;
		this.targets = targets;
		this.env = env;
		this.told = told;
	}

	/** Checks every target and what it names on disk, before anything is built. Throws Failure. */
	*prepare(): Sys<void> {
		for (const [name, target] of this.targets) this.prepared.push(yield* this.prepareOne(name, target));
	}
	*prepareOne(name: string, target: Target): Sys<Prepared> {
		const { context = '.', tags = [], platforms = [] } = target;
		checkTags(tags);
		const output =
			target.linked === true ? ({ type: 'none', dest: '', push: false, names: [] } as const) : onlyOutput((target.outputs ?? []).map(entryText).map(oneOutput));
		yield* checkOutput(output);
		checkAsked({
			cacheTo: (target.cacheTo ?? []).map(entryText),
			attested: (target.attest ?? []).some(({ disabled }) => disabled !== true),
			platforms
		});
		const dir = yield* absolute(context);
		if (!(yield* isDirectory(dir))) throw new Failure(`unable to prepare context: path ${JSON.stringify(context)} not found`);
		const path = target.dockerfile ?? 'Dockerfile';
		const file = path.startsWith('/') ? path : cleanPath(`${dir}/${path}`);
		const source = target.inline ?? (yield* textAt(file));
		const links = new Map<string, string>();
		const given: string[] = [];
		for (const [key, value] of target.contexts ?? []) {
			if (value.startsWith('target:')) links.set(key, value.slice('target:'.length));
			else given.push(`${key}=${value.replace(/^cwd:\/\//, '')}`);
		}
		const contexts = yield* parseContexts(given);
		const call = target.call === 'lint' || target.call === 'check' ? 'check' : target.call === 'outline' || target.call === 'targets' ? target.call : 'build';
		const solve: SolveRequest = {
			tags: [...tags, ...output.names],
			target: target.target ?? '',
			buildArgs: Object.fromEntries(target.args ?? []),
			labels: Object.fromEntries(target.labels ?? []),
			noCache: target.noCache === true,
			noCacheFilter: target.noCacheFilter ?? [],
			pull: target.pull === true,
			platform: platforms[0] ?? '',
			dockerfile: target.inline === undefined ? baseName(file) : 'Dockerfile',
			call,
			contexts: contexts.refs,
			output: target.linked === true ? 'input' : output.type === 'docker' ? 'image' : output.type,
			addHosts: [],
			name: baseName(dir),
			ref: yield* newRef(),
			network: target.network ?? ''
		};
		const build: ClientBuild = {
			dir,
			archive: undefined,
			file: target.inline === undefined ? file : '',
			given: target.inline === undefined ? file : '-',
			source,
			contexts: contexts.dirs,
			secrets: yield* parseSecrets(secretTexts(target), this.env),
			solve
		};
		return { name, target, build, output, links };
	}

	*run(): Sys<void> {
		yield* noteActivity(this.env, 'default');
		const tick = yield* go(this.ticks());
		try {
			yield* group(
				this.prepared.map((one) => this.build(one)),
				{ cancels: true }
			);
			for (const one of this.told ? this.prepared : []) {
				const [of, now] = [this.sourceOf(one.name), yield* clock()];
				yield* this.display.take({ vertex: -2, step: 'resolving provenance for metadata file' }, now, of);
				yield* this.display.take({ vertex: -2, end: 'done', us: 0 }, now, of);
			}
		} finally {
			this.done = true;
			tick.ended ??= { value: undefined };
		}
	}
	/** What the display held back is printed while nobody says anything. */
	*ticks(): Sys<void> {
		while (!this.done) {
			const due = this.display.due(yield* clock());
			yield* rest(due ?? 100_000);
			const now = yield* clock();
			if (this.display.mode === 'plain' && this.display.updates.size > 0 && this.display.due(now) === 1) yield* this.display.refresh(now);
		}
	}
	/** With several targets each step is told under its target's name. */
	sourceOf(target: string): Source {
		const name = (step: string): string => (step.startsWith('[') ? `[${target} ${step.slice(1)}` : `[${target}] ${step}`);
		return { key: target, name: this.targets.size > 1 ? name : (step) => step };
	}

	*build(one: Prepared): Sys<void> {
		for (const link of one.links.values()) yield* when(() => this.ids.has(link));
		const inputs = Object.fromEntries([...one.links].map(([key, link]) => [key, `input:${this.ids.get(link) ?? ''}`]));
		const { solve } = one.build;
		const made: ClientBuild = { ...one.build, solve: { ...solve, contexts: { ...solve.contexts, ...inputs } } };
		if (solve.ref !== undefined) yield* saveRef(this.env, solve.ref, one.name, { path: made.dir ?? '-', dockerfile: made.given });
		const id = yield* this.solve(one, made);
		if (one.output.push) for (const tag of solve.tags) yield* pushImage(tag, this.display, this.env, this.sourceOf(one.name));
		this.ids.set(one.name, id);
	}
	*solve({ name, output }: Prepared, made: ClientBuild): Sys<string> {
		const { display, env } = this;
		const { solve, source } = made;
		const of = this.sourceOf(name);
		const pending = yield* dispatch(hostOf(env), { method: 'POST', path: '/grpc', headers: { Connection: 'Upgrade', Upgrade: 'h2c' } });
		yield* readable(pending.fd);
		const reply = yield* answer(pending);
		if (reply.status !== 101) throw new Failure(`failed to build: unexpected status ${reply.status} from the engine`);
		const { fd } = pending;
		const say = (value: ToEngine): Sys<void> => send(fd, { kind: 'frame', protocol: 'buildkit', value });
		yield* say({ solve });
		let told: Omit<Ended, 'end'> = { files: [], outline: undefined, targets: [] };
		const warnings: Warning[] = [];
		const open = new Set<number>();
		try {
			for (;;) {
				yield* readable(fd);
				const message = yield* recv(fd);
				if (message === null || message.kind !== 'frame')
					throw new Failure('failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF');
				const value = message.value as ToClient;
				if ('ask' in value) yield* say(yield* answered(made, env, value));
				else if ('files' in value) told = { ...told, files: value.files };
				else if ('outline' in value) told = { ...told, outline: value.outline };
				else if ('targets' in value) told = { ...told, targets: value.targets };
				else if ('finished' in value || 'failed' in value) {
					yield* close(fd);
					if (solve.call !== 'build' && ('finished' in value || value.start > 0))
						this.answers.set(name, { call: solve.call, warnings, dockerfile: solve.dockerfile, source: source ?? '', ended: { ...told, end: value } });
					else if ('failed' in value)
						throw new BuildFailed(
							name,
							`failed to solve: ${value.failed}`,
							value.start > 0 ? excerpt(solve.dockerfile, source ?? '', value.start, value.stop) : ''
						);
					if (output.type === 'local' || output.type === 'tar') yield* writeOutput(output, told.files);
					return 'finished' in value ? value.finished : '';
				} else {
					if ('warning' in value) warnings.push(value.warning);
					if ('step' in value) open.add(value.vertex);
					else if ('end' in value || 'error' in value) open.delete(value.vertex);
					yield* display.take(value, yield* clock(), of);
				}
			}
		} catch (error) {
			if (!(error instanceof Canceled)) throw error;
			yield* close(fd);
			for (const vertex of open) yield* display.take({ vertex, end: 'canceled', us: 0 }, yield* clock(), of);
			throw error;
		}
	}
	/** What --metadata-file holds. */
	metadata(): Record<string, unknown> {
		return Object.fromEntries(
			[...this.ids].sort().map(([name, id]) => {
				const tags = this.targets.get(name)?.tags ?? [];
				const ref = this.prepared.find((one) => one.name === name)?.build.solve.ref ?? '';
				return [
					name,
					{
						'buildx.build.ref': `default/default/${ref}`,
						'containerimage.config.digest': id,
						'containerimage.digest': id,
						...(tags.length > 0 ? { 'image.name': tags.join(',') } : {})
					}
				];
			})
		);
	}
}
function* isDirectory(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
