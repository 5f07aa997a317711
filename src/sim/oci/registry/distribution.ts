// The distribution API (OCI distribution spec, Docker registry v2): one handler for every registry, over a store that differs.
// Leaves out referrers and range requests of blobs. Invariant: what is answered for a digest never changes.
import type { Sys } from '../../engine/index.ts';
import { bodyText, header, type Body, type HttpRequest, type HttpResponse } from '../../kernel/index.ts';
import { digest, JsonSyntaxError, parseJson } from '../../values/index.ts';
import { mediaTypes } from '../descriptor.ts';
import { blobDigest, compressedSize, type LayerBlob } from '../image.ts';

/** A blob: a config's text, or a layer that all kernels know. */
export type Blob = { readonly text: string } | { readonly layer: LayerBlob };
export interface StoredManifest {
	readonly text: string;
	readonly digest: string;
	readonly mediaType: string;
}
/** What a registry keeps. Names are repository paths ("library/nginx"). */
export interface RegistryStore {
	/** Undefined: no such repository. */
	tags(name: string): Sys<readonly string[] | undefined>;
	manifest(name: string, reference: string): Sys<StoredManifest | undefined>;
	blob(name: string, digest: string): Sys<Blob | undefined>;
	repositories(): Sys<readonly string[]>;
	/** Absent: a registry one cannot write to. */
	readonly write?: {
		putManifest(name: string, reference: string, manifest: StoredManifest): Sys<void>;
		putBlob(name: string, digest: string, blob: Blob): Sys<void>;
		mount(name: string, digest: string, from: string): Sys<boolean>;
		/** False when deleting is switched off. */
		readonly deletes: boolean;
		deleteManifest(name: string, digest: string): Sys<boolean>;
		/** Uploads: a new one's id; more bytes; the end. */
		startUpload(name: string): Sys<string>;
		appendUpload(name: string, id: string, text: string): Sys<string | undefined>;
		finishUpload(name: string, id: string): Sys<void>;
	};
}

const api = { 'Docker-Distribution-Api-Version': 'registry/2.0' };
const nosniff = { ...api, 'X-Content-Type-Options': 'nosniff' };

/** A registry's error answer. */
export function refuse(status: number, code: string, message: string, detail?: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
	return {
		kind: 'response',
		status,
		headers: { 'Content-Type': 'application/json; charset=utf-8', ...nosniff, ...headers },
		body: { json: { errors: [{ code, message, ...(detail !== undefined && { detail }) }] } }
	};
}
const answer = (status: number, body: Body | undefined, headers: Readonly<Record<string, string>>): HttpResponse => ({
	kind: 'response',
	status,
	headers: { ...nosniff, ...headers },
	...(body !== undefined && { body })
});

const blobSize = (blob: Blob): number => ('text' in blob ? new TextEncoder().encode(blob.text).length : compressedSize(blob.layer.size));
const blobBody = (blob: Blob): Body => ('text' in blob ? blob.text : { json: blob.layer });

/** What an uploaded text is: a layer's announcement, or plain content. Undefined when it does not have the digest it should have. */
export function receivedBlob(text: string, wanted: string): Blob | undefined {
	if (digest(text) === wanted) return { text };
	try {
		const value = parseJson(text);
		if (
			typeof value === 'object' &&
			value !== null &&
			'diffId' in value &&
			typeof value.diffId === 'string' &&
			'size' in value &&
			typeof value.size === 'number'
		) {
			if (blobDigest(value.diffId) === wanted) return { layer: { diffId: value.diffId, size: value.size } };
		}
	} catch (e) {
		if (!(e instanceof JsonSyntaxError)) throw e;
	}
	return undefined;
}

/** The parts of a path below /v2/. */
export interface RegistryPath {
	readonly name: string;
	readonly kind: 'manifests' | 'blobs' | 'uploads' | 'tags' | 'base' | 'catalog' | 'none';
	readonly reference: string;
	readonly query: Readonly<Record<string, string>>;
}
export function parsePath(path: string): RegistryPath {
	const [bare = '', queryText = ''] = path.split('?');
	const query: Record<string, string> = {};
	for (const pair of queryText.split('&')) {
		const at = pair.indexOf('=');
		if (pair !== '') query[decodeURIComponent(at < 0 ? pair : pair.slice(0, at))] = at < 0 ? '' : decodeURIComponent(pair.slice(at + 1).replaceAll('+', ' '));
	}
	const none = { name: '', kind: 'none', reference: '', query } as const;
	if (bare === '/v2/' || bare === '/v2') return { ...none, kind: 'base' };
	if (bare === '/v2/_catalog') return { ...none, kind: 'catalog' };
	const upload = /^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/.exec(bare);
	if (upload) return { name: upload[1] ?? '', kind: 'uploads', reference: upload[2] ?? '', query };
	const object = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(bare);
	if (!object) return none;
	return { name: object[1] ?? '', kind: object[2] as 'manifests' | 'blobs' | 'tags', reference: decodeURIComponent(object[3] ?? ''), query };
}

const head = (request: HttpRequest): boolean => request.method === 'HEAD';

function* getManifest(store: RegistryStore, request: HttpRequest, { name, reference }: RegistryPath): Sys<HttpResponse> {
	const found = yield* store.manifest(name, reference);
	if (!found) {
		return reference.startsWith('sha256:')
			? refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { Name: name, Revision: reference })
			: refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { Tag: reference });
	}
	const length = String(new TextEncoder().encode(found.text).length);
	return answer(200, head(request) ? undefined : found.text, {
		'Content-Type': found.mediaType,
		'Docker-Content-Digest': found.digest,
		Etag: `"${found.digest}"`,
		'Content-Length': length
	});
}

function* putManifest(store: RegistryStore, request: HttpRequest, { name, reference }: RegistryPath): Sys<HttpResponse> {
	if (!store.write) return refuse(405, 'UNSUPPORTED', 'The operation is unsupported.');
	const text = bodyText(request.body);
	let value;
	try {
		value = parseJson(text) as { mediaType?: string; config?: { digest: string }; layers?: { digest: string }[]; manifests?: { digest: string }[] };
	} catch (e) {
		if (!(e instanceof JsonSyntaxError)) throw e;
		return refuse(400, 'MANIFEST_INVALID', 'manifest invalid', {});
	}
	const sum = digest(text);
	if (reference.startsWith('sha256:') && reference !== sum) return refuse(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
	for (const blob of [value.config, ...(value.layers ?? [])]) {
		if (blob && !(yield* store.blob(name, blob.digest))) return refuse(404, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry', { Digest: blob.digest });
	}
	for (const each of value.manifests ?? [])
		if (!(yield* store.manifest(name, each.digest))) return refuse(404, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry', { Digest: each.digest });
	const mediaType = header(request, 'Content-Type') ?? value.mediaType ?? mediaTypes.manifest;
	yield* store.write.putManifest(name, reference, { text, digest: sum, mediaType });
	return answer(201, undefined, { 'Docker-Content-Digest': sum, Location: `/v2/${name}/manifests/${sum}`, 'Content-Length': '0' });
}

function* blobs(store: RegistryStore, request: HttpRequest, { name, reference }: RegistryPath): Sys<HttpResponse> {
	const blob = yield* store.blob(name, reference);
	if (!blob) return refuse(404, 'BLOB_UNKNOWN', 'blob unknown to registry', reference);
	return answer(200, head(request) ? undefined : blobBody(blob), {
		'Content-Type': 'application/octet-stream',
		'Docker-Content-Digest': reference,
		Etag: `"${reference}"`,
		'Content-Length': String(blobSize(blob)),
		'Cache-Control': 'max-age=31536000',
		'Accept-Ranges': 'bytes'
	});
}

function* uploads(store: RegistryStore, request: HttpRequest, { name, reference, query }: RegistryPath): Sys<HttpResponse> {
	const { write } = store;
	if (!write) return refuse(405, 'UNSUPPORTED', 'The operation is unsupported.');
	const created = (sum: string): HttpResponse =>
		answer(201, undefined, { Location: `/v2/${name}/blobs/${sum}`, 'Docker-Content-Digest': sum, 'Content-Length': '0' });
	const wanted = query['digest'] ?? '';
	if (request.method === 'POST') {
		const { mount, from } = query;
		if (mount && from && (yield* write.mount(name, mount, from))) return created(mount);
		const id = yield* write.startUpload(name);
		return answer(202, undefined, {
			Location: `/v2/${name}/blobs/uploads/${id}?_state=${id.replaceAll('-', '')}`,
			'Docker-Upload-Uuid': id,
			Range: '0-0',
			'Content-Length': '0'
		});
	}
	const all = yield* write.appendUpload(name, reference, bodyText(request.body));
	if (all === undefined) return refuse(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
	if (request.method === 'PATCH')
		return answer(202, undefined, {
			Location: `/v2/${name}/blobs/uploads/${reference}`,
			'Docker-Upload-Uuid': reference,
			Range: `0-${Math.max(0, all.length - 1)}`,
			'Content-Length': '0'
		});
	if (request.method !== 'PUT') return answer(204, undefined, {});
	const blob = receivedBlob(all, wanted);
	if (!blob) return refuse(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
	yield* write.putBlob(name, wanted, blob);
	yield* write.finishUpload(name, reference);
	return created(wanted);
}

function* deleteManifest(store: RegistryStore, { name, reference }: RegistryPath): Sys<HttpResponse> {
	if (!store.write?.deletes) return refuse(405, 'UNSUPPORTED', 'The operation is unsupported.');
	if (!(yield* store.write.deleteManifest(name, reference))) return refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
	return answer(202, undefined, { 'Content-Length': '0' });
}

function page(all: readonly string[], query: Readonly<Record<string, string>>): readonly string[] {
	const sorted = [...all].sort((a, b) => (a < b ? -1 : 1)).filter((x) => query['last'] === undefined || x > query['last']);
	return query['n'] === undefined ? sorted : sorted.slice(0, Number(query['n']));
}

/** Answers one request of the API. */
export function* serveRegistry(store: RegistryStore, request: HttpRequest): Sys<HttpResponse> {
	const path = parsePath(request.path);
	const json = { 'Content-Type': 'application/json; charset=utf-8' };
	switch (path.kind) {
		case 'base':
			return answer(200, '{}', { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': '2' });
		case 'catalog':
			return answer(200, { json: { repositories: page(yield* store.repositories(), path.query) } }, json);
		case 'tags': {
			const tags = yield* store.tags(path.name);
			if (!tags) return refuse(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name: path.name });
			return answer(200, { json: { name: path.name, tags: tags.length ? page(tags, path.query) : null } }, json);
		}
		case 'manifests':
			if (request.method === 'PUT') return yield* putManifest(store, request, path);
			if (request.method === 'DELETE') return yield* deleteManifest(store, path);
			return yield* getManifest(store, request, path);
		case 'blobs':
			if (request.method === 'DELETE') return refuse(405, 'UNSUPPORTED', 'The operation is unsupported.');
			return yield* blobs(store, request, path);
		case 'uploads':
			return yield* uploads(store, request, path);
		default:
			return {
				kind: 'response',
				status: 404,
				headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
				body: '404 page not found\n'
			};
	}
}
