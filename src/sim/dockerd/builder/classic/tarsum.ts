// The checksum by which the classic builder knows a copy's sources: moby's tarsum, version 1 (header fields without times, then the content).
// Invariant: the same files give the same "file:", "dir:" or "multi:" word on every host, whenever they were written.
import { concat, sha256Hex, utf8 } from '../../../values/index.ts';
import type { Source } from '../copy.ts';
import type { ContextEntry } from '../protocol.ts';

const typeFlags = { file: '0', symlink: '2', dir: '5' } as const;

/** One archive member's sum, hex. `name` is its path in the archive. */
function memberSum(name: string, entry: ContextEntry): string {
	const header: readonly (readonly [string, string | number])[] = [
		['name', entry.type === 'dir' ? name + '/' : name],
		['mode', entry.mode],
		['uid', entry.uid],
		['gid', entry.gid],
		['size', entry.data?.length ?? 0],
		['typeflag', typeFlags[entry.type]],
		['linkname', entry.target ?? ''],
		['uname', ''],
		['gname', ''],
		['devmajor', 0],
		['devminor', 0]
	];
	return sha256Hex(concat([utf8(header.map(([key, value]) => `${key}${value}`).join('')), entry.data ?? new Uint8Array()]));
}
const joined = (sums: readonly string[]): string => sha256Hex(sums.join(','));

function sourceHash(source: Source, context: readonly ContextEntry[] | undefined): string {
	if (!source.dir) return `file:${source.entries.map((entry) => memberSum(source.path, entry)).join('')}`;
	const self = context?.find((entry) => entry.path === source.path);
	const sums = source.entries.map((entry) => memberSum(source.path === '' ? entry.path : `${source.path}/${entry.path}`, entry));
	return `dir:${joined([...(self ? [memberSum(source.path, self)] : []), ...sums].sort())}`;
}

/** What the history and the cache know of a copy's sources. `context`: the build context they are from, when it is that. */
export function sourcesHash(sources: readonly Source[], context: readonly ContextEntry[] | undefined): string {
	const hashes = sources.map((source) => sourceHash(source, context));
	return hashes.length === 1 ? (hashes[0] ?? '') : `multi:${joined(hashes.map((hash) => hash.slice(hash.indexOf(':') + 1)))}`;
}
