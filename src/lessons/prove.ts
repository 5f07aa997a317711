// Proves a lesson on the machine, walking its road as a learner would: every check fails in a fresh world, no task is done before its own
// solution, every check passes after each way of it, and what is printed is what the lesson says. Driven as fast as it goes.
import { advance } from '#src/scenario/drive.ts';
import type { Json } from '#src/worker/json.ts';
import type { Checkpoint, World } from '#src/sim/world/index.ts';
import { changesFrom } from './changes.ts';
import { checkKind } from './checks/index.ts';
import type { Hands } from './hands.ts';
import { plain, type Check, type Lesson, type SolutionStep, type Task } from './lesson.ts';
import { mutations } from './mutate.ts';
import { observe } from './observe.ts';
import { outputDifference } from './outputs.ts';
import { wrongMinutes } from './reading-time.ts';
import { roadOf, type Stop } from './road.ts';
import type { Worlds } from './worlds.ts';

export interface Finding {
	readonly line: number;
	readonly message: string;
}
export interface ProveOptions {
	/** Also changes solutions, to see whether the checks notice. */
	readonly mutate: boolean;
}

/** After a solution, checks may take this long to hold; after a changed one they are looked at until then. */
const patienceUs = 60_000_000;
const mutantPatienceUs = 6_000_000;
const lookUs = 2_000_000;

const named = (check: Check): string => `check "${plain(check.title)}"`;
const commandOf = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text).replaceAll('\n', '⏎');

interface Unmet {
	readonly check: Check;
	readonly seen: string;
	/** When it is to be looked at again (virtual µs). */
	readonly again?: number;
}

/** A task's checks, looked at again and again with what they remember. */
class Looks {
	readonly #memos = new Map<Check, Json | undefined>();

	/** Those of the checks that do not hold now; with `all` false, the first of them. */
	async failing(world: World, checks: readonly Check[], all = true): Promise<Unmet[]> {
		const observer = observe(world);
		const failing: Unmet[] = [];
		for (const check of checks) {
			const { ok, seen, memo, again } = await checkKind(check).look(check, observer, this.#memos.get(check));
			this.#memos.set(check, memo);
			if (ok) continue;
			failing.push({ check, seen, ...(again !== undefined && { again }) });
			if (!all) break;
		}
		return failing;
	}

	/** Waits until every check holds; answers those that do not. Only what failed is looked at again, and all of it at the end. */
	async unmet(world: World, { checks }: Task, patience: number, all = true): Promise<Unmet[]> {
		const end = world.now + patience;
		let failing = await this.failing(world, checks, all);
		while (failing.length > 0 && world.now < end) {
			const again = Math.min(...failing.map((one) => one.again ?? Infinity));
			await advance(world, Number.isFinite(again) ? Math.max(1, again - world.now) : lookUs);
			failing = await this.failing(
				world,
				failing.map(({ check }) => check),
				all
			);
			if (failing.length === 0) failing = await this.failing(world, checks, all);
		}
		return failing;
	}
}

/** A task on its way: where it began, and what its solution's steps have done so far. */
interface Begun {
	readonly task: Task;
	readonly before: readonly unknown[];
	readonly from: Checkpoint | undefined;
	/** Whether each step that was done has changed something. */
	readonly doing: boolean[];
}

class Proof {
	readonly #lesson: Lesson;
	readonly #worlds: Worlds;
	readonly #options: ProveOptions;
	readonly findings: Finding[] = [];
	/** What each command printed when it was last typed. */
	readonly #printed = new Map<string, string>();
	/** The task whose solution the prose has begun to show, and what has been done of it. */
	#begun: Begun | undefined;
	/** Outputs of commands that have not been typed yet. */
	#waiting: Extract<Stop, { type: 'output' }>[] = [];

	constructor(lesson: Lesson, worlds: Worlds, options: ProveOptions) {
		this.#lesson = lesson;
		this.#worlds = worlds;
		this.#options = options;
	}

	#find(line: number, message: string): void {
		if (!this.findings.some((found) => found.line === line && found.message === message)) this.findings.push({ line, message });
	}

	#copy(from: Checkpoint, last = false): Promise<World> {
		return this.#worlds.at(this.#lesson.meta.world, from, last);
	}

	async run(): Promise<void> {
		const lesson = this.#lesson;
		const minutes = wrongMinutes(lesson);
		if (minutes !== undefined) this.#find(1, minutes);
		const hands = await this.#worlds.begin(lesson);
		if (!this.#hostsExist(hands.world)) return;
		await this.#atStart(hands.world);
		await this.#walk(hands, roadOf(lesson));
		for (const { of, line } of this.#waiting) this.#find(line, `nothing prints this: \`${commandOf(of)}\` is not run before it`);
		for (const { where, error } of hands.world.bugs.slice(0, 3))
			this.#find(1, `a bug of the simulator, ${where}: ${error instanceof Error ? error.message : String(error)}, and none was expected`);
	}

	/** Machines the lesson names must be there. */
	#hostsExist(world: World): boolean {
		const hosts = world.hosts();
		let exist = true;
		const check = (host: unknown, line: number): void => {
			if (typeof host !== 'string' || host === '' || hosts.includes(host)) return;
			exist = false;
			this.#find(line, `there is no machine ${host} in the world ${this.#lesson.meta.world}: expected ${hosts.join(', ')}`);
		};
		for (const stop of roadOf(this.#lesson)) if (stop.type === 'run') check(stop.host, stop.line);
		for (const step of this.#lesson.start) if ('host' in step) check(step.host, 1);
		for (const { checks, solutions, line } of this.#lesson.tasks) {
			for (const one of checks) for (const inner of [one, ...(one.checks ?? [])]) check(inner.args[inner.kind === 'machine' ? 'machine' : 'host'], inner.line);
			for (const { steps } of solutions) for (const step of steps) if ('host' in step) check(step.host, line);
		}
		return exist;
	}

	async #atStart(world: World): Promise<void> {
		const observer = observe(world);
		for (const { checks } of this.#lesson.tasks) {
			for (const check of checks) {
				const { ok, seen } = await checkKind(check).look(check, observer);
				if (ok) this.#find(check.line, `${named(check)} holds at the start (${seen}), and was expected to fail`);
			}
		}
	}

	async #walk(hands: Hands, stops: readonly Stop[], byway = false): Promise<void> {
		for (const [i, stop] of stops.entries()) {
			switch (stop.type) {
				case 'run': {
					// What the next task's solution types is a part of that: the prose shows it, and the rest comes at the task.
					const next = byway ? undefined : stops.slice(i).find((one) => one.type === 'task');
					const steps = next?.task.solution ?? [];
					const at = steps.findIndex((step) => step.type === 'run' && step.command === stop.command);
					if (next && at >= 0) await this.#solve(hands, next.task, at + 1);
					else await this.#type(hands, stop);
					break;
				}
				case 'predict': {
					const text = await this.#type(hands, stop.predict);
					const { prints, line } = stop.predict;
					if (prints !== undefined && !text.includes(prints))
						this.#find(line, `the prediction’s command does not print "${prints}": ${JSON.stringify(text.trim().slice(0, 80))}`);
					break;
				}
				case 'output':
					await this.#output(stop);
					break;
				case 'byways': {
					const from = hands.world.checkpoint();
					for (const way of stop.ways) await this.#walk(hands.on(await this.#copy(from)), way, true);
					break;
				}
				case 'task':
					await this.#task(hands, stop.task);
			}
		}
	}

	/** Types a command and remembers what it printed. */
	async #type(hands: Hands, { command, ...where }: { readonly command: string; readonly term?: number; readonly host?: string }): Promise<string> {
		const { text } = await hands.type(command, where);
		this.#printed.set(command, text);
		const ready = this.#waiting.filter(({ of }) => of === command);
		this.#waiting = this.#waiting.filter(({ of }) => of !== command);
		for (const output of ready) await this.#output(output);
		return text;
	}

	async #output(stop: Extract<Stop, { type: 'output' }>): Promise<void> {
		const printed = this.#printed.get(stop.of);
		if (printed === undefined) return void this.#waiting.push(stop);
		const difference = outputDifference(stop.text, printed);
		if (difference) this.#find(stop.line + 1 + difference.line, `the output of \`${commandOf(stop.of)}\` is another: ${difference.message}`);
	}

	/** Does the steps of a task's solution up to `count` that have not been done. */
	async #solve(hands: Hands, task: Task, count: number): Promise<Begun> {
		const { world } = hands;
		if (this.#begun?.task !== task) {
			const more = task.solutions.length > 1 || this.#options.mutate;
			const before = await new Looks().failing(world, task.checks);
			this.#begun = { task, before, from: more ? world.checkpoint() : undefined, doing: [] };
			if (task.checks.length > 0 && before.length === 0) this.#find(task.line, `task "${task.id}" is done before its solution, and was expected not to be`);
		}
		const begun = this.#begun;
		for (const step of task.solution.slice(begun.doing.length, count)) {
			const changed = changesFrom(world);
			if (step.type === 'run') await this.#type(hands, step);
			else await hands.perform(step);
			begun.doing.push(step.type === 'run' ? changed() : step.type !== 'wait');
		}
		return begun;
	}

	async #task(hands: Hands, task: Task): Promise<void> {
		const { before, from, doing } = await this.#solve(hands, task, task.solution.length);
		this.#begun = undefined;
		const unmet = await new Looks().unmet(hands.world, task, patienceUs);
		this.#tellUnmet(unmet, task, 0);
		if (!from) return;
		for (const [n, { steps }] of task.solutions.entries()) {
			if (n === 0) continue;
			const other = hands.on(await this.#copy(from, n === task.solutions.length - 1 && !this.#options.mutate));
			for (const step of steps) await other.perform(step);
			this.#tellUnmet(await new Looks().unmet(other.world, task, patienceUs), task, n);
		}
		if (this.#options.mutate && unmet.length === 0 && before.length > 0) await this.#mutate(hands, task, from, doing);
	}

	#tellUnmet(unmet: readonly { check: Check; seen: string }[], task: Task, n: number): void {
		const way = task.solutions.length > 1 ? ` "${plain(task.solutions[n]?.name ?? [])}"` : '';
		for (const { check, seen } of unmet)
			this.#find(check.line, `${named(check)} fails after the solution${way}: ${seen}, and ${checkKind(check).expected(check.args)} was expected`);
	}

	/** Changed solutions: the checks must not all hold. */
	async #mutate(hands: Hands, task: Task, from: Checkpoint, doing: readonly boolean[]): Promise<void> {
		for (const { steps, what } of mutations(task, doing)) {
			const other = hands.on(await this.#copy(from));
			for (const step of steps) await this.#perform(other, step);
			const unmet = await new Looks().unmet(other.world, task, mutantPatienceUs, false);
			if (unmet.length === 0) this.#find(task.line, `task "${task.id}" counts as done when ${what}: expected a check that notices`);
		}
	}

	/** A step of a changed solution may not be possible any more. */
	async #perform(hands: Hands, step: SolutionStep): Promise<void> {
		try {
			await hands.perform(step);
		} catch {
			// Its machine is off, or its file has no place: then it changes nothing.
		}
	}
}

/** Plays a lesson through; answers what is wrong with it. */
export async function proveLesson(lesson: Lesson, worlds: Worlds, options: ProveOptions = { mutate: false }): Promise<Finding[]> {
	const proof = new Proof(lesson, worlds, options);
	await proof.run();
	return proof.findings.sort((a, b) => a.line - b.line);
}
