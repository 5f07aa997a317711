// Whether a cluster has what was asked for: read from etcd's memory, never from what a command prints. Each fault says what is missing.
import type { World } from '../world.ts';

interface Meta {
	readonly name: string;
	readonly namespace?: string;
	readonly uid: string;
	readonly generation?: number;
	readonly deletionTimestamp?: string;
	readonly ownerReferences?: readonly { readonly uid: string; readonly controller?: boolean }[];
}
interface Stored {
	readonly metadata: Meta;
	readonly spec?: { readonly replicas?: number; readonly completions?: number; readonly unschedulable?: boolean; readonly backoffLimit?: number };
	readonly status?: {
		readonly phase?: string;
		readonly observedGeneration?: number;
		readonly replicas?: number;
		readonly readyReplicas?: number;
		readonly updatedReplicas?: number;
		readonly availableReplicas?: number;
		readonly currentRevision?: string;
		readonly updateRevision?: string;
		readonly desiredNumberScheduled?: number;
		readonly numberReady?: number;
		readonly updatedNumberScheduled?: number;
		readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
	};
}

/** The objects etcd holds of a resource, e.g. "deployments"; undefined while etcd is down. */
export function stored(world: World, resource: string): readonly Stored[] | undefined {
	const host = world.kernel(world.hosts()[0] ?? '');
	const etcd = [...host.state.processes.values()].find((process) => process.program === 'etcd' && process.state === 'live');
	const space = (etcd?.memory as { space?: { keys: ReadonlyMap<string, { key: string; value: unknown }> } } | undefined)?.space;
	if (!space) return undefined;
	const prefix = `/registry/${resource}/`;
	return [...space.keys.values()].filter(({ key }) => key.startsWith(prefix)).map(({ value }) => value as Stored);
}

const isTrue = (object: Stored, type: string): boolean => object.status?.conditions?.some((c) => c.type === type && c.status === 'True') === true;
const nameOf = ({ metadata }: Stored): string => `${metadata.namespace ?? ''}/${metadata.name}`;
/** Restarts of what was killed again and again wait for up to five minutes; what they hold up is not wrong, only late. */
const kinds: readonly { readonly resource: string; readonly wrong: (object: Stored) => string | false }[] = [
	{ resource: 'minions', wrong: (o) => (isTrue(o, 'Ready') ? o.spec?.unschedulable === true && 'is cordoned' : 'is not Ready') },
	{
		resource: 'deployments',
		wrong: ({ spec, status, metadata }) => replicas(spec?.replicas ?? 1, metadata, status, [status?.updatedReplicas, status?.availableReplicas])
	},
	{ resource: 'replicasets', wrong: ({ spec, status, metadata }) => replicas(spec?.replicas ?? 1, metadata, status, [status?.readyReplicas]) },
	{ resource: 'statefulsets', wrong: ({ spec, status, metadata }) => replicas(spec?.replicas ?? 1, metadata, status, [status?.readyReplicas]) },
	{
		resource: 'daemonsets',
		wrong: ({ status }) =>
			status?.numberReady !== status?.desiredNumberScheduled && `has ${status?.numberReady ?? 0} of ${status?.desiredNumberScheduled ?? 0} ready`
	},
	{ resource: 'jobs', wrong: (o) => !isTrue(o, 'Complete') && !isTrue(o, 'Failed') && 'is not over' },
	{ resource: 'namespaces', wrong: ({ metadata }) => metadata.deletionTimestamp !== undefined && 'is still going' },
	{ resource: 'pods', wrong: ({ metadata, status }) => (metadata.deletionTimestamp ? 'is still going' : status?.phase === 'Pending' && 'is Pending') }
];
function replicas(wanted: number, { generation }: Meta, status: Stored['status'], counts: readonly (number | undefined)[]): string | false {
	if ((status?.observedGeneration ?? 0) < (generation ?? 0)) return 'was not looked at';
	if ((status?.replicas ?? 0) !== wanted) return `has ${status?.replicas ?? 0} of ${wanted}`;
	return counts.some((count) => (count ?? 0) !== wanted) && `has ${counts.map((count) => count ?? 0).join(' and ')} of ${wanted}`;
}

/** What is not as asked for. */
export function unreached(world: World): string[] {
	if (stored(world, 'pods') === undefined) return ['etcd is down'];
	const faults: string[] = [];
	const uids = new Set<string>();
	for (const { resource, wrong } of kinds) {
		for (const object of stored(world, resource) ?? []) {
			uids.add(object.metadata.uid);
			const why = wrong(object);
			if (why) faults.push(`${resource} ${nameOf(object)} ${why}`);
		}
	}
	for (const pod of stored(world, 'pods') ?? []) {
		const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller);
		if (owner && !uids.has(owner.uid)) faults.push(`pods ${nameOf(pod)} belongs to what is gone`);
	}
	return faults;
}
