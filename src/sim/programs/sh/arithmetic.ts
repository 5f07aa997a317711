// Shell arithmetic: 64-bit integers that wrap, bash's operators and precedence, its error texts. Follows bash's expr.c: it evaluates
// while it reads, so an error's "error token" is what was left from the last token on. Numbers within ±2^53 stay JavaScript numbers.
import { fatalStatus, ShellError, type ShellState } from './state.ts';
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
		if (error instanceof ShellError && !error.fatal && host.state.flavour === 'bash') throw new ShellError(error.message, error.status, false, true);
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

interface Place {
	name: string;
	index: string | undefined;
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

	constructor(host: ArithmeticHost, text: string, depth: number) {
		this.#host = host;
		this.#text = text;
		this.#depth = depth;
	}

	#fail(what: string, from = this.#last): never {
		const dash = this.#host.state.flavour !== 'bash';
		if (this.#host.state.flavour === 'ash') throw new ShellError(what === 'division by 0' ? 'divide by zero' : 'arithmetic syntax error', 2, true);
		if (dash)
			throw new ShellError(
				`arithmetic expression: ${what === 'division by 0' ? 'division by zero' : what === 'syntax error in expression' || what.includes('arithmetic operator') || what.startsWith('value too') ? 'expecting EOF' : 'expecting primary'}: "${this.#text}"`,
				2,
				true
			);
		throw new ShellError(`${this.#text.replace(/^[ \t\n]+/, '')}: ${what} (error token is "${this.#text.slice(from)}")`);
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
		if (c >= '0' && c <= '9') {
			let j = i;
			while (j < text.length && /[0-9A-Za-z_@#]/.test(text[j] as string)) j++;
			this.#kind = 'number';
			this.#token = text.slice(i, j);
			this.#at = j;
			return;
		}
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_') {
			let j = i + 1;
			while (j < text.length && /\w/.test(text[j] as string)) j++;
			const name = text.slice(i, j);
			let index: string | undefined;
			if (text[j] === '[') {
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
		this.#kind = 'operator';
		// POSIX has neither ** nor ++ and --.
		const plain = this.#host.state.flavour === 'dash';
		this.#token = tokens.find((t) => text.startsWith(t, i) && !(plain && /^(\*\*|\+\+|--)$/.test(t))) ?? c;
		// `--x` and `a - -1`: ++ and -- need a name near; bash then reads two signs.
		if ((this.#token === '++' || this.#token === '--') && !this.#nearName(i)) this.#token = c;
		this.#at = i + this.#token.length;
		if (this.#token === c && !'=<>+-*/%&|^!~?:(),'.includes(c)) this.#fail('syntax error: invalid arithmetic operator');
	}
	#nearName(i: number): boolean {
		if (/\w|\]/.test(this.#text.slice(0, i).trimEnd().at(-1) ?? '') && !/(^|[^\w\]])\d+$/.test(this.#text.slice(0, i).trimEnd())) return true;
		return /^\s*[A-Za-z_]/.test(this.#text.slice(i + 2));
	}

	#comma(): Integer {
		let value = this.#assignment();
		while (this.#is('operator', ',')) {
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
		const b = this.#assignment();
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
				if (y < 0n) this.#fail('exponent less than 0', token);
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
				this.#next();
				const value = this.#apply(operator[0] as string, this.#read(place), 1, this.#last);
				this.#write(place, value);
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
			const value = this.#number(this.#token);
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

	#number(text: string): Integer {
		let base = 10n;
		let digits = text;
		const hash = text.indexOf('#');
		if (hash > 0) {
			const b = Number(text.slice(0, hash));
			if (!(b >= 2 && b <= 64)) this.#fail('invalid arithmetic base');
			base = BigInt(b);
			digits = text.slice(hash + 1);
			if (digits === '') this.#fail('invalid integer constant');
		} else if (/^0[xX]/.test(text)) {
			base = 16n;
			digits = text.slice(2);
		} else if (text.length > 1 && text[0] === '0') {
			base = 8n;
			digits = text.slice(1);
		} else if (text.length < 16 && /^\d+$/.test(text)) return Number(text);
		let value = 0n;
		for (const c of digits) {
			const code = c.charCodeAt(0);
			let d =
				c >= '0' && c <= '9'
					? code - 48
					: c >= 'a' && c <= 'z'
						? code - 87
						: c >= 'A' && c <= 'Z'
							? base <= 36n
								? code - 55
								: code - 29
							: c === '@'
								? 62
								: c === '_'
									? 63
									: 99;
			if (d >= 99) d = 99;
			if (BigInt(d) >= base) this.#fail('value too great for base');
			value = value * base + BigInt(d);
		}
		return wrap(value);
	}

	#read(place: Place): Integer {
		if (this.#noEval) return 0;
		const s = this.#host.state;
		const v = getVariable(s, place.name);
		let text: string | undefined;
		if (place.index === undefined) text = textOf(v);
		else text = element(v, v?.map ? place.index.replace(/^(['"])(.*)\1$/, '$2') : String(this.#subscript(place.index)));
		if (text === undefined) {
			if (s.options.has('nounset')) throw new ShellError(`${place.name}: unbound variable`, fatalStatus(s), true);
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
