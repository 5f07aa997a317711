// Plays a scenario in a world, as the recorder did with the real tools: one bash reads lines from a pipe, each step's text is
// eval'ed with its own standard streams, and its exit status is written to a file.
import { advance, settle } from './drive.ts';
import { isRun, type RunStep, type Scenario, type Step } from './format.ts';
import type { World } from '#src/sim/world/index.ts';

const lab = '/root/lab';
const io = '/tmp/rec-4xLq2b';
const bashProcess = 1;
const bootUs = 3_000_000;
const text = new TextDecoder();
const bytes = new TextEncoder();

/** Waits until the step's exit status is there. Answers it, or null when the step runs past its limit. */
async function finish(world: World, host: string, limitUs: number): Promise<number | null> {
	const end = world.now + limitUs;
	let slice = 500;
	while (world.now < end) {
		await advance(world, slice);
		const rc = world.readFile(host, `${io}/rc`);
		if (rc && rc.length > 0) return Number(text.decode(rc));
		if (!world.running(bashProcess)) return null;
		if (slice < 20_000) slice *= 2;
	}
	return null;
}

function startBash(world: World, host: string): void {
	const options = { path: '/bin/bash', argv: ['bash', '--noprofile', '--norc'], cwd: lab };
	world.input({ kind: 'process.start', host, process: bashProcess, options: { ...options, env: world.scenarioEnv() }, keepOpen: true });
}

/** Plays one step; run steps come back with what was printed. */
async function playStep(world: World, host: string, step: Step): Promise<Step> {
	const write = (path: string, content: string) =>
		world.input({ kind: 'file.write', host, path: path.startsWith('/') ? path : `${lab}/${path}`, data: bytes.encode(content) });
	if (!isRun(step)) {
		if (step.settle) await settle(world, typeof step.settle === 'number' ? step.settle * 1e6 : undefined);
		if (step.sleep) await advance(world, Math.round(step.sleep * 1e6));
		for (const [path, content] of Object.entries(step.write ?? {})) write(path, content);
		return step;
	}
	const from = world.now;
	write(`${io}/cmd`, step.run);
	write(`${io}/in`, step.stdin ?? '');
	world.input({ kind: 'file.remove', host, path: `${io}/rc` });
	const end = `echo $? >${io}/rc.t; mv ${io}/rc.t ${io}/rc\n`;
	const line = step.tty
		? `script -qec "$(cat ${io}/cmd)" /dev/null <${io}/in >${io}/out 2>${io}/err; ${end}`
		: `eval "$(cat ${io}/cmd)" <${io}/in >${io}/out 2>${io}/err; ${end}`;
	world.input({ kind: 'process.input', process: bashProcess, data: bytes.encode(line) });
	const exit = await finish(world, host, (step.limit ?? 120) * 1e6);
	const read = (name: string) => text.decode(world.readFile(host, `${io}/${name}`) ?? new Uint8Array(0));
	const played: RunStep = { ...step, stdout: read('out'), stderr: read('err'), exit: exit ?? 124, seconds: Math.round((world.now - from) / 1e5) / 10 };
	if (!played.stderr) delete played.stderr;
	if (exit === null) {
		world.input({ kind: 'process.end', process: bashProcess });
		if (!world.running(bashProcess) && world.kernel(host).state.running) startBash(world, host);
	}
	return played;
}

/** Plays a whole scenario in a fresh world of its preset. */
export async function playScenario(world: World, scenario: Scenario): Promise<Scenario> {
	const host = world.hosts()[0] as string;
	for (const [path, content] of Object.entries(scenario.files ?? {})) {
		world.input({ kind: 'file.write', host, path: path.startsWith('/') ? path : `${lab}/${path}`, data: bytes.encode(content) });
	}
	world.input({ kind: 'file.write', host, path: `${io}/in`, data: new Uint8Array(0) });
	// The recorded machines had been on for a while.
	await advance(world, bootUs);
	startBash(world, host);
	const { scenarioReset } = world.preset;
	if (scenarioReset) await playStep(world, host, { run: scenarioReset, exit: 0 });
	const steps: Step[] = [];
	for (const step of scenario.steps) steps.push(await playStep(world, host, step));
	return { ...scenario, steps };
}
