// Fields under construction: what a word's expansions have produced so far, as text and as a pattern in which quoted characters are
// escaped, with splitting by IFS. Invariant: `text` is what remains when no pathname matches the pattern.
import { escapePattern } from './pattern.ts';

export interface Field {
	text: string;
	pattern: string;
	/** It has live pattern characters. */
	magic: boolean;
}

export class Fields {
	readonly done: Field[] = [];
	/** Splitting on: an argument. Off: an assignment's value, a pattern, a here-document. */
	readonly splits: boolean;
	readonly #ifs: string;
	readonly #dash: boolean;
	#text = '';
	#pattern = '';
	#magic = false;
	#started = false;

	constructor(splits: boolean, ifs: string, dash = false) {
		this.#dash = dash;
		this.splits = splits;
		this.#ifs = ifs;
	}

	/** Unquoted text of the word itself. */
	literal(text: string): void {
		this.#text += text;
		this.#pattern += text;
		if (!this.#magic && /[*?[]|[@+!]\(/.test(text)) this.#magic = true;
		this.#started = true;
	}
	/** Text whose characters stand for themselves; an empty one still makes a field. */
	quoted(text: string): void {
		this.#text += text;
		this.#pattern += /^\w*$/.test(text) ? text : escapePattern(text);
		this.#started = true;
	}
	/** The field exists even when empty. */
	start(): void {
		this.#started = true;
	}
	get started(): boolean {
		return this.#started;
	}
	/** The result of an unquoted expansion. */
	expansion(value: string): void {
		if (value === '') return;
		if (!this.splits) {
			this.#append(value);
			return;
		}
		const ifs = this.#ifs;
		let i = 0;
		const white = (c: string | undefined): boolean => c !== undefined && ifs.includes(c) && (c === ' ' || c === '\t' || c === '\n');
		const other = (c: string | undefined): boolean => c !== undefined && ifs.includes(c) && !(c === ' ' || c === '\t' || c === '\n');
		if (white(value[0])) {
			while (white(value[i])) i++;
			if (this.#started) {
				this.end();
				// One delimiter: the whitespace and a following other separator belong together.
				if (other(value[i])) {
					i++;
					while (white(value[i])) i++;
				}
			}
		}
		while (i < value.length) {
			let j = i;
			while (j < value.length && !ifs.includes(value[j] as string)) j++;
			if (j > i) this.#append(value.slice(i, j));
			if (j >= value.length) return;
			this.#started = true;
			this.end();
			i = j;
			while (white(value[i])) i++;
			if (other(value[i])) {
				i++;
				while (white(value[i])) i++;
			}
		}
	}
	#append(value: string): void {
		this.#text += value;
		this.#pattern += value;
		if (!this.#magic && /[*?[]|[@+!]\(/.test(value)) this.#magic = true;
		this.#started = true;
	}
	/** Ends the field, if there is one. */
	end(): void {
		if (!this.#started) return;
		this.done.push({ text: this.#text, pattern: this.#pattern, magic: this.#magic });
		this.#text = '';
		this.#pattern = '';
		this.#magic = false;
		this.#started = false;
	}
	/** Everything as one text, or as one pattern. */
	get text(): string {
		return this.#text;
	}
	get pattern(): string {
		return this.#pattern;
	}
	/** Whether an unquoted list is joined and split: IFS begins with what is no blank. */
	get joins(): boolean {
		return !this.#dash && !' \t\n'.includes(this.separator);
	}
	/** dash: where nothing is split, $@ is $*. */
	get joinsAt(): boolean {
		return this.#dash && !this.splits;
	}
	/** First character of IFS, for "$*". */
	get separator(): string {
		return this.#ifs.slice(0, 1);
	}
}
