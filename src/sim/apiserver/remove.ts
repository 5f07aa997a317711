// DELETE: at once, gracefully, or held by finalizers; preconditions and propagation policies; collections.
import { isPlain, type Kind, type KubeObject, type Mutable, type Plain } from '../kinds/index.ts';
import { rfc3339 } from '../values/time.ts';
import { admit } from './admission/index.ts';
import { stored } from './cluster.ts';
import { isDryRun } from './create.ts';
import type { Memory } from './memory.ts';
import { tidyMetadata } from './metadata.ts';
import { matching } from './read.ts';
import { bodyOf, ok, type ApiRequest, type Outcome, type PlannedChange } from './request.ts';
import { conflict, modified, notAllowed, notFound, success } from './status.ts';
import { view } from './view.ts';

interface DeleteOptions {
	readonly grace: number | undefined;
	readonly policy: string | undefined;
	readonly uid: string | undefined;
	readonly version: string | undefined;
	/** Asked for in the body; the query may ask too. */
	readonly dryRun: boolean;
}
function optionsOf(request: ApiRequest): DeleteOptions {
	const body = bodyOf(request);
	const value: Plain = isPlain(body) ? body : {};
	const { query } = request.info;
	const preconditions = isPlain(value.preconditions) ? value.preconditions : {};
	const asked = value.gracePeriodSeconds ?? query.get('gracePeriodSeconds');
	const text = (v: unknown): string | undefined => (typeof v === 'string' ? v : undefined);
	const orphan = value.orphanDependents ?? query.get('orphanDependents');
	return {
		grace: asked === undefined || asked === null ? undefined : Number(asked),
		policy:
			text(value.propagationPolicy) ??
			query.get('propagationPolicy') ??
			(orphan === undefined ? undefined : String(orphan) === 'true' ? 'Orphan' : 'Background'),
		uid: text(preconditions.uid),
		version: text(preconditions.resourceVersion),
		dryRun: Array.isArray(value.dryRun) && value.dryRun.includes('All')
	};
}

/** Handles DELETE on one object. */
export function remove(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('delete')) throw notAllowed(kind, 'delete');
	return removeNamed(m, request, kind, request.info.name, optionsOf(request));
}

/** Deletes, as a DELETE with these options would: also what eviction does. */
export function removeNamed(m: Memory, request: ApiRequest, kind: Kind, name: string, options: DeleteOptions): Outcome {
	const { info } = request;
	const old = stored(m, kind, info.namespace, name);
	if (!old) throw notFound(kind, name);
	if (options.uid !== undefined && options.uid !== old.metadata.uid)
		throw conflict(kind, name, `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${old.metadata.uid}`);
	if (options.version !== undefined && options.version !== old.metadata.resourceVersion)
		throw conflict(
			kind,
			name,
			`Precondition failed: ResourceVersion in precondition: ${options.version}, ResourceVersion in object meta: ${old.metadata.resourceVersion}`
		);
	const dryRun = options.dryRun || isDryRun(request);
	const attributes = {
		m,
		request,
		kind,
		operation: 'DELETE' as const,
		subresource: '',
		object: {} as Plain,
		old,
		namespace: info.namespace,
		name,
		dryRun,
		release: [] as string[],
		also: [] as PlannedChange[]
	};
	admit(attributes, 'mutate');
	admit(attributes, 'validate');
	const key = kind.row.namespaced ? `${info.namespace}/${name}` : name;
	const expect = Number(old.metadata.resourceVersion);
	const finalizers = finalizersFor(old, options.policy, kind);
	const grace = kind.strategy.graceSeconds?.(old, options.grace) ?? 0;
	const already = old.metadata.deletionTimestamp !== undefined;
	const held = finalizers.length > 0 || kind.strategy.held?.(old) === true;
	if (grace === 0 && !held) {
		const details = { name, ...(kind.row.group ? { group: kind.row.group } : {}), kind: kind.row.plural, uid: old.metadata.uid };
		const pod = kind.strategy.graceSeconds !== undefined;
		const answer = pod
			? { ...old, metadata: { ...old.metadata, deletionGracePeriodSeconds: 0, deletionTimestamp: old.metadata.deletionTimestamp ?? rfc3339(request.now) } }
			: success(details);
		if (dryRun) return ok(answer);
		return {
			kind: 'write',
			status: 200,
			changes: [{ storage: kind.storage, key, object: null, expect }, ...attributes.also],
			answer: { value: pod ? view(m, request, kind, answer as KubeObject) : answer },
			ref: kind.ref,
			retry: true,
			onConflict: conflict(kind, name, modified).body
		};
	}
	const sameFinalizers = finalizers.length === (old.metadata.finalizers ?? []).length && finalizers.every((f) => old.metadata.finalizers?.includes(f));
	if (already && sameFinalizers && grace >= (old.metadata.deletionGracePeriodSeconds ?? 0)) return ok(view(m, request, kind, old));
	const draft: Plain = { ...(old as unknown as Plain) };
	const shorter = already && grace < (old.metadata.deletionGracePeriodSeconds ?? 0);
	const seconds = already && !shorter ? (old.metadata.deletionGracePeriodSeconds ?? 0) : grace;
	draft.metadata = tidyMetadata({
		...old.metadata,
		finalizers,
		deletionTimestamp: already && !shorter ? old.metadata.deletionTimestamp : rfc3339(request.now + seconds * 1_000_000),
		...(kind.strategy.held ? {} : { deletionGracePeriodSeconds: seconds }),
		...(old.metadata.generation === undefined || already ? {} : { generation: old.metadata.generation + 1 })
	});
	if (!already) kind.strategy.markDeleted?.(draft as unknown as Mutable<KubeObject>);
	const object = draft as unknown as KubeObject;
	if (dryRun) return ok(view(m, request, kind, object));
	return {
		kind: 'write',
		status: 200,
		changes: [{ storage: kind.storage, key, object, expect }],
		answer: 'view',
		ref: kind.ref,
		retry: true,
		onConflict: conflict(kind, name, modified).body
	};
}

function finalizersFor(object: KubeObject, policy: string | undefined, kind: Kind): readonly string[] {
	const finalizers = object.metadata.finalizers ?? [];
	const chosen =
		policy ??
		(finalizers.includes('orphan') ? 'Orphan' : finalizers.includes('foregroundDeletion') ? 'Foreground' : kind.strategy.orphans ? 'Orphan' : 'Background');
	const rest = finalizers.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
	if (chosen === 'Orphan') return [...rest, 'orphan'];
	return chosen === 'Foreground' ? [...rest, 'foregroundDeletion'] : rest;
}

/** Handles DELETE on a collection: the server deletes each of them with this request's options. */
export function removeCollection(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('deletecollection')) throw notAllowed(kind, 'deletecollection');
	const items = matching(m, request, kind);
	return {
		kind: 'many',
		names: items.map((item) => item.metadata.name),
		respond: ok(success({ ...(kind.row.group ? { group: kind.row.group } : {}), kind: kind.row.plural }))
	};
}
/** One of a collection's deletes. */
export const removeOne = (m: Memory, request: ApiRequest, kind: Kind, name: string): Outcome => removeNamed(m, request, kind, name, optionsOf(request));
