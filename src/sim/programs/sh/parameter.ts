// Parameter expansion: ${x…} in all its forms, for scalars, positional parameters and arrays.
// A view is what the name stands for (one value, or a list for @ and *); operators map over it; then it is put into the fields.
import type { Sys } from '../../engine/sys.ts';
import { evaluateStored } from './arithmetic.ts';
import type { ParameterPart, Word } from './ast.ts';
import { declareText } from './declare-text.ts';
import { unescape } from './escapes.ts';
import { expandArithmetic, expandParts, expandPattern, expandText } from './expand.ts';
import type { Fields } from './fields.ts';
import { compilePattern, matches, matchPrefix, matchSuffix, replaceMatches, type Pattern } from './pattern.ts';
import { promptText } from './prompt.ts';
import { doubleQuote, singleQuote } from './quote.ts';
import { assignElement, complain, refreshClock, type Shell } from './shell.ts';
import { attribute, fatalStatus, ShellError, type Variable } from './state.ts';
import { element, flagLetters, getRaw, getVariable, isName, keysOf, maxIndex, needsClock, textOf, valuesOf, visibleNames } from './variables.ts';

interface View {
	/** The name, for errors and assignment. */
	name: string;
	index: string | undefined;
	/** undefined: unset. */
	value: string | undefined;
	/** For @ and *. */
	list: string[] | undefined;
	star: boolean;
	variable: Variable | undefined;
}

const fatal = (sh: Shell, message: string): ShellError => new ShellError(message, fatalStatus(sh.state), true);

export function* expandParameter(sh: Shell, part: ParameterPart, quoted: boolean, out: Fields): Sys<void> {
	if (part.bad) throw badSubstitution(sh, part.text);
	if (needsClock(part.name)) yield* refreshClock(sh);
	if (part.prefix === undefined && part.operator === undefined && part.index === undefined) {
		// The common case: $x.
		const simple = special(sh, part.name);
		if (simple !== null) {
			const value = simple ?? unset(sh, part.name, part.name);
			if (quoted) out.quoted(value);
			else out.expansion(value);
			return;
		}
	}
	if (part.operator === 'names') {
		putList(visibleNames(sh.state, part.name), part.second?.plain === '*', quoted, out);
		return;
	}
	let view = yield* lookup(sh, part.name, part.index);
	if (part.prefix === '!') {
		if (view.list && part.operator === undefined && part.index) {
			putList(keysOf(view.variable), view.star, quoted, out);
			return;
		}
		const indirect = yield* follow(sh, part, view);
		if (!indirect) return;
		view = indirect;
	}
	if (part.prefix === '#') {
		if (view.list) out.quoted(String(view.list.length));
		else {
			const value = view.value ?? unset(sh, view.name, part.name);
			if (quoted) out.quoted(String([...value].length));
			else out.expansion(String([...value].length));
		}
		return;
	}
	yield* operate(sh, part, view, quoted, out);
}

const badSubstitution = (sh: Shell, text: string): ShellError =>
	sh.state.flavour === 'dash'
		? new ShellError('Bad substitution', 2, true)
		: sh.state.flavour === 'ash'
			? new ShellError('syntax error: bad substitution', 2, true)
			: new ShellError(`${text}: bad substitution`);

/** The value of a plain name: text, undefined when unset, null when it is a list (@ *) to be handled in full. */
function special(sh: Shell, name: string): string | undefined | null {
	const s = sh.state;
	const c = name[0] as string;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c === '_' && name !== '_')) return textOf(getVariable(s, name));
	switch (name) {
		case '@':
		case '*':
			return null;
		case '?':
			return String(s.status);
		case '#':
			return String(s.args.length);
		case '$':
			return String(s.shellPid);
		case '!':
			return s.backgroundPid === undefined ? (s.options.has('nounset') ? undefined : '') : String(s.backgroundPid);
		case '-':
			return flagLetters(s);
		case '0':
			return s.name;
		case '_':
			return s.lastArgument;
	}
	if (c >= '0' && c <= '9') return s.args[Number(name) - 1];
	return textOf(getVariable(s, name));
}

/** An unset parameter's value: empty, or the error of set -u. */
function unset(sh: Shell, name: string, shown: string): string {
	if (!sh.state.options.has('nounset')) return '';
	if (sh.state.flavour !== 'bash') throw new ShellError(`${shown}: parameter not set`, 2, true);
	throw fatal(sh, `${/^[0-9!]/.test(shown) ? '$' + shown : shown}: unbound variable`);
}

/** The text of a subscript, for this variable: a key, or an arithmetic expression's value. */
export function* subscript(sh: Shell, v: Variable | undefined, index: Word): Sys<string> {
	const text = yield* expandText(sh, index);
	if (v?.map) return text;
	if (/^\d{1,9}$/.test(text) && text[0] !== '0') return text;
	if (needsClock(text)) yield* refreshClock(sh);
	return String(Number(evaluateStored(sh, text)));
}

function* lookup(sh: Shell, name: string, index: Word | undefined): Sys<View> {
	const s = sh.state;
	if (name === '@' || name === '*') return { name, index: undefined, value: undefined, list: s.args, star: name === '*', variable: undefined };
	if (index === undefined) {
		const variable = isName(name) && name !== '_' ? getVariable(s, name) : undefined;
		const value = special(sh, name) ?? undefined;
		return { name, index: undefined, value, list: undefined, star: false, variable };
	}
	const variable = getVariable(s, name);
	if (index.text === '@' || index.text === '*')
		return { name, index: index.text, value: undefined, list: valuesOf(variable), star: index.text === '*', variable };
	const at = yield* subscript(sh, variable, index);
	if (variable?.list && Number(at) + maxIndex(variable.list) + 1 < 0) yield* complain(sh, `${name}: bad array subscript`);
	return { name, index: at, value: element(variable, at), list: undefined, star: false, variable };
}

/** ${!x}: the view of what x names. Undefined: it has been dealt with. */
function* follow(sh: Shell, part: ParameterPart, view: View): Sys<View | undefined> {
	const raw = part.index ? undefined : getRaw(sh.state, part.name);
	if (raw && raw.attributes & attribute.nameref) return { ...view, value: raw.text, list: undefined };
	const target = view.list ? view.list.join(' ') : view.value;
	if (target === undefined || target === '') {
		throw new ShellError(target === undefined ? `${part.name}: invalid indirect expansion` : `: invalid variable name`);
	}
	const open = target.indexOf('[');
	const name = open > 0 ? target.slice(0, open) : target;
	if (!isName(name) && !/^([0-9]+|[@*#?$!-])$/.test(name)) throw new ShellError(`${target}: invalid variable name`);
	if (open <= 0) return yield* lookup(sh, name, undefined);
	const text = target.slice(open + 1, -1);
	return yield* lookup(sh, name, { parts: [{ kind: 'literal', text }], text, plain: text });
}

function putList(values: readonly string[], star: boolean, quoted: boolean, out: Fields): void {
	if (quoted || !out.splits) {
		if (star || !out.splits) {
			const text = values.join(star ? out.separator : ' ');
			if (quoted) out.quoted(text);
			else out.expansion(text);
			return;
		}
		for (const [i, value] of values.entries()) {
			if (i > 0) out.end();
			out.quoted(value);
		}
		return;
	}
	for (const [i, value] of values.entries()) {
		if (i > 0) out.end();
		out.expansion(value);
	}
}
function putView(sh: Shell, view: View, shown: string, quoted: boolean, out: Fields): void {
	if (view.list) {
		putList(view.list, view.star, quoted, out);
		return;
	}
	const value = view.value ?? unset(sh, view.name, shown);
	if (quoted) out.quoted(value);
	else out.expansion(value);
}

function* operate(sh: Shell, part: ParameterPart, view: View, quoted: boolean, out: Fields): Sys<void> {
	const { operator } = part;
	const shown = part.index ? `${view.name}[${part.index.text}]` : part.name;
	if (operator === undefined) return putView(sh, view, shown, quoted, out);
	if (/^:?[-=+?]$/.test(operator)) return yield* defaulted(sh, part, operator, view, quoted, out);
	if (operator === ':') return yield* slice(sh, part, view, quoted, out);
	if (operator === '@' && /^[aAKk]$/.test(part.operand?.text ?? '')) return about(sh, part.operand?.text as string, view, quoted, out);
	if (view.value === undefined && !view.list) {
		const value = unset(sh, view.name, shown);
		if (quoted) out.quoted(value);
		return;
	}
	const change = yield* mapper(sh, part, operator);
	if (view.list) putList(view.list.map(change), view.star, quoted, out);
	else putView(sh, { ...view, value: change(view.value as string) }, shown, quoted, out);
}

function* defaulted(sh: Shell, part: ParameterPart, operator: string, view: View, quoted: boolean, out: Fields): Sys<void> {
	const operand = part.operand as Word;
	const text = view.list ? (view.list.length ? view.list.join(' ') : undefined) : view.value;
	const absent = operator[0] === ':' ? text === undefined || text === '' : text === undefined;
	const kind = operator.at(-1) as string;
	if (kind === '+' ? absent : !absent) {
		if (kind !== '+') putView(sh, view, part.name, quoted, out);
		else if (quoted && view.list === undefined) out.start();
		return;
	}
	if (kind === '-' || kind === '+') {
		if (operand.parts.length === 0 && quoted) out.quoted('');
		else if (!quoted && operand.parts[0]?.kind === 'literal' && operand.parts[0].text[0] === '~')
			out.expansion(yield* expandText(sh, { ...operand, plain: undefined }));
		else yield* expandOperand(sh, operand, quoted, out);
		return;
	}
	const value = yield* expandText(sh, operand);
	if (kind === '?') {
		const message = operand.text === '' ? (operator[0] === ':' ? 'parameter null or not set' : 'parameter not set') : value;
		throw fatal(sh, `${part.index ? `${view.name}[${view.index}]` : view.name}: ${message}`);
	}
	if (!isName(view.name)) throw new ShellError(`$${view.name}: cannot assign in this way`);
	assignElement(sh, view.name, view.index, value, false);
	if (quoted) out.quoted(value);
	else out.expansion(value);
}

/** Unquoted literal text of an operand is split, its quoted text is not. */
function* expandOperand(sh: Shell, operand: Word, quoted: boolean, out: Fields): Sys<void> {
	if (quoted) return yield* expandParts(sh, operand.parts, true, out);
	for (const p of operand.parts) {
		if (p.kind === 'literal') out.expansion(p.text);
		else yield* expandParts(sh, [p], false, out);
	}
}

function* slice(sh: Shell, part: ParameterPart, view: View, quoted: boolean, out: Fields): Sys<void> {
	const offset = Number(yield* expandArithmetic(sh, part.operand as Word));
	const length = part.second === undefined ? undefined : Number(yield* expandArithmetic(sh, part.second));
	if (view.list) {
		const positional = view.index === undefined;
		if (length !== undefined && length < 0) throw new ShellError(`${part.second?.text.trim()}: substring expression < 0`);
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
		else throw new ShellError(`${part.second?.text.trim()}: substring expression < 0`);
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
	const pattern = part.operand ? compile(yield* expandPattern(sh, part.operand)) : undefined;
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
			return (v) => promptText(sh.state, v);
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
export function attributeLetters(v: Variable): string {
	const bit = (name: keyof typeof attribute, letter: string): string => (v.attributes & attribute[name] ? letter : '');
	return (
		(v.list ? 'a' : v.map ? 'A' : '') +
		bit('integer', 'i') +
		bit('nameref', 'n') +
		bit('readonly', 'r') +
		bit('trace', 't') +
		bit('exported', 'x') +
		bit('capital', 'c') +
		bit('lower', 'l') +
		bit('upper', 'u')
	);
}
