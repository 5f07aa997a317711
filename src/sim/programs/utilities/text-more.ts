// join, shuf, column: filters with rules of their own.
import type { Sys } from '../../engine/sys.ts';
import { dup, isatty, open, random, winsize } from '../../kernel/index.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { eachLine, Lines, openInput } from './lib/lines.ts';
import { textWidth } from './lib/text.ts';
import { utility, type Tool } from './lib/tool.ts';

export const join = utility(
	'join',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'a:e:i1:2:j:o:t:v:z',
			long: ['ignore-case=i', 'check-order', 'nocheck-order', 'header=H', 'zero-terminated=z']
		});
		if (options.operands.length > 2) tool.usage(`extra operand '${options.operands[2]}'`);
		yield* checkOperands(tool, options.operands, 2, 2);
		for (const name of ['1', '2', 'j'])
			if (options.has(name) && !(Number(options.get(name)) > 0)) tool.die(`invalid field number: ${tool.quote(options.get(name) ?? '')}`);
		for (const item of options.get('o') === 'auto' ? [] : (options.get('o') ?? '').split(/[ ,]+/))
			if (item !== '' && item !== '0' && !/^[12]\.\d+$/.test(item)) tool.die(`invalid file number in field spec: ${tool.quote(item)}`);
		const field = [Number(options.get('1') ?? options.get('j') ?? 1), Number(options.get('2') ?? options.get('j') ?? 1)];
		const separator = options.get('t') === undefined ? undefined : tool.own(options.get('t') ?? '');
		const unpaired = new Set(options.options.filter(([key]) => key === 'a' || key === 'v').map(([, value]) => value));
		const paired = !options.has('v');
		const empty = tool.own(options.get('e') ?? '');
		const cut = (line: string): string[] =>
			separator === undefined ? line.split(/[ \t]+/).filter((part, i) => i > 0 || part !== '') : separator === '' ? [line] : line.split(separator);
		const rows: string[][][] = [];
		const raw: string[][] = [];
		let unpairedSeen = 0;
		for (const name of options.operands) {
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
		const unsorted = (side: 0 | 1): number => {
			const own = rows[side] ?? [];
			for (let n = options.has('H') ? 2 : 1; n < own.length; n++) if (key(own[n], side) < key(own[n - 1], side)) return n;
			return -1;
		};
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
			if (order !== 0) unpairedSeen++;
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
		// A file out of order is told of when its lines could not all be paired (or with --check-order at once).
		if (options.has('nocheck-order')) return 0;
		let wrong = false;
		for (const side of [0, 1] as const) {
			const at = unsorted(side);
			if (at < 0 || (paired && unpairedSeen === 0 && !options.has('check-order'))) continue;
			wrong = true;
			yield* tool.error(`${tool.name}: ${options.operands[side] ?? ''}:${at + 1}: is not sorted: ${raw[side]?.[at] ?? ''}\n`);
		}
		if (!wrong) return 0;
		yield* tool.error(`${tool.name}: input is not in sorted order\n`);
		return 1;
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
		const want = Math.min(Number(options.get('n') ?? Infinity), options.has('r') ? Infinity : lines.length);
		const limit = options.get('n');
		if (limit !== undefined && !/^\d+$/.test(limit)) tool.die(`invalid line count: ${tool.quote(limit)}`);
		const output = options.get('o');
		if (output !== undefined) yield* dup(yield* open(output, { write: true, create: true, trunc: true }), 1);
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
		short: 'c:eE:H:JLnN:o:O:R:s:tx',
		long: [
			'json=J',
			'table-name:=n',
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
	const lines: string[] = [];
	yield* eachLine(tool, options.operands, function* (line): Sys<void> {
		if (line.trim() !== '' || options.has('L')) lines.push(line);
	});
	if (tool.status !== 0 && lines.length === 0) return tool.status;
	if (options.has('t') || options.has('J')) {
		const separators = options.get('s');
		const rows = lines.map((line) => (separators === undefined ? line.trim().split(/[ \t]+/) : splitAny(line, separators)));
		const names = options.get('N')?.split(',');
		if (names) rows.unshift(names);
		if (options.has('J')) {
			const keys = names ?? (rows[0] ?? []).map((_, i) => `col${i + 1}`);
			if (names) rows.shift();
			const item = (row: readonly string[]): string =>
				`{\n${keys.map((key, i) => `         ${JSON.stringify(key.toLowerCase())}: ${row[i] === undefined || row[i] === '' ? 'null' : JSON.stringify(row[i])}`).join(',\n')}\n      }`;
			yield* tool.put(`{\n   "table": [\n      ${rows.map(item).join(',')}\n   ]\n}\n`);
			return tool.status;
		}
		const index = (name: string): number => (/^\d+$/.test(name) ? Number(name) - 1 : (names?.indexOf(name) ?? -1));
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

function splitAny(line: string, separators: string): string[] {
	const out: string[] = [''];
	for (const char of line) {
		if (separators.includes(char)) out.push('');
		else out[out.length - 1] += char;
	}
	return out;
}
