// A step's file system: an overlay of the layers below it, mounted while the step works; what it wrote becomes a layer.
// Invariant: nothing stays mounted or on disk once a step has ended, whatever its end.
import { call, Errno, type Sys } from '../../engine/index.ts';
import { mkdir, mount, packLayer, umount } from '../../kernel/index.ts';
import { makeInit } from '../containers/layer.ts';
import { makeDirs, removeAll } from '../files.ts';
import { chainIds, ensureLayers, lowerDirs, overlay } from '../images/store.ts';
import { newId, remember } from '../memory.ts';

export interface Mounted {
	readonly id: string;
	/** The merged tree. */
	readonly root: string;
	readonly upper: string;
}

/** Mounts the layers of `diffIds` (bottom first) with an empty layer on top and runs `work` there. `init`: with the files a container's start needs. */
export function* withMount<T>(diffIds: readonly string[], work: (mounted: Mounted) => Sys<T>, init = true): Sys<T> {
	yield* ensureLayers(diffIds);
	const below = yield* remember((m) => lowerDirs(m, chainIds(diffIds).at(-1) ?? ''));
	const id = yield* newId();
	const dir = `${overlay}/${id}`;
	yield* makeDirs(dir, 0o710);
	for (const name of ['upper', 'work', 'merged', 'init']) yield* mkdir(`${dir}/${name}`, 0o755);
	yield* makeInit(`${dir}/init`);
	const root = `${dir}/merged`;
	yield* mount(root, { type: 'overlay', source: 'overlay', lower: init ? [`${dir}/init`, ...below] : below, upper: `${dir}/upper`, work: `${dir}/work` });
	try {
		const result = yield* call(work({ id, root, upper: `${dir}/upper` }));
		yield* release(dir);
		return result;
	} catch (error) {
		yield* release(dir);
		throw error;
	}
}
function* release(dir: string): Sys<void> {
	try {
		yield* umount(dir + '/merged', true);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* removeAll(dir);
}
/** What was written, as a layer. */
export const pack = (mounted: Mounted): Sys<{ id: string; size: number }> => packLayer(mounted.upper);
