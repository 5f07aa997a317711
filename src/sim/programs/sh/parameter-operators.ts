// The operators of ${x…} beyond defaults: slices, removal, replacement, case, and what @ tells of a variable.
import type { Sys } from '../../engine/sys.ts';
import type { ParameterPart, Word } from './ast.ts';
import { declareText } from './declare-text.ts';
import { unescape } from './escapes.ts';
import { expandArithmetic, expandPattern, expandText } from './expand.ts';
import type { Fields } from './fields.ts';
import { attributeLetters, putList, putView, unset, type View } from './parameter.ts';
import { strftime } from '../../values/index.ts';
import { compilePattern, matches, matchPrefix, matchSuffix, replaceMatches, type Pattern } from './pattern.ts';
import { promptText } from './prompt.ts';
import { doubleQuote, singleQuote } from './quote.ts';
import type { Shell } from './shell.ts';
import { arithmeticError, fatalStatus, ShellError } from './state.ts';
import { element, keysOf } from './variables.ts';

/** Puts what an operator makes of a view into the fields. `shown`: the parameter, for errors. */
export function* operateFurther(sh: Shell, part: ParameterPart, operator: string, shown: string, view: View, quoted: boolean, out: Fields): Sys<void> {
	if (operator === ':') return yield* slice(sh, part, view, quoted, out);
	if (operator === '@' && /^[aAKk]$/.test(part.operand?.text ?? '')) return about(sh, part.operand?.text as string, view, quoted, out);
	if (view.value === undefined && !view.list) {
		const value = unset(sh, view.name, shown);
		if (quoted) out.quoted(value);
		return;
	}
	// No such transformation: known only of what has a value, and it ends the shell.
	if (operator === '@' && !/^[UuLQEPAKak]$/.test(part.operand?.text ?? '')) throw new ShellError(`${part.text}: bad substitution`, fatalStatus(sh.state), true);
	const change = yield* mapper(sh, part, operator);
	if (view.list) putList(view.list.map(change), view.star, quoted, out);
	else putView(sh, { ...view, value: change(view.value as string) }, shown, quoted, out);
}

/** One end of a slice; an expression that is none is told of with the parameter's name. */
function* bound(sh: Shell, part: ParameterPart, word: Word): Sys<number> {
	try {
		return Number(yield* expandArithmetic(sh, word));
	} catch (error) {
		if (!(error instanceof ShellError) || error.fatal) throw error;
		throw error.arithmetic ? arithmeticError(`${part.name}${part.index ? `[${part.index.text}]` : ''}: ${error.message}`, error.unwinds) : error;
	}
}
function* slice(sh: Shell, part: ParameterPart, view: View, quoted: boolean, out: Fields): Sys<void> {
	if (view.value === undefined && !view.list) {
		const value = unset(sh, view.name, part.name);
		if (quoted) out.quoted(value);
		return;
	}
	const offset = yield* bound(sh, part, part.operand as Word);
	const length = part.second === undefined ? undefined : yield* bound(sh, part, part.second);
	if (view.list) {
		const positional = view.index === undefined;
		if (length !== undefined && length < 0) throw arithmeticError(`${part.second?.text.trim()}: substring expression < 0`);
		if (view.variable?.list && !positional) {
			const keys = keysOf(view.variable).map(Number);
			const from = offset < 0 ? (keys.at(-1) ?? -1) + 1 + offset : offset;
			const chosen = from < 0 ? [] : keys.filter((k) => k >= from);
			putList(
				chosen.slice(0, length).map((k) => view.variable?.list?.get(k) as string),
				view.star,
				quoted,
				out
			);
			return;
		}
		const all = positional ? [sh.state.name, ...view.list] : view.list;
		let from = offset;
		if (from < 0) from += all.length;
		if (from < 0) return putList([], view.star, quoted, out);
		putList(all.slice(from, length === undefined ? undefined : from + length), view.star, quoted, out);
		return;
	}
	const chars = [...(view.value ?? unset(sh, view.name, part.name))];
	let from = offset < 0 ? chars.length + offset : offset;
	if (from < 0) from = chars.length;
	let to = length === undefined ? chars.length : length < 0 ? chars.length + length : from + length;
	if (length !== undefined && length < 0 && to < from) {
		if (from > chars.length) to = from;
		else throw arithmeticError(`${part.second?.text.trim()}: substring expression < 0`);
	}
	const text = chars.slice(from, to).join('');
	if (quoted) out.quoted(text);
	else out.expansion(text);
}

/** The function that an operator applies to each value. */
function* mapper(sh: Shell, part: ParameterPart, operator: string): Sys<(value: string) => string> {
	const { state } = sh;
	const compile = (text: string): Pattern => compilePattern(text, { extglob: true, fold: state.shopt.has('nocasematch') && operator[0] === '/' });
	if (operator === '@') return transform(sh, part.operand?.text as string);
	const pattern = part.operand ? compile(yield* expandPattern(sh, part.operand, operator !== '/#' && operator !== '/%')) : undefined;
	switch (operator) {
		case '#':
		case '##':
			return (v) => v.slice(Math.max(0, matchPrefix(pattern as Pattern, v, operator === '##')));
		case '%':
		case '%%':
			return (v) => {
				const at = matchSuffix(pattern as Pattern, v, operator === '%%');
				return at < 0 ? v : v.slice(0, at);
			};
		case '/':
		case '//':
		case '/#':
		case '/%': {
			const replacement = part.second ? yield* replacementOf(sh, part.second) : () => '';
			const p = pattern as Pattern;
			if (p.pieces.length === 0) return (v) => (operator === '/#' ? replacement('') + v : operator === '/%' ? v + replacement('') : v);
			if (operator === '/#')
				return (v) => {
					const end = matchPrefix(p, v, true);
					return end < 0 ? v : replacement(v.slice(0, end)) + v.slice(end);
				};
			if (operator === '/%')
				return (v) => {
					const at = matchSuffix(p, v, true);
					return at < 0 ? v : v.slice(0, at) + replacement(v.slice(at));
				};
			return (v) => (v === '' ? (matches(p, '') ? replacement('') : '') : replaceMatches(p, v, replacement, operator === '//'));
		}
		default: {
			const upper = operator[0] === '^';
			const flip = (c: string): string => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase());
			const one = (c: string): string => (pattern && !matches(pattern, c) ? c : operator[0] === '~' ? flip(c) : upper ? c.toUpperCase() : c.toLowerCase());
			if (operator.length === 2) return (v) => [...v].map(one).join('');
			return (v) => {
				const [first, ...rest] = [...v];
				return first === undefined ? v : one(first) + rest.join('');
			};
		}
	}
}
/** patsub_replacement: an unquoted & is what was matched. */
function* replacementOf(sh: Shell, word: Word): Sys<(match: string) => string> {
	if (!sh.state.shopt.has('patsub_replacement') || (!word.text.includes('&') && !word.parts.some((p) => p.kind === 'parameter' || p.kind === 'command'))) {
		const text = yield* expandText(sh, word);
		return () => text;
	}
	// The pattern form escapes what was quoted; & is not a pattern character, so mark quoted ones.
	let template = '';
	for (const p of word.parts) {
		const text = yield* expandText(sh, { parts: [p], text: '' });
		template += p.kind === 'quoted' || p.kind === 'double' ? text.replace(/[\\&]/g, '\\$&') : text;
	}
	return (match) => template.replace(/\\([\\&])|&/g, (_, quoted: string | undefined) => quoted ?? match);
}
function transform(sh: Shell, letter: string): (value: string) => string {
	switch (letter) {
		case 'Q':
			return singleQuote;
		case 'E':
			return (v) => unescape(v, 'ansi').text;
		case 'U':
			return (v) => v.toUpperCase();
		case 'u':
			return (v) => v.slice(0, 1).toUpperCase() + v.slice(1);
		case 'L':
			return (v) => v.toLowerCase();
		default:
			return (v) => promptText(sh.state, v, { time: strftime });
	}
}
/** @a, @A, @K, @k: about the variable rather than its value. */
function about(sh: Shell, letter: string, view: View, quoted: boolean, out: Fields): void {
	const v = view.variable;
	let text = '';
	if (letter === 'a') text = v ? attributeLetters(v) : '';
	else if (letter === 'A') {
		// One element of an array: a declaration of that value alone.
		if (v && (v.list || v.map) && !view.list && view.value !== undefined) text = `declare -${attributeLetters(v)} ${view.name}=${singleQuote(view.value)}`;
		else if (v && (view.list || v.text !== undefined))
			text =
				v.list || v.map
					? (declareText(view.name, v) ?? '')
					: attributeLetters(v)
						? `declare -${attributeLetters(v)} ${view.name}=${singleQuote(view.value ?? '')}`
						: `${view.name}=${singleQuote(view.value ?? '')}`;
		// Declared, without a value.
		else if (v && attributeLetters(v)) text = `declare -${attributeLetters(v)} ${view.name}`;
		else if (view.list && view.index === undefined) text = `set -- ${view.list.map(singleQuote).join(' ')}`;
	} else if (view.list && v) {
		const pairs = keysOf(v).flatMap((k) => [k, element(v, k) as string]);
		if (letter === 'k') return putList(pairs, view.star, quoted, out);
		text = keysOf(v)
			.map((k) => `${/^\w+$/.test(k) ? k : doubleQuote(k)} ${doubleQuote(element(v, k) as string)}`)
			.join(' ');
		if (v.map && text) text += ' ';
	} else text = view.value === undefined ? '' : singleQuote(view.value);
	if (quoted) out.quoted(text);
	else out.expansion(text);
}
