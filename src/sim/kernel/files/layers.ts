// The layers a world knows, and an index of each as a tree, made once per world when the layer is first looked into.
// Invariant: node numbers depend on the layer's entries alone, so plain data may hold them across a restore.
import type { Layer, LayerEntry } from '../layer.ts';
import { utf8 } from '../../values/bytes.ts';
import { randomFill } from './generated-bytes.ts';
import { executableHead } from './executable.ts';

export interface LayerNode {
	/** Absent for the root and for directories the layer does not list. */
	readonly entry?: LayerEntry;
	type: 'file' | 'dir' | 'symlink' | 'char' | 'fifo' | 'whiteout';
	opaque: boolean;
	/** Names of it: hard links. */
	links: number;
	/** Directories: name → node number. */
	readonly children?: Map<string, number>;
	/** Directories directly below. */
	subdirs: number;
	readonly size: number;
}

/** A layer as a tree; node 0 is its root. */
export interface LayerIndex {
	readonly layer: Layer;
	readonly nodes: readonly LayerNode[];
	/** Sum of file sizes in whole blocks of 4 KiB. */
	readonly charged: number;
	/** Bytes of the node's content from `offset`, at most `max`. */
	read(node: number, offset: number, max: number): Uint8Array;
}

export interface Layers {
	get(id: string): Layer | undefined;
	add(layer: Layer): void;
	index(id: string): LayerIndex | undefined;
}

const blocks = (size: number): number => Math.ceil(size / 4096) * 4096;

/** How many bytes an entry's content has. */
export function entrySize(entry: LayerEntry): number {
	if (entry.program) return entry.program.size;
	if (entry.generated) return entry.generated.size;
	if (entry.bytes) return entry.bytes.length;
	if (entry.text !== undefined) return utf8(entry.text).length;
	return entry.type === 'symlink' ? utf8(entry.target ?? '').length : 0;
}

/** Builds the tree of a layer. O(entries). A later entry of the same path replaces the earlier. */
export function indexLayer(layer: Layer): LayerIndex {
	const nodes: LayerNode[] = [{ type: 'dir', opaque: false, links: 1, children: new Map(), subdirs: 0, size: 4096 }];
	const dirs = new Map<string, number>([['', 0]]);
	const dirOf = (path: string): number => {
		const known = dirs.get(path);
		if (known !== undefined) return known;
		return addDir(path, undefined);
	};
	const addDir = (path: string, entry: LayerEntry | undefined): number => {
		const at = path.lastIndexOf('/');
		const parent = nodes[dirOf(at < 0 ? '' : path.slice(0, at))];
		const number = nodes.length;
		nodes.push({ ...(entry && { entry }), type: 'dir', opaque: false, links: 1, children: new Map(), subdirs: 0, size: 4096 });
		parent?.children?.set(path.slice(at + 1), number);
		if (parent) parent.subdirs++;
		dirs.set(path, number);
		return number;
	};
	const find = (path: string): number | undefined => {
		let node = 0;
		for (const name of path.split('/')) {
			if (name === '' || name === '.') continue;
			const next = nodes[node]?.children?.get(name);
			if (next === undefined) return undefined;
			node = next;
		}
		return node;
	};
	let charged = 0;
	for (const entry of layer.entries) {
		const path = entry.path;
		if (entry.type === 'dir') {
			const known = dirs.get(path);
			const old = known === undefined ? undefined : nodes[known];
			if (known !== undefined && old) nodes[known] = { ...old, entry };
			else addDir(path, entry);
			continue;
		}
		if (entry.type === 'opaque') {
			const dir = nodes[dirOf(path)];
			if (dir) dir.opaque = true;
			continue;
		}
		const at = path.lastIndexOf('/');
		const parent = nodes[dirOf(at < 0 ? '' : path.slice(0, at))];
		if (entry.type === 'hardlink') {
			const target = find(entry.target ?? '');
			const node = target === undefined ? undefined : nodes[target];
			if (target === undefined || !node) continue;
			node.links++;
			parent?.children?.set(path.slice(at + 1), target);
			continue;
		}
		const size = entrySize(entry);
		charged += entry.type === 'file' ? blocks(size) : 0;
		parent?.children?.set(path.slice(at + 1), nodes.length);
		nodes.push({ entry, type: entry.type, opaque: false, links: 1, subdirs: 0, size });
	}
	const texts = new Map<number, Uint8Array>();
	const read = (number: number, offset: number, max: number): Uint8Array => {
		const node = nodes[number];
		const entry = node?.entry;
		if (!node || !entry) return new Uint8Array(0);
		const end = Math.min(node.size, offset + max);
		if (end <= offset) return new Uint8Array(0);
		if (entry.bytes) return entry.bytes.subarray(offset, end);
		if (entry.text !== undefined) {
			let bytes = texts.get(number);
			if (!bytes) texts.set(number, (bytes = utf8(entry.text)));
			return bytes.subarray(offset, end);
		}
		const out = new Uint8Array(end - offset);
		if (entry.generated) randomFill(out, entry.generated.seed, offset);
		if (entry.program) {
			const { name, payload, interpreter } = entry.program;
			let head = texts.get(number);
			if (!head) {
				head = executableHead(name, interpreter, payload);
				if (payload !== undefined) texts.set(number, head);
			}
			randomFill(out, head.length, offset);
			if (offset < head.length) out.set(head.subarray(offset, Math.min(end, head.length)), 0);
		}
		return out;
	};
	return { layer, nodes, charged, read };
}

/** The layers of one world over those of a catalogue shared by all. `added` are the ones made here, in order: what a save must keep. */
export class LayerStore implements Layers {
	readonly added = new Map<string, Layer>();
	readonly #catalogue: (id: string) => Layer | undefined;
	readonly #indexes = new Map<string, LayerIndex>();

	constructor(catalogue: (id: string) => Layer | undefined = () => undefined) {
		this.#catalogue = catalogue;
	}

	get(id: string): Layer | undefined {
		return this.added.get(id) ?? this.#catalogue(id);
	}

	add(layer: Layer): void {
		if (!this.get(layer.id)) this.added.set(layer.id, layer);
	}

	index(id: string): LayerIndex | undefined {
		let index = this.#indexes.get(id);
		if (index) return index;
		const layer = this.get(id);
		if (!layer) return undefined;
		index = indexLayer(layer);
		this.#indexes.set(id, index);
		return index;
	}
}
