// What is kept in the browser: machines (header, checkpoints, log) and what the learner did (learner.ts), in IndexedDB with a versioned
// schema (docs/decisions/0002). Version 1: machines, log, checkpoints, progress. Version 2: answers, lessons, and more in progress.
// Invariants: a log entry is in the store before the world acts on it; a log has no gap; a checkpoint never stands after the log it needs.
// Durability is 'relaxed': what was confirmed survives the death of the tab or the browser; it may not survive the death of the computer.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Checkpoint, LoggedInput } from '#src/sim/world/index.ts';
import type { Command } from './commands.ts';
import { migrateProgress, type Answer, type LessonRecord, type TaskProgress } from './learner.ts';

/** Version of the database; each one's saves are tested in e2e/state.spec.ts. */
export const storeVersion = 2;

export interface MachineHeader {
	readonly machine: string;
	/** Format of what is stored: raised when the shape changes. */
	readonly format: 1;
	/** Digest of the machine's code: a log is replayed only by the build that wrote it. */
	readonly build: string;
	readonly seed: number;
	readonly preset: string;
	/** Unix ms. */
	readonly created: number;
	readonly used: number;
	/** How far time had come (virtual µs). */
	readonly watermark: number;
	/** It came by a link and has not been played here yet; `build` is the sender's. */
	readonly shared?: boolean;
	/** It was taken over from another build's checkpoint: its log does not begin at the beginning for this build. */
	readonly updated?: boolean;
}

/** A checkpoint and what belongs to it. */
export interface SavedCheckpoint {
	readonly machine: string;
	/** Log entries before it. */
	readonly entries: number;
	readonly at: number;
	readonly checkpoint: Checkpoint;
	/** What each terminal had shown. */
	readonly transcripts: readonly (readonly [number, Uint8Array])[];
	readonly nextTerminal: number;
	readonly hosts: readonly (readonly [number, string])[];
	readonly commands: readonly Command[];
}

/** What is saved of one machine. */
export interface SavedMachine {
	readonly header: MachineHeader;
	readonly saved: SavedCheckpoint | undefined;
	/** The log after the checkpoint. */
	readonly log: LoggedInput[];
}

export interface Schema extends DBSchema {
	machines: { key: string; value: MachineHeader };
	log: { key: [string, number]; value: LoggedInput };
	checkpoints: { key: [string, number]; value: SavedCheckpoint };
	progress: { key: [string, string]; value: TaskProgress };
	answers: { key: [string, string]; value: Answer };
	lessons: { key: string; value: LessonRecord };
}

/** Checkpoints kept per machine. */
const keptCheckpoints = 4;

export type Database = IDBPDatabase<Schema>;

/** Opens the database, making or migrating it. `replaced`: a newer Drydock in another tab needs it; nothing can be kept from here on. Rejects when this browser keeps nothing, or holds saves of a newer Drydock. */
export async function openStore(replaced: () => void = () => {}): Promise<Database> {
	try {
		return await openDB<Schema>('drydock', storeVersion, {
			async upgrade(db, from, _to, tx) {
				if (from < 1) {
					db.createObjectStore('machines', { keyPath: 'machine' });
					db.createObjectStore('log');
					db.createObjectStore('checkpoints', { keyPath: ['machine', 'entries'] });
					db.createObjectStore('progress', { keyPath: ['lesson', 'task'] });
				}
				if (from < 2) {
					db.createObjectStore('answers', { keyPath: ['lesson', 'item'] });
					db.createObjectStore('lessons', { keyPath: 'lesson' });
					const progress = tx.objectStore('progress');
					for (let cursor = await progress.openCursor(); cursor; cursor = await cursor.continue()) await cursor.update(migrateProgress(cursor.value));
				}
			},
			blocking(_current, _blocked, event) {
				if (event.target instanceof IDBDatabase) event.target.close();
				replaced();
			}
		});
	} catch (error) {
		if (error instanceof DOMException && error.name === 'VersionError')
			throw new Error('what is kept here was written by a newer version of Drydock, and this tab is an older one: reload to get the new one', { cause: error });
		throw error;
	}
}

export const keysOf = (machine: string, from = 0): IDBKeyRange => IDBKeyRange.bound([machine, from], [machine, Infinity]);
const relaxed = { durability: 'relaxed' } as const;

/** Whether an error says that there is no space left. */
export const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError';

/** The part of a log that follows its first entry number without a gap. */
function unbroken(keys: readonly [string, number][], values: readonly LoggedInput[], first: number): LoggedInput[] {
	const until = keys.findIndex(([, n], i) => n !== first + i);
	return values.slice(0, until < 0 ? values.length : until);
}

/** One machine's part of the store. */
export class MachineStore {
	readonly #db: Database;
	readonly #machine: string;

	constructor(db: Database, machine: string) {
		this.#db = db;
		this.#machine = machine;
	}

	/** What is saved of this machine: its header, the newest checkpoint with at most `upTo` entries before it, and the log after that. */
	async load(upTo = Infinity): Promise<SavedMachine | undefined> {
		const tx = this.#db.transaction(['machines', 'checkpoints', 'log']);
		const header = await tx.objectStore('machines').get(this.#machine);
		if (!header) return undefined;
		const cursor = await tx.objectStore('checkpoints').openCursor(IDBKeyRange.bound([this.#machine, 0], [this.#machine, upTo]), 'prev');
		const saved = cursor?.value;
		const first = saved?.entries ?? 0;
		const log = tx.objectStore('log');
		const range = keysOf(this.#machine, first);
		const [keys, values] = await Promise.all([log.getAllKeys(range), log.getAll(range)]);
		return { header, saved, log: unbroken(keys, values, first) };
	}

	/** The whole log from the first entry on. */
	async wholeLog(): Promise<LoggedInput[]> {
		const tx = this.#db.transaction('log');
		const range = keysOf(this.#machine);
		const [keys, values] = await Promise.all([tx.store.getAllKeys(range), tx.store.getAll(range)]);
		return unbroken(keys, values, 0);
	}

	async begin(header: MachineHeader): Promise<void> {
		const tx = this.#db.transaction(['machines', 'checkpoints', 'log'], 'readwrite');
		await Promise.all([
			tx.objectStore('checkpoints').delete(keysOf(this.#machine)),
			tx.objectStore('log').delete(keysOf(this.#machine)),
			tx.objectStore('machines').put(header),
			tx.done
		]);
	}

	/** Adds entries to the log; resolves when they are kept. `first` is the number of the first. */
	async append(first: number, entries: readonly LoggedInput[]): Promise<void> {
		const tx = this.#db.transaction('log', 'readwrite', relaxed);
		for (const [i, entry] of entries.entries()) void tx.store.put(entry, [this.#machine, first + i]).catch(() => {});
		tx.commit();
		await tx.done;
	}

	/** Keeps how far time has come. */
	async header(header: MachineHeader): Promise<void> {
		await this.#db.put('machines', header);
	}

	/** Keeps a checkpoint and the header with it, and lets the oldest go. */
	async checkpoint(saved: SavedCheckpoint, header: MachineHeader): Promise<void> {
		const tx = this.#db.transaction(['machines', 'checkpoints'], 'readwrite', relaxed);
		const checkpoints = tx.objectStore('checkpoints');
		const keys = await checkpoints.getAllKeys(keysOf(this.#machine));
		const old = keys.filter(([, entries]) => entries !== saved.entries);
		await Promise.all([
			...old.slice(0, Math.max(0, old.length - keptCheckpoints + 1)).map((key) => checkpoints.delete(key)),
			checkpoints.put(saved),
			tx.objectStore('machines').put(header),
			tx.done
		]);
	}

	/** Makes room: all checkpoints but the newest go (undo reaches less far back, nothing else is lost). */
	async thin(): Promise<void> {
		const tx = this.#db.transaction('checkpoints', 'readwrite');
		const keys = await tx.store.getAllKeys(keysOf(this.#machine));
		await Promise.all([...keys.slice(0, -1).map((key) => tx.store.delete(key)), tx.done]);
	}

	/** Forgets the log from entry `from` on, and the checkpoints after it. */
	async truncate(from: number, header: MachineHeader): Promise<void> {
		const tx = this.#db.transaction(['machines', 'checkpoints', 'log'], 'readwrite');
		await Promise.all([
			tx.objectStore('log').delete(keysOf(this.#machine, from)),
			tx.objectStore('checkpoints').delete(keysOf(this.#machine, from + 1)),
			tx.objectStore('machines').put(header),
			tx.done
		]);
	}
}

/** Machines that are saved, most recently used first. */
export const savedMachines = async (db: Database): Promise<MachineHeader[]> => (await db.getAll('machines')).sort((a, b) => b.used - a.used);
