// The table of containerd's own methods: one row each, and the one by which shims report.
import type { Sys } from '../../engine/index.ts';
import type { ContainerdMethod, ContainerdMethods } from '../services.ts';
import type { Method, ServerCall } from '../server.ts';
import type { Telling } from '../shim/memory.ts';
import * as containers from './containers.ts';
import { publishEvent, subscribe } from './events.ts';
import * as images from './images.ts';
import * as snapshots from './snapshots.ts';
import * as tasks from './tasks.ts';
import type { ContainerdVersion } from './version.ts';

type Row<M extends ContainerdMethod> = (namespace: string, params: ContainerdMethods[M]['params'], call: ServerCall) => Sys<ContainerdMethods[M]['result']>;
const passOn =
	<M extends ContainerdMethod>(method: M): Row<M> =>
	(namespace, params) =>
		tasks.passOn(namespace, method, params) as Sys<ContainerdMethods[M]['result']>;

/** The methods of one version of containerd. */
export function containerdMethods(version: ContainerdVersion): Readonly<Record<string, Method>> {
	const rows: { readonly [M in ContainerdMethod]: Row<M> } = {
		*version() {
			return { version: version.version, revision: version.revision, runtime: 'io.containerd.runc.v2' };
		},
		'namespaces.list': () => containers.listNamespaces(),
		'namespaces.create': (_ns, p) => containers.createNamespace(p),
		'namespaces.delete': (_ns, p) => containers.deleteNamespace(p.name),
		'content.list': () => images.listContent(),
		'content.read': (_ns, p) => images.readContent(p.digest),
		'content.delete': (_ns, p) => images.deleteContent(p.digest),
		'images.list': (ns) => images.listImages(ns),
		'images.get': (ns, p) => images.getImage(ns, p.name),
		'images.create': (ns, p) => images.createImage(ns, p),
		'images.delete': (ns, p) => images.deleteImage(ns, p.name),
		'images.pull': (ns, p, call) => images.pullForClient(ns, p, call),
		'images.push': (ns, p) => images.pushForClient(ns, p),
		'snapshots.list': (ns) => snapshots.listSnapshots(ns),
		'snapshots.usage': (ns, p) => snapshots.snapshotUsage(ns, p.key),
		'snapshots.prepare': (ns, p) => snapshots.prepareSnapshot(ns, p.key, p.parent, p.labels),
		'snapshots.mounts': (ns, p) => snapshots.snapshotMounts(ns, p.key),
		'snapshots.remove': (ns, p) => snapshots.removeSnapshot(ns, p.key),
		'containers.list': (ns, p) => containers.listContainers(ns, p.filters),
		'containers.get': (ns, p) => containers.getContainer(ns, p.id),
		'containers.create': (ns, p) => containers.createContainer(ns, p),
		'containers.update': (ns, p) => containers.updateContainer(ns, p),
		'containers.delete': (ns, p) => containers.deleteContainer(ns, p.id),
		'tasks.list': (ns) => tasks.listTasks(ns),
		'tasks.get': (ns, p) => tasks.getTask(ns, p),
		'tasks.create': (ns, p) => tasks.createTask(ns, p),
		'tasks.start': (ns, p) => tasks.startTask(ns, p),
		'tasks.exec': (ns, p) => tasks.execTask(ns, p),
		'tasks.delete': (ns, p) => tasks.deleteTask(ns, p),
		'tasks.kill': (ns, p) => tasks.killTask(ns, p),
		'tasks.wait': (ns, p) => tasks.waitTask(ns, p),
		'tasks.pids': passOn('tasks.pids'),
		'tasks.pause': passOn('tasks.pause'),
		'tasks.resume': passOn('tasks.resume'),
		'tasks.resizePty': passOn('tasks.resizePty'),
		'tasks.closeStdin': passOn('tasks.closeStdin'),
		'tasks.update': passOn('tasks.update'),
		'tasks.metrics': (ns, p) => tasks.taskMetrics(ns, p.containerId),
		'events.subscribe': (_ns, _p, call) => subscribe(call)
	};
	const methods: Record<string, Method> = {};
	for (const name in rows) {
		const row = rows[name as ContainerdMethod] as (namespace: string, params: unknown, call: ServerCall) => Sys<unknown>;
		methods[name] = (call) => row(call.namespace, call.params, call);
	}
	return methods;
}

/** What shims call. `heard` is told of each event before it is published (the CRI's bookkeeping). */
export const shimMethods = (heard: (namespace: string, event: Telling) => Sys<void>): Readonly<Record<string, Method>> => ({
	*forward(call) {
		const event = call.params as Telling;
		yield* heard(call.namespace, event);
		yield* publishEvent(call.namespace, event);
		return null;
	}
});
