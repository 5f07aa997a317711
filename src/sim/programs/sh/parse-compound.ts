// Compound commands: groups, conditions, loops, case, (( )) and [[ ]].
import type { CaseItem, CompoundNode, List, Word } from './ast.ts';
import { expect, list, newlines } from './parse-command.ts';
import { condition } from './parse-condition.ts';
import { Stop } from './parse-fault.ts';
import { next } from './parse-token.ts';
import { arithmetic, arithmeticTo, endsTwice } from './parse-dollar.ts';
import { makeWord, readParts, splitWords } from './parse-word.ts';
import type { Reader } from './reader.ts';

/** What ends a list. */
export const closing = new Set([')', ';;', ';&', ';;&', 'then', 'do', 'done', 'fi', 'esac', 'elif', 'else', '}', '']);
const starts = new Set(['(', '{', 'if', 'while', 'until', 'for', 'case']);

export const compoundStarts = (r: Reader, key: string): boolean => starts.has(key) || (key === '[[' && r.flavour !== 'dash') || (key === 'select' && r.bash);

/** The compound command that begins with the token at hand. */
export function compound(r: Reader, key: string): CompoundNode {
	const { from } = r.token;
	const line = r.lineAt(from);
	r.enter(from);
	const node = read(r, key, line, from);
	r.leave();
	return node;
}
function read(r: Reader, key: string, line: number, from: number): CompoundNode {
	switch (key) {
		case '(':
			if (r.bash && r.text[r.at] === '(') {
				const { at } = r;
				if (endsTwice(r, at + 1)) return arithmeticCommand(r, at + 1, line);
				r.at = at;
			}
			next(r);
			return subshell(r, line);
		case '{': {
			next(r);
			const body = list(r);
			expect(r, '}');
			return { kind: 'group', line, body };
		}
		case 'if':
			return conditional(r, line);
		case 'while':
		case 'until': {
			next(r);
			const test = list(r);
			return { kind: 'while', line, until: key === 'until', test, body: loopBody(r) };
		}
		case 'for':
		case 'select':
			if (r.bash) r.commandLine = line;
			if (key === 'for' && r.bash && /^[ \t]*\(\(/.test(r.text.slice(r.at, r.at + 80))) return arithmeticFor(r, line);
			return forLoop(r, key, line);
		case 'case':
			return cases(r, line);
		default: {
			r.commandLine = undefined;
			const expression = condition(r, from);
			const text = r.text.slice(from, r.at);
			next(r);
			return { kind: 'condition', line, expression, text };
		}
	}
}
/** The rest of ( … ). */
export function subshell(r: Reader, line: number): CompoundNode {
	const body = list(r);
	expect(r, ')');
	return { kind: 'subshell', line, body };
}
function arithmeticCommand(r: Reader, at: number, line: number): CompoundNode {
	r.commandLine = undefined;
	const text = arithmeticTo(r, at);
	next(r);
	return { kind: 'arithmetic', line, text };
}

function conditional(r: Reader, line: number): CompoundNode {
	const clauses: { test: List; body: List }[] = [];
	do {
		next(r);
		const test = list(r);
		expect(r, 'then');
		clauses.push({ test, body: list(r) });
	} while (r.key === 'elif');
	let otherwise: List | undefined;
	if (r.key === 'else') {
		next(r);
		otherwise = list(r);
	}
	expect(r, 'fi');
	return { kind: 'if', line, clauses, otherwise };
}
function loopBody(r: Reader): List {
	expect(r, 'do');
	const body = list(r);
	expect(r, 'done');
	return body;
}
/** do … done, or what bash takes for it: { … }. */
function forBody(r: Reader, braces: boolean): List {
	if (r.key !== '{' || !braces || !r.bash) return loopBody(r);
	next(r);
	const body = list(r);
	expect(r, '}');
	return body;
}

function forLoop(r: Reader, kind: 'for' | 'select', line: number): CompoundNode {
	next(r, 'word');
	const { kind: found, text: name } = r.token;
	if (!r.bash && (found !== 'word' || !/^[A-Za-z_]\w*$/.test(name))) throw Stop.saying(r, 'Bad for loop variable');
	if (found !== 'word') r.unexpected();
	next(r, 'reserved');
	let words: Word[] | undefined;
	let separated = false;
	if (r.key === ';') next(r);
	else {
		separated = r.key === '\n';
		newlines(r);
		if (r.key === 'in') {
			words = forWords(r, line);
			separated = true;
		}
		if (words === undefined && !separated) return { kind, line, name, words, body: forBody(r, false) };
		newlines(r);
		return { kind, line, name, words, body: forBody(r, true) };
	}
	newlines(r);
	return { kind, line, name, words, body: forBody(r, true) };
}
function forWords(r: Reader, line: number): Word[] {
	if (r.bash) r.commandLine = line;
	const words: Word[] = [];
	for (;;) {
		next(r, 'word');
		if (r.token.kind !== 'word') break;
		words.push(...splitWords(r, r.token));
	}
	if (r.key !== ';' && r.key !== '\n' && !(r.key === '' && r.bash)) r.unexpected();
	next(r);
	return words;
}

/** for ((a; b; c)). */
function arithmeticFor(r: Reader, line: number): CompoundNode {
	const from = r.text.indexOf('((', r.at);
	r.at = from + 2;
	const parts: Word[] = [];
	for (;;) {
		while (/\s/.test(r.text[r.at] ?? '.')) r.at++;
		const word = arithmetic(r, ';)', '(');
		const text = word.text.trimEnd();
		parts.push(text === word.text ? word : trimmed(word, text));
		if (r.text[r.at] !== ';') break;
		r.at++;
	}
	if (r.text[r.at] === undefined || r.text[r.skip(r.at + 1)] === undefined) throw Stop.unclosed(r, from, ')');
	if (r.text[r.skip(r.at + 1)] !== ')') {
		next(r);
		r.unexpected();
	}
	r.at = r.skip(r.at + 1) + 1;
	if (parts.length !== 3) wrongExpressions(r, from, parts.length);
	next(r);
	if (r.key === ';') next(r);
	newlines(r);
	const [initialize, test, update] = parts as [Word, Word, Word];
	return { kind: 'arithmetic-for', line, initialize, test, update, body: forBody(r, true) };
}
const trimmed = (word: Word, text: string): Word =>
	word.plain === undefined ? { ...word, text } : { parts: [{ kind: 'quoted', text: word.plain.trimEnd() }], text, plain: word.plain.trimEnd() };
function wrongExpressions(r: Reader, from: number, count: number): never {
	const line = r.rawLine(from);
	throw new Stop({
		kind: 'message',
		token: `syntax error: ${count < 3 ? 'arithmetic expression required' : "`;' unexpected"}`,
		line,
		text: '',
		at: from,
		further: [{ line, text: `syntax error: \`${r.text.slice(from, r.at)}'` }],
		ended: true
	});
}

function cases(r: Reader, line: number): CompoundNode {
	if (r.bash) r.commandLine = line;
	next(r, 'word');
	if (r.token.kind !== 'word') r.unexpected('word');
	const word = makeWord(r.token.parts, r.token.text);
	next(r, 'reserved');
	newlines(r, 'reserved');
	expect(r, 'in', 'reserved');
	const items: CaseItem[] = [];
	for (;;) {
		newlines(r);
		if (r.key === 'esac') break;
		const patterns = casePatterns(r);
		const body = list(r, true);
		const terminator = r.key;
		if (terminator !== ';;' && terminator !== ';&' && terminator !== ';;&') {
			if (terminator !== 'esac') r.unexpected('";;"');
			items.push({ patterns, body, terminator: ';;' });
			break;
		}
		items.push({ patterns, body, terminator });
		next(r);
	}
	expect(r, 'esac');
	return { kind: 'case', line, word, items };
}
/** `a | b)`, with or without a ( before it. dash looks at the tokens between the bars last. */
function casePatterns(r: Reader): Word[] {
	const patterns: Word[] = [];
	r.commandLine = undefined;
	if (r.key === '(') next(r, 'word');
	for (;;) {
		const { token } = r;
		if (token.kind !== 'word' && r.bash) r.unexpected();
		patterns.push(makeWord(token.assign ? readParts(r.reread(token.text, token.from), 'unquoted', '', { word: true }) : token.parts, token.text));
		next(r, 'word');
		if (r.key !== '|') break;
		next(r, 'word');
	}
	if (r.key !== ')') r.unexpected('")"');
	next(r);
	return patterns;
}
