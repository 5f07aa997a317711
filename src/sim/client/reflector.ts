// Informers: a thread per resource that lists, then watches, and writes what it learns into the store of the process's memory.
// Follows client-go's reflector (410 Gone: list again; back-off 0.8 s doubling to 30 s); leaves out resync.
// Invariant: the thread knows only its connection and the last resourceVersion, so its checkpoints are a few bytes.
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import { awaitKey, close, notify, recv, send, sleep, thread, type Context, type Received } from '../kernel/index.ts';
import { keyOf, type KubeObject, type ResourceRef } from '../kinds/index.ts';
import { ApiError, TlsError } from './errors.ts';
import type { IndexName } from './indexers.ts';
import type { HasApi } from './memory.ts';
import { flush, takeTouched } from './queue.ts';
import { list, query, resourcePath, statusOf } from './rest.ts';
import { put, storeOf } from './store.ts';
import { bodyValue, dial, requestHeaders } from './transport.ts';

/** What changed in a store. `old` is the object before (also before this process's own write). */
export type StoreEvent = { readonly type: 'add' | 'update' | 'delete'; readonly object: KubeObject; readonly old?: KubeObject };

export interface Informer<M> {
	readonly resource: ResourceRef;
	readonly namespace?: string;
	readonly labelSelector?: string;
	/** e.g. "spec.nodeName=worker"; a function when it depends on the daemon's memory (a kubelet's own name). */
	readonly fieldSelector?: string | ((memory: M) => string);
	readonly indexes?: readonly IndexName[];
	/** Runs inside the act that changed the store: add keys with `enqueue`, change your own memory; to wake threads push their key to memory.api.touched. */
	onEvent?(memory: M, event: StoreEvent): void;
}
/** By a name of your choice; at most one per resource. */
export type Informers<M> = Readonly<Record<string, Informer<M>>>;

/** Thread entries: spread them into the program's `threads`. */
export function informerThreads<M extends HasApi>(informers: Informers<M>): Record<string, (context: Context) => Sys<void>> {
	const entries: Record<string, (context: Context) => Sys<void>> = {};
	for (const name in informers) {
		const informer = informers[name];
		if (informer) entries[`informer-${name}`] = (context) => reflect(informer, context);
	}
	return entries;
}
/** Starts them (all, or those named). */
export function* startInformers<M>(informers: Informers<M>, names: readonly string[] = Object.keys(informers)): Sys<void> {
	for (const name of names) yield* thread(`informer-${name}`, null);
}
/** Blocks until the first list of each resource is in. */
export function* waitForSync(refs: readonly ResourceRef[]): Sys<void> {
	for (const ref of refs) {
		while (!(yield* act((m: HasApi) => storeOf(m, ref).synced))) yield* awaitKey(`synced:${ref}`);
	}
}

interface State {
	/** The watch's connection; -1: none. */
	fd: number;
	resourceVersion: string;
	failures: number;
	/** The connection whose watch ended in good order: the next one takes it, as it takes the same HTTP/2 connection in the real one. */
	idle?: number;
}

function* reflect<M extends HasApi>(informer: Informer<M>, context: Context): Sys<void> {
	let state: State = (context.settled as State | undefined) ?? { fd: -1, resourceVersion: '', failures: 0 };
	for (;;) {
		yield* settle(state);
		try {
			state = state.fd < 0 ? yield* openWatch(informer, state) : yield* takeEvent(informer, state);
		} catch (error) {
			if (!(error instanceof Errno || error instanceof ApiError || error instanceof TlsError)) throw error;
			if (state.fd >= 0) yield* closeQuietly(state.fd);
			if (state.idle !== undefined) yield* closeQuietly(state.idle);
			const expired = error instanceof ApiError && (error.code === 410 || error.reason === 'Expired');
			const failures = expired ? 0 : state.failures + 1;
			if (failures > 0) yield* sleep(Math.min(30_000_000, 800_000 * (1 << Math.min(6, failures - 1))));
			state = { fd: -1, resourceVersion: expired ? '' : state.resourceVersion, failures };
		}
	}
}
function* closeQuietly(fd: number): Sys<void> {
	try {
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

function selectors<M>(informer: Informer<M>, memory: M): { namespace?: string; labelSelector?: string; fieldSelector?: string } {
	const fieldSelector = typeof informer.fieldSelector === 'function' ? informer.fieldSelector(memory) : informer.fieldSelector;
	return {
		...(informer.namespace ? { namespace: informer.namespace } : {}),
		...(informer.labelSelector ? { labelSelector: informer.labelSelector } : {}),
		...(fieldSelector ? { fieldSelector } : {})
	};
}

function* openWatch<M extends HasApi>(informer: Informer<M>, state: State): Sys<State> {
	const { config, selector } = yield* act((m: M) => ({ config: m.api.config, selector: selectors(informer, m) }));
	if (!config) throw new Errno('ENOTCONN');
	let { resourceVersion } = state;
	if (resourceVersion === '') {
		const answer = yield* list(informer.resource, selector);
		resourceVersion = answer.metadata.resourceVersion;
		yield* act((m: M) => replace(m, informer, answer.items, resourceVersion));
		yield* flush();
		yield* notify(`synced:${informer.resource}`);
	}
	const fd = state.idle ?? (yield* dial(config));
	const { namespace, ...rest } = selector;
	const path =
		resourcePath(informer.resource, namespace ?? '') + query({ allowWatchBookmarks: true, ...rest, resourceVersion, timeoutSeconds: 480, watch: true });
	let head: Received;
	try {
		yield* send(fd, { kind: 'request', method: 'GET', path, headers: requestHeaders(config) });
		head = yield* recv(fd, { http: 'response' });
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		head = null;
	}
	if (head?.kind === 'response' && head.stream && head.status === 200) return { fd, resourceVersion, failures: 0 };
	// What was kept is closed by whoever kept it.
	if (state.idle === undefined) yield* closeQuietly(fd);
	if (head?.kind === 'response') throw new ApiError(statusOf(bodyValue(head.body), head.status));
	if (state.idle === undefined) throw new Errno('ECONNRESET');
	// The server has closed it meanwhile: that is no failure.
	yield* closeQuietly(fd);
	return { fd: -1, resourceVersion, failures: state.failures };
}

function* takeEvent<M extends HasApi>(informer: Informer<M>, state: State): Sys<State> {
	const message = yield* recv(state.fd);
	if (message?.kind === 'end') return { ...state, fd: -1, idle: state.fd };
	if (!message) {
		yield* close(state.fd);
		return { ...state, fd: -1 };
	}
	let { resourceVersion } = state;
	for (const event of watchEvents(message)) {
		if (event.type === 'ERROR') throw new ApiError(statusOf(event.object, 500));
		resourceVersion = event.object.metadata.resourceVersion;
		const woken = yield* act((m: M) => {
			if (event.type === 'BOOKMARK') storeOf(m, informer.resource).resourceVersion = event.object.metadata.resourceVersion;
			else apply(m, informer, event.type, event.object);
			return takeTouched(m);
		});
		for (const key of woken) yield* notify(key);
	}
	return { ...state, resourceVersion };
}

/** The events of one message of a watch. */
function watchEvents(message: Received): readonly { readonly type: string; readonly object: KubeObject }[] {
	if (!message || (message.kind !== 'chunk' && message.kind !== 'bytes')) return [];
	const value = message.kind === 'chunk' ? bodyValue(message.body) : bodyValue(message.data);
	const isEvent = (v: unknown): v is { type: string; object: KubeObject } => typeof v === 'object' && v !== null && 'type' in v && 'object' in v;
	return isEvent(value) ? [value] : [];
}

function apply<M extends HasApi>(memory: M, informer: Informer<M>, type: string, object: KubeObject): void {
	const store = storeOf(memory, informer.resource);
	const key = keyOf(object);
	const own = store.before.get(key);
	const known = store.objects.get(key);
	const old = own === undefined ? known : (own ?? undefined);
	store.resourceVersion = object.metadata.resourceVersion;
	if (type === 'DELETED') {
		store.before.delete(key);
		store.gone.delete(object.metadata.uid);
		if (known && known.metadata.uid !== object.metadata.uid) return; // already made anew by this process
		put(store, key, undefined);
		informer.onEvent?.(memory, { type: 'delete', object });
		return;
	}
	if (known && known.metadata.uid === object.metadata.uid && Number(known.metadata.resourceVersion) > Number(object.metadata.resourceVersion)) {
		informer.onEvent?.(memory, { type: old ? 'update' : 'add', object, ...(old ? { old } : {}) });
		store.before.set(key, object);
		return; // a later write of this process is in already
	}
	store.before.delete(key);
	put(store, key, object);
	informer.onEvent?.(memory, { type: old ? 'update' : 'add', object, ...(old ? { old } : {}) });
}

function replace<M extends HasApi>(memory: M, informer: Informer<M>, items: readonly KubeObject[], resourceVersion: string): void {
	const store = storeOf(memory, informer.resource);
	store.indexNames = informer.indexes ?? [];
	const keys = new Set(items.map(keyOf));
	for (const [key, object] of [...store.objects]) {
		if (keys.has(key)) continue;
		put(store, key, undefined);
		informer.onEvent?.(memory, { type: 'delete', object });
	}
	// What this process wrote itself has not been reported yet: the list does it in place of the watch that broke.
	const before = new Map(store.before);
	store.before.clear();
	store.gone.clear();
	for (const object of items) {
		const key = keyOf(object);
		const own = before.get(key);
		const old = own === undefined ? store.objects.get(key) : (own ?? undefined);
		put(store, key, object);
		if (old?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
		informer.onEvent?.(memory, { type: old ? 'update' : 'add', object, ...(old ? { old } : {}) });
	}
	store.synced = true;
	store.resourceVersion = resourceVersion;
}
