// ls (and dir, vdir): directory listings: short, columns, long; sorting; colour. The long form's rows are in ls-long.ts.
// Leaves out SELinux contexts, dired mode and hyperlinks.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { clock, lstat, readdir, readlink, stat } from '../../kernel/index.ts';
import type { Stat } from '../../kernel/index.ts';
import { globMatch } from './lib/glob.ts';
import { getopt } from './lib/getopt.ts';
import { joinPath } from './lib/paths.ts';
import { textWidth } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { compareVersions } from './lib/version.ts';
import { colourOf, indicator, paint } from './ls-colours.ts';
import { longRows } from './ls-long.ts';
import { inBlocks, longOptions, settings, shownName, type Entry, type Listing } from './ls-options.ts';

function* entryOf(l: Listing, name: string, path: string, follow: boolean, needInfo: boolean, type?: Stat['type']): Sys<Entry | Errno> {
	if (!needInfo && type !== undefined && type !== 'symlink') return { name, path, info: undefined, type };
	let info = yield* attempt(follow ? stat(path) : lstat(path));
	if (info instanceof Errno && follow) info = yield* attempt(lstat(path));
	if (info instanceof Errno) return info;
	const entry: Entry = { name, path, info, type: info.type };
	if (info.type === 'symlink') {
		const target = yield* attempt(readlink(path));
		if (!(target instanceof Errno)) entry.target = target;
		const targetInfo = yield* attempt(stat(path));
		entry.targetInfo = targetInfo instanceof Errno ? undefined : targetInfo;
	}
	return entry;
}

function sortEntries(l: Listing, entries: Entry[]): Entry[] {
	if (l.sort === 'none') return entries;
	const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
	const extension = (name: string): string => (name.lastIndexOf('.') <= 0 ? '' : name.slice(name.lastIndexOf('.')));
	const order = (a: Entry, b: Entry): number => {
		if (l.sort === 'time') return (b.info?.[l.time] ?? 0) - (a.info?.[l.time] ?? 0) || byName(a, b);
		if (l.sort === 'size') return (b.info?.size ?? 0) - (a.info?.size ?? 0) || byName(a, b);
		if (l.sort === 'extension') return extension(a.name) < extension(b.name) ? -1 : extension(a.name) > extension(b.name) ? 1 : byName(a, b);
		if (l.sort === 'version') return compareVersions(a.name, b.name);
		if (l.sort === 'width') return a.name.length - b.name.length || byName(a, b);
		return byName(a, b);
	};
	entries.sort((a, b) => (l.reverse ? order(b, a) : order(a, b)));
	if (!l.dirsFirst) return entries;
	const isDir = (entry: Entry): boolean => entry.type === 'dir' || entry.targetInfo?.type === 'dir';
	return [...entries.filter(isDir), ...entries.filter((entry) => !isDir(entry))];
}

/** A name with colour and indicator, and the columns it takes. */
function decorated(tool: Tool, l: Listing, entry: Entry): { text: string; width: number } {
	const name = shownName(l, entry.name);
	const mark = indicator(l.classify, entry.type, entry.info);
	const text = l.colour ? paint(tool.busybox, name, colourOf(tool.busybox, entry.type, entry.info)) : name;
	return { text: text + mark, width: textWidth(name) + mark.length };
}

const prefixOf = (l: Listing, entry: Entry): string =>
	(l.inode ? `${entry.info?.ino ?? 0} ` : '') + (l.context ? '? ' : '') + (l.blocks ? `${inBlocks(l, (entry.info?.blocks ?? 0) * 512)} ` : '');

/** Items in columns, down or across, as wide as the terminal. */
function columns(items: readonly { text: string; width: number }[], l: Listing, tab: number): string {
	/** GNU's indent: tabs where they reach. */
	const gap = (from: number, to: number): string => {
		let out = '';
		for (let at = from; at < to;) {
			const jumps = tab > 0 && Math.floor(to / tab) > Math.floor((at + 1) / tab);
			out += jumps ? '\t' : ' ';
			at += jumps ? tab - (at % tab) : 1;
		}
		return out;
	};
	const fits = (cols: number): number[] | undefined => {
		const rows = Math.ceil(items.length / cols);
		if (l.format === 'columns' && Math.ceil(items.length / rows) !== cols) return undefined;
		const widths = Array.from({ length: cols }, () => 0);
		items.forEach((one, i) => {
			const col = l.format === 'across' ? i % cols : Math.floor(i / rows);
			widths[col] = Math.max(widths[col] ?? 0, one.width + (col === cols - 1 ? 0 : 2));
		});
		return widths.reduce((a, b) => a + b, 0) < l.width ? widths : undefined;
	};
	let cols = Math.min(items.length, Math.max(1, Math.floor(l.width / 3)));
	let widths = fits(cols);
	while (cols > 1 && !widths) widths = fits(--cols);
	const rows = Math.ceil(items.length / cols);
	let out = '';
	for (let row = 0; row < rows; row++) {
		let at = 0;
		for (let col = 0; col < cols; col++) {
			const i = l.format === 'across' ? row * cols + col : col * rows + row;
			const one = items[i];
			if (!one) continue;
			const lastInRow = l.format === 'across' ? col === cols - 1 || i === items.length - 1 : (col + 1) * rows + row >= items.length;
			const next = at + (widths?.[col] ?? one.width + 2);
			out += one.text + (lastInRow ? '' : gap(at + one.width, next));
			at = next;
		}
		out += '\n';
	}
	return out;
}

function* print(tool: Tool, l: Listing, entries: readonly Entry[], total: boolean): Sys<void> {
	if (total && (l.format === 'long' || l.blocks)) {
		const blocks = entries.reduce((sum, entry) => sum + (entry.info?.blocks ?? 0), 0) * 512;
		const shown = inBlocks(l, blocks);
		yield* tool.put(tool.busybox ? `total ${shown.padEnd(l.human ? 8 : 0)}\n` : `total ${shown}\n`);
	}
	if (entries.length === 0) return;
	if (l.format === 'long') return yield* longRows(tool, l, entries, (entry) => decorated(tool, l, entry).text);
	const prefixes = entries.map((entry) => prefixOf(l, entry));
	const width = Math.max(...prefixes.map((prefix) => prefix.length));
	const items = entries.map((entry, i) => {
		const shown = decorated(tool, l, entry);
		return { text: (prefixes[i] ?? '').padStart(width) + shown.text, width: width + shown.width };
	});
	const start = l.colour && !tool.busybox && items.some((one) => one.text.includes('\x1b[')) ? '\x1b[0m' : '';
	let text: string;
	if (l.format === 'single') text = items.map((one) => one.text + (l.zero ? '\0' : '\n')).join('');
	else if (l.format === 'commas') text = commas(items, l.width);
	else text = columns(items, l, tool.busybox ? 0 : l.tab);
	if (start !== '' && !l.started) {
		l.started = true;
		const at = text.indexOf('\x1b[');
		text = text.slice(0, at) + start + text.slice(at);
	}
	yield* tool.put(text);
}

function commas(items: readonly { text: string; width: number }[], width: number): string {
	let out = '';
	let column = 0;
	items.forEach((one, i) => {
		const last = i === items.length - 1;
		if (column > 0 && column + one.width + 2 > width) {
			out = `${out.trimEnd()}\n`;
			column = 0;
		}
		out += one.text + (last ? '' : ', ');
		column += one.width + 2;
	});
	return `${out}\n`;
}

function* directory(tool: Tool, l: Listing, path: string, header: string | undefined, operand: boolean): Sys<void> {
	const found = yield* attempt(readdir(path));
	if (found instanceof Errno) {
		if (tool.busybox) yield* tool.warn(`can't open '${path}': ${found.message}`);
		else yield* tool.warn(`cannot open directory ${tool.quoteFile(path)}: ${found.message}`, operand ? 2 : Math.max(1, tool.status));
		return;
	}
	if (header !== undefined) yield* tool.put(header);
	const needInfo = l.format === 'long' || l.blocks || l.inode || l.sort === 'time' || l.sort === 'size' || l.classify === 'F' || l.colour || l.dereference;
	const names: { name: string; type: Stat['type'] | undefined }[] = [];
	if (l.all === 'all') names.push({ name: '.', type: 'dir' }, { name: '..', type: 'dir' });
	for (const entry of found) {
		if (l.all === 'none' && entry.name.startsWith('.')) continue;
		if (l.ignore.some((pattern) => globMatch(pattern, entry.name))) continue;
		names.push(entry);
	}
	const entries: Entry[] = [];
	for (const { name, type } of names) {
		const entry = yield* entryOf(l, name, joinPath(path, name), l.dereference, needInfo, type);
		if (entry instanceof Errno) yield* tool.warn(`cannot access ${tool.quoteFile(joinPath(path, name))}: ${entry.message}`);
		else entries.push(entry);
	}
	const sorted = sortEntries(l, entries);
	yield* print(tool, l, sorted, true);
	if (!l.recursive) return;
	for (const entry of sorted) {
		if (entry.type !== 'dir' || entry.name === '.' || entry.name === '..') continue;
		const below = joinPath(path, entry.name);
		yield* call(directory(tool, l, below, `\n${below}:\n`, false));
	}
}

export const ls = utility(
	'ls',
	function* (tool: Tool) {
		const options = yield* getopt(tool, { short: 'abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ1', long: longOptions });
		const l = yield* settings(tool, options);
		l.now = yield* clock();
		tool.usageStatus = tool.busybox ? 1 : 2;
		const operands = options.operands.length === 0 ? ['.'] : options.operands;
		const files: Entry[] = [];
		const dirs: Entry[] = [];
		for (const path of operands) {
			const follow = l.dereference || options.has('H') || (l.format !== 'long' && !l.directory && l.classify !== 'F');
			const entry = yield* entryOf(l, path, path, follow || (!l.directory && path.endsWith('/')), true);
			if (entry instanceof Errno)
				yield* tool.warn(tool.busybox ? `${path}: ${entry.message}` : `cannot access ${tool.quoteFile(path)}: ${entry.message}`, tool.busybox ? 1 : 2);
			else (entry.type === 'dir' && !l.directory ? dirs : files).push(entry);
		}
		yield* print(tool, l, sortEntries(l, files), false);
		let any = files.length > 0;
		const headers = l.recursive || operands.length > 1;
		for (const entry of sortEntries(l, dirs)) {
			const header = headers ? `${any ? '\n' : ''}${shownName(l, entry.name)}:\n` : undefined;
			yield* directory(tool, l, entry.path, header, true);
			any = true;
		}
		return tool.status;
	},
	{ usageStatus: 2 }
);
