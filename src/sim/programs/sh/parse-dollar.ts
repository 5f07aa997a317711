// What begins with $ or a backquote, but for ${…} (parse-parameter.ts): $x, $'…', $(…), $((…)), `…`.
// bash looks at some commands only when it expands them: their fault is then the part's, not the source's.
import type { Part, Word } from './ast.ts';
import { ansiC } from './escapes.ts';
import { list, substitution } from './parse-command.ts';
import { Stop } from './parse-fault.ts';
import { parameter } from './parse-parameter.ts';
import { parseAll } from './parse-script.ts';
import { next } from './parse-token.ts';
import { readParts, type Parts, type Quoting } from './parse-word.ts';
import type { Reader } from './reader.ts';

const variable = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
/** Puts what $ stands for; false when it stands for itself. */
export function dollar(r: Reader, quoting: Quoting, out: Parts): boolean {
	const { text } = r;
	const from = r.at;
	const at = r.skip(from + 1);
	const c = text[at];
	if (c === '(') out.part(parenthesised(r, from, at));
	else if (c === '{') out.part(parameter(r, from, at + 1, quoting));
	else if (c === '[' && r.bash) {
		r.at = at + 1;
		const word = arithmetic(r, ']', '[');
		if (text[r.at++] !== ']') throw Stop.unclosed(r, from, ']');
		out.part({ kind: 'arithmetic', text: word });
	} else if (c === "'" && quoting === 'unquoted' && r.flavour !== 'dash') {
		let end = at + 1;
		while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
		if (end >= text.length) throw Stop.unclosed(r, from, "'");
		r.at = end + 1;
		out.part({ kind: 'quoted', text: ansiC(text.slice(at + 1, end)) });
	} else if (c === '"' && quoting === 'unquoted' && r.bash) r.at = at;
	else {
		variable.lastIndex = at;
		const name = variable.exec(text)?.[0];
		if (name === undefined) return false;
		r.at = at + name.length;
		out.part({ kind: 'parameter', name, text: '$' + name });
	}
	return true;
}

/** Arithmetic text up to `close`: expanded as if in double quotes, its own double quotes gone. */
export function arithmetic(r: Reader, stops: string, open: string): Word {
	const from = r.at;
	const parts = readParts(r, 'double', stops, { open });
	const text = r.text.slice(from, r.at);
	if (!parts.every((p) => p.kind === 'quoted')) return { parts: [{ kind: 'double', parts }], text };
	const plain = parts.map((p) => (p.kind === 'quoted' ? p.text : '')).join('');
	return { parts: [{ kind: 'quoted', text: plain }], text, plain };
}
/**
 * Whether the ((…)) whose inside begins at `at` ends with )) ; `r.at` is then past them, else past the parenthesis that closes the inner one.
 * What is inside is read for its extent alone, and once: it may be read again as commands, and so on in what it holds.
 */
export function endsTwice(r: Reader, at: number): boolean {
	let found = r.extents.get(at);
	if (!found) {
		const { skimming, heredocs, token, key } = r;
		[r.skimming, r.heredocs, r.at] = [true, [], at];
		readParts(r, 'double', ')', { open: '(', extent: r.bash });
		if (r.text[r.at] === undefined) throw Stop.unclosed(r, at - 1, ')');
		let second = r.skip(r.at + 1);
		// To dash a single one is text.
		while (!r.bash && r.text[second] !== ')') {
			r.at++;
			readParts(r, 'double', ')', { open: '(' });
			if (r.text[r.at] === undefined) throw Stop.unclosed(r, at - 1, ')');
			second = r.skip(r.at + 1);
		}
		const twice = r.text[second] === ')';
		found = { twice, end: twice ? second + 1 : r.at + 1 };
		r.extents.set(at, found);
		Object.assign(r, { skimming, heredocs, token, key });
	}
	r.at = found.end;
	return found.twice;
}

/** $(…) and $((…)), whose parenthesis is at `open`. */
function parenthesised(r: Reader, from: number, open: number): Part {
	const second = r.skip(open + 1);
	if (r.text[second] !== '(') return command(r, from, open);
	r.enter(from);
	const twice = endsTwice(r, second + 1);
	if (!twice) {
		// $( (…) … ): bash looks at its commands when it expands it.
		readParts(r, 'double', ')', { open: '(', extent: true });
		if (r.text[r.at] === undefined) throw Stop.unclosed(r, from, ')');
		r.at++;
		r.leave();
		return later(r, r.text.slice(open + 1, r.at - 1), from);
	}
	const text = arithmeticTo(r, second + 1);
	r.leave();
	return { kind: 'arithmetic', text };
}
/** The text of ((…)) from `at` on, when its end has been found and stands at hand. */
export function arithmeticTo(r: Reader, at: number): Word {
	const end = r.at;
	r.at = at;
	const word = r.skimming ? { parts: [], text: '' } : arithmetic(r, ')', '(');
	// What is unbalanced in it is wrong when it is expanded.
	const raw = r.skip(r.at + 1) + 1 === end || r.skimming ? '' : r.text.slice(at, end).replace(/\)(?:\\\n)*\)$/, '');
	r.at = end;
	return raw ? { parts: [{ kind: 'quoted', text: raw }], text: raw, plain: raw } : word;
}
function command(r: Reader, from: number, open: number): Part {
	const { depth, shift, commandLine, token, key, heredocs, skimming, substitutions } = r;
	const line = r.lineAt(from);
	r.at = open + 1;
	try {
		const body = substitution(r, open);
		return { kind: 'command', body, line, source: r.text.slice(from, r.at) };
	} catch (error) {
		if (!r.deferred || substitutions > 0 || !(error instanceof Stop) || error.fault.status === 139) throw error;
		const end = closes(r.text, open);
		if (end < 0) throw error;
		Object.assign(r, { depth, shift, commandLine, token, key, heredocs, skimming, substitutions, at: end + 1 });
		return { kind: 'command', body: [], line, fault: error.fault, source: r.text.slice(from, r.at) };
	}
}
/** Where a parenthesis closes, when what is inside is wrong. */
function closes(text: string, open: number): number {
	let depth = 0;
	let quote = '';
	for (let i = open; i < text.length; i++) {
		const c = text[i] as string;
		if (c === '\\' && quote !== "'") i++;
		else if (quote) quote = c === quote ? '' : quote;
		else if (c === "'" || c === '"') quote = c;
		else if (c === '(') depth++;
		else if (c === ')' && --depth === 0) return i;
	}
	return -1;
}
/** Commands that are looked at only when they are expanded; dash looks at once. */
function later(r: Reader, inside: string, from: number): Part {
	const source = r.text.slice(from, r.at);
	if (r.skimming) return { kind: 'command', body: [], line: 0, source };
	r.enter(from);
	const line = r.lineAt(from);
	const inner = r.inner(inside, from);
	if (r.bash) {
		const { statements, fault } = parseAll(inner);
		if (fault?.status === 139) throw new Stop(fault);
		r.leave();
		return { kind: 'command', body: statements, fault, line, source };
	}
	// dash looks at them at once, and at nothing after a word that closes something.
	next(inner);
	const body = list(inner, true);
	r.leave();
	return { kind: 'command', body, line, source };
}
export function backquotes(r: Reader, quoting: Quoting): Part {
	const { text } = r;
	const from = r.at;
	let at = from + 1;
	while (at < text.length && text[at] !== '`') at += text[at] === '\\' ? 2 : 1;
	if (at >= text.length) throw Stop.unclosed(r, from, '`');
	r.at = at + 1;
	return later(r, text.slice(from + 1, at).replace(quoting === 'double' ? /\\([$`\\"])/g : /\\([$`\\])/g, '$1'), from);
}
