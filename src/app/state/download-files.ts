// A file or folder of the machine, handed to the learner.
import type { MachineClient } from '../machine.svelte.ts';

/** Hands bytes to the learner as a file. */
export function handOver(name: string, content: Blob): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(content);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file as it is, a folder as a zip archive. Answers what could not be taken (devices, sockets); rejects with what to tell. */
export async function downloadPath(machine: MachineClient, host: string, path: string): Promise<readonly string[]> {
	const { name, bytes, left } = await machine.call<'files.take'>({ op: 'files.take', host, path });
	handOver(name, new Blob([bytes.slice()], { type: 'application/octet-stream' }));
	return left;
}
