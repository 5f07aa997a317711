// /proc's files about the machine: processor, memory, load, versions. Values come from the kernel's state; what nothing models is a constant.
import { randomHex } from '../../../engine/random.ts';
import { processInfo, systemInfo } from '../../process-info.ts';
import { release } from '../../system.ts';
import type { Kernel } from '../../state.ts';
import type { GeneratedRow, View } from '../generated.ts';
import { namespaceOf } from './process.ts';

const seconds = (us: number): string => (us / 1_000_000).toFixed(2);
const busy = (kernel: Kernel): number => kernel.state.cgroups.get('/')?.cpuUsage ?? 0;

function uptime({ kernel }: View): string {
	const up = kernel.engine.state.now - kernel.state.bootedAt;
	return `${seconds(up)} ${seconds(Math.max(0, up * kernel.state.cores - busy(kernel)))}\n`;
}

function loadavg(view: View): string {
	const { kernel } = view;
	const { load } = systemInfo(kernel);
	const ns = namespaceOf(view);
	let threads = 0;
	let last = 0;
	for (const process of kernel.state.processes.values()) {
		threads += Math.max(1, process.threads.length);
		last = Math.max(last, process.pids.get(ns) ?? 0);
	}
	return `${load.map((n) => n.toFixed(2)).join(' ')} ${Math.max(1, kernel.state.runnable)}/${threads} ${last}\n`;
}

function meminfo({ kernel }: View): string {
	const { memoryTotal, memoryFree, memoryCached } = systemInfo(kernel);
	const used = memoryTotal - memoryFree - memoryCached;
	const buffers = Math.min(32 << 20, memoryCached / 16);
	const cached = memoryCached - buffers;
	const values: readonly (readonly [string, number])[] = [
		['MemTotal', memoryTotal],
		['MemFree', memoryFree],
		['MemAvailable', memoryFree + memoryCached * 0.9],
		['Buffers', buffers],
		['Cached', cached],
		['SwapCached', 0],
		['Active', used * 0.5 + cached * 0.5],
		['Inactive', used * 0.4 + cached * 0.4],
		['Active(anon)', used * 0.5],
		['Inactive(anon)', used * 0.4],
		['Active(file)', cached * 0.5],
		['Inactive(file)', cached * 0.4],
		['Unevictable', 0],
		['Mlocked', 0],
		['SwapTotal', 0],
		['SwapFree', 0],
		['Zswap', 0],
		['Zswapped', 0],
		['Dirty', 0],
		['Writeback', 0],
		['AnonPages', used * 0.9],
		['Mapped', used * 0.3],
		['Shmem', 1 << 20],
		['KReclaimable', 64 << 20],
		['Slab', 96 << 20],
		['SReclaimable', 64 << 20],
		['SUnreclaim', 32 << 20],
		['KernelStack', kernel.state.threads.size * 16_384],
		['PageTables', kernel.state.processes.size * 65_536],
		['NFS_Unstable', 0],
		['Bounce', 0],
		['WritebackTmp', 0],
		['CommitLimit', memoryTotal / 2],
		['Committed_AS', used * 2],
		['VmallocTotal', 35_184_372_087_808],
		['VmallocUsed', 24 << 20],
		['VmallocChunk', 0],
		['Percpu', 2 << 20]
	];
	return values.map(([name, bytes]) => `${`${name}:`.padEnd(15)} ${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`).join('');
}

function cpuinfo({ kernel }: View): string {
	const { cores } = kernel.state;
	let text = '';
	for (let n = 0; n < cores; n++) {
		text +=
			`processor\t: ${n}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.80GHz\nstepping\t: 7\nmicrocode\t: 0xffffffff\n` +
			`cpu MHz\t\t: 2800.000\ncache size\t: 33792 KB\nphysical id\t: 0\nsiblings\t: ${cores}\ncore id\t\t: ${n}\ncpu cores\t: ${cores}\napicid\t\t: ${n}\ninitial apicid\t: ${n}\n` +
			'fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: 13\nwp\t\t: yes\nflags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ' +
			'ss ht syscall nx pdpe1gb rdtscp lm constant_tsc rep_good nopl xtopology nonstop_tsc cpuid pni pclmulqdq ssse3 fma cx16 sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand ' +
			'hypervisor lahf_lm abm\nbugs\t\t:\nbogomips\t: 5600.00\nclflush size\t: 64\ncache_alignment\t: 64\naddress sizes\t: 46 bits physical, 48 bits virtual\npower management:\n\n';
	}
	return text;
}

function stat({ kernel }: View): string {
	const { cores, processes, bootedAt, nextPid } = kernel.state;
	const tick = (us: number): number => Math.floor(us / 10_000);
	const user = tick(busy(kernel));
	const idle = Math.max(0, tick(kernel.engine.state.now - bootedAt) * cores - user);
	const line = (name: string, share: number): string => `${name} ${Math.floor(user / share)} 0 0 ${Math.floor(idle / share)} 0 0 0 0 0 0\n`;
	let text = line('cpu ', 1);
	for (let n = 0; n < cores; n++) text += line(`cpu${n}`, cores);
	const info = [...processes.values()].map((p) => processInfo(kernel, p, p.namespaces.pid).state);
	const booted = Math.floor((kernel.engine.state.epoch + bootedAt) / 1_000_000);
	return `${text}intr 0\nctxt ${kernel.engine.state.seq}\nbtime ${booted}\nprocesses ${nextPid}\nprocs_running ${Math.max(1, info.filter((s) => s === 'R').length)}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`;
}

const fileSystems =
	'nodev sysfs,nodev tmpfs,nodev bdev,nodev proc,nodev cgroup,nodev cgroup2,nodev cpuset,nodev devtmpfs,nodev debugfs,nodev tracefs,nodev securityfs,nodev sockfs,nodev bpf,nodev pipefs,' +
	'nodev ramfs,nodev hugetlbfs,nodev devpts,nodev mqueue,nodev pstore, ext3, ext2, ext4,nodev autofs,nodev configfs,nodev overlay';

/** An identifier from the world's seed. */
export function uuid(kernel: Kernel, key: string): string {
	const hex = randomHex(kernel.engine.state.seed, `${key}/${kernel.state.id}`, 16);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const sectors = (view: View): number => Math.floor((view.kernel.state.vfs.fileSystems.get(view.kernel.state.vfs.rootDev)?.size ?? 0) / 1024);

export const systemRows: readonly GeneratedRow[] = [
	{ path: '/uptime', text: uptime },
	{ path: '/loadavg', text: loadavg },
	{ path: '/meminfo', text: meminfo },
	{ path: '/cpuinfo', text: cpuinfo },
	{ path: '/stat', text: stat },
	{
		path: '/version',
		text: () =>
			`Linux version ${release} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)\n`
	},
	{ path: '/cmdline', text: () => `BOOT_IMAGE=/boot/vmlinuz-${release} root=UUID=1d24f3c6-8aa1-4b7f-9a6e-3f4dbd0b8e55 ro console=tty0 console=ttyS0,115200\n` },
	{
		path: '/filesystems',
		text: () =>
			fileSystems
				.split(',')
				.map((line) => `${line.replace(' ', '\t')}\n`)
				.join('')
	},
	{ path: '/mounts', target: () => 'self/mounts' },
	{ path: '/net', target: () => 'self/net' },
	{ path: '/swaps', text: () => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n' },
	{
		path: '/partitions',
		text: (v) => `major minor  #blocks  name\n\n   8        0 ${String(sectors(v)).padStart(10)} sda\n   8        1 ${String(sectors(v)).padStart(10)} sda1\n`
	},
	{ path: '/diskstats', text: () => '   8       0 sda 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n   8       1 sda1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n' },
	{
		path: '/devices',
		text: () => 'Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n 10 misc\n136 pts\n\nBlock devices:\n  8 sd\n259 blkext\n'
	},
	{
		path: '/modules',
		text: () =>
			'overlay 163840 0 - Live 0x0000000000000000\nbr_netfilter 36864 0 - Live 0x0000000000000000\nveth 36864 0 - Live 0x0000000000000000\nip_tables 36864 0 - Live 0x0000000000000000\nnf_conntrack 188416 0 - Live 0x0000000000000000\n'
	},
	{
		path: '/cgroups',
		text: (v) =>
			`#subsys_name\thierarchy\tnum_cgroups\tenabled\n${'cpuset cpu cpuacct blkio memory devices freezer net_cls perf_event net_prio hugetlb pids rdma misc'
				.split(' ')
				.map((s) => `${s}\t0\t${v.kernel.state.cgroups.size}\t1\n`)
				.join('')}`
	},
	{
		path: '/vmstat',
		text: (v) =>
			`nr_free_pages ${Math.floor(systemInfo(v.kernel).memoryFree / 4096)}\noom_kill ${[...v.kernel.state.cgroups.values()].reduce((sum, g) => sum + g.oomKills, 0)}\n`
	},
	{ path: '/interrupts', text: (v) => `           ${Array.from({ length: v.kernel.state.cores }, (_, n) => `CPU${n}`.padEnd(11)).join('')}\n` },
	{ path: '/kcore', mode: 0o400, text: () => '' },
	{ path: '/keys', text: () => '' },
	{ path: '/sysrq-trigger', mode: 0o200, write: () => undefined },
	{ path: '/kmsg', mode: 0o400, text: () => '' },
	// What container runtimes hide: present, empty.
	...'acpi asound bus fs irq scsi'.split(' ').map((name): GeneratedRow => ({ path: `/${name}`, values: () => [] })),
	...'latency_stats sched_debug timer_list'.split(' ').map((name): GeneratedRow => ({ path: `/${name}`, mode: 0o400, text: () => '' })),
	{ path: '/pressure/cpu', text: () => 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n' },
	{ path: '/pressure/memory', text: () => 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n' },
	{ path: '/pressure/io', text: () => 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n' }
];
