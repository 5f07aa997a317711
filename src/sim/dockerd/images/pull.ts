// POST /images/create: pull (and import, see import.ts). The manifest decides; layers arrive three at a time and are unpacked in order.
// Models moby's distribution package; progress lines are what `docker pull` shows. Left out: resuming, mirrors, signed manifests.
import type { Sys } from '../../engine/index.ts';
import { costs } from '../../engine/index.ts';
import { header, sleep } from '../../kernel/index.ts';
import { humanSize, parseJson, text as decode, unbase64 } from '../../values/index.ts';
import { familiar, familiarName, fullName, mediaTypes, type Reference } from '../../oci/index.ts';
import { field, isObject, list, num, object, str, type JsonObject } from '../decode.ts';
import { badParameter, DockerError, notFound, system } from '../errors.ts';
import { logEvent } from '../events.ts';
import { beginStream, done, endStream, param, progressChunk, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import { importImage } from './import.ts';
import { call, errorsText, failureOf, jsonBody, RegistryFailure, sessionFor, textBody, type Credentials, type Session } from './registry.ts';
import { addImage, chainIds, ensureLayers, noteDistribution, reference, setReference } from './store.ts';
import { full } from '../../oci/index.ts';

/** X-Registry-Auth: base64 of {username, password}. */
export function credentialsOf(request: Request, name = 'X-Registry-Auth'): Credentials | undefined {
	const encoded = header(request.http, name);
	if (!encoded) return undefined;
	try {
		const value = object(parseJson(decode(unbase64(encoded.replaceAll('-', '+').replaceAll('_', '/')))));
		const username = str(value, 'username');
		return username === '' ? undefined : { username, password: str(value, 'password') };
	} catch {
		return undefined;
	}
}

export interface Platform {
	readonly os: string;
	readonly architecture: string;
	readonly variant?: string;
}
export const hostPlatform: Platform = { os: 'linux', architecture: 'amd64' };
/** "linux/arm64/v8", "arm64". */
export function parsePlatform(text: string): Platform | undefined {
	if (text === '') return undefined;
	const parts = text.split('/');
	const arch = (name: string): string => ({ x86_64: 'amd64', 'x86-64': 'amd64', aarch64: 'arm64' })[name] ?? name;
	if (parts.length === 1)
		return ['linux', 'windows', 'darwin'].includes(parts[0] ?? '')
			? { os: parts[0] ?? '', architecture: 'amd64' }
			: { os: 'linux', architecture: arch(parts[0] ?? '') };
	return { os: parts[0] ?? '', architecture: arch(parts[1] ?? ''), ...(parts[2] ? { variant: parts[2] } : {}) };
}
export const platformText = (p: Platform): string => [p.os, p.architecture, ...(p.variant ? [p.variant] : [])].join('/');

/** Go's translatePullError: what a failed pull of `ref` says. */
export function pullError(failure: RegistryFailure, ref: Reference): DockerError {
	const [first] = failure.errors;
	const short = familiarName(ref);
	if (first?.code === 'DENIED' || (first?.code === 'UNAUTHORIZED' && failure.text.includes('authentication required')))
		return notFound(
			`pull access denied for ${short}, repository does not exist or may require 'docker login': ${errorsText(first.code === 'DENIED' ? [first] : failure.errors)}`
		);
	if (first?.code === 'MANIFEST_UNKNOWN') return notFound(`manifest for ${familiar(ref)} not found: ${failure.text}`);
	if (first?.code === 'NAME_UNKNOWN') return notFound(`repository ${short} not found: ${failure.text}`);
	return system(failure.text);
}

const accepted = [mediaTypes.manifest, mediaTypes.list, mediaTypes.ociIndex, mediaTypes.ociManifest].join(', ');
export interface FoundManifest {
	readonly text: string;
	readonly digest: string;
	readonly value: JsonObject;
}
export function* getManifest(session: Session, path: string, what: string): Sys<FoundManifest> {
	const response = yield* call(session, { method: 'GET', path: `/v2/${path}/manifests/${what}`, headers: { Accept: accepted } });
	if (response.status !== 200) throw failureOf(response);
	const text = textBody(response);
	return { text, digest: header(response, 'Docker-Content-Digest') ?? '', value: object(jsonBody(response)) };
}
/** The platform's manifest of a list; the manifest itself when it is not one. Throws 404. */
export function* platformManifest(session: Session, ref: Reference, top: FoundManifest, wanted: Platform): Sys<FoundManifest> {
	const entries = list(top.value, 'manifests');
	if (entries === null) return top;
	const fits = (entry: JsonObject): boolean => {
		const platform = object(field(entry, 'platform'));
		return (
			str(platform, 'os') === wanted.os &&
			str(platform, 'architecture') === wanted.architecture &&
			(!wanted.variant || str(platform, 'variant') === wanted.variant)
		);
	};
	const entry = entries.filter(isObject).find(fits);
	if (!entry) throw notFound(`no matching manifest for ${platformText(wanted)} in the manifest list entries: no match for platform in manifest: not found`);
	return yield* getManifest(session, ref.path, str(entry, 'digest'));
}

export function* createImage(request: Request): Sys<Reply> {
	if (param(request, 'fromSrc') !== '') return yield* importImage(request);
	const name = param(request, 'fromImage');
	const tag = param(request, 'tag');
	if (name === '') throw badParameter("no source image or source specified: one of 'fromImage' or 'fromSrc' is required");
	const ref = reference(tag === '' ? name : tag.startsWith('sha256:') ? `${name}@${tag}` : `${name}:${tag}`);
	const all = tag === '' && ref.tag === undefined && ref.digest === undefined;
	const progress = streamOf(request.fd);
	try {
		const platform = parsePlatform(param(request, 'platform'));
		if (all) yield* pullAll(ref, credentialsOf(request), platform, progress);
		else yield* pullOne(ref, credentialsOf(request), platform, progress);
	} catch (error) {
		const failure = error instanceof RegistryFailure ? pullError(error, ref) : error;
		if (!(failure instanceof DockerError) || !progress.begun) throw failure;
		yield* progressChunk(request.fd, { errorDetail: { message: failure.message }, error: failure.message });
	}
	yield* progress.finish();
	return done;
}

/** Progress lines that begin the response when the first one is written. */
export interface Progress {
	begun: boolean;
	(line: JsonObject): Sys<void>;
	finish(): Sys<void>;
}
export function streamOf(fd: number): Progress {
	const begin = function* (): Sys<void> {
		if (progress.begun) return;
		progress.begun = true;
		yield* beginStream(fd);
	};
	const progress: Progress = Object.assign(
		function* (line: JsonObject): Sys<void> {
			yield* begin();
			yield* progressChunk(fd, line);
		},
		{
			begun: false,
			*finish(): Sys<void> {
				yield* begin();
				yield* endStream(fd);
			}
		}
	);
	return progress;
}

function* pullAll(ref: Reference, credentials: Credentials | undefined, platform: Platform | undefined, progress: Progress): Sys<void> {
	const session = yield* sessionFor(ref, 'pull', credentials);
	const response = yield* call(session, { method: 'GET', path: `/v2/${ref.path}/tags/list` });
	if (response.status !== 200) throw failureOf(response);
	const tags = (list(object(jsonBody(response)), 'tags') ?? []).map(String);
	let newer = false;
	for (const tag of tags) newer = (yield* pullTag(session, { ...ref, tag }, platform, progress)) || newer;
	yield* progress({ status: `Status: ${newer ? 'Downloaded newer image' : 'Image is up to date'} for ${familiarName(ref)}` });
}
/** Pulls one reference: progress lines and the final status. Throws RegistryFailure or DockerError. */
export function* pullOne(
	ref: Reference,
	credentials: Credentials | undefined,
	platform: Platform | undefined,
	progress: (line: JsonObject) => Sys<void>
): Sys<void> {
	const session = yield* sessionFor(ref, 'pull', credentials);
	const newer = yield* pullTag(session, ref, platform, progress);
	yield* progress({ status: `Status: ${newer ? 'Downloaded newer image' : 'Image is up to date'} for ${familiar(ref)}` });
	if (!platform) return;
	const config = yield* remember((m) => m.images.get(m.references.get(full(ref)) ?? '')?.config);
	if (!config || (config.os === platform.os && config.architecture === platform.architecture)) return;
	const own = platformText({ os: config.os, architecture: config.architecture });
	yield* progress({
		status: `WARNING: image with reference ${familiar(ref)} was found but its platform (${own}) does not match the specified platform (${platformText(platform)})`
	});
}

function* pullTag(session: Session, ref: Reference, platform: Platform | undefined, progress: (line: JsonObject) => Sys<void>): Sys<boolean> {
	const top = yield* getManifest(session, ref.path, ref.digest ?? ref.tag ?? 'latest');
	yield* progress({ status: `Pulling from ${ref.domain === 'docker.io' ? ref.path : ref.path}`, id: ref.tag ?? `${fullName(ref)}@${ref.digest ?? ''}` });
	const manifest = yield* platformManifest(session, ref, top, platform ?? hostPlatform);
	const config = object(field(manifest.value, 'config'));
	const imageId = str(config, 'digest');
	if (!(yield* remember((m) => m.images.has(imageId)))) yield* download(session, ref, manifest, progress);
	const digest = ref.digest ?? top.digest;
	yield* progress({ status: 'Digest: ' + digest });
	const known = yield* remember((m) => m.references.get(full(ref)));
	if (known === imageId) return false;
	if (ref.digest === undefined) yield* setReference(ref, imageId);
	yield* setReference({ domain: ref.domain, path: ref.path, digest }, imageId);
	yield* logEvent('image', 'pull', familiar(ref), {
		...(object(yield* remember((m) => m.images.get(imageId)?.config.config.Labels ?? {})) as Record<string, string>),
		name: familiarName(ref)
	});
	return true;
}

/** Downloads config and layers, makes the image. */
function* download(session: Session, ref: Reference, manifest: FoundManifest, progress: (line: JsonObject) => Sys<void>): Sys<void> {
	const config = object(field(manifest.value, 'config'));
	const response = yield* call(session, { method: 'GET', path: `/v2/${ref.path}/blobs/${str(config, 'digest')}` });
	if (response.status !== 200) throw failureOf(response);
	const text = textBody(response);
	const blobs = (list(manifest.value, 'layers') ?? []).filter(isObject).map((layer) => ({ digest: str(layer, 'digest'), size: num(layer, 'size') }));
	const rootfs = object(field(object(parseJson(text)), 'rootfs'));
	const diffIds = (list(rootfs, 'diff_ids') ?? []).map(String);
	const chains = chainIds(diffIds);
	const known = yield* remember((m) => chains.map((chain) => m.layers.has(chain)));
	const short = (index: number): string => (blobs[index]?.digest ?? '').slice(7, 19);
	const line = (index: number, status: string, detail: JsonObject = {}): Sys<void> => progress({ status, progressDetail: {}, id: short(index), ...detail });
	for (const index of blobs.keys()) yield* line(index, known[index] ? 'Already exists' : 'Pulling fs layer');
	const wanted = [...blobs.keys()].filter((index) => !known[index]);
	const parallel = yield* remember((m) => m.config.maxConcurrentDownloads);
	for (const index of wanted.slice(parallel)) yield* line(index, 'Waiting');
	for (const index of wanted) {
		const blob = blobs[index] ?? { digest: '', size: 0 };
		yield* fetchBlob(session, ref, blob, (detail) => line(index, 'Downloading', detail));
		yield* line(index, 'Verifying Checksum');
		yield* line(index, 'Download complete');
	}
	for (const index of wanted) {
		const size = blobs[index]?.size ?? 0;
		yield* line(index, 'Extracting', bar(size, size));
		yield* sleep(Math.ceil((size * costs.unpackMiB) / 1_048_576));
		yield* ensureLayers(diffIds.slice(0, index + 1));
		yield* line(index, 'Pull complete');
	}
	for (const [index, diffId] of diffIds.entries()) {
		const blob = blobs[index];
		if (blob) yield* noteDistribution(diffId, blob, fullName(ref));
	}
	yield* addImage(text);
}
function* fetchBlob(session: Session, ref: Reference, blob: { digest: string; size: number }, tell: (detail: JsonObject) => Sys<void>): Sys<void> {
	const response = yield* call(session, { method: 'GET', path: `/v2/${ref.path}/blobs/${blob.digest}` });
	if (response.status !== 200) throw failureOf(response);
	// The blob's message says what the bytes would be (oci's LayerBlob); the time of its bytes passes here, in steps a terminal can draw.
	const steps = Math.min(10, Math.max(1, Math.ceil(blob.size / 2_097_152)));
	for (let at = 1; at <= steps; at++) {
		yield* sleep(Math.ceil(((blob.size / steps) * costs.downloadMiB) / 1_048_576));
		const current = Math.floor((blob.size * at) / steps);
		yield* tell(bar(current, blob.size));
	}
}
/** progressDetail and the drawn bar of fifty columns. */
export function bar(current: number, total: number): JsonObject {
	const columns = total > 0 ? Math.min(50, Math.floor((current * 50) / total)) : 0;
	const drawn = total > 0 ? `[${'='.repeat(columns)}>${' '.repeat(Math.max(0, 50 - columns))}]  ` : '';
	const sizes = total > 0 ? `${humanSize(current).padStart(8)}/${humanSize(total)}` : humanSize(current).padStart(8);
	return { progressDetail: { current, total }, progress: drawn + sizes };
}
