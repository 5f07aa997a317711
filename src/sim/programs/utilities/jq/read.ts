// jq's JSON reader: values one after the other from a text that arrives in pieces, with jq's messages and places.
import type { Json } from './json.ts';

/** A text that is no JSON; the message as jq prints it behind "parse error: ". */
export class ParseError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Parses whole values of a text from `at` on. Needs the whole text of each value: answers undefined when it ends inside one. */
export class JsonReader {
	text = '';
	at = 0;
	#ended = false;
	#line = 1;
	#column = 0;
	#counted = 0;

	feed(text: string): void {
		this.#count(this.at);
		this.text = this.text.slice(this.at) + text;
		this.#counted = 0;
		this.at = 0;
	}
	end(): void {
		this.#ended = true;
	}

	#count(to: number): void {
		for (; this.#counted < to; this.#counted++) {
			if (this.text[this.#counted] === '\n') {
				this.#line++;
				this.#column = 0;
			} else this.#column++;
		}
	}
	/** Lines read so far. */
	get line(): number {
		this.#count(Math.min(this.text.length, this.at));
		let line = this.#line;
		if (this.text[this.at] === '\n') line++;
		return line - 1;
	}

	#fail(message: string, at = this.at + 1): never {
		this.#count(Math.min(at, this.text.length));
		throw new ParseError(`${message} at ${at > this.text.length ? 'EOF at ' : ''}line ${this.#line}, column ${this.#column}`);
	}

	/** The next value; undefined: more text is needed, or nothing is left. */
	next(): Json | undefined {
		this.#blanks();
		if (this.at >= this.text.length) return undefined;
		const start = this.at;
		const value = this.#value(0);
		if (value === undefined) {
			if (this.#ended) this.#unfinished();
			this.at = start;
			return undefined;
		}
		return value;
	}

	#unfinished(): never {
		this.at = this.text.length;
		this.#count(this.text.length);
		throw new ParseError(`Unfinished JSON term at EOF at line ${this.#line}, column ${this.#column}`);
	}

	#blanks(): void {
		while (' \t\r\n\ufeff\x1e'.includes(this.text[this.at] ?? 'x')) this.at++;
	}

	#value(depth: number): Json | undefined {
		this.#blanks();
		const char = this.text[this.at];
		if (char === undefined) return undefined;
		if (depth > 10_000) this.#fail('Exceeds depth limit for parsing');
		if (char === '"') return this.#string();
		if (char === '[') return this.#array(depth);
		if (char === '{') return this.#object(depth);
		if (char === ']') this.#fail("Unmatched ']'");
		if (char === '}') this.#fail("Unmatched '}'");
		if (char === ',') this.#fail("Expected value before ','");
		if (char === ':') this.#fail("':' not as part of an object");
		return this.#literal();
	}

	#literal(): Json | undefined {
		let end = this.at;
		while (end < this.text.length && !/[\s[\]{},:"]/.test(this.text[end] ?? '')) end++;
		if (end >= this.text.length && !this.#ended) return undefined;
		const word = this.text.slice(this.at, end);
		const known: Readonly<Record<string, Json>> = { null: null, true: true, false: false, nan: NaN };
		if (word in known) {
			this.at = end;
			return known[word];
		}
		if (!/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word) || word === '') {
			this.#fail(/^[ntf]/.test(word) ? 'Invalid literal' : 'Invalid numeric literal', end + 1);
		}
		this.at = end;
		return Number(word);
	}

	#string(): string | undefined {
		let out = '';
		let i = this.at + 1;
		for (;;) {
			const next = this.text.slice(i).search(/["\\]/);
			if (next < 0) return undefined;
			out += this.text.slice(i, i + next);
			i += next;
			if (this.text[i] === '"') {
				this.at = i + 1;
				return out;
			}
			const letter = this.text[i + 1];
			if (letter === undefined) return undefined;
			if (letter === 'u') {
				const code = this.text.slice(i + 2, i + 6);
				if (code.length < 4) return undefined;
				if (!/^[0-9A-Fa-f]{4}$/.test(code)) this.#fail('Invalid escape', this.#closing(i));
				out += String.fromCharCode(parseInt(code, 16));
				i += 6;
				continue;
			}
			const char = escapes[letter];
			if (char === undefined) this.#fail('Invalid escape', this.#closing(i));
			out += char;
			i += 2;
		}
	}
	#closing(from: number): number {
		const end = this.text.indexOf('"', from + 2);
		return end < 0 ? this.text.length : end + 1;
	}

	#array(depth: number): Json[] | undefined {
		const out: Json[] = [];
		this.at++;
		this.#blanks();
		if (this.text[this.at] === ']') {
			this.at++;
			return out;
		}
		for (;;) {
			this.#blanks();
			if (this.text[this.at] === ',') this.#fail("Expected value before ','");
			if (this.text[this.at] === ']') this.#fail('Expected another array element');
			const value = this.#value(depth + 1);
			if (value === undefined) return undefined;
			out.push(value);
			this.#blanks();
			const char = this.text[this.at];
			if (char === undefined) return undefined;
			if (char === ']') {
				this.at++;
				return out;
			}
			if (char === '}') this.#fail("Unmatched '}'");
			if (char === ':') this.#fail("':' not as part of an object");
			if (char !== ',') this.#fail('Expected separator between values', this.#literalEnd());
			this.at++;
		}
	}
	#literalEnd(): number {
		let end = this.at + 1;
		if (this.text[this.at] === '"') return this.#closing(this.at - 1);
		if ('[{'.includes(this.text[this.at] ?? 'x')) return this.at + 1;
		while (end < this.text.length && !/[\s[\]{},:"]/.test(this.text[end] ?? '')) end++;
		return end + 1;
	}

	#object(depth: number): Json | undefined {
		const out = new Map<string, Json>();
		this.at++;
		this.#blanks();
		if (this.text[this.at] === '}') {
			this.at++;
			return out;
		}
		for (;;) {
			this.#blanks();
			if (this.text[this.at] === '}') this.#fail('Objects must consist of key:value pairs');
			if (this.text[this.at] === ',') this.#fail("Expected value before ','");
			const key = this.#value(depth + 1);
			if (key === undefined) return undefined;
			this.#blanks();
			const colon = this.text[this.at];
			if (colon === undefined) return undefined;
			if (colon !== ':') this.#fail('Objects must consist of key:value pairs');
			if (typeof key !== 'string') this.#fail('Object keys must be strings');
			this.at++;
			const value = this.#value(depth + 1);
			if (value === undefined) return undefined;
			out.set(key, value);
			this.#blanks();
			const char = this.text[this.at];
			if (char === undefined) return undefined;
			if (char === '}') {
				this.at++;
				return out;
			}
			if (char === ']') this.#fail("Unmatched ']'");
			if (char === ':') this.#fail("':' should follow a key");
			if (char !== ',') this.#fail('Expected separator between values', this.#literalEnd());
			this.at++;
		}
	}
}

/** One whole JSON text (fromjson, --argjson). */
export function parseJson(text: string): Json {
	const reader = new JsonReader();
	reader.feed(text);
	reader.end();
	const value = reader.next();
	if (value === undefined) throw new ParseError('Expected JSON value (while parsing)');
	if (reader.next() !== undefined) throw new ParseError('Unexpected extra JSON values (while parsing)');
	return value;
}
