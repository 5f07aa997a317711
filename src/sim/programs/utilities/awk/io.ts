// AWK's files and commands: what print > and getline < opened, by name. Commands run under /bin/sh.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { close, open, pipe, spawn, wait, write } from '../../../kernel/index.ts';
import type { WaitStatus } from '../../../kernel/index.ts';
import { encode, fromBinary, unbinary } from '../lib/text.ts';
import { attempt, type Tool } from '../lib/tool.ts';
import { RecordReader } from './reader.ts';

interface Output {
	fd: number;
	pid: number;
	parts: string[];
	size: number;
}
interface Input {
	reader: RecordReader;
	pid: number;
}

const statusOf = (status: WaitStatus | null): number => (status === null ? -1 : 'exited' in status ? status.exited : 'signaled' in status ? 256 : 0);

export class AwkFiles {
	readonly #tool: Tool;
	readonly #outputs = new Map<string, Output>();
	readonly #inputs = new Map<string, Input>();

	/** mawk runs the commands of its pipes by the shell's path. */
	readonly #shell: boolean;

	constructor(tool: Tool, mawk: boolean) {
		this.#shell = mawk;
		this.#tool = tool;
	}

	*#start(command: string, fds: Record<number, number>): Sys<number> {
		yield* this.flush();
		return yield* spawn({
			path: '/bin/sh',
			argv: [Object.keys(fds).length > 0 && this.#shell ? '/bin/sh' : 'sh', '-c', this.#outer(command)],
			env: this.#tool.env,
			fds: { 0: 0, 1: 1, 2: 2, ...fds }
		});
	}

	/** A text of the program as the system's calls want it. */
	#outer(text: string): string {
		return this.#tool.binary ? fromBinary(text) : text;
	}

	*print(how: '>' | '>>' | '|', name: string, text: string): Sys<void> {
		const key = (how === '|' ? '|' : '>') + name;
		let output = this.#outputs.get(key);
		if (!output) {
			if (how === '|') {
				const ends = yield* pipe();
				const pid = yield* this.#start(name, { 0: ends.read });
				yield* close(ends.read);
				output = { fd: ends.write, pid, parts: [], size: 0 };
			} else if (name === '/dev/stdout' || name === '-') {
				return yield* this.#tool.put(text);
			} else if (name === '/dev/stderr') {
				yield* this.#tool.flush();
				yield* write(2, this.#bytes(text));
				return;
			} else {
				const fd = yield* attempt(open(this.#outer(name), { write: true, create: true, append: how === '>>', trunc: how === '>' }));
				if (fd instanceof Errno) throw fd;
				output = { fd, pid: 0, parts: [], size: 0 };
			}
			this.#outputs.set(key, output);
		}
		output.parts.push(text);
		output.size += text.length;
		if (output.size > 16_384) yield* this.#drain(output);
	}

	#bytes(text: string): Uint8Array {
		return this.#tool.binary ? unbinary(text) : encode(text);
	}

	*#drain(output: Output): Sys<void> {
		if (output.size === 0) return;
		const text = output.parts.join('');
		output.parts = [];
		output.size = 0;
		yield* write(output.fd, this.#bytes(text));
	}

	/** Writes everything that waits. */
	*flush(): Sys<void> {
		yield* this.#tool.flush();
		for (const output of this.#outputs.values()) yield* this.#drain(output);
	}

	/** A reader of a file or of a command's output; null when it cannot be opened. */
	*reader(kind: 'file' | 'command', name: string): Sys<RecordReader | null> {
		const key = (kind === 'command' ? '|' : '<') + name;
		const known = this.#inputs.get(key);
		if (known) return known.reader;
		let pid = 0;
		let fd: number;
		if (kind === 'command') {
			const ends = yield* pipe();
			pid = yield* this.#start(name, { 1: ends.write });
			yield* close(ends.write);
			fd = ends.read;
		} else if (name === '-' || name === '/dev/stdin') fd = 0;
		else {
			const opened = yield* attempt(open(this.#outer(name)));
			if (opened instanceof Errno) return null;
			fd = opened;
		}
		const reader = new RecordReader(this.#tool, fd);
		this.#inputs.set(key, { reader, pid });
		return reader;
	}

	/** close(name): the exit status of a command, 0 for a file, −1 when it was not open. */
	*close(name: string): Sys<number> {
		let status = -1;
		for (const key of [`>${name}`, `|${name}`]) {
			const output = this.#outputs.get(key);
			if (!output) continue;
			yield* this.#drain(output);
			yield* close(output.fd);
			status = output.pid > 0 ? statusOf(yield* wait(output.pid)) : 0;
			this.#outputs.delete(key);
		}
		for (const key of [`<${name}`, `|${name}`]) {
			const input = this.#inputs.get(key);
			if (!input) continue;
			if (input.reader.fd !== 0) yield* close(input.reader.fd);
			status = input.pid > 0 ? statusOf(yield* wait(input.pid)) : 0;
			this.#inputs.delete(key);
		}
		return status;
	}

	/** system(command) */
	*system(command: string): Sys<number> {
		const pid = yield* this.#start(command, {});
		const status = yield* wait(pid);
		return status && 'signaled' in status ? 256 : statusOf(status);
	}

	/** Ends all commands that are written to. */
	*closeAll(): Sys<void> {
		yield* this.flush();
		for (const key of [...this.#outputs.keys()]) yield* this.close(key.slice(1));
		for (const input of this.#inputs.values()) {
			if (input.reader.fd !== 0) yield* close(input.reader.fd);
			if (input.pid > 0) yield* wait(input.pid);
		}
	}
}
