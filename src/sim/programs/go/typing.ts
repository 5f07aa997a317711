// Type expressions, generic types and functions with their arguments put in, methods, and what a declared function is when it runs.
// A generic declaration is compiled anew for each list of type arguments. Leaves out checking generic code that nobody uses.
import { expr } from './expr.ts';
import { compileFunction } from './function.ts';
import { FuncCode } from './machine.ts';
import { type FileScope, Fn, type FuncObj, type Obj, type Program, Scope, type TypeObj } from './scope.ts';
import { type Expr, type FuncDecl, type FuncType, type Param, show, type TypeDecl } from './syntax.ts';
import { type Field, incomparable, invalid, isInterface, type Method, missingMethod, type Term, type Type } from './types.ts';
import { Func } from './values.ts';

/** A context for package-level expressions of a file. */
export const fileContext = (prog: Program, file: FileScope, scope: Scope = file.scope): Fn =>
	new Fn(prog, file, new FuncCode('', ''), null, scope, new Set(), new Set());

/** The type an expression names; reports when it is none. */
export function typeOf(fn: Fn, e: Expr): Type {
	const { types } = fn;
	switch (e.k) {
		case 'Paren':
			return typeOf(fn, e.x);
		case 'Ident': {
			const o = fn.scope.find(e.name);
			if (!o) return fault(fn, e, `undefined: ${e.name}`);
			return named(fn, e, o);
		}
		case 'Selector': {
			if (e.x.k === 'Ident') {
				const p = fn.scope.find(e.x.name);
				if (p?.kind === 'pkg') {
					p.used = true;
					const o = p.pkg.scope.names.get(e.sel.name);
					if (!o || !/^[A-Z]/.test(e.sel.name)) {
						fn.error(e.sel.pos, `undefined: ${show(e)}`);
						return invalid;
					}
					return named(fn, e, o);
				}
				if (!p) return fault(fn, e, `undefined: ${e.x.name}`);
			}
			return fault(fn, e, `${show(e)} is not a type`);
		}
		case 'Index': {
			const o = e.x.k === 'Ident' ? fn.scope.find(e.x.name) : e.x.k === 'Selector' && e.x.x.k === 'Ident' ? pkgMember(fn, e.x.x.name, e.x.sel.name) : undefined;
			if (o?.kind !== 'type') return fault(fn, e, o ? `${show(e.x)} is not a type` : `undefined: ${show(e.x)}`);
			if (!o.generic) return fault(fn, e, `${show(e.x)} is not a generic type`);
			const args = e.indices.map((i) => typeOf(fn, i));
			return args.includes(invalid) ? invalid : instantiateType(fn.prog, o, args);
		}
		case 'Star':
			return types.pointer(typeOf(fn, e.x));
		case 'ArrayType': {
			const elem = typeOf(fn, e.elem);
			if (e.len === null) return types.slice(elem);
			if (e.len === '...') return fault(fn, e, 'invalid use of [...] array (outside a composite literal)');
			const n = expr(fn, e.len);
			if (n.mode === 'invalid') return invalid;
			if (n.mode !== 'const' || (typeof n.val !== 'bigint' && !Number.isInteger(n.val)))
				return fault(fn, e.len, n.mode === 'const' ? `array length ${show(e.len)} must be integer` : `invalid array length ${show(e.len)}`);
			return types.array(Number(n.val), elem);
		}
		case 'MapType': {
			const key = typeOf(fn, e.key);
			if (key !== invalid && key.kind !== 'named' && incomparable(key) !== '') return fault(fn, e.key, `invalid map key type ${fn.str(key)}`);
			return types.map(key, typeOf(fn, e.elem));
		}
		case 'ChanType':
			return types.chan(e.dir, typeOf(fn, e.elem));
		case 'FuncType':
			return signature(fn, e);
		case 'StructType': {
			const seen = new Set<string>();
			const fields = e.fields.map((f): Field => {
				const first = e.fields.find((x) => x.name === f.name);
				if (seen.has(f.name) && f.name !== '_' && first)
					fn.error(f.pos, `${f.name} redeclared\n\t${fn.file.file.path}:${Math.floor(first.pos / 4096)}:${first.pos % 4096}: other declaration of ${f.name}`);
				seen.add(f.name);
				return { name: f.name, type: typeOf(fn, f.type), embedded: f.embedded, tag: f.tag, pkg: fn.pkg.path };
			});
			return types.struct(fields);
		}
		case 'InterfaceType': {
			const methods = e.methods.map((m) => ({ name: m.name.name, type: signature(fn, m.type) }));
			let terms: Term[] | null = null;
			let comparable = false;
			for (const embed of e.embeds) {
				const found = constraintTerms(fn, embed);
				if (found.terms) terms = terms ? terms.filter((t) => found.terms?.some((x) => x.type === t.type)) : found.terms;
				comparable ||= found.comparable;
				methods.push(...found.methods);
			}
			return types.iface(methods, terms, comparable);
		}
	}
	return fault(fn, e, `${show(e)} is not a type`);
}
function pkgMember(fn: Fn, name: string, member: string): Obj | undefined {
	const p = fn.scope.find(name);
	if (p?.kind !== 'pkg') return undefined;
	p.used = true;
	return p.pkg.scope.names.get(member);
}
function constraintTerms(fn: Fn, e: Expr): { terms: Term[] | null; methods: { name: string; type: Type }[]; comparable: boolean } {
	if (e.k === 'Binary' && e.op === '|') {
		const [a, b] = [constraintTerms(fn, e.x), constraintTerms(fn, e.y)];
		return { terms: [...(a.terms ?? []), ...(b.terms ?? [])], methods: [], comparable: false };
	}
	if (e.k === 'Unary' && e.op === '~') return { terms: [{ tilde: true, type: typeOf(fn, e.x) }], methods: [], comparable: false };
	const t = typeOf(fn, e);
	if (isInterface(t)) return { terms: t.u.terms ? [...t.u.terms] : null, methods: [...t.u.methods], comparable: t.u.comparable };
	return { terms: [{ tilde: false, type: t }], methods: [], comparable: false };
}
/** A type parameter's constraint. */
function constraintOf(fn: Fn, e: Expr): Type {
	if (e.k !== 'Binary' && e.k !== 'Unary') {
		const t = typeOf(fn, e);
		return isInterface(t) || t === invalid ? t : fn.types.iface([], [{ tilde: false, type: t }]);
	}
	const { terms, methods, comparable } = constraintTerms(fn, e);
	return fn.types.iface(methods, terms, comparable);
}
function fault(fn: Fn, e: Expr, message: string): Type {
	fn.error(e.pos, message);
	return invalid;
}
function named(fn: Fn, e: Expr, o: Obj): Type {
	if (o.kind !== 'type') {
		if (o.kind === 'var') o.used = true;
		return fault(fn, e, `${show(e)} is not a type`);
	}
	if (o.generic)
		return fault(
			fn,
			e,
			`cannot use generic type ${show(e)}[${o.generic.decl.tparams.map((p) => `${p.name?.name} ${show(p.type)}`).join(', ')}] without instantiation`
		);
	o.resolve?.();
	return o.type;
}
export function signature(fn: Fn, e: FuncType): Type {
	const each = (p: Param): Type => (p.variadic ? fn.types.slice(typeOf(fn, p.type)) : typeOf(fn, p.type));
	return fn.types.func(e.params.map(each), e.results.map(each), e.params.at(-1)?.variadic ?? false);
}

const typeObj = (name: string, type: Type): TypeObj => ({ kind: 'type', name, pos: 0, type, generic: null, resolve: null });
/** A scope in which type parameters are the given types. */
export function bind(up: Scope, names: readonly (string | undefined)[], args: readonly Type[]): Scope {
	const scope = new Scope(up);
	names.forEach((name, i) => {
		if (name !== undefined && name !== '_') scope.names.set(name, typeObj(name, args[i] ?? invalid));
	});
	return scope;
}
function instantiateType(prog: Program, o: TypeObj, args: readonly Type[]): Type {
	const generic = o.generic as NonNullable<TypeObj['generic']>;
	const key = args.map((a) => a.id).join();
	const known = generic.made.get(key);
	if (known) return known;
	const { decl, file } = generic;
	const t = prog.types.named(o.name, file.pkg.path, file.pkg.name);
	t.targs = args;
	t.origin = o;
	generic.made.set(key, t);
	const scope = bind(
		file.scope,
		decl.tparams.map((p) => p.name?.name),
		args
	);
	t.resolve = () => typeOf(fileContext(prog, file, scope), decl.type);
	generic.methods.forEach((m, i) => addMethod(prog, generic.methodFiles[i] ?? file, t, m, args));
	if (!file.pkg.std)
		prog.pending.push(() => {
			for (const m of t.declared.values()) m.func().code?.compile?.();
		});
	return t;
}
/** The name and the type parameters' names in a receiver. */
export function receiverBase(p: Param): { name: string; pointer: boolean; params: string[] } {
	let e = p.type;
	while (e.k === 'Paren') e = e.x;
	const pointer = e.k === 'Star';
	if (e.k === 'Star') e = e.x;
	const params = e.k === 'Index' ? e.indices.map((i) => (i.k === 'Ident' ? i.name : '_')) : [];
	if (e.k === 'Index') e = e.x;
	return { name: e.k === 'Ident' ? e.name : '', pointer, params };
}
/** A package in a symbol's name: its import path, but main's is main. */
const symbol = (file: FileScope): string => (file.pkg.name === 'main' ? 'main' : file.pkg.path);
/** Adds a declared method to a named type. */
export function addMethod(prog: Program, file: FileScope, t: Type, decl: FuncDecl, args: readonly Type[] = []): void {
	const base = receiverBase(decl.recv as Param);
	const scope = args.length > 0 ? bind(file.scope, base.params, args) : file.scope;
	let [type, func]: [Type | null, Func | null] = [null, null];
	const method: Method = {
		name: decl.name.name,
		pointer: base.pointer,
		decl,
		pkg: file.pkg.path,
		type: () => (type ??= signature(fileContext(prog, file, scope), decl.type)),
		func: () =>
			(func ??= makeFunc(
				prog,
				file,
				scope,
				decl,
				`${symbol(file)}.${base.pointer ? `(*${t.name})` : t.name}.${decl.name.name}`,
				`${t.name}.${decl.name.name}`,
				base.pointer ? prog.types.pointer(t) : t
			))
	};
	t.declared.set(decl.name.name, method);
}
/** A function as a value: its native, or code that is compiled when first called (at once in the learner's own packages). */
function makeFunc(prog: Program, file: FileScope, scope: Scope, decl: FuncDecl, shown: string, key: string, recv: Type | null): Func {
	const { std } = file.pkg;
	if (!decl.body) {
		const sync = std?.natives?.[key] ?? null;
		const long = std?.long?.[key] ?? null;
		if (!sync && !long) fileContext(prog, file).error(decl.pos, 'missing function body');
		return new Func(null, [], sync, long);
	}
	const code = new FuncCode(shown, `${file.pkg.dir}/${file.file.path.replace(/^.*\//, '')}`);
	code.compile = () => {
		code.compile = null;
		compileFunction(prog, file, scope, decl, code, recv);
	};
	return new Func(code);
}
export function funcOf(prog: Program, o: FuncObj): Func {
	return (o.func ??= makeFunc(prog, o.file, o.file.scope, o.decl, `${symbol(o.file)}.${o.name}`, o.name, null));
}
export function funcType(prog: Program, o: FuncObj): Type {
	return (o.type ??= signature(fileContext(prog, o.file), o.decl.type));
}
/** A generic function for some type arguments; null after reporting why they do not fit. */
export function instantiateFunc(fn: Fn, e: Expr, o: FuncObj, args: readonly Type[]): { type: Type; func: Func } | null {
	const key = args.map((a) => a.id).join();
	const known = o.made.get(key);
	if (known) return known;
	const { tparams } = o.decl.type;
	const scope = bind(
		o.file.scope,
		tparams.map((p) => p.name?.name),
		args
	);
	const context = fileContext(fn.prog, o.file, scope);
	for (const [i, p] of tparams.entries()) {
		const arg = args[i] ?? invalid;
		const why = unsatisfied(arg, constraintOf(context, p.type), fn, show(p.type));
		if (why !== '') {
			fn.error(e.k === 'Call' ? e.open : e.pos, why);
			return null;
		}
	}
	const type = signature(context, o.decl.type);
	const made = { type, func: makeFunc(fn.prog, o.file, scope, o.decl, `${symbol(o.file)}.${o.name}[...]`, o.name, null) };
	o.made.set(key, made);
	if (!o.file.pkg.std) fn.prog.pending.push(() => made.func.code?.compile?.());
	return made;
}
/** Why a type does not satisfy a constraint; '' when it does. */
function unsatisfied(t: Type, constraint: Type, fn: Fn, shown: string): string {
	const c = constraint.u;
	if (t === invalid || constraint === invalid) return '';
	const name = constraint.kind === 'named' ? fn.str(constraint) : shown;
	const missing = missingMethod(t, c, fn.pkg.path);
	if (missing !== '') return `${fn.str(t)} does not satisfy ${name} ${missing}`;
	if (c.comparable && incomparable(t) !== '') return `${fn.str(t)} does not satisfy comparable`;
	if (c.terms && !c.terms.some((x) => (x.tilde ? x.type.u === t.u : x.type === t))) {
		const list = c.terms.map((x) => (x.tilde ? '~' : '') + fn.str(x.type)).join(' | ');
		return `${fn.str(t)} does not satisfy ${name} (${fn.str(t)} missing in ${list})`;
	}
	return '';
}

/** Matches a parameter's type expression against an argument's type, filling in type parameters. Structural, by syntax. */
export function unify(e: Expr, t: Type, params: ReadonlyMap<string, number>, found: (Type | undefined)[]): boolean {
	switch (e.k) {
		case 'Paren':
			return unify(e.x, t, params, found);
		case 'Ident': {
			const i = params.get(e.name);
			if (i === undefined) return true;
			const old = found[i];
			if (!old) found[i] = t;
			return !old || old === t;
		}
		case 'Star':
			return t.u.kind === 'pointer' && !!t.u.elem && unify(e.x, t.u.elem, params, found);
		case 'ArrayType':
			return (t.u.kind === 'slice' || t.u.kind === 'array') && !!t.u.elem && unify(e.elem, t.u.elem, params, found);
		case 'MapType':
			return t.u.kind === 'map' && !!t.u.elem && !!t.u.key && unify(e.key, t.u.key, params, found) && unify(e.elem, t.u.elem, params, found);
		case 'ChanType':
			return t.u.kind === 'chan' && !!t.u.elem && unify(e.elem, t.u.elem, params, found);
		case 'FuncType': {
			const { u } = t;
			if (u.kind !== 'func' || u.params.length !== e.params.length || u.results.length !== e.results.length) return false;
			return (
				e.params.every((p, i) => unify(p.type, u.params[i] ?? invalid, params, found)) &&
				e.results.every((p, i) => unify(p.type, u.results[i] ?? invalid, params, found))
			);
		}
		case 'Index':
			return t.targs.length !== e.indices.length || e.indices.every((x, i) => unify(x, t.targs[i] ?? invalid, params, found));
	}
	return true;
}
/** Core types: a constraint like ~[]E tells E of S. */
export function unifyConstraints(o: FuncObj, params: ReadonlyMap<string, number>, found: (Type | undefined)[]): void {
	o.decl.type.tparams.forEach((p, i) => {
		const t = found[i];
		if (t && p.type.k === 'Unary' && p.type.op === '~') unify(p.type.x, t.u, params, found);
	});
}
/** Declares a type in the current function. */
export function declareLocalType(fn: Fn, d: TypeDecl): void {
	if (d.alias) {
		fn.scope.names.set(d.name.name, typeObj(d.name.name, typeOf(fn, d.type)));
		return;
	}
	const t = fn.types.named(d.name.name, fn.pkg.path, fn.pkg.name);
	fn.scope.names.set(d.name.name, typeObj(d.name.name, t));
	t.u = typeOf(fn, d.type).u;
}
