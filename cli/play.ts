// `drydock play`: scenario files in, the same documents with what was printed out.
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { parseScenario, type Scenario, ScenarioError } from '#src/scenario/format.ts';
import { playScenario } from '#src/scenario/play.ts';
import { createWorld } from '#src/sim/world/index.ts';

/** Plays one scenario in a fresh world of its kind; bugs of ours go to standard error. */
export async function playFresh(scenario: Scenario): Promise<Scenario> {
	const world = await createWorld(scenario.world);
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
