// From a definition to what is built: groups taken apart, what targets inherit, what --set says, targets that are another one's context.
// Follows bake/bake.go. Throws Failure with buildx's text.
import { parseBool } from '../../docker/opts/cut.ts';
import { cleanPath } from '../../docker/files.ts';
import { Failure } from '../../docker/failure.ts';
import {
	distinct,
	merge,
	normalized,
	parseAttest,
	parseCache,
	parseOutput,
	parseSecret,
	parseSsh,
	type Config,
	type Entry,
	type Group,
	type Target
} from './target.ts';

interface Override {
	readonly value: string;
	readonly list: readonly string[];
	readonly append: boolean;
}
type Overrides = ReadonlyMap<string, ReadonlyMap<string, Override>>;
export interface Resolved {
	readonly targets: ReadonlyMap<string, Target>;
	readonly groups: ReadonlyMap<string, Group>;
}

/** A service's name may hold a dot, a target's may not. */
export const sanitized = (name: string): string => name.replaceAll('.', '_');

/** Go's path.Match, for names. */
function matches(pattern: string, name: string): boolean {
	const [c = ''] = pattern;
	if (pattern === '') return name === '';
	if (c === '*') return matches(pattern.slice(1), name) || (name !== '' && matches(pattern, name.slice(1)));
	if (name === '') return false;
	if (c === '[') {
		const end = pattern.indexOf(']', 2);
		const not = pattern[1] === '^';
		const set = pattern.slice(not ? 2 : 1, end);
		const first = name[0] ?? '';
		const within = [...set.matchAll(/(.)-(.)|(.)/g)].some(([, from = '', to = '', one]) => (one === undefined ? from <= first && first <= to : first === one));
		return end > 0 && within !== not && matches(pattern.slice(end + 1), name.slice(1));
	}
	return (c === '?' || c === name[0]) && matches(pattern.slice(1), name.slice(1));
}
function expand(config: Config, pattern: string): string[] {
	if (config.targets.some(({ name }) => name === pattern)) return [pattern];
	const names = config.targets.map(({ name }) => name).filter((name) => matches(pattern, name));
	if (names.length === 0) throw new Failure(`could not find any target matching '${pattern}'`);
	return names;
}

const lists = ['output', 'cache-to', 'cache-from', 'tags', 'platform', 'secrets', 'ssh', 'attest', 'entitlements', 'network', 'annotations'];
/** What --set gives, by target and key. */
function overridesOf(config: Config, given: readonly string[], env: Readonly<Record<string, string>>): Overrides {
	const out = new Map<string, Map<string, Override>>();
	for (const text of given) {
		const at = text.indexOf('=');
		const left = at < 0 ? text : text.slice(0, at);
		const value = at < 0 ? undefined : text.slice(at + 1);
		const append = left.endsWith('+');
		const key = append ? left.slice(0, -1) : left;
		const [pattern = '', field, ...more] = key.split('.');
		const rest = more.length === 0 ? undefined : more.join('.');
		if (field === undefined) throw new Failure(`invalid override key ${key}, expected target.name`);
		if (value === undefined && field !== 'args') throw new Failure(`invalid override ${text}, expected target.name=value`);
		for (const name of expand(config, pattern)) {
			const own = out.get(name) ?? new Map<string, Override>();
			out.set(name, own);
			const okey = rest === undefined ? field : `${field}.${rest}`;
			const old = own.get(okey) ?? { value: '', list: [], append: false };
			if (lists.includes(field)) {
				own.set(okey, { ...old, append, list: [...old.list, value ?? ''] });
				continue;
			}
			if (field === 'args' && rest === undefined) throw new Failure(`invalid key ${left}, args requires name`);
			if (field === 'contexts' && rest === undefined) throw new Failure(`invalid key ${left}, contexts requires name`);
			const found = value ?? env[rest ?? ''];
			if (found !== undefined) own.set(okey, { ...old, value: found });
		}
	}
	return out;
}
const boolOf = (value: string, key: string): boolean => {
	const parsed = parseBool(value);
	if (parsed === undefined) throw new Failure(`invalid value ${value} for boolean key ${key}`);
	return parsed;
};
const added = <T>(old: readonly T[] | undefined, more: readonly T[], append: boolean): readonly T[] => (append ? [...(old ?? []), ...more] : more);
const parsed = <T>(list: readonly string[], parse: (text: string) => T, what: string): T[] => {
	try {
		return list.filter((text) => text !== '').map(parse);
	} catch (error) {
		throw error instanceof Failure ? new Failure(`invalid value for ${what}: ${error.text}`) : error;
	}
};
function overridden(target: Target, key: string, { value, list, append }: Override): Target {
	const dot = key.indexOf('.');
	const field = dot < 0 ? key : key.slice(0, dot);
	const name = dot < 0 ? undefined : key.slice(dot + 1);
	const named = (what: 'args' | 'contexts' | 'labels'): Target => {
		if (name === undefined) throw new Failure(`invalid format for ${what}, expecting ${what}.<name>=<value>`);
		return { ...target, [what]: new Map([...(target[what] ?? []), [name, value]]) };
	};
	switch (field) {
		case 'context':
		case 'dockerfile':
		case 'target':
		case 'call':
			return { ...target, [field]: value };
		case 'args':
		case 'contexts':
		case 'labels':
			return named(field);
		case 'network':
			return { ...target, network: value };
		case 'shm-size':
			return { ...target, shmSize: value };
		case 'tags':
			return { ...target, tags: added(target.tags, list, append) };
		case 'platform':
			return { ...target, platforms: added(target.platforms, list, append) };
		case 'ulimits':
			return { ...target, ulimits: added(target.ulimits, list, append) };
		case 'no-cache-filter':
			return { ...target, noCacheFilter: added(target.noCacheFilter, list, append) };
		case 'annotations':
			return { ...target, annotations: added(target.annotations, list, true) };
		case 'entitlements':
			return { ...target, entitlements: added(target.entitlements, list, true) };
		case 'cache-from':
			return { ...target, cacheFrom: distinct(added(target.cacheFrom, list.flatMap(parseCache), append)) };
		case 'cache-to':
			return { ...target, cacheTo: distinct(added(target.cacheTo, list.flatMap(parseCache), append)) };
		case 'secrets':
			return { ...target, secrets: added(target.secrets, parsed(list, parseSecret, 'outputs'), append) };
		case 'ssh':
			return { ...target, ssh: added(target.ssh, parsed(list, parseSsh, 'outputs'), append) };
		case 'output':
			return { ...target, outputs: distinct(added(target.outputs, parsed(list, parseOutput, 'outputs'), append)) };
		case 'attest':
			return merge(target, { name: target.name, attest: parsed(list, parseAttest, 'attest') });
		case 'no-cache':
			return { ...target, noCache: boolOf(value, 'no-cache') };
		case 'pull':
			return { ...target, pull: boolOf(value, 'pull') };
		case 'push':
			return { ...target, outputs: pushed(target.outputs ?? [], boolOf(value, 'push')) };
		case 'load':
			return boolOf(value, 'load') ? { ...target, outputs: loaded(target.outputs ?? []) } : target;
		default:
			throw new Failure(`unknown key: ${field}`);
	}
}
/** --push: images are pushed; an image output comes to what has none. */
function pushed(outputs: readonly Entry[], push: boolean): Entry[] {
	const set = (value: string) => (output: Entry) => (output.type === 'image' ? { ...output, attrs: { ...output.attrs, push: value } } : output);
	if (!push) return outputs.filter(({ type }) => type !== 'registry').map(set('false'));
	const more: Entry[] = outputs.every(({ type }) => type === 'docker') ? [{ type: 'image', attrs: { push: 'true' } }] : [];
	return [...outputs.map(set('true')), ...more];
}
/** --load: a docker output is added, beside images only. */
function loaded(outputs: readonly Entry[]): readonly Entry[] {
	for (const { type, dest } of outputs) {
		if (type === 'docker') {
			if (dest === undefined) return outputs;
		} else if (!['image', 'registry', 'oci'].includes(type)) return outputs;
	}
	return [...outputs, { type: 'docker', attrs: {} }];
}

class Resolving {
	readonly config: Config;
	readonly overrides: Overrides;
	constructor(config: Config, overrides: Overrides) {
		this.config = config;
		this.overrides = overrides;
	}
	group(name: string, seen: Map<string, { targets: string[]; groups: string[] }>): { targets: string[]; groups: string[] } {
		const known = seen.get(name);
		if (known) return known;
		const group = this.config.groups.find((one) => one.name === name);
		if (!group) return { targets: [name], groups: [] };
		seen.set(name, { targets: [], groups: [] });
		const found = { targets: [] as string[], groups: [name] };
		for (const member of group.targets) {
			const inner = this.group(member, seen);
			found.targets.push(...(inner.targets.length > 0 ? inner.targets : [member]));
			found.groups.push(...inner.groups);
		}
		seen.set(name, found);
		return found;
	}
	target(name: string, seen: Map<string, Target | undefined>): Target | undefined {
		if (seen.has(name)) return seen.get(name);
		seen.set(name, undefined);
		const own = this.config.targets.find((one) => one.name === name);
		if (!own) throw new Failure(`failed to find target ${name}`);
		let base: Target = { name: '' };
		for (const parent of own.inherits ?? []) {
			const inherited = this.target(parent, seen);
			if (inherited) base = merge(base, { ...inherited, name: '' });
		}
		let out: Target = { ...merge(base, own), name };
		for (const [key, override] of this.overrides.get(name) ?? []) out = overridden(out, key, override);
		out = normalized(out);
		seen.set(name, out);
		return out;
	}
	resolve(name: string): Target {
		const found = this.target(name, new Map()) ?? { name };
		const { inherits: _none, ...rest } = found;
		return { ...rest, context: found.context ?? '.', dockerfile: found.dockerfile ?? 'Dockerfile' };
	}
	/** Adds the targets that are contexts of others. */
	links(name: string, targets: Map<string, Target>, visited: readonly string[]): void {
		const path = [...visited, name];
		for (const value of targets.get(name)?.contexts?.values() ?? []) {
			if (!value.startsWith('target:')) continue;
			const other = value.slice('target:'.length);
			if (other === name) throw new Failure(`target ${other} cannot link to itself`);
			if (path.includes(other)) throw new Failure(`infinite loop from ${name} to ${other}`);
			if (!targets.has(other)) targets.set(other, { ...this.resolve(other), outputs: [{ type: 'cacheonly', attrs: {} }], linked: true });
			this.links(other, targets, path);
		}
	}
}

/** ReadTargets: the targets that are asked for, and the groups they came from. */
export function resolveTargets(config: Config, asked: readonly string[], given: readonly string[], env: Readonly<Record<string, string>>): Resolved {
	const names = asked.map(sanitized);
	const work = new Resolving(config, overridesOf(config, given, env));
	const targets = new Map<string, Target>();
	const groups = new Map<string, Group>();
	for (const name of names) {
		const found = work.group(name, new Map());
		for (const target of new Set(found.targets)) targets.set(target, work.resolve(target));
		for (const group of new Set(found.groups)) {
			const one = config.groups.find((each) => each.name === group);
			if (one) groups.set(group, one);
		}
	}
	for (const name of names) {
		const main = groups.get('default');
		if (main && name === 'default') continue;
		groups.set('default', { ...(main ?? { name: 'default' }), targets: [...(main?.targets ?? []), name] });
	}
	const main = groups.get('default');
	if (main) groups.set('default', { ...main, targets: [...new Set(main.targets)].sort() });
	for (const name of [...targets.keys()]) work.links(name, targets, []);
	for (const [name, target] of targets) {
		const { context = '.' } = target;
		if (context === '-') throw new Failure('context from stdin not allowed in bake');
		if (target.dockerfile === '-') throw new Failure('dockerfile from stdin not allowed in bake');
		const local = context.startsWith('cwd://') ? context.slice('cwd://'.length) : context;
		targets.set(name, { ...target, context: context.includes('://') && local === context ? context : cleanPath(local) || '.' });
	}
	return { targets: new Map([...targets].sort(([a], [b]) => (a < b ? -1 : 1))), groups: new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
