// What must hold between the parts of a model: images, networks, volumes, dependencies that exist, numbers that agree, no circles.
// Models compose-go's checkConsistency and graph.CheckCycle. Invariant: services are checked in byte order, where Go's maps have none.
import { ComposeError, type Project, type ServiceConfig } from './project.ts';
import { goQuote } from '../strings.ts';
import { keysOf } from './tree.ts';

type Check = (service: ServiceConfig, project: Project) => void;

const invalid = (text: string): ComposeError => new ComposeError(`${text}: invalid compose project`, 'invalid');
const q = goQuote;
const has = (dict: object, key: string): boolean => Object.hasOwn(dict, key);

const image: Check = (s) => {
	if (!s.build && s.image === undefined && !s.provider) throw invalid(`service ${q(s.name)} has neither an image nor a build context specified`);
};

const build: Check = (s, project) => {
	if (!s.build) return;
	if (s.build.dockerfile_inline !== undefined && s.build.dockerfile !== undefined) {
		throw invalid(`service ${q(s.name)} declares mutualy exclusive dockerfile and dockerfile_inline`);
	}
	const contexts = s.build.additional_contexts ?? {};
	for (const name of keysOf(contexts)) {
		const target = contexts[name] ?? '';
		if (!target.startsWith('service:')) continue;
		const other = project.services[target.slice(8)];
		if (!other) throw new ComposeError(`service ${q(s.name)} declares unknown service ${q(target.slice(8))} as additional contexts ${name}`);
		if (!other.build) throw new ComposeError(`service ${q(s.name)} declares non-buildable service ${q(target.slice(8))} as additional contexts ${name}`);
	}
	const platforms = s.build.platforms ?? [];
	if (platforms.length > 0 && s.platform !== undefined && !platforms.includes(s.platform)) {
		throw invalid(`service.build.platforms MUST include service.platform ${q(s.platform)}`);
	}
};

const networks: Check = (s, project) => {
	const own = keysOf(s.networks ?? {});
	if (s.network_mode !== undefined && own.length > 0) throw invalid(`service ${s.name} declares mutually exclusive \`network_mode\` and \`networks\``);
	for (const network of own) if (!has(project.networks, network)) throw invalid(`service ${q(s.name)} refers to undefined network ${network}`);
};

const health: Check = (s) => {
	const [first] = s.healthcheck?.test ?? [];
	if (first !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(first))
		throw new ComposeError('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"');
};

const dependencies: Check = (s, project) => {
	const given = s.depends_on ?? {};
	for (const name of keysOf(given)) {
		if (has(project.services, name) || (has(project.disabledServices, name) && given[name]?.required === false)) continue;
		throw invalid(`service ${q(s.name)} depends on undefined service ${q(name)}`);
	}
	const shared = s.network_mode?.startsWith('service:') === true ? s.network_mode.slice(8) : undefined;
	if (shared !== undefined && !has(project.services, shared)) throw new ComposeError(`service ${q(shared)} not found for network_mode 'service:${shared}'`);
};

const resources: Check = (s, project) => {
	for (const { type, source } of s.volumes ?? []) {
		if (type === 'volume' && source !== undefined && !has(project.volumes, source)) throw invalid(`service ${q(s.name)} refers to undefined volume ${source}`);
	}
	for (const [what, uses, there] of [
		['build secret', s.build?.secrets, project.secrets],
		['config', s.configs, project.configs],
		['secret', s.secrets, project.secrets]
	] as const) {
		for (const { source = '' } of uses ?? []) if (!has(there, source)) throw invalid(`service ${q(s.name)} refers to undefined ${what} ${source}`);
	}
};

const scale: Check = (s) => {
	const replicas = s.deploy?.replicas;
	if (s.scale !== undefined && replicas !== undefined && s.scale !== replicas) {
		throw invalid(`services.${s.name}: can't set distinct values on 'scale' and 'deploy.replicas'`);
	}
	if (s.scale !== undefined && s.scale < 0) throw new ComposeError(`services.${s.name}.scale: must be greater than or equal to 0`);
	if (replicas !== undefined && replicas < 0) throw new ComposeError(`services.${s.name}.deploy.replicas: must be greater than or equal to 0`);
};

const limits: Check = (s) => {
	const { limits: limit, reservations } = s.deploy?.resources ?? {};
	const agree = (own: number | undefined, field: string, there: object | undefined, other: number | undefined, place: string): void => {
		if (own !== undefined && there && (other ?? 0) !== own)
			throw invalid(`services.${s.name}: can't set distinct values on '${field}' and 'deploy.resources.${place}'`);
	};
	agree(s.cpus, 'cpus', limit, limit?.cpus, 'limits.cpus');
	agree(s.mem_limit, 'mem_limit', limit, limit?.memory, 'limits.memory');
	agree(s.mem_reservation, 'mem_reservation', reservations, reservations?.memory, 'reservations.memory');
	agree(s.pids_limit, 'pids_limit', limit, limit?.pids, 'limits.pids');
};

const containerName: Check = (s) => {
	// FIDELITY: none: the original has the two names the wrong way round.
	if ((s.scale ?? s.deploy?.replicas ?? 1) > 1 && s.container_name !== undefined) {
		throw invalid(`services.${s.scale === undefined ? 'deploy.replicas' : 'scale'}: can't set container_name and ${s.name} as container name must be unique`);
	}
};

const watch: Check = (s) => {
	for (const { target, action } of s.develop?.watch ?? []) {
		if (target === undefined && action !== 'rebuild' && action !== 'restart')
			throw invalid(`services.${s.name}.develop.watch: target is required for non-rebuild actions`);
	}
};

const mounts: Check = (s) => {
	const places = new Map<string, string>();
	const add = (target: string, place: string): void => {
		const before = places.get(target);
		if (before !== undefined) throw new ComposeError(`${place}: target ${target} already mounted as ${before}`);
		places.set(target, place);
	};
	s.tmpfs?.forEach((mount, i) => add(mount.split(':')[0] ?? '', `services.${s.name}.tmpfs[${i}]`));
	s.volumes?.forEach((mount, i) => add(mount.target ?? '', `services.${s.name}.volumes[${i}]`));
};

const checks: readonly Check[] = [image, build, networks, health, dependencies, resources, scale, limits, containerName, watch, mounts];

function checkCycle(project: Project): void {
	const done = new Set<string>();
	const search = (path: readonly string[]): void => {
		const name = path[path.length - 1] ?? '';
		for (const next of keysOf(project.services[name]?.depends_on ?? {})) {
			const at = path.indexOf(next);
			if (at >= 0) throw new ComposeError(`dependency cycle detected: ${path.slice(at).join(' -> ')} -> ${next}`);
			if (!done.has(next)) search([...path, next]);
		}
		done.add(name);
	};
	for (const name of keysOf(project.services)) search([name]);
}

/** Throws `ComposeError`. */
export function checkConsistency(project: Project): void {
	for (const name of keysOf(project.services)) {
		const service = project.services[name];
		if (service) for (const one of checks) one(service, project);
	}
	for (const name of keysOf(project.secrets)) {
		const secret = project.secrets[name];
		if (secret && !secret.external && secret.file === undefined && secret.environment === undefined) {
			throw invalid(`secret ${q(name)} must declare either \`file\` or \`environment\``);
		}
	}
	checkCycle(project);
}

/** Two services that give one container name. Throws `ComposeError`. */
export function checkContainerNames(project: Project): void {
	const names = new Set<string>();
	for (const name of keysOf(project.services)) {
		const given = project.services[name]?.container_name;
		if (given === undefined) continue;
		if (names.has(given)) throw new ComposeError(`services.${name}: container name ${q(given)} is already in use by service {}"`);
		names.add(given);
	}
}
