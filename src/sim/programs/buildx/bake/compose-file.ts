// Compose files as bake reads them: a target for each service that is built, all of them in group "default". Follows bake/compose.go.
// Leaves out credentials of caches. Throws Failure with the loader's text.
import type { Sys } from '../../../engine/index.ts';
import { getcwd } from '../../../kernel/index.ts';
import { bytesSize } from '../../../values/index.ts';
import { ComposeError, loadProject, type BuildConfig, type Project, type ServiceConfig } from '../../../values/compose/index.ts';
import { answerQuestions } from '../../compose/config/machine.ts';
import { cleanPath } from '../../docker/files.ts';
import { Failure } from '../../docker/failure.ts';
import { sanitized } from './resolve.ts';
import { merge, parseCache, parseOutput, parseSecret, parseSsh, type Config, type Target } from './target.ts';

/** Whether a file's name says that it is a compose file. */
export const isComposeName = (name: string): boolean => /\.ya?ml$/i.test(name);

/** What is wrong with a file as a compose file, in the words of bake's loader (compose-go before 2.6 has other ones for a schema's violations). */
export function* composeProblem(file: string, env: Readonly<Record<string, string>>): Sys<string | undefined> {
	const options = {
		files: [file],
		cwd: yield* getcwd(),
		projectName: 'bake',
		env,
		envFiles: [],
		profiles: ['*'],
		skipNormalization: true,
		skipResolvePaths: true,
		skipConsistency: true
	};
	try {
		yield* answerQuestions({ mode: 'auto' }, loadProject(options));
		return undefined;
	} catch (error) {
		if (!(error instanceof ComposeError)) throw error;
		return error.text
			.replace(/^validating \S+: /, 'validating : ')
			.replace(/^yaml: (?=top-level)/, '')
			.replace(/additional properties '([^']+)' not allowed/, 'Additional property $1 is not allowed');
	}
}
/** The files, one over the other. */
export function* readCompose(files: readonly string[], env: Readonly<Record<string, string>>): Sys<Config> {
	const options = {
		files,
		cwd: yield* getcwd(),
		projectName: env['COMPOSE_PROJECT_NAME'] || 'bake',
		env,
		envFiles: [],
		profiles: ['*'],
		skipNormalization: true,
		skipResolvePaths: true
	};
	// Each file is looked at by itself before they are put together.
	for (const file of files) {
		const problem = yield* composeProblem(file, env);
		if (problem !== undefined) throw new Failure(problem);
	}
	let project: Project;
	try {
		project = yield* answerQuestions({ mode: 'auto' }, loadProject(options));
	} catch (error) {
		if (error instanceof ComposeError) throw new Failure(`failed to parse compose file: ${error.text}`);
		throw error;
	}
	const built = Object.values(project.services).filter((service) => service.build);
	const targets = built.map((service) => targetOf(project, service, service.build ?? {}));
	return {
		groups: Object.keys(project.services).length > 0 ? [{ name: 'default', targets: targets.map(({ name }) => name), none: targets.length === 0 }] : [],
		targets
	};
}

function targetOf(project: Project, service: ServiceConfig, build: BuildConfig): Target {
	const name = sanitized(service.name);
	if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw new Failure(`invalid service name ${JSON.stringify(name)}: only "[a-zA-Z0-9_-]+" are allowed`);
	const args = Object.entries(build.args ?? {}).flatMap(([key, value]): [string, string][] => {
		const known = value ?? service.environment?.[key] ?? project.environment[key];
		return known === undefined || known === null ? [] : [[key, known]];
	});
	const secrets = (build.secrets ?? []).map(({ source = '' }) => {
		const { external, file = '', environment = '' } = project.secrets[source] ?? {};
		if (external) throw new Failure(`unsupported external secret ${source}`);
		return { id: source, src: file === '' ? '' : cleanPath(file), env: environment };
	});
	const contexts = Object.entries(build.additional_contexts ?? {}).map(([key, value]): [string, string] => [key, value.replace(/^service:/, 'target:')]);
	const tags = build.tags ?? (service.image ? [service.image] : undefined);
	const own: Target = {
		name,
		...(build.context ? { context: build.context } : {}),
		...(build.dockerfile ? { dockerfile: build.dockerfile } : {}),
		...(build.dockerfile_inline ? { inline: build.dockerfile_inline } : {}),
		...(contexts.length > 0 ? { contexts: new Map(contexts) } : {}),
		...(args.length > 0 ? { args: new Map(args) } : {}),
		labels: new Map(Object.entries(build.labels ?? {})),
		...(tags ? { tags } : {}),
		...(build.target ? { target: build.target } : {}),
		...(build.network ? { network: build.network } : {}),
		...(build.platforms ? { platforms: build.platforms } : {}),
		...(build.cache_from ? { cacheFrom: build.cache_from.flatMap(parseCache) } : {}),
		...(build.cache_to ? { cacheTo: build.cache_to.flatMap(parseCache) } : {}),
		...(secrets.length > 0 ? { secrets } : {}),
		...(build.ssh ? { ssh: build.ssh.map(({ id = '', path }) => ({ id, paths: path === undefined ? [] : [path] })) } : {}),
		...(build.shm_size ? { shmSize: bytesSize(build.shm_size) } : {}),
		...(build.ulimits
			? { ulimits: Object.entries(build.ulimits).map(([key, { single, soft, hard }]) => `${key}=${single ?? soft ?? 0}:${single ?? hard ?? soft ?? 0}`) }
			: {})
	};
	const extension = build['#extensions']?.['x-bake'];
	return typeof extension === 'object' && extension !== null ? extended(own, new Map(Object.entries(extension))) : own;
}
/** What `x-bake` adds. */
function extended(target: Target, more: ReadonlyMap<string, unknown>): Target {
	const texts = (name: string): string[] => {
		const value = more.get(name);
		return typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : Array.isArray(value) ? value.map(String) : [];
	};
	const bool = (name: string): boolean | undefined => (typeof more.get(name) === 'boolean' ? more.get(name) === true : undefined);
	const once = (old: readonly string[] | undefined, name: string): readonly string[] => [...new Set([...(old ?? []), ...texts(name)])];
	const contexts = more.get('contexts');
	const [pull, noCache] = [bool('pull'), bool('no-cache')];
	const [tags, platforms, filter] = [once(target.tags, 'tags'), once(target.platforms, 'platforms'), once(target.noCacheFilter, 'no-cache-filter')];
	const cacheTo = [...(target.cacheTo ?? []), ...texts('cache-to').flatMap(parseCache)];
	const outputs = texts('output').map(parseOutput);
	return merge(target, {
		name: target.name,
		...(tags.length > 0 ? { tags } : {}),
		...(platforms.length > 0 ? { platforms } : {}),
		...(filter.length > 0 ? { noCacheFilter: texts('no-cache-filter') } : {}),
		...(cacheTo.length > 0 ? { cacheTo } : {}),
		...(outputs.length > 0 ? { outputs } : {}),
		cacheFrom: texts('cache-from').flatMap(parseCache),
		secrets: texts('secret').map(parseSecret),
		ssh: texts('ssh').map(parseSsh),
		...(pull === undefined ? {} : { pull }),
		...(noCache === undefined ? {} : { noCache }),
		...(typeof contexts === 'object' && contexts !== null
			? { contexts: new Map([...Object.entries(contexts).map(([key, value]): [string, string] => [key, String(value)]), ...(target.contexts ?? [])]) }
			: {})
	});
}
