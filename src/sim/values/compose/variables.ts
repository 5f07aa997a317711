// The variables a model mentions, with their defaults: what `config --variables` lists. Models compose-go's template.ExtractVariables.
import { closingBrace, templateMatches } from './template.ts';
import { isDict, isList, keysOf } from './tree.ts';

export interface Variable {
	readonly name: string;
	readonly defaultValue: string;
	readonly presenceValue: string;
	readonly required: boolean;
}

function inText(text: string): Variable[] {
	const found: Variable[] = [];
	for (const { match } of templateMatches(text)) {
		if (match.kind === 'escaped') continue;
		let value = match.inner;
		if (match.kind !== 'named') {
			const end = closingBrace(match.text);
			if (end > 0) {
				value = match.text.slice(2, end);
				found.push(...inText(match.text.slice(end + 1)));
			}
		}
		const name = /^[a-zA-Z0-9_]+/.exec(value)?.[0] ?? value;
		const rest = value.slice(name.length);
		const operator = /^(:\?|\?|:-|-|:\+|\+)/.exec(rest)?.[0] ?? '';
		const word = rest.slice(operator.length);
		const defaultValue = operator.endsWith('-') ? word : '';
		const presenceValue = operator.endsWith('+') ? word : '';
		found.push({ name, defaultValue, presenceValue, required: operator.endsWith('?') }, ...inText(defaultValue), ...inText(presenceValue));
	}
	return found;
}

/** By name; of one mentioned twice the last, mappings walked in byte order. */
export function variablesOf(tree: unknown): ReadonlyMap<string, Variable> {
	const found = new Map<string, Variable>();
	const add = (value: unknown): void => {
		if (typeof value === 'string') for (const variable of inText(value)) found.set(variable.name, variable);
		else if (isDict(value)) for (const key of keysOf(value)) add(value[key]);
		// The original looks at a list's texts only, not into mappings in it.
		else if (isList(value)) for (const one of value) if (typeof one === 'string') add(one);
	};
	add(tree);
	return found;
}
