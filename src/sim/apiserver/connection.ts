// A client's connection: TLS, requests one after the other, a watch streamed until it ends, or a road through to a kubelet.
// Invariant: what a connection knows between requests is plain and small (its settled state).
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import {
	awaitKey,
	clock,
	close,
	connect,
	monotonic,
	poll,
	random,
	recv,
	send,
	shutdown,
	thread,
	write,
	type Context,
	type HttpRequest,
	type Message,
	type Received
} from '../kernel/index.ts';
import { concat, hex, text, utf8 } from '../values/bytes.ts';
import { sha256Hex } from '../values/digest.ts';
import { encodeJson } from '../values/json.ts';
import { anonymous } from './authn.ts';
import { audit } from './audit.ts';
import { removeWatcher, type WatchItem } from './cache.ts';
import { kindOf } from './cluster.ts';
import type { Memory, User } from './memory.ts';
import { requestInfo, type RequestInfo } from './request-info.ts';
import { headerOf, type ApiRequest, type Proxy, type Respond, type Watch } from './request.ts';
import { perform } from './serve.ts';
import { badRequest, StatusError, type StatusBody } from './status.ts';
import { inVersionOf } from './view.ts';
import { partialMetadata, tableOf } from './table.ts';
import { bookmark } from './read.ts';
import { portChannels } from './streams/port-channels.ts';
import { tunnel, wantsTunnel } from './streams/tunnel.ts';
import { acceptWebSocket, channelOutput, isWebSocket } from './streams/upgrade.ts';
import { isPlain, kinds, type KubeObject } from '../kinds/index.ts';

interface State {
	readonly greeted: boolean;
	/** The watcher being streamed; 0: none. */
	readonly watcher: number;
	/** Monotonic µs when the watch ends. */
	readonly until: number;
	/** Monotonic µs when the clock was last looked at. */
	readonly checked: number;
	/** A request that was read where the connection was accepted. */
	readonly first?: HttpRequest;
}
const unknown: State = { greeted: false, watcher: 0, until: 0, checked: 0 };
const bookmarkEvery = 60_000_000;

/** Takes what a connection brings with it where it is accepted: a hello, and a probe's request, which needs no thread. Null: it is over. */
export function* takeAtOnce(fd: number, peer: string): Sys<State | null> {
	let state: State | null = unknown;
	try {
		while (state) {
			const message: Received = yield* recv(fd, { http: 'request', timeoutUs: 0 });
			if (message?.kind === 'request' && state.greeted && !isProbe(message)) return { ...state, first: message };
			state = yield* receive(fd, peer, state, message);
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		// Nothing more is there yet.
		if (error.code === 'EAGAIN') return state;
		state = null;
	}
	if (!state) yield* leave(fd);
	return state;
}
const isProbe = ({ method, path }: HttpRequest): boolean => method === 'GET' && /^\/(?:healthz|livez|readyz)\b/.test(path);
function* leave(fd: number): Sys<void> {
	yield* act((m: Memory) => void m.clients.delete(fd));
	yield* close(fd);
}

/** Thread entry: serves {fd, peer} from that state on. */
export function* connection(context: Context): Sys<void> {
	const { fd, peer, begun } = context.init as { fd: number; peer: string; begun: State };
	let state: State | null = (context.settled as State | undefined) ?? begun;
	while (state) {
		yield* settle(state);
		try {
			state = state.watcher > 0 ? yield* stream(fd, state) : yield* next(fd, peer, state);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (state?.watcher) {
				const { watcher } = state;
				yield* act((m: Memory) => removeWatcher(m.cache, watcher));
			}
			state = null;
		}
	}
	yield* leave(fd);
}

function* next(fd: number, peer: string, { first, ...state }: State): Sys<State | null> {
	return yield* receive(fd, peer, state, first ?? (yield* recv(fd, { http: 'request' })));
}
function* receive(fd: number, peer: string, state: State, message: Received): Sys<State | null> {
	if (!message) return null;
	if (message.kind === 'tls-hello') {
		const { certificate } = message;
		const chain = yield* act((m: Memory) => {
			if (certificate) m.clients.set(fd, { certificate, credential: credentialOf(m, JSON.stringify(certificate)) });
			return m.chain;
		});
		yield* send(fd, { kind: 'tls-certificate', chain, requestsClient: true });
		return { ...state, greeted: true };
	}
	if (message.kind !== 'request') return null;
	if (!state.greeted) {
		yield* send(fd, { kind: 'response', status: 400, headers: {}, body: 'Client sent an HTTP request to an HTTPS server.\n' });
		return null;
	}
	return yield* serveRequest(fd, peer, state, message);
}

/** The fingerprint of a certificate, made once for each. */
function credentialOf(m: Memory, certificate: string): string {
	let credential = m.credentials.get(certificate);
	if (!credential) m.credentials.set(certificate, (credential = sha256Hex(certificate)));
	return credential;
}

/** The parts of a streamed request body, joined. */
function* wholeBody(fd: number, message: HttpRequest): Sys<HttpRequest['body']> {
	if (headerOf(message.headers, 'Transfer-Encoding') !== 'chunked' || message.body !== undefined) return message.body;
	const chunks: Uint8Array[] = [];
	for (;;) {
		const part = yield* recv(fd);
		if (!part || part.kind === 'end') break;
		if (part.kind === 'bytes') chunks.push(part.data);
		else if (part.kind === 'chunk') {
			if (typeof part.body === 'object' && 'json' in part.body) return part.body;
			chunks.push(typeof part.body === 'string' ? utf8(part.body) : part.body);
		}
	}
	return concat(chunks);
}

/** Whether names, uids or addresses are likely to be given out. */
const makesSomething = ({ verb, resource }: RequestInfo): boolean => verb === 'create' || ((verb === 'update' || verb === 'patch') && resource === 'services');
function* serveRequest(fd: number, peer: string, state: State, message: HttpRequest): Sys<State | null> {
	const info = requestInfo(message.method, message.path);
	const upgrade = headerOf(message.headers, 'Upgrade') !== '';
	const body = upgrade ? undefined : yield* wholeBody(fd, message);
	const now = yield* clock();
	const bytes = makesSomething(info) ? hex(yield* random(24)) : '';
	const request: ApiRequest = {
		info,
		method: message.method,
		headers: message.headers,
		body,
		client: fd,
		sourceIP: peer,
		now,
		random: bytes,
		user: anonymous,
		warnings: []
	};
	const { plan, user, decision, warnings } = yield* perform(request);
	const who = { user, decision: decision ?? { allowed: false, reason: '' } };
	if (plan.kind === 'respond') {
		yield* respond(fd, request, plan, warnings);
		yield* audit(request, who, plan.status);
		return headerOf(message.headers, 'Connection') === 'close' ? null : state;
	}
	if (plan.kind === 'watch') {
		yield* audit(request, who, 200);
		return yield* beginWatch(fd, state, plan);
	}
	yield* audit(request, who, 200);
	return yield* proxy(fd, state, message, body, plan, user);
}

const quoteWarning = (text: string): string => `299 - "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
function* respond(fd: number, request: ApiRequest, plan: Respond, warnings: readonly string[]): Sys<void> {
	const headers: Record<string, string> = {
		'Audit-Id': auditId(request),
		'Cache-Control': 'no-cache, private',
		'Content-Type': 'application/json',
		...plan.headers
	};
	if (warnings.length > 0) headers.Warning = [...new Set(warnings)].map(quoteWarning).join(', ');
	const body = pretty(request, plan.body);
	yield* send(fd, { kind: 'response', status: plan.status, headers, ...(body === undefined || request.method === 'HEAD' ? {} : { body }) });
}
/** Typed lists carry kind and version once, not in each item. FIDELITY: only in what people read; programs share the objects as they are. */
function bareItems(value: unknown): unknown {
	if (!isPlain(value) || !Array.isArray(value.items) || typeof value.apiVersion !== 'string' || !builtIn.has(value.apiVersion)) return value;
	return {
		...value,
		items: value.items.map((item: unknown) =>
			isPlain(item) ? Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'kind' && key !== 'apiVersion')) : item
		)
	};
}
const builtIn: ReadonlySet<string> = new Set([...kinds.values()].map((kind) => kind.apiVersion));
/** People's tools get indented JSON, as does who asks with ?pretty=true. */
function pretty(request: ApiRequest, body: Respond['body']): Respond['body'] {
	if (typeof body !== 'object' || !('json' in body)) return body;
	const asked = request.info.query.get('pretty');
	const agent = headerOf(request.headers, 'User-Agent');
	const wanted =
		asked === undefined
			? agent.startsWith('curl') || agent.startsWith('Wget') || agent.startsWith('Mozilla/5.0')
			: asked === 'true' || asked === '1' || asked === '';
	return wanted ? encodeJson(bareItems(body.json), { indent: '  ' }) : body;
}
const auditId = (request: ApiRequest): string => `00000000-0000-4000-8000-${request.now.toString(16).slice(-12)}`;

// watches ------------------------------------------------------------------------------------------
function* beginWatch(fd: number, state: State, plan: Watch): Sys<State> {
	const now = yield* monotonic();
	yield* send(fd, { kind: 'response', status: 200, headers: { 'Cache-Control': 'no-cache, private', 'Content-Type': 'application/json' }, stream: true });
	yield* sendQueued(fd, plan.watcher);
	return { ...state, watcher: plan.watcher, until: now + plan.timeoutSeconds * 1_000_000, checked: now };
}
/** Sends what is queued. False: the watch is over. */
function* sendQueued(fd: number, id: number): Sys<boolean> {
	const { items, over } = yield* act((m: Memory) => take(m, id));
	for (const item of items) yield* send(fd, { kind: 'chunk', body: { json: item } });
	return !over;
}

/** One turn of a watch: waits until something is queued and sends it. */
function* stream(fd: number, state: State): Sys<State | null> {
	const { watcher: id } = state;
	if (yield* awaitKey(`watch:${id}`, Math.max(1, Math.min(bookmarkEvery, state.until - state.checked))))
		return (yield* sendQueued(fd, id)) ? state : yield* endWatch(fd, state);
	const now = yield* monotonic();
	if (now >= state.until) return yield* endWatch(fd, state);
	if ((yield* poll([fd], 0)).length > 0) {
		const message = yield* recv(fd);
		if (!message) throw new Errno('ECONNRESET');
	}
	const mark = yield* act((m: Memory) => {
		const watcher = m.cache.watchers.get(id);
		const kind = watcher?.bookmarks ? kindOf(m, watcher.ref) : undefined;
		return kind ? bookmark(kind, m.cache.revision) : null;
	});
	if (mark) yield* send(fd, { kind: 'chunk', body: { json: mark } });
	return { ...state, checked: now };
}
/** What a watch sends now; `over`: nothing comes after it. */
interface Taken {
	readonly items: readonly WatchItem[];
	readonly over: boolean;
}
function take(m: Memory, id: number): Taken {
	const watcher = m.cache.watchers.get(id);
	if (!watcher) return { items: [], over: true };
	const { queue, closed: over } = watcher;
	if (queue.length === 0) return { items: [], over };
	watcher.queue = [];
	const kind = kindOf(m, watcher.ref);
	if (!kind || (watcher.table === '' && !kind.strategy.fromStored)) return { items: queue, over };
	const items = queue.map((item): WatchItem => {
		if (item.type === 'ERROR' || item.type === 'BOOKMARK') return item;
		const object = inVersionOf(kind, item.object as KubeObject);
		if (watcher.table === 'table')
			return { type: item.type, object: tableOf(kind, [object], m.clock, { includeObject: 'Metadata', resourceVersion: object.metadata.resourceVersion }) };
		return { type: item.type, object: watcher.table === 'metadata' ? partialMetadata(object) : object };
	});
	return { items, over };
}
function* endWatch(fd: number, state: State): Sys<State> {
	yield* act((m: Memory) => removeWatcher(m.cache, state.watcher));
	yield* send(fd, { kind: 'end' });
	return { ...state, watcher: 0, until: 0, checked: 0 };
}

// roads to kubelets, pods and services ----------------------------------------------------------------
function* proxy(fd: number, state: State, message: HttpRequest, body: HttpRequest['body'], plan: Proxy, user: User): Sys<State | null> {
	const headers = { ...message.headers, Host: `${plan.host}:${plan.port}`, 'X-Remote-User': user.name, 'X-Remote-Group': user.groups.join(',') };
	if (plan.forward && (wantsTunnel(message) || isWebSocket(message))) {
		yield* (wantsTunnel(message) ? tunnel : portChannels)(fd, message, plan.path, headers, () => dialUpstream(plan));
		yield* shutdown(fd, 'both');
		return null;
	}
	let upstream: number;
	try {
		upstream = yield* dialUpstream(plan);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		const words = error.code === 'ECONNREFUSED' ? 'connect: connection refused' : error.code === 'EHOSTUNREACH' ? 'connect: no route to host' : 'i/o timeout';
		const text = `error dialing backend: dial tcp ${plan.host}:${plan.port}: ${words}`;
		yield* send(fd, {
			kind: 'response',
			status: 500,
			headers: { 'Content-Type': 'application/json' },
			body: { json: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: text, code: 500 } }
		});
		return state;
	}
	yield* send(upstream, { kind: 'request', method: message.method, path: plan.path, headers, ...(body === undefined ? {} : { body }) });
	const answer = yield* recv(upstream, { http: 'response' });
	if (answer?.kind !== 'response') {
		yield* close(upstream);
		return null;
	}
	if (plan.wrapErrors && answer.status >= 400 && !answer.stream) {
		yield* close(upstream);
		const error = kubeletFailure(answer.status, bodyText(answer.body));
		yield* send(fd, { kind: 'response', status: error.code ?? answer.status, headers: { 'Content-Type': 'application/json' }, body: { json: error } });
		return state;
	}
	if (answer.status === 101 && plan.translate && isWebSocket(message)) {
		if (yield* acceptWebSocket(fd, message)) {
			yield* thread('channel-input', { from: fd, to: upstream });
			yield* channelOutput(upstream, fd, translated);
		}
		yield* shutdown(fd, 'both');
		yield* close(upstream);
		return null;
	}
	yield* send(fd, answer);
	if (!answer.stream && answer.status !== 101) {
		yield* close(upstream);
		return state;
	}
	yield* thread('relay', { from: fd, to: upstream });
	const ended = yield* pump(upstream, fd, answer.status !== 101, plan.translate === true);
	yield* shutdown(fd, 'both');
	yield* close(upstream);
	return ended ? null : null;
}
const bodyText = (body: HttpRequest['body']): string =>
	body === undefined
		? ''
		: typeof body === 'string'
			? body
			: body instanceof Uint8Array
				? text(body)
				: typeof body.json === 'object' && body.json !== null && 'message' in body.json
					? String(body.json.message)
					: JSON.stringify(body.json);
/** What the API answers for a kubelet's refusal. */
function kubeletFailure(status: number, message: string): StatusBody {
	if (status === 400) return badRequest(message).body;
	if (status === 404)
		return new StatusError(404, 'NotFound', 'the server could not find the requested resource', { causes: [{ reason: 'UnexpectedServerResponse', message }] })
			.body;
	return new StatusError(status, 'InternalError', message.startsWith('Internal error') ? message : `Internal error occurred: ${message}`).body;
}
function* dialUpstream(plan: Proxy): Sys<number> {
	const fd = yield* connect({ net: 'tcp', host: plan.host, port: plan.port }, 10_000_000);
	if (!plan.tls) return fd;
	const certificate = yield* act((m: Memory) => m.kubeletCertificate);
	yield* send(fd, { kind: 'tls-hello', serverName: plan.host, ...(certificate ? { certificate } : {}) });
	const hello = yield* recv(fd, { timeoutUs: 10_000_000 });
	if (hello?.kind === 'tls-certificate') return fd;
	yield* close(fd);
	throw new Errno('ECONNRESET');
}
/** The stream translator: a failure that is not a command's exit status becomes an internal error of the API server's own. */
function translated(part: Extract<Message, { kind: 'frame' }>): Extract<Message, { kind: 'frame' }> {
	const { channel, data } = part.value as { channel: number; data?: Uint8Array };
	if (channel !== 3 || !data) return part;
	const status: unknown = JSON.parse(text(data));
	if (!isPlain(status) || status.reason !== 'InternalError') return part;
	const message = String(status.message);
	const wrapped = { ...status, message: `Internal error occurred: ${message}`, details: { causes: [{ message }] } };
	return { ...part, value: { channel, data: utf8(JSON.stringify(wrapped)) } };
}
/** Moves messages and bytes one way until the stream ends. Answers whether it ended with an end message. */
function* pump(from: number, to: number, untilEnd: boolean, translate = false): Sys<boolean> {
	try {
		for (;;) {
			const part: Received = yield* recv(from);
			if (!part) return false;
			if (part.kind === 'bytes') yield* write(to, part.data);
			else yield* send(to, translate && part.kind === 'frame' ? translated(part) : (part satisfies Message));
			if (untilEnd && part.kind === 'end') return true;
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return false;
	}
}
/** Thread entry: the client's side of a road. */
export function* relay(context: Context): Sys<void> {
	const { from, to } = context.init as { from: number; to: number };
	yield* pump(from, to, false);
	try {
		yield* shutdown(to, 'both');
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
