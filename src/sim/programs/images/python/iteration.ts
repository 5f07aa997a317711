// Iterators: what a for statement, a comprehension or next() draws from. Nothing is drawn before it is asked for.
// Invariant: a list that grows while it is walked is walked to its new end, as CPython does.
import type { Sys } from '../../../engine/index.ts';
import type { Core as Evaluator } from './core.ts';
import { DictView } from './methods.ts';
import { Bytes, Class, Dict, Instance, Iter, List, PySet, Raised, Range, Tuple, typeName, type Value } from './values.ts';

const none = new Map<string, Value>();

/** iter(v). */
export function* iteratorOf(vm: Evaluator, given: Value): Sys<Iter> {
	if (given instanceof DictView) {
		const rows = given.of.map.values();
		const { size } = given.of.map;
		return new Iter(`${given.name.slice(0, -1)}iterator`, function* () {
			if (given.of.map.size !== size) vm.raise('RuntimeError', 'dictionary changed size during iteration');
			const next = rows.next();
			return next.done ? undefined : given.draw(next.value);
		});
	}
	if (given instanceof Iter) return given;
	if (given instanceof Instance) {
		if (given.type.find('__iter__') !== undefined) {
			const made = yield* vm.invoke(yield* vm.attribute(given, '__iter__'), [], none);
			if (made instanceof Iter) return made;
			return made instanceof Instance && made.type.find('__next__') !== undefined ? drawn(vm, made) : yield* iteratorOf(vm, made);
		}
		if (given.type.find('__next__') !== undefined) return drawn(vm, given);
		if (given.value !== undefined) return yield* iteratorOf(vm, given.value);
		if (given.type.find('__getitem__') !== undefined) {
			let i = 0n;
			return new Iter('iterator', function* () {
				try {
					return yield* vm.item(given, i++);
				} catch (error) {
					if (error instanceof Raised && error.value.type.name === 'IndexError') return undefined;
					throw error;
				}
			});
		}
	}
	const v = given;
	let i = 0;
	if (v instanceof List)
		return new Iter('list_iterator', function* () {
			return i < v.items.length ? (v.items[i++] as Value) : undefined;
		});
	if (v instanceof Tuple)
		return new Iter('tuple_iterator', function* () {
			return i < v.items.length ? (v.items[i++] as Value) : undefined;
		});
	if (v instanceof Range) {
		let n = v.from;
		return new Iter('range_iterator', function* () {
			if (v.step > 0n ? n >= v.to : n <= v.to) return undefined;
			const now = n;
			n += v.step;
			return now;
		});
	}
	if (v instanceof Dict) {
		const size = v.map.size;
		const rows = v.map.values();
		return new Iter('dict_keyiterator', function* () {
			if (v.map.size !== size) vm.raise('RuntimeError', 'dictionary changed size during iteration');
			const next = rows.next();
			return next.done ? undefined : next.value[0];
		});
	}
	if (v instanceof PySet) {
		const size = v.map.size;
		const items = v.map.values();
		return new Iter('set_iterator', function* () {
			if (v.map.size !== size) vm.raise('RuntimeError', 'Set changed size during iteration');
			const next = items.next();
			return next.done ? undefined : next.value;
		});
	}
	if (typeof v === 'string' || v instanceof Bytes) {
		const all: Value[] = typeof v === 'string' ? [...v] : [...v.data].map((c) => BigInt(c.charCodeAt(0)));
		return new Iter(typeof v === 'string' ? 'str_ascii_iterator' : 'bytes_iterator', function* () {
			return i < all.length ? (all[i++] as Value) : undefined;
		});
	}
	if (v instanceof Class && v.names.has('\0members')) return yield* iteratorOf(vm, v.names.get('\0members') ?? null);
	return vm.raise('TypeError', `'${typeName(v)}' object is not iterable`);
}
/** An iterator over an object's __next__. */
function drawn(vm: Evaluator, of: Instance): Iter {
	return new Iter(of.type.name, function* () {
		try {
			return yield* vm.invoke(yield* vm.attribute(of, '__next__'), [], none);
		} catch (error) {
			if (error instanceof Raised && error.value.type.name === 'StopIteration') return undefined;
			throw error;
		}
	});
}
/** An iterator made of a routine that gives its values one by one. */
export const lazily = (name: string, routine: Sys<Value>): Iter => new Iter(name, null, routine);
