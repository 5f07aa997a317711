// How an image's files are written down: a path → content table that becomes a layer's entries.
// Invariant: the same table gives the same entries (parents before children, in order of bytes), so the same layer id.
import type { LayerEntry } from '../kernel/index.ts';

type Attributes = { readonly mode?: number; readonly uid?: number; readonly gid?: number };
/** A file's description: text alone is a plain file. */
export type Node =
	| string
	| (Attributes & { readonly text: string })
	| (Attributes & { readonly program: string; readonly size: number })
	/** A file nobody reads, of this size. */
	| (Attributes & { readonly filler: number })
	| (Attributes & { readonly dir: true })
	| { readonly link: string; readonly uid?: number; readonly gid?: number }
	| { readonly hard: string }
	| { readonly whiteout: true };
/** Paths relative to the root: "etc/passwd". */
export type Tree = Readonly<Record<string, Node>>;

export const dir = (mode = 0o755, uid = 0, gid = 0): Node => ({ dir: true, mode, uid, gid });
export const link = (target: string): Node => ({ link: target });
export const hard = (target: string): Node => ({ hard: target });
export const program = (name: string, size: number, mode = 0o755): Node => ({ program: name, size, mode });
export const script = (text: string, mode = 0o755): Node => ({ text, mode });
export const filler = (size: number, mode = 0o644): Node => ({ filler: size, mode });

const seedOf = (path: string): number => {
	let h = 7;
	for (let i = 0; i < path.length; i++) h = (Math.imul(h, 31) + path.charCodeAt(i)) >>> 0;
	return h;
};

function entry(path: string, node: Node, mtime: number): LayerEntry {
	if (typeof node === 'string') return { path, type: 'file', mode: 0o644, mtime, text: node };
	if ('whiteout' in node) return { path, type: 'whiteout' };
	if ('hard' in node) return { path, type: 'hardlink', target: node.hard };
	const owner = { ...(node.uid && { uid: node.uid }), ...(node.gid && { gid: node.gid }) };
	if ('link' in node) return { path, type: 'symlink', mtime, target: node.link, ...owner };
	if ('dir' in node) return { path, type: 'dir', mode: node.mode ?? 0o755, mtime, ...owner };
	if ('text' in node) return { path, type: 'file', mode: node.mode ?? 0o644, mtime, text: node.text, ...owner };
	if ('program' in node) return { path, type: 'file', mode: node.mode ?? 0o755, mtime, program: { name: node.program, size: node.size }, ...owner };
	return { path, type: 'file', mode: node.mode ?? 0o644, mtime, generated: { size: node.filler, seed: seedOf(path) }, ...owner };
}

/** A layer's entries; missing parents are made with mode 755. `mtime` in µs since the Unix epoch. Hard links come after what they point at. O(n log n). */
export function entriesOf(tree: Tree, mtime: number): LayerEntry[] {
	const all = new Map<string, Node>();
	for (const path in tree) {
		for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
			const parent = path.slice(0, at);
			if (!(parent in tree) && !all.has(parent)) all.set(parent, dir());
		}
		all.set(path, tree[path] as Node);
	}
	const rank = (node: Node): number => (typeof node === 'object' && 'hard' in node ? 1 : 0);
	const sorted = [...all].sort(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1));
	return sorted.map(([path, node]) => entry(path, node, mtime));
}

const textSize = (text: string): number => new TextEncoder().encode(text).length;
/** Bytes of one node's content, as the kernel counts a layer's size. */
function nodeSize(node: Node): number {
	if (typeof node === 'string') return textSize(node);
	if ('text' in node) return textSize(node.text);
	if ('program' in node) return node.size;
	return 'filler' in node ? node.filler : 0;
}
/** Bytes of a whole tree. */
export const treeSize = (tree: Tree): number => Object.values(tree).reduce((sum, node) => sum + nodeSize(node), 0);

/** The tree with a file at `path` that brings it to `total` bytes: what an image holds beside the files that matter here. */
export const filled = (tree: Tree, total: number, path: string): Tree => {
	const missing = Math.round(total) - treeSize(tree);
	return missing > 0 ? { ...tree, [path]: filler(missing) } : tree;
};
