// Who may do what: mode bits, ownership, the sticky bit, and the capabilities that override them (capabilities(7)).
// Leaves out ACLs, and ids mapped by user namespaces.
import { Errno } from '../../engine/sys.ts';
import type { ProcessState } from '../state.ts';
import type { Inode } from './state.ts';

export const MAY_READ = 4;
export const MAY_WRITE = 2;
export const MAY_EXEC = 1;

export const capable = (process: ProcessState, capability: string): boolean => process.capabilities.includes(capability);

const bitsFor = (inode: Inode, uid: number, gid: number, groups: readonly number[]): number => {
	if (uid === inode.uid) return (inode.mode >> 6) & 7;
	return gid === inode.gid || groups.includes(inode.gid) ? (inode.mode >> 3) & 7 : inode.mode & 7;
};

/** Whether the process may access the (real) inode: a mask of MAY_*. `ids`: which ids count; absent: the effective ones. */
export function allowed(process: ProcessState, inode: Inode, mask: number, ids: 'effective' | 'real' = 'effective'): boolean {
	const { cred } = process;
	const bits = ids === 'real' ? bitsFor(inode, cred.uid, cred.gid, cred.groups) : bitsFor(inode, cred.euid, cred.egid, cred.groups);
	if ((bits & mask) === mask) return true;
	const dir = inode.type === 'dir';
	if (capable(process, 'DAC_OVERRIDE')) return dir || !(mask & MAY_EXEC) || (inode.mode & 0o111) !== 0;
	return capable(process, 'DAC_READ_SEARCH') && !(mask & MAY_WRITE) && (dir || !(mask & MAY_EXEC));
}

/** EACCES unless allowed. */
export function demand(process: ProcessState, inode: Inode, mask: number): void {
	if (!allowed(process, inode, mask)) throw new Errno('EACCES');
}

/** EPERM unless the process owns the (real) inode or has CAP_FOWNER. */
export function demandOwner(process: ProcessState, inode: Inode): void {
	if (process.cred.euid !== inode.uid && !capable(process, 'FOWNER')) throw new Errno('EPERM');
}

/** EPERM unless the process has the capability. */
export function demandCapability(process: ProcessState, capability: string): void {
	if (!capable(process, capability)) throw new Errno('EPERM');
}

/** Whether the names of a directory may be removed or moved: write and search on it, and the sticky bit's rule. EACCES, EPERM. */
export function demandRemoval(process: ProcessState, dir: Inode, inode: Inode): void {
	demand(process, dir, MAY_WRITE | MAY_EXEC);
	if (!(dir.mode & 0o1000)) return;
	if (process.cred.euid !== inode.uid && process.cred.euid !== dir.uid && !capable(process, 'FOWNER')) throw new Errno('EPERM');
}
