// diff: normal, unified, context-free brief and recursive comparison (GNU 3.8; BusyBox is always unified).
// Leaves out group formats.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { readAll, readFile, readdir, readText, stat } from '../../kernel/index.ts';
import { compileRegExp } from '../../values/index.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { coloured, contextFormat, grouped, ifdefFormat, lineFormat, rcsFormat, sideBySide } from './lib/diff-formats.ts';
import { diffLines, type Hunk } from './lib/edits.ts';
import { appletUsage, getopt, type Parsed } from './lib/getopt.ts';
import { globMatch } from './lib/glob.ts';
import { baseName, joinPath } from './lib/paths.ts';
import { decode } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

interface Rules {
	unified: number | undefined;
	brief: boolean;
	same: boolean;
	recursive: boolean;
	newFile: boolean;
	fold: (line: string) => string;
	ignoreBlank: boolean;
	labels: string[];
	script: boolean;
	/** Options as "diff -r a b" lines repeat them. */
	shown: string;
	ed: boolean;
	context: number | undefined;
	side: { width: number; suppress: boolean; leftColumn: boolean; spaces: boolean } | undefined;
	rcs: boolean;
	ifdef: string | undefined;
	lines: { old: string; new: string; unchanged: string } | undefined;
	text: boolean;
	colour: boolean;
	/** -x: names left out. */
	excluded: (name: string) => boolean;
	/** -I: hunks of such lines alone are no difference. */
	ignored: ((line: string) => boolean) | undefined;
	/** -p, -F: the line before a hunk that names its section. */
	section: ((line: string) => boolean) | undefined;
	emptyBlank: boolean;
}

const plainRules: Rules = {
	unified: undefined,
	brief: false,
	same: false,
	recursive: false,
	newFile: false,
	fold: (line) => line,
	ignoreBlank: false,
	labels: [],
	script: false,
	shown: '',
	ed: false,
	context: undefined,
	side: undefined,
	rcs: false,
	ifdef: undefined,
	lines: undefined,
	text: false,
	colour: false,
	excluded: () => false,
	ignored: undefined,
	section: undefined,
	emptyBlank: false
};

interface Side {
	name: string;
	lines: string[];
	/** The last line has no newline. */
	open: boolean;
	mtime: number;
	binary: boolean;
}

function* load(name: string, rules: Rules): Sys<Side | Errno> {
	const info = name === '-' ? undefined : yield* attempt(stat(name));
	if (info instanceof Errno) return rules.newFile && info.code === 'ENOENT' ? { name, lines: [], open: false, mtime: 0, binary: false } : info;
	const bytes = name === '-' ? yield* readAll(0) : yield* attempt(readFile(name));
	if (bytes instanceof Errno) return bytes;
	const text = decode(bytes);
	const lines = text.split('\n');
	const open = lines[lines.length - 1] !== '';
	if (!open) lines.pop();
	return { name, lines, open: open && text !== '', mtime: info?.mtime ?? 0, binary: bytes.subarray(0, 8192).includes(0) };
}

const noNewline = '\\ No newline at end of file\n';
const range = (start: number, count: number): string => (count === 0 ? String(start) : count === 1 ? String(start + 1) : `${start + 1},${start + count}`);
const unifiedRange = (start: number, count: number): string => (count === 0 ? `${start},0` : count === 1 ? String(start + 1) : `${start + 1},${count}`);

function normal(a: Side, b: Side, hunks: readonly Hunk[]): string {
	let out = '';
	for (const h of hunks) {
		const kind = h.aCount === 0 ? 'a' : h.bCount === 0 ? 'd' : 'c';
		out += `${range(h.aStart, h.aCount)}${kind}${range(h.bStart, h.bCount)}\n`;
		for (let i = h.aStart; i < h.aStart + h.aCount; i++) out += `< ${a.lines[i]}\n${a.open && i === a.lines.length - 1 ? noNewline : ''}`;
		if (kind === 'c') out += '---\n';
		for (let j = h.bStart; j < h.bStart + h.bCount; j++) out += `> ${b.lines[j]}\n${b.open && j === b.lines.length - 1 ? noNewline : ''}`;
	}
	return out;
}

function unified(a: Side, b: Side, hunks: readonly Hunk[], context: number, rules: Rules): string {
	let out = '';
	for (const group of grouped(hunks, context)) {
		const [first, last] = [group[0] as Hunk, group[group.length - 1] as Hunk];
		const lead = Math.min(context, first.aStart);
		const trail = Math.min(context, a.lines.length - (last.aStart + last.aCount));
		const [a0, b0] = [first.aStart - lead, first.bStart - lead];
		const aCount = last.aStart + last.aCount + trail - a0;
		const bCount = last.bStart + last.bCount + trail - b0;
		const { section } = rules;
		const named = section && a.lines.slice(0, a0).findLast(section);
		out += `@@ -${unifiedRange(a0, aCount)} +${unifiedRange(b0, bCount)} @@${named === undefined ? '' : ` ${named.slice(0, 40)}`}\n`;
		let at = a0;
		const line = (sign: string, side: Side, i: number): string =>
			`${rules.emptyBlank && sign === ' ' && side.lines[i] === '' ? '' : sign}${side.lines[i]}\n${side.open && i === side.lines.length - 1 ? noNewline : ''}`;
		for (const h of group) {
			for (; at < h.aStart; at++) out += line(' ', a, at);
			for (; at < h.aStart + h.aCount; at++) out += line('-', a, at);
			for (let j = h.bStart; j < h.bStart + h.bCount; j++) out += line('+', b, j);
		}
		for (; at < a0 + aCount; at++) out += line(' ', a, at);
	}
	return out;
}

function edScript(b: Side, hunks: readonly Hunk[]): string {
	return [...hunks]
		.reverse()
		.map((h) => {
			const kind = h.aCount === 0 ? 'a' : h.bCount === 0 ? 'd' : 'c';
			return `${range(h.aStart, h.aCount)}${kind}\n${kind === 'd' ? '' : `${b.lines.slice(h.bStart, h.bStart + h.bCount).join('\n')}\n.\n`}`;
		})
		.join('');
}

function* compareFiles(tool: Tool, x: string, y: string, rules: Rules, nested: boolean): Sys<number> {
	const [a, b] = [yield* load(x, rules), yield* load(y, rules)];
	for (const [side, name] of [
		[a, x],
		[b, y]
	] as const)
		if (side instanceof Errno) yield* tool.error(`${tool.name}: ${tool.busybox ? `can't stat '${name}'` : name}: ${side.message}\n`);
	if (a instanceof Errno || b instanceof Errno) return 2;
	const equal = a.lines.length === b.lines.length && a.open === b.open && a.lines.every((line, i) => line === b.lines[i]);
	if (equal && !(rules.side && !rules.brief)) {
		if (rules.same) yield* tool.put(`Files ${x} and ${y} are identical\n`);
		return 0;
	}
	if (!rules.text && (a.binary || b.binary)) {
		yield* tool.put(rules.brief ? `Files ${x} and ${y} differ\n` : `Binary files ${x} and ${y} differ\n`);
		return 1;
	}
	const mark = (side: Side): string[] => side.lines.map((line, i) => rules.fold(line) + (side.open && i === side.lines.length - 1 ? '\0' : ''));
	let hunks = diffLines(mark(a), mark(b));
	if (rules.ignoreBlank)
		hunks = hunks.filter((h) =>
			[...a.lines.slice(h.aStart, h.aStart + h.aCount), ...b.lines.slice(h.bStart, h.bStart + h.bCount)].some((line) => line.trim() !== '')
		);
	const { ignored } = rules;
	if (ignored) hunks = hunks.filter((h) => ![...a.lines.slice(h.aStart, h.aStart + h.aCount), ...b.lines.slice(h.bStart, h.bStart + h.bCount)].every(ignored));
	if (rules.lines || rules.ifdef !== undefined) {
		yield* tool.put(rules.lines ? lineFormat(a, b, hunks, rules.lines) : ifdefFormat(a, b, hunks, rules.ifdef ?? ''));
		return hunks.length === 0 ? 0 : 1;
	}
	const paint = (text: string, kind: 'normal' | 'unified' | 'context'): string => (rules.colour ? coloured(text, kind) : text);
	if (hunks.length === 0) {
		if (rules.side && !rules.brief) yield* tool.put(sideBySide(a, b, hunks, rules.side));
		if (rules.same) yield* tool.put(`Files ${x} and ${y} are identical\n`);
		return 0;
	}
	if (rules.brief) {
		yield* tool.put(`Files ${x} and ${y} differ\n`);
		return 1;
	}
	if (nested && !tool.busybox) yield* tool.put(`diff ${rules.shown}${x} ${y}\n`);
	if (rules.side) yield* tool.put(sideBySide(a, b, hunks, rules.side));
	else if (rules.context !== undefined) {
		const zone = yield* timeZone(tool.env);
		const stamp = (side: Side, label: string | undefined): string => label ?? `${side.name}\t${formatDate(side.mtime, '%Y-%m-%d %H:%M:%S.%N %z', zone)}`;
		yield* tool.put(paint(`*** ${stamp(a, rules.labels[0])}\n--- ${stamp(b, rules.labels[1])}\n${contextFormat(a, b, hunks, rules.context)}`, 'context'));
	} else if (rules.rcs) yield* tool.put(rcsFormat(b, hunks));
	else if (rules.ed) yield* tool.put(edScript(b, hunks));
	else if (rules.unified !== undefined || tool.busybox) {
		const zone = yield* timeZone(tool.env);
		const stamp = (side: Side, label: string | undefined): string =>
			label ?? (tool.busybox ? side.name : `${side.name}\t${formatDate(side.mtime, '%Y-%m-%d %H:%M:%S.%N %z', zone)}`);
		yield* tool.put(paint(`--- ${stamp(a, rules.labels[0])}\n+++ ${stamp(b, rules.labels[1])}\n${unified(a, b, hunks, rules.unified ?? 3, rules)}`, 'unified'));
	} else yield* tool.put(paint(normal(a, b, hunks), 'normal'));
	return 1;
}

/** With -N a directory that is not there is an empty one. */
function* entriesOf(dir: string, rules: Rules): Sys<{ name: string; type: string }[]> {
	const list = yield* attempt(readdir(dir));
	if (!(list instanceof Errno)) return [...list];
	if (!rules.newFile) throw list;
	return [];
}
function* compareDirs(tool: Tool, x: string, y: string, rules: Rules): Sys<number> {
	const [left, right] = [yield* entriesOf(x, rules), yield* entriesOf(y, rules)];
	const names = [...new Set([...left, ...right].map((entry) => entry.name))]
		.filter((name) => !rules.excluded(name))
		.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
	let status = 0;
	for (const name of names) {
		const [a, b] = [left.find((entry) => entry.name === name), right.find((entry) => entry.name === name)];
		const [p, q] = [joinPath(x, name), joinPath(y, name)];
		if ((!a || !b) && !rules.newFile) {
			yield* tool.put(`Only in ${(a ? x : y).replace(/(.)\/+$/, '$1')}: ${name}\n`);
			status = Math.max(status, 1);
		} else if (a?.type === 'dir' || b?.type === 'dir') {
			if (a?.type === 'dir' && b?.type === 'dir') {
				if (rules.recursive) status = Math.max(status, yield* call(compareDirs(tool, p, q, rules)));
				else yield* tool.put(`Common subdirectories: ${p} and ${q}\n`);
			} else if (a && b) {
				yield* tool.put(
					`File ${p} is a ${a.type === 'dir' ? 'directory' : 'regular file'} while file ${q} is a ${b.type === 'dir' ? 'directory' : 'regular file'}\n`
				);
				status = Math.max(status, 1);
			}
		} else status = Math.max(status, yield* compareFiles(tool, p, q, rules, true));
	}
	return status;
}

/** sdiff: diff -y by another name. Leaves out merging (-o). */
export const sdiff = utility(
	'sdiff',
	function* (tool: Tool): Sys<number> {
		tool.hintText = `${tool.name}: Try '${tool.name} --help' for more information.\n`;
		const options = yield* getopt(tool, {
			short: 'aBbdEHiI:lo:stvw:WZ',
			long: [
				'text=a',
				'ignore-case=i',
				'left-column=l',
				'suppress-common-lines=s',
				'expand-tabs=t',
				'width:=w',
				'ignore-all-space=W',
				'ignore-space-change=b',
				'output:=o'
			]
		});
		const [x, y] = options.operands;
		if (x === undefined || y === undefined) throw new Exit(2, `${tool.name}: missing operand after '${x ?? tool.name}'\n${tool.hintText}`);
		const spaces = options.has('W') ? /\s+/g : options.has('b') ? /\s+(?=\s)/g : undefined;
		return yield* compareFiles(
			tool,
			x,
			y,
			{
				...plainRules,
				side: { width: Number(options.get('w') ?? 130), suppress: options.has('s'), leftColumn: options.has('l'), spaces: options.has('t') },
				fold: (line) => {
					const text = spaces ? line.replace(spaces, '') : line;
					return options.has('i') ? text.toLowerCase() : text;
				}
			},
			false
		);
	},
	{ usageStatus: 2 }
);

const styles: Readonly<Record<string, string>> = {
	u: 'unified',
	U: 'unified',
	c: 'context',
	C: 'context',
	e: 'ed',
	n: 'rcs',
	y: 'side',
	normal: 'normal',
	D: 'ifdef'
};

/** Options that take a number or one of some words, and styles that exclude each other. */
function checkNumbers(tool: Tool, options: Parsed['options']): void {
	if (tool.busybox) return;
	const wrong = (what: string): never => {
		throw new Exit(2, `${tool.name}: ${what}\n${tool.hintText}`);
	};
	let style: string | undefined;
	for (const [key, value] of options) {
		if ((key === 'U' || key === 'C' || ((key === 'u' || key === 'c') && value !== '')) && !/^\+?\d+$/.test(value)) wrong(`invalid context length '${value}'`);
		if (key === 'W' && !(Number(value) > 0)) wrong(`invalid width '${value}'`);
		if (key === 'tabsize' && !(Number(value) > 0)) wrong(`invalid tabsize '${value}'`);
		if (key === 'color' && value !== '' && !['always', 'never', 'auto'].includes(value)) wrong(`invalid color '${value}'`);
		const own = styles[key];
		if (own === undefined) continue;
		if (style !== undefined && style !== own) wrong('conflicting output style options');
		style = own;
	}
}

export const diff = utility(
	'diff',
	function* (tool: Tool): Sys<number> {
		tool.hintText = `${tool.name}: Try '${tool.name} --help' for more information.\n`;
		const args = tool.args.map((arg) =>
			/^-\d+$/.test(arg) ? `-U${arg.slice(1)}` : /^-[uc]\d+$/.test(arg) ? `-${arg[1] === 'u' ? 'U' : 'C'}${arg.slice(2)}` : arg
		);
		const options = yield* getopt(
			tool,
			{
				short: 'abBcC:dD:eEF:hHiI:lL:nNpPqrsS:tTuU:vwW:x:X:yZ',
				long: [
					'text=a',
					'ignore-space-change=b',
					'ignore-blank-lines=B',
					'context::=c',
					'minimal=d',
					'ed=e',
					'ignore-case=i',
					'label:=L',
					'new-file=N',
					'brief=q',
					'recursive=r',
					'report-identical-files=s',
					'unified::=u',
					'ignore-all-space=w',
					'exclude:=x',
					'side-by-side=y',
					'width:=W',
					'ignore-trailing-space=Z',
					'color::=color',
					'strip-trailing-cr',
					'no-dereference',
					'unidirectional-new-file=P',
					'tabsize:',
					'horizon-lines:',
					'speed-large-files=H',
					'paginate=l',
					'suppress-common-lines',
					'left-column',
					'normal',
					'rcs=n',
					'ifdef:=D',
					'expand-tabs=t',
					'initial-tab=T',
					'show-c-function=p',
					'show-function-line:=F',
					'ignore-matching-lines:=I',
					'ignore-file-name-case',
					'ignore-tab-expansion=E',
					'suppress-blank-empty',
					'exclude-from:=X',
					'from-file:',
					'to-file:',
					'line-format:',
					'old-line-format:',
					'new-line-format:',
					'unchanged-line-format:'
				]
			},
			args
		);
		const { operands } = options;
		const one = options.get('from-file') ?? options.get('to-file');
		if (one === undefined && operands.length !== 2) {
			if (tool.busybox) yield* appletUsage(tool);
			const what = operands.length > 2 ? `extra operand '${operands[2]}'` : `missing operand after '${operands[operands.length - 1] ?? tool.name}'`;
			throw new Exit(2, `${tool.name}: ${what}\n${tool.name}: Try '${tool.name} --help' for more information.\n`);
		}
		checkNumbers(tool, options.options);
		const context = options.get('U') ?? (options.has('u') ? options.get('u') || '3' : undefined);
		const compiled = (key: string): ((line: string) => boolean)[] =>
			options.options
				.filter(([own]) => own === key)
				.map(([, text]) => compileRegExp(text, { syntax: 'bre' }))
				.map((pattern) => (line) => pattern.test(line));
		const any = (tests: ((line: string) => boolean)[]): ((line: string) => boolean) | undefined =>
			tests.length === 0 ? undefined : (line) => tests.some((test) => test(line));
		const kinds = ['old', 'new', 'unchanged'].map((kind) => options.get(`${kind}-line-format`) ?? options.get('line-format'));
		const patterns = options.options.filter(([key]) => key === 'x').map(([, text]) => text);
		for (const [, path] of options.options.filter(([key]) => key === 'X')) patterns.push(...(yield* readText(path)).split('\n').filter((line) => line !== ''));
		const rules: Rules = {
			rcs: options.has('n'),
			ifdef: options.get('D'),
			lines: kinds.some((kind) => kind !== undefined) ? { old: kinds[0] ?? '%L', new: kinds[1] ?? '%L', unchanged: kinds[2] ?? '%L' } : undefined,
			text: options.has('a'),
			colour: options.has('color') && options.get('color') !== 'never' && (options.get('color') === 'always' || (yield* tool.isTerminal())),
			excluded: (name) => patterns.some((pattern) => globMatch(pattern, name)),
			ignored: any(compiled('I')),
			section: any(compiled('F')) ?? (options.has('p') ? (line) => /^[A-Za-z$_]/.test(line) : undefined),
			emptyBlank: options.has('suppress-blank-empty'),
			unified: context === undefined ? undefined : Number(context),
			brief: options.has('q'),
			same: options.has('s'),
			recursive: options.has('r'),
			newFile: options.has('N'),
			ignoreBlank: options.has('B'),
			script: false,
			ed: options.has('e'),
			context: options.has('C') || options.has('c') ? Number(options.get('C') ?? (options.get('c') || '3')) : undefined,
			side: options.has('y')
				? {
						width: Number(options.get('W') ?? 130),
						suppress: options.has('suppress-common-lines'),
						leftColumn: options.has('left-column'),
						spaces: options.has('t')
					}
				: undefined,
			labels: options.options.filter(([key]) => key === 'L').map(([, value]) => value),
			shown: tool.args
				.filter((arg, i) => (arg.startsWith('-') && arg !== '-') || /^-[DFILUCWxX]$/.test(tool.args[i - 1] ?? ''))
				.map((arg) => `${arg} `)
				.join(''),
			fold: (line) => {
				let text = options.has('strip-trailing-cr') ? line.replace(/\r$/, '') : line;
				if (options.has('w')) text = text.replace(/\s+/g, '');
				else if (options.has('b')) text = text.replace(/\s+/g, ' ').replace(/ $/, '');
				else if (options.has('Z')) text = text.trimEnd();
				return options.has('i') ? text.toLowerCase() : text;
			}
		};
		if (one !== undefined) {
			let status = 0;
			for (const other of operands)
				status = Math.max(status, yield* compareFiles(tool, options.has('from-file') ? one : other, options.has('from-file') ? other : one, rules, false));
			return status;
		}
		let [x = '', y = ''] = operands;
		const [a, b] = [yield* attempt(stat(x)), yield* attempt(stat(y))];
		const isDir = (info: typeof a): boolean => !(info instanceof Errno) && info.type === 'dir';
		if (isDir(a) && isDir(b)) return yield* compareDirs(tool, x, y, rules);
		if (rules.newFile && ((isDir(a) && b instanceof Errno) || (a instanceof Errno && isDir(b)))) return yield* compareDirs(tool, x, y, rules);
		for (const [info, name] of [
			[a, x],
			[b, y]
		] as const)
			if (info instanceof Errno && info.code === 'ENOENT' && name !== '-' && (isDir(a) || isDir(b)))
				throw new Exit(2, `${tool.name}: ${tool.busybox ? `can't stat '${name}'` : name}: ${info.message}\n`);
		if (isDir(a) && y !== '-') x = joinPath(x, baseName(y));
		else if (isDir(b) && x !== '-') y = joinPath(y, baseName(x));
		return yield* compareFiles(tool, x, y, rules, false);
	},
	{ usageStatus: 2 }
);
