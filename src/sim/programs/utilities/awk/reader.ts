// Records from a descriptor: lines, paragraphs (RS = ""), one character, or matches of an expression.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { read } from '../../../kernel/index.ts';
import type { CompiledRegExp } from '../../../values/index.ts';
import { binary, decode } from '../lib/text.ts';
import { attempt, Exit, type Tool } from '../lib/tool.ts';

export interface Separator {
	text: string;
	regexp: CompiledRegExp | undefined;
}

export class RecordReader {
	readonly fd: number;
	readonly #tool: Tool;
	#buffer = '';
	#at = 0;
	#rest: Uint8Array = new Uint8Array(0);
	#ended = false;
	/** What ended the last record (gawk's RT). */
	terminator = '';

	constructor(tool: Tool, fd: number) {
		this.#tool = tool;
		this.fd = fd;
	}

	*#more(): Sys<boolean> {
		if (this.#ended) return false;
		yield* this.#tool.isTerminal();
		const part = yield* attempt(read(this.fd));
		if (part instanceof Errno) throw new Exit(2, `${this.#tool.name}: read error (${part.message})\n`);
		if (part.length === 0) {
			this.#ended = true;
			if (this.#rest.length > 0) this.#buffer += decode(this.#rest);
			this.#rest = new Uint8Array(0);
			return false;
		}
		this.#buffer = this.#buffer.slice(this.#at);
		this.#at = 0;
		if (this.#tool.binary) {
			this.#buffer += binary(part);
			return true;
		}
		// Keep the bytes of a character that is not complete yet.
		const all = new Uint8Array(this.#rest.length + part.length);
		all.set(this.#rest);
		all.set(part, this.#rest.length);
		let cut = all.length;
		for (let back = 1; back <= 3 && back <= all.length; back++) {
			const byte = all[all.length - back] ?? 0;
			if (byte < 0x80) break;
			if (byte >= 0xc0) {
				if (back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2)) cut = all.length - back;
				break;
			}
		}
		this.#rest = all.subarray(cut);
		this.#buffer += decode(all.subarray(0, cut));
		return true;
	}

	/** The next record, or null. */
	*next(rs: Separator): Sys<string | null> {
		if (rs.text === '') {
			for (;;) {
				while (this.#buffer[this.#at] === '\n') this.#at++;
				if (this.#at < this.#buffer.length || !(yield* this.#more())) break;
			}
		}
		let from = this.#at;
		for (;;) {
			const found = this.#find(rs, from);
			if (found && (this.#ended || found.end < this.#buffer.length || rs.text.length === 1)) {
				const record = this.#buffer.slice(this.#at, found.start);
				this.terminator = this.#buffer.slice(found.start, found.end);
				this.#at = found.end;
				return record;
			}
			const held = this.#at;
			const more = yield* this.#more();
			if (more) {
				from = found ? 0 : rs.text.length === 1 ? Math.max(0, from - held) : 0;
				continue;
			}
			const last = this.#find(rs, this.#at);
			if (last) {
				const record = this.#buffer.slice(this.#at, last.start);
				this.terminator = this.#buffer.slice(last.start, last.end);
				this.#at = last.end;
				return record;
			}
			if (this.#at >= this.#buffer.length) return null;
			let record = this.#buffer.slice(this.#at);
			this.#at = this.#buffer.length;
			this.terminator = '';
			if (rs.text === '') record = record.replace(/\n+$/, '');
			return record;
		}
	}

	#find(rs: Separator, from: number): { start: number; end: number } | undefined {
		if (rs.text === '') {
			const start = this.#buffer.indexOf('\n\n', from);
			if (start < 0) return undefined;
			let end = start;
			while (this.#buffer[end] === '\n') end++;
			return { start, end };
		}
		if (rs.text.length === 1) {
			const start = this.#buffer.indexOf(rs.text, from);
			return start < 0 ? undefined : { start, end: start + 1 };
		}
		const span = rs.regexp?.exec(this.#buffer, from)?.spans[0];
		return span && span.end > span.start ? span : undefined;
	}
}
