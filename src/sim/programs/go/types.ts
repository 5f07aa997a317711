// Go's types: one object per distinct type of a program (so identity is ===), their names in messages, fields and method sets.
// Leaves out complex numbers, type parameters as types (generic code is checked once for each set of arguments), aliases as types of their own.
import type { Expr, FuncDecl } from './syntax.ts';
import type { Func, Value } from './values.ts';

export type Basic =
	| 'bool'
	| 'int'
	| 'int8'
	| 'int16'
	| 'int32'
	| 'int64'
	| 'uint'
	| 'uint8'
	| 'uint16'
	| 'uint32'
	| 'uint64'
	| 'uintptr'
	| 'float32'
	| 'float64'
	| 'string'
	| 'untyped bool'
	| 'untyped int'
	| 'untyped rune'
	| 'untyped float'
	| 'untyped string'
	| 'untyped nil'
	| 'invalid type'
	/** A host value inside the standard library. */
	| 'native';
export type Kind = Basic | 'pointer' | 'slice' | 'array' | 'map' | 'chan' | 'func' | 'struct' | 'interface' | 'tuple' | 'named' | 'typeparam';

export interface Field {
	readonly name: string;
	readonly type: Type;
	readonly embedded: boolean;
	readonly tag: string;
	readonly pkg: string;
}
export interface Method {
	readonly name: string;
	/** Receiver is a pointer. */
	readonly pointer: boolean;
	readonly decl: FuncDecl;
	/** Its signature without the receiver; its code, compiled when first asked for. */
	readonly type: () => Type;
	readonly func: () => Func;
	readonly pkg: string;
}
export interface InterfaceMethod {
	readonly name: string;
	readonly type: Type;
}
/** A term of a constraint. */
export interface Term {
	readonly tilde: boolean;
	readonly type: Type;
}
export class Type {
	readonly kind: Kind;
	readonly id: number;
	/** Basic and named types; a type parameter's name. */
	name = '';
	/** Import path and name of a named type's package; '' for predeclared ones. */
	pkg = '';
	pkgName = '';
	elem: Type | null = null;
	key: Type | null = null;
	len = 0;
	dir: 'both' | 'send' | 'recv' = 'both';
	fields: readonly Field[] = [];
	/** Interfaces: all methods, sorted. */
	methods: readonly InterfaceMethod[] = [];
	terms: readonly Term[] | null = null;
	comparable = false;
	params: readonly Type[] = [];
	results: readonly Type[] = [];
	variadic = false;
	/** Named types. */
	declared = new Map<string, Method>();
	targs: readonly Type[] = [];
	origin: object | null = null;
	resolve: (() => Type) | null = null;
	private below: Type | null = null;
	/** What the machine has worked out: see values.ts. */
	cache: {
		zero?: () => Value;
		copy?: ((v: Value) => Value) | null;
		eq?: (a: Value, b: Value) => boolean;
		key?: (v: Value) => unknown;
		methods?: Map<string, Func>;
	} = {};

	constructor(kind: Kind, id: number) {
		this.kind = kind;
		this.id = id;
	}
	/** The underlying type. */
	get u(): Type {
		if (this.kind !== 'named') return this;
		if (!this.below) {
			const { resolve } = this;
			this.resolve = null;
			this.below = resolve ? resolve().u : invalid;
		}
		return this.below;
	}
	set u(t: Type) {
		this.below = t;
	}
}

const basic = (kind: Basic, id: number): Type => {
	const t = new Type(kind, id);
	t.name = kind;
	return t;
};
const basics: readonly Basic[] = [
	'invalid type',
	'bool',
	'int',
	'int8',
	'int16',
	'int32',
	'int64',
	'uint',
	'uint8',
	'uint16',
	'uint32',
	'uint64',
	'uintptr',
	'float32',
	'float64',
	'string',
	'untyped bool',
	'untyped int',
	'untyped rune',
	'untyped float',
	'untyped string',
	'untyped nil',
	'native'
];
const made = new Map(basics.map((name, i) => [name, basic(name, i)] as const));
export const basicType = (name: Basic): Type => made.get(name) ?? invalid;
export const invalid = made.get('invalid type') as Type;
export const [tBool, tInt, tString, tFloat64, tByte, tRune, untypedNil] = (['bool', 'int', 'string', 'float64', 'uint8', 'int32', 'untyped nil'] as const).map(
	basicType
) as [Type, Type, Type, Type, Type, Type, Type];

export const isUntyped = (t: Type): boolean => t.kind.startsWith('untyped');
export const isInteger = (t: Type): boolean => /^(?:u?int|untyped (?:int|rune))/.test(t.u.kind) && t.u.kind !== 'interface';
export const isFloat = (t: Type): boolean => /^(?:float|untyped float)/.test(t.u.kind);
export const isNumeric = (t: Type): boolean => isInteger(t) || isFloat(t);
export const isString = (t: Type): boolean => t.u.kind === 'string' || t.kind === 'untyped string';
export const isBoolean = (t: Type): boolean => t.u.kind === 'bool' || t.kind === 'untyped bool';
export const isInterface = (t: Type): boolean => t.u.kind === 'interface';
export const isNilable = (t: Type): boolean => ['pointer', 'slice', 'map', 'chan', 'func', 'interface', 'untyped nil'].includes(t.u.kind);
export const isUnsigned = (t: Type): boolean => t.u.kind.startsWith('uint');

/** Makes composite types; the same parts give the same object. One per program. */
export class Types {
	private readonly known = new Map<string, Type>();
	private next = 100;
	readonly any: Type;
	readonly error: Type;
	readonly comparableType: Type;

	constructor() {
		this.any = this.iface([]);
		this.error = this.named('error', '', '');
		this.error.u = this.iface([{ name: 'Error', type: this.func([], [tString], false) }]);
		this.comparableType = this.named('comparable', '', '');
		this.comparableType.u = this.iface([], null, true);
	}
	private make(key: string, kind: Kind, fill: (t: Type) => void): Type {
		const known = this.known.get(key);
		if (known) return known;
		const t = new Type(kind, this.next++);
		fill(t);
		this.known.set(key, t);
		return t;
	}
	pointer = (elem: Type): Type => this.make(`*${elem.id}`, 'pointer', (t) => void (t.elem = elem));
	slice = (elem: Type): Type => this.make(`[]${elem.id}`, 'slice', (t) => void (t.elem = elem));
	array = (len: number, elem: Type): Type => this.make(`[${len}]${elem.id}`, 'array', (t) => void Object.assign(t, { elem, len }));
	map = (key: Type, elem: Type): Type => this.make(`map${key.id},${elem.id}`, 'map', (t) => void Object.assign(t, { key, elem }));
	chan = (dir: 'both' | 'send' | 'recv', elem: Type): Type => this.make(`chan${dir}${elem.id}`, 'chan', (t) => void Object.assign(t, { dir, elem }));
	tuple = (results: readonly Type[]): Type => this.make(`(${results.map((r) => r.id).join()})`, 'tuple', (t) => void (t.results = results));
	func = (params: readonly Type[], results: readonly Type[], variadic: boolean): Type =>
		this.make(`func${variadic ? '...' : ''}(${params.map((p) => p.id).join()})(${results.map((r) => r.id).join()})`, 'func', (t) =>
			Object.assign(t, { params, results, variadic })
		);
	struct = (fields: readonly Field[]): Type =>
		this.make(
			`struct{${fields.map((f) => `${f.embedded ? '!' : ''}${/^[A-Z]/.test(f.name) ? '' : f.pkg}.${f.name} ${f.type.id} ${JSON.stringify(f.tag)}`).join(';')}}`,
			'struct',
			(t) => void (t.fields = fields)
		);
	iface(methods: readonly InterfaceMethod[], terms: readonly Term[] | null = null, comparable = false): Type {
		const sorted = [...new Map(methods.map((m) => [m.name, m])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
		const key = `interface{${sorted.map((m) => `${m.name} ${m.type.id}`).join(';')}|${terms?.map((t) => `${t.tilde ? '~' : ''}${t.type.id}`).join() ?? ''}|${comparable}}`;
		return this.make(key, 'interface', (t) => void Object.assign(t, { methods: sorted, terms, comparable }));
	}
	named(name: string, pkg: string, pkgName: string): Type {
		const t = new Type('named', this.next++);
		return Object.assign(t, { name, pkg, pkgName });
	}
	param(name: string, bound: Type): Type {
		const t = new Type('typeparam', this.next++);
		return Object.assign(t, { name, elem: bound });
	}
}

/** A type's text. `own`: the package whose names go without a qualifier; null qualifies all by package name, as %T does. */
export function typeString(t: Type, own: string | null): string {
	const s = (x: Type | null): string => (x ? typeString(x, own) : '');
	switch (t.kind) {
		case 'named': {
			const args = t.targs.length > 0 ? `[${t.targs.map(s).join(',')}]` : '';
			return `${t.pkg === '' || t.pkg === own ? '' : `${t.pkgName}.`}${t.name}${args}`;
		}
		case 'pointer':
			return `*${s(t.elem)}`;
		case 'slice':
			return `[]${s(t.elem)}`;
		case 'array':
			return `[${t.len}]${s(t.elem)}`;
		case 'map':
			return `map[${s(t.key)}]${s(t.elem)}`;
		case 'chan':
			return `${t.dir === 'recv' ? '<-chan' : t.dir === 'send' ? 'chan<-' : 'chan'} ${s(t.elem)}`;
		case 'func':
			return `func${signatureString(t, own)}`;
		case 'struct': {
			const fields = t.fields.map((f) => `${f.embedded ? '' : `${f.name} `}${s(f.type)}${f.tag ? ` ${JSON.stringify(f.tag)}` : ''}`).join('; ');
			return own === null && fields !== '' ? `struct { ${fields} }` : `struct{${fields}}`;
		}
		case 'interface': {
			if (t.methods.length === 0 && !t.terms) return t.comparable ? 'comparable' : own === null ? 'interface {}' : 'any';
			const parts = [
				...t.methods.map((m) => m.name + signatureString(m.type, own)),
				...(t.terms ? [t.terms.map((x) => (x.tilde ? '~' : '') + s(x.type)).join(' | ')] : [])
			];
			return own === null ? `interface { ${parts.join('; ')} }` : t.methods.length === 0 ? parts.join('; ') : `interface{${parts.join('; ')}}`;
		}
		case 'tuple':
			return `(${t.results.map(s).join(', ')})`;
		default:
			return t.name;
	}
}
function signatureString(t: Type, own: string | null): string {
	const params = t.params.map((p, i) => (t.variadic && i === t.params.length - 1 ? `...${typeString(p.elem ?? p, own)}` : typeString(p, own))).join(', ');
	const [only] = t.results;
	const results =
		t.results.length === 0 ? '' : t.results.length === 1 && only ? ` ${typeString(only, own)}` : ` (${t.results.map((r) => typeString(r, own)).join(', ')})`;
	return `(${params})${results}`;
}

/** One step to an embedded field: its number, and whether what holds it is a pointer. */
export interface PathStep {
	readonly index: number;
	readonly pointer: boolean;
	readonly type: Type;
}
export type Found =
	| { readonly kind: 'field'; readonly path: readonly PathStep[]; readonly field: Field }
	| { readonly kind: 'method'; readonly path: readonly PathStep[]; readonly method: Method; readonly recv: Type; readonly viaPointer: boolean }
	| { readonly kind: 'interface'; readonly path: readonly PathStep[]; readonly method: InterfaceMethod; readonly recv: Type };

const exported = (name: string): boolean => /^[A-Z]/.test(name);

/** The field or method `name` of a type, through embedded fields, shallowest first. `pkg` is who asks (small names are their package's own). */
export function lookUp(t: Type, name: string, pkg: string): Found | null {
	let level: { type: Type; path: readonly PathStep[]; viaPointer: boolean }[] = [{ type: t, path: [], viaPointer: false }];
	const seen = new Set<Type>();
	while (level.length > 0) {
		const found: Found[] = [];
		const next: typeof level = [];
		for (const { type, path, viaPointer } of level) {
			const pointer = type.kind === 'pointer';
			const base = pointer ? (type.elem ?? type) : type;
			if (seen.has(base)) continue;
			seen.add(base);
			if (base.kind === 'named') {
				const m = base.declared.get(name);
				if (m && (exported(name) || m.pkg === pkg)) {
					found.push({ kind: 'method', path, method: m, recv: base, viaPointer: viaPointer || pointer });
					continue;
				}
			}
			if (base.u.kind === 'interface' && !pointer) {
				const m = base.u.methods.find((x) => x.name === name);
				if (m) found.push({ kind: 'interface', path, method: m, recv: base });
			} else if (base.u.kind === 'struct') {
				base.u.fields.forEach((field, index) => {
					const steps = [...path, { index, pointer: pointer || (base.kind === 'named' && base.u.kind === 'pointer'), type: field.type }];
					if (field.name === name && (exported(name) || field.pkg === pkg)) found.push({ kind: 'field', path: steps, field });
					else if (field.embedded) next.push({ type: field.type, path: steps, viaPointer: viaPointer || pointer });
				});
			}
		}
		const [first] = found;
		if (first) return found.length === 1 ? first : null;
		level = next;
	}
	return null;
}

/** Whether `name` is in the method set of t (not of *t). */
export function hasMethod(t: Type, name: string, pkg: string): Found | null {
	const f = lookUp(t, name, pkg);
	if (!f || f.kind === 'field') return null;
	if (f.kind === 'method' && f.method.pointer && !f.viaPointer) return null;
	return f;
}
export const methodType = (f: Found): Type => (f.kind === 'field' ? f.field.type : f.kind === 'method' ? f.method.type() : f.method.type);

/** Why t does not have all methods of an interface; '' when it has. The words after "T does not implement I". */
export function missingMethod(t: Type, target: Type, own: string): string {
	for (const m of target.u.methods) {
		const f = lookUp(t, m.name, own === '' ? t.pkg : /^[A-Z]/.test(m.name) ? own : (t.kind === 'pointer' ? t.elem?.pkg : t.pkg) || own);
		if (!f || f.kind === 'field') return `(missing method ${m.name})${hint(t, m, own)}`;
		if (f.kind === 'method' && f.method.pointer && !f.viaPointer && !(t.kind === 'pointer')) return `(method ${m.name} has pointer receiver)`;
		if (methodType(f) !== m.type)
			return `(wrong type for method ${m.name})\n\t\thave ${m.name}${signatureString(methodType(f), own)}\n\t\twant ${m.name}${signatureString(m.type, own)}`;
	}
	return '';
}
function hint(t: Type, m: InterfaceMethod, own: string): string {
	const base = t.kind === 'pointer' ? t.elem : t;
	for (const [name, method] of base?.declared ?? [])
		if (name.toLowerCase() === m.name.toLowerCase())
			return `\n\t\thave ${name}${signatureString(method.type(), own)}\n\t\twant ${m.name}${signatureString(m.type, own)}`;
	return '';
}

/** Whether values of a type can be compared; the reason when not. */
export function incomparable(t: Type): string {
	switch (t.u.kind) {
		case 'slice':
		case 'map':
		case 'func':
			return t.u.kind;
		case 'struct': {
			for (const f of t.u.fields) if (incomparable(f.type) !== '') return 'struct';
			return '';
		}
		case 'array':
			return t.u.elem && incomparable(t.u.elem) !== '' ? 'array' : '';
		default:
			return '';
	}
}
/** Types written in source: kept for generic declarations. */
export type TypeExpr = Expr;
