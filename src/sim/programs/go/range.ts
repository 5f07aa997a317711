// for … range: over slices, arrays, strings, maps, channels, integers and functions. Loop variables are new in each round.
// A function that yields runs as a goroutine of its own that hands over its values one by one; labels do not reach across it.
// range --------------------------------------------------------------------------------------------
import { closeChannel, receive, send } from './channels.ts';
import { expr, value, variable } from './expr.ts';
import { label, loop } from './flow.ts';
import type { Code } from './machine.ts';
import { assign, defaultType, describe, type Operand, own, typed, valueOf } from './operand.ts';
import { decodeRune } from './scan.ts';
import type { Fn, Label } from './scope.ts';
import { block } from './stmt.ts';
import { show, type Stmt } from './syntax.ts';
import { invalid, isInteger, isString, isUntyped, tInt, tRune, type Type } from './types.ts';
import { Chan, copyOf, Func, type GoMap, type Slice, type Value, zeroOf } from './values.ts';
export function rangeStmt(fn: Fn, s: Extract<Stmt, { k: 'Range' }>, name: string): void {
	fn.push();
	const x0 = value(fn, s.x);
	const x = isUntyped(x0.type) && x0.mode !== 'nil' ? (typed(fn, x0, defaultType(x0.type)) ?? x0) : x0;
	const types = x.mode === 'invalid' ? [invalid, invalid] : rangeTypes(fn, x, x0, s);
	const [top, next, end] = [label(), label(), label()];
	if (types && x.type.u.kind === 'func') {
		rangeFunc(fn, s, x, types, name);
		return fn.pop();
	}
	const held = fn.keep(x.type.u.kind === 'array' ? own(x) : x.code);
	const state = fn.slot();
	const [k, v] = [fn.slot(), fn.slot()];
	const begin = types ? steps(fn, x.type, held, state, k, v, end, s.value !== null) : null;
	if (begin) begin.start();
	fn.here(top);
	if (begin) begin.advance();
	fn.push();
	bindRange(fn, s, types ?? [invalid, invalid], [k, v]);
	loop(fn, name, end, next, () => block(fn, s.body.list));
	fn.pop();
	fn.here(next);
	fn.jump(top);
	fn.here(end);
	fn.pop();
}
/** Gives the round's key and value to the loop's variables. */
function bindRange(fn: Fn, s: Extract<Stmt, { k: 'Range' }>, types: readonly Type[], slots: readonly number[]): void {
	[s.key, s.value].forEach((e, i) => {
		if (!e || (e.k === 'Ident' && e.name === '_')) return;
		const [t, slot] = [types[i] ?? invalid, slots[i] ?? 0];
		const code: Code = (fr) => fr.l[slot];
		if (s.define) {
			if (e.k !== 'Ident') return fn.error(e.pos, `non-name ${show(e)} on left side of :=`);
			const o = fn.declare(e.name, t, e.pos);
			if (t === invalid) o.used = true;
			return fn.init(o, code);
		}
		const to = e.k === 'Ident' ? fn.scope.find(e.name) : undefined;
		const place = to?.kind === 'var' ? variable(fn, to) : expr(fn, e).place;
		if (!place) return fn.error(e.pos, `cannot assign to ${show(e)}`);
		const converted = assign(fn, valueOf(e, t, code), to?.kind === 'var' ? to.type : t, 'range clause');
		fn.emit((fr) => place.store(fr, converted(fr)));
	});
}
function rangeTypes(fn: Fn, x: Operand, shown: Operand, s: Extract<Stmt, { k: 'Range' }>): readonly Type[] | null {
	const { u } = x.type;
	const extra = (max: number): void => {
		const e = max === 1 ? s.value : s.key;
		if (e) fn.error(e.pos, `range over ${describe(fn, x)} permits ${max === 0 ? 'no' : 'only one'} iteration variable${max === 0 ? 's' : ''}`);
	};
	if (isString(x.type)) return [tInt, tRune];
	if (isInteger(x.type)) {
		extra(1);
		return [x.type];
	}
	switch (u.kind) {
		case 'slice':
		case 'array':
			return [tInt, u.elem as Type];
		case 'pointer':
			if (u.elem?.u.kind === 'array') return [tInt, u.elem.u.elem as Type];
			break;
		case 'map':
			return [u.key as Type, u.elem as Type];
		case 'chan':
			extra(1);
			return [u.elem as Type];
		case 'func':
			if (u.params[0]?.u.kind === 'func') return u.params[0].u.params;
	}
	fn.error(x.e.pos, `cannot range over ${describe(fn, shown)}`);
	return null;
}
/** How a round begins: fills the slots of key and value, or leaves the loop. */
function steps(fn: Fn, t: Type, held: Code, state: number, k: number, v: number, end: Label, wantsValue: boolean): { start: () => void; advance: () => void } {
	const { u } = t;
	const count = (n: (fr: Parameters<Code>[0]) => number, each: (fr: Parameters<Code>[0], i: number) => void): { start: () => void; advance: () => void } => {
		const limit = fn.slot();
		return {
			start: () =>
				fn.emit((fr) => {
					fr.l[state] = 0;
					fr.l[limit] = n(fr);
				}),
			advance: () =>
				fn.emit((fr) => {
					const i = fr.l[state] as number;
					if (i >= (fr.l[limit] as number)) fr.pc = end.pc;
					else {
						fr.l[state] = i + 1;
						fr.l[k] = i;
						each(fr, i);
					}
				})
		};
	};
	if (isInteger(t))
		return count(
			(fr) => Number(held(fr)),
			() => undefined
		);
	if (isString(t))
		return {
			start: () =>
				fn.emit((fr) => {
					fr.l[state] = 0;
				}),
			advance: () =>
				fn.emit((fr) => {
					const text = held(fr) as string;
					const i = fr.l[state] as number;
					if (i >= text.length) return void (fr.pc = end.pc);
					const [rune, width] = decodeRune(text, i);
					fr.l[k] = i;
					fr.l[v] = rune;
					fr.l[state] = i + width;
				})
		};
	const elem = (u.kind === 'pointer' ? u.elem?.u.elem : u.elem) as Type;
	const copy = wantsValue ? copyOf(elem) : null;
	const zero = zeroOf(elem);
	switch (u.kind) {
		case 'slice':
			return count(
				(fr) => (held(fr) as Slice | null)?.n ?? 0,
				(fr, i) => {
					const s = held(fr) as Slice;
					const item = s.a[s.o + i] ?? (s.a[s.o + i] === null ? null : zero());
					fr.l[v] = copy ? copy(item) : item;
				}
			);
		case 'map':
			return {
				start: () =>
					fn.emit((fr) => {
						const m = held(fr) as GoMap | null;
						const all = [...(m?.m ?? [])];
						// The runtime begins at a random place too.
						const from = all.length > 1 ? fr.g.m.random(all.length) : 0;
						fr.l[state] = [0, [...all.slice(from), ...all.slice(0, from)].map(([h, [key]]) => [h, key]) as Value[]] as Value[];
					}),
				advance: () =>
					fn.emit((fr) => {
						const at = fr.l[state] as Value[];
						const [, all] = at as [number, Value[]];
						const m = held(fr) as GoMap | null;
						for (;;) {
							const i = at[0] as number;
							if (i >= all.length) return void (fr.pc = end.pc);
							at[0] = i + 1;
							const [h, key] = all[i] as [unknown, Value];
							const entry = m?.m.get(h);
							if (!entry) continue;
							fr.l[k] = key;
							fr.l[v] = copy ? copy(entry[1]) : entry[1];
							return;
						}
					})
			};
		case 'chan':
			return {
				start: () => undefined,
				advance: () => {
					fn.emit((fr) => receive(fr.g, held(fr) as Chan | null));
					fn.emit((fr) => {
						const [, value0, ok] = fr.g.wake as Value[];
						if (!ok) fr.pc = end.pc;
						else fr.l[k] = value0;
					});
				}
			};
	}
	return count(
		(fr) => (held(fr) as Value[]).length,
		(fr, i) => {
			const item = (held(fr) as Value[])[i];
			fr.l[v] = copy ? copy(item) : item;
		}
	);
}
/** range over a function: the body is its yield function; break, return and continue leave by a flag. Leaves out labels across it. */
function rangeFunc(fn: Fn, s: Extract<Stmt, { k: 'Range' }>, x: Operand, types: readonly Type[], name: string): void {
	void name;
	// The function runs first and its values are collected, a goroutine of its own handing them over one by one.
	const held = fn.keep(x.code);
	const ch = fn.slot();
	const [k, v] = [fn.slot(), fn.slot()];
	const n = types.length;
	fn.emit((fr) => {
		const values = new Chan(0, () => null);
		const goOn = new Chan(0, () => null);
		fr.l[ch] = [values, goOn];
		const f = held(fr) as Func;
		const yieldFunc = new Func(null, [], null, function* (args, m, g): ReturnType<NonNullable<Func['long']>> {
			send(g, values, [...args]);
			if (g.status === 'waiting') yield { park: 'chan send' };
			receive(g, goOn);
			const got = g.status === 'waiting' ? yield { park: 'chan receive' } : g.wake;
			void m;
			return (got as Value[])[1] === true;
		});
		const runner = new Func(null, [], null, function* (_, m): ReturnType<NonNullable<Func['long']>> {
			yield { call: f, args: [yieldFunc] };
			closeChannel(m, values);
			return undefined;
		});
		fr.g.m.go(runner, [], '', true);
	});
	const [top, next, stop, end] = [label(), label(), label(), label()];
	fn.here(top);
	fn.emit((fr) => receive(fr.g, (fr.l[ch] as Value[])[0] as Chan));
	fn.emit((fr) => {
		const [, values, ok] = fr.g.wake as Value[];
		if (!ok) return void (fr.pc = end.pc);
		const list = values as Value[];
		fr.l[k] = list[0];
		fr.l[v] = list[1];
	});
	fn.push();
	bindRange(fn, s, n === 0 ? [invalid] : types, [k, v]);
	fn.targets.push({ label: name, onBreak: stop, onContinue: next, used: false });
	block(fn, s.body.list);
	fn.targets.pop();
	fn.pop();
	const answer = (more: boolean): void =>
		fn.emit((fr) => {
			send(fr.g, (fr.l[ch] as Value[])[1] as Chan, more);
		});
	fn.here(next);
	answer(true);
	fn.jump(top);
	fn.here(stop);
	answer(false);
	fn.here(end);
}
