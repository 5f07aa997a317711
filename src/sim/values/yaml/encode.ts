// go-yaml v2's emitter as sigs.k8s.io/yaml uses it: sorted keys, sequences not indented under their key, quotes only where needed.
// With options it writes docker compose's flavour (go-yaml v3: sequences indented). Lines are never folded.
// Invariant: parseYaml(encodeYaml(v)) equals v for JSON values.

import { formatFloat } from '../numbers.ts';
import { utf8Length } from '../bytes.ts';
import { resolvePlain } from './resolve.ts';
import type { YamlDialect } from './scanner.ts';

export interface EncodeYamlOptions {
	/** Keep the fields' order instead of sorting (structs written by go-yaml itself). */
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
	/** A text with kept line breaks came last, so the stream must be closed with "...". */
	openEnded: boolean;
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
	let breakSpace = false;
	let spaceBreak = false;
	let previous = '';
	chars.forEach((char, i) => {
		if (i > 0 && char === ':' && blankOrEnd(chars[i + 1])) indicators = true;
		if (i > 0 && char === '#' && blankOrEnd(previous)) indicators = true;
		if (!isPrintable(char.codePointAt(0) ?? 0, dialect) && !(dialect === 'v3' && char === '\t')) special = true;
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
		plain: !(edges || breakSpace || spaceBreak || special || multiline || indicators),
		single: !(breakSpace || spaceBreak || special),
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

function doubleQuoted(value: string, dialect: YamlDialect): string {
	let out = '"';
	for (const char of value) {
		const escape = doubleEscapes[char];
		const code = char.codePointAt(0) ?? 0;
		if (escape !== undefined) out += escape;
		else if (isPrintable(code, dialect)) out += char;
		else if (code <= 0xff) out += `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
		else if (code <= 0xffff) out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
		else out += `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
	}
	return `${out}"`;
}

/** A literal text; `indent` is the column of its lines. */
function literal(e: Emitter, value: string, indent: number): string {
	const hint = value.startsWith(' ') || isBreak(value.charAt(0)) ? `${e.step}` : '';
	const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
	e.openEnded = chomp === '+';
	const lines = value.split('\n');
	if (value.endsWith('\n')) lines.pop();
	return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n')}`;
}

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const oldBoolean = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

function scalarText(e: Emitter, value: string, indent: number, key: boolean): string {
	const analysis = analyze(value, e.dialect);
	const wanted = resolvePlain(value, e.dialect).tag === 'str' && !base60.test(value) && !(e.dialect === 'v3' && oldBoolean.test(value));
	if (value.includes('\n')) return !key && analysis.block ? literal(e, value, indent) : doubleQuoted(value, e.dialect);
	if (!wanted || (key && analysis.multiline)) return doubleQuoted(value, e.dialect);
	if (analysis.plain && !(key && value === '')) return value;
	return analysis.single && !analysis.multiline ? `'${value.replaceAll("'", "''")}'` : doubleQuoted(value, e.dialect);
}

function scalar(e: Emitter, value: unknown, indent: number): string {
	switch (typeof value) {
		case 'string':
			return scalarText(e, value, indent, false);
		case 'boolean':
			return value ? 'true' : 'false';
		case 'bigint':
			return value.toString();
		case 'number':
			if (Number.isInteger(value)) return BigInt(value).toString();
			return formatFloat(value, 'g').replace('+Inf', '.inf').replace('-Inf', '-.inf').replace('NaN', '.nan');
		default:
			return 'null';
	}
}

const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

/** The value of the run of digits from `from`, and where it ends. */
function numberAt(chars: readonly string[], from: number, start: bigint): { value: bigint; end: number } {
	let value = start;
	let end = from;
	for (; end < chars.length && digit.test(chars[end] ?? ''); end++) value = BigInt.asIntN(64, value * 10n + BigInt((chars[end] ?? '0').codePointAt(0) ?? 48) - 48n);
	return { value, end };
}

/** go-yaml's order of keys: letters after other characters, runs of digits by their number ("a2" before "a10"). */
export function compareYamlKeys(a: string, b: string): number {
	const x = [...a];
	const y = [...b];
	for (let i = 0; i < x.length && i < y.length; i++) {
		const p = x[i] ?? '';
		const q = y[i] ?? '';
		if (p === q) continue;
		const pl = letter.test(p);
		const ql = letter.test(q);
		const byCode = (p.codePointAt(0) ?? 0) - (q.codePointAt(0) ?? 0);
		if (pl && ql) return byCode;
		if (pl || ql) return ql ? -1 : 1;
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
	const entries = Object.entries(value).filter(([, field]) => field !== undefined);
	return e.options.keepOrder === true ? entries : entries.sort(([a], [b]) => compareYamlKeys(a, b));
}

function emitSequence(e: Emitter, items: readonly unknown[], indent: number): void {
	items.forEach((item, i) => {
		if (i > 0) e.parts.push(' '.repeat(indent));
		e.parts.push('- ');
		emitNode(e, item, indent, 'sequence');
	});
}

function emitMapping(e: Emitter, fields: readonly (readonly [string, unknown])[], indent: number): void {
	fields.forEach(([key, value], i) => {
		if (i > 0) e.parts.push(' '.repeat(indent));
		const simple = utf8Length(key) <= 128 && !key.includes('\n');
		if (simple) e.parts.push(scalarText(e, key, indent, true), ':');
		else e.parts.push('? ', scalarText(e, key, indent + e.step, false), '\n', ' '.repeat(indent), ':');
		emitNode(e, value, indent, simple ? 'mapping' : 'complex');
	});
}

/** Writes a node behind "- ", behind "key:" or at the root; what it writes ends with a line feed. `indent` is the parent's column. */
function emitNode(e: Emitter, value: unknown, indent: number, parent: 'root' | 'sequence' | 'mapping' | 'complex'): void {
	const inline = parent === 'mapping' ? ' ' : parent === 'complex' ? ' ' : '';
	const inner = parent === 'root' ? 0 : indent + e.step;
	if (typeof value !== 'object' || value === null) {
		e.openEnded = false;
		e.parts.push(inline, scalar(e, value, indent + e.step), '\n');
		return;
	}
	const list = Array.isArray(value) ? value : undefined;
	const fields = list === undefined ? fieldsOf(e, value) : [];
	if ((list ?? fields).length === 0) {
		e.openEnded = false;
		e.parts.push(inline, list === undefined ? '{}' : '[]', '\n');
		return;
	}
	const column = list !== undefined && parent === 'mapping' && e.dialect === 'v2' ? indent : inner;
	if (parent === 'mapping') e.parts.push('\n', ' '.repeat(column));
	else if (parent === 'complex') e.parts.push(' ');
	else if (parent === 'sequence' && e.step > 2) e.parts.push(' '.repeat(e.step - 2));
	if (list === undefined) emitMapping(e, fields, column);
	else emitSequence(e, list, column);
}

/** The YAML of a JSON value as sigs.k8s.io/yaml's Marshal writes it, ending with a line feed. Fields that are `undefined` are left out. */
export function encodeYaml(value: unknown, options: EncodeYamlOptions = {}): string {
	const e: Emitter = { options, dialect: options.dialect ?? 'v2', step: options.indent ?? 2, parts: [], openEnded: false };
	emitNode(e, value, 0, 'root');
	return e.parts.join('');
}
