// Layers meet directories: unpacking shares a layer's tree with a directory, packing makes a layer of a directory.
import { costs } from '../../engine/costs.ts';
import { Errno } from '../../engine/sys.ts';
import type { LayerEntry } from '../layer.ts';
import type { Handler, Kernel, ProcessState } from '../state.ts';
import { readContent } from './content.ts';
import { baseIndex, isEmptyDir, isWhiteout } from './disk.ts';
import { typeOf } from './fs-types.ts';
import { changeTime, charge, fileSystem, realInode, type NewNode } from './inodes.ts';
import { makeLayer } from './layer-id.ts';
import type { LayerIndex } from './layers.ts';
import { createChild } from './names.ts';
import { removeTree } from './outside.ts';
import { demandCapability } from './permission.ts';
import { layerInodes, type Inode, type LayerRef } from './state.ts';
import { find, walkPath } from './walk.ts';

/** Shares a layer's tree with a directory (made if missing). An empty one only points at the layer; another gets the layer's entries on top. */
function unpack(kernel: Kernel, process: ProcessState, path: string, id: string): { charged: number } {
	const index = kernel.layers.index(id);
	if (!index) throw new Errno('ENOENT');
	const walk = walkPath(kernel, process, path, true);
	const inode = walk.inode ?? createChild(kernel, process, walk, { type: 'dir', mode: 0o755 });
	if (inode.type !== 'dir') throw new Errno('ENOTDIR');
	if (walk.mount.readonly) throw new Errno('EROFS');
	const dir = typeOf(kernel, inode).change(kernel, inode);
	const fs = fileSystem(kernel, dir.dev);
	if (fs.size !== null && fs.used + index.charged > fs.size) throw new Errno('ENOSPC');
	const base: LayerRef = { layer: id, node: 0, first: layerInodes * ++fs.unpacked };
	if (isEmptyDir(kernel, dir) && inode === dir) {
		dir.base = base;
		dir.entries?.clear();
		const root = index.nodes[0];
		if (root?.entry?.mode !== undefined) dir.mode = root.entry.mode;
		dir.nlink = 2 + (root?.subdirs ?? 0);
		// Each file is charged when it becomes an inode; until then the file system alone knows.
		fs.used += index.charged;
	} else overlayEntries(kernel, process, inode, index, 0);
	return index;
}

/** Lays a layer's node over a directory that has entries: whiteouts remove, opaque directories empty. */
function overlayEntries(kernel: Kernel, process: ProcessState, dir: Inode, index: LayerIndex, number: number): void {
	const type = typeOf(kernel, dir);
	for (const [name, child] of index.nodes[number]?.children ?? []) {
		const node = index.nodes[child];
		if (!node) continue;
		let there = type.lookup(kernel, dir, name, process);
		if (there && (node.type !== 'dir' || there.type !== 'dir')) {
			removeTree(kernel, dir, name, there);
			there = undefined;
		}
		if (node.type === 'whiteout') continue;
		if (there && node.opaque) {
			for (const { name: below } of type.list(kernel, there, process)) {
				const inode = type.lookup(kernel, there, below, process);
				if (inode) removeTree(kernel, there, below, inode);
			}
		}
		const { entry } = node;
		const made: NewNode = {
			type: node.type,
			mode: entry?.mode ?? (node.type === 'dir' || entry?.program ? 0o755 : node.type === 'symlink' ? 0o777 : 0o644),
			uid: entry?.uid ?? 0,
			gid: entry?.gid ?? 0,
			...(entry?.type === 'symlink' && { target: entry.target ?? '' }),
			...(entry?.rdev && { rdev: entry.rdev })
		};
		const inode = there ?? type.create(kernel, dir, name, made);
		const real = type.change(kernel, inode);
		Object.assign(real, { mode: made.mode, uid: made.uid, gid: made.gid });
		if (node.type === 'file' && node.size > 0) {
			charge(fileSystem(kernel, real.dev), real, Math.ceil(node.size / 4096) * 4096);
			real.base = { layer: index.layer.id, node: child, first: 0 };
			real.baseSize = real.size = node.size;
		}
		if (node.type === 'dir') overlayEntries(kernel, process, inode, index, child);
		real.mtime = entry?.mtime ?? index.layer.mtime;
	}
}

/** A file's content as a layer keeps it: by reference while it is still the layer's own, zeros by their number. */
function contentOf(kernel: Kernel, inode: Inode): Partial<LayerEntry> {
	const untouched = inode.data === undefined && inode.pages === undefined;
	if (untouched && inode.base && inode.baseSize === inode.size) {
		const { text, bytes, generated, program } = baseIndex(kernel, inode.base).nodes[inode.base.node]?.entry ?? {};
		if (text !== undefined) return { text };
		if (bytes) return { bytes };
		if (generated) return { generated };
		if (program) return { program };
	}
	if (untouched && !inode.base && inode.size > 65_536) return { generated: { size: inode.size, seed: 0 } };
	return { bytes: readContent(kernel, inode, 0, inode.size) };
}

/** The entries of a directory's tree, whiteouts and opaque directories of an overlay's upper included. Sockets are left out, as by tar. */
function entriesOf(kernel: Kernel, process: ProcessState, dir: Inode, path: string, names: Map<Inode, string>, out: LayerEntry[]): void {
	const type = typeOf(kernel, dir);
	for (const { name } of type.list(kernel, dir, process).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		const inode = type.lookup(kernel, dir, name, process);
		if (!inode) continue;
		const real = realInode(kernel, inode);
		const at = path === '' ? name : `${path}/${name}`;
		const { mode, uid, gid, mtime } = real;
		const common = { path: at, mode, mtime, ...(uid !== 0 && { uid }), ...(gid !== 0 && { gid }) };
		const known = inode.type !== 'dir' && real.nlink > 1 ? names.get(real) : undefined;
		if (isWhiteout(real)) out.push({ path: at, type: 'whiteout' });
		else if (known !== undefined) out.push({ path: at, type: 'hardlink', target: known });
		else if (inode.type === 'dir') {
			out.push({ ...common, type: 'dir' });
			if (real.opaque) out.push({ path: at, type: 'opaque' });
			entriesOf(kernel, process, inode, at, names, out);
		} else if (inode.type === 'file') out.push({ ...common, type: 'file', ...contentOf(kernel, real) });
		else if (inode.type === 'symlink') out.push({ ...common, type: 'symlink', target: real.target ?? '' });
		else if (inode.type === 'fifo') out.push({ ...common, type: 'fifo' });
		else if (inode.type === 'char') out.push({ ...common, type: 'char', ...(real.rdev && { rdev: real.rdev }) });
		if (real.nlink > 1) names.set(real, at);
	}
}

/** Whether a directory still shows a layer exactly as it was unpacked. O(inodes made of it). */
function untouchedLayer(kernel: Kernel, dir: Inode): boolean {
	if (!dir.base) return false;
	const fs = fileSystem(kernel, dir.dev);
	const index = baseIndex(kernel, dir.base);
	for (const [name, ino] of dir.entries ?? []) {
		const child = fs.inodes.get(ino);
		const number = index.nodes[dir.base.node]?.children?.get(name);
		const node = number === undefined ? undefined : index.nodes[number];
		if (!child || !node || (child.base?.node !== number && (child.type === 'dir' || node.size > 0) && child.type !== 'symlink')) return false;
		if (child.mtime !== (node.entry?.mtime ?? index.layer.mtime) || changeTime(child) !== child.mtime) return false;
		if (child.type === 'dir' && !untouchedLayer(kernel, child)) return false;
	}
	return true;
}

interface Calls {
	unpackLayer: { path: string; id: string };
	packLayer: { path: string };
	addLayer: { entries: readonly LayerEntry[] };
	readLayer: { id: string };
}
const row =
	<K extends keyof Calls>(run: (kernel: Kernel, process: ProcessState, call: Calls[K], thread: Parameters<Handler>[2]) => unknown): Handler =>
	(kernel, process, thread, call) =>
		run(kernel, process, call as never, thread);

const now = (kernel: Kernel): number => kernel.engine.state.epoch + kernel.engine.state.now;
const unpackTime = (bytes: number): number => Math.round((bytes / 2 ** 20) * costs.unpackMiB);

export const layerHandlers: Record<string, Handler> = {
	unpackLayer: row<'unpackLayer'>((kernel, process, { path, id }, thread) => {
		// Whiteouts and opaque directories need more, but a package's files need no more than writing and owning them.
		demandCapability(process, 'DAC_OVERRIDE');
		thread.debt += unpackTime(unpack(kernel, process, path, id).charged);
	}),
	packLayer: row<'packLayer'>((kernel, process, { path }, thread) => {
		const { inode } = find(kernel, process, path);
		if (inode.type !== 'dir') throw new Errno('ENOTDIR');
		const same = inode.base?.node === 0 && untouchedLayer(kernel, inode) ? kernel.layers.get(inode.base.layer) : undefined;
		const entries: LayerEntry[] = [];
		if (!same) entriesOf(kernel, process, inode, '', new Map(), entries);
		const layer = same ?? makeLayer(entries, now(kernel));
		kernel.layers.add(layer);
		thread.debt += unpackTime(layer.size);
		return { id: layer.id, size: layer.size, entries: layer.entries.length };
	}),
	addLayer: row<'addLayer'>((kernel, _process, { entries }) => {
		const layer = makeLayer(entries, now(kernel));
		kernel.layers.add(layer);
		return { id: layer.id, size: layer.size };
	}),
	readLayer: row<'readLayer'>((kernel, _process, { id }) => {
		const layer = kernel.layers.get(id);
		if (!layer) throw new Errno('ENOENT');
		return layer;
	})
};
