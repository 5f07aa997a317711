// /containers/{id}/archive (what `docker cp` uses), /export and /changes: a container's files from outside.
// A running container is seen through its own mounts (/proc/<pid>/root); a stopped one through its layers, with volumes and binds in place.
import { call, Errno, type Sys } from '../../engine/index.ts';
import { chmod, chown, link, lstat, mkdir, mknod, readdir, readlink, stat, step, symlink, utimes, type Stat } from '../../kernel/index.ts';
import { base64, encodeJson } from '../../values/index.ts';
import { badParameter, conflict, errnoText, notFound, system } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { isErrno, makeDirs, readFile, removeAll, writeFile } from '../files.ts';
import { beginStream, chunk, done, endStream, flag, ok, param, readBody, type Answer, type Reply, type Request } from '../http.ts';
import { getContainer } from '../memory.ts';
import { cleanPath } from '../mount-parser.ts';
import type { Container } from '../state.ts';
import { decodeTar, encodeEntry, tarEnd, TarError, type TarEntry } from '../tar.ts';
import { acquireMount, diffDir, lowers, releaseMount } from './layer.ts';
import { resolveIn } from './paths.ts';
import { shownTime } from './save.ts';

/** Runs a routine with the container's root file system at hand. */
function* withRoot<T>(container: Container, routine: (root: string) => Sys<T>): Sys<T> {
	if (container.state.running && !container.state.restarting) return yield* call(routine(`/proc/${container.state.pid}/root`));
	const root = yield* acquireMount(container);
	try {
		const result = yield* call(routine(root));
		yield* releaseMount(container);
		return result;
	} catch (error) {
		yield* releaseMount(container);
		throw error;
	}
}
/** The host path of a path in the container. A stopped container's mounts are looked up in their sources. */
function* locate(container: Container, root: string, path: string, last: boolean): Sys<string> {
	const found = yield* resolveIn(root, path, last);
	if (container.state.running) return found;
	const inside = found.slice(root.length) || '/';
	const mount = [...container.mounts]
		.filter((m) => m.type !== 'tmpfs' && (inside === m.destination || inside.startsWith(m.destination + '/')))
		.sort((a, b) => b.destination.length - a.destination.length)[0];
	return mount ? yield* resolveIn(mount.source, inside.slice(mount.destination.length), last) : found;
}

const goModes: Readonly<Record<Stat['type'], number>> = {
	file: 0,
	dir: 0x80000000,
	symlink: 0x08000000,
	fifo: 0x02000000,
	socket: 0x01000000,
	char: 0x04200000,
	block: 0x04000000
};
const goMode = (s: Stat): number => (goModes[s.type] | (s.mode & 0o777)) >>> 0;
interface Found {
	readonly host: string;
	readonly stat: Stat;
	readonly header: string;
}
/** The thing at a path, and the stat header. Throws 404. */
function* find({ name: asked, container, path }: Opened, root: string): Sys<Found> {
	const absolute = cleanPath('/' + path);
	try {
		const trailing = path.endsWith('/') || path.endsWith('/.');
		const host = yield* locate(container, root, absolute, trailing);
		const s = yield* trailing ? stat(host) : lstat(host);
		if (trailing && s.type !== 'dir') throw new Errno('ENOTDIR');
		const target = s.type === 'symlink' ? (yield* resolveIn(root, absolute)).slice(root.length) || '/' : '';
		const name = absolute === '/' ? '/' : absolute.slice(absolute.lastIndexOf('/') + 1);
		const header = base64(encodeJson({ name, size: s.size, mode: goMode(s), mtime: shownTime(s.mtime), linkTarget: target }));
		return { host, stat: s, header };
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) throw notFound(`Could not find the file ${path} in container ${asked}`);
		if (isErrno(error)) throw system(errnoText(error));
		throw error;
	}
}
const named = (request: Request): { name: string; path: string } => {
	const path = param(request, 'path');
	if (path === '') throw badParameter('bad parameter: path cannot be empty');
	return { name: request.vars[0] ?? '', path };
};
/** A container and a path in it; `name`: as the client called the container, which is what errors say. */
interface Opened {
	readonly name: string;
	readonly container: Container;
	readonly path: string;
}
function* opened(request: Request): Sys<Opened> {
	const { name, path } = named(request);
	const container = yield* getContainer(name);
	if (container.state.dead) throw conflict(`You cannot use ${container.id} which is Dead`);
	return { name, container, path };
}

export function* headArchive(request: Request): Sys<Reply> {
	const at = yield* opened(request);
	const header = yield* withRoot(at.container, function* (root) {
		return (yield* find(at, root)).header;
	});
	return { status: 200, headers: { 'X-Docker-Container-Path-Stat': header } } satisfies Answer;
}

/** Entries of a file or tree, under another name; the tree's own entry first. */
function* entriesOf(host: string, name: string, emit: (entry: TarEntry) => Sys<void>): Sys<void> {
	const s = yield* lstat(host);
	const common = { path: name, mode: s.mode, uid: s.uid, gid: s.gid, mtime: s.mtime };
	if (s.type === 'socket') return;
	if (s.type === 'file') yield* emit({ ...common, type: 'file', data: (yield* readFile(host)) ?? new Uint8Array() });
	else if (s.type === 'symlink') yield* emit({ ...common, type: 'symlink', target: yield* readlink(host) });
	else if (s.type === 'dir') {
		yield* emit({ ...common, type: 'dir' });
		for (const entry of yield* readdir(host))
			yield* call(entriesOf(`${host}/${entry.name}`, name === '' || name === '.' ? entry.name : `${name}/${entry.name}`, emit));
	} else yield* emit({ ...common, type: s.type, ...(s.rdev ? { rdev: s.rdev } : {}) });
	yield* step();
}

export function* getArchive(request: Request): Sys<Reply> {
	const at = yield* opened(request);
	const { container, path } = at;
	yield* withRoot(container, function* (root) {
		const found = yield* find(at, root);
		const clean = cleanPath('/' + path);
		const base =
			path.endsWith('/.') || clean === '/' ? (clean === '/' ? '/' : clean.slice(clean.lastIndexOf('/') + 1)) : clean.slice(clean.lastIndexOf('/') + 1);
		yield* beginStream(request.fd, 'application/x-tar', { 'X-Docker-Container-Path-Stat': found.header });
		yield* entriesOf(found.host, base === '/' ? '.' : base, (entry) => chunk(request.fd, encodeEntry(entry)));
	});
	yield* chunk(request.fd, tarEnd);
	yield* endStream(request.fd);
	yield* logContainerEvent(container, 'archive-path');
	return done;
}

export function* putArchive(request: Request): Sys<Reply> {
	const at = yield* opened(request);
	const body = yield* readBody(request);
	yield* withRoot(at.container, (root) => extract(at, root, body, flag(request, 'noOverwriteDirNonDir')));
	yield* logContainerEvent(at.container, 'extract-to-dir');
	return { status: 200 };
}
function* extract({ name: asked, container, path }: Opened, root: string, body: Uint8Array, keepTypes: boolean): Sys<void> {
	const absolute = cleanPath('/' + path);
	const inside = (yield* resolveIn(root, absolute)).slice(root.length) || '/';
	const target = yield* locate(container, root, absolute, true);
	try {
		if ((yield* stat(target)).type !== 'dir') throw badParameter('extraction point is not a directory');
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) throw notFound(`Could not find the file ${path} in container ${asked}`);
		throw error;
	}
	const mount = container.mounts.find((m) => inside === m.destination || inside.startsWith(m.destination + '/'));
	if (mount && !mount.rw) throw badParameter('mounted volume is marked read-only');
	if (!mount && container.hostConfig.ReadonlyRootfs) throw badParameter('container rootfs is marked read-only');
	let entries: TarEntry[];
	try {
		entries = decodeTar(body);
	} catch (error) {
		if (error instanceof TarError) throw system(error.message);
		throw error;
	}
	for (const entry of entries) yield* extractEntry(target, entry, keepTypes);
}
function* extractEntry(target: string, entry: TarEntry, keepTypes: boolean): Sys<void> {
	if (entry.path === '' || entry.path === '.' || entry.path.split('/').includes('..')) return;
	const full = `${target}/${entry.path}`;
	const existing = yield* typeAt(full);
	if (keepTypes && existing === 'dir' && entry.type !== 'dir') throw system(`cannot overwrite directory "${full}" with non-directory "${target}"`);
	if (keepTypes && existing !== undefined && existing !== 'dir' && entry.type === 'dir')
		throw system(`cannot overwrite non-directory "${full}" with directory "${target}"`);
	try {
		if (existing !== undefined && !(existing === 'dir' && entry.type === 'dir') && !(existing === 'file' && entry.type === 'file')) yield* removeAll(full);
		yield* makeDirs(full.slice(0, full.lastIndexOf('/')));
		if (entry.type === 'dir') {
			if (existing !== 'dir') yield* mkdir(full, entry.mode);
		} else if (entry.type === 'file') yield* writeFile(full, entry.data ?? new Uint8Array(), entry.mode);
		else if (entry.type === 'symlink') yield* symlink(entry.target ?? '', full);
		else if (entry.type === 'hardlink') yield* link(`${target}/${(entry.target ?? '').replace(/^\/+/, '')}`, full);
		else yield* mknod(full, entry.type, entry.mode, entry.rdev);
		yield* chown(full, entry.uid, entry.gid, false);
		if (entry.type !== 'symlink') yield* chmod(full, entry.mode);
		yield* utimes(full, entry.mtime, entry.mtime, false);
	} catch (error) {
		if (error instanceof Errno) throw system(`open ${full}: ${errnoText(error)}`);
		throw error;
	}
}
function* typeAt(path: string): Sys<Stat['type'] | undefined> {
	try {
		return (yield* lstat(path)).type;
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}

/** GET /containers/{id}/export: the whole file system, without what is mounted into it. */
export function* exportContainer(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	if (container.state.dead) throw conflict(`You cannot export container ${container.id} which is Dead`);
	const root = yield* acquireMount(container);
	try {
		yield* beginStream(request.fd, 'application/octet-stream');
		for (const { name } of yield* readdir(root)) yield* call(entriesOf(`${root}/${name}`, name, (entry) => chunk(request.fd, encodeEntry(entry))));
		yield* chunk(request.fd, tarEnd);
		yield* endStream(request.fd);
		yield* releaseMount(container);
	} catch (error) {
		yield* releaseMount(container);
		throw error;
	}
	yield* logContainerEvent(container, 'export');
	return done;
}

interface Change {
	readonly Path: string;
	/** 0 changed, 1 added, 2 deleted. */
	readonly Kind: 0 | 1 | 2;
}
/** GET /containers/{id}/changes: the writable layer against what is below it. */
export function* containerChanges(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	const changes: Change[] = [];
	yield* walkChanges(diffDir(container), '', yield* lowers(container), changes);
	changes.sort((a, b) => (a.Path < b.Path ? -1 : 1));
	return ok(changes.length > 0 ? changes : null);
}
function* walkChanges(dir: string, inside: string, below: readonly string[], changes: Change[]): Sys<void> {
	for (const { name } of yield* readdir(dir)) {
		const path = `${inside}/${name}`;
		const s = yield* lstat(`${dir}/${name}`);
		const whiteout = s.type === 'char' && s.rdev?.[0] === 0 && s.rdev[1] === 0;
		const old = yield* lowerStat(below, path);
		if (whiteout) changes.push({ Path: path, Kind: 2 });
		else if (!old) changes.push({ Path: path, Kind: 1 });
		else if (!(s.type === 'dir' && old.type === 'dir' && s.mode === old.mode && s.mtime === old.mtime)) changes.push({ Path: path, Kind: 0 });
		if (whiteout || !old) yield* markParent(inside, changes);
		if (s.type === 'dir' && !whiteout) yield* call(walkChanges(`${dir}/${name}`, path, below, changes));
	}
}
/** A directory with something added or removed has changed itself. */
function* markParent(inside: string, changes: Change[]): Sys<void> {
	if (inside !== '' && !changes.some((change) => change.Path === inside)) changes.push({ Path: inside, Kind: 0 });
	yield* step();
}
function* lowerStat(below: readonly string[], path: string): Sys<Stat | undefined> {
	for (const dir of below) {
		try {
			const s = yield* lstat(dir + path);
			return s.type === 'char' && s.rdev?.[0] === 0 && s.rdev[1] === 0 ? undefined : s;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return undefined;
}
