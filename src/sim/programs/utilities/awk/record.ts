// The record and its fields: split when a field is asked for, joined again when one was set.
import type { CompiledRegExp } from '../../../values/index.ts';
import { fromInput, toText, type Value } from './values.ts';

/** Cuts a text: ' ' at runs of blanks, one character, or matches of an expression. */
export function splitText(text: string, separator: string, regexp: (source: string) => CompiledRegExp): string[] {
	if (text === '') return [];
	if (separator === ' ') return text.split(/[ \t\n]+/).filter((part) => part !== '');
	if (separator === '') return [...text];
	if (separator.length === 1 && separator !== '\\') return text.split(separator);
	const compiled = regexp(separator);
	const out: string[] = [];
	let at = 0;
	let from = 0;
	while (from <= text.length) {
		const span = compiled.exec(text, from)?.spans[0];
		if (!span) break;
		if (span.end === span.start) {
			from = span.start + 1;
			continue;
		}
		out.push(text.slice(at, span.start));
		at = from = span.end;
	}
	out.push(text.slice(at));
	return out;
}

export class AwkRecord {
	#text = '';
	#fields: Value[] | undefined;
	#stale = false;
	/** Settings of the program, read when needed. */
	readonly #settings: { fs(): string; ofs(): string; ofmt(): string; whole(): number; split(text: string): string[] };

	constructor(settings: { fs(): string; ofs(): string; ofmt(): string; whole(): number; split(text: string): string[] }) {
		this.#settings = settings;
	}

	/** A new record; it is split with the FS of now. */
	set(text: string): void {
		this.#text = text;
		this.#fields = undefined;
		this.#stale = false;
	}

	#split(): Value[] {
		this.#fields ??= this.#settings.split(this.#text).map(fromInput);
		return this.#fields;
	}

	/** Splits now, because FS is about to change. */
	freeze(): void {
		this.#split();
	}

	get count(): number {
		return this.#split().length;
	}

	set count(n: number) {
		const fields = this.#split();
		while (fields.length < n) fields.push('');
		fields.length = n;
		this.#stale = true;
	}

	get text(): string {
		if (this.#stale) {
			const ofs = this.#settings.ofs();
			this.#text = (this.#fields ?? []).map((field) => toText(field, this.#settings.ofmt(), this.#settings.whole())).join(ofs);
			this.#stale = false;
		}
		return this.#text;
	}

	get(index: number): Value {
		if (index === 0) return fromInput(this.text);
		return index > this.#split().length ? undefined : this.#split()[index - 1];
	}

	put(index: number, value: Value): void {
		if (index === 0) return this.set(toText(value, this.#settings.ofmt(), this.#settings.whole()));
		const fields = this.#split();
		while (fields.length < index) fields.push('');
		fields[index - 1] = value;
		this.#stale = true;
	}
}
