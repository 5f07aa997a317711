import { describe, expect, test } from 'vitest';
import { compileJq, firstOf } from './jq.ts';

describe('jq in checks', { timeout: 60_000 }, () => {
	test('gives the first result, or none: it does', () => {
		expect(firstOf('.items | length', { items: [1, 2] })).toBe(2);
		expect(firstOf('.items[] | select(. > 1)', { items: [1, 2, 3] })).toBe(2);
		expect(firstOf('empty', {})).toBeUndefined();
		expect(firstOf('.a.b', 'text')).toBeUndefined();
		expect(firstOf('.', undefined)).toBeUndefined();
	});

	test('ends in a moment when a filter has no end: it does', () => {
		const from = process.cpuUsage();
		expect(firstOf('last(repeat(1))', null)).toBeUndefined();
		expect(firstOf('def f: f; f', null)).toBeUndefined();
		expect(process.cpuUsage(from).user).toBeLessThan(6e6);
	});

	test('is refused when the lesson is read, if it does not compile: it is', () => {
		expect(() => compileJq('.a | nothing')).toThrow();
		expect(() => compileJq('.a | map(.b) | add')).not.toThrow();
	});
});
