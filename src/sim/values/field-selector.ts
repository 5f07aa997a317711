// Field selectors (apimachinery fields.ParseSelector): "status.phase!=Running,metadata.name=web".
// What fields a kind knows is the API server's business; here they are names and values.

import { SelectorError } from './selector.ts';
import { compareBytes } from './strings.ts';

export interface FieldTerm {
	readonly field: string;
	readonly operator: '=' | '!=';
	readonly value: string;
}

/** A conjunction of terms; the empty one matches everything. */
export type FieldSelector = readonly FieldTerm[];

function splitTerms(source: string): string[] {
	const terms: string[] = [];
	let term = '';
	for (let i = 0; i < source.length; i++) {
		const char = source.charAt(i);
		if (char === ',') {
			terms.push(term);
			term = '';
			continue;
		}
		term += char;
		if (char === '\\') term += source.charAt(++i);
	}
	return [...terms, term];
}

function unescapeValue(source: string): string {
	let out = '';
	for (let i = 0; i < source.length; i++) {
		const char = source.charAt(i);
		if (char === ',' || char === '=') throw new SelectorError(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
		if (char !== '\\') {
			out += char;
			continue;
		}
		const next = source.charAt(++i);
		if (next === '' || !'\\,='.includes(next)) throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
		out += next;
	}
	return out;
}

/** fields.ParseSelector. Throws `SelectorError` with apimachinery's text. */
export function parseFieldSelector(source: string): FieldSelector {
	const terms: FieldTerm[] = [];
	for (const part of splitTerms(source).sort(compareBytes)) {
		if (part === '') continue;
		const split = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
		if (split === null) throw new SelectorError(`invalid selector: '${source}'; can't understand '${part}'`);
		terms.push({ field: split[1] ?? '', operator: split[2] === '!=' ? '!=' : '=', value: unescapeValue(split[3] ?? '') });
	}
	return terms;
}

/** Whether the fields meet every term; a field that is not there counts as the empty text. */
export function matchesFieldSelector(selector: FieldSelector, fields: Readonly<Record<string, string>>): boolean {
	return selector.every(({ field, operator, value }) => ((fields[field] ?? '') === value) === (operator === '='));
}

/** The text of a field selector, values escaped. */
export function formatFieldSelector(selector: FieldSelector): string {
	return selector.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(',');
}
