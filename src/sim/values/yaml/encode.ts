// go-yaml v2's emitter as sigs.k8s.io/yaml uses it: sorted keys, sequences not indented under their key, quotes only where needed,
// long texts folded behind column 80. With options it writes docker compose's flavour (go-yaml v3: sequences indented, nothing folded).
// Invariant: parseYaml(encodeYaml(v)) equals v for JSON values.

import { formatFloat } from '../numbers.ts';
import { utf8Length } from '../bytes.ts';
import { runeCount } from '../strings.ts';
import { resolvePlain } from './resolve.ts';
import type { YamlDialect } from './scanner.ts';

export interface EncodeYamlOptions {
	/** Keep the fields' order instead of sorting (structs written by go-yaml itself). A Map keeps its order always. */
	readonly keepOrder?: boolean;
	/** go-yaml v3: sequences are indented under their key, and only YAML 1.2's booleans need quotes. */
	readonly dialect?: YamlDialect;
	/** Blanks per level; 2 unless told (go-yaml v3's own default is 4). */
	readonly indent?: number;
}

interface Emitter {
	readonly options: EncodeYamlOptions;
	readonly dialect: YamlDialect;
	readonly step: number;
	readonly parts: string[];
	/** Lines are broken at a blank behind this column. */
	readonly width: number;
	/** Characters on the line so far. */
	column: number;
}

interface Analysis {
	readonly multiline: boolean;
	readonly plain: boolean;
	readonly single: boolean;
	readonly block: boolean;
}

/** What libyaml's emitter calls printable: no tab, no control characters, and nothing beyond the basic plane. */
function isPrintable(code: number, dialect: YamlDialect): boolean {
	if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
	if (code >= 0x10000) return dialect === 'v3';
	return code >= 0xa0 && code < 0xfffe && code !== 0xfeff && !(code >= 0xd800 && code < 0xe000);
}

const isBreak = (char: string): boolean => /^[\n\r\x85\u2028\u2029]$/.test(char);
const blankOrEnd = (char: string | undefined): boolean => char === undefined || /^[ \t\n\r\x85\u2028\u2029]$/.test(char);

function startIndicator(first: string, next: string | undefined): boolean {
	if ('#,[]{}&*!|>\'"%@`'.includes(first)) return true;
	return '?:-'.includes(first) && blankOrEnd(next);
}

/** yaml_emitter_analyze_scalar: which of the styles can carry the text in block context. */
function analyze(value: string, dialect: YamlDialect): Analysis {
	const chars = [...value];
	if (chars.length === 0) return { multiline: false, plain: true, single: true, block: false };
	let indicators = value.startsWith('---') || value.startsWith('...') || startIndicator(chars[0] ?? '', chars[1]);
	let special = false;
	let multiline = false;
	let tab = false;
	let breakSpace = false;
	let spaceBreak = false;
	let previous = '';
	chars.forEach((char, i) => {
		if (i > 0 && char === ':' && blankOrEnd(chars[i + 1])) indicators = true;
		if (i > 0 && char === '#' && blankOrEnd(previous)) indicators = true;
		if (dialect === 'v3' && char === '\t') tab = true;
		else if (!isPrintable(char.codePointAt(0) ?? 0, dialect)) special = true;
		if (char === ' ' && previous !== '' && isBreak(previous)) breakSpace = true;
		if (isBreak(char)) {
			multiline = true;
			if (previous === ' ') spaceBreak = true;
		}
		previous = char;
	});
	const edge = (char: string): boolean => char === ' ' || isBreak(char);
	const edges = edge(chars[0] ?? '') || edge(previous);
	return {
		multiline,
		plain: !(edges || breakSpace || spaceBreak || tab || special || multiline || indicators),
		single: !(breakSpace || spaceBreak || tab || special),
		block: !(previous === ' ' || spaceBreak || special)
	};
}

const doubleEscapes: Readonly<Record<string, string>> = {
	'\0': '\\0',
	'\x07': '\\a',
	'\b': '\\b',
	'\t': '\\t',
	'\n': '\\n',
	'\v': '\\v',
	'\f': '\\f',
	'\r': '\\r',
	'\x1b': '\\e',
	'"': '\\"',
	'\\': '\\\\',
	'\x85': '\\N',
	'\u2028': '\\L',
	'\u2029': '\\P'
};

function escaped(char: string, dialect: YamlDialect): string {
	const known = doubleEscapes[char];
	const code = char.codePointAt(0) ?? 0;
	if (known !== undefined) return known;
	if (isPrintable(code, dialect)) return char;
	const digits = code.toString(16).toUpperCase();
	if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
	return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function emit(e: Emitter, text: string): void {
	e.parts.push(text);
	const line = text.lastIndexOf('\n');
	e.column = (line < 0 ? e.column : 0) + runeCount(text.slice(line + 1));
}

/** Writes a one-line text, broken at blanks where libyaml breaks it. `quote` is '' for plain; `indent` undefined: never broken (a key). */
function emitFolded(e: Emitter, value: string, quote: string, indent: number | undefined): void {
	const chars = [...value];
	let out = quote;
	let column = e.column + quote.length;
	let spaces = false;
	chars.forEach((char, i) => {
		const inside = quote === '' || (i > 0 && i < chars.length - 1);
		const next = chars[i + 1];
		if (char === ' ' && indent !== undefined && !spaces && column > e.width && inside && (quote === '"' || next !== ' ')) {
			const start = quote === '"' && next === ' ' ? '\\' : '';
			out += `\n${' '.repeat(indent)}${start}`;
			column = indent + start.length;
		} else {
			const written = quote === '"' ? escaped(char, e.dialect) : quote === "'" && char === "'" ? "''" : char;
			out += written;
			column += runeCount(written);
		}
		spaces = char === ' ';
	});
	emit(e, out + quote);
}

/** A literal text; `indent` is the column of its lines. */
function literal(e: Emitter, value: string, indent: number): string {
	const hint = value.startsWith(' ') || isBreak(value.charAt(0)) ? `${e.step}` : '';
	const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
	// go-yaml 3 takes a text's first line feed for the header's own.
	const body = e.dialect === 'v3' && value.startsWith('\n') ? value.slice(1) : value;
	if (body === '') return `|${hint}${chomp}`;
	const lines = body.split('\n');
	if (body.endsWith('\n')) lines.pop();
	return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n')}`;
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const oldBoolean = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

/** The quote a one-line text needs: '' for none. */
function quoteFor(e: Emitter, value: string, key: boolean): string {
	const analysis = analyze(value, e.dialect);
	const isText = resolvePlain(value, e.dialect).tag === 'str' && !base60.test(value) && !(e.dialect === 'v3' && oldBoolean.test(value));
	if (!isText) return '"';
	if (analysis.plain && !(key && value === '')) return '';
	return analysis.single && !analysis.multiline ? "'" : '"';
}

function emitText(e: Emitter, value: string, indent: number, key: boolean): void {
	if (!value.includes('\n')) emitFolded(e, value, quoteFor(e, value, key), key ? undefined : indent);
	else if (!key && analyze(value, e.dialect).block) emit(e, literal(e, value, indent));
	else emitFolded(e, value, '"', key ? undefined : indent);
}

function numberText(value: number): string {
	if (Number.isInteger(value) && value >= -9_223_372_036_854_775_808 && value < 18_446_744_073_709_551_616) return BigInt(value).toString();
	return formatFloat(value, 'g').replace('+Inf', '.inf').replace('-Inf', '-.inf').replace('NaN', '.nan');
}

function emitScalar(e: Emitter, value: unknown, indent: number): void {
	if (typeof value === 'string') emitText(e, value, indent, false);
	else if (typeof value === 'number') emit(e, numberText(value));
	else if (typeof value === 'boolean' || typeof value === 'bigint') emit(e, value.toString());
	else emit(e, 'null');
}

const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

/** The value of the run of digits from `from`, and where it ends. */
function numberAt(chars: readonly string[], from: number, start: bigint): { value: bigint; end: number } {
	let value = start;
	let end = from;
	for (; end < chars.length && digit.test(chars[end] ?? ''); end++)
		value = BigInt.asIntN(64, value * 10n + BigInt((chars[end] ?? '0').codePointAt(0) ?? 48) - 48n);
	return { value, end };
}

/**
 * go-yaml's order of keys: letters after other characters (v3: before them behind a digit both have), runs of digits by their number
 * ("a2" before "a10").
 */
export function compareYamlKeys(a: string, b: string, dialect: YamlDialect = 'v2'): number {
	const x = [...a];
	const y = [...b];
	let digits = false;
	for (let i = 0; i < x.length && i < y.length; i++) {
		const p = x[i] ?? '';
		const q = y[i] ?? '';
		if (p === q) {
			digits = dialect === 'v3' && digit.test(p);
			continue;
		}
		const pl = letter.test(p);
		const ql = letter.test(q);
		const byCode = (p.codePointAt(0) ?? 0) - (q.codePointAt(0) ?? 0);
		if (pl && ql) return byCode;
		if (pl || ql) return ql !== digits ? -1 : 1;
		let start = 0n;
		if (p === '0' || q === '0') {
			for (let j = i - 1; j >= 0 && digit.test(x[j] ?? ''); j--) if (x[j] !== '0') start = 1n;
		}
		const m = numberAt(x, i, start);
		const n = numberAt(y, i, start);
		if (m.value !== n.value) return m.value < n.value ? -1 : 1;
		return m.end !== n.end ? m.end - n.end : byCode;
	}
	return x.length - y.length;
}

function fieldsOf(e: Emitter, value: object): (readonly [string, unknown])[] {
	if (value instanceof Map) return [...value].map(([key, field]: [unknown, unknown]) => [String(key), field] as const);
	const entries = Object.entries(value).filter(([, field]) => field !== undefined);
	return e.options.keepOrder === true ? entries : entries.sort(([a], [b]) => compareYamlKeys(a, b, e.dialect));
}

function emitSequence(e: Emitter, items: readonly unknown[], indent: number): void {
	items.forEach((item, i) => {
		emit(e, `${i > 0 ? ' '.repeat(indent) : ''}- `);
		emitNode(e, item, indent, 'sequence');
	});
}

function emitMapping(e: Emitter, fields: readonly (readonly [string, unknown])[], indent: number): void {
	fields.forEach(([key, value], i) => {
		if (i > 0) emit(e, ' '.repeat(indent));
		const simple = utf8Length(key) <= 128 && !key.includes('\n');
		if (!simple) emit(e, '? ');
		emitText(e, key, indent + e.step, simple);
		emit(e, simple ? ':' : `\n${' '.repeat(indent)}:`);
		emitNode(e, value, indent, simple ? 'mapping' : 'complex');
	});
}

/** Writes a node behind "- ", behind "key:" or at the root; what it writes ends with a line feed. `indent` is the parent's column. */
function emitNode(e: Emitter, value: unknown, indent: number, parent: 'root' | 'sequence' | 'mapping' | 'complex'): void {
	const blank = parent === 'mapping' || parent === 'complex' ? ' ' : '';
	if (typeof value !== 'object' || value === null) {
		emit(e, blank);
		emitScalar(e, value, indent + e.step);
		emit(e, '\n');
		return;
	}
	const list = Array.isArray(value) ? value : undefined;
	const fields = list === undefined ? fieldsOf(e, value) : [];
	if ((list ?? fields).length === 0) {
		emit(e, `${blank}${list === undefined ? '{}' : '[]'}\n`);
		return;
	}
	const inner = parent === 'root' ? 0 : indent + e.step;
	const column = list !== undefined && parent === 'mapping' && e.dialect === 'v2' ? indent : inner;
	if (parent === 'mapping') emit(e, `\n${' '.repeat(column)}`);
	else if (parent === 'complex') emit(e, ' ');
	else if (parent === 'sequence' && e.step > 2) emit(e, ' '.repeat(e.step - 2));
	if (list === undefined) emitMapping(e, fields, column);
	else emitSequence(e, list, column);
}

/** The YAML of a JSON value as sigs.k8s.io/yaml's Marshal writes it, ending with a line feed. Fields that are `undefined` are left out. */
export function encodeYaml(value: unknown, options: EncodeYamlOptions = {}): string {
	const dialect = options.dialect ?? 'v2';
	const e: Emitter = { options, dialect, step: options.indent ?? 2, parts: [], width: dialect === 'v2' ? 80 : Infinity, column: 0 };
	emitNode(e, value, 0, 'root');
	return e.parts.join('');
}
