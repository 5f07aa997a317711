// What ls was asked for: its options as one record, and how it quotes names.
import type { Sys } from '../../engine/sys.ts';
import { isatty, winsize } from '../../kernel/index.ts';
import type { Stat } from '../../kernel/index.ts';
import { humanCount, parseBlockSize } from './lib/count.ts';
import type { Parsed } from './lib/getopt.ts';
import { needsQuotes, quoteAlways } from './lib/quote.ts';
import type { Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';
import { timeZone, type Zone } from './lib/dates.ts';

export interface Entry {
	name: string;
	path: string;
	info: Stat | undefined;
	type: Stat['type'];
	/** A symbolic link's text, and what it leads to. */
	target?: string;
	targetInfo?: Stat | undefined;
}

export interface Listing {
	format: 'long' | 'columns' | 'across' | 'single' | 'commas';
	all: 'none' | 'almost' | 'all';
	sort: 'name' | 'none' | 'time' | 'size' | 'extension' | 'version' | 'width';
	time: 'mtime' | 'atime' | 'ctime';
	reverse: boolean;
	dirsFirst: boolean;
	recursive: boolean;
	directory: boolean;
	human: 0 | 1000 | 1024;
	blockSize: number;
	/** What --block-size asks of sizes: so many bytes each, and the letters behind. */
	sizeUnit: number;
	unitSuffix: string;
	inode: boolean;
	blocks: boolean;
	numeric: boolean;
	owner: boolean;
	group: boolean;
	author: boolean;
	classify: '' | 'p' | 't' | 'F';
	colour: boolean;
	quoting: 'literal' | 'shell' | 'c' | 'c-maybe' | 'locale' | 'escape' | 'always';
	hideControl: boolean;
	dereference: boolean;
	timeStyle: string;
	width: number;
	ignore: readonly string[];
	kibi: boolean;
	now: number;
	zone: Zone;
	/** Columns between tab stops; 0: no tabs. */
	tab: number;
	/** -Z; no file has a security context. */
	context: boolean;
	names: Names;
	zero: boolean;
	/** The first colour is preceded by a reset. */
	started: boolean;
}

export const longOptions = [
	'all=a',
	'almost-all=A',
	'author=author',
	'escape=b',
	'block-size:=blk',
	'ignore-backups=B',
	'color::=color',
	'colour::=color',
	'directory=d',
	'dired=D',
	'classify::=F',
	'file-type=file-type',
	'format:=format',
	'full-time=full-time',
	'group-directories-first=gdf',
	'no-group=G',
	'human-readable=h',
	'si=si',
	'dereference-command-line=H',
	'hide:=I',
	'hyperlink::=hyperlink',
	'indicator-style:=indicator',
	'inode=i',
	'ignore:=I',
	'kibibytes=k',
	'dereference=L',
	'numeric-uid-gid=n',
	'literal=N',
	'hide-control-chars=q',
	'show-control-chars=scc',
	'quote-name=Q',
	'quoting-style:=quoting',
	'reverse=r',
	'recursive=R',
	'size=s',
	'sort:=sort',
	'time:=time',
	'time-style:=time-style',
	'tabsize:=T',
	'width:=w',
	'context=Z',
	'zero=zero'
];

/** Bytes in blocks, as --block-size or -h has them. */
export const inBlocks = (l: Listing, bytes: number, unit = l.blockSize): string =>
	l.human ? humanCount(bytes, l.human) : `${Math.ceil(bytes / unit)}${l.unitSuffix}`;

export function* settings(tool: Tool, options: Parsed): Sys<Listing> {
	const terminal = yield* isatty(1);
	const columns = terminal ? (yield* winsize(1)).columns : 80;
	const base = tool.name.slice(tool.name.lastIndexOf('/') + 1);
	const vertical = base === 'dir' || base === 'vdir';
	const listing: Listing = {
		format: base === 'vdir' ? 'long' : terminal || base === 'dir' ? 'columns' : 'single',
		all: 'none',
		sort: 'name',
		time: 'mtime',
		reverse: false,
		dirsFirst: false,
		recursive: false,
		directory: false,
		human: 0,
		blockSize: 1024,
		sizeUnit: 1,
		unitSuffix: '',
		inode: false,
		blocks: false,
		numeric: false,
		owner: true,
		group: true,
		author: false,
		classify: '',
		colour: tool.busybox && terminal,
		quoting: vertical ? 'escape' : terminal && !tool.busybox ? 'shell' : 'literal',
		hideControl: terminal,
		dereference: false,
		timeStyle: tool.env['TIME_STYLE'] ?? 'locale',
		width: columns || Number(tool.env['COLUMNS'] ?? 80) || 80,
		ignore: [],
		kibi: false,
		now: 0,
		zone: yield* timeZone(tool.env),
		tab: Number(options.get('T') ?? 8),
		context: options.has('Z'),
		names: new Names(),
		zero: false,
		started: false
	};
	for (const [key, value] of options.options) apply(tool, listing, key, value, terminal);
	if (
		listing.colour &&
		!tool.busybox &&
		!tool.env['LS_COLORS'] &&
		!tool.env['COLORTERM'] &&
		!/^(?:xterm|screen|tmux|linux|vt100|vt220|rxvt|ansi|cygwin|putty|konsole|gnome|Eterm|dtterm|alacritty|st|.*color)/.test(tool.env['TERM'] ?? '')
	)
		listing.colour = false;
	if (
		listing.format !== 'long' &&
		options.options.some(([key]) => key === 'c' || key === 'u') &&
		!options.options.some(([key]) => key === 't' || key === 'sort')
	)
		listing.sort = 'time';
	return listing;
}

const choose = <T extends string>(tool: Tool, option: string, value: string, choices: Readonly<Record<string, T>>): T =>
	choices[value] ??
	tool.usage(
		`invalid argument ${tool.quote(value)} for ${tool.quote(option)}\nValid arguments are:\n${[...new Set(Object.values(choices))]
			.map(
				(one) =>
					`  - ${Object.keys(choices)
						.filter((key) => choices[key] === one)
						.map((key) => tool.quote(key))
						.join(', ')}`
			)
			.join('\n')}`,
		1
	);

/** FIDELITY: no birth times are kept; the last change stands for them. */
const timeOf = { atime: 'atime', ctime: 'ctime', birth: 'ctime' } as const;
const quotingOf = {
	literal: 'literal',
	shell: 'shell',
	always: 'always',
	'shell-escape': 'shell',
	'always-escape': 'always',
	c: 'c',
	'c-maybe': 'c-maybe',
	escape: 'escape',
	locale: 'locale',
	clocale: 'locale'
} as const;
const timeStyles = ['full-iso', 'long-iso', 'iso', 'locale'];

function checkTimeStyle(tool: Tool, value: string): void {
	const style = value.replace(/^posix-/, '');
	if (tool.busybox || style.startsWith('+') || timeStyles.includes(style)) return;
	const list = timeStyles.map((one) => `  - [posix-]${one}\n`).join('');
	tool.usage(
		`invalid argument ${tool.quote(value)} for ${tool.quote('time style')}\nValid arguments are:\n${list}  - +FORMAT (e.g., +%H:%M) for a 'date'-style format`
	);
}

export function apply(tool: Tool, l: Listing, key: string, value: string, terminal: boolean): void {
	switch (key) {
		case 'a':
			l.all = 'all';
			break;
		case 'A':
			if (l.all !== 'all' || !tool.busybox) l.all = 'almost';
			break;
		case 'l':
			l.format = 'long';
			break;
		case '1':
			if (l.format !== 'long') l.format = 'single';
			break;
		case 'C':
			l.format = 'columns';
			break;
		case 'x':
			l.format = 'across';
			break;
		case 'm':
			l.format = 'commas';
			break;
		case 'g':
			[l.format, l.owner] = ['long', false];
			break;
		case 'o':
			[l.format, l.group] = ['long', false];
			break;
		case 'G':
			l.group = false;
			break;
		case 'n':
			[l.format, l.numeric] = ['long', true];
			break;
		case 'author':
			l.author = true;
			break;
		case 'full-time':
			[l.format, l.timeStyle] = ['long', 'full-iso'];
			break;
		case 't':
			l.sort = 'time';
			break;
		case 'S':
			l.sort = 'size';
			break;
		case 'X':
			l.sort = 'extension';
			break;
		case 'v':
			l.sort = 'version';
			break;
		case 'U':
			l.sort = 'none';
			break;
		case 'f':
			Object.assign(l, { sort: 'none', all: 'all', colour: false });
			break;
		case 'c':
			l.time = 'ctime';
			break;
		case 'u':
			l.time = 'atime';
			break;
		case 'r':
			l.reverse = true;
			break;
		case 'R':
			l.recursive = true;
			break;
		case 'd':
			l.directory = true;
			break;
		case 'h':
			l.human = 1024;
			break;
		case 'si':
			l.human = 1000;
			break;
		case 'k':
			l.blockSize = 1024;
			break;
		case 'blk': {
			const asked = parseBlockSize(value);
			if (asked === undefined) tool.die(`invalid --block-size argument '${value}'`, 2);
			[l.blockSize, l.sizeUnit, l.unitSuffix, l.human] = [asked.unit, asked.unit, asked.suffix, asked.human];
			break;
		}
		case 'i':
			l.inode = true;
			break;
		case 's':
			l.blocks = true;
			break;
		case 'F':
			if (value !== 'never' && (value !== 'auto' || terminal)) l.classify = 'F';
			break;
		case 'p':
			l.classify = 'p';
			break;
		case 'file-type':
			l.classify = 't';
			break;
		case 'gdf':
			l.dirsFirst = true;
			break;
		case 'L':
			l.dereference = true;
			break;
		case 'N':
			l.quoting = 'literal';
			break;
		case 'Q':
			l.quoting = 'c';
			break;
		case 'b':
			l.quoting = 'escape';
			break;
		case 'q':
			l.hideControl = true;
			break;
		case 'scc':
			l.hideControl = false;
			break;
		case 'I':
			l.ignore = [...l.ignore, value];
			break;
		case 'B':
			l.ignore = [...l.ignore, '*~', '.*~'];
			break;
		case 'w':
			if (!/^[ \t]*\+?\d+$/.test(value) && !tool.busybox) tool.die(`invalid line width: ${tool.quote(value)}`, 2);
			l.width = Number(value) || 10_000;
			break;
		case 'T':
			if (!/^[ \t]*\+?\d+$/.test(value) && !tool.busybox) tool.die(`invalid tab size: ${tool.quote(value)}`, 2);
			break;
		case 'zero':
			[l.format, l.zero, l.quoting] = ['single', true, 'literal'];
			break;
		case 'time-style':
			checkTimeStyle(tool, value);
			l.timeStyle = value;
			break;
		case 'color':
			l.colour =
				choose(tool, '--color', value === '' ? 'always' : value, {
					always: 'y',
					yes: 'y',
					force: 'y',
					never: 'n',
					no: 'n',
					none: 'n',
					auto: 'a',
					tty: 'a',
					'if-tty': 'a'
				}) === 'y' ||
				(/^(auto|tty|if-tty)$/.test(value) && terminal);
			break;
		case 'sort':
			l.sort = choose(tool, '--sort', value, { none: 'none', time: 'time', size: 'size', extension: 'extension', version: 'version', width: 'width' });
			break;
		case 'time':
			l.time =
				timeOf[
					choose(tool, '--time', value, {
						atime: 'atime',
						access: 'atime',
						use: 'atime',
						ctime: 'ctime',
						status: 'ctime',
						birth: 'birth',
						creation: 'birth'
					})
				];
			break;
		case 'format':
			l.format = choose(tool, '--format', value, {
				verbose: 'long',
				long: 'long',
				commas: 'commas',
				horizontal: 'across',
				across: 'across',
				vertical: 'columns',
				'single-column': 'single'
			});
			break;
		case 'quoting':
			l.quoting =
				quotingOf[
					choose(tool, '--quoting-style', value, {
						literal: 'literal',
						shell: 'shell',
						'shell-always': 'always',
						'shell-escape': 'shell-escape',
						'shell-escape-always': 'always-escape',
						c: 'c',
						'c-maybe': 'c-maybe',
						escape: 'escape',
						locale: 'locale',
						clocale: 'clocale'
					})
				];
			break;
		case 'indicator':
			l.classify = choose(tool, '--indicator-style', value, { none: '', slash: 'p', 'file-type': 't', classify: 'F' });
			break;
	}
}

/** A name as listed. */
export function shownName(l: Listing, name: string): string {
	if (l.quoting === 'locale') return `‘${name}’`;
	if (l.quoting === 'c' || (l.quoting === 'c-maybe' && /["\\\n\t]/.test(name)))
		return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
	if (l.quoting === 'escape') return name.replace(/[\\ ]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
	if (l.quoting === 'always') return quoteAlways(name);
	if (l.quoting === 'shell' && needsQuotes(name)) return quoteAlways(name);
	// eslint-disable-next-line no-control-regex -- what a terminal would act on
	return l.hideControl ? name.replace(/[\x00-\x1f\x7f]/g, '?') : name;
}
