// containerd's files for images that a machine has from the start: put them on its disk, and containerd lays the snapshots out when it
// starts (the world must know the layers). What a pull of the same references would have left, but for times.
import type { LayerEntry } from '../kernel/index.ts';
import { blobDigest, compressedSize, fullName, mediaTypes, type PreparedImage } from '../oci/index.ts';
import { encodeJson } from '../values/index.ts';
import { blobFile, objectFile } from './daemon/store.ts';
import type { ImageRecord } from './services.ts';

/** Files (paths relative to the root) for `images` in a namespace, "k8s.io" for the kubelet's. `at`: µs since the Unix epoch. */
export function preloadedImages(namespace: string, images: readonly PreparedImage[], at: number): LayerEntry[] {
	const files = new Map<string, string>();
	const length = (text: string): number => new TextEncoder().encode(text).length;
	for (const image of images) {
		files.set(blobFile(image.manifestDigest), image.manifest);
		files.set(blobFile(image.configDigest), image.config);
		for (const layer of image.layers)
			files.set(blobFile(blobDigest(layer.id)), encodeJson({ diffId: layer.id, size: layer.size, compressed: compressedSize(layer.size) }));
		const target = { mediaType: mediaTypes.manifest, digest: image.manifestDigest, size: length(image.manifest) };
		for (const name of [image.name, `${fullName(image.ref)}@${image.manifestDigest}`, image.configDigest]) {
			const record: ImageRecord = {
				name,
				labels: image.name.startsWith('registry.k8s.io/pause:') ? { 'io.cri-containerd.pinned': 'pinned' } : {},
				target,
				createdAt: at,
				updatedAt: at
			};
			files.set(objectFile(namespace, 'images', name), encodeJson(record));
		}
	}
	return [...files].map(([path, text]): LayerEntry => ({ path: path.slice(1), type: 'file', mode: 0o644, text }));
}
