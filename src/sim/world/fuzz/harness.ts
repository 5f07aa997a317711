// Lives one random life twice, once in one go and once in random slices with checkpoints restored between them, and compares.
import { mix32 } from '../../engine/index.ts';
import { createWorld, newProgramTable, type Checkpoint, type Input, type World } from '../index.ts';
import type { Action, Draw } from './actions.ts';

const programs = newProgramTable();

export function drawFrom(seed: number): Draw {
	let x = mix32(seed);
	return (below) => (x = mix32(x)) % below;
}

/** Lets time pass until `until`, loading programs as they are wanted. */
export async function reach(world: World, until: number): Promise<void> {
	while (world.now < until) {
		const { wants } = world.advance(until - world.now);
		if (wants === undefined) return;
		await programs.loader(wants)?.();
	}
}

/** A world of that preset, up for `us`, as a point to start from; `script` is run when its services are up. */
export async function beginning(preset: string, us: number, script?: string): Promise<Checkpoint> {
	const world = await createWorld(preset, { programs });
	if (script !== undefined) {
		await reach(world, 3_000_000);
		const options = { path: '/bin/bash', argv: ['bash', '-c', script], env: { HOME: '/root', PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } };
		world.input({ kind: 'process.start', host: world.hosts()[0] ?? '', process: 1, options });
	}
	await reach(world, us);
	return world.checkpoint();
}

export const learnersHosts = async (preset: string): Promise<readonly string[]> => (await createWorld(preset, { programs })).hosts();

export interface Life {
	readonly entries: readonly { readonly at: number; readonly inputs: readonly Input[] }[];
	readonly end: number;
}

/** A life of `count` actions, up to `gapUs` apart. Everything is switched on again before a quiet end of `quietUs`. */
export function drawLife(actions: readonly Action[], hosts: readonly string[], from: number, draw: Draw, count: number, gapUs: number, quietUs: number): Life {
	const total = actions.reduce((sum, action) => sum + action.weight, 0);
	const entries: Life['entries'][number][] = [];
	let at = from;
	for (let i = 0; i < count; i++) {
		at += draw(gapUs);
		let left = draw(total);
		const action = actions.find((row) => (left -= row.weight) < 0) as Action;
		entries.push({ at, inputs: action.inputs(draw, hosts, 100 + i) });
	}
	entries.push({ at: at + draw(gapUs), inputs: hosts.map((host) => ({ kind: 'power', host, on: true })) });
	return { entries, end: at + gapUs + quietUs };
}

function act(world: World, input: Input): void {
	if (input.kind === 'process.start' && !world.kernel(input.host).state.running) return;
	world.input(input);
}

/** Lives it in one go. */
export async function live(from: Checkpoint, life: Life, each?: (world: World) => void): Promise<World> {
	const world = await createWorld(from.preset, { programs, from });
	for (const { at, inputs } of life.entries) {
		await reach(world, at);
		each?.(world);
		for (const input of inputs) act(world, input);
	}
	await reach(world, life.end);
	return world;
}

/** Lives it in random slices, and at some of their ends as a new world from a checkpoint. */
export async function liveInPieces(from: Checkpoint, life: Life, draw: Draw): Promise<World> {
	let world = await createWorld(from.preset, { programs, from });
	const pieces = async (until: number) => {
		while (world.now < until) {
			await reach(world, Math.min(until, world.now + 1 + draw(until - world.now < 5_000_000 ? 700_000 : 9_000_000)));
			if (draw(6) === 0) world = await createWorld(from.preset, { programs, from: world.checkpoint() });
		}
	};
	for (const { at, inputs } of life.entries) {
		await pieces(at);
		for (const input of inputs) act(world, input);
	}
	await pieces(life.end);
	return world;
}
