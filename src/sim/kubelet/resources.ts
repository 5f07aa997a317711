// Quality of service, cgroups and limits of pods and containers (pkg/kubelet/cm, kuberuntime helpers).
import type { LinuxResources } from '../containerd/index.ts';
import { Errno, type Sys } from '../engine/index.ts';
import { cgroupCreate, cgroupKill, cgroupRemove, cgroupSet } from '../kernel/index.ts';
import type { Container, Pod } from '../kinds/index.ts';
import { milliValue, parseQuantity, quantityValue } from '../values/index.ts';

export type Qos = 'Guaranteed' | 'Burstable' | 'BestEffort';

const amount = (list: Readonly<Record<string, string>> | undefined, name: 'cpu' | 'memory'): number => {
	const text = list?.[name];
	if (text === undefined) return 0;
	const quantity = parseQuantity(text);
	return Number(name === 'cpu' ? milliValue(quantity) : quantityValue(quantity));
};

/** A pod's class, by its containers' requests and limits of cpu and memory. */
export function qosOf(pod: Pod): Qos {
	let any = false;
	let guaranteed = true;
	for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]) {
		for (const name of ['cpu', 'memory'] as const) {
			const limit = amount(container.resources?.limits, name);
			const request = amount(container.resources?.requests, name) || limit;
			if (limit > 0 || request > 0) any = true;
			if (limit === 0 || request !== limit) guaranteed = false;
		}
	}
	return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable';
}

/** The pod's cgroup. */
export function podCgroup(pod: Pod): string {
	const qos = qosOf(pod);
	const base = qos === 'Guaranteed' ? '/kubepods' : `/kubepods/${qos.toLowerCase()}`;
	return `${base}/pod${pod.metadata.uid}`;
}

/** Memory a node's oom score counts by: the more a burstable container asks for, the later it goes. */
function oomScoreAdj(pod: Pod, container: Container): number {
	if ((pod.spec?.priority ?? 0) >= 2_000_000_000) return -997;
	const qos = qosOf(pod);
	if (qos === 'Guaranteed') return -997;
	if (qos === 'BestEffort') return 1000;
	const share = Math.floor((1000 * amount(container.resources?.requests, 'memory')) / 25_276_510_208);
	return Math.min(999, Math.max(2, 1000 - share));
}

/** A container's limits as the runtime gets them. */
export function linuxResources(pod: Pod, container: Container): LinuxResources {
	const cpu = amount(container.resources?.limits, 'cpu');
	const memory = amount(container.resources?.limits, 'memory');
	const request = amount(container.resources?.requests, 'cpu') || cpu;
	return {
		cpuPeriod: 100_000,
		...(cpu ? { cpuQuota: Math.max(1000, cpu * 100) } : {}),
		cpuShares: Math.max(2, Math.floor((request * 1024) / 1000)),
		...(memory ? { memoryLimitInBytes: memory } : {}),
		oomScoreAdj: oomScoreAdj(pod, container)
	};
}

/** Makes the pod's cgroup with the sum of its containers' limits (a limit counts only when all have one). */
export function* createPodCgroup(pod: Pod): Sys<void> {
	const containers = pod.spec?.containers ?? [];
	const total = (name: 'cpu' | 'memory') => {
		const limits = containers.map((c) => amount(c.resources?.limits, name));
		return limits.every((n) => n > 0) ? limits.reduce((a, b) => a + b, 0) : null;
	};
	const cpu = total('cpu');
	const limits = { cpuMax: cpu === null ? null : cpu * 100, memoryMax: total('memory') };
	try {
		yield* cgroupCreate(podCgroup(pod), limits);
	} catch (error) {
		if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
		yield* cgroupSet(podCgroup(pod), limits);
	}
}

/** Ends what is left in the pod's cgroup and removes it. */
export function* removePodCgroup(pod: Pod): Sys<void> {
	try {
		yield* cgroupKill(podCgroup(pod));
		yield* cgroupRemove(podCgroup(pod));
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
