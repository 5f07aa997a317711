// File work of the daemon: whole files, directory trees, atomic replacement. Everything that outlives the daemon goes through here.
import { act, call, Errno, type Sys } from '../engine/index.ts';
import {
	chmod,
	chown,
	close,
	fsync,
	lstat,
	mkdir,
	open,
	read,
	readdir,
	readlink,
	rename,
	rmdir,
	step,
	symlink,
	unlink,
	utimes,
	write
} from '../kernel/index.ts';
import { concat, parseJson, text as decode } from '../values/index.ts';

import type { Memory } from './state.ts';

export const isErrno = (error: unknown, ...codes: Errno['code'][]): error is Errno =>
	error instanceof Errno && (codes.length === 0 || codes.includes(error.code));

/** The whole file as bytes, or undefined when it is not there. */
export function* readFile(path: string): Sys<Uint8Array | undefined> {
	let fd: number;
	try {
		fd = yield* open(path);
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
		throw error;
	}
	// What gives less than it was asked for has ended.
	let all = yield* read(fd, most);
	for (let piece = all; piece.length === most;) {
		piece = yield* read(fd, most);
		all = concat([all, piece]);
	}
	yield* close(fd);
	return all;
}
const most = 1 << 20;
export function* readText(path: string): Sys<string | undefined> {
	const bytes = yield* readFile(path);
	return bytes === undefined ? undefined : decode(bytes);
}
/** The file's JSON value; undefined when it is absent or broken. */
export function* readJsonFile(path: string): Sys<unknown> {
	const source = yield* readText(path);
	if (source === undefined) return undefined;
	try {
		return parseJson(source);
	} catch {
		return undefined;
	}
}
export function* writeFile(path: string, data: Uint8Array | string, mode = 0o644): Sys<void> {
	const fd = yield* open(path, { write: true, create: true, trunc: true, mode });
	try {
		if (data.length > 0) yield* write(fd, data);
	} finally {
		// closed below: a finally must not yield
	}
	yield* close(fd);
}
/** Writes beside and renames over, as atomicwriter does: under a name of its own, since two may write at once. */
export function* replaceFile(path: string, data: Uint8Array | string, mode = 0o600): Sys<void> {
	const beside = `${path}.tmp-${yield* act((m: Memory) => (m.replaced = (m.replaced ?? 0) + 1))}`;
	const fd = yield* open(beside, { write: true, create: true, trunc: true, mode });
	yield* write(fd, data);
	yield* fsync(fd);
	yield* close(fd);
	yield* rename(beside, path);
}
/** mkdir -p. */
export function* makeDirs(path: string, mode = 0o755): Sys<void> {
	try {
		yield* mkdir(path, mode);
	} catch (error) {
		if (isErrno(error, 'EEXIST')) return;
		if (!isErrno(error, 'ENOENT')) throw error;
		yield* makeDirs(path.slice(0, path.lastIndexOf('/')) || '/', 0o755);
		yield* makeDirs(path, mode);
	}
}
/** rm -rf; what is not there is fine. */
export function* removeAll(path: string): Sys<void> {
	try {
		yield* unlink(path);
		return;
	} catch (error) {
		if (isErrno(error, 'ENOENT')) return;
		if (!isErrno(error, 'EISDIR', 'EPERM')) throw error;
	}
	for (const entry of yield* readdir(path)) yield* call(removeAll(`${path}/${entry.name}`));
	yield* rmdir(path);
}
/** Copies what is in a directory into another, with owners, modes and times; existing files stay. */
export function* copyTree(from: string, to: string): Sys<void> {
	for (const { name } of yield* readdir(from)) {
		yield* call(copyEntry(`${from}/${name}`, `${to}/${name}`));
	}
	const s = yield* lstat(from);
	yield* chown(to, s.uid, s.gid);
	yield* chmod(to, s.mode);
}
function* copyEntry(source: string, target: string): Sys<void> {
	const s = yield* lstat(source);
	if (s.type === 'dir') {
		try {
			yield* mkdir(target, s.mode);
		} catch (error) {
			if (!isErrno(error, 'EEXIST')) throw error;
		}
		yield* copyTree(source, target);
	} else if (s.type === 'symlink') yield* symlink(yield* readlink(source), target);
	else if (s.type === 'file') {
		yield* writeFile(target, (yield* readFile(source)) ?? '', s.mode);
		yield* chown(target, s.uid, s.gid, false);
		yield* chmod(target, s.mode);
	} else return;
	yield* utimes(target, s.atime, s.mtime, false);
}
/** Bytes in a tree: sizes of its regular files. */
export function* treeSize(path: string): Sys<number> {
	let total = 0;
	let entries;
	try {
		entries = yield* readdir(path);
	} catch (error) {
		if (isErrno(error)) return 0;
		throw error;
	}
	for (const { name, type } of entries) {
		yield* step();
		if (type === 'dir') total += yield* call(treeSize(`${path}/${name}`));
		else if (type === 'file') total += (yield* lstat(`${path}/${name}`)).size;
	}
	return total;
}
