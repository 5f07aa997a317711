// The overlayfs snapshotter: a committed snapshot is a layer laid out in <n>/fs; an active one adds an upper directory for a container.
// Invariant: a snapshot's parent is committed and is not removed before it.
import { act, call, Errno, type Sys } from '../../engine/index.ts';
import { clock, lstat, readdir, unpackLayer, type MountOptions } from '../../kernel/index.ts';
import { RpcError } from '../rpc.ts';
import { ignoring, mkdirs, removeAll } from '../runc/files.ts';
import type { Labels, SnapshotInfo } from '../services.ts';
import { publishEvent } from './events.ts';
import type { DaemonMemory, SnapshotRecord } from './memory.ts';
import { deleteObject, putObject, snapshotsDir } from './store.ts';

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;
const dirOf = (id: number): string => `${snapshotsDir}/${id}`;

const getSnapshot = (namespace: string, name: string): Sys<SnapshotRecord | undefined> => act((m: DaemonMemory) => m.snapshots[keyOf(namespace, name)]);

function* required(namespace: string, name: string): Sys<SnapshotRecord> {
	const found = yield* getSnapshot(namespace, name);
	if (!found) throw new RpcError('NotFound', `snapshot ${name} does not exist: not found`);
	return found;
}

const nextId = (): Sys<number> => act((m: DaemonMemory) => m.nextSnapshot++);

/** Makes a snapshot known; false: the name is taken. */
function* addSnapshot(namespace: string, record: SnapshotRecord): Sys<boolean> {
	const added = yield* act((m: DaemonMemory) => {
		if (m.snapshots[keyOf(namespace, record.name)]) return false;
		m.snapshots[keyOf(namespace, record.name)] = record;
		return true;
	});
	if (added) yield* putObject(namespace, 'snapshots', record.name, record);
	return added;
}

/**
 * Commits a layer as the snapshot `chainId` on `parent` ("" for none), unless it is there. It is laid out before it is known by its name;
 * of two that are laid out at once, the first stays.
 */
export function* commitLayer(namespace: string, chainId: string, parent: string, layer: { id: string; size: number }): Sys<void> {
	if (yield* getSnapshot(namespace, chainId)) return;
	const id = yield* nextId();
	yield* mkdirs(dirOf(id), 0o700);
	yield* unpackLayer(`${dirOf(id)}/fs`, layer.id);
	const createdAt = yield* clock();
	if (!(yield* addSnapshot(namespace, { name: chainId, parent, kind: 'Committed', labels: {}, size: layer.size, inodes: 0, id, createdAt })))
		return yield* removeAll(dirOf(id));
	yield* publishEvent(namespace, { topic: '/snapshot/prepare', event: { key: chainId, parent } });
}

/** The directories of a committed snapshot and its parents, top first. */
export function* committedDirs(namespace: string, name: string): Sys<string[]> {
	const dirs: string[] = [];
	for (let at = name; at !== '';) {
		const snapshot: SnapshotRecord = yield* required(namespace, at);
		dirs.push(`${dirOf(snapshot.id)}/fs`);
		at = snapshot.parent;
	}
	return dirs;
}

export function* prepareSnapshot(namespace: string, key: string, parent: string, labels: Labels = {}): Sys<readonly MountOptions[]> {
	if (parent !== '' && (yield* required(namespace, parent)).kind !== 'Committed')
		throw new RpcError('InvalidArgument', `parent "${parent}" is not committed snapshot: invalid argument`);
	const id = yield* nextId();
	const createdAt = yield* clock();
	if (!(yield* addSnapshot(namespace, { name: key, parent, kind: 'Active', labels, size: 0, inodes: 0, id, createdAt })))
		throw new RpcError('AlreadyExists', `snapshot "${key}": already exists`);
	yield* mkdirs(`${dirOf(id)}/fs`);
	yield* mkdirs(`${dirOf(id)}/work`, 0o711);
	yield* publishEvent(namespace, { topic: '/snapshot/prepare', event: { key, parent } });
	return yield* snapshotMounts(namespace, key);
}

export function* snapshotMounts(namespace: string, key: string): Sys<readonly MountOptions[]> {
	const snapshot = yield* required(namespace, key);
	const dir = dirOf(snapshot.id);
	if (snapshot.parent === '') return [{ type: 'bind', source: `${dir}/fs`, options: 'rbind' }];
	return [{ type: 'overlay', source: 'overlay', lower: yield* committedDirs(namespace, snapshot.parent), upper: `${dir}/fs`, work: `${dir}/work` }];
}

export function* removeSnapshot(namespace: string, key: string): Sys<null> {
	const record = yield* required(namespace, key);
	const children = yield* act((m: DaemonMemory) => Object.entries(m.snapshots).some(([k, s]) => k.startsWith(namespace + '/') && s.parent === key));
	if (children) throw new RpcError('FailedPrecondition', `cannot remove snapshot with child: failed precondition`);
	yield* act((m: DaemonMemory) => void delete m.snapshots[keyOf(namespace, key)]);
	yield* deleteObject(namespace, 'snapshots', key);
	yield* ignoring(removeAll(dirOf(record.id)));
	yield* publishEvent(namespace, { topic: '/snapshot/remove', event: { key } });
	return null;
}

const shown = ({ name, parent, kind, labels, createdAt, id }: SnapshotRecord): SnapshotInfo => ({ name, parent, kind, labels, createdAt, id });
export const listSnapshots = (namespace: string): Sys<readonly SnapshotInfo[]> =>
	act((m: DaemonMemory) =>
		Object.entries(m.snapshots)
			.filter(([key]) => key.startsWith(namespace + '/'))
			.map(([, record]) => shown(record))
			.sort((a, b) => (a.name < b.name ? -1 : 1))
	);

export function* snapshotUsage(namespace: string, key: string): Sys<{ size: number; inodes: number }> {
	const { size, inodes, kind, id } = yield* required(namespace, key);
	return kind === 'Active' ? yield* call(usedBy(`${dirOf(id)}/fs`)) : { size, inodes };
}
/** Bytes and inodes under a path (fs.DiskUsage). */
function* usedBy(path: string): Sys<{ size: number; inodes: number }> {
	try {
		const { type, blocks } = yield* lstat(path);
		const total = { size: blocks * 512, inodes: 1 };
		if (type !== 'dir') return total;
		for (const entry of yield* readdir(path)) {
			const inner = yield* call(usedBy(`${path}/${entry.name}`));
			total.size += inner.size;
			total.inodes += inner.inodes;
		}
		return total;
	} catch (error) {
		if (error instanceof Errno) return { size: 0, inodes: 0 };
		throw error;
	}
}
