import { expect, test } from 'vitest';
import { errno, harness } from './harness.ts';
import { dropMounts } from './mounts.ts';
import { copyMounts, pivot } from './mounts-late.ts';
import { dropVolatile, initialMounts } from './boot.ts';

const names = (list: unknown) => (list as { name: string }[]).map((e) => e.name).join(' ');

test('tmpfs has a size; a read-only bind refuses writes; a file can be bound', () => {
	const { sys, read, write } = harness([]);
	for (const dir of ['/t', '/ro', '/t2']) sys('mkdir', { path: dir, mode: 0o755 });
	sys('mount', { target: '/t', options: { type: 'tmpfs', size: 8192, mode: 0o755 } });
	write('/t/a', 'x'.repeat(5000));
	expect(errno(() => write('/t/b', 'y'))).toBe('ENOSPC');
	sys('mount', { target: '/ro', options: { type: 'bind', source: '/t', readonly: true } });
	expect(read('/ro/a').length).toBe(5000);
	expect(errno(() => write('/ro/a', 'z'))).toBe('EROFS');
	expect(errno(() => sys('unlink', { path: '/ro/a' }))).toBe('EROFS');
	write('/h', 'host');
	write('/t2/h', 'inner');
	sys('mount', { target: '/t2/h', options: { type: 'bind', source: '/h' } });
	expect(read('/t2/h')).toBe('host');
	expect(sys('realpath', { path: '/t2/../t2/h' })).toBe('/t2/h');
	expect(errno(() => sys('rename', { from: '/t2/h', to: '/t2/i' }))).toBe('EBUSY');
	expect(errno(() => sys('link', { from: '/t2/h', to: '/h2' }))).toBe('EXDEV');
	sys('umount', { target: '/t2/h', lazy: false });
	expect(read('/t2/h')).toBe('inner');
	expect(sys('statfs', { path: '/t' })).toMatchObject({ type: 'tmpfs', source: 'tmpfs', blocks: 2, free: 0, target: '/t' });
});

test('.. leaves a mount, and chroot holds', () => {
	const h = harness([]);
	for (const dir of ['/a', '/a/b', '/jail', '/jail/in']) h.sys('mkdir', { path: dir, mode: 0o755 });
	h.sys('mount', { target: '/a/b', options: { type: 'tmpfs' } });
	h.sys('mkdir', { path: '/a/b/c', mode: 0o755 });
	h.write('/a/f', 'f');
	h.sys('chdir', { path: '/a/b/c' });
	expect(h.read('../../f')).toBe('f');
	const p = h.spawn({});
	h.sys('chroot', { path: '/jail' }, p);
	h.sys('chdir', { path: '/../..' }, p);
	expect(h.sys('getcwd', {}, p)).toBe('/');
	expect(names(h.sys('readdir', { path: '/../' }, p))).toBe('in');
});

test('a new namespace has its own table; pivot makes a directory its root', () => {
	const h = harness([]);
	for (const dir of ['/c', '/c/rootfs', '/c/rootfs/proc', '/c/rootfs/data', '/vol']) h.sys('mkdir', { path: dir, mode: 0o755 });
	h.write('/vol/v', 'volume');
	copyMounts(h.kernel, h.process.namespaces.mnt, 99);
	const p = h.spawn({ namespaces: { ...h.process.namespaces, mnt: 99 } });
	h.sys('mount', { target: '/', options: { type: 'bind', propagation: 'rprivate' } }, p);
	h.sys('mount', { target: '/c/rootfs/data', options: { type: 'bind', source: '/vol' } }, p);
	expect(names(h.sys('readdir', { path: '/c/rootfs/data' }))).toBe('');
	pivot(h.kernel, 99, '/c/rootfs');
	expect(names(h.sys('readdir', { path: '/' }, p))).toBe('data proc');
	expect(names(h.sys('readdir', { path: '/data' }, p))).toBe('v');
	expect(h.sys('realpath', { path: '/data/../data' }, p)).toBe('/data');
	dropMounts(h.kernel, 99);
	expect(h.read('/vol/v')).toBe('volume');
	const fs = h.kernel.state.vfs.fileSystems.get(2049);
	const mine = [...h.kernel.state.vfs.mounts.values()].filter((m) => m.ns === 99 || m.dev === 2049);
	expect([mine.length, fs?.mounts?.size]).toEqual([1, 1]);
});

test('a mount under a shared mount shows in the peers', () => {
	const h = harness([]);
	h.sys('mkdir', { path: '/s', mode: 0o755 });
	copyMounts(h.kernel, h.process.namespaces.mnt, 98);
	const p = h.spawn({ namespaces: { ...h.process.namespaces, mnt: 98 } });
	h.sys('mount', { target: '/s', options: { type: 'tmpfs' } });
	h.write('/s/f', 'seen');
	expect(names(h.sys('readdir', { path: '/s' }, p))).toBe('f');
	h.sys('umount', { target: '/s', lazy: false });
	expect(names(h.sys('readdir', { path: '/s' }, p))).toBe('');
});

test('a power cut keeps the disk and loses the rest', () => {
	const h = harness([]);
	h.write('/kept', 'k');
	h.sys('mkdir', { path: '/tm', mode: 0o755 });
	h.sys('mount', { target: '/tm', options: { type: 'tmpfs' } });
	h.write('/tm/lost', 'l');
	h.kernel.state.files.clear();
	dropVolatile(h.kernel);
	expect([...h.kernel.state.vfs.fileSystems.values()].map((f) => f.kind)).toEqual(['ext4']);
	initialMounts(h.kernel, h.process.namespaces.mnt);
	expect(h.read('/kept')).toBe('k');
	expect(names(h.sys('readdir', { path: '/tm' }))).toBe('');
});
