import { describe, expect, it } from 'vitest';
import { braceExpand } from './brace.ts';
import { parseShell, type ParseOptions } from './parse.ts';
import { compilePattern, matches } from './pattern.ts';
import { expandHistory } from './readline/history-expand.ts';
import { list, said } from './testdata/tree-text.ts';

const tree = (source: string, options: ParseOptions = { extglob: false }): string => {
	const { statements, fault } = parseShell(source, options);
	return [...(statements.length ? [list(statements)] : []), ...(fault ? [options.flavour ? `${fault.line}: ${fault.token}` : said(fault)] : [])].join(' ~ ');
};

describe('parseShell', () => {
	it('tells unfinished input from wrong input', () => {
		const open = [
			'if true; then',
			'echo "abc',
			'f() {',
			'a &&',
			'cat <<E\nx\n',
			'echo a \\\n',
			'for i in 1; do\n',
			'x=(1 2\n',
			'( a\n',
			'echo $(a',
			'[[ a &&\n'
		];
		for (const text of open) expect([text, parseShell(text).incomplete]).toEqual([text, true]);
		for (const text of ['echo )', 'fi', 'a;;', 'echo hi', 'if true; fi', 'echo # \\', '[[ a b ]]'])
			expect([text, parseShell(text).incomplete]).toEqual([text, false]);
	});
	it('keeps the statements of the lines before an error', () => {
		const parsed = parseShell('echo one\necho two; if then\necho three\n');
		expect(parsed.statements.map((s) => s.from)).toEqual([0]);
		expect(parsed.fault).toMatchObject({ kind: 'token', token: 'then', line: 2, text: 'echo two; if then' });
	});
	it('makes these trees', () => {
		for (const [source, expected] of trees) expect([source, tree(source)]).toEqual([source, expected]);
	});
	it('finds the faults bash finds', () => {
		for (const [source, expected] of faults) expect([source, tree(source)]).toEqual([source, expected]);
	});
	it('finds the faults dash finds, and ash in its words', () => {
		for (const [source, dash, ash] of posix) {
			expect([source, tree(source, { flavour: 'dash' })]).toEqual([source, dash]);
			if (ash !== undefined) expect([source, tree(source, { flavour: 'ash' })]).toEqual([source, ash]);
		}
	});
	it('numbers the lines of commands as bash does', () => {
		const lines: number[] = [];
		const visit = (value: unknown): void => {
			if (typeof value !== 'object' || value === null) return;
			if ('kind' in value && value.kind === 'simple' && 'line' in value) lines.push(Number(value.line));
			for (const one of Object.values(value)) visit(one);
		};
		visit(parseShell('one\ncat <<E\na\n\n$(nosuch1)\nE\nx="\n\n$(nosuch2)"\nfor i in "\n\n$(nosuch3)"; do :; done\necho "\n" b\n').statements);
		expect(lines).toEqual([1, 2, 2, 9, 9, 10, 12, 14]);
	});
	it('keeps the text of a function with its here-documents', () => {
		const text = (source: string): string | undefined => {
			const made = parseShell(source).statements[0]?.node;
			return made?.kind === 'function' ? made.text : undefined;
		};
		expect(text('f() { cat <<E; }; g\nx\nE\nh')).toBe('f() { cat <<E; }; g\nx\nE');
		expect(text('f() { cat; } <<E\nx\nE\nh')).toBe('f() { cat; } <<E\nx\nE');
		expect(text('f() { a; } >x; b')).toBe('f() { a; } >x');
	});
	it('gives up nesting that no stack would hold, with the status of a shell that died of it', () => {
		const words = ['$(', '${a:-', '"${a:-', '"$(a ', '$((', '$((a ', '<(', '${a[', '@(', '$(a=('].map((open) => 'echo ' + open.repeat(10_000));
		const commands = ['( ', '{ ', 'if ', '[[ ( $(', 'x=$(', 'f() { ', 'case x in a) ', 'a[$('].map((open) => open.repeat(10_000));
		for (const source of [...words, ...commands]) {
			const { statements, fault } = parseShell(source);
			expect([source.slice(0, 20), statements, fault?.status ?? fault?.kind]).toEqual([
				source.slice(0, 20),
				[],
				source.startsWith('echo @(') ? 'matching' : 139
			]);
		}
		expect(parseShell('('.repeat(10_000) + 'a').fault).toMatchObject({ kind: 'matching' });
		expect(parseShell('( '.repeat(10_000) + 'a').fault).toMatchObject({ token: '', status: 139 });
		expect(parseShell('{a,'.repeat(10_000)).fault).toBeUndefined();
		let nest = 'x';
		for (let i = 0; i < 1000; i++) nest = `$(cat <<E${i}\n${nest}\nE${i}\n)`;
		expect(parseShell(`echo ${nest}`).fault?.status).toBe(139);
	});
	it('reads long sources', () => {
		expect(parseShell('echo a "$b" $(c) ${d:-e}\n'.repeat(10_000)).statements).toHaveLength(10_000);
		expect(tree('[[ ' + '! '.repeat(10_000) + 'a ]]')).toBe('[[ -n a ]]');
		expect(parseShell('a | '.repeat(10_000) + 'b').statements).toHaveLength(1);
	});
	it('never throws, whatever it is given', () => {
		let seed = 1;
		const random = (below: number): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % below;
		const soup =
			'if then fi do done for case esac in { } ( ) (( )) [[ ]] ; & | || && ;; \n " \' ` $( ${ } $(( < > <<E \nE\n <( a x=1 a=( ! time # \\ $x [ ] == =~ -f while until function f() select coproc else >& 2> <<< |& {a,b} @( é 😀'.split(
				' '
			);
		for (let n = 0; n < 4000; n++) {
			let text = '';
			const length = random(14);
			for (let i = 0; i < length; i++) text += n % 2 ? String.fromCharCode(random(130)) : `${soup[random(soup.length)]}${random(3) ? ' ' : ''}`;
			for (const flavour of ['bash', 'dash', 'ash'] as const) {
				const { statements, fault } = parseShell(text, { flavour, extglob: n % 3 === 0 });
				for (const { from, to } of statements) expect([text, from < to && to <= (fault?.at ?? text.length)]).toEqual([text, true]);
			}
		}
	});
});

const trees: readonly (readonly [source: string, tree: string])[] = [
	['a & b; c', 'a &; b; c'],
	['a=1 b+=2 c[1 + 1]=3 d=(x [k y]=v "q r") e f=1', 'a=1 b+=2 c[1 + 1]=3 d=(x [k y]=v “‹q r›”) e f=1'],
	['declare -a a=(1 2) b=$c; eval x=(1 "2 3"); echo a=b', 'declare -a @a=(1 2) @b=${c}; eval x=(1 “‹2 3›”); echo a=b'],
	['! time -p a | b |& c', 'time(posix) ! a | b |& c'],
	['! ; a', '! ; a'],
	['a \\\n&\\\n& i\\\nf b; then c; fi', 'a && if b then c fi'],
	['if (a) then { b; } fi >x', 'if (a) then {b} fi >x'],
	['for x do a; done; for x; { b; }; for ((i=0; i < $n ;i++)) { c; }', 'for x do a; for x do b; for((‹i=0›;“‹i < ›${n}‹ ›”;‹i++›)) c'],
	['case x in (a|esac) b;; c) ;& *) d; esac', 'case x in a|esac) b;; c) ;& *) d;;'],
	['f() (a); function g { b; } >x; function h (c)', 'function f (a); function g {b} >x; function h (c)'],
	['coproc { a; }; coproc N if b; then c; fi; coproc d e', 'coproc COPROC {a}; coproc N if b then c fi; coproc COPROC d e'],
	['((a = (1 + 2) * $b)); ((c) ; (d)); ( (e))', '((“‹a = (1 + 2) * ›${b}”)); ((c); (d)); ((e))'],
	['echo $((1 + (2))) $((a) ) $[3]', 'echo $((‹1 + (2)›)) $((a)) $((‹3›))'],
	["a'b'\"c$d\"\\e$'f\\n'", 'a‹b›“‹c›${d}”‹e›‹f\n›'],
	['"${a:-\'}\'}" ${b:-\'}\'} "${c:-\\}}" ${d:-"x y"}', "“${a:-‹'}'›}” ${b:-‹}›} “${c:-‹}›}” ${d:-“‹x y›”}"],
	['${a//\\//-} ${b////_} ${c/#x/y} ${d:1:2} ${e:(-1)} ${f^^} ${g@Q}', '${a//‹/›|-} ${b///|_} ${c/#x|y} ${d:‹1›|‹2›} ${e:‹(-1)›} ${f^^} ${g@Q}'],
	['${#} ${#a} ${##} ${##a} ${#a[@]} ${!a} ${!a*} ${!a[@]} ${!#} ${!:-x}', '${#} ${#a} ${##} ${##a} ${#a[@]} ${!a} ${!anames|} ${!a[@]} ${!#} ${!:-x}'],
	['${a b} ${} ${#a-b} ${a@Z} ${a[1}', 'BAD(${a b}) BAD(${}) BAD(${#a-b}) ${a@Z} BAD(${a[1})'],
	['a <(b)c 2>&1 >&2- {fd}>d 3>>e <<<f &>g', 'a <(b)c 2>&1 >&2- {fd}>d 3>>e <<<f &>g'],
	['a <<E <<-"F" b\n$x `y`\\\nz\nE\n\t$n\n\tF\nc', 'a b <<${x}‹ ›$(y)‹z\n› <<‹$n\n›; c'],
	['a $(b <<E\nc\nE\n) d', 'a $(b <<‹c\n›) d'],
	['a $(b <<E)\nc\nE\nd', 'a $(b <<‹c\n›); d'],
	['a "$(case x in a) b;; esac # )\n)" `c \\`d\\``', 'a “$(case x in a) b;;)” $(c $(d))'],
	[
		'a `if`; b <<E\n$(fi)\nE\nc',
		"a $( FAULT 2: syntax error: unexpected end of file); b <<$( FAULT 2: syntax error near unexpected token `fi' ~ 2: `$(fi)')‹\n›; c"
	],
	['{a,b}c "{d,e}" x{1..3} {f', 'ac bc “‹{d,e}›” x1 x2 x3 {f'],
	['[[ ! a == b* && ( c =~ ^(d|e f)+$ || -f g ) ]]', '[[ (!a == b* && ((c =~ ^(d|e f)+$ || -f g))) ]]'],
	['[[ a == @(b|c) && d < e\n]]', '[[ (a == @(b|c) && d < e) ]]'],
	['echo a#b #c', 'echo a#b'],
	['echo ]] in then', 'echo ]] in then']
];
const token = (text: string, source: string, line = 1): string => `${line}: syntax error near unexpected token \`${text}' ~ ${line}: \`${source}'`;
const unmatched = (close: string, line = 1): string => `${line}: unexpected EOF while looking for matching \`${close}'`;
const ended = '2: syntax error: unexpected end of file';
const faults: readonly (readonly [source: string, fault: string])[] = [
	['fi', token('fi', 'fi')],
	['a )', token(')', 'a )')],
	['{ }', token('}', '{ }')],
	['a ; ; b', token(';', 'a ; ; b')],
	['a && && b', token('&&', 'a && && b')],
	['a | ! b', token('!', 'a | ! b')],
	[']] a', token(']]', ']] a')],
	['if; then', token(';', 'if; then')],
	['if true; fi', token('fi', 'if true; fi')],
	['f() a', token('a', 'f() a')],
	['a b()', token('(', 'a b()')],
	['(a) b', token('b', '(a) b')],
	['{ { a; } >b }', token('}', '{ { a; } >b }')],
	['case x in esac) a;; esac', token(')', 'case x in esac) a;; esac')],
	['case x in a|) b;; esac', token(')', 'case x in a|) b;; esac')],
	['for x { a; }', token('{', 'for x { a; }')],
	['for', token('newline', 'for')],
	['a > ;', token(';', 'a > ;')],
	['a > 2>b', token('2', 'a > 2>b')],
	['echo @(a|b)', token('(', 'echo @(a|b)')],
	['a $(b\nfi) c', token('fi', 'fi) c', 2)],
	['a "$(if)"', token(')', 'a "$(if)"')],
	['a ${b:-$(fi)}', token('fi', 'a ${b:-$(fi)}')],
	['x=(1 & 2)', token('&', 'x=(1 & 2)')],
	['a $(( ${b:-)} ))', token(')', 'a $(( ${b:-)} ))')],
	['if a; then', ended],
	['{ a }', ended],
	['a &&', ended],
	['a "b', unmatched('"')],
	['a "$(b "c', unmatched('"')],
	['a "b ${c', unmatched('}')],
	['a $(b', unmatched(')', 2)],
	['a $((1 + 2)', unmatched(')')],
	['a $(( ${b', unmatched(')')],
	['a `b', unmatched('`')],
	['a[', unmatched(']')],
	['x=("a', `${unmatched('"')} ~ ${ended}`],
	['[[ a b ]]', '1: conditional binary operator expected'],
	['[[ a', "1: unexpected token `newline', conditional binary operator expected"],
	['[[ a &&', "2: unexpected token `EOF' in conditional command"],
	['[[ ( a ]]', "1: unexpected token `]]', expected `)'"],
	['[[ -f ]]', "1: unexpected argument `]]' to conditional unary operator"],
	['[[ a == b c ]]', '1: syntax error in conditional expression'],
	['[[ a =~ ( ]]', `${unmatched(')')} ~ 2: unexpected argument to conditional binary operator`],
	['for ((i=0;i<2)); do', "1: syntax error: arithmetic expression required ~ 1: syntax error: `((i=0;i<2))'"]
];
const posix: readonly (readonly [source: string, dash: string, ash?: string])[] = [
	['a; fi', '1: "fi" unexpected', '1: unexpected "fi"'],
	['if a; fi', '1: "fi" unexpected (expecting "then")', '1: unexpected "fi" (expecting "then")'],
	['(a', '1: end of file unexpected (expecting ")")', '1: unexpected end of file (expecting ")")'],
	['case x in a) b', '1: end of file unexpected (expecting ";;")'],
	['case x in a b', '1: word unexpected (expecting ")")'],
	['for\n', '2: Bad for loop variable', '2: bad for loop variable'],
	['a > >b', '1: redirection unexpected', '1: unexpected redirection'],
	['a <(b)', '1: "(" unexpected', 'a <(b)'],
	['a=(b)', '1: "(" unexpected', '1: unexpected "("'],
	['a-b() { c; }', '1: Bad function name', '1: bad function name'],
	['a "b', '1: Unterminated quoted string', '1: unterminated quoted string'],
	['a ${b', "1: Missing '}'"],
	['a $((1)', "1: Missing '))'"],
	['a `if`', '1: end of file unexpected (expecting "then")'],
	['\n\na `b', '3: EOF in backquote substitution', '3: EOF in backquote substitution'],
	['[[ a && b ]]', '[[ a && b ]]', '[[ (-n a && -n b) ]]'],
	['f() a; a &>b; a {b,c}', 'function f {a}; a &; >b; a {b,c}', 'function f {a}; a &>b; a {b,c}'],
	['echo ${x:1} ${x/a/b} ${x^^} ${x[1]}', 'echo BAD(${x:1}) BAD(${x/a/b}) BAD(${x^^}) BAD(${x[1]})', 'echo ${x:‹1›} ${x/a|b} BAD(${x^^}) BAD(${x[1]})']
];

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
