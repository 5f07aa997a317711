// What a box of the stack picture is, and what boxes are made from: one look at the machines. Pure.
// Every box says what it is, its state as the machine has it, and the command that shows the same in the terminal.
import type { LayerName } from '../view.ts';
import type { PodLook } from './cluster-look.ts';
import type { CriContainer, DockerContainer, ImageLook } from './engine-look.ts';
import type { KernelContainer, KernelLook } from './kernel-look.ts';

export interface Box {
	readonly layer: LayerName;
	readonly host: string;
	readonly label: string;
	readonly note?: string;
	/** Not running, or not there: drawn dashed. */
	readonly ghost?: boolean;
	readonly about: string;
	readonly command?: string;
	/** What is known of it, as name and value. */
	readonly facts?: readonly (readonly [name: string, value: string])[];
}
export type Boxes = Record<string, Box>;

/** One host's part of a look. */
export interface HostLook {
	readonly kernel: KernelLook;
	readonly docker: readonly DockerContainer[];
	readonly images: readonly ImageLook[];
	/** Whose containers the kernel's are, by id. */
	readonly cri: ReadonlyMap<string, CriContainer>;
}

export interface Look {
	readonly hosts: readonly HostLook[];
	readonly pods: readonly PodLook[] | undefined;
	/** The machines are a cluster's. */
	readonly cluster: boolean;
}

/** Namespaces whose pods are the cluster's own. */
export const ownNamespaces: ReadonlySet<string> = new Set(['kube-system', 'local-path-storage', 'kube-node-lease', 'kube-public']);

/** What a container is called: docker's name, the pod's, or its id as docker shortens it. */
export function nameOf(container: KernelContainer, { docker, cri }: HostLook): string {
	const known = docker.find(({ id }) => id === container.id)?.name ?? cri.get(container.id)?.pod;
	return known || container.id.slice(0, 12);
}

const two = (n: number): string => String(n).padStart(2, '0');
/** Virtual µs as the timeline shows it. */
export function clock(us: number): string {
	const s = Math.max(0, Math.floor(us / 1e6));
	return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
/** Bytes for people: at most three digits. */
export function bytes(n: number): string {
	const units = ['B', 'KiB', 'MiB', 'GiB'];
	let value = n;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Facts of a container's cgroup and namespaces, for the boxes that show it from one side or another. */
export function containerFacts({ main, pidInside, processes, cgroup, ...rest }: KernelContainer & { readonly cgroup: string }): (readonly [string, string])[] {
	const { memory, memoryMax, cpuMax, pidsMax, netns, pidns, address, frozen, oomKills } = rest;
	return [
		['Process', `${main.pid} on the host, ${pidInside} inside`],
		['Command', main.argv],
		['User', main.uid === 0 ? 'root (0)' : String(main.uid)],
		['Since', clock(main.started)],
		...(processes.length > 1 ? ([['Processes', processes.map(({ pid, comm }) => `${comm} ${pid}`).join(', ')]] as const) : []),
		['Cgroup', cgroup],
		['Memory', `${bytes(memory)}${memoryMax === null ? ', no limit' : ` of ${bytes(memoryMax)}`}`],
		['CPU', cpuMax === null ? 'no limit' : `${(cpuMax / 100_000).toFixed(2)} cores at most`],
		...(pidsMax === null ? [] : ([['Processes allowed', String(pidsMax)]] as const)),
		...(frozen ? ([['Frozen', 'its processes get no time']] as const) : []),
		...(oomKills > 0 ? ([['Killed for memory', `${oomKills}×`]] as const) : []),
		['Pid namespace', String(pidns)],
		['Net namespace', `${netns}${address === undefined ? '' : `, ${address}`}`]
	];
}
