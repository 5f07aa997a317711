// The resource quota controller: the usage a namespace really has, written into each quota's status (pkg/controller/resourcequota).
// Admission raises usage in the same transaction as a create; this loop lowers it when objects go and fills a new quota's status.
import { all, byIndex, cached, done, isConflict, requeueAfter, updateStatus, type Controller, type Result } from '../client/index.ts';
import { act, type Sys } from '../engine/index.ts';
import { quotaMatches, quotaUsage, splitRef, type KubeObject } from '../kinds/index.ts';
import { addQuantity, formatQuantity, parseQuantity, type Quantity } from '../values/index.ts';
import { collected } from './garbage.ts';
import type { Memory } from './memory.ts';

/** What counts in quotas: every namespaced resource this process has an informer of. */
export const counted: readonly string[] = [...collected.filter((ref) => !/controllerrevisions|endpoint/.test(ref)), 'v1/resourcequotas'];

const resourceOf = (ref: string): string => {
	const { group, plural } = splitRef(ref);
	return group ? `${plural}.${group}` : plural;
};

function* reconcile(key: string): Sys<Result> {
	const quota = yield* cached('v1/resourcequotas', key);
	if (!quota || quota.metadata.deletionTimestamp) return done;
	const objects = yield* act((m: Memory) =>
		counted.flatMap((ref) => byIndex(m, ref, 'namespace', quota.metadata.namespace ?? '').map((object): [string, KubeObject] => [resourceOf(ref), object]))
	);
	const hard = quota.spec?.hard ?? {};
	const used = new Map<string, Quantity>(Object.keys(hard).map((name) => [name, parseQuantity('0')]));
	for (const [resource, object] of objects) {
		if (!quotaMatches(quota, resource, object)) continue;
		for (const [name, value] of quotaUsage(resource, object)) {
			const known = used.get(name);
			if (known) used.set(name, addQuantity(value, known));
		}
	}
	const status = { hard, used: Object.fromEntries([...used].map(([name, value]) => [name, formatQuantity(value)])) };
	const text = (map: Readonly<Record<string, string>> | undefined) => JSON.stringify(Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
	if (text(status.hard) === text(quota.status?.hard) && text(status.used) === text(quota.status?.used)) return done;
	try {
		yield* updateStatus('v1/resourcequotas', { ...quota, status });
	} catch (error) {
		// Admission has just counted something: look again.
		if (isConflict(error)) return requeueAfter(20_000);
		throw error;
	}
	return done;
}

/** The quotas of a namespace. */
export const quotasOf = (memory: Memory, namespace: string): readonly KubeObject[] => all(memory, 'v1/resourcequotas', { namespace });

export const resourceQuota: Controller = { name: 'resourcequota', workers: 5, reconcile };
