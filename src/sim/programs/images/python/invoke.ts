// Calls: arguments to parameters as CPython binds them, with its complaints; classes make instances; generators and coroutines start unrun.
import type { Sys } from '../../../engine/index.ts';
import type { Interpreter } from './interpreter.ts';
import type { Frame } from './frame.ts';
import { localsOf } from './scopes.ts';
import type { Node, Statement } from './syntax.ts';
import { Bound, Class, Dict, Func, Instance, Iter, Native, Scope, Tuple, typeName, type Keywords, type Value } from './values.ts';

const none: Keywords = new Map();

/** "'a'", "'a' and 'b'", "'a', 'b', and 'c'". */
const listed = (names: readonly string[]): string => (names.length > 2 ? `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}` : names.join(' and '));

function bind(vm: Interpreter, of: Func, args: readonly Value[], keywords: Keywords, scope: Scope): void {
	const shown = of.owner ? `${of.owner.name}.${of.name}` : of.name;
	const places = of.parameters.filter((p) => p.star === '' && p.only !== 'keyword');
	const byName = of.parameters.filter((p) => p.only === 'keyword');
	const used = new Set<string>();
	for (const [i, p] of places.entries()) {
		const named = p.only !== 'position' && keywords.has(p.name);
		if (i < args.length) {
			if (named) vm.raise('TypeError', `${shown}() got multiple values for argument '${p.name}'`);
			scope.names.set(p.name, args[i] as Value);
		} else if (named) {
			scope.names.set(p.name, keywords.get(p.name) as Value);
			used.add(p.name);
		} else if (of.fallbacks.has(p.name)) scope.names.set(p.name, of.fallbacks.get(p.name) as Value);
	}
	const star = of.parameters.find((p) => p.star === '*');
	const twice = of.parameters.find((p) => p.star === '**');
	for (const p of byName)
		if (keywords.has(p.name)) {
			scope.names.set(p.name, keywords.get(p.name) as Value);
			used.add(p.name);
		} else if (of.fallbacks.has(p.name)) scope.names.set(p.name, of.fallbacks.get(p.name) as Value);
	const extra = new Dict();
	for (const [k, v] of keywords) {
		if (used.has(k)) continue;
		if (!twice) vm.raise('TypeError', `${shown}() got an unexpected keyword argument '${k}'`);
		extra.map.set(`s${k}`, [k, v]);
	}
	if (args.length > places.length && !star) {
		const least = places.filter((p) => !of.fallbacks.has(p.name)).length;
		const takes =
			least === places.length
				? `${places.length} positional argument${places.length === 1 ? '' : 's'}`
				: `from ${least} to ${places.length} positional arguments`;
		vm.raise('TypeError', `${shown}() takes ${takes} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`);
	}
	const missing = places.filter((p) => !scope.names.has(p.name)).map((p) => `'${p.name}'`);
	if (missing.length)
		vm.raise('TypeError', `${shown}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${listed(missing)}`);
	const absent = byName.filter((p) => !scope.names.has(p.name)).map((p) => `'${p.name}'`);
	if (absent.length)
		vm.raise('TypeError', `${shown}() missing ${absent.length} required keyword-only argument${absent.length > 1 ? 's' : ''}: ${listed(absent)}`);
	if (star) scope.names.set(star.name, new Tuple(args.slice(places.length)));
	if (twice) scope.names.set(twice.name, extra);
}

function* callFunction(vm: Interpreter, of: Func, args: readonly Value[], keywords: Keywords): Sys<Value> {
	const scope = new Scope(of.scope);
	bind(vm, of, args, keywords, scope);
	scope.locals = of.locals ??= localsOf(of.parameters, of.body);
	const frame: Frame = { name: of.owner ? `${of.owner.name}.${of.name}` : of.name, file: of.file, scope, owner: of.owner, self: args[0] ?? null };
	if (!Array.isArray(of.body)) return yield* vm.deeper(vm.evaluate(of.body as Node, { ...frame, name: '<lambda>' }));
	const body = of.body as Statement[];
	const named = { ...frame, name: of.name };
	if (of.flavour === 'plain') return yield* vm.deeper(vm.body(body, named));
	return new Iter(of.flavour === 'async' ? 'coroutine' : 'generator', null, vm.body(body, named));
}

function* makeInstance(vm: Interpreter, type: Class, args: Value[], keywords: Keywords): Sys<Value> {
	const maker = type.maker;
	if (type === maker && type.construct) return yield* type.construct(args, keywords);
	const base = vm.exceptions.get('BaseException');
	const meta = type.find('\0call');
	if (meta !== undefined) return yield* vm.invoke(meta, [type, ...args], keywords);
	const own = type.find('__new__');
	let made: Value;
	if (own !== undefined) {
		made = yield* vm.invoke(own instanceof Instance ? (own.inner as Value) : own, [type, ...args], keywords);
		if (!(made instanceof Instance) || !made.type.isA(type)) return made;
	} else {
		const abstract = type.mro.flatMap((one) => [...one.names.keys()]).filter((name) => isAbstract(type.find(name)));
		if (abstract.length && type.mro.some((one) => one.name === 'ABC' || one.names.has('\0abstract'))) {
			const names = [...new Set(abstract)].sort();
			vm.raise(
				'TypeError',
				`Can't instantiate abstract class ${type.name} without an implementation for abstract method${names.length > 1 ? 's' : ''} ${names.map((name) => `'${name}'`).join(', ')}`
			);
		}
		made = new Instance(type);
		if (maker?.construct)
			made.value = yield* maker.construct(
				type.find('__init__') !== undefined && (maker.name === 'dict' || maker.name === 'list' || maker.name === 'set') ? [] : args,
				maker.name === 'dict' && type.find('__init__') === undefined ? keywords : none
			);
	}
	if (base && type.isA(base) && !made.names.has('args')) made.names.set('args', new Tuple(args));
	const init = type.find('__init__');
	if (init !== undefined) {
		const got = yield* vm.invoke(new Bound(made, init), args, keywords);
		if (got !== null) vm.raise('TypeError', `__init__() should return None, not '${typeName(got)}'`);
	} else if (base && type.isA(base)) {
		if (keywords.size > 0) vm.raise('TypeError', `${type.name}() takes no keyword arguments`);
	} else if (args.length + keywords.size > 0 && own === undefined && !maker) vm.raise('TypeError', `${type.name}() takes no arguments`);
	return made;
}
const isAbstract = (v: Value | undefined): boolean =>
	v instanceof Func
		? v.names.get('__isabstractmethod__') === true
		: v instanceof Instance && v.type.name === 'property'
			? isAbstract((v.inner as { get: Value }).get)
			: false;

export function* invokeValue(vm: Interpreter, of: Value, args: Value[], keywords: Keywords): Sys<Value> {
	if (of instanceof Func) return yield* callFunction(vm, of, args, keywords);
	if (of instanceof Native) return yield* of.run(args, keywords);
	if (of instanceof Bound) return yield* vm.invoke(of.of, [of.self, ...args], keywords);
	if (of instanceof Class) return yield* makeInstance(vm, of, args, keywords);
	if (of instanceof Instance) {
		if (of.type.name === 'staticmethod') return yield* vm.invoke(of.inner as Value, args, keywords);
		if (of.type.find('__call__') !== undefined) return yield* vm.invoke(yield* vm.attribute(of, '__call__'), args, keywords);
	}
	return vm.raise('TypeError', `'${typeName(of)}' object is not callable`);
}
