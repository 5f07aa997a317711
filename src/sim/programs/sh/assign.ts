// Assignments of the language: name=value, name[sub]=value, name=(…), += . Expands the value, then stores it.
import type { Sys } from '../../engine/sys.ts';
import type { Assignment } from './ast.ts';
import { evaluateStored } from './arithmetic.ts';
import { expandInto, expandText } from './expand.ts';
import { subscript } from './parameter.ts';
import { feelValue } from './memory.ts';
import { quoteIfNeeded, singleQuote } from './quote.ts';
import { assignElement, complain, valueFor, type Shell } from './shell.ts';
import { attribute, ShellError, type Variable } from './state.ts';
import { getText, getVariable, maxIndex, resolve, store } from './variables.ts';

/** Performs one assignment. Answers what xtrace shows. */
export function* assign(sh: Shell, a: Assignment): Sys<string> {
	const s = sh.state;
	if (a.elements) {
		const v = getVariable(s, a.name);
		const made = yield* arrayValue(sh, a, v, v?.map !== undefined);
		store(s, resolve(s, a.name).name, made);
		return `${a.name}${a.append ? '+' : ''}=(${a.elements.map((e) => e.value.text).join(' ')})`;
	}
	const value = a.value ? yield* expandText(sh, a.value, true) : '';
	if (a.index) {
		const v = getVariable(s, a.name);
		if (a.index.text === '' || ((a.index.text === '@' || a.index.text === '*') && !v?.map))
			throw new ShellError(`${a.name}[${a.index.text}]: bad array subscript`);
		const key = yield* subscript(sh, v, a.index);
		if (v?.map && key === '') throw new ShellError(`${a.name}[${a.index.text}]: bad array subscript`);
		assignElement(sh, a.name, key, value, a.append);
		return `${a.name}[${a.index.text}]${a.append ? '+' : ''}=${quoteIfNeeded(value)}`;
	}
	assignElement(sh, a.name, undefined, value, a.append);
	yield* feelValue(sh, a.append ? (getText(s, a.name)?.length ?? 0) : value.length);
	return `${a.name}${a.append ? '+' : ''}=${value === '' ? '' : quoteIfNeeded(value)}`;
}

/** The array that (…) makes of a variable; `associative` when it is declared so. */
export function* arrayValue(sh: Shell, a: Assignment, old: Variable | undefined, associative: boolean): Sys<Variable> {
	if (old && old.attributes & attribute.readonly) throw new ShellError(`${a.name}: readonly variable`);
	const attributes = (old?.attributes ?? 0) & ~attribute.bare;
	const elements = a.elements ?? [];
	if (associative) {
		const map = new Map(a.append && old?.map ? old.map : []);
		// The first element tells keys with values in turn from [key]=value.
		if (elements[0] && !elements[0].key) {
			const words: string[] = [];
			for (const e of elements) {
				if (e.key) words.push(`[${yield* expandText(sh, e.key)}]${e.append ? '+' : ''}=${yield* expandText(sh, e.value)}`);
				else yield* expandInto(sh, e.value, words);
			}
			for (let i = 0; i < words.length; i += 2) map.set(words[i] as string, valueFor(sh, old, undefined, words[i + 1] ?? '', false));
			return { map, attributes };
		}
		for (const e of elements) {
			if (!e.key) {
				yield* complain(sh, `${a.name}: ${singleQuote(yield* expandText(sh, e.value))}: must use subscript when assigning associative array`);
				continue;
			}
			const key = yield* expandText(sh, e.key);
			map.set(key, valueFor(sh, old, map.get(key), yield* expandText(sh, e.value, true), e.append === true));
		}
		return { map, attributes };
	}
	const list = a.append ? (old?.list ?? new Map(old?.text === undefined ? [] : [[0, old.text]])) : new Map<number, string>();
	let at = a.append ? maxIndex(list) + 1 : 0;
	for (const e of elements) {
		if (e.key) {
			at = Number(evaluateStored(sh, yield* expandText(sh, e.key)));
			if (at < 0) at += maxIndex(list) + 1;
			if (at < 0) throw new ShellError(`[${e.key.text}]=${e.value.text}: bad array subscript`);
			list.set(at, valueFor(sh, old, list.get(at), yield* expandText(sh, e.value, true), e.append === true));
			at++;
			continue;
		}
		const words: string[] = [];
		yield* expandInto(sh, e.value, words);
		for (const w of words) list.set(at++, valueFor(sh, old, undefined, w, false));
	}
	return { list, attributes };
}
