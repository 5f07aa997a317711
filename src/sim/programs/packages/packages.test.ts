import { expect, test } from 'vitest';
import { fetched, listed, seconds, size } from './apt/text.ts';
import { alpineInstalled, alpinePackages, debianInstalled, debianPackages } from './catalogue.ts';
import { npmPackument } from './data/npm.ts';
import { pypiPackage } from './data/pypi.ts';
import { maxSatisfying } from './npm/semver.ts';
import { closure, treeOf } from './package.ts';

const byName = (all: ReturnType<typeof debianPackages>) => new Map(all.map((one) => [one.name, one]));

test('every package needs only packages that there are, and holds as many bytes as it says', () => {
	for (const [all, base] of [
		[debianPackages(), debianInstalled()],
		[alpinePackages(), alpineInstalled()]
	] as const) {
		const known = byName(all);
		expect(base.filter((name) => !known.has(name))).toEqual([]);
		expect(all.flatMap((one) => one.depends.filter((need) => !known.has(need)).map((need) => `${one.name} needs ${need}`))).toEqual([]);
		for (const one of all) {
			const bytes = Object.values(treeOf(one)).reduce(
				(sum, node) => sum + (typeof node === 'object' && 'filler' in node ? node.filler : typeof node === 'object' && 'size' in node ? node.size : 0),
				0
			);
			expect(Math.abs(bytes - one.installed), one.name).toBeLessThan(250_000);
		}
	}
	expect(pypiPackage('FLASK')?.dependencies.every((name) => pypiPackage(name))).toBe(true);
	expect(pypiPackage('nosuch')).toBeUndefined();
});

test('the npm registry has a version for every range that its packages name', () => {
	const missing: string[] = [];
	const seen = new Set<string>();
	const visit = (name: string): void => {
		if (seen.has(name)) return;
		seen.add(name);
		const all = npmPackument(name);
		for (const one of Object.values(all?.versions ?? {}))
			for (const [need, range] of Object.entries({ ...one.dependencies, ...one.optional, ...one.peers })) {
				if (maxSatisfying(Object.keys(npmPackument(need)?.versions ?? {}), range) === undefined) missing.push(`${name}@${one.version} needs ${need}@${range}`);
				visit(need);
			}
	};
	for (const name of ['express', 'jest', 'redis', 'pg', 'mongoose', 'socket.io', 'next', 'vite', 'winston', 'supertest', 'mysql2', 'nodemon']) visit(name);
	expect(missing).toEqual([]);
	expect(npmPackument('express')?.versions['4.21.2']?.dependencies['body-parser']).toBe('1.20.3');
	expect(npmPackument('nosuch')).toBeUndefined();
});

test('what a package needs comes before it, and what is there is left out', () => {
	const known = byName(debianPackages());
	const installed = new Set(debianInstalled());
	const names = closure(
		['curl'],
		(name) => known.get(name),
		(name) => installed.has(name),
		() => [],
		() => undefined
	).map((one) => one.name);
	expect(names).toHaveLength(16);
	expect(names.at(-1)).toBe('curl');
	expect(names.indexOf('libcurl4')).toBeGreaterThan(names.indexOf('libssh2-1'));
	expect(names).not.toContain('libc6');
	const missing: string[] = [];
	closure(
		['nosuch'],
		(name) => known.get(name),
		() => false,
		() => [],
		(name) => missing.push(name)
	);
	expect(missing).toEqual(['nosuch']);
});

test('it writes sizes and lists as apt wrote them on a real Debian', () => {
	expect([8808, 55_400, 151_000, 2_203_000, 8_790_000, 13_900_000].map(size)).toEqual(['8808 ', '55.4 k', '151 k', '2203 k', '8790 k', '13.9 M']);
	expect(listed(['libbrotli1', 'libcurl4', 'libgssapi-krb5-2', 'libk5crypto3', 'libkeyutils1', 'libkrb5-3', 'libkrb5support0'])).toBe(
		'  libbrotli1 libcurl4 libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3\n  libkrb5support0\n'
	);
	expect(seconds(65_000_000)).toBe('1min 5s');
	expect(fetched(441_000, 58_800)).toBe('Fetched 441 kB in 0s (7,500 kB/s)\n');
});
