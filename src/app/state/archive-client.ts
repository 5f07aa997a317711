// The page's end of the archive worker (archive.worker.ts): one call at a time, as promises.
import type { ArchiveAnswer, ArchiveRequest } from './archive.worker.ts';
import type { ArchiveSummary, ImportMode } from './archive-store.ts';
import { archiveLimits } from './archive.ts';
import ArchiveWorker from './archive.worker.ts?worker';

const prefix = 'drydock:';
let worker: Worker | undefined;
let next = 1;
const waiting = new Map<number, (answer: ArchiveAnswer) => void>();

type Without<T> = T extends unknown ? Omit<T, 'n'> : never;

async function ask(request: Without<ArchiveRequest>): Promise<ArchiveAnswer> {
	if (!worker) {
		worker = new ArchiveWorker();
		worker.onmessage = ({ data }: MessageEvent<ArchiveAnswer>) => {
			waiting.get(data.n)?.(data);
			waiting.delete(data.n);
		};
		worker.onerror = (event) => {
			for (const [n, done] of waiting) done({ n, failed: event.message || 'The part of Drydock that saves could not be loaded.' });
			waiting.clear();
			worker = undefined;
		};
	}
	const n = next++;
	const answer = await new Promise<ArchiveAnswer>((done) => {
		waiting.set(n, done);
		worker?.postMessage({ n, ...request });
	});
	if ('failed' in answer) throw new Error(answer.failed);
	return answer;
}

/** What the page remembers about itself, without what is only for this visit. */
function settings(): Record<string, string> {
	const all: Record<string, string> = {};
	for (const key of ['theme', 'panes']) {
		const value = localStorage.getItem(prefix + key);
		if (value !== null) all[key] = value;
	}
	return all;
}

/** Everything that is kept here, as a file. */
export async function saveEverything(): Promise<Blob> {
	const answer = await ask({ op: 'save', settings: settings() });
	return 'file' in answer ? answer.file : new Blob();
}

/** What is in a save file; rejects with what is wrong with it. Changes nothing. */
export async function readSave(file: Blob): Promise<ArchiveSummary> {
	if (file.size > archiveLimits.bytes)
		throw new Error(`Expected a file of at most ${archiveLimits.bytes >> 20} MiB, found ${Math.ceil(file.size / (1 << 20))} MiB.`);
	const answer = await ask({ op: 'read', file });
	if ('summary' in answer) return answer.summary;
	throw new Error('The save could not be read.');
}

/** Puts the save that was read last into the store; rejects, and has changed nothing, when it cannot. */
export async function restoreSave(mode: ImportMode): Promise<void> {
	const answer = await ask({ op: 'restore', mode });
	if (!('settings' in answer)) return;
	for (const key of ['theme', 'panes']) {
		const value = answer.settings[key];
		if (value !== undefined && (mode === 'replace' || localStorage.getItem(prefix + key) === null)) localStorage.setItem(prefix + key, value);
	}
}
