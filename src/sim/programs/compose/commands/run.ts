// compose run: a one-off container of a service, its dependencies started first (cmd/compose/run.go, pkg/compose/run.go).
import type { Sys } from '../../../engine/index.ts';
import { isatty, random } from '../../../kernel/index.ts';
import {
	ComposeError,
	getService,
	parsePorts,
	parseVolume,
	readEnvFiles,
	shellWords,
	withSelectedServices,
	withServicesDisabled,
	type MappingWithEquals,
	type Project,
	type ServiceConfig
} from '../../../values/compose/index.ts';
import { hex } from '../../../values/index.ts';
import dockerStart from '../../docker/commands/container/start.ts';
import { Failure } from '../../docker/failure.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { truthy, type App } from '../app.ts';
import { answerQuestions } from '../config/machine.ts';
import type { Run } from '../command.ts';
import { createContainer } from '../converge/container.ts';
import { createAll } from '../converge/create.ts';
import { ensureImages } from '../converge/images.ts';
import { injectFiles } from '../converge/secrets.ts';
import { Convergence } from '../converge/service.ts';
import { plainStart, startServices } from '../converge/start.ts';
import { buildAll, withService, type CreateOptions, type Work } from '../converge/state.ts';
import { waitDependencies } from '../converge/wait.ts';
import { runDocker } from '../docker-command.ts';
import { engineOf, getContainers, type Engine } from '../engine.ts';
import { labels } from '../labels.ts';
import { quiet, withProgress } from '../progress/writer.ts';
import { projectToRun } from '../project.ts';
import { applyOptions } from './create-options.ts';

const command = (text: string): readonly string[] => {
	try {
		return shellWords(text);
	} catch (e) {
		if (e instanceof ComposeError) throw new Failure(e.text);
		throw e;
	}
};

export const runOneOff: Run = function* (given, flags, args) {
	const [name = '', ...words] = args;
	if (flags.list('publish').length > 0 && flags.bool('service-ports')) throw new Failure('--service-ports and --publish are incompatible');
	const entrypoint = flags.changed('entrypoint') ? command(flags.text('entrypoint')) : undefined;
	if (flags.changed('tty') && flags.changed('no-TTY')) throw new Failure("--tty and --no-TTY can't be used together");
	const tty = flags.changed('tty') ? flags.bool('tty') : !flags.bool('no-TTY');
	const app: App = flags.bool('quiet') ? { ...given, mode: 'quiet' } : given;
	let project = yield* projectToRun(app, [name]);
	if (flags.bool('no-deps')) project = withSelectedServices(project, [name], 'none');
	const service = getService(project, name);
	project = withService(project, asAsked(service, flags, tty));
	project = applyOptions(project, flags);
	const environment = yield* environmentOf(app, flags, project);
	const engine = engineOf(app);
	yield* startDependencies(app, engine, project, name, flags);
	const id = yield* prepare(engine, project, name, (asked) => overridden(asked, flags, words, entrypoint, environment, tty), flags);
	if (flags.bool('detach')) return yield* runDocker(app, dockerStart, [id]);
	return yield* runDocker(app, dockerStart, ['--attach', `--interactive=${flags.bool('interactive')}`, id]);
};
/** runOptions.apply: terminal, ports and volumes. */
function asAsked(service: ServiceConfig, flags: Flags, tty: boolean): ServiceConfig {
	try {
		return {
			...service,
			tty,
			stdin_open: flags.bool('interactive'),
			ports: flags.bool('service-ports') ? (service.ports ?? []) : flags.list('publish').flatMap((port) => parsePorts(port)),
			volumes: [...(service.volumes ?? []), ...flags.list('volume').map((volume) => parseVolume(volume))]
		};
	} catch (e) {
		if (e instanceof ComposeError) throw new Failure(e.text);
		throw e;
	}
}

/** -e and --env-from-file; a name alone takes its value from here, or the project. */
function* environmentOf(app: App, flags: Flags, project: Project): Sys<MappingWithEquals> {
	const out: Record<string, string> = {};
	for (const pair of flags.list('env')) {
		const at = pair.indexOf('=');
		const key = at < 0 ? pair : pair.slice(0, at);
		const value = at < 0 ? (app.env[key] ?? project.environment[key]) : pair.slice(at + 1);
		if (value !== undefined) out[key] = value;
	}
	for (const [key, value] of Object.entries(yield* answerQuestions(app, readEnvFiles(out, flags.list('env-from-file'))))) out[key] ??= value;
	return out;
}

/** applyRunOptions. */
function overridden(
	service: ServiceConfig,
	flags: Flags,
	words: readonly string[],
	entrypoint: readonly string[] | undefined,
	environment: MappingWithEquals,
	tty: boolean
): ServiceConfig {
	const [add, drop] = [flags.list('cap-add'), flags.list('cap-drop')];
	const given: Record<string, string> = {};
	for (const pair of flags.list('label')) {
		const at = pair.indexOf('=');
		if (at < 0) throw new Failure('label must be set as KEY=VALUE');
		given[pair.slice(0, at)] = pair.slice(at + 1);
	}
	const caps = {
		cap_add: [...(service.cap_add ?? []).filter((cap) => !drop.includes(cap)), ...add],
		cap_drop: [...(service.cap_drop ?? []).filter((cap) => !add.includes(cap)), ...drop]
	};
	return {
		...service,
		tty,
		stdin_open: flags.bool('interactive'),
		container_name: flags.text('name'),
		...(words.length > 0 ? { command: words } : entrypoint ? { command: [] } : {}),
		...(entrypoint ? { entrypoint } : {}),
		...(flags.text('user') === '' ? {} : { user: flags.text('user') }),
		...(flags.text('workdir') === '' ? {} : { working_dir: flags.text('workdir') }),
		...(add.length + drop.length > 0 ? caps : {}),
		environment: { ...service.environment, ...environment },
		labels: { ...service.labels, ...given }
	};
}

function createOptionsOf(app: App, flags: Flags): CreateOptions {
	return {
		services: [],
		build: { ...buildAll, quiet: flags.bool('quiet-build') || flags.bool('quiet-pull') || flags.bool('quiet'), progress: app.mode === 'auto' ? '' : app.mode },
		removeOrphans: flags.bool('remove-orphans'),
		ignoreOrphans: truthy(app.env['COMPOSE_IGNORE_ORPHANS']),
		recreate: 'diverged',
		recreateDependencies: 'diverged',
		inherit: false,
		timeout: undefined,
		quietPull: flags.bool('quiet-pull'),
		assumeYes: false
	};
}

function* startDependencies(app: App, engine: Engine, project: Project, name: string, flags: Flags): Sys<void> {
	const others = withServicesDisabled(project, [name]);
	const options = createOptionsOf(app, flags);
	yield* withProgress(app, 'Creating', (writer) => createAll({ engine, writer, project: others }, options));
	if (Object.keys(others.services).length > 0) yield* withProgress(app, 'Running', (writer) => startServices({ engine, writer, project: others }, plainStart));
}

/** prepareRun: the container, created; answers its id. */
function* prepare(engine: Engine, given: Project, name: string, override: (service: ServiceConfig) => ServiceConfig, flags: Flags): Sys<string> {
	let service = override(getService(given, name));
	if (service.stdin_open === true && service.tty === true && !(yield* isatty(0))) throw new Failure('the input device is not a TTY');
	const slug = hex(yield* random(32));
	const own = service.container_name ?? '';
	const { restart: _restart, deploy, ...rest } = service;
	const { restart_policy: _policy, ...deployed } = deploy ?? {};
	service = {
		...rest,
		...(deploy ? { deploy: deployed } : {}),
		container_name: own !== '' ? own : [given.name, name, 'run', slug.slice(0, 12)].join(engine.separator),
		scale: 1,
		customLabels: { ...service.customLabels, [labels.slug]: slug, [labels.oneOff]: 'True' }
	};
	const work: Work = { engine, writer: quiet, project: given };
	yield* ensureImages(work, createOptionsOf(engine, flags).build, flags.bool('quiet-pull'));
	const observed = yield* getContainers(engine, given.name, { oneOff: 'include', all: true });
	if (!flags.bool('no-deps')) {
		const dependencies = Object.fromEntries(
			Object.entries(service.depends_on ?? {}).map(([key, { condition = '', required }]) => [key, { condition, required }])
		);
		yield* waitDependencies(work, name, dependencies, observed, 0);
	}
	const resolved = new Convergence(work, observed).resolve(service);
	const container = yield* createContainer(work, resolved, service.container_name ?? '', -1, {
		autoRemove: flags.bool('rm'),
		attachStdin: flags.bool('interactive'),
		useNetworkAliases: flags.bool('use-aliases'),
		labels: { ...service.labels, ...service.customLabels }
	});
	yield* injectFiles(work, service, container.Id);
	return container.Id;
}
