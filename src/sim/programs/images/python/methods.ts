// The methods of Python's built-in containers and numbers, and which type has which.
import type { Sys } from '../../../engine/index.ts';
import type { Core as Evaluator } from './core.ts';
import { iteratorOf } from './iteration.ts';
import { bytes, formatText, strings, type Method } from './methods-text.ts';
import { indexOf, same, sorted } from './operations.ts';
import { bare, Bytes, Dict, dictOf, floatText, Iter, List, Native, PySet, Raised, Range, Tuple, type Keywords, type Value } from './values.ts';

type Slow<T> = (of: T, args: Value[], vm: Evaluator, keywords: Keywords) => Sys<Value>;

const lists: Readonly<Record<string, Method<List>>> = {
	append: (l, [v]) => {
		l.items.push(v ?? null);
		return null;
	},
	pop: (l, [i], vm) => {
		if (l.items.length === 0) vm.raise('IndexError', 'pop from empty list');
		return l.items.splice(i === undefined ? l.items.length - 1 : indexOf(vm, l.items.length, i, 'pop'), 1)[0] ?? null;
	},
	insert: (l, [i, v]) => {
		l.items.splice(Number(i), 0, v ?? null);
		return null;
	},
	reverse: (l) => {
		l.items.reverse();
		return null;
	},
	clear: (l) => {
		l.items = [];
		return null;
	},
	copy: (l) => new List([...l.items]),
	__len__: (l) => BigInt(l.items.length)
};
function* position(items: readonly Value[], v: Value, vm: Evaluator): Sys<number> {
	for (const [i, one] of items.entries()) if (one === v || (yield* same(vm, one, v))) return i;
	return -1;
}
function* counted(items: readonly Value[], v: Value, vm: Evaluator): Sys<bigint> {
	let n = 0n;
	for (const one of items) if (one === v || (yield* same(vm, one, v))) n++;
	return n;
}
const slowLists: Readonly<Record<string, Slow<List>>> = {
	*extend(l, [items], vm) {
		l.items.push(...(yield* vm.iterate(items ?? null)));
		return null;
	},
	*sort(l, _args, vm, keywords) {
		l.items = yield* sorted(vm, l.items, keywords);
		return null;
	},
	*remove(l, [v], vm) {
		const i = yield* position(l.items, v ?? null, vm);
		if (i < 0) vm.raise('ValueError', 'list.remove(x): x not in list');
		l.items.splice(i, 1);
		return null;
	},
	*index(l, [v, from], vm) {
		const start = Number(from ?? 0);
		const i = yield* position(l.items.slice(start), v ?? null, vm);
		return i < 0 ? vm.raise('ValueError', `${yield* vm.repr(v ?? null)} is not in list`) : BigInt(i + start);
	},
	*count(l, [v], vm) {
		return yield* counted(l.items, v ?? null, vm);
	}
};
const slowTuples: Readonly<Record<string, Slow<Tuple>>> = {
	*index(t, [v], vm) {
		const i = yield* position(t.items, v ?? null, vm);
		return i < 0 ? vm.raise('ValueError', 'tuple.index(x): x not in tuple') : BigInt(i);
	},
	*count(t, [v], vm) {
		return yield* counted(t.items, v ?? null, vm);
	},
	*__len__(t) {
		return BigInt(t.items.length);
	}
};
/** A view of a dict: walked as it is then, with a length and a text. */
export class DictView extends Iter {
	readonly of: Dict;
	readonly draw: (row: [Value, Value]) => Value;
	constructor(name: string, of: Dict, draw: (row: [Value, Value]) => Value) {
		super(name, function* () {
			return undefined;
		});
		this.of = of;
		this.draw = draw;
	}
	get items(): Value[] {
		return [...this.of.map.values()].map(this.draw);
	}
}
const dicts: Readonly<Record<string, Method<Dict>>> = {
	get: (d, [k, other], vm, keywords) => d.map.get(vm.key(k ?? null))?.[1] ?? (d.map.has(vm.key(k ?? null)) ? null : (other ?? keywords.get('default') ?? null)),
	copy: (d) => dictOf(d.map.values()),
	clear: (d) => {
		d.map.clear();
		return null;
	},
	pop: (d, [k, other], vm) => {
		const key = vm.key(k ?? null);
		const found = d.map.get(key);
		if (!found) {
			if (other === undefined) throw new Raised(vm.exception('KeyError', [k ?? null]));
			return other;
		}
		d.map.delete(key);
		return found[1];
	},
	popitem: (d, _args, vm) => {
		const last = [...d.map].at(-1);
		if (!last) throw new Raised(vm.exception('KeyError', ['popitem(): dictionary is empty']));
		d.map.delete(last[0]);
		return new Tuple(last[1]);
	},
	setdefault: (d, [k, v], vm) => {
		const key = vm.key(k ?? null);
		const found = d.map.get(key);
		if (found) return found[1];
		d.map.set(key, [k ?? null, v ?? null]);
		return v ?? null;
	},
	__len__: (d) => BigInt(d.map.size),
	__contains__: (d, [k], vm) => d.map.has(vm.key(k ?? null)),
	__setitem__: (d, [k, v], vm) => {
		d.map.set(vm.key(k ?? null), [k ?? null, v ?? null]);
		return null;
	},
	__delitem__: (d, [k], vm) => {
		if (!d.map.delete(vm.key(k ?? null))) throw new Raised(vm.exception('KeyError', [k ?? null]));
		return null;
	}
};
const slowDicts: Readonly<Record<string, Slow<Dict>>> = {
	*keys(d) {
		return new DictView('dict_keys', d, ([k]) => k);
	},
	*values(d) {
		return new DictView('dict_values', d, ([, v]) => v);
	},
	*items(d) {
		return new DictView('dict_items', d, (row) => new Tuple(row));
	},
	*update(d, [o], vm, keywords) {
		yield* fillDict(vm, d, o, keywords);
		return null;
	},
	*fromkeys(_d, [keys = null, value = null], vm) {
		return dictOf((yield* vm.iterate(keys)).map((k) => [k, value]));
	},
	*__getitem__(d, [k], vm) {
		return yield* vm.item(d, k ?? null);
	},
	*__iter__(d, _args, vm) {
		return yield* iteratorOf(vm, d);
	}
};
/** dict(…)'s and update's reading of a mapping or of pairs. */
export function* fillDict(vm: Evaluator, made: Dict, given: Value | undefined, keywords: Keywords): Sys<void> {
	const from = given === undefined || given === null ? null : bare(given);
	if (from instanceof Dict) for (const [k, row] of from.map) made.map.set(k, [row[0], row[1]]);
	else if (from !== null && given !== undefined && vm.typeOf(given).find('keys') !== undefined)
		for (const k of yield* vm.iterate(yield* vm.invoke(yield* vm.attribute(given, 'keys'), [], new Map())))
			made.map.set(vm.key(k), [k, yield* vm.item(given, k)]);
	else if (from !== null)
		for (const [i, row] of (yield* vm.iterate(given ?? null)).entries()) {
			const pair = yield* vm.iterate(row);
			if (pair.length !== 2) vm.raise('ValueError', `dictionary update sequence element #${i} has length ${pair.length}; 2 is required`);
			const [k = null, v = null] = pair;
			made.map.set(vm.key(k), [k, v]);
		}
	for (const [k, v] of keywords) made.map.set(`s${k}`, [k, v]);
}
const sets: Readonly<Record<string, Method<PySet>>> = {
	add: (s, [v], vm) => {
		const key = vm.key(v ?? null);
		if (!s.map.has(key)) s.map.set(key, v ?? null);
		return null;
	},
	discard: (s, [v], vm) => {
		s.map.delete(vm.key(v ?? null));
		return null;
	},
	remove: (s, [v], vm) => {
		if (!s.map.delete(vm.key(v ?? null))) throw new Raised(vm.exception('KeyError', [v ?? null]));
		return null;
	},
	pop: (s, _args, vm) => {
		const first = [...s.map][0];
		if (!first) throw new Raised(vm.exception('KeyError', ['pop from an empty set']));
		s.map.delete(first[0]);
		return first[1];
	},
	clear: (s) => {
		s.map.clear();
		return null;
	},
	copy: (s) => setOf(s.map.values(), s),
	__len__: (s) => BigInt(s.map.size)
};
function setOf(items: Iterable<Value>, like: PySet): PySet {
	const made = new PySet(like.frozen);
	for (const [k, v] of like.map) if ([...items].includes(v)) made.map.set(k, v);
	return made;
}
const slowSets: Readonly<Record<string, Slow<PySet>>> = Object.fromEntries(
	(
		[
			'union',
			'intersection',
			'difference',
			'symmetric_difference',
			'update',
			'issubset',
			'issuperset',
			'isdisjoint',
			'intersection_update',
			'difference_update'
		] as const
	).map((name) => [
		name,
		function* (s: PySet, args: Value[], vm: Evaluator): Sys<Value> {
			const made = name.endsWith('update') ? s : new PySet(s.frozen);
			if (made !== s) for (const [k, v] of s.map) made.map.set(k, v);
			for (const arg of args) {
				const other = new Map((yield* vm.iterate(arg)).map((v) => [vm.key(v), v] as const));
				switch (name) {
					case 'union':
					case 'update':
						for (const [k, v] of other) if (!made.map.has(k)) made.map.set(k, v);
						break;
					case 'intersection':
					case 'intersection_update':
						for (const k of [...made.map.keys()]) if (!other.has(k)) made.map.delete(k);
						break;
					case 'difference':
					case 'difference_update':
						for (const k of other.keys()) made.map.delete(k);
						break;
					case 'symmetric_difference':
						for (const [k, v] of other) if (!made.map.delete(k)) made.map.set(k, v);
						break;
					case 'issubset':
						return [...s.map.keys()].every((k) => other.has(k));
					case 'issuperset':
						return [...other.keys()].every((k) => s.map.has(k));
					case 'isdisjoint':
						return ![...other.keys()].some((k) => s.map.has(k));
				}
			}
			return name.endsWith('update') ? null : made;
		}
	])
);
const slowStrings: Readonly<Record<string, Slow<string>>> = {
	*join(s, [items], vm) {
		const parts: string[] = [];
		for (const [i, v] of (yield* vm.iterate(items ?? null)).entries()) {
			const one = bare(v);
			parts.push(typeof one === 'string' ? one : vm.raise('TypeError', `sequence item ${i}: expected str instance, ${vm.typeOf(v).name} found`));
		}
		return parts.join(s);
	},
	*format(s, args, vm, keywords) {
		return yield* formatText(vm, s, args, keywords);
	},
	*format_map(s, [map], vm) {
		const of = bare(map ?? null);
		return yield* formatText(vm, s, [], new Map(of instanceof Dict ? [...of.map.values()].map(([k, v]) => [String(k), v]) : []));
	}
};
const slowBytes: Readonly<Record<string, Slow<Bytes>>> = {
	*join(b, [items], vm) {
		return new Bytes(
			(yield* vm.iterate(items ?? null))
				.map((v) => (v instanceof Bytes ? v.data : vm.raise('TypeError', `sequence item 0: expected a bytes-like object, ${vm.typeOf(v).name} found`)))
				.join(b.data)
		);
	}
};
const integers: Readonly<Record<string, Method<bigint>>> = {
	bit_length: (n) => BigInt(n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length),
	bit_count: (n) => BigInt([...(n < 0n ? -n : n).toString(2)].filter((c) => c === '1').length),
	to_bytes: (n, [size, order], _vm, k) => {
		const width = Number(size ?? k.get('length') ?? 1n);
		const all =
			n
				.toString(16)
				.padStart(width * 2, '0')
				.match(/../g) ?? [];
		const out = all.map((h) => String.fromCharCode(parseInt(h, 16)));
		return new Bytes(((order ?? k.get('byteorder')) === 'little' ? out.reverse() : out).join(''));
	},
	from_bytes: (_n, [b, order], _vm, k) => {
		const data = b instanceof Bytes ? [...b.data] : [];
		return ((order ?? k.get('byteorder')) === 'little' ? data.reverse() : data).reduce((sum, c) => sum * 256n + BigInt(c.charCodeAt(0)), 0n);
	},
	conjugate: (n) => n
};
const floats: Readonly<Record<string, Method<number>>> = {
	is_integer: (n) => Number.isInteger(n),
	hex: (n) => floatText(n),
	as_integer_ratio: (n) => new Tuple([BigInt(Math.round(n)), 1n])
};
const none = {};
const tables: Readonly<Record<string, readonly [object, object]>> = {
	str: [strings, slowStrings],
	bytes: [bytes, slowBytes],
	list: [lists, slowLists],
	dict: [dicts, slowDicts],
	set: [sets, slowSets],
	frozenset: [sets, slowSets],
	tuple: [none, slowTuples],
	int: [integers, none],
	bool: [integers, none],
	float: [floats, none]
};
/** Names of a built-in type's methods. */
export const methodNames = (type: string): string[] => (tables[type] ?? []).flatMap((table) => Object.keys(table));
/** Whether a built-in type has a method. */
export const hasMethod = (type: string, name: string): boolean => (tables[type] ?? []).some((table) => Object.hasOwn(table, name));

/** A built-in value's method, bound; null when it has none of the name. */
export function methodOf(vm: Evaluator, of: Value, name: string): Native | null {
	if (of instanceof Range && ['start', 'stop', 'step'].includes(name)) return null;
	const pair = tables[vm.typeOf(of).name];
	if (!pair) return null;
	const [quick, slow] = pair as readonly [Record<string, Method<Value>>, Record<string, Slow<Value>>];
	if (Object.hasOwn(quick, name)) {
		const method = quick[name] as Method<Value>;
		return new Native(name, function* (args, keywords) {
			return method(of, args, vm, keywords);
		});
	}
	if (!Object.hasOwn(slow, name)) return null;
	const method = slow[name] as Slow<Value>;
	return new Native(name, (args, keywords) => method(of, args, vm, keywords));
}
