// The namespace controller: a namespace that is being deleted is emptied, kind by kind, and then let go (its finalizer removed).
// Follows pkg/controller/namespace; pods that are still terminating keep it waiting.
import {
	ApiError,
	cached,
	done,
	isNotFound,
	list,
	remove,
	request,
	requeueAfter,
	requestValue,
	updateStatus,
	type Controller,
	type Result
} from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import { keyOf, type Namespace } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';

interface ResourceList {
	readonly groupVersion: string;
	readonly resources: readonly { readonly name: string; readonly namespaced: boolean; readonly verbs: readonly string[] }[];
}

/** The namespaced resources one can list and delete, by their references. */
function* namespacedResources(): Sys<string[]> {
	const groups = (yield* requestValue('GET', '/apis')) as { groups: readonly { preferredVersion: { groupVersion: string } }[] };
	const versions = ['v1', ...groups.groups.map((group) => group.preferredVersion.groupVersion)];
	const refs: string[] = [];
	for (const version of versions) {
		try {
			const found = (yield* requestValue('GET', version === 'v1' ? '/api/v1' : `/apis/${version}`)) as ResourceList;
			for (const r of found.resources)
				if (r.namespaced && !r.name.includes('/') && r.verbs.includes('list') && r.verbs.includes('delete')) refs.push(`${version}/${r.name}`);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
		}
	}
	return refs;
}

/** What is left is said in the status, as kubectl describe shows it. */
function conditions(left: readonly string[], finalizers: readonly string[], time: string) {
	const row = (type: string, status: boolean, reason: string, message: string) => ({
		type,
		status: status ? 'True' : 'False',
		reason,
		message,
		lastTransitionTime: time
	});
	return [
		row('NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'),
		row('NamespaceDeletionGroupVersionParsingFailure', false, 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
		row('NamespaceDeletionContentFailure', false, 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
		left.length
			? row('NamespaceContentRemaining', true, 'SomeResourcesRemain', `Some resources are remaining: ${left.join(', ')}`)
			: row('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'),
		finalizers.length
			? row('NamespaceFinalizersRemaining', true, 'SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`)
			: row('NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
	];
}

function* reconcile(key: string): Sys<Result> {
	const namespace = yield* cached('v1/namespaces', key);
	if (!namespace?.metadata.deletionTimestamp || !namespace.spec?.finalizers?.includes('kubernetes')) return done;
	const left: string[] = [];
	const finalizers = new Map<string, number>();
	for (const ref of yield* namespacedResources()) {
		const { items } = yield* list(ref, { namespace: key });
		for (const item of items) {
			if (item.metadata.deletionTimestamp) continue;
			try {
				yield* remove(ref, keyOf(item), { propagationPolicy: 'Background' });
			} catch (error) {
				if (!isNotFound(error) && !(error instanceof ApiError && error.code === 405)) throw error;
			}
		}
		if (items.length === 0) continue;
		const after = (yield* list(ref, { namespace: key })).items;
		for (const item of after) for (const finalizer of item.metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
		const slash = ref.lastIndexOf('/');
		const version = ref.slice(0, slash);
		if (after.length)
			left.push(`${ref.slice(slash + 1)}.${version.includes('/') ? version.slice(0, version.indexOf('/')) : ''} has ${after.length} resource instances`);
	}
	if (left.length === 0) {
		try {
			yield* request('PUT', `/api/v1/namespaces/${key}/finalize`, {
				...namespace,
				spec: { ...namespace.spec, finalizers: namespace.spec.finalizers.filter((f) => f !== 'kubernetes') }
			});
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
		return done;
	}
	const time = rfc3339(yield* clock());
	const status: Namespace['status'] = {
		...namespace.status,
		phase: 'Terminating',
		conditions: conditions(
			left,
			[...finalizers].map(([name, n]) => `${name} in ${n} resource instances`),
			time
		)
	};
	const texts = (s: Namespace['status']) => JSON.stringify((s?.conditions ?? []).map((c) => [c.type, c.status, c.message]));
	if (texts(status) !== texts(namespace.status)) yield* updateStatus('v1/namespaces', { ...namespace, status });
	return requeueAfter(left.some((text) => text.startsWith('pods.')) ? 2_000_000 : 1_000_000);
}

export const namespace: Controller = { name: 'namespace', workers: 2, reconcile };
