// Usage of containers and sandboxes, from their control groups.
import { act, type Sys } from '../../engine/index.ts';
import { clock, type CgroupStats } from '../../kernel/index.ts';
import type { ContainerStats, CriMethods, PodSandboxStats } from '../cri.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { snapshotUsage } from '../daemon/snapshots.ts';
import { taskMetrics } from '../daemon/tasks.ts';
import { RpcError } from '../rpc.ts';
import { selects } from './common.ts';
import { stateOf } from './containers.ts';
import { containerOf, NAMESPACE, sandboxOf } from './memory-access.ts';
import type { CriContainerRecord, SandboxRecord } from './memory.ts';

type Params<M extends keyof CriMethods> = CriMethods[M]['params'];

function* usage(id: string): Sys<{ cpu: ContainerStats['cpu']; memory: ContainerStats['memory'] } | undefined> {
	let stats: CgroupStats;
	try {
		stats = yield* taskMetrics(NAMESPACE, id);
	} catch (e) {
		if (e instanceof RpcError) return undefined;
		throw e;
	}
	const now = yield* clock();
	// The rate is over the time since this container was last asked about.
	const nano = yield* act((m: DaemonMemory) => {
		const before = m.cri.samples[id];
		m.cri.samples[id] = { at: now, cpu: stats.cpuUsage };
		return before && now > before.at ? Math.round(((stats.cpuUsage - before.cpu) * 1e9) / (now - before.at)) : 0;
	});
	const { memoryCurrent } = stats;
	return {
		cpu: { usageCoreNanoSeconds: stats.cpuUsage * 1000, usageNanoCores: nano },
		memory: { workingSetBytes: memoryCurrent, usageBytes: memoryCurrent, rssBytes: memoryCurrent }
	};
}

/** FIDELITY: asked for whole sandboxes, the writable layer is not measured (upstream reads a cache that is filled in the background). */
function* statsOf(c: CriContainerRecord, disk: boolean): Sys<ContainerStats | undefined> {
	const used = yield* usage(c.id);
	if (!used) return undefined;
	const layer = disk ? yield* snapshotUsage(NAMESPACE, c.id) : { size: 8192, inodes: 4 };
	return {
		id: c.id,
		podSandboxId: c.sandboxId,
		metadata: c.config.metadata,
		labels: c.config.labels,
		timestamp: yield* clock(),
		...used,
		writableLayer: { usedBytes: layer.size, inodesUsed: layer.inodes }
	};
}

export function* containerStats(p: Params<'ContainerStats'>): Sys<{ stats: ContainerStats }> {
	const stats = yield* statsOf(yield* containerOf(p.containerId), true);
	if (!stats) throw new RpcError('NotFound', `failed to fetch metrics for task: no running task found: task ${p.containerId} not found: not found`);
	return { stats };
}

export const listContainerStats = (p: Params<'ListContainerStats'>): Sys<{ stats: readonly ContainerStats[] }> => listStats(p, true);

function* listStats(p: Params<'ListContainerStats'>, disk: boolean): Sys<{ stats: readonly ContainerStats[] }> {
	const { filter: f } = p;
	const records = yield* act((m: DaemonMemory) => Object.values(m.cri.containers));
	const all: ContainerStats[] = [];
	for (const c of records) {
		if (
			stateOf(c) !== 'CONTAINER_RUNNING' ||
			(f?.id && !c.id.startsWith(f.id)) ||
			(f?.podSandboxId && c.sandboxId !== f.podSandboxId) ||
			!selects(f?.labelSelector, c.config.labels)
		)
			continue;
		const stats = yield* statsOf(c, disk);
		if (stats) all.push(stats);
	}
	return { stats: all };
}

function* sandboxStats(s: SandboxRecord): Sys<PodSandboxStats> {
	const { stats: containers } = yield* listStats({ filter: { podSandboxId: s.id } }, false);
	const own = (yield* usage(s.id)) ?? { cpu: { usageCoreNanoSeconds: 0, usageNanoCores: 0 }, memory: { workingSetBytes: 0, usageBytes: 0, rssBytes: 0 } };
	const sum = (pick: (u: { cpu: ContainerStats['cpu']; memory: ContainerStats['memory'] }) => number): number =>
		containers.reduce((total, c) => total + pick(c), pick(own));
	return {
		id: s.id,
		metadata: s.config.metadata,
		labels: s.config.labels,
		containers,
		network: { rxBytes: 0, txBytes: 0 },
		cpu: { usageCoreNanoSeconds: sum((u) => u.cpu.usageCoreNanoSeconds), usageNanoCores: sum((u) => u.cpu.usageNanoCores) },
		memory: { workingSetBytes: sum((u) => u.memory.workingSetBytes), usageBytes: sum((u) => u.memory.usageBytes), rssBytes: sum((u) => u.memory.rssBytes) }
	};
}
export function* podSandboxStats(p: Params<'PodSandboxStats'>): Sys<{ stats: PodSandboxStats }> {
	return { stats: yield* sandboxStats(yield* sandboxOf(p.podSandboxId)) };
}
export function* listPodSandboxStats(p: Params<'ListPodSandboxStats'>): Sys<{ stats: readonly PodSandboxStats[] }> {
	const records = yield* act((m: DaemonMemory) =>
		Object.values(m.cri.sandboxes).filter(
			(s) => s.ready && (!p.filter?.id || s.id.startsWith(p.filter.id)) && selects(p.filter?.labelSelector, s.config.labels)
		)
	);
	const all: PodSandboxStats[] = [];
	for (const s of records) all.push(yield* sandboxStats(s));
	return { stats: all };
}
