// Parts of a project: by profiles, by the services a command names (with what they depend on), and only the resources those use.
// Models types.Project's With… functions. Invariant: every function answers a new project and leaves the one given alone.
import { ComposeError, type Project, type ServiceConfig } from './project.ts';
import { keysOf } from './tree.ts';

type Services = Readonly<Record<string, ServiceConfig>>;

export const serviceNames = (project: Project): readonly string[] => keysOf(project.services);
export const allServices = (project: Project): Services => ({ ...project.disabledServices, ...project.services });

const hasProfile = (service: ServiceConfig, profiles: readonly string[]): boolean =>
	service.profiles === undefined || profiles.some((profile) => profile === '*' || service.profiles?.includes(profile) === true);

/** Turns on the services without profiles and those of the given ones ("*": all). */
export function withProfiles(project: Project, profiles: readonly string[]): Project {
	const all = allServices(project);
	const pick = (wanted: boolean): Services =>
		Object.fromEntries(keysOf(all).flatMap((name) => (all[name] && hasProfile(all[name], profiles) === wanted ? [[name, all[name]]] : [])));
	return { ...project, services: pick(true), disabledServices: pick(false), profiles };
}

/** Turns on the profiles of named services. */
export function withServicesEnabled(project: Project, names: readonly string[]): Project {
	if (names.length === 0) return project;
	const more = names.flatMap((name) => (Object.hasOwn(project.services, name) ? [] : (project.disabledServices[name]?.profiles ?? [])));
	return withProfiles(project, [...project.profiles, ...more]);
}

/** Throws `ComposeError` "no such service: X", kind 'not found' or 'disabled' with its words. */
export function getService(project: Project, name: string): ServiceConfig {
	const service = Object.hasOwn(project.services, name) ? project.services[name] : undefined;
	if (service) return service;
	const kind = Object.hasOwn(project.disabledServices, name) ? 'disabled' : 'not found';
	throw new ComposeError(`no such service: ${name}: ${kind}`, kind);
}

/** filepath.Match for the patterns service names allow: * and ?, and [] classes as they stand. */
function matchesName(pattern: string, name: string): boolean {
	if (!/[*?]/.test(pattern)) return pattern === name;
	const match = (p: number, n: number): boolean => {
		if (p === pattern.length) return n === name.length;
		if (pattern[p] === '*') return match(p + 1, n) || (n < name.length && match(p, n + 1));
		return n < name.length && (pattern[p] === '?' || pattern[p] === name[n]) && match(p + 1, n + 1);
	};
	return match(0, 0);
}

type DependencyPolicy = 'dependencies' | 'dependents' | 'none';

/** Services that depend on one. */
const dependentsOf = (project: Project, name: string): readonly string[] =>
	keysOf(project.services).filter((other) => Object.hasOwn(project.services[other]?.depends_on ?? {}, name));

/**
 * The named services and what they need, those that are needed first; no names: all. Names may be patterns.
 * Throws `ComposeError` "no such service: X".
 */
export function orderedServices(project: Project, names: readonly string[], policy: DependencyPolicy = 'dependencies'): readonly string[] {
	const seen: Set<string> = new Set();
	const order: string[] = [];
	const visit = (wanted: readonly string[], required: (name: string) => boolean): void => {
		const all = keysOf(project.services);
		const found = wanted.length === 0 ? all : all.filter((name) => wanted.some((pattern) => matchesName(pattern, name)));
		const missing = wanted.find((pattern) => !all.some((name) => matchesName(pattern, name)) && required(pattern));
		if (missing !== undefined) throw new ComposeError(`no such service: ${missing}`, 'not found');
		for (const name of found) {
			if (seen.has(name)) continue;
			seen.add(name);
			const depends = project.services[name]?.depends_on ?? {};
			const next = policy === 'none' ? [] : policy === 'dependents' ? dependentsOf(project, name) : keysOf(depends);
			if (next.length > 0) visit(next, (one) => policy === 'dependents' || depends[one]?.required !== false);
			order.push(name);
		}
	};
	visit(names, () => true);
	return order;
}

const dropDependencies = (service: ServiceConfig, keep: (name: string) => boolean): ServiceConfig => {
	if (!service.depends_on) return service;
	const { depends_on, ...rest } = service;
	const kept = Object.entries(depends_on).filter(([name]) => keep(name));
	return kept.length === 0 ? rest : { ...rest, depends_on: Object.fromEntries(kept) };
};

/** Turns services off, and forgets dependencies on them. */
export function withServicesDisabled(project: Project, names: readonly string[]): Project {
	const off = new Set(names);
	const services: Record<string, ServiceConfig> = {};
	const disabledServices: Record<string, ServiceConfig> = { ...project.disabledServices };
	for (const [name, service] of Object.entries(project.services))
		(off.has(name) ? disabledServices : services)[name] = dropDependencies(service, (one) => !off.has(one));
	return { ...project, services, disabledServices };
}

/** Only the named services and what they need stay on. Throws `ComposeError`. */
export function withSelectedServices(project: Project, names: readonly string[], policy: DependencyPolicy = 'dependencies'): Project {
	if (names.length === 0) return project;
	const wanted = new Set(orderedServices(project, names, policy));
	return withServicesDisabled(
		project,
		keysOf(project.services).filter((name) => !wanted.has(name))
	);
}

const only = <T>(all: Readonly<Record<string, T>>, used: ReadonlySet<string>): Readonly<Record<string, T>> =>
	Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));

/** Drops networks, volumes, secrets and configs that no active service uses. */
export function withoutUnnecessaryResources(project: Project): Project {
	const services = Object.values(project.services);
	const set = (names: (service: ServiceConfig) => readonly (string | undefined)[]): ReadonlySet<string> =>
		new Set(services.flatMap((service) => names(service).filter((name) => name !== undefined)));
	return {
		...project,
		networks: only(
			project.networks,
			set((s) => Object.keys(s.networks ?? {}))
		),
		volumes: only(
			project.volumes,
			set((s) => (s.volumes ?? []).map((volume) => (volume.type === 'volume' ? volume.source : undefined)))
		),
		secrets: only(
			project.secrets,
			set((s) => [...(s.secrets ?? []), ...(s.build?.secrets ?? [])].map((secret) => secret.source))
		),
		configs: only(
			project.configs,
			set((s) => (s.configs ?? []).map((config) => config.source))
		)
	};
}

/** A service's networks, the highest priority first, then by name. */
export const networksByPriority = (service: ServiceConfig): readonly string[] => {
	const networks = service.networks ?? {};
	const priority = (name: string): number => networks[name]?.priority ?? 0;
	return keysOf(networks).sort((a, b) => priority(b) - priority(a));
};
