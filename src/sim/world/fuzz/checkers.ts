// What must hold of every world at any moment, and what must hold once it is quiet: read from its state, never from what it prints.
import type { KernelState } from '../../kernel/host.ts';
import type { World } from '../world.ts';

/** What the kernels' books say against themselves, at any moment. */
export function kernelFaults(world: World): string[] {
	const faults: string[] = [];
	for (const host of world.preset.hosts) {
		const { state } = world.kernel(host.name);
		for (const fault of [...treeFaults(state), ...descriptorFaults(state), ...waiterFaults(state)]) faults.push(`${host.name}: ${fault}`);
	}
	for (const bug of world.bugs) faults.push(`bug in ${bug.where}: ${bug.error instanceof Error ? (bug.error.stack ?? bug.error.message) : String(bug.error)}`);
	return faults;
}

function* treeFaults(state: KernelState): Generator<string> {
	for (const process of state.processes.values()) {
		const parent = state.processes.get(process.ppid);
		if (process.pid !== 1 && !parent) yield `process ${process.pid} (${process.comm}) has no parent ${process.ppid}`;
		if (parent && !parent.children.includes(process.pid)) yield `process ${process.ppid} does not know its child ${process.pid} (${process.comm})`;
		for (const tid of process.threads) if (state.threads.get(tid)?.pid !== process.pid) yield `process ${process.pid} has no thread ${tid}`;
		if (process.state === 'live' && process.threads.length === 0) yield `process ${process.pid} (${process.comm}) lives without a thread`;
		if (!state.cgroups.has(process.cgroup) && process.state === 'live') yield `process ${process.pid} is in no cgroup: ${process.cgroup}`;
		for (const inode of Object.values(process.namespaces))
			if (process.state === 'live' && !state.namespaces.has(inode)) yield `process ${process.pid} is in a namespace that is gone: ${inode}`;
	}
	if (!state.running && state.processes.size > 0) yield 'processes on a machine that is off';
}

function* descriptorFaults(state: KernelState): Generator<string> {
	const held = new Map<number, number>();
	for (const process of state.processes.values()) for (const { file } of process.fds.values()) held.set(file, (held.get(file) ?? 0) + 1);
	for (const [file, count] of held) {
		const refs = state.files.get(file)?.refs;
		if (refs === undefined) yield `a descriptor points at file ${file}, which is closed`;
		else if (refs < count) yield `file ${file} has ${refs} references and ${count} descriptors`;
	}
}

function* waiterFaults(state: KernelState): Generator<string> {
	for (const [object, threads] of state.waiters) {
		for (const tid of threads) {
			const thread = state.threads.get(tid);
			if (thread && !thread.waitOn.includes(object)) yield `thread ${tid} is in the queue of ${object} but waits for ${thread.waitOn.join()}`;
		}
	}
}

interface Engine {
	readonly containers: ReadonlyMap<
		string,
		{ readonly name: string; readonly state: { readonly running: boolean; readonly restarting: boolean; readonly pid: number } }
	>;
}

/** What a quiet Docker host's engine believes, against its kernel. */
export function dockerFaults(world: World): string[] {
	const faults: string[] = [];
	const { state } = world.kernel(world.hosts()[0] ?? '');
	const daemon = [...state.processes.values()].find((process) => process.program === 'dockerd' && process.state === 'live');
	const engine = daemon?.memory as Engine | undefined;
	if (!engine) return faults;
	const believed = new Set<number>();
	for (const { name, state: container } of engine.containers.values()) {
		// Between two tries of its restart policy a container counts as running, with no process.
		if (!container.running || container.restarting) continue;
		believed.add(container.pid);
		if (state.processes.get(container.pid)?.state !== 'live') faults.push(`${name} is Running as ${container.pid}, which does not live`);
	}
	for (const process of state.processes.values()) {
		const isFirst = process.state === 'live' && /docker[-/]/.test(process.cgroup) && process.pids.get(process.namespaces.pid) === 1;
		if (isFirst && !believed.has(process.pid)) faults.push(`${process.pid} (${process.comm}) lives in ${process.cgroup} unknown to the engine`);
	}
	return faults;
}

interface Stored {
	readonly metadata: { readonly name: string; readonly namespace?: string; readonly deletionTimestamp?: string };
	readonly spec: { readonly hostNetwork?: boolean; readonly nodeName?: string; readonly replicas?: number };
	readonly status?: { readonly phase?: string; readonly podIP?: string; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
	readonly endpoints?: readonly {
		readonly addresses: readonly string[];
		readonly conditions?: { readonly ready?: boolean };
		readonly targetRef?: { readonly name: string };
	}[];
}

/** What a cluster's store says against itself. `quiet`: controllers have had their time. */
export function clusterFaults(world: World, quiet: boolean): string[] {
	const faults: string[] = [];
	const store = [...world.kernel(world.hosts()[0] ?? '').state.processes.values()].find((process) => process.program === 'etcd' && process.state === 'live');
	const space = (store?.memory as { space?: { revision: number; keys: ReadonlyMap<string, { key: string; value: unknown; modRevision: number }> } } | undefined)
		?.space;
	if (!space) return faults;
	const addresses = new Map<string, string>();
	const ready = new Set<string>();
	for (const { key, value, modRevision } of space.keys.values()) {
		if (modRevision > space.revision) faults.push(`${key} was written at ${modRevision}, later than now (${space.revision})`);
		if (!key.startsWith('/registry/pods/')) continue;
		const { metadata, spec, status } = value as Stored;
		if (spec.hostNetwork || !status?.podIP || status.phase === 'Failed' || status.phase === 'Succeeded') continue;
		if (status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') && !metadata.deletionTimestamp) ready.add(status.podIP);
		if (metadata.deletionTimestamp || !quiet) continue;
		const other = addresses.get(status.podIP);
		if (other) faults.push(`${other} and ${key} both have ${status.podIP}`);
		addresses.set(status.podIP, key);
	}
	if (!quiet) return faults;
	for (const { key, value } of space.keys.values()) {
		if (!key.startsWith('/registry/endpointslices/') || key.endsWith('/kubernetes')) continue;
		for (const endpoint of (value as Stored).endpoints ?? []) {
			const [address = ''] = endpoint.addresses;
			if (endpoint.conditions?.ready && addresses.has(address) && !ready.has(address)) faults.push(`${key} says ${address} is ready, its pod does not`);
		}
	}
	return faults;
}
