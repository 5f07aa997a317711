import { describe, expect, it } from 'vitest';
import { executeJsonPath, executeJsonPathAsJson, findJsonPath, parseJsonPath, relaxedJsonPath } from './jsonpath.ts';
import { answer, input, rows } from './testdata/tables.ts';

type Answer = { out: string; error?: string };

describe('JSONPath', () => {
	it.each(rows<string, Answer[]>('JSONPaths'))('it makes of %j what client-go makes', (text, wanted) => {
		const data = input('JSONPathData');
		const got = [true, false].map((allowMissingKeys) => answer(() => executeJsonPath(parseJsonPath(text), data, { allowMissingKeys })));
		expect(got).toEqual(wanted.map(({ out, error }) => (error === undefined ? { out } : { out: '', error })));
	});

	it('it leaves the data as they were', () => {
		const data = { items: [{ n: [1, 2] }, { n: [3] }] };
		const before = structuredClone(data);
		expect(executeJsonPath(parseJsonPath('{..n}'), data)).toBe('[1,2] [3]');
		expect(data).toEqual(before);
	});

	it('it finds values and prints them as JSON lists', () => {
		const path = parseJsonPath('{.a[*].b}');
		expect(findJsonPath(path, { a: [{ b: 1 }, { b: { c: 2 } }] })).toEqual([[1, { c: 2 }]]);
		expect(executeJsonPathAsJson(path, { a: [{ b: 1 }] })).toBe('[\n    1\n]\n');
	});

	it('it takes relaxed paths', () => {
		expect(['x.y', '.x.y', '{x.y}', '{.x.y}', ''].map(relaxedJsonPath)).toEqual(['{.x.y}', '{.x.y}', '{.x.y}', '{.x.y}', '']);
		expect(() => relaxedJsonPath('{.x}{.y}')).toThrow(
			"unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
		);
	});
});
