// What a namespace's path means: a bound namespace file's inode, or a named network namespace (ip netns) of that base name.
import { Errno, type Sys } from '../../engine/index.ts';
import { netlink, stat } from '../../kernel/index.ts';

/** The namespace's inode number; throws ENOENT when there is none. FIDELITY: named network namespaces have no file in /run/netns. */
export function* namespaceAtPath(path: string): Sys<number> {
	try {
		return (yield* stat(path)).ino;
	} catch (e) {
		if (!(e instanceof Errno) || e.code !== 'ENOENT') throw e;
		const name = path.slice(path.lastIndexOf('/') + 1);
		const named = yield* netlink<readonly { name: string; ino: number }[]>({ op: 'netns.list' });
		const found = named.find((n) => n.name === name);
		if (!found) throw e;
		return found.ino;
	}
}
