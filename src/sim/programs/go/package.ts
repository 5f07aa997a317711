// Packages: their names collected, imports bound, declarations checked on demand, variables initialised in order of their dependencies.
// The learner's packages are checked whole; the standard library's functions when something calls them.
// Invariant: after `loadPackage` without errors a program can be linked (link.ts) from the main package alone.
import { finish, reachedNames } from './function.ts';
import { FuncCode } from './machine.ts';
import { assign, defaultType } from './operand.ts';
import { type ConstObj, type FileScope, Fn, type FuncObj, Package, type PkgObj, Program, Scope, type StdPackage, type TypeObj, type VarObj } from './scope.ts';
import { evaluateConst, unpack } from './stmt.ts';
import { columnOf, type ConstDecl, type Decl, type FuncDecl, lineOf, type SourceFile, type TypeDecl, type VarDecl } from './syntax.ts';
import { type Basic, basicType, invalid, isUntyped, tByte, tRune, type Type } from './types.ts';
import { addMethod, fileContext, funcOf, funcType, receiverBase, typeOf } from './typing.ts';
import { stringToBytes, zeroOf } from './values.ts';

const typeObj = (name: string, type: Type): TypeObj => ({ kind: 'type', name, pos: 0, type, generic: null, resolve: null });
const builtins = 'append cap clear close copy delete len make max min new panic print println recover'.split(' ');

/** An empty program with Go's predeclared names. */
export function newProgram(): Program {
	const prog = new Program();
	const { names } = prog.universe;
	for (const name of [
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
		'string'
	] satisfies Basic[])
		names.set(name, typeObj(name, basicType(name)));
	names.set('native', typeObj('native', basicType('native')));
	names.set('byte', typeObj('byte', tByte));
	names.set('rune', typeObj('rune', tRune));
	names.set('error', typeObj('error', prog.types.error));
	names.set('any', typeObj('any', prog.types.any));
	names.set('comparable', typeObj('comparable', prog.types.comparableType));
	for (const [name, val] of [
		['true', true],
		['false', false]
	] as const)
		names.set(name, { kind: 'const', name, pos: 0, type: basicType('untyped bool'), val, resolve: null });
	names.set('iota', { kind: 'const', name: 'iota', pos: 0, type: basicType('untyped int'), val: 0n, resolve: null });
	for (const name of builtins) names.set(name, { kind: 'builtin', name, pos: 0 });
	names.set('nil', { kind: 'nil', name: 'nil', pos: 0 });
	return prog;
}
/** What packages are made of: files by import path. */
export interface Sources {
	/** Parsed files of an import path; undefined: there is no such package (the caller has reported it before). */
	readonly files: (
		path: string
	) =>
		{ readonly files: readonly SourceFile[]; readonly dir: string; readonly std: StdPackage | null; readonly embeds?: ReadonlyMap<string, string> } | undefined;
}

/** Loads a package and what it imports. */
export function loadPackage(prog: Program, path: string, sources: Sources): Package | undefined {
	const known = prog.packages.get(path);
	if (known) return known;
	const found = sources.files(path);
	if (!found) return undefined;
	const pkg = new Package(path, prog.universe, found.std, found.dir);
	prog.packages.set(path, pkg);
	pkg.name = found.files[0]?.pkg.name ?? path;
	pkg.files = found.files.map((file): FileScope => {
		const scope = new Scope(pkg.scope);
		const imports: PkgObj[] = [];
		for (const i of file.imports) {
			const imported = loadPackage(prog, i.path, sources);
			if (!imported) continue;
			if (!pkg.imports.includes(imported)) pkg.imports.push(imported);
			const name = i.name?.name ?? imported.name;
			if (name === '_') continue;
			if (name === '.') {
				for (const [n, o] of imported.scope.names) if (/^[A-Z]/.test(n)) scope.names.set(n, o);
				continue;
			}
			const old = scope.names.get(name);
			if (old)
				prog.error(file.path, i.pos, `${name} redeclared in this block\n\t${file.path}:${lineOf(old.pos)}:${columnOf(old.pos)}: other declaration of ${name}`);
			const o: PkgObj = { kind: 'pkg', name, pos: i.pos, pkg: imported, path: i.path, used: false };
			scope.names.set(name, o);
			imports.push(o);
		}
		return { file, pkg, scope, imports };
	});
	collect(prog, pkg, found.embeds);
	if (!found.std) check(prog, pkg);
	else for (const f of pkg.files) for (const d of f.file.decls) if (d.k === 'Var') void d;
	return pkg;
}
function collect(prog: Program, pkg: Package, embeds: ReadonlyMap<string, string> | undefined): void {
	const methods: { decl: FuncDecl; file: FileScope }[] = [];
	for (const file of pkg.files)
		for (const d of file.file.decls) {
			if (d.k === 'Func' && d.recv) methods.push({ decl: d, file });
			else declare(prog, pkg, file, d, embeds);
		}
	for (const { decl, file } of methods) {
		const { name } = receiverBase(decl.recv as NonNullable<FuncDecl['recv']>);
		const o = pkg.scope.names.get(name);
		if (o?.kind !== 'type') {
			prog.error(file.file.path, decl.recv?.type.pos ?? decl.pos, o ? `${name} is not a type` : `undefined: ${name}`);
			continue;
		}
		if (o.generic) {
			o.generic.methods.push(decl);
			o.generic.methodFiles.push(file);
			continue;
		}
		const old = o.type.declared.get(decl.name.name);
		if (old)
			prog.error(
				file.file.path,
				decl.name.pos,
				`method ${name}.${decl.name.name} already declared at ${file.file.path}:${lineOf(old.decl.name.pos)}:${columnOf(old.decl.name.pos)}`
			);
		else addMethod(prog, file, o.type, decl);
	}
}
function declare(prog: Program, pkg: Package, file: FileScope, d: Decl, embeds: ReadonlyMap<string, string> | undefined): void {
	const put = (name: string, pos: number, o: TypeObj | ConstObj | VarObj | FuncObj): void => {
		if (name === '_' || (o.kind === 'func' && name === 'init')) return;
		const old = pkg.scope.names.get(name);
		if (old) {
			const where = pkg.files.find((f) =>
				f.file.decls.some((x) =>
					'names' in x ? x.names.some((n) => n.pos === old.pos && n.name === name) : 'name' in x && x.name?.pos === old.pos && x.name.name === name
				)
			);
			prog.error(
				file.file.path,
				pos,
				`${name} redeclared in this block\n\t${where?.file.path ?? file.file.path}:${lineOf(old.pos)}:${columnOf(old.pos)}: other declaration of ${name}`
			);
			return;
		}
		pkg.scope.names.set(name, o);
	};
	switch (d.k) {
		case 'Type':
			return put(d.name.name, d.name.pos, typeDecl(prog, pkg, file, d));
		case 'Const':
			d.names.forEach((n, i) => put(n.name, n.pos, constDecl(prog, file, d, i)));
			return;
		case 'Var':
			return varDecl(prog, pkg, file, d, put, embeds);
		case 'Func': {
			const o: FuncObj = { kind: 'func', name: d.name.name, pos: d.name.pos, decl: d, file, type: null, func: null, made: new Map() };
			pkg.funcs.push(o);
			if (d.name.name === 'init') pkg.inits.push(o);
			put(d.name.name, d.name.pos, o);
		}
	}
}
function typeDecl(prog: Program, pkg: Package, file: FileScope, d: TypeDecl): TypeObj {
	if (d.tparams.length > 0)
		return {
			kind: 'type',
			name: d.name.name,
			pos: d.name.pos,
			type: invalid,
			generic: { decl: d, file, made: new Map(), methods: [], methodFiles: [] },
			resolve: null
		};
	if (d.alias) {
		const o: TypeObj = { kind: 'type', name: d.name.name, pos: d.name.pos, type: invalid, generic: null, resolve: null };
		o.resolve = () => {
			o.resolve = null;
			o.type = typeOf(fileContext(prog, file), d.type);
		};
		return o;
	}
	const t = prog.types.named(d.name.name, pkg.path, pkg.name);
	t.resolve = () => typeOf(fileContext(prog, file), d.type);
	return { kind: 'type', name: d.name.name, pos: d.name.pos, type: t, generic: null, resolve: null };
}
function constDecl(prog: Program, file: FileScope, d: ConstDecl, i: number): ConstObj {
	const n = d.names[i];
	const o: ConstObj = { kind: 'const', name: n?.name ?? '_', pos: n?.pos ?? d.pos, type: invalid, val: 0n, resolve: null };
	o.resolve = () => {
		o.resolve = null;
		evaluateConst(fileContext(prog, file), d, i, o);
	};
	return o;
}
function varDecl(
	prog: Program,
	pkg: Package,
	file: FileScope,
	d: VarDecl,
	put: (name: string, pos: number, o: VarObj) => void,
	embeds: ReadonlyMap<string, string> | undefined
): void {
	const objs = d.names.map((n): VarObj => ({
		kind: 'var',
		name: n.name,
		type: invalid,
		pos: n.pos,
		used: true,
		fn: null,
		slot: 0,
		boxed: true,
		box: [null],
		resolve: null,
		pkg
	}));
	const entry: Package['vars'][number] = { objs, decl: d, file, deps: new Set<object>(), code: null, at: pkg.vars.length };
	pkg.vars.push(entry);
	const resolve = (): void => {
		for (const o of objs) o.resolve = null;
		const code = new FuncCode(`${pkg.name}.init`, `${pkg.dir}/${file.file.path.replace(/^.*\//, '')}`);
		const fn = new Fn(prog, file, code, null, file.scope, reachedNames(d.values), entry.deps);
		fn.pos = d.pos;
		const type = d.type ? typeOf(fn, d.type) : null;
		if (type) for (const o of objs) o.type = type;
		if (d.embed !== '' && type) {
			const text = embeds?.get(d.embed);
			if (text === undefined) prog.error(file.file.path, d.pos, `pattern ${d.embed}: no matching files found`);
			else for (const o of objs) o.box[0] = type.u.kind === 'string' ? text : stringToBytes(text);
			return;
		}
		if (d.values.length === 0) {
			for (const o of objs) o.box[0] = zeroOf(o.type)();
			return;
		}
		const values = unpack(
			fn,
			d.values,
			d.names.length,
			objs.map(() => type),
			d.names[0]?.pos ?? d.pos
		);
		objs.forEach((o, i) => {
			const x = values?.[i];
			if (!x || x.mode === 'invalid') return;
			if (!type) {
				o.type = x.mode === 'nil' ? invalid : defaultType(x.type);
				if (x.mode === 'nil') fn.error(x.e.pos, 'use of untyped nil in variable declaration');
			}
			const value = assign(fn, x, o.type, 'variable declaration');
			fn.emit((fr) => {
				o.box[0] = value(fr);
			});
		});
		for (const o of objs) o.box[0] = zeroOf(o.type)();
		fn.emit((fr) => {
			fr.result = undefined;
		});
		code.epilogue = code.steps.length;
		finish(fn);
		entry.code = code;
	};
	objs.forEach((o, i) => {
		o.resolve = resolve;
		put(o.name, d.names[i]?.pos ?? d.pos, o);
	});
	void isUntyped;
}
/** Checks everything of a package of the learner's. */
function check(prog: Program, pkg: Package): void {
	for (const o of pkg.scope.names.values()) {
		if (o.kind === 'const' || o.kind === 'var' || o.kind === 'type') o.resolve?.();
		if (o.kind === 'type' && !o.generic) {
			void o.type.u;
			for (const m of o.type.declared.values()) m.type();
		}
		if (o.kind === 'func' && o.decl.type.tparams.length === 0) funcType(prog, o);
	}
	for (const v of pkg.vars) for (const o of v.objs) o.resolve?.();
	for (const o of pkg.funcs) {
		if (o.decl.type.tparams.length > 0) continue;
		if ((o.name === 'main' && pkg.name === 'main') || o.name === 'init') {
			const { params, results } = o.decl.type;
			if (params.length + results.length > 0) prog.error(o.file.file.path, o.decl.name.pos, `func ${o.name} must have no arguments and no return values`);
		}
		if (!o.decl.body) prog.error(o.file.file.path, o.decl.pos + 5, 'missing function body');
		else funcOf(prog, o).code?.compile?.();
	}
	for (const o of pkg.scope.names.values())
		if (o.kind === 'type' && !o.generic && o.type.kind === 'named' && o.type.pkg === pkg.path)
			for (const m of o.type.declared.values()) m.func().code?.compile?.();
	// Generic code may ask for more generic code while it is checked.
	for (let next = prog.pending.pop(); next; next = prog.pending.pop()) next();
	for (const f of pkg.files) {
		for (const d of f.file.decls) if (isGeneric(pkg, d)) mentions(f, d);
	}
	for (const f of pkg.files)
		for (const i of f.imports)
			if (!i.used) {
				const last = i.path.slice(i.path.lastIndexOf('/') + 1);
				prog.error(f.file.path, i.pos, `${JSON.stringify(i.path)} imported${last === i.name ? '' : ` as ${i.name}`} and not used`);
			}
}

/** Declarations whose bodies are only checked with type arguments. */
function isGeneric(pkg: Package, d: Decl): boolean {
	if (d.k === 'Type') return d.tparams.length > 0;
	if (d.k !== 'Func') return false;
	const o = d.recv ? pkg.scope.names.get(receiverBase(d.recv).name) : undefined;
	return d.type.tparams.length > 0 || (o?.kind === 'type' && o.generic !== null);
}
/** Marks the imports that a piece of syntax names as used. */
function mentions(f: FileScope, node: unknown): void {
	if (typeof node !== 'object' || node === null) return;
	const e = node as { k?: string; x?: { k?: string; name?: string } };
	if (e.k === 'Selector' && e.x?.k === 'Ident') for (const i of f.imports) if (i.name === e.x.name) i.used = true;
	for (const value of Object.values(node)) mentions(f, value);
}

/** The order in which packages and their variables are initialised: code to run, one after the other. */
export function initOrder(prog: Program, main: Package): FuncCode[] {
	const out: FuncCode[] = [];
	const seen = new Set<Package>();
	const visit = (pkg: Package): void => {
		if (seen.has(pkg)) return;
		seen.add(pkg);
		for (const i of pkg.imports) visit(i);
		for (const v of pkg.vars) for (const o of v.objs) o.resolve?.();
		out.push(...variables(pkg));
		for (const o of pkg.inits) {
			const { code } = funcOf(prog, o);
			if (code) {
				if (code.compile) {
					const { compile } = code;
					code.compile = null;
					compile();
				}
				out.push(code);
			}
		}
	};
	visit(main);
	return out;
}
/** A package's variables: each after those that it needs, directly or through functions. */
function variables(pkg: Package): FuncCode[] {
	const owner = new Map<object, (typeof pkg.vars)[number]>();
	for (const v of pkg.vars) for (const o of v.objs) owner.set(o, v);
	const done = new Set<object>();
	const out: FuncCode[] = [];
	const need = (deps: ReadonlySet<object>, passed: Set<object>): void => {
		for (const d of deps) {
			if (passed.has(d)) continue;
			passed.add(d);
			const v = owner.get(d);
			if (v) emit(v);
			else need(pkg.uses.get(d) ?? new Set(), passed);
		}
	};
	const emit = (v: (typeof pkg.vars)[number]): void => {
		if (done.has(v)) return;
		done.add(v);
		need(v.deps, new Set());
		if (v.code) out.push(v.code);
	};
	for (const v of pkg.vars) emit(v);
	return out;
}
