// Building the images of services: what `buildx bake` would do with compose's targets, over the engine's build connection; or, as the environment
// says, BuildKit without bake or the builder before it.
// FIDELITY: real compose runs docker-buildx as a process and shows what that tells; here the same connection is opened by compose itself.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, isatty, recv, send, stat } from '../../../kernel/index.ts';
import { parseReference, ReferenceError } from '../../../oci/index.ts';
import type { SolveRequest, ToClient, ToEngine } from '../../../dockerd/index.ts';
import { compareBytes, goQuote, text as decode, utf8 } from '../../../values/index.ts';
import type { Project } from '../../../values/compose/index.ts';
import { packContext } from '../../buildx/context.ts';
import { BuildFailed, excerpt, type Display } from '../../buildx/display.ts';
import { printCheck } from '../../buildx/results.ts';
import { err, out } from '../../docker/cli.ts';
import { closeQuietly } from '../../docker/client/api.ts';
import { endpoint } from '../../docker/client/endpoint.ts';
import { answer, dispatch, type Pending } from '../../docker/client/http.ts';
import { Failure } from '../../docker/failure.ts';
import { baseName, readFile } from '../../docker/files.ts';
import { helpColumns } from '../../docker/help.ts';
import { parseBool } from '../../docker/opts/cut.ts';
import { VERSION } from '../app.ts';
import type { Engine } from '../engine.ts';
import { Canceled, group, readable, when } from '../fibers.ts';
import { inDependencyOrder } from '../graph.ts';
import { labels } from '../labels.ts';
import { warn } from '../log.ts';
import { built, said } from '../progress/event.ts';
import { buildSelection } from '../project.ts';
import type { BuildOptions, Work } from '../converge/state.ts';
import { bakeFile, targetsOf, type Target } from './bake.ts';
import { buildClassic } from './classic.ts';
import { BuildDisplay, type Mode, type Vertex } from './display.ts';

/** Builds what needs it; answers image ids by service. `present`: images that are there and need no build unless asked. */
export function* buildServices(work: Work, options: BuildOptions, present: ReadonlySet<string>): Sys<ReadonlyMap<string, string>> {
	const { engine } = work;
	const { project, chosen } = buildSelection(engine, work.project, options, present);
	if (chosen.length === 0) return new Map();
	const targets = targetsOf(engine, project, options);
	const way = options.print ? 'bake' : yield* wayOf(work);
	if (way === 'classic') return yield* buildAllClassic({ ...work, project }, targets, chosen);
	const file = bakeFile(targets, chosen, options.check);
	if (options.print) {
		yield* out(`${file}\n`);
		return new Map();
	}
	const wanted = [...targets.values()].filter((target) => chosen.includes(target.service));
	const display = new BuildDisplay(yield* modeOf(options), (yield* isatty(1)) ? yield* helpColumns() : 80, yield* clock());
	const bake = new Bake(engine, display, way === 'bake' ? targets : ownTargets(project, targets), wanted, options.check && way === 'bake');
	const ids = way === 'bake' ? yield* bake.run(utf8(file).length) : yield* bake.runAlone(project);
	if (bake.check) yield* bake.printChecks();
	for (const target of wanted) yield* work.writer.event(built(target.service));
	return ids;
}

/** By bake, by BuildKit without it (COMPOSE_BAKE=false), or by the builder before it (DOCKER_BUILDKIT=0). */
function* wayOf({ engine }: Work): Sys<'bake' | 'buildkit' | 'classic'> {
	const bake = boolOf(engine.env['COMPOSE_BAKE'] ?? 'true');
	const setting = engine.env['DOCKER_BUILDKIT'] ?? '';
	const kit = setting === '' ? true : parseBool(setting);
	if (kit === undefined)
		throw new Failure(`DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool: parsing ${goQuote(setting)}: invalid syntax`);
	if (bake && !kit) yield* warn(engine, "Docker Compose is configured to build using Bake, but buildkit isn't enabled");
	return !kit ? 'classic' : bake ? 'bake' : 'buildkit';
}
function boolOf(text: string): boolean {
	const value = parseBool(text);
	if (value === undefined) throw new Failure(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`);
	return value;
}

function* buildAllClassic(work: Work, targets: ReadonlyMap<string, Target>, chosen: readonly string[]): Sys<ReadonlyMap<string, string>> {
	const { engine, project, writer } = work;
	const ids = new Map<string, string>();
	yield* inDependencyOrder(
		project,
		function* (name) {
			const target = targets.get(name);
			const build = project.services[name]?.build;
			if (!target || !build || !chosen.includes(name)) return;
			yield* writer.event(said(`Service ${name}`, 'working', 'Building'));
			const id = yield* buildClassic(engine, build, target);
			yield* writer.event(built(`Service ${name}`));
			if (id !== '') ids.set(name, id);
		},
		engine.parallel
	);
	for (const name of ids.keys()) yield* writer.event(built(name));
	return ids;
}

/** Without bake the image's name comes first, and the image knows its project. */
function ownTargets(project: Project, targets: ReadonlyMap<string, Target>): Map<string, Target> {
	const own = (target: Target): Target => ({
		...target,
		tags: [...target.tags.slice(-1), ...target.tags.slice(0, -1)],
		labels: { ...target.labels, [labels.version]: VERSION, [labels.project]: project.name, [labels.service]: target.service }
	});
	return new Map([...targets].map(([name, target]) => [name, own(target)]));
}

function* modeOf(options: BuildOptions): Sys<Mode> {
	if (options.quiet) return 'quiet';
	if (options.progress === 'quiet' || options.progress === 'plain' || options.progress === 'tty') return options.progress;
	if (options.progress === 'json') return 'rawjson';
	return (yield* isatty(1)) ? 'tty' : 'plain';
}

/** "[web internal] …", "[web] exporting to image": only when there are several targets. */
const prefixed = (target: string, name: string): string => (name.startsWith('[') ? `[${target} ${name.slice(1)}` : `[${target}] ${name}`);

class Bake {
	readonly engine: Engine;
	readonly display: BuildDisplay;
	readonly targets: ReadonlyMap<string, Target>;
	readonly wanted: readonly Target[];
	readonly ids = new Map<string, string>();
	/** Targets that were built, whether asked for or as another's context. */
	readonly begun = new Set<string>();
	/** `--check`: the Dockerfiles are looked at, nothing is built. */
	readonly check: boolean;
	readonly checks = new Map<string, Check>();
	alone = false;

	constructor(engine: Engine, display: BuildDisplay, targets: ReadonlyMap<string, Target>, wanted: readonly Target[], check: boolean) {
		this.engine = engine;
		this.display = display;
		this.targets = targets;
		this.wanted = wanted;
		this.check = check;
	}

	*run(size: number): Sys<ReadonlyMap<string, string>> {
		const { display } = this;
		const first = yield* display.open('[internal] load local bake definitions');
		yield* display.line(first, `reading from stdin ${size}B done`);
		yield* display.close(first, 'done', 0);
		try {
			for (const target of this.wanted) yield* checkTarget(target);
			yield* group(
				this.wanted.map((target) => this.build(target)),
				{ cancels: true, limit: this.engine.parallel }
			);
			for (const target of this.check ? [] : this.wanted) {
				const last = yield* display.open(this.named(target, 'resolving provenance for metadata file'));
				yield* display.close(last, 'done', 0);
			}
		} catch (e) {
			if (e instanceof BuildFailed) {
				yield* display.finish(yield* clock());
				yield* err(e.excerpt);
				throw new Failure(this.wanted.length > 1 ? `target ${e.target}: ${e.text}` : e.text);
			}
			if (e instanceof Failure) yield* display.finish(yield* clock());
			throw e;
		}
		yield* display.finish(yield* clock());
		return this.ids;
	}
	/** Without bake: each service's build by itself, after those its service depends on. */
	*runAlone(project: Project): Sys<ReadonlyMap<string, string>> {
		const { display } = this;
		this.alone = true;
		yield* display.describe('building with "default" instance using docker driver', 'docker:default');
		const visit = function* (this: Bake, name: string): Sys<void> {
			const target = this.wanted.some((one) => one.service === name) ? this.targets.get(name) : undefined;
			if (!target) return;
			yield* checkTarget(target);
			yield* this.build(target);
			const last = yield* display.open(this.named(target, 'resolving provenance for metadata file'));
			yield* display.close(last, 'done', 0);
		}.bind(this);
		try {
			yield* inDependencyOrder(project, visit, this.engine.parallel);
		} catch (e) {
			yield* display.finish(yield* clock());
			throw e instanceof BuildFailed ? new Failure(e.text) : e;
		}
		yield* display.finish(yield* clock());
		return this.ids;
	}
	named(target: Target, name: string): string {
		return this.alone || this.wanted.length > 1 ? prefixed(target.name, name) : name;
	}

	/** What bake tells of checked Dockerfiles; with a stumble it ends with 1. */
	*printChecks(): Sys<void> {
		let clean = true;
		for (const [i, target] of [...this.wanted].sort((a, b) => compareBytes(a.name, b.name)).entries()) {
			const check = this.checks.get(target.service);
			if (!check) continue;
			const { warnings, name, source, end } = check;
			yield* out(`${i > 0 ? '\n' : ''}${target.name}\n\n`);
			if (warnings.length > 0 || 'finished' in end) yield* printCheck(check, name, source, { finished: '' });
			if ('failed' in end)
				yield* out(`${warnings.length > 0 ? '\n' : ''}error: ERROR: ${end.failed}\n${excerpt(name, source, end.start, end.stop)}\n`);
			if (warnings.length > 0 || 'failed' in end) clean = false;
		}
		if (!clean) throw new Failure('failed to execute bake: exit status 1');
	}

	/** Contexts that are other targets are built first; their image is the context. */
	*build(target: Target): Sys<void> {
		if (this.begun.has(target.service)) return yield* when(() => this.ids.has(target.service));
		this.begun.add(target.service);
		const contexts: Record<string, string> = {};
		for (const [name, value] of Object.entries(target.contexts)) {
			const other = value.startsWith('target:') ? [...this.targets.values()].find((one) => one.name === value.slice('target:'.length)) : undefined;
			if (other) {
				yield* this.build(other);
				contexts[name] = `docker-image://${other.tags.at(-1) ?? ''}`;
			} else contexts[name] = value;
		}
		this.ids.set(target.service, yield* this.solve(target, contexts));
	}

	*solve(target: Target, contexts: Readonly<Record<string, string>>): Sys<string> {
		const { display } = this;
		const { fd } = yield* connect(this.engine);
		const say = (value: ToEngine): Sys<void> => send(fd, { kind: 'frame', protocol: 'buildkit', value });
		const source = target.inline !== '' ? target.inline : yield* textAt(target.dockerfile);
		const name = target.inline !== '' ? 'Dockerfile' : baseName(target.dockerfile);
		yield* say({ solve: { ...requestOf(target, name, contexts), ...(this.check ? ({ call: 'check', output: 'none' } as const) : {}) } });
		const warnings: Display['warnings'] = [];
		const steps = new Map<number, Vertex>();
		try {
			for (;;) {
				yield* readable(fd);
				const message = yield* recv(fd);
				if (message === null || message.kind !== 'frame')
					throw new Failure('failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF');
				const value = message.value as ToClient;
				if ('ask' in value) {
					yield* say(yield* answerTo(value, target, source, this.engine.env, contexts));
					continue;
				}
				if (this.check && ('finished' in value || ('failed' in value && value.start > 0)))
					this.checks.set(target.service, { warnings, name, source: source ?? '', end: value });
				if ('finished' in value || this.checks.has(target.service)) {
					yield* closeQuietly(fd);
					return 'finished' in value ? value.finished : '';
				}
				if ('failed' in value) {
					const shown = value.start > 0 ? excerpt(name, source ?? '', value.start, value.stop) : '';
					throw new BuildFailed(target.name, `failed to solve: ${value.failed}`, shown);
				}
				if ('warning' in value) warnings.push(value.warning);
				const step = 'vertex' in value ? steps.get(value.vertex) : undefined;
				if ('step' in value) steps.set(value.vertex, yield* display.open(this.named(target, value.step)));
				else if (step) yield* tell(display, step, value);
				yield* display.draw(yield* clock(), false);
			}
		} catch (e) {
			for (const step of e instanceof Canceled ? steps.values() : []) if (step.end === '') yield* display.close(step, 'canceled', 0);
			yield* closeQuietly(fd);
			throw e;
		}
	}
}

interface Check {
	readonly warnings: Display['warnings'];
	readonly name: string;
	readonly source: string;
	readonly end: Extract<ToClient, { finished: string } | { failed: string }>;
}

function* tell(display: BuildDisplay, step: Vertex, value: ToClient): Sys<void> {
	if ('line' in value) yield* display.line(step, value.line, value.at);
	else if ('warning' in value) yield* display.warn(step, value.warning.rule, value.warning.text, value.warning.start);
	else if ('end' in value) yield* display.close(step, value.end, value.us);
	else if ('error' in value) yield* display.fail(step, value.error);
}

function* connect(engine: Engine): Sys<Pending> {
	const pending = yield* dispatch(yield* endpoint(engine.cli), { method: 'POST', path: '/grpc', headers: { Connection: 'Upgrade', Upgrade: 'h2c' } });
	yield* readable(pending.fd);
	const reply = yield* answer(pending);
	if (reply.status !== 101) throw new Failure(`failed to build: unexpected status ${reply.status} from the engine`);
	return pending;
}

const requestOf = (target: Target, dockerfile: string, contexts: Readonly<Record<string, string>>): SolveRequest => ({
	tags: target.tags,
	target: target.stage,
	buildArgs: target.args,
	labels: target.labels,
	noCache: target.noCache,
	pull: target.pull,
	platform: target.platforms[0] ?? '',
	dockerfile,
	call: 'build',
	contexts: Object.fromEntries(Object.entries(contexts).map(([name, value]) => [name, value.includes('://') ? value : 'local'])),
	noCacheFilter: [],
	output: 'image',
	addHosts: Object.entries(target.hosts).flatMap(([host, addresses]) => addresses.map((address) => `${host}:${address}`)),
	network: target.network
});

function* answerTo(
	asked: Extract<ToClient, { readonly ask: string }>,
	target: Target,
	source: string | null,
	env: Readonly<Record<string, string>>,
	contexts: Readonly<Record<string, string>>
): Sys<ToEngine> {
	if (asked.ask === 'dockerfile') return { file: source };
	if (asked.ask === 'secret') {
		const secret = target.secrets.find((one) => one.id === asked.id);
		if (secret?.env !== undefined) return { secret: env[secret.env] === undefined ? null : utf8(env[secret.env] ?? '') };
		return { secret: secret?.file === undefined ? null : yield* bytesAt(secret.file) };
	}
	const dir = asked.context === undefined ? target.context : (contexts[asked.context] ?? target.context);
	if (asked.ask === 'context') return { entries: yield* packContext(dir, asked.paths, asked.ignore) };
	const own = asked.context === undefined && target.inline === '' ? yield* textAt(`${target.dockerfile}.dockerignore`) : null;
	return { file: own ?? (yield* textAt(`${dir}/.dockerignore`)) };
}

function* checkTarget(target: Target): Sys<void> {
	for (const tag of target.tags) {
		try {
			parseReference(tag);
		} catch (e) {
			if (e instanceof ReferenceError) throw new Failure(`invalid tag ${goQuote(tag)}: ${e.message}`);
			throw e;
		}
	}
	if (/^(?:https?|git|ssh):\/\//.test(target.context)) return;
	try {
		if ((yield* stat(target.context)).type === 'dir') return;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	throw new Failure(`unable to prepare context: path ${goQuote(target.context)} not found`);
}

function* bytesAt(path: string): Sys<Uint8Array | null> {
	try {
		return yield* readFile(path);
	} catch (e) {
		if (e instanceof Errno) return null;
		throw e;
	}
}
function* textAt(path: string): Sys<string | null> {
	const bytes = yield* bytesAt(path);
	return bytes && decode(bytes);
}
