// Rows of `docker stats`: the same arithmetic on two samples that the real client does.
import { bytesSize, formatFloat, humanSize } from '../../../values/index.ts';
import { formatRows, shortId, type Fields } from './write.ts';

interface Cpu {
	readonly cpu_usage: { readonly total_usage: number; readonly percpu_usage?: readonly number[] | null };
	readonly system_cpu_usage?: number;
	readonly online_cpus?: number;
}
export interface StatsJson {
	readonly name: string;
	readonly id: string;
	readonly cpu_stats: Cpu;
	readonly precpu_stats: Cpu;
	readonly memory_stats: { readonly usage?: number; readonly limit?: number; readonly stats?: Readonly<Record<string, number>> | null };
	readonly pids_stats: { readonly current?: number };
	readonly blkio_stats: { readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null };
	readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>> | null;
}
export interface Reading {
	readonly container: string;
	readonly stats?: StatsJson;
}

const headers = {
	Container: 'CONTAINER',
	Name: 'NAME',
	ID: 'CONTAINER ID',
	CPUPerc: 'CPU %',
	MemUsage: 'MEM USAGE / LIMIT',
	MemPerc: 'MEM %',
	NetIO: 'NET I/O',
	BlockIO: 'BLOCK I/O',
	PIDs: 'PIDS'
};
const tableFormat = 'table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}';
const percent = (value: number): string => `${formatFloat(value, 'f', 2)}%`;

function cpuPercent({ cpu_stats: now, precpu_stats: before }: StatsJson): number {
	const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
	const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
	const cores = now.online_cpus || (now.cpu_usage.percpu_usage ?? []).length;
	return passed > 0 && used > 0 ? (used / passed) * cores * 100 : 0;
}

/** Page cache that can be given back does not count as used. */
function memory({ memory_stats: { usage = 0, stats } }: StatsJson): number {
	const v1 = stats?.['total_inactive_file'];
	if (v1 !== undefined && v1 < usage) return usage - v1;
	const inactive = stats?.['inactive_file'] ?? 0;
	return inactive < usage ? usage - inactive : usage;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function fields({ container, stats }: Reading, trunc: boolean): Fields {
	if (!stats) return { BlockIO: '--', CPUPerc: '--', Container: container, ID: '', MemPerc: '--', MemUsage: '-- / --', Name: '--', NetIO: '--', PIDs: '--' };
	const used = memory(stats);
	const limit = stats.memory_stats.limit ?? 0;
	const networks = Object.values(stats.networks ?? {});
	const io = stats.blkio_stats.io_service_bytes_recursive ?? [];
	const bytes = (letter: string): number => sum(io.filter((entry) => entry.op.toLowerCase().startsWith(letter)).map((entry) => entry.value));
	return {
		BlockIO: `${humanSize(bytes('r'), 3)} / ${humanSize(bytes('w'), 3)}`,
		CPUPerc: percent(cpuPercent(stats)),
		Container: container,
		ID: trunc ? shortId(stats.id) : stats.id,
		MemPerc: percent(limit === 0 ? 0 : (used / limit) * 100),
		MemUsage: `${bytesSize(used)} / ${bytesSize(limit)}`,
		Name: stats.name.length > 1 ? stats.name.slice(1) : '--',
		NetIO: `${humanSize(sum(networks.map((network) => network.rx_bytes)), 3)} / ${humanSize(sum(networks.map((network) => network.tx_bytes)), 3)}`,
		PIDs: String(stats.pids_stats.current ?? 0)
	};
}

export const statsRows = (format: string, readings: readonly Reading[], trunc: boolean): string =>
	formatRows(
		format === 'table' ? tableFormat : format,
		headers,
		readings.map((reading) => fields(reading, trunc)),
		'*container.statsContext'
	);
