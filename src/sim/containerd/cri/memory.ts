// What the CRI plug-in of containerd remembers beside containerd's own records. Sandboxes and containers are written to the metadata store.
import type { KnownNetwork } from './cni.ts';
import type { NamedImage } from './images.ts';
import type { ContainerConfig, ContainerEvent, PodSandboxConfig } from '../cri.ts';

export interface SandboxRecord {
	readonly id: string;
	readonly config: PodSandboxConfig;
	readonly runtimeHandler: string;
	readonly createdAt: number;
	readonly ready: boolean;
	readonly pid: number;
	/** "/var/run/netns/cni-…"; "" for the host's network. */
	readonly netns: string;
	readonly ips: readonly string[];
}
export interface CriContainerRecord {
	readonly id: string;
	readonly sandboxId: string;
	readonly config: ContainerConfig;
	readonly imageId: string;
	/** The first repository digest of the image, or its id. */
	readonly imageRef: string;
	/** Its first tag, in full; else as it was asked for. */
	readonly imageName: string;
	readonly logPath: string;
	readonly createdAt: number;
	readonly startedAt: number;
	readonly finishedAt: number;
	readonly exitCode: number;
	readonly reason: string;
	readonly message: string;
	readonly pid: number;
	/** Asked to stop: its end is not an error of its own. */
	readonly stopping: boolean;
	readonly oomKilled: boolean;
	readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
	/** Signal to stop it with, e.g. "SIGQUIT". */
	readonly stopSignal: string;
}
export interface CriMemory {
	sandboxes: Record<string, SandboxRecord>;
	containers: Record<string, CriContainerRecord>;
	/** For GetContainerEvents. */
	events: readonly { readonly n: number; readonly event: ContainerEvent }[];
	nextEvent: number;
	/** The pod network's configuration as read last. */
	network: KnownNetwork | undefined;
	/** Names of images as they were read, by the name. */
	names: Record<string, NamedImage>;
	/** CPU counters when usage was last asked for, by container. */
	samples: Record<string, { readonly at: number; readonly cpu: number }>;
	/** Ends that were told before the start was recorded, by container. */
	ended: Record<string, { readonly exitStatus: number; readonly exitedAt: number }>;
	/** Output for attached clients, by container: bounded; kept while somebody is attached. */
	attached: Record<
		string,
		{
			readonly clients: number;
			readonly next: number;
			readonly closed: boolean;
			readonly chunks: readonly { readonly n: number; readonly stream: 'stdout' | 'stderr'; readonly data: Uint8Array }[];
		}
	>;
}
export const newCriMemory = (): CriMemory => ({
	sandboxes: {},
	containers: {},
	events: [],
	nextEvent: 0,
	network: undefined,
	names: {},
	samples: {},
	ended: {},
	attached: {}
});
