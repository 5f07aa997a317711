// A variable as `declare -p` writes it, and as `set` does.
import { attributeLetters } from './parameter.ts';
import { ansiQuote, doubleQuote, quoteIfNeeded } from './quote.ts';
import { attribute, type Variable } from './state.ts';
import { element, keysOf } from './variables.ts';

const keyText = (key: string): string => (/^[\w./:@%+,-]+$/.test(key) ? key : doubleQuote(key));

/** (…) of an array. */
export function arrayText(v: Variable): string {
	const items = keysOf(v).map((k) => `[${v.list ? k : keyText(k)}]=${doubleQuote(element(v, k) as string)}`);
	return `(${items.join(' ')}${v.map && items.length ? ' ' : ''})`;
}
/** declare -x NAME="value" */
export function declareText(name: string, v: Variable): string {
	const head = `declare -${attributeLetters(v) || '-'} ${name}`;
	if (v.list || v.map) return v.attributes & attribute.bare && !(v.list ?? v.map)?.size ? head : `${head}=${arrayText(v)}`;
	return v.text === undefined ? head : `${head}=${doubleQuote(v.text)}`;
}
/** NAME=value, as `set` lists. */
export function setText(name: string, v: Variable): string {
	if (v.list || v.map) return `${name}=${arrayText(v)}`;
	const text = v.text ?? '';
	return `${name}=${/[\x00-\x1f\x7f]/.test(text) ? ansiQuote(text) : text === '' ? '' : quoteIfNeeded(text)}`;
}
