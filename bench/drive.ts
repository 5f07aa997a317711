// What the suites share: worlds that are up, commands typed at a terminal and timed until the prompt is back, and the heap as it is.
// Times are the thread's own CPU time, to the µs: on an idle machine that is the wall time, beside other work it stays comparable.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { advance, bringUp, load } from '../src/scenario/drive.ts';
import { createWorld, newProgramTable, type World } from '#src/sim/world/index.ts';
import { cpu, mean, percentile, wall, type Figure } from './report.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const prompt = /[#$] $/;

/** One program table for all worlds of this process: code is loaded once, as in the page's worker. */
export const programs = newProgramTable();

export { advance, bringUp };

/** One command's times in ms: of compute, and by the wall. */
export interface Round {
	readonly ms: number;
	readonly wall: number;
}

/** A terminal of a world, driven as a person would. */
export class Desk {
	readonly world: World;
	readonly #terminal: number;
	#seen = '';

	constructor(world: World, terminal = 1) {
		this.world = world;
		this.#terminal = terminal;
		world.input({ kind: 'terminal.open', host: world.hosts()[0] as string, terminal, size: { rows: 40, columns: 160 } });
	}

	/** Lets the world run until the terminal shows a prompt; answers what it showed before. Throws after `limitUs`. */
	async prompt(limitUs = 120_000_000): Promise<string> {
		const { world } = this;
		const end = world.now + limitUs;
		for (;;) {
			// A little at a time: what happens after the prompt is not the command's.
			const { wants } = world.advance(Math.min(1000, end - world.now), 4);
			if (wants !== undefined) await load(world, wants);
			const output = world.output(this.#terminal);
			if (output.length > 0) {
				this.#seen += decoder.decode(output, { stream: true });
				if (prompt.test(this.#seen)) break;
			}
			if (world.now >= end) throw new Error(`no prompt: ${this.#seen.slice(-400)}`);
		}
		const seen = this.#seen;
		this.#seen = '';
		return seen;
	}

	/** Types a line and waits for the prompt: ms of compute and of wall time from the first key to the prompt, and what was shown. */
	async run(line: string, limitUs?: number): Promise<Round & { shown: string }> {
		const begun = wall();
		const from = cpu();
		this.world.input({ kind: 'terminal.input', terminal: this.#terminal, data: encoder.encode(`${line}\r`) });
		const shown = await this.prompt(limitUs);
		return { ms: cpu() - from, wall: wall() - begun, shown };
	}
}

/** A world of that preset that is up, with a terminal at its prompt. */
export async function deskOf(preset: string): Promise<Desk> {
	const world = await createWorld(preset, { programs });
	await bringUp(world);
	const desk = new Desk(world);
	await desk.prompt();
	return desk;
}

/** Bytes of heap in use after a collection. */
export function heapUsed(): number {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	collect();
	return process.memoryUsage().heapUsed;
}

/** p50 and p95 of times, as two figures; the target is p95's. */
export function latency(name: string, times: readonly number[], target?: number, note?: string): Figure[] {
	const rounds = `${times.length} rounds${note ? `, ${note}` : ''}`;
	return [
		{ name: `${name}, p50`, value: percentile(times, 50), unit: 'ms', note: rounds },
		{ name: `${name}, p95`, value: percentile(times, 95), unit: 'ms', ...(target === undefined ? {} : { target }), note: rounds }
	];
}

/** The same of whole rounds, with what the wall says beside it: on a quiet machine that is the truth. The target is p95's of compute. */
export function rounds(name: string, times: readonly Round[], target?: number, note?: string): Figure[] {
	const ms = times.map((time) => time.ms);
	const more = `mean ${mean(ms).toFixed(2)} ms of compute; by the wall p50 ${percentile(
		times.map((time) => time.wall),
		50
	).toFixed(2)}, p95 ${percentile(
		times.map((time) => time.wall),
		95
	).toFixed(2)} ms`;
	return latency(name, ms, target, note ? `${note}; ${more}` : more);
}

/** ms of compute of `work`. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
	const from = cpu();
	await work();
	return cpu() - from;
}
