import { expect, test } from 'vitest';
import { jsonComplaint } from './json-syntax.ts';

test('it says what V8 says', () => {
	const broken = [
		'{"a" 1}',
		'{"a":1 "b"}',
		'{a:1}',
		'[1 2]',
		'{"a":tru}',
		'',
		'{"a":"x',
		'{"a":1}}',
		"{'a':1}",
		'{"a":,}',
		'{"a":1,}',
		'[1,]',
		'{',
		'{"a"',
		'{"a":01}',
		'{"a":"b\n"}',
		'{"a":"\\q"}',
		'abc',
		'// c\n{}',
		'{ "name": "x", "version": y }   '
	];
	for (const text of broken) {
		let real = '';
		try {
			JSON.parse(text);
		} catch (error) {
			real = error instanceof Error ? error.message.replace(/ \(line \d+ column \d+\)$/, '') : '';
		}
		expect(jsonComplaint(text), text).toBe(real);
	}
	for (const text of ['{}', ' {"a":[1,-2.5e3,true,null,"\\u00e9"]} ']) expect(jsonComplaint(text)).toBeNull();
});
