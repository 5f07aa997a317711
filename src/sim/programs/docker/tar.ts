// The tar format, as cp, save, load and context export use it: ustar headers, GNU long names and PAX paths when read; PAX when a name is too long.
// Leaves out sparse files and extended attributes. Times are whole seconds.
import { concat, text as decode, utf8 } from '../../values/index.ts';

export interface TarEntry {
	readonly name: string;
	readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Seconds since the epoch. */
	readonly mtime: number;
	readonly data: Uint8Array;
	/** Target of a link. */
	readonly target: string;
	readonly rdev?: readonly [number, number];
}

const typeflags: Readonly<Record<TarEntry['type'], string>> = { file: '0', hardlink: '1', symlink: '2', char: '3', block: '4', dir: '5', fifo: '6' };
const typeOf = (flag: string): TarEntry['type'] | undefined =>
	(flag === '\0' || flag === '7' ? 'file' : Object.entries(typeflags).find(([, one]) => one === flag)?.[0]) as TarEntry['type'] | undefined;

const octal = (value: number, width: number): string =>
	`${Math.max(0, Math.trunc(value))
		.toString(8)
		.padStart(width - 1, '0')}\0`;

function header(name: Uint8Array, target: Uint8Array, flag: string, entry: TarEntry, size: number): Uint8Array {
	const block = new Uint8Array(512);
	const put = (at: number, bytes: Uint8Array): void => block.set(bytes, at);
	put(0, name.subarray(0, 100));
	put(100, utf8(octal(entry.mode & 0o7777, 8)));
	put(108, utf8(octal(entry.uid, 8)));
	put(116, utf8(octal(entry.gid, 8)));
	put(124, utf8(octal(size, 12)));
	put(136, utf8(octal(entry.mtime, 12)));
	put(148, utf8('        '));
	put(156, utf8(flag));
	put(157, target.subarray(0, 100));
	put(257, utf8('ustar\x0000'));
	put(329, utf8(octal(entry.rdev?.[0] ?? 0, 8)));
	put(337, utf8(octal(entry.rdev?.[1] ?? 0, 8)));
	const sum = block.reduce((total, byte) => total + byte, 0);
	put(148, utf8(`${sum.toString(8).padStart(6, '0')}\0 `));
	return block;
}

const padding = (size: number): Uint8Array => new Uint8Array((512 - (size % 512)) % 512);

function paxRecord(key: string, value: string): string {
	const body = ` ${key}=${value}\n`;
	let length = utf8(body).length + 1;
	while (String(length).length + utf8(body).length !== length) length = String(length).length + utf8(body).length;
	return `${length}${body}`;
}

/** The archive's bytes, with the two empty blocks at the end. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
	const out: Uint8Array[] = [];
	for (const entry of entries) {
		const name = utf8(entry.type === 'dir' && !entry.name.endsWith('/') ? `${entry.name}/` : entry.name);
		const target = utf8(entry.target);
		const records = (name.length > 100 ? paxRecord('path', decode(name)) : '') + (target.length > 100 ? paxRecord('linkpath', entry.target) : '');
		if (records !== '') {
			const data = utf8(records);
			out.push(header(utf8('PaxHeaders.0/entry'), new Uint8Array(0), 'x', { ...entry, mode: 0o644 }, data.length), data, padding(data.length));
		}
		const size = entry.type === 'file' ? entry.data.length : 0;
		out.push(header(name, target, typeflags[entry.type], entry, size));
		if (size > 0) out.push(entry.data, padding(size));
	}
	out.push(new Uint8Array(1024));
	return concat(out);
}

const cString = (block: Uint8Array, at: number, length: number): string => {
	const field = block.subarray(at, at + length);
	const end = field.indexOf(0);
	return decode(end < 0 ? field : field.subarray(0, end));
};
const number = (block: Uint8Array, at: number, length: number): number => {
	if (((block[at] ?? 0) & 0x80) !== 0) return block.subarray(at + 1, at + length).reduce((total, byte) => total * 256 + byte, 0);
	return parseInt(cString(block, at, length).trim() || '0', 8);
};

function paxFields(data: Uint8Array): Record<string, string> {
	const out: Record<string, string> = {};
	for (let rest = data; rest.length > 0;) {
		const space = rest.indexOf(32);
		const length = Number(decode(rest.subarray(0, space)));
		if (space < 0 || !(length > 0)) break;
		const record = decode(rest.subarray(space + 1, length - 1));
		const equals = record.indexOf('=');
		out[record.slice(0, equals)] = record.slice(equals + 1);
		rest = rest.subarray(length);
	}
	return out;
}

/** The entries of an archive, or undefined when the bytes are none. */
export function readTar(bytes: Uint8Array): TarEntry[] | undefined {
	const out: TarEntry[] = [];
	let extra: Record<string, string> = {};
	for (let at = 0; at + 512 <= bytes.length;) {
		const block = bytes.subarray(at, at + 512);
		if (block.every((byte) => byte === 0)) break;
		const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
		if (sum !== number(block, 148, 8)) return undefined;
		const size = number(block, 124, 12);
		const data = bytes.subarray(at + 512, at + 512 + size);
		at += 512 + Math.ceil(size / 512) * 512;
		const flag = String.fromCharCode(block[156] ?? 0);
		if (flag === 'x') extra = { ...extra, ...paxFields(data) };
		else if (flag === 'L') extra = { ...extra, path: cString(data, 0, data.length) };
		else if (flag === 'K') extra = { ...extra, linkpath: cString(data, 0, data.length) };
		const type = typeOf(flag);
		if (type === undefined) continue;
		const prefix = cString(block, 257, 6).startsWith('ustar') ? cString(block, 345, 155) : '';
		const name = extra['path'] ?? (prefix === '' ? '' : `${prefix}/`) + cString(block, 0, 100);
		out.push({
			name,
			type,
			mode: number(block, 100, 8) & 0o7777,
			uid: number(block, 108, 8),
			gid: number(block, 116, 8),
			mtime: Number(extra['mtime'] ?? number(block, 136, 12)),
			data: type === 'file' ? data : new Uint8Array(0),
			target: extra['linkpath'] ?? cString(block, 157, 100),
			...(type === 'char' || type === 'block' ? { rdev: [number(block, 329, 8), number(block, 337, 8)] as const } : {})
		});
		extra = {};
	}
	return out;
}
