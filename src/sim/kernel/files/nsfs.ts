// nsfs: the files that stand for namespaces. They are reached through /proc/PID/ns and can be mounted elsewhere; they have no names here.
import { Errno } from '../../engine/sys.ts';
import type { GeneratedType } from './generated-inodes.ts';

const refuse = (): never => {
	throw new Errno('EPERM');
};
const unreadable = (): never => {
	throw new Errno('EINVAL');
};

export const nsfs: GeneratedType = {
	lookup: () => undefined,
	list: () => [],
	parent: (_kernel, dir) => dir,
	create: refuse,
	remove: refuse,
	link: refuse,
	rename: refuse,
	change: refuse,
	read: unreadable,
	write: unreadable
};
