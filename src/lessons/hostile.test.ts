// Hostile Markdown and YAML: read in a moment, refused with a place, and nothing of it runs or grows.
import { describe, expect, test } from 'vitest';
import type { Lesson } from './lesson.ts';
import { parseLesson } from './parse.ts';

const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n---\n\n';
/** Parses in a moment of the processor's time, whatever else the machine does; answers what is said. */
function read(text: string): { lesson: Lesson; said: string[] } {
	const from = process.cpuUsage();
	const { lesson, problems } = parseLesson('01-c/01-l/index.md', text);
	expect(process.cpuUsage(from).user).toBeLessThan(4e6);
	return { lesson, said: problems.map(({ line, column, message }) => `${line}:${column}: ${message}`) };
}
/** Everything in a lesson that goes into an attribute. */
const addresses = (lesson: Lesson): string[] => [...JSON.stringify(lesson).matchAll(/"(?:href|src)":"([^"]*)"/g)].map((match) => match[1] ?? '');

describe('hostile Markdown', { timeout: 60_000 }, () => {
	test('with addresses that run or load something has none of them left: it has not', () => {
		const urls = [
			'javascript:alert(1)',
			'JAVASCRIPT:alert(1)',
			'java\tscript:alert(1)',
			'&#106;avascript:alert(1)',
			' javascript:alert(1)',
			'vbscript:x',
			'data:text/html,<script>alert(1)</script>',
			'blob:x',
			'file:///etc/passwd',
			'//evil.example/',
			'\\\\evil.example\\x',
			'/\\evil.example',
			'x:y'
		];
		const text = urls.map((url) => `[a](<${url}>) ![b](<${url}>)\n\n![c](<${url}>)\n\n[d]: <${url}>\n\n[d]\n`).join('\n');
		const { lesson, said } = read(head + text);
		expect(said.length).toBeGreaterThan(urls.length);
		expect(addresses(lesson).filter((address) => !/^(?:#|https:\/\/|\/(?![/\\])|$)/.test(address))).toEqual([]);
		expect(addresses(read(`${head}<https://example.com/> and <a@b.example>\n`).lesson)).toEqual(['https://example.com/']);
	});

	test('with HTML is text, never markup: it is', () => {
		const { lesson, said } = read(`${head}<img src=x onerror=alert(1)>\n\na <svg onload=alert(1)> b\n\n<!-- <script>alert(1)</script> -->\n\n&lt;script&gt;\n`);
		expect(said.map((line) => line.split(' ')[0])).toEqual(['10:1:', '12:3:']);
		expect(lesson.blocks).toEqual([
			{ type: 'paragraph', inline: [{ t: 'text', v: '<img src=x onerror=alert(1)>' }] },
			{
				type: 'paragraph',
				inline: [
					{ t: 'text', v: 'a ' },
					{ t: 'text', v: '<svg onload=alert(1)>' },
					{ t: 'text', v: ' b' }
				]
			},
			{ type: 'paragraph', inline: [{ t: 'text', v: '<script>' }] }
		]);
	});

	test.each([
		['quotes in quotes', '>'.repeat(50_000)],
		['brackets in brackets', '['.repeat(50_000)],
		['emphasis in emphasis', '*a '.repeat(30_000)],
		[
			'lists in lists',
			Array.from({ length: 3000 }, (_, i) => `${'  '.repeat(i)}- a`)
				.join('\n')
				.slice(0, 200_000)
		],
		['lists on one line', '- '.repeat(20_000)],
		['backquotes', '`'.repeat(60_000)],
		['links in links', '[a]('.repeat(20_000)],
		['a wide table', `|${'a|'.repeat(20_000)}\n|${'-|'.repeat(20_000)}\n`],
		['entities', '&'.repeat(50_000)],
		['a large file', 'a '.repeat(400_000)],
		['many references', '[a]: x\n'.repeat(8000)],
		['tildes', '~~a'.repeat(20_000)]
	])('with %s ends in a moment: it does', (_name, text) => {
		read(head + text);
	});

	test('nested deeper than a person would is told once: it is', () => {
		const { said } = read(head + '> '.repeat(40) + 'a\n');
		expect(said).toEqual(['10:49: it is nested too deeply: expected at most 24 levels']);
	});
});

describe('hostile YAML', { timeout: 60_000 }, () => {
	test('with anchors that multiply is refused at the first: it is', () => {
		const bomb = [
			'a: &a [x, x, x, x, x, x, x, x, x]',
			...'bcdefghij'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]}, `.repeat(9)}*${'abcdefghij'[i]}]`)
		];
		expect(read(`---\n${bomb.join('\n')}\n---\n`).said[0]).toBe('2:7: YAML: an anchor is not part of the lesson format: expected the value itself');
		expect(read(`${head}\`\`\`task\n${bomb.join('\n')}\n\`\`\`\n`).said[0]).toBe(
			'11:7: YAML: an anchor is not part of the lesson format: expected the value itself'
		);
	});

	test('nested without end is refused, and does not end the program: it is', () => {
		const { said } = read(`${head}\`\`\`task\nid: ${'['.repeat(20_000)}\n\`\`\`\n`);
		expect(said).toHaveLength(1);
		expect(read(`${head}\`\`\`task\nid: ${'[ '.repeat(5000)}\n\`\`\`\n`).said.length).toBeGreaterThan(0);
	});

	test('with names every object has finds no fields under them: it does not', () => {
		const { said } = read(
			`${head}\`\`\`task\n__proto__: 1\nconstructor: 2\ntoString: 3\n\`\`\`\n\n\`\`\`sh constructor toString=1\nls\n\`\`\`\n\n\`\`\`__proto__\nx\n\`\`\`\n\n[a](layer:constructor)\n`
		);
		expect(said.slice(0, 4).map((line) => line.replace(/: (?:did|expected).*/, ''))).toEqual([
			'11:1: a task has no field "__proto__"',
			'11:1: a task has no id (its name in the progress store)',
			'11:1: a task has no title (what to do, in a line)',
			'11:1: a task has no checks (what must be so when it is done)'
		]);
		expect(said.at(-1)).toBe('24:1: there is no layer "constructor": expected app, orch, run, image or os');
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
	});

	test('with line ends and marks of other systems is read like any other: it is', () => {
		const { lesson, said } = read(`\ufeff${head.replaceAll('\n', '\r\n')}Text.\r\n`);
		expect(said).toEqual([]);
		expect(lesson.meta.title).toBe('T');
		expect(lesson.blocks).toEqual([{ type: 'paragraph', inline: [{ t: 'text', v: 'Text.' }] }]);
	});

	test('with tags that would make other things is plain data: it is', () => {
		const { said } = read(`${head}\`\`\`task\nid: !!js/function "function () { return 1 }"\n\`\`\`\n`);
		expect(said.length).toBeGreaterThan(0);
	});
});
