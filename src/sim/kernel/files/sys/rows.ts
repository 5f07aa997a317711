// sysfs: network interfaces, processors, disks and a few switches people look at. Leaves out the device tree; directories that are
// symlinks on Linux (class/net/eth0) are directories here.
import { listLinks } from '../../net/netlink-list.ts';
import type { Interface } from '../../net/netlink.ts';
import { netnsOf } from '../../net/netns.ts';
import { Errno } from '../../../engine/sys.ts';
import { generatedType, type GeneratedRow, type View } from '../generated.ts';
import { uuid } from '../proc/system.ts';

/** Interfaces of the network namespace the mount was made in, or of the first process's. */
function links({ kernel, fs }: View): Interface[] {
	const ino = fs.namespace ?? kernel.state.processes.get(1)?.namespaces.net ?? 0;
	return listLinks(kernel.state.net, netnsOf(kernel, ino));
}
function link(view: View): Interface {
	const found = links(view).find((l) => l.name === view.params['if']);
	if (!found) throw new Errno('ENOENT');
	return found;
}
const linkFile = (name: string, show: (link: Interface) => string | number): GeneratedRow => ({
	path: `/class/net/:if/${name}`,
	text: (v) => `${show(link(v))}\n`
});
const counter = (name: string, show: (link: Interface) => number): GeneratedRow => linkFile(`statistics/${name}`, show);
const carrier = (l: Interface): boolean => l.up;

const cpus = ({ kernel }: View): string => (kernel.state.cores === 1 ? '0' : `0-${kernel.state.cores - 1}`);
const cpuNames = ({ kernel }: View): string[] => Array.from({ length: kernel.state.cores }, (_, n) => `cpu${n}`);
const diskSectors = ({ kernel }: View): number => Math.floor((kernel.state.vfs.fileSystems.get(kernel.state.vfs.rootDev)?.size ?? 0) / 512);

const rows: readonly GeneratedRow[] = [
	{ path: '/class/net/:if', values: (v) => links(v).map((l) => l.name) },
	linkFile('address', (l) => l.mac),
	linkFile('mtu', (l) => l.mtu),
	linkFile('ifindex', (l) => l.index),
	linkFile('iflink', (l) => l.peer?.index ?? l.index),
	linkFile('operstate', (l) => (l.kind === 'lo' ? 'unknown' : carrier(l) ? 'up' : 'down')),
	linkFile('carrier', (l) => (carrier(l) ? 1 : 0)),
	linkFile('flags', (l) => (l.kind === 'lo' ? '0x9' : carrier(l) ? '0x1003' : '0x1002')),
	linkFile('type', (l) => (l.kind === 'lo' ? 772 : 1)),
	linkFile('speed', (l) => (l.kind === 'veth' ? 10_000 : -1)),
	linkFile('tx_queue_len', () => 1000),
	counter('rx_bytes', (l) => l.rx.bytes),
	counter('rx_packets', (l) => l.rx.packets),
	counter('tx_bytes', (l) => l.tx.bytes),
	counter('tx_packets', (l) => l.tx.packets),
	{ path: '/block/sda/size', text: (v) => `${diskSectors(v)}\n` },
	{ path: '/block/sda/ro', text: () => '0\n' },
	{ path: '/block/sda/queue/rotational', text: () => '0\n' },
	{ path: '/block/sda/sda1/size', text: (v) => `${diskSectors(v)}\n` },
	{ path: '/bus', values: () => [] },
	{ path: '/class/dmi/id/product_name', text: () => 'KVM\n' },
	{ path: '/class/dmi/id/sys_vendor', text: () => 'QEMU\n' },
	{ path: '/class/dmi/id/product_uuid', mode: 0o400, text: ({ kernel }) => `${uuid(kernel, 'product')}\n` },
	{ path: '/devices/system/cpu/online', text: (v) => `${cpus(v)}\n` },
	{ path: '/devices/system/cpu/present', text: (v) => `${cpus(v)}\n` },
	{ path: '/devices/system/cpu/possible', text: (v) => `${cpus(v)}\n` },
	{ path: '/devices/system/cpu/:cpu', values: cpuNames },
	{ path: '/devices/system/cpu/:cpu/online', text: () => '1\n' },
	{ path: '/devices/system/node/online', text: () => '0\n' },
	{ path: '/devices/virtual/powercap', values: () => [] },
	{ path: '/firmware', values: () => [] },
	{ path: '/fs/cgroup', values: () => [] },
	{ path: '/fs/bpf', values: () => [] },
	{ path: '/kernel/debug', values: () => [] },
	{ path: '/kernel/security/lsm', text: () => 'lockdown,capability,landlock,yama,apparmor,tomoyo,bpf' },
	{ path: '/kernel/mm/transparent_hugepage/enabled', mode: 0o644, text: () => 'always [madvise] never\n', write: () => undefined },
	{ path: '/module/apparmor/parameters/enabled', text: () => 'Y\n' },
	{ path: '/module/overlay/parameters/redirect_dir', text: () => 'N\n' },
	{ path: '/power/state', text: () => 'freeze mem disk\n' }
];

export const sysfs = generatedType(rows, (node) => (node.type === 'dir' ? 'EPERM' : 'EACCES'));
