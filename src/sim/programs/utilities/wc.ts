// wc: lines, words, characters, bytes and the longest line of files.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, open, read, readAll, stat } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { openInput } from './lib/lines.ts';
import { isUtf8Locale, quoteName } from './lib/quote.ts';
import { charWidth, decode } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

type Counts = [lines: number, words: number, chars: number, bytes: number, longest: number];

/** Counts a descriptor to its end. */
function* count(fd: number, utf8: boolean): Sys<Counts> {
	const counts: Counts = [0, 0, 0, 0, 0];
	let inWord = false;
	let column = 0;
	let code = 0;
	let more = 0;
	for (let part = yield* read(fd, 262_144); part.length > 0; part = yield* read(fd, 262_144)) {
		counts[3] += part.length;
		for (const byte of part) {
			if (byte === 10) counts[0]++;
			const space = byte === 32 || (byte >= 9 && byte <= 13);
			if (space) inWord = false;
			else if (!inWord && byte > 32 && byte !== 127) {
				inWord = true;
				counts[1]++;
			}
			if (!utf8 || byte < 0x80 || byte >= 0xc0) counts[2]++;
			if (byte === 10 || byte === 12 || byte === 13) {
				counts[4] = Math.max(counts[4], column);
				column = 0;
			} else if (byte === 9) column += 8 - (column % 8);
			else if (byte < 0x80 || !utf8) column += byte >= 32 && byte < 127 ? 1 : 0;
			else if (byte >= 0xc0) {
				more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
				code = byte & (0x3f >> more);
			} else if (more > 0) {
				code = code * 64 + (byte & 63);
				if (--more === 0) column += charWidth(code);
			}
		}
	}
	counts[4] = Math.max(counts[4], column);
	return counts;
}

/** The width of the columns: that of the total size of the operands. */
function* columnWidth(names: readonly string[], columns: number): Sys<number> {
	if (columns === 1 && names.length <= 1) return 1;
	let size = 0;
	let least = 1;
	for (const name of names.length === 0 ? ['-'] : names) {
		const info = yield* attempt(name === '-' ? fstat(0) : stat(name));
		if (info instanceof Errno) continue;
		if (info.type === 'file') size += info.size;
		else least = 7;
	}
	return Math.max(least, String(size).length);
}

function* readText0(fd: number): Sys<string> {
	return decode(yield* readAll(fd));
}

export const wc = utility('wc', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'clLmw', long: ['bytes=c', 'chars=m', 'lines=l', 'words=w', 'max-line-length=L', 'files0-from:'] });
	const chosen = [options.has('l'), options.has('w'), options.has('m'), options.has('c'), options.has('L')];
	const show = chosen.some(Boolean) ? chosen : [true, true, false, true, false];
	let names = options.operands;
	const list = options.get('files0-from');
	if (list !== undefined) {
		const fd = list === '-' ? 0 : yield* attempt(open(list));
		if (fd instanceof Errno) tool.die(`cannot open ${tool.quoteFile(list)} for reading: ${fd.message}`);
		names = (yield* readText0(fd)).split('\0');
		if (names.at(-1) === '') names = names.slice(0, -1);
	}
	const none = names.length === 0 && list === undefined;
	const columns = show.filter(Boolean).length;
	const width = list !== undefined ? (columns === 1 ? 1 : 1) : tool.busybox ? (columns === 1 && names.length <= 1 ? 1 : 9) : yield* columnWidth(names, columns);
	const total: Counts = [0, 0, 0, 0, 0];
	const print = function* (counts: Counts, name: string): Sys<void> {
		const shown = counts.filter((_, i) => show[i]).map((n) => String(n).padStart(width));
		yield* tool.put(`${shown.join(' ')}${name === '' ? '' : ` ${tool.busybox ? name : quoteName(name)}`}\n`);
	};
	const utf8 = tool.busybox || isUtf8Locale(tool.env);
	for (const [i, name] of (none ? [''] : names).entries()) {
		if (name === '' && !none && !tool.busybox) {
			yield* tool.warn(list === undefined ? 'invalid zero-length file name' : `${quoteName(list)}:${i + 1}: invalid zero-length file name`);
			continue;
		}
		const fd = yield* openInput(tool, name === '' ? '-' : name);
		if (fd === null) continue;
		const counts = yield* attempt(count(fd, utf8));
		if (counts instanceof Errno) {
			yield* tool.warn(`${name}: ${counts.message}`);
			yield* print([0, 0, 0, 0, 0], name);
		} else {
			yield* print(counts, name);
			for (const i of [0, 1, 2, 3] as const) total[i] += counts[i];
			total[4] = Math.max(total[4], counts[4]);
		}
		if (fd !== 0) yield* close(fd);
	}
	if (names.length > 1) yield* print(total, 'total');
});
