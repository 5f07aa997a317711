// /proc/sys: kernel parameters. A row gives a parameter's default; what is written is kept until the next boot. Parameters with an
// effect read and write their home in the kernel instead.
import { Errno } from '../../../engine/sys.ts';
import { netnsOf } from '../../net/netns.ts';
import { listLinks } from '../../net/netlink-list.ts';
import type { NetNamespace } from '../../net/state.ts';
import type { ProcessState } from '../../state.ts';
import { release } from '../../system.ts';
import type { GeneratedRow, View } from '../generated.ts';
import { uuid } from './system.ts';

/** Parameters without an effect here: default values, [name, value] with a trailing "!" on names that cannot be written. */
const plain: Readonly<Record<string, string>> = {
	'kernel/ostype!': 'Linux',
	'kernel/version!': '#1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)',
	'kernel/domainname': '(none)',
	'kernel/pid_max': '4194304',
	'kernel/threads-max': '62900',
	'kernel/panic': '0',
	'kernel/panic_on_oops': '0',
	'kernel/core_pattern': 'core',
	'kernel/cap_last_cap!': '40',
	'kernel/shmmax': '18446744073692774399',
	'kernel/shmall': '18446744073692774399',
	'kernel/shmmni': '4096',
	'kernel/msgmax': '8192',
	'kernel/msgmnb': '16384',
	'kernel/msgmni': '32000',
	'kernel/sem': '32000\t1024000000\t500\t32000',
	'kernel/dmesg_restrict': '1',
	'kernel/kptr_restrict': '0',
	'kernel/printk': '4\t4\t1\t7',
	'kernel/sysrq': '438',
	'kernel/randomize_va_space': '2',
	'kernel/unprivileged_userns_clone': '1',
	'kernel/overflowuid': '65534',
	'kernel/overflowgid': '65534',
	'kernel/ngroups_max!': '65536',
	'kernel/keys/root_maxkeys': '1000000',
	'kernel/keys/root_maxbytes': '25000000',
	'kernel/apparmor_restrict_unprivileged_userns': '0',
	'kernel/seccomp/actions_avail!': 'kill_process kill_thread trap errno user_notif trace log allow',
	'kernel/yama/ptrace_scope': '0',
	'vm/swappiness': '60',
	'vm/overcommit_memory': '0',
	'vm/overcommit_ratio': '50',
	'vm/max_map_count': '65530',
	'vm/panic_on_oom': '0',
	'vm/oom_kill_allocating_task': '0',
	'vm/min_free_kbytes': '67584',
	'vm/dirty_ratio': '20',
	'vm/dirty_background_ratio': '10',
	'vm/drop_caches': '0',
	'vm/nr_hugepages': '0',
	'vm/vfs_cache_pressure': '100',
	'fs/file-max': '9223372036854775807',
	'fs/nr_open': '1048576',
	'fs/pipe-max-size': '1048576',
	'fs/inotify/max_user_watches': '65536',
	'fs/inotify/max_user_instances': '128',
	'fs/inotify/max_queued_events': '16384',
	'fs/aio-max-nr': '65536',
	'fs/protected_hardlinks': '1',
	'fs/protected_symlinks': '1',
	'fs/suid_dumpable': '0',
	'fs/may_detach_mounts': '1',
	'fs/mqueue/msg_max': '10',
	'user/max_user_namespaces': '31450',
	'net/core/somaxconn': '4096',
	'net/core/rmem_max': '212992',
	'net/core/wmem_max': '212992',
	'net/core/netdev_max_backlog': '1000',
	'net/ipv4/ip_local_port_range': '32768\t60999',
	'net/ipv4/tcp_syncookies': '1',
	'net/ipv4/tcp_fin_timeout': '60',
	'net/ipv4/tcp_keepalive_time': '7200',
	'net/ipv4/tcp_keepalive_intvl': '75',
	'net/ipv4/tcp_keepalive_probes': '9',
	'net/ipv4/tcp_tw_reuse': '2',
	'net/ipv4/tcp_max_syn_backlog': '512',
	'net/ipv4/ping_group_range': '0\t2147483647',
	'net/ipv4/ip_nonlocal_bind': '0',
	'net/ipv4/icmp_echo_ignore_all': '0',
	'net/ipv4/ip_default_ttl': '64',
	'net/ipv4/tcp_rmem': '4096\t131072\t6291456',
	'net/ipv4/tcp_wmem': '4096\t16384\t4194304',
	'net/ipv4/vs/conntrack': '0',
	'net/ipv6/conf/all/disable_ipv6': '0',
	'net/ipv6/conf/default/disable_ipv6': '0',
	'net/ipv6/conf/all/forwarding': '0',
	'net/ipv6/conf/default/forwarding': '0',
	'net/bridge/bridge-nf-call-ip6tables': '1',
	'net/bridge/bridge-nf-call-arptables': '1',
	'net/netfilter/nf_conntrack_max': '262144',
	'net/netfilter/nf_conntrack_count!': '0',
	'net/netfilter/nf_conntrack_tcp_timeout_established': '432000',
	'net/netfilter/nf_conntrack_tcp_timeout_close_wait': '60',
	'net/nf_conntrack_max': '262144',
	'net/unix/max_dgram_qlen': '512'
};

/** The key a written value is kept under: net parameters are each network namespace's own. */
const keyOf = (path: string, reader: ProcessState | undefined): string => (path.startsWith('net/') ? `${reader?.namespaces.net ?? 0}:${path}` : path);

function plainRow(name: string, value: string): GeneratedRow {
	const path = name.replace(/!$/, '');
	const text = ({ kernel, reader }: View): string => `${kernel.state.vfs.sysctls.get(keyOf(path, reader)) ?? value}\n`;
	if (name.endsWith('!')) return { path: `/sys/${path}`, text };
	const numeric = /^[0-9\t]+$/.test(value);
	return {
		path: `/sys/${path}`,
		mode: 0o644,
		text,
		write({ kernel }, written, writer) {
			const next = written.trim().split(/\s+/).join('\t');
			if (numeric && !/^-?[0-9]+(\t-?[0-9]+)*$/.test(next)) throw new Errno('EINVAL');
			kernel.state.vfs.sysctls.set(keyOf(path, writer), numeric ? next : written.replace(/\n$/, ''));
		}
	};
}

/** The network namespace of who looks; the first process's when nobody in particular does. */
function netns({ kernel, reader }: View): NetNamespace {
	const process = reader ?? kernel.state.processes.get(1);
	return netnsOf(kernel, process?.namespaces.net ?? 0);
}

/** A number that must lie in a range. EINVAL. */
function number(text: string, most: number): number {
	const value = Number(text.trim());
	if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > most) throw new Errno('EINVAL');
	return value;
}

const hostname = ({ kernel, reader }: View) => kernel.state.namespaces.get((reader ?? kernel.state.processes.get(1))?.namespaces.uts ?? 0);
const interfaces = (view: View): string[] => ['all', 'default', ...listLinks(view.kernel.state.net, netns(view)).map((link) => link.name)];
const forwarding = (view: View): string => (netns(view).forward ? '1\n' : '0\n');
const setForwarding = (view: View, text: string): void => void (netns(view).forward = number(text, 1) === 1);

/** A parameter of each interface, kept without effect. */
function interfaceRow(name: string, value: string): GeneratedRow {
	const key = ({ params, reader }: View): string => keyOf(`net/ipv4/conf/${params['if']}/${name}`, reader);
	return {
		path: `/sys/net/ipv4/conf/:if/${name}`,
		mode: 0o644,
		text: (v) => `${v.kernel.state.vfs.sysctls.get(key(v)) ?? value}\n`,
		write: (v, text) => void v.kernel.state.vfs.sysctls.set(key(v), String(number(text, 9)))
	};
}

export const sysctlRows: readonly GeneratedRow[] = [
	...Object.entries(plain).map(([name, value]) => plainRow(name, value)),
	{
		path: '/sys/kernel/hostname',
		mode: 0o644,
		text: (v) => `${hostname(v)?.hostname ?? v.kernel.state.name}\n`,
		write(view, text) {
			const ns = hostname(view);
			if (ns) ns.hostname = text.trim();
		}
	},
	{ path: '/sys/kernel/osrelease', text: () => `${release}\n` },
	{ path: '/sys/kernel/osrelease', text: () => `${release}\n` },
	{ path: '/sys/kernel/random/boot_id', text: ({ kernel }) => `${uuid(kernel, `boot/${kernel.state.boots}`)}\n` },
	{ path: '/sys/kernel/random/uuid', text: ({ kernel }) => `${uuid(kernel, `uuid/${kernel.engine.state.now}`)}\n` },
	{ path: '/sys/kernel/random/entropy_avail', text: () => '256\n' },
	{ path: '/sys/fs/file-nr', text: ({ kernel }) => `${kernel.state.files.size}\t0\t9223372036854775807\n` },
	{ path: '/sys/net/ipv4/ip_forward', mode: 0o644, text: forwarding, write: setForwarding },
	{ path: '/sys/net/ipv4/conf/:if', values: interfaces },
	{ path: '/sys/net/ipv4/conf/:if/forwarding', mode: 0o644, text: forwarding, write: setForwarding },
	interfaceRow('rp_filter', '0'),
	interfaceRow('route_localnet', '0'),
	interfaceRow('arp_ignore', '0'),
	interfaceRow('arp_announce', '0'),
	interfaceRow('accept_redirects', '1'),
	interfaceRow('send_redirects', '1'),
	interfaceRow('proxy_arp', '0'),
	{
		path: '/sys/net/ipv4/ip_unprivileged_port_start',
		mode: 0o644,
		text: (v) => `${netns(v).unprivilegedPortStart}\n`,
		write: (v, text) => void (netns(v).unprivilegedPortStart = number(text, 65_535))
	},
	{
		path: '/sys/net/bridge/bridge-nf-call-iptables',
		mode: 0o644,
		text: (v) => (netns(v).bridgeNetfilter ? '1\n' : '0\n'),
		write: (v, text) => void (netns(v).bridgeNetfilter = number(text, 1) === 1)
	}
];
