// Shell arithmetic: 64-bit integers that wrap, bash's operators and precedence, its error texts. Follows bash's expr.c: it evaluates
// while it reads, so an error's "error token" is what was left from the last token on. Numbers within ±2^53 stay JavaScript numbers.
import { attribute, arithmeticError, fatalStatus, ShellError, type ShellState } from './state.ts';
import { element, getVariable, textOf } from './variables.ts';

/** A value: a number when it is a safe integer, else a bigint within 64 bits. */
export type Integer = number | bigint;
export interface ArithmeticHost {
	readonly state: ShellState;
	/** Stores a value in a name or element (subscript text); throws ShellError. */
	assign(name: string, index: string | undefined, value: string): void;
}

const wrap = (value: bigint): Integer => {
	const v = BigInt.asIntN(64, value);
	return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v;
};
/** Evaluates text. Empty text is 0. Throws ShellError with "text: what (error token is …)". */
export function evaluate(host: ArithmeticHost, text: string): Integer {
	if (/^\d{1,15}$/.test(text) && (text[0] !== '0' || text === '0')) return Number(text);
	return new Evaluator(host, text, 0).run();
}
/** The value of a subscript or of an integer variable: in bash a wrong expression there gives up eval's and -c's whole string. */
export const evaluateStored = (host: ArithmeticHost, text: string): Integer => unwinding(host, () => evaluate(host, text));
function unwinding(host: ArithmeticHost, value: () => Integer): Integer {
	try {
		return value();
	} catch (error) {
		if (error instanceof ShellError && error.arithmetic && host.state.flavour === 'bash') throw arithmeticError(error.message, true);
		throw error;
	}
}

const binary: Record<string, number> = {
	'||': 3,
	'&&': 4,
	'|': 5,
	'^': 6,
	'&': 7,
	'==': 8,
	'!=': 8,
	'<': 9,
	'>': 9,
	'<=': 9,
	'>=': 9,
	'<<': 10,
	'>>': 10,
	'+': 11,
	'-': 11,
	'*': 12,
	'/': 12,
	'%': 12,
	'**': 13
};
const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);
const tokens = ['<<=', '>>=', '**', '++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||'];

/** The value of a digit; beyond base 36 capitals follow the small letters. */
function digit(c: string, base: bigint): bigint {
	const code = c.charCodeAt(0);
	if (c >= '0' && c <= '9') return BigInt(code - 48);
	if (c >= 'a' && c <= 'z') return BigInt(code - 87);
	if (c >= 'A' && c <= 'Z') return BigInt(base <= 36n ? code - 55 : code - 29);
	return c === '@' ? 62n : 63n;
}

interface Place {
	name: string;
	index: string | undefined;
}

function dashFault(what: string): string {
	if (what === 'division by 0') return 'division by zero';
	if (what.startsWith("`:'")) return "expecting ':'";
	return /^(syntax error in expression|value too|attempted)|arithmetic operator/.test(what) ? 'expecting EOF' : 'expecting primary';
}

class Evaluator {
	readonly #host: ArithmeticHost;
	readonly #text: string;
	readonly #depth: number;
	#at = 0;
	/** Start of the last token read. */
	#last = 0;
	#kind: 'number' | 'name' | 'operator' | 'end' = 'end';
	#token = '';
	#place: Place | undefined;
	#noEval = 0;
	#value: Integer = 0;
	/** No token has been read yet. */
	#first = true;
	/** The last operand was `++x` or `--x`. */
	#prefixed = false;

	constructor(host: ArithmeticHost, text: string, depth: number) {
		this.#host = host;
		this.#text = text;
		this.#depth = depth;
	}

	/** `to`: a number that cannot be read ends the text that is shown. */
	#fail(what: string, from = this.#last, to = this.#text.length): never {
		const dash = this.#host.state.flavour !== 'bash';
		if (this.#host.state.flavour === 'ash') throw new ShellError(what === 'division by 0' ? 'divide by zero' : 'arithmetic syntax error', 2, true);
		if (dash) throw new ShellError(`arithmetic expression: ${dashFault(what)}: "${this.#text}"`, 2, true);
		const text = this.#text.slice(0, to);
		throw arithmeticError(`${text.replace(/^[ \t\n]+/, '')}: ${what} (error token is "${text.slice(from)}")`);
	}

	/** No commas and subscripts. */
	get #posix(): boolean {
		return this.#host.state.flavour === 'dash';
	}

	run(): Integer {
		// bash gives up at 1024; JavaScript's stack would not carry that far.
		if (this.#depth > 256) this.#fail('expression recursion level exceeded', 0);
		this.#next();
		if (this.#is('end')) return 0;
		const value = this.#comma();
		if (!this.#is('end')) this.#fail('syntax error in expression');
		return value;
	}

	#is(kind: 'number' | 'name' | 'operator' | 'end', token?: string): boolean {
		return this.#kind === kind && (token === undefined || this.#token === token);
	}

	#next(): void {
		const text = this.#text;
		let i = this.#at;
		while (i < text.length && (text[i] === ' ' || text[i] === '\t' || text[i] === '\n')) i++;
		if (i >= text.length) {
			this.#kind = 'end';
			this.#token = '';
			this.#at = i;
			return;
		}
		this.#last = i;
		const c = text[i] as string;
		if (/\w/.test(c)) this.#first = false;
		if (c >= '0' && c <= '9') {
			let j = i;
			while (j < text.length && /[0-9A-Za-z_@#]/.test(text[j] as string)) j++;
			this.#kind = 'number';
			this.#token = text.slice(i, j);
			this.#at = j;
			this.#value = this.#number(this.#token);
			return;
		}
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_') {
			let j = i + 1;
			while (j < text.length && /\w/.test(text[j] as string)) j++;
			const name = text.slice(i, j);
			let index: string | undefined;
			if (text[j] === '[' && !this.#posix) {
				let depth = 0;
				let k = j;
				for (; k < text.length; k++) {
					if (text[k] === '[') depth++;
					else if (text[k] === ']' && --depth === 0) break;
				}
				if (k >= text.length) this.#fail('bad array subscript');
				index = text.slice(j + 1, k);
				j = k + 1;
			}
			this.#kind = 'name';
			this.#token = name;
			this.#place = { name, index };
			this.#at = j;
			return;
		}
		const before = this.#kind;
		const start = this.#first || (before === 'operator' && !/^(\+\+|--)$/.test(this.#token));
		this.#first = false;
		this.#kind = 'operator';
		// POSIX has neither ** nor ++ and --.
		const plain = this.#host.state.flavour === 'dash';
		this.#token = tokens.find((t) => text.startsWith(t, i) && !(plain && /^(\*\*|\+\+|--)$/.test(t))) ?? c;
		// `5 ++ 3` and `a - -1`: ++ and -- need a name before or after; bash reads two signs else.
		if ((this.#token === '++' || this.#token === '--') && before !== 'name') {
			if (this.#prefixed) this.#fail(`${this.#token}: assignment requires lvalue`);
			if (!/^\s*[A-Za-z_]/.test(text.slice(i + 2))) this.#token = c;
		}
		this.#at = i + this.#token.length;
		if (this.#token === c && !'=<>+-*/%&|^!~?:(),'.includes(c))
			this.#fail(start ? 'syntax error: operand expected' : 'syntax error: invalid arithmetic operator');
	}

	#comma(): Integer {
		let value = this.#assignment();
		while (this.#is('operator', ',') && !this.#posix) {
			this.#next();
			value = this.#assignment();
		}
		return value;
	}

	#assignment(): Integer {
		const start = { at: this.#at, last: this.#last, kind: this.#kind, token: this.#token, place: this.#place };
		if (this.#is('name')) {
			const place = this.#place as Place;
			this.#next();
			if (this.#is('operator') && assignments.has(this.#token)) {
				const operator = this.#token;
				this.#next();
				let value = this.#assignment();
				if (operator !== '=') value = this.#apply(operator.slice(0, -1), this.#read(place), value, this.#last);
				this.#write(place, value);
				return value;
			}
			this.#at = start.at;
			this.#last = start.last;
			this.#kind = start.kind;
			this.#token = start.token;
			this.#place = start.place;
		}
		const value = this.#ternary();
		if (this.#is('operator') && assignments.has(this.#token)) this.#fail('attempted assignment to non-variable');
		return value;
	}

	#ternary(): Integer {
		const test = this.#binaryFrom(3);
		if (!this.#is('operator', '?')) return test;
		const yes = test != 0;
		this.#next();
		if (this.#is('end') || this.#is('operator', ':')) this.#fail('expression expected');
		if (!yes) this.#noEval++;
		const a = this.#comma();
		if (!yes) this.#noEval--;
		if (!this.#is('operator', ':')) this.#fail("`:' expected for conditional expression");
		this.#next();
		if (this.#is('end')) this.#fail('expression expected');
		if (yes) this.#noEval++;
		// In C's grammar too, an assignment after the colon needs parentheses.
		const b = this.#ternary();
		if (yes) this.#noEval--;
		return yes ? a : b;
	}

	#binaryFrom(min: number): Integer {
		let left = this.#unary();
		while (this.#is('operator')) {
			const operator = this.#token;
			const level = binary[operator];
			if (level === undefined || level < min) break;
			this.#next();
			if (operator === '&&' || operator === '||') {
				const skip = operator === '&&' ? left == 0 : left != 0;
				if (skip) this.#noEval++;
				const right = this.#binaryFrom(level + 1);
				if (skip) this.#noEval--;
				left = (operator === '&&' ? left != 0 && right != 0 : left != 0 || right != 0) ? 1 : 0;
				continue;
			}
			const from = this.#last;
			const right = this.#binaryFrom(operator === '**' ? level : level + 1);
			left = this.#apply(operator, left, right, from);
		}
		return left;
	}

	#apply(operator: string, a: Integer, b: Integer, token: number): Integer {
		if (typeof a === 'number' && typeof b === 'number') {
			switch (operator) {
				case '+':
					if (Number.isSafeInteger(a + b)) return a + b;
					break;
				case '-':
					if (Number.isSafeInteger(a - b)) return a - b;
					break;
				case '*':
					if (Number.isSafeInteger(a * b)) return a * b + 0;
					break;
				case '/':
					if (b !== 0) return Math.trunc(a / b) + 0;
					break;
				case '%':
					if (b !== 0) return (a % b) + 0;
					break;
				case '<':
					return a < b ? 1 : 0;
				case '>':
					return a > b ? 1 : 0;
				case '<=':
					return a <= b ? 1 : 0;
				case '>=':
					return a >= b ? 1 : 0;
				case '==':
					return a === b ? 1 : 0;
				case '!=':
					return a !== b ? 1 : 0;
			}
		}
		const x = BigInt(a);
		const y = BigInt(b);
		switch (operator) {
			case '+':
				return wrap(x + y);
			case '-':
				return wrap(x - y);
			case '*':
				return wrap(x * y);
			case '/':
			case '%':
				if (y === 0n) return this.#noEval ? 0 : this.#fail('division by 0', token);
				return wrap(operator === '/' ? x / y : x % y);
			case '**': {
				if (y < 0n) this.#fail('exponent less than 0');
				let result = 1n;
				let base = x;
				for (let n = y; n > 0n; n >>= 1n) {
					if (n & 1n) result = BigInt.asIntN(64, result * base);
					base = BigInt.asIntN(64, base * base);
				}
				return wrap(result);
			}
			case '<<':
				return wrap(x << (y & 63n));
			case '>>':
				return wrap(x >> (y & 63n));
			case '&':
				return wrap(x & y);
			case '|':
				return wrap(x | y);
			case '^':
				return wrap(x ^ y);
			case '<':
				return x < y ? 1 : 0;
			case '>':
				return x > y ? 1 : 0;
			case '<=':
				return x <= y ? 1 : 0;
			case '>=':
				return x >= y ? 1 : 0;
			case '==':
				return x === y ? 1 : 0;
			default:
				return x !== y ? 1 : 0;
		}
	}

	#unary(): Integer {
		if (this.#is('operator')) {
			const operator = this.#token;
			if (operator === '!' || operator === '~' || operator === '-' || operator === '+') {
				this.#next();
				const value = this.#unary();
				if (operator === '!') return value == 0 ? 1 : 0;
				if (operator === '~') return wrap(~BigInt(value));
				if (operator === '-') return typeof value === 'number' ? 0 - value : wrap(-value);
				return value;
			}
			if (operator === '++' || operator === '--') {
				this.#next();
				if (!this.#is('name')) this.#fail('syntax error: operand expected');
				const place = this.#place as Place;
				const value = this.#apply(operator[0] as string, this.#read(place), 1, this.#last);
				this.#write(place, value);
				this.#kind = 'number';
				this.#prefixed = true;
				this.#next();
				this.#prefixed = false;
				return value;
			}
			if (operator === '(') {
				this.#next();
				const value = this.#comma();
				if (!this.#is('operator', ')')) this.#fail("missing `)'");
				this.#next();
				return value;
			}
		}
		if (this.#is('number')) {
			const value = this.#value;
			this.#next();
			return value;
		}
		if (this.#is('name')) {
			const place = this.#place as Place;
			const from = this.#last;
			this.#next();
			if (this.#is('operator') && (this.#is('operator', '++') || this.#is('operator', '--'))) {
				const value = this.#read(place);
				this.#write(place, this.#apply(this.#token[0] as string, value, 1, from));
				this.#next();
				return value;
			}
			if (this.#is('operator') && assignments.has(this.#token)) return this.#fail('attempted assignment to non-variable');
			return this.#read(place);
		}
		return this.#fail('syntax error: operand expected');
	}

	/** A constant: BASE#DIGITS, 0x…, 0…, decimal. What is wrong in it ends the text of the error. */
	#number(text: string): Integer {
		if (text.length < 16 && (text === '0' || /^[1-9]\d*$/.test(text))) return Number(text);
		const bad = (what: string): never => this.#fail(what, this.#last, this.#at);
		const hexadecimal = /^0[xX]/.test(text);
		let based = text[0] === '0';
		let base = hexadecimal ? 16n : based ? 8n : 10n;
		let value = 0n;
		for (let i = hexadecimal ? 2 : based ? 1 : 0; i < text.length; i++) {
			const c = text[i] as string;
			if (c === '#') {
				if (based) bad('invalid number');
				if (value < 2n || value > 64n) bad('invalid arithmetic base');
				base = value;
				value = 0n;
				based = true;
				if (!/^[0-9A-Za-z_@]/.test(text.slice(i + 1))) bad('invalid integer constant');
				continue;
			}
			const d = digit(c, base);
			if (d >= base) bad('value too great for base');
			value = value * base + d;
		}
		if (!this.#posix) return wrap(value);
		if (hexadecimal && text.length === 2) bad('value too great for base');
		return wrap(value > 0x7fffffffffffffffn ? 0x7fffffffffffffffn : value);
	}

	#read(place: Place): Integer {
		if (this.#noEval) return 0;
		const s = this.#host.state;
		const v = getVariable(s, place.name);
		let text: string | undefined;
		if (place.index === undefined) text = textOf(v);
		else text = element(v, v?.map ? place.index.replace(/^(['"])(.*)\1$/, '$2') : String(this.#subscript(place.index)));
		if (text === undefined) {
			// An element that is not there is 0 as long as its array is: declared alone it is not.
			const array = place.index === undefined ? undefined : (v?.map ?? v?.list);
			const there = array !== undefined && (array.size > 0 || !((v?.attributes ?? 0) & attribute.bare));
			if (s.options.has('nounset') && !there) throw new ShellError(`${place.name}: unbound variable`, fatalStatus(s), true);
			return 0;
		}
		if (text === '') return 0;
		if (/^-?\d{1,15}$/.test(text) && !/^-?0\d/.test(text)) return Number(text);
		if (s.flavour === 'dash' && !/^\s*[-+]?(0[xX][0-9a-fA-F]+|\d+)\s*$/.test(text)) throw new ShellError(`Illegal number: ${text}`, 2, true);
		return new Evaluator(this.#host, text, this.#depth + 1).run();
	}

	#subscript(text: string): number {
		return Number(unwinding(this.#host, () => new Evaluator(this.#host, text, this.#depth + 1).run()));
	}

	#write(place: Place, value: Integer): void {
		if (this.#noEval) return;
		this.#host.assign(place.name, place.index, String(value));
	}
}
