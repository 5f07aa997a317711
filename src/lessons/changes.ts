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

/** Whether something below a learner's place on a disk has changed since (Unix µs). */
function filesChanged(disk: FileSystem, since: number): boolean {
	for (const inode of disk.inodes.values()) {
		if (inode.mtime <= since && inode.ctime <= since) continue;
		let top = '';
		let noisy = false;
		for (let here = inode; here.ino !== disk.root;) {
			top = here.name ?? '';
			noisy ||= noise.has(top) || ours.test(top);
			const parent = here.parent === undefined ? undefined : disk.inodes.get(here.parent);
			if (!parent || parent === here) break;
			here = parent;
		}
		if (!noisy && places.has(top) && inode.type !== 'dir') return true;
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
