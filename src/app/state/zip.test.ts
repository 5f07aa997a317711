import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { bytesOf, textOf } from '#src/worker/text.ts';
import { bringLimits, readSources } from './bring.ts';
import { readZip } from './zip.ts';

const limits = { files: 10, each: 1 << 20, total: 2 << 20 };
const small = bytesOf('hello\n');
const reason = (file: Uint8Array, within = limits): string => {
	try {
		readZip(file, within);
		return 'read';
	} catch (error) {
		return (error as Error).message;
	}
};
const at = (file: Uint8Array, signature: readonly number[]): number => file.findIndex((_, i) => signature.every((byte, k) => file[i + k] === byte));
const central = (file: Uint8Array): number => at(file, [0x50, 0x4b, 1, 2]);
const patched = (file: Uint8Array, change: (view: DataView, entry: number) => void): Uint8Array => {
	const copy = file.slice();
	change(new DataView(copy.buffer), central(copy));
	return copy;
};

describe('a zip archive', () => {
	test('files come out as they went in, with their modes, so a project can be brought: they do', () => {
		const zip = zipSync({
			app: { Dockerfile: small, 'run.sh': [bytesOf('#!/bin/sh\n'), { os: 3, attrs: (0o100755 << 16) >>> 0 }] },
			'big.bin': new Uint8Array(300_000).fill(7)
		});
		const files = readZip(zip, limits);
		expect(files.map(({ path, mode, data }) => [path, mode, data.length])).toEqual([
			['app/Dockerfile', 0o644, 6],
			['app/run.sh', 0o755, 10],
			['big.bin', 0o644, 300_000]
		]);
		expect(textOf(files[0]?.data ?? new Uint8Array())).toBe('hello\n');
	});

	test('names that lead elsewhere are refused, so nothing lands where it should not: they are', () => {
		expect(reason(zipSync({ '../../etc/passwd': small }))).toContain('its path leads out of the archive (..)');
		expect(reason(zipSync({ 'a/../../b': small }))).toContain('leads out of the archive');
		expect(reason(zipSync({ '/etc/passwd': small }))).toContain('its path is absolute');
		expect(reason(zipSync({ 'C:/x': small }))).toContain('its path is absolute');
		expect(reason(zipSync({ 'a\\b': small }))).toContain('its path holds a backslash');
		expect(reason(zipSync({ 'a\nb': small }))).toContain('control characters');
		expect(reason(zipSync({ 'a//b': small }))).toContain('empty part');
		expect(reason(zipSync({ [`${'d/'.repeat(40)}f`]: small }))).toContain('too long');
	});

	test('links, devices and locked files are refused, so a link cannot reach outside: they are', () => {
		expect(reason(zipSync({ evil: [bytesOf('/etc/shadow'), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }))).toContain('evil is a symbolic link');
		expect(reason(zipSync({ dev: [small, { os: 3, attrs: (0o060644 << 16) >>> 0 }] }))).toContain('dev is neither a file nor a folder');
		expect(reason(patched(zipSync({ a: small }), (view, entry) => view.setUint16(entry + 8, 1, true)))).toContain('a is encrypted');
	});

	test('bombs are refused by what they say and by what they do, so the page stays alive: they are', () => {
		const zeros = new Uint8Array(1 << 20);
		expect(reason(zipSync({ a: new Uint8Array((1 << 20) + 1) }))).toBe('a unpacks to more than 1 MiB');
		expect(reason(zipSync({ a: zeros, b: zeros, c: zeros }))).toBe('it unpacks to more than 2 MiB');
		expect(reason(zipSync(Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`f${i}`, small]))))).toBe('it holds more than 10 files');
		// Says 10 bytes, holds a mebibyte.
		expect(reason(patched(zipSync({ a: zeros }), (view, entry) => view.setUint32(entry + 24, 10, true)))).toContain('unpacks to more than it says');
		// Two names for the same bytes.
		const two = zipSync({ a: zeros, b: zeros });
		const second = at(two.subarray(central(two) + 4), [0x50, 0x4b, 1, 2]) + central(two) + 4;
		const overlapping = two.slice();
		new DataView(overlapping.buffer).setUint32(second + 42, 0, true);
		expect(reason(overlapping)).toContain('overlaps another file: this is a zip bomb');
	});

	test('damage of any kind is an error and never a crash, so a bad download is only that: it is', () => {
		const good = zipSync({ a: new Uint8Array(5000).map((_, i) => i), 'd/b': small });
		expect(reason(bytesOf('not a zip'))).toBe('it is no whole zip archive');
		expect(reason(good.slice(0, good.length - 10))).toBe('it is no whole zip archive');
		expect(reason(patched(good, (view, entry) => view.setUint32(entry + 16, 0, true)))).toContain('checksum is wrong');
		let state = 3;
		const next = (below: number): number => {
			state = Math.imul(state, 1103515245) + 12345;
			return (state >>> 8) % below;
		};
		for (let i = 0; i < 2000; i++) {
			const bad = good.slice();
			for (let flips = 1 + next(5); flips > 0; flips--) bad[next(bad.length)] = next(256);
			const said = reason(bad);
			expect(said.length).toBeGreaterThan(0);
		}
	});
});

describe('bringing files', () => {
	const file = (name: string, data: Uint8Array = small): File => new File([data.slice()], name);
	test('an archive without a folder of its own gets one, so it does not spill: it does', async () => {
		const flat = await readSources([{ path: 'site.zip', file: file('site.zip', zipSync({ a: small, b: small })) }]);
		expect(flat.map(({ path }) => path)).toEqual(['site/a', 'site/b']);
		const own = await readSources([{ path: 'site.zip', file: file('site.zip', zipSync({ 'app/a': small, 'app/b': small })) }]);
		expect(own.map(({ path }) => path)).toEqual(['app/a', 'app/b']);
	});

	test('what is too much or leads elsewhere is refused with the limit, so the learner knows what to do: it is', async () => {
		await expect(readSources([])).rejects.toThrow('There is no file in it.');
		await expect(readSources(Array.from({ length: 1001 }, (_, i) => ({ path: `f${i}`, file: file(`f${i}`) })))).rejects.toThrow(
			'There are 1001 files in it, and at most 1000 can come at once.'
		);
		await expect(readSources([{ path: 'a/../b', file: file('b') }])).rejects.toThrow('leads out of the archive');
		await expect(readSources([{ path: 'big', file: file('big', new Uint8Array(bringLimits.each + 1)) }])).rejects.toThrow('big is larger than 8 MiB.');
		await expect(readSources([{ path: 'evil.zip', file: file('evil.zip', zipSync({ '../x': small })) }])).rejects.toThrow(
			'evil.zip was not unpacked, and nothing was written: "../x" is refused: its path leads out of the archive (..).'
		);
	});

	test('scripts can be run, other files not, so ./run.sh works: they can', async () => {
		const brought = await readSources([
			{ path: 'app/run.sh', file: file('run.sh', bytesOf('#!/bin/sh\necho hi\n')) },
			{ path: 'app/data', file: file('data') }
		]);
		expect(brought.map(({ mode }) => mode)).toEqual([0o755, 0o644]);
	});
});
