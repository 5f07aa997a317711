// The client's small parts by themselves: archives, frames, references, progress bars, detach keys.
import { expect, test } from 'vitest';
import { demultiplex } from './multiplex.ts';
import { progressText } from './progress.ts';
import { familiarString, fullString, parseReference, withLatest } from './reference.ts';
import { readTar, writeTar, type TarEntry } from './tar.ts';
import { escape } from './threads.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = (name: string, type: TarEntry['type'], more: Partial<TarEntry> = {}): TarEntry => ({
	name,
	type,
	mode: 0o644,
	uid: 0,
	gid: 0,
	mtime: 1_700_000_000,
	data: new Uint8Array(0),
	target: '',
	...more
});

test('an archive is read as it was written', () => {
	const long = `${'directory/'.repeat(15)}file`;
	const entries = [
		entry('d/', 'dir', { mode: 0o755 }),
		entry('d/empty', 'file'),
		entry('d/block', 'file', { data: new Uint8Array(512).fill(7), uid: 1000, gid: 33, mode: 0o4755 }),
		entry(long, 'file', { data: utf8('long\n') }),
		entry('d/näme', 'symlink', { target: '../elsewhere' }),
		entry('d/hard', 'hardlink', { target: 'd/block' }),
		entry('d/null', 'char', { rdev: [1, 3] })
	];
	const bytes = writeTar(entries);
	expect(bytes.length % 512).toBe(0);
	expect(readTar(bytes)).toEqual(entries);
	expect(readTar(utf8('x'.repeat(600)))).toBeUndefined();
});

test('frames are taken whole from whatever pieces arrive', () => {
	const all = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 2, 104, 105, 2, 0, 0, 0, 0, 0, 0, 1, 33);
	for (let size = 1; size <= all.length; size++) {
		let rest: Uint8Array = new Uint8Array(0);
		const seen: [number, string][] = [];
		for (let at = 0; at < all.length; at += size) {
			const got = demultiplex(rest, all.subarray(at, at + size));
			rest = got.rest;
			for (const { channel, data } of got.frames) seen.push([channel, new TextDecoder().decode(data)]);
		}
		expect(seen).toEqual([
			[1, 'hi'],
			[2, '!']
		]);
	}
});

test('references are normalised, and shown short', () => {
	const cases: readonly (readonly [text: string, full: string, familiar: string])[] = [
		['nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
		['docker.io/nginx:1', 'docker.io/library/nginx:1', 'nginx:1'],
		['bitnami/redis', 'docker.io/bitnami/redis:latest', 'bitnami/redis:latest'],
		['localhost:5000/app', 'localhost:5000/app:latest', 'localhost:5000/app:latest'],
		['localhost/app:v1', 'localhost/app:v1', 'localhost/app:v1'],
		['index.docker.io/library/a', 'docker.io/library/a:latest', 'a:latest']
	];
	for (const [text, full, familiar] of cases) {
		const reference = withLatest(parseReference(text));
		expect([fullString(reference), familiarString(reference)]).toEqual([full, familiar]);
	}
	const says = (text: string): string => {
		try {
			return familiarString(parseReference(text));
		} catch (e) {
			return (e as { text: string }).text;
		}
	};
	expect(says('Nginx')).toBe('invalid reference format: repository name (library/Nginx) must be lowercase');
	expect(says('a:b:c')).toBe('invalid reference format');
	expect(says('nginx@sha256:abc')).toBe('invalid reference format');
	expect(says('f'.repeat(64))).toBe(`invalid repository name (${'f'.repeat(64)}), cannot specify 64-byte hexadecimal strings`);
});

test('progress bars', () => {
	expect(progressText({ current: 50, total: 100 }, 200)).toBe(`[${'='.repeat(25)}>${' '.repeat(25)}]      50B/100B`);
	expect(progressText({ current: 50, total: 100 }, 80)).toBe('     50B/100B');
	expect(progressText({ current: 1500 }, 200)).toBe('   1.5kB');
	expect(progressText({ current: 1, total: 4, units: 'layers' }, 80)).toBe('1/4 layers');
	expect(progressText({}, 200)).toBe('');
});

test('the detach keys are held back until they are all typed, or sent when they were something else', () => {
	const keys = [16, 17];
	const typed = (matched: number, ...bytes: number[]) => {
		const { send, ...rest } = escape({ keys, matched }, Uint8Array.from(bytes));
		return { send: [...send], ...rest };
	};
	expect(typed(0, 97, 16)).toEqual({ send: [97], matched: 1, detach: false });
	expect(typed(1, 17)).toEqual({ send: [], matched: 2, detach: true });
	expect(typed(1, 98)).toEqual({ send: [16, 98], matched: 0, detach: false });
	expect(typed(0, 16, 16, 17)).toEqual({ send: [16, 16, 17], matched: 0, detach: false });
	expect(typed(0, 97, 16, 17, 98)).toEqual({ send: [97], matched: 2, detach: true });
	expect(escape({ keys: [], matched: 0 }, Uint8Array.of(16, 17)).detach).toBe(false);
});
