// What a step has changed: whether Docker, the cluster or files a learner works with are others than before. Tells steps that look from
// steps that do, for mutation. Leaves out what time alone changes (logs, leases, events).
import { isChange } from '#src/scenario/drive.ts';
import type { Fact, World } from '#src/sim/world/index.ts';

/** Where learners keep files. */
const places = new Set(['root', 'etc', 'srv', 'home', 'opt', 'tmp', 'usr']);
/** Files of checks themselves. */
const ours = /^\.drydock-check/;
const noise = new Set(['.bash_history', '.docker', '.cache', '.kube']);

/** What happens by itself, a moment later or because of a crash, is nobody's doing. */
function byLearner(fact: Fact): boolean {
	if (fact.kind === 'etcd.put') return isChange(fact) && !String(fact.data['user']).startsWith('system:');
	return fact.kind.startsWith('docker.') && !['docker.container.died', 'docker.container.oom'].includes(fact.kind);
}

type Kernel = ReturnType<World['kernel']>;
type FileSystem = Kernel['state']['vfs']['fileSystems'] extends Map<number, infer F> ? F : never;
type Inode = FileSystem['inodes'] extends Map<number, infer I> ? I : never;

/** Names from the disk's root down to a directory; undefined when it has no name any more. */
function pathOf(disk: FileSystem, inode: Inode): string[] | undefined {
	const names: string[] = [];
	for (let here = inode; here.ino !== disk.root;) {
		const parent = here.parent === undefined ? undefined : disk.inodes.get(here.parent);
		if (!parent || parent === here || here.name === undefined) return undefined;
		names.unshift(here.name);
		here = parent;
	}
	return names;
}

/** Whether a changed inode means that somebody has done something. */
function counts(path: readonly string[], isFolder: boolean): boolean {
	const [top = '', lib, docker, part] = path;
	// Docker writes down its images, networks and volumes; what is in a volume is the containers' business.
	if (top === 'var' && lib === 'lib' && docker === 'docker')
		return (part === 'image' && !isFolder) || (part === 'network' && !isFolder) || (part === 'volumes' && path.length === 5);
	return places.has(top) && !isFolder && !path.some((name) => noise.has(name) || ours.test(name));
}

/** Whether something has changed on a disk since (Unix µs). */
function filesChanged(disk: FileSystem, since: number): boolean {
	const files = new Set<number>();
	for (const inode of disk.inodes.values()) {
		if (inode.mtime <= since && (inode.ctime ?? inode.mtime) <= since) continue;
		if (inode.type !== 'dir') files.add(inode.ino);
		else {
			const path = pathOf(disk, inode);
			if (path && counts(path, true)) return true;
		}
	}
	if (files.size === 0) return false;
	// Only directories know their names: files are found in them.
	for (const inode of disk.inodes.values()) {
		for (const [name, ino] of inode.entries ?? []) {
			const path = files.has(ino) ? pathOf(disk, inode) : undefined;
			if (path && counts([...path, name], false)) return true;
		}
	}
	return false;
}

/** Remembers a moment; answers whether anything has changed since. */
export function changesFrom(world: World): () => boolean {
	const { count } = world.engine.state.trace;
	const since = world.preset.epoch + world.now;
	return () => {
		const { ring, count: now } = world.engine.state.trace;
		for (let i = Math.max(0, ring.length - (now - count)); i < ring.length; i++) {
			const fact = ring[i];
			if (fact && byLearner(fact)) return true;
		}
		for (const host of world.hosts()) {
			const { vfs } = world.kernel(host).state;
			const disk = vfs.fileSystems.get(vfs.rootDev);
			if (disk && filesChanged(disk, since)) return true;
		}
		return false;
	};
}
