// The zip container: local headers, central directory, deflate or stored entries, Unix modes and DOS times.
// Leaves out encryption, zip64 and multi-disk archives. Invariant: what writeZip makes, readZip answers.
import { deflateSync, inflateSync } from 'fflate';
import { text as toText, utf8 } from '../../../values/index.ts';

export interface ZipEntry {
	/** A directory's name ends in "/". */
	readonly name: string;
	readonly mode: number;
	/** µs since the epoch. */
	readonly mtime: number;
	readonly data: Uint8Array;
	readonly crc: number;
	readonly method: 0 | 8;
	readonly packed: Uint8Array;
	readonly symlink: boolean;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
	return c >>> 0;
});
export function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0);
	return (crc ^ 0xffffffff) >>> 0;
}

/** Packs: deflated when that is shorter. */
export function zipEntry(name: string, data: Uint8Array, of: { mode: number; mtime: number; symlink?: boolean; level?: number }): ZipEntry {
	const deflated = data.length > 0 && of.level !== 0 ? deflateSync(data, { level: 6 }) : data;
	const method = data.length > 0 && deflated.length < data.length ? 8 : 0;
	return { name, data, mode: of.mode, mtime: of.mtime, crc: crc32(data), method, packed: method === 8 ? deflated : data, symlink: of.symlink === true };
}

/** Civil date of µs since the epoch (UTC), as DOS keeps it: two-second grain from 1980 on. */
function dosTime(us: number): [date: number, time: number] {
	const seconds = Math.floor(us / 1_000_000);
	const days = Math.floor(seconds / 86_400);
	const rest = seconds - days * 86_400;
	const z = days + 719_468;
	const era = Math.floor(z / 146_097);
	const doe = z - era * 146_097;
	const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
	const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
	const mp = Math.floor((5 * doy + 2) / 153);
	const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
	const month = mp < 10 ? mp + 3 : mp - 9;
	const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
	return [
		((Math.max(1980, year) - 1980) << 9) | (month << 5) | day,
		(Math.floor(rest / 3600) << 11) | (Math.floor((rest % 3600) / 60) << 5) | Math.floor((rest % 60) / 2)
	];
}
function fromDos(date: number, time: number): number {
	const [year, month, day] = [(date >> 9) + 1980, (date >> 5) & 15, date & 31];
	const y = month <= 2 ? year - 1 : year;
	const era = Math.floor(y / 400);
	const yoe = y - era * 400;
	const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const days = era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
	return (days * 86_400 + (time >> 11) * 3600 + ((time >> 5) & 63) * 60 + (time & 31) * 2) * 1_000_000;
}

export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
	const parts: Uint8Array[] = [];
	const central: Uint8Array[] = [];
	let at = 0;
	for (const entry of entries) {
		const name = utf8(entry.name);
		const [date, time] = dosTime(entry.mtime);
		const common = (view: DataView, offset: number): void => {
			view.setUint16(offset, entry.method === 8 ? 20 : 10, true);
			view.setUint16(offset + 4, entry.method, true);
			view.setUint16(offset + 6, time, true);
			view.setUint16(offset + 8, date, true);
			view.setUint32(offset + 10, entry.crc, true);
			view.setUint32(offset + 14, entry.packed.length, true);
			view.setUint32(offset + 18, entry.data.length, true);
			view.setUint16(offset + 22, name.length, true);
		};
		const local = new Uint8Array(30 + name.length);
		const view = new DataView(local.buffer);
		view.setUint32(0, 0x04034b50, true);
		common(view, 4);
		local.set(name, 30);
		const head = new Uint8Array(46 + name.length);
		const v = new DataView(head.buffer);
		v.setUint32(0, 0x02014b50, true);
		v.setUint16(4, 0x031e, true);
		common(v, 6);
		const type = entry.symlink ? 0o120000 : entry.name.endsWith('/') ? 0o040000 : 0o100000;
		v.setUint32(38, (((type | entry.mode) << 16) | (entry.name.endsWith('/') ? 16 : 0)) >>> 0, true);
		v.setUint32(42, at, true);
		head.set(name, 46);
		parts.push(local, entry.packed);
		central.push(head);
		at += local.length + entry.packed.length;
	}
	const size = central.reduce((all, one) => all + one.length, 0);
	const end = new Uint8Array(22);
	const view = new DataView(end.buffer);
	view.setUint32(0, 0x06054b50, true);
	view.setUint16(8, entries.length, true);
	view.setUint16(10, entries.length, true);
	view.setUint32(12, size, true);
	view.setUint32(16, at, true);
	const out = new Uint8Array(at + size + 22);
	let offset = 0;
	for (const part of [...parts, ...central, end]) {
		out.set(part, offset);
		offset += part.length;
	}
	return out;
}

/** The entries of an archive, or undefined when it has no end-of-central-directory record. */
export function readZip(bytes: Uint8Array): ZipEntry[] | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	let end = bytes.length - 22;
	while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
	if (end < 0) return undefined;
	const out: ZipEntry[] = [];
	let at = view.getUint32(end + 16, true);
	for (let n = view.getUint16(end + 10, true); n > 0 && at + 46 <= bytes.length; n--) {
		const [nameSize, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
		const method = view.getUint16(at + 10, true) === 8 ? 8 : 0;
		const local = view.getUint32(at + 42, true);
		const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
		const packed = bytes.subarray(start, start + view.getUint32(at + 20, true));
		const attributes = view.getUint32(at + 38, true) >>> 16;
		out.push({
			name: toText(bytes.subarray(at + 46, at + 46 + nameSize)),
			mode: attributes & 0o7777 || 0o644,
			mtime: fromDos(view.getUint16(at + 14, true), view.getUint16(at + 12, true)),
			crc: view.getUint32(at + 16, true),
			method,
			packed,
			data: method === 8 ? inflateSync(packed) : packed,
			symlink: (attributes & 0o170000) === 0o120000
		});
		at += 46 + nameSize + extra + comment;
	}
	return out;
}
