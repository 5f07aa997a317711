// Makes a preset's world what a lesson starts from: the lessons it continues, then its own setup, done by hands in a terminal of their own.
// Invariant: everything goes through `world.input`, so that the log replays it.
import { advance, bringUp } from '#src/scenario/drive.ts';
import type { World } from '#src/sim/world/index.ts';
import { Hands } from './hands.ts';
import type { SolutionStep } from './lesson.ts';

/** Terminals nobody sees. */
const hidden = 900;
/** A fresh machine's services are up after this. */
const bootUs = 5_000_000;

/** A step of a `start` that failed: its number from 0, and how it ended. */
export interface FailedStep {
	readonly at: number;
	readonly status: number;
	readonly text: string;
}

/** Does a lesson's `start` in a world that has just been switched on; answers what failed. Nothing happens when there is nothing to do. */
export async function prepare(world: World, steps: readonly SolutionStep[]): Promise<FailedStep[]> {
	if (steps.length === 0) return [];
	await bringUp(world);
	if (world.now < bootUs) await advance(world, bootUs - world.now);
	const hands = new Hands(world, hidden);
	const failed: FailedStep[] = [];
	for (const [at, step] of steps.entries()) {
		const printed = await hands.perform(step);
		if (printed?.status) failed.push({ at, status: printed.status, text: printed.text });
	}
	hands.close();
	await advance(world, 1_000_000);
	return failed;
}
