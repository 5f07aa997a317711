// File content in pages of 64 KiB over a base that is shared with a layer. Pages of zeros are not kept, so a sparse or zero-filled
// gigabyte costs nothing here, yet is charged to the file system as on a real disk.
// Invariant: reading never changes the inode's content; a base is never written to.
import { Errno } from '../../engine/sys.ts';
import type { Kernel } from '../state.ts';
import { charge, fileSystem, touch, wallClock } from './inodes.ts';
import type { Inode } from './state.ts';

const page = 65_536;
const block = 4096;
const up = (bytes: number): number => Math.ceil(bytes / block) * block;
const down = (bytes: number): number => Math.floor(bytes / block) * block;
/** Largest file, as ext4's with 4 KiB blocks: 16 TiB. */
const maxSize = 16 * 1024 ** 4;

const pageOf = (inode: Inode, number: number): Uint8Array | undefined => (number === 0 ? inode.data : inode.pages?.get(number));

function setPage(inode: Inode, number: number, bytes: Uint8Array | undefined): void {
	if (number === 0) {
		if (bytes) inode.data = bytes;
		else delete inode.data;
		return;
	}
	if (bytes) (inode.pages ??= new Map()).set(number, bytes);
	else inode.pages?.delete(number);
}

/** Copies bytes of the base into `out`; what the base does not cover stays as it is. */
function fillFromBase(kernel: Kernel, inode: Inode, offset: number, out: Uint8Array): void {
	const left = (inode.baseSize ?? 0) - offset;
	if (!inode.base || left <= 0) return;
	const bytes = kernel.layers.index(inode.base.layer)?.read(inode.base.node, offset, Math.min(out.length, left));
	if (!bytes) throw new Errno('EIO');
	out.set(bytes);
}

/** Up to `max` bytes from `offset`: a copy. */
export function readContent(kernel: Kernel, inode: Inode, offset: number, max: number): Uint8Array {
	const end = Math.min(inode.size, offset + max);
	if (end <= offset) return new Uint8Array(0);
	const out = new Uint8Array(end - offset);
	for (let at = offset; at < end;) {
		const number = Math.floor(at / page);
		const stop = Math.min(end, (number + 1) * page);
		const kept = pageOf(inode, number);
		if (kept) out.set(kept.subarray(at - number * page, stop - number * page), at - offset);
		else if (inode.base) fillFromBase(kernel, inode, at, out.subarray(at - offset, stop - offset));
		at = stop;
	}
	return out;
}

const isZero = (bytes: Uint8Array): boolean => {
	for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
	return true;
};

/** Writes at `offset`, growing the file. ENOSPC (nothing is written), EFBIG. */
export function writeContent(kernel: Kernel, inode: Inode, offset: number, data: Uint8Array): void {
	const end = offset + data.length;
	if (end > maxSize) throw new Errno('EFBIG');
	const grown = up(end) - Math.max(up(inode.size), down(offset));
	if (grown > 0) charge(fileSystem(kernel, inode.dev), inode, grown);
	for (let at = offset; at < end;) {
		const number = Math.floor(at / page);
		const start = number * page;
		const stop = Math.min(end, start + page);
		const part = data.subarray(at - offset, stop - offset);
		writePage(kernel, inode, number, at - start, part);
		at = stop;
	}
	if (end > inode.size) inode.size = end;
	touch(inode, wallClock(kernel));
}

function writePage(kernel: Kernel, inode: Inode, number: number, at: number, part: Uint8Array): void {
	const start = number * page;
	let kept = pageOf(inode, number);
	const based = (inode.baseSize ?? 0) > start;
	if (!kept && !based && part.length === page && isZero(part)) return;
	if (kept && part.length === page && !based && isZero(part)) {
		setPage(inode, number, undefined);
		return;
	}
	if (!kept) {
		const old = Math.max(0, Math.min(page, inode.size - start));
		kept = new Uint8Array(Math.max(at + part.length, based ? old : 0));
		if (based) fillFromBase(kernel, inode, start, kept);
		setPage(inode, number, kept);
	} else if (kept.length < at + part.length) {
		const larger = new Uint8Array(Math.min(page, Math.max(at + part.length, kept.length * 2)));
		larger.set(kept);
		kept = larger;
		setPage(inode, number, kept);
	}
	kept.set(part, at);
}

/** Cuts or extends (with a hole) the file to `size`. */
export function truncateContent(kernel: Kernel, inode: Inode, size: number): void {
	if (size > maxSize) throw new Errno('EFBIG');
	if (size < inode.size) {
		const last = Math.floor(size / page);
		for (const number of [...(inode.pages?.keys() ?? [])]) if (number > last || (number === last && size % page === 0)) inode.pages?.delete(number);
		if (size === 0) delete inode.data;
		const kept = pageOf(inode, last);
		if (kept) setPage(inode, last, kept.slice(0, size - last * page));
		if (inode.baseSize !== undefined) inode.baseSize = Math.min(inode.baseSize, size);
		charge(fileSystem(kernel, inode.dev), inode, -Math.max(0, inode.charged - up(size)));
	}
	if (inode.baseSize === 0) {
		delete inode.baseSize;
		delete inode.base;
	}
	inode.size = size;
	touch(inode, wallClock(kernel));
}

/** Makes `to` (an empty file) hold what `from` holds: shares the base, copies the pages. ENOSPC. */
export function copyContent(kernel: Kernel, from: Inode, to: Inode): void {
	charge(fileSystem(kernel, to.dev), to, up(from.size));
	if (from.base) {
		to.base = from.base;
		to.baseSize = from.baseSize ?? 0;
	}
	if (from.data) to.data = from.data.slice();
	if (from.pages) {
		to.pages = new Map();
		for (const [number, bytes] of from.pages) to.pages.set(number, bytes.slice());
	}
	to.size = from.size;
}
