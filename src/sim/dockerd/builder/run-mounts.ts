// What a RUN sees besides its file system: caches kept from build to build, secrets, files of stages and of the context, memory.
// Follows BuildKit's mounts: what a bind's process writes is thrown away; mount points it made are taken away again when they are empty.
// Leaves out ssh agents (none is ever forwarded) and a cache's `from`. Invariant: secrets are in no layer and on no disk once the step has ended.
import { Errno, type Sys } from '../../engine/index.ts';
import { chmod, chown, lstat, rmdir } from '../../kernel/index.ts';
import type { Spec } from '../../containerd/api.ts';
import { sha256Hex, text as decode } from '../../values/index.ts';
import { BuildFailure, type RunMount } from '../../values/dockerfile/index.ts';
import { resolveIn } from '../containers/paths.ts';
import { makeDirs, removeAll, writeFile } from '../files.ts';
import { addRecord } from './cache.ts';
import { copyInto, type Source } from './copy.ts';
import { withMount, type Mounted } from './mounts.ts';
import type { Session } from './session.ts';

type SpecMount = Spec['mounts'][number];
/** What is ready for the process. */
export interface Ready {
	readonly mounts: readonly SpecMount[];
	readonly env: readonly string[];
}
/** Where a bind's files come from: a stage's or image's layers, or files of a context. */
export type Origin = { readonly chain: readonly string[] } | { readonly files: readonly Source[] };

const bind = (source: string, target: string, readOnly: boolean): SpecMount => ({
	destination: target,
	type: 'bind',
	source,
	options: ['rbind', readOnly ? 'ro' : 'rw']
});

/** Makes a RUN's mounts ready, runs `work` with them, and clears up. Throws BuildFailure. */
export function* withRunMounts<T>(
	session: Session,
	mounted: Mounted,
	mounts: readonly RunMount[],
	originOf: (mount: RunMount) => Sys<Origin>,
	work: (ready: Ready) => Sys<T>
): Sys<T> {
	const dir = `/run/docker/buildkit/${mounted.id}-secrets`;
	const missing = yield* missingPoints(mounted.root, mounts);
	try {
		return yield* prepare(session, mounts, originOf, dir, { mounts: [], env: [] }, work);
	} finally {
		yield* removeAll(dir);
		yield* sweep(missing);
	}
}

function* prepare<T>(
	session: Session,
	mounts: readonly RunMount[],
	originOf: (mount: RunMount) => Sys<Origin>,
	dir: string,
	ready: Ready,
	work: (ready: Ready) => Sys<T>
): Sys<T> {
	const [mount, ...rest] = mounts;
	if (!mount) return yield* work(ready);
	const next = (more: Partial<Ready>): Sys<T> =>
		prepare(session, rest, originOf, dir, { mounts: [...ready.mounts, ...(more.mounts ?? [])], env: [...ready.env, ...(more.env ?? [])] }, work);
	switch (mount.type) {
		case 'tmpfs':
			return yield* next({ mounts: [{ destination: mount.target, type: 'tmpfs', source: 'tmpfs', options: ['nosuid'] }] });
		case 'ssh':
			if (mount.required) throw new BuildFailure(`no SSH key ${JSON.stringify(mount.id || 'default')} forwarded from the client`);
			return yield* next({});
		case 'cache':
			return yield* next({ mounts: [bind(yield* cacheDir(mount), mount.target, mount.readOnly)] });
		case 'secret':
			return yield* next(yield* secret(session, mount, `${dir}/${ready.mounts.length}`));
		case 'bind': {
			const origin = yield* originOf(mount);
			const chain = 'chain' in origin ? origin.chain : [];
			return yield* withMount(chain, function* (from) {
				if ('files' in origin) yield* copyInto(from.root, origin.files, { dest: '/' + mount.source, chown: '', chmod: '', unpack: false });
				const source = yield* resolveIn(from.root, '/' + mount.source);
				if (!(yield* exists(source))) throw new BuildFailure(`failed to compute cache key: "/${mount.source.replace(/^\/+/, '')}": not found`);
				return yield* next({ mounts: [bind(source, mount.target, mount.readOnly)] });
			});
		}
	}
}
/** The directory of a cache; made with its mode and owner the first time. */
function* cacheDir(mount: RunMount): Sys<string> {
	const source = `/var/lib/docker/buildkit/cache-mounts/${sha256Hex(mount.id)}`;
	if (yield* exists(source)) return source;
	yield* makeDirs(source);
	yield* chmod(source, mount.mode ?? 0o755);
	yield* chown(source, mount.uid, mount.gid, false);
	yield* addRecord({
		key: `mount ${mount.id}`,
		diffId: '',
		chain: [],
		size: 0,
		created: '',
		description: `cached mount ${mount.target}`,
		type: 'exec.cachemount'
	});
	return source;
}
function* secret(session: Session, mount: RunMount, path: string): Sys<Partial<Ready>> {
	const data = yield* session.secret(mount.id);
	if (data === null) {
		if (mount.required) throw new BuildFailure(`secret ${mount.id}: not found`);
		return {};
	}
	const env = mount.env === '' ? [] : [`${mount.env}=${decode(data)}`];
	if (mount.env !== '' && mount.target === `/run/secrets/${mount.id}`) return { env };
	yield* makeDirs(path.slice(0, path.lastIndexOf('/')), 0o700);
	yield* writeFile(path, data, mount.mode ?? 0o400);
	yield* chmod(path, mount.mode ?? 0o400);
	yield* chown(path, mount.uid, mount.gid, false);
	return { mounts: [bind(path, mount.target, true)], env };
}

function* exists(path: string): Sys<boolean> {
	try {
		yield* lstat(path);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
/** Paths of mount points that are not there yet, deepest first. */
function* missingPoints(root: string, mounts: readonly RunMount[]): Sys<readonly string[]> {
	const out = new Set<string>();
	for (const { target, type } of mounts) {
		if (type === 'ssh') continue;
		const parts = target.split('/').filter((part) => part !== '');
		for (let n = 1; n <= parts.length; n++) {
			const path = yield* resolveIn(root, '/' + parts.slice(0, n).join('/'));
			if (!(yield* exists(path))) out.add(path);
		}
	}
	return [...out].sort((a, b) => b.length - a.length);
}
/** Takes empty mount points away: a step's layer holds none. */
function* sweep(paths: readonly string[]): Sys<void> {
	for (const path of paths) {
		try {
			const { type, size } = yield* lstat(path);
			if (type === 'dir') yield* rmdir(path);
			else if (size === 0) yield* removeAll(path);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}
