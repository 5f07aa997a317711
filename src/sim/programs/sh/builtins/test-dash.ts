// dash's test: one grammar for any number of arguments, in which a word is an operator by what stands after it. POSIX's rules for three and
// four arguments come before it.
import type { Sys } from '../../../engine/sys.ts';
import type { Shell } from '../shell.ts';
import { ShellError } from '../state.ts';
import { binary, isBinary, unary } from './test.ts';

const unaries = new Set([...'rwxefdcbpugkstznhOGLS'].map((c) => `-${c}`));
type Kind = 'end' | 'operand' | 'unary' | 'binary' | '!' | '-a' | '-o' | '(' | ')';

export function* evaluateDashTest(sh: Shell, args: readonly string[]): Sys<boolean> {
	if (args.length === 0) return false;
	if (args.length === 3 && isBinary(sh, args[1] as string)) return yield* binary(sh, args[1] as string, args[0] as string, args[2] as string);
	let list = args;
	let negated = false;
	// However many they are, these negate once; and what follows is looked at anew.
	while ((list.length === 3 || list.length === 4) && list[0] === '!') {
		negated = true;
		list = list.slice(1);
		if (list.length === 3 && isBinary(sh, list[1] as string)) return !(yield* binary(sh, list[1] as string, list[0] as string, list[2] as string));
	}
	if ((list.length === 3 || list.length === 4) && list[0] === '(' && list.at(-1) === ')') list = list.slice(1, -1);
	const grammar = new Grammar(sh, list);
	const value = (yield* grammar.or(grammar.kind(0))) !== negated;
	if (list[grammar.at] !== undefined && list[grammar.at + 1] !== undefined) fail(list[grammar.at], 'unexpected operator');
	return value;
}
function fail(word: string | undefined, what: string): never {
	throw new ShellError(word ? `${word}: ${what}` : what, 2);
}

/** `at` stays on the last word that was read. */
class Grammar {
	readonly #sh: Shell;
	readonly #args: readonly string[];
	at = 0;
	constructor(sh: Shell, args: readonly string[]) {
		this.#sh = sh;
		this.#args = args;
	}
	kind(at: number): Kind {
		const word = this.#args[at];
		if (word === undefined) return 'end';
		const next = this.#args[at + 1];
		if (unaries.has(word)) {
			// Last, or before a binary operator with something behind: an operand.
			if (next === undefined || (this.#args[at + 2] !== undefined && isBinary(this.#sh, next))) return 'operand';
			return 'unary';
		}
		if (isBinary(this.#sh, word)) return 'binary';
		if (word === '(') return next === undefined ? 'operand' : '(';
		return word === '!' || word === '-a' || word === '-o' || word === ')' ? word : 'operand';
	}
	*or(first: Kind): Sys<boolean> {
		let value = yield* this.#and(first);
		while (this.kind(this.at + 1) === '-o') value = (yield* this.#and(this.kind((this.at += 2)))) || value;
		return value;
	}
	*#and(first: Kind): Sys<boolean> {
		let value = yield* this.#not(first);
		while (this.kind(this.at + 1) === '-a') value = (yield* this.#not(this.kind((this.at += 2)))) && value;
		return value;
	}
	*#not(first: Kind): Sys<boolean> {
		if (first !== '!') return yield* this.#primary(first);
		const next = this.kind(this.at + 1);
		if (next !== 'end') this.at++;
		return !(yield* this.#not(next));
	}
	*#primary(kind: Kind): Sys<boolean> {
		const args = this.#args;
		if (kind === 'end') return false;
		if (kind === '(') {
			const inner = this.kind(++this.at);
			if (inner === ')') return false;
			const value = yield* this.or(inner);
			if (this.kind(++this.at) !== ')') fail(undefined, 'closing paren expected');
			return value;
		}
		const word = args[this.at] as string;
		if (kind === 'unary') return yield* unary(this.#sh, word, args[++this.at] as string);
		if (this.kind(this.at + 1) !== 'binary') return word !== '';
		const operator = args[this.at + 1] as string;
		this.at += 2;
		const right = args[this.at];
		return right === undefined ? fail(operator, 'argument expected') : yield* binary(this.#sh, operator, word, right);
	}
}
