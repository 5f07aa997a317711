// GET /containers/{id}/stats: what the control group and the network interfaces count, once a second.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, monotonic, netlink, sleep, sysinfo, type Interface } from '../../kernel/index.ts';
import { RpcError } from '../../containerd/api.ts';
import { rfc3339nano } from '../../values/index.ts';
import type { JsonObject } from '../decode.ts';
import { beginStream, endStream, flag, flagOr, jsonChunk, ok, type Reply, type Request } from '../http.ts';
import { getContainer, remember } from '../memory.ts';
import type { Container } from '../state.ts';
import { taskMetrics } from '../tasks.ts';

export interface StatsStream {
	readonly kind: 'stats';
	readonly id: string;
	readonly last: Sample | null;
	/** The sample is for a single answer: wait for a second one, then stop. */
	readonly single: boolean;
	readonly next: number;
}
interface Sample {
	readonly at: number;
	readonly cpuUs: number;
	readonly systemUs: number;
	readonly cores: number;
	readonly throttledUs: number;
	readonly memory: number;
	readonly memoryMax: number;
	readonly pids: number;
	readonly pidsMax: number | null;
	readonly read: number;
	readonly write: number;
	readonly networks: readonly { readonly name: string; readonly rx: { bytes: number; packets: number }; readonly tx: { bytes: number; packets: number } }[];
}

export function* getStats(request: Request): Sys<Reply> {
	const container = yield* getContainer(request.vars[0] ?? '');
	const stream = flagOr(request, 'stream', true);
	const oneShot = flag(request, 'one-shot');
	if (!container.state.running && !stream) return ok(empty(container));
	if (!stream && oneShot) return ok(shown(container, yield* sample(container), null));
	yield* beginStream(request.fd);
	const now = yield* clock();
	return { stream: { kind: 'stats', id: container.id, last: null, single: !stream, next: now } };
}
/** One turn: waits for its second, takes a sample, sends it. */
export function* statsTurn(fd: number, state: StatsStream): Sys<StatsStream | null> {
	const left = state.next - (yield* clock());
	if (left > 0) yield* sleep(left);
	const container = yield* remember((m) => m.containers.get(state.id));
	if (!container) {
		yield* endStream(fd);
		return null;
	}
	const now = yield* sample(container);
	if (!state.single || state.last !== null) yield* jsonChunk(fd, container.state.running ? shown(container, now, state.last) : empty(container));
	if (state.single && state.last !== null) {
		yield* endStream(fd);
		return null;
	}
	return { ...state, last: now, next: state.next + 1_000_000 };
}

const blank: Sample = {
	at: 0,
	cpuUs: 0,
	systemUs: 0,
	cores: 1,
	throttledUs: 0,
	memory: 0,
	memoryMax: 0,
	pids: 0,
	pidsMax: null,
	read: 0,
	write: 0,
	networks: []
};
function* sample(container: Container): Sys<Sample> {
	const info = yield* sysinfo();
	const at = yield* clock();
	if (!container.state.running || container.state.restarting) return { ...blank, at, cores: info.cores };
	try {
		const s = yield* taskMetrics(container.id);
		return {
			at,
			cpuUs: s.cpuUsage,
			systemUs: (yield* monotonic()) * info.cores,
			cores: info.cores,
			throttledUs: s.cpuThrottled,
			memory: s.memoryCurrent,
			memoryMax: s.memoryMax ?? info.memoryTotal,
			pids: s.pidsCurrent,
			pidsMax: s.pidsMax,
			read: s.ioRead,
			write: s.ioWrite,
			networks: yield* interfaces(container)
		};
	} catch (error) {
		if (error instanceof RpcError) return { ...blank, at, cores: info.cores };
		throw error;
	}
}
function* interfaces(container: Container): Sys<Sample['networks']> {
	if (container.hostConfig.NetworkMode === 'host' || container.hostConfig.NetworkMode.startsWith('container:')) return [];
	try {
		const links = yield* netlink<Interface[]>({ op: 'links', inside: { pid: container.state.pid } });
		return links.filter((link) => link.name !== 'lo').map(({ name, rx, tx }) => ({ name, rx: { ...rx }, tx: { ...tx } }));
	} catch (error) {
		if (error instanceof Errno) return [];
		throw error;
	}
}

const cpu = (s: Sample | null): JsonObject =>
	s === null
		? { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 }, throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 } }
		: {
				cpu_usage: { total_usage: s.cpuUs * 1000, usage_in_kernelmode: 0, usage_in_usermode: s.cpuUs * 1000 },
				system_cpu_usage: s.systemUs * 1000,
				online_cpus: s.cores,
				throttling_data: { periods: 0, throttled_periods: 0, throttled_time: s.throttledUs * 1000 }
			};
function shown(container: Container, s: Sample, last: Sample | null): JsonObject {
	const entries = (op: 'read' | 'write', value: number): JsonObject[] => (value > 0 ? [{ major: 8, minor: 0, op, value }] : []);
	const io = [...entries('read', s.read), ...entries('write', s.write)];
	return {
		name: container.name,
		id: container.id,
		read: rfc3339nano(s.at),
		preread: last === null ? '0001-01-01T00:00:00Z' : rfc3339nano(last.at),
		pids_stats: { current: s.pids, limit: s.pidsMax ?? 18_446_744_073_709_551_615n },
		blkio_stats: {
			io_service_bytes_recursive: io.length > 0 ? io : null,
			io_serviced_recursive: null,
			io_queue_recursive: null,
			io_service_time_recursive: null,
			io_wait_time_recursive: null,
			io_merged_recursive: null,
			io_time_recursive: null,
			sectors_recursive: null
		},
		num_procs: 0,
		storage_stats: {},
		cpu_stats: cpu(s),
		precpu_stats: cpu(last),
		memory_stats: { usage: s.memory, stats: { anon: s.memory, file: 0, inactive_file: 0 }, limit: s.memoryMax },
		...(s.networks.length > 0
			? {
					networks: Object.fromEntries(
						s.networks.map(({ name, rx, tx }) => [
							name,
							{
								rx_bytes: rx.bytes,
								rx_packets: rx.packets,
								rx_errors: 0,
								rx_dropped: 0,
								tx_bytes: tx.bytes,
								tx_packets: tx.packets,
								tx_errors: 0,
								tx_dropped: 0
							}
						])
					)
				}
			: {})
	};
}
const empty = (container: Container): JsonObject => ({
	name: container.name,
	id: container.id,
	read: '0001-01-01T00:00:00Z',
	preread: '0001-01-01T00:00:00Z',
	pids_stats: {},
	blkio_stats: {
		io_service_bytes_recursive: null,
		io_serviced_recursive: null,
		io_queue_recursive: null,
		io_service_time_recursive: null,
		io_wait_time_recursive: null,
		io_merged_recursive: null,
		io_time_recursive: null,
		sectors_recursive: null
	},
	num_procs: 0,
	storage_stats: {},
	cpu_stats: cpu(null),
	precpu_stats: cpu(null),
	memory_stats: {}
});
