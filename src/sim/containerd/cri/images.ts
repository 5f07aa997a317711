// The CRI's image service: containerd's images of namespace k8s.io, seen by config digest.
import { act, type Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { fullName, parseReference, ReferenceError, withDefaultTag, full, type Reference } from '../../oci/index.ts';
import { unbase64, text } from '../../values/index.ts';
import type { AuthConfig, CriImage, CriMethods } from '../cri.ts';
import { deleteImage, createImage, listImages, pull, readImage, referenceOf, rememberedImage, type ReadImage } from '../daemon/images.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { rootDir } from '../daemon/store.ts';
import { RpcError } from '../rpc.ts';
import type { ImageRecord } from '../services.ts';
import { NAMESPACE } from './memory-access.ts';

/** The image of sandboxes: pinned, so that no garbage collection takes it. */
export const sandboxImage = 'registry.k8s.io/pause:3.10.1';

type Params<M extends keyof CriMethods> = CriMethods[M]['params'];

/** An image with everything that is known of it. */
export interface FoundImage extends ReadImage {
	readonly image: CriImage;
}

/** What a record's name says, read once. */
export interface NamedImage {
	readonly repository: string;
	readonly byDigest: boolean;
}
interface KnownRecord {
	readonly record: ImageRecord;
	readonly named: NamedImage | undefined;
	readonly read: ReadImage | undefined;
}
/** Records with what is remembered of their images and names. */
const known = (records: readonly ImageRecord[]): Sys<readonly KnownRecord[]> =>
	act((m: DaemonMemory) =>
		records.map((record) => {
			let named = m.cri.names[record.name];
			if (!named && !record.name.startsWith('sha256:')) {
				const ref = parseReference(record.name);
				named = m.cri.names[record.name] = { repository: fullName(ref), byDigest: ref.digest !== undefined };
			}
			return { record, named, read: rememberedImage(m, record.target) };
		})
	);

/** The images of records; only those with a wanted digest of their configuration, if that is given. */
function* describe(records: readonly ImageRecord[], isWanted: (configDigest: string) => boolean = () => true): Sys<FoundImage[]> {
	const byId = new Map<string, { read: ReadImage; tags: string[]; digests: Set<string>; pinned: boolean }>();
	for (const { record, named, read: remembered } of yield* known(records)) {
		let read: ReadImage;
		try {
			read = remembered ?? (yield* readImage(record.target));
		} catch (e) {
			if (e instanceof RpcError) continue;
			throw e;
		}
		if (!isWanted(read.configDigest)) continue;
		const found = byId.get(read.configDigest) ?? { read, tags: [], digests: new Set<string>(), pinned: false };
		byId.set(read.configDigest, found);
		if (!named) continue;
		if (!named.byDigest) found.tags.push(record.name);
		found.digests.add(`${named.repository}@${record.target.digest}`);
		if (record.labels['io.cri-containerd.pinned'] === 'pinned') found.pinned = true;
	}
	return [...byId].map(([id, { read, tags, digests, pinned }]) => {
		const user = read.config.config.User ?? '';
		const uid = /^\d+/.exec(user)?.[0];
		const size = read.manifest.layers.reduce((sum, l) => sum + l.size, read.manifest.config.size);
		return {
			...read,
			image: {
				id,
				repoTags: tags,
				repoDigests: [...digests],
				size,
				pinned,
				...(uid !== undefined ? { uid: Number(uid) } : user !== '' && { username: user.split(':')[0] ?? '' })
			}
		};
	});
}

/** The image a kubelet means: an id (or prefix of one), or a reference. */
export function* findImage(name: string): Sys<FoundImage | undefined> {
	const records = yield* listImages(NAMESPACE);
	const bare = name.replace(/^sha256:/, '');
	if (/^[0-9a-f]{4,64}$/.test(bare)) {
		const [found] = yield* describe(records, (digest) => digest.slice(7).startsWith(bare));
		if (found) return found;
	}
	let ref: Reference;
	try {
		ref = withDefaultTag(parseReference(name));
	} catch (e) {
		if (e instanceof ReferenceError) return undefined;
		throw e;
	}
	const wanted = records.find((r) => r.name === full(ref) || (ref.digest !== undefined && r.target.digest === ref.digest && r.name.startsWith(fullName(ref))));
	if (!wanted) return undefined;
	const [one] = yield* known([wanted]);
	const wantedDigest = one?.read?.configDigest;
	const same = (yield* describe(records, (digest) => wantedDigest === undefined || digest === wantedDigest)).find(
		(i) => i.image.repoTags.includes(wanted.name) || i.image.repoDigests.includes(`${fullName(parseReference(wanted.name))}@${wanted.target.digest}`)
	);
	return same;
}

export function* listCriImages(p: Params<'ListImages'>): Sys<{ images: readonly CriImage[] }> {
	const wanted = p.filter?.image.image;
	if (wanted) {
		const found = yield* findImage(wanted);
		return { images: found ? [found.image] : [] };
	}
	return { images: (yield* describe(yield* listImages(NAMESPACE))).map((i) => i.image) };
}

export function* imageStatus(p: Params<'ImageStatus'>): Sys<CriMethods['ImageStatus']['result']> {
	const found = yield* findImage(p.image.image);
	if (!found) return { image: null };
	return { image: found.image, ...(p.verbose && { info: { chainID: found.config.rootfs.diff_ids, imageSpec: found.config } }) };
}

function credentials(auth: AuthConfig | undefined): { username: string; password: string } | undefined {
	if (auth?.username) return { username: auth.username, password: auth.password ?? '' };
	if (!auth?.auth) return undefined;
	const [username = '', ...password] = text(unbase64(auth.auth)).split(':');
	return { username, password: password.join(':') };
}

/** Pulls, and answers the image's id. */
export function* pullImage(p: Params<'PullImage'>): Sys<{ imageRef: string }> {
	const ref = referenceOf(p.image.image);
	const auth = credentials(p.auth);
	const record = yield* pull(NAMESPACE, ref, auth ? { auth } : {});
	const { configDigest } = yield* readImage(record.target);
	// The image is also known by its repository digest and by its id, as the CRI plug-in records it.
	const labels: Readonly<Record<string, string>> = full(ref) === sandboxImage ? { 'io.cri-containerd.pinned': 'pinned' } : {};
	if (labels['io.cri-containerd.pinned']) yield* createImage(NAMESPACE, { name: record.name, target: record.target, labels });
	if (ref.digest === undefined) yield* createImage(NAMESPACE, { name: `${fullName(ref)}@${record.target.digest}`, target: record.target, labels });
	yield* createImage(NAMESPACE, { name: configDigest, target: record.target, labels });
	return { imageRef: configDigest };
}

export function* removeImage(p: Params<'RemoveImage'>): Sys<null> {
	const found = yield* findImage(p.image.image);
	if (!found) return null;
	for (const record of yield* listImages(NAMESPACE)) {
		const { configDigest } = yield* readImage(record.target);
		if (configDigest === found.configDigest) yield* deleteImage(NAMESPACE, record.name);
	}
	return null;
}

export function* imageFsInfo(): Sys<CriMethods['ImageFsInfo']['result']> {
	const usage = yield* act((m: DaemonMemory) =>
		Object.values(m.snapshots).reduce((sum, s) => ({ bytes: sum.bytes + s.size, inodes: sum.inodes + s.inodes }), { bytes: 0, inodes: 0 })
	);
	return {
		imageFilesystems: [
			{ timestamp: yield* clock(), mountpoint: `${rootDir}/io.containerd.snapshotter.v1.overlayfs`, usedBytes: usage.bytes, inodesUsed: usage.inodes }
		]
	};
}
