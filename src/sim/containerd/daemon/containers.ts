// The containers and namespaces services: records, nothing runs.
import { act, type Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { RpcError } from '../rpc.ts';
import type { ContainerdMethods, ContainerRecord } from '../services.ts';
import { publishEvent } from './events.ts';
import { inNamespace, newNamespace, type DaemonMemory } from './memory.ts';
import { deleteObject, putObject } from './store.ts';

type Params<M extends keyof ContainerdMethods> = ContainerdMethods[M]['params'];
const notFound = (namespace: string, id: string): RpcError => new RpcError('NotFound', `container "${id}" in namespace "${namespace}": not found`);

export function* getContainer(namespace: string, id: string): Sys<ContainerRecord> {
	const found = yield* act((m: DaemonMemory) => m.namespaces[namespace]?.containers[id]);
	if (!found) throw notFound(namespace, id);
	return found;
}

/** containerd's filters, as far as they are used: `id==x`, `labels."k"==v`, `labels.k`. */
function matchesFilter(record: ContainerRecord, filter: string): boolean {
	return filter.split(',').every((part) => {
		const match = /^(id|image|labels\.(?:"([^"]+)"|([\w./-]+)))(?:(==|!=|~=)"?([^"]*)"?)?$/.exec(part.trim());
		if (!match) return false;
		const value = match[1] === 'id' ? record.id : match[1] === 'image' ? record.image : record.labels[match[2] ?? match[3] ?? ''];
		if (match[4] === undefined) return value !== undefined && value !== '';
		if (match[4] === '!=') return value !== match[5];
		return match[4] === '~=' ? (value ?? '').includes((match[5] ?? '').replace(/^\^|\$$/g, '')) : value === match[5];
	});
}

export const listContainers = (namespace: string, filters: readonly string[] = []): Sys<readonly ContainerRecord[]> =>
	act((m: DaemonMemory) => {
		const all = Object.values(m.namespaces[namespace]?.containers ?? {});
		return filters.length === 0 ? all : all.filter((c) => filters.some((f) => matchesFilter(c, f)));
	});

export function* createContainer(namespace: string, p: Params<'containers.create'>): Sys<ContainerRecord> {
	const now = yield* clock();
	const record: ContainerRecord = {
		id: p.id,
		labels: p.labels ?? {},
		image: p.image ?? '',
		runtime: p.runtime ?? { name: 'io.containerd.runc.v2' },
		spec: p.spec,
		snapshotter: p.snapshotter ?? '',
		snapshotKey: p.snapshotKey ?? '',
		createdAt: now,
		updatedAt: now,
		...(p.sandboxId !== undefined && { sandboxId: p.sandboxId }),
		...(p.extensions && { extensions: p.extensions })
	};
	const added = yield* act((m: DaemonMemory) => {
		const ns = inNamespace(m, namespace);
		if (ns.containers[p.id]) return false;
		ns.containers[p.id] = record;
		return true;
	});
	if (!added) throw new RpcError('AlreadyExists', `container "${p.id}": already exists`);
	yield* putObject(namespace, 'containers', p.id, record);
	yield* publishEvent(namespace, { topic: '/containers/create', event: { id: p.id, image: record.image } });
	return record;
}

export function* updateContainer(namespace: string, p: Params<'containers.update'>): Sys<ContainerRecord> {
	const old = yield* getContainer(namespace, p.id);
	const record: ContainerRecord = { ...old, ...(p.labels && { labels: p.labels }), ...(p.spec && { spec: p.spec }), updatedAt: yield* clock() };
	yield* act((m: DaemonMemory) => {
		inNamespace(m, namespace).containers[p.id] = record;
	});
	yield* putObject(namespace, 'containers', p.id, record);
	yield* publishEvent(namespace, { topic: '/containers/update', event: { id: p.id } });
	return record;
}

export function* deleteContainer(namespace: string, id: string): Sys<null> {
	yield* getContainer(namespace, id);
	if (yield* act((m: DaemonMemory) => m.namespaces[namespace]?.tasks[id] !== undefined)) {
		throw new RpcError('FailedPrecondition', `cannot delete running task ${id}: failed precondition`);
	}
	yield* act((m: DaemonMemory) => void delete m.namespaces[namespace]?.containers[id]);
	yield* deleteObject(namespace, 'containers', id);
	yield* publishEvent(namespace, { topic: '/containers/delete', event: { id } });
	return null;
}

export function* createNamespace(p: Params<'namespaces.create'>): Sys<null> {
	const added = yield* act((m: DaemonMemory) => {
		if (m.namespaces[p.name]) return false;
		m.namespaces[p.name] = { ...newNamespace(), labels: p.labels ?? {} };
		return true;
	});
	if (!added) throw new RpcError('AlreadyExists', `namespace "${p.name}": already exists`);
	yield* putObject(p.name, 'namespaces', p.name, { name: p.name, labels: p.labels ?? {} });
	return null;
}
export function* deleteNamespace(name: string): Sys<null> {
	const state = yield* act((m: DaemonMemory) => {
		const ns = m.namespaces[name];
		if (!ns) return 'absent';
		if (Object.keys(ns.containers).length + Object.keys(ns.images).length > 0) return 'full';
		delete m.namespaces[name];
		return 'gone';
	});
	if (state === 'absent') throw new RpcError('NotFound', `namespace "${name}": not found`);
	if (state === 'full') throw new RpcError('FailedPrecondition', `namespace "${name}" must be empty, but it still has containers, images: failed precondition`);
	yield* deleteObject(name, 'namespaces', name);
	return null;
}
export const listNamespaces = (): Sys<ContainerdMethods['namespaces.list']['result']> =>
	act((m: DaemonMemory) =>
		Object.entries(m.namespaces)
			.map(([name, ns]) => ({ name, labels: ns.labels }))
			.sort((a, b) => (a.name < b.name ? -1 : 1))
	);
