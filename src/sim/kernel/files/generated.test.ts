import { expect, test } from 'vitest';
import { newNetNamespace } from '../net/netns.ts';
import { newPipe, openPipeEnd } from '../pipe.ts';
import { allocateFd } from '../descriptors.ts';
import { epoch, errno, harness, type Harness } from './harness.ts';
import { copyMounts, pivot } from './mounts-late.ts';

const names = (list: unknown) => (list as { name: string }[]).map((e) => e.name).join(' ');
function machine(): Harness {
	const h = harness([
		{ path: 'usr/bin/sh', type: 'file', program: { name: 'sh', size: 1000 } },
		{ path: 'tmp', type: 'dir', mode: 0o1777 }
	]);
	newNetNamespace(h.kernel, h.process.namespaces.net);
	return h;
}
const lines = (text: string, from: string, count: number) => text.slice(text.indexOf(from)).split('\n').slice(0, count).join('\n');

test('/proc shows the processes of its pid namespace, and self is the reader', () => {
	const h = machine();
	const child = h.spawn({
		comm: 'nginx',
		argv: ['nginx', '-g', 'daemon off;'],
		pids: new Map([
			[4_026_531_836, 2],
			[77, 1]
		]),
		namespaces: { ...h.process.namespaces, pid: 77 }
	});
	h.kernel.state.namespaces.set(77, { ino: 77, kind: 'pid', parent: 4_026_531_836, refs: 1, pinned: false });
	expect(names(h.sys('readdir', { path: '/proc' }))).toMatch(/^1 2 acpi asound bus cgroups/);
	expect(h.sys('readlink', { path: '/proc/self' })).toBe('1');
	expect(h.sys('readlink', { path: '/proc/self' }, child)).toBe('2');
	expect(h.read('/proc/2/cmdline')).toBe('nginx\0-g\0daemon off;\0');
	expect(lines(h.read('/proc/2/status'), 'NStgid', 2)).toBe('NStgid:\t2\t1\nNSpid:\t2\t1');
	expect(lines(h.read('/proc/1/status'), 'Name', 10)).toBe(
		'Name:\tsh\nUmask:\t0022\nState:\tR (running)\nTgid:\t1\nNgid:\t0\nPid:\t1\nPPid:\t0\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0'
	);
	expect(h.read('/proc/1/comm')).toBe('sh\n');
	h.write('/proc/1/comm', 'renamed\n', { write: true });
	expect(h.process.comm).toBe('renamed');
	expect(errno(() => h.read('/proc/3/comm'))).toBe('ENOENT');
	expect(errno(() => h.sys('mkdir', { path: '/proc/x', mode: 0o755 }))).toBe('ENOENT');
	// A container's /proc: mounted by a process of the inner namespace.
	h.sys('mount', { target: '/tmp', options: { type: 'proc' } }, child);
	expect(
		names(h.sys('readdir', { path: '/tmp' }))
			.split(' ')
			.filter((n) => /^[0-9]/.test(n))
	).toEqual(['1']);
	expect(h.read('/tmp/1/comm')).toBe('nginx\n');
});

test('links of /proc lead to what a process has open', () => {
	const h = machine();
	h.write('/f', 'content');
	const fd = h.sys<number>('open', { path: '/f', flags: { read: true } });
	expect(h.sys('readlink', { path: `/proc/self/fd/${fd}` })).toBe('/f');
	h.sys('unlink', { path: '/f' });
	expect(h.sys('readlink', { path: `/proc/self/fd/${fd}` })).toBe('/f (deleted)');
	expect(h.read(`/dev/fd/${fd}`)).toBe('content');
	expect(h.sys('realpath', { path: '/proc/1/cwd' })).toBe('/');
	expect(h.sys('readlink', { path: '/proc/1/exe' })).toBe('/usr/bin/sh');
	expect(h.sys('stat', { path: '/proc/1/exe', follow: true })).toMatchObject({ type: 'file', size: 1000 });
	expect(h.sys('readlink', { path: '/proc/1/ns/net' })).toBe('net:[4026531840]');
	expect(h.sys('stat', { path: '/proc/1/ns/net', follow: true })).toMatchObject({ ino: 4_026_531_840 });
	// A log file that is a link to standard output, as in nginx's image.
	const pipe = newPipe(h.kernel);
	const read = allocateFd(h.kernel, h.process, openPipeEnd(h.kernel, pipe, 'read').id, false, 10);
	allocateFd(h.kernel, h.process, openPipeEnd(h.kernel, pipe, 'write').id, false, 1);
	h.sys('symlink', { target: '/dev/stdout', path: '/access.log' });
	h.write('/access.log', 'GET /', { write: true, append: true, create: true });
	expect(new TextDecoder().decode(h.sys<Uint8Array>('read', { fd: read, max: 100 }))).toBe('GET /');
	expect(h.sys('readlink', { path: '/proc/self/fd/1' })).toBe(`pipe:[${pipe.id}]`);
});

test('mounts lists what a process sees below its root', () => {
	const h = machine();
	expect(h.read('/proc/mounts').split('\n').slice(0, 6)).toEqual([
		'sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0',
		'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
		'udev /dev devtmpfs rw,nosuid,relatime,size=4194304k,nr_inodes=524288,mode=755,inode64 0 0',
		'devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000 0 0',
		'tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,size=838860k,mode=755,inode64 0 0',
		'/dev/sda1 / ext4 rw,relatime,discard,errors=remount-ro 0 0'
	]);
	for (const dir of ['/c', '/c/up', '/c/work', '/c/low', '/c/low/proc', '/c/m']) h.sys('mkdir', { path: dir, mode: 0o755 });
	copyMounts(h.kernel, h.process.namespaces.mnt, 99);
	const p = h.spawn({ namespaces: { ...h.process.namespaces, mnt: 99 } });
	h.sys('mount', { target: '/', options: { type: 'bind', propagation: 'rprivate' } }, p);
	h.sys('mount', { target: '/c/m', options: { type: 'overlay', lower: ['/c/low'], upper: '/c/up', work: '/c/work' } }, p);
	h.sys('mount', { target: '/c/m/proc', options: { type: 'proc' } }, p);
	pivot(h.kernel, 99, '/c/m');
	const fd = h.sys<number>('open', { path: '/proc/self/mounts', flags: { read: true } }, p);
	expect(new TextDecoder().decode(h.sys<Uint8Array>('read', { fd, max: 10_000 }, p))).toBe(
		'overlay / overlay rw,relatime,lowerdir=/c/low,upperdir=/c/up,workdir=/c/work 0 0\nproc /proc proc rw,relatime 0 0\n'
	);
});

test('the machine’s own files', () => {
	const h = machine();
	h.kernel.engine.state.now = 90_500_000;
	expect(h.read('/proc/uptime')).toBe('90.50 181.00\n');
	expect(h.read('/proc/meminfo').split('\n')[0]).toBe('MemTotal:        8388608 kB');
	expect(h.read('/proc/cpuinfo').match(/^processor/gm)?.length).toBe(2);
	expect(h.read('/proc/sys/net/ipv4/ip_forward')).toBe('0\n');
	h.write('/proc/sys/net/ipv4/ip_forward', '1\n', { write: true });
	expect(h.kernel.state.net.namespaces.get(h.process.namespaces.net)?.forward).toBe(true);
	expect(errno(() => h.write('/proc/sys/vm/swappiness', 'much', { write: true }))).toBe('EINVAL');
	h.write('/proc/sys/vm/swappiness', '10', { write: true, trunc: true });
	expect(h.read('/proc/sys/vm/swappiness')).toBe('10\n');
	expect(h.read('/proc/net/dev').split('\n')[2]).toMatch(/^ {4}lo: /);
	expect(h.read('/sys/class/net/lo/mtu')).toBe('65536\n');
	expect(h.sys('stat', { path: '/proc/self/status', follow: true })).toMatchObject({ type: 'file', size: 0, mode: 0o444, mtime: epoch });
	const user = h.spawn({ cred: { uid: 1000, gid: 1000, euid: 1000, egid: 1000, groups: [1000] }, capabilities: [] });
	expect(errno(() => h.sys('open', { path: '/proc/1/environ', flags: { read: true } }, user))).toBe('EACCES');
	expect(errno(() => h.sys('open', { path: '/proc/sys/kernel/hostname', flags: { write: true } }, user))).toBe('EACCES');
});

test('control groups are directories', () => {
	const h = machine();
	h.sys('mkdir', { path: '/sys/fs/cgroup/web', mode: 0o755 });
	expect(h.kernel.state.cgroups.has('/web')).toBe(true);
	h.write('/sys/fs/cgroup/web/memory.max', '100M', { write: true });
	h.write('/sys/fs/cgroup/web/cpu.max', '50000 100000', { write: true });
	expect([h.read('/sys/fs/cgroup/web/memory.max'), h.read('/sys/fs/cgroup/web/cpu.max'), h.read('/sys/fs/cgroup/web/pids.max')]).toEqual([
		'104857600\n',
		'50000 100000\n',
		'max\n'
	]);
	h.spawn({});
	h.write('/sys/fs/cgroup/web/cgroup.procs', '2\n', { write: true });
	expect([h.read('/sys/fs/cgroup/web/cgroup.procs'), h.read('/proc/2/cgroup'), h.read('/sys/fs/cgroup/web/pids.current')]).toEqual(['2\n', '0::/web\n', '1\n']);
	expect(errno(() => h.sys('rmdir', { path: '/sys/fs/cgroup/web' }))).toBe('EBUSY');
	h.write('/sys/fs/cgroup/cgroup.procs', '2', { write: true });
	h.sys('rmdir', { path: '/sys/fs/cgroup/web' });
	expect(h.kernel.state.cgroups.has('/web')).toBe(false);
	expect(errno(() => h.write('/sys/fs/cgroup/nothing', 'x'))).toBe('EACCES');
	expect(errno(() => h.read('/sys/fs/cgroup/memory.max'))).toBe('ENOENT');
});

test('/dev: what memory devices read and write', () => {
	const h = machine();
	const read = (path: string, max: number) => {
		const fd = h.sys<number>('open', { path, flags: { read: true, write: true } });
		return [...h.sys<Uint8Array>('read', { fd, max })];
	};
	expect([read('/dev/null', 4), read('/dev/zero', 3)]).toEqual([[], [0, 0, 0]]);
	expect(read('/dev/urandom', 8)).not.toEqual(read('/dev/urandom', 8));
	h.write('/dev/null', 'gone');
	expect(errno(() => h.write('/dev/full', 'x'))).toBe('ENOSPC');
	expect(errno(() => h.read('/dev/tty'))).toBe('ENXIO');
	expect(h.sys('stat', { path: '/dev/null', follow: true })).toMatchObject({ type: 'char', rdev: [1, 3], mode: 0o666 });
	const fd = h.sys<number>('open', { path: '/dev/ptmx', flags: { read: true, write: true } });
	expect(fd).toBeGreaterThan(2);
	expect(names(h.sys('readdir', { path: '/dev/pts' }))).toBe('0 ptmx');
	const slave = h.sys<number>('open', { path: '/dev/pts/0', flags: { read: true, write: true } });
	expect(h.sys('fstat', { fd: slave })).toMatchObject({ type: 'char', rdev: [136, 0] });
});
