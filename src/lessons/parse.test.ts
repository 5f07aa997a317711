import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLesson } from './parse.ts';

const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n---\n';
const problems = (text: string): string[] =>
	parseLesson('01-c/01-l/index.md', text).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
const task = (yaml: string): string => `${head}\n\`\`\`task\n${yaml}\n\`\`\`\n`;

describe('a lesson', () => {
	test('the first lesson is without a problem, and its checks know their lines, so an author finds them: they do', () => {
		const text = readFileSync(join(import.meta.dirname, '../../content/01-docker/01-your-first-container/index.md'), 'utf8');
		const { lesson, problems } = parseLesson('01-docker/01-your-first-container/index.md', text);
		expect(problems).toEqual([]);
		expect([lesson.course, lesson.slug]).toEqual(['docker', 'your-first-container']);
		const lines = text.split('\n');
		for (const { checks } of lesson.tasks) for (const { kind, line } of checks) expect(lines[line - 1]).toMatch(new RegExp(`^ {2}- ${kind}:`));
	});

	test('what is missing or misspelt is named with its place and the nearest name, so it can be mended: it is', () => {
		expect(problems('no frontmatter')).toEqual(['1:1: there is no frontmatter: expected --- on the first line, fields, and --- after them']);
		expect(problems(head.replace('minutes: 1', 'minuts: 1'))).toEqual(['5:1: the frontmatter has no field "minuts": did you mean minutes?']);
		expect(problems(head.replace('beginner', 'expert'))).toEqual(['4:8: level is "expert": expected one of beginner, intermediate, advanced']);
		expect(problems(task('id: a\ntitle: t\nsolution: [ls]\nchecks:\n  - contaner: web'))).toEqual([
			'15:5: there is no kind of check named "contaner": did you mean container?'
		]);
		expect(problems(task('id: a\ntitle: t\nsolution: [ls]\nchecks:\n  - container: web\n    stat: running'))).toEqual([
			'16:5: a container check has no field "stat": did you mean state?'
		]);
		expect(problems(task('id: A b\ntitle: t\nsolution: [ls]\nchecks:\n  - port: 80'))).toEqual([
			'11:5: id is "A b": expected small letters, digits and hyphens'
		]);
	});

	test('knows the line of its minutes, so what is wrong with them is told there: it does', () => {
		expect(parseLesson('01-c/01-l/index.md', head).lesson.meta.minutesLine).toBe(5);
	});

	test('HTML and script links are text and problems, never markup, so a lesson runs nothing: they are', () => {
		const { lesson, problems: found } = parseLesson(
			'c/l/index.md',
			`${head}\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>\n`
		);
		expect(found.map(({ line }) => line)).toEqual([10, 12, 12]);
		expect(JSON.stringify(lesson.blocks)).not.toContain('javascript:');
		expect(lesson.blocks[0]).toEqual({ type: 'paragraph', inline: [{ t: 'text', v: '<script>alert(1)</script>' }] });
	});
});
