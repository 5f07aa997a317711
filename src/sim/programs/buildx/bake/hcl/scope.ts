// What names mean where an expression stands. Invariant: looking up decides nothing; it may evaluate what has no value yet.
import type { Range, Value } from './syntax.ts';

export interface Param {
	readonly name: string;
	/** "any" takes null too. */
	readonly type: 'any' | 'other';
	readonly convert: (value: Value) => Value;
}
export interface FunctionValue {
	readonly params: readonly Param[];
	readonly variadic?: Param | undefined;
	/** Throws Unsuitable. */
	readonly run: (args: readonly Value[]) => Value;
	/** For functions that look at expressions rather than values. */
	readonly lazy?: (args: readonly (() => Value)[]) => Value;
}
export interface Scope {
	lookup(name: string): Value | undefined;
	names(): string[];
	/** The value of `target.NAME.ATTRIBUTE`; undefined when the root is no kind of block. */
	block(root: string, names: readonly string[], places: readonly Range[]): { readonly value: Value } | undefined;
	function(name: string): FunctionValue | undefined;
	functionNames(): string[];
	/** This scope with more names. */
	with(more: ReadonlyMap<string, Value>): Scope;
}
export const nested = (outer: Scope, more: ReadonlyMap<string, Value>): Scope => {
	const inner: Scope = {
		...outer,
		lookup: (name) => more.get(name) ?? (more.has(name) ? null : outer.lookup(name)),
		names: () => [...more.keys(), ...outer.names()],
		with: (again) => nested(inner, again)
	};
	return inner;
};
