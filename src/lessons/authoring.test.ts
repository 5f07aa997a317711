// docs/authoring.md says what the parser reads: its examples parse, and no field, option or kind of check is missing in it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presets } from '#src/sim/world/presets/index.ts';
import { checkKinds } from './checks/index.ts';
import { fieldTypes, matcherFields } from './field-types.ts';
import { codeOptions, outputOptions } from './fences.ts';
import { metaFields, setupFields, setupHostFields } from './frontmatter.ts';
import { parseLesson } from './parse.ts';
import { predictFields } from './predict.ts';
import { optionFields, quizFields } from './quiz-fence.ts';
import { stepFields } from './solution.ts';
import { taskFields } from './task.ts';
import { newLesson } from './templates.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/authoring.md'), 'utf8');
const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n---\n\n';
const said = (text: string): string[] => parseLesson('01-c/01-l/index.md', text).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);

describe('the authoring guide', () => {
	const examples = [...guide.matchAll(/^(`{3,})markdown\n([\s\S]*?)\n\1$/gm)].map((match) => match[2] ?? '');

	test('has examples to try: it has', () => {
		expect(examples.length).toBeGreaterThan(6);
	});

	test.each(examples)('shows what parses: %s', (example) => {
		expect(said(head + example)).toEqual([]);
	});

	test('shows a frontmatter that parses: it does', () => {
		const frontmatter = /```yaml\n(---\n[\s\S]*?\n---)\n```/.exec(guide)?.[1] ?? '';
		expect(said(`${frontmatter}\n\nText.\n`)).toEqual([]);
	});

	test.each(presets.map(({ name }) => name))('names the world %s: it does', (name) => {
		expect(guide).toContain(`\`${name}\``);
	});

	const fields = {
		frontmatter: metaFields,
		setup: setupFields,
		'a machine': setupHostFields,
		task: taskFields,
		step: stepFields,
		quiz: quizFields,
		option: optionFields,
		prediction: predictFields,
		matcher: matcherFields,
		code: codeOptions,
		output: outputOptions
	};
	test.each(Object.entries(fields))('names every field of %s: it does', (_what, table) => {
		for (const name of Object.keys(table)) expect(guide).toMatch(new RegExp(`\\b${name}\\b`));
	});

	test.each(checkKinds.map(({ name, fields }) => [name, Object.keys(fields)] as const))(
		'has a row for the %s check with each of its fields: it has',
		(name, names) => {
			const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}: `)) ?? '';
			expect(row).not.toBe('');
			const whole = /as above|from where/.test(row) ? `${row} host container pod namespace` : row;
			for (const field of names) expect(whole).toMatch(new RegExp(`\\b${field}\\b`));
		}
	);
});

describe('the types of fields', () => {
	test('read what fits and say of the rest what is expected: they do', () => {
		expect(fieldTypes.count.read('>= 2')).toBe('>= 2');
		expect(fieldTypes.matcher.read(200)).toBe('200');
		expect(fieldTypes.count.read('about 2')).toBeUndefined();
		expect(fieldTypes.duration.read('1m30s')).toBe('1m30s');
		expect(fieldTypes.duration.read('soon')).toBeUndefined();
		expect(fieldTypes.regexp.wrong?.('a(')).toContain('missing closing )');
		expect(fieldTypes.jq.wrong?.('.a | nothing')).toContain('nothing/0 is not defined');
	});
});

describe('what drydock new writes', () => {
	test.each(['docker', 'k8s-1', 'k8s-3'])('for the world %s has no mistake, whatever it is called: it has not', (world) => {
		expect(said(newLesson('a-lesson', world))).toEqual([]);
		expect(said(newLesson('a-lesson', world, 'Docker: "the" basics'))).toEqual([]);
	});
});
