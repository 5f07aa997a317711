// The worker that is killed: goes through the plan on the real store, and says after each step that it is confirmed.
import { addTry, saveProgress } from '#src/worker/learner.ts';
import { MachineStore, openStore, type MachineHeader, type SavedCheckpoint } from '#src/worker/store.ts';
import { lesson, machine, stepOf } from './plan.ts';

async function work(round: number): Promise<void> {
	const db = await openStore();
	const store = new MachineStore(db, machine);
	const loaded = await store.load();
	let header: MachineHeader;
	if (loaded) header = loaded.header;
	else {
		header = { machine, format: 1, build: 'harness', seed: 1, preset: 'docker', created: 0, used: 0, watermark: 0 };
		await store.begin(header);
	}
	let length = (loaded?.saved?.entries ?? 0) + (loaded?.log.length ?? 0);
	postMessage({ begun: true });
	for (let n = 0; ; n++) {
		const step = stepOf(round, n);
		switch (step.kind) {
			case 'append':
				await store.append(
					length,
					step.entries.map((at) => ({ at, events: 0, input: { kind: 'terminal.input', terminal: 1, data: new Uint8Array(at % 3000).fill(at) } }))
				);
				length += step.entries.length;
				break;
			case 'mark':
				header = { ...header, watermark: step.watermark };
				await store.header(header);
				break;
			case 'checkpoint': {
				const saved = {
					machine,
					entries: length,
					at: 0,
					checkpoint: { format: 1, blob: new Uint8Array(200_000).fill(length) },
					transcripts: [],
					nextTerminal: 1,
					hosts: [],
					commands: []
				} as unknown as SavedCheckpoint;
				await store.checkpoint(saved, header);
				break;
			}
			case 'truncate':
				length = Math.max(0, length - step.drop);
				await store.truncate(length, header);
				break;
			case 'progress':
				await saveProgress(db, lesson, 'task', 'v', (old) => ({ ...old, attempts: old.attempts + 1 }));
				break;
			case 'answer':
				await addTry(db, { lesson, item: 'quiz', kind: 'quiz', version: 'v' }, { at: n, answer: [round, n], right: false });
		}
		postMessage({ confirmed: n + 1 });
	}
}

onmessage = ({ data }: MessageEvent<number>) => void work(data);
