// The registry's own store: files below its root directory, laid out as distribution lays them out. A layer's data file holds its announcement.
// Invariant: a link is written after what it links to, so a registry killed at any point serves nothing broken.
import { Errno, type Sys } from '../../engine/index.ts';
import { exists, mkdirAll, random, readdir, readText, removeAll, unlink, writeFile } from '../../kernel/index.ts';
import { encodeJson, hex, parseJson } from '../../values/index.ts';
import { mediaTypes } from '../descriptor.ts';
import { receivedBlob, type Blob, type RegistryStore, type StoredManifest } from './distribution.ts';

const hexOf = (digest: string): string => digest.replace(/^sha256:/, '');

function* put(path: string, content: string): Sys<void> {
	yield* mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o755);
	yield* writeFile(path, content, 0o644);
}
function* get(path: string): Sys<string | undefined> {
	try {
		return yield* readText(path);
	} catch (e) {
		if (e instanceof Errno && (e.code === 'ENOENT' || e.code === 'ENOTDIR')) return undefined;
		throw e;
	}
}
function* list(path: string): Sys<string[]> {
	try {
		return (yield* readdir(path)).flatMap((e) => (e.type === 'dir' ? [e.name] : []));
	} catch (e) {
		if (e instanceof Errno && (e.code === 'ENOENT' || e.code === 'ENOTDIR')) return [];
		throw e;
	}
}

/** The store at `root` ("/var/lib/registry"). */
export function fileStore(root: string, deletes: boolean): RegistryStore {
	const base = `${root}/docker/registry/v2`;
	const data = (digest: string): string => `${base}/blobs/sha256/${hexOf(digest).slice(0, 2)}/${hexOf(digest)}/data`;
	const repository = (name: string): string => `${base}/repositories/${name}`;
	const layerLink = (name: string, digest: string): string => `${repository(name)}/_layers/sha256/${hexOf(digest)}/link`;
	const revision = (name: string, digest: string): string => `${repository(name)}/_manifests/revisions/sha256/${hexOf(digest)}/link`;
	const tagDir = (name: string, tag: string): string => `${repository(name)}/_manifests/tags/${tag}`;

	function* manifest(name: string, reference: string): Sys<StoredManifest | undefined> {
		const sum = reference.startsWith('sha256:')
			? (yield* exists(revision(name, reference)))
				? reference
				: undefined
			: yield* get(`${tagDir(name, reference)}/current/link`);
		const text = sum === undefined ? undefined : yield* get(data(sum));
		if (sum === undefined || text === undefined) return undefined;
		const { mediaType } = parseJson(text) as { mediaType?: string };
		return { text, digest: sum, mediaType: mediaType ?? mediaTypes.ociManifest };
	}
	function* walk(prefix: string): Sys<string[]> {
		const found: string[] = [];
		for (const name of yield* list(`${base}/repositories${prefix === '' ? '' : '/' + prefix}`)) {
			if (name.startsWith('_')) continue;
			const path = prefix === '' ? name : `${prefix}/${name}`;
			if (yield* exists(`${repository(path)}/_manifests`)) found.push(path);
			found.push(...(yield* walk(path)));
		}
		return found;
	}
	function* uuid(): Sys<string> {
		const h = hex(yield* random(16));
		return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
	}
	const upload = (name: string, id: string): string => `${repository(name)}/_uploads/${id}`;
	return {
		*tags(name) {
			if (!(yield* exists(`${repository(name)}/_manifests`))) return undefined;
			return yield* list(`${repository(name)}/_manifests/tags`);
		},
		manifest,
		*blob(name, sum) {
			if (!(yield* exists(layerLink(name, sum)))) return undefined;
			const text = yield* get(data(sum));
			return text === undefined ? undefined : receivedBlob(text, sum);
		},
		repositories: () => walk(''),
		write: {
			*putManifest(name, reference, stored) {
				yield* put(data(stored.digest), stored.text);
				yield* put(revision(name, stored.digest), stored.digest);
				if (reference.startsWith('sha256:')) return;
				yield* put(`${tagDir(name, reference)}/index/sha256/${hexOf(stored.digest)}/link`, stored.digest);
				yield* put(`${tagDir(name, reference)}/current/link`, stored.digest);
			},
			*putBlob(name, sum, blob: Blob) {
				yield* put(data(sum), 'text' in blob ? blob.text : encodeJson(blob.layer));
				yield* put(layerLink(name, sum), sum);
			},
			*mount(name, sum, from) {
				if (!(yield* exists(layerLink(from, sum)))) return false;
				yield* put(layerLink(name, sum), sum);
				return true;
			},
			deletes,
			*deleteManifest(name, sum) {
				if (!(yield* exists(revision(name, sum)))) return false;
				yield* unlink(revision(name, sum));
				for (const tag of yield* list(`${repository(name)}/_manifests/tags`))
					if ((yield* get(`${tagDir(name, tag)}/current/link`)) === sum) yield* removeAll(tagDir(name, tag));
				return true;
			},
			*startUpload(name) {
				const id = yield* uuid();
				yield* put(`${upload(name, id)}/data`, '');
				return id;
			},
			*appendUpload(name, id, text) {
				const before = yield* get(`${upload(name, id)}/data`);
				if (before === undefined) return undefined;
				if (text !== '') yield* put(`${upload(name, id)}/data`, before + text);
				return before + text;
			},
			finishUpload: (name, id) => removeAll(upload(name, id))
		}
	};
}
