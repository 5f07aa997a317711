// A new machine: as its preset and its lesson say, at its first prompt as soon as it can be.
// Invariant: everything done to it goes through its log.
import { load } from '#src/scenario/drive.ts';
import type { World } from '#src/sim/world/index.ts';
import { Commands } from './commands.ts';
import { loadLateParts } from './late.ts';
import type { Machine } from './machine.ts';
import { runSlice } from './slices.ts';
import { Terminals } from './terminals.ts';
import { promptStands } from './transcript.ts';

/** A new machine comes to its prompt at once, if that takes no longer (wall), and no more virtual time. */
const boostMs = 400;
const boostUs = 20_000;

/** A new machine, made as the lesson says. */
export async function begin(machine: Machine): Promise<void> {
	const { start = [] } = machine.request;
	const { recorder } = machine;
	const begun = recorder.begin(machine.newHeader());
	machine.world = await machine.fresh();
	machine.terminals = new Terminals();
	machine.commands = new Commands();
	if (start.length > 0) {
		await loadLateParts();
		const { prepare } = await import('#src/lessons/prepare.ts');
		await prepare(machine.world, start);
		await begun;
		await recorder.append(machine.world.log);
		recorder.entries = machine.world.log.length;
	}
	await machine.put({ kind: 'terminal.open', host: machine.world.hosts()[0] ?? '', terminal: 1, size: { rows: 24, columns: 84 } });
	await begun;
	await boost(machine.world, machine.terminals, () => machine.clock());
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
