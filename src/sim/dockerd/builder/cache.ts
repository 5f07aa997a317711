// The build cache: what a step made, by what it was made of. Kept in the engine's data directory, so that it outlives the daemon.
// Invariant: a record's key is a digest of everything its layer depends on; times are no part of it.
import type { Sys } from '../../engine/index.ts';
import { clock, close, fsync, open, write } from '../../kernel/index.ts';
import { encodeJson, parseJson, rfc3339nano, sha256Hex } from '../../values/index.ts';
import { list, num, object, str } from '../decode.ts';
import { makeDirs, readText, replaceFile } from '../files.ts';
import { lowerDirs, chainIds } from '../images/store.ts';
import { locked, remember } from '../memory.ts';
import type { Memory } from '../state.ts';
import type { CacheRow } from './protocol.ts';

const dir = '/var/lib/docker/buildkit';
/** A journal: a record a line. */
const path = `${dir}/cache.jsonl`;

export interface CacheRecord {
	readonly key: string;
	readonly diffId: string;
	/** All layers up to this one, bottom first. */
	readonly chain: readonly string[];
	readonly size: number;
	/** RFC 3339. */
	readonly created: string;
	readonly description: string;
	/** µs of the last use. */
	readonly used: number;
	readonly uses: number;
	readonly type: CacheRow['type'];
	/** A base image pulled for builds: its config's text. */
	readonly config?: string;
	/** Short sums of what the key was made of: what came before, the instruction, its files. They say why a step was done again. */
	readonly parts?: readonly [before: string, step: string, files: string];
}
const types: readonly CacheRow['type'][] = ['regular', 'source.local', 'exec.cachemount', 'internal'];

/** Reads the journal once: lines of a key that came again take the place of the earlier ones, and what a power cut tore is no record. */
function* load(): Sys<void> {
	if (yield* remember((m) => m.cacheRecords !== undefined)) return;
	const records = new Map<string, CacheRecord>();
	const text = (yield* readText(path)) ?? '';
	const lines = text.split('\n').filter(Boolean);
	for (const line of lines) {
		const record = recordOf(line);
		if (!record) continue;
		records.delete(record.key);
		records.set(record.key, record);
	}
	yield* remember((m) => {
		m.cacheRecords = records;
		// After a torn line the next record would continue it: the journal is then written anew.
		m.cacheLines = text === '' || text.endsWith('\n') ? lines.length : Number.MAX_SAFE_INTEGER;
	});
}
function recordOf(line: string): CacheRecord | undefined {
	let o: ReturnType<typeof object>;
	try {
		o = object(parseJson(line));
	} catch {
		return undefined;
	}
	return {
		key: str(o, 'key'),
		diffId: str(o, 'diffId'),
		chain: (list(o, 'chain') ?? []).map(String),
		size: num(o, 'size'),
		created: str(o, 'created'),
		description: str(o, 'description'),
		used: num(o, 'used'),
		uses: num(o, 'uses') || 1,
		type: types.find((type) => type === str(o, 'type')) ?? 'regular',
		...(str(o, 'config') === '' ? {} : { config: str(o, 'config') }),
		...partsOf(list(o, 'parts'))
	};
}
const partsOf = (parts: readonly unknown[] | null | undefined): Pick<CacheRecord, 'parts'> =>
	parts?.length === 3 ? { parts: [String(parts[0]), String(parts[1]), String(parts[2])] } : {};
/** Writes the journal anew with these records only. */
function* rewrite(records: readonly CacheRecord[]): Sys<void> {
	yield* makeDirs(dir, 0o711);
	yield* replaceFile(path, records.map((record) => `${encodeJson(record)}\n`).join(''));
	yield* remember((m) => {
		m.cacheRecords = new Map(records.map((record) => [record.key, record]));
		m.cacheLines = records.length;
	});
}
export function* findRecord(key: string): Sys<CacheRecord | undefined> {
	yield* load();
	return yield* remember((m) => m.cacheRecords?.get(key));
}
export function* allRecords(): Sys<readonly CacheRecord[]> {
	yield* load();
	return yield* remember((m) => [...(m.cacheRecords?.values() ?? [])]);
}
type NewRecord = Omit<CacheRecord, 'used' | 'uses' | 'type'> & { readonly type?: CacheRow['type'] };
/** One line more in the journal; it is written anew when most of it is of the past, so a step costs the same however many there were. */
function* put(record: NewRecord, now: number): Sys<void> {
	const old = yield* findRecord(record.key);
	const next: CacheRecord = { type: 'regular', ...record, created: record.created || old?.created || rfc3339nano(now), used: now, uses: (old?.uses ?? 0) + 1 };
	const past = yield* remember((m) => {
		const records = (m.cacheRecords ??= new Map());
		records.delete(next.key);
		records.set(next.key, next);
		m.cacheLines = (m.cacheLines ?? records.size) + 1;
		return m.cacheLines > 2 * records.size + 64 ? [...records.values()] : undefined;
	});
	if (past) return yield* rewrite(past);
	yield* makeDirs(dir, 0o711);
	const fd = yield* open(path, { write: true, create: true, append: true, mode: 0o600 });
	yield* write(fd, `${encodeJson(next)}\n`);
	yield* fsync(fd);
	yield* close(fd);
}
export function* addRecord(record: NewRecord): Sys<void> {
	yield* locked('buildkit', put(record, yield* clock()));
}
/** Notes files that came from a client: the cache keeps them to send only what changed. */
export function* localSource(what: string, name: string, size: number): Sys<void> {
	yield* addRecord({ key: `local ${what} ${name}`, diffId: '', chain: [], size, created: '', description: `local source for ${what}`, type: 'source.local' });
}
/** Whether an image of the store stands on the record's layers. Pure. */
export const inUse = (m: Memory, record: CacheRecord): boolean => {
	if (record.chain.length === 0) return false;
	const top = chainIds(record.chain).at(-1) ?? '';
	return [...m.images.values()].some((image) => chainIds(image.config.rootfs.diff_ids).includes(top));
};
/** Removes records: all, or those no image stands on. Answers what went. */
export function* pruneRecords(all: boolean): Sys<readonly CacheRecord[]> {
	const records = yield* allRecords();
	const gone = all ? records : yield* remember((m) => records.filter((record) => record.config === undefined && !inUse(m, record)));
	yield* locked('buildkit', rewrite(records.filter((record) => !gone.includes(record))));
	return gone;
}

/** A record's id: 25 digits and letters, as BuildKit's are; the same key has the same one. */
export function cacheId(key: string): string {
	const hex = sha256Hex(key);
	let id = '';
	for (let i = 0; id.length < 25; i += 2) id += (parseInt(hex.slice(i, i + 2), 16) % 36).toString(36);
	return id;
}
/** Records as the client shows them, smallest first. Pure. */
export function cacheRows(m: Memory, records: readonly CacheRecord[]): CacheRow[] {
	const byTop = new Map(records.filter((record) => record.chain.length > 0).map((record) => [record.chain.join(), record]));
	return records
		.map((record): CacheRow => {
			const parent = record.chain.length > 1 ? byTop.get(record.chain.slice(0, -1).join()) : undefined;
			return {
				id: cacheId(record.key),
				parent: parent === undefined ? '' : cacheId(parent.key),
				type: record.type,
				description: record.description,
				inUse: false,
				shared: inUse(m, record),
				mutable: record.type === 'source.local' || record.type === 'exec.cachemount',
				size: record.size,
				createdAt: record.created,
				lastUsedAt: rfc3339nano(record.used),
				usageCount: record.uses
			};
		})
		.sort((a, b) => a.size - b.size || (a.id < b.id ? -1 : 1));
}
export { lowerDirs };

/** Why a step with these parts is not in the cache. Pure. */
export function whyDone(records: readonly CacheRecord[], [before, step, files]: readonly [string, string, string]): string {
	const same = records.filter((record) => record.parts?.[1] === step);
	if (same.length === 0) return 'this instruction is new';
	if (same.some((record) => record.parts?.[0] === before && record.parts[2] !== files)) return 'its files have changed';
	if (same.some((record) => record.parts?.[2] === files)) return 'what comes before it has changed';
	return 'its files and what comes before it have changed';
}
