// Matchers: how a check compares a text or a value with what its lesson asks for (fields in field-types.ts).
// A learner's output meets only RE2, JSONPath and jq with counted steps, never JavaScript's RegExp.
import { compileRegExp, executeJsonPath, parseJsonPath, parseYaml, relaxedJsonPath } from '#src/sim/values/index.ts';
import type { Json } from '#src/worker/json.ts';
import { firstLine, shown, valueAt } from './check.ts';

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (value: unknown): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value));
const same = (value: unknown, wanted: Json): boolean =>
	value === wanted ||
	JSON.stringify(value) === JSON.stringify(wanted) ||
	(typeof value === 'string' && typeof wanted !== 'object' && value.trim() === String(wanted).trim());
const holds = (value: unknown, part: string): boolean =>
	Array.isArray(value)
		? value.some((item) => same(item, part))
		: typeof value === 'object' && value !== null
			? Object.hasOwn(value, part)
			: textIn(value).includes(part);

/** A JSON or YAML text as a value; undefined when it is neither. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch {
		try {
			return parseYaml(value);
		} catch {
			return undefined;
		}
	}
}

/** What a JSONPath makes of a value, as text; undefined when it cannot say. */
function byJsonPath(path: string, value: unknown): string | undefined {
	try {
		return executeJsonPath(parseJsonPath(path.includes('{') ? path : relaxedJsonPath(path)), parsed(value), { allowMissingKeys: true });
	} catch {
		return undefined;
	}
}

/** Whether a value is what a matcher asks for. A plain text means: it holds this (`loose`) or it is this. */
export async function matches(wanted: Json, value: unknown, loose: boolean): Promise<boolean> {
	if (!isMap(wanted)) return loose && typeof wanted === 'string' ? holds(value, wanted) : same(value, wanted);
	for (const [name, want] of Object.entries(wanted)) {
		switch (name) {
			case 'equals':
				if (!same(value, want)) return false;
				break;
			case 'contains':
				if (!holds(value, String(want))) return false;
				break;
			case 'matches':
				if (!compileRegExp(String(want), { syntax: 're2', multiline: true }).test(textIn(value))) return false;
				break;
			case 'not':
				if (same(value, want) || (loose && typeof want === 'string' && holds(value, want))) return false;
				break;
			case 'min':
				if (!(value !== undefined && value !== null && textIn(value).trim() !== '' && Number(value) >= Number(want))) return false;
				break;
			case 'max':
				if (!(value !== undefined && value !== null && textIn(value).trim() !== '' && Number(value) <= Number(want))) return false;
				break;
			case 'set':
				if ((value !== undefined && value !== null) !== want) return false;
				break;
			case 'jsonpath': {
				const found = byJsonPath(String(want), value);
				if (found === undefined || !same(found, wanted['is'] ?? 'true')) return false;
				break;
			}
			case 'jq': {
				const { firstOf } = await import('../jq.ts');
				if (!same(firstOf(String(want), parsed(value)), wanted['is'] ?? true)) return false;
				break;
			}
		}
	}
	return true;
}

/** The first field of `expect` that is not as asked for, as it is; undefined when all are. */
export async function unlike(expect: Json | undefined, value: unknown): Promise<string | undefined> {
	for (const [path, wanted] of Object.entries(isMap(expect) ? expect : {})) {
		const is = valueAt(value, path);
		if (!(await matches(wanted, is, false))) return `${path} is ${shown(is)}`;
	}
	return undefined;
}

/** The first of the named outputs that is not as asked for. */
export async function unlikeText(args: Readonly<Record<string, Json>>, texts: Readonly<Record<string, string>>): Promise<string | undefined> {
	for (const [name, text] of Object.entries(texts)) {
		const wanted = args[name];
		if (wanted !== undefined && !(await matches(wanted, text, true))) return firstLine(text) === '' ? `${name} is empty` : firstLine(text);
	}
	return undefined;
}
