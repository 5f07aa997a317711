// What a YAML scalar means: go-yaml v2's and v3's rules (YAML 1.1 with its yes/no, octal and underscored numbers), and the JSON value of a document.
// Times stay texts, as sigs.k8s.io/yaml leaves them. Integers beyond 2^53 are bigint.

import { formatFloat, parseFloatText, parseInteger } from '../numbers.ts';
import { goQuote } from '../strings.ts';
import { parseTime } from '../time.ts';
import { text, unbase64 } from '../bytes.ts';
import type { MappingNode, ScalarNode, YamlNode } from './compose.ts';
import { type YamlDialect, YamlError } from './scanner.ts';

export type Scalar = string | number | bigint | boolean | null;
export type ScalarTag = 'str' | 'bool' | 'int' | 'float' | 'null' | 'timestamp';

interface Resolved {
	readonly tag: ScalarTag;
	readonly value: Scalar;
}

const prefix = 'tag:yaml.org,2002:';

function words(tag: ScalarTag, value: Scalar, ...spellings: string[]): [string, Resolved][] {
	return spellings.map((spelling) => [spelling, { tag, value }]);
}

const commonWords: ReadonlyMap<string, Resolved> = new Map([
	...words('bool', true, 'true', 'True', 'TRUE'),
	...words('bool', false, 'false', 'False', 'FALSE'),
	...words('null', null, '', '~', 'null', 'Null', 'NULL'),
	...words('float', NaN, '.nan', '.NaN', '.NAN'),
	...words('float', Infinity, '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'),
	...words('float', -Infinity, '-.inf', '-.Inf', '-.INF')
]);

const oldBooleans: ReadonlyMap<string, Resolved> = new Map([
	...words('bool', true, 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'),
	...words('bool', false, 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF')
]);

function exactInteger(value: bigint): Scalar {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value;
}

function resolveNumber(source: string): Resolved | undefined {
	if (/^\d{4}-\d/.test(source)) {
		const whole = source.replace(/-(\d)(?=-|[Tt ]|$)/g, '-0$1').replace(/([Tt :])(\d)(?=:|\.|$|Z)/g, '$10$2');
		if (parseTime(whole) !== undefined && !/^\d{4}-\d+-\d+ .*[Zz+]/.test(source)) return { tag: 'timestamp', value: source };
	}
	const plain = source.replaceAll('_', '');
	const integer = parseInteger(plain, 0);
	if (integer !== undefined && integer >= -(2n ** 63n) && integer < 2n ** 64n) return { tag: 'int', value: exactInteger(integer) };
	if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) {
		const float = Number(plain);
		if (Number.isFinite(float)) return { tag: 'float', value: float };
	}
	return undefined;
}

/** go-yaml's resolve for an untagged plain text. */
export function resolvePlain(source: string, dialect: YamlDialect): Resolved {
	const word = commonWords.get(source) ?? (dialect === 'v2' ? oldBooleans.get(source) : undefined);
	if (word !== undefined) return word;
	const first = source.charAt(0);
	if (first === '.') {
		const float = /^\.[0-9]/.test(source) ? parseFloatText(source) : undefined;
		if (float !== undefined) return { tag: 'float', value: float };
	} else if (first !== '' && '+-0123456789'.includes(first)) {
		const number = resolveNumber(source);
		if (number !== undefined) return number;
	}
	return { tag: 'str', value: source };
}

/** The value of a scalar, by its tag or its text. */
export function resolveScalar(node: ScalarNode, dialect: YamlDialect): Resolved {
	if (node.tag === '') return node.implicit ? resolvePlain(node.value, dialect) : { tag: 'str', value: node.value };
	const tag = node.tag.startsWith(prefix) ? node.tag.slice(prefix.length) : node.tag;
	if (tag === 'binary') {
		try {
			return { tag: 'str', value: text(unbase64(node.value)) };
		} catch {
			throw new YamlError('yaml: !!binary value contains invalid base64 data');
		}
	}
	if (!['str', 'bool', 'int', 'float', 'null', 'timestamp'].includes(tag)) return { tag: 'str', value: node.value };
	if (tag === 'str') return { tag: 'str', value: node.value };
	const plain = resolvePlain(node.value, dialect);
	if (plain.tag === tag) return plain;
	if (tag === 'float' && plain.tag === 'int') return { tag: 'float', value: plain.value };
	throw new YamlError(`yaml: cannot decode !!${plain.tag} \`${node.value}\` as a !!${tag}`);
}

/** fmt's %#v for what go-yaml decodes into an interface{}. */
function goSyntax(value: unknown, inside: boolean): string {
	if (value === null || value === undefined) return inside ? 'interface {}(nil)' : '<nil>';
	if (typeof value === 'string') return goQuote(value);
	if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
	if (Array.isArray(value)) return `[]interface {}{${value.map((item: unknown) => goSyntax(item, true)).join(', ')}}`;
	const fields = Object.entries(value).map(([key, field]) => `${goQuote(key)}:${goSyntax(field, true)}`);
	return `map[interface {}]interface {}{${fields.join(', ')}}`;
}

interface Decoder {
	readonly dialect: YamlDialect;
	readonly strict: boolean;
	readonly open: Set<YamlNode>;
	readonly errors: string[];
	decoded: number;
	aliased: number;
	aliasDepth: number;
}

function keyText(key: Scalar, value: unknown): string {
	if (typeof key === 'string') return key;
	if (typeof key === 'boolean') return key ? 'true' : 'false';
	if (key === null) throw new YamlError(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value, false)}`);
	if (typeof key === 'bigint' || Number.isInteger(key)) return key.toString();
	if (Number.isFinite(key)) return formatFloat(Number(Math.fround(key).toPrecision(7)), 'g');
	return key !== key ? '.nan' : key > 0 ? '.inf' : '-.inf';
}

function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
	if (key === '__proto__') Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
	else fields[key] = value;
}

function isMerge(node: YamlNode): boolean {
	return node.kind === 'scalar' && node.value === '<<' && (node.implicit || node.tag === `${prefix}merge`) && (node.tag === '' || node.tag.endsWith(':merge'));
}

function merge(d: Decoder, node: YamlNode, fields: Record<string, unknown>): void {
	const target = node.kind === 'alias' ? node.target : node;
	if (target.kind === 'mapping') {
		const merged = decodeNode(d, node);
		for (const [key, value] of Object.entries(merged ?? {})) if (!Object.hasOwn(fields, key)) setField(fields, key, value);
	} else if (target.kind === 'sequence') {
		for (const item of target.items) {
			const inner = item.kind === 'alias' ? item.target : item;
			if (inner.kind !== 'mapping') throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
			merge(d, item, fields);
		}
	} else throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
}

function decodeKey(d: Decoder, node: YamlNode): Scalar {
	const target = node.kind === 'alias' ? node.target : node;
	if (target.kind === 'scalar') return resolveScalar(target, d.dialect).value;
	throw new YamlError(`yaml: invalid map key: ${goSyntax(decodeNode(d, node), false)}`);
}

function decodeMapping(d: Decoder, node: MappingNode): Record<string, unknown> {
	const fields: Record<string, unknown> = {};
	const lines = new Map<string, number>();
	for (const [key, value] of node.pairs) {
		if (isMerge(key)) continue;
		const name = decodeKey(d, key);
		const field = decodeNode(d, value);
		const written = keyText(name, field);
		const before = lines.get(written);
		if (before !== undefined && d.dialect === 'v3') {
			d.errors.push(`line ${key.line + 1}: mapping key ${goQuote(written)} already defined at line ${before + 1}`);
		} else if (before !== undefined && d.strict) d.errors.push(`line ${value.line + 1}: key ${goQuote(written)} already set in map`);
		lines.set(written, before ?? key.line);
		setField(fields, written, field);
	}
	for (const [key, value] of node.pairs) if (isMerge(key)) merge(d, value, fields);
	return fields;
}

function decodeNode(d: Decoder, node: YamlNode): unknown {
	d.decoded++;
	if (d.aliasDepth > 0) d.aliased++;
	if (d.aliased > 100 && d.decoded > 1000 && d.aliased / d.decoded > 0.99) throw new YamlError('yaml: document contains excessive aliasing');
	if (node.kind === 'scalar') {
		const { tag, value } = resolveScalar(node, d.dialect);
		if (tag === 'float' && typeof value === 'number' && !Number.isFinite(value)) {
			throw new YamlError(`json: unsupported value: ${value !== value ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
		}
		return value;
	}
	if (node.kind === 'sequence') return node.items.map((item) => decodeNode(d, item));
	if (node.kind === 'mapping') return decodeMapping(d, node);
	if (d.open.has(node)) throw new YamlError(`yaml: anchor '${node.name}' value contains itself`);
	d.open.add(node);
	d.aliasDepth++;
	const value = decodeNode(d, node.target);
	d.aliasDepth--;
	d.open.delete(node);
	return value;
}

/** The JSON value of a document: aliases and merges expanded, keys as texts. Throws `YamlError`. */
export function decodeDocument(node: YamlNode, dialect: YamlDialect, strict: boolean): unknown {
	const d: Decoder = { dialect, strict, open: new Set(), errors: [], decoded: 0, aliased: 0, aliasDepth: 0 };
	const value = decodeNode(d, node);
	if (d.errors.length > 0) throw new YamlError(`yaml: unmarshal errors:\n${d.errors.map((error) => `  ${error}`).join('\n')}`);
	return value;
}
