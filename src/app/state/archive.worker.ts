// Saves and restores beside the page: packing and checking a save takes a while, and the page stays free.
// Invariant: one answer per request, with its number.
import { readArchive, writeArchive, type Archive } from './archive.ts';
import { collect, restoreArchive, summaryOf, type ArchiveSummary, type ImportMode } from './archive-store.ts';

declare const __DRYDOCK_BUILD__: string;

export type ArchiveRequest =
	| { readonly n: number; readonly op: 'save'; readonly settings: Readonly<Record<string, string>> }
	| { readonly n: number; readonly op: 'read'; readonly file: Blob }
	/** Restores what was read last. Answers its settings. */
	| { readonly n: number; readonly op: 'restore'; readonly mode: ImportMode };

export type ArchiveAnswer =
	| { readonly n: number; readonly file: Blob }
	| { readonly n: number; readonly summary: ArchiveSummary }
	| { readonly n: number; readonly settings: Readonly<Record<string, string>> }
	| { readonly n: number; readonly failed: string };

let last: Archive | undefined;

async function answer(request: ArchiveRequest): Promise<ArchiveAnswer> {
	const { n } = request;
	switch (request.op) {
		case 'save': {
			const bytes = writeArchive(await collect(__DRYDOCK_BUILD__, Date.now(), request.settings));
			return { n, file: new Blob([bytes], { type: 'application/octet-stream' }) };
		}
		case 'read':
			last = undefined;
			last = readArchive(new Uint8Array(await request.file.arrayBuffer()));
			return { n, summary: summaryOf(last, __DRYDOCK_BUILD__) };
		case 'restore':
			if (!last) throw new Error('Choose a file first.');
			await restoreArchive(last, request.mode);
			return { n, settings: last.settings };
	}
}

onmessage = ({ data }: MessageEvent<ArchiveRequest>) => {
	answer(data).then(
		(message) => postMessage(message),
		(error: unknown) => postMessage({ n: data.n, failed: error instanceof Error ? error.message : String(error) } satisfies ArchiveAnswer)
	);
};
