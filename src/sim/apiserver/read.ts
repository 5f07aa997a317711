// GET: one object, lists with selectors and pages, and the start of a watch.
import { SelectorError, parseSelector, type Selector } from '../values/selector.ts';
import { parseFieldSelector, type FieldSelector } from '../values/field-selector.ts';
import { base64Url, text, unbase64 } from '../values/bytes.ts';
import { goQuote } from '../values/strings.ts';
import { isPlain, type Kind, type KubeObject } from '../kinds/index.ts';
import { addWatcher, itemFor, ordered, resourceOf, selects, type WatchItem, type Watcher } from './cache.ts';
import { selectable, stored } from './cluster.ts';
import type { Memory } from './memory.ts';
import { ok, type ApiRequest, type Outcome } from './request.ts';
import { badRequest, gone, notAllowed, notFound, StatusError } from './status.ts';
import { tableOf, partialMetadata } from './table.ts';
import { acceptedForm, inVersionOf, view } from './view.ts';

/** Handles GET on one object (or its status). */
export function get(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	const { info } = request;
	if (!kind.row.verbs.includes('get')) throw notAllowed(kind, 'get');
	const object = stored(m, kind, info.namespace, info.name);
	if (!object) throw notFound(kind, info.name);
	return ok(view(m, request, kind, object));
}

interface Filters {
	readonly storage: string;
	readonly namespace: string;
	readonly labels: Selector | null;
	readonly fields: FieldSelector | null;
}
function filtersOf(request: ApiRequest, kind: Kind): Filters {
	const { query, namespace, name } = request.info;
	const label = query.get('labelSelector') ?? '';
	const field = query.get('fieldSelector') ?? '';
	let labels: Selector | null = null;
	let fields: FieldSelector | null = null;
	try {
		if (label) labels = parseSelector(label);
		if (field) fields = parseFieldSelector(field);
	} catch (error) {
		if (!(error instanceof SelectorError)) throw error;
		throw badRequest(error.message);
	}
	if (name) fields = [...(fields ?? []), { field: 'metadata.name', operator: '=', value: name }];
	const known = kind.strategy.fields;
	for (const term of fields ?? []) {
		if (term.field === 'metadata.name' || (term.field === 'metadata.namespace' && kind.row.namespaced)) continue;
		const sample =
			known?.({
				apiVersion: kind.apiVersion,
				kind: kind.row.kind,
				metadata: { name: '', uid: '', resourceVersion: '', creationTimestamp: '' }
			} as KubeObject) ?? {};
		if (term.field in sample) continue;
		// Kinds without a conversion of their own have the scheme's (runtime.DefaultMetaV1FieldSelectorConversion).
		if (known !== undefined || kind.custom !== undefined) throw badRequest(`field label not supported: ${term.field}`);
		throw badRequest(`${goQuote(term.field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
	}
	return { storage: kind.storage, namespace: kind.row.namespaced ? namespace : '', labels, fields };
}

/** The objects a request selects, in order. */
export function matching(m: Memory, request: ApiRequest, kind: Kind): readonly KubeObject[] {
	const filters = filtersOf(request, kind);
	const resource = m.cache.resources.get(kind.storage);
	if (!resource) return [];
	const objects = ordered(resource, filters.namespace, filters.fields);
	return filters.labels || filters.fields ? objects.filter((object) => selects(filters, object, selectable)) : objects;
}

const encodeContinue = (start: string, revision: number): string => base64Url(`{"v":"meta.k8s.io/v1","rv":${revision},"start":${JSON.stringify(start)}}`);
function decodeContinue(token: string): { start: string; revision: number } {
	try {
		const value: unknown = JSON.parse(text(unbase64(token, { url: true })));
		if (isPlain(value) && typeof value.start === 'string') return { start: value.start, revision: Number(value.rv) };
	} catch {
		// falls through: every way to be wrong has one answer
	}
	throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
}

/** Handles GET on a collection. */
export function list(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('list')) throw notAllowed(kind, 'list');
	const { query } = request.info;
	const asked = Number(query.get('resourceVersion') ?? '0');
	if (Number.isNaN(asked))
		throw badRequest(
			`resourceVersion: Invalid value: "${query.get('resourceVersion') ?? ''}": strconv.ParseUint: parsing "${query.get('resourceVersion') ?? ''}": invalid syntax`
		);
	if (asked > m.cache.revision) return { kind: 'wait', revision: asked };
	let items = matching(m, request, kind);
	let revision = m.cache.revision;
	const token = query.get('continue') ?? '';
	const keyOf = (object: KubeObject): string => (kind.row.namespaced ? `${object.metadata.namespace ?? ''}/${object.metadata.name}` : object.metadata.name);
	if (token) {
		const from = decodeContinue(token);
		revision = from.revision;
		items = items.filter((item) => keyOf(item) > from.start);
	}
	const limit = Number(query.get('limit') ?? '0');
	let more: { continue: string; remainingItemCount?: number } | undefined;
	if (limit > 0 && items.length > limit) {
		const page = items.slice(0, limit);
		const last = page[limit - 1];
		const filtered = query.has('labelSelector') || query.has('fieldSelector');
		more = { continue: encodeContinue(last ? keyOf(last) : '', revision), ...(filtered ? {} : { remainingItemCount: items.length - limit }) };
		items = page;
	}
	const shown = kind.strategy.fromStored ? items.map((item) => inVersionOf(kind, item)) : items;
	const form = acceptedForm(request);
	if (form === 'table')
		return ok(
			tableOf(kind, kind.strategy.order ? [...shown].sort((a, b) => kind.strategy.order?.(a, b) ?? 0) : shown, request.now, {
				includeObject: query.get('includeObject') ?? 'Metadata',
				resourceVersion: String(revision),
				...more
			})
		);
	return ok({
		kind: form === 'metadata' ? 'PartialObjectMetadataList' : `${kind.row.kind}List`,
		apiVersion: form === 'metadata' ? 'meta.k8s.io/v1' : kind.apiVersion,
		metadata: { resourceVersion: String(revision), ...more },
		items: form === 'metadata' ? shown.map(partialMetadata) : shown
	});
}

/** Handles GET with watch=true: registers a watcher whose queue begins with what it has missed. */
export function watch(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	if (!kind.row.verbs.includes('watch')) throw notAllowed(kind, 'watch');
	const { query } = request.info;
	const filters = filtersOf(request, kind);
	const resource = resourceOf(m.cache, kind.storage);
	const text = query.get('resourceVersion') ?? '';
	const from = Number(text === '' ? '0' : text);
	if (Number.isNaN(from)) throw badRequest(`resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`);
	if (from > m.cache.revision) return { kind: 'wait', revision: from };
	const initial = query.get('sendInitialEvents');
	const watcher: Watcher = {
		id: m.cache.nextWatcher++,
		...filters,
		ref: kind.ref,
		bookmarks: query.get('allowWatchBookmarks') === 'true',
		table: acceptedForm(request),
		queue: [],
		closed: false
	};
	if (from === 0 ? initial !== 'false' : initial === 'true') {
		const objects = ordered(resource, filters.namespace, filters.fields).filter((object) => selects(filters, object, selectable));
		watcher.queue.push(...objects.map((object): WatchItem => ({ type: 'ADDED', object })));
		if (initial === 'true') watcher.queue.push(bookmark(kind, m.cache.revision, true));
	} else if (from > 0) {
		if (from < resource.forgotten) throw gone(`too old resource version: ${from} (${resource.forgotten})`);
		for (const event of resource.events) {
			if (event.revision <= from) continue;
			const item = itemFor(watcher, event, selectable);
			if (item) watcher.queue.push(item);
		}
	}
	addWatcher(m.cache, watcher);
	const timeout = Number(query.get('timeoutSeconds') ?? '0');
	return { kind: 'watch', watcher: watcher.id, timeoutSeconds: timeout > 0 ? timeout : 1800 + ((watcher.id * 37) % 1800) };
}
/** A BOOKMARK: an object with nothing but a version. */
export const bookmark = (kind: Kind, revision: number, initialEnd = false): WatchItem => ({
	type: 'BOOKMARK',
	object: {
		kind: kind.row.kind,
		apiVersion: kind.apiVersion,
		metadata: { resourceVersion: String(revision), ...(initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}) }
	}
});
export const tooLarge = (asked: number, current: number): StatusError =>
	new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
		causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
		retryAfterSeconds: 1
	});
