// POST: a new object through decoding, admission, defaults and validation to one write.
import { FieldErrors, type Kind, type Plain } from '../kinds/index.ts';
import { rfc3339 } from '../values/time.ts';
import { admit } from './admission/index.ts';
import { stored } from './cluster.ts';
import { asObject, draftOf, fieldManager, metadataOf } from './draft.ts';
import { updateManaged } from './managed-fields.ts';
import type { Memory } from './memory.ts';
import { generatedName, tidyMetadata, uuid, validateMetadata } from './metadata.ts';
import { objectBody, ok, type ApiRequest, type Outcome, type PlannedChange } from './request.ts';
import { view } from './view.ts';
import { alreadyExists, badRequest, invalid, notAllowed, StatusError } from './status.ts';

/** Handles POST on a collection. */
export function create(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('create')) throw notAllowed(kind, 'create');
	return createFrom(m, request, kind, objectBody(request, kind));
}

/** Creates from a value (a POST's body, or an apply's result). `managed` is given by apply. */
export function createFrom(m: Memory, request: ApiRequest, kind: Kind, body: Plain, managed?: readonly unknown[]): Outcome {
	if (request.random === '') return { kind: 'random' };
	const { info } = request;
	const draft = draftOf(request, kind, kind.strategy.toStored && kind.ref !== kind.storage ? body : body, null);
	const metadata = metadataOf(draft);
	if (kind.row.namespaced) {
		if (metadata.namespace === undefined || metadata.namespace === '') metadata.namespace = info.namespace;
		else if (metadata.namespace !== info.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
	}
	if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '') throw badRequest('resourceVersion should not be set on objects to be created');
	const nameGiven = typeof metadata.name === 'string' && metadata.name !== '';
	if (!nameGiven && typeof metadata.generateName === 'string' && metadata.generateName !== '')
		metadata.name = generatedName(metadata.generateName, request.random.slice(32));
	metadata.uid = uuid(request.random);
	metadata.creationTimestamp = rfc3339(request.now);
	delete metadata.deletionTimestamp;
	delete metadata.deletionGracePeriodSeconds;
	delete metadata.selfLink;
	metadata.managedFields = managed ?? [];
	const dropsStatus = kind.hasStatus && !kind.strategy.keepsStatus;
	if (dropsStatus) draft.status = freshStatus(kind);
	if (!managed) metadata.managedFields = updateManaged(kind, null, draft, metadata, { manager: fieldManager(request), subresource: '', now: request.now });
	const dryRun = isDryRun(request);
	const name = String(metadata.name ?? '');
	const existing = name ? stored(m, kind, info.namespace, name) : undefined;
	const attributes = {
		m,
		request,
		kind,
		operation: 'CREATE' as const,
		subresource: '',
		object: draft,
		old: undefined,
		namespace: info.namespace,
		name,
		dryRun,
		release: [] as string[],
		also: [] as PlannedChange[]
	};
	admit(attributes, 'mutate');
	if (kind.strategy.generation ?? kind.hasStatus) metadata.generation = 1;
	kind.strategy.prepareForCreate?.(draft as never, { now: request.now, user: request.user, subresource: '' });
	const errors = new FieldErrors();
	validateMetadata(kind, asObject(draft).metadata, errors);
	kind.strategy.validate?.(asObject(draft), errors);
	if (errors.any) throw invalid(kind, name, errors.list);
	for (const warning of kind.strategy.warnings?.(asObject(draft), undefined) ?? []) request.warnings.push(warning);
	if (existing) throw alreadyExists(kind, name, existing.metadata.deletionTimestamp !== undefined);
	admit(attributes, 'validate');
	draft.metadata = tidyMetadata(metadata);
	let object = asObject(prune(draft));
	if (kind.strategy.toStored) object = asObject(kind.strategy.toStored(object as unknown as Plain));
	if (dryRun) return ok(view(m, request, kind, object), 201);
	const key = kind.row.namespaced ? `${info.namespace}/${name}` : name;
	const taken = nameGiven
		? alreadyExists(kind, name)
		: new StatusError(409, 'AlreadyExists', `${kind.resource} "${name}" already exists, the server was not able to generate a unique name for the object`, {
				name,
				group: kind.row.group,
				kind: kind.row.plural,
				retryAfterSeconds: 1
			});
	return {
		kind: 'write',
		status: 201,
		changes: [{ storage: kind.storage, key, object, expect: 0 }, ...attributes.also],
		answer: 'view',
		ref: kind.ref,
		retry: false,
		onConflict: taken.body,
		release: attributes.release,
		...(kind.strategy.ttl ? { ttl: m.options.eventTtl } : {})
	};
}

/** What a status is before anyone wrote it: {} or nothing. */
const freshStatus = (kind: Kind): unknown =>
	kind.type.f.status?.z === undefined ? undefined : { ...(kind.type.f.status.r ? structZero(kind, kind.type.f.status.r) : {}) };
function structZero(kind: Kind, ref: string): Plain {
	const type = kind.schemas[ref];
	const out: Plain = {};
	for (const field of type?.Z ?? []) {
		const schema = type?.f[field];
		out[field] = schema?.r ? structZero(kind, schema.r) : schema?.z;
	}
	return out;
}
export function isDryRun(request: ApiRequest): boolean {
	const value = request.info.query.get('dryRun');
	if (value === undefined || value === '') return false;
	if (value !== 'All')
		throw new StatusError(422, 'Invalid', ` "" is invalid: dryRun: Unsupported value: "${value}": supported values: "All"`, {
			causes: [{ reason: 'FieldValueNotSupported', message: `Unsupported value: "${value}": supported values: "All"`, field: 'dryRun' }]
		});
	return true;
}
/** Without keys whose value is undefined. */
export function prune(draft: Plain): Plain {
	const out: Plain = {};
	for (const key in draft) if (draft[key] !== undefined) out[key] = draft[key];
	return out;
}
