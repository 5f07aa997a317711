// What is kept of a learner: tasks (checks that held, hints, attempts, time), answers to quizzes and predictions, time per lesson.
// Everything is kept per version of the task or question; a pass stays when the lesson changes, with the version it was for.
// Invariant: each change reads and writes in one transaction, so two tabs never overwrite each other's.
import type { Json } from './json.ts';
import type { Database } from './store.ts';

export interface TaskProgress {
	readonly lesson: string;
	readonly task: string;
	/** Digest of the task that the rest is about. */
	readonly version: string;
	/** Unix ms of the first pass, of whichever version. */
	readonly passed?: number;
	/** The version that was passed first. */
	readonly passedVersion?: string;
	/** Checks that have held at some time, by index, sorted. */
	readonly held: readonly number[];
	/** Hints opened. */
	readonly hints: number;
	/** The solution was looked at. */
	readonly solution: boolean;
	/** Commands given while this task was the one to do. */
	readonly attempts: number;
	/** Seconds the page was in view while this task was the one to do. */
	readonly seconds: number;
}

/** One answer to a question. */
export interface Try {
	/** Unix ms. */
	readonly at: number;
	readonly answer: Json;
	/** Null: nobody grades it (a prediction in the learner's own words). */
	readonly right: boolean | null;
}

/** A quiz or a prediction of a lesson, and how it was answered. */
export interface Answer {
	readonly lesson: string;
	/** Id of the quiz or prediction. */
	readonly item: string;
	readonly kind: 'quiz' | 'predict';
	readonly version: string;
	/** The newest last; at most `mostTries`. */
	readonly tries: readonly Try[];
	/** Unix ms of the first right answer, of whichever version. */
	readonly right?: number;
	readonly hints: number;
	/** The answer was shown. */
	readonly shown: boolean;
}

export interface LessonRecord {
	readonly lesson: string;
	/** Unix ms. */
	readonly opened: number;
	readonly used: number;
	/** Seconds in view. */
	readonly seconds: number;
	/** Unix ms when its last task passed. */
	readonly finished?: number;
}

const mostTries = 50;

export const newTask = (lesson: string, task: string, version: string): TaskProgress => ({
	lesson,
	task,
	version,
	held: [],
	hints: 0,
	solution: false,
	attempts: 0,
	seconds: 0
});

/** A record of version 1 as one of version 2. */
export function migrateProgress(old: Pick<TaskProgress, 'lesson' | 'task' | 'version' | 'passed' | 'hints' | 'solution'>): TaskProgress {
	return {
		...newTask(old.lesson, old.task, old.version),
		hints: old.hints,
		solution: old.solution,
		...(old.passed !== undefined && { passed: old.passed, passedVersion: old.version })
	};
}

/** All records of a lesson, by the second part of their key. */
const within = (lesson: string): IDBKeyRange => IDBKeyRange.bound([lesson, ''], [lesson, '\uffff']);

export interface LessonState {
	readonly tasks: readonly TaskProgress[];
	readonly answers: readonly Answer[];
	readonly record: LessonRecord | undefined;
}

/** Everything of one lesson. */
export async function lessonState(db: Database, lesson: string): Promise<LessonState> {
	const tx = db.transaction(['progress', 'answers', 'lessons']);
	const [tasks, answers, record] = await Promise.all([
		tx.objectStore('progress').getAll(within(lesson)),
		tx.objectStore('answers').getAll(within(lesson)),
		tx.objectStore('lessons').get(lesson)
	]);
	return { tasks, answers, record };
}

export const allProgress = (db: Database): Promise<TaskProgress[]> => db.getAll('progress');

/** Changes a task's progress; resolves when it is kept. A record of another version begins anew, but a pass stays. */
export async function saveProgress(
	db: Database,
	lesson: string,
	task: string,
	version: string,
	change: (old: TaskProgress) => TaskProgress
): Promise<TaskProgress> {
	const tx = db.transaction('progress', 'readwrite');
	const old = await tx.store.get([lesson, task]);
	const { passed, passedVersion } = old ?? {};
	const value = change(
		old?.version === version
			? old
			: { ...newTask(lesson, task, version), ...(passed !== undefined && { passed }), ...(passedVersion !== undefined && { passedVersion }) }
	);
	await Promise.all([tx.store.put(value), tx.done]);
	return value;
}

/** Changes what is kept of a question; resolves when it is kept. */
async function saveAnswer(db: Database, key: Pick<Answer, 'lesson' | 'item' | 'kind' | 'version'>, change: (old: Answer) => Answer): Promise<Answer> {
	const tx = db.transaction('answers', 'readwrite');
	const old = await tx.store.get([key.lesson, key.item]);
	const value = change(
		old?.version === key.version ? old : { ...key, tries: [], hints: 0, shown: false, ...(old?.right !== undefined && { right: old.right }) }
	);
	await Promise.all([tx.store.put(value), tx.done]);
	return value;
}

type Key = Pick<Answer, 'lesson' | 'item' | 'kind' | 'version'>;

/** Keeps an answer. */
export const addTry = (db: Database, key: Key, one: Try): Promise<Answer> =>
	saveAnswer(db, key, (old) => ({
		...old,
		tries: [...old.tries, one].slice(-mostTries),
		...(one.right === true && old.right === undefined && { right: one.at })
	}));

/** Keeps that hints were opened, or the answer was shown. */
export const openAnswer = (db: Database, key: Key, opened: { hints?: number; shown?: boolean }): Promise<Answer> =>
	saveAnswer(db, key, (old) => ({ ...old, hints: Math.max(old.hints, opened.hints ?? 0), shown: old.shown || opened.shown === true }));

/** Adds time to a lesson. */
export async function spend(db: Database, lesson: string, seconds: number, now: number, finished = false): Promise<LessonRecord> {
	const tx = db.transaction('lessons', 'readwrite');
	const old = (await tx.store.get(lesson)) ?? { lesson, opened: now, used: now, seconds: 0 };
	const value = { ...old, used: Math.max(old.used, now), seconds: old.seconds + seconds, ...(finished && old.finished === undefined && { finished: now }) };
	await Promise.all([tx.store.put(value), tx.done]);
	return value;
}
