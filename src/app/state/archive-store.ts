// Between the store and a save file: everything out, and a checked archive in, in one transaction.
// Invariant: an import changes everything it says or nothing at all; a machine that is open somewhere is never written over.
import { keysOf, openStore, storeVersion, type Database } from '#src/worker/store.ts';
import type { Answer, LessonRecord, TaskProgress } from '#src/worker/learner.ts';
import type { Archive, ArchivedMachine } from './archive.ts';

/** `add`: what is newer or further wins; `replace`: what is here goes. */
export type ImportMode = 'add' | 'replace';

/** What a save holds, in words for the learner. */
export interface ArchiveSummary {
	readonly made: number;
	readonly sameBuild: boolean;
	readonly machines: readonly string[];
	readonly lessons: number;
	readonly tasks: number;
	readonly answers: number;
}

const stores = ['machines', 'log', 'checkpoints', 'progress', 'answers', 'lessons'] as const;

async function machineOf(db: Database, machine: string): Promise<ArchivedMachine | undefined> {
	const tx = db.transaction(['machines', 'log', 'checkpoints']);
	const header = await tx.objectStore('machines').get(machine);
	if (!header) return undefined;
	const cursor = await tx.objectStore('checkpoints').openCursor(keysOf(machine), 'prev');
	const checkpoint = cursor?.value ?? null;
	const log = tx.objectStore('log');
	const [keys, values] = await Promise.all([log.getAllKeys(keysOf(machine)), log.getAll(keysOf(machine))]);
	// Only what a checkpoint does not need may be missing: the rest of a log has no gap.
	const whole = keys.every(([, n], i) => n === i);
	const first = whole ? 0 : (checkpoint?.entries ?? 0);
	const from = keys.findIndex(([, n]) => n >= first);
	const entries = from < 0 ? [] : values.slice(from);
	const gap = from < 0 ? -1 : keys.slice(from).findIndex(([, n], i) => n !== first + i);
	return { header, checkpoint, first, log: gap < 0 ? entries : entries.slice(0, gap) };
}

/** Everything that is kept. */
export async function collect(build: string, made: number, settings: Readonly<Record<string, string>>): Promise<Archive> {
	const db = await openStore();
	try {
		const machines: ArchivedMachine[] = [];
		for (const machine of await db.getAllKeys('machines')) {
			const one = await machineOf(db, machine);
			if (one) machines.push(one);
		}
		const [progress, answers, lessons] = await Promise.all([db.getAll('progress'), db.getAll('answers'), db.getAll('lessons')]);
		return { store: storeVersion, build, made, machines, progress, answers, lessons, settings };
	} finally {
		db.close();
	}
}

export function summaryOf(archive: Archive, build: string): ArchiveSummary {
	return {
		made: archive.made,
		sameBuild: archive.build === build,
		machines: archive.machines.map(({ header }) => header.machine),
		lessons: new Set([...archive.progress, ...archive.lessons].map(({ lesson }) => lesson)).size,
		tasks: archive.progress.filter(({ passed }) => passed !== undefined).length,
		answers: archive.answers.length
	};
}

const least = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : Math.min(a, b));

/** Two records of one task: what was reached in either. */
export function mergeTask(a: TaskProgress, b: TaskProgress): TaskProgress {
	const passed = least(a.passed, b.passed);
	const first = passed === a.passed ? a : b;
	const pass = { ...(passed !== undefined && { passed }), ...(first.passedVersion !== undefined && { passedVersion: first.passedVersion }) };
	if (a.version !== b.version) return { ...a, ...pass };
	return {
		...a,
		...pass,
		held: [...new Set([...a.held, ...b.held])].sort((x, y) => x - y),
		hints: Math.max(a.hints, b.hints),
		solution: a.solution || b.solution,
		attempts: Math.max(a.attempts, b.attempts),
		seconds: Math.max(a.seconds, b.seconds)
	};
}

export function mergeAnswer(a: Answer, b: Answer): Answer {
	const right = least(a.right, b.right);
	if (a.version !== b.version) return { ...a, ...(right !== undefined && { right }) };
	const tries = new Map([...a.tries, ...b.tries].map((one) => [`${one.at} ${JSON.stringify(one.answer)}`, one]));
	return {
		...a,
		tries: [...tries.values()].sort((x, y) => x.at - y.at).slice(-50),
		...(right !== undefined && { right }),
		hints: Math.max(a.hints, b.hints),
		shown: a.shown || b.shown
	};
}

export function mergeLesson(a: LessonRecord, b: LessonRecord): LessonRecord {
	const finished = least(a.finished, b.finished);
	return {
		lesson: a.lesson,
		opened: Math.min(a.opened, b.opened),
		used: Math.max(a.used, b.used),
		seconds: Math.max(a.seconds, b.seconds),
		...(finished !== undefined && { finished })
	};
}

/** Machines that a tab has open. */
export async function openMachines(): Promise<string[]> {
	if (!('locks' in navigator)) return [];
	const { held = [] } = await navigator.locks.query();
	return held.flatMap(({ name }) => (name?.startsWith('drydock:') ? [name.slice('drydock:'.length)] : []));
}

/** Puts a checked archive into the store. Rejects, and has changed nothing, when it cannot. */
export async function restoreArchive(archive: Archive, mode: ImportMode): Promise<void> {
	const coming = new Set(archive.machines.map(({ header }) => header.machine));
	const busy = (await openMachines()).filter((machine) => mode === 'replace' || coming.has(machine));
	if (busy.length > 0)
		throw new Error(
			`Close the other ${busy.length === 1 ? 'tab' : 'tabs'} of Drydock first: ${busy.join(', ')} ${busy.length === 1 ? 'is' : 'are'} open there.`
		);
	const db = await openStore();
	try {
		const tx = db.transaction(stores, 'readwrite');
		const done = tx.done.catch((error: unknown) => {
			throw new Error(
				error instanceof DOMException && error.name === 'QuotaExceededError'
					? 'The browser has no space for this save. Nothing was changed.'
					: `The save could not be stored (${error instanceof Error ? error.message : String(error)}). Nothing was changed.`,
				{ cause: error }
			);
		});
		try {
			const store = <Name extends (typeof stores)[number]>(name: Name) => tx.objectStore(name);
			if (mode === 'replace') for (const name of stores) void store(name).clear();
			for (const { header, checkpoint, log, first } of archive.machines) {
				const known = mode === 'add' ? await store('machines').get(header.machine) : undefined;
				if (known && known.used >= header.used) continue;
				void store('log').delete(keysOf(header.machine));
				void store('checkpoints').delete(keysOf(header.machine));
				void store('machines').put(header);
				if (checkpoint) void store('checkpoints').put(checkpoint);
				for (const [i, entry] of log.entries()) void store('log').put(entry, [header.machine, first + i]);
			}
			for (const task of archive.progress) {
				const known = await store('progress').get([task.lesson, task.task]);
				void store('progress').put(known ? mergeTask(known, task) : task);
			}
			for (const answer of archive.answers) {
				const known = await store('answers').get([answer.lesson, answer.item]);
				void store('answers').put(known ? mergeAnswer(known, answer) : answer);
			}
			for (const lesson of archive.lessons) {
				const known = await store('lessons').get(lesson.lesson);
				void store('lessons').put(known ? mergeLesson(known, lesson) : lesson);
			}
		} catch (error) {
			// The transaction has ended by itself with the first failure; its reason is told by `done`.
			await done;
			throw error;
		}
		await done;
	} finally {
		db.close();
	}
}
