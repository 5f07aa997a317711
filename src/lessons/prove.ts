// Proves a lesson on the machine: every check fails in a fresh world, no task is done before its own solution, and every check of a
// task passes after it. The world is driven as fast as it goes; a learner's terminal types the solution.
import { advance, load, settle } from '#src/scenario/drive.ts';
import { createWorld, type World } from '#src/sim/world/index.ts';
import { lastLineOf, promptStands } from '#src/worker/transcript.ts';
import { checkKind } from './checks/index.ts';
import { plain, type Check, type Lesson, type SolutionStep, type Task } from './lesson.ts';
import { observe } from './observe.ts';

export interface Finding {
	readonly line: number;
	readonly message: string;
}

const bootUs = 5_000_000;
const commandLimitUs = 120_000_000;
/** After a solution, checks may take this long to hold. */
const patienceUs = 60_000_000;
const terminal = 1;

const look = (check: Check, world: World) => checkKind(check).look(check, observe(world));
const named = (check: Check): string => `check "${plain(check.title)}"`;

/** Waits until a prompt stands on the terminal. */
async function untilPrompt(world: World): Promise<void> {
	const end = world.now + commandLimitUs;
	let shown = '';
	while (world.now < end) {
		const { wants } = world.advance(20_000);
		if (wants !== undefined) await load(world, wants);
		shown = (shown + new TextDecoder().decode(world.output(terminal))).slice(-4000);
		if (promptStands(lastLineOf(shown))) return;
	}
}

async function perform(world: World, step: SolutionStep): Promise<void> {
	const host = world.hosts()[0] ?? '';
	switch (step.type) {
		case 'run':
			world.output(terminal);
			world.input({ kind: 'terminal.input', terminal, data: new TextEncoder().encode(`${step.command}\r`) });
			await advance(world, 10_000);
			return untilPrompt(world);
		case 'keys':
			return world.input({ kind: 'terminal.input', terminal, data: new TextEncoder().encode(step.keys) });
		case 'link':
			return world.input({ kind: 'link', host: step.host, up: step.up });
		case 'power':
			world.input({ kind: 'power', host: step.host || host, on: step.on });
			return advance(world, bootUs);
		case 'wait':
			return advance(world, step.seconds * 1e6);
		case 'browse':
			world.input({
				kind: 'process.start',
				host,
				process: 5_000_000,
				options: { program: 'page-browser', argv: ['browser', step.url, '/run/drydock/prove.json'] }
			});
			return advance(world, bootUs);
		case 'write':
			return world.input({ kind: 'file.write', host, path: step.path, data: new TextEncoder().encode(step.text) });
	}
}

/** Waits until every check of a task holds; answers those that do not. */
async function unmet(world: World, task: Task): Promise<{ check: Check; seen: string }[]> {
	const end = world.now + patienceUs;
	for (;;) {
		const failing: { check: Check; seen: string }[] = [];
		for (const check of task.checks) {
			const { ok, seen } = await look(check, world);
			if (!ok) failing.push({ check, seen });
		}
		if (failing.length === 0 || world.now >= end) return failing;
		await advance(world, 2_000_000);
	}
}

/** Plays a lesson through; answers what is wrong with it. */
export async function proveLesson(lesson: Lesson): Promise<Finding[]> {
	const findings: Finding[] = [];
	const world = await createWorld(lesson.meta.world);
	const host = world.hosts()[0] ?? '';
	world.input({ kind: 'terminal.open', host, terminal, size: { rows: 40, columns: 120 } });
	await advance(world, bootUs);
	await settle(world);
	for (const task of lesson.tasks) {
		for (const check of task.checks) {
			const { ok, seen } = await look(check, world);
			if (ok) findings.push({ line: check.line, message: `${named(check)} holds at the start (${seen}), and was expected to fail` });
		}
	}
	for (const task of lesson.tasks) {
		const states = await Promise.all(task.checks.map((check) => look(check, world)));
		if (task.checks.length > 0 && states.every(({ ok }) => ok))
			findings.push({ line: task.line, message: `task "${task.id}" is done before its solution, and was expected not to be` });
		for (const step of task.solution) await perform(world, step);
		for (const { check, seen } of await unmet(world, task)) {
			findings.push({
				line: check.line,
				message: `${named(check)} fails after the solution: ${seen}, and ${checkKind(check).expected(check.args)} was expected`
			});
		}
	}
	for (const { where, error } of world.bugs.slice(0, 3))
		findings.push({ line: 1, message: `a bug of the simulator, ${where}: ${error instanceof Error ? error.message : String(error)}, and none was expected` });
	return findings;
}
