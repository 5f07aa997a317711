// The learner's own files on their way into a machine: what was dropped or chosen, checked and listed before anything is written.
// Invariant: every path is relative and plain (zip.ts: wrongName), and the limits hold for the whole of it; else nothing is brought.
import { readZip, wrongName, type ZipFile } from './zip.ts';

export const bringLimits = { files: 1000, each: 8 << 20, total: 32 << 20, archive: 64 << 20 } as const;

/** The limits in words. */
export const bringWords = `At most ${bringLimits.files} files, ${bringLimits.each >> 20} MiB each, ${bringLimits.total >> 20} MiB together; zip archives up to ${bringLimits.archive >> 20} MiB. Links are refused.`;

export interface Source {
	/** Relative path, as "app/Dockerfile". */
	readonly path: string;
	readonly file: File;
}

export type BroughtFile = ZipFile;

const isZip = ({ path, file }: Source): boolean => /\.zip$/i.test(path) || file.type === 'application/zip';

/** Reads sources; a single zip archive is unpacked, into a folder of its name when it has no single folder of its own. Rejects with what is wrong. */
export async function readSources(sources: readonly Source[]): Promise<BroughtFile[]> {
	const [only] = sources;
	if (!only) throw new Error('There is no file in it.');
	if (sources.length === 1 && isZip(only)) return fromZip(only);
	if (sources.length > bringLimits.files) throw new Error(`There are ${sources.length} files in it, and at most ${bringLimits.files} can come at once.`);
	let total = 0;
	for (const { path, file } of sources) {
		const wrong = wrongName(path);
		if (wrong) throw new Error(`${path.slice(0, 80)} is refused: ${wrong}.`);
		if (file.size > bringLimits.each) throw new Error(`${path} is larger than ${bringLimits.each >> 20} MiB.`);
		total += file.size;
		if (total > bringLimits.total) throw new Error(`The files are larger than ${bringLimits.total >> 20} MiB together.`);
	}
	return Promise.all(
		sources.map(async ({ path, file }) => {
			const data = new Uint8Array(await file.arrayBuffer());
			return { path, data, mode: data[0] === 0x23 && data[1] === 0x21 ? 0o755 : 0o644 };
		})
	);
}

async function fromZip({ path, file }: Source): Promise<BroughtFile[]> {
	const name = path.split('/').at(-1) ?? 'files.zip';
	if (file.size > bringLimits.archive) throw new Error(`${name} is larger than ${bringLimits.archive >> 20} MiB.`);
	let files: BroughtFile[];
	try {
		files = readZip(new Uint8Array(await file.arrayBuffer()), bringLimits);
	} catch (error) {
		throw new Error(`${name} was not unpacked, and nothing was written: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
	}
	if (files.length === 0) throw new Error(`There is no file in ${name}.`);
	const tops = new Set(files.map(({ path: inside }) => (inside.includes('/') ? inside.split('/')[0] : '')));
	const folder = tops.size === 1 && !tops.has('') ? '' : `${name.replace(/\.zip$/i, '') || 'files'}/`;
	return files.map((one) => ({ ...one, path: folder + one.path }));
}

/** Everything below what was dropped. */
export async function droppedSources(items: DataTransferItemList): Promise<Source[]> {
	const entries: FileSystemEntry[] = [];
	const plain: Source[] = [];
	for (const item of items) {
		if (item.kind !== 'file') continue;
		const entry = item.webkitGetAsEntry();
		const file = item.getAsFile();
		if (entry) entries.push(entry);
		else if (file) plain.push({ path: file.name, file });
	}
	for (const entry of entries) await walk(entry, '', plain);
	return plain;
}

async function walk(entry: FileSystemEntry, above: string, into: Source[]): Promise<void> {
	// One more than may come: enough to say that it is too many.
	if (into.length > bringLimits.files) return;
	const path = above + entry.name;
	if (entry.isFile) {
		const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
		into.push({ path, file });
		return;
	}
	const reader = (entry as FileSystemDirectoryEntry).createReader();
	for (;;) {
		const batch = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
		if (batch.length === 0) return;
		for (const one of batch) await walk(one, `${path}/`, into);
	}
}

/** What a file chooser gave. */
export const chosenSources = (files: FileList): Source[] => [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
