// What a gzip file holds (RFC 1952): members one after another, each with its checksum and length, and how gzip says what is wrong with it.
// Leaves out: the header's own checksum and extra fields' meaning.
import { Inflate, inflateSync } from 'fflate';
import { concat } from '../../../values/index.ts';
import { crc32 } from './zip-format.ts';

/** What was read before `fault`, if there is one; `garbage`: more follows the last member that is none. */
export interface Members {
	readonly data: Uint8Array;
	readonly fault?: string;
	readonly garbage?: boolean;
	/** Nothing can be done after it, as for gzip, which ends there. */
	readonly fatal?: boolean;
}

const cutOff = 'unexpected end of file';
const isMember = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The length of a member's header: ten bytes, then what its flags say. Undefined when it is cut off. */
export function headerLength(bytes: Uint8Array): number | undefined {
	const flags = bytes[3] ?? 0;
	let at = 10;
	if (flags & 4) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
	for (const flag of [8, 16]) {
		if ((flags & flag) === 0) continue;
		const end = bytes.indexOf(0, at);
		if (end < 0) return undefined;
		at = end + 1;
	}
	if (flags & 2) at += 2;
	return bytes.length < at ? undefined : at;
}

/** Where the trailer with this checksum and length begins; -1 when it is nowhere. */
function trailerOf(bytes: Uint8Array, from: number, wanted: Uint8Array): number {
	for (let at = bytes.indexOf(wanted[0] as number, from); at >= 0; at = bytes.indexOf(wanted[0] as number, at + 1)) {
		if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
	}
	return -1;
}

/** What comes out of deflated data that is cut off. */
function begunOf(deflated: Uint8Array): Uint8Array {
	const parts: Uint8Array[] = [];
	new Inflate((part) => parts.push(part)).push(deflated, false);
	return concat(parts);
}

/** What is wrong with the trailer of a last member whose data came out. */
function wrongTrailer(bytes: Uint8Array, wanted: Uint8Array): string {
	const said = bytes.subarray(-8);
	const differs = (from: number): boolean => [0, 1, 2, 3].some((i) => said[from + i] !== wanted[from + i]);
	const faults = [differs(0) && 'invalid compressed data--crc error', differs(4) && 'invalid compressed data--length error'];
	return faults.filter((fault) => fault !== false).join('\n');
}

/** All members of a file that begins with one. */
export function readMembers(file: Uint8Array): Members {
	const parts: Uint8Array[] = [];
	let rest = file;
	while (isMember(rest)) {
		const head = headerLength(rest);
		if (head === undefined) return { data: concat(parts), fault: cutOff, fatal: true };
		let data: Uint8Array;
		try {
			data = inflateSync(rest.subarray(head));
		} catch (error) {
			if (!(error instanceof Error && error.message.includes('EOF')))
				return { data: concat(parts), fault: 'invalid compressed data--format violated', fatal: true };
			return { data: concat([...parts, begunOf(rest.subarray(head))]), fault: cutOff, fatal: true };
		}
		parts.push(data);
		const trailer = new Uint8Array(8);
		const view = new DataView(trailer.buffer);
		view.setUint32(0, crc32(data), true);
		view.setUint32(4, data.length, true);
		// The shortest deflated data has two bytes.
		const at = trailerOf(rest, head + 2, trailer);
		if (at < 0) return { data: concat(parts), fault: wrongTrailer(rest, trailer) };
		rest = rest.subarray(at + 8);
	}
	// Zeros behind the last member fill a block up.
	return { data: concat(parts), garbage: rest.some((byte) => byte !== 0) };
}
