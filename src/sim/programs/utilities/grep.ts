// grep, egrep, fgrep: lines that match; BRE, ERE, fixed strings and Perl's syntax. Searching is grep-search.ts's; this reads the options.
import { Errno, type Sys } from '../../engine/sys.ts';
import { isatty, readText } from '../../kernel/index.ts';
import { RegExpError } from '../../values/index.ts';
import { appletUsage, getopt, type Parsed } from './lib/getopt.ts';
import { attempt, showGnuText, utility, type Tool, type Utility } from './lib/tool.ts';
import { matcherOf, type Matcher } from './grep-match.ts';
import { searchOperands, type Search } from './grep-search.ts';

const long = [
	'extended-regexp=E',
	'fixed-strings=F',
	'basic-regexp=G',
	'perl-regexp=P',
	'regexp:=e',
	'file:=f',
	'ignore-case=i',
	'no-ignore-case=nic',
	'word-regexp=w',
	'line-regexp=x',
	'null-data=z',
	'no-messages=s',
	'invert-match=v',
	'max-count:=m',
	'byte-offset=b',
	'line-number=n',
	'line-buffered=lb',
	'with-filename=H',
	'no-filename=h',
	'label:=label',
	'only-matching=o',
	'quiet=q',
	'silent=q',
	'binary-files:=bin',
	'text=a',
	'directories:=d',
	'devices:=D',
	'recursive=r',
	'dereference-recursive=R',
	'include:=include',
	'exclude:=exclude',
	'exclude-from:=exf',
	'exclude-dir:=exdir',
	'files-without-match=L',
	'files-with-matches=l',
	'count=c',
	'initial-tab=T',
	'null=Z',
	'before-context:=B',
	'after-context:=A',
	'context:=C',
	'group-separator:=gs',
	'no-group-separator=ngs',
	'color::=color',
	'colour::=color',
	'binary=U',
	'unix-byte-offsets=u'
];

/** Options whose argument is one of some words. */
function checkWords(tool: Tool, options: Parsed['options']): void {
	for (const [key, value] of options) {
		if (key === 'bin' && !['binary', 'text', 'without-match'].includes(value)) tool.die('unknown binary-files type', 2);
		if (key === 'X' && !['grep', 'egrep', 'fgrep', 'awk', 'gawk', 'posixawk', 'perl'].includes(value)) tool.die(`invalid matcher ${value}`, 2);
		if (key === 'd' && !['read', 'recurse', 'skip'].includes(value))
			tool.usage(
				`invalid argument ${tool.quote(value)} for ${tool.quote('--directories')}\nValid arguments are:\n${['read', 'recurse', 'skip'].map((one) => `  - ${tool.quote(one)}`).join('\n')}`,
				2
			);
	}
}

function* run(tool: Tool, fixed: 'E' | 'F' | undefined): Sys<number> {
	if (tool.args.length === 1 && tool.args[0] === '-V') yield* showGnuText(tool, 'version', 'grep');
	tool.hintText = `Usage: ${tool.name} [OPTION]... PATTERNS [FILE]...\nTry '${tool.name} --help' for more information.\n`;
	const options = yield* getopt(tool, {
		short: tool.busybox ? 'EFHhLlnoqvsrRiwxcm:A:B:C:e:f:abz' : 'A:B:C:D:EFGHILPTUVX:abcd:e:f:hiLlm:noqRrsuvwxyZz',
		long,
		digits: !tool.busybox,
		help: 'grep'
	});
	if (options.has('u')) yield* tool.error(`${tool.name}: warning: --unix-byte-offsets (-u) is obsolete\n`);
	const matchers = new Set(options.options.filter(([key]) => 'EFGP'.includes(key)).map(([key]) => key));
	if (matchers.size > 1 && !tool.busybox) tool.die('conflicting matchers specified', 2);
	if (!tool.busybox) checkWords(tool, options.options);
	let syntax: 'bre' | 'ere' | 'pcre' | 'fixed' = fixed === 'E' ? 'ere' : fixed === 'F' ? 'fixed' : 'bre';
	const patterns: string[] = [];
	const search: Search = {
		invert: false,
		count: false,
		list: '',
		only: false,
		quiet: false,
		silent: false,
		max: Infinity,
		number: false,
		offset: false,
		names: undefined,
		before: 0,
		after: 0,
		context: false,
		separator: '--',
		label: '(standard input)',
		recursive: '',
		include: [],
		exclude: [],
		excludeDir: [],
		binary: 'binary',
		nul: false,
		nulName: false,
		colour: false,
		lineBuffered: false,
		tab: false,
		size: 0,
		directories: 'read',
		matched: false
	};
	let digits = '';
	let given = false;
	let [word, line, ignoreCase] = [false, false, false];
	const number = (text: string): number => {
		if (!/^\d+$/.test(text)) tool.die(`${text}: invalid context length argument`, 2);
		return Number(text);
	};
	for (const [key, value] of options.options) {
		switch (key) {
			case 'digit':
				digits += value;
				break;
			case 'E':
				syntax = 'ere';
				break;
			case 'F':
				syntax = 'fixed';
				break;
			case 'G':
				syntax = 'bre';
				break;
			case 'P':
				syntax = 'pcre';
				break;
			case 'e':
				given = true;
				patterns.push(...value.split('\n'));
				break;
			case 'f': {
				given = true;
				const text = yield* attempt(readText(value === '-' ? '/dev/stdin' : value));
				if (text instanceof Errno) tool.die(tool.busybox ? `${value}: ${text.message}` : `${value}: ${text.message}`, 2);
				if (text !== '') patterns.push(...(text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));
				break;
			}
			case 'i':
			case 'y':
				ignoreCase = true;
				break;
			case 'nic':
				ignoreCase = false;
				break;
			case 'w':
				word = true;
				break;
			case 'x':
				line = true;
				break;
			case 'v':
				search.invert = true;
				break;
			case 'c':
				search.count = true;
				break;
			case 'l':
			case 'L':
				search.list = key;
				break;
			case 'o':
				search.only = true;
				break;
			case 'q':
				search.quiet = true;
				break;
			case 's':
				search.silent = true;
				break;
			case 'm':
				if (!/^-?\d+$/.test(value)) tool.die(`invalid max count`, 2);
				search.max = Number(value) < 0 ? Infinity : Number(value);
				break;
			case 'n':
				search.number = true;
				break;
			case 'b':
				search.offset = true;
				break;
			case 'H':
				search.names = true;
				break;
			case 'h':
				search.names = false;
				break;
			case 'A':
				search.after = number(value);
				search.context = true;
				break;
			case 'B':
				search.before = number(value);
				search.context = true;
				break;
			case 'C':
				search.before = search.after = number(value);
				search.context = true;
				break;
			case 'gs':
				search.separator = value;
				break;
			case 'ngs':
				search.separator = undefined;
				break;
			case 'label':
				search.label = value;
				break;
			case 'r':
			case 'R':
				[search.recursive, search.directories] = [key, 'recurse'];
				break;
			case 'd':
				search.directories = value === 'skip' ? 'skip' : value === 'recurse' ? 'recurse' : 'read';
				if (value === 'recurse') search.recursive = 'r';
				break;
			case 'include':
				search.include.push(value);
				break;
			case 'exclude':
				search.exclude.push(value);
				break;
			case 'exdir':
				search.excludeDir.push(value.replace(/\/+$/, ''));
				break;
			case 'a':
				search.binary = 'text';
				break;
			case 'I':
				search.binary = 'without-match';
				break;
			case 'bin':
				search.binary = value === 'text' ? 'text' : value === 'without-match' ? 'without-match' : 'binary';
				break;
			case 'z':
				search.nul = true;
				break;
			case 'Z':
				search.nulName = true;
				break;
			case 'T':
				search.tab = true;
				break;
			case 'lb':
				search.lineBuffered = true;
				break;
			case 'color':
				search.colour = value === '' || value === 'auto' ? yield* isatty(1) : value === 'always' || value === 'yes' || value === 'force';
				break;
		}
	}
	if (digits !== '') {
		search.before = search.after = Number(digits);
		search.context = true;
	}
	const operands = [...options.operands];
	if (!given) {
		const pattern = operands.shift();
		if (pattern === undefined) {
			if (tool.busybox) yield* appletUsage(tool, 1);
			yield* tool.error(`Usage: ${tool.name} [OPTION]... PATTERNS [FILE]...\nTry '${tool.name} --help' for more information.\n`);
			return 2;
		}
		patterns.push(...pattern.split('\n'));
	}
	try {
		if (syntax === 'ere' && patterns.some((one) => /(?:^|\(|\|)\*/.test(one))) yield* tool.error(`${tool.name}: warning: * at start of expression\n`);
		if (syntax !== 'fixed' && patterns.some((one) => /^\[:[a-z]+:\]$/.test(one))) tool.die('character class syntax is [[:space:]], not [:space:]', 2);
		const matcher: Matcher = {
			...matcherOf(tool, patterns, { syntax, ignoreCase, word, line }),
			colour: /(?:^|:)m[ts]=([0-9;]+)/.exec(tool.env['GREP_COLORS'] ?? '')?.[1]
		};
		return yield* searchOperands(tool, matcher, search, operands);
	} catch (error) {
		if (!(error instanceof RegExpError)) throw error;
		if (tool.busybox) return tool.die(`bad regex '${patterns[0]}': ${error.message}`, 2);
		return tool.die(error.message, 2);
	}
}

export const grep: Utility = utility('grep', (tool: Tool) => run(tool, undefined), { usageStatus: 2 });
export const egrep: Utility = utility(
	'egrep',
	function* (tool: Tool) {
		return yield* run(tool, 'E');
	},
	{ usageStatus: 2 }
);
export const fgrep: Utility = utility(
	'fgrep',
	function* (tool: Tool) {
		return yield* run(tool, 'F');
	},
	{ usageStatus: 2 }
);
