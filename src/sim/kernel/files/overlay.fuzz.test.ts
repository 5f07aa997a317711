import { expect, test } from 'vitest';
import { mix32 } from '../../engine/random.ts';
import type { DirEntry } from '../calls.ts';
import type { LayerEntry } from '../layer.ts';
import { errno, harness, type Harness } from './harness.ts';

const names = ['a', 'b', 'c', 'd'];

/** Numbers below n from a seed. */
function numbers(seed: number): (n: number) => number {
	let at = seed * 1_000_003;
	return (n) => mix32(at++) % n;
}

function randomLayer(below: (n: number) => number): LayerEntry[] {
	const entries = new Map<string, LayerEntry>();
	for (const dir of names) {
		if (below(4) === 0) entries.set(dir, { path: dir, type: 'file', text: dir });
		else if (below(4) > 0) {
			entries.set(dir, { path: dir, type: 'dir' });
			for (const name of names)
				if (below(2)) entries.set(`${dir}/${name}`, { path: `${dir}/${name}`, type: below(3) ? 'file' : 'dir', ...(below(2) && { mode: 0o700 }) });
		}
	}
	return [...entries.values()];
}

/** Everything below a directory: names, types, modes, contents. */
function tree(h: Harness, path: string, base = path): string {
	let text = '';
	for (const { name, type } of h.sys<DirEntry[]>('readdir', { path })) {
		const at = `${path}/${name}`;
		const stat = h.sys<{ mode: number; type: string }>('stat', { path: at, follow: false });
		text += `${at.slice(base.length)} ${type}${stat.type} ${stat.mode} ${type === 'file' ? h.read(at) : ''}\n${type === 'dir' ? tree(h, at, base) : ''}`;
	}
	return text;
}

function removeBelow(h: Harness, path: string): void {
	for (const { name, type } of h.sys<DirEntry[]>('readdir', { path })) {
		if (type === 'dir') removeBelow(h, `${path}/${name}`);
		h.sys(type === 'dir' ? 'rmdir' : 'unlink', { path: `${path}/${name}` });
	}
}

/** One random operation below a directory; what it answers. */
function change(h: Harness, base: string, op: number, a: string, b: string, n: number): unknown {
	const calls: readonly (() => unknown)[] = [
		() => h.write(base + a, `written ${n}`),
		() => h.write(base + a, '+', { write: true, append: true }),
		() => h.sys('unlink', { path: base + a }),
		() => h.sys('mkdir', { path: base + a, mode: 0o755 }),
		() => h.sys('rmdir', { path: base + a }),
		() => h.sys('rename', { from: base + a, to: base + b }),
		() => h.sys('chmod', { path: base + a, mode: 0o700 + (n % 8) })
	];
	return errno(() => calls[op]?.());
}

test('random changes over an overlay answer and leave what they do on a plain disk, also flattened, and space comes back: it holds', () => {
	for (let seed = 1; seed <= 60; seed++) {
		const below = numbers(seed);
		const h = harness([], 1e9);
		const id = h.sys<{ id: string }>('addLayer', { entries: randomLayer(below) }).id;
		for (const path of ['/plain', '/low', '/up', '/work', '/m', '/flat']) h.sys('mkdir', { path, mode: 0o755 });
		const fs = h.kernel.state.vfs.fileSystems.get(2049);
		const before = [fs?.used, fs?.inodes.size];
		h.sys('unpackLayer', { path: '/plain', id });
		h.sys('unpackLayer', { path: '/low', id });
		const overlay = { type: 'overlay', lower: ['/low'], upper: '/up', work: '/work' };
		h.sys('mount', { target: '/m', options: overlay });
		const path = (): string => Array.from({ length: 1 + below(3) }, () => `/${names[below(4)]}`).join('');
		for (let n = 0; n < 60; n++) {
			const [op, a, b] = [below(7), path(), path()];
			// An overlay refuses to move directories with a lower part.
			if (op === 5 && errno(() => h.sys<{ type: string }>('stat', { path: `/plain${a}`, follow: false }).type) === 'dir') continue;
			expect([seed, n, op, a, b, change(h, '/m', op, a, b, n)]).toEqual([seed, n, op, a, b, change(h, '/plain', op, a, b, n)]);
		}
		const wanted = tree(h, '/plain');
		expect(tree(h, '/m')).toBe(wanted);
		h.sys('umount', { target: '/m', lazy: false });
		h.sys('mount', { target: '/m', options: overlay });
		expect(tree(h, '/m')).toBe(wanted);
		h.sys('umount', { target: '/m', lazy: false });
		h.sys('unpackLayer', { path: '/flat', id });
		h.sys('unpackLayer', { path: '/flat', id: h.sys<{ id: string }>('packLayer', { path: '/up' }).id });
		expect(tree(h, '/flat')).toBe(wanted);
		for (const dir of ['/plain', '/low', '/up', '/flat']) removeBelow(h, dir);
		expect([fs?.used, fs?.inodes.size]).toEqual(before);
	}
});
