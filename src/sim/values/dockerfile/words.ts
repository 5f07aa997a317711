// Words of an instruction: BuildKit's small shell language (quotes, escapes, $NAME, ${NAME:-default}, patterns of ${NAME#…}). No commands run.
// Invariant: pure; which variables were used and which were missing is told to `seen`.
import { BuildFailure } from './failure.ts';

export interface Expansion {
	readonly env: ReadonlyMap<string, string>;
	readonly escape?: string;
	/** Keeps quotes and escapes as written (names of steps). */
	readonly raw?: boolean;
	/** Leaves unset variables as written. */
	readonly keepUnset?: boolean;
	/** Told of each variable: its name, and whether it was set. */
	readonly seen?: (name: string, set: boolean) => void;
}

class Scan {
	at = 0;
	readonly text: string;
	readonly options: Expansion;
	readonly words: string[] = [];
	word = '';
	inWord = false;
	constructor(text: string, options: Expansion) {
		this.text = text;
		this.options = options;
	}
	peek(): string {
		return this.text[this.at] ?? '';
	}
	/** Reads up to `stop` (or the end); splits words when `split`. */
	run(stop: string, split: boolean): string {
		const escape = this.options.escape ?? '\\';
		let out = '';
		const add = (piece: string): void => {
			out += piece;
			this.word += piece;
			this.inWord = true;
		};
		while (this.at < this.text.length) {
			const c = this.peek();
			if (stop !== '' && c === stop) return out;
			if (c === "'") {
				const end = this.text.indexOf("'", this.at + 1);
				if (end < 0) throw new BuildFailure('unexpected end of statement while looking for matching single-quote');
				add(this.options.raw ? this.text.slice(this.at, end + 1) : this.text.slice(this.at + 1, end));
				this.at = end + 1;
			} else if (c === '"') {
				this.at++;
				add(this.options.raw ? '"' : '');
				while (this.peek() !== '"') {
					if (this.at >= this.text.length) throw new BuildFailure('unexpected end of statement while looking for matching double-quote');
					if (this.peek() === '$') add(this.dollar());
					else if (this.peek() === escape) {
						const next = this.text[this.at + 1] ?? '';
						add(this.options.raw || !['"', '$', escape].includes(next) ? escape + next : next);
						this.at += 2;
					} else add(this.text[this.at++] ?? '');
				}
				this.at++;
				add(this.options.raw ? '"' : '');
			} else if (c === '$') add(this.dollar());
			else if (c === escape) {
				add((this.options.raw ? escape : '') + (this.text[this.at + 1] ?? ''));
				this.at += 2;
			} else if (split && /\s/.test(c)) {
				this.endWord();
				out += c;
				this.at++;
			} else {
				add(c);
				this.at++;
			}
		}
		return out;
	}
	endWord(): void {
		if (this.inWord) this.words.push(this.word);
		this.word = '';
		this.inWord = false;
	}
	value(name: string): string | undefined {
		const value = this.options.env.get(name);
		this.options.seen?.(name, value !== undefined);
		return value;
	}
	/** After `$`: the value, or the text itself. */
	dollar(): string {
		const from = this.at++;
		if (this.peek() !== '{') {
			const name = /^(?:[A-Za-z_]\w*|[0-9@*#?])/.exec(this.text.slice(this.at))?.[0];
			if (name === undefined) return '$';
			this.at += name.length;
			const value = this.value(name);
			return value ?? (this.options.keepUnset ? '$' + name : '');
		}
		this.at++;
		const name = /^\w+/.exec(this.text.slice(this.at))?.[0] ?? '';
		if (name === '') throw new BuildFailure('syntax error: bad substitution');
		this.at += name.length;
		if (this.peek() === '}') {
			this.at++;
			return this.value(name) ?? (this.options.keepUnset ? this.text.slice(from, this.at) : '');
		}
		let operator = this.text[this.at++] ?? '';
		const colon = operator === ':';
		if (colon) operator = this.text[this.at++] ?? '';
		const saved = { word: this.word, inWord: this.inWord };
		const operand = this.run('}', false);
		this.word = saved.word;
		this.inWord = saved.inWord;
		if (this.peek() !== '}') throw new BuildFailure('syntax error: missing closing brace in substitution');
		this.at++;
		const value = this.options.env.get(name);
		const there = colon ? value !== undefined && value !== '' : value !== undefined;
		if (operator === '-') return there ? (value ?? '') : operand;
		if (operator === '+') return there ? operand : '';
		if (operator === '?') {
			if (there) return value ?? '';
			throw new BuildFailure(
				`${name}: ${operand === '' ? (colon ? 'parameter is not allowed to be empty' : 'parameter is not allowed to be unset') : operand}`
			);
		}
		if (operator === '#' || operator === '%') return strip(value ?? '', operand, operator === '%');
		throw new BuildFailure(`unsupported modifier (${colon ? ':' : ''}${operator}) in substitution`);
	}
}

/** ${name#word} and ${name%word} for words with at most stars at one end. */
function strip(value: string, pattern: string, end: boolean): string {
	const long = pattern.startsWith(end ? '%' : '#');
	const word = long ? pattern.slice(1) : pattern;
	const plain = word.replaceAll('*', '');
	if (plain === '') return value;
	if (end) {
		const at = word.endsWith('*') ? (long ? value.indexOf(plain) : value.lastIndexOf(plain)) : value.endsWith(plain) ? value.length - plain.length : -1;
		return at < 0 ? value : value.slice(0, at);
	}
	const at = word.startsWith('*') ? (long ? value.lastIndexOf(plain) : value.indexOf(plain)) : value.startsWith(plain) ? 0 : -1;
	return at < 0 ? value : value.slice(at + plain.length);
}

/** The text with quotes taken away and variables replaced, as one word. Throws BuildFailure without a place. */
export const expandWord = (text: string, options: Expansion): string => new Scan(text, options).run('', false);

/** The text as words. */
export function expandWords(text: string, options: Expansion): string[] {
	const scan = new Scan(text, options);
	scan.run('', true);
	scan.endWord();
	return scan.words;
}
