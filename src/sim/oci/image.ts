// An image as the catalogue writes it (steps in the order of its Dockerfile) and as registries hold it (manifest, config, blobs).
// Layers' ids come from the kernel that made them known; blob digests and sizes are functions of those alone.
// FIDELITY: a blob is not a tar archive; its digest is derived from the diff id and its compressed size is a fixed share of the layer's.
import { digest, encodeJson } from '../values/index.ts';
import type { LayerEntry } from '../kernel/index.ts';
import { mediaTypes, type Descriptor, type History, type ImageConfig, type Manifest, type RunConfig } from './descriptor.ts';

/** One line of a Dockerfile: with `layer`, a new layer. */
export interface Step {
	/** As `docker history` shows it. */
	readonly by: string;
	readonly comment?: string;
	readonly layer?: readonly LayerEntry[];
}
export interface ImageSource {
	readonly from?: ImageSource;
	/** RFC 3339. */
	readonly created: string;
	readonly steps: readonly Step[];
	/** The whole config (not merged with the base's). */
	readonly config: RunConfig;
	readonly author?: string;
	readonly architecture?: string;
}
/** A layer as it is known to the world. */
export interface KnownLayer {
	/** diff id */
	readonly id: string;
	readonly size: number;
}
/** What travels as a layer's blob: the world's kernels all know the tree by its id. */
export interface LayerBlob {
	readonly diffId: string;
	readonly size: number;
}

/** All steps, the base's first. */
const allSteps = (source: ImageSource): readonly Step[] => (source.from ? [...allSteps(source.from), ...source.steps] : source.steps);
/** The trees of its layers, bottom first. */
export const layersOf = (source: ImageSource): readonly (readonly LayerEntry[])[] => allSteps(source).flatMap((step) => (step.layer ? [step.layer] : []));

/** Digest of the compressed blob of a layer. */
export const blobDigest = (diffId: string): string => digest('gzip:' + diffId);
/** Bytes of the compressed blob of a layer of `size` bytes. */
export const compressedSize = (size: number): number => (size === 0 ? 32 : 110 + Math.floor((size * 377) / 1000));
/** A layer's descriptor in a manifest. */
export const layerDescriptor = (layer: KnownLayer): Descriptor => ({
	mediaType: mediaTypes.layer,
	size: compressedSize(layer.size),
	digest: blobDigest(layer.id)
});

/** A value's JSON as dockerd writes manifests: three spaces of indent. */
export const manifestText = (manifest: object): string => encodeJson(manifest, { indent: '   ' });
export const configText = (config: object): string => encodeJson(config);

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** The schema 2 manifest of a config and its layers (bottom first). */
export function manifestOf(config: string, layers: readonly KnownLayer[]): Manifest {
	return {
		schemaVersion: 2,
		mediaType: mediaTypes.manifest,
		config: { mediaType: mediaTypes.config, size: utf8Length(config), digest: digest(config) },
		layers: layers.map(layerDescriptor)
	};
}

/** The config of a catalogue image whose layers are known by `layers` (bottom first). */
export function configOf(source: ImageSource, layers: readonly KnownLayer[]): ImageConfig {
	const created = (s: ImageSource): readonly History[] => [
		...(s.from ? created(s.from) : []),
		...s.steps.map((step) => ({
			created: s.created,
			created_by: step.by,
			comment: step.comment ?? 'buildkit.dockerfile.v0',
			...(!step.layer && { empty_layer: true })
		}))
	];
	return {
		architecture: source.architecture ?? 'amd64',
		config: source.config,
		created: source.created,
		...(source.author !== undefined && { author: source.author }),
		history: created(source),
		os: 'linux',
		rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.id) }
	};
}

/** Everything a registry stores for an image. */
export interface PackedImage {
	readonly manifest: string;
	readonly manifestDigest: string;
	readonly config: string;
	readonly configDigest: string;
	readonly layers: readonly KnownLayer[];
}
export function packImage(source: ImageSource, layers: readonly KnownLayer[]): PackedImage {
	const config = configText(configOf(source, layers));
	const manifest = manifestText(manifestOf(config, layers));
	return { manifest, manifestDigest: digest(manifest), config, configDigest: digest(config), layers };
}
