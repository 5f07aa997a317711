// A function's body becomes steps: parameters and results get their slots, then the statements, then the way out through deferred calls.
// Also function literals. Invariant: `epilogue` is where a recovered panic goes on.
import { type Code, FuncCode } from './machine.ts';
import { type Operand, valueOf } from './operand.ts';
import { type FileScope, Fn, type Program, type Scope, type VarObj } from './scope.ts';
import { statement, terminates } from './stmt.ts';
import type { Block, FuncDecl, FuncLit, FuncType } from './syntax.ts';
import type { Type } from './types.ts';
import { signature, typeOf } from './typing.ts';
import { Func, type Value, zeroOf } from './values.ts';

/** Names that closures mention and names whose address is taken, anywhere in a body. */
export function reachedNames(node: unknown, inside = false, out = new Set<string>()): Set<string> {
	if (typeof node !== 'object' || node === null) return out;
	if (Array.isArray(node)) {
		for (const item of node) reachedNames(item, inside, out);
		return out;
	}
	const e = node as { k?: string; name?: unknown; op?: string; x?: { k?: string; name?: string } };
	if (e.k === 'Ident') {
		if (inside && typeof e.name === 'string') out.add(e.name);
		return out;
	}
	if (e.k === 'Unary' && e.op === '&' && e.x?.k === 'Ident' && e.x.name) out.add(e.x.name);
	if (e.k === 'FuncLit') inside = true;
	for (const key in node) if (key !== 'pos') reachedNames((node as Record<string, unknown>)[key], inside, out);
	return out;
}

function parameters(fn: Fn, type: FuncType, sig: Type): void {
	const boxes: VarObj[] = [];
	type.params.forEach((p, i) => {
		const obj = fn.declare(p.name?.name ?? '_', sig.params[i] as Type, p.name?.pos ?? fn.pos, false);
		if (obj.boxed) boxes.push(obj);
	});
	for (const obj of boxes) fn.init(obj, (fr) => fr.l[obj.slot]);
	fn.results = sig.results;
	if (!type.results.some((r) => r.name)) return;
	fn.resultVars = type.results.map((r, i) => {
		const obj = fn.declare(r.name?.name ?? '_', sig.results[i] as Type, r.name?.pos ?? fn.pos, false);
		fn.init(obj, zeroOf(obj.type));
		return obj;
	});
}
/** The body's steps and the way out. */
function body(fn: Fn, b: Block): void {
	for (const s of b.list) statement(fn, s, '');
	if (fn.results.length > 0 && !terminates(b)) fn.prog.error(fn.file.file.path, b.end, 'missing return');
	fn.pos = b.end;
	const { resultVars } = fn;
	if (fn.results.length === 0 || !resultVars)
		fn.emit((fr) => {
			fr.result = undefined;
		});
	fn.code.epilogue = fn.code.steps.length;
	finish(fn);
	for (const obj of fn.declared) if (!obj.used) fn.error(obj.pos, `declared and not used: ${obj.name}`);
}
/** Runs what was deferred, then returns fr.result or the named results. */
export function finish(fn: Fn): void {
	fn.emit((fr) => {
		if (fr.defers && fr.defers.length > 0) {
			fr.pc--;
			fr.g.m.runDeferred(fr);
		}
	});
	const loads: readonly Code[] | null = fn.resultVars?.map((obj) => fn.load(obj)) ?? null;
	const [only] = loads ?? [];
	const zeros = fn.results.map((t) => zeroOf(t));
	const zero = (): Value => (zeros.length === 1 ? (zeros[0]?.() ?? null) : zeros.map((z) => z()));
	if (loads)
		fn.emit((fr) => {
			fr.g.m.leave(fr, loads.length === 1 && only ? only(fr) : loads.map((l) => l(fr)));
		});
	else if (zeros.length === 0)
		fn.emit((fr) => {
			fr.g.m.leave(fr, undefined);
		});
	else
		fn.emit((fr) => {
			fr.g.m.leave(fr, fr.result === undefined ? zero() : fr.result);
		});
}

/** Compiles a declared function into `code`. */
export function compileFunction(prog: Program, file: FileScope, scope: Scope, decl: FuncDecl, code: FuncCode, recv: Type | null): void {
	const deps = new Set<object>();
	file.pkg.uses.set(decl, deps);
	const fn = new Fn(prog, file, code, null, scope, reachedNames(decl.body), deps);
	fn.pos = decl.pos;
	if (decl.recv) {
		const obj = fn.declare(decl.recv.name?.name ?? '_', recv ?? typeOf(fn, decl.recv.type), decl.recv.name?.pos ?? decl.pos, false);
		if (obj.boxed) fn.init(obj, (fr) => fr.l[obj.slot]);
	}
	parameters(fn, decl.type, signature(fn, decl.type));
	if (decl.body) body(fn, decl.body);
}
/** A function literal: its code once, a closure over the boxes of what it mentions each time. */
export function functionLiteral(fn: Fn, e: FuncLit): Operand {
	const sig = signature(fn, e.type);
	const code = new FuncCode(fn.outer ? `${fn.code.name}.${++fn.literals}` : `${fn.code.name}.func${++fn.literals}`, fn.code.file);
	const inner = new Fn(fn.prog, fn.file, code, fn, fn.scope, fn.reached, fn.deps);
	inner.pos = e.pos;
	parameters(inner, e.type, sig);
	body(inner, e.body);
	const boxes = inner.captures.map((obj) => fn.boxCode(obj));
	return valueOf(
		e,
		sig,
		(fr) =>
			new Func(
				code,
				boxes.map((b) => b(fr))
			)
	);
}
