// The build cache: what a step made, by what it was made of. Kept in the engine's data directory, so that it outlives the daemon.
// Invariant: a record's key is a digest of everything its layer depends on; times are no part of it.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { isObject, list, num, object, str } from '../decode.ts';
import { makeDirs, readJsonFile, replaceFile } from '../files.ts';
import { lowerDirs, chainIds } from '../images/store.ts';
import { locked, remember } from '../memory.ts';
import type { Memory } from '../state.ts';

const path = '/var/lib/docker/buildkit/cache.json';

export interface CacheRecord {
	readonly key: string;
	readonly diffId: string;
	/** All layers up to this one, bottom first. */
	readonly chain: readonly string[];
	readonly size: number;
	/** RFC 3339. */
	readonly created: string;
	readonly description: string;
	readonly used: number;
	/** A base image pulled for builds: its config's text. */
	readonly config?: string;
}

const load = function* (): Sys<CacheRecord[]> {
	const value = object(yield* readJsonFile(path));
	return (list(value, 'records') ?? []).filter(isObject).map((o) => ({
		key: str(o, 'key'),
		diffId: str(o, 'diffId'),
		chain: (list(o, 'chain') ?? []).map(String),
		size: num(o, 'size'),
		created: str(o, 'created'),
		description: str(o, 'description'),
		used: num(o, 'used'),
		...(str(o, 'config') === '' ? {} : { config: str(o, 'config') })
	}));
};
function* save(records: readonly CacheRecord[]): Sys<void> {
	yield* makeDirs('/var/lib/docker/buildkit', 0o711);
	yield* replaceFile(path, encodeJson({ records }));
}
export function* findRecord(key: string): Sys<CacheRecord | undefined> {
	return (yield* load()).find((record) => record.key === key);
}
export function* allRecords(): Sys<readonly CacheRecord[]> {
	return yield* load();
}
function* put(record: CacheRecord): Sys<void> {
	yield* save([...(yield* load()).filter((one) => one.key !== record.key), record]);
}
export function* addRecord(record: Omit<CacheRecord, 'used'>): Sys<void> {
	yield* locked('buildkit', put({ ...record, used: yield* clock() }));
}
/** Whether an image of the store stands on the record's layers. Pure. */
export const inUse = (m: Memory, record: CacheRecord): boolean => {
	const top = chainIds(record.chain).at(-1) ?? '';
	return [...m.images.values()].some((image) => chainIds(image.config.rootfs.diff_ids).includes(top));
};
/** Removes records: all, or those no image stands on. Answers what went. */
export function* pruneRecords(all: boolean): Sys<readonly CacheRecord[]> {
	const records = yield* load();
	const gone = all ? records : yield* remember((m) => records.filter((record) => record.config === undefined && !inUse(m, record)));
	yield* locked('buildkit', save(records.filter((record) => !gone.includes(record))));
	return gone;
}
export { lowerDirs };
