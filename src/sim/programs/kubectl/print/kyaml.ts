// -o kyaml: KEP-5295's strict subset of YAML, flow style with quoted strings and trailing commas, after a "---" line.
import { encodeJson } from '../../../values/index.ts';
import { isObject, type Json } from '../dig.ts';

const ambiguous = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+.]?[0-9].*|[-+]?\.(?:inf|nan))$/i;
function key(name: string): string {
	return /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(name) && !ambiguous.test(name) ? name : encodeJson(name, { escapeHtml: false });
}
function value(item: unknown, depth: number, typed: boolean): string {
	const tab = '  '.repeat(depth + 1);
	const end = '  '.repeat(depth);
	if (Array.isArray(item)) {
		if (item.length === 0) return '[]';
		if (item.every((one) => isObject(one) || Array.isArray(one))) return `[${item.map((one: unknown) => value(one, depth, typed)).join(', ')}]`;
		return `[\n${item.map((one: unknown) => `${tab}${value(one, depth + 1, typed)},\n`).join('')}${end}]`;
	}
	if (isObject(item)) {
		const names = typed ? Object.keys(item) : Object.keys(item).sort();
		return names.length === 0 ? '{}' : `{\n${names.map((name) => `${tab}${key(name)}: ${value(item[name], depth + 1, typed)},\n`).join('')}${end}}`;
	}
	return encodeJson(item, { escapeHtml: false });
}
/** The object as KYAML; `typed` keeps the order of its fields. */
export const encodeKyaml = (object: Json, typed = false): string => `---\n${value(object, 0, typed)}\n`;
