// The patterns of a match statement against a value; what is captured is bound as it is met.
import type { Sys } from '../../../engine/index.ts';
import type { Core as Evaluator } from './core.ts';
import type { Frame } from './frame.ts';
import { compare } from './operations.ts';
import type { Pattern } from './syntax.ts';
import { bare, Class, Dict, dictOf, List, Raised, Tuple, type Value } from './values.ts';

const selves = new Set(['bool', 'bytearray', 'bytes', 'dict', 'float', 'frozenset', 'int', 'list', 'set', 'str', 'tuple']);

export function* matches(vm: Evaluator, p: Pattern, of: Value, f: Frame): Sys<boolean> {
	switch (p.kind) {
		case 'value': {
			const value = yield* vm.evaluate(p.of, f);
			return value === null || typeof value === 'boolean' ? of === value : yield* vm.truth(yield* compare(vm, '==', of, value));
		}
		case 'capture':
			if (p.name !== null) vm.store(p.name, of, f.scope);
			return true;
		case 'rest':
			return false;
		case 'sequence': {
			const v = bare(of);
			if (!(v instanceof List || v instanceof Tuple)) return false;
			const star = p.items.findIndex((one) => one.kind === 'rest');
			const { items } = v;
			if (star < 0 ? items.length !== p.items.length : items.length < p.items.length - 1) return false;
			for (const [i, one] of p.items.entries()) {
				if (one.kind === 'rest') {
					if (one.name !== null) vm.store(one.name, new List(items.slice(i, items.length - (p.items.length - 1 - i))), f.scope);
				} else if (!(yield* matches(vm, one, items[star >= 0 && i > star ? items.length - (p.items.length - i) : i] as Value, f))) return false;
			}
			return true;
		}
		case 'mapping': {
			const v = bare(of);
			if (!(v instanceof Dict)) return false;
			const left = new Map(v.map);
			for (const [node, one] of p.items) {
				const key = vm.key(yield* vm.evaluate(node, f));
				const row = v.map.get(key);
				if (!row || !(yield* matches(vm, one, row[1], f))) return false;
				left.delete(key);
			}
			if (p.rest !== null) vm.store(p.rest, dictOf(left.values()), f.scope);
			return true;
		}
		case 'class': {
			const type = yield* vm.evaluate(p.of, f);
			if (!vm.isA(of, type)) return false;
			if (p.items.length === 1 && type instanceof Class && selves.has(type.name)) return yield* matches(vm, p.items[0] as Pattern, of, f);
			const names = type instanceof Class ? type.find('__match_args__') : undefined;
			const rows: [string, Pattern][] = [
				...p.items.map((one, i): [string, Pattern] => [String(names instanceof Tuple ? (names.items[i] ?? '') : ''), one]),
				...p.named
			];
			for (const [name, one] of rows) {
				let value: Value;
				try {
					value = yield* vm.attribute(of, name);
				} catch (error) {
					if (error instanceof Raised) return false;
					throw error;
				}
				if (!(yield* matches(vm, one, value, f))) return false;
			}
			return true;
		}
		case 'either':
			for (const one of p.items) if (yield* matches(vm, one, of, f)) return true;
			return false;
		case 'as':
			if (!(yield* matches(vm, p.of, of, f))) return false;
			vm.store(p.name, of, f.scope);
			return true;
	}
}
