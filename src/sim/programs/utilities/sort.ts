// sort: orders lines by keys, in byte order (the machine runs in C.UTF-8). Reads all its input before it writes, as it must.
import { Errno, type Sys } from '../../engine/sys.ts';
import { open, random, step, writeFile } from '../../kernel/index.ts';
import { choose } from './lib/choose.ts';
import { getopt, type Parsed } from './lib/getopt.ts';
import { eachLine, Lines } from './lib/lines.ts';
import { quoteName } from './lib/quote.ts';
import { unbinary } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { comparator, parseKey, type Key, type Ordering } from './sort-keys.ts';

const blockLines = 2000;

/** Merge sort over arrays that lets other programs run between blocks; stable. */
function* mergeSort(lines: string[], compare: (a: string, b: string) => number): Sys<string[]> {
	let runs: string[][] = [];
	for (let i = 0; i < lines.length; i += blockLines) {
		runs.push(lines.slice(i, i + blockLines).sort(compare));
		yield* step();
	}
	while (runs.length > 1) {
		const next: string[][] = [];
		for (let i = 0; i < runs.length; i += 2) {
			const [a, b] = [runs[i] ?? [], runs[i + 1]];
			if (!b) {
				next.push(a);
				continue;
			}
			const out: string[] = [];
			let [x, y] = [0, 0];
			while (x < a.length && y < b.length) out.push(compare(a[x] ?? '', b[y] ?? '') <= 0 ? (a[x++] ?? '') : (b[y++] ?? ''));
			next.push(out.concat(a.slice(x), b.slice(y)));
			yield* step();
		}
		runs = next;
	}
	return runs[0] ?? [];
}

export const sort = utility(
	'sort',
	function* (tool: Tool) {
		const args = tool.args.flatMap((arg) => (/^\+\d/.test(arg) ? [`-k${Number(arg.slice(1)) + 1}`] : [arg]));
		const options = yield* getopt(
			tool,
			{
				short: 'bcCdfghik:mMno:rRsS:t:T:uVyz',
				long: [
					'ignore-leading-blanks=b',
					'check::=check',
					'dictionary-order=d',
					'ignore-case=f',
					'general-numeric-sort=g',
					'human-numeric-sort=h',
					'ignore-nonprinting=i',
					'key:=k',
					'merge=m',
					'month-sort=M',
					'numeric-sort=n',
					'output:=o',
					'reverse=r',
					'random-sort=R',
					'stable=s',
					'buffer-size:=S',
					'field-separator:=t',
					'temporary-directory:=T',
					'unique=u',
					'version-sort=V',
					'zero-terminated=z',
					'sort:=sort',
					'parallel:',
					'debug',
					'random-source:',
					'batch-size:',
					'files0-from:',
					'compress-program:'
				]
			},
			args
		);
		const kinds: Readonly<Record<string, string>> = { 'general-numeric': 'g', 'human-numeric': 'h', month: 'M', numeric: 'n', random: 'R', version: 'V' };
		const letters = new Set(options.options.map(([key]) => key).filter((key) => key.length === 1));
		const named = options.get('sort');
		if (named !== undefined)
			letters.add(
				kinds[
					tool.busybox
						? named
						: choose(
								tool,
								'--sort',
								named,
								Object.keys(kinds).map((kind) => [kind])
							)
				] ?? ''
			);
		const global: Ordering = orderingOf(letters);
		const keys: Key[] = [];
		for (const [key, value] of options.options) if (key === 'k') keys.push(parseKey(tool, value, global));
		let separator = options.get('t');
		if (separator === '\\0') separator = '\0';
		if (separator !== undefined) {
			if (separator === '') tool.die('empty tab', 2);
			if ([...separator].length > 1) tool.die(`multi-character tab ${tool.quote(separator)}`, 2);
		}
		for (const one of keys.length > 0 ? keys.map((key) => key.letters || [...letters].join('')) : [[...letters].join('')]) {
			const wrong = incompatible(one);
			if (wrong !== undefined && !tool.busybox) tool.die(`options '-${wrong}' are incompatible`, 2);
		}
		if (!tool.busybox) checkSizes(tool, options);
		const unique = letters.has('u');
		const stable = letters.has('s') || unique;
		const salt = letters.has('R') || keys.some((key) => key.ordering.random) ? (yield* random(8)).join('.') : '';
		const compare = comparator({ keys, global, separator: separator === undefined ? undefined : tool.own(separator), stable, salt });
		const end = letters.has('z') ? '\0' : '\n';
		const delimiter = letters.has('z') ? 0 : 10;
		const checks = options.options.filter(([key]) => key === 'c' || key === 'C' || key === 'check');
		for (const [key, value] of checks)
			if (key === 'check' && value !== '' && !tool.busybox) choose(tool, '--check', value, [['quiet', 'silent'], ['diagnose-first']]);
		const quietly = checks.map(([key, value]) => key === 'C' || value.startsWith('q') || value.startsWith('s'));
		if (quietly.includes(true) && quietly.includes(false)) tool.die("options '-cC' are incompatible", 2);
		if (checks.length > 0 && options.has('o')) tool.die(`options '-${quietly[0] ? 'C' : 'c'}o' are incompatible`, 2);
		const check = options.options.find(([key]) => key === 'c' || key === 'C' || key === 'check');
		if (check)
			return yield* checkSorted(tool, options.operands, compare, unique, check[0] === 'C' || check[1].startsWith('q') || check[1].startsWith('s'), delimiter);
		const lines: string[] = [];
		for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
			if (name !== '-') {
				const fd = yield* attempt(open(name));
				if (fd instanceof Errno) tool.die(tool.busybox ? `${name}: ${fd.message}` : `cannot read: ${quoteName(name)}: ${fd.message}`, tool.busybox ? 1 : 2);
			}
		}
		let failed = false;
		yield* eachLine(
			tool,
			options.operands,
			function* (line): Sys<void> {
				lines.push(line);
			},
			delimiter
		);
		if (tool.status !== 0) failed = true;
		if (failed) return 2;
		let sorted = yield* mergeSort(lines, compare);
		if (unique) sorted = sorted.filter((line, i) => i === 0 || compare(sorted[i - 1] ?? '', line) !== 0);
		const output = options.get('o');
		if (output !== undefined) {
			const wrote = yield* attempt(writeFile(output, unbinary(sorted.map((line) => line + end).join(''))));
			if (wrote instanceof Errno) tool.die(`open failed: ${quoteName(output)}: ${wrote.message}`, 2);
			return 0;
		}
		for (const line of sorted) yield* tool.put(line + end);
		return 0;
	},
	{ binary: true, usageStatus: 2 }
);

/** The letters of orderings that exclude each other, when there are more than one. */
function incompatible(letters: string): string | undefined {
	const has = (list: string): boolean => [...list].some((letter) => letters.includes(letter));
	const kinds = ['n', 'g', 'h', 'M', 'VR', 'di'].filter(has).length + (has('VR') && has('di') ? -1 : 0);
	return kinds > 1 ? [...'dfghiMnRV'].filter((letter) => letters.includes(letter)).join('') : undefined;
}

/** Options that size the sort: nothing here depends on them, but a wrong one ends it. */
function checkSizes(tool: Tool, options: Parsed): void {
	for (const [key, value] of options.options) {
		if (key === 'parallel') {
			if (!/^\+?\d+$/.test(value)) tool.die(`invalid --parallel argument '${value}'`, 2);
			if (Number(value) === 0) tool.die('number in parallel must be nonzero', 2);
		} else if (key === 'S' && !/^\d+[%bKkMGTPEZY]?$/.test(value)) tool.die(`invalid ${/^\d/.test(value) ? 'suffix in ' : ''}-S argument '${value}'`, 2);
		else if (key === 'batch-size') {
			if (!/^\+?\d+$/.test(value)) tool.die(`invalid --batch-size argument '${value}'`, 2);
			if (Number(value) < 2)
				tool.die(`invalid --batch-size argument ${tool.quote(value)}\n${tool.name}: minimum --batch-size argument is ${tool.quote('2')}`, 2);
		}
	}
	const outputs = options.options.filter(([key]) => key === 'o').map(([, value]) => value);
	if (outputs.some((one) => one !== outputs[0])) tool.die('multiple output files specified', 2);
}

export function orderingOf(letters: ReadonlySet<string>): Ordering {
	return {
		blanks: letters.has('b'),
		dictionary: letters.has('d'),
		fold: letters.has('f'),
		printable: letters.has('i'),
		reverse: letters.has('r'),
		kind: letters.has('n') ? 'n' : letters.has('g') ? 'g' : letters.has('h') ? 'h' : letters.has('M') ? 'M' : letters.has('V') ? 'V' : '',
		random: letters.has('R')
	};
}

function* checkSorted(
	tool: Tool,
	names: readonly string[],
	compare: (a: string, b: string) => number,
	unique: boolean,
	quiet: boolean,
	delimiter: number
): Sys<number> {
	const name = names[0] ?? '-';
	if (names.length > 1) tool.die(`extra operand ${tool.quoteFile(names[1] ?? '')} not allowed with -${quiet ? 'C' : 'c'}`, 2);
	const fd = name === '-' ? 0 : yield* attempt(open(name));
	if (fd instanceof Errno) tool.die(`cannot read: ${quoteName(name)}: ${fd.message}`, 2);
	const lines = new Lines(tool, fd, delimiter);
	let previous = yield* lines.next();
	for (let n = 2; previous !== null; n++) {
		const line = yield* lines.next();
		if (line === null) break;
		const order = compare(previous, line);
		if (order > 0 || (unique && order === 0)) {
			if (!quiet) yield* tool.error(`${tool.name}: ${name}:${n}: disorder: ${line}\n`);
			return 1;
		}
		previous = line;
	}
	return 0;
}
