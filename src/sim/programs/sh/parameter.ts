// Parameter expansion: ${x…} in all its forms, for scalars, positional parameters and arrays.
// A view is what the name stands for (one value, or a list for @ and *); operators map over it (parameter-operators.ts); then it is put into the fields.
import type { Sys } from '../../engine/sys.ts';
import { evaluateStored } from './arithmetic.ts';
import type { ParameterPart, Word } from './ast.ts';
import { expandParts, expandText } from './expand.ts';
import type { Fields } from './fields.ts';
import { language } from './parts.ts';
import { assignElement, complain, refreshClock, type Shell } from './shell.ts';
import { attribute, fatalStatus, ShellError, type Variable } from './state.ts';
import { element, flagLetters, getRaw, getVariable, isName, keysOf, maxIndex, needsClock, textOf, valuesOf, visibleNames } from './variables.ts';

export interface View {
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
		if (view.list) {
			// An array that never got a value is unset; an empty one is not.
			if (
				view.index !== undefined &&
				view.list.length === 0 &&
				(!view.variable || view.variable.attributes & attribute.bare) &&
				sh.state.options.has('nounset')
			)
				throw new ShellError(`${part.name}: unbound variable`, 1, true);
			out.quoted(String(view.list.length));
		} else {
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
export function unset(sh: Shell, name: string, shown: string): string {
	if (!sh.state.options.has('nounset')) return '';
	if (sh.state.flavour !== 'bash') throw new ShellError(`${shown}: parameter not set`, 2, true);
	throw fatal(sh, `${/^[0-9]/.test(shown) ? '$' + shown : shown}: unbound variable`);
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

export function putList(values: readonly string[], star: boolean, quoted: boolean, out: Fields): void {
	if (quoted || !out.splits) {
		if (star || !out.splits) {
			const text = values.join(star || out.joinsAt ? out.separator : ' ');
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
	// A separator that is no blank joins what is split again at it: empty values stay.
	if (out.joins) return out.expansion(values.join(out.separator));
	for (const [i, value] of values.entries()) {
		if (i > 0) out.end();
		out.expansion(value);
	}
}
export function putView(sh: Shell, view: View, shown: string, quoted: boolean, out: Fields): void {
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
	yield* (yield* language(sh)).operateFurther(sh, part, operator, shown, view, quoted, out);
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
		const nothing = sh.state.flavour === 'bash' ? 'parameter null or not set' : 'parameter not set or null';
		const message = operand.text === '' ? (operator[0] === ':' ? nothing : 'parameter not set') : value;
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
