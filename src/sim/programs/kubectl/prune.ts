// apply --prune: deletes what an earlier apply made and these files no longer have, of the allowed kinds in the visited namespaces.
import type { Sys } from '../../engine/index.ts';
import type { Info } from './builder.ts';
import { arr, isObject, pairs, str } from './dig.ts';
import { groupKind, mappingOfKind, pathOf } from './discovery.ts';
import { Failure } from './failure.ts';
import { lastApplied, said, type DryRun } from './operations.ts';
import { call } from './rest.ts';
import { out, type Session } from './session.ts';

const kinds: readonly (readonly [apiVersion: string, kind: string])[] = [
	['v1', 'ConfigMap'],
	['v1', 'Endpoints'],
	['v1', 'Namespace'],
	['v1', 'PersistentVolumeClaim'],
	['v1', 'PersistentVolume'],
	['v1', 'Pod'],
	['v1', 'ReplicationController'],
	['v1', 'Secret'],
	['v1', 'Service'],
	['batch/v1', 'Job'],
	['batch/v1', 'CronJob'],
	['networking.k8s.io/v1', 'Ingress'],
	['apps/v1', 'DaemonSet'],
	['apps/v1', 'Deployment'],
	['apps/v1', 'ReplicaSet'],
	['apps/v1', 'StatefulSet']
];
function allowed(s: Session): readonly (readonly [string, string])[] {
	const list = s.list('prune-allowlist');
	if (list.length === 0) return kinds;
	return list.map((entry) => {
		const [group = '', version = '', kind = '', ...more] = entry.split('/');
		if (kind === '' || more.length > 0) throw new Failure(`invalid GroupVersionKind format: ${entry}, please follow <group/version/kind>`);
		return [group === 'core' ? version : `${group}/${version}`, kind];
	});
}
/** Prunes; `visited` are the objects just applied. */
export function* prune(s: Session, visited: readonly Info[], dry: DryRun): Sys<void> {
	const uids = new Set(visited.map((info) => `${info.mapping.group}/${info.mapping.kind}/${info.namespace}/${info.name}`));
	const namespaces = [...new Set(visited.map((info) => info.namespace).filter((name) => name !== ''))];
	for (const [apiVersion, kind] of allowed(s)) {
		const mapping = yield* mappingOfKind(s, apiVersion, kind);
		if (!mapping) continue;
		for (const namespace of mapping.namespaced ? namespaces : ['']) {
			const list = yield* call(s, 'GET', pathOf(mapping, namespace), { query: { labelSelector: s.str('selector') } });
			for (const object of arr(list, 'items').filter(isObject)) {
				const name = str(object, 'metadata', 'name');
				if (pairs(object, 'metadata', 'annotations')[lastApplied] === undefined || uids.has(`${mapping.group}/${kind}/${namespace}/${name}`)) continue;
				if (dry !== 'client')
					yield* call(s, 'DELETE', pathOf(mapping, namespace, name), {
						body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
						query: { dryRun: dry === 'server' ? 'All' : undefined }
					});
				yield* out(`${groupKind(mapping)}/${name} ${said('pruned', dry)}\n`);
			}
		}
	}
}
