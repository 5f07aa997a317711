// A layer: an immutable, content-addressed file tree, as in an image. Shared by every kernel and world; a checkpoint stores only its id.

/** One entry; `path` is relative without a leading slash ("etc/passwd"); parents come before children. */
export interface LayerEntry {
	readonly path: string;
	readonly type:
		| 'file'
		| 'dir'
		| 'symlink'
		| 'hardlink'
		| 'char'
		| 'fifo'
		| /** removes the path below */ 'whiteout'
		| /** hides all that is below this directory */ 'opaque';
	/** Permission bits; defaults 0o644 for files, 0o755 for directories and programs. */
	readonly mode?: number;
	readonly uid?: number;
	readonly gid?: number;
	/** µs since the epoch; absent: the layer's own. */
	readonly mtime?: number;
	/** File content, one of: */
	readonly text?: string;
	readonly bytes?: Uint8Array;
	/** …bytes made from a seed when read (a big file that nobody reads costs nothing). */
	readonly generated?: { readonly size: number; readonly seed: number };
	/** …an executable that runs the program of that name (`size` as the real one's; shared text and seed as generated). */
	readonly program?: {
		readonly name: string;
		readonly size: number;
		/** Text behind the head: what a compiler put into it. */
		readonly payload?: string;
		/** The loader it names (a dynamically linked one): execve wants it to be there. */
		readonly interpreter?: string;
	};
	/** Symlink's or hardlink's target. */
	readonly target?: string;
	readonly rdev?: readonly [number, number];
}

export interface Layer {
	/** "sha256:…" over the canonical tree (the diff id). */
	readonly id: string;
	readonly entries: readonly LayerEntry[];
	/** Sum of file sizes in bytes. */
	readonly size: number;
	readonly mtime: number;
}
