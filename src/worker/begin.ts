// A new machine: as its preset and its lesson say, at its first prompt as soon as it can be.
// Invariant: everything done to it goes through its log.
import { load } from '#src/scenario/drive.ts';
import type { Input, World } from '#src/sim/world/index.ts';
import { Commands } from './commands.ts';
import { loadLateParts } from './late.ts';
import type { Machine } from './machine.ts';
import { runSlice } from './slices.ts';
import { Terminals } from './terminals.ts';
import { promptStands } from './transcript.ts';

/** A new machine comes to its prompt at once, if that takes no longer (wall), and no more virtual time. */
const boostMs = 400;
const boostUs = 20_000;

/** A world that may become the machine: at its first prompt, or (`terminals` absent) just switched on. */
export interface Fresh {
	readonly world: World;
	readonly terminals?: Terminals;
}

const openFirst = (world: World): Input => ({ kind: 'terminal.open', host: world.hosts()[0] ?? '', terminal: 1, size: { rows: 24, columns: 84 } });

/** Brings a new world to its first prompt before anybody knows that it is needed: nobody sees it, and nothing is lost with it, until it is kept. */
export async function bootFresh(world: World, clock: () => number): Promise<Fresh> {
	const terminals = new Terminals();
	const input = openFirst(world);
	world.input(input);
	terminals.note(input);
	await boost(world, terminals, clock);
	return { world, terminals };
}

/** A new machine, made as the lesson says. */
export async function begin(machine: Machine): Promise<void> {
	const { start = [] } = machine.request;
	const { recorder } = machine;
	const begun = recorder.begin(machine.newHeader());
	const { world, terminals } = await machine.fresh();
	machine.world = world;
	machine.terminals = terminals ?? new Terminals();
	machine.commands = new Commands();
	if (start.length > 0) {
		await Promise.all([loadLateParts(), machine.parts()]);
		const { prepare } = await import('#src/lessons/prepare.ts');
		await prepare(world, start);
	}
	await begun;
	if (world.log.length > 0) await recorder.append(world.log);
	recorder.entries = world.log.length;
	if (!terminals) {
		await machine.put(openFirst(world));
		await boost(world, machine.terminals, () => machine.clock());
	}
	if (start.length > 0) await machine.save();
	else machine.time.boot();
}

/** Lets a new machine come to its first prompt at once. */
async function boost(world: World, terminals: Terminals, clock: () => number): Promise<void> {
	const end = clock() + boostMs;
	while (clock() < end && world.now < boostUs) {
		const result = runSlice(world, world.now + 1000, 4, clock);
		terminals.drain(world);
		if ('wants' in result) await load(world, result.wants);
		else if ([...terminals.table.values()].every(({ transcript }) => promptStands(transcript.lastLine()))) return;
	}
}
