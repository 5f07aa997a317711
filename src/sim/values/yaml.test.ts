import { describe, expect, it } from 'vitest';
import { encodeJson } from './json.ts';
import { rows } from './testdata/tables.ts';
import { encodeYaml, parseYaml, parseYamlDocuments, splitYamlDocuments } from './yaml.ts';

interface Answer {
	json?: string;
	yaml?: string;
	error?: string;
}

function read(text: string): Answer {
	try {
		const value = parseYaml(text);
		return { json: encodeJson(value, { sortKeys: true }), yaml: encodeYaml(value) };
	} catch (error) {
		return { error: error instanceof Error ? error.message : '' };
	}
}

describe('YAML', () => {
	it.each(rows<string, Answer>('YAML'))('it reads and writes %j as sigs.k8s.io/yaml does', (text, wanted) => {
		expect(read(text)).toEqual(wanted);
	});

	it('it cuts a text at its --- lines, each document counting its own lines', () => {
		expect(splitYamlDocuments('---\na: 1\n--- # c\nb: 2\n---\n')).toEqual([
			{ text: '---\na: 1\n', line: 1 },
			{ text: 'b: 2\n', line: 4 }
		]);
		expect(parseYamlDocuments('# nothing\n---\na: 1\n---\n\n---\nb: [1]\n')).toEqual([
			{ value: { a: 1 }, line: 3 },
			{ value: { b: [1] }, line: 7 }
		]);
		expect(() => parseYamlDocuments('a: 1\n---\nb: c: d\n')).toThrow('yaml: mapping values are not allowed in this context');
		expect(() => splitYamlDocuments('a: 1\n---x\n')).toThrow('invalid Yaml document separator: x');
	});

	it('it refuses equal keys only when it is strict', () => {
		expect(parseYaml('a: 1\na: 2\n')).toEqual({ a: 2 });
		expect(() => parseYaml('a: 1\na: 2\n', { strict: true })).toThrow('yaml: unmarshal errors:\n  line 2: key "a" already set in map');
		expect(() => parseYaml('a: 1\na: 2\n', { dialect: 'v3' })).toThrow('yaml: unmarshal errors:\n  line 2: mapping key "a" already defined at line 1');
	});

	it('it leaves yes and on to compose as texts, and indents its sequences', () => {
		expect(parseYaml('a: yes\nb: on\nc: true\n', { dialect: 'v3' })).toEqual({ a: 'yes', b: 'on', c: true });
		expect(encodeYaml({ services: { web: { ports: [{ target: 80 }], command: ['a', 'b'] } } }, { dialect: 'v3' })).toBe(
			'services:\n  web:\n    command:\n      - a\n      - b\n    ports:\n      - target: 80\n'
		);
	});

	it('it does not fall for deep nesting, nor for __proto__', () => {
		expect(() => parseYaml('['.repeat(50_000))).toThrow('exceeded max depth of 10000');
		expect(encodeJson(parseYaml('__proto__: {a: 1}\n'))).toBe('{"__proto__":{"a":1}}');
	});
});
