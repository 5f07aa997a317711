// What Go's fmt prints for the values that travel as JSON: %v, %T and Sprintf with its complaints (%!d(string=x)).
// A GoStruct stands for a value of a struct type; plain objects are map[string]interface {}, arrays []interface {}.
// Leaves out pointers' addresses and channels.

import { hex, utf8 } from './bytes.ts';
import { formatFloat, goNumber } from './numbers.ts';
import { goQuote, goQuoteAscii, goQuoteRune, pad, runeCount, sortedKeys } from './strings.ts';

/** A value of a Go struct type: its fields in order. A template that asks for another field fails by the type's name. */
export class GoStruct {
	readonly typeName: string;
	readonly fields: Readonly<Record<string, unknown>>;
	/** A nil pointer to such a struct: prints <nil>, is false, has no fields. */
	readonly nil: boolean;
	/** A field that is a function is a method, called when asked for with the template's arguments. */
	constructor(typeName: string, fields: Readonly<Record<string, unknown>>, nil = false) {
		this.typeName = typeName;
		this.fields = fields;
		this.nil = nil;
	}
}

/** reflect's name for the type of a value. */
export function goTypeName(value: unknown): string {
	if (value === null || value === undefined) return '<nil>';
	if (value instanceof GoStruct) return value.typeName;
	if (value instanceof Uint8Array) return '[]uint8';
	if (Array.isArray(value)) return '[]interface {}';
	switch (typeof value) {
		case 'string':
			return 'string';
		case 'boolean':
			return 'bool';
		case 'bigint':
			return value > -(2n ** 53n) && value < 2n ** 53n ? 'int' : 'int64';
		case 'number':
			return Number.isInteger(value) ? 'int' : 'float64';
		case 'function':
			return 'func()';
		default:
			return 'map[string]interface {}';
	}
}

function listText(values: readonly string[], open: string, close: string): string {
	return `${open}${values.join(' ')}${close}`;
}

/** fmt.Sprint of one value: %v. `plus` writes field names of structs (%+v). */
export function goPrint(value: unknown, plus = false): string {
	if (value === null || value === undefined) return '<nil>';
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'bigint') return goNumber(value);
	if (typeof value === 'boolean') return value ? 'true' : 'false';
	if (value instanceof Uint8Array) return listText([...value].map(String), '[', ']');
	if (Array.isArray(value))
		return listText(
			value.map((item: unknown) => goPrint(item, plus)),
			'[',
			']'
		);
	if (value instanceof GoStruct && value.nil) return '<nil>';
	if (value instanceof GoStruct) {
		return listText(
			Object.entries(value.fields)
				.filter(([, field]) => typeof field !== 'function')
				.map(([name, field]) => `${plus ? `${name}:` : ''}${goPrint(field, plus)}`),
			'{',
			'}'
		);
	}
	if (typeof value === 'function') return '0x47b0c0';
	const map: Readonly<Record<string, unknown>> = { ...value };
	return listText(
		sortedKeys(map).map((key) => `${key}:${goPrint(map[key], plus)}`),
		'map[',
		']'
	);
}

/** %#v: Go syntax. */
export function goSyntax(value: unknown, inside = false): string {
	if (value === null || value === undefined) return inside ? 'interface {}(nil)' : '<nil>';
	if (typeof value === 'string') return goQuote(value);
	if (typeof value === 'object' && Array.isArray(value)) return `[]interface {}{${value.map((item: unknown) => goSyntax(item, true)).join(', ')}}`;
	if (value instanceof GoStruct) {
		return `${value.typeName}{${Object.entries(value.fields)
			.map(([name, field]) => `${name}:${goSyntax(field, true)}`)
			.join(', ')}}`;
	}
	if (typeof value !== 'object') return goPrint(value);
	const map: Readonly<Record<string, unknown>> = { ...value };
	return `map[string]interface {}{${sortedKeys(map)
		.map((key) => `${goQuote(key)}:${goSyntax(map[key], true)}`)
		.join(', ')}}`;
}

interface Directive {
	readonly flags: string;
	readonly width: number | undefined;
	readonly precision: number | undefined;
	readonly verb: string;
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: '0b', o: '0', O: '0o', x: '0x', X: '0X' };

function bad(value: unknown, verb: string): string {
	return value === null || value === undefined ? `%!${verb}(<nil>)` : `%!${verb}(${goTypeName(value)}=${goPrint(value)})`;
}

function integerText(value: number | bigint, { flags, precision, verb }: Directive): string {
	const big = BigInt(value);
	let digits = (big < 0n ? -big : big).toString(bases[verb]);
	if (verb === 'X') digits = digits.toUpperCase();
	if (precision !== undefined) digits = digits.padStart(precision, '0');
	const prefix = flags.includes('#') || verb === 'O' ? (prefixes[verb] ?? '') : '';
	return `${big < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}${prefix}${digits}`;
}

function numberText(value: number | bigint, directive: Directive): string | undefined {
	const { verb, precision, flags } = directive;
	const integer = typeof value === 'bigint' || Number.isInteger(value);
	const sign = flags.includes('+') && value >= 0 ? '+' : '';
	if (integer && bases[verb] !== undefined) return integerText(value, directive);
	if (integer && verb === 'c') return String.fromCodePoint(Number(value));
	if (integer && verb === 'q') return goQuoteRune(String.fromCodePoint(Number(value)));
	if (integer && verb === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
	// A JSON number that happens to be whole may be Go's float64: the float verbs take it.
	if (verb === 'f' || verb === 'F') return sign + formatFloat(Number(value), 'f', precision ?? 6);
	if (verb === 'e' || verb === 'E') return sign + formatFloat(Number(value), verb, precision ?? 6);
	if (verb === 'g' || verb === 'G') return sign + formatFloat(Number(value), verb, precision ?? -1);
	return undefined;
}

function stringText(value: string, { verb, precision, flags }: Directive): string | undefined {
	const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
	if (verb === 's') return cut;
	if (verb === 'q') return flags.includes('#') && !cut.includes('`') ? `\`${cut}\`` : flags.includes('+') ? goQuoteAscii(cut) : goQuote(cut);
	if (verb === 'x') return hex(utf8(cut));
	if (verb === 'X') return hex(utf8(cut)).toUpperCase();
	return undefined;
}

/** What one verb makes of one value, before padding. */
function verbText(value: unknown, directive: Directive): string {
	const { verb, flags, precision } = directive;
	if (verb === 'v') {
		if (typeof value === 'string' && precision !== undefined) return [...value].slice(0, precision).join('');
		if (typeof value === 'number' && precision !== undefined && !Number.isInteger(value)) return formatFloat(value, 'g', precision);
		return flags.includes('#') ? goSyntax(value) : goPrint(value, flags.includes('+'));
	}
	if (verb === 'T') return goTypeName(value);
	if (typeof value === 'string') return stringText(value, directive) ?? bad(value, verb);
	if (typeof value === 'number' || typeof value === 'bigint') return numberText(value, directive) ?? bad(value, verb);
	if (typeof value === 'boolean') return verb === 't' ? String(value) : bad(value, verb);
	if (Array.isArray(value))
		return listText(
			value.map((item: unknown) => verbText(item, directive)),
			'[',
			']'
		);
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof GoStruct) return bad(value, verb);
	const map: Readonly<Record<string, unknown>> = { ...value };
	return listText(
		sortedKeys(map).map((key) => `${verbText(key, directive)}:${verbText(map[key], directive)}`),
		'map[',
		']'
	);
}

function padded(text: string, { flags, width, verb }: Directive): string {
	if (width === undefined) return text;
	if (flags.includes('-')) return pad(text, width);
	if (!flags.includes('0') || !'bodxXeEfFgGv'.includes(verb)) return pad(text, -width);
	const sign = /^[+-]/.exec(text)?.[0] ?? '';
	return sign + '0'.repeat(Math.max(0, width - runeCount(text))) + text.slice(sign.length);
}

const directivePattern = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([\s\S]?)/gu;

/** fmt.Sprintf. */
export function goSprintf(format: string, ...args: unknown[]): string {
	let at = 0;
	const take = (spec: string | undefined): number | undefined => {
		if (spec !== '*') return spec === undefined ? undefined : Number(spec);
		const value = args[at++];
		return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
	};
	const out = format.replace(directivePattern, (_all, flagText: string, widthText: string | undefined, precisionText: string | undefined, verb: string) => {
		if (verb === '%') return '%';
		const width = take(widthText);
		const precision = take(precisionText);
		if (verb === '') return '%!(NOVERB)';
		if (at >= args.length) return `%!${verb}(MISSING)`;
		const flags = width !== undefined && width < 0 ? `${flagText}-` : flagText;
		const directive: Directive = { flags, width: width === undefined ? undefined : Math.abs(width), precision, verb };
		return padded(verbText(args[at++], directive), directive);
	});
	if (at >= args.length) return out;
	const extra = args.slice(at).map((value) => (value === null || value === undefined ? '<nil>' : `${goTypeName(value)}=${goPrint(value)}`));
	return `${out}%!(EXTRA ${extra.join(', ')})`;
}

/** fmt.Sprint: blanks between operands when neither is a string. */
export function goSprint(...args: unknown[]): string {
	return args.map((value, i) => (i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goPrint(value)).join('');
}

/** fmt.Sprintln: blanks between all operands and a line feed. */
export function goSprintln(...args: unknown[]): string {
	return `${args.map((value) => goPrint(value)).join(' ')}\n`;
}
