// The files of a cgroup v2 directory: one row each, read from and written to the group's state.
import { Errno } from '../../../engine/sys.ts';
import { setLimits } from '../../cgroup.ts';
import { cgroupStats, freezeCgroup, killCgroup, moveToCgroup } from '../../cgroup-late.ts';
import type { CgroupStats } from '../../calls.ts';
import type { CgroupState, Kernel, ProcessState } from '../../state.ts';

/** What a row looks at. */
export interface GroupView {
	readonly kernel: Kernel;
	readonly group: CgroupState;
	readonly reader: ProcessState | undefined;
}
export interface CgroupRow {
	readonly name: string;
	/** Not shown in the root group. */
	readonly belowRoot?: boolean;
	readonly text?: (view: GroupView) => string;
	readonly write?: (view: GroupView, text: string) => void;
}

const stats = ({ kernel, group }: GroupView): CgroupStats => cgroupStats(kernel, group.path);
const most = (value: number | null): string => (value === null ? 'max\n' : `${value}\n`);
const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A limit as written: "max", or a number that may end in K, M or G. EINVAL. */
function limit(text: string): number | null {
	const value = text.trim().toLowerCase();
	if (value === 'max') return null;
	const [, digits, unit = ''] = /^([0-9]+)([kmg]?)$/.exec(value) ?? [];
	const factor = units[unit];
	if (digits === undefined || factor === undefined) throw new Errno('EINVAL');
	return Number(digits) * factor;
}
const pages = (bytes: number | null): number | null => (bytes === null ? null : Math.floor(bytes / 4096) * 4096);

/** cpu.max: "$MAX $PERIOD". Quotas for other periods are kept as their share of 100 ms. */
function writeCpuMax({ kernel, group }: GroupView, text: string): void {
	const [quota = '', period = '100000'] = text.trim().split(/\s+/);
	const length = Number(period);
	if (!Number.isInteger(length) || length < 1000 || length > 1_000_000) throw new Errno('EINVAL');
	if (quota !== 'max' && !(Number.isInteger(Number(quota)) && Number(quota) >= 1000)) throw new Errno('EINVAL');
	setLimits(kernel, group.path, { cpuMax: quota === 'max' ? null : Math.round((Number(quota) * 100_000) / length) });
}

function memoryStat(view: GroupView): string {
	const { memoryCurrent } = stats(view);
	const anon = Math.floor(memoryCurrent * 0.9);
	const values: readonly (readonly [string, number])[] = [
		['anon', anon],
		['file', memoryCurrent - anon],
		['kernel', 0],
		['kernel_stack', 0],
		['pagetables', 0],
		['percpu', 0],
		['sock', 0],
		['vmalloc', 0],
		['shmem', 0],
		['file_mapped', 0],
		['file_dirty', 0],
		['file_writeback', 0],
		['swapcached', 0],
		['inactive_anon', anon],
		['active_anon', 0],
		['inactive_file', memoryCurrent - anon],
		['active_file', 0],
		['unevictable', 0],
		['slab_reclaimable', 0],
		['slab_unreclaimable', 0],
		['slab', 0],
		['pgfault', 0],
		['pgmajfault', 0],
		['oom_kill', view.group.oomKills]
	];
	return values.map(([name, value]) => `${name} ${value}\n`).join('');
}

/** Host pids in the group, as the reader's pid namespace names them. */
const procs = (view: GroupView): string =>
	[...view.group.procs]
		.map((pid) => (view.reader ? (view.kernel.state.processes.get(pid)?.pids.get(view.reader.namespaces.pid) ?? 0) : pid))
		.sort((a, b) => a - b)
		.map((pid) => `${pid}\n`)
		.join('');

/** A pid as the writer names it, moved into the group. ESRCH, EBUSY (the group has children that share its controllers: not modelled). */
function join({ kernel, group, reader }: GroupView, text: string): void {
	const pid = Number(text.trim());
	if (!Number.isInteger(pid) || pid < 0) throw new Errno('EINVAL');
	if (pid === 0 && reader) return moveToCgroup(kernel, reader.pid, group.path);
	for (const process of kernel.state.processes.values()) {
		if ((reader ? process.pids.get(reader.namespaces.pid) : process.pid) === pid) return moveToCgroup(kernel, process.pid, group.path);
	}
	throw new Errno('ESRCH');
}

function switchWith(text: string): boolean {
	const value = text.trim();
	if (value !== '0' && value !== '1') throw new Errno('EINVAL');
	return value === '1';
}

const controllers = 'cpuset cpu io memory hugetlb pids rdma misc\n';
const pressure = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';
const populated = ({ kernel, group }: GroupView): number => (stats({ kernel, group, reader: undefined }).pidsCurrent > 0 ? 1 : 0);
const descendants = ({ kernel, group }: GroupView): number =>
	[...kernel.state.cgroups.keys()].filter((path) => path !== group.path && path.startsWith(group.path === '/' ? '/' : `${group.path}/`)).length;

export const cgroupRows: readonly CgroupRow[] = [
	{ name: 'cgroup.controllers', text: () => controllers },
	{ name: 'cgroup.subtree_control', text: () => controllers, write: () => undefined },
	{ name: 'cgroup.procs', text: procs, write: join },
	{ name: 'cgroup.threads', text: procs, write: join },
	{ name: 'cgroup.max.depth', text: () => 'max\n', write: () => undefined },
	{ name: 'cgroup.max.descendants', text: () => 'max\n', write: () => undefined },
	{ name: 'cgroup.stat', text: (v) => `nr_descendants ${descendants(v)}\nnr_dying_descendants 0\n` },
	{ name: 'cgroup.type', belowRoot: true, text: () => 'domain\n', write: () => undefined },
	{ name: 'cgroup.events', belowRoot: true, text: (v) => `populated ${populated(v)}\nfrozen ${v.group.frozen ? 1 : 0}\n` },
	{
		name: 'cgroup.freeze',
		belowRoot: true,
		text: (v) => `${v.group.frozen ? 1 : 0}\n`,
		write: (v, text) => freezeCgroup(v.kernel, v.group.path, switchWith(text))
	},
	{ name: 'cgroup.kill', belowRoot: true, write: (v, text) => (switchWith(text) ? killCgroup(v.kernel, v.group.path) : undefined) },
	{
		name: 'cpu.stat',
		text(v) {
			const { cpuUsage, cpuThrottled } = stats(v);
			const periods = Math.floor(v.kernel.engine.state.now / 100_000);
			const limited = v.group.cpuMax === null;
			return (
				`usage_usec ${cpuUsage}\nuser_usec ${cpuUsage}\nsystem_usec 0\ncore_sched.force_idle_usec 0\n` +
				`nr_periods ${limited ? 0 : periods}\nnr_throttled ${Math.ceil(cpuThrottled / 100_000)}\nthrottled_usec ${cpuThrottled}\nnr_bursts 0\nburst_usec 0\n`
			);
		}
	},
	{ name: 'cpu.max', belowRoot: true, text: (v) => `${v.group.cpuMax ?? 'max'} 100000\n`, write: writeCpuMax },
	{
		name: 'cpu.weight',
		belowRoot: true,
		text: (v) => `${v.group.cpuWeight}\n`,
		write(v, text) {
			const weight = Number(text.trim());
			if (!Number.isInteger(weight) || weight < 1 || weight > 10_000) throw new Errno(Number.isInteger(weight) ? 'ERANGE' : 'EINVAL');
			setLimits(v.kernel, v.group.path, { cpuWeight: weight });
		}
	},
	{ name: 'cpu.pressure', text: () => pressure },
	{ name: 'cpuset.cpus', belowRoot: true, text: (v) => `${v.group.cpuset}\n`, write: (v, text) => setLimits(v.kernel, v.group.path, { cpuset: text.trim() }) },
	{ name: 'cpuset.cpus.effective', text: (v) => `${v.group.cpuset || (v.kernel.state.cores === 1 ? '0' : `0-${v.kernel.state.cores - 1}`)}\n` },
	{ name: 'cpuset.mems.effective', text: () => '0\n' },
	{ name: 'io.pressure', text: () => pressure },
	{
		name: 'io.stat',
		text: (v) => (v.group.ioRead + v.group.ioWrite === 0 ? '' : `8:0 rbytes=${v.group.ioRead} wbytes=${v.group.ioWrite} rios=0 wios=0 dbytes=0 dios=0\n`)
	},
	{ name: 'memory.current', belowRoot: true, text: (v) => `${stats(v).memoryCurrent}\n` },
	{
		name: 'memory.events',
		belowRoot: true,
		text: (v) => `low 0\nhigh 0\nmax ${v.group.oomKills}\noom ${v.group.oomKills}\noom_kill ${v.group.oomKills}\noom_group_kill 0\n`
	},
	{ name: 'memory.high', belowRoot: true, text: () => 'max\n', write: () => undefined },
	{ name: 'memory.low', belowRoot: true, text: () => '0\n', write: () => undefined },
	{
		name: 'memory.max',
		belowRoot: true,
		text: (v) => most(v.group.memoryMax),
		write: (v, text) => setLimits(v.kernel, v.group.path, { memoryMax: pages(limit(text)) })
	},
	{ name: 'memory.min', belowRoot: true, text: () => '0\n', write: () => undefined },
	{ name: 'memory.oom.group', belowRoot: true, text: () => '0\n', write: () => undefined },
	{ name: 'memory.peak', belowRoot: true, text: (v) => `${stats(v).memoryPeak}\n` },
	{ name: 'memory.pressure', text: () => pressure },
	{ name: 'memory.stat', text: memoryStat },
	{ name: 'memory.swap.current', belowRoot: true, text: () => '0\n' },
	{
		name: 'memory.swap.max',
		belowRoot: true,
		text: (v) => most(v.group.memorySwapMax),
		write: (v, text) => setLimits(v.kernel, v.group.path, { memorySwapMax: pages(limit(text)) })
	},
	{ name: 'pids.current', belowRoot: true, text: (v) => `${stats(v).pidsCurrent}\n` },
	{ name: 'pids.events', belowRoot: true, text: () => 'max 0\n' },
	{ name: 'pids.max', belowRoot: true, text: (v) => most(v.group.pidsMax), write: (v, text) => setLimits(v.kernel, v.group.path, { pidsMax: limit(text) }) },
	{ name: 'pids.peak', belowRoot: true, text: (v) => `${stats(v).pidsCurrent}\n` }
];
