// fmt, join, split, shuf, column: filters with rules of their own.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, isatty, open, random, read, winsize, write } from '../../kernel/index.ts';
import { parseCount } from './lib/count.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { eachLine, Lines, openInput } from './lib/lines.ts';
import { textWidth, unbinary } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

/** Breaks a paragraph's words into lines near the goal width, as fmt's dynamic programme: lines as even as can be. */
function fill(words: readonly string[], width: number, goal: number): string[] {
	const cost: number[] = Array.from({ length: words.length + 1 }, () => Infinity);
	const next: number[] = Array.from({ length: words.length + 1 }, () => words.length);
	const lineLength: number[] = Array.from({ length: words.length + 1 }, () => 0);
	cost[words.length] = 0;
	for (let i = words.length - 1; i >= 0; i--) {
		let length = -1;
		for (let j = i; j < words.length; j++) {
			length += 1 + textWidth(words[j] ?? '');
			if (length > width && j > i) break;
			let here = 0;
			if (j + 1 < words.length) {
				const short = (goal - length) * 10;
				here = short * short;
				const ragged = next[j + 1] !== words.length ? ((length - (lineLength[j + 1] ?? 0)) * 10) / 2 : 0;
				here += ragged * ragged;
				const last = words[j] ?? '';
				if (/[.?!]["')\]]*$/.test(last)) here -= 50 * 50;
				else if (/[,;:]$/.test(last)) here -= 40 * 40;
				else if (/\)$/.test(last)) here -= 40 * 40;
				if (/^\(/.test(words[j + 1] ?? '')) here -= 40 * 40;
				here += 70 * 70;
			}
			const total = here + (cost[j + 1] ?? 0);
			if (total < (cost[i] ?? Infinity)) {
				cost[i] = total;
				next[i] = j + 1;
				lineLength[i] = length;
			}
			if (length >= width) break;
		}
	}
	const lines: string[] = [];
	for (let i = 0; i < words.length; i = next[i] ?? words.length) lines.push(words.slice(i, next[i]).join(' '));
	return lines;
}

export const fmt = utility('fmt', function* (tool: Tool) {
	const args = tool.args.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg));
	const options = yield* getopt(
		tool,
		{ short: 'cg:p:stuw:', long: ['crown-margin=c', 'goal:=g', 'prefix:=p', 'split-only=s', 'tagged-paragraph=t', 'uniform-spacing=u', 'width:=w'] },
		args
	);
	const width = Number(options.get('w') ?? 75);
	const goal = Number(options.get('g') ?? Math.floor((width * 187) / 200));
	let indent = '';
	let words: string[] = [];
	const flush = function* (): Sys<void> {
		if (words.length > 0) for (const line of fill(words, width - indent.length, goal - indent.length)) yield* tool.put(`${indent}${line}\n`);
		words = [];
	};
	yield* eachLine(tool, options.operands, function* (line): Sys<void> {
		if (line.trim() === '') {
			yield* flush();
			return yield* tool.put('\n');
		}
		const own = /^[ \t]*/.exec(line)?.[0] ?? '';
		if (own !== indent || options.has('s')) yield* flush();
		indent = own;
		words.push(...line.trim().split(/[ \t]+/));
	});
	yield* flush();
});

export const join = utility(
	'join',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'a:e:i1:2:j:o:t:v:z',
			long: ['ignore-case=i', 'check-order', 'nocheck-order', 'header=H', 'zero-terminated=z']
		});
		yield* checkOperands(tool, options.operands, 2, 2);
		const field = [Number(options.get('1') ?? options.get('j') ?? 1), Number(options.get('2') ?? options.get('j') ?? 1)];
		const separator = options.get('t') === undefined ? undefined : tool.own(options.get('t') ?? '');
		const unpaired = new Set(options.options.filter(([key]) => key === 'a' || key === 'v').map(([, value]) => value));
		const paired = !options.has('v');
		const empty = tool.own(options.get('e') ?? '');
		const cut = (line: string): string[] =>
			separator === undefined ? line.split(/[ \t]+/).filter((part, i) => i > 0 || part !== '') : separator === '' ? [line] : line.split(separator);
		const rows: string[][][] = [];
		for (const name of options.operands) {
			const fd = yield* openInput(tool, name);
			if (fd === null) return 1;
			const lines = new Lines(tool, fd, options.has('z') ? 0 : 10);
			const own: string[][] = [];
			for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) own.push(cut(line));
			rows.push(own);
		}
		const [left = [], right = []] = rows;
		const fold = (text: string): string => (options.has('i') ? text.toLowerCase() : text);
		const key = (row: string[] | undefined, side: 0 | 1): string => fold(row?.[(field[side] ?? 1) - 1] ?? '');
		const glue = separator ?? ' ';
		const spec = options.get('o');
		const auto = spec === 'auto' ? [left[0]?.length ?? 1, right[0]?.length ?? 1] : undefined;
		const put = function* (a: string[] | undefined, b: string[] | undefined): Sys<void> {
			let cells: (string | undefined)[];
			if (spec !== undefined && spec !== 'auto')
				cells = spec
					.split(/[ ,]+/)
					.map((item) => (item === '0' ? ((a ?? b)?.[(field[a ? 0 : 1] ?? 1) - 1] ?? '') : (item.startsWith('1.') ? a : b)?.[Number(item.slice(2)) - 1]));
			else {
				const head = (a ?? b)?.[(field[a ? 0 : 1] ?? 1) - 1];
				const others = (row: string[] | undefined, side: 0 | 1): (string | undefined)[] => {
					const length = auto?.[side] ?? row?.length ?? 0;
					return Array.from({ length }, (_, i) => row?.[i]).filter((_, i) => i !== (field[side] ?? 1) - 1);
				};
				cells = [head, ...others(a, 0), ...others(b, 1)];
			}
			yield* tool.put(cells.map((cell) => (cell === undefined || cell === '' ? empty : cell)).join(glue) + (options.has('z') ? '\0' : '\n'));
		};
		let [i, j] = [0, 0];
		if (options.has('H')) {
			yield* put(left[0], right[0]);
			[i, j] = [1, 1];
		}
		while (i < left.length || j < right.length) {
			const order = i >= left.length ? 1 : j >= right.length ? -1 : key(left[i], 0) < key(right[j], 1) ? -1 : key(left[i], 0) > key(right[j], 1) ? 1 : 0;
			if (order < 0) {
				if (unpaired.has('1')) yield* put(left[i], undefined);
				i++;
			} else if (order > 0) {
				if (unpaired.has('2')) yield* put(undefined, right[j]);
				j++;
			} else {
				const same = key(left[i], 0);
				let [iEnd, jEnd] = [i, j];
				while (iEnd < left.length && key(left[iEnd], 0) === same) iEnd++;
				while (jEnd < right.length && key(right[jEnd], 1) === same) jEnd++;
				if (paired) for (let x = i; x < iEnd; x++) for (let y = j; y < jEnd; y++) yield* put(left[x], right[y]);
				[i, j] = [iEnd, jEnd];
			}
		}
		return 0;
	},
	{ binary: true }
);

function suffix(n: number, length: number, numeric: boolean): string {
	const base = numeric ? 10 : 26;
	let out = '';
	let rest = n;
	for (let i = 0; i < length; i++) {
		out = (numeric ? String(rest % base) : String.fromCharCode(97 + (rest % base))) + out;
		rest = Math.floor(rest / base);
	}
	return out;
}

export const split = utility(
	'split',
	function* (tool: Tool) {
		const args = tool.args.map((arg) => (/^-\d+$/.test(arg) ? `-l${arg.slice(1)}` : arg));
		const options = yield* getopt(
			tool,
			{
				short: 'a:b:C:del:n:t:ux',
				long: [
					'suffix-length:=a',
					'additional-suffix:=add',
					'bytes:=b',
					'line-bytes:=C',
					'numeric-suffixes::=d',
					'hex-suffixes::=x',
					'elide-empty-files=e',
					'filter:',
					'lines:=l',
					'number:=n',
					'separator:=t',
					'unbuffered=u',
					'verbose'
				]
			},
			args
		);
		yield* checkOperands(tool, options.operands, 0, 2);
		const [name = '-', prefix = 'x'] = options.operands;
		const count = (key: string, what: string): number => {
			const value = parseCount(options.get(key) ?? '');
			if (value === undefined || value === 0) tool.die(`invalid number of ${what}: ${tool.quote(options.get(key) ?? '')}`);
			return value;
		};
		const input = name === '-' ? 0 : yield* attempt(open(name));
		if (input instanceof Errno) tool.die(`cannot open ${tool.quoteFile(name)} for reading: ${input.message}`);
		let files = 0;
		let fd = -1;
		const wide = Number(options.get('a') ?? 2);
		const next = function* (): Sys<void> {
			if (fd >= 0) yield* close(fd);
			const path = `${prefix}${suffix(files++, wide, options.has('d'))}${options.get('add') ?? ''}`;
			if (options.has('verbose')) yield* tool.put(`creating file ${tool.quoteFile(path)}\n`);
			fd = yield* open(path, { write: true, create: true, trunc: true });
		};
		if (options.has('b') || options.has('n')) {
			let size: number;
			let parts = Infinity;
			if (options.has('n')) {
				parts = count('n', 'chunks');
				size = Math.floor((yield* fstat(input)).size / parts);
			} else size = count('b', 'bytes');
			let left = 0;
			for (let part = yield* read(input); part.length > 0; part = yield* read(input)) {
				for (let at = 0; at < part.length;) {
					if (left === 0) {
						yield* next();
						left = files >= parts ? Infinity : size;
					}
					const piece = part.subarray(at, Math.min(part.length, at + left));
					yield* write(fd, piece);
					at += piece.length;
					left -= piece.length;
				}
			}
			while (parts !== Infinity && files < parts) yield* next();
			return 0;
		}
		const perFile = options.has('l') ? count('l', 'lines') : 1000;
		const lines = new Lines(tool, input);
		let held = '';
		let n = 0;
		for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
			if (n++ % perFile === 0) {
				if (held !== '') yield* write(fd, unbinary(held));
				held = '';
				yield* next();
			}
			held += line + (lines.terminated ? '\n' : '');
		}
		if (held !== '') yield* write(fd, unbinary(held));
		return 0;
	},
	{ binary: true }
);

export const shuf = utility(
	'shuf',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'ei:n:o:rz',
			long: ['echo=e', 'input-range:=i', 'head-count:=n', 'output:=o', 'repeat=r', 'zero-terminated=z', 'random-source:=source']
		});
		const lines: string[] = [];
		const range = options.get('i');
		if (range !== undefined) {
			const match = /^(\d+)-(\d+)$/.exec(range);
			if (!match || Number(match[2]) < Number(match[1]) - 1) tool.die(`invalid input range: ${tool.quote(range)}`);
			for (let n = Number(match[1]); n <= Number(match[2]); n++) lines.push(String(n));
		} else if (options.has('e')) lines.push(...options.operands.map((one) => tool.own(one)));
		else {
			yield* checkOperands(tool, options.operands, 0, 1);
			yield* eachLine(tool, options.operands, function* (line): Sys<void> {
				lines.push(line);
			});
		}
		const want = Math.min(Number(options.get('n') ?? Infinity), options.has('r') ? Infinity : lines.length);
		const end = options.has('z') ? '\0' : '\n';
		const pick = function* (below: number): Sys<number> {
			const bytes = yield* random(6);
			return bytes.reduce((all, byte) => (all * 256 + byte) % below, 0);
		};
		for (let n = 0; n < want && lines.length > 0; n++) {
			if (options.has('r')) {
				yield* tool.put((lines[yield* pick(lines.length)] ?? '') + end);
				continue;
			}
			const at = n + (yield* pick(lines.length - n));
			[lines[n], lines[at]] = [lines[at] ?? '', lines[n] ?? ''];
			yield* tool.put((lines[n] ?? '') + end);
		}
		return tool.status;
	},
	{ binary: true }
);

export const column = utility('column', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'c:eLnN:o:R:s:tx',
		long: ['columns:=c', 'table=t', 'separator:=s', 'output-separator:=o', 'table-columns:=N', 'table-right:=R', 'fillrows=x', 'keep-empty-lines=L']
	});
	const lines: string[] = [];
	yield* eachLine(tool, options.operands, function* (line): Sys<void> {
		if (line.trim() !== '' || options.has('L')) lines.push(line);
	});
	if (options.has('t')) {
		const separators = options.get('s');
		const rows = lines.map((line) => (separators === undefined ? line.trim().split(/[ \t]+/) : splitAny(line, separators)));
		const names = options.get('N')?.split(',');
		if (names) rows.unshift(names);
		const right = new Set((options.get('R') ?? '').split(',').map((name) => (/^\d+$/.test(name) ? Number(name) - 1 : (names?.indexOf(name) ?? -1))));
		const widths: number[] = [];
		for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, textWidth(cell))));
		const glue = options.get('o') ?? '  ';
		for (const row of rows) {
			const cells = row.map((cell, i) => {
				const gap = ' '.repeat((widths[i] ?? 0) - textWidth(cell));
				return right.has(i) ? gap + cell : i === widths.length - 1 ? cell : cell + gap;
			});
			yield* tool.put(`${cells.join(glue)}\n`);
		}
		return 0;
	}
	const width = Number(options.get('c') ?? ((yield* isatty(1)) ? (yield* winsize(1)).columns : (tool.env['COLUMNS'] ?? 80)));
	const longest = Math.max(0, ...lines.map(textWidth));
	const cell = (Math.floor(longest / 8) + 1) * 8;
	const columns = Math.max(1, Math.floor(width / cell));
	if (longest >= width || columns === 1) {
		for (const line of lines) yield* tool.put(`${line}\n`);
		return 0;
	}
	const rows = Math.ceil(lines.length / columns);
	for (let r = 0; r < rows; r++) {
		let out = '';
		for (let c = 0; c < columns; c++) {
			const i = options.has('x') ? r * columns + c : c * rows + r;
			const text = lines[i];
			if (text === undefined) break;
			const more = options.has('x') ? c + 1 < columns && i + 1 < lines.length : (c + 1) * rows + r < lines.length;
			out += more ? text + '\t'.repeat(Math.ceil((cell - textWidth(text)) / 8)) : text;
		}
		yield* tool.put(`${out}\n`);
	}
	return 0;
});

function splitAny(line: string, separators: string): string[] {
	const out: string[] = [''];
	for (const char of line) {
		if (separators.includes(char)) out.push('');
		else out[out.length - 1] += char;
	}
	return out;
}
