// How a machine comes back: as it was kept, by this build or another, or sent by a link; or as it was one command ago. Loaded when there is
// something to bring back.
// Invariant: a log is replayed by the build that wrote it; by another build only when it came by a link, and the learner is told.
import { begin } from './begin.ts';
import { Commands, type Command } from './commands.ts';
import { loadPatterns } from './late.ts';
import type { Machine } from './machine.ts';
import { advanceTo, replayEntry, savedFiles } from './revive.ts';
import type { SavedMachine } from './store.ts';
import { newTerminal, Terminals } from './terminals.ts';

/** Brings back what is kept. Answers what the learner is told. */
export async function reopen(machine: Machine, loaded: SavedMachine): Promise<string | undefined> {
	const { build } = machine.around;
	const { header } = loaded;
	if (header.shared) return receive(machine, loaded);
	if (header.build === build) {
		await restore(machine, loaded);
		await advanceTo(machine.world, machine.terminals, header.watermark);
		return undefined;
	}
	if (loaded.saved && (await restoreAcross(machine, loaded)))
		return loaded.log.length > 0
			? 'Drydock was updated. The machine is as it was at its last checkpoint; what you did in the moments after that is not in it. Your progress is kept.'
			: undefined;
	const files = savedFiles(await machine.around.keeper.wholeLog());
	await begin(machine);
	for (const file of files) await machine.put(file);
	const many = files.length > 1;
	const kept =
		files.length === 0 ? '' : ` The ${many ? `${files.length} files` : 'file'} you saved from the editor or brought along ${many ? 'are' : 'is'} in it again.`;
	return `Drydock was updated, and this machine could not be taken along: it was started again.${kept} What you typed into it is gone; your progress is kept.`;
}

/** From the checkpoint of another build; false when this build cannot go on from it. Undo begins anew there. */
async function restoreAcross(machine: Machine, loaded: SavedMachine): Promise<boolean> {
	try {
		await restore(machine, { ...loaded, log: [] });
		// What is not whole shows itself where it is first read.
		if (machine.world.engine.state.trace.ring.length < 0 || machine.world.bugs.length > 0) return false;
	} catch {
		return false;
	}
	machine.commands = new Commands();
	await machine.recorder.truncate(machine.recorder.entries, { build: machine.around.build, updated: true, watermark: machine.world.now });
	return true;
}

/** Wall ms that playing a shared machine may take: what somebody else did shall not hold this page up for ever. */
const receiveMs = 60_000;

/** A log that came by a link, played here for the first time. */
async function receive(machine: Machine, loaded: SavedMachine): Promise<string | undefined> {
	const { build } = machine.around;
	const end = machine.clock() + receiveMs;
	const inTime = (): void => {
		if (machine.clock() > end) throw new Error('it takes too long');
	};
	try {
		await restore(machine, loaded, Infinity, inTime);
		await advanceTo(machine.world, machine.terminals, loaded.header.watermark, inTime);
	} catch {
		await begin(machine);
		return 'The shared machine could not be played here: it does not go together with this version of Drydock, or takes too long. This is a new one.';
	}
	await machine.recorder.mark({ build, shared: false });
	return loaded.header.build === build
		? undefined
		: 'This shared machine was made by another version of Drydock. What was done in it has been done again here, and may have come out differently.';
}

/** The machine as it was before a command. An error here stops the machine. */
export async function goBack(machine: Machine, loaded: SavedMachine, to: Command): Promise<void> {
	const ports = new Map([...machine.terminals.table].map(([n, { transcript }]) => [n, transcript.port]));
	try {
		await restore(machine, loaded, to.entry);
		await advanceTo(machine.world, machine.terminals, to.at);
	} catch (error) {
		machine.broken(error);
		throw error;
	}
	await machine.recorder.truncate(machine.recorder.entries, { watermark: machine.world.now });
	for (const [n, { transcript }] of machine.terminals.table) {
		const port = ports.get(n);
		if (port) transcript.attach(port);
	}
}

/** From a checkpoint, and the log after it up to entry `upTo`; `each` is asked now and then, and may end it by throwing. */
async function restore(machine: Machine, loaded: SavedMachine, upTo = Infinity, each: () => void = () => {}): Promise<void> {
	const { saved, header } = loaded;
	const { recorder } = machine;
	// What this build kept comes back as it was: its programs need not be there before they run. Another build's is tried as a whole.
	const later = header.build === machine.around.build;
	await Promise.all([loadPatterns(), machine.parts(), saved && !later && machine.code(saved.checkpoint)]);
	machine.world = await machine.worldOf(header.preset, header.seed, saved?.checkpoint, later);
	recorder.header = { ...header, used: machine.around.date() };
	recorder.entries = saved?.entries ?? 0;
	machine.terminals = new Terminals();
	machine.commands = new Commands(saved?.commands);
	for (const [n, host] of saved?.hosts ?? []) machine.terminals.table.set(n, newTerminal(host, saved?.transcripts.find(([of]) => of === n)?.[1]));
	machine.terminals.next = saved?.nextTerminal ?? 1;
	for (const entry of loaded.log.slice(0, Math.max(0, upTo - recorder.entries))) {
		await replayEntry(machine.world, machine.terminals, entry, ({ input, at }) => void machine.note(input, at), each);
		recorder.entries++;
	}
}
