// PUT and PATCH: a new state of an existing object, of the object itself, its status or its scale.
import { FieldErrors, isPlain, type Kind, type KubeObject, type Plain } from '../kinds/index.ts';
import { encodeJson } from '../values/json.ts';
import { admit } from './admission/index.ts';
import { stored } from './cluster.ts';
import { createFrom, isDryRun, prune } from './create.ts';
import { asObject, draftOf, fieldManager, metadataOf } from './draft.ts';
import { equal } from './field-set.ts';
import { applyConfiguration, updateManaged } from './managed-fields.ts';
import type { Memory } from './memory.ts';
import { tidyMetadata, validateMetadata, validateMetadataUpdate } from './metadata.ts';
import { cannotUnmarshal, jsonPatch, mergePatch, PatchError, strategicPatch } from './patch.ts';
import { bodyOf, headerOf, mediaType, objectBody, ok, type ApiRequest, type Outcome, type PlannedChange } from './request.ts';
import type { RequestInfo } from './request-info.ts';
import { badRequest, conflict, invalid, modified, notAllowed, notFound, StatusError } from './status.ts';
import { view } from './view.ts';

/** An object's name is the one that the request names. */
function checkName(object: Plain, info: RequestInfo): void {
	const name = isPlain(object.metadata) ? object.metadata.name : undefined;
	if (name !== undefined && name !== info.name) throw badRequest(`the name of the object (${String(name)}) does not match the name on the URL (${info.name})`);
}

/** Handles PUT on an object or its status. */
export function update(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('update')) throw notAllowed(kind, 'update');
	const { info } = request;
	const body = objectBody(request, kind);
	const old = stored(m, kind, info.namespace, info.name);
	const creates = !old && kind.strategy.createOnUpdate && info.subresource === '';
	// The body is decoded before anything is looked up: a mistake in it is told even when the object does not exist.
	const draft = creates ? body : draftOf(request, kind, body, old ? inVersion(kind, old) : null);
	const metadata = isPlain(body.metadata) ? body.metadata : {};
	checkName(body, info);
	if (kind.row.namespaced && metadata.namespace !== undefined && metadata.namespace !== '' && metadata.namespace !== info.namespace)
		throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
	if (creates) return createFrom(m, request, kind, body);
	if (!old) throw notFound(kind, info.name);
	const version = metadata.resourceVersion;
	if (typeof version === 'string' && version !== '' && version !== old.metadata.resourceVersion) throw conflict(kind, info.name, modified);
	if (typeof metadata.uid === 'string' && metadata.uid !== '' && metadata.uid !== old.metadata.uid)
		throw conflict(
			kind,
			info.name,
			`StorageError: invalid object, Code: 4, Key: /registry/${kind.storage}/${info.namespace ? `${info.namespace}/` : ''}${info.name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${old.metadata.uid}`
		);
	const unconditional = version === undefined || version === '';
	if (unconditional && kind.strategy.requiresVersion) {
		const errors = new FieldErrors();
		errors.invalid('metadata.resourceVersion', 0, 'must be specified for an update');
		throw invalid(kind, info.name, errors.list);
	}
	return replaceWith(m, request, kind, old, draft, unconditional);
}
/** An object in the form of the version asked for. */
const inVersion = (kind: Kind, object: KubeObject): KubeObject => (kind.strategy.fromStored ? kind.strategy.fromStored(object) : object);

/** The common end of PUT and PATCH. `retry`: a conflict in etcd means to start over. */
export function replaceWith(
	m: Memory,
	request: ApiRequest,
	kind: Kind,
	storedOld: KubeObject,
	draft: Plain,
	retry: boolean,
	managed?: readonly unknown[]
): Outcome {
	const { info } = request;
	const { strategy } = kind;
	const status = info.subresource === 'status';
	const old = inVersion(kind, storedOld);
	const dryRun = isDryRun(request);
	let next = draft;
	const metadata = metadataOf(next);
	for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const)
		if (metadata[field] === undefined && old.metadata[field] !== undefined) metadata[field] = old.metadata[field];
	metadata.resourceVersion = old.metadata.resourceVersion;
	metadata.generation = old.metadata.generation;
	if (status) {
		const { status: newStatus } = next;
		next = { ...(old as unknown as Plain), metadata: { ...metadata, labels: old.metadata.labels, ownerReferences: old.metadata.ownerReferences } };
		if (newStatus === undefined) delete next.status;
		else next.status = newStatus;
		strategy.prepareForStatusUpdate?.(next as never, old, { now: request.now, user: request.user, subresource: 'status' });
	} else {
		if (kind.hasStatus && !strategy.keepsStatus) {
			if ('status' in old) next.status = old.status;
			else delete next.status;
		}
		strategy.prepareForUpdate?.(next as never, old, { now: request.now, user: request.user, subresource: info.subresource });
	}
	const meta = metadataOf(next);
	if (managed) meta.managedFields = managed;
	else {
		const kept = Array.isArray(meta.managedFields) ? (meta.managedFields.length === 0 ? [] : old.metadata.managedFields) : old.metadata.managedFields;
		meta.managedFields = kept ?? [];
		meta.managedFields = updateManaged(kind, old, next, meta, { manager: fieldManager(request), subresource: info.subresource, now: request.now });
	}
	const attributes = {
		m,
		request,
		kind,
		operation: 'UPDATE' as const,
		subresource: info.subresource,
		object: next,
		old,
		namespace: info.namespace,
		name: info.name,
		dryRun,
		release: [] as string[],
		also: [] as PlannedChange[]
	};
	admit(attributes, 'mutate');
	if (!status && (strategy.generation ?? kind.hasStatus) && specChanged(old, next)) meta.generation = (old.metadata.generation ?? 0) + 1;
	const errors = new FieldErrors();
	validateMetadataUpdate(asObject(next).metadata, old.metadata, errors);
	if (status) strategy.validateStatusUpdate?.(asObject(next), old, errors);
	else {
		if (!errors.any) validateMetadata(kind, asObject(next).metadata, errors, old.metadata);
		strategy.validateUpdate?.(asObject(next), old, errors);
		if (!strategy.validateUpdate) strategy.validate?.(asObject(next), errors);
	}
	if (errors.any) throw invalid(kind, info.name, errors.list);
	for (const warning of strategy.warnings?.(asObject(next), old) ?? []) request.warnings.push(warning);
	admit(attributes, 'validate');
	next.metadata = tidyMetadata(meta);
	let object = asObject(prune(next));
	if (strategy.toStored) object = asObject(strategy.toStored(object as unknown as Plain));
	if ((managed || storedOld.metadata.managedFields === object.metadata.managedFields) && unchanged(storedOld, object))
		return ok(view(m, request, kind, storedOld));
	if (dryRun) return ok(view(m, request, kind, { ...object, metadata: { ...object.metadata, resourceVersion: storedOld.metadata.resourceVersion } }));
	const key = kind.row.namespaced ? `${info.namespace}/${info.name}` : info.name;
	const doomed =
		object.metadata.deletionTimestamp !== undefined &&
		(object.metadata.finalizers ?? []).length === 0 &&
		!strategy.held?.(object) &&
		(object.metadata.deletionGracePeriodSeconds ?? 0) === 0;
	return {
		kind: 'write',
		status: 200,
		changes: [{ storage: kind.storage, key, object: doomed ? null : object, expect: Number(storedOld.metadata.resourceVersion) }, ...attributes.also],
		answer: doomed ? { value: view(m, request, kind, object) } : 'view',
		ref: kind.ref,
		retry,
		onConflict: conflict(kind, info.name, modified).body,
		release: attributes.release
	};
}

function specChanged(old: KubeObject, next: Plain): boolean {
	const before = old as unknown as Plain;
	for (const key of new Set([...Object.keys(before), ...Object.keys(next)])) {
		if (key === 'metadata' || key === 'status' || key === 'apiVersion' || key === 'kind') continue;
		if (!equal(before[key], next[key])) return true;
	}
	return old.metadata.deletionTimestamp === undefined && isPlain(next.metadata) && next.metadata.deletionTimestamp !== undefined;
}
/** Whether nothing but managers' times differs: such a write is left out, as etcd3's store does. */
function unchanged(old: KubeObject, next: KubeObject): boolean {
	const strip = (object: KubeObject): unknown => ({ ...object, metadata: { ...object.metadata, managedFields: undefined, resourceVersion: undefined } });
	if (!equal(strip(old), strip(next))) return false;
	const bare = (object: KubeObject): unknown => (object.metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry);
	return old.metadata.managedFields === next.metadata.managedFields || equal(bare(old), bare(next));
}

/** Handles PATCH on an object or its status. */
export function patch(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('patch')) throw notAllowed(kind, 'patch');
	const { info } = request;
	const type = headerOf(request.headers, 'Content-Type').split(';')[0]?.trim() ?? '';
	const old = stored(m, kind, info.namespace, info.name);
	if (type.startsWith('application/apply-patch')) return apply(m, request, kind, old);
	if (!old) throw notFound(kind, info.name);
	const { object } = patchedBy(request, kind, inVersion(kind, old), type);
	const given = isPlain(object.metadata) ? object.metadata.resourceVersion : undefined;
	if (given !== undefined && given !== old.metadata.resourceVersion) throw conflict(kind, info.name, modified);
	return replaceWith(
		m,
		request,
		kind,
		old,
		draftOf(request, kind, object, inVersion(kind, old), () => patchText(request, type)),
		true
	);
}

/** The current object with the request's patch applied. */
export function patchedBy(request: ApiRequest, kind: Kind, current: KubeObject, type: string): { object: Plain } {
	const body = bodyOf(request);
	let result: unknown;
	try {
		const isMerge = type === 'application/merge-patch+json';
		const isStrategic = type === 'application/strategic-merge-patch+json' && kind.custom === undefined;
		if ((isMerge || isStrategic) && !isPlain(body))
			throw new PatchError((isMerge ? 'error decoding patch: ' : '') + cannotUnmarshal(body, 'map[string]interface {}'), 400);
		if (type === 'application/json-patch+json') result = jsonPatch(current, body);
		else if (isMerge) result = mergePatch(current, body);
		else if (isStrategic) {
			result = strategicPatch(kind.schemas, kind.type, current, body);
		} else throw mediaTypePatch();
	} catch (error) {
		if (!(error instanceof PatchError)) throw error;
		if (error.code === 400) throw badRequest(error.message);
		// NewGenericServerResponse keeps what went wrong to itself.
		throw new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
	}
	if (!isPlain(result)) throw badRequest('the patch does not result in an object');
	checkName(result, request.info);
	return { object: result };
}
/** A patch as its error shows it: a strategic one as Go prints a map, the others as JSON. */
function patchText(request: ApiRequest, type: string): string {
	const body = bodyOf(request);
	return type === 'application/strategic-merge-patch+json' ? goMap(body) : encodeJson(body, { sortKeys: true });
}
const goMap = (value: unknown): string =>
	isPlain(value)
		? `map[${Object.keys(value)
				.sort()
				.map((key) => `${key}:${goMap(value[key])}`)
				.join(' ')}]`
		: Array.isArray(value)
			? `[${value.map(goMap).join(' ')}]`
			: value === null
				? '<nil>'
				: String(value);
const mediaTypePatch = (): StatusError =>
	new StatusError(
		415,
		'UnsupportedMediaType',
		'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
	);

/** Server-side apply. */
function apply(m: Memory, request: ApiRequest, kind: Kind, old: KubeObject | undefined): Outcome {
	const { info } = request;
	const manager = info.query.get('fieldManager') ?? '';
	if (manager === '') {
		const errors = new FieldErrors();
		errors.required('fieldManager', 'is required for apply patch');
		throw new StatusError(422, 'Invalid', `PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch`, {
			group: 'meta.k8s.io',
			kind: 'PatchOptions',
			causes: [{ reason: 'FieldValueRequired', message: 'Required value: is required for apply patch', field: 'fieldManager' }]
		});
	}
	const value = bodyOf(request);
	if (!isPlain(value)) throw badRequest('error decoding YAML: the body is not an object');
	const config = decodeConfig(request, kind, value);
	const { managedFields } = metadataOf(config);
	if (Array.isArray(managedFields) && managedFields.length > 0) throw badRequest('metadata.managedFields must be nil');
	const force = info.query.get('force') === 'true';
	const base = old ? inVersion(kind, old) : null;
	const live = base && manager === 'kubectl' ? withLastApplied(base, config) : base;
	const result = applyConfiguration(kind, live, config, { manager, subresource: info.subresource, now: request.now }, force);
	if (!old) {
		if (info.subresource !== '') throw notFound(kind, info.name);
		return createFrom(m, request, kind, { ...result.object, metadata: { ...metadataOf(result.object), name: info.name } }, result.managed);
	}
	return replaceWith(
		m,
		request,
		kind,
		old,
		draftOf(request, kind, result.object, base, () => ''),
		true,
		result.managed
	);
}
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** kubectl's own applies keep the annotation of its client-side apply up to date where there is one (lastAppliedUpdater). */
function withLastApplied(live: KubeObject, config: Plain): KubeObject {
	if (live.metadata.annotations?.[lastApplied] === undefined) return live;
	const { annotations, ...metadata } = metadataOf({ ...config });
	const others = isPlain(annotations) ? Object.entries(annotations).filter(([key]) => key !== lastApplied) : [];
	const bare = { ...config, metadata: { ...metadata, ...(others.length > 0 ? { annotations: Object.fromEntries(others) } : {}) } };
	const text = `${encodeJson(bare, { sortKeys: true })}\n`;
	return { ...live, metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, [lastApplied]: text } } };
}
/** Strict field checks of the applied configuration, without defaults. */
function decodeConfig(request: ApiRequest, kind: Kind, value: Plain): Plain {
	const bare: Kind = { ...kind, strategy: {} };
	draftOf({ ...request, info: { ...request.info } }, bare, value, null);
	return value;
}

// scale ------------------------------------------------------------------------------------------
const at = (object: unknown, path: string): unknown =>
	path
		.split('.')
		.filter(Boolean)
		.reduce<unknown>((value, key) => (isPlain(value) ? value[key] : undefined), object);
const setAt = (object: Plain, path: readonly string[], value: unknown): Plain => {
	const [key = '', ...rest] = path;
	return { ...object, [key]: rest.length === 0 ? value : setAt(isPlain(object[key]) ? object[key] : {}, rest, value) };
};

/** autoscaling/v1 Scale of an object. */
export function scaleOf(kind: Kind, object: KubeObject): Plain {
	const rule = kind.strategy.scale;
	const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
	const selector = rule?.selector ? at(object, rule.selector) : undefined;
	return {
		kind: 'Scale',
		apiVersion: 'autoscaling/v1',
		metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
		spec: { ...(Number(at(object, rule?.replicas ?? '') ?? 0) ? { replicas: at(object, rule?.replicas ?? '') } : {}) },
		status: { replicas: Number(at(object, rule?.status ?? '') ?? 0), ...(selector ? { selector: selectorText(selector) } : {}) }
	};
}
function selectorText(selector: unknown): string {
	if (typeof selector === 'string') return selector;
	if (!isPlain(selector)) return '';
	const labels = isPlain(selector.matchLabels) ? selector.matchLabels : 'matchExpressions' in selector ? {} : selector;
	const parts = Object.keys(labels)
		.sort()
		.map((key) => `${key}=${String(labels[key])}`);
	for (const expression of Array.isArray(selector.matchExpressions) ? selector.matchExpressions : []) {
		const { key, operator, values } = expression as { key: string; operator: string; values?: readonly string[] };
		parts.push(operator === 'Exists' ? key : operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${(values ?? []).join(',')})`);
	}
	return parts.join(',');
}

/** GET, PUT and PATCH of the scale subresource. */
export function scale(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	const { info } = request;
	const old = stored(m, kind, info.namespace, info.name);
	if (!old || !kind.strategy.scale) throw notFound(kind, info.name);
	const current = scaleOf(kind, old);
	if (info.verb === 'get') return ok(current);
	let wanted: Plain;
	if (info.verb === 'update') wanted = objectBody(request, kind);
	else {
		const type = headerOf(request.headers, 'Content-Type').split(';')[0]?.trim() ?? '';
		if (!type.endsWith('patch+json')) throw mediaType();
		wanted = patchedBy(request, { ...kind, type: { f: {} }, custom: undefined }, current as unknown as KubeObject, type).object;
	}
	const metadata = isPlain(wanted.metadata) ? wanted.metadata : {};
	if (typeof metadata.resourceVersion === 'string' && metadata.resourceVersion !== '' && metadata.resourceVersion !== old.metadata.resourceVersion)
		throw conflict(kind, info.name, modified);
	const replicas = Number(at(wanted, 'spec.replicas') ?? 0);
	if (replicas < 0) {
		const errors = new FieldErrors();
		errors.nonNegative('spec.replicas', replicas);
		throw invalid(kind, info.name, errors.list, 'Scale', 'autoscaling');
	}
	const next = setAt({ ...(old as unknown as Plain) }, kind.strategy.scale.replicas.split('.').filter(Boolean), replicas);
	const outcome = replaceWith(
		m,
		request,
		kind,
		old,
		{ ...next, metadata: { ...old.metadata } as unknown as Plain },
		info.verb === 'patch' || metadata.resourceVersion === undefined
	);
	if (outcome.kind === 'respond') return ok(scaleOf(kind, asScaled(old, outcome)));
	return outcome.kind === 'write' ? { ...outcome, answer: 'scale' } : outcome;
}
const asScaled = (old: KubeObject, outcome: { body?: unknown }): KubeObject =>
	isPlain(outcome.body) && isPlain(outcome.body.json) && outcome.body.json.kind !== 'Status' ? (outcome.body.json as unknown as KubeObject) : old;
