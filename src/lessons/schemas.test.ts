import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import type { Json } from '#src/worker/json.ts';
import { readFolder } from './content-folder.ts';
import { parseLesson } from './parse.ts';
import { schemas } from './schemas.ts';

const folder = join(import.meta.dirname, '../../docs/schemas');

describe('the schemas in docs/schemas', () => {
	test.each(Object.keys(schemas))('%s is what the field tables say (UPDATE=1 writes it): it is', (name) => {
		if (process.env['UPDATE']) {
			mkdirSync(folder, { recursive: true });
			writeFileSync(join(folder, name), `${JSON.stringify(schemas[name], null, '\t')}\n`);
		}
		expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toEqual(schemas[name]);
	});
});

type Schema = Readonly<Record<string, Json>>;
const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** What a value has against a schema, as far as ours go: the words they use, and no other. */
function against(value: unknown, schema: Schema, root: Schema, at = ''): string[] {
	const wrong: string[] = [];
	const inner = (one: unknown, its: unknown, where: string): string[] => against(one, its as Schema, root, where);
	const map = typeOf(value) === 'object' ? (value as Record<string, unknown>) : {};
	const rules: Readonly<Record<string, (rule: never) => void>> = {
		$ref: (ref: string) => wrong.push(...inner(value, (root['$defs'] as Record<string, Json>)[ref.replace('#/$defs/', '')], at)),
		type: (types: string | string[]) => void ([types].flat().includes(typeOf(value)) || wrong.push(`${at}: ${typeOf(value)} is not ${String(types)}`)),
		enum: (values: Json[]) => void (values.includes(value as Json) || wrong.push(`${at}: ${String(value)} is none of ${values.join()}`)),
		pattern: (text: string) => void (typeof value !== 'string' || new RegExp(text).test(value) || wrong.push(`${at}: ${value} does not match`)),
		minimum: (least: number) => void (typeof value !== 'number' || value >= least || wrong.push(`${at}: ${value} is below ${least}`)),
		minItems: (least: number) => void (!Array.isArray(value) || value.length >= least || wrong.push(`${at}: too short`)),
		minProperties: (least: number) => void (typeOf(value) !== 'object' || Object.keys(map).length >= least || wrong.push(`${at}: empty`)),
		required: (names: string[]) => wrong.push(...names.filter((name) => typeOf(value) === 'object' && !(name in map)).map((name) => `${at}: no ${name}`)),
		properties: (fields: Record<string, Json>) => {
			for (const [name, field] of Object.entries(fields)) if (name in map) wrong.push(...inner(map[name], field, `${at}.${name}`));
		},
		additionalProperties: (rest: Json) => {
			for (const [name, one] of Object.entries(map))
				if (!Object.hasOwn((schema['properties'] ?? {}) as object, name))
					wrong.push(...(rest === false ? [`${at}: unknown ${name}`] : inner(one, rest, `${at}.${name}`)));
		},
		items: (item: Json) => {
			for (const [i, one] of (Array.isArray(value) ? value : []).entries()) wrong.push(...inner(one, item, `${at}.${i}`));
		},
		anyOf: (schemas: Json[]) => void (schemas.some((one) => inner(value, one, at).length === 0) || wrong.push(`${at}: fits none`)),
		oneOf(schemas: Json[]) {
			const fits = schemas.filter((one) => inner(value, one, at).length === 0).length;
			if (fits !== 1) wrong.push(`${at}: ${JSON.stringify(value)} fits ${fits} of them`);
		},
		...Object.fromEntries(['$schema', '$defs', 'title', 'description'].map((name) => [name, () => undefined]))
	};
	for (const [name, rule] of Object.entries(schema)) {
		const look = rules[name];
		if (!look) throw new Error(`the schemas use ${name}, which is not looked at here`);
		look(rule as never);
	}
	return wrong;
}
const fits = (name: string, yaml: string): string[] => against(parse(yaml), schemas[`${name}.json`] as Schema, schemas[`${name}.json`] as Schema);
/** The fences of YAML in a text, and its frontmatter, each with its schema's name. */
const pieces = (text: string): [string, string][] => [
	...[...text.matchAll(/^(`{3,})(task|quiz|predict)\n([\s\S]*?)\n\1$/gm)].map(([, , name = '', yaml = '']): [string, string] => [name, yaml]),
	...[...text.matchAll(/^---\n([\s\S]*?)\n---$/gm)]
		.filter(([, yaml = '']) => yaml.startsWith('title:'))
		.map(([, yaml = '']): [string, string] => ['lesson', yaml])
];

describe('a schema takes what the checker takes', () => {
	const guide = readFileSync(join(import.meta.dirname, '../../docs/authoring.md'), 'utf8');

	test.each(pieces(guide))('in the guide: %s %s', (name, yaml) => {
		expect(fits(name, yaml)).toEqual([]);
	});

	test('in every lesson there is: it does', () => {
		const root = join(import.meta.dirname, '../../content');
		const found = readFolder(root).lessons.flatMap(({ file }) => pieces(readFileSync(join(root, file), 'utf8')));
		expect(found.length).toBeGreaterThan(60);
		expect(found.flatMap(([name, yaml]) => fits(name, yaml))).toEqual([]);
	});

	const task = (check: string): string => `id: a\ntitle: T\nsolution: [ls]\nchecks:\n  - ${check}`;
	test.each([
		'{ http: http://localhost/, body: 200 }',
		'{ http: http://localhost/, status: 404, body: { matches: ^a, not: b } }',
		'{ command: ls, stdout: x, stderr: "", exit: 1 }',
		'{ command: ls, exit: not 0 }',
		'{ dns: web, answer: 1.2.3.4, held: 1m30s }',
		'{ file: /a, content: true, contains: 80, matches: 7 }',
		'{ container: web, count: ">= 2", expect: { State.Pid: { min: 1 }, a: null, b: [1], c: false } }',
		'{ any-of: [{ port: 80 }, { machine: docker, boots: 2 }], held: 5 }'
	])('in short forms, as the parser does: %s', (check) => {
		const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n---\n\n';
		expect(parseLesson('01-c/01-l/index.md', `${head}\`\`\`task\n${task(check)}\n\`\`\`\n`).problems).toEqual([]);
		expect(fits('task', task(check))).toEqual([]);
	});

	test('and nothing it refuses, of the commonest mistakes: it does not', () => {
		expect(fits('task', task('{ container: web, stat: running }'))).not.toEqual([]);
		expect(fits('task', task('{ port: 80, held: soon }'))).not.toEqual([]);
		expect(fits('task', task('{ container: web, count: many }'))).not.toEqual([]);
		expect(fits('task', 'id: a\ntitle: T\nchecks: [{ port: 80 }]')).not.toEqual([]);
		expect(fits('quiz', 'id: a\nquestion: Q\nnumber: 1\norder: [a, b]')).not.toEqual([]);
	});
});
