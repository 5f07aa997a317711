// What is kept in the browser: machines (header, checkpoints, log) and progress, in IndexedDB with a versioned schema (docs/decisions/0002).
// Invariant: a log entry is in the store before the world acts on it; a checkpoint never stands after the log it needs.
// Durability is 'relaxed': what was confirmed survives the death of the tab or the browser; it may not survive the death of the computer.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Checkpoint, LoggedInput } from '#src/sim/world/index.ts';
import type { Command } from './commands.ts';

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

export interface TaskProgress {
	readonly lesson: string;
	readonly task: string;
	/** Digest of the task as it was when passed. */
	readonly version: string;
	/** Unix ms of the first pass. */
	readonly passed?: number;
	readonly hints: number;
	readonly solution: boolean;
}

interface Schema extends DBSchema {
	machines: { key: string; value: MachineHeader };
	log: { key: [string, number]; value: LoggedInput };
	checkpoints: { key: [string, number]; value: SavedCheckpoint };
	progress: { key: [string, string]; value: TaskProgress };
}

/** Checkpoints kept per machine. */
const keptCheckpoints = 4;

export type Database = IDBPDatabase<Schema>;

/** Opens the database, making or migrating it. */
export const openStore = (): Promise<Database> =>
	openDB<Schema>('drydock', 1, {
		upgrade(db) {
			db.createObjectStore('machines', { keyPath: 'machine' });
			db.createObjectStore('log');
			db.createObjectStore('checkpoints', { keyPath: ['machine', 'entries'] });
			db.createObjectStore('progress', { keyPath: ['lesson', 'task'] });
		},
		blocking(_current, _blocked, event) {
			if (event.target instanceof IDBDatabase) event.target.close();
		}
	});

const of = (machine: string, from = 0): IDBKeyRange => IDBKeyRange.bound([machine, from], [machine, Infinity]);
const relaxed = { durability: 'relaxed' } as const;

/** One machine's part of the store. */
export class MachineStore {
	readonly #db: Database;
	readonly #machine: string;

	constructor(db: Database, machine: string) {
		this.#db = db;
		this.#machine = machine;
	}

	/** What is saved of this machine: its header, the newest checkpoint with at most `upTo` entries before it, and the log after that. */
	async load(upTo = Infinity): Promise<{ header: MachineHeader; saved: SavedCheckpoint | undefined; log: LoggedInput[] } | undefined> {
		const tx = this.#db.transaction(['machines', 'checkpoints', 'log']);
		const header = await tx.objectStore('machines').get(this.#machine);
		if (!header) return undefined;
		const cursor = await tx.objectStore('checkpoints').openCursor(IDBKeyRange.bound([this.#machine, 0], [this.#machine, upTo]), 'prev');
		const saved = cursor?.value;
		const log = await tx.objectStore('log').getAll(of(this.#machine, saved?.entries ?? 0));
		return { header, saved, log };
	}

	async begin(header: MachineHeader): Promise<void> {
		const tx = this.#db.transaction(['machines', 'checkpoints', 'log'], 'readwrite');
		await Promise.all([
			tx.objectStore('checkpoints').delete(of(this.#machine)),
			tx.objectStore('log').delete(of(this.#machine)),
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
		const [keys] = await Promise.all([checkpoints.getAllKeys(of(this.#machine)), checkpoints.put(saved), tx.objectStore('machines').put(header)]);
		await Promise.all([...keys.slice(0, Math.max(0, keys.length - keptCheckpoints + 1)).map((key) => checkpoints.delete(key)), tx.done]);
	}

	/** Forgets the log from entry `from` on, and the checkpoints after it. */
	async truncate(from: number, header: MachineHeader): Promise<void> {
		const tx = this.#db.transaction(['machines', 'checkpoints', 'log'], 'readwrite');
		await Promise.all([
			tx.objectStore('log').delete(of(this.#machine, from)),
			tx.objectStore('checkpoints').delete(of(this.#machine, from + 1)),
			tx.objectStore('machines').put(header),
			tx.done
		]);
	}
}

/** Progress of one lesson. */
export const lessonProgress = (db: Database, lesson: string): Promise<TaskProgress[]> =>
	db.getAll('progress', IDBKeyRange.bound([lesson, ''], [lesson, '\uffff']));

/** Changes a task's progress; resolves when it is kept. */
export async function saveProgress(
	db: Database,
	lesson: string,
	task: string,
	version: string,
	change: (old: TaskProgress) => TaskProgress
): Promise<TaskProgress> {
	const tx = db.transaction('progress', 'readwrite');
	const old = await tx.store.get([lesson, task]);
	const value = change(
		old?.version === version ? old : { lesson, task, version, hints: 0, solution: false, ...(old?.passed !== undefined && { passed: old.passed }) }
	);
	await Promise.all([tx.store.put(value), tx.done]);
	return value;
}

/** Machines that are saved, most recently used first. */
export const savedMachines = async (db: Database): Promise<MachineHeader[]> => (await db.getAll('machines')).sort((a, b) => b.used - a.used);
export const allProgress = (db: Database): Promise<TaskProgress[]> => db.getAll('progress');
