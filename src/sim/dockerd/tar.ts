// Tar archives (ustar with PAX records for long names): what `docker cp`, export, save, load and import carry.
// Leaves out sparse files and GNU extensions on writing. Invariant: decode(encode(entries)) gives the entries back.
import { concat, text as decode, utf8 } from '../values/index.ts';

export interface TarEntry {
	/** Without a leading slash; directories end with one. */
	readonly path: string;
	readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** µs since the Unix epoch. */
	readonly mtime: number;
	readonly data?: Uint8Array;
	readonly target?: string;
	readonly rdev?: readonly [number, number];
}
/** What is wrong with an archive, in Go's words. */
export class TarError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

const flags: Readonly<Record<TarEntry['type'], string>> = { file: '0', hardlink: '1', symlink: '2', char: '3', block: '4', dir: '5', fifo: '6' };
const types: Readonly<Record<string, TarEntry['type']>> = {
	'0': 'file',
	'\0': 'file',
	'1': 'hardlink',
	'2': 'symlink',
	'3': 'char',
	'4': 'block',
	'5': 'dir',
	'6': 'fifo'
};

function header(path: string, flag: string, size: number, entry: Omit<TarEntry, 'path' | 'type' | 'data'>): Uint8Array {
	const block = new Uint8Array(512);
	const put = (at: number, value: Uint8Array): void => block.set(value, at);
	const octal = (at: number, width: number, value: number): void =>
		put(
			at,
			utf8(
				value
					.toString(8)
					.padStart(width - 1, '0')
					.slice(-(width - 1)) + '\0'
			)
		);
	put(0, utf8(path).subarray(0, 100));
	octal(100, 8, entry.mode);
	octal(108, 8, entry.uid);
	octal(116, 8, entry.gid);
	octal(124, 12, size);
	octal(136, 12, Math.max(0, Math.floor(entry.mtime / 1e6)));
	put(148, utf8('        '));
	put(156, utf8(flag));
	put(157, utf8(entry.target ?? '').subarray(0, 100));
	put(257, utf8('ustar\x0000'));
	octal(329, 8, entry.rdev?.[0] ?? 0);
	octal(337, 8, entry.rdev?.[1] ?? 0);
	let sum = 0;
	for (const byte of block) sum += byte;
	put(148, utf8(sum.toString(8).padStart(6, '0') + '\0 '));
	return block;
}
const padded = (data: Uint8Array): Uint8Array[] => (data.length % 512 === 0 ? [data] : [data, new Uint8Array(512 - (data.length % 512))]);

function paxRecord(key: string, value: string): string {
	const rest = ` ${key}=${value}\n`;
	let length = utf8(rest).length;
	length += String(length + String(length).length).length;
	return length + rest;
}

/** One entry's blocks. */
export function encodeEntry(entry: TarEntry): Uint8Array {
	const blocks: Uint8Array[] = [];
	const path = entry.type === 'dir' && !entry.path.endsWith('/') ? entry.path + '/' : entry.path;
	const long = [
		...(utf8(path).length > 100 ? [paxRecord('path', path)] : []),
		...(utf8(entry.target ?? '').length > 100 ? [paxRecord('linkpath', entry.target ?? '')] : [])
	].join('');
	if (long !== '') {
		const data = utf8(long);
		blocks.push(header('PaxHeaders.0/' + path.slice(-80), 'x', data.length, { mode: 0o644, uid: 0, gid: 0, mtime: 0 }), ...padded(data));
	}
	const data = entry.type === 'file' ? (entry.data ?? new Uint8Array()) : new Uint8Array();
	blocks.push(header(path, flags[entry.type], data.length, entry), ...padded(data));
	return concat(blocks);
}
/** The two empty blocks at an archive's end. */
export const tarEnd = new Uint8Array(1024);
export const encodeTar = (entries: readonly TarEntry[]): Uint8Array => concat([...entries.map(encodeEntry), tarEnd]);

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The entries of an archive. Throws TarError. */
export function decodeTar(bytes: Uint8Array): TarEntry[] {
	if (isGzip(bytes)) throw new TarError('archive/tar: invalid tar header');
	const out: TarEntry[] = [];
	let pax: Record<string, string> = {};
	for (let at = 0; at < bytes.length;) {
		if (at + 512 > bytes.length) throw new TarError('unexpected EOF');
		const block = bytes.subarray(at, at + 512);
		if (block.every((byte) => byte === 0)) break;
		const string = (from: number, length: number): string => decode(block.subarray(from, from + length)).split('\0')[0] ?? '';
		const number = (from: number, length: number): number => parseInt(string(from, length).trim() || '0', 8);
		let sum = 0;
		for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] ?? 0);
		if (sum !== number(148, 8)) throw new TarError('archive/tar: invalid tar header');
		const size = number(124, 12);
		const flag = string(156, 1) || '0';
		at += 512;
		if (at + size > bytes.length) throw new TarError('unexpected EOF');
		const data = bytes.subarray(at, at + size);
		at += Math.ceil(size / 512) * 512;
		if (flag === 'x' || flag === 'L' || flag === 'K') {
			if (flag === 'x') pax = { ...pax, ...parsePax(decode(data)) };
			else pax = { ...pax, [flag === 'L' ? 'path' : 'linkpath']: decode(data).split('\0')[0] ?? '' };
			continue;
		}
		if (flag === 'g') continue;
		const prefix = string(345, 155);
		const name = string(0, 100);
		const type = types[flag];
		if (type !== undefined) {
			const path = (pax['path'] ?? (prefix === '' ? name : `${prefix}/${name}`)).replace(/^\.?\/+/, '');
			const target = pax['linkpath'] ?? string(157, 100);
			out.push({
				path: type === 'dir' ? path.replace(/\/+$/, '') : path,
				type,
				mode: number(100, 8) & 0o7777,
				uid: number(108, 8),
				gid: number(116, 8),
				mtime: number(136, 12) * 1e6,
				...(type === 'file' ? { data } : {}),
				...(type === 'symlink' || type === 'hardlink' ? { target } : {}),
				...(type === 'char' || type === 'block' ? { rdev: [number(329, 8), number(337, 8)] as const } : {})
			});
		}
		pax = {};
	}
	return out;
}
function parsePax(source: string): Record<string, string> {
	const out: Record<string, string> = {};
	for (const line of source.split('\n')) {
		const match = /^\d+ ([^=]+)=(.*)$/.exec(line);
		if (match?.[1] !== undefined) out[match[1]] = match[2] ?? '';
	}
	return out;
}
