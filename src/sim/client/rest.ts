// Typed requests: get, list, create, update, patch, delete and subresources, over the process's pool of connections.
// Every function throws ApiError (the server's Status), Errno (no connection) or TlsError. Results are shared: never change them.
import { act, Errno, type Sys } from '../engine/index.ts';
import { close, type HttpRequest, type HttpResponse } from '../kernel/index.ts';
import { splitKey, splitRef, type ApiStatus, type KubeObject, type ObjectOf, type ResourceRef } from '../kinds/index.ts';
import { goQuote } from '../values/strings.ts';
import { ApiError } from './errors.ts';
import type { ClientConfig, HasApi } from './memory.ts';
import { flush } from './queue.ts';
import { writeThrough } from './store.ts';
import { bodyValue, dial, exchange, requestHeaders, warningsOf } from './transport.ts';

/** A draft: what a client sends to create an object; the server fills the rest. */
export type Draft = { readonly apiVersion: string; readonly kind: string; readonly metadata: Partial<KubeObject['metadata']> } & Readonly<
	Record<string, unknown>
>;
export interface ListOptions {
	readonly namespace?: string;
	readonly labelSelector?: string;
	readonly fieldSelector?: string;
	readonly limit?: number;
	readonly continue?: string;
	readonly resourceVersion?: string;
}
export interface WriteOptions {
	readonly dryRun?: boolean;
	readonly fieldManager?: string;
	readonly subresource?: string;
	/** Keep the result out of this process's own store. */
	readonly noCache?: boolean;
}
export interface DeleteOptions {
	readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
	readonly gracePeriodSeconds?: number;
	readonly uid?: string;
	readonly resourceVersion?: string;
}

/** "/api/v1/namespaces/default/pods/web/status" */
export function resourcePath(ref: ResourceRef, namespace: string, name = '', subresource = ''): string {
	const { group, apiVersion, plural } = splitRef(ref);
	let path = `${group ? '/apis' : '/api'}/${apiVersion}`;
	if (namespace) path += `/namespaces/${namespace}`;
	path += `/${plural}`;
	if (name) path += `/${name}`;
	return subresource ? `${path}/${subresource}` : path;
}
/** "?a=b&c=d" of the values that are set. */
export function query(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
	let text = '';
	for (const key in values) {
		const value = values[key];
		if (value !== undefined && value !== '' && value !== false) text += `${text ? '&' : '?'}${key}=${encodeURIComponent(String(value))}`;
	}
	return text;
}

/** One exchange on a pooled connection; a pooled connection that turns out to be dead is replaced once. */
export function* request(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Sys<HttpResponse> {
	const { config, fd } = yield* takeConnection();
	const message: HttpRequest = {
		kind: 'request',
		method,
		path,
		headers: requestHeaders(config, headers),
		...(body === undefined ? {} : { body: { json: body } })
	};
	let used = fd;
	let answer: HttpResponse | undefined;
	if (fd >= 0) {
		try {
			answer = yield* exchange(fd, message);
		} catch (error) {
			yield* close(fd);
			if (!(error instanceof Errno) || error.code === 'EINTR') throw error;
		}
	}
	if (!answer) {
		used = yield* dial(config);
		try {
			answer = yield* exchange(used, message);
		} catch (error) {
			yield* close(used);
			throw error;
		}
	}
	if (answer.stream) throw new Errno('EPROTO');
	const keep = used;
	yield* act((m: HasApi) => {
		m.api.idle.push(keep);
	});
	return answer;
}
function* takeConnection(): Sys<{ config: ClientConfig; fd: number }> {
	const taken = yield* act((m: HasApi) => (m.api.config ? { config: m.api.config, fd: m.api.idle.pop() ?? -1 } : null));
	if (!taken) throw new Errno('ENOTCONN');
	return taken;
}

/** As request, answering the body's value; throws ApiError for answers from 400 on. */
export function* requestValue(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Sys<unknown> {
	const response = yield* request(method, path, body, headers);
	const value = bodyValue(response.body);
	if (response.status >= 400) throw new ApiError(statusOf(value, response.status), warningsOf(response));
	return value;
}
/** The Status of an error answer; other bodies become what client-go makes of their code (NewGenericServerResponse). */
export function statusOf(value: unknown, code: number): ApiStatus {
	if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status') return value as ApiStatus;
	const text = typeof value === 'string' ? value.trim() : value === undefined ? '' : JSON.stringify(value);
	const [reason, message] =
		generic[code] ??
		(code >= 500
			? ['InternalError', `an error on the server (${goQuote(text || 'unknown')}) has prevented the request from succeeding`]
			: ['Unknown', `the server responded with the status code ${code} but did not return more information`]);
	return {
		kind: 'Status',
		apiVersion: 'v1',
		metadata: {},
		status: 'Failure',
		message: message || text,
		reason,
		details: { causes: [{ reason: 'UnexpectedServerResponse', message: text || 'unknown' }] },
		code
	};
}
const generic: Readonly<Record<number, readonly [string, string]>> = {
	400: ['BadRequest', 'the server rejected our request for an unknown reason'],
	401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
	403: ['Forbidden', ''],
	404: ['NotFound', 'the server could not find the requested resource'],
	405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
	406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
	409: ['Conflict', 'the server reported a conflict'],
	415: ['UnsupportedMediaType', ''],
	422: ['Invalid', 'the server rejected our request due to an error in our request'],
	429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
	503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
	504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request']
};

// The server answers objects of the resource's type: the one place where JSON becomes typed.
const typed = <R extends ResourceRef>(_ref: R, routine: Sys<unknown>): Sys<ObjectOf<R>> => routine as Sys<ObjectOf<R>>;

/** Reads from the server (for the local cache see `cached`). */
export function* get<R extends ResourceRef>(ref: R, key: string): Sys<ObjectOf<R>> {
	const { namespace, name } = splitKey(key);
	return yield* typed(ref, requestValue('GET', resourcePath(ref, namespace, name)));
}
export interface ListOf<T> {
	readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
	readonly items: readonly T[];
}
export function* list<R extends ResourceRef>(ref: R, options: ListOptions = {}): Sys<ListOf<ObjectOf<R>>> {
	const { namespace, ...rest } = options;
	return (yield* requestValue('GET', resourcePath(ref, namespace ?? '') + query({ ...rest }))) as ListOf<ObjectOf<R>>;
}
const writeQuery = (options: WriteOptions): string => query({ dryRun: options.dryRun ? 'All' : undefined, fieldManager: options.fieldManager });

function* remember(ref: ResourceRef, value: unknown, options: WriteOptions): Sys<void> {
	if (options.dryRun || options.noCache || typeof value !== 'object' || value === null || !('metadata' in value)) return;
	yield* act((m: HasApi) => writeThrough(m, ref, value as KubeObject));
}

export function* create<R extends ResourceRef>(ref: R, object: Draft | ObjectOf<R>, options: WriteOptions = {}): Sys<ObjectOf<R>> {
	const { namespace } = object.metadata;
	const value = yield* typed(ref, requestValue('POST', resourcePath(ref, namespace ?? '') + writeQuery(options), object));
	yield* remember(ref, value, options);
	return value;
}
/** POST to a subresource: "binding", "eviction", "token". The body's kind is the subresource's own. */
export function* createSubresource(ref: ResourceRef, key: string, subresource: string, body: unknown): Sys<unknown> {
	const { namespace, name } = splitKey(key);
	return yield* requestValue('POST', resourcePath(ref, namespace, name, subresource), body);
}
/** PUT: Conflict when `metadata.resourceVersion` is given and not the latest. */
export function* update<R extends ResourceRef>(ref: R, object: Draft | ObjectOf<R>, options: WriteOptions = {}): Sys<ObjectOf<R>> {
	const { namespace, name } = object.metadata;
	const value = yield* typed(ref, requestValue('PUT', resourcePath(ref, namespace ?? '', name ?? '', options.subresource) + writeQuery(options), object));
	yield* remember(ref, value, options);
	return value;
}
export const updateStatus = <R extends ResourceRef>(ref: R, object: ObjectOf<R>, options: WriteOptions = {}): Sys<ObjectOf<R>> =>
	update(ref, object, { ...options, subresource: 'status' });

const patchTypes = {
	json: 'application/json-patch+json',
	merge: 'application/merge-patch+json',
	strategic: 'application/strategic-merge-patch+json',
	apply: 'application/apply-patch+yaml'
} as const;
export interface PatchOptions extends WriteOptions {
	/** 'strategic' when absent. */
	readonly type?: keyof typeof patchTypes;
	/** For apply: take over conflicting fields. */
	readonly force?: boolean;
}
export function* patch<R extends ResourceRef>(ref: R, key: string, body: unknown, options: PatchOptions = {}): Sys<ObjectOf<R>> {
	const { namespace, name } = splitKey(key);
	const path =
		resourcePath(ref, namespace, name, options.subresource) +
		query({ dryRun: options.dryRun ? 'All' : undefined, fieldManager: options.fieldManager, force: options.force });
	const value = yield* typed(ref, requestValue('PATCH', path, body, { 'Content-Type': patchTypes[options.type ?? 'strategic'] }));
	yield* remember(ref, value, options);
	return value;
}
/** DELETE. Answers the object (when it lives on: finalizers, grace period) or a Status. */
export function* remove(ref: ResourceRef, key: string, options: DeleteOptions = {}): Sys<unknown> {
	const { namespace, name } = splitKey(key);
	const { uid, resourceVersion, ...rest } = options;
	const preconditions =
		uid !== undefined || resourceVersion !== undefined
			? { preconditions: { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) } }
			: {};
	const value = yield* requestValue('DELETE', resourcePath(ref, namespace, name), { kind: 'DeleteOptions', apiVersion: 'v1', ...rest, ...preconditions });
	yield* act((m: HasApi) => {
		const store = m.api.stores.get(ref);
		if (!store) return;
		const object = store.objects.get(key);
		if (typeof value === 'object' && value !== null && 'metadata' in value && 'spec' in value) writeThrough(m, ref, value as unknown as KubeObject);
		else if (object) store.gone.add(object.metadata.uid);
	});
	yield* flush();
	return value;
}
