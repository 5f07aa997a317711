// `drydock new` and `drydock lessons` as an author types them: what they print, what they write, and how they end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'drydock-'));
afterAll(() => rmSync(folder, { recursive: true }));

function drydock(...args: string[]): { out: string; error: string; status: number | null } {
	const { INIT_CWD: _caller, ...env } = process.env;
	const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env });
	return { out: stdout, error: stderr, status };
}

describe('the command line', { timeout: 60_000 }, () => {
	test('makes a course and lessons in it, numbered, which pass on the machine: it does', () => {
		expect(drydock('new', 'course', 'first-steps', '--content', '.')).toEqual({ out: '01-first-steps/course.yaml\n', error: '', status: 0 });
		expect(drydock('new', 'lesson', 'first-steps/hello', '--content', '.').out).toBe('01-first-steps/01-hello/index.md\n');
		expect(drydock('lessons', '--content', '.')).toEqual({ out: 'lessons: 1 checked, 0 failed\n', error: '', status: 0 });
		expect(drydock('new', 'lesson', 'first-steps/more', '--world', 'k8s-1', '--content', '.').out).toBe('01-first-steps/02-more/index.md\n');
		expect(readdirSync(join(folder, '01-first-steps'))).toEqual(['01-hello', '02-more', 'course.yaml']);
	});

	test('refuses names that are taken, unknown or not names, and writes nothing then: it does', () => {
		const wrong = (args: string[]): string => {
			const { out, error, status } = drydock('new', ...args, '--content', '.');
			expect([out, status]).toEqual(['', 1]);
			return error;
		};
		expect(wrong(['course', 'first-steps'])).toBe('drydock: there is a course first-steps already, in 01-first-steps\n');
		expect(wrong(['lesson', 'first-steps/hello'])).toBe('drydock: there is a lesson first-steps/hello already, in 01-first-steps/01-hello\n');
		expect(wrong(['lesson', 'first-stps/x'])).toBe('drydock: there is no course first-stps: did you mean first-steps?\n');
		expect(wrong(['lesson', 'first-steps/../../x'])).toBe(
			'drydock: "first-steps/../../x" is no name for a lesson: expected COURSE/NAME, as docker/first-steps\n'
		);
		expect(wrong(['lesson', 'first-steps/x', '--world', 'dokcer'])).toBe('drydock: there is no world dokcer: did you mean docker?\n');
	});

	test('says file, line and column of a mistake, for people, as JSON and as JUnit, and ends with 1: it does', () => {
		const file = join(folder, '01-first-steps/01-hello/index.md');
		writeFileSync(file, readFileSync(file, 'utf8').replace('level: beginner', 'level: "<beginer>"'));
		const message = 'level is "<beginer>": did you mean beginner?';
		const place = '01-first-steps/01-hello/index.md';
		const plain = drydock('lessons', '--no-run', '--content', '.', '--junit', 'junit.xml');
		expect(plain).toEqual({ out: `${place}:4:8: ${message}\nlessons: 2 checked, 1 failed\n`, error: '', status: 1 });
		expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<failure message="level is &quot;&lt;beginer&gt;&quot;: did you mean beginner?">');
		const json = drydock('lessons', '--no-run', '--json', '--content', '.');
		expect(JSON.parse(json.out)).toMatchObject({
			checked: 2,
			failed: 1,
			lessons: [{ ok: false, file: place, findings: [{ file: place, line: 4, column: 8, message }] }, { ok: true }]
		});
		expect(drydock('lessons', '--no-run', '01-first-steps/02-more').out).toBe('lessons: 1 checked, 0 failed\n');
	});

	test('takes lessons by name, counts only them, and says what it made and tried: it does', () => {
		expect(drydock('lessons', '--no-run', '--content', '.', 'first-steps/more').out).toBe('lessons: 1 checked, 0 failed\n');
		expect(drydock('lessons', '--content', '.', '--mutate', 'first-steps/more').out).toMatch(
			/^lessons: 1 checked, 0 failed; \d+ mistakes? tried in solutions, all noticed\n$/
		);
		const made = drydock('new', 'course', 'other', '--content', 'fresh');
		expect(made).toMatchObject({
			out: 'fresh/01-other/course.yaml\n',
			status: 0,
			error: expect.stringMatching(/there was no folder .*fresh: it is made\n/) as unknown as string
		});
		drydock('new', 'lesson', 'other/one', '--content', 'fresh');
		writeFileSync(join(folder, 'fresh/01-other/course.yaml'), 'titel: T\nsummary: S\n');
		const { out, status } = drydock('lessons', '--no-run', '--content', 'fresh');
		expect(out.split('\n').at(-2)).toBe('lessons: 1 checked, 0 failed; 1 other file has mistakes');
		expect(status).toBe(1);
	});

	test('called wrongly says how to call it: it does', () => {
		const nowhere = drydock('lessons', 'nowhere', '--content', '.');
		expect(nowhere).toEqual({
			out: '',
			error: `drydock: there is no nowhere, neither here nor in the content ${realpathSync(folder)}: expected a path from here or in it, a name such as course/lesson, or another --content\n`,
			status: 1
		});
		expect(drydock('lessons', 'first-steps/helo', '--content', '.').error).toContain(': did you mean first-steps/hello?\n');
		expect(drydock('lessons', '--content', 'none')).toMatchObject({ out: '', error: expect.stringContaining('there is no folder ') as unknown as string });
		expect(drydock('lessons', '--bad')).toMatchObject({ out: '', status: 2, error: expect.stringContaining('Usage: drydock lessons') as unknown as string });
		expect(drydock('new')).toMatchObject({ out: '', status: 2, error: expect.stringContaining('Usage: drydock new course NAME') as unknown as string });
	});
});
