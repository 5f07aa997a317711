import { describe, expect, it } from 'vitest';
import { encodeJson, JsonSyntaxError, parseJson } from './json.ts';
import { rows } from './testdata/tables.ts';

describe('parseJson', () => {
	it.each(rows<string, { out: string; error: string; offset: number }>('JSON'))('it reads %j as encoding/json does', (text, { out, error, offset }) => {
		let read = '';
		let message = '';
		let at = 0;
		try {
			read = encodeJson(parseJson(text), { sortKeys: true });
		} catch (e) {
			message = e instanceof Error ? e.message : '';
			at = e instanceof JsonSyntaxError ? e.offset : 0;
		}
		expect([read, message, at]).toEqual([out, error, offset]);
	});

	it('it keeps integers beyond 2^53 exactly', () => {
		expect(encodeJson(parseJson('{"a":9223372036854775807,"b":[1e3,-9007199254740993]}'))).toBe('{"a":9223372036854775807,"b":[1000,-9007199254740993]}');
	});

	it('it treats __proto__ as an ordinary key', () => {
		for (const text of ['{"__proto__":{"a":1}}', '{"__proto__":{"a":12345678901234567890}}']) expect(encodeJson(parseJson(text))).toBe(text);
	});

	it('it refuses more than ten thousand levels, without a stack overflow', () => {
		expect(() => parseJson('['.repeat(10_001))).toThrow('exceeded max depth');
		expect(() => parseJson('['.repeat(9999))).toThrow('unexpected end of JSON input');
	});
});

describe('encodeJson', () => {
	it('it keeps the order of fields, leaves out undefined and escapes HTML', () => {
		expect(encodeJson({ b: '<&>', a: undefined, c: [undefined, null], é: '\u2028' })).toBe('{"b":"\\u003c\\u0026\\u003e","c":[null,null],"é":"\\u2028"}');
		expect(encodeJson('<&>', { escapeHtml: false })).toBe('"<&>"');
	});

	it('it indents like MarshalIndent', () => {
		expect(encodeJson({ b: [1, {}], a: [], c: { d: null } }, { indent: '    ', sortKeys: true })).toBe(
			'{\n    "a": [],\n    "b": [\n        1,\n        {}\n    ],\n    "c": {\n        "d": null\n    }\n}'
		);
	});

	it('it writes bytes as base64 and refuses what JSON cannot say', () => {
		expect(encodeJson({ data: Uint8Array.of(104, 105) })).toBe('{"data":"aGk="}');
		expect(() => encodeJson(NaN)).toThrow('json: unsupported value: NaN');
		expect(() => encodeJson(-Infinity)).toThrow('json: unsupported value: -Inf');
	});
});
