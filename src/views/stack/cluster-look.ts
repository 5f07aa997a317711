// The cluster's pods as its API server would list them: read from etcd's memory, with the STATUS column of `kubectl get pods`.
// Leaves out: a cluster whose etcd does not run has no pods to show; what still runs of it is drawn from the kernels.
// The printer's code comes with the first pod: until it is there (a moment) a pod's phase stands in.
import type { World } from '#src/sim/world/index.ts';
import { fieldsOf, isFields, textOf, type Fields } from './disk.ts';

export interface PodLook {
	readonly name: string;
	readonly namespace: string;
	readonly node: string;
	readonly ip: string;
	readonly status: string;
	/** "1/1" */
	readonly ready: string;
	readonly reason: string;
	/** Ids of its containers that the kubelet has told of. */
	readonly containers: readonly string[];
}

const prefix = '/registry/pods/';
type Columns = (pod: never, context: { readonly now: number }) => { readonly ready: string; readonly status: string };
const printer: { columns?: Columns; loading?: Promise<void> } = {};

/** Loads the code that prints pods. */
export function loadPrinter(): Promise<void> {
	printer.loading ??= import('#src/sim/kinds/strategies/pods.ts').then(({ podColumns }) => void (printer.columns = podColumns as Columns));
	return printer.loading;
}

/** API objects are never changed, only replaced: what was read of one holds. */
const looks = new WeakMap<object, PodLook>();

function podLook(pod: Fields): PodLook {
	const known = looks.get(pod);
	if (known) return known;
	const metadata = fieldsOf(pod['metadata']);
	const status = fieldsOf(pod['status']);
	const statuses = [status['initContainerStatuses'], status['containerStatuses']].flatMap((list) => (Array.isArray(list) ? list.map(fieldsOf) : []));
	const waiting = statuses.map((one) => fieldsOf(fieldsOf(one['state'])['waiting']));
	const conditions = (Array.isArray(status['conditions']) ? status['conditions'] : []).map(fieldsOf);
	const columns = printer.columns?.(pod as never, { now: 0 });
	if (!columns) void loadPrinter();
	const look: PodLook = {
		name: textOf(metadata['name']),
		namespace: textOf(metadata['namespace']),
		node: textOf(fieldsOf(pod['spec'])['nodeName']),
		ip: textOf(status['podIP']),
		status: columns?.status ?? textOf(status['phase']),
		ready: columns?.ready ?? '',
		reason:
			waiting.map((one) => textOf(one['message'])).find((text) => text !== '') ??
			conditions
				.filter((one) => one['status'] === 'False')
				.map((one) => textOf(one['message']))
				.find((text) => text !== '') ??
			'',
		containers: statuses.map((one) => textOf(one['containerID']).replace(/^.*:\/\//, '')).filter((id) => id !== '')
	};
	if (columns) looks.set(pod, look);
	return look;
}

/** The pods of all namespaces by key; undefined when no etcd runs. */
export function lookAtPods(world: World): PodLook[] | undefined {
	for (const host of world.hosts()) {
		for (const process of world.kernel(host).state.processes.values()) {
			if (process.program !== 'etcd' || process.state !== 'live') continue;
			const keys = fieldsOf(fieldsOf(process.memory)['space'])['keys'];
			if (!(keys instanceof Map)) continue;
			const pods: PodLook[] = [];
			for (const [key, record] of keys as ReadonlyMap<string, unknown>) {
				const value = key.startsWith(prefix) ? fieldsOf(record)['value'] : undefined;
				if (isFields(value)) pods.push(podLook(value));
			}
			return pods;
		}
	}
	return undefined;
}
