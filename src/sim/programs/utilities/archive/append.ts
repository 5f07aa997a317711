// Where an uncompressed tar archive's members end, so that tar -r and -u can go on from there, and --delete can leave members out.
import { block, readHeader } from './ustar.ts';

/** The archive's bytes up to its end marker, without members whose name `drop` chooses; undefined: it is no archive. */
export function members(bytes: Uint8Array, drop: (name: string) => boolean): { kept: Uint8Array; dropped: string[]; times: Map<string, number> } | undefined {
	const parts: Uint8Array[] = [];
	const dropped: string[] = [];
	const times = new Map<string, number>();
	for (let at = 0; at + block <= bytes.length;) {
		const header = readHeader(bytes.subarray(at, at + block));
		if ('end' in header) break;
		if ('bad' in header) return undefined;
		const size = header.entry.type === 'file' ? header.entry.size : 0;
		const next = at + block + Math.ceil(size / block) * block;
		times.set(header.entry.name, header.entry.mtime);
		if (drop(header.entry.name)) dropped.push(header.entry.name);
		else parts.push(bytes.subarray(at, next));
		at = next;
	}
	const kept = new Uint8Array(parts.reduce((all, one) => all + one.length, 0));
	let at = 0;
	for (const part of parts) {
		kept.set(part, at);
		at += part.length;
	}
	return { kept, dropped, times };
}
