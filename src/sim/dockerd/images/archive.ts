// GET /images/get and POST /images/load: images as archives in the layout of Docker 25 and later (OCI blobs and manifest.json).
// FIDELITY: a layer's blob in the archive is its diff id with a mark in front, not a tar of the layer: the machine knows the tree by its id.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { digest, encodeJson, parseJson, text as decode, utf8 } from '../../values/index.ts';
import { familiar, familiarName, full, mediaTypes, parseReference, type Reference } from '../../oci/index.ts';
import { isObject, object, str, strings } from '../decode.ts';
import { notFound } from '../errors.ts';
import { logEvent } from '../events.ts';
import { beginStream, chunk, done, endStream, progressChunk, readBody, serverHeaders, type Reply, type Request } from '../http.ts';
import { remember } from '../memory.ts';
import type { Image } from '../state.ts';
import { decodeTar, encodeTar, TarError, type TarEntry } from '../tar.ts';
import { addImage, ensureLayers, findImage, layersKnown, reference, referencesOf, setReference } from './store.ts';

const mark = 'drydock-layer ';

interface Saved {
	readonly image: Image;
	readonly tags: readonly Reference[];
}
export function* saveImages(request: Request): Sys<Reply> {
	const names = request.vars[0] !== undefined ? [request.vars[0]] : (request.lists.get('names') ?? []);
	const saved: Saved[] = [];
	for (const name of names) {
		const found = yield* remember((m) => {
			const image = findImage(m, name);
			return image && { image, tags: referencesOf(m, image.id).tags };
		});
		if (!found) throw notFound('reference does not exist');
		const ref = /^(sha256:)?[0-9a-f]{12,64}$/.test(name) ? undefined : reference(name);
		const tags =
			ref === undefined
				? []
				: found.tags.map(parseReference).filter((tag) => (ref.tag === undefined ? familiarName(tag) === familiarName(ref) : full(tag) === full(ref)));
		saved.push({ image: found.image, tags });
		yield* logEvent('image', 'save', found.image.id, { name: found.image.id });
	}
	const now = yield* clock();
	yield* beginStream(request.fd, 'application/x-tar', serverHeaders);
	yield* chunk(request.fd, encodeTar(archiveOf(saved, now)));
	yield* endStream(request.fd);
	return done;
}
/** The archive's entries. Pure. */
function archiveOf(saved: readonly Saved[], now: number): TarEntry[] {
	const blobs = new Map<string, string>();
	const blob = (text: string): { digest: string; size: number } => {
		const sum = digest(text);
		blobs.set(sum, text);
		return { digest: sum, size: utf8(text).length };
	};
	const manifests: object[] = [];
	const index: object[] = [];
	for (const { image, tags } of saved) {
		const layers = image.config.rootfs.diff_ids.map((diffId) => blob(mark + diffId));
		const config = blob(image.text);
		const manifest = blob(
			encodeJson({
				schemaVersion: 2,
				mediaType: mediaTypes.ociManifest,
				config: { mediaType: mediaTypes.ociConfig, ...config },
				layers: layers.map((layer) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }))
			})
		);
		const path = (sum: string): string => 'blobs/sha256/' + sum.slice(7);
		manifests.push({ Config: path(config.digest), RepoTags: tags.length > 0 ? tags.map(familiar) : null, Layers: layers.map((layer) => path(layer.digest)) });
		if (tags.length === 0) index.push({ mediaType: mediaTypes.ociManifest, ...manifest });
		for (const tag of tags)
			index.push({
				mediaType: mediaTypes.ociManifest,
				...manifest,
				annotations: { 'io.containerd.image.name': full(tag), 'org.opencontainers.image.ref.name': tag.tag ?? 'latest' }
			});
	}
	const file = (path: string, text: string): TarEntry => ({ path, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: now, data: utf8(text) });
	const dir = (path: string): TarEntry => ({ path, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: now });
	return [
		dir('blobs'),
		dir('blobs/sha256'),
		...[...blobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sum, text]) => file('blobs/sha256/' + sum.slice(7), text)),
		file('index.json', encodeJson({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: index })),
		file('manifest.json', encodeJson(manifests)),
		file('oci-layout', '{"imageLayoutVersion":"1.0.0"}')
	];
}

export function* loadArchive(request: Request): Sys<Reply> {
	const bytes = yield* readBody(request);
	yield* beginStream(request.fd, 'application/json');
	const problem = yield* load(bytes, request.fd);
	if (problem !== undefined) yield* progressChunk(request.fd, { errorDetail: { message: problem }, error: problem });
	yield* endStream(request.fd);
	return done;
}
/** Loads every image of an archive; answers what is wrong with it. */
function* load(bytes: Uint8Array, fd: number): Sys<string | undefined> {
	let entries: TarEntry[];
	try {
		entries = decodeTar(bytes);
	} catch (error) {
		if (error instanceof TarError) return error.message;
		throw error;
	}
	const files = new Map(entries.map((entry) => [entry.path, entry]));
	const textOf = (path: string): string | undefined => {
		const data = files.get(path)?.data;
		return data && decode(data);
	};
	const manifest = textOf('manifest.json');
	if (manifest === undefined) {
		// The engine then looks for the layout of Docker 1.9: a directory for each layer.
		const first = entries.find((entry) => entry.type === 'dir')?.path.split('/')[0];
		const place = `/var/lib/docker/tmp/docker-import-${String((yield* clock()) % 1e9).padStart(9, '0')}`;
		return first === undefined ? `open ${place}/repositories: no such file or directory` : `open ${place}/${first}/json: no such file or directory`;
	}
	const items: unknown = parseJson(manifest);
	for (const item of Array.isArray(items) ? items.filter(isObject) : []) {
		const config = textOf(str(item, 'Config'));
		if (config === undefined) return `open /var/lib/docker/tmp/docker-import/${str(item, 'Config')}: no such file or directory`;
		const diffIds = (strings(item, 'Layers') ?? []).map((path) => (textOf(path) ?? '').replace(mark, ''));
		const rootfs = object(object(parseJson(config))['rootfs']);
		if ((strings(rootfs, 'diff_ids') ?? []).join() !== diffIds.join()) return 'invalid manifest, layers length mismatch: expected ' + diffIds.length;
		// An archive of another machine: its layers are marks, not archives, and this one does not know them.
		if (!(yield* layersKnown(diffIds))) return 'Error processing tar file(exit status 1): archive/tar: invalid tar header';
		yield* ensureLayers(diffIds);
		const image = yield* addImage(config);
		const tags = strings(item, 'RepoTags') ?? [];
		for (const tag of tags) {
			const ref = parseReference(tag);
			yield* setReference(ref, image.id, true);
			yield* progressChunk(fd, { stream: `Loaded image: ${familiar(ref)}\n` });
		}
		if (tags.length === 0) yield* progressChunk(fd, { stream: `Loaded image ID: ${image.id}\n` });
		yield* logEvent('image', 'load', image.id, { name: image.id });
	}
	return undefined;
}
