// What the server serves, from aggregated discovery (/api and /apis), and the REST mapper over it: arguments such as "deploy", "pods.v1",
// "deployments.v1.apps", "Pod" and categories such as "all" become resources.
import type { Sys } from '../../engine/index.ts';
import { arr, str, strs } from './dig.ts';
import { ConnectionError, Failure } from './failure.ts';
import { klog } from './klog.ts';
import { call } from './rest.ts';
import type { Session } from './session.ts';

interface Subresource {
	readonly name: string;
	readonly verbs: readonly string[];
	readonly kind: string;
	readonly group: string;
	readonly version: string;
}
/** One resource of one group and version. */
export interface Mapping {
	readonly group: string;
	readonly version: string;
	readonly kind: string;
	/** The plural name. */
	readonly resource: string;
	readonly singular: string;
	readonly namespaced: boolean;
	readonly verbs: readonly string[];
	readonly shortNames: readonly string[];
	readonly categories: readonly string[];
	readonly subresources: readonly Subresource[];
}
interface GroupInfo {
	readonly name: string;
	/** Preferred first. */
	readonly versions: readonly string[];
	/** Versions that could not be discovered. */
	readonly stale: readonly string[];
}
export interface Discovery {
	readonly groups: readonly GroupInfo[];
	/** In the server's order of preference. */
	readonly mappings: readonly Mapping[];
}

export const groupVersion = (mapping: { readonly group: string; readonly version: string }): string =>
	mapping.group === '' ? mapping.version : `${mapping.group}/${mapping.version}`;
/** "deployments.apps" */
export const groupResource = (mapping: Mapping): string => (mapping.group === '' ? mapping.resource : `${mapping.resource}.${mapping.group}`);
/** "deployment.apps", as success messages name it. */
export const groupKind = (mapping: { readonly group: string; readonly kind: string }): string =>
	mapping.group === '' ? mapping.kind.toLowerCase() : `${mapping.kind.toLowerCase()}.${mapping.group}`;

/** "/apis/apps/v1/namespaces/default/deployments/web/scale" */
export function pathOf(mapping: Mapping, namespace: string, name = '', subresource = ''): string {
	let path = `${mapping.group === '' ? '/api' : '/apis'}/${groupVersion(mapping)}`;
	if (mapping.namespaced && namespace !== '') path += `/namespaces/${namespace}`;
	path += `/${mapping.resource}`;
	if (name !== '') path += `/${name}`;
	return subresource === '' ? path : `${path}/${subresource}`;
}

const accept =
	'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

function mappingsOf(group: string, version: unknown): Mapping[] {
	const name = str(version, 'version');
	return arr(version, 'resources').map((row) => ({
		group,
		version: name,
		kind: str(row, 'responseKind', 'kind'),
		resource: str(row, 'resource'),
		singular: str(row, 'singularResource'),
		namespaced: str(row, 'scope') === 'Namespaced',
		verbs: strs(row, 'verbs'),
		shortNames: strs(row, 'shortNames'),
		categories: strs(row, 'categories'),
		subresources: arr(row, 'subresources').map((sub) => ({
			name: str(sub, 'subresource'),
			verbs: strs(sub, 'verbs'),
			kind: str(sub, 'responseKind', 'kind'),
			group: str(sub, 'responseKind', 'group'),
			version: str(sub, 'responseKind', 'version')
		}))
	}));
}

/** The server's groups and resources, asked once per run. `tries`: how often the client would have asked before it gave up, each with a line on stderr. */
export function* discover(s: Session, tries = 5): Sys<Discovery> {
	if (s.discovery) return s.discovery;
	const groups: GroupInfo[] = [];
	const mappings: Mapping[] = [];
	for (const root of ['/api', '/apis']) {
		const list = yield* ask(s, root, tries);
		for (const item of arr(list, 'items')) {
			const name = str(item, 'metadata', 'name');
			const versions = arr(item, 'versions');
			groups.push({
				name,
				versions: versions.map((version) => str(version, 'version')),
				stale: versions.filter((version) => str(version, 'freshness') === 'Stale').map((version) => str(version, 'version'))
			});
			for (const version of versions) mappings.push(...mappingsOf(name, version));
		}
	}
	s.discovery = { groups, mappings };
	return s.discovery;
}
function* ask(s: Session, root: string, tries: number): Sys<unknown> {
	try {
		return yield* call(s, 'GET', root, { accept, query: { timeout: '32s' } });
	} catch (error) {
		if (error instanceof ConnectionError)
			for (let i = 0; i < tries; i++)
				yield* klog(s, 'E', 'memcache.go:265', `"Unhandled Error" err="couldn't get current server API group list: ${error.message.replaceAll('"', '\\"')}"`);
		throw error;
	}
}

/** Splits "deployments.v1.apps" and "deployments.apps". */
function parts(word: string): { resource: string; rest: string; version?: string; group?: string } {
	const [resource = '', ...others] = word.split('.');
	const rest = others.join('.');
	return others.length >= 2 ? { resource, rest, version: others[0] ?? '', group: others.slice(1).join('.') } : { resource, rest };
}
function named(mappings: readonly Mapping[], word: string): readonly Mapping[] {
	const lower = word.toLowerCase();
	const exact = mappings.filter((one) => one.resource === lower || one.singular === lower);
	if (exact.length > 0) return exact;
	const short = mappings.find((one) => one.shortNames.includes(lower));
	return short ? mappings.filter((one) => one.resource === short.resource && one.group === short.group) : [];
}
const groupMatches = (group: string, wanted: string): boolean => group === wanted || (wanted !== '' && group.startsWith(wanted));

/** The resource an argument means; undefined when there is none. */
export function findMapping({ mappings }: Discovery, word: string): Mapping | undefined {
	const { resource, rest, version, group } = parts(word);
	if (version !== undefined && group !== undefined) {
		const full = named(
			mappings.filter((one) => one.version === version && groupMatches(one.group, group)),
			resource
		)[0];
		if (full) return full;
	}
	if (rest !== '') {
		const versioned = named(
			mappings.filter((one) => one.version === rest && one.group === ''),
			resource
		)[0];
		const grouped = named(
			mappings.filter((one) => groupMatches(one.group, rest)),
			resource
		);
		return grouped.find((one) => one.group === rest) ?? grouped[0] ?? versioned ?? byKind(mappings, word);
	}
	return named(mappings, resource)[0] ?? byKind(mappings, word);
}
function byKind(mappings: readonly Mapping[], word: string): Mapping | undefined {
	const { resource, rest, version, group } = parts(word);
	return mappings.find((one) => one.kind === resource && (rest === '' || one.group === rest || (one.group === group && one.version === version)));
}

/** The resource of an argument. Throws Failure: the server doesn't have a resource type "x". */
export function* mappingFor(s: Session, word: string): Sys<Mapping> {
	const found = findMapping(yield* discover(s), word);
	if (!found) throw new Failure(`the server doesn't have a resource type "${parts(word).resource}"`);
	return found;
}

/** The resource of an object's apiVersion and kind; undefined when it is not served. */
export function* mappingOfKind(s: Session, apiVersion: string, kind: string, tries = 1): Sys<Mapping | undefined> {
	const { mappings } = yield* discover(s, tries);
	return mappings.find((one) => groupVersion(one) === apiVersion && one.kind === kind && one.verbs.length > 0);
}

/** The resources of a category such as "all", by their arguments; undefined when it is none. */
export function* categoryOf(s: Session, word: string): Sys<readonly string[] | undefined> {
	const { mappings, groups } = yield* discover(s);
	const preferred = mappings.filter((one) => one.categories.includes(word) && groups.find((group) => group.name === one.group)?.versions[0] === one.version);
	return preferred.length === 0 ? undefined : preferred.map(groupResource);
}
