// A utility's process as its code sees it: name, arguments, buffered standard output, messages, exit status.
// Output is buffered as stdio does it: by line on a terminal, else in blocks; it is flushed before anything that may block and at the end.
// Invariant: what was put is written before the process ends by itself, in order.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { exec, exists, isatty, write } from '../../../kernel/index.ts';
import type { Context, Program } from '../../../kernel/index.ts';
import { inMusl } from './musl.ts';
import { encode, fromBinary, toBinary, unbinary } from './text.ts';
import { isUtf8Locale, quoteAlways, quoteLocale, quoteName } from './quote.ts';

/** Ends the program from any depth: what to say on standard error (a whole text), and the status. */
export class Exit {
	readonly status: number;
	readonly message: string;
	constructor(status: number, message = '') {
		this.status = status;
		this.message = message;
	}
}

const blockSize = 32_768;
/** Applets that say "can't open"; the others name the file alone. */
const openers: ReadonlySet<string> = new Set(['cat', 'tail', 'tac', 'od', 'nl', 'rev', 'split', 'uniq', 'tee']);

/** Programs that say in their own words that a file cannot be opened. */
const gnuOpen: Readonly<Record<string, (name: string, why: string) => string>> = {
	tac: (name, why) => `failed to open ${quoteAlways(name)} for reading: ${why}`,
	fmt: (name, why) => `cannot open ${quoteAlways(name)} for reading: ${why}`,
	rev: (name, why) => `cannot open ${name}: ${why}`
};

export class Tool {
	/** As messages show it: argv[0] (busybox: the applet's name). */
	readonly name: string;
	/** Arguments after the name. */
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly context: Context;
	/** Speaks as BusyBox's applet instead of the GNU program. */
	readonly busybox: boolean;
	/** Strings put and read are binary: one unit per byte. */
	binary: boolean;
	/** The exit status when main ends without one. */
	status = 0;
	/** What follows a usage error, when it is not GNU's one line. */
	hintText: string | undefined;
	/** Status of usage errors. */
	usageStatus = 1;
	#parts: string[] = [];
	#size = 0;
	#terminal: boolean | undefined;

	constructor(context: Context, args: readonly string[], name: string, options: { busybox?: boolean; binary?: boolean } = {}) {
		this.context = context;
		this.env = context.env;
		this.name = name;
		this.args = args;
		this.busybox = options.busybox === true;
		this.binary = options.binary === true;
	}

	/** Adds to standard output. */
	*put(text: string): Sys<void> {
		if (text === '') return;
		this.#parts.push(text);
		this.#size += text.length;
		if (this.#terminal === undefined) this.#terminal = yield* isatty(1);
		if (this.#size >= blockSize || (this.#terminal && text.includes('\n'))) yield* this.flush();
	}

	/** Adds bytes to standard output as they are. */
	*putBytes(bytes: Uint8Array): Sys<void> {
		yield* this.flush();
		if (bytes.length > 0) yield* this.#write(bytes);
	}

	*flush(): Sys<void> {
		if (this.#size === 0) return;
		const text = this.#parts.join('');
		this.#parts = [];
		this.#size = 0;
		yield* this.#write(this.binary ? unbinary(text) : encode(text));
	}

	*#write(bytes: Uint8Array): Sys<void> {
		try {
			yield* write(1, bytes);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			throw new Exit(Math.max(1, this.usageStatus), `${this.name}: write error: ${error.message}\n`);
		}
	}

	/** Whether standard output is a terminal. */
	*isTerminal(): Sys<boolean> {
		this.#terminal ??= yield* isatty(1);
		return this.#terminal;
	}

	/** Writes raw text to standard error, in the words of the C library that the program is linked with. */
	*error(text: string): Sys<void> {
		if (this.#terminal) yield* this.flush();
		const other = this.busybox ? inMusl(text) : undefined;
		yield* write(2, encode(other !== undefined && (yield* onMusl()) ? other : text));
	}

	/** "name: message" on standard error, and an exit status. As error(3) and BusyBox do, what is printed goes out first. */
	*warn(message: string, status = 1): Sys<void> {
		if (status !== 0) this.status = status;
		yield* this.flush();
		yield* this.error(`${this.name}: ${message}\n`);
	}

	/** Ends the program with a message. */
	die(message: string, status = 1): never {
		throw new Exit(status, `${this.name}: ${message}\n`);
	}

	/** Ends with a message and GNU's hint (or BusyBox's usage). */
	usage(message: string, status = this.usageStatus): never {
		throw new Exit(status, `${message === '' ? '' : `${this.name}: ${message}\n`}${this.hint()}`);
	}

	hint(): string {
		return this.busybox ? '' : this.hintText !== undefined ? this.hintText : `Try '${this.name} --help' for more information.\n`;
	}

	/** Opening a file for reading failed: the message both families print. */
	*cannotOpen(name: string, error: unknown, status = 1): Sys<void> {
		if (!(error instanceof Errno)) throw error;
		yield* this.warn(
			this.busybox
				? openers.has(this.name)
					? `can't open '${name}': ${error.message}`
					: `${name}: ${error.message}`
				: (gnuOpen[this.name]?.(name, error.message) ?? `${quoteName(name)}: ${error.message}`),
			status
		);
	}

	/** quote() of the locale. */
	quote(text: string): string {
		return this.busybox ? `'${text}'` : quoteLocale(this.binary ? fromBinary(text) : text, isUtf8Locale(this.env));
	}

	/** A file name in a message, always quoted. */
	quoteFile(name: string): string {
		return this.busybox ? `'${name}'` : quoteAlways(name);
	}

	/** An argument as the tool's own kind of string. */
	own(text: string): string {
		return this.binary ? toBinary(text) : text;
	}
}

/** Whether this file system's C library is musl. */
export function* onMusl(): Sys<boolean> {
	return yield* exists('/lib/ld-musl-x86_64.so.1');
}

/** Runs a part; an errno it throws is handed to `handle` instead. */
export function* guard<T>(part: Sys<T>, handle: (error: Errno) => Sys<T>): Sys<T> {
	try {
		return yield* part;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return yield* handle(error);
	}
}

/** A part's value, or the errno it failed with. */
export function* attempt<T>(part: Sys<T>): Sys<T | Errno> {
	try {
		return yield* part;
	} catch (error) {
		if (error instanceof Errno) return error;
		throw error;
	}
}

/** What a utility is: a program that also runs as an applet. */
export interface Utility extends Program {
	readonly binary: boolean;
	readonly usageStatus: number;
	run(tool: Tool): Sys<number | void>;
}

export interface UtilityOptions {
	/** Works on bytes: `put` and lines use binary strings. */
	readonly binary?: boolean;
	/** Exit status of usage and write errors; 1 unless told. */
	readonly usageStatus?: number;
	/** Resident memory at start; a coreutils program's 2 MiB unless told. */
	readonly rss?: number;
}

/** Runs a tool's routine to its end and answers the exit status. */
export function* finish(tool: Tool, routine: Sys<number | void>): Sys<number> {
	try {
		const status = yield* routine;
		yield* tool.flush();
		return (typeof status === 'number' ? status : tool.status) & 255;
	} catch (error) {
		if (error instanceof Errno) {
			yield* tool.flush();
			yield* tool.error(`${tool.name}: ${error.message}\n`);
			return Math.max(1, tool.usageStatus);
		}
		if (!(error instanceof Exit)) throw error;
		if (!error.message.includes(': write error: ')) yield* tool.flush();
		if (error.message !== '') yield* tool.error(error.message);
		if (tool.busybox && error.message !== '' && needsUsage(error)) yield* showUsage(tool, error.status);
		return error.status;
	}
}

/** A usage error of an applet is followed by its usage text. */
const needsUsage = (error: Exit): boolean => error instanceof UsageExit;
export class UsageExit extends Exit {}

/** Continues as the program that knows the usage texts (they are loaded only then). */
export function* showUsage(tool: Tool, status: number): Sys<never> {
	return yield* exec({ program: 'busybox-usage', argv: [tool.name, (yield* onMusl()) ? 'alpine' : 'busybox', String(status)], env: tool.env });
}

/** Makes a utility of a routine. */
export function utility(name: string, run: (tool: Tool) => Sys<number | void>, options: UtilityOptions = {}): Utility {
	const { binary = false, usageStatus = 1 } = options;
	return {
		name,
		binary,
		usageStatus,
		run,
		rss: options.rss ?? 2 << 20,
		*main(context) {
			const tool = new Tool(context, context.argv.slice(1), context.argv[0] ?? name, { binary });
			tool.usageStatus = usageStatus;
			return yield* finish(tool, run(tool));
		}
	};
}

/** Prints a GNU program's --help or --version text: kept by a program of its own, loaded only when asked for. */
export function* showGnuText(tool: Tool, kind: 'help' | 'version', name: string): Sys<never> {
	yield* tool.flush();
	return yield* exec({ program: 'gnu-help', argv: [tool.name, kind, name], env: tool.env });
}
