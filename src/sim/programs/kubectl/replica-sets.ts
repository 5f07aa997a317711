// A deployment's replica sets and its revisions (deploymentutil), as describe and rollout read them.
import type { Sys } from '../../engine/index.ts';
import { formatSelector, labelSelectorAsSelector, type LabelSelector } from '../../values/index.ts';
import { arr, at, isObject, obj, pairs, put, str, type Json } from './dig.ts';
import { equal } from './patch/equal.ts';
import { call } from './rest.ts';
import type { Session } from './session.ts';

/** The replica sets a deployment controls, oldest first. */
export function* replicaSetsOf(s: Session, deployment: Json): Sys<readonly Json[]> {
	const selector = formatSelector(labelSelectorAsSelector(at(deployment, 'spec', 'selector') as LabelSelector | undefined));
	const list = yield* call(s, 'GET', `/apis/apps/v1/namespaces/${str(deployment, 'metadata', 'namespace')}/replicasets`, {
		query: { labelSelector: selector, limit: s.num('chunk-size') || undefined }
	});
	const uid = str(deployment, 'metadata', 'uid');
	return arr(list, 'items')
		.filter(isObject)
		.filter((one) => arr(one, 'metadata', 'ownerReferences').some((owner) => at(owner, 'controller') === true && str(owner, 'uid') === uid));
}
const withoutHash = (template: Json): Json =>
	put(
		template,
		['metadata', 'labels'],
		Object.fromEntries(Object.entries(pairs(template, 'metadata', 'labels')).filter(([key]) => key !== 'pod-template-hash'))
	);
const created = (one: Json): string => str(one, 'metadata', 'creationTimestamp');
/** The replica set whose template is the deployment's: the oldest of them. */
export function newReplicaSetOf(deployment: Json, sets: readonly Json[]): Json | undefined {
	const wanted = withoutHash(obj(deployment, 'spec', 'template'));
	return [...sets]
		.sort((a, b) => (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0))
		.find((one) => equal(withoutHash(obj(one, 'spec', 'template')), wanted));
}
const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const revisionOf = (object: Json): number => Number(pairs(object, 'metadata', 'annotations')[revisionAnnotation] ?? '0');
