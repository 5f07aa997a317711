// What a world is made of: machines, their disks and wires. A preset is a row: data only.
import type { Layer, NetlinkRequest, SpawnOptions } from '../kernel/index.ts';

export interface HostSpec {
	readonly name: string;
	readonly cores: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
	/** The layer its root disk starts from. */
	readonly layer: Layer;
	/** What the kernel starts as its first process. */
	readonly init: SpawnOptions;
	/** What configures its network at boot, in order (the machine's own interfaces, addresses and routes). */
	readonly network: readonly NetlinkRequest[];
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
	/** What a scenario's bash starts with beside the login environment. */
	/** A file that is there when the world is what its name says (a cluster that is up). Absent: at once. */
	readonly ready?: { readonly host: string; readonly file: string };
	readonly scenarioEnv: Readonly<Record<string, string>>;
	/** What the recorder ran on its machine before each scenario. */
	readonly scenarioReset?: string;
}
