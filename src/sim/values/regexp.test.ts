import { describe, expect, it } from 'vitest';
import { compileRegExp, type RegExpOptions } from './regexp.ts';

type Row = readonly [RegExpOptions['syntax'], string, string, string | null, Omit<RegExpOptions, 'syntax'>?];

function found([syntax, pattern, text, , options]: Row): string | null {
	try {
		const match = compileRegExp(pattern, { syntax, ...options }).exec(text);
		return match && `${match.index}: ${match.groups.map((group) => group ?? '∅').join(' ')}`;
	} catch (error) {
		return error instanceof Error ? error.message : '';
	}
}

const rows: readonly Row[] = [
	['ere', 'a(b|bc)(c?)', 'xabcd', '1: abc b c'],
	['ere', '(a|ab)(c|bcd)', 'abcd', '0: abcd a bcd'],
	['ere', 'a|ab|abc', 'abc', '0: abc'],
	['bre', '\\(a\\)\\1', 'xaay', '1: aa a'],
	['ere', '(.)(.)\\2\\1', 'xabba', '1: abba a b'],
	['ere', '^[[:alpha:]_]+=', 'FOO_b=1', '0: FOO_b='],
	['ere', '[]a]+', 'x]a', '1: ]a'],
	['ere', '[a\\]]', '\\]', '0: \\]'],
	['bre', 'a+b', 'aa+b', '1: a+b'],
	['bre', 'a\\+b', 'aab', '0: aab'],
	['bre', 'a\\{2\\}', 'caa', '1: aa'],
	['bre', '*a', '*a', '0: *a'],
	['bre', 'a$b^c', 'a$b^c', '0: a$b^c'],
	['bre', '\\(^a\\|b$\\)', 'xb', '1: b b'],
	['bre', '\\<foo\\>', 'a foo b', '2: foo'],
	['ere', 'a{x', 'a{x', '0: a{x'],
	['ere', 'a{,2}b', 'aaab', '1: aab'],
	['ere', 'a.b', 'a\nb', '0: a\nb'],
	['ere', '^b', 'a\nb', null],
	['ere', '^b', 'a\nb', '2: b', { multiline: true }],
	['ere', '[[:upper:]]B', 'ab', '0: ab', { ignoreCase: true }],
	['ere', '[', '', 'Invalid regular expression'],
	['ere', '[a', '', 'Unmatched [, [^, [:, [., or [='],
	['ere', '(a', '', 'Unmatched ( or \\('],
	['bre', '\\(a', '', 'Unmatched ( or \\('],
	['ere', 'a)', '', 'Unmatched ) or \\)'],
	['ere', 'a\\', '', 'Trailing backslash'],
	['ere', 'a{2,1}', '', 'Invalid content of \\{\\}'],
	['bre', 'a\\{2', '', 'Unmatched \\{'],
	['ere', '[z-a]', '', 'Invalid range end'],
	['ere', '[[:foo:]]', '', 'Invalid character class name'],
	['bre', '\\1', '', 'Invalid back reference'],
	['pcre', '(?<y>\\d{4})-(?<m>\\d\\d)', 'on 2026-11', '3: 2026-11 2026 11'],
	['pcre', '(?<=a)b(?!c)', 'abc ab', '5: b'],
	['pcre', '(?<!a)b', 'abb', '2: b'],
	['pcre', 'a+?b?', 'aab', '0: a'],
	['pcre', '(?>a+)ab', 'aaab', null],
	['pcre', 'a++b', 'aab', '0: aab'],
	['pcre', 'foo\\Kbar', 'foobar', '3: bar'],
	['pcre', '(?i)h(?-i:E)', 'HE he', '0: HE'],
	['pcre', '(a)|b', 'b', '0: b ∅'],
	['pcre', '(?P<q>[\'"]).*?(?P=q)', `say "it's"`, `4: "it's" "`],
	['pcre', '\\Qa.b\\E+', 'a.bb', '0: a.bb'],
	['pcre', '^\\s*(?:#.*)?$', '  # x', '0:   # x'],
	['pcre', '[^\\D5]', 'a56', '2: 6'],
	['pcre', '(a', '', 'missing closing parenthesis'],
	['pcre', 'a)', '', 'unmatched closing parenthesis'],
	['pcre', '*', '', 'quantifier does not follow a repeatable item'],
	['pcre', '[a', '', 'missing terminating ] for character class'],
	['pcre', '(a)\\2', '', 'reference to non-existent subpattern'],
	['pcre', '(?<=a+)b', '', 'lookbehind assertion is not fixed length'],
	['pcre', 'a\\', '', '\\ at end of pattern'],
	['re2', '(?P<x>b)', 'abc', '1: b b'],
	['re2', '(a', '', 'error parsing regexp: missing closing ): `(a`'],
	['re2', 'a**', '', 'error parsing regexp: invalid nested repetition operator: `**`']
];

describe('compileRegExp', () => {
	it.each(rows.map((row) => [row[0], row[1], row[2], row] as const))('it searches as %s with %j in %j', (_syntax, _pattern, _text, row) => {
		expect(found(row)).toBe(row[3]);
	});

	it('it searches from a place, seeing what stands before it', () => {
		const word = compileRegExp('\\bb', { syntax: 'ere' });
		expect([word.exec('ab b', 1)?.index, compileRegExp('^b', { syntax: 'ere' }).exec('bb', 1)]).toEqual([3, null]);
	});

	it('it names groups and says where they lie', () => {
		const match = compileRegExp('(?<k>\\w+)=(?<v>\\w+)?', { syntax: 'pcre' }).exec(' a=');
		expect([match?.names, match?.spans]).toEqual([{ k: 'a', v: undefined }, [{ start: 1, end: 3 }, { start: 1, end: 2 }, undefined]]);
	});

	it('it stops patterns that explode, and runs them in linear time where it can', () => {
		const text = `${'a'.repeat(40)}b`;
		expect(() => compileRegExp('(a+)+$', { syntax: 'pcre' }).exec(text)).toThrow("exceeded PCRE's backtracking limit");
		expect(compileRegExp('(a+)+$', { syntax: 'ere' }).exec(text)).toBe(null);
	});
});
