// What is filled in and checked once all files are merged: default values, rules the schema cannot say, relative paths, normalised relations.
// Models compose-go's SetDefaultValues, validation, ResolveRelativePaths, ResolveEnvironment and Normalize.
// Invariant: the tree is in long forms (canonical.ts) and is changed in place.
import { cleanPath } from './canonical.ts';
import { isIp } from './address.ts';
import { ComposeError } from './project.ts';
import { dictAt, goType, isDict, isList, keysOf, newDict, printed, ruleFor, rules, shown, textAt, type Dict, type Path } from './tree.ts';

type Visitor = (value: unknown, path: Path) => unknown;

/** Calls the rule of each place that has one, and puts its answer there; what lies below such a place is the rule's. */
function visit(value: unknown, path: Path, table: ReturnType<typeof rules<Visitor>>): unknown {
	const rule = ruleFor(table, path);
	if (rule) return rule(value, path);
	if (isDict(value)) for (const key of keysOf(value)) value[key] = visit(value[key], [...path, key], table);
	else if (isList(value)) value.forEach((one, i) => (value[i] = visit(one, [...path, '[]'], table)));
	return value;
}

const ensure =
	(...entries: readonly (readonly [string, unknown])[]): Visitor =>
	(value) => {
		if (isDict(value)) for (const [key, given] of entries) if (!(key in value)) value[key] = given;
		return value;
	};

const deviceRequest: Visitor = (value, path) => {
	if (!isDict(value)) throw new ComposeError(`${shown(path)}: invalid type ${goType(value)} for device request`);
	if (!('count' in value) && !('device_ids' in value)) value['count'] = 'all';
	return value;
};

const defaults = rules<Visitor>({
	'services.*.build': ensure(['context', '.']),
	'services.*.secrets.*': (value) => (isDict(value) ? ensure(['target', `/run/secrets/${printed(value['source'])}`])(value, []) : value),
	'services.*.ports.*': ensure(['protocol', 'tcp'], ['mode', 'ingress']),
	'services.*.deploy.resources.reservations.devices.*': deviceRequest,
	'services.*.gpus.*': deviceRequest
});

export const setDefaults = (tree: Dict): unknown => visit(tree, [], defaults);

const fileObject =
	(...keys: readonly string[]): Visitor =>
	(value, path) => {
		if (!isDict(value)) return value;
		const given = keys.filter((key) => key in value).length;
		if (given > 1) throw new ComposeError(`${shown(path)}: ${keys.join('|')} attributes are mutually exclusive`);
		if (given === 0 && !('driver' in value) && !('external' in value)) throw new ComposeError(`${shown(path)}: one of ${keys.join('|')} must be set`);
		return value;
	};

const oneOfCountAndIds: Visitor = (value, path) => {
	if (isDict(value) && 'count' in value && 'device_ids' in value) throw new ComposeError(`${shown(path)}: "count" and "device_ids" attributes are exclusive`);
	return value;
};

const externalAlone: Visitor = (value, path) => {
	if (!isDict(value) || value['external'] !== true) return value;
	for (const key of keysOf(value)) {
		if (key !== 'name' && key !== 'external' && !key.startsWith('x-')) {
			throw new ComposeError(`${shown(path)}: conflicting parameters "external" and ${JSON.stringify(key)} specified`);
		}
	}
	return value;
};

const checks = rules<Visitor>({
	'volumes.*': externalAlone,
	'configs.*': fileObject('file', 'environment', 'content'),
	'secrets.*': fileObject('file', 'environment'),
	'services.*.ports.*': (value, path) => {
		const ip = isDict(value) ? textAt(value, 'host_ip') : undefined;
		if (ip !== undefined && !isIp(ip)) throw new ComposeError(`${shown(path)}: invalid ip address: ${ip}`);
		return value;
	},
	'services.*.develop.watch.*.path': (value, path) => {
		if (value === '') throw new ComposeError(`${shown(path)}: value can't be blank`);
		return value;
	},
	'services.*.deploy.resources.reservations.devices.*': oneOfCountAndIds,
	'services.*.gpus.*': oneOfCountAndIds
});

/** Throws `ComposeError`. */
export const check = (tree: Dict): unknown => visit(tree, [], checks);

/** filepath.Join(base, path), and "~" for the home directory. */
function absolute(path: string, base: string, home: string | undefined): string {
	if (path === '') return path;
	const expanded = path.startsWith('~') && home !== undefined ? cleanPath(`${home}/${path.slice(1)}`) : path;
	return expanded.startsWith('/') ? expanded : cleanPath(base === '' ? expanded : `${base}/${expanded}`);
}

const isRemote = (text: string): boolean => ['https://', 'http://', 'git://', 'ssh://', 'github.com/', 'git@'].some((start) => text.startsWith(start));
const isWindows = (path: string): boolean => /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');

/** Relative paths are from `base`: the project's directory, or what an extended or included file's own is from there. */
export function resolvePaths(tree: Dict, base: string, home: string | undefined): void {
	const path: Visitor = (value) => (typeof value === 'string' ? absolute(value, base, home) : isList(value) ? value.map((one) => path(one, [])) : value);
	const unixPath: Visitor = (value) => {
		if (typeof value !== 'string' || isWindows(value)) return value;
		return value === '' ? (base === '' ? '' : cleanPath(base)) : absolute(value, base, home);
	};
	const context: Visitor = (value) =>
		typeof value !== 'string' || value.includes('://') || value.startsWith('service:') || isRemote(value) ? value : path(value, []);
	const table = rules<Visitor>({
		'services.*.build.context': context,
		'services.*.build.additional_contexts.*': context,
		'services.*.build.ssh.*': unixPath,
		'services.*.env_file.*.path': path,
		'services.*.label_file.*': path,
		'services.*.extends.file': path,
		'services.*.develop.watch.*.path': path,
		'services.*.volumes.*': (value) => {
			if (!isDict(value) || value['type'] !== 'bind') return value;
			if (!('source' in value)) throw new ComposeError('invalid mount config for type "bind": field Source must not be empty');
			value['source'] = unixPath(value['source'], []);
			return value;
		},
		'configs.*.file': unixPath,
		'secrets.*.file': unixPath,
		'include.path': path,
		'include.project_directory': path,
		'include.env_file': path,
		'volumes.*': (value) => {
			const options = isDict(value) && value['driver'] === 'local' ? dictAt(value, 'driver_opts') : undefined;
			if (options && options['o'] === 'bind' && 'device' in options) options['device'] = unixPath(options['device'], []);
			return value;
		}
	});
	visit(tree, [], table);
}

const asList = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
const each = (tree: Dict, section: string): Dict[] => {
	const dict = dictAt(tree, section);
	return dict ? keysOf(dict).flatMap((key) => asList(dictAt(dict, key))) : [];
};

/** Where compose-go keeps a secret's value that came from the environment. */
export const SECRET_VALUE = 'x-#value';

/** `- KEY` of a service's environment, and `environment:` of secrets and configs, by the project's environment. */
export function resolveEnvironment(tree: Dict, environment: Readonly<Record<string, string>>): void {
	for (const service of each(tree, 'services')) {
		const list = service['environment'];
		if (!isList(list)) continue;
		service['environment'] = list
			.filter((entry) => typeof entry === 'string')
			.map((entry) => (Object.hasOwn(environment, entry) ? `${entry}=${environment[entry]}` : entry));
	}
	for (const [section, field] of [
		['secrets', SECRET_VALUE],
		['configs', 'content']
	] as const) {
		for (const object of each(tree, section)) {
			const name = textAt(object, 'environment');
			if (name !== undefined && Object.hasOwn(environment, name)) object[field] = environment[name];
		}
	}
}

const dependency = (restart: boolean): Dict =>
	newDict([
		['condition', 'service_started'],
		['restart', restart],
		['required', true]
	]);

/** KEY without a value gets the environment's; where there is none it stays, or goes. */
function resolveKeys(value: unknown, environment: Readonly<Record<string, string>>, keep: boolean): unknown {
	if (isList(value)) {
		return value.flatMap((entry) => {
			if (typeof entry !== 'string' || entry.includes('=')) return [entry];
			return Object.hasOwn(environment, entry) ? [`${entry}=${environment[entry]}`] : keep ? [entry] : [];
		});
	}
	if (!isDict(value)) return value;
	const dict = newDict();
	for (const key of keysOf(value)) {
		if (value[key] !== null) dict[key] = value[key];
		else if (Object.hasOwn(environment, key)) dict[key] = environment[key];
		else if (keep) dict[key] = null;
	}
	return dict;
}

function normalizeNetworks(tree: Dict): void {
	const networks = dictAt(tree, 'networks') ?? newDict();
	for (const service of each(tree, 'services')) {
		if ('provider' in service || 'network_mode' in service) continue;
		const own = dictAt(service, 'networks');
		if (!own || Object.keys(own).length === 0) service['networks'] = newDict([['default', null]]);
		if ('default' in (dictAt(service, 'networks') ?? {}) && !('default' in networks)) networks['default'] = null;
	}
	if (Object.keys(networks).length > 0) tree['networks'] = networks;
}

/** Relations that other fields imply: links, a shared namespace, volumes_from. */
function impliedDependencies(service: Dict): void {
	const given = dictAt(service, 'depends_on') ?? newDict();
	const add = (name: string, restart: boolean): void => {
		if (!(name in given)) given[name] = dependency(restart);
	};
	const texts = (key: string): string[] => {
		const list = service[key];
		return isList(list) ? list.filter((one) => typeof one === 'string') : [];
	};
	for (const link of texts('links')) {
		const parts = link.split(':');
		add(parts.length === 2 ? (parts[0] ?? '') : link, true);
	}
	for (const namespace of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) {
		const value = textAt(service, namespace);
		if (value?.startsWith('service:')) add(value.slice(8), true);
	}
	for (const from of texts('volumes_from')) if (!from.startsWith('container:')) add(from.split(':')[0] ?? '', false);
	if (Object.keys(given).length > 0) service['depends_on'] = given;
}

function normalizeBuild(service: Dict, environment: Readonly<Record<string, string>>): void {
	const build = dictAt(service, 'build');
	if (!build) return;
	build['context'] ??= '.';
	if ((build['dockerfile'] ?? build['dockerfile_inline'] ?? null) === null) build['dockerfile'] = 'Dockerfile';
	if ('args' in build) build['args'] = resolveKeys(build['args'], environment, false);
}

const isTrue = (value: unknown): boolean => ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(printed(value));

/** The model without what is implied: default network, dependencies, Dockerfile, names of resources. */
export function normalize(tree: Dict, name: string, environment: Readonly<Record<string, string>>): void {
	tree['name'] = name;
	normalizeNetworks(tree);
	for (const service of each(tree, 'services')) {
		if (service['pull_policy'] === 'if_not_present') service['pull_policy'] = 'missing';
		normalizeBuild(service, environment);
		if ('environment' in service) service['environment'] = resolveKeys(service['environment'], environment, true);
		const volumes = service['volumes'];
		for (const volume of isList(volumes) ? volumes : []) {
			const target = isDict(volume) ? textAt(volume, 'target') : undefined;
			if (isDict(volume) && target !== undefined) volume['target'] = cleanPath(target);
		}
		impliedDependencies(service);
	}
	for (const section of ['networks', 'volumes', 'configs', 'secrets']) {
		const resources = dictAt(tree, section);
		for (const key of resources ? keysOf(resources) : []) {
			const resource = (resources && dictAt(resources, key)) ?? newDict();
			if ((resource['name'] ?? null) === null) resource['name'] = isTrue(resource['external']) ? key : `${name}_${key}`;
			if (resources) resources[key] = resource;
		}
	}
}
