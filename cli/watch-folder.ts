// Tells when something below a folder has changed, however it was saved: in place, or by writing another file and renaming it. Each
// folder is watched, not each file: a watched file that is replaced would be watched no more. Leaves out hidden folders.
import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** An editor's save is several events. */
const calmMs = 80;

function foldersBelow(root: string): string[] {
	try {
		const inside = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name));
		return [root, ...inside.flatMap(({ name }) => foldersBelow(join(root, name)))];
	} catch {
		// It went away meanwhile.
		return [];
	}
}

/** Calls back when something below a folder has changed, a moment later. Answers how to stop. */
export function onChange(root: string, act: () => void): () => void {
	const watchers = new Map<string, FSWatcher>();
	let timer: NodeJS.Timeout | undefined;
	const drop = (folder: string): void => {
		watchers.get(folder)?.close();
		watchers.delete(folder);
	};
	const follow = (): void => {
		const folders = new Set(foldersBelow(root));
		for (const folder of watchers.keys()) if (!folders.has(folder)) drop(folder);
		for (const folder of folders) {
			if (watchers.has(folder)) continue;
			try {
				const watcher = watch(folder, (event, name) => {
					// A folder that was made, or made anew under its old name.
					if (event === 'rename' && name !== null) drop(join(folder, name));
					clearTimeout(timer);
					timer = setTimeout(changed, calmMs);
				});
				watcher.on('error', () => drop(folder));
				watchers.set(folder, watcher);
			} catch {
				// It went away meanwhile.
			}
		}
	};
	const changed = (): void => {
		follow();
		act();
	};
	follow();
	return () => {
		clearTimeout(timer);
		for (const folder of watchers.keys()) drop(folder);
	};
}
