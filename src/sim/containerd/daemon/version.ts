// The versions of containerd that worlds install, and what differs between them.

export interface ContainerdVersion {
	/** The program's name in the kernel's table. */
	readonly name: string;
	/** "v2.2.1". */
	readonly version: string;
	readonly revision: string;
	/** 1.x says gRPC's code at the end of errors that have no better one: "…: unknown". */
	readonly saysUnknown: boolean;
}
export const containerd22: ContainerdVersion = {
	name: 'containerd',
	version: 'v2.2.1',
	revision: 'dea7da592f5d1d2b7755e3a161be07f43fad8f75',
	saysUnknown: false
};
/** As shipped with Docker 28.5. */
export const containerd17: ContainerdVersion = {
	name: 'containerd-1.7',
	version: '1.7.29',
	revision: '442cb34bda9a6a0fed82a2ca7cade05c5c749582',
	saysUnknown: true
};
