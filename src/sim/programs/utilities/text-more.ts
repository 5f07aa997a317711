// join, shuf, column: filters with rules of their own.
import type { Sys } from '../../engine/sys.ts';
import { dup, isatty, open, random, read, winsize } from '../../kernel/index.ts';
import { checkOperands, getopt, type Parsed } from './lib/getopt.ts';
import { eachLine, Lines, openInput } from './lib/lines.ts';
import { textWidth } from './lib/text.ts';
import { Exit, utility, type Tool } from './lib/tool.ts';

/** The fields and files that join is told of, in their order. */
function checkFields(tool: Tool, options: Parsed['options']): void {
	const fields: (string | undefined)[] = [undefined, undefined];
	for (const [key, value] of options) {
		if (key === 'a' || key === 'v') {
			if (value !== '1' && value !== '2') tool.die(`invalid field number: ${tool.quote(value)}`);
			continue;
		}
		const sides = key === '1' ? [0] : key === '2' ? [1] : key === 'j' ? [0, 1] : [];
		for (const side of sides) {
			if (!/^\+?\d+$/.test(value) || Number(value) === 0) tool.die(`invalid field number: ${tool.quote(value)}`);
			const before = fields[side];
			if (before !== undefined && Number(before) !== Number(value)) tool.die(`incompatible join fields ${Number(before)}, ${Number(value)}`);
			fields[side] = value;
		}
	}
}

export const join = utility(
	'join',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'a:e:i1:2:j:o:t:v:z',
			long: ['ignore-case=i', 'check-order', 'nocheck-order', 'header=H', 'zero-terminated=z']
		});
		// The old form of -o: the fields that follow it as words of their own, when there are too many operands.
		const names = [...options.operands];
		const fields: string[] = [];
		while (options.has('o') && names.length > 2 && /^(?:0|[12]\.\d+)(?:[ ,]|$)/.test(names[0] ?? '')) fields.push(names.shift() ?? '');
		if (names.length > 2) tool.usage(`extra operand '${names[2]}'`);
		yield* checkOperands(tool, names, 2, 2);
		checkFields(tool, options.options);
		if (names[0] === '-' && names[1] === '-') tool.die('both files cannot be standard input: No such file or directory');
		const tab = options.get('t');
		if (tab !== undefined && [...tab].length > 1 && tab !== '\\0') tool.die(`multi-character tab ${tool.quote(tab)}`);
		const spec = options.get('o') === undefined ? undefined : [options.get('o') ?? '', ...fields].join(',');
		for (const item of spec === 'auto' ? [] : (spec ?? '').split(/[ ,]+/))
			if (item !== '' && item !== '0' && !/^[12]\.\d+$/.test(item)) tool.die(`invalid file number in field spec: ${tool.quote(item)}`);
		const field = [Number(options.get('1') ?? options.get('j') ?? 1), Number(options.get('2') ?? options.get('j') ?? 1)];
		const separator = options.get('t') === undefined ? undefined : tool.own(options.get('t') ?? '');
		const unpaired = new Set(options.options.filter(([key]) => key === 'a' || key === 'v').map(([, value]) => value));
		const paired = !options.has('v');
		const empty = tool.own(options.get('e') ?? '');
		const cut = (line: string): string[] =>
			separator === undefined ? line.split(/[ \t\n]+/).filter((part, i) => i > 0 || part !== '') : separator === '' ? [line] : line.split(separator);
		const rows: string[][][] = [];
		const raw: string[][] = [];
		for (const name of names) {
			const fd = yield* openInput(tool, name);
			if (fd === null) return 1;
			const lines = new Lines(tool, fd, options.has('z') ? 0 : 10);
			const own: string[][] = [];
			const texts: string[] = [];
			for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
				own.push(cut(line));
				texts.push(line);
			}
			rows.push(own);
			raw.push(texts);
		}
		const [left = [], right = []] = rows;
		const fold = (text: string): string => (options.has('i') ? text.toLowerCase() : text);
		const key = (row: string[] | undefined, side: 0 | 1): string => fold(row?.[(field[side] ?? 1) - 1] ?? '');
		const glue = separator ?? ' ';
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
		const first = options.has('H') ? 1 : 0;
		if (first) yield* put(left[0], right[0]);
		// Order is checked as lines are read: always with --check-order, else once a line found no partner; told of once for each file.
		const seen = [first, first];
		const told = [false, false];
		let unpairable = false;
		const next = function* (side: 0 | 1): Sys<boolean> {
			const own = rows[side] ?? [];
			const n = seen[side] ?? 0;
			if (n >= own.length) return false;
			seen[side] = n + 1;
			if (
				n > first &&
				!told[side] &&
				!options.has('nocheck-order') &&
				(unpairable || options.has('check-order')) &&
				key(own[n], side) < key(own[n - 1], side)
			) {
				told[side] = true;
				yield* tool.flush();
				yield* tool.error(`${tool.name}: ${names[side] ?? ''}:${n + 1}: is not sorted: ${raw[side]?.[n] ?? ''}\n`);
				if (options.has('check-order')) throw new Exit(1);
			}
			return true;
		};
		let [i, j] = [first, first];
		let [more, others] = [yield* next(0), yield* next(1)];
		while (more && others) {
			const [a, b] = [key(left[i], 0), key(right[j], 1)];
			if (a !== b) {
				if (a < b) {
					if (unpaired.has('1')) yield* put(left[i], undefined);
					more = yield* next(0);
					i++;
				} else {
					if (unpaired.has('2')) yield* put(undefined, right[j]);
					others = yield* next(1);
					j++;
				}
				unpairable = true;
				continue;
			}
			let [iEnd, jEnd] = [i, j];
			do {
				more = yield* next(0);
				iEnd++;
			} while (more && key(left[iEnd], 0) === b);
			do {
				others = yield* next(1);
				jEnd++;
			} while (others && key(right[jEnd], 1) === a);
			if (paired) for (let x = i; x < iEnd; x++) for (let y = j; y < jEnd; y++) yield* put(left[x], right[y]);
			[i, j] = [iEnd, jEnd];
		}
		if (more || others) {
			const check = !options.has('nocheck-order') && !(told[0] && told[1]);
			for (const side of [0, 1] as const) {
				if (!(side === 0 ? more : others)) continue;
				const prints = unpaired.has(String(side + 1));
				if (!prints && !check) continue;
				let n = side === 0 ? i : j;
				if (prints) yield* side === 0 ? put(left[n], undefined) : put(undefined, right[n]);
				while (yield* next(side)) {
					n++;
					if (prints) yield* side === 0 ? put(left[n], undefined) : put(undefined, right[n]);
					else if (told[side]) break;
				}
			}
		}
		if (!told[0] && !told[1]) return 0;
		yield* tool.warn('input is not in sorted order');
		return 1;
	},
	{ binary: true }
);

/** gnulib's randint_choose: bytes are drawn as they are needed, what is left of a number serves the next. */
function* choice(tool: Tool, name: string, fd: number, held: { value: bigint; max: bigint }, below: number): Sys<number> {
	const most = BigInt(below) - 1n;
	const count = most + 1n;
	let { value, max } = held;
	for (;;) {
		if (max < most) {
			let size = 0n;
			for (let reach = max; reach < most; reach = reach * 256n + 255n) size++;
			const bytes = yield* read(fd, Number(size));
			if (bytes.length < Number(size)) tool.die(`${tool.quoteFile(name)}: end of file`);
			for (const byte of bytes) {
				value = value * 256n + BigInt(byte);
				max = max * 256n + 255n;
			}
		}
		if (max === most) {
			[held.value, held.max] = [0n, 0n];
			return Number(value);
		}
		const excess = max - most;
		const unusable = excess % count;
		const usable = max - unusable;
		const rest = value % count;
		if (value <= usable) {
			[held.value, held.max] = [value / count, excess / count];
			return Number(rest);
		}
		[value, max] = [rest, unusable - 1n];
	}
}

export const shuf = utility(
	'shuf',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'ei:n:o:rz',
			long: ['echo=e', 'input-range:=i', 'head-count:=n', 'output:=o', 'repeat=r', 'zero-terminated=z', 'random-source:=source']
		});
		const lines: string[] = [];
		const range = options.get('i');
		if (!tool.busybox) {
			if (options.options.filter(([key]) => key === 'i').length > 1) tool.die('multiple -i options specified');
			if (range !== undefined && !options.has('e')) yield* checkOperands(tool, options.operands, 0, 0);
		}
		if (range !== undefined && options.has('e')) tool.usage('cannot combine -e and -i options');
		if (range !== undefined) {
			const match = /^(\d+)-(\d+)$/.exec(range);
			const low = range.split('-')[0] ?? '';
			if (!match || Number(match[2]) < Number(match[1]) - 1)
				tool.die(`invalid input range: ${tool.quote(/^\d+$/.test(low) && range.includes('-') ? (match ? range : range.slice(low.length + 1)) : low)}`);
			for (let n = Number(match[1]); n <= Number(match[2]); n++) lines.push(String(n));
		} else if (options.has('e')) lines.push(...options.operands.map((one) => tool.own(one)));
		else {
			yield* checkOperands(tool, options.operands, 0, 1);
			yield* eachLine(tool, options.operands, function* (line): Sys<void> {
				lines.push(line);
			});
		}
		if (options.has('r') && lines.length === 0 && options.get('n') !== '0' && !tool.busybox) tool.die('no lines to repeat');
		const want = Math.min(Number(options.get('n') ?? Infinity), options.has('r') ? Infinity : lines.length);
		const limit = options.get('n');
		if (limit !== undefined && !/^\d+$/.test(limit)) tool.die(`invalid line count: ${tool.quote(limit)}`);
		const output = options.get('o');
		if (output !== undefined) yield* dup(yield* open(output, { write: true, create: true, trunc: true }), 1);
		const end = options.has('z') ? '\0' : '\n';
		const source = options.get('source');
		const stream = source === undefined ? undefined : yield* openInput(tool, source);
		if (stream === null) return 1;
		const numbers = { value: 0n, max: 0n };
		const pick = function* (below: number): Sys<number> {
			if (stream !== undefined) return yield* choice(tool, source ?? '', stream, numbers, below);
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
		short: 'c:dE:eH:Jl:Ln:N:o:O:R:s:T:tW:x',
		long: [
			'json=J',
			'table-name:=n',
			'table-columns-limit:=l',
			'table-noextreme:=E',
			'table-truncate:=T',
			'table-wrap:=W',
			'table-hide:=H',
			'table-order:=O',
			'table-noheadings=d',
			'output-width:=c',
			'columns:=c',
			'table=t',
			'separator:=s',
			'output-separator:=o',
			'table-columns:=N',
			'table-right:=R',
			'fillrows=x',
			'keep-empty-lines=L'
		]
	});
	const table = 'dEHlNORTW'.split('').some((key) => options.has(key));
	if (table && !options.has('t') && !options.has('J')) tool.die('option --table required for all --table-*');
	if (options.has('J') && !options.has('N')) tool.die('option --table-columns required for --json');
	if (options.has('c') && !/^\+?\d+$/.test(options.get('c') ?? '')) tool.die(`invalid columns argument: '${options.get('c') ?? ''}'`);
	const lines: string[] = [];
	yield* eachLine(tool, options.operands, function* (line): Sys<void> {
		if (line.trim() !== '' || options.has('L')) lines.push(line);
	});
	if (tool.status !== 0 && lines.length === 0) return tool.status;
	if (options.has('t') || options.has('J')) {
		const separators = options.get('s');
		const limit = Number(options.get('l') ?? 0);
		const rows = lines.map((line) => limited(line, limit, separators));
		const names = options.get('N')?.split(',');
		if (names) rows.unshift(names);
		if (options.has('J')) {
			const many = rows.slice(1).findIndex((row) => row.length > (names?.length ?? 0));
			if (many >= 0) tool.die(`line ${many + 1}: for JSON the name of the column ${(names?.length ?? 0) + 1} is required`);
			const keys = names ?? (rows[0] ?? []).map((_, i) => `col${i + 1}`);
			if (names) rows.shift();
			const item = (row: readonly string[]): string =>
				`{\n${keys.map((key, i) => `         ${JSON.stringify(key.toLowerCase())}: ${row[i] === undefined || row[i] === '' ? 'null' : JSON.stringify(row[i])}`).join(',\n')}\n      }`;
			yield* tool.put(`{\n   ${JSON.stringify(options.get('n')?.toLowerCase() ?? 'table')}: [\n      ${rows.map(item).join(',')}\n   ]\n}\n`);
			return tool.status;
		}
		const index = (name: string): number => (/^\d+$/.test(name) ? Number(name) - 1 : (names?.indexOf(name) ?? -1));
		for (const key of 'REOTW') {
			const wrong = options
				.get(key)
				?.split(',')
				.find((name) => name !== '' && name !== '-' && name !== '0' && index(name) < 0);
			if (wrong !== undefined) tool.die(`undefined column name '${wrong}'`);
		}
		const hidden = (options.get('H') ?? '').split(',').map(index);
		if (options.has('H')) for (const row of rows) for (const at of [...hidden].sort((a, b) => b - a)) if (at >= 0) row.splice(at, 1);
		const right = new Set((options.get('R') ?? '').split(',').map(index));
		const widths: number[] = [];
		for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, textWidth(cell))));
		const glue = options.get('o') ?? '  ';
		for (const row of rows) {
			// A short row is filled up to the table's width.
			while (row.length < widths.length) row.push('');
			const cells = row.map((cell, i) => {
				const gap = ' '.repeat((widths[i] ?? 0) - textWidth(cell));
				return right.has(i) ? gap + cell : i === widths.length - 1 ? cell : cell + gap;
			});
			yield* tool.put(`${cells.join(glue)}\n`);
		}
		return tool.status;
	}
	const width = Number(options.get('c') ?? ((yield* isatty(1)) ? (yield* winsize(1)).columns : (tool.env['COLUMNS'] ?? 80)));
	const longest = Math.max(0, ...lines.map(textWidth));
	const cell = (Math.floor(longest / 8) + 1) * 8;
	const columns = Math.max(1, Math.floor(width / cell));
	if (longest >= width || columns === 1) {
		for (const line of lines) yield* tool.put(`${line}\n`);
		return tool.status;
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
	return tool.status;
});

/** A line's cells; the last of at most `limit` keeps the rest as it is. */
function limited(line: string, limit: number, separators: string | undefined): string[] {
	const out: string[] = [];
	const among = separators ?? ' \t';
	let rest = separators === undefined ? line.trim() : line;
	while (limit > 0 && out.length < limit - 1) {
		const at = [...rest].findIndex((char) => among.includes(char));
		if (at < 0) break;
		out.push(rest.slice(0, at));
		rest = separators === undefined ? rest.slice(at).trimStart() : rest.slice(at + 1);
	}
	if (limit > 0) return [...out, rest];
	return separators === undefined ? rest.split(/[ \t]+/) : splitAny(rest, separators);
}

function splitAny(line: string, separators: string): string[] {
	const out: string[] = [''];
	for (const char of line) {
		if (separators.includes(char)) out.push('');
		else out[out.length - 1] += char;
	}
	return out;
}
