// The images and content services: pulls resolve a reference, fetch manifest, config and layers, and lay the layers out as snapshots.
// Invariant: an image's record is written after all its content and snapshots are there.
import { act, costs, Errno, type Sys } from '../../engine/index.ts';
import { awaitKey, bodyJson, bodyText, clock, notify, sleep } from '../../kernel/index.ts';
import { digest, parseJson } from '../../values/index.ts';
import {
	blobDigest,
	full,
	mediaTypes,
	parseReference,
	ReferenceError,
	withDefaultTag,
	type Descriptor,
	type ImageConfig,
	type LayerBlob,
	type Manifest,
	type ManifestList,
	type Reference
} from '../../oci/index.ts';
import { RpcError } from '../rpc.ts';
import { sendEvent, type ServerCall } from '../server.ts';
import type { ContainerdMethods, ContentInfo, ImageRecord, PullProgress } from '../services.ts';
import { publishEvent } from './events.ts';
import { inNamespace, type DaemonMemory, type ReadImage } from './memory.ts';
import { fetchBlob, fetchManifest, remoteOf, type Credentials, type Session } from './resolver.ts';
import { commitLayer } from './snapshots.ts';
import { deleteBlob, deleteObject, putBlob, putObject, readBlob, savedBlobs } from './store.ts';

type Params<M extends keyof ContainerdMethods> = ContainerdMethods[M]['params'];

// content ----------------------------------------------------------------------------------------

export const listContent = (): Sys<readonly ContentInfo[]> => act((m: DaemonMemory) => Object.values(m.content).sort((a, b) => (a.digest < b.digest ? -1 : 1)));

export function* readContent(sum: string): Sys<{ text: string }> {
	try {
		return { text: yield* readBlob(sum) };
	} catch (e) {
		if (e instanceof Errno) throw new RpcError('NotFound', `content ${sum}: not found`);
		throw e;
	}
}
export function* deleteContent(sum: string): Sys<null> {
	yield* act((m: DaemonMemory) => void delete m.content[sum]);
	yield* deleteBlob(sum);
	return null;
}
function* saveContent(sum: string, text: string, size: number): Sys<void> {
	yield* putBlob(sum, text);
	const createdAt = yield* clock();
	yield* act((m: DaemonMemory) => {
		m.content[sum] = { digest: sum, size, labels: {}, createdAt };
	});
}
/** At start: what the content store holds. */
export function* restoreContent(): Sys<void> {
	for (const hex of yield* savedBlobs()) {
		const text = yield* readBlob('sha256:' + hex);
		const size = text.startsWith('{"diffId"') ? (parseJson(text) as { compressed: number }).compressed : new TextEncoder().encode(text).length;
		yield* act((m: DaemonMemory) => {
			m.content['sha256:' + hex] = { digest: 'sha256:' + hex, size, labels: {}, createdAt: 0 };
		});
	}
}

// images -----------------------------------------------------------------------------------------

export const listImages = (namespace: string): Sys<readonly ImageRecord[]> =>
	act((m: DaemonMemory) => Object.values(m.namespaces[namespace]?.images ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1)));
export function* getImage(namespace: string, name: string): Sys<ImageRecord> {
	const found = yield* act((m: DaemonMemory) => m.namespaces[namespace]?.images[name]);
	if (!found) throw new RpcError('NotFound', `image ${JSON.stringify(name)}: not found`);
	return found;
}
export function* createImage(namespace: string, p: Params<'images.create'>): Sys<ImageRecord> {
	const now = yield* clock();
	const { record, old } = yield* act((m: DaemonMemory) => {
		const { images } = inNamespace(m, namespace);
		const before = images[p.name];
		const made: ImageRecord = { name: p.name, labels: p.labels ?? before?.labels ?? {}, target: p.target, createdAt: before?.createdAt ?? now, updatedAt: now };
		images[p.name] = made;
		return { record: made, old: before };
	});
	yield* putObject(namespace, 'images', p.name, record);
	yield* publishEvent(namespace, { topic: old ? '/images/update' : '/images/create', event: { name: p.name } });
	return record;
}
export function* deleteImage(namespace: string, name: string): Sys<null> {
	yield* getImage(namespace, name);
	yield* act((m: DaemonMemory) => void delete m.namespaces[namespace]?.images[name]);
	yield* deleteObject(namespace, 'images', name);
	yield* publishEvent(namespace, { topic: '/images/delete', event: { name } });
	return null;
}

export type { ReadImage };
/** As readContent of its parts; what was read once is remembered while its content is there, as the CRI's image store does. */
export function* readImage(target: Descriptor): Sys<ReadImage> {
	const known = yield* act((m: DaemonMemory) => rememberedImage(m, target));
	if (known) return known;
	const read = yield* readParts(target);
	yield* act((m: DaemonMemory) => void ((m.read ??= {})[target.digest] = read));
	return read;
}
/** What is remembered of an image whose content is there. Inside an act. */
export function rememberedImage(m: DaemonMemory, target: Descriptor): ReadImage | undefined {
	const read = m.read?.[target.digest];
	return read && m.content[target.digest] && m.content[read.configDigest] ? read : undefined;
}
function* readParts(target: Descriptor): Sys<ReadImage> {
	const top = parseJson((yield* readContent(target.digest)).text) as Manifest | ManifestList;
	const entry = 'manifests' in top ? platformEntry(top) : undefined;
	if ('manifests' in top && !entry) throw new RpcError('NotFound', `no match for platform in manifest ${target.digest}: not found`);
	const manifest = entry ? (parseJson((yield* readContent(entry.digest)).text) as Manifest) : (top as Manifest);
	const config = parseJson((yield* readContent(manifest.config.digest)).text) as ImageConfig;
	return { manifest, manifestDigest: entry?.digest ?? target.digest, config, configDigest: manifest.config.digest };
}
const platformEntry = (list: ManifestList): Descriptor | undefined =>
	list.manifests.find((d) => d.platform?.os === 'linux' && d.platform.architecture === 'amd64');

/** Chain ids of diff ids, bottom first: the names of snapshots. */
export function chainIds(diffIds: readonly string[]): readonly string[] {
	const chain: string[] = [];
	for (const id of diffIds) {
		const below = chain[chain.length - 1];
		chain.push(below === undefined ? id : digest(`${below} ${id}`));
	}
	return chain;
}

/** At start: lays out the snapshots that images lack (a machine that was set up with images on its disk). */
export function* unpackMissing(): Sys<void> {
	const namespaces = yield* act((m: DaemonMemory) =>
		Object.entries(m.namespaces).map(([name, ns]) => ({
			name,
			targets: [...new Map(Object.values(ns.images).map((i) => [i.target.digest, i.target])).values()]
		}))
	);
	for (const { name, targets } of namespaces) {
		for (const target of targets) {
			const { config } = yield* readImage(target);
			const chain = chainIds(config.rootfs.diff_ids);
			for (const [i, id] of config.rootfs.diff_ids.entries()) {
				const known = yield* act((m: DaemonMemory) => m.snapshots[`${name}/${chain[i]}`] !== undefined);
				if (!known) yield* commitLayer(name, chain[i] ?? '', chain[i - 1] ?? '', { id, size: yield* layerSize(id) });
			}
		}
	}
}
function* layerSize(diffId: string): Sys<number> {
	return (parseJson((yield* readContent(blobDigest(diffId))).text) as LayerBlob).size;
}

// pull -------------------------------------------------------------------------------------------

export type Tell = (progress: PullProgress) => Sys<void>;
const silent: Tell = function* () {};
const wrap = (ref: string, e: RpcError): RpcError => new RpcError(e.code, `failed to pull and unpack image "${ref}": ${e.message}`);

/** A full reference with a tag or digest. RpcError InvalidArgument with the reference's own error. */
export function referenceOf(text: string): Reference {
	try {
		return withDefaultTag(parseReference(text));
	} catch (e) {
		if (e instanceof ReferenceError) throw new RpcError('InvalidArgument', `failed to parse image reference ${JSON.stringify(text)}: ${e.message}`);
		throw e;
	}
}

export interface PullOptions {
	readonly auth?: Credentials;
	readonly plainHttp?: boolean;
	readonly insecure?: boolean;
}
/** Pulls an image into a namespace and unpacks it. */
export function* pull(namespace: string, ref: Reference, options: PullOptions, tell: Tell = silent): Sys<ImageRecord> {
	const name = full(ref);
	try {
		yield* tell({ ref: name, status: 'resolving' });
		const resolved = yield* resolve(ref, options);
		yield* tell({ ref: name, status: 'resolved', digest: resolved.digest });
		const size = new TextEncoder().encode(resolved.text).length;
		yield* saveContent(resolved.digest, resolved.text, size);
		let manifest = parseJson(resolved.text) as Manifest | ManifestList;
		if ('manifests' in manifest) {
			const entry = platformEntry(manifest);
			if (!entry) throw new RpcError('NotFound', 'no match for platform in manifest: not found');
			const inner = yield* fetchManifest(resolved.session, ref, entry.digest, name);
			yield* saveContent(inner.digest, inner.text, entry.size);
			manifest = parseJson(inner.text) as Manifest;
		}
		yield* fetchAll(namespace, resolved.session, ref, manifest, tell);
		const mediaType = (parseJson(resolved.text) as { mediaType?: string }).mediaType ?? mediaTypes.ociManifest;
		return yield* createImage(namespace, { name, target: { mediaType, digest: resolved.digest, size } });
	} catch (e) {
		if (e instanceof RpcError) throw wrap(name, e);
		throw e;
	}
}

function* resolve(ref: Reference, options: PullOptions): Sys<{ text: string; digest: string; session: Session }> {
	try {
		return yield* fetchManifest({ remote: remoteOf(ref, options), authorization: undefined }, ref, ref.digest ?? ref.tag ?? 'latest', full(ref));
	} catch (e) {
		if (e instanceof RpcError) throw new RpcError(e.code, `failed to resolve image: ${e.message}`);
		throw e;
	}
}

function* fetchAll(namespace: string, session: Session, ref: Reference, manifest: Manifest, tell: Tell): Sys<void> {
	const { config } = manifest;
	if (!(yield* hasContent(config.digest))) yield* saveContent(config.digest, bodyText((yield* fetchBlob(session, ref, config.digest)).body), config.size);
	const diffIds = (parseJson((yield* readContent(config.digest)).text) as ImageConfig).rootfs.diff_ids;
	const chain = chainIds(diffIds);
	for (const layer of manifest.layers) yield* fetchLayer(session, ref, layer, tell);
	for (const [i, layer] of manifest.layers.entries()) {
		const blob = parseJson((yield* readContent(layer.digest)).text) as LayerBlob;
		const name = chain[i] ?? '';
		const known = yield* act((m: DaemonMemory) => m.snapshots[`${namespace}/${name}`] !== undefined);
		if (known) continue;
		yield* tell({ ref: layer.digest, status: 'extracting', digest: layer.digest });
		yield* commitLayer(namespace, name, chain[i - 1] ?? '', { id: blob.diffId, size: blob.size });
		yield* tell({ ref: layer.digest, status: 'extracted', digest: layer.digest });
	}
}
const hasContent = (sum: string): Sys<boolean> => act((m: DaemonMemory) => m.content[sum] !== undefined);

/** Fetches a layer's blob once, whoever else wants it too; the time of its bytes passes here. */
function* fetchLayer(session: Session, ref: Reference, layer: Descriptor, tell: Tell): Sys<void> {
	const { digest: sum, size } = layer;
	for (;;) {
		const state = yield* act((m: DaemonMemory) => {
			if (m.content[sum]) return 'here';
			if (m.fetching[sum]) return 'coming';
			m.fetching[sum] = true;
			return 'mine';
		});
		if (state === 'here') return yield* tell({ ref: sum, status: 'exists', digest: sum, total: size });
		if (state === 'mine') break;
		yield* tell({ ref: sum, status: 'waiting', digest: sum });
		yield* awaitKey('fetched', 1_000_000);
	}
	try {
		const response = yield* fetchBlob(session, ref, sum);
		const blob = bodyJson(response.body) as LayerBlob;
		const steps = Math.min(10, Math.max(1, Math.ceil(size / 2_097_152)));
		for (let at = 1; at <= steps; at++) {
			yield* sleep(Math.ceil(((size / steps) * costs.downloadMiB) / 1_048_576));
			yield* tell({ ref: sum, status: 'downloading', digest: sum, offset: Math.floor((size * at) / steps), total: size });
		}
		yield* saveContent(sum, `{"diffId":${JSON.stringify(blob.diffId)},"size":${blob.size},"compressed":${size}}`, size);
	} catch (e) {
		yield* act((m: DaemonMemory) => void delete m.fetching[sum]);
		yield* notify('fetched');
		throw e;
	}
	yield* act((m: DaemonMemory) => void delete m.fetching[sum]);
	yield* notify('fetched');
	yield* tell({ ref: sum, status: 'done', digest: sum, total: size });
}

export function* pullForClient(namespace: string, p: Params<'images.pull'>, call: ServerCall): Sys<ImageRecord> {
	const { ref, ...options } = p;
	return yield* pull(namespace, referenceOf(ref), options, function* (progress) {
		try {
			yield* sendEvent(call, progress);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	});
}
export function* pushForClient(namespace: string, p: Params<'images.push'>): Sys<null> {
	yield* getImage(namespace, full(referenceOf(p.ref)));
	throw new RpcError('Unimplemented', 'push is not supported by this containerd');
}
