// Looking up and setting attributes: instances, classes, descriptors (properties, static and class methods, __get__), functions, super().
// Leaves out __slots__ and metaclasses. Invariant: the class's data descriptors come before the instance's own names, its functions after.
import type { Sys } from '../../../engine/index.ts';
import type { Core as Evaluator } from './core.ts';
import { hasMethod, methodOf } from './operations.ts';
import { Bound, Class, Dict, Func, Instance, Iter, Module, Native, Raised, resume, str, Tuple, typeName, type Value } from './values.ts';

const none = new Map<string, Value>();
const kindOf = (v: Value): string => (v instanceof Instance ? v.type.name : '');

export interface Property {
	readonly get: Value;
	readonly set: Value;
	readonly delete: Value;
}

function namesOf(names: ReadonlyMap<string, Value>): Dict {
	const made = new Dict();
	for (const [k, v] of names) if (!k.startsWith('\0')) made.map.set(`s${k}`, [k, v]);
	return made;
}

/** What a class attribute gives when it is read on an instance. */
function* bound(vm: Evaluator, of: Value, type: Class, found: Value): Sys<Value> {
	if (found instanceof Func || found instanceof Native) return new Bound(of, found);
	if (found instanceof Instance) {
		switch (found.type.name) {
			case 'staticmethod':
				return found.inner as Value;
			case 'classmethod':
				return new Bound(type, found.inner as Value);
			case 'property':
				return yield* vm.invoke((found.inner as Property).get, [of], none);
		}
		if (found.type.find('__get__') !== undefined) return yield* vm.invoke(yield* vm.attribute(found, '__get__'), [of, type], none);
	}
	return found;
}

export function* attributeOf(vm: Evaluator, of: Value, name: string): Sys<Value> {
	if (of instanceof Instance) {
		if (of.type.name === 'super' && of.inner !== null) return yield* superAttribute(vm, of, name);
		const found = of.type.find(name);
		if (found instanceof Instance && (found.type.name === 'property' || found.type.find('__set__') !== undefined)) return yield* bound(vm, of, of.type, found);
		const own = of.names.get(name);
		if (own !== undefined) return own;
		if (found !== undefined) return yield* bound(vm, of, of.type, found);
		const given = of.names.get('args');
		if (given instanceof Tuple && (name === 'code' || name === 'value')) return given.items[0] ?? null;
		switch (name) {
			case '__class__':
				return of.type;
			case '__dict__': {
				const made = namesOf(of.names);
				return made;
			}
			case '__doc__':
			case '__cause__':
			case '__context__':
			case '__traceback__':
				return null;
			case '__module__':
				return of.type.module;
			case 'with_traceback':
				return new Native(name, function* () {
					return of;
				});
			case '__eq__':
				return new Native(name, function* ([other]) {
					return of === other;
				});
			case '__str__':
			case '__repr__':
			case '__hash__':
				return new Native(name, function* () {
					return name === '__hash__' ? 1n : name === '__str__' ? yield* vm.str(of) : yield* vm.repr(of);
				});
			case '__setattr__':
				return new Native(name, function* ([key = '', value = null]) {
					of.names.set(str(key), value);
					return null;
				});
		}
		if (of.value !== undefined) {
			const method = methodOf(vm, of.value, name);
			if (method) return method;
		}
		if (of.type.find('__getattr__') !== undefined) return yield* vm.invoke(new Bound(of, of.type.find('__getattr__') ?? null), [name], none);
		return missing(vm, of, `'${of.type.name}' object has no attribute '${name}'`, name);
	}
	if (of instanceof Module) {
		const found = of.names.get(name);
		if (found !== undefined) return found;
		if (name === '__name__') return of.name;
		if (name === '__dict__') return namesOf(of.names);
		const later = of.names.get('__getattr__');
		if (later !== undefined) return yield* vm.invoke(later, [name], none);
		return missing(vm, of, `module '${of.name}' has no attribute '${name}'`, name);
	}
	if (of instanceof Class) {
		switch (name) {
			case '__name__':
			case '__qualname__':
				return of.name;
			case '__module__':
				return of.module;
			case '__mro__':
				return new Tuple(of.mro);
			case '__bases__':
				return new Tuple(of.bases);
			case '__dict__':
				return namesOf(of.names);
			case '__class__':
				return vm.types.get('type') ?? null;
			case '__subclasses__':
				return new Native(name, function* () {
					return new Tuple([]);
				});
		}
		const found = of.find(name);
		if (found instanceof Instance && found.type.name === 'staticmethod') return found.inner as Value;
		if (found instanceof Instance && found.type.name === 'classmethod') return new Bound(of, found.inner as Value);
		if (found !== undefined) return found;
		if (name === '__doc__' || name === '__annotations__') return name === '__doc__' ? null : new Dict();
		if (name === '__new__')
			return new Native('__new__', function* ([type, ...args]) {
				const made = new Instance(type as Class);
				const maker = (type as Class).maker;
				if (maker?.construct) made.value = yield* maker.construct(args, none);
				return made;
			});
		if (name === '__init__' || name === '__setattr__' || name === '__init_subclass__' || name === '__getattribute__')
			return new Native(name, function* ([self = null, key = '', value = null]) {
				if (name === '__setattr__' && self instanceof Instance) self.names.set(str(key), value);
				return name === '__getattribute__' ? yield* attributeOf(vm, self, str(key)) : null;
			});
		const maker = of.maker;
		if (maker && hasMethod(maker.name, name))
			return new Native(name, function* ([self = null, ...args], keywords) {
				return yield* vm.invoke(yield* attributeOf(vm, self, name), args, keywords);
			});
		return missing(vm, of, `type object '${of.name}' has no attribute '${name}'`, name);
	}
	if (of instanceof Func) {
		const own = of.names.get(name);
		if (own !== undefined) return own;
		switch (name) {
			case '__name__':
				return of.name;
			case '__qualname__':
				return of.owner ? `${of.owner.name}.${of.name}` : of.name;
			case '__dict__':
				return namesOf(of.names);
			case '__doc__':
			case '__defaults__':
			case '__wrapped__':
				if (name !== '__wrapped__') return null;
				break;
			case '__module__': {
				let top = of.scope;
				while (top.outer && top.outer !== vm.builtins) top = top.outer;
				return top.names.get('__name__') ?? '__main__';
			}
			case '__code__': {
				const code = new Instance(new Class('code', []));
				code.names.set('co_varnames', new Tuple(of.parameters.map((p) => p.name)));
				code.names.set('co_argcount', BigInt(of.parameters.filter((p) => p.star === '' && p.only !== 'keyword').length));
				code.names.set('co_flags', of.flavour === 'async' ? 128n : 0n);
				return code;
			}
			case '__call__':
				return of;
			case '__get__':
				return new Native(name, function* ([self = null]) {
					return new Bound(self, of);
				});
		}
	}
	if (of instanceof Bound) {
		if (name === '__self__') return of.self;
		if (name === '__func__') return of.of;
		return yield* attributeOf(vm, of.of, name);
	}
	if (of instanceof Native && (name === '__name__' || name === '__qualname__')) return of.name;
	if ((of instanceof Native || of instanceof Func) && ['__doc__', '__module__'].includes(name)) return null;
	if (of instanceof Iter) {
		const method = drawing(vm, of, name);
		if (method) return method;
	}
	if (name === '__class__') return vm.typeOf(of);
	if (name === '__doc__') return null;
	const method = methodOf(vm, of, name);
	if (method !== null) return method;
	return missing(vm, of, `'${typeName(of)}' object has no attribute '${name}'`, name);
}
function missing(vm: Evaluator, of: Value, text: string, name: string): never {
	const made = vm.exception('AttributeError', [text]);
	made.names.set('name', name);
	made.names.set('obj', of);
	throw new Raised(made);
}

/** A generator's own methods. */
function drawing(vm: Evaluator, of: Iter, name: string): Native | null {
	const stop = (): never => {
		const made = vm.exception('StopIteration', of.result === null ? [] : [of.result]);
		made.names.set('value', of.result);
		throw new Raised(made);
	};
	switch (name) {
		case '__iter__':
			return new Native(name, function* () {
				return of;
			});
		case '__next__':
		case 'send':
			return new Native(name, function* ([sent = null]) {
				const value = of.routine && name === 'send' ? yield* resume(of, sent) : yield* of.next();
				return value === undefined ? stop() : value;
			});
		case 'throw':
			return new Native(name, function* ([error = null, more]) {
				const value = error instanceof Class ? yield* vm.invoke(error, more === undefined ? [] : [more], none) : error;
				const got = yield* resume(of, null, new Raised(value as Instance));
				return got === undefined ? stop() : got;
			});
		case 'close':
			return new Native(name, function* () {
				if (of.state === 'suspended')
					try {
						yield* resume(of, null, new Raised(vm.exception('GeneratorExit', [])));
					} catch (error) {
						if (!(error instanceof Raised && ['GeneratorExit', 'StopIteration'].includes(error.value.type.name))) throw error;
					}
				of.state = 'done';
				return null;
			});
	}
	return null;
}

/** super().name: what comes after the class in the order of the object's own class. */
function* superAttribute(vm: Evaluator, of: Instance, name: string): Sys<Value> {
	const { owner, self } = of.inner as { owner: Class; self: Value };
	const type = self instanceof Class ? self : vm.typeOf(self);
	for (const one of type.mro.slice(type.mro.indexOf(owner) + 1)) {
		const found = one.names.get(name);
		if (found === undefined) continue;
		if (self instanceof Class && found instanceof Instance && kindOf(found) === 'classmethod') return new Bound(self, found.inner as Value);
		if (name === '__new__') return found instanceof Instance ? (found.inner as Value) : found;
		return yield* bound(vm, self, type, found);
	}
	const base = vm.exceptions.get('BaseException');
	switch (name) {
		case '__new__':
			return yield* attributeOf(vm, vm.object, '__new__');
		case '__init__':
			return new Native(name, function* (args, keywords) {
				if (!(self instanceof Instance)) return null;
				if (base && self.type.isA(base)) self.names.set('args', new Tuple(args));
				else if (self.type.maker?.construct && typeof self.value === 'object' && args.length > 0) {
					const made = yield* self.type.maker.construct(args, keywords);
					if (self.value instanceof Dict && made instanceof Dict) for (const [k, row] of made.map) self.value.map.set(k, row);
					else self.value = made;
				}
				return null;
			});
		case '__init_subclass__':
		case '__set_name__':
		case '__post_init__':
			return new Native(name, function* () {
				return null;
			});
		case '__setattr__':
		case '__delattr__':
			return new Native(name, function* ([key = '', value = null]) {
				if (self instanceof Instance) {
					if (name === '__setattr__') self.names.set(str(key), value);
					else self.names.delete(str(key));
				}
				return null;
			});
		case '__getattribute__':
			return new Native(name, function* ([key = '']) {
				return yield* attributeOf(vm, self, str(key));
			});
		case '__eq__':
			return new Native(name, function* ([other]) {
				return self === other;
			});
		case '__str__':
		case '__repr__':
			return new Native(name, function* () {
				return self instanceof Instance && self.value !== undefined ? yield* vm.repr(self.value) : plain(vm, self, name);
			});
	}
	if (self instanceof Instance && self.value !== undefined) {
		const method = methodOf(vm, self.value, name);
		if (method) return method;
	}
	return missing(vm, of, `'super' object has no attribute '${name}'`, name);
}
/** object's own text, or an exception's. */
function plain(_vm: Evaluator, self: Value, name: string): string {
	if (!(self instanceof Instance)) return '';
	const args = self.names.get('args');
	if (name === '__str__' && args instanceof Tuple) return str(self);
	return `<${self.type.module}.${self.type.name} object at 0x7f3a5c0b9f10>`;
}

export function* setAttribute(vm: Evaluator, of: Value, name: string, value: Value): Sys<void> {
	if (of instanceof Instance) {
		const found = of.type.find(name);
		if (found instanceof Instance && found.type.name === 'property') {
			const { set } = found.inner as Property;
			if (set === null) vm.raise('AttributeError', `property '${name}' of '${of.type.name}' object has no setter`);
			return void (yield* vm.invoke(set, [of, value], none));
		}
		if (found instanceof Instance && found.type.find('__set__') !== undefined)
			return void (yield* vm.invoke(yield* attributeOf(vm, found, '__set__'), [of, value], none));
		const own = of.type.find('__setattr__');
		if (own !== undefined) return void (yield* vm.invoke(new Bound(of, own), [name, value], none));
		of.names.set(name, value);
	} else if (of instanceof Class || of instanceof Module || of instanceof Func) {
		if (of instanceof Class && of.module === 'builtins') vm.raise('TypeError', `cannot set '${name}' attribute of immutable type '${of.name}'`);
		of.names.set(name, value);
	} else vm.raise('AttributeError', `'${typeName(of)}' object has no attribute '${name}'`);
}
export function* deleteAttribute(vm: Evaluator, of: Value, name: string): Sys<void> {
	if (of instanceof Instance && of.type.find('__delattr__') !== undefined)
		return void (yield* vm.invoke(yield* attributeOf(vm, of, '__delattr__'), [name], none));
	if ((of instanceof Instance || of instanceof Class || of instanceof Module || of instanceof Func) && of.names.delete(name)) return;
	missing(vm, of, `'${typeName(of)}' object has no attribute '${name}'`, name);
}
