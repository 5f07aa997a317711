// Malformed lessons: testdata/lessons/malformed is a content folder in which everything is wrong, malformed.txt what is said of it.
// UPDATE=1 writes that file anew, to be read before it is kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFolder } from './content-folder.ts';

const data = join(import.meta.dirname, '../../testdata/lessons');
const content = readFolder(join(data, 'malformed'));
const line = ({ file, line, column, message }: (typeof content.problems)[number]): string => `${file}:${line}:${column}: ${message}`;
const said = content.problems.map(line).sort((a, b) => (a < b ? -1 : 1));
const written = join(data, 'malformed.txt');
if (process.env['UPDATE']) writeFileSync(written, `${said.join('\n')}\n`);
const expected = readFileSync(written, 'utf8').trimEnd().split('\n');

describe('a malformed lesson', { timeout: 60_000 }, () => {
	test.each(expected)('%s', (message) => {
		expect(said).toContain(message);
	});

	test('is told nothing else about: it is not', () => {
		expect(said.filter((message) => !expected.includes(message))).toEqual([]);
	});

	test('is one of forty or more, each with a place in a file, so an author finds it: it is', () => {
		const wrong = content.lessons.filter(({ problems }) => problems.length > 0);
		expect(wrong.length).toBeGreaterThanOrEqual(40);
		for (const { file, line, column } of content.problems) {
			const text = readFileSync(join(data, 'malformed', file), { encoding: 'utf8', flag: 'r' }).split('\n');
			expect(line, file).toBeLessThanOrEqual(text.length);
			expect(column, `${file}:${line}`).toBeLessThanOrEqual((text[line - 1] ?? '').length + 1);
		}
	});

	test('is the only kind here, so no mistake is missed, but for one that is only translated wrongly: it is', () => {
		const fine = content.lessons.filter(({ problems }) => problems.length === 0).map(({ file }) => file);
		expect(fine).toEqual(['03-twice/01-html/index.md']);
	});
});
