// What a run on real Node left behind: files that differ from what was handed over, and their way into the machine's world.
// Leaves out: node_modules, folders with a dot, and deletions; what is beyond the limits is counted, not taken.
// Invariant: a file enters the world only when the learner asks, as a logged input, and never over what has changed there meanwhile.
import type { ContainerFiles } from './container.ts';
import { textIn, type Ask, type Project } from './project.ts';

const changeLimits = { files: 100, each: 1 << 20, total: 4 << 20, looked: 2000, depth: 12 } as const;

export interface Change {
	/** Relative to the project. */
	readonly path: string;
	readonly data: Uint8Array;
	/** Absent: the file is new. */
	readonly was: Uint8Array | undefined;
}

export interface Changes {
	readonly list: readonly Change[];
	/** Changed files that are too many or too large to be taken. */
	readonly beyond: number;
}

const same = (a: Uint8Array | null | undefined, b: Uint8Array): boolean => a?.length === b.length && b.every((byte, i) => byte === a[i]);

/** Compares a folder of the container with what was handed over. */
export async function findChanges(fs: ContainerFiles, folder: string, handed: ReadonlyMap<string, Uint8Array>): Promise<Changes> {
	const list: Change[] = [];
	let [looked, total, beyond] = [0, 0, 0];
	const walk = async (at: string, inside: string, depth: number): Promise<void> => {
		const entries = await fs.readdir(at, { withFileTypes: true });
		for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
			if (++looked > changeLimits.looked) return;
			const [full, path] = [`${at}/${entry.name}`, inside + entry.name];
			if (entry.isDirectory()) {
				if (entry.name !== 'node_modules' && !entry.name.startsWith('.') && depth < changeLimits.depth) await walk(full, `${path}/`, depth + 1);
			} else if (entry.isFile()) {
				const data = await fs.readFile(full);
				const was = handed.get(path);
				if (same(was, data)) continue;
				if (list.length >= changeLimits.files || data.length > changeLimits.each || total + data.length > changeLimits.total) beyond++;
				else {
					total += data.length;
					list.push({ path, data, was });
				}
			}
		}
	};
	await walk(folder, '', 0);
	return { list, beyond };
}

export interface Saved {
	readonly saved: readonly Change[];
	/** Left as they are on the machine, each with the reason. */
	readonly kept: readonly string[];
}

/** Writes one file; answers why not, or undefined. */
async function saveOne(ask: Ask, { host, root }: Project, { path: relative, data, was }: Change): Promise<string | undefined> {
	const path = `${root}/${relative}`;
	const [text, base] = [textIn(data), was === undefined ? null : textIn(was)];
	if (text !== undefined && base !== undefined) {
		const { saved } = await ask<'file.save'>({ op: 'file.save', host, path, text, base });
		return saved ? undefined : `${relative} has changed on ${host} meanwhile`;
	}
	const there = await ask<'file.bytes'>({ op: 'file.bytes', host, path });
	if (was === undefined ? there !== null : !same(there, was)) return `${relative} has changed on ${host} meanwhile`;
	const stat = await ask<'file.stat'>({ op: 'file.stat', host, path });
	await ask<'files.drop'>({ op: 'files.drop', host, files: [{ path, data, mode: stat?.mode ?? 0o644 }] });
	return undefined;
}

/** Brings changes into the machine as saves of the learner's. */
export async function saveChanges(ask: Ask, project: Project, changes: readonly Change[]): Promise<Saved> {
	const saved: Change[] = [];
	const kept: string[] = [];
	for (const change of changes) {
		try {
			const why = await saveOne(ask, project, change);
			if (why === undefined) saved.push(change);
			else kept.push(why);
		} catch (error) {
			kept.push(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
		}
	}
	return { saved, kept };
}
