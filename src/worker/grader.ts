// Looks at the checks of a lesson's tasks again when what they read may have changed, never by polling, and leaves no mark in the world:
// pure reads, or a restored checkpoint that is thrown away. A task that passes is kept in the store before the page hears of it.
import { checkKind } from '#src/lessons/checks/index.ts';
import type { Task } from '#src/lessons/lesson.ts';
import { observe } from '#src/lessons/observe.ts';
import type { World } from '#src/sim/world/index.ts';
import type { CheckState, TaskState, ToPage } from './protocol.ts';

type Fact = { kind: string; data: Readonly<Record<string, unknown>> };

/** Wall ms between two rounds, and after the last change before a round that must run commands in a copy. */
const roundMs = 120;
const costlyMs = 350;

export interface GraderOptions {
	readonly tasks: readonly Task[];
	post(message: ToPage): void;
	after(ms: number, act: () => void): void;
	/** Keeps that a task has passed. */
	passed(task: Task): Promise<void>;
	/** Tasks passed so far. */
	readonly before: Set<string>;
}

export class Grader {
	readonly #options: GraderOptions;
	#states: CheckState[][];
	#dirty: boolean[][];
	#changedAt = 0;
	#last = 0;
	#looking = false;
	#round = 0;

	constructor(options: GraderOptions) {
		this.#options = options;
		this.#states = options.tasks.map(({ checks }) => checks.map(() => ({ ok: false, seen: '', pending: true })));
		this.#dirty = options.tasks.map(({ checks }) => checks.map(() => true));
	}

	/** The world is another one now: everything is looked at again. */
	restart(_world: World): void {
		this.#round++;
		this.#dirty = this.#dirty.map((row) => row.map(() => true));
		this.#post();
	}

	fact(fact: Fact): void {
		this.#mark((kind) => kind.reads(fact));
	}

	/** A terminal has shown something: files may have changed. */
	output(): void {
		this.#mark((kind) => kind.readsFiles === true);
	}

	#mark(wants: (kind: ReturnType<typeof checkKind>) => boolean): void {
		for (const [i, task] of this.#options.tasks.entries()) {
			for (const [j, check] of task.checks.entries()) {
				const row = this.#dirty[i];
				if (row && !row[j] && wants(checkKind(check))) row[j] = true;
			}
		}
		this.#changedAt = -1;
	}

	/** Called after each slice: begins a round when one is due. */
	look(world: World, now: number): void {
		if (this.#options.tasks.length === 0 || this.#looking || !this.#dirty.some((row) => row.includes(true))) return;
		if (this.#changedAt < 0) this.#changedAt = now;
		const costly = this.#options.tasks.some(({ checks }, i) => checks.some((check, j) => this.#dirty[i]?.[j] && checkKind(check).costly));
		const due = costly ? Math.max(this.#changedAt + roundMs, this.#last + costlyMs) : this.#last + roundMs;
		if (now < due) return void this.#options.after(due - now + 1, () => this.look(world, performance.now()));
		this.#last = now;
		this.#looking = true;
		void this.#evaluate(world).finally(() => (this.#looking = false));
	}

	async #evaluate(world: World): Promise<void> {
		const round = this.#round;
		const observer = observe(world);
		for (const [i, task] of this.#options.tasks.entries()) {
			const states = [...(this.#states[i] ?? [])];
			for (const [j, check] of task.checks.entries()) {
				const row = this.#dirty[i];
				if (!row?.[j]) continue;
				row[j] = false;
				let state: CheckState;
				try {
					state = await checkKind(check).look(check, observer);
				} catch (error) {
					state = { ok: false, seen: `could not be looked at: ${error instanceof Error ? error.message : String(error)}` };
				}
				if (round !== this.#round) return;
				states[j] = state;
			}
			this.#states[i] = states;
			if (states.length > 0 && states.every(({ ok }) => ok) && !this.#options.before.has(task.id)) {
				await this.#options.passed(task);
				this.#options.before.add(task.id);
			}
		}
		this.#post();
	}

	#post(): void {
		const tasks: TaskState[] = this.#options.tasks.map((task, i) => ({
			task: task.id,
			checks: this.#states[i] ?? [],
			passed: this.#options.before.has(task.id)
		}));
		this.#options.post({ type: 'tasks', tasks });
	}
}
