// The local image store: image id = config digest, layers as directories of overlay2, references; in memory and under /var/lib/docker/image/overlay2.
// Models moby's image, layer and reference stores of the overlay2 graph driver. Left out: build parents beyond `parent`, foreign layers.
// Invariant: a layer's directory exists as long as an image or a container's layer needs its chain; repositories.json and memory agree.
import type { Sys } from '../../engine/index.ts';
import { clock, notify, readdir, readLayer, unpackLayer } from '../../kernel/index.ts';
import { digest, encodeJson, parseJson, parseTime } from '../../values/index.ts';
import { familiar, familiarName, full, parseReference, ReferenceError, withDefaultTag, type ImageConfig, type Reference } from '../../oci/index.ts';
import { byBytes, isObject, object, sortedMap, str } from '../decode.ts';
import { allRecords } from '../builder/cache.ts';
import { badParameter, notFound, type DockerError } from '../errors.ts';
import { isErrno, makeDirs, readJsonFile, readText, removeAll, replaceFile, writeFile } from '../files.ts';
import { locked, newId, remember } from '../memory.ts';
import type { Image, Layer, Memory } from '../state.ts';

export const root = '/var/lib/docker/image/overlay2';
export const overlay = '/var/lib/docker/overlay2';
const hexOf = (id: string): string => id.slice(id.indexOf(':') + 1);

/** The chain id of a list of diff ids, bottom first. */
export function chainIds(diffIds: readonly string[]): string[] {
	const out: string[] = [];
	for (const diffId of diffIds) {
		const parent = out[out.length - 1];
		out.push(parent === undefined ? diffId : digest(parent + ' ' + diffId));
	}
	return out;
}

/** A reference as typed; throws 400 with Go's words. */
export function reference(text: string): Reference {
	try {
		return parseReference(text);
	} catch (error) {
		if (error instanceof ReferenceError) throw badParameter(error.message);
		throw error;
	}
}
export const noSuchImage = (name: string): DockerError => {
	let shown = name;
	try {
		shown = familiar(withDefaultTag(parseReference(name)));
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
	}
	return notFound('No such image: ' + shown);
};

/** How a name finds an image: sha256:id, id prefix, or reference. Pure. */
export function findImage(m: Memory, name: string): Image | undefined {
	const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(name);
	if (id) {
		const image = m.images.get('sha256:' + (id[1] ?? ''));
		if (image) return image;
	}
	let ref: Reference | undefined;
	try {
		ref = withDefaultTag(parseReference(name));
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
	}
	if (ref) {
		const found =
			m.references.get(full(ref)) ??
			(ref.digest !== undefined && ref.tag !== undefined ? m.references.get(full({ domain: ref.domain, path: ref.path, digest: ref.digest })) : undefined);
		if (found !== undefined) return m.images.get(found);
	}
	const prefix = /^(?:sha256:)?([0-9a-f]+)$/.exec(name)?.[1];
	if (prefix === undefined) return undefined;
	let match: Image | undefined;
	for (const [key, image] of m.images) {
		if (!key.startsWith('sha256:' + prefix)) continue;
		if (match) return undefined;
		match = image;
	}
	return match;
}
/** The image of that name; throws 404. */
export function* getImage(name: string): Sys<Image> {
	const image = name === '' ? undefined : yield* remember((m) => findImage(m, name));
	if (!image) throw noSuchImage(name);
	return image;
}

export interface References {
	readonly tags: readonly string[];
	readonly digests: readonly string[];
}
/** Familiar tags and digests of an image, sorted. Pure. */
export function referencesOf(m: Memory, id: string): References {
	const tags: string[] = [];
	const digests: string[] = [];
	for (const [name, image] of m.references) {
		if (image !== id) continue;
		const ref = parseReference(name);
		(ref.digest === undefined ? tags : digests).push(familiar(ref));
	}
	return { tags: tags.sort(byBytes), digests: digests.sort(byBytes) };
}

/** Makes the layers of a chain present, parents first; answers those that were new. */
export function* ensureLayers(diffIds: readonly string[], onLayer?: (index: number, isNew: boolean) => Sys<void>): Sys<void> {
	const chains = chainIds(diffIds);
	for (const [index, chainId] of chains.entries()) {
		const known = yield* remember((m) => m.layers.has(chainId));
		if (!known) yield* locked('layer:' + chainId, addLayerDir(diffIds[index] ?? '', chainId, chains[index - 1] ?? ''));
		if (onLayer) yield* onLayer(index, !known);
	}
}
/** Whether the machine knows the trees of all these layers. */
export function* layersKnown(diffIds: readonly string[]): Sys<boolean> {
	for (const diffId of diffIds) {
		try {
			yield* readLayer(diffId);
		} catch (error) {
			if (isErrno(error)) return false;
			throw error;
		}
	}
	return true;
}
function* addLayerDir(diffId: string, chainId: string, parent: string): Sys<void> {
	if (yield* remember((m) => m.layers.has(chainId))) return;
	const cacheId = yield* newId();
	const dir = `${overlay}/${cacheId}`;
	yield* makeDirs(dir, 0o710);
	yield* unpackLayer(dir + '/diff', diffId);
	yield* writeFile(dir + '/link', cacheId.slice(0, 26).toUpperCase());
	const below = yield* remember((m) => lowerDirs(m, parent));
	if (below.length > 0) {
		yield* writeFile(dir + '/lower', below.map((path) => path.slice(overlay.length + 1)).join(':'));
		yield* makeDirs(dir + '/work', 0o700);
	}
	yield* writeFile(dir + '/committed', '', 0o600);
	const { size } = yield* readLayer(diffId);
	const db = `${root}/layerdb/sha256/${hexOf(chainId)}`;
	yield* makeDirs(db);
	yield* writeFile(db + '/diff', diffId);
	yield* writeFile(db + '/size', String(size));
	yield* writeFile(db + '/cache-id', cacheId);
	if (parent) yield* writeFile(db + '/parent', parent);
	const layer: Layer = { chainId, diffId, parent, cacheId, size };
	yield* remember((m) => void m.layers.set(chainId, layer));
}
/** The diff directories of a chain, top first. Pure. */
export function lowerDirs(m: Memory, chainId: string): string[] {
	const out: string[] = [];
	for (let layer = m.layers.get(chainId); layer; layer = m.layers.get(layer.parent)) out.push(`${overlay}/${layer.cacheId}/diff`);
	return out;
}
/** Layers of an image, bottom first. Pure. */
export function layersOf(m: Memory, image: Image): Layer[] {
	return chainOf(image).flatMap((chain) => m.layers.get(chain) ?? []);
}
/** The chain ids of an image's layers, bottom first. */
const chainOf = (image: Image): readonly string[] => image.chain ?? chainIds(image.config.rootfs.diff_ids);
export const topChain = (image: Image): string => chainOf(image).at(-1) ?? '';
export const imageSize = (m: Memory, image: Image): number => layersOf(m, image).reduce((sum, layer) => sum + layer.size, 0);

/** Stores a config whose layers are present; answers the image (the one there is, if it is known). */
export function* addImage(text: string, parent = ''): Sys<Image> {
	const id = digest(text);
	const there = yield* remember((m) => m.images.get(id));
	if (there) return there;
	const image = imageFrom(id, text, parent, 0);
	yield* makeDirs(root + '/imagedb/content/sha256', 0o700);
	yield* replaceFile(`${root}/imagedb/content/sha256/${hexOf(id)}`, text);
	if (parent) {
		yield* makeDirs(`${root}/imagedb/metadata/sha256/${hexOf(id)}`, 0o700);
		yield* writeFile(`${root}/imagedb/metadata/sha256/${hexOf(id)}/parent`, parent);
	}
	yield* remember((m) => void m.images.set(id, image));
	return image;
}
function imageFrom(id: string, text: string, parent: string, lastTagged: number): Image {
	const value = object(parseJson(text));
	const rootfs = object(value['rootfs']);
	const diffs = rootfs['diff_ids'];
	const history = value['history'];
	const config: ImageConfig = {
		architecture: str(value, 'architecture'),
		os: str(value, 'os') || 'linux',
		created: str(value, 'created'),
		...(typeof value['variant'] === 'string' ? { variant: value['variant'] } : {}),
		...(typeof value['author'] === 'string' ? { author: value['author'] } : {}),
		config: object(value['config']),
		history: Array.isArray(history)
			? history.filter(isObject).map((h) => ({
					created: str(h, 'created'),
					...(str(h, 'created_by') ? { created_by: str(h, 'created_by') } : {}),
					...(str(h, 'comment') ? { comment: str(h, 'comment') } : {}),
					...(str(h, 'author') ? { author: str(h, 'author') } : {}),
					...(h['empty_layer'] === true ? { empty_layer: true } : {})
				}))
			: [],
		rootfs: { type: 'layers', diff_ids: Array.isArray(diffs) ? diffs.map(String) : [] }
	};
	return { id, text, config, chain: chainIds(config.rootfs.diff_ids), parent, lastTagged, created: parseTime(config.created) ?? 0 };
}

/** Points a reference at an image; `touch` records the time of the tag. Answers whether something changed. */
export function* setReference(ref: Reference, id: string, touch = false): Sys<boolean> {
	const name = full(ref);
	const now = touch ? yield* clock() : 0;
	const changed = yield* remember((m) => {
		const image = m.images.get(id);
		if (image && now) m.images.set(id, { ...image, lastTagged: now });
		if (m.references.get(name) === id) return false;
		m.references.set(name, id);
		return true;
	});
	if (changed) yield* saveReferences();
	return changed;
}
export function* deleteReference(name: string): Sys<void> {
	yield* remember((m) => void m.references.delete(name));
	yield* saveReferences();
}
function* saveReferences(): Sys<void> {
	const all = yield* remember((m) => [...m.references]);
	const repositories: Record<string, Record<string, string>> = {};
	for (const [name, id] of all) {
		const ref = parseReference(name);
		const repository = familiarName(ref);
		repositories[repository] = { ...repositories[repository], [familiar(ref)]: id };
	}
	yield* replaceFile(root + '/repositories.json', encodeJson({ Repositories: sortedMap(repositories) }));
	yield* notify('references');
}

/** Remembers which blob a layer came in, and from which repository. */
export function* noteDistribution(diffId: string, blob: { digest: string; size: number }, repository: string): Sys<void> {
	yield* remember((m) => {
		const old = m.distribution.get(diffId);
		const repositories = old?.repositories ?? [];
		m.distribution.set(diffId, {
			digest: blob.digest,
			size: blob.size,
			repositories: repositories.includes(repository) ? repositories : [...repositories, repository]
		});
	});
	yield* makeDirs(root + '/distribution/diffid-by-digest/sha256');
	yield* writeFile(`${root}/distribution/diffid-by-digest/sha256/${hexOf(blob.digest)}`, diffId);
	yield* makeDirs(root + '/distribution/v2metadata-by-diffid/sha256');
	const sources = yield* remember((m) => m.distribution.get(diffId)?.repositories ?? []);
	yield* writeFile(
		`${root}/distribution/v2metadata-by-diffid/sha256/${hexOf(diffId)}`,
		encodeJson(sources.map((source) => ({ Digest: blob.digest, Size: blob.size, SourceRepository: source, HMAC: '' })))
	);
}

/** Removes an image's config and the layers nobody needs any more; answers the deleted layers' chain ids, top first. */
export function* removeImage(image: Image): Sys<string[]> {
	yield* remember((m) => void m.images.delete(image.id));
	yield* removeAll(`${root}/imagedb/content/sha256/${hexOf(image.id)}`);
	yield* removeAll(`${root}/imagedb/metadata/sha256/${hexOf(image.id)}`);
	return yield* releaseChain(chainIds(image.config.rootfs.diff_ids).at(-1) ?? '');
}
/** Removes the layers of a chain that nothing stands on any more; answers their chain ids, top first. */
export function* releaseChain(chain: string): Sys<string[]> {
	const kept = [...(yield* cachedChains()), ...(yield* orphanChains())];
	const gone = yield* remember((m) => {
		const needed = neededChains(m);
		for (const top of kept) for (let layer = m.layers.get(top); layer; layer = m.layers.get(layer.parent)) needed.add(layer.chainId);
		const out: Layer[] = [];
		for (let layer = m.layers.get(chain); layer; layer = m.layers.get(layer.parent)) if (!needed.has(layer.chainId)) out.push(layer);
		return out;
	});
	for (const layer of gone) {
		yield* remember((m) => void m.layers.delete(layer.chainId));
		yield* removeAll(`${root}/layerdb/sha256/${hexOf(layer.chainId)}`);
		yield* removeAll(`${overlay}/${layer.cacheId}`);
	}
	return gone.map((layer) => layer.chainId);
}
/** Chains the build cache stands on. */
function* cachedChains(): Sys<string[]> {
	return (yield* allRecords()).map((record) => chainIds(record.chain).at(-1) ?? '');
}
/** Chains that writable layers of containers stand on whose image was removed by force. */
function* orphanChains(): Sys<string[]> {
	const orphans = yield* remember((m) => [...m.containers.values()].filter((container) => !m.images.has(container.image)).map(({ id }) => id));
	const chains: string[] = [];
	for (const id of orphans) chains.push(yield* mountParent(id));
	return chains;
}
/** The chain a container's writable layer stands on, as the layer store keeps it: it outlives the image's name and config. */
export function* mountParent(containerId: string): Sys<string> {
	return (yield* readText(`${root}/layerdb/mounts/${containerId}/parent`)) ?? '';
}
/** Chains that an image stands on. Pure. */
function neededChains(m: Memory): Set<string> {
	const needed = new Set<string>();
	for (const image of m.images.values()) for (const chain of chainOf(image)) needed.add(chain);
	return needed;
}

/** Reads the store from its files (the daemon's start). */
export function* loadImages(): Sys<void> {
	yield* makeDirs(root + '/imagedb/content/sha256', 0o700);
	yield* makeDirs(root + '/layerdb/sha256', 0o700);
	yield* makeDirs(overlay, 0o710);
	for (const { name } of yield* readdir(root + '/layerdb/sha256')) {
		const db = `${root}/layerdb/sha256/${name}`;
		const cacheId = yield* readText(db + '/cache-id');
		const diffId = yield* readText(db + '/diff');
		if (cacheId === undefined || diffId === undefined) continue;
		const layer: Layer = {
			chainId: 'sha256:' + name,
			diffId,
			cacheId,
			parent: (yield* readText(db + '/parent')) ?? '',
			size: Number((yield* readText(db + '/size')) ?? '0')
		};
		yield* remember((m) => void m.layers.set(layer.chainId, layer));
	}
	for (const { name } of yield* readdir(root + '/imagedb/content/sha256')) {
		const text = yield* readText(`${root}/imagedb/content/sha256/${name}`);
		if (text === undefined || digest(text) !== 'sha256:' + name) continue;
		const parent = (yield* readText(`${root}/imagedb/metadata/sha256/${name}/parent`)) ?? '';
		const image = imageFrom('sha256:' + name, text, parent, 0);
		yield* remember((m) => void m.images.set(image.id, image));
	}
	const repositories = object(object(yield* readJsonFile(root + '/repositories.json'))['Repositories']);
	const found: [string, string][] = [];
	for (const references of Object.values(repositories))
		for (const [name, id] of Object.entries(object(references))) if (typeof id === 'string') found.push([full(parseReference(name)), id]);
	yield* remember((m) => {
		for (const [name, id] of found) if (m.images.has(id)) m.references.set(name, id);
	});
	yield* loadDistribution();
}
function* loadDistribution(): Sys<void> {
	const dir = root + '/distribution/v2metadata-by-diffid/sha256';
	let names;
	try {
		names = yield* readdir(dir);
	} catch (error) {
		if (isErrno(error, 'ENOENT')) return;
		throw error;
	}
	for (const { name } of names) {
		const sources = yield* readJsonFile(`${dir}/${name}`);
		if (!Array.isArray(sources)) continue;
		const records = sources.filter(isObject);
		const first = records[0];
		if (!first) continue;
		const size = first['Size'];
		const known = {
			digest: str(first, 'Digest'),
			size: typeof size === 'number' ? size : 0,
			repositories: records.map((record) => str(record, 'SourceRepository'))
		};
		yield* remember((m) => void m.distribution.set('sha256:' + name, known));
	}
}
