// `drydock play`: scenario files in, the same documents with what was printed out.
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { parseScenario, type Scenario, ScenarioError } from '#src/scenario/format.ts';
import { bringUp } from '#src/scenario/drive.ts';
import { playScenario } from '#src/scenario/play.ts';
import { createWorld, newProgramTable, type Checkpoint, type World } from '#src/sim/world/index.ts';

/** Worlds that take a while to become what they are (a cluster coming up), as they were when they were ready. */
const ready = new Map<string, Checkpoint>();
const programs = newProgramTable();

/** A fresh world of a preset, ready: the first is brought up, later ones start from its checkpoint. */
export async function freshWorld(name: string): Promise<World> {
	const known = ready.get(name);
	if (known) return await createWorld(name, { programs, from: known });
	const world = await createWorld(name, { programs });
	await bringUp(world);
	ready.set(name, world.checkpoint());
	return world;
}

/** Plays one scenario in a fresh world of its kind; bugs of ours go to standard error. */
export async function playFresh(scenario: Scenario): Promise<Scenario> {
	const world = await freshWorld(scenario.world);
	const played = await playScenario(world, scenario);
	for (const bug of world.bugs.slice(0, 5)) {
		const error = bug.error instanceof Error ? (bug.error.stack ?? bug.error.message) : String(bug.error);
		process.stderr.write(`drydock: a bug of the simulator in "${scenario.name}" at ${bug.at} µs, ${bug.where}: ${error}\n`);
	}
	return played;
}

export async function play(args: readonly string[]): Promise<number> {
	const json = args.includes('--json');
	const files = args.filter((arg) => !arg.startsWith('--'));
	const documents: Scenario[] = [];
	let failed = false;
	for (const file of files) {
		try {
			for (const scenario of parseScenario(file, readFileSync(file, 'utf8'))) documents.push(await playFresh(scenario));
		} catch (error) {
			if (!(error instanceof ScenarioError) && !(error instanceof Error && 'code' in error)) throw error;
			process.stderr.write(`drydock: ${error.message}\n`);
			failed = true;
		}
	}
	const text = json ? JSON.stringify(documents, null, '\t') + '\n' : documents.map((d) => stringify(d, { lineWidth: 0, blockQuote: 'literal' })).join('---\n');
	await new Promise<void>((done) => process.stdout.write(text, () => done()));
	return failed ? 1 : 0;
}
