import { describe, expect, test } from 'vitest';
import { parseLesson } from './parse.ts';
import { wrongMinutes } from './reading-time.ts';
import { newCourse } from './templates.ts';
import { parse } from 'yaml';

const lesson = (minutes: number, text: string) =>
	parseLesson('01-c/01-l/index.md', `---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: ${minutes}\nworld: docker\nobjectives: [o]\n---\n\n${text}\n`).lesson;

describe('the minutes of a lesson', () => {
	test('are about what its words take: they are', () => {
		const words = 'word '.repeat(1600);
		expect(wrongMinutes(lesson(10, words))).toBeUndefined();
		expect(wrongMinutes(lesson(2, words))).toBe('minutes is 2: by its words and tasks expected 6 to 22');
		expect(wrongMinutes(lesson(60, words))).toBe('minutes is 60: by its words and tasks expected 6 to 22');
	});
	test('count what there is to do, also in lists and tabs: they do', () => {
		const runs = Array.from({ length: 20 }, () => '```sh run\nls\n```').join('\n\n');
		expect(wrongMinutes(lesson(1, runs))).toBe('minutes is 1: by its words and tasks expected 4 to 18');
		expect(wrongMinutes(lesson(1, `<!-- tabs -->\n\n#### A\n\n${runs}\n\n#### B\n\n${runs}\n\n<!-- /tabs -->`))).toBe(
			'minutes is 1: by its words and tasks expected 9 to 34'
		);
	});
});

describe('a new course', () => {
	test('has its title as YAML, whatever it is: it has', () => {
		expect(parse(newCourse('first-steps'))).toMatchObject({ title: 'First steps' });
		expect(parse(newCourse('a', 'Docker: "all" of it #1'))).toMatchObject({ title: 'Docker: "all" of it #1' });
	});
});
