// flock(2): advisory locks of whole files, held by open file descriptions and let go when the last descriptor closes. Leaves out fcntl's
// record locks. Invariant: an exclusive lock has no other holder.
import { Errno } from '../../engine/sys.ts';
import { fileOf } from '../descriptors.ts';
import type { Handler, Kernel, OpenFile } from '../state.ts';
import { blockOn, wake } from '../wait.ts';

/** What waiters for a file's lock wait on: below the numbers of other objects. */
const lockKey = (file: OpenFile): number => -(file.dev * 4_294_967_296 + file.object) - 1;

/** Lets a description's lock go. */
export function unlockFile(kernel: Kernel, file: OpenFile): void {
	if (file.lock === undefined) return;
	file.lock = undefined;
	wake(kernel, lockKey(file));
}

type Call = { fd: number; lock: 'shared' | 'exclusive' | null; nonblock: boolean };

/** A null lock unlocks. Held by another: EAGAIN with `nonblock`, else it waits. A description's own lock is converted. */
export const flockHandler: Handler = (kernel, process, thread, call) => {
	const { fd, lock, nonblock } = call as unknown as Call;
	const file = fileOf(kernel, process, fd);
	if (lock === null) return unlockFile(kernel, file);
	for (const other of kernel.state.files.values()) {
		if (other === file || other.lock === undefined || other.object !== file.object || other.dev !== file.dev) continue;
		if (lock === 'shared' && other.lock === 'shared') continue;
		if (nonblock) throw new Errno('EAGAIN');
		return blockOn(kernel, thread, [lockKey(file)]);
	}
	const downgraded = file.lock === 'exclusive' && lock === 'shared';
	file.lock = lock;
	if (downgraded) wake(kernel, lockKey(file));
	return undefined;
};
