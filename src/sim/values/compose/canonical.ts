// Short forms become long ones: build: ., ports, volumes, depends_on, env_file, secrets, networks …, one row for each place that has two forms.
// Models compose-go's transform package. With `lenient` (interpolation switched off) a short form that does not parse stays as it is.
import { ComposeError } from './project.ts';
import { parsePorts } from './ports.ts';
import { goType, isDict, isList, keysOf, newDict, ruleFor, rules, shown, textAt, type Dict, type Path } from './tree.ts';
import type { Warn } from './template.ts';
import { parseVolume } from './volume.ts';

interface Canon {
	/** What does not parse stays. */
	readonly lenient: boolean;
	readonly warn: Warn;
}
type Transform = (value: unknown, path: Path, how: Canon) => unknown;

const refuse = (path: Path, value: unknown, what: string): ComposeError => new ComposeError(`${shown(path)}: invalid type ${goType(value)} for ${what}`);
const integerLike = (value: unknown): boolean => (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'bigint';

/** Runs a parser; undefined: it failed and that does not matter. */
function leniently<T>(how: Canon, parse: () => T): T | undefined {
	try {
		return parse();
	} catch (e) {
		if (how.lenient && e instanceof ComposeError) return undefined;
		throw e;
	}
}

const stringOrList: Transform = (value) => (typeof value === 'string' ? [value] : value);
const named =
	(key: string, what: string): Transform =>
	(value, path, how) => {
		if (typeof value === 'string') return newDict([[key, value]]);
		if (isDict(value)) return transformDict(value, path, how);
		throw refuse(path, value, what);
	};

const dependsOn: Transform = (value, path) => {
	if (isList(value))
		return newDict(
			value.map((name): [string, unknown] => [
				String(name),
				newDict([
					['condition', 'service_started'],
					['required', true]
				])
			])
		);
	if (!isDict(value)) throw refuse(path, value, 'depend_on');
	for (const key of keysOf(value)) {
		const one = value[key];
		if (!isDict(one)) throw new ComposeError(`${shown(path)}.${key}: unsupported value ${goType(value)}`);
		if (!('condition' in one)) one['condition'] = 'service_started';
		if (!('required' in one)) one['required'] = true;
	}
	return value;
};

const envFile: Transform = (value, path) => {
	const one = (entry: unknown): unknown => {
		if (typeof entry === 'string')
			return newDict([
				['path', entry],
				['required', true]
			]);
		if (!isDict(entry)) return null;
		if (!('required' in entry)) entry['required'] = true;
		return entry;
	};
	if (typeof value === 'string') return [one(value)];
	if (isList(value)) return value.map(one);
	throw refuse(path, value, 'env_file');
};

const gpus: Transform = (value, path, how) => {
	if (typeof value === 'string') return [newDict([['count', 'all']])];
	if (isList(value)) return transformList(value, path, how);
	throw refuse(path, value, 'gpus');
};

const serviceNetworks: Transform = (value) => (isList(value) ? newDict(value.map((name): [string, unknown] => [String(name), null])) : value);

const keyValue: Transform = (value, path, how) => {
	if (isDict(value)) return value;
	if (!isList(value)) throw new ComposeError(`${shown(path)}: invalid type ${goType(value)}`);
	const dict = newDict();
	for (const entry of value) {
		const text = String(entry);
		const at = text.indexOf('=');
		if (at < 0) {
			if (how.lenient) return value;
			throw new ComposeError(`${shown(path)}: invalid value ${text}, expected key=value`);
		}
		dict[text.slice(0, at)] = text.slice(at + 1);
	}
	return dict;
};

const volumeMount: Transform = (value, path, how) => {
	if (isDict(value)) return value;
	if (typeof value !== 'string') throw refuse(path, value, 'service volume mount');
	const volume = leniently(how, () => parseVolume(value));
	if (!volume) return value;
	const { bind, volume: options, ...rest } = volume;
	const dict = newDict(Object.entries(rest));
	if (volume.target !== undefined) dict['target'] = cleanPath(volume.target);
	if (bind) dict['bind'] = newDict(Object.entries(bind));
	if (options) dict['volume'] = newDict(Object.entries(options));
	return dict;
};

/** Go's path.Clean. */
export function cleanPath(path: string): string {
	const rooted = path.startsWith('/');
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part !== '..') out.push(part);
		else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
		else if (!rooted) out.push(part);
	}
	const text = out.join('/');
	return rooted ? `/${text}` : text === '' ? '.' : text;
}

const deviceMapping: Transform = (value, path, how) => {
	if (isDict(value)) return value;
	if (typeof value !== 'string') throw refuse(path, value, 'service volume mount');
	const parts = value.split(':');
	if (parts.length > 3 && !how.lenient) throw new ComposeError(`confusing device mapping, please use long syntax: ${value}`);
	const [source = '', target = '', permissions = 'rwm'] = parts.length > 3 ? [] : parts;
	return newDict([
		['source', source],
		['target', target === '' ? source : target],
		['permissions', permissions]
	]);
};

const fileMount: Transform = (value, path) => {
	if (isDict(value)) return value;
	if (typeof value === 'string') return newDict([['source', value]]);
	throw new ComposeError(`${shown(path)}: unsupported type ${goType(value)}`);
};

const ports: Transform = (value, path, how) => {
	if (!isList(value)) throw refuse(path, value, 'port');
	const out: unknown[] = [];
	for (const entry of value) {
		if (isDict(entry)) out.push(entry);
		else if (typeof entry === 'string' || integerLike(entry)) {
			const parsed = leniently(how, () => parsePorts(String(entry)));
			if (!parsed) return value;
			out.push(...parsed.map((port) => newDict(Object.entries(port))));
		} else throw refuse(path, entry, 'port');
	}
	return out;
};

const ssh: Transform = (value, path) => {
	if (isDict(value)) return value;
	if (!isList(value)) throw refuse(path, value, 'ssh');
	const dict = newDict();
	for (const entry of value) {
		if (typeof entry !== 'string') throw new ComposeError(`invalid ssh key type ${goType(entry)}`);
		const at = entry.indexOf('=');
		if (at < 0 && entry !== 'default') throw new ComposeError(`invalid ssh key ${JSON.stringify(entry)}`);
		dict[at < 0 ? entry : entry.slice(0, at)] = at < 0 ? null : entry.slice(at + 1);
	}
	return dict;
};

const ulimits: Transform = (value, path) => {
	if (isDict(value) || integerLike(value)) return value;
	throw refuse(path, value, 'external');
};

const maybeExternal: Transform = (value, path, how) => {
	if (!isDict(value)) return value;
	const resource = transformDict(value, path, how);
	const external = resource['external'];
	if (!isDict(external)) return resource;
	resource['external'] = true;
	if (!('name' in external)) return resource;
	how.warn(`${shown(path)}: external.name is deprecated. Please set name and external: true`);
	const name = textAt(resource, 'name');
	if (name !== undefined && name !== external['name']) throw new ComposeError(`${shown(path)}: name and external.name conflict; only use name`);
	resource['name'] = external['name'];
	return resource;
};

const service: Transform = (value, path, how) => (isDict(value) ? transformDict(value, path, how) : value);

const transforms = rules<Transform>({
	'services.*': service,
	'services.*.build.secrets.*': fileMount,
	'services.*.build.additional_contexts': keyValue,
	'services.*.depends_on': dependsOn,
	'services.*.env_file': envFile,
	'services.*.label_file': stringOrList,
	'services.*.extends': named('service', 'extends'),
	'services.*.gpus': gpus,
	'services.*.networks': serviceNetworks,
	'services.*.volumes.*': volumeMount,
	'services.*.dns': stringOrList,
	'services.*.devices.*': deviceMapping,
	'services.*.secrets.*': fileMount,
	'services.*.configs.*': fileMount,
	'services.*.ports': ports,
	'services.*.build': named('context', 'build'),
	'services.*.build.ssh': ssh,
	'services.*.ulimits.*': ulimits,
	'services.*.build.ulimits.*': ulimits,
	'services.*.develop.watch.*.ignore': stringOrList,
	'services.*.develop.watch.*.include': stringOrList,
	'volumes.*': maybeExternal,
	'networks.*': maybeExternal,
	'secrets.*': maybeExternal,
	'configs.*': maybeExternal,
	'include.*': named('path', 'external')
});

function transform(value: unknown, path: Path, how: Canon): unknown {
	const rule = ruleFor(transforms, path);
	if (rule) return rule(value, path, how);
	if (isDict(value)) return transformDict(value, path, how);
	return isList(value) ? transformList(value, path, how) : value;
}

function transformDict(dict: Dict, path: Path, how: Canon): Dict {
	for (const key of keysOf(dict)) dict[key] = transform(dict[key], [...path, key], how);
	return dict;
}
const transformList = (list: readonly unknown[], path: Path, how: Canon): unknown[] => list.map((one) => transform(one, [...path, '[]'], how));

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** The tree in long forms, without blank name servers. Changes the tree given. Throws `ComposeError`. */
export function canonical(tree: Dict, lenient: boolean, warn: Warn): Dict {
	const out = transformDict(tree, [], { lenient, warn });
	const services = out['services'];
	for (const one of isDict(services) ? Object.values(services) : []) {
		if (isDict(one) && isList(one['dns'])) one['dns'] = one['dns'].filter((server) => !isEmpty(server));
	}
	return out;
}
