// Files on their way out of a machine, to the learner's own disk: a file as it is, a folder as a zip archive with modes and links.
// Leaves out devices, sockets and pipes (named in `left`). Limit: what a browser can hold at once.
import { listPath, statPath, type World } from '#src/sim/world/index.ts';
import { bytesOf } from './text.ts';
import type { TakenFiles } from './protocol.ts';

const mostBytes = 64 << 20;
const mostFiles = 5000;
const linkMode = 0o120777;
const fileMode = 0o100000;

const nameOf = (path: string): string => path.split('/').filter(Boolean).at(-1) ?? 'machine';

/** Takes a file or a folder. Rejects with what to tell. */
export async function takeFiles(world: World, host: string, path: string): Promise<TakenFiles> {
	const kernel = world.kernel(host);
	let type;
	try {
		({ type } = statPath(kernel, path));
	} catch {
		throw new Error(`There is no ${path} on ${host}.`);
	}
	if (type !== 'dir') {
		const bytes = type === 'file' ? world.readFile(host, path) : undefined;
		if (!bytes) throw new Error(`${path} is not a file that can be taken.`);
		return { name: nameOf(path), bytes, files: 1, left: [] };
	}
	const { zipSync } = await import('fflate');
	const entries: Record<string, [Uint8Array, { os: number; attrs: number; level: 6 }]> = {};
	const left: string[] = [];
	let [bytes, files] = [0, 0];
	const add = (at: string, name: string): void => {
		for (const entry of listPath(kernel, at)) {
			const [full, inZip] = [`${at === '/' ? '' : at}/${entry.name}`, `${name}/${entry.name}`];
			const { mode, target, size } = statPath(kernel, full, false);
			if (entry.type === 'dir') add(full, inZip);
			else if (entry.type === 'file' || entry.type === 'symlink') {
				if (++files > mostFiles) throw new Error(`${path} has more than ${mostFiles} files: take a folder inside it.`);
				bytes += size;
				if (bytes > mostBytes) throw new Error(`${path} holds more than ${mostBytes >> 20} MiB: take a folder inside it.`);
				const data = entry.type === 'symlink' ? bytesOf(target ?? '') : (world.readFile(host, full) ?? new Uint8Array());
				entries[inZip] = [data, { os: 3, attrs: ((entry.type === 'symlink' ? linkMode : fileMode | (mode & 0o777)) << 16) >>> 0, level: 6 }];
			} else left.push(full);
		}
	};
	add(path.length > 1 ? path.replace(/\/+$/, '') : path, nameOf(path));
	if (files === 0) throw new Error(`There is no file in ${path}.`);
	return { name: `${nameOf(path)}.zip`, bytes: zipSync(entries), files, left };
}
