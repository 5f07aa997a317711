// Loading the project a command is about, and cutting it to the services it names (cmd/compose.ProjectOptions, compose-go's Project methods).
import type { Sys } from '../../engine/index.ts';
import { getcwd } from '../../kernel/index.ts';
import {
	ComposeError,
	loadProject,
	orderedServices,
	withEnvironmentResolved,
	withoutUnnecessaryResources,
	withSelectedServices,
	withServicesEnabled,
	type LoadOptions,
	type Project,
	type ServiceConfig,
	type ServiceDependency
} from '../../values/compose/index.ts';
import { Failure } from '../docker/failure.ts';
import { VERSION, type App } from './app.ts';
import { answerQuestions } from './config/machine.ts';
import type { BuildOptions } from './converge/state.ts';
import { labels } from './labels.ts';
import { imageName } from './names.ts';

export const dependenciesOf = (service: ServiceConfig): readonly string[] => Object.keys(service.depends_on ?? {});
/** Services that depend on one, by what they say of it. */
export const dependentsOf = (project: Project, name: string, wanted: (dependency: ServiceDependency) => boolean): readonly string[] =>
	Object.values(project.services).flatMap((service) => {
		const dependency = service.depends_on?.[name];
		return dependency && wanted(dependency) ? [service.name] : [];
	});

/** How the files are read: env_file left alone or dropped once merged; `config` also leaves steps of the loading out. */
export type Loaded = Pick<
	LoadOptions,
	'discardEnvFiles' | 'skipEnvironment' | 'skipInterpolation' | 'skipResolvePaths' | 'skipNormalization' | 'skipConsistency'
>;

export const loadOptions = ({ options, env }: App, cwd: string, how: Loaded): LoadOptions => ({
	files: options.files,
	cwd,
	...(options.projectDirectory === '' ? {} : { projectDirectory: options.projectDirectory }),
	...(options.projectName === '' ? {} : { projectName: options.projectName }),
	env,
	envFiles: options.envFiles,
	profiles: options.profiles,
	...how
});

/** What a mistake in the files is to a command. */
export function* orFailure<T>(routine: Sys<T>): Sys<T> {
	try {
		return yield* routine;
	} catch (e) {
		if (e instanceof ComposeError) throw new Failure(e.text);
		throw e;
	}
}

/** ToProject: loads the files, turns on what is named, marks services with compose's labels, cuts to what is named. */
export function* toProject(app: App, services: readonly string[], how: Loaded = {}): Sys<Project> {
	const { options } = app;
	const load = loadOptions(app, yield* getcwd(), how);
	const loaded = yield* orFailure(answerQuestions(app, loadProject(load)));
	if (loaded.name === '') throw new Failure("project name can't be empty. Use `--project-name` to set a valid name");
	const enabled = withServicesEnabled(loaded, services);
	const marked = Object.entries(enabled.services).map(([name, service]) => [
		name,
		{
			...service,
			customLabels: {
				[labels.project]: enabled.name,
				[labels.service]: name,
				[labels.version]: VERSION,
				[labels.workingDir]: enabled.workingDir,
				[labels.configFiles]: enabled.composeFiles.join(','),
				[labels.oneOff]: 'False',
				...(options.envFiles.length > 0 ? { [labels.environmentFile]: options.envFiles.join(',') } : {})
			}
		}
	]);
	const selected = withSelectedServices({ ...enabled, services: Object.fromEntries(marked) }, services);
	return options.allResources ? selected : withoutUnnecessaryResources(selected);
}

/** WithServices: as commands that create containers load it, with env_file read. */
export function* projectToRun(app: App, services: readonly string[]): Sys<Project> {
	const project = yield* toProject(app, services, { skipEnvironment: true });
	return yield* orFailure(answerQuestions(app, withEnvironmentResolved(project, true)));
}

/** projectOrName: with a name and no files the containers alone say what there is. */
export function* projectOrName(app: App, services: readonly string[]): Sys<{ project: Project | undefined; name: string }> {
	const { files, projectName } = app.options;
	if (files.length === 0 && projectName !== '') return { project: undefined, name: projectName.toLowerCase() };
	try {
		const project = yield* toProject(app, services, { discardEnvFiles: true });
		return { project, name: project.name };
	} catch (e) {
		const named = app.env['COMPOSE_PROJECT_NAME'] ?? '';
		if (!(e instanceof Failure) || named === '') throw e;
		return { project: undefined, name: named.toLowerCase() };
	}
}
/** toProjectName. */
export function* projectName(app: App): Sys<string> {
	const named = app.options.projectName || (app.env['COMPOSE_PROJECT_NAME'] ?? '');
	return (named !== '' ? named : (yield* toProject(app, [])).name).toLowerCase();
}

/** Which services of the project are built: those named (with their contexts), else all, that have a build and need one. */
export function buildSelection(
	app: Pick<App, 'separator'>,
	project: Project,
	options: BuildOptions,
	present: ReadonlySet<string>
): { project: Project; chosen: readonly string[] } {
	const wanted = new Set(options.services);
	const add = (name: string): void => {
		const build = (project.services[name] ?? project.disabledServices[name])?.build;
		for (const context of Object.values(build?.additional_contexts ?? {})) {
			const other = context.startsWith('service:') ? context.slice('service:'.length) : undefined;
			if (other !== undefined && !wanted.has(other)) {
				wanted.add(other);
				add(other);
			}
		}
	};
	for (const name of options.services) add(name);
	const names = [...wanted];
	const cut = withSelectedServices(withServicesEnabled(project, names), names);
	const chosen = orderedServices(cut, names, options.deps ? 'dependencies' : 'none').filter((name) => {
		const service = cut.services[name];
		return service?.build !== undefined && (!present.has(imageName(app, service, project.name)) || service.pull_policy === 'build');
	});
	return { project: cut, chosen };
}
