// What names mean while a program is compiled: objects, scopes, packages, and the function whose steps are being made.
// Invariant: a variable that a closure or an explicit & may reach lives in a box, made anew each time its declaration runs.
import type { Code, FuncCode, Step } from './machine.ts';
import { columnOf, type FuncDecl, lineOf, type Pos, type SourceFile, type TypeDecl, type VarDecl } from './syntax.ts';
import { type Type, Types, typeString } from './types.ts';
import type { Func, NativeLong, NativeSync, Value } from './values.ts';

export type Const = bigint | number | string | boolean;
export interface VarObj {
	readonly kind: 'var';
	readonly name: string;
	type: Type;
	readonly pos: Pos;
	used: boolean;
	/** null: a package's variable, in `box`. */
	readonly fn: Fn | null;
	readonly slot: number;
	readonly boxed: boolean;
	readonly box: Value[];
	/** Package variables: their declaration, until it is checked. */
	resolve: (() => void) | null;
	readonly pkg: Package | null;
}
export interface ConstObj {
	readonly kind: 'const';
	readonly name: string;
	readonly pos: Pos;
	type: Type;
	val: Const;
	resolve: (() => void) | null;
}
export interface TypeObj {
	readonly kind: 'type';
	readonly name: string;
	readonly pos: Pos;
	type: Type;
	/** A generic type: its declaration, and where. */
	readonly generic: {
		readonly decl: TypeDecl;
		readonly file: FileScope;
		readonly made: Map<string, Type>;
		readonly methods: FuncDecl[];
		readonly methodFiles: FileScope[];
	} | null;
	resolve: (() => void) | null;
}
export interface FuncObj {
	readonly kind: 'func';
	readonly name: string;
	readonly pos: Pos;
	readonly decl: FuncDecl;
	readonly file: FileScope;
	type: Type | null;
	func: Func | null;
	readonly made: Map<string, { type: Type; func: Func }>;
}
export interface PkgObj {
	readonly kind: 'pkg';
	readonly name: string;
	readonly pos: Pos;
	readonly pkg: Package;
	readonly path: string;
	used: boolean;
}
export type Obj =
	| VarObj
	| ConstObj
	| TypeObj
	| FuncObj
	| PkgObj
	| { readonly kind: 'builtin'; readonly name: string; readonly pos: Pos }
	| { readonly kind: 'nil'; readonly name: string; readonly pos: Pos };

export class Scope {
	readonly up: Scope | null;
	readonly names = new Map<string, Obj>();
	constructor(up: Scope | null) {
		this.up = up;
	}
	find(name: string): Obj | undefined {
		let found = this.names.get(name);
		for (let s = this.up; s && !found; s = s.up) found = s.names.get(name);
		return found;
	}
}
/** A file's scope: its imports over its package's names. */
export interface FileScope {
	readonly file: SourceFile;
	readonly pkg: Package;
	readonly scope: Scope;
	readonly imports: PkgObj[];
}
export interface StdPackage {
	readonly source: string;
	readonly natives?: Readonly<Record<string, NativeSync>>;
	readonly long?: Readonly<Record<string, NativeLong>>;
	/** What the package adds to a binary beyond what it imports, in bytes: measured. */
	readonly size?: number;
}
export class Package {
	readonly path: string;
	name = '';
	readonly scope: Scope;
	readonly std: StdPackage | null;
	/** Directory of its files, for stack traces. */
	readonly dir: string;
	readonly imports: Package[] = [];
	readonly funcs: FuncObj[] = [];
	readonly inits: FuncObj[] = [];
	/** Initialisation of its variables, in order of declaration. */
	readonly vars: {
		readonly objs: readonly VarObj[];
		readonly decl: VarDecl;
		readonly file: FileScope;
		deps: Set<object>;
		code: FuncCode | null;
		readonly at: number;
	}[] = [];
	/** What a package's function refers to. */
	readonly uses = new Map<object, Set<object>>();
	files: FileScope[] = [];
	constructor(path: string, universe: Scope, std: StdPackage | null, dir: string) {
		this.path = path;
		this.scope = new Scope(universe);
		this.std = std;
		this.dir = dir;
	}
}
export interface GoError {
	readonly path: string;
	readonly pos: Pos;
	readonly message: string;
}
export class Program {
	readonly types = new Types();
	readonly universe = new Scope(null);
	readonly packages = new Map<string, Package>();
	readonly errors: GoError[] = [];
	/** Generic code of the learner's that was asked for with type arguments and is still to be checked. */
	readonly pending: (() => void)[] = [];
	error(path: string, pos: Pos, message: string): void {
		if (!this.errors.some((e) => e.path === path && e.pos === pos)) this.errors.push({ path, pos, message });
	}
}
export interface Label {
	pc: number;
}
export interface Target {
	readonly label: string;
	readonly onBreak: Label;
	readonly onContinue: Label | null;
	used: boolean;
}
/** A function whose steps are being made. */
export class Fn {
	readonly prog: Program;
	readonly file: FileScope;
	readonly code: FuncCode;
	readonly outer: Fn | null;
	scope: Scope;
	private slots: number;
	readonly captures: VarObj[] = [];
	/** Result types, and the variables of named results. */
	results: readonly Type[] = [];
	resultVars: readonly VarObj[] | null = null;
	/** Names that closures or & may reach, anywhere in the declaration. */
	readonly reached: ReadonlySet<string>;
	readonly targets: Target[] = [];
	fallthrough: Label | null = null;
	/** Function literals in it so far: they are named by number. */
	literals = 0;
	iota: number | null = null;
	readonly deps: Set<object>;
	readonly declared: VarObj[] = [];
	pos: Pos = 0;

	constructor(prog: Program, file: FileScope, code: FuncCode, outer: Fn | null, scope: Scope, reached: ReadonlySet<string>, deps: Set<object>) {
		this.prog = prog;
		this.file = file;
		this.code = code;
		this.outer = outer;
		this.scope = new Scope(scope);
		this.slots = 0;
		this.reached = reached;
		this.deps = deps;
	}
	get pkg(): Package {
		return this.file.pkg;
	}
	get types(): Types {
		return this.prog.types;
	}
	error(pos: Pos, message: string): void {
		this.prog.error(this.file.file.path, pos, message);
	}
	str(t: Type): string {
		// FIDELITY: byte and uint8 are one type here; messages say byte, as most programs do.
		return typeString(t, this.pkg.path).replaceAll(/\buint8\b/g, 'byte');
	}
	slot(): number {
		return this.slots++;
	}
	emit(step: Step): void {
		this.code.steps.push(step);
		this.code.lines.push(this.pos);
	}
	here(label: Label): void {
		label.pc = this.code.steps.length;
	}
	jump(label: Label): void {
		this.emit((fr) => {
			fr.pc = label.pc;
		});
	}
	/** Keeps a value in a slot of its own: evaluated now. */
	keep(code: Code): Code {
		const t = this.slot();
		this.emit((fr) => {
			fr.l[t] = code(fr);
		});
		return (fr) => fr.l[t];
	}
	push(): void {
		this.scope = new Scope(this.scope);
	}
	pop(): void {
		this.scope = this.scope.up as Scope;
	}
	/** A new local variable; its slot is filled by the caller with `init`. */
	declare(name: string, type: Type, pos: Pos, report = true): VarObj {
		const obj: VarObj = {
			kind: 'var',
			name,
			type,
			pos,
			used: false,
			fn: this,
			slot: this.slot(),
			boxed: this.reached.has(name),
			box: [],
			resolve: null,
			pkg: null
		};
		if (name !== '_') {
			const old = this.scope.names.get(name);
			if (old)
				this.error(pos, `${name} redeclared in this block\n\t${this.file.file.path}:${lineOf(old.pos)}:${columnOf(old.pos)}: other declaration of ${name}`);
			this.scope.names.set(name, obj);
			if (report) this.declared.push(obj);
		}
		return obj;
	}
	/** The number of a captured variable in this function's closure. */
	capture(obj: VarObj): number {
		const at = this.captures.indexOf(obj);
		return at >= 0 ? at : this.captures.push(obj) - 1;
	}
	/** The box of a variable, as seen from this function. */
	boxCode(obj: VarObj): Code {
		const { slot, box } = obj;
		if (!obj.fn) return () => box;
		if (obj.fn === this) return (fr) => fr.l[slot];
		const k = this.capture(obj);
		return (fr) => fr.c[k];
	}
	load(obj: VarObj): Code {
		const { slot, box } = obj;
		if (!obj.fn) return () => box[0];
		if (obj.fn === this) return obj.boxed ? (fr) => (fr.l[slot] as Value[])[0] : (fr) => fr.l[slot];
		const k = this.capture(obj);
		return (fr) => (fr.c[k] as Value[])[0];
	}
	/** Puts a value in a variable that begins to live. */
	init(obj: VarObj, value: Code): void {
		const { slot } = obj;
		if (obj.boxed)
			this.emit((fr) => {
				fr.l[slot] = [value(fr)];
			});
		else
			this.emit((fr) => {
				fr.l[slot] = value(fr);
			});
	}
}
