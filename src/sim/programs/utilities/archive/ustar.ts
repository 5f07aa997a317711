// The tar format: ustar headers with GNU long names, written and read in pieces of 512 bytes.
// Leaves out sparse files and pax attributes beyond path and linkpath. Invariant: what writeHeader writes, readHeader reads back.
import { concat } from '../../../values/index.ts';
import { decode, encode } from '../lib/text.ts';

export interface TarEntry {
	name: string;
	type: 'file' | 'dir' | 'symlink' | 'hard' | 'fifo' | 'char' | 'block';
	mode: number;
	uid: number;
	gid: number;
	size: number;
	/** Seconds. */
	mtime: number;
	link: string;
	user: string;
	group: string;
	device?: readonly [number, number];
}

export const block = 512;
const flags: Readonly<Record<TarEntry['type'], string>> = { file: '0', hard: '1', symlink: '2', char: '3', block: '4', dir: '5', fifo: '6' };

/** Zeros that fill up to a whole block. */
export const padding = (size: number): Uint8Array => new Uint8Array((block - (size % block)) % block);

function put(header: Uint8Array, at: number, bytes: Uint8Array, length: number): void {
	header.set(bytes.subarray(0, length), at);
}
function octal(header: Uint8Array, at: number, value: number, length: number): void {
	put(
		header,
		at,
		encode(
			value
				.toString(8)
				.padStart(length - 1, '0')
				.slice(-(length - 1))
		),
		length - 1
	);
}

function plainHeader(entry: TarEntry, name: Uint8Array, link: Uint8Array, flag: string): Uint8Array {
	const header = new Uint8Array(block);
	put(header, 0, name, 100);
	octal(header, 100, entry.mode & 0o7777, 8);
	octal(header, 108, entry.uid, 8);
	octal(header, 116, entry.gid, 8);
	octal(header, 124, entry.size, 12);
	octal(header, 136, Math.max(0, entry.mtime), 12);
	header.fill(32, 148, 156);
	put(header, 156, encode(flag), 1);
	put(header, 157, link, 100);
	put(header, 257, encode('ustar  '), 8);
	put(header, 265, encode(entry.user), 31);
	put(header, 297, encode(entry.group), 31);
	if (entry.device) {
		octal(header, 329, entry.device[0], 8);
		octal(header, 337, entry.device[1], 8);
	}
	const sum = header.reduce((all, byte) => all + byte, 0);
	put(header, 148, encode(`${sum.toString(8).padStart(6, '0')}\0 `), 8);
	return header;
}

/** An entry's header, with the GNU long-name records before it when they are needed. */
export function writeHeader(entry: TarEntry): Uint8Array {
	const name = encode(entry.name);
	const link = encode(entry.link);
	const parts: Uint8Array[] = [];
	const long = (bytes: Uint8Array, flag: string): void => {
		const size = bytes.length + 1;
		parts.push(
			plainHeader({ ...entry, size, mode: 0, uid: 0, gid: 0, mtime: 0, user: 'root', group: 'root' }, encode('././@LongLink'), new Uint8Array(0), flag),
			bytes,
			new Uint8Array(1),
			padding(size)
		);
	};
	if (link.length > 100) long(link, 'K');
	if (name.length > 100) long(name, 'L');
	parts.push(plainHeader(entry, name, link, flags[entry.type]));
	return concat(parts);
}

const cString = (bytes: Uint8Array): string => {
	const end = bytes.indexOf(0);
	return decode(end < 0 ? bytes : bytes.subarray(0, end));
};
const number = (bytes: Uint8Array): number => {
	if ((bytes[0] ?? 0) & 0x80) return bytes.subarray(1).reduce((all, byte) => all * 256 + byte, 0);
	return parseInt(cString(bytes).trim() || '0', 8) || 0;
};

export type RawHeader = { end: true } | { bad: true } | { entry: TarEntry; flag: string };

/** Reads one header block. */
export function readHeader(header: Uint8Array): RawHeader {
	if (header.every((byte) => byte === 0)) return { end: true };
	const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
	if (sum !== number(header.subarray(148, 156))) return { bad: true };
	const flag = String.fromCharCode(header[156] ?? 48);
	const prefix = cString(header.subarray(257, 263)) === 'ustar' && header[263] === 48 ? cString(header.subarray(345, 500)) : '';
	const name = cString(header.subarray(0, 100));
	const type = (Object.keys(flags) as TarEntry['type'][]).find((one) => flags[one] === flag) ?? 'file';
	return {
		flag,
		entry: {
			name: prefix === '' ? name : `${prefix}/${name}`,
			type: type === 'file' && name.endsWith('/') ? 'dir' : type,
			mode: number(header.subarray(100, 108)),
			uid: number(header.subarray(108, 116)),
			gid: number(header.subarray(116, 124)),
			size: number(header.subarray(124, 136)),
			mtime: number(header.subarray(136, 148)),
			link: cString(header.subarray(157, 257)),
			user: cString(header.subarray(265, 297)),
			group: cString(header.subarray(297, 329)),
			device: [number(header.subarray(329, 337)), number(header.subarray(337, 345))]
		}
	};
}

/** Path and link path of a pax extended header. */
export function paxRecords(data: Uint8Array): Record<string, string> {
	const out: Record<string, string> = {};
	let text = decode(data);
	for (let match = /^(\d+) ([^=]+)=/.exec(text); match; match = /^(\d+) ([^=]+)=/.exec(text)) {
		const length = Number(match[1]);
		out[match[2] ?? ''] = text.slice(match[0].length, length - 1);
		text = text.slice(length);
	}
	return out;
}
