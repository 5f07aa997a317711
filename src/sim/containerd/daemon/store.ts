// containerd's root directory. FIDELITY: the metadata database is a folder of JSON files, one per object, where the real one is bolt.
// Invariant: each file is complete or absent.
import { Errno, type Sys } from '../../engine/index.ts';
import { readdir, unlink } from '../../kernel/index.ts';
import { ignoring, mkdirs, readFile, readJson, writeFile, writeJson } from '../runc/files.ts';

export const rootDir = '/var/lib/containerd';
const metadata = `${rootDir}/io.containerd.metadata.v1.bolt`;
const blobs = `${rootDir}/io.containerd.content.v1.content/blobs/sha256`;
export const snapshotsDir = `${rootDir}/io.containerd.snapshotter.v1.overlayfs/snapshots`;

export type Bucket = 'containers' | 'images' | 'snapshots' | 'sandboxes' | 'cri-containers' | 'namespaces';
const fileName = (key: string): string => encodeURIComponent(key) + '.json';
const bucketDir = (namespace: string, bucket: Bucket): string => `${metadata}/${namespace}/${bucket}`;
/** Where an object is kept. */
export const objectFile = (namespace: string, bucket: Bucket, key: string): string => `${bucketDir(namespace, bucket)}/${fileName(key)}`;

/** Writes an object. */
export function* putObject(namespace: string, bucket: Bucket, key: string, value: unknown): Sys<void> {
	const path = objectFile(namespace, bucket, key);
	try {
		yield* writeJson(path, value);
	} catch (e) {
		if (!(e instanceof Errno) || e.code !== 'ENOENT') throw e;
		yield* mkdirs(bucketDir(namespace, bucket), 0o700);
		yield* writeJson(path, value);
	}
}
export const deleteObject = (namespace: string, bucket: Bucket, key: string): Sys<void> => ignoring(unlink(objectFile(namespace, bucket, key)), 'ENOENT');

function* names(dir: string): Sys<string[]> {
	try {
		return (yield* readdir(dir)).map((e) => e.name);
	} catch (e) {
		if (e instanceof Errno && e.code === 'ENOENT') return [];
		throw e;
	}
}
export const savedNamespaces = (): Sys<string[]> => names(metadata);
/** All objects of a bucket, by file name. */
export function* savedObjects<T>(namespace: string, bucket: Bucket): Sys<T[]> {
	const all: T[] = [];
	for (const name of yield* names(bucketDir(namespace, bucket))) {
		if (!name.endsWith('.json')) continue;
		const value = yield* readJson<T>(`${bucketDir(namespace, bucket)}/${name}`);
		if (value !== undefined) all.push(value);
	}
	return all;
}

/** Where a blob is kept. */
export const blobFile = (digest: string): string => `${blobs}/${digest.replace(/^sha256:/, '')}`;
export function* putBlob(digest: string, content: string): Sys<void> {
	yield* mkdirs(blobs);
	yield* writeFile(blobFile(digest), content, 0o444);
}
export const readBlob = (digest: string): Sys<string> => readFile(blobFile(digest));
export const deleteBlob = (digest: string): Sys<void> => ignoring(unlink(blobFile(digest)), 'ENOENT');
export const savedBlobs = (): Sys<string[]> => names(blobs);
