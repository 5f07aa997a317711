import { expect, test } from 'vitest';
import { compareTexts, maxSatisfying, satisfies } from './semver.ts';

test('ranges hold the versions that node-semver says', () => {
	const rows: [string, string, boolean][] = [
		['1.2.3', '^1.2.0', true],
		['2.0.0', '^1.2.0', false],
		['0.2.9', '^0.2.3', true],
		['0.3.0', '^0.2.3', false],
		['0.0.4', '^0.0.3', false],
		['1.2.9', '~1.2.3', true],
		['1.3.0', '~1.2.3', false],
		['1.9.0', '~1', true],
		['1.5.0', '1.x', true],
		['1.5.0', '1', true],
		['3.0.0', '>= 2.1.2 < 3', false],
		['2.9.9', '>= 2.1.2 < 3', true],
		['2.0.0', '1.2.3 - 2', true],
		['3.0.0', '1.2.3 - 2', false],
		['5.0.0', '^4.11 || 5 || ^5.0.0-beta.1', true],
		['5.0.0-beta.2', '^4.11 || 5 || ^5.0.0-beta.1', true],
		['5.0.0-beta.2', '*', false],
		['1.0.0', '*', true],
		['1.0.0', '', true],
		['1.0.0', '<1.0.0', false],
		['1.0.0', 'latest', false]
	];
	for (const [version, range, expected] of rows) expect(satisfies(version, range), `${version} in ${range}`).toBe(expected);
});

test('the newest version in a range is taken, by number and not by text', () => {
	expect(maxSatisfying(['1.2.0', '1.10.0', '1.9.0', '2.0.0'], '^1')).toBe('1.10.0');
	expect(maxSatisfying(['1.2.0'], '^3')).toBeUndefined();
	expect(['1.0.0', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0-alpha'].sort(compareTexts)).toEqual(['1.0.0-alpha', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0']);
});
