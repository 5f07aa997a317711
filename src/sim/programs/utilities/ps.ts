// ps: the processes of the pid namespace, in UNIX (-ef), BSD (aux) and -o styles; BusyBox's as an applet. Columns are rows of ps-columns.ts.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, ids, isatty, process as processCall, processes, readText, sysinfo, winsize } from '../../kernel/index.ts';
import type { ProcessInfo } from '../../kernel/index.ts';
import { timeZone } from './lib/dates.ts';
import { attempt, Exit, showGnuText, utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';
import { busyboxPs } from './ps-busybox.ts';
import { columns, type PsColumn, type Shown } from './ps-columns.ts';

interface Options {
	select: 'terminal' | 'all' | 'notLeaders' | 'bsdTerminal' | 'bsdAll' | 'list';
	format: { name: string; title: string | undefined }[];
	pids: number[];
	/** -q: these processes alone, in this order, looked at without a walk over all. */
	quick: number[];
	parents: number[];
	users: string[];
	commands: string[];
	terminals: string[];
	headers: boolean;
	sort: string[];
	bsd: boolean;
	wide: boolean;
	forest: boolean;
	negate: boolean;
	threads: boolean;
}

const formats: Readonly<Record<string, string>> = {
	'': 'pid tty time ucmd',
	f: 'user:8=UID pid ppid c stime tty time cmd',
	F: 'user:8=UID pid ppid c sz rss psr stime tty time cmd',
	l: 'f s uid pid ppid c pri ni addr sz wchan tty time ucmd',
	j: 'pid pgid sid tty time ucmd',
	bsd: 'pid tty stat bsdtime args',
	u: 'user pid pcpu pmem vsz rss tty stat bsdstart bsdtime args',
	bj: 'ppid pid pgid sid tty tpgid stat uid bsdtime args',
	bl: 'f uid pid ppid pri ni vsz rss wchan stat tty bsdtime args',
	v: 'pid tty stat bsdtime maj_flt trs drs rss pmem args'
};

function setFormat(o: Options, list: string): void {
	o.format = list.split(' ').map((item) => {
		const [name = '', title] = item.split('=');
		return { name, title };
	});
}

/** "pid,ppid=PARENT" and "pid ppid" lists; a title swallows the rest. */
function addFormat(tool: Tool, o: Options, list: string): void {
	let rest = list;
	while (rest !== '') {
		const match = /^[ ,]*([^ ,=]+)(=?)/.exec(rest);
		if (!match) break;
		rest = rest.slice(match[0].length);
		const name = match[1] ?? '';
		if (!columns[name.split(':')[0] ?? '']) throw new Exit(1, `error: unknown user-defined format specifier "${name}"\n${usage}`);
		// "stat=,args=": an empty title ends at the comma.
		const empty = match[2] === '=' && rest.startsWith(',');
		o.format.push({ name, title: match[2] === '=' ? (empty ? '' : rest) : undefined });
		if (match[2] === '=' && !empty) break;
	}
	if (o.format.length === 0) tool.die('improper list');
}

const usage = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;
const numbers = (text: string): number[] =>
	text
		.split(/[ ,]+/)
		.filter((n) => n !== '')
		.map(Number);

/** Reads the options of three traditions. */
function* parse(tool: Tool): Sys<Options> {
	const o: Options = {
		select: 'terminal',
		format: [],
		pids: [],
		quick: [],
		parents: [],
		users: [],
		commands: [],
		terminals: [],
		headers: true,
		sort: [],
		bsd: false,
		wide: false,
		forest: false,
		negate: false,
		threads: false
	};
	const custom: string[] = [];
	let style = '';
	const { args } = tool;
	for (let n = 0; n < args.length; n++) {
		const arg = args[n] as string;
		if (arg.startsWith('--')) {
			const equals = arg.indexOf('=');
			const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
			const value = (): string => (equals >= 0 ? arg.slice(equals + 1) : (args[++n] ?? ''));
			if (name === 'help') yield* showGnuText(tool, 'help', 'ps');
			else if (name === 'version') yield* showGnuText(tool, 'version', 'ps');
			else if (name === 'no-headers' || name === 'no-heading' || name === 'noheaders') o.headers = false;
			else if (name === 'headers') o.headers = true;
			else if (name === 'sort') o.sort.push(...value().split(','));
			else if (name === 'forest') o.forest = true;
			else if (name === 'quick-pid') o.quick.push(...numbers(value()));
			else if (name === 'pid') o.pids.push(...numbers(value()));
			else if (name === 'ppid') o.parents.push(...numbers(value()));
			else if (name === 'user' || name === 'User') o.users.push(...value().split(','));
			else if (name === 'format') custom.push(value());
			else if (name === 'deselect') o.negate = true;
			else if (name === 'cols' || name === 'columns' || name === 'width') o.wide = Number(value()) > 500;
			else throw new Exit(1, `error: unknown gnu long option\n${usage}`);
			continue;
		}
		const unix = arg.startsWith('-');
		if (!unix && /^\d/.test(arg)) {
			o.pids.push(...numbers(arg));
			continue;
		}
		for (let j = unix ? 1 : 0; j < arg.length; j++) {
			const letter = arg[j] as string;
			const value = (): string => {
				const rest = arg.slice(j + 1);
				j = arg.length;
				if (rest !== '') return rest;
				const next = args[++n];
				if (next === undefined)
					throw new Exit(
						1,
						letter === 'o' ? `error: format specification must follow -o\n${usage}` : `error: list of process IDs must follow -${letter}\n${usage}`
					);
				return next;
			};
			if (unix) {
				if (letter === 'e' || letter === 'A') o.select = 'all';
				else if (letter === 'a') o.select = o.select === 'all' ? 'all' : 'notLeaders';
				else if (letter === 'd') o.select = 'notLeaders';
				else if (letter === 'N') o.negate = true;
				else if (letter === 'f' || letter === 'F' || letter === 'l' || letter === 'j') style = letter;
				else if (letter === 'o') custom.push(value());
				else if (letter === 'O') custom.push(`pid,${value()},state,tname,time,command`);
				else if (letter === 'p') o.pids.push(...numbers(value()));
				else if (letter === 'q') o.quick.push(...numbers(value()));
				else if (letter === 'u' || letter === 'U') o.users.push(...value().split(','));
				else if (letter === 'C') o.commands.push(...value().split(','));
				else if (letter === 't') o.terminals.push(...value().split(','));
				else if (letter === 'w') o.wide = true;
				else if (letter === 'H') o.forest = true;
				else if (letter === 'L' || letter === 'T' || letter === 'm') o.threads = true;
				else if (letter === 'V') yield* showGnuText(tool, 'version', 'ps');
				else if (letter === 'x' || letter === 'g' || letter === 'y' || letter === 'M' || letter === 'Z' || letter === 'c' || letter === 'n') void letter;
				else throw new Exit(1, `error: unsupported SysV option\n${usage}`);
				continue;
			}
			o.bsd = true;
			if (letter === 'a') o.select = o.select === 'bsdAll' || o.terminals.includes('\0x') ? 'all' : 'bsdTerminal';
			else if (letter === 'x') {
				if (o.select === 'bsdTerminal') o.select = 'all';
				else if (o.select !== 'all') o.select = 'bsdAll';
			} else if (letter === 'u') style = 'u';
			else if (letter === 'j') style = 'bj';
			else if (letter === 'l') style = 'bl';
			else if (letter === 'v') style = 'v';
			else if (letter === 'o') custom.push(value());
			else if (letter === 'p') o.pids.push(...numbers(value()));
			else if (letter === 'q') o.quick.push(...numbers(value()));
			else if (letter === 'U') o.users.push(...value().split(','));
			else if (letter === 't') o.terminals.push(...value().split(','));
			else if (letter === 'w') o.wide = true;
			else if (letter === 'f') o.forest = true;
			else if (letter === 'h') o.headers = false;
			else if (letter === 'k') o.sort.push(...value().split(','));
			else if (!'egncrSTHLM'.includes(letter)) throw new Exit(1, `error: unsupported option (BSD syntax)\n${usage}`);
		}
	}
	if (custom.length > 0) for (const list of custom) addFormat(tool, o, list);
	else setFormat(o, formats[style] ?? formats[o.bsd ? 'bsd' : ''] ?? '');
	if (custom.length === 0 && style === '' && o.bsd) setFormat(o, formats['bsd'] ?? '');
	if (o.quick.length > 0) {
		const others = o.pids.length + o.parents.length + o.users.length + o.commands.length + o.terminals.length;
		if (others > 0) throw new Exit(1, 'q/-q/--quick-pid cannot be combined with other selection options.\n');
		if (o.forest) throw new Exit(1, 'q/-q/--quick-pid cannot be used together with forest type listings.\n');
	}
	return o;
}

function* selected(tool: Tool, o: Options, all: readonly ProcessInfo[], names: Names): Sys<ProcessInfo[]> {
	const me = yield* ids();
	const mine = yield* processCall(me.pid);
	if (o.quick.length > 0) return o.quick.flatMap((pid) => all.find((process) => process.pid === pid) ?? []);
	const lists = o.pids.length + o.parents.length + o.users.length + o.commands.length + o.terminals.length > 0;
	const out: ProcessInfo[] = [];
	for (const p of all) {
		let wanted: boolean;
		if (lists && o.select !== 'all') {
			const user = (yield* names.user(p.uid)) ?? '';
			wanted =
				o.pids.includes(p.pid) ||
				o.parents.includes(p.ppid) ||
				o.users.includes(user) ||
				o.users.includes(String(p.uid)) ||
				o.commands.includes(p.comm) ||
				o.terminals.some((tty) => p.tty !== null && p.tty.replace('/dev/', '') === tty.replace('/dev/', ''));
		} else if (o.select === 'all') wanted = true;
		else if (o.select === 'terminal') wanted = o.bsd ? p.uid === me.cred.euid && p.tty !== null : p.tty === mine.tty && p.uid === me.cred.euid;
		else if (o.select === 'bsdTerminal') wanted = p.tty !== null;
		else if (o.select === 'bsdAll') wanted = p.uid === me.cred.euid;
		else wanted = p.sid !== p.pid && p.tty !== null;
		if (wanted !== o.negate) out.push(p);
	}
	return out;
}

/** Children below their parents, with the drawing before the command. */
function forest(list: readonly ProcessInfo[], bsd: boolean): { info: ProcessInfo; indent: string }[] {
	const out: { info: ProcessInfo; indent: string }[] = [];
	const known = new Set(list.map((p) => p.pid));
	const below = (p: ProcessInfo, depth: number, prefix: string, last: boolean): void => {
		const indent = depth === 0 ? '' : bsd ? `${prefix} \\_ ` : '  '.repeat(depth);
		out.push({ info: p, indent });
		const children = list.filter((other) => other.ppid === p.pid && other.pid !== p.pid);
		children.forEach((child, i) => below(child, depth + 1, depth === 0 ? '' : `${prefix}${last ? '    ' : ' |  '}`, i === children.length - 1));
	};
	for (const p of list) if (!known.has(p.ppid) || p.ppid === p.pid) below(p, 0, '', true);
	return out;
}

function sortRows(rows: { shown: Shown; indent: string }[], keys: readonly string[]): void {
	rows.sort((a, b) => {
		for (const key of keys) {
			const column = columns[key.replace(/^[-+]/, '')];
			if (!column) throw new Exit(1, `error: unknown sort specifier\n${usage}`);
			const [x, y] = [column.key?.(a.shown) ?? column.text(a.shown), column.key?.(b.shown) ?? column.text(b.shown)];
			if (x !== y) return (x < y ? -1 : 1) * (key.startsWith('-') ? -1 : 1);
		}
		return a.shown.p.pid - b.shown.p.pid;
	});
}

export const ps = utility('ps', function* (tool: Tool): Sys<number> {
	if (tool.busybox) return yield* busyboxPs(tool);
	const o = yield* parse(tool);
	const names = new Names();
	const system = yield* sysinfo();
	const now = yield* clock();
	const zone = yield* timeZone(tool.env);
	const all = yield* processes();
	const list = yield* selected(tool, o, all, names);
	const ordered = o.forest ? forest(list, true) : list.map((info) => ({ info, indent: '' }));
	const rows: { shown: Shown; indent: string }[] = [];
	for (const { info, indent } of ordered) {
		const detail = yield* attempt(readText(`/proc/${info.pid}/stat`));
		const fields = detail instanceof Errno ? [] : detail.slice(detail.lastIndexOf(')') + 2).split(' ');
		const user = (yield* names.user(info.uid)) ?? String(info.uid);
		const group = (yield* names.group(info.gid)) ?? String(info.gid);
		rows.push({
			indent,
			shown: { p: info, user, group, tpgid: Number(fields[5] ?? -1), uptime: system.uptime, memory: system.memoryTotal, now, zone, indent }
		});
	}
	if (o.sort.length > 0) sortRows(rows, o.sort);
	const terminal = yield* isatty(1);
	const width = o.wide ? Infinity : terminal ? (yield* winsize(1)).columns || 80 : Number(tool.env['COLUMNS']) > 0 ? Number(tool.env['COLUMNS']) : Infinity;
	const used = o.format.map(({ name, title }) => {
		const [bare = '', wide] = name.split(':');
		const column = columns[bare] as PsColumn;
		return { column, width: wide === undefined ? Math.max(column.width, title?.length ?? 0) : Number(wide), title: title ?? column.title };
	});
	const line = (cells: readonly string[]): string => {
		let text = '';
		used.forEach(({ column, width: wide }, i) => {
			const last = i === used.length - 1;
			const cell = cells[i] ?? '';
			text += (i === 0 ? '' : ' ') + (column.left ? (last ? cell : cell.padEnd(wide)) : cell.padStart(wide));
		});
		return `${text.slice(0, width)}\n`;
	};
	if (o.headers && used.some(({ title }) => title !== '')) yield* tool.put(line(used.map(({ title }) => title)));
	for (const { shown } of rows) yield* tool.put(line(used.map(({ column, width: wide }) => fit(column.text(shown), column, wide))));
	if (rows.length === 0) tool.status = 1;
	return tool.status;
});

/** A name that does not fit ends with +. */
const fit = (text: string, column: PsColumn, width: number): string => (column.cut && text.length > width ? `${text.slice(0, width - 1)}+` : text);
