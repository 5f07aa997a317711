// The options that up, create, run and scale share, and what they change of the project (cmd/compose/create.go, options.go).
import type { Project, ServiceConfig } from '../../../values/compose/index.ts';
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { truthy, type App } from '../app.ts';
import { buildAll, withScale, withService, type CreateOptions } from '../converge/state.ts';

const policies = ['always', 'never', 'build', 'missing', 'if_not_present'];

/** --pull, --build and platforms. Throws Failure for wrong ones. */
export function applyOptions(given: Project, flags: Flags): Project {
	let project = given;
	const change = (alter: (service: ServiceConfig) => ServiceConfig): void => {
		for (const service of Object.values(project.services)) project = withService(project, alter(service));
	};
	if (flags.changed('pull')) {
		const pull = flags.text('pull');
		if (!policies.includes(pull)) throw new Failure(`invalid --pull option ${goQuote(pull)}`);
		change((service) => ({ ...service, pull_policy: pull }));
	}
	if (flags.bool('build')) change((service) => (service.build ? { ...service, pull_policy: 'build' } : service));
	return applyPlatforms(project, true);
}

/** DOCKER_DEFAULT_PLATFORM and a service's platform decide what is built; containers need one platform alone. */
export function applyPlatforms(given: Project, single: boolean): Project {
	const standard = given.environment['DOCKER_DEFAULT_PLATFORM'] ?? '';
	let project = given;
	for (const service of Object.values(given.services)) {
		const { build } = service;
		if (!build) continue;
		const offered = build.platforms ?? [];
		let platform = service.platform ?? '';
		if (platform === '' && standard !== '') {
			if (offered.length > 0 && !offered.includes(standard))
				throw new Failure(`service ${goQuote(service.name)} build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: ${standard}`);
			platform = standard;
		}
		let platforms = offered;
		if (platform !== '') {
			if (offered.length > 0 && !offered.includes(platform))
				throw new Failure(`service ${goQuote(service.name)} build configuration does not support platform: ${platform}`);
			if (single || offered.length === 0) platforms = [platform];
		}
		if (single && platforms.length > 1) platforms = [];
		if (platform !== (service.platform ?? '') || platforms !== offered)
			project = withService(project, { ...service, ...(platform === '' ? {} : { platform }), build: { ...build, platforms } });
	}
	return project;
}

export function applyScale(given: Project, scales: readonly string[]): Project {
	let project = given;
	for (const scale of scales) {
		const [name = '', count = '', ...more] = scale.split('=');
		if (!scale.includes('=') || more.length > 0) throw new Failure(`invalid --scale option ${goQuote(scale)}. Should be SERVICE=NUM`);
		if (!/^[+-]?\d+$/.test(count)) throw new Failure(`strconv.Atoi: parsing ${goQuote(count)}: invalid syntax`);
		project = scaled(project, name, Number(count));
	}
	return project;
}
/** Throws "no such service". */
export function scaled(project: Project, name: string, count: number): Project {
	const service = project.services[name];
	if (!service) throw new Failure(`no such service: ${name}: ${project.disabledServices[name] ? 'disabled' : 'not found'}`);
	return withService(project, withScale(service, count));
}

/** api.CreateOptions of up and create; `more`: what only up has flags for. */
export function createOptions(app: App, flags: Flags, project: Project, more: { readonly renew: boolean; readonly dependencies: boolean }): CreateOptions {
	const ignoreOrphans = truthy(project.environment['COMPOSE_IGNORE_ORPHANS']);
	const removeOrphans = flags.changed('remove-orphans') ? flags.bool('remove-orphans') : truthy(app.env['COMPOSE_REMOVE_ORPHANS']);
	if (ignoreOrphans && removeOrphans) throw new Failure('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
	const never = flags.bool('no-recreate');
	return {
		services: [],
		build: flags.bool('no-build') ? undefined : { ...buildAll, quiet: flags.bool('quiet-pull'), progress: app.mode === 'auto' ? '' : app.mode },
		removeOrphans,
		ignoreOrphans,
		recreate: never ? 'never' : flags.bool('force-recreate') || more.renew ? 'force' : 'diverged',
		recreateDependencies: never ? 'never' : more.dependencies ? 'force' : 'diverged',
		inherit: !more.renew,
		timeout: undefined,
		quietPull: flags.bool('quiet-pull'),
		assumeYes: flags.bool('yes')
	};
}
