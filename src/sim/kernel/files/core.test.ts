import { expect, test } from 'vitest';
import type { LayerEntry } from '../layer.ts';
import { utf8 } from '../../values/bytes.ts';
import { epoch, errno, harness } from './harness.ts';

const base: LayerEntry[] = [
	{ path: 'etc', type: 'dir' },
	{ path: 'etc/hostname', type: 'file', text: 'host\n' },
	{ path: 'etc/shadow', type: 'file', text: 'root:*\n', mode: 0o640, gid: 42 },
	{ path: 'usr/bin/ls', type: 'file', program: { name: 'ls', size: 138_208 } },
	{ path: 'usr/bin/dir', type: 'hardlink', target: 'usr/bin/ls' },
	{ path: 'bin', type: 'symlink', target: 'usr/bin' },
	{ path: 'tmp', type: 'dir', mode: 0o1777 },
	{ path: 'big', type: 'file', generated: { size: 5_000_000, seed: 7 } }
];
/** /dev, /proc, /run and /sys are made at boot when the disk lacks them. */
const mountPoints = 4 * 4096;
const names = (list: unknown) => (list as { name: string }[]).map((e) => e.name).join(' ');

test('a root disk backed by a layer: it shows, changes and hides the layer’s entries', () => {
	const { sys, read, write } = harness(base);
	expect(names(sys('readdir', { path: '/' }))).toBe('big bin dev etc proc run sys tmp usr');
	expect(read('/etc/hostname')).toBe('host\n');
	write('/etc/hostname', 'other\n');
	expect(read('/etc/hostname')).toBe('other\n');
	write('/etc/hostname', 'more\n', { write: true, append: true });
	expect(read('/etc/hostname')).toBe('other\nmore\n');
	sys('unlink', { path: '/etc/hostname' });
	expect(errno(() => read('/etc/hostname'))).toBe('ENOENT');
	expect(names(sys('readdir', { path: '/etc' }))).toBe('shadow');
	write('/etc/hostname', 'new');
	expect(names(sys('readdir', { path: '/etc/' }))).toBe('hostname shadow');
});

test('stat shows the layer’s attributes, and hard links share an inode', () => {
	const { sys } = harness(base);
	const a = sys<{ ino: number }>('stat', { path: '/bin/ls', follow: true });
	expect(a).toMatchObject({ type: 'file', mode: 0o755, size: 138_208, nlink: 2, mtime: epoch - 1_000_000, blocks: 272, dev: 2049 });
	expect(sys<{ ino: number }>('stat', { path: '/usr/bin/dir', follow: true }).ino).toBe(a.ino);
	expect(sys('stat', { path: '/bin', follow: false })).toMatchObject({ type: 'symlink', size: 7 });
	expect(sys('realpath', { path: '/bin/../bin/ls' })).toBe('/usr/bin/ls');
});

test('big files are made from their seed when read, and keep what is written over them', () => {
	const { sys, kernel } = harness(base);
	const fd = sys<number>('open', { path: '/big', flags: { read: true, write: true } });
	sys('lseek', { fd, offset: 65_530, whence: 'set' });
	const before = sys<Uint8Array>('read', { fd, max: 20 });
	sys('lseek', { fd, offset: 65_534, whence: 'set' });
	sys('write', { fd, data: utf8('abcd') });
	sys('lseek', { fd, offset: 65_530, whence: 'set' });
	const after = sys<Uint8Array>('read', { fd, max: 20 });
	expect([...after]).toEqual([...before.slice(0, 4), 97, 98, 99, 100, ...before.slice(8)]);
	sys('ftruncate', { fd, size: 65_536 });
	sys('ftruncate', { fd, size: 65_540 });
	sys('lseek', { fd, offset: 65_533, whence: 'set' });
	expect([...sys<Uint8Array>('read', { fd, max: 20 })]).toEqual([before[3], 97, 98, 0, 0, 0, 0]);
	sys('close', { fd });
	expect(kernel.state.files.size).toBe(0);
});

test('names: rename, link, symlink loops, and the errors of each', () => {
	const { sys, read, write } = harness(base);
	sys('mkdir', { path: '/a', mode: 0o777 });
	sys('mkdir', { path: '/a/b/', mode: 0o777 });
	write('/a/f', '1');
	sys('rename', { from: '/a/b', to: '/c' });
	expect(sys('stat', { path: '/a', follow: true })).toMatchObject({ nlink: 2, mode: 0o755 });
	sys('rename', { from: '/a/f', to: '/c/f' });
	sys('link', { from: '/c/f', to: '/a/g' });
	expect(read('/a/g')).toBe('1');
	expect(errno(() => sys('rename', { from: '/c', to: '/c/d' }))).toBe('EINVAL');
	expect(errno(() => sys('rmdir', { path: '/c' }))).toBe('ENOTEMPTY');
	expect(errno(() => sys('rmdir', { path: '/c/f' }))).toBe('ENOTDIR');
	expect(errno(() => sys('unlink', { path: '/c' }))).toBe('EISDIR');
	expect(errno(() => sys('mkdir', { path: '/c', mode: 0o777 }))).toBe('EEXIST');
	expect(errno(() => sys('mkdir', { path: '/x/y', mode: 0o777 }))).toBe('ENOENT');
	expect(errno(() => sys('stat', { path: '/c/f/', follow: true }))).toBe('ENOTDIR');
	expect(errno(() => sys('open', { path: `/${'x'.repeat(256)}`, flags: { create: true, write: true } }))).toBe('ENAMETOOLONG');
	sys('symlink', { target: 'loop', path: '/loop' });
	expect(errno(() => read('/loop'))).toBe('ELOOP');
	sys('symlink', { target: '/c/new', path: '/dangling' });
	write('/dangling', 'through');
	expect(read('/c/new')).toBe('through');
	sys('chdir', { path: '/c' });
	expect(read('f')).toBe('1');
	expect(sys('getcwd')).toBe('/c');
	expect(sys('realpath', { path: '../a/./g' })).toBe('/a/g');
});

test('an unlinked open file lives until it is closed', () => {
	const { sys, kernel } = harness([]);
	const fd = sys<number>('open', { path: '/f', flags: { read: true, write: true, create: true } });
	sys('write', { fd, data: 'x'.repeat(5000) });
	const fs = kernel.state.vfs.fileSystems.get(2049);
	expect(fs?.used).toBe(mountPoints + 8192);
	sys('unlink', { path: '/f' });
	expect(sys('fstat', { fd })).toMatchObject({ nlink: 0, size: 5000 });
	sys('close', { fd });
	expect([fs?.used, fs?.inodes.size]).toEqual([mountPoints, 5]);
});

test('permissions: mode bits, the sticky bit, and root’s capabilities', () => {
	const h = harness(base);
	const user = h.spawn({ cred: { uid: 1000, gid: 1000, euid: 1000, egid: 1000, groups: [1000] }, capabilities: [] });
	const as = (op: string, args: object) => errno(() => h.sys(op, args, user));
	expect(as('open', { path: '/etc/shadow', flags: { read: true } })).toBe('EACCES');
	expect(as('open', { path: '/etc/new', flags: { write: true, create: true } })).toBe('EACCES');
	expect(as('open', { path: '/tmp/mine', flags: { write: true, create: true, mode: 0o666 } })).toBe(0);
	expect(h.sys('stat', { path: '/tmp/mine', follow: true })).toMatchObject({ uid: 1000, gid: 1000, mode: 0o644 });
	h.write('/tmp/roots', 'x');
	expect(as('unlink', { path: '/tmp/roots' })).toBe('EPERM');
	expect(as('chmod', { path: '/etc/hostname', mode: 0o777 })).toBe('EPERM');
	expect(as('access', { path: '/etc/hostname', mode: 4 })).toBe(undefined);
	expect(as('access', { path: '/etc/hostname', mode: 2 })).toBe('EACCES');
	expect(h.read('/etc/shadow')).toBe('root:*\n');
});

test('a full disk answers ENOSPC; zeros and holes cost no memory', () => {
	const { sys, write, kernel } = harness([], 1_000_000);
	expect(errno(() => write('/f', 'x'.repeat(1_100_000)))).toBe('ENOSPC');
	sys('unlink', { path: '/f' });
	const fd = sys<number>('open', { path: '/z', flags: { write: true, create: true } });
	for (let i = 0; i < 8; i++) sys('write', { fd, data: new Uint8Array(65_536) });
	const fs = kernel.state.vfs.fileSystems.get(2049);
	expect(fs?.used).toBe(mountPoints + 8 * 65_536);
	const inode = [...(fs?.inodes.values() ?? [])].find((i) => i.type === 'file');
	expect([inode?.data, inode?.pages]).toEqual([undefined, undefined]);
	expect(sys('stat', { path: '/z', follow: true })).toMatchObject({ size: 524_288, blocks: 1024 });
});
