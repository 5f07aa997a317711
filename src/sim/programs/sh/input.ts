// Reading lines without taking more than the line: byte by byte from pipes and terminals, in blocks with a seek back from files.
import { Errno, type Sys } from '../../engine/sys.ts';
import { lseek, read } from '../../kernel/index.ts';
import { seekable } from './children.ts';
import { realFd, type Shell } from './shell.ts';
import { decode } from './text.ts';
import { checkSignals } from './traps.ts';

export interface ReadOptions {
	/** Byte that ends the record; newline unless told. */
	delimiter?: number;
	/** Stop after so many characters. */
	count?: number;
}

/** One line without its newline; undefined at end of input with nothing read. */
export function* readLine(sh: Shell, fd: number): Sys<string | undefined> {
	const got = yield* readRecord(sh, realFd(sh, fd), {});
	return got.text === '' && got.end ? undefined : got.text;
}

/** A record up to a delimiter. `end`: the input ended before it. */
export function* readRecord(sh: Shell, real: number, options: ReadOptions): Sys<{ text: string; end: boolean }> {
	const delimiter = options.delimiter ?? 10;
	if (options.count === undefined && (yield* seekable(real))) return yield* fromFile(real, delimiter);
	const bytes: number[] = [];
	let characters = 0;
	for (;;) {
		let chunk: Uint8Array;
		try {
			chunk = yield* read(real, 1);
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
			yield* checkSignals(sh);
			continue;
		}
		const byte = chunk[0];
		if (byte === undefined) return { text: decode(Uint8Array.from(bytes)), end: true };
		if (byte === delimiter) break;
		bytes.push(byte);
		if (options.count !== undefined && (byte & 0xc0) !== 0xc0 && (byte < 0x80 || complete(bytes)) && ++characters >= options.count) break;
	}
	return { text: decode(Uint8Array.from(bytes)), end: false };
}
/** Whether the bytes end with a whole UTF-8 character. */
function complete(bytes: readonly number[]): boolean {
	let i = bytes.length - 1;
	while (i > 0 && ((bytes[i] as number) & 0xc0) === 0x80) i--;
	const lead = bytes[i] as number;
	return bytes.length - i >= (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1);
}
function* fromFile(real: number, delimiter: number): Sys<{ text: string; end: boolean }> {
	const chunks: Uint8Array[] = [];
	for (;;) {
		const chunk = yield* read(real, 4096);
		if (chunk.length === 0) return { text: join(chunks), end: true };
		const at = chunk.indexOf(delimiter);
		if (at < 0) {
			chunks.push(chunk);
			continue;
		}
		if (at + 1 < chunk.length) yield* lseek(real, at + 1 - chunk.length, 'cur');
		chunks.push(chunk.subarray(0, at));
		return { text: join(chunks), end: false };
	}
}
function join(chunks: readonly Uint8Array[]): string {
	if (chunks.length === 1) return decode(chunks[0] as Uint8Array);
	let size = 0;
	for (const c of chunks) size += c.length;
	const all = new Uint8Array(size);
	let at = 0;
	for (const c of chunks) {
		all.set(c, at);
		at += c.length;
	}
	return decode(all);
}
