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

/** Does a lesson's `start` in a world that has just been switched on. Nothing happens when there is nothing to do. */
export async function prepare(world: World, steps: readonly SolutionStep[]): Promise<void> {
	if (steps.length === 0) return;
	await bringUp(world);
	if (world.now < bootUs) await advance(world, bootUs - world.now);
	const hands = new Hands(world, hidden);
	for (const step of steps) await hands.perform(step);
	hands.close();
	await advance(world, 1_000_000);
}
