import { describe, expect, test } from 'vitest';
import { formatC } from './format.ts';
import { globMatch } from './glob.ts';
import { parseDate } from './dates.ts';
import { decode, encode } from './text.ts';
import { diffLines } from './edits.ts';

const utc = { name: 'UTC', offset: 0 };

describe('the library of the utilities', () => {
	test('formats numbers as printf does it', () => {
		expect(formatC('%5d|%-5s|%05.2f|%x|%g|%g|%%', [42n, 'ab', 3.14159, 255n, 1e-5, 123456789])).toBe('   42|ab   |03.14|ff|1e-05|1.23457e+08|%');
	});
	test('matches file names without expressions it', () => {
		expect(['*.txt', 'a?c', '[a-c]x', '[!a]*', '\\*'].map((glob, i) => globMatch(glob, ['n.txt', 'abc', 'bx', 'abc', '*'][i] ?? ''))).toEqual([
			true,
			true,
			true,
			false,
			true
		]);
	});
	test('reads dates relative and absolute it', () => {
		expect(
			['2024-01-31 +1 month', '@5', '2024-03-10 10:00 2 hours ago', 'Mon, 02 Jan 2006 15:04:05 -0700', 'nonsense'].map((text) => parseDate(text, 0, utc))
		).toEqual([1709337600000000, 5000000, 1710057600000000, 1136239445000000, undefined]);
	});
	test('keeps bytes that are no text it', () => {
		const bytes = Uint8Array.from([104, 0xff, 0xc3, 0xa9, 0x80, 0xe2, 0x82]);
		expect([...encode(decode(bytes))]).toEqual([...bytes]);
	});
	test('finds the changed lines it', () => {
		expect(diffLines(['a', 'b', 'c'], ['a', 'X', 'c', 'd'])).toEqual([
			{ aStart: 1, aCount: 1, bStart: 1, bCount: 1 },
			{ aStart: 3, aCount: 0, bStart: 3, bCount: 1 }
		]);
	});
});
