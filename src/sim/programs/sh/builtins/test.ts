// test and [: POSIX's rules by number of arguments, then a parser for longer expressions with -a, -o, ! and parentheses.
import type { Sys } from '../../../engine/sys.ts';
import { binaryTest, compareNumbers, unaryOperators, unaryTest } from '../condition.ts';
import { language } from '../parts.ts';
import { complain, type Shell } from '../shell.ts';
import { ShellError } from '../state.ts';
import type { Builtin } from './index.ts';

export const testBuiltin: Builtin = {
	*run(sh, { name, args }) {
		let list = args;
		if (name === '[') {
			if (args.at(-1) !== ']') {
				yield* complain(sh, sh.state.flavour === 'bash' ? "[: missing `]'" : '[: missing ]');
				return 2;
			}
			list = args.slice(0, -1);
		}
		try {
			return (yield* evaluateTest(sh, list, name === '[' ? ']' : undefined)) ? 0 : 1;
		} catch (error) {
			if (!(error instanceof ShellError)) throw error;
			yield* complain(sh, sh.state.flavour === 'ash' ? error.message : `${name}: ${error.message}`);
			return 2;
		}
	}
};

const binaries = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** dash has no ==. */
export const isBinary = (sh: Shell, word: string): boolean => binaries.has(word) && !(word === '==' && sh.state.flavour === 'dash');

export function* evaluateTest(sh: Shell, args: readonly string[], end?: string): Sys<boolean> {
	if (sh.state.flavour === 'dash') return yield* (yield* language(sh)).evaluateDashTest(sh, args);
	const [a, b, c, d] = args as string[];
	switch (args.length) {
		case 0:
			return false;
		case 1:
			return a !== '';
		case 2:
			if (a === '!') return b === '';
			if (unaryOperators.has(a as string)) return yield* unary(sh, a as string, b as string);
			throw new ShellError(sh.state.flavour === 'bash' ? `${a}: unary operator expected` : `${a}: unexpected operator`, 2);
		case 3:
			if (isBinary(sh, b as string)) return yield* binary(sh, b as string, a as string, c as string);
			if (b === '-a') return a !== '' && c !== '';
			if (b === '-o') return a !== '' || c !== '';
			if (a === '!') return !(yield* evaluateTest(sh, args.slice(1)));
			if (a === '(' && c === ')') return b !== '';
			throw new ShellError(sh.state.flavour === 'bash' ? `${b}: binary operator expected` : `${a}: unexpected operator`, 2);
		case 4:
			if (a === '!') return !(yield* evaluateTest(sh, args.slice(1)));
			if (a === '(' && d === ')') return yield* evaluateTest(sh, args.slice(1, -1));
	}
	const parser = new Parser(sh, args, end);
	const value = yield* parser.or();
	const rest = args[parser.at];
	if (rest === undefined) return value;
	if (sh.state.flavour !== 'bash') throw new ShellError(`${rest}: unexpected operator`, 2);
	throw new ShellError(rest[0] === '-' ? `syntax error: \`${rest}' unexpected` : 'too many arguments', 2);
}

class Parser {
	readonly #sh: Shell;
	readonly #args: readonly string[];
	/** What follows the last argument: the ] of [. */
	readonly #end: string | undefined;
	at = 0;
	constructor(sh: Shell, args: readonly string[], end: string | undefined) {
		this.#sh = sh;
		this.#args = args;
		this.#end = end;
	}
	*or(): Sys<boolean> {
		const value = yield* this.#and();
		if (this.#args[this.at] !== '-o') return value;
		this.at++;
		return (yield* this.or()) || value;
	}
	*#and(): Sys<boolean> {
		const value = yield* this.#term();
		if (this.#args[this.at] !== '-a') return value;
		this.at++;
		return (yield* this.#and()) && value;
	}
	*#term(): Sys<boolean> {
		const args = this.#args;
		const a = args[this.at];
		if (a === undefined) throw new ShellError('argument expected', 2);
		if (a === '!') {
			this.at++;
			return !(yield* this.#term());
		}
		const next = args[this.at + 1];
		if (a === '(') {
			this.at++;
			if (next === undefined) throw new ShellError('argument expected', 2);
			const value = yield* this.or();
			const close = args[this.at] ?? this.#end;
			if (close !== ')') throw new ShellError(close === undefined ? "`)' expected" : `\`)' expected, found ${close}`, 2);
			this.at++;
			return value;
		}
		if (next !== undefined && isBinary(this.#sh, next) && this.at + 2 < args.length) {
			this.at += 3;
			return yield* binary(this.#sh, next, a, args[this.at - 1] as string);
		}
		if (unaryOperators.has(a) && next !== undefined) {
			this.at += 2;
			return yield* unary(this.#sh, a, next);
		}
		this.at++;
		return a !== '';
	}
}

export function* unary(sh: Shell, operator: string, operand: string): Sys<boolean> {
	// bash: what is no descriptor is no terminal.
	if (operator === '-t' && !/^\d+$/.test(operand)) {
		if (sh.state.flavour === 'bash') return false;
		number(sh, operand);
	}
	return yield* unaryTest(sh, operator, operand);
}
export function* binary(sh: Shell, operator: string, left: string, right: string): Sys<boolean> {
	if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) return compareNumbers(operator, number(sh, left), number(sh, right));
	return yield* binaryTest(operator, left, right);
}
function number(sh: Shell, text: string): bigint {
	const value = /^\s*[-+]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')) : undefined;
	if (value === undefined || BigInt.asIntN(64, value) !== value)
		throw new ShellError(
			sh.state.flavour === 'dash' ? `Illegal number: ${text}` : sh.state.flavour === 'ash' ? `${text}: bad number` : `${text}: integer expression expected`,
			2
		);
	return value;
}
