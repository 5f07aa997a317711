// How a later compose file is laid over an earlier one, and a service over the one it extends: mappings merge, lists append, values replace,
// and the places with rules of their own (environment as a list of KEY=VALUE, command replaces, logging merges for one driver only …).
// Models compose-go's override package. Invariant: the earlier tree may be changed and is part of the answer; the later one is not changed.
import { compareBytes } from '../strings.ts';
import { ComposeError } from './project.ts';
import { deepClone, deepEqual, goType, isDict, isList, keysOf, newDict, printed, ruleFor, rules, shown, type Dict, type Path } from './tree.ts';

type Merger = (earlier: unknown, later: unknown, path: Path) => unknown;

/** A mapping as "key=value" texts, sorted; a text alone as a list of one. */
function toSequence(value: unknown): unknown[] {
	if (isList(value)) return value;
	if (typeof value === 'string') return [value];
	if (!isDict(value)) return [];
	const texts = keysOf(value).flatMap((key) => {
		const one = value[key];
		if (one === null) return [key];
		return isList(one) ? one.map((item) => `${key}=${printed(item)}`) : [`${key}=${printed(one)}`];
	});
	return texts.sort(compareBytes);
}

/** A list of names as a mapping to a default. */
function toMapping(value: unknown, given: () => unknown): Dict {
	if (isDict(value)) return value;
	return newDict(isList(value) ? value.map((name): [string, unknown] => [String(name), given()]) : []);
}

const started = (): Dict =>
	newDict([
		['condition', 'service_started'],
		['required', true]
	]);
const nothing = (): null => null;

const sequence: Merger = (earlier, later) => [...toSequence(earlier), ...toSequence(later)];
const replace: Merger = (_earlier, later) => later;
const dependsOn: Merger = (earlier, later, path) => mergeDicts(toMapping(earlier, started), toMapping(later, started), path);
const networks: Merger = (earlier, later, path) => mergeDicts(toMapping(earlier, nothing), toMapping(later, nothing), path);

const build: Merger = (earlier, later, path) => {
	const asBuild = (value: unknown): Dict => (typeof value === 'string' ? newDict([['context', value]]) : isDict(value) ? value : newDict());
	return mergeDicts(asBuild(earlier), asBuild(later), path);
};

const extraHosts: Merger = (earlier, later) => {
	const first = toSequence(earlier);
	return [...first, ...toSequence(later).filter((one) => !first.includes(one))];
};

const logging: Merger = (earlier, later, path) => {
	if (!isDict(earlier) || !isDict(later)) return later ?? earlier;
	if (!('driver' in earlier) || !('driver' in later) || earlier['driver'] === later['driver']) return mergeDicts(earlier, later, path);
	return later;
};

const ipamConfig: Merger = (earlier, later, path) => {
	if (!isList(earlier) || !isList(later)) throw new ComposeError(`${shown(path)}: unexpected type ${goType(earlier)}`);
	const merged: Dict[] = [];
	for (const original of earlier) {
		const base = toMapping(original, nothing);
		for (const one of later) {
			const over = toMapping(one, nothing);
			const same = (dict: Dict): boolean => deepEqual(dict['subnet'], over['subnet']);
			if (!same(base) && !merged.some(same)) {
				merged.push(over);
				continue;
			}
			const both = mergeDicts(base, over, path);
			const index = merged.findIndex((dict) => deepEqual(dict['subnet'], both['subnet']));
			if (index >= 0) merged[index] = both;
			else merged.push(both);
		}
	}
	return merged;
};

const specials = rules<Merger>({
	'networks.*.ipam.config': ipamConfig,
	'networks.*.labels': sequence,
	'volumes.*.labels': sequence,
	'services.*.annotations': sequence,
	'services.*.build': build,
	'services.*.build.args': sequence,
	'services.*.build.additional_contexts': sequence,
	'services.*.build.extra_hosts': extraHosts,
	'services.*.build.labels': sequence,
	'services.*.command': replace,
	'services.*.depends_on': dependsOn,
	'services.*.deploy.labels': sequence,
	'services.*.dns': sequence,
	'services.*.dns_opt': sequence,
	'services.*.dns_search': sequence,
	'services.*.entrypoint': replace,
	'services.*.env_file': sequence,
	'services.*.label_file': sequence,
	'services.*.environment': sequence,
	'services.*.extra_hosts': extraHosts,
	'services.*.healthcheck.test': replace,
	'services.*.labels': sequence,
	'services.*.volumes.*.volume.labels': sequence,
	'services.*.logging': logging,
	'services.*.networks': networks,
	'services.*.sysctls': sequence,
	'services.*.tmpfs': sequence,
	'services.*.ulimits.*': replace
});

function merge(earlier: unknown, later: unknown, path: Path): unknown {
	const special = ruleFor(specials, path);
	if (special) return special(earlier, later, path);
	if (later === null || later === undefined) return earlier;
	if (isDict(earlier)) {
		if (!isDict(later)) throw new ComposeError(`cannot override ${shown(path)}`);
		return mergeDicts(earlier, later, path);
	}
	if (isList(earlier)) {
		if (!isList(later)) throw new ComposeError(`cannot override ${shown(path)}`);
		return [...earlier, ...later];
	}
	return later;
}

function mergeDicts(earlier: Dict, later: Dict, path: Path): Dict {
	for (const key of keysOf(later)) earlier[key] = key in earlier ? merge(earlier[key], later[key], [...path, key]) : later[key];
	return earlier;
}

/** A compose file over those before it. Throws `ComposeError`. */
export const mergeFiles = (earlier: Dict, later: Dict): Dict => mergeDicts(earlier, later, []);
/** A service over a copy of the one it extends. Throws `ComposeError`. */
export const extendService = (base: Dict, service: Dict): Dict =>
	mergeDicts(base, newDict(Object.entries(service).map(([key, value]) => [key, deepClone(value)])), ['services', 'x']);
