// What a batch of changed files leads to: images built and containers made anew, files copied into containers, restarts, commands
// (handleWatchBatch of pkg/compose/watch.go, internal/sync/tar.go).
import { Errno, type Sys } from '../../../engine/index.ts';
import { lstat, stat } from '../../../kernel/index.ts';
import { withSelectedServices, type Project } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { treeEntries } from '../../docker/archive.ts';
import { Failure } from '../../docker/failure.ts';
import { writeTar, type TarEntry } from '../../docker/tar.ts';
import { buildServices } from '../build/build.ts';
import { createAll } from '../converge/create.ts';
import { runHook } from '../converge/hooks.ts';
import { plainStart, startServices } from '../converge/start.ts';
import { buildAll, type Work } from '../converge/state.ts';
import { change, getContainers, restartContainer, type Container, type Engine } from '../engine.ts';
import { group } from '../fibers.ts';
import { serviceOf } from '../names.ts';
import { quiet } from '../progress/writer.ts';
import { matchRule, type Rule } from './rules.ts';

type Say = (message: string) => Sys<void>;
interface Mapping {
	readonly host: string;
	readonly container: string;
}
/** Go's %q of a list. */
const quoted = (names: readonly string[]): string => `[${names.map(goQuote).join(' ')}]`;

export interface Reaction {
	readonly engine: Engine;
	readonly project: Project;
	readonly rules: readonly Rule[];
	/** No build output. */
	readonly quiet: boolean;
	readonly say: Say;
}

/** Throws Failure for what could not be done. */
export function* react(reaction: Reaction, paths: readonly string[]): Sys<void> {
	const { engine, project, rules, say } = reaction;
	const rebuild = new Set<string>();
	const restart = new Set<string>();
	const sync = new Map<string, Mapping[]>();
	const exec = new Set<Rule>();
	for (const path of paths)
		for (const rule of rules) {
			const mapping = matchRule(rule, path);
			if (!mapping) continue;
			const { action } = rule.trigger;
			if (action === 'rebuild') rebuild.add(rule.service);
			if (action === 'restart' || action === 'sync+restart') restart.add(rule.service);
			if (action === 'sync+exec') exec.add(rule);
			if (action.startsWith('sync')) sync.set(rule.service, [...(sync.get(rule.service) ?? []), mapping]);
		}
	if (rebuild.size > 0) yield* rebuildServices(reaction, [...rebuild]);
	for (const [service, mappings] of sync) {
		yield* say(`Syncing service ${goQuote(service)} after ${mappings.length} changes were detected`);
		yield* syncService(engine, project.name, service, mappings);
	}
	if (restart.size > 0) {
		const containers = yield* getContainers(engine, project.name, { oneOff: 'exclude', all: true });
		const wanted = containers.filter((container) => restart.has(serviceOf(container)));
		yield* group(wanted.map((container) => restartContainer(engine, container.Id, undefined)));
		yield* say(`service(s) ${quoted([...restart])} restarted`);
	}
	for (const rule of exec) {
		const containers = yield* getContainers(engine, project.name, { oneOff: 'exclude', all: false, services: [rule.service] });
		const service = project.services[rule.service];
		const hook = rule.trigger.exec;
		if (service && hook) yield* group(containers.map((container) => runHook({ engine }, container, service, hook, say)));
	}
}

function* rebuildServices({ engine, project, say, ...options }: Reaction, services: readonly string[]): Sys<void> {
	yield* say(`Rebuilding service(s) ${quoted(services)} after changes were detected...`);
	const work: Work = { engine, writer: quiet, project };
	const told = function* (what: string, routine: Sys<unknown>): Sys<void> {
		try {
			yield* routine;
		} catch (e) {
			if (e instanceof Failure) yield* say(`${what}${e.text}`);
			throw e;
		}
	};
	yield* told('Build failed. Error: ', buildServices(work, { ...buildAll, services, quiet: options.quiet }, new Set()));
	yield* say(`service(s) ${quoted(services)} successfully built`);
	const create = {
		services,
		build: undefined,
		removeOrphans: false,
		ignoreOrphans: false,
		recreate: 'force',
		recreateDependencies: 'diverged',
		inherit: true,
		timeout: undefined,
		quietPull: false,
		assumeYes: false
	} as const;
	yield* told('Failed to recreate services after update. Error: ', createAll(work, create));
	try {
		yield* startServices({ ...work, project: withSelectedServices(work.project, services, 'dependents') }, plainStart);
	} catch (e) {
		if (!(e instanceof Failure)) throw e;
		yield* say(`Application failed to start after update. Error: ${e.text}`);
	}
}

function* syncService(engine: Engine, project: string, service: string, mappings: readonly Mapping[]): Sys<void> {
	const gone: string[] = [];
	const entries: TarEntry[] = [];
	for (const { host, container } of mappings) {
		try {
			yield* stat(host);
			const name = container.replace(/^\/+/, '');
			const { type } = yield* lstat(host);
			if (type !== 'socket') entries.push(...(yield* treeEntries(host, name)));
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			gone.push(container);
		}
	}
	const containers = yield* getContainers(engine, project, { oneOff: 'exclude', all: true, services: [service] });
	function* one(container: Container): Sys<void> {
		if (gone.length > 0) yield* runHook({ engine }, container, { name: service }, { command: ['rm', '-rf', ...gone] }, nothing);
		yield* change(engine, 'PUT', `/containers/${container.Id}/archive`, {
			query: { path: '/', noOverwriteDirNonDir: 'true', copyUIDGID: 'true' },
			headers: { 'Content-Type': 'application/x-tar' },
			body: writeTar(entries)
		});
	}
	yield* group(containers.map(one));
}
function* nothing(): Sys<void> {}
