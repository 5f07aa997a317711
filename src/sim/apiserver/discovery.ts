// Discovery: /api and /apis in the old form (lists per group and version) and the aggregated one.
import { discoveryGroups, type APIService, type DiscoveryRow, type Kind } from '../kinds/index.ts';
import { allKinds, lookup } from './cluster.ts';
import type { Memory } from './memory.ts';
import { headerOf, ok, type ApiRequest, type Outcome } from './request.ts';

interface GroupVersions {
	readonly name: string;
	readonly versions: string[];
	readonly kinds: Map<string, Kind[]>;
}
/** Whether a group and version is served now: those of other servers only while their APIService is available. */
export function isServed(m: Memory, kind: Kind): boolean {
	if (kind.row.group !== aggregatedGroup) return true;
	const service = lookup(m, 'apiregistration.k8s.io/v1/apiservices', '', `${kind.row.version}.${kind.row.group}`);
	return available(service);
}
/** The one built-in group that another server serves. */
export const aggregatedGroup = 'metrics.k8s.io';
const available = (service: APIService | undefined): boolean =>
	service?.status?.conditions?.some((c) => c.type === 'Available' && c.status === 'True') ?? false;

function groupsOf(m: Memory): readonly GroupVersions[] {
	const order = ['', ...discoveryGroups.map((group) => group.name)];
	const groups = new Map<string, GroupVersions>(
		order.map((name) => [
			name,
			{ name, versions: name === '' ? ['v1'] : (discoveryGroups.find((g) => g.name === name)?.versions ?? []).map((v) => v.version), kinds: new Map() }
		])
	);
	for (const kind of allKinds(m)) {
		if (!isServed(m, kind)) continue;
		const { group: name, version } = kind.row;
		const group = groups.get(name) ?? { name, versions: [], kinds: new Map<string, Kind[]>() };
		groups.set(name, group);
		if (!group.versions.includes(version)) group.versions.push(version);
		group.kinds.set(version, [...(group.kinds.get(version) ?? []), kind]);
	}
	return [...groups.values()]
		.filter((group) => group.kinds.size > 0)
		.map((group) => ({ ...group, versions: group.versions.filter((v) => group.kinds.has(v)) }));
}
const gv = (group: string, version: string): string => (group ? `${group}/${version}` : version);
const groupEntry = (group: GroupVersions, kind?: string) => ({
	...(kind ? { kind: 'APIGroup', apiVersion: 'v1' } : {}),
	name: group.name,
	versions: group.versions.map((version) => ({ groupVersion: gv(group.name, version), version })),
	preferredVersion: { groupVersion: gv(group.name, group.versions[0] ?? ''), version: group.versions[0] ?? '' }
});

function resourceEntries(row: DiscoveryRow): readonly object[] {
	const main = {
		name: row.plural,
		singularName: row.singular,
		namespaced: row.namespaced,
		kind: row.kind,
		verbs: row.verbs,
		...(row.shortNames ? { shortNames: row.shortNames } : {}),
		...(row.categories ? { categories: row.categories } : {}),
		...(row.hash ? { storageVersionHash: row.hash } : {})
	};
	const subs = (row.subresources ?? []).map(({ name, ...rest }) => {
		const { group, version, ...others } = rest;
		const foreign = group !== undefined && (group !== row.group || version !== row.version);
		return { name: `${row.plural}/${name}`, ...others, singularName: '', ...(foreign ? { group, version } : {}) };
	});
	return [main, ...subs];
}

function aggregated(m: Memory, core: boolean): Outcome {
	const items = groupsOf(m)
		.filter((group) => (group.name === '') === core)
		.map((group) => ({
			metadata: { ...(group.name ? { name: group.name } : {}), creationTimestamp: null },
			versions: group.versions.map((version) => ({
				version,
				resources: (group.kinds.get(version) ?? []).map(({ row }) => ({
					resource: row.plural,
					responseKind: { group: row.group, version: row.version, kind: row.kind },
					scope: row.namespaced ? 'Namespaced' : 'Cluster',
					singularResource: row.singular,
					verbs: row.verbs,
					...(row.shortNames ? { shortNames: row.shortNames } : {}),
					...(row.categories ? { categories: row.categories } : {}),
					...(row.subresources?.length
						? {
								subresources: row.subresources.map((sub) => ({
									subresource: sub.name,
									responseKind: { group: sub.group ?? row.group, version: sub.version ?? row.version, kind: sub.kind },
									verbs: sub.verbs
								}))
							}
						: {})
				})),
				freshness: 'Current'
			}))
		}));
	return {
		kind: 'respond',
		status: 200,
		headers: { 'Content-Type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
		body: { json: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items } }
	};
}

/** Answers /api, /apis, /api/v1, /apis/G and /apis/G/V; undefined for other paths. */
export function discovery(m: Memory, request: ApiRequest): Outcome | undefined {
	const parts = request.info.path.split('/').filter(Boolean);
	const wantsAggregated = headerOf(request.headers, 'Accept').includes('as=APIGroupDiscoveryList');
	if (parts[0] === 'api' && parts.length === 1) {
		if (wantsAggregated) return aggregated(m, true);
		return ok({
			kind: 'APIVersions',
			versions: ['v1'],
			serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: `${m.options.advertiseAddress}:${m.options.securePort}` }]
		});
	}
	if (parts[0] === 'apis' && parts.length === 1) {
		if (wantsAggregated) return aggregated(m, false);
		return ok({
			kind: 'APIGroupList',
			apiVersion: 'v1',
			groups: groupsOf(m)
				.filter((group) => group.name !== '')
				.map((group) => groupEntry(group))
		});
	}
	if (parts[0] !== 'api' && parts[0] !== 'apis') return undefined;
	const name = parts[0] === 'api' ? '' : (parts[1] ?? '');
	const version = parts[0] === 'api' ? parts[1] : parts[2];
	if (parts.length > (parts[0] === 'api' ? 2 : 3)) return undefined;
	const group = groupsOf(m).find((g) => g.name === name);
	if (!group) return undefined;
	if (version === undefined) return ok(groupEntry(group, 'APIGroup'));
	const list = group.kinds.get(version);
	if (!list) return undefined;
	return ok({
		kind: 'APIResourceList',
		...(name ? { apiVersion: 'v1' } : {}),
		groupVersion: gv(name, version),
		resources: list.flatMap((kind) => resourceEntries(kind.row))
	});
}
