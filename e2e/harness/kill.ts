// Kills the worker at random moments, again and again, and compares what the store then holds with what had been confirmed.
// A kill may leave the step that was under way done or not done, but whole; and nothing that was confirmed may be missing.
import { openStore } from '#src/worker/store.ts';
import { after, lesson, machine, stepOf, type Held } from './plan.ts';

/** Steps beyond the last confirmed one that a worker may have done: their messages die with it. */
const ahead = 200;

async function read(): Promise<Held> {
	const db = await openStore();
	const range = IDBKeyRange.bound([machine, 0], [machine, Infinity]);
	const tx = db.transaction(['machines', 'log', 'checkpoints', 'progress', 'answers']);
	const [header, keys, log, checkpoints, progress, answer] = await Promise.all([
		tx.objectStore('machines').get(machine),
		tx.objectStore('log').getAllKeys(range),
		tx.objectStore('log').getAll(range),
		tx.objectStore('checkpoints').getAll(range),
		tx.objectStore('progress').get([lesson, 'task']),
		tx.objectStore('answers').get([lesson, 'quiz'])
	]);
	db.close();
	if (keys.some(([, n], i) => n !== i)) throw new Error('the log has a gap');
	if (log.some(({ at, input }) => !('data' in input) || !input.data || input.data.length !== at % 3000)) throw new Error('a log entry is not what it was');
	for (const { entries, checkpoint } of checkpoints)
		if ((checkpoint as unknown as { blob: Uint8Array }).blob.some((byte) => byte !== entries % 256)) throw new Error('a checkpoint is not what it was');
	return {
		watermark: header?.watermark ?? 0,
		log: log.map(({ at }) => at),
		checkpoints: checkpoints.map(({ entries }) => entries),
		attempts: progress?.attempts ?? 0,
		tries: answer?.tries.length ?? 0
	};
}

/** Reads until what a dead worker had still asked for has been done or dropped: its last request may be on its way when it dies. */
async function readAtRest(): Promise<Held> {
	for (let last = ''; ;) {
		const held = await read();
		const text = JSON.stringify(held);
		if (text === last) return held;
		last = text;
		await new Promise((done) => setTimeout(done, 15));
	}
}

/** The plan's state that the store is in, given what had been confirmed; throws when it is none. */
export function settle(before: Held, found: Held, round: number, confirmed: number): Held {
	const text = JSON.stringify(found);
	let held = before;
	for (let n = 0; n < confirmed + ahead; n++) {
		if (n >= confirmed && JSON.stringify(held) === text) return held;
		held = after(held, stepOf(round, n));
	}
	throw new Error(`round ${round}: ${confirmed} steps were confirmed, and the store holds something else`);
}

export const empty: Held = { watermark: 0, log: [], checkpoints: [], attempts: 0, tries: 0 };

/** Kills `rounds` workers; answers what was seen. Throws at the first loss. */
async function killWorkers(rounds: number, script: string): Promise<{ kills: number; confirmed: number; unborn: number; entries: number }> {
	let held = await read();
	let [confirmedAll, unborn] = [0, 0];
	for (let round = 0; round < rounds; round++) {
		let [confirmed, begun] = [0, false];
		const worker = new Worker(script);
		const first = new Promise<void>((done) => {
			worker.onmessage = ({ data }: MessageEvent<{ begun?: boolean; confirmed?: number }>) => {
				if (data.begun) begun = true;
				confirmed = data.confirmed ?? confirmed;
				done();
			};
		});
		worker.postMessage(round);
		// Some die before they have opened the store, most in the middle of their work.
		if (round % 10 !== 0) await first;
		await new Promise((done) => setTimeout(done, Math.random() * 24));
		worker.terminate();
		if (!begun) unborn++;
		confirmedAll += confirmed;
		held = settle(held, await readAtRest(), round, confirmed);
	}
	return { kills: rounds, confirmed: confirmedAll, unborn, entries: held.log.length };
}

Object.assign(globalThis, { harness: { killWorkers, read: readAtRest, settle, empty, openStore } });
