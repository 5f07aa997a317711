// What the scheduler knows of a node: its object, the pods on it (bound or assumed), and what they ask for.
// Invariant: `requested` is the sum over `pods`; kept by add and remove, never recomputed.
import type { Container, Node, Pod } from '../kinds/index.ts';
import { milliValue, parseQuantity, quantityValue } from '../values/index.ts';

/** Resource name → amount: cpu in millicores, all else in units. */
export type Amounts = Record<string, number>;

export interface NodeInfo {
	node: Node;
	allocatable: Amounts;
	requested: Amounts;
	/** With defaults for pods that ask for nothing (100 m, 200 MiB): what scoring counts. */
	counted: { cpu: number; memory: number };
	pods: Map<string, Pod>;
	/** How many of `pods` have pod (anti-)affinity: mostly none, and then nobody need look at them. */
	affine: number;
	/** How many of `pods` a namespace and selector (as text) choose, as it was asked; a new map when `pods` changes. */
	chosen: Map<string, number>;
	/** "protocol/hostIP/port" in use. */
	ports: Set<string>;
	images: Map<string, number>;
}

export function amount(name: string, text: string): number {
	const quantity = parseQuantity(text);
	return Number(name === 'cpu' ? milliValue(quantity) : quantityValue(quantity));
}

function sum(into: Amounts, list: Readonly<Record<string, string>> | undefined, sign = 1): void {
	for (const name in list) into[name] = (into[name] ?? 0) + sign * amount(name, list[name] ?? '0');
}

/** What a pod asks for: containers and sidecars together, or the largest init step if that is more (resourcehelper.PodRequests). */
export function podRequests(pod: Pod): Amounts {
	const total: Amounts = {};
	for (const container of pod.spec?.containers ?? []) sum(total, container.resources?.requests);
	const sidecars: Amounts = {};
	const peak: Amounts = {};
	for (const init of pod.spec?.initContainers ?? []) {
		if (init.restartPolicy === 'Always') {
			sum(sidecars, init.resources?.requests);
			sum(total, init.resources?.requests);
			continue;
		}
		const step: Amounts = { ...sidecars };
		sum(step, init.resources?.requests);
		for (const name in step) peak[name] = Math.max(peak[name] ?? 0, step[name] ?? 0);
	}
	for (const name in peak) total[name] = Math.max(total[name] ?? 0, peak[name] ?? 0);
	if (pod.spec?.resources?.requests) for (const name in pod.spec.resources.requests) total[name] = amount(name, pod.spec.resources.requests[name] ?? '0');
	sum(total, pod.spec?.overhead);
	return total;
}

/** The requests as scoring counts them. */
export function countedRequests(pod: Pod): { cpu: number; memory: number } {
	const of = (container: Container, name: 'cpu' | 'memory', otherwise: number) => {
		const asked = container.resources?.requests?.[name];
		return asked === undefined ? otherwise : amount(name, asked);
	};
	let cpu = 0;
	let memory = 0;
	for (const container of pod.spec?.containers ?? []) {
		cpu += of(container, 'cpu', 100);
		memory += of(container, 'memory', 200 << 20);
	}
	return { cpu, memory };
}

/** Host ports a pod takes. */
export function hostPorts(pod: Pod): string[] {
	return (pod.spec?.containers ?? []).flatMap((container) =>
		(container.ports ?? []).filter((port) => port.hostPort).map((port) => `${port.protocol ?? 'TCP'}/${port.hostIP || '0.0.0.0'}/${port.hostPort}`)
	);
}

export function newNodeInfo(node: Node): NodeInfo {
	return setNode(
		{
			node,
			allocatable: {},
			requested: {},
			counted: { cpu: 0, memory: 0 },
			pods: new Map(),
			affine: 0,
			chosen: new Map(),
			ports: new Set(),
			images: new Map()
		},
		node
	);
}

/** Takes over a node's new object. */
export function setNode(info: NodeInfo, node: Node): NodeInfo {
	info.node = node;
	info.allocatable = {};
	sum(info.allocatable, node.status?.allocatable);
	info.images = new Map((node.status?.images ?? []).flatMap((image) => (image.names ?? []).map((name) => [name, image.sizeBytes ?? 0] as const)));
	return info;
}

export function addPod(info: NodeInfo, key: string, pod: Pod): void {
	if (info.pods.has(key)) removePod(info, key);
	info.pods.set(key, pod);
	count(info, pod, 1);
	for (const port of hostPorts(pod)) info.ports.add(port);
}

export function removePod(info: NodeInfo, key: string): void {
	const pod = info.pods.get(key);
	if (!pod) return;
	info.pods.delete(key);
	count(info, pod, -1);
	if (info.ports.size > 0) info.ports = new Set([...info.pods.values()].flatMap(hostPorts));
}

/** Whether a pod says which pods it wants near or far. */
export const hasAffinity = (pod: Pod): boolean => pod.spec?.affinity?.podAffinity !== undefined || pod.spec?.affinity?.podAntiAffinity !== undefined;

function count(info: NodeInfo, pod: Pod, sign: number): void {
	if (hasAffinity(pod)) info.affine += sign;
	info.chosen = new Map();
	const requests = podRequests(pod);
	for (const name in requests) info.requested[name] = (info.requested[name] ?? 0) + sign * (requests[name] ?? 0);
	const counted = countedRequests(pod);
	info.counted.cpu += sign * counted.cpu;
	info.counted.memory += sign * counted.memory;
}
