// What metrics-server asks of a kubelet: CPU and memory of the node and of each container (the summary API's fields that are used).
// Read from the control groups themselves, as cAdvisor inside the real one does; the runtime is not asked.
import { Errno, type Sys } from '../engine/index.ts';
import { cgroupStats, clock, type CgroupStats } from '../kernel/index.ts';
import type { Pod } from '../kinds/index.ts';
import { rfc3339 } from '../values/index.ts';
import { kubelet, type Memory } from './memory.ts';
import { podCgroup } from './resources.ts';
import { isSidecar } from './status.ts';

interface Target {
	readonly metadata: Pod['metadata'];
	readonly containers: readonly { readonly name: string; readonly id: string; readonly group: string }[];
}

/** The pods, each with its containers that run. */
function targets(m: Memory): readonly Target[] {
	const found: Target[] = [];
	for (const { pod } of m.pods.values()) {
		const group = podCgroup(pod);
		const containers: { name: string; id: string; group: string }[] = [];
		for (const { name } of [...(pod.spec?.initContainers ?? []).filter(isSidecar), ...(pod.spec?.containers ?? [])]) {
			const seen = m.seen.get(`${pod.metadata.uid}/${name}`);
			if (seen?.running) containers.push({ name, id: seen.id, group: `${group}/${seen.id}` });
		}
		found.push({ metadata: pod.metadata, containers });
	}
	return found;
}

/** The summary of this node. CPU is cumulative (ns) and as a rate since the last time (nano-cores). */
export function* statistics(): Sys<unknown> {
	const now = yield* clock();
	const time = rfc3339(now);
	const root = yield* cgroupStats('/');
	const { node, wanted, before } = yield* kubelet((m) => ({ node: m.node, wanted: targets(m), before: m.samples }));
	const samples: Record<string, { at: number; cpu: number }> = {};
	const pods: unknown[] = [];
	for (const { metadata, containers } of wanted) {
		const list: unknown[] = [];
		for (const { name, id, group } of containers) {
			let used: CgroupStats;
			try {
				used = yield* cgroupStats(group);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				continue; // gone meanwhile
			}
			const last = before[id];
			const usageNanoCores = last && now > last.at ? Math.round(((used.cpuUsage - last.cpu) * 1e9) / (now - last.at)) : 0;
			samples[id] = { at: now, cpu: used.cpuUsage };
			list.push({
				name,
				cpu: { time, usageNanoCores, usageCoreNanoSeconds: used.cpuUsage * 1000 },
				memory: { time, workingSetBytes: used.memoryCurrent }
			});
		}
		pods.push({ podRef: { name: metadata.name, namespace: metadata.namespace, uid: metadata.uid }, containers: list });
	}
	yield* kubelet((m) => void (m.samples = samples));
	return {
		node: { nodeName: node, cpu: { time, usageCoreNanoSeconds: root.cpuUsage * 1000 }, memory: { time, workingSetBytes: root.memoryCurrent } },
		pods
	};
}
