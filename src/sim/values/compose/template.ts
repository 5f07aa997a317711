// Variables in compose files: $X, ${X}, ${X:-default}, ${X-default}, ${X:?why}, ${X?why}, ${X:+other}, ${X+other}, $$, nested to any depth.
// Models compose-go's template package, whose pattern takes all up to the last brace of the line and then counts braces.
// Invariant: pure but for `warn`, which hears of each variable that is not set, in the order they are met.

/** Answers a variable's value; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;
export type Warn = (text: string) => void;

/** The text is no template; `template` is what compose shows. */
export class InvalidTemplate {
	readonly template: string;
	constructor(template: string) {
		this.template = template;
	}
}

/** ${X?why} without a value. */
export class MissingVariable {
	readonly text: string;
	constructor(name: string, reason: string) {
		this.text = `required variable ${name} is missing a value${reason === '' ? '' : `: ${reason}`}`;
	}
}

interface Match {
	readonly text: string;
	readonly kind: 'escaped' | 'named' | 'braced' | 'invalid';
	/** Inside the braces, or the name. */
	readonly inner: string;
}

const named = /^\$([_a-zA-Z][_a-zA-Z0-9]*)/;
const operated = /^\$\{([_a-zA-Z][_a-zA-Z0-9]*:?[-+?].*)\}/;
const braced = /^\$\{([_a-zA-Z][_a-zA-Z0-9]*)\}/;

/** The match at a `$`, as the pattern's alternatives find it. */
function matchAt(text: string, at: number): Match | undefined {
	const rest = text.slice(at);
	if (rest.startsWith('$$')) return { text: '$$', kind: 'escaped', inner: '$' };
	const name = named.exec(rest);
	if (name) return { text: name[0], kind: 'named', inner: name[1] ?? '' };
	const found = operated.exec(rest) ?? braced.exec(rest);
	if (found) return { text: found[0], kind: 'braced', inner: found[1] ?? '' };
	return rest.startsWith('${') ? { text: '${', kind: 'invalid', inner: '' } : undefined;
}

/** All matches of a text, from left to right. */
export function templateMatches(text: string): { readonly at: number; readonly match: Match }[] {
	const found: { at: number; match: Match }[] = [];
	for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
		const match = matchAt(text, at);
		if (match) found.push({ at, match });
		at += match?.text.length ?? 1;
	}
	return found;
}

/** The brace that closes the first; -1: none. A character after an opening one is not looked at, as in the original. */
export function closingBrace(text: string): number {
	let open = 0;
	for (let i = 0; i < text.length; i++) {
		if (text[i] === '}' && --open === 0) return i;
		if (text[i] === '{') {
			open++;
			i++;
		}
	}
	return -1;
}

const operators = [':?', '?', ':-', '-', ':+', '+'] as const;

/** The operator that comes first in the text. */
function operatorOf(text: string): (typeof operators)[number] | undefined {
	let first: (typeof operators)[number] | undefined;
	let at = Infinity;
	for (const operator of operators) {
		const index = text.indexOf(operator);
		if (index >= 0 && index < at) [first, at] = [operator, index];
	}
	return first;
}

/** A substitution with an operator; undefined when it has none. */
function operate(substitution: string, operator: string | undefined, lookup: Lookup, warn: Warn): string | undefined {
	if (operator === undefined || !substitution.includes(operator)) return undefined;
	const at = substitution.indexOf(operator);
	const name = substitution.slice(0, at);
	const word = substitute(substitution.slice(at + operator.length), lookup, warn);
	const value = lookup(name);
	const present = value !== undefined && (operator.length === 1 || value !== '');
	if (operator.endsWith('-')) return present ? value : word;
	if (operator.endsWith('+')) return present ? word : (value ?? '');
	if (!present) throw new MissingVariable(name, word);
	return value;
}

function replacement(match: Match, template: string, lookup: Lookup, warn: Warn): string {
	if (match.kind === 'escaped') return '$';
	const brace = closingBrace(match.text);
	const whole = brace < 0 ? match.text : match.text.slice(0, brace + 1);
	const rest = brace < 0 ? '' : match.text.slice(brace + 1);
	const inner = brace < 0 ? match : matchAt(whole, 0);
	if (inner === undefined || inner.inner === '') throw new InvalidTemplate(template);
	if (inner.kind === 'braced') {
		const value = operate(inner.inner, operatorOf(match.text), lookup, warn);
		if (value !== undefined) return value + substitute(rest, lookup, warn);
	}
	const value = lookup(inner.inner);
	if (value === undefined) warn(`The ${JSON.stringify(inner.inner)} variable is not set. Defaulting to a blank string.`);
	return value ?? '';
}

/** The text with its variables replaced. Throws `InvalidTemplate` or `MissingVariable`, the first there is. */
export function substitute(text: string, lookup: Lookup, warn: Warn): string {
	let out = '';
	let end = 0;
	let failed: { error: unknown } | undefined;
	for (const { at, match } of templateMatches(text)) {
		out += text.slice(end, at);
		end = at + match.text.length;
		try {
			out += replacement(match, text, lookup, warn);
		} catch (e) {
			if (!(e instanceof InvalidTemplate || e instanceof MissingVariable)) throw e;
			failed ??= { error: e };
		}
	}
	if (failed) throw failed.error;
	return out + text.slice(end);
}
