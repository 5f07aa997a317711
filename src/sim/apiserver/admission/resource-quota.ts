// ResourceQuota: refuses what would exceed a quota of the namespace, and writes the new usage in the same transaction.
import { quotaMatches, quotaUsage, type KubeObject, type ResourceQuota } from '../../kinds/index.ts';
import { addQuantity, compareQuantity, formatQuantity, parseQuantity, subQuantity, type Quantity } from '../../values/quantity.ts';
import { listAll } from '../cluster.ts';
import { forbidden } from '../status.ts';
import type { Admission, AdmissionAttributes } from './attributes.ts';

const zero = parseQuantity('0');
const mustAsk: readonly string[] = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** What this request adds to usage. */
function delta(a: AdmissionAttributes, quota: ResourceQuota): Map<string, Quantity> {
	const { resource } = a.kind;
	const object = a.object as unknown as KubeObject;
	const after = quotaMatches(quota, resource, object) ? quotaUsage(resource, object) : new Map<string, Quantity>();
	const before = a.old && quotaMatches(quota, resource, a.old) ? quotaUsage(resource, a.old) : new Map<string, Quantity>();
	const out = new Map<string, Quantity>();
	for (const [name, value] of after) out.set(name, subQuantity(value, before.get(name) ?? zero));
	return out;
}
const list = (names: readonly string[], value: (name: string) => Quantity): string =>
	[...names]
		.sort()
		.map((name) => `${name}=${formatQuantity(value(name))}`)
		.join(',');

export const resourceQuota: Admission = {
	name: 'ResourceQuota',
	validate(a) {
		if (!a.kind.row.namespaced || a.subresource !== '' || (a.operation !== 'CREATE' && a.operation !== 'UPDATE')) return;
		if (a.operation === 'UPDATE' && a.kind.ref !== 'v1/services' && a.kind.ref !== 'v1/persistentvolumeclaims' && a.kind.ref !== 'v1/pods') return;
		for (const quota of listAll(a.m, 'v1/resourcequotas', a.namespace)) {
			const hard = quota.status?.hard ?? {};
			const used = quota.status?.used ?? {};
			const added = delta(a, quota);
			if (a.kind.ref === 'v1/pods' && a.operation === 'CREATE' && added.size > 0) {
				const missing = mustAsk.filter((name) => hard[name] !== undefined && !added.has(name)).sort();
				if (missing.length > 0)
					throw forbidden(
						a.kind,
						a.name,
						`failed quota: ${quota.metadata.name}: must specify ${missing.map((name) => `${name} for: ${containersWithout(a, name)}`).join('; ')}`
					);
			}
			const names = [...added.keys()].filter((name) => hard[name] !== undefined && compareQuantity(added.get(name) ?? zero, zero) > 0);
			const usedOf = (name: string): Quantity => parseQuantity(used[name] ?? '0');
			const over = names.filter((name) => compareQuantity(addQuantity(usedOf(name), added.get(name) ?? zero), parseQuantity(hard[name] ?? '0')) > 0);
			if (over.length > 0)
				throw forbidden(
					a.kind,
					a.name,
					`exceeded quota: ${quota.metadata.name}, requested: ${list(over, (n) => added.get(n) ?? zero)}, used: ${list(over, usedOf)}, limited: ${list(over, (n) => parseQuantity(hard[n] ?? '0'))}`
				);
			if (names.length === 0 || a.dryRun) continue;
			const next: ResourceQuota = {
				...quota,
				status: {
					...quota.status,
					used: { ...used, ...Object.fromEntries(names.map((name) => [name, formatQuantity(addQuantity(usedOf(name), added.get(name) ?? zero))])) }
				}
			};
			a.also.push({ storage: 'resourcequotas', key: `${a.namespace}/${quota.metadata.name}`, object: next, expect: Number(quota.metadata.resourceVersion) });
		}
	}
};
function containersWithout(a: AdmissionAttributes, name: string): string {
	const { spec } = a.object as {
		spec?: { containers?: readonly { name: string; resources?: { requests?: Readonly<Record<string, string>>; limits?: Readonly<Record<string, string>> } }[] };
	};
	const limits = name.startsWith('limits.');
	const bare = name.replace('limits.', '').replace('requests.', '');
	return (spec?.containers ?? [])
		.filter((container) => (limits ? container.resources?.limits : container.resources?.requests)?.[bare] === undefined)
		.map((container) => container.name)
		.join(',');
}
