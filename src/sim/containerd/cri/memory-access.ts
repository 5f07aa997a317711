// Reading and replacing the CRI's records, with containerd's NotFound texts. Ids may be given by an unambiguous prefix.
import { act, type Sys } from '../../engine/index.ts';
import { notify } from '../../kernel/index.ts';
import type { ContainerEvent } from '../cri.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { deleteObject, putObject } from '../daemon/store.ts';
import { RpcError } from '../rpc.ts';
import type { CriContainerRecord, SandboxRecord } from './memory.ts';

export const NAMESPACE = 'k8s.io';

function byPrefix<T>(records: Record<string, T>, id: string): T | undefined {
	const exact = records[id];
	if (exact || id === '') return exact;
	const found = Object.keys(records).filter((key) => key.startsWith(id));
	return found.length === 1 ? records[found[0] ?? ''] : undefined;
}

export const findSandbox = (id: string): Sys<SandboxRecord | undefined> => act((m: DaemonMemory) => byPrefix(m.cri.sandboxes, id));
export const findContainer = (id: string): Sys<CriContainerRecord | undefined> => act((m: DaemonMemory) => byPrefix(m.cri.containers, id));

export function* sandboxOf(id: string): Sys<SandboxRecord> {
	const found = yield* findSandbox(id);
	if (!found) throw new RpcError('NotFound', `an error occurred when try to find sandbox: not found`);
	return found;
}
export function* containerOf(id: string): Sys<CriContainerRecord> {
	const found = yield* findContainer(id);
	if (!found) throw new RpcError('NotFound', `an error occurred when try to find container "${id}": not found`);
	return found;
}

/** Replaces a sandbox's record, in memory and on disk. */
export function* saveSandbox(record: SandboxRecord): Sys<void> {
	yield* act((m: DaemonMemory) => {
		m.cri.sandboxes[record.id] = record;
	});
	yield* writeSandbox(record);
}
function* writeSandbox(record: SandboxRecord): Sys<void> {
	yield* putObject(NAMESPACE, 'sandboxes', record.id, record);
	yield* notify(`cri:${record.id}`);
}
/** Changes a sandbox's record, if it is still there. */
export function* changeSandbox(id: string, change: Partial<SandboxRecord>): Sys<void> {
	const changed = yield* act((m: DaemonMemory) => replaced(m.cri.sandboxes, id, change));
	if (changed) yield* writeSandbox(changed);
}
/** Another thread may change the same record: it is read and replaced in one act. */
function replaced<T extends object>(records: Record<string, T>, id: string, change: Partial<T>): T | undefined {
	const found = records[id];
	return found && (records[id] = { ...found, ...change });
}
export function* forgetSandbox(id: string): Sys<void> {
	yield* act((m: DaemonMemory) => void delete m.cri.sandboxes[id]);
	yield* deleteObject(NAMESPACE, 'sandboxes', id);
}

/** Replaces a container's record, in memory and on disk. */
export function* saveContainer(record: CriContainerRecord): Sys<void> {
	yield* act((m: DaemonMemory) => {
		m.cri.containers[record.id] = record;
	});
	yield* writeContainer(record);
}
function* writeContainer(record: CriContainerRecord): Sys<void> {
	yield* putObject(NAMESPACE, 'cri-containers', record.id, record);
	yield* notify(`cri:${record.id}`);
}
export function* changeContainer(id: string, change: Partial<CriContainerRecord>): Sys<CriContainerRecord | undefined> {
	const changed = yield* act((m: DaemonMemory) => replaced(m.cri.containers, id, change));
	if (changed) yield* writeContainer(changed);
	return changed;
}
export function* forgetContainer(id: string): Sys<void> {
	yield* act((m: DaemonMemory) => void delete m.cri.containers[id]);
	yield* deleteObject(NAMESPACE, 'cri-containers', id);
}

const eventLimit = 1000;
/** Tells GetContainerEvents' listeners. */
export function* tellEvent(event: ContainerEvent): Sys<void> {
	yield* act((m: DaemonMemory) => {
		const kept = m.cri.events.length < eventLimit ? m.cri.events : m.cri.events.slice(eventLimit / 2);
		m.cri.events = [...kept, { n: m.cri.nextEvent++, event }];
	});
	yield* notify('cri-events');
}
