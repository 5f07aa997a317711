// Small filters over lines: tac, rev, fold, expand, unexpand, paste, comm, yes.
import { type Sys } from '../../engine/sys.ts';
import { readAll, write } from '../../kernel/index.ts';
import { compileRegExp } from '../../values/index.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { eachInput, eachLine, Lines, openInput } from './lib/lines.ts';
import { binary } from './lib/text.ts';
import { Exit, utility, type Tool } from './lib/tool.ts';

/** Where the separators of a text lie. */
function separators(text: string, separator: string, pattern: boolean): (readonly [number, number])[] {
	const out: (readonly [number, number])[] = [];
	const compiled = pattern ? compileRegExp(separator, { syntax: 'bre' }) : undefined;
	for (let at = 0; at <= text.length;) {
		const match = compiled?.exec(text, at);
		const start = compiled ? (match?.index ?? -1) : text.indexOf(separator, at);
		if (start < 0) break;
		const end = start + Math.max(1, compiled ? (match?.groups[0]?.length ?? 1) : separator.length);
		out.push([start, end]);
		at = end;
	}
	return out;
}

export const tac = utility(
	'tac',
	function* (tool: Tool) {
		const options = yield* getopt(tool, { short: 'brs:', long: ['before=b', 'regex=r', 'separator:=s'] });
		const separator = tool.own(options.get('s') ?? '\n');
		const names = tool.busybox ? [...options.operands].reverse() : options.operands;
		yield* eachInput(tool, names, function* (fd): Sys<void> {
			const text = binary(yield* readAll(fd));
			const held: string[] = [];
			// Records end with the separator, or with -b begin with it.
			let from = 0;
			for (const [start, end] of separators(text, separator, options.has('r'))) {
				const cut = options.has('b') ? start : end;
				if (cut > from || !options.has('b')) held.push(text.slice(from, cut));
				from = cut;
			}
			if (from < text.length) held.push(text.slice(from));
			for (let n = held.length - 1; n >= 0; n--) yield* tool.put(held[n] ?? '');
		});
	},
	{ binary: true }
);

export const rev = utility('rev', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'V', long: [] });
	yield* eachLine(tool, options.operands, function* (line, ended): Sys<void> {
		yield* tool.put([...line].reverse().join('') + (ended ? '\n' : ''));
	});
});

export const fold = utility(
	'fold',
	function* (tool: Tool) {
		// -3 and -b3 are the old way to say -w 3.
		const args = tool.args.flatMap((arg, n) => {
			const old = tool.args[n - 1] === '-w' ? null : /^-([bs]*)(\d+)$/.exec(arg);
			return old ? [...(old[1] ? [`-${old[1]}`] : []), `-w${old[2] ?? ''}`] : [arg];
		});
		const options = yield* getopt(tool, { short: 'bsw:', long: ['bytes=b', 'spaces=s', 'width:=w'] }, args);
		const width = Number(options.get('w') ?? 80);
		if (!Number.isInteger(width) || width < 1)
			tool.die(`invalid number of columns: ${tool.quote(options.get('w') ?? '')}${width === 0 ? ': Numerical result out of range' : ''}`);
		yield* eachLine(tool, options.operands, function* (line, ended): Sys<void> {
			let out = '';
			let column = 0;
			let start = '';
			for (const char of line) {
				const next = char === '\t' && !options.has('b') ? column + 8 - (column % 8) : char === '\b' ? Math.max(0, column - 1) : char === '\r' ? 0 : column + 1;
				if (next > width && start !== '') {
					const space = options.has('s') ? Math.max(start.lastIndexOf(' '), start.lastIndexOf('\t')) : -1;
					if (space >= 0) {
						out += `${start.slice(0, space + 1)}\n`;
						start = start.slice(space + 1);
					} else {
						out += `${start}\n`;
						start = '';
					}
					column = start.length;
					start += char;
					column = char === '\t' && !options.has('b') ? column + 8 - (column % 8) : column + 1;
					continue;
				}
				start += char;
				column = next;
			}
			yield* tool.put(out + start + (ended ? '\n' : ''));
		});
	},
	{ binary: true }
);

interface TabStops {
	stops: number[];
	/** After the last stop: every so many columns from zero (/N), or from the last stop (+N). */
	every?: { size: number; from: number };
}
function tabStops(tool: Tool, text: string | undefined): TabStops {
	const out: TabStops = { stops: [] };
	for (const item of (text ?? '8').split(/[ ,]+/).filter((one) => one !== '')) {
		const match = /^([/+]?)(\d+)$/.exec(item);
		if (!match) tool.die(`tab size contains invalid character(s): ${tool.quote(item.replace(/^[/+]?\d*/, ''))}`);
		const size = Number(match[2]);
		if (match[1]) out.every = { size, from: match[1] === '+' ? (out.stops.at(-1) ?? 0) : 0 };
		else {
			if (size === 0) tool.die('tab size cannot be 0');
			if (size <= (out.stops.at(-1) ?? 0)) tool.die('tab sizes must be ascending');
			out.stops.push(size);
		}
	}
	if (out.stops.length === 1 && !out.every) out.every = { size: out.stops.pop() as number, from: 0 };
	return out;
}
const nextStop = ({ stops, every }: TabStops, column: number): number => {
	const listed = stops.find((stop) => stop > column);
	if (listed !== undefined) return listed;
	return every ? column + every.size - ((column - every.from) % every.size) : column + 1;
};

/** The old spelling of -t: expand -4. */
const oldStops = (tool: Tool): readonly string[] => (tool.busybox ? tool.args : tool.args.map((arg) => arg.replace(/^-(?=\d[\d,]*$)/, '-t')));

export const expand = utility('expand', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'it:', long: ['initial=i', 'tabs:=t'] }, oldStops(tool));
	const stops = tabStops(tool, options.get('t'));
	yield* eachLine(tool, options.operands, function* (line, ended): Sys<void> {
		let out = '';
		let initial = true;
		for (const char of line) {
			if (char === '\t' && (initial || !options.has('i'))) out += ' '.repeat(nextStop(stops, out.length) - out.length);
			else {
				out += char;
				if (char !== ' ') initial = false;
			}
		}
		yield* tool.put(out + (ended ? '\n' : ''));
	});
});

export const unexpand = utility('unexpand', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'at:', long: ['all=a', 'first-only=first', 'tabs:=t'] });
	const stops = tabStops(tool, options.get('t'));
	const all = (options.has('a') || options.has('t')) && !options.has('first');
	yield* eachLine(tool, options.operands, function* (line, ended): Sys<void> {
		let out = '';
		let column = 0;
		let blanks = '';
		let initial = true;
		const flush = (): void => {
			out += blanks;
			blanks = '';
		};
		for (const char of line) {
			if ((char === ' ' || char === '\t') && (initial || all)) {
				const stop = nextStop(stops, column);
				column = char === '\t' ? stop : column + 1;
				blanks += char;
				if (column === stop && (blanks.length > 1 || char === '\t' || initial)) {
					out += '\t';
					blanks = '';
				}
				continue;
			}
			flush();
			out += char;
			column++;
			initial = false;
		}
		flush();
		yield* tool.put(out + (ended ? '\n' : ''));
	});
});

const pasteEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '0': '' };

export const paste = utility(
	'paste',
	function* (tool: Tool) {
		const options = yield* getopt(tool, { short: 'd:sz', long: ['delimiters:=d', 'serial=s', 'zero-terminated=z'] });
		if (/(?:^|[^\\])(?:\\\\)*\\$/.test(options.get('d') ?? '')) tool.die(`delimiter list ends with an unescaped backslash: ${options.get('d') ?? ''}`);
		const delimiters = [...tool.own(options.get('d') ?? '\t').matchAll(/\\(.)|[^]/g)].map((match) =>
			match[1] === undefined ? match[0] : (pasteEscapes[match[1]] ?? match[1])
		);
		if (delimiters.length === 0) delimiters.push('');
		const end = options.has('z') ? '\0' : '\n';
		const names = options.operands.length === 0 ? ['-'] : options.operands;
		const stdin = new Lines(tool, 0, options.has('z') ? 0 : 10);
		const inputs: Lines[] = [];
		for (const name of names) {
			const fd = name === '-' ? 0 : yield* openInput(tool, name);
			if (fd === null) {
				if (!options.has('s')) return 1;
				continue;
			}
			inputs.push(name === '-' ? stdin : new Lines(tool, fd, options.has('z') ? 0 : 10));
		}
		if (options.has('s')) {
			for (const lines of inputs) {
				let n = 0;
				for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
					yield* tool.put((n === 0 ? '' : (delimiters[(n - 1) % delimiters.length] ?? '')) + line);
					n++;
				}
				yield* tool.put(end);
			}
			return tool.status;
		}
		for (;;) {
			const cells: (string | null)[] = [];
			for (const lines of inputs) cells.push(yield* lines.next());
			if (cells.every((cell) => cell === null)) return tool.status;
			yield* tool.put(cells.map((cell, i) => (cell ?? '') + (i < cells.length - 1 ? (delimiters[i % delimiters.length] ?? '') : '')).join('') + end);
		}
	},
	{ binary: true }
);

export const comm = utility(
	'comm',
	function* (tool: Tool) {
		const options = yield* getopt(tool, { short: '123z', long: ['check-order', 'nocheck-order', 'output-delimiter:=O', 'total', 'zero-terminated=z'] });
		yield* checkOperands(tool, options.operands, 2, 2);
		const inputs: Lines[] = [];
		for (const name of options.operands) {
			const fd = yield* openInput(tool, name);
			if (fd === null) return 1;
			inputs.push(new Lines(tool, fd, options.has('z') ? 0 : 10));
		}
		const end = options.has('z') ? '\0' : '\n';
		const [left, right] = inputs;
		if (!left || !right) return 1;
		const delimiter = tool.own(options.get('O') ?? '\t');
		const hidden = ['1', '2', '3'].map((key) => options.has(key));
		const indent = ['', hidden[0] ? '' : delimiter, (hidden[0] ? '' : delimiter) + (hidden[1] ? '' : delimiter)];
		const counts = [0, 0, 0];
		const put = function* (column: number, line: string): Sys<void> {
			counts[column] = (counts[column] ?? 0) + 1;
			if (!hidden[column]) yield* tool.put(`${indent[column]}${line}${end}`);
		};
		let [a, b] = [yield* left.next(), yield* right.next()];
		let disorder = 0;
		// Order is only checked once a line was unpairable.
		let unpaired = false;
		const before: (string | null)[] = [null, null];
		const advance = function* (which: 0 | 1, lines: Lines, current: string): Sys<string | null> {
			const next = yield* lines.next();
			// At the end the last two are looked at again: what is unpairable may have shown since.
			const [older, newer] = next === null ? [before[which] ?? null, current] : [current, next];
			before[which] = current;
			if (older !== null && newer < older && !options.has('nocheck-order') && (unpaired || options.has('check-order')) && (disorder & (which + 1)) === 0) {
				disorder |= which + 1;
				yield* tool.flush();
				yield* tool.error(`${tool.name}: file ${which + 1} is not in sorted order\n`);
				if (options.has('check-order')) {
					yield* tool.flush();
					throw new Exit(1);
				}
			}
			return next;
		};
		while (a !== null || b !== null) {
			if (b === null || (a !== null && a < b)) {
				unpaired = true;
				yield* put(0, a ?? '');
				a = yield* advance(0, left, a ?? '');
			} else if (a === null || b < a) {
				unpaired = true;
				yield* put(1, b);
				b = yield* advance(1, right, b);
			} else {
				yield* put(2, a);
				[a, b] = [yield* advance(0, left, a), yield* advance(1, right, b)];
			}
		}
		if (options.has('total')) yield* tool.put(`${counts.join(delimiter)}${delimiter}total${end}`);
		if (disorder === 0) return 0;
		yield* tool.flush();
		yield* tool.error(`${tool.name}: input is not in sorted order\n`);
		return 1;
	},
	{ binary: true }
);

export const yes = utility('yes', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: '' });
	const line = `${options.operands.length === 0 ? 'y' : options.operands.join(' ')}\n`;
	const block = line.repeat(Math.max(1, Math.floor(4096 / line.length)));
	for (;;) yield* write(1, block);
});
