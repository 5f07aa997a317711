// `npm run bench shell`: what a learner types at a bare prompt, in ms of compute from the first key to the prompt. Targets are twice the
// reference of SHELL.md (a throw-away proof of concept); the shapes without one there have none here.
import { advance, deskOf, latency } from './drive.ts';
import type { Figure } from './report.ts';

const shapes: readonly (readonly [name: string, command: string, shown: string, target: number | undefined, rounds: number])[] = [
	['echo hi', 'echo hi', 'hi', 0.1, 60],
	['cat | grep | awk', "cat /etc/passwd | grep root | awk -F: '{print $7}'", '/bin/bash', 1.2, 60],
	['1000 × echo', 'for i in {1..1000}; do echo $i; done | tail -1', '1000', 28, 20],
	['1000 × echo | grep', 'for i in {1..1000}; do echo $i | grep -q 7; done; echo end$?', 'end', 68, 10],
	['1000 × echo | cat', 'for i in {1..1000}; do echo $i | cat; done | tail -1', '1000', 68, 10],
	['1000 × $(echo)', 'for i in {1..1000}; do x=$(echo $i); done; echo $x', '1000', undefined, 10]
];

export async function shell(): Promise<Figure[]> {
	const desk = await deskOf('docker');
	await advance(desk.world, 3_000_000);
	const out: Figure[] = [];
	for (const [name, command, shown, target, rounds] of shapes) {
		const times: number[] = [];
		// A short command is measured in a batch: the clock of CPU time is coarser than it is.
		const batch = rounds > 50 ? 25 : 1;
		for (let i = 0; i < rounds + Math.ceil(rounds / 4); i++) {
			let ms = 0;
			for (let n = 0; n < batch; n++) {
				const run = await desk.run(command);
				if (!run.shown.includes(shown)) throw new Error(`${command} shows ${run.shown}`);
				ms += run.ms;
			}
			if (i >= Math.ceil(rounds / 4)) times.push(ms / batch);
		}
		out.push(...latency(name, times, target, 'typed in a terminal, key to prompt'));
	}
	return out;
}
