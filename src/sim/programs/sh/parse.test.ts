import { describe, expect, it } from 'vitest';
import { braceExpand } from './brace.ts';
import { parseShell } from './parse.ts';
import { compilePattern, matches } from './pattern.ts';
import { expandHistory } from './readline/history-expand.ts';

describe('parseShell', () => {
	it('tells unfinished input from wrong input', () => {
		for (const text of ['if true; then', 'echo "abc', 'f() {', 'a &&', 'cat <<E\nx\n', 'echo a \\\n', 'for i in 1; do\n', 'x=(1 2\n', '( a\n'])
			expect([text, parseShell(text).incomplete]).toEqual([text, true]);
		for (const text of ['echo )', 'fi', 'a;;', 'echo hi', 'if true; fi']) expect([text, parseShell(text).incomplete]).toEqual([text, false]);
	});
	it('keeps the statements of the lines before an error', () => {
		const parsed = parseShell('echo one\necho two; if then\necho three\n');
		expect(parsed.statements.map((s) => s.from)).toEqual([0]);
		expect(parsed.fault).toMatchObject({ kind: 'token', token: 'then', line: 2, text: 'echo two; if then' });
	});
});
describe('braceExpand', () => {
	it('expands lists, sequences and nests', () => {
		expect(braceExpand('a{b,c{1..3}}d')).toEqual(['abd', 'ac1d', 'ac2d', 'ac3d']);
		expect(braceExpand('{01..3}')).toEqual(['01', '02', '03']);
		expect(braceExpand('"{a,b}"${x}{}')).toEqual(['"{a,b}"${x}{}']);
	});
});
describe('patterns', () => {
	it('match extended globs', () => {
		const yes = (pattern: string, text: string): boolean => matches(compilePattern(pattern), text);
		expect([yes('!(*.c)', 'a.h'), yes('!(*.c)', 'a.c'), yes('+([0-9])x', '12x'), yes('@(a|b)*', 'bcd'), yes('[!a-c]?', 'dz'), yes('a\\*', 'a*')]).toEqual([
			true,
			false,
			true,
			true,
			true,
			true
		]);
	});
	it('stay polynomial on hostile text', () => {
		expect(matches(compilePattern('*(*(a))b'), 'a'.repeat(300))).toBe(false);
	});
});
describe('expandHistory', () => {
	it('knows events, words and modifiers', () => {
		const history = ['ls /etc/hosts', 'echo a b c'];
		expect(expandHistory('!! d', history).text).toBe('echo a b c d');
		expect(expandHistory('cat !$', history).text).toBe('cat c');
		expect(expandHistory('!ls:1:h', history).text).toBe('/etc');
		expect(expandHistory('^b^x', history).text).toBe('echo a x c');
		expect(expandHistory("echo '!!'", history).changed).toBe(false);
		expect(expandHistory('!zz', history).error).toBe('!zz: event not found');
	});
});
