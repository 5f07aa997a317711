// What a learner did in one lesson, as the page shows it: hints opened, answers given, predictions made. Read from the store and written to
// it; other tabs of the same lesson are told.
// Invariant: what is shown is kept; when it cannot be kept, that is said and it is shown all the same.
import type { Answer, LessonRecord, TaskProgress, Try } from '#src/worker/learner.ts';
import type { Database } from '#src/worker/store.ts';
import type { Json } from '#src/worker/json.ts';

type Store = typeof import('./learner-store.ts');

export interface Question {
	readonly id: string;
	readonly version: string;
	readonly kind: 'quiz' | 'predict';
}

export class LearnerState {
	readonly lesson: string;
	/** By task and by question. */
	tasks = $state.raw<Readonly<Record<string, TaskProgress>>>({});
	answers = $state.raw<Readonly<Record<string, Answer>>>({});
	record = $state.raw<LessonRecord | undefined>(undefined);
	/** Why nothing is kept; empty while all is well. */
	trouble = $state('');
	#opened: Promise<{ readonly db: Database; readonly store: Store }> | undefined;
	#channel: BroadcastChannel | undefined;

	constructor(lesson: string) {
		this.lesson = lesson;
	}

	/** Reads what is kept, and follows what other tabs and the worker keep. Answers how to stop. */
	start(): () => void {
		this.#channel = new BroadcastChannel('drydock:progress');
		this.#channel.onmessage = ({ data }) => {
			if (data === this.lesson) void this.#read();
		};
		// The first prompt comes first.
		const soon = globalThis.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 200));
		soon(() => void this.#read(), { timeout: 1500 });
		return () => {
			this.#channel?.close();
			void this.#opened?.then(({ db }) => db.close()).catch(() => {});
			this.#opened = undefined;
		};
	}

	async #read(): Promise<void> {
		try {
			const { db, store } = await this.#open();
			const { tasks, answers, record } = await store.lessonState(db, this.lesson);
			this.tasks = Object.fromEntries(tasks.map((task) => [task.task, task]));
			this.answers = Object.fromEntries(answers.map((answer) => [answer.item, answer]));
			this.record = record;
		} catch {
			// Nothing is kept here: the worker has said so.
		}
	}

	#open(): Promise<{ readonly db: Database; readonly store: Store }> {
		this.#opened ??= import('./learner-store.ts').then(async (store) => ({ store, db: await store.openStore() }));
		return this.#opened;
	}

	/** Keeps a change, then shows it. */
	async #keep<T>(act: (db: Database, store: Store) => Promise<T>, without: () => T): Promise<T> {
		try {
			const { db, store } = await this.#open();
			const kept = await act(db, store);
			this.trouble = '';
			this.#channel?.postMessage(this.lesson);
			return kept;
		} catch (error) {
			this.trouble = error instanceof Error ? error.message : String(error);
			return without();
		}
	}

	async #task(task: { readonly id: string; readonly version: string }, change: (old: TaskProgress) => TaskProgress): Promise<void> {
		const { lesson } = this;
		const bare = { lesson, task: task.id, version: task.version, held: [], hints: 0, solution: false, attempts: 0, seconds: 0 };
		const kept = await this.#keep(
			(db, store) => store.saveProgress(db, lesson, task.id, task.version, change),
			() => change(this.tasks[task.id] ?? bare)
		);
		this.tasks = { ...this.tasks, [task.id]: kept };
	}

	/** What is known of a task in its present version. */
	taskOf(task: { readonly id: string; readonly version: string }): TaskProgress | undefined {
		const known = this.tasks[task.id];
		return known?.version === task.version ? known : undefined;
	}

	openHint(task: { readonly id: string; readonly version: string }, count: number): Promise<void> {
		return this.#task(task, (old) => ({ ...old, hints: Math.max(old.hints, count) }));
	}

	openSolution(task: { readonly id: string; readonly version: string }): Promise<void> {
		return this.#task(task, (old) => ({ ...old, solution: true }));
	}

	/** What is known of a question in its present version. */
	answerOf(question: Question): Answer | undefined {
		const known = this.answers[question.id];
		return known?.version === question.version ? known : undefined;
	}

	async #answer(
		question: Question,
		act: (db: Database, key: Pick<Answer, 'lesson' | 'item' | 'kind' | 'version'>, store: Store) => Promise<Answer>,
		change: (old: Answer) => Answer
	): Promise<void> {
		const key = { lesson: this.lesson, item: question.id, kind: question.kind, version: question.version };
		const kept = await this.#keep(
			(db, store) => act(db, key, store),
			() => change(this.answerOf(question) ?? { ...key, tries: [], hints: 0, shown: false })
		);
		this.answers = { ...this.answers, [question.id]: kept };
	}

	/** Keeps an answer to a question. */
	give(question: Question, answer: Json, right: boolean | null): Promise<void> {
		const one: Try = { at: Date.now(), answer, right };
		return this.#answer(
			question,
			(db, key, store) => store.addTry(db, key, one),
			(old) => ({ ...old, tries: [...old.tries, one] })
		);
	}

	/** Keeps that hints were opened or the answer was shown. */
	open(question: Question, opened: { hints?: number; shown?: boolean }): Promise<void> {
		return this.#answer(
			question,
			(db, key, store) => store.openAnswer(db, key, opened),
			(old) => ({ ...old, hints: Math.max(old.hints, opened.hints ?? 0), shown: old.shown || opened.shown === true })
		);
	}
}
