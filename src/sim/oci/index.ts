// The room's only door.
export { catalogue, type Repository } from './catalogue/index.ts';
export * from './descriptor.ts';
export {
	blobDigest,
	compressedSize,
	configText,
	layerDescriptor,
	layersOf,
	manifestOf,
	manifestText,
	packImage,
	type ImageSource,
	type KnownLayer,
	type LayerBlob,
	type PackedImage
} from './image.ts';
export * from './reference.ts';
export { publicAuthority, publicBundle, publicCertificate } from './public-ca.ts';
export { registryPrograms } from './registry/index.ts';
export { prepareImage, type PreparedImage } from './preload.ts';
export { entriesOf, filler, link, program, type Node, type Tree } from './tree.ts';
