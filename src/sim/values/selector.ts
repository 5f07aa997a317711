// Label selectors (apimachinery labels.Parse) and field selectors (fields.ParseSelector), with their error texts.
// Invariant: parseSelector(formatSelector(s)) selects what s selects; requirements are sorted by key.

import { goQuote, compareBytes } from './strings.ts';
import { parseInteger } from './numbers.ts';
import { labelValueErrors, qualifiedNameErrors } from './validation.ts';

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
	readonly key: string;
	readonly operator: SelectorOperator;
	/** Sorted, without repetitions. */
	readonly values: readonly string[];
}

export interface Selector {
	readonly requirements: readonly Requirement[];
	/** labels.Nothing(): matches no object at all. */
	readonly nothing?: boolean;
}

/** labels.Everything(). */
export const everything: Selector = { requirements: [] };
/** labels.Nothing(). */
export const nothing: Selector = { requirements: [], nothing: true };

/** A selector text that does not parse; `message` is apimachinery's. */
export class SelectorError extends Error {}

type Token = 'end' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | 'in' | 'notin' | '!=' | '(' | 'identifier' | 'error';
const literals: readonly string[] = [')', ',', '!', '==', '=', '>', '<', 'in', 'notin', '!=', '('] satisfies Token[];

interface Item {
	readonly token: Token;
	readonly literal: string;
}

function isToken(text: string): text is Token {
	return literals.includes(text);
}

function scanSymbol(source: string, from: number): Item {
	let buffer = '';
	let last: Token | undefined;
	let at = from;
	for (; at < source.length && '=!(),><'.includes(source.charAt(at)); at++) {
		const longer = buffer + source.charAt(at);
		if (isToken(longer)) last = longer;
		else if (last !== undefined) break;
		buffer = longer;
	}
	return last === undefined ? { token: 'error', literal: `error expected: keyword found '${buffer}'` } : { token: last, literal: last };
}

function scan(source: string): Item[] {
	const items: Item[] = [];
	let at = 0;
	while (at < source.length) {
		const char = source.charAt(at);
		if (' \t\r\n'.includes(char)) {
			at++;
			continue;
		}
		if ('=!(),><'.includes(char)) {
			const item = scanSymbol(source, at);
			items.push(item);
			at += item.literal.length;
			continue;
		}
		const word = /^[^=!(),><\s]*[^=!(),>< \t\r\n]*/.exec(source.slice(at))?.[0] ?? '';
		items.push({ token: isToken(word) ? word : 'identifier', literal: word });
		at += word.length;
	}
	items.push({ token: 'end', literal: '' });
	return items;
}

interface Parser {
	readonly items: readonly Item[];
	position: number;
}

const end: Item = { token: 'end', literal: '' };

/** The next token; where a value may stand, "in" and "notin" are ordinary words. */
function peek(parser: Parser, operators = false): Item {
	const item = parser.items[parser.position] ?? end;
	return !operators && (item.token === 'in' || item.token === 'notin') ? { token: 'identifier', literal: item.literal } : item;
}

function next(parser: Parser, operators = false): Item {
	const item = peek(parser, operators);
	parser.position++;
	return item;
}

function unique(values: readonly string[]): string[] {
	return [...new Set(values)].sort(compareBytes);
}

function parseList(parser: Parser): string[] {
	const values: string[] = [];
	for (;;) {
		const { token, literal } = next(parser);
		if (token === 'identifier') {
			values.push(literal);
			const after = peek(parser);
			if (after.token === ')') return values;
			if (after.token !== ',') throw new SelectorError(`found '${after.literal}', expected: ',' or ')'`);
		} else if (token === ',') {
			if (values.length === 0) values.push('');
			const after = peek(parser);
			if (after.token === ')') return [...values, ''];
			if (after.token === ',') {
				next(parser);
				values.push('');
			}
		} else throw new SelectorError(`found '${literal}', expected: ',', or identifier`);
	}
}

function parseValues(parser: Parser): string[] {
	const open = next(parser);
	if (open.token !== '(') throw new SelectorError(`found '${open.literal}' expected: '('`);
	const first = peek(parser);
	if (first.token === ')') {
		next(parser);
		return [''];
	}
	if (first.token !== 'identifier' && first.token !== ',') throw new SelectorError(`found '${first.literal}', expected: ',', ')' or identifier`);
	const values = parseList(parser);
	if (next(parser).token !== ')') throw new SelectorError(`found '${first.literal}', expected: ')'`);
	return unique(values);
}

function parseExact(parser: Parser): string[] {
	const first = peek(parser).token;
	if (first === 'end' || first === ',') return [''];
	const { token, literal } = next(parser);
	if (token !== 'identifier') throw new SelectorError(`found '${literal}', expected: identifier`);
	return [literal];
}

const binaryOperators: Readonly<Partial<Record<Token, SelectorOperator>>> = {
	in: 'in',
	notin: 'notin',
	'=': '=',
	'==': '==',
	'!=': '!=',
	'>': 'gt',
	'<': 'lt'
};

function checkKey(key: string): void {
	const errors = qualifiedNameErrors(key);
	if (errors.length > 0) throw new SelectorError(`<nil>: Invalid value: ${goQuote(key)}: ${errors.join('; ')}`);
}

/** labels.NewRequirement: checks key and values. Throws `SelectorError`. */
function newRequirement(key: string, operator: SelectorOperator, values: readonly string[]): Requirement {
	const errors: string[] = [];
	const keyErrors = qualifiedNameErrors(key);
	if (keyErrors.length > 0) errors.push(`key: Invalid value: ${goQuote(key)}: ${keyErrors.join('; ')}`);
	values.forEach((value, i) => {
		if ((operator === 'gt' || operator === 'lt') && parseInteger(value) === undefined) {
			errors.push(`values[${i}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
		}
	});
	values.forEach((value, i) => {
		const wrong = labelValueErrors(value);
		if (wrong.length > 0) errors.push(`values[${i}][${key}]: Invalid value: ${goQuote(value)}: ${wrong.join('; ')}`);
	});
	if (errors.length > 0) throw new SelectorError(errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`);
	return { key, operator, values };
}

function parseRequirement(parser: Parser): Requirement {
	let item = next(parser);
	const negated = item.token === '!';
	if (negated) item = next(parser);
	if (item.token !== 'identifier') throw new SelectorError(`found '${item.literal}', expected: identifier`);
	checkKey(item.literal);
	const after = peek(parser).token;
	if (negated || after === 'end' || after === ',') {
		return newRequirement(item.literal, negated ? '!' : 'exists', []);
	}
	const sign = next(parser, true);
	const operator = binaryOperators[sign.token];
	if (operator === undefined) throw new SelectorError(`found '${sign.literal}', expected: in, notin, =, ==, !=, gt, lt`);
	return newRequirement(item.literal, operator, operator === 'in' || operator === 'notin' ? parseValues(parser) : parseExact(parser));
}

function parseRequirements(parser: Parser): Requirement[] {
	const requirements: Requirement[] = [];
	for (;;) {
		const { token, literal } = peek(parser);
		if (token === 'end') return requirements;
		if (token !== 'identifier' && token !== '!') throw new SelectorError(`found '${literal}', expected: !, identifier, or 'end of string'`);
		try {
			requirements.push(parseRequirement(parser));
		} catch (error) {
			if (!(error instanceof SelectorError)) throw error;
			throw new SelectorError(`unable to parse requirement: ${error.message}`);
		}
		const after = next(parser);
		if (after.token === 'end') return requirements;
		if (after.token !== ',') throw new SelectorError(`found '${after.literal}', expected: ',' or 'end of string'`);
		const following = peek(parser);
		if (following.token !== 'identifier' && following.token !== '!') {
			throw new SelectorError(`found '${following.literal}', expected: identifier after ','`);
		}
	}
}

function byKey(requirements: Requirement[]): Requirement[] {
	return requirements.sort((a, b) => compareBytes(a.key, b.key));
}

/** labels.Parse: "app=web,tier in (a,b),!old". The empty text selects everything. Throws `SelectorError`. */
export function parseSelector(source: string): Selector {
	return { requirements: byKey(parseRequirements({ items: scan(source), position: 0 })) };
}

/** The selector of a plain map (a Service's spec.selector). */
export function selectorFromSet(labels: Readonly<Record<string, string>>): Selector {
	return { requirements: byKey(Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] }))) };
}

/** metav1.LabelSelector, as Deployments and NetworkPolicies carry it. */
export interface LabelSelector {
	readonly matchLabels?: Readonly<Record<string, string>>;
	readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

const expressionOperators: Readonly<Record<string, SelectorOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

/** metav1.LabelSelectorAsSelector: undefined selects nothing, an empty one everything. Throws `SelectorError`. */
export function labelSelectorAsSelector(selector: LabelSelector | null | undefined): Selector {
	if (selector === undefined || selector === null) return nothing;
	const requirements = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value]));
	for (const { key, operator, values } of selector.matchExpressions ?? []) {
		const known = expressionOperators[operator];
		if (known === undefined) throw new SelectorError(`${goQuote(operator)} is not a valid label selector operator`);
		requirements.push(newRequirement(key, known, values ?? []));
	}
	return { requirements: byKey(requirements) };
}

function matchesRequirement({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
	const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
	switch (operator) {
		case 'exists':
			return value !== undefined;
		case '!':
			return value === undefined;
		case 'notin':
		case '!=':
			return value === undefined || !values.includes(value);
		case 'gt':
		case 'lt': {
			const number = parseInteger(value ?? '');
			const bound = parseInteger(values[0] ?? '');
			if (number === undefined || bound === undefined) return false;
			return operator === 'gt' ? number > bound : number < bound;
		}
		default:
			return value !== undefined && values.includes(value);
	}
}

/** Whether the labels meet every requirement. */
export function matchesSelector(selector: Selector, labels: Readonly<Record<string, string>> | null | undefined): boolean {
	if (selector.nothing === true) return false;
	return selector.requirements.every((requirement) => matchesRequirement(requirement, labels ?? {}));
}

const written: Readonly<Record<SelectorOperator, readonly [string, string]>> = {
	in: [' in (', ')'],
	notin: [' notin (', ')'],
	'=': ['=', ''],
	'==': ['==', ''],
	'!=': ['!=', ''],
	gt: ['>', ''],
	lt: ['<', ''],
	exists: ['', ''],
	'!': ['', '']
};

/** Selector's String: "app=web,tier in (a,b)". Everything is the empty text. */
export function formatSelector(selector: Selector): string {
	return selector.requirements
		.map(({ key, operator, values }) => {
			const [before, after] = written[operator];
			return `${operator === '!' ? '!' : ''}${key}${before}${[...values].sort(compareBytes).join(',')}${after}`;
		})
		.join(',');
}
