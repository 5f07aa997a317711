// Reads a zip archive that anybody may have made: names, sizes, kinds and links are checked before anything is unpacked, and each entry is
// unpacked only as far as it said it would go. Leaves out zip64, encryption and multi-part archives, which are refused by name.
// Invariant: what comes out has plain relative paths, no links, the sizes it was promised and the right checksums; else an error says why.
import { Inflate } from 'fflate';

export interface ZipLimits {
	readonly files: number;
	/** Bytes of one file, unpacked. */
	readonly each: number;
	/** Bytes of all files, unpacked. */
	readonly total: number;
}

export interface ZipFile {
	readonly path: string;
	readonly data: Uint8Array;
	/** Permission bits; 0644 when the archive does not say. */
	readonly mode: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const mib = (bytes: number): string => `${Math.floor(bytes / (1 << 20))} MiB`;

interface Entry {
	readonly name: string;
	readonly method: number;
	readonly crc: number;
	readonly packed: number;
	readonly size: number;
	readonly offset: number;
	readonly mode: number;
	readonly type: number;
}

/** What is wrong with a name, or undefined. */
export function wrongName(name: string): string | undefined {
	if (name === '' || /[\0-\x1f\x7f]/.test(name)) return 'its name holds control characters or is empty';
	if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'its path is absolute';
	if (name.includes('\\')) return 'its path holds a backslash';
	const parts = name.replace(/\/$/, '').split('/');
	if (parts.includes('..')) return 'its path leads out of the archive (..)';
	if (parts.some((part) => part === '' || part === '.')) return 'its path has an empty part';
	if (parts.length > 32 || name.length > 1024 || parts.some((part) => new TextEncoder().encode(part).length > 255)) return 'its path is too long';
	return undefined;
}

function directory(file: Uint8Array): { view: DataView; entries: number; offset: number; size: number } {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	for (let at = file.length - 22; at >= 0 && at >= file.length - 22 - 0xffff; at--) {
		if (view.getUint32(at, true) !== endSignature) continue;
		const [entries, size, offset] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
		if (entries === 0xffff || size === 0xffffffff || offset === 0xffffffff) throw new Error('it is a zip64 archive, which is for sizes beyond what fits here');
		if (view.getUint16(at + 4, true) !== 0) throw new Error('it is one part of several');
		if (offset + size > at) break;
		return { view, entries, offset, size };
	}
	throw new Error('it is no whole zip archive');
}

function entriesOf(file: Uint8Array, limits: ZipLimits): Entry[] {
	const { view, entries: count, offset, size } = directory(file);
	const decoder = new TextDecoder('utf-8', { fatal: true });
	const entries: Entry[] = [];
	let [at, total] = [offset, 0];
	const names = new Set<string>();
	for (let i = 0; i < count; i++) {
		if (at + 46 > offset + size || view.getUint32(at, true) !== entrySignature) throw new Error('its table of contents is damaged');
		const [nameLength, extraLength, commentLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
		const next = at + 46 + nameLength + extraLength + commentLength;
		if (next > offset + size) throw new Error('its table of contents is damaged');
		let name: string;
		try {
			name = decoder.decode(file.subarray(at + 46, at + 46 + nameLength));
		} catch {
			throw new Error('a name in it is not UTF-8');
		}
		const wrong = wrongName(name);
		if (wrong) throw new Error(`${JSON.stringify(name.slice(0, 80))} is refused: ${wrong}`);
		if (view.getUint16(at + 8, true) & 1) throw new Error(`${name} is encrypted`);
		const unix = view.getUint8(at + 5) === 3 ? view.getUint32(at + 38, true) >>> 16 : 0;
		const type = unix & 0o170000;
		if (type === 0o120000) throw new Error(`${name} is a symbolic link: links are refused, as they can lead out of the folder`);
		if (type !== 0 && type !== 0o100000 && type !== 0o040000) throw new Error(`${name} is neither a file nor a folder`);
		const entry = {
			name,
			method: view.getUint16(at + 10, true),
			crc: view.getUint32(at + 16, true),
			packed: view.getUint32(at + 20, true),
			size: view.getUint32(at + 24, true),
			offset: view.getUint32(at + 42, true),
			mode: unix & 0o777 || 0o644,
			type
		};
		at = next;
		if (name.endsWith('/')) continue;
		if (names.has(name)) throw new Error(`${name} is in it twice`);
		names.add(name);
		if (names.size > limits.files) throw new Error(`it holds more than ${limits.files} files`);
		if (entry.size > limits.each) throw new Error(`${name} unpacks to more than ${mib(limits.each)}`);
		total += entry.size;
		if (total > limits.total) throw new Error(`it unpacks to more than ${mib(limits.total)}`);
		entries.push(entry);
	}
	return entries;
}

let crcTable: Uint32Array | undefined;
function crc32(bytes: Uint8Array): number {
	crcTable ??= Uint32Array.from({ length: 256 }, (_, n) => {
		let c = n;
		for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
		return c;
	});
	let crc = 0xffffffff;
	for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
	return (crc ^ 0xffffffff) >>> 0;
}

/** Unpacks one entry to exactly the size it was promised. */
function unpackEntry(file: Uint8Array, { name, method, packed, size, offset, crc }: Entry, claimed: { from: number; to: number }[]): Uint8Array {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	if (offset + 30 > file.length || view.getUint32(offset, true) !== localSignature) throw new Error(`${name} is not where the table of contents says`);
	const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
	const to = from + packed;
	if (to > file.length) throw new Error(`${name} is cut off`);
	// Entries that share their bytes are how a small archive unpacks to a huge one.
	if (claimed.some((one) => offset < one.to && one.from < to)) throw new Error(`${name} overlaps another file: this is a zip bomb`);
	claimed.push({ from: offset, to });
	const body = file.subarray(from, to);
	let data: Uint8Array;
	if (method === 0) {
		if (packed !== size) throw new Error(`${name} has another size than it says`);
		data = body.slice();
	} else if (method === 8) {
		data = new Uint8Array(size);
		let at = 0;
		const stream = new Inflate((part) => {
			if (at + part.length > size) throw new Error(`${name} unpacks to more than it says: this is a zip bomb`);
			data.set(part, at);
			at += part.length;
		});
		for (let i = 0; i < body.length; i += 4096) stream.push(body.subarray(i, i + 4096), i + 4096 >= body.length);
		if (at !== size) throw new Error(`${name} is damaged`);
	} else throw new Error(`${name} is packed by a method (${method}) that is not read here`);
	if (crc32(data) !== crc) throw new Error(`${name} is damaged: its checksum is wrong`);
	return data;
}

/** The files of an archive. Throws with what is wrong; nothing is unpacked before everything listed is within the limits. */
export function readZip(file: Uint8Array, limits: ZipLimits): ZipFile[] {
	const claimed: { from: number; to: number }[] = [];
	return entriesOf(file, limits).map((entry) => {
		let data: Uint8Array;
		try {
			data = unpackEntry(file, entry, claimed);
		} catch (error) {
			throw new Error(error instanceof Error && error.message.startsWith(entry.name) ? error.message : `${entry.name} is damaged`, { cause: error });
		}
		return { path: entry.name, data, mode: entry.mode };
	});
}
