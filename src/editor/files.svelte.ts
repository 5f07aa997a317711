// The files that are open in the editor and the tree of what is on a host's disk. Everything shown was read from the machine; everything
// changed is a logged input of it. A file that changed on the machine meanwhile is never written over without asking.
// Invariant: `base` is what stood in the machine's file when it was last read or saved here; a document is unsaved while its text differs.
import type { MachineClient } from '#src/app/machine.svelte.ts';
import type { FileEntry } from '#src/worker/protocol.ts';

/** Files larger than this are looked at in the terminal. */
const largestText = 1_000_000;
/** Wall ms between two looks at what has changed on the disk, while the editor is shown. */
const watchMs = 700;

export class OpenFile {
	readonly host: string;
	readonly path: string;
	/** What the editor shows. */
	text = $state('');
	/** Null: the file is not on the machine (yet, or any more). */
	base = $state<string | null>(null);
	/** What is on the machine instead, once it is known to differ; null: it is gone. Undefined: no conflict. */
	conflict = $state<string | null | undefined>(undefined);
	/** Why it cannot be edited here. */
	locked = $state('');
	/** Counts texts that came from the machine, for the editor that shows them. */
	revision = $state(0);
	readonly dirty = $derived(this.locked === '' && this.text !== this.base);
	readonly name: string;

	constructor(host: string, path: string) {
		this.host = host;
		this.path = path;
		this.name = path.slice(path.lastIndexOf('/') + 1);
	}

	/** Shows what came from the machine. */
	take(text: string | null): void {
		this.base = text;
		this.conflict = undefined;
		if (text !== null) this.text = text;
		this.locked = text?.includes('\0') ? 'This file is not text.' : '';
		this.revision++;
	}
}

interface Kept {
	open: (readonly [host: string, path: string])[];
	active: number;
	expanded: string[];
}

const idOf = (host: string, path: string): string => `${host}:${path}`;

export class Files {
	readonly machine: MachineClient;
	readonly #key: string;
	open = $state.raw<readonly OpenFile[]>([]);
	active = $state<OpenFile>();
	/** What the tree shows: entries by "host:directory"; null: it is not there. */
	folders = $state.raw<Readonly<Record<string, readonly FileEntry[] | null>>>({});
	expanded = $state.raw<ReadonlySet<string>>(new Set());
	/** What went wrong last, for the learner. */
	problem = $state('');
	readonly #stamps = new Map<string, string>();
	#timer: ReturnType<typeof setInterval> | undefined;
	#looking = false;

	constructor(machine: MachineClient, key: string) {
		this.machine = machine;
		this.#key = `drydock:editor:${key}`;
	}

	/** Opens again what was open when the page was left. */
	async restore(): Promise<void> {
		const kept = JSON.parse(localStorage.getItem(this.#key) ?? 'null') as Kept | null;
		if (!kept) return;
		this.expanded = new Set(kept.expanded);
		const before = this.open.length;
		for (const [host, path] of kept.open) if (this.machine.hosts.some(({ name }) => name === host)) await this.show(host, path, true);
		if (before === 0) this.active = this.open[kept.active] ?? this.open[0];
	}

	#keep(): void {
		const kept: Kept = {
			open: this.open.map(({ host, path }) => [host, path] as const),
			active: Math.max(0, this.active ? this.open.indexOf(this.active) : 0),
			expanded: [...this.expanded]
		};
		try {
			localStorage.setItem(this.#key, JSON.stringify(kept));
		} catch {
			// nothing is remembered then
		}
	}

	/** Looks at the disk while the editor is shown; answers how to stop. */
	watch(): () => void {
		this.#timer ??= setInterval(() => void this.#look(), watchMs);
		void this.#look();
		return () => {
			clearInterval(this.#timer);
			this.#timer = undefined;
		};
	}

	async #look(): Promise<void> {
		if (this.#looking || this.machine.phase !== 'ready' || document.visibilityState !== 'visible') return;
		this.#looking = true;
		try {
			for (const { name: host } of this.machine.hosts) {
				const files = this.open.filter((file) => file.host === host).map(({ path }) => path);
				const folders = Object.keys(this.folders).flatMap((id) => (id.startsWith(`${host}:`) ? [id.slice(host.length + 1)] : []));
				const paths = [...files, ...folders];
				if (paths.length === 0) continue;
				const stamps = await this.machine.call<'file.stamps'>({ op: 'file.stamps', host, paths });
				for (const [i, path] of paths.entries()) {
					const id = idOf(host, path);
					const [was, is] = [this.#stamps.get(id), stamps[i] ?? ''];
					this.#stamps.set(id, is);
					// At the first look it may have changed since it was read.
					if (was === is) continue;
					if (i < files.length) await this.#changed(host, path);
					else await this.list(host, path);
				}
			}
		} finally {
			this.#looking = false;
		}
	}

	/** A file that is open has changed on the machine: shown when nothing would be lost, else told. */
	async #changed(host: string, path: string): Promise<void> {
		const file = this.open.find((one) => one.host === host && one.path === path);
		if (!file) return;
		const now = await this.machine.call<'file.read'>({ op: 'file.read', host, path });
		if (now === file.base) file.conflict = undefined;
		else if (now === file.text) file.take(now);
		else if (file.dirty || now === null) file.conflict = now;
		else file.take(now);
	}

	/** Reads a directory for the tree. */
	async list(host: string, path: string): Promise<void> {
		const entries = await this.machine.call<'file.list'>({ op: 'file.list', host, path });
		this.folders = { ...this.folders, [idOf(host, path)]: entries };
	}

	entries(host: string, path: string): readonly FileEntry[] | null | undefined {
		return this.folders[idOf(host, path)];
	}

	isExpanded(host: string, path: string): boolean {
		return this.expanded.has(idOf(host, path));
	}

	expand(host: string, path: string, open: boolean): void {
		const next = new Set(this.expanded);
		if (open) next.add(idOf(host, path));
		else next.delete(idOf(host, path));
		this.expanded = next;
		if (open) void this.list(host, path);
		this.#keep();
	}

	/** Opens a file in a tab; one that is not there becomes a new one, with `text` in it. `quiet`: only when it is there, and behind. */
	async show(host: string, path: string, quiet = false, text = ''): Promise<OpenFile | undefined> {
		this.problem = '';
		const known = this.open.find((file) => file.host === host && file.path === path);
		if (known) return this.activate(known);
		const stat = await this.machine.call<'file.stat'>({ op: 'file.stat', host, path });
		if (quiet && stat?.type !== 'file') return undefined;
		const file = new OpenFile(host, path);
		if (stat && stat.type !== 'file') {
			this.problem = `${path} is not a file.`;
			return undefined;
		}
		if (stat && stat.size > largestText) {
			file.locked = 'This file is too large for the editor. Look at it with less in the terminal.';
		} else {
			file.take(await this.machine.call<'file.read'>({ op: 'file.read', host, path }));
			if (file.base === null) file.text = text;
		}
		this.open = [...this.open, file];
		if (quiet) this.#keep();
		else this.activate(file);
		return file;
	}

	activate(file: OpenFile): OpenFile {
		this.active = file;
		this.#keep();
		return file;
	}

	/** Closes a tab. The caller has asked when it is unsaved. */
	close(file: OpenFile): void {
		const at = this.open.indexOf(file);
		this.open = this.open.filter((one) => one !== file);
		if (this.active === file) this.active = this.open[Math.min(at, this.open.length - 1)];
		this.#keep();
	}

	/** Saves. False: the machine has something else, which is told at the file. */
	async save(file: OpenFile): Promise<boolean> {
		if (file.locked !== '') return false;
		const { host, path, text } = file;
		this.problem = '';
		try {
			const base = file.conflict === undefined ? file.base : file.conflict;
			const answer = await this.machine.call<'file.save'>({ op: 'file.save', host, path, text, base });
			if (!answer.saved) {
				file.conflict = answer.there;
				return false;
			}
			file.base = text;
			file.conflict = undefined;
			return true;
		} catch (error) {
			this.problem = error instanceof Error ? error.message : String(error);
			return false;
		}
	}

	/** Moves, makes or deletes on the machine's disk; open files follow. */
	async act(host: string, act: 'move' | 'folder' | 'delete', path: string, to?: string): Promise<void> {
		this.problem = '';
		try {
			await this.machine.call<'file.act'>({ op: 'file.act', host, act, path, ...(to !== undefined && { to }) });
		} catch (error) {
			this.problem = error instanceof Error ? error.message : String(error);
			return;
		}
		for (const file of this.open) {
			if (act === 'folder' || file.host !== host || (file.path !== path && !file.path.startsWith(`${path}/`))) continue;
			const { text, dirty } = file;
			this.close(file);
			if (act !== 'move' || to === undefined) continue;
			const moved = await this.show(host, to + file.path.slice(path.length));
			if (moved && dirty) moved.text = text;
		}
		for (const at of new Set([path, to ?? path])) await this.list(host, at.slice(0, at.lastIndexOf('/')) || '/');
	}
}
