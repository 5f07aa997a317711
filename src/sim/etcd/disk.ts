// etcd's data directory: member/snap/db (all keys at one revision) and member/wal/*.wal (one JSON line per transaction since).
// A write is answered after its line is in the log (and synced), so kill -9 loses nothing; a torn last line is ignored on load.
// FIDELITY: bbolt pages and protobuf records are JSON lines here. A segment is deleted one snapshot after the one that covers it.
import { Errno, type Sys } from '../engine/index.ts';
import { close, fsync, mkdir, open, readdir, readText, rename, unlink, write } from '../kernel/index.ts';

import { encodeJson, parseJson } from '../values/json.ts';
import { newKeyspace, record, type Keyspace } from './keyspace.ts';
import type { KeyValue, WatchEvent } from './protocol.ts';

interface Line {
	readonly revision: number;
	readonly put?: readonly KeyValue[];
	readonly delete?: readonly string[];
	readonly leases?: readonly { readonly id: number; readonly ttl: number }[];
}

/** JSON.stringify, or our codec when there are integers beyond 2^53. */
function encode(value: unknown): string {
	try {
		return JSON.stringify(value);
	} catch {
		return encodeJson(value);
	}
}

/** The log line of a transaction's events. */
export function logLine(revision: number, events: readonly WatchEvent[]): string {
	const puts = events.filter((event) => event.type === 'PUT').map((event) => event.kv);
	const deletes = events.filter((event) => event.type === 'DELETE').map((event) => event.kv.key);
	return `${encode({ revision, ...(puts.length ? { put: puts } : {}), ...(deletes.length ? { delete: deletes } : {}) })}\n`;
}
export const leaseLine = (revision: number, leases: readonly { id: number; ttl: number }[]): string => `${encode({ revision, leases })}\n`;

const segmentName = (index: number): string => `${index.toString(16).padStart(16, '0')}-0000000000000000.wal`;

export function* ensureDirectory(path: string, mode = 0o700): Sys<void> {
	try {
		yield* mkdir(path, mode);
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
	}
}

function applyLine(space: Keyspace, line: Line): void {
	for (const lease of line.leases ?? []) space.leases.set(lease.id, { ...lease, expires: 0, keys: new Set() });
	if (line.revision <= space.revision) return;
	for (const kv of line.put ?? []) {
		const prevKv = space.keys.get(kv.key);
		record(space, { type: 'PUT', kv, ...(prevKv ? { prevKv } : {}) });
	}
	for (const key of line.delete ?? []) {
		const prevKv = space.keys.get(key);
		record(space, {
			type: 'DELETE',
			kv: { key, value: null, createRevision: 0, modRevision: line.revision, version: 0, lease: 0 },
			...(prevKv ? { prevKv } : {})
		});
	}
	space.revision = line.revision;
}
function linesOf(content: string): Line[] {
	const lines: Line[] = [];
	for (const part of content.split('\n')) {
		if (part === '') continue;
		try {
			lines.push(parseJson(part) as Line);
		} catch {
			break; // torn by a power cut
		}
	}
	return lines;
}

/** A key space from a snapshot's text. */
export function parseSnapshot(content: string): Keyspace {
	const space = newKeyspace();
	const [first, ...rest] = linesOf(content);
	for (const lease of first?.leases ?? []) space.leases.set(lease.id, { ...lease, expires: 0, keys: new Set() });
	for (const line of rest)
		for (const kv of line.put ?? []) {
			space.keys.set(kv.key, kv);
			if (kv.lease) space.leases.get(kv.lease)?.keys.add(kv.key);
		}
	space.revision = first?.revision ?? 1;
	space.compacted = space.revision;
	return space;
}
/** A key space's snapshot: the first line tells revision and leases, each further one a key. */
export function snapshotText(space: Keyspace): string {
	let out = `${encode({ revision: space.revision, leases: [...space.leases.values()].map(({ id, ttl }) => ({ id, ttl })) })}\n`;
	for (const kv of space.keys.values()) out += `${encode({ revision: kv.modRevision, put: [kv] })}\n`;
	return out;
}

/** Reads the data directory (made when missing); answers the key space and the index for the next log segment. */
export function* load(dataDir: string): Sys<{ space: Keyspace; next: number; fresh: boolean }> {
	for (const dir of [dataDir, `${dataDir}/member`, `${dataDir}/member/snap`, `${dataDir}/member/wal`]) yield* ensureDirectory(dir);
	let space = newKeyspace();
	let fresh = true;
	try {
		space = parseSnapshot(yield* readText(`${dataDir}/member/snap/db`));
		fresh = false;
	} catch (error) {
		if (!(error instanceof Errno) || error.code !== 'ENOENT') throw error;
	}
	const lines: Line[] = [];
	let next = 0;
	for (const entry of yield* readdir(`${dataDir}/member/wal`)) {
		if (!entry.name.endsWith('.wal')) continue;
		next = Number.parseInt(entry.name.slice(0, 16), 16) + 1;
		fresh = false;
		lines.push(...linesOf(yield* readText(`${dataDir}/member/wal/${entry.name}`)));
	}
	lines.sort((a, b) => a.revision - b.revision);
	for (const line of lines) applyLine(space, line);
	return { space, next, fresh };
}

/** Opens a new log segment for appending. */
export const openSegment = (dataDir: string, index: number): Sys<number> =>
	open(`${dataDir}/member/wal/${segmentName(index)}`, { write: true, create: true, append: true, mode: 0o600 });

/** Writes the snapshot beside the old one and puts it in its place. */
export function* writeSnapshot(dataDir: string, content: string): Sys<void> {
	const path = `${dataDir}/member/snap/db`;
	const fd = yield* open(`${path}.tmp`, { write: true, create: true, trunc: true, mode: 0o600 });
	yield* write(fd, content);
	yield* fsync(fd);
	yield* close(fd);
	yield* rename(`${path}.tmp`, path);
}
/** Deletes log segments before `index`. */
export function* dropSegments(dataDir: string, index: number): Sys<void> {
	for (const entry of yield* readdir(`${dataDir}/member/wal`)) {
		if (entry.name.endsWith('.wal') && Number.parseInt(entry.name.slice(0, 16), 16) < index) yield* unlink(`${dataDir}/member/wal/${entry.name}`);
	}
}
