// "Open in editor" of a lesson's file: it is saved on the machine first, never over the learner's own text without a question.
import type { MachineClient } from '#src/app/machine.svelte.ts';

/** Saves a file where it is not there yet, or may be overwritten. Answers whether it is to be opened; rejects with what to tell. */
export async function openOnMachine(machine: MachineClient, path: string, text: string, on?: string): Promise<boolean> {
	const host = on ?? machine.hosts[0]?.name;
	if (machine.phase !== 'ready' || host === undefined) throw new Error('The machine is not ready yet.');
	const there = await machine.call<'file.read'>({ op: 'file.read', host, path });
	if (there === text) return true;
	if (there !== null && !confirm(`${path} is on the machine already, with another text. Replace it by the lesson’s?`)) return true;
	const answer = await machine.call<'file.save'>({ op: 'file.save', host, path, text, base: there });
	if (!answer.saved) throw new Error(`${path} was changed meanwhile: try again.`);
	return true;
}
