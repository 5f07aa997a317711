// Reading line by line and file by file, streaming: never more in memory than one block and one line.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { close, ids, open, process, read, setMemory } from '../../../kernel/index.ts';
import { binary, decode } from './text.ts';
import type { Tool } from './tool.ts';

const newline = 10;

/** Lines of a descriptor. */
export class Lines {
	readonly fd: number;
	/** Whether the line last answered ended with the delimiter. */
	terminated = true;
	readonly #tool: Tool;
	readonly #delimiter: number;
	#ready: string[] = [];
	#at = 0;
	#rest: Uint8Array[] = [];
	/** Bytes of an unfinished line held, those the process's memory has been told of, and its memory without them. */
	#held = 0;
	#charged = 0;
	#memory = 0;
	#ended = false;

	constructor(tool: Tool, fd: number, delimiter = newline) {
		this.#tool = tool;
		this.fd = fd;
		this.#delimiter = delimiter;
	}

	/** The next line without its end, or null. Standard output is flushed before a read only when it is a terminal's (put does it). */
	*next(): Sys<string | null> {
		while (this.#at >= this.#ready.length) {
			if (this.#ended) return null;
			yield* this.#fill();
		}
		const line = this.#ready[this.#at++] as string;
		this.terminated = !(this.#ended && this.#at === this.#ready.length && this.#unterminated);
		return line;
	}

	/** Whether the lines that are left are none. Reads ahead by a block at most. */
	*atEnd(): Sys<boolean> {
		while (this.#at >= this.#ready.length) {
			if (this.#ended) return true;
			yield* this.#fill();
		}
		return false;
	}

	#unterminated = false;

	*#charge(): Sys<void> {
		if (this.#memory === 0) this.#memory = (yield* process((yield* ids()).pid)).rss;
		this.#charged = this.#held;
		yield* setMemory(this.#memory + this.#held);
	}

	*#fill(): Sys<void> {
		const part = yield* read(this.fd);
		this.#ready = [];
		this.#at = 0;
		const text = (bytes: Uint8Array): string => (this.#tool.binary ? binary(bytes) : decode(bytes));
		if (part.length === 0) {
			this.#ended = true;
			if (this.#rest.length === 0) return;
			this.#unterminated = true;
			this.#ready = [text(join(this.#rest))];
			this.#rest = [];
			return;
		}
		const last = part.lastIndexOf(this.#delimiter);
		if (last < 0) {
			this.#rest.push(part);
			this.#held += part.length;
			if (this.#held - this.#charged >= charge) yield* this.#charge();
			return;
		}
		this.#held = part.length - last - 1;
		if (this.#charged >= charge) yield* this.#charge();
		const whole = join([...this.#rest, part.subarray(0, last)]);
		this.#rest = last + 1 < part.length ? [part.subarray(last + 1)] : [];
		this.#ready = text(whole).split(this.#delimiter === newline ? '\n' : String.fromCharCode(this.#delimiter));
	}
}

/** A line longer than this is felt in the process's memory. */
const charge = 1 << 20;

function join(parts: readonly Uint8Array[]): Uint8Array {
	if (parts.length === 1) return parts[0] as Uint8Array;
	let size = 0;
	for (const part of parts) size += part.length;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** Opens a file operand ("-" is standard input); on failure says so and answers null. */
export function* openInput(tool: Tool, name: string, status = 1): Sys<number | null> {
	if (name === '-') return 0;
	try {
		return yield* open(name);
	} catch (error) {
		yield* tool.cannotOpen(name, error, status);
		return null;
	}
}

/** Runs `each` on every file operand in turn (standard input when there is none); failures to open or read are said and passed over. */
export function* eachInput(tool: Tool, names: readonly string[], each: (fd: number, name: string) => Sys<void>): Sys<void> {
	for (const name of names.length === 0 ? ['-'] : names) {
		const fd = yield* openInput(tool, name);
		if (fd === null) continue;
		try {
			yield* each(fd, name);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* tool.warn(tool.busybox ? `read error: ${error.message}` : `${name}: ${error.message}`);
		}
		if (fd !== 0) yield* close(fd);
	}
}

/** All lines of the operands, one after the other. */
export function* eachLine(tool: Tool, names: readonly string[], each: (line: string, terminated: boolean) => Sys<void>, delimiter = newline): Sys<void> {
	yield* eachInput(tool, names, function* (fd) {
		const lines = new Lines(tool, fd, delimiter);
		for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) yield* each(line, lines.terminated);
	});
}
