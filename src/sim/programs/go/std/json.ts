// encoding/json: values by their Go types and field tags, through the machine's own JSON reader and its error texts.
// Leaves out RawMessage in decoding of interfaces, Decoder.Token, and custom marshalers of map keys.
import { encodeJson, parseJson } from '../../../values/index.ts';
import { arithmetic } from '../arithmetic.ts';
import { dispatch } from '../expr.ts';
import { floatText, sortedEntries } from '../format.ts';
import type { StdPackage } from '../scope.ts';
import { fromBytes, toText } from '../text.ts';
import { hasMethod, typeString, type Field, type Type } from '../types.ts';
import {
	GoMap,
	Iface,
	isComposite,
	items,
	keyOf,
	overwrite,
	Pointer,
	Slice,
	stringToBytes,
	bytesToString,
	zeroOf,
	type GoPanic,
	type NativeRequest,
	type Value
} from '../values.ts';

type Gen<T> = Generator<NativeRequest, T, Value>;
class Failure {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}
interface Named {
	readonly name: string;
	readonly path: readonly number[];
	readonly pointers: readonly boolean[];
	readonly field: Field;
	readonly omit: boolean;
	readonly zero: boolean;
	readonly quoted: boolean;
}
/** A struct's JSON fields, embedded structs' among them. */
function fieldsOf(t: Type, path: readonly number[] = [], pointers: readonly boolean[] = []): Named[] {
	const out: Named[] = [];
	t.u.fields.forEach((field, i) => {
		const tag = /(?:^|\s)json:"((?:[^"\\]|\\.)*)"/.exec(field.tag)?.[1];
		if (tag === '-') return;
		const [name = '', ...options] = (tag ?? '').split(',');
		const base = field.type.u.kind === 'pointer' && field.type.u.elem ? field.type.u.elem : field.type;
		if (field.embedded && name === '' && base.u.kind === 'struct') {
			for (const inner of fieldsOf(base, [...path, i], [...pointers, field.type.u.kind === 'pointer']))
				if (!out.some((o) => o.name === inner.name)) out.push(inner);
			return;
		}
		if (!/^[A-Z]/.test(field.name)) return;
		const named: Named = {
			name: name === '' ? field.name : name,
			path: [...path, i],
			pointers: [...pointers, false],
			field,
			omit: options.includes('omitempty'),
			zero: options.includes('omitzero'),
			quoted: options.includes('string')
		};
		const old = out.findIndex((o) => o.name === named.name);
		if (old >= 0) out[old] = named;
		else out.push(named);
	});
	return out;
}
const isEmpty = (t: Type, v: Value): boolean =>
	v === null ||
	v === false ||
	v === 0 ||
	v === '' ||
	(v instanceof Slice && v.n === 0) ||
	(v instanceof GoMap && v.m.size === 0) ||
	(t.u.kind === 'array' && (v as Value[]).length === 0);
const quote = (s: string): string => fromBytes(encodeJson(toText(s)));
const wrapFor = (t: Type, v: Value): Iface | null => (t.u.kind === 'interface' ? (v as Iface | null) : new Iface(t, v));

/** A value as JSON (a byte string). */
function* encode(operand: Iface | null, depth = 0): Gen<string> {
	if (operand === null) return 'null';
	const { t, v } = operand;
	if (depth > 200) throw new Failure(`json: unsupported value: encountered a cycle via ${typeString(t, null)}`);
	for (const [name, raw] of [
		['MarshalJSON', true],
		['MarshalText', false]
	] as const) {
		const found = hasMethod(t, name, '');
		if (!found || found.kind === 'field') continue;
		if (v === null && t.u.kind === 'pointer') return 'null';
		const d = dispatch(t, name);
		const got = (yield { call: d.f, args: [d.adapt(v)] }) as Value[];
		if (got[1] !== null && got[1] !== undefined) {
			const e = dispatch((got[1] as Iface).t, 'Error');
			const text = yield { call: e.f, args: [e.adapt((got[1] as Iface).v)] };
			throw new Failure(`json: error calling ${name} for type ${typeString(t, null)}: ${String(text)}`);
		}
		const text = bytesToString(got[0]);
		return raw ? text : quote(text);
	}
	const { u } = t;
	switch (u.kind) {
		case 'bool':
			return String(v);
		case 'string':
			return quote(v as string);
		case 'float32':
		case 'float64': {
			const n = v as number;
			if (!Number.isFinite(n)) throw new Failure(`json: unsupported value: ${floatText(n, 'g', null)}`);
			const abs = Math.abs(n);
			return abs !== 0 && (abs < 1e-6 || abs >= 1e21) ? floatText(n, 'e', -1).replace(/e-0(\d)$/, 'e-$1') : floatText(n, 'f', -1);
		}
		case 'pointer':
			return v === null ? 'null' : yield* encode(wrapFor(u.elem as Type, isComposite(u.elem as Type) ? v : (v as Pointer).b[(v as Pointer).i]), depth + 1);
		case 'struct': {
			const parts: string[] = [];
			for (const f of fieldsOf(t)) {
				let at: Value = v;
				for (const i of f.path) at = at === null ? null : (at as Value[])[i];
				if (f.omit && isEmpty(f.field.type, at)) continue;
				if (f.zero && (isEmpty(f.field.type, at) || (f.field.type.name === 'Time' && (at as Value[])[2] === false))) continue;
				const text = yield* encode(wrapFor(f.field.type, at), depth + 1);
				parts.push(`${quote(fromBytes(f.name))}:${f.quoted && f.field.type.u.kind !== 'string' ? `"${text}"` : text}`);
			}
			return `{${parts.join(',')}}`;
		}
		case 'map': {
			if (v === null) return 'null';
			const key = u.key as Type;
			if (key.u.kind !== 'string' && !/int/.test(key.u.kind)) throw new Failure(`json: unsupported type: ${typeString(t, null)}`);
			const parts: string[] = [];
			const sorted = sortedEntries(v as GoMap, key).map(([k, x]): readonly [string, Value] => [String(k), x]);
			sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
			for (const [k, x] of sorted) parts.push(`${quote(k)}:${yield* encode(wrapFor(u.elem as Type, x), depth + 1)}`);
			return `{${parts.join(',')}}`;
		}
		case 'slice':
		case 'array': {
			if (v === null) return 'null';
			const elem = u.elem as Type;
			if (u.kind === 'slice' && elem.u.kind === 'uint8') return `"${btoa(bytesToString(v))}"`;
			const parts: string[] = [];
			for (const x of u.kind === 'slice' ? items(v) : (v as Value[])) parts.push(yield* encode(wrapFor(elem, x), depth + 1));
			return `[${parts.join(',')}]`;
		}
		case 'chan':
		case 'func':
			throw new Failure(`json: unsupported type: ${typeString(t, null)}`);
		default:
			return String(v);
	}
}
/** What interfaces are filled with: the types of map[string]any, []any, float64, string and bool. */
interface Protos {
	readonly object: Type;
	readonly list: Type;
	readonly number: Type;
	readonly text: Type;
	readonly bool: Type;
	readonly strict: boolean;
}
const kindOf = (j: unknown): string =>
	j === null
		? 'null'
		: Array.isArray(j)
			? 'array'
			: typeof j === 'object'
				? 'object'
				: typeof j === 'boolean'
					? 'bool'
					: typeof j === 'string'
						? 'string'
						: 'number';
interface Where {
	readonly struct: string;
	readonly path: string;
}
function plain(j: unknown, p: Protos): Value {
	switch (kindOf(j)) {
		case 'null':
			return null;
		case 'array': {
			return new Iface(p.list, new Slice((j as unknown[]).map((x) => plain(x, p))));
		}
		case 'object': {
			const m = new GoMap();
			for (const [k, x] of Object.entries(j as object)) m.m.set(fromBytes(k), [fromBytes(k), plain(x, p)]);
			return new Iface(p.object, m);
		}
		case 'string':
			return new Iface(p.text, fromBytes(j as string));
		case 'bool':
			return new Iface(p.bool, j as boolean);
	}
	return new Iface(p.number, Number(j));
}
function* decode(j: unknown, t: Type, old: Value, p: Protos, at: Where, errors: string[]): Gen<Value> {
	const { u } = t;
	const pointer = hasMethod({ ...t, kind: 'pointer', elem: t, u: { kind: 'pointer', elem: t } } as unknown as Type, 'UnmarshalJSON', '');
	if (t.kind === 'named' && pointer && pointer.kind === 'method') {
		const target = isComposite(t) ? old : new Pointer([old], 0);
		const got = yield { call: pointer.method.func(), args: [target, stringToBytes(fromBytes(encodeJson(j)))] };
		if (got !== null && got !== undefined) {
			const e = dispatch((got as Iface).t, 'Error');
			errors.push(String(yield { call: e.f, args: [e.adapt((got as Iface).v)] }));
		}
		return target instanceof Pointer ? target.b[0] : target;
	}
	const wrong = (what = kindOf(j)): Value => {
		const shown = what === 'number' && typeof j !== 'object' ? `number${/^(?:u?int)/.test(u.kind) ? ` ${String(j)}` : ''}` : what;
		errors.push(
			`json: cannot unmarshal ${shown} into Go ${at.struct === '' ? 'value' : `struct field ${at.struct}.${at.path}`} of type ${typeString(t, null).replace('interface {}', 'interface {}')}`
		);
		return old;
	};
	const kind = kindOf(j);
	if (u.kind === 'interface') return u.methods.length === 0 ? plain(j, p) : kind === 'null' ? null : wrong();
	if (kind === 'null') return ['pointer', 'map', 'slice'].includes(u.kind) ? null : old;
	switch (u.kind) {
		case 'pointer': {
			const elem = u.elem as Type;
			if (isComposite(elem)) return yield* decode(j, elem, old ?? zeroOf(elem)(), p, at, errors);
			const held = old instanceof Pointer ? old : new Pointer([zeroOf(elem)()], 0);
			held.b[held.i] = yield* decode(j, elem, held.b[held.i], p, at, errors);
			return held;
		}
		case 'bool':
			return kind === 'bool' ? (j as boolean) : wrong();
		case 'string':
			return kind === 'string' ? fromBytes(j as string) : wrong('number' === kind ? 'number' : kind);
		case 'struct': {
			if (kind !== 'object') return wrong();
			const fields = fieldsOf(t);
			for (const [k, x] of Object.entries(j as object)) {
				const f = fields.find((n) => n.name === k) ?? fields.find((n) => n.name.toLowerCase() === k.toLowerCase());
				if (!f) {
					if (p.strict) throw new Failure(`json: unknown field ${JSON.stringify(k)}`);
					continue;
				}
				let holder = old as Value[];
				let type: Type = t;
				f.path.slice(0, -1).forEach((i) => {
					type = (type.u.fields[i] as Field).type;
					if (type.u.kind === 'pointer' && type.u.elem) {
						type = type.u.elem;
						holder[i] ??= zeroOf(type)();
					}
					holder = holder[i] as Value[];
				});
				const i = f.path.at(-1) ?? 0;
				const path = at.struct === '' || at.path === '' ? f.name : `${at.path}.${f.name}`;
				const value = yield* decode(
					f.quoted && typeof x === 'string' ? parseJson(x) : x,
					f.field.type,
					holder[i],
					p,
					{ struct: at.struct === '' ? t.name : at.struct, path },
					errors
				);
				if (isComposite(f.field.type) && holder[i] !== value) overwrite(f.field.type, holder[i] as Value[], value as Value[]);
				else holder[i] = value;
			}
			return old;
		}
		case 'map': {
			if (kind !== 'object') return wrong();
			const m = (old as GoMap | null) ?? new GoMap();
			const hash = keyOf(u.key as Type);
			for (const [k, x] of Object.entries(j as object)) {
				const key: Value = (u.key as Type).u.kind === 'string' ? fromBytes(k) : Number(k);
				m.m.set(hash(key), [key, yield* decode(x, u.elem as Type, zeroOf(u.elem as Type)(), p, at, errors)]);
			}
			return m;
		}
		case 'slice':
		case 'array': {
			const elem = u.elem as Type;
			if (u.kind === 'slice' && elem.u.kind === 'uint8' && kind === 'string') return stringToBytes(atob(j as string));
			if (kind !== 'array') return wrong();
			const list: Value[] = [];
			for (const x of j as unknown[]) list.push(yield* decode(x, elem, zeroOf(elem)(), p, at, errors));
			if (u.kind === 'slice') return new Slice(list);
			(old as Value[]).forEach((z, i) => void ((old as Value[])[i] = list[i] ?? z));
			return old;
		}
		default: {
			if (kind !== 'number') return wrong();
			if (u.kind.startsWith('float')) return Number(j);
			if (typeof j === 'number' && !Number.isInteger(j)) return wrong();
			const zero = arithmetic(t, '+')(0, j as number);
			return zero === j ? zero : wrong();
		}
	}
}
/** JSON text with other white space: Indent. */
function indent(text: string, prefix: string, step: string): string {
	let out = '';
	let depth = 0;
	const line = (): string => `\n${prefix}${step.repeat(depth)}`;
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		if (c === '"') {
			let end = i + 1;
			while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
			out += text.slice(i, end + 1);
			i = end;
		} else if (c === '{' || c === '[') {
			const close = c === '{' ? '}' : ']';
			if (text[i + 1] === close) {
				out += c + close;
				i++;
			} else {
				depth++;
				out += c + line();
			}
		} else if (c === '}' || c === ']') {
			depth--;
			out += line() + c;
		} else if (c === ',') out += c + line();
		else if (c === ':') out += ': ';
		else if (c.trim() !== '') out += c;
	}
	return out;
}
/** The end of the first JSON value in a text; −1 when it is not all there. */
function valueEnd(s: string): number {
	let i = 0;
	while (i < s.length && ' \t\r\n'.includes(s[i] ?? '')) i++;
	if (i >= s.length) return -1;
	let depth = 0;
	for (; i < s.length; i++) {
		const c = s[i] as string;
		if (c === '"') {
			i++;
			while (i < s.length && s[i] !== '"') i += s[i] === '\\' ? 2 : 1;
			if (i >= s.length) return -1;
			if (depth === 0) return i + 1;
		} else if (c === '{' || c === '[') depth++;
		else if (c === '}' || c === ']') {
			depth--;
			if (depth <= 0) return i + 1;
		} else if (depth === 0) {
			const end = /[\s,\]}]/.exec(s.slice(i));
			return end ? i + end.index : s.length;
		}
	}
	return -1;
}
export const json: StdPackage = {
	source: `package json
import ("bytes"; "errors"; "io"; "strings")
type Marshaler interface { MarshalJSON() ([]byte, error) }
type Unmarshaler interface { UnmarshalJSON([]byte) error }
type RawMessage []byte
func (m RawMessage) MarshalJSON() ([]byte, error) { if m == nil { return []byte("null"), nil }; return m, nil }
func (m *RawMessage) UnmarshalJSON(data []byte) error { *m = append((*m)[0:0], data...); return nil }
type Number string
type SyntaxError struct { msg string; Offset int64 }
func (e *SyntaxError) Error() string { return e.msg }
type UnmarshalTypeError struct { msg string; Value string; Offset int64; Struct string; Field string }
func (e *UnmarshalTypeError) Error() string { return e.msg }
type InvalidUnmarshalError struct { msg string }
func (e *InvalidUnmarshalError) Error() string { return e.msg }
type UnsupportedTypeError struct { msg string }
func (e *UnsupportedTypeError) Error() string { return e.msg }
func encode(v any) (string, string)
func decode(s string, v any, strict bool, protos []any) (string, string)
func indent(s, prefix, step string) string
func valueEnd(s string) int
var protos = []any{map[string]any{}, []any{}, 0.0, "", false}
func Marshal(v any) ([]byte, error) { s, e := encode(v); if e != "" { return nil, &UnsupportedTypeError{e} }; return []byte(s), nil }
func MarshalIndent(v any, prefix, step string) ([]byte, error) { s, e := encode(v); if e != "" { return nil, &UnsupportedTypeError{e} }; return []byte(indent(s, prefix, step)), nil }
func Indent(dst *bytes.Buffer, src []byte, prefix, step string) error { dst.WriteString(indent(string(src), prefix, step)); return nil }
func failure(kind, msg string) error {
	switch kind { case "syntax": return &SyntaxError{msg: msg}; case "type": return &UnmarshalTypeError{msg: msg}; case "target": return &InvalidUnmarshalError{msg} }
	return errors.New(msg)
}
func Unmarshal(data []byte, v any) error { kind, msg := decode(string(data), v, false, protos); if msg != "" { return failure(kind, msg) }; return nil }
func Valid(data []byte) bool { var v any; return Unmarshal(data, &v) == nil }
type Encoder struct { w io.Writer; prefix, step string; indented, noEscape bool }
func NewEncoder(w io.Writer) *Encoder { return &Encoder{w: w} }
func (e *Encoder) SetIndent(prefix, step string) { e.prefix, e.step, e.indented = prefix, step, true }
func (e *Encoder) SetEscapeHTML(on bool) { e.noEscape = !on }
func (e *Encoder) Encode(v any) error {
	s, msg := encode(v)
	if msg != "" { return &UnsupportedTypeError{msg} }
	if e.indented { s = indent(s, e.prefix, e.step) }
	if e.noEscape { s = strings.NewReplacer("\\\\u003c", "<", "\\\\u003e", ">", "\\\\u0026", "&").Replace(s) }
	_, err := io.WriteString(e.w, s+"\\n")
	return err
}
type Decoder struct { r io.Reader; rest string; eof bool; err error; strict bool }
func NewDecoder(r io.Reader) *Decoder { return &Decoder{r: r} }
func (d *Decoder) DisallowUnknownFields() { d.strict = true }
func (d *Decoder) UseNumber() {}
func (d *Decoder) Decode(v any) error {
	for {
		if n := valueEnd(d.rest); n >= 0 && (d.eof || n < len(d.rest) || strings.HasSuffix(d.rest[:n], "}") || strings.HasSuffix(d.rest[:n], "]")) {
			s := d.rest[:n]
			d.rest = d.rest[n:]
			kind, msg := decode(s, v, d.strict, protos)
			if msg != "" { return failure(kind, msg) }
			return nil
		}
		if d.eof {
			if d.err != nil { return d.err }
			if strings.TrimSpace(d.rest) == "" { return io.EOF }
			return io.ErrUnexpectedEOF
		}
		buf := make([]byte, 4096)
		n, err := d.r.Read(buf)
		d.rest += string(buf[:n])
		if err != nil { d.eof = true; if err != io.EOF { d.err = err } }
	}
}
func (d *Decoder) More() bool { return strings.TrimSpace(d.rest) != "" }
`,
	natives: {
		indent: ([s, prefix, step]) => indent(s as string, prefix as string, step as string),
		valueEnd: ([s]) => valueEnd(s as string)
	},
	long: {
		*encode([v]) {
			try {
				return [yield* encode(v as Iface | null), ''];
			} catch (e) {
				if (e instanceof Failure) return ['', fromBytes(e.text)];
				throw e;
			}
		},
		*decode([s, v, strict, protos]) {
			const target = v as Iface | null;
			if (target === null) return ['target', 'json: Unmarshal(nil)'];
			if (target.t.u.kind !== 'pointer') return ['target', `json: Unmarshal(non-pointer ${typeString(target.t, null)})`];
			if (target.v === null) return ['target', `json: Unmarshal(nil ${typeString(target.t, null)})`];
			let value: unknown;
			try {
				value = parseJson(toText(s as string));
			} catch (e) {
				return ['syntax', fromBytes((e as { message?: string }).message ?? String(e))];
			}
			const [object, list, number, text, bool] = items(protos as Value).map((x) => (x as Iface).t) as [Type, Type, Type, Type, Type];
			const p: Protos = { object, list, number, text, bool, strict: strict as boolean };
			const elem = target.t.u.elem as Type;
			const errors: string[] = [];
			try {
				if (isComposite(elem)) {
					const got = yield* decode(value, elem, target.v, p, { struct: '', path: '' }, errors);
					if (got !== target.v && got !== null) overwrite(elem, target.v as Value[], got as Value[]);
				} else {
					const at = target.v as Pointer;
					at.b[at.i] = yield* decode(value, elem, at.b[at.i], p, { struct: '', path: '' }, errors);
				}
			} catch (e) {
				if (e instanceof Failure) return ['', fromBytes(e.text)];
				throw e;
			}
			return errors[0] === undefined ? ['', ''] : ['type', fromBytes(errors[0])];
		}
	}
};
export type { GoPanic };
