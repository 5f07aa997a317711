// The backtracking engine: references, lookaround, lazy, possessive and atomic groups, counted step by step.
// Patterns become a small program; the search keeps its own stack, so neither pattern nor text can exhaust the host's.
// Invariant: every step is counted; beyond the limit the search stops with a `RegExpError` of kind 'limit'.

import { type Assertion, inSet, type Node, otherCase, type Pattern, RegExpError, type RegExpSet, syntaxError } from './ast.ts';
import type { Find } from './linear.ts';

type Instruction =
	| { readonly op: 'char'; readonly code: number; readonly other: number }
	| { readonly op: 'any'; readonly newline: boolean }
	| { readonly op: 'set'; readonly set: RegExpSet; readonly ignoreCase: boolean }
	| { op: 'split'; first: number; second: number }
	| { op: 'jump'; to: number }
	| { readonly op: 'save'; readonly slot: number }
	| { readonly op: 'mark'; readonly slot: number }
	| { readonly op: 'progress'; readonly slot: number }
	| { readonly op: 'assert'; readonly what: Assertion }
	| { readonly op: 'reference'; readonly index: number; readonly ignoreCase: boolean }
	| { op: 'look'; readonly behind: boolean; readonly negated: boolean; readonly min: number; readonly max: number; end: number }
	| { op: 'atomic'; end: number }
	| { readonly op: 'match' };

interface Compiler {
	readonly program: Instruction[];
	slots: number;
}

const sizeLimit = 50_000;

interface Width {
	readonly min: number;
	readonly max: number;
}

/** How many characters a node can match; a lookbehind needs a bound. */
function width(node: Node): Width {
	switch (node.kind) {
		case 'char':
		case 'any':
		case 'set':
			return { min: 1, max: 1 };
		case 'sequence':
			return node.items.map(width).reduce((a, b) => ({ min: a.min + b.min, max: a.max + b.max }), { min: 0, max: 0 });
		case 'choice':
			return node.items.map(width).reduce((a, b) => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }));
		case 'repeat': {
			const inner = width(node.item);
			return { min: inner.min * node.min, max: inner.max === 0 ? 0 : inner.max * node.max };
		}
		case 'group':
		case 'atomic':
			return width(node.item);
		case 'reference':
			return { min: 0, max: Infinity };
		default:
			return { min: 0, max: 0 };
	}
}

/** Every alternative of a lookbehind must have one length, as in PCRE2 before 10.43. */
function lookbehindWidth(node: Node): Width {
	const parts = node.kind === 'choice' ? node.items.map(width) : [width(node)];
	if (parts.some(({ min, max }) => min !== max)) throw syntaxError('lookbehind assertion is not fixed length');
	return { min: Math.min(...parts.map(({ min }) => min)), max: Math.max(...parts.map(({ max }) => max)) };
}

function emit(c: Compiler, instruction: Instruction): number {
	if (c.program.length >= sizeLimit) throw syntaxError('regular expression is too large');
	return c.program.push(instruction) - 1;
}

/** Emits a part that runs by itself up to its own match instruction. */
function emitApart(c: Compiler, start: Extract<Instruction, { op: 'look' | 'atomic' }>, item: Node): void {
	emit(c, start);
	emitNode(c, item);
	emit(c, { op: 'match' });
	start.end = c.program.length;
}

function emitChoice(c: Compiler, items: readonly Node[]): void {
	const ends: { op: 'jump'; to: number }[] = [];
	items.forEach((item, i) => {
		if (i === items.length - 1) return emitNode(c, item);
		const split = { op: 'split' as const, first: c.program.length + 1, second: 0 };
		emit(c, split);
		emitNode(c, item);
		const jump = { op: 'jump' as const, to: 0 };
		emit(c, jump);
		ends.push(jump);
		split.second = c.program.length;
	});
	for (const jump of ends) jump.to = c.program.length;
}

/** A split whose preferred way is into the item, or past it when lazy; answers how to set the way past. */
function emitSplit(c: Compiler, lazy: boolean): (past: number) => void {
	const split = { op: 'split' as const, first: 0, second: 0 };
	const into = emit(c, split) + 1;
	split.first = into;
	split.second = into;
	return (past) => {
		if (lazy) split.first = past;
		else split.second = past;
	};
}

function emitRepeat(c: Compiler, node: Extract<Node, { kind: 'repeat' }>): void {
	if (node.mode === 'possessive') return emitApart(c, { op: 'atomic', end: 0 }, { ...node, mode: 'greedy' });
	const lazy = node.mode === 'lazy';
	for (let i = 0; i < node.min; i++) emitNode(c, node.item);
	if (node.max === Infinity) {
		const loop = c.program.length;
		const past = emitSplit(c, lazy);
		const slot = c.slots++;
		const guarded = width(node.item).min === 0;
		if (guarded) emit(c, { op: 'mark', slot });
		emitNode(c, node.item);
		if (guarded) emit(c, { op: 'progress', slot });
		emit(c, { op: 'jump', to: loop });
		past(c.program.length);
		return;
	}
	const pasts: ((past: number) => void)[] = [];
	for (let i = node.min; i < node.max; i++) {
		pasts.push(emitSplit(c, lazy));
		emitNode(c, node.item);
	}
	for (const past of pasts) past(c.program.length);
}

function emitNode(c: Compiler, node: Node): void {
	switch (node.kind) {
		case 'empty':
			return;
		case 'char':
			emit(c, { op: 'char', code: node.code, other: node.ignoreCase ? otherCase(node.code) : node.code });
			return;
		case 'any':
			emit(c, { op: 'any', newline: node.newline });
			return;
		case 'set':
			emit(c, { op: 'set', set: node.set, ignoreCase: node.ignoreCase });
			return;
		case 'sequence':
			for (const item of node.items) emitNode(c, item);
			return;
		case 'choice':
			return emitChoice(c, node.items);
		case 'repeat':
			return emitRepeat(c, node);
		case 'group':
			emit(c, { op: 'save', slot: node.index * 2 });
			emitNode(c, node.item);
			emit(c, { op: 'save', slot: node.index * 2 + 1 });
			return;
		case 'assert':
			emit(c, { op: 'assert', what: node.what });
			return;
		case 'reference':
			emit(c, { op: 'reference', index: node.index, ignoreCase: node.ignoreCase });
			return;
		case 'look': {
			const { min, max } = node.behind ? lookbehindWidth(node.item) : { min: 0, max: 0 };
			return emitApart(c, { op: 'look', behind: node.behind, negated: node.negated, min, max, end: 0 }, node.item);
		}
		case 'atomic':
			return emitApart(c, { op: 'atomic', end: 0 }, node.item);
		case 'keep':
			emit(c, { op: 'save', slot: 0 });
	}
}

interface Search {
	readonly program: readonly Instruction[];
	readonly text: string;
	readonly multiline: boolean;
	readonly limit: number;
	steps: number;
}

interface Result {
	readonly at: number;
	readonly slots: readonly number[];
}

function isWordAt(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function holds(s: Search, what: Assertion, at: number): boolean {
	const before = at > 0 && isWordAt(s.text, at - 1);
	const after = at < s.text.length && isWordAt(s.text, at);
	switch (what) {
		case 'text-start':
			return at === 0;
		case 'text-end':
			return at === s.text.length;
		case 'last-line-end':
			return at === s.text.length || (at === s.text.length - 1 && s.text.endsWith('\n'));
		case 'line-start':
			return at === 0 || (s.multiline && s.text.charAt(at - 1) === '\n');
		case 'line-end':
			return at === s.text.length || (s.multiline && s.text.charAt(at) === '\n');
		case 'word-edge':
			return before !== after;
		case 'not-word-edge':
			return before === after;
		case 'word-start':
			return !before && after;
		case 'word-end':
			return before && !after;
	}
}

/** Where the text goes on after one character that fits, or -1. */
function consume(s: Search, instruction: Instruction, at: number): number {
	const code = s.text.codePointAt(at);
	if (code === undefined) return -1;
	const next = at + (code > 0xffff ? 2 : 1);
	if (instruction.op === 'char') return code === instruction.code || code === instruction.other ? next : -1;
	if (instruction.op === 'any') return instruction.newline || code !== 10 ? next : -1;
	if (instruction.op !== 'set') return -1;
	if (!instruction.ignoreCase) return inSet(instruction.set, code) ? next : -1;
	const positive = { ...instruction.set, negated: false };
	return (inSet(positive, code) || inSet(positive, otherCase(code))) !== instruction.set.negated ? next : -1;
}

function refer(s: Search, instruction: Extract<Instruction, { op: 'reference' }>, at: number, slots: readonly number[]): number {
	const start = slots[instruction.index * 2] ?? -1;
	const end = slots[instruction.index * 2 + 1] ?? -1;
	if (start < 0 || end < 0) return -1;
	const wanted = s.text.slice(start, end);
	const found = s.text.slice(at, at + wanted.length);
	const same = instruction.ignoreCase ? wanted.toLowerCase() === found.toLowerCase() : wanted === found;
	return same ? at + wanted.length : -1;
}

/** The position `count` characters before `at`, or -1. */
function back(text: string, at: number, count: number): number {
	let place = at;
	for (let i = 0; i < count; i++) {
		if (place === 0) return -1;
		const low = text.charCodeAt(place - 1);
		place -= low >= 0xdc00 && low < 0xe000 && place > 1 ? 2 : 1;
	}
	return place;
}

function look(s: Search, pc: number, instruction: Extract<Instruction, { op: 'look' }>, at: number, slots: readonly number[]): readonly number[] | undefined {
	let found: Result | undefined;
	if (!instruction.behind) found = run(s, pc + 1, at, slots, undefined, false);
	for (let count = instruction.min; instruction.behind && found === undefined && count <= instruction.max; count++) {
		const start = back(s.text, at, count);
		if (start < 0) break;
		found = run(s, pc + 1, start, slots, at, false);
	}
	if (instruction.negated) return found === undefined ? slots : undefined;
	return found?.slots;
}

/**
 * Runs the program from `start` at `from` until its match instruction. `mustEnd` asks for a match that ends there;
 * `longest` tries every way and keeps the longest.
 */
function run(s: Search, start: number, from: number, initial: readonly number[], mustEnd: number | undefined, longest: boolean): Result | undefined {
	const stack: { pc: number; at: number; slots: readonly number[] }[] = [{ pc: start, at: from, slots: initial }];
	let best: Result | undefined;
	for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
		let { pc, at, slots } = thread;
		for (;;) {
			if (++s.steps > s.limit) {
				if (best !== undefined) return best;
				throw new RegExpError('limit', "exceeded PCRE's backtracking limit");
			}
			const instruction = s.program[pc];
			if (instruction === undefined) break;
			if (instruction.op === 'match') {
				if (mustEnd !== undefined && at !== mustEnd) break;
				if (!longest) return { at, slots };
				if (best === undefined || at > best.at) best = { at, slots };
				break;
			}
			if (instruction.op === 'split') {
				stack.push({ pc: instruction.second, at, slots });
				pc = instruction.first;
				continue;
			}
			if (instruction.op === 'jump') {
				pc = instruction.to;
				continue;
			}
			if (instruction.op === 'save' || instruction.op === 'mark') {
				const copy = slots.slice();
				copy[instruction.slot] = at;
				slots = copy;
			} else if (instruction.op === 'progress') {
				if (slots[instruction.slot] === at) break;
			} else if (instruction.op === 'assert') {
				if (!holds(s, instruction.what, at)) break;
			} else if (instruction.op === 'look') {
				const after = look(s, pc, instruction, at, slots);
				if (after === undefined) break;
				slots = after;
				pc = instruction.end;
				continue;
			} else if (instruction.op === 'atomic') {
				const inner = run(s, pc + 1, at, slots, undefined, false);
				if (inner === undefined) break;
				({ at, slots } = inner);
				pc = instruction.end;
				continue;
			} else {
				const next = instruction.op === 'reference' ? refer(s, instruction, at, slots) : consume(s, instruction, at);
				if (next < 0) break;
				at = next;
			}
			pc++;
		}
	}
	return best;
}

export interface BacktrackOptions {
	/** POSIX: of all matches that begin leftmost, the longest. */
	readonly longest: boolean;
	readonly multiline: boolean;
	/** Steps one search may take. */
	readonly limit: number;
}

/** Compiles a pattern for the backtracking engine. Throws `RegExpError` ('syntax' now, 'limit' when it searches). */
export function compileBacktrack(pattern: Pattern, options: BacktrackOptions): Find {
	const c: Compiler = { program: [], slots: (pattern.groupCount + 1) * 2 };
	emitNode(c, pattern.root);
	emit(c, { op: 'match' });
	const empty: readonly number[] = Array.from({ length: c.slots }, () => -1);
	return (text, from) => {
		const s: Search = { program: c.program, text, multiline: options.multiline, limit: options.limit, steps: 0 };
		for (let start = from; start <= text.length; start += (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1) {
			const slots = empty.slice();
			slots[0] = start;
			const found = run(s, 0, start, slots, undefined, options.longest);
			if (found === undefined) continue;
			return Array.from({ length: pattern.groupCount + 1 }, (_, i) => {
				const begin = found.slots[i * 2] ?? -1;
				const end = i === 0 ? found.at : (found.slots[i * 2 + 1] ?? -1);
				return begin < 0 || end < 0 ? undefined : { start: begin, end };
			});
		}
		return undefined;
	};
}
