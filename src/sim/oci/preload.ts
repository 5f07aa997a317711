// Images of the catalogue without a pull: for machines whose disk has them from the start (a cluster's nodes, a prepared host).
// Pure; the maker of layers is the kernel's, handed in by the world. Invariant: the same digests as a pull would give.
import type { Layer, LayerEntry } from '../kernel/index.ts';
import { catalogue } from './catalogue/index.ts';
import { layersOf, packImage, type PackedImage } from './image.ts';
import { full, fullName, parseReference, withDefaultTag, type Reference } from './reference.ts';

export interface PreparedImage extends PackedImage {
	readonly ref: Reference;
	/** "docker.io/library/nginx:1.27". */
	readonly name: string;
	/** The trees of `layers`, bottom first. */
	readonly trees: readonly Layer[];
}

/** An image of the catalogue by reference ("nginx:1.27"); undefined when there is none. */
export function prepareImage(reference: string, makeLayer: (entries: readonly LayerEntry[], mtime: number) => Layer): PreparedImage | undefined {
	const ref = withDefaultTag(parseReference(reference));
	const source = catalogue.find((r) => r.name === fullName(ref))?.tags[ref.tag ?? '']?.();
	if (!source) return undefined;
	const trees = layersOf(source).map((entries) => makeLayer(entries, 0));
	return { ...packImage(source, trees), ref, name: full(ref), trees };
}
