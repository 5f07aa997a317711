// pr: pages with headers, columns and numbers. GNU coreutils 9.
// Leaves out page ranges given as operands (+2:5 works), -J and -S's rarer forms. Invariant: -t prints every line once.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, stat } from '../../kernel/index.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { getopt } from './lib/getopt.ts';
import { Lines, openInput } from './lib/lines.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

function* linesOf(tool: Tool, name: string): Sys<string[] | null> {
	const fd = yield* openInput(tool, name);
	if (fd === null) return null;
	const input = new Lines(tool, fd);
	const lines: string[] = [];
	for (let line = yield* input.next(); line !== null; line = yield* input.next()) lines.push(line);
	return lines;
}

/** Spaces from one column to another, as tabs where they fit (pr -m and columns do). */
function gap(from: number, to: number): string {
	let out = '';
	let at = from;
	while (Math.floor(at / 8) < Math.floor(to / 8) && to - at > 1) {
		out += '\t';
		at = (Math.floor(at / 8) + 1) * 8;
	}
	return out + ' '.repeat(Math.max(0, to - at));
}

export const pr = utility('pr', function* (tool: Tool): Sys<number> {
	const args = tool.args.map((arg) => (/^-\d+$/.test(arg) ? `--columns=${arg.slice(1)}` : arg));
	const options = yield* getopt(
		tool,
		{
			short: 'acdD:e::fFh:i::Jl:mn::N:o:rs::S::tTvw:W:',
			long: [
				'columns:',
				'across=a',
				'double-space=d',
				'date-format:=D',
				'header:=h',
				'length:=l',
				'merge=m',
				'number-lines::=n',
				'indent:=o',
				'no-file-warnings=r',
				'separator::=s',
				'omit-header=t',
				'omit-pagination=T',
				'width:=w',
				'page-width:=W',
				'form-feed=f',
				'first-line-number:=N'
			]
		},
		args.filter((arg) => !/^\+\d/.test(arg))
	);
	const names = options.operands.length === 0 ? ['-'] : options.operands;
	const length = Number(options.get('l') ?? 66);
	const bare = options.has('t') || options.has('T') || length <= 10;
	const body = Math.max(1, options.has('t') || options.has('T') ? length : length - 10);
	const width = Number(options.get('w') ?? options.get('W') ?? 72);
	const indent = ' '.repeat(Number(options.get('o') ?? 0));
	const numbering = /^(\D?)(\d*)$/.exec(options.get('n') ?? '');
	const [mark, digits] = [numbering?.[1] || '\t', Number(numbering?.[2] || 5)];
	let number = Number(options.get('N') ?? 1);
	const separator = options.has('s') ? options.get('s') || '\t' : undefined;
	const zone = yield* timeZone(tool.env);
	const numbered = (line: string): string => (options.has('n') ? `${String(number++).padStart(digits).slice(-digits)}${mark}${line}` : line);
	const join = (cells: readonly string[], columns: number): string => {
		if (separator !== undefined) return cells.join(separator);
		const each = Math.floor((width - columns + 1) / columns) + 1;
		let out = '';
		let at = 0;
		cells.forEach((cell, i) => {
			const text = cell.slice(0, Math.max(0, each - 1));
			out += text;
			at += text.length;
			if (i < cells.length - 1) {
				out += gap(at, each * (i + 1));
				at = each * (i + 1);
			}
		});
		return out;
	};
	const print = function* (name: string, rows: readonly string[]): Sys<void> {
		const info = name === '' || name === '-' ? new Errno('ENOENT') : yield* attempt(stat(name));
		const time = info instanceof Errno ? yield* clock() : info.mtime;
		const spaced = options.has('d') ? rows.flatMap((row) => [row, '']) : rows;
		let page = 1;
		for (let i = 0; i < spaced.length; i += body) {
			if (!bare) {
				const title = options.get('h') ?? (name === '-' ? '' : name);
				const date = formatDate(time, options.get('D') ?? '%Y-%m-%d %H:%M', zone);
				const right = `Page ${page++}`;
				const room = width - date.length - title.length - right.length;
				yield* tool.put(
					`\n\n${indent}${date}${' '.repeat(Math.max(1, Math.floor(room / 2)))}${title}${' '.repeat(Math.max(1, room - Math.floor(room / 2)))}${right}\n\n\n`
				);
			}
			const part = spaced.slice(i, i + body);
			for (const row of part) yield* tool.put(`${row === '' ? '' : indent}${row}\n`);
			if (!bare) yield* tool.put('\n'.repeat(Math.max(0, body - part.length) + 5));
		}
	};
	if (options.has('m')) {
		const all: string[][] = [];
		for (const name of names) {
			const lines = yield* linesOf(tool, name);
			if (lines) all.push(lines);
		}
		const most = Math.max(0, ...all.map((lines) => lines.length));
		const rows: string[] = [];
		for (let i = 0; i < most; i++)
			rows.push(
				numbered(
					join(
						all.map((lines) => lines[i] ?? ''),
						all.length
					)
				)
			);
		yield* print('', rows);
		return tool.status;
	}
	const columns = Number(options.get('columns') ?? 1);
	for (const name of names) {
		const lines = yield* linesOf(tool, name);
		if (!lines) continue;
		if (columns <= 1) {
			yield* print(name, lines.map(numbered));
			continue;
		}
		const cells = lines.map(numbered);
		const rows: string[] = [];
		const perPage = body * columns;
		for (let i = 0; i < cells.length; i += perPage) {
			const page = cells.slice(i, i + perPage);
			const high = Math.ceil(page.length / columns);
			for (let r = 0; r < high; r++) {
				const row: string[] = [];
				for (let c = 0; c < columns; c++) {
					const cell = options.has('a') ? page[r * columns + c] : page[c * high + r];
					if (cell !== undefined) row.push(cell);
				}
				rows.push(join(row, columns));
			}
		}
		yield* print(name, rows);
	}
	return tool.status;
});
