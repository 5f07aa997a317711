// What a world is made of: machines, their disks and wires. A preset is a row: data only.
import type { SpawnOptions } from '../kernel/index.ts';

export interface HostSpec {
	readonly name: string;
	readonly cores: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
	/** Id of the layer its root disk starts from. */
	readonly layer: string;
	/** What the kernel starts as its first process; it configures the network from /etc/network. */
	readonly init: SpawnOptions;
	/** What a terminal's shell starts with. */
	readonly login: { readonly env: Readonly<Record<string, string>>; readonly cwd: string; readonly cgroup?: string };
	/** A machine of the simulated internet: not offered to learners. */
	readonly hidden?: boolean;
}

export interface SegmentSpec {
	readonly name: string;
	/** One-way µs, and µs per MiB. */
	readonly latency: number;
	readonly perMiB: number;
}

export interface Preset {
	readonly name: string;
	/** Unix µs at virtual time 0. */
	readonly epoch: number;
	readonly hosts: readonly HostSpec[];
	readonly segments: readonly SegmentSpec[];
}
