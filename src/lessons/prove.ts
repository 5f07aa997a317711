// Proves a lesson on the machine, walking its road as a learner would: every check fails in a fresh world, no task is done before its own
// solution, every check passes after each way of it, and what is printed is what the lesson says. Driven as fast as it goes.
import type { Checkpoint, World } from '#src/sim/world/index.ts';
import { changesFrom } from './changes.ts';
import { checkKind } from './checks/index.ts';
import { wantedOf } from './checks/wanted.ts';
import type { Hands, Printed } from './hands.ts';
import type { Check, Inline, Lesson, SolutionStep, Task } from './lesson.ts';
import { Looks, type Unmet } from './looks.ts';
import { mutations } from './mutate.ts';
import { observed } from './observe.ts';
import { outputDifference } from './outputs.ts';
import { setupSteps } from './parse.ts';
import { wrongMinutes } from './reading-time.ts';
import { roadOf, type Stop } from './road.ts';
import { endedWith } from './shell-status.ts';
import type { FailedStep } from './prepare.ts';
import type { Worlds } from './worlds.ts';

export interface Finding {
	readonly line: number;
	readonly column: number;
	readonly message: string;
	/** A fault of Drydock, not of the lesson. */
	readonly ours?: true;
}
export interface Proven {
	readonly findings: readonly Finding[];
	/** Changed solutions that were tried; how many of them no check has noticed. */
	readonly mistakes: { readonly tried: number; readonly unnoticed: number };
}
export interface ProveOptions {
	/** Also changes solutions, to see whether the checks notice. */
	readonly mutate: boolean;
}

/** After a solution, checks may take this long to hold; after a changed one they are looked at until then. */
const patienceUs = 60_000_000;
const mutantPatienceUs = 6_000_000;

/** As the author wrote it, so that searching the file finds it: with backquotes, without other marks. */
const written = (inline: readonly Inline[]): string =>
	inline.map((node) => (node.t === 'code' ? `\`${node.v}\`` : 'v' in node ? node.v : 'c' in node ? written(node.c) : ' ')).join('');
const named = (check: Check): string => `check "${written(check.title)}"`;
const commandOf = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}…` : text).replaceAll('\n', '⏎');

/** What a lesson's author is told of a fault that is not theirs. */
export const faultText = (error: unknown, where?: string): string =>
	`a fault of Drydock, not of this lesson${where === undefined ? '' : `, in ${where}`}: ${error instanceof Error ? error.message : String(error)}; the lesson could not be proven to its end`;

/** A task on its way: where it began, and what its solution's steps have done so far. */
interface Begun {
	readonly task: Task;
	readonly before: readonly unknown[];
	readonly from: Checkpoint | undefined;
	/** Whether each step that was done has changed something. */
	readonly doing: boolean[];
	/** Steps that ended with another status than 0, with their number from 0. */
	readonly failed: FailedStep[];
}

class Proof {
	readonly #lesson: Lesson;
	readonly #worlds: Worlds;
	readonly #options: ProveOptions;
	readonly findings: Finding[] = [];
	readonly mistakes = { tried: 0, unnoticed: 0 };
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

	#find(line: number, message: string, column = 1): void {
		if (!this.findings.some((found) => found.line === line && found.message === message)) this.findings.push({ line, column, message });
	}

	#copy(from: Checkpoint, last = false): Promise<World> {
		return this.#worlds.at(this.#lesson.meta.world, from, last);
	}

	async run(): Promise<void> {
		const lesson = this.#lesson;
		const minutes = wrongMinutes(lesson);
		if (minutes !== undefined) this.#find(lesson.meta.minutesLine ?? 1, minutes);
		const hands = await this.#worlds.begin(lesson);
		if (!this.#hostsExist(hands.world)) return;
		await this.#setup();
		await this.#atStart(hands.world);
		const through = await this.#walk(hands, roadOf(lesson));
		for (const { of, line } of through ? this.#waiting : []) this.#find(line, `nothing prints this: \`${commandOf(of)}\` is not run before it`);
		for (const { where, error } of hands.world.bugs.slice(0, 3)) this.findings.push({ line: 1, column: 1, message: faultText(error, where), ours: true });
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

	/** The lesson's own setup must work; what the lessons before it do is theirs. */
	async #setup(): Promise<void> {
		const lesson = this.#lesson;
		const { images, run } = lesson.meta.setup;
		const own = setupSteps(lesson.meta.setup);
		const runs = own.flatMap((step, i) => (step.type === 'run' ? [i] : []));
		for (const { at, ...ended } of await this.#worlds.failedStart(lesson)) {
			const n = runs.indexOf(at - (lesson.start.length - own.length));
			const image = images[n];
			const command = run[n - images.length];
			if (n >= 0 && image)
				this.#find(image.line ?? 1, `setup: the image ${image.image} is not there: the pull ${endedWith(ended)}; expected an image that can be pulled`);
			else if (n >= 0 && command) this.#find(command.line ?? 1, `setup: \`${commandOf(command.command)}\` ${endedWith(ended)}; expected status 0`);
		}
	}

	async #atStart(world: World): Promise<void> {
		const observer = observed(world);
		for (const { checks } of this.#lesson.tasks) {
			for (const check of checks) {
				const { ok, seen } = await checkKind(check).look(check, observer);
				if (ok) this.#find(check.line, `${named(check)} holds at the start (${seen}), and was expected to fail`, check.column);
			}
		}
	}

	/** False when it ended at a task that failed: what stands behind it would fail too. */
	async #walk(hands: Hands, stops: readonly Stop[], byway = false): Promise<boolean> {
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
					const { text } = await this.#type(hands, stop.predict);
					const { prints, printsAt, line } = stop.predict;
					if (prints !== undefined && !text.includes(prints))
						this.#find(
							printsAt?.line ?? line,
							`the prediction’s command does not print "${prints}": ${JSON.stringify(text.trim().slice(0, 80))}`,
							printsAt?.column
						);
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
					if (await this.#task(hands, stop.task)) break;
					for (const next of stops
						.slice(i + 1)
						.filter((one) => one.type === 'task')
						.slice(0, 1))
						this.#find(next.task.line, `task "${next.task.id}" and what follows it were not tried: task "${stop.task.id}" before it has failed`);
					return false;
			}
		}
		return true;
	}

	/** Types a command and remembers what it printed. */
	async #type(hands: Hands, { command, ...where }: { readonly command: string; readonly term?: number; readonly host?: string }): Promise<Printed> {
		const printed = await hands.type(command, where);
		const { text } = printed;
		this.#printed.set(command, text);
		const ready = this.#waiting.filter(({ of }) => of === command);
		this.#waiting = this.#waiting.filter(({ of }) => of !== command);
		for (const output of ready) await this.#output(output);
		return printed;
	}

	async #output(stop: Extract<Stop, { type: 'output' }>): Promise<void> {
		const printed = this.#printed.get(stop.of);
		if (printed === undefined) return void this.#waiting.push(stop);
		const difference = outputDifference(stop.text, printed);
		if (difference) this.#find(stop.line + 1 + difference.line, `the output of \`${commandOf(stop.of)}\` is another: ${difference.message}`, difference.column);
	}

	/** Does the steps of a task's solution up to `count` that have not been done. */
	async #solve(hands: Hands, task: Task, count: number): Promise<Begun> {
		const { world } = hands;
		if (this.#begun?.task !== task) {
			const more = task.solutions.length > 1 || this.#options.mutate;
			const before = await new Looks().failing(world, task.checks);
			this.#begun = { task, before, from: more ? world.checkpoint() : undefined, doing: [], failed: [] };
			if (task.checks.length > 0 && before.length === 0) this.#find(task.line, `task "${task.id}" is done before its solution, and was expected not to be`);
		}
		const begun = this.#begun;
		for (const step of task.solution.slice(begun.doing.length, count)) {
			const changed = changesFrom(world);
			const printed = step.type === 'run' ? await this.#type(hands, step) : await hands.perform(step);
			if (printed?.status) begun.failed.push({ at: begun.doing.length, status: printed.status, text: printed.text });
			begun.doing.push(step.type === 'run' ? changed() : step.type !== 'wait');
		}
		return begun;
	}

	/** Whether its first way leads there. */
	async #task(hands: Hands, task: Task): Promise<boolean> {
		const { before, from, doing, failed } = await this.#solve(hands, task, task.solution.length);
		this.#begun = undefined;
		const unmet = await new Looks().unmet(hands.world, task, patienceUs);
		this.#tellUnmet(unmet, task, 0, failed);
		for (const [n, { steps }] of from ? task.solutions.entries() : []) {
			if (n === 0 || !from) continue;
			const other = hands.on(await this.#copy(from, n === task.solutions.length - 1 && !this.#options.mutate));
			const others: FailedStep[] = [];
			for (const [at, step] of steps.entries()) {
				const printed = await other.perform(step);
				if (printed?.status) others.push({ at, status: printed.status, text: printed.text });
			}
			this.#tellUnmet(await new Looks().unmet(other.world, task, patienceUs), task, n, others);
		}
		if (from && this.#options.mutate && unmet.length === 0 && before.length > 0) await this.#mutate(hands, task, from, doing);
		return unmet.length === 0;
	}

	/** A step may fail on purpose: it is named only when the solution does not lead there. */
	#tellUnmet(unmet: readonly Unmet[], task: Task, n: number, failed: readonly FailedStep[]): void {
		const solution = task.solutions[n];
		const way = task.solutions.length > 1 ? ` "${written(solution?.name ?? [])}"` : '';
		for (const { check, seen } of unmet)
			this.#find(check.line, `${named(check)} fails after the solution${way}: ${seen}; expected: ${wantedOf(check)}`, check.column);
		for (const { at, ...ended } of unmet.length > 0 ? failed : []) {
			const step = solution?.steps[at];
			if (step?.type === 'run')
				this.#find(solution?.lines?.[at] ?? task.line, `the solution${way} fails at step ${at + 1}: \`${commandOf(step.command)}\` ${endedWith(ended)}`);
		}
	}

	/** Changed solutions: the checks must not all hold. */
	async #mutate(hands: Hands, task: Task, from: Checkpoint, doing: readonly boolean[]): Promise<void> {
		for (const { steps, what } of mutations(task, doing)) {
			this.mistakes.tried++;
			const other = hands.on(await this.#copy(from));
			for (const step of steps) await this.#perform(other, step);
			const unmet = await new Looks().unmet(other.world, task, mutantPatienceUs, false);
			if (unmet.length > 0) continue;
			this.mistakes.unnoticed++;
			this.#find(task.line, `task "${task.id}" counts as done when ${what}: expected a check that notices`);
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
export async function proveLesson(lesson: Lesson, worlds: Worlds, options: ProveOptions = { mutate: false }): Promise<Proven> {
	const proof = new Proof(lesson, worlds, options);
	await proof.run();
	return { findings: proof.findings.sort((a, b) => a.line - b.line), mistakes: proof.mistakes };
}
