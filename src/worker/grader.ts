// Looks at the checks of a lesson's tasks again when what they read may have changed, never by polling, and leaves no mark in the world:
// pure reads, or a restored checkpoint that is thrown away. Its cost is that of the facts some check reads and of the checks they concern.
// Invariant: what a learner has reached is in the store before the page hears of it.
import type { CheckKind } from '#src/lessons/checks/check.ts';
import type { Check, Task } from '#src/lessons/lesson.ts';
import type { World } from '#src/sim/world/index.ts';
import type { Json } from './json.ts';
import { late } from './late.ts';
import type { TaskProgress } from './learner.ts';
import type { CheckState, TaskState, ToPage } from './protocol.ts';

type Fact = { kind: string; data: Readonly<Record<string, unknown>> };

/** Wall ms between two rounds, and after the last change before a round that must run commands in a copy. */
const roundMs = 120;
const costlyMs = 350;
/** Virtual µs after which what a fact changed is looked at once more: a program tells of a change when it begins to show, not when all can see it. */
const echoUs = 1_500_000;

export interface GraderOptions {
	/** What is graded; absent: not known yet (setTasks). */
	readonly tasks?: readonly Task[];
	post(message: ToPage): void;
	after(ms: number, act: () => void): void;
	/** Keeps a change of a task's progress. */
	keep(task: Task, change: (old: TaskProgress) => TaskProgress): Promise<void>;
	/** Unix ms. */
	date(): number;
	/** All tasks have passed. */
	finished(): Promise<void>;
}

/** One check of one task, and what is known of it. */
interface Watched {
	readonly task: Task;
	readonly index: number;
	readonly check: Check;
	readonly kind: CheckKind;
	readonly costly: boolean;
	readonly readsFiles: boolean;
	state: CheckState;
	/** What it read may have changed since it was looked at. */
	dirty: boolean;
	/** Virtual µs when it is looked at again though nothing changed. */
	again: number | undefined;
	/** It has been looked at once more since the last fact it reads. */
	echoed: boolean;
	/** What the kind remembers from one look to the next. */
	memo: Json | undefined;
}

const flag = (value: boolean | ((check: Check) => boolean) | undefined, check: Check): boolean => (typeof value === 'function' ? value(check) : value === true);

const unseen: CheckState = { ok: false, seen: '', pending: true };

export class Grader {
	readonly #options: GraderOptions;
	#tasks: readonly Task[];
	/** What was kept of earlier visits. */
	#kept: readonly TaskProgress[] = [];
	/** Empty until the late parts are there. */
	#watched: readonly Watched[] = [];
	/** Checks that a fact still says something new of: looked at, or about to be only for the echo. */
	#clean: Watched[] = [];
	/** Tasks passed, in this visit or before; per task the checks that have held. */
	readonly passed = new Set<string>();
	readonly #held = new Map<string, Set<number>>();
	/** Commands given since they were last kept. */
	#attempts = 0;
	#changedAt = 0;
	#last = 0;
	#looking = false;
	#round = 0;
	#posted = '';

	constructor(options: GraderOptions) {
		this.#options = options;
		this.#tasks = options.tasks ?? [];
	}

	/** What was kept of earlier visits. */
	remember(kept: readonly TaskProgress[]): void {
		this.#kept = kept;
		for (const { task, version, passed, held } of kept) {
			if (passed !== undefined) this.passed.add(task);
			if (this.#tasks.some(({ id, version: now }) => id === task && now === version)) this.#held.set(task, new Set(held));
		}
	}

	/** What is graded: the machine may have begun before the page knew. */
	setTasks(tasks: readonly Task[]): void {
		this.#tasks = tasks;
		this.#watched = [];
		this.remember(this.#kept);
		this.restart();
	}

	/** The task to do now: the first that has not passed. */
	get current(): Task | undefined {
		return this.#tasks.find(({ id }) => !this.passed.has(id));
	}

	#watch(): void {
		if (!late || this.#watched.length > 0) return;
		const { checkKind } = late;
		this.#watched = this.#tasks.flatMap((task) =>
			task.checks.map((check, index) => {
				const kind = checkKind(check);
				return {
					task,
					index,
					check,
					kind,
					costly: flag(kind.costly, check),
					readsFiles: flag(kind.readsFiles, check),
					state: unseen,
					dirty: true,
					again: undefined,
					echoed: false,
					memo: undefined
				};
			})
		);
	}

	/** The world is another one now: everything is looked at again. */
	restart(): void {
		this.#round++;
		this.#watch();
		for (const watched of this.#watched) Object.assign(watched, { dirty: true, again: undefined, echoed: false, memo: undefined });
		this.#clean = [];
		this.#post();
	}

	fact(fact: Fact): void {
		if (this.#clean.length > 0) this.#mark(({ kind, check }) => kind.reads(fact, check));
	}

	/** A terminal has shown something: files may have changed. */
	output(): void {
		if (this.#clean.length > 0) this.#mark(({ readsFiles }) => readsFiles);
	}

	/** The learner gave a command: an attempt at the task to do. */
	command(): void {
		this.#attempts++;
	}

	#mark(wants: (watched: Watched) => boolean): void {
		let any = false;
		for (const watched of this.#clean) {
			if (!wants(watched)) continue;
			any = watched.dirty = true;
			watched.echoed = false;
		}
		if (!any) return;
		this.#clean = this.#clean.filter(({ dirty, echoed }) => !dirty || echoed);
		this.#changedAt = -1;
	}

	/** Called after each slice: begins a round when one is due. */
	look(world: World, now: number): void {
		if (this.#looking) return;
		for (const watched of this.#watched) {
			if (watched.dirty || watched.again === undefined || world.now < watched.again) continue;
			watched.dirty = watched.echoed = true;
		}
		const dirty = this.#watched.filter((watched) => watched.dirty);
		if (dirty.length === 0) return;
		if (this.#changedAt < 0) this.#changedAt = now;
		const due = dirty.some(({ costly }) => costly) ? Math.max(this.#changedAt + roundMs, this.#last + costlyMs) : this.#last + roundMs;
		if (now < due) return void this.#options.after(due - now + 1, () => this.look(world, due));
		this.#last = now;
		this.#looking = true;
		void this.#evaluate(world, dirty).finally(() => (this.#looking = false));
	}

	async #evaluate(world: World, dirty: readonly Watched[]): Promise<void> {
		if (!late) return;
		const round = this.#round;
		const observer = late.observe(world);
		for (const watched of dirty) {
			watched.dirty = false;
			watched.again = undefined;
			if (!this.#clean.includes(watched)) this.#clean.push(watched);
			let state: CheckState;
			try {
				const { ok, seen, again, memo } = await watched.kind.look(watched.check, observer, watched.memo);
				if (round !== this.#round) return;
				Object.assign(watched, { again: again ?? (watched.echoed ? undefined : world.now + echoUs), memo });
				state = { ok, seen };
			} catch (error) {
				state = { ok: false, seen: `could not be looked at: ${error instanceof Error ? error.message : String(error)}` };
			}
			if (round !== this.#round) return;
			watched.state = state;
		}
		for (const task of new Set(dirty.map((watched) => watched.task))) await this.#reach(task);
		await this.keepAttempts();
		this.#post();
	}

	/** Keeps what is newly reached in a task. */
	async #reach(task: Task): Promise<void> {
		const checks = this.#watched.filter((watched) => watched.task === task);
		const held = this.#held.get(task.id) ?? new Set<number>();
		const fresh = checks.filter(({ state, index }) => state.ok && !held.has(index));
		const passes = checks.length > 0 && checks.every(({ state }) => state.ok) && !this.passed.has(task.id);
		if (fresh.length === 0 && !passes) return;
		for (const { index } of fresh) held.add(index);
		const attempts = task === this.current ? this.#attempts : 0;
		const at = this.#options.date();
		await this.#options.keep(task, (old) => ({
			...old,
			held: [...new Set([...old.held, ...held])].sort((a, b) => a - b),
			attempts: old.attempts + attempts,
			...(passes && old.passed === undefined && { passed: at, passedVersion: task.version })
		}));
		this.#attempts -= attempts;
		this.#held.set(task.id, held);
		if (!passes) return;
		this.passed.add(task.id);
		if (this.current === undefined) await this.#options.finished();
	}

	/** Keeps the commands that were given, as attempts at the task to do. */
	async keepAttempts(): Promise<void> {
		const task = this.current;
		const attempts = this.#attempts;
		this.#attempts = 0;
		if (task && attempts > 0) await this.#options.keep(task, (old) => ({ ...old, attempts: old.attempts + attempts }));
	}

	#post(): void {
		const tasks: TaskState[] = this.#tasks.map((task) => ({
			task: task.id,
			checks: task.checks.map((_, index) => this.#watched.find((watched) => watched.task === task && watched.index === index)?.state ?? unseen),
			passed: this.passed.has(task.id)
		}));
		const text = JSON.stringify(tasks);
		if (text === this.#posted) return;
		this.#posted = text;
		this.#options.post({ type: 'tasks', tasks });
	}
}
