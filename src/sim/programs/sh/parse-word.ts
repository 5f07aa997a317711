// Words: from unbash's word parts to ours. Resolves quoting by context (unquoted, in double quotes, in a here-document), expands
// braces, and keeps expansions as parts. Types only are taken from unbash; parse.ts is its one user at run time.
import type { DoubleQuotedChild, ParameterExpansionPart, ParsedScript, Word as SourceWord, WordPart } from 'unbash';
import type { Fault, List, ParameterPart, Part, Word } from './ast.ts';
import { braceExpand } from './brace.ts';
import { ansiC } from './escapes.ts';

/** What parse.ts lends: the parser itself, for pieces that must be parsed again. */
export interface WordContext {
	readonly braces: boolean;
	/** Whether extended globs are on. */
	extglob: boolean;
	noExtglob(pos: number): void;
	script(script: ParsedScript | undefined, source: string, pos: number): { body: List; fault?: Fault | undefined };
	reparse(text: string): SourceWord | undefined;
	lineAt(pos: number): number;
}
export type Quoting = 'unquoted' | 'double' | 'heredoc';

const special = /[\\*?[\]~!@+|()&;<>$`"'{}^#=:-]/;
const inert = /^[\w./:,%@=+-]*$/;

/** A word of a command line: braces expanded, so possibly several. */
export function compileWords(word: SourceWord, c: WordContext): Word[] {
	if (!c.braces || !word.text.includes('{')) return [compileWord(word, c)];
	const texts = braceExpand(word.text);
	if (texts.length === 1 && texts[0] === word.text) return [compileWord(word, c)];
	return texts
		.filter((text) => text !== '')
		.map((text) => {
			const again = inert.test(text) ? undefined : c.reparse(text);
			return again ? compileWord(again, c) : { parts: [{ kind: 'literal', text }], text, plain: text };
		});
}

export function compileWord(word: SourceWord, c: WordContext, quoting: Quoting = 'unquoted'): Word {
	const { text } = word;
	if (!word.parts) {
		if (!special.test(text)) return { parts: [{ kind: 'literal', text }], text, plain: text };
		const parts = quoting === 'unquoted' ? unquotedText(text) : [{ kind: 'quoted' as const, text: quotedText(text, quoting) }];
		return finish(parts, text);
	}
	return finish(compileParts(word.parts, c, quoting), text);
}

/** Marks words that need no expansion. */
function finish(parts: Part[], text: string): Word {
	let plain = '';
	for (const part of parts) {
		if (part.kind === 'literal' && !/[*?[~]|[?*+@!]\(/.test(part.text)) plain += part.text;
		else if (part.kind === 'quoted') plain += part.text;
		else if (part.kind === 'double' && part.parts.every((p) => p.kind === 'quoted')) for (const p of part.parts) plain += p.kind === 'quoted' ? p.text : '';
		else return { parts, text };
	}
	// A tilde after = or : matters in assignments only; those look at the parts.
	return { parts, text, plain };
}

/** Unquoted source text: backslashes quote one character each. */
export function unquotedText(text: string): Part[] {
	if (!text.includes('\\')) return text ? [{ kind: 'literal', text }] : [];
	const out: Part[] = [];
	let run = '';
	for (let i = 0; i < text.length; i++) {
		if (text[i] !== '\\') {
			run += text[i];
			continue;
		}
		i++;
		if (text[i] === '\n') continue;
		if (run) out.push({ kind: 'literal', text: run });
		run = '';
		out.push({ kind: 'quoted', text: i < text.length ? String.fromCodePoint(text.codePointAt(i) as number) : '\\' });
		if ((text.codePointAt(i) ?? 0) > 0xffff) i++;
	}
	if (run) out.push({ kind: 'literal', text: run });
	return out;
}

/** Text between double quotes or of a here-document: which backslashes vanish. */
export function quotedText(text: string, quoting: Quoting): string {
	if (!text.includes('\\')) return text;
	const live = quoting === 'heredoc' ? '$`\\' : '$`"\\';
	let out = '';
	for (let i = 0; i < text.length; i++) {
		const next = text[i + 1];
		if (text[i] === '\\' && next !== undefined && (live.includes(next) || next === '\n')) {
			i++;
			if (next !== '\n') out += next;
		} else out += text[i];
	}
	return out;
}

export function compileParts(parts: readonly (WordPart | DoubleQuotedChild)[], c: WordContext, quoting: Quoting): Part[] {
	const out: Part[] = [];
	for (const part of parts) {
		switch (part.type) {
			case 'Literal':
				if (quoting === 'unquoted') out.push(...unquotedText(part.text));
				else out.push({ kind: 'quoted', text: quotedText(part.text, quoting) });
				break;
			case 'Glob':
				if (quoting !== 'unquoted') out.push({ kind: 'quoted', text: part.text });
				else if (part.kind !== 'bracket' || part.parts.every((p) => p.type === 'Literal')) out.push(...unquotedText(part.text));
				else out.push({ kind: 'literal', text: '[' }, ...compileParts(part.parts, c, quoting), { kind: 'literal', text: ']' });
				break;
			case 'ExtendedGlob':
				if (!c.extglob && quoting === 'unquoted') c.noExtglob(part.pos + 1);
				if (part.parts) out.push({ kind: 'literal', text: part.operator + '(' }, ...compileParts(part.parts, c, quoting), { kind: 'literal', text: ')' });
				else out.push(...unquotedText(part.text));
				break;
			case 'BraceExpansion':
				if (part.parts) out.push({ kind: 'literal', text: '{' }, ...compileParts(part.parts, c, quoting), { kind: 'literal', text: '}' });
				else out.push(...unquotedText(part.text));
				break;
			case 'SingleQuoted':
				out.push({ kind: 'quoted', text: quoting === 'unquoted' ? part.value : part.text });
				break;
			case 'AnsiCQuoted':
				out.push({ kind: 'quoted', text: quoting === 'unquoted' ? ansiC(part.text.slice(2, -1)) : part.text });
				break;
			case 'DoubleQuoted':
			case 'LocaleString':
				if (quoting === 'unquoted') out.push({ kind: 'double', parts: compileParts(part.parts, c, 'double') });
				else if (quoting === 'double') out.push(...compileParts(part.parts, c, 'double'));
				else out.push({ kind: 'quoted', text: '"' }, ...compileParts(part.parts, c, quoting), { kind: 'quoted', text: '"' });
				break;
			case 'SimpleExpansion':
				out.push({ kind: 'parameter', name: part.text.slice(1), text: part.text });
				break;
			case 'ParameterExpansion':
				out.push(parameter(part, c, quoting));
				break;
			case 'CommandExpansion': {
				const { body, fault } = c.script(part.script, part.text, part.pos);
				out.push({ kind: 'command', body, fault, line: c.lineAt(part.pos), source: part.text });
				break;
			}
			case 'ArithmeticExpansion':
				out.push({ kind: 'arithmetic', text: arithmeticWord(part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2), c) });
				break;
			case 'ProcessSubstitution':
				if (quoting === 'unquoted') out.push({ kind: 'process', operator: part.operator, body: c.script(part.script, part.text, part.pos).body });
				else out.push({ kind: 'quoted', text: part.text });
				break;
		}
	}
	return out;
}

/** Arithmetic text is expanded as if in double quotes, its own double quotes gone. */
export function arithmeticWord(text: string, c: WordContext): Word {
	if (!/[$`\\"']/.test(text)) return { parts: [{ kind: 'quoted', text }], text, plain: text };
	let clean = '';
	for (let i = 0; i < text.length; i++) {
		if (text[i] === '\\') clean += text.slice(i, ++i + 1);
		else if (text[i] === '$' && (text[i + 1] === '(' || text[i + 1] === '{')) {
			const open = text[i + 1] as string;
			const close = open === '(' ? ')' : '}';
			let depth = 0;
			let j = i + 1;
			for (; j < text.length; j++) {
				if (text[j] === open) depth++;
				else if (text[j] === close && --depth === 0) break;
			}
			clean += text.slice(i, j + 1);
			i = j;
		} else if (text[i] !== '"') clean += text[i];
	}
	const word = c.reparse(`"${clean}"`);
	return word ? { ...compileWord(word, c), text } : { parts: [{ kind: 'quoted', text: clean }], text, plain: clean };
}

function parameter(part: ParameterExpansionPart, c: WordContext, quoting: Quoting): ParameterPart {
	const { extglob } = c;
	c.extglob = true;
	const made = parameterOf(part, c, quoting === 'heredoc' ? 'double' : quoting);
	c.extglob = extglob;
	return made;
}
function parameterOf(part: ParameterExpansionPart, c: WordContext, quoting: Quoting): ParameterPart {
	const base = { kind: 'parameter' as const, name: part.parameter, prefix: part.prefix, text: part.text };
	const index = part.index && compileIndex(part.index, c);
	const o = part.operation;
	if (!o) return { ...base, index, bad: part.parameter === '' };
	switch (o.type) {
		case 'Default':
			return { ...base, index, operator: o.operator, operand: compileWord(o.operand, c, quoting) };
		case 'Remove':
			return { ...base, index, operator: o.operator, operand: compileWord(o.operand, c) };
		case 'Replace':
			return { ...base, index, operator: o.operator, operand: compileWord(o.pattern, c), second: compileWord(o.replacement, c, 'unquoted') };
		case 'Slice':
			return { ...base, index, operator: ':', operand: arithmeticWord(o.offset.text, c), second: o.length && arithmeticWord(o.length.text, c) };
		case 'CaseModification':
			return { ...base, index, operator: o.operator, operand: o.operand && o.operand.text ? compileWord(o.operand, c) : undefined };
		case 'Transform':
			return { ...base, index, operator: '@', operand: compileWord(o.operand, c), bad: !/^[UuLQEPAKak]$/.test(o.operand.text) };
		case 'Names':
			return { ...base, index, operator: 'names', second: { parts: [], text: o.operator, plain: o.operator } };
		case 'Unknown':
			return /^~~?$/.test(o.operator) ? { ...base, index, operator: o.operator } : { ...base, index, bad: true };
	}
}

/** A subscript: kept as a word whose quoting is resolved when it is known to be a key or a number. */
export function compileIndex(word: SourceWord, c: WordContext): Word {
	if (word.text === '@' || word.text === '*') return { parts: [{ kind: 'literal', text: word.text }], text: word.text, plain: word.text };
	return compileWord(word, c);
}
