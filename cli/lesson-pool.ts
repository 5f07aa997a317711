// Proves lessons in threads, one per core: each keeps the worlds it has brought up, so the next lesson begins at once.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Lesson } from '#src/lessons/lesson.ts';
import { faultText, type ProveOptions, type Proven } from '#src/lessons/prove.ts';

export interface ProofJob {
	readonly lesson: Lesson;
	readonly options: ProveOptions;
}
export interface ProofResult extends Proven {
	readonly seconds: number;
}

/** A proof that could not be finished: not the lesson's fault. */
export const bugFound = (error: unknown): Proven => ({
	findings: [{ line: 1, column: 1, message: faultText(error), ours: true }],
	mistakes: { tried: 0, unnoticed: 0 }
});

interface Thread {
	readonly worker: Worker;
	/** The world of its last lesson: the next of that world need not wait for another to be brought up. */
	world?: string;
	done?: (result: ProofResult) => void;
}

export class LessonPool {
	readonly #threads: Thread[] = [];
	readonly #waiting: { job: ProofJob; done: (result: ProofResult) => void }[] = [];
	readonly #limit: number;

	constructor(jobs = availableParallelism()) {
		this.#limit = Math.max(1, jobs);
	}

	/** Proves a lesson when a thread is free. */
	prove(job: ProofJob): Promise<ProofResult> {
		return new Promise((done) => {
			this.#waiting.push({ job, done });
			this.#next();
		});
	}

	#next(): void {
		if (this.#waiting.length === 0) return;
		const thread = this.#threads.find(({ done }) => !done) ?? (this.#threads.length < this.#limit ? this.#start() : undefined);
		if (!thread) return;
		// A thread stays with its world, and begins with one that no other has, as long as there is a choice.
		const worldOf = (at: number): string | undefined => this.#waiting[at]?.job.lesson.meta.world;
		const others = new Set(this.#threads.map(({ world }) => world));
		const own = this.#waiting.findIndex((_, at) => worldOf(at) === thread.world);
		const free = this.#waiting.findIndex((_, at) => !others.has(worldOf(at)));
		const [next] = this.#waiting.splice(Math.max(0, own >= 0 ? own : free), 1);
		if (!next) return;
		thread.world = next.job.lesson.meta.world;
		thread.done = next.done;
		thread.worker.postMessage(next.job);
	}

	#start(): Thread {
		const thread: Thread = { worker: new Worker(new URL('lesson-worker.ts', import.meta.url)) };
		const finish = (result: ProofResult): void => {
			const { done } = thread;
			delete thread.done;
			done?.(result);
			this.#next();
		};
		thread.worker.on('message', finish);
		thread.worker.on('error', (error: unknown) => {
			this.#threads.splice(this.#threads.indexOf(thread), 1);
			finish({ ...bugFound(error), seconds: 0 });
		});
		this.#threads.push(thread);
		return thread;
	}

	async close(): Promise<void> {
		for (const { worker } of this.#threads.splice(0)) await worker.terminate();
	}
}
