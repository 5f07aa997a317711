// A read-only registry store over the image catalogue: an image's layers are made known to the world, and its manifest written, when first asked for.
import { act, type Sys } from '../../engine/index.ts';
import { addLayer } from '../../kernel/index.ts';

import { catalogue } from '../catalogue/index.ts';
import { mediaTypes } from '../descriptor.ts';
import { blobDigest, layersOf, packImage, type ImageSource, type KnownLayer } from '../image.ts';
import type { Blob, RegistryStore, StoredManifest } from './distribution.ts';
import { traceMissing } from './missing.ts';

/** What the server has made so far: the rest follows from the catalogue. */
export interface CatalogueMemory {
	/** "<repository>:<tag>" → digest. */
	tags: Record<string, string>;
	/** Manifests by digest, each with the repositories that have it. */
	manifests: Record<string, { readonly text: string; readonly repositories: readonly string[] }>;
	blobs: Record<string, Blob>;
}
export const newCatalogueMemory = (): CatalogueMemory => ({ tags: {}, manifests: {}, blobs: {} });

/** The repository "docker.io/library/nginx" of the catalogue. */
const repositoryOf = (fullName: string) => catalogue.find((r) => r.name === fullName);

function* known(source: ImageSource): Sys<KnownLayer[]> {
	const layers: KnownLayer[] = [];
	for (const entries of layersOf(source)) layers.push(yield* addLayer(entries));
	return layers;
}

/** Makes an image of the catalogue available: answers its manifest's digest. */
function* publish(repository: string, tag: string, source: () => ImageSource): Sys<string> {
	const image = source();
	const packed = packImage(image, yield* known(image));
	const { manifestDigest, manifest, config, configDigest, layers } = packed;
	yield* act((m: CatalogueMemory) => {
		m.tags[`${repository}:${tag}`] = manifestDigest;
		const old = m.manifests[manifestDigest]?.repositories ?? [];
		m.manifests[manifestDigest] = { text: manifest, repositories: old.includes(repository) ? old : [...old, repository] };
		m.blobs[configDigest] = { text: config };
		for (const layer of layers) m.blobs[blobDigest(layer.id)] = { layer: { diffId: layer.id, size: layer.size } };
	});
	return manifestDigest;
}

/** The store of the registry `domain` ("docker.io"); names are paths below it. */
export function catalogueStore(domain: string): RegistryStore {
	const full = (name: string): string => `${domain}/${name}`;
	function* digestOf(name: string, tag: string): Sys<string | undefined> {
		const repository = repositoryOf(full(name));
		const source = repository && Object.hasOwn(repository.tags, tag) ? repository.tags[tag] : undefined;
		if (!source) return undefined;
		const done = yield* act((m: CatalogueMemory) => m.tags[`${full(name)}:${tag}`]);
		return done ?? (yield* publish(full(name), tag, source));
	}
	function* byDigest(name: string, wanted: string): Sys<StoredManifest | undefined> {
		const read = act((m: CatalogueMemory) => {
			const found = m.manifests[wanted];
			return found?.repositories.includes(full(name)) ? found.text : undefined;
		});
		const text = yield* read;
		return text === undefined ? undefined : { text, digest: wanted, mediaType: mediaTypes.manifest };
	}
	return {
		*tags(name) {
			const repository = repositoryOf(full(name));
			return repository && Object.keys(repository.tags);
		},
		*manifest(name, reference) {
			if (!reference.startsWith('sha256:')) {
				const found = yield* digestOf(name, reference);
				if (found === undefined) yield* traceMissing(full(name), reference);
				return found === undefined ? undefined : yield* byDigest(name, found);
			}
			const found = yield* byDigest(name, reference);
			if (found) return found;
			// Nobody has asked by tag yet: all images of the repository are made, to see which has this digest.
			for (const tag of Object.keys(repositoryOf(full(name))?.tags ?? {})) yield* digestOf(name, tag);
			return yield* byDigest(name, reference);
		},
		blob: (_name, sum) => act((m: CatalogueMemory) => m.blobs[sum]),
		*repositories() {
			return catalogue.flatMap((r) => (r.name.startsWith(domain + '/') ? [r.name.slice(domain.length + 1)] : []));
		}
	};
}
