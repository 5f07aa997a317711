import { expect, test } from 'vitest';
import { text } from '../../values/bytes.ts';
import { newNetNamespace } from '../net/netns.ts';
import { errno, harness } from './harness.ts';
import { dropMounts } from './mounts.ts';
import { copyMounts, pivot } from './mounts-late.ts';

/** What a container runtime does to a root file system, call by call. */
function container() {
	const h = harness([{ path: 'tmp', type: 'dir', mode: 0o1777 }]);
	newNetNamespace(h.kernel, h.process.namespaces.net);
	const image = h.sys<{ id: string }>('addLayer', {
		entries: [
			{ path: 'bin/sh', type: 'file', program: { name: 'sh', size: 900_000 } },
			{ path: 'etc/hosts', type: 'file', text: '' },
			...['proc', 'sys', 'dev', 'data'].map((path) => ({ path, type: 'dir' as const }))
		]
	}).id;
	for (const path of ['/l', '/c', '/c/up', '/c/work', '/c/m', '/vol']) h.sys('mkdir', { path, mode: 0o755 });
	h.sys('unpackLayer', { path: '/l/image', id: image });
	h.write('/c/hosts', '127.0.0.1 localhost\n');
	h.write('/vol/f', 'volume');
	copyMounts(h.kernel, h.process.namespaces.mnt, 99);
	h.kernel.state.namespaces.set(98, { ino: 98, kind: 'pid', parent: 4_026_531_836, refs: 1, pinned: false });
	const p = h.spawn({
		namespaces: { ...h.process.namespaces, mnt: 99, pid: 98, cgroup: 97 },
		pids: new Map([
			[4_026_531_836, 2],
			[98, 1]
		]),
		comm: 'sh'
	});
	const mount = (target: string, options: object) => h.sys('mount', { target, options }, p);
	mount('/', { type: 'bind', propagation: 'rslave' });
	mount('/c/m', { type: 'overlay', lower: ['/l/image'], upper: '/c/up', work: '/c/work' });
	mount('/c/m/proc', { type: 'proc' });
	mount('/c/m/sys', { type: 'sysfs', readonly: true, options: 'nosuid,nodev,noexec' });
	mount('/c/m/sys/fs/cgroup', { type: 'cgroup2', readonly: true, options: 'nosuid,nodev,noexec' });
	mount('/c/m/dev', { type: 'tmpfs', size: 65_536 * 1024, mode: 0o755, options: 'nosuid' });
	h.sys('mknod', { path: '/c/m/dev/null', type: 'char', mode: 0o666, rdev: [1, 3] }, p);
	mount('/c/m/etc/hosts', { type: 'bind', source: '/c/hosts' });
	mount('/c/m/data', { type: 'bind', source: '/vol', options: 'rbind', propagation: 'rprivate' });
	mount('/c/m/proc/sys', { type: 'bind', source: '/c/m/proc/sys', readonly: true });
	mount('/c/m/proc/kcore', { type: 'bind', source: '/c/m/dev/null' });
	mount('/c/m/proc/acpi', { type: 'tmpfs', readonly: true });
	pivot(h.kernel, 99, '/c/m');
	const read = (path: string) => {
		const fd = h.sys<number>('open', { path, flags: { read: true } }, p);
		return text(h.sys<Uint8Array>('read', { fd, max: 65_536 }, p));
	};
	return { ...h, p, inside: { read, sys: (op: string, args: object) => h.sys(op, args, p) } };
}

test('a container sees its own tree, and the masks over /proc', () => {
	const { inside, read } = container();
	expect(inside.read('/proc/mounts').split('\n')).toEqual([
		'overlay / overlay rw,relatime,lowerdir=/l/image,upperdir=/c/up,workdir=/c/work 0 0',
		'proc /proc proc rw,relatime 0 0',
		'sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime 0 0',
		'cgroup /sys/fs/cgroup cgroup2 ro,nosuid,nodev,noexec,relatime 0 0',
		'tmpfs /dev tmpfs rw,nosuid,relatime,size=65536k,mode=755,inode64 0 0',
		'/dev/sda1 /etc/hosts ext4 rw,relatime,discard,errors=remount-ro 0 0',
		'/dev/sda1 /data ext4 rw,relatime,discard,errors=remount-ro 0 0',
		'proc /proc/sys proc ro,relatime 0 0',
		'tmpfs /proc/kcore tmpfs rw,nosuid,relatime,size=65536k,mode=755,inode64 0 0',
		'tmpfs /proc/acpi tmpfs ro,relatime,inode64 0 0',
		''
	]);
	expect([
		inside.read('/etc/hosts'),
		inside.read('/data/f'),
		inside.read('/proc/kcore'),
		inside.read('/proc/1/comm'),
		inside.read('/proc/self/cgroup')
	]).toEqual(['127.0.0.1 localhost\n', 'volume', '', 'sh\n', '0::/\n']);
	const refused = (path: string) => errno(() => inside.sys('open', { path, flags: { write: true } }));
	expect([refused('/proc/sys/net/ipv4/ip_forward'), refused('/sys/fs/cgroup/cgroup.procs')]).toEqual(['EROFS', 'EROFS']);
	expect(errno(() => inside.sys('mkdir', { path: '/sys/fs/cgroup/x', mode: 0o755 }))).toBe('EROFS');
	expect(inside.sys('realpath', { path: '/proc/sys/../../data' })).toBe('/data');
	expect(read('/proc/2/root/etc/hosts')).toBe('127.0.0.1 localhost\n');
});

test('what a container writes is in its upper directory, and its end leaves nothing mounted', () => {
	const { inside, kernel, read, process } = container();
	const fd = inside.sys('open', { path: '/hello', flags: { write: true, create: true } });
	inside.sys('write', { fd, data: 'hi' });
	expect(read('/c/up/hello')).toBe('hi');
	expect(inside.sys('statfs', { path: '/' })).toMatchObject({ type: 'overlay', source: 'overlay' });
	inside.sys('close', { fd });
	const systems = kernel.state.vfs.fileSystems.size;
	dropMounts(kernel, 99);
	expect(systems - kernel.state.vfs.fileSystems.size).toBe(6);
	expect([...kernel.state.vfs.mounts.values()].every((m) => m.ns === process.namespaces.mnt)).toBe(true);
	const held = [...kernel.state.vfs.fileSystems.values()].flatMap((fs) =>
		[...fs.inodes.values()].filter((i) => i.opens > 0 && i.ino !== fs.root).map((i) => `${fs.kind} ${i.name ?? i.path}`)
	);
	expect(held.sort()).toEqual([
		'devtmpfs mqueue',
		'devtmpfs pts',
		'devtmpfs shm',
		'ext4 dev',
		'ext4 proc',
		'ext4 run',
		'ext4 sys',
		'sysfs /fs/cgroup',
		'tmpfs lock'
	]);
});
