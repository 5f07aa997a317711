// One request as handlers see it, and what a handler can answer: a response, a write to etcd first, a watch, or a road to a kubelet.
import type { Body } from '../kernel/index.ts';
import { DecodeError, isPlain, type Kind, type Plain } from '../kinds/index.ts';
import { decodeProtobuf } from '../kinds/protobuf.ts';
import { text, utf8 } from '../values/bytes.ts';
import { JsonSyntaxError, parseJson } from '../values/json.ts';
import { parseYaml } from '../values/yaml.ts';
import type { CacheChange } from './cache.ts';
import type { User } from './memory.ts';
import type { RequestInfo } from './request-info.ts';
import { badRequest, StatusError, type StatusBody } from './status.ts';

export interface ApiRequest {
	readonly info: RequestInfo;
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Body | undefined;
	/** The connection's fd (its client certificate is in memory); -1: the server itself. */
	readonly client: number;
	readonly sourceIP: string;
	readonly now: number;
	/** 24 random bytes in hex: 16 for a uid, the rest for a generated name. Empty when nothing is expected to be made. */
	readonly random: string;
	user: User;
	/** Texts for Warning headers. */
	readonly warnings: string[];
	/** Why it was allowed or not, for the audit log. */
	decision?: { readonly allowed: boolean; readonly reason: string };
	/** The requester when impersonating. */
	impersonator?: User;
}

export interface Respond {
	readonly kind: 'respond';
	readonly status: number;
	readonly body?: Body;
	readonly headers?: Readonly<Record<string, string>>;
}
/** Writes to etcd in one transaction, then answers. The first change is the request's own object. */
export interface Write {
	readonly kind: 'write';
	readonly status: number;
	readonly changes: readonly PlannedChange[];
	/** What to answer: the object as the request wants it (of this kind), its scale, or a value. Plain data, since it is recorded. */
	readonly answer: Answer;
	readonly ref: string;
	/** Try again from the start when someone else wrote first (patches, deletes, unconditional updates). */
	readonly retry: boolean;
	/** What etcd's conflict means: for a create that the name is taken. */
	readonly onConflict: StatusBody;
	/** Seconds to live. */
	readonly ttl?: number;
	/** Undo reservations when the write fails. */
	readonly release?: readonly string[];
}
export type Answer = 'view' | 'scale' | { readonly value: unknown };
export interface PlannedChange extends CacheChange {
	/** etcd's modRevision it must have; 0: must not exist. */
	readonly expect: number;
}
export interface Watch {
	readonly kind: 'watch';
	readonly watcher: number;
	readonly timeoutSeconds: number;
}
/** Several writes one after the other (deletecollection), then a response. */
export interface Many {
	readonly kind: 'many';
	readonly names: readonly string[];
	readonly respond: Respond;
}
export interface Proxy {
	readonly kind: 'proxy';
	readonly host: string;
	readonly port: number;
	readonly path: string;
	/** Plain HTTP (services and pods) or the kubelet's TLS. */
	readonly tls: boolean;
	/** Failures come as text and are answered as a Status (logs). */
	readonly wrapErrors?: boolean;
	/** Streams of exec and attach: the stream translator says an internal error of the kubelet's once more. */
	readonly translate?: boolean;
	/** Port-forward. */
	readonly forward?: boolean;
}
/** Random bytes are needed for it after all: again, with them. */
export interface Random {
	readonly kind: 'random';
}
export type Outcome = Respond | Write | Watch | Many | Proxy | Random | { readonly kind: 'wait'; readonly revision: number };

export const ok = (value: unknown, status = 200): Respond => ({ kind: 'respond', status, body: { json: value } });
export const plainText = (body: string, status = 200): Respond => ({ kind: 'respond', status, body, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
export const failure = (error: StatusError): Respond => refused(error.body);
export const refused = (body: StatusBody): Respond => ({ kind: 'respond', status: body.code ?? 500, body: { json: body } });

export function headerOf(headers: Readonly<Record<string, string>>, name: string): string {
	const direct = headers[name];
	if (direct !== undefined) return direct;
	const wanted = name.toLowerCase();
	for (const key in headers) if (key.length === wanted.length && key.toLowerCase() === wanted) return headers[key] ?? '';
	return '';
}

/** The body as a JSON value. Throws StatusError for media types and texts that cannot be read. */
export function bodyOf(request: ApiRequest): unknown {
	const { body } = request;
	if (body === undefined) return undefined;
	if (typeof body === 'object' && 'json' in body) return body.json;
	const type = headerOf(request.headers, 'Content-Type').split(';')[0]?.trim() ?? '';
	if (type === 'application/vnd.kubernetes.protobuf') return protobufBody(typeof body === 'string' ? utf8(body) : body);
	const content = typeof body === 'string' ? body : text(body);
	if (content === '') return undefined;
	try {
		return type.endsWith('yaml') ? parseYaml(content) : parseJson(content);
	} catch (error) {
		if (error instanceof JsonSyntaxError) throw badRequest(error.message);
		throw badRequest(error instanceof Error ? error.message : 'unable to parse the body');
	}
}
function protobufBody(body: Uint8Array): unknown {
	if (body.length === 0) return undefined;
	try {
		return decodeProtobuf(body);
	} catch (error) {
		if (error instanceof DecodeError) throw badRequest(error.message);
		throw error;
	}
}
export const mediaType = (): StatusError =>
	new StatusError(
		415,
		'UnsupportedMediaType',
		'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml'
	);

/** The body as an object; an empty one is an error. */
export function objectBody(request: ApiRequest, kind: Kind): Plain {
	const value = bodyOf(request);
	if (value === undefined)
		throw badRequest(`${kind.row.kind} in version "${kind.row.version}" cannot be handled as a ${kind.row.kind}: unexpected end of JSON input`);
	if (!isPlain(value))
		throw badRequest(
			`${kind.row.kind} in version "${kind.row.version}" cannot be handled as a ${kind.row.kind}: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct`
		);
	return value;
}
