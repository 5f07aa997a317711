import { expect, test } from 'vitest';
import type { LayerEntry } from '../layer.ts';
import { errno, harness } from './harness.ts';

const names = (list: unknown) => (list as { name: string }[]).map((e) => e.name).join(' ');
const low: LayerEntry[] = [
	{ path: 'etc/a', type: 'file', text: 'low a' },
	{ path: 'etc/b', type: 'file', text: 'low b', mode: 0o600, uid: 7 },
	{ path: 'lib/x', type: 'file', text: 'x' },
	{ path: 'lib/deep/y', type: 'file', text: 'y' },
	{ path: 'd/one', type: 'file', text: '1' }
];
const mid: LayerEntry[] = [
	{ path: 'etc/a', type: 'file', text: 'mid a' },
	{ path: 'etc/c', type: 'file', text: 'mid c' },
	{ path: 'lib/x', type: 'whiteout' },
	{ path: 'd', type: 'dir' },
	{ path: 'd', type: 'opaque' },
	{ path: 'd/two', type: 'file', text: '2' }
];

function overlay() {
	const h = harness([]);
	for (const dir of ['/o', '/o/low', '/o/mid', '/o/up', '/o/work', '/m']) h.sys('mkdir', { path: dir, mode: 0o755 });
	const ids = [low, mid].map((entries) => h.sys<{ id: string }>('addLayer', { entries }).id);
	h.sys('unpackLayer', { path: '/o/low', id: ids[0] });
	h.sys('unpackLayer', { path: '/o/mid', id: ids[1] });
	h.sys('mount', { target: '/m', options: { type: 'overlay', lower: ['/o/mid', '/o/low'], upper: '/o/up', work: '/o/work' } });
	return { ...h, ids };
}

test('directories merge, upper layers win, whiteouts and opaque directories hide', () => {
	const { sys, read } = overlay();
	expect(names(sys('readdir', { path: '/m' }))).toBe('d etc lib');
	expect(names(sys('readdir', { path: '/m/etc' }))).toBe('a b c');
	expect(names(sys('readdir', { path: '/m/lib' }))).toBe('deep');
	expect(names(sys('readdir', { path: '/m/d' }))).toBe('two');
	expect(read('/m/etc/a') + read('/m/etc/b') + read('/m/lib/deep/y')).toBe('mid alow by');
	expect(errno(() => read('/m/lib/x'))).toBe('ENOENT');
	expect(sys('stat', { path: '/o/mid/lib/x', follow: true })).toMatchObject({ type: 'char', rdev: [0, 0], mode: 0 });
});

test('a write copies up and leaves the lower layers alone', () => {
	const { sys, read, write } = overlay();
	write('/m/etc/b', '!', { write: true, append: true });
	expect([read('/m/etc/b'), read('/o/low/etc/b'), read('/o/up/etc/b')]).toEqual(['low b!', 'low b', 'low b!']);
	expect(sys('stat', { path: '/m/etc/b', follow: true })).toMatchObject({ mode: 0o600, uid: 7, size: 6 });
	sys('chmod', { path: '/m/lib/deep', mode: 0o700 });
	expect(names(sys('readdir', { path: '/o/up' }))).toBe('etc lib');
	expect(read('/m/lib/deep/y')).toBe('y');
	expect(sys('stat', { path: '/o/low/lib/deep', follow: true })).toMatchObject({ mode: 0o755 });
});

test('removal leaves whiteouts, and a directory made over one is opaque', () => {
	const { sys, read, write } = overlay();
	sys('unlink', { path: '/m/etc/a' });
	expect(names(sys('readdir', { path: '/m/etc' }))).toBe('b c');
	expect(sys('stat', { path: '/o/up/etc/a', follow: true })).toMatchObject({ type: 'char', rdev: [0, 0] });
	write('/m/etc/a', 'new');
	expect(read('/m/etc/a')).toBe('new');
	sys('unlink', { path: '/m/lib/deep/y' });
	sys('rmdir', { path: '/m/lib/deep' });
	expect(names(sys('readdir', { path: '/m/lib' }))).toBe('');
	sys('mkdir', { path: '/m/lib/deep', mode: 0o755 });
	expect(names(sys('readdir', { path: '/m/lib/deep' }))).toBe('');
	sys('rmdir', { path: '/m/lib/deep' });
	sys('rmdir', { path: '/m/lib' });
	expect(names(sys('readdir', { path: '/m' }))).toBe('d etc');
	expect(names(sys('readdir', { path: '/o/up' }))).toBe('etc lib');
});

test('rename moves files across layers, and directories only when they are the upper’s alone', () => {
	const { sys, read } = overlay();
	sys('rename', { from: '/m/etc/a', to: '/m/d/two' });
	expect(read('/m/d/two')).toBe('mid a');
	expect(names(sys('readdir', { path: '/m/etc' }))).toBe('b c');
	expect(errno(() => sys('rename', { from: '/m/lib', to: '/m/lib2' }))).toBe('EXDEV');
	sys('mkdir', { path: '/m/new', mode: 0o755 });
	sys('rename', { from: '/m/new', to: '/m/newer' });
	expect(names(sys('readdir', { path: '/m' }))).toBe('d etc lib newer');
});

test('the upper packs into a layer that gives the same tree elsewhere', () => {
	const { sys, read, write } = overlay();
	write('/m/etc/b', 'changed');
	sys('unlink', { path: '/m/etc/c' });
	sys('mkdir', { path: '/m/fresh', mode: 0o755 });
	const layer = sys<{ id: string; size: number }>('packLayer', { path: '/o/up' });
	expect(layer.size).toBe(7);
	expect(sys<{ entries: { path: string; type: string }[] }>('readLayer', { id: layer.id }).entries.map((e) => `${e.type} ${e.path}`)).toEqual([
		'dir etc',
		'file etc/b',
		'whiteout etc/c',
		'dir fresh'
	]);
	expect(sys<{ id: string }>('packLayer', { path: '/o/up' }).id).toBe(layer.id);
	sys('mkdir', { path: '/o/three', mode: 0o755 });
	sys('unpackLayer', { path: '/o/three', id: layer.id });
	expect(sys<{ id: string }>('packLayer', { path: '/o/three' }).id).toBe(layer.id);
	sys('mkdir', { path: '/m2', mode: 0o755 });
	sys('mount', { target: '/m2', options: { type: 'overlay', lower: ['/o/three', '/o/mid', '/o/low'] } });
	expect(names(sys('readdir', { path: '/m2/etc' })) + read('/m2/etc/b')).toBe('a bchanged');
	expect(errno(() => write('/m2/etc/b', 'x'))).toBe('EROFS');
});

test('unpacking over a directory with entries applies the layer on top', () => {
	const { sys, ids, read } = overlay();
	sys('mkdir', { path: '/root', mode: 0o755 });
	sys('unpackLayer', { path: '/root', id: ids[0] });
	sys('unpackLayer', { path: '/root', id: ids[1] });
	expect([names(sys('readdir', { path: '/root/etc' })), names(sys('readdir', { path: '/root/lib' })), names(sys('readdir', { path: '/root/d' }))]).toEqual([
		'a b c',
		'deep',
		'two'
	]);
	expect(read('/root/etc/a')).toBe('mid a');
});

test('unmounting drops the overlay; the upper keeps its files', () => {
	const { sys, read, write, kernel } = overlay();
	write('/m/f', 'kept');
	expect(errno(() => sys('rmdir', { path: '/m' }))).toBe('EBUSY');
	const fd = sys<number>('open', { path: '/m/f', flags: { read: true } });
	expect(errno(() => sys('umount', { target: '/m', lazy: false }))).toBe('EBUSY');
	sys('close', { fd });
	sys('umount', { target: '/m', lazy: false });
	expect(read('/o/up/f')).toBe('kept');
	expect([...kernel.state.vfs.fileSystems.values()].filter((f) => f.kind === 'overlay')).toEqual([]);
});
