// What metrics-server asks of a kubelet: CPU and memory of the node and of each container (the summary API's fields that are used).
import { CONTAINERD_SOCKET, cri } from '../containerd/index.ts';
import type { Sys } from '../engine/index.ts';
import { cgroupStats, clock } from '../kernel/index.ts';
import { rfc3339 } from '../values/index.ts';
import { kubelet } from './memory.ts';

/** The summary of this node. CPU is cumulative (ns) and as a rate (nano-cores). */
export function* statistics(): Sys<unknown> {
	const time = rfc3339(yield* clock());
	const root = yield* cgroupStats('/');
	const { node, pods } = yield* kubelet((m) => ({ node: m.node, pods: [...m.pods.values()].map((w) => w.pod.metadata) }));
	const { stats } = yield* cri('ListPodSandboxStats', {}, CONTAINERD_SOCKET);
	return {
		node: { nodeName: node, cpu: { time, usageCoreNanoSeconds: root.cpuUsage * 1000 }, memory: { time, workingSetBytes: root.memoryCurrent } },
		pods: stats
			.filter((s) => pods.some((p) => p.uid === s.metadata.uid))
			.map((s) => ({
				podRef: { name: s.metadata.name, namespace: s.metadata.namespace, uid: s.metadata.uid },
				containers: s.containers.map((c) => ({
					name: c.metadata.name,
					cpu: { time, usageNanoCores: c.cpu.usageNanoCores, usageCoreNanoSeconds: c.cpu.usageCoreNanoSeconds },
					memory: { time, workingSetBytes: c.memory.workingSetBytes }
				}))
			}))
	};
}
