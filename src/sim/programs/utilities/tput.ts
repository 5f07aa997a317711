// tput: terminal capabilities by name (ncurses 6.4), for the terminals of this house: xterm, xterm-256color, linux, screen, vt100 and dumb.
// Leaves out terminfo's database: what is not in the table is "unknown terminfo capability". Invariant: a dumb terminal answers nothing.
import type { Sys } from '../../engine/sys.ts';
import { isatty, winsize } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

type Text = string | ((args: readonly number[], colours: number) => string);
const colour =
	(base: number, bright: number, extended: number): Text =>
	([n = 0], colours) =>
		n < 8 ? `\x1b[${base + n}m` : colours > 8 ? (n < 16 ? `\x1b[${bright + n - 8}m` : `\x1b[${extended};5;${n}m`) : `\x1b[${base + n}m`;

const texts: Readonly<Record<string, Text>> = {
	bold: '\x1b[1m',
	dim: '\x1b[2m',
	sitm: '\x1b[3m',
	ritm: '\x1b[23m',
	smul: '\x1b[4m',
	rmul: '\x1b[24m',
	blink: '\x1b[5m',
	rev: '\x1b[7m',
	invis: '\x1b[8m',
	smso: '\x1b[7m',
	rmso: '\x1b[27m',
	sgr0: '\x1b(B\x1b[m',
	op: '\x1b[39;49m',
	setaf: colour(30, 90, 38),
	setab: colour(40, 100, 48),
	clear: '\x1b[H\x1b[2J\x1b[3J',
	ed: '\x1b[J',
	el: '\x1b[K',
	el1: '\x1b[1K',
	home: '\x1b[H',
	cup: ([row = 0, column = 0]) => `\x1b[${row + 1};${column + 1}H`,
	cuu: ([n = 1]) => `\x1b[${n}A`,
	cud: ([n = 1]) => `\x1b[${n}B`,
	cuf: ([n = 1]) => `\x1b[${n}C`,
	cub: ([n = 1]) => `\x1b[${n}D`,
	cuu1: '\x1b[A',
	cud1: '\n',
	cuf1: '\x1b[C',
	cub1: '\b',
	cr: '\r',
	sc: '\x1b7',
	rc: '\x1b8',
	civis: '\x1b[?25l',
	cnorm: '\x1b[?12l\x1b[?25h',
	smcup: '\x1b[?1049h\x1b[22;0;0t',
	rmcup: '\x1b[?1049l\x1b[23;0;0t',
	bel: '\x07'
};
const terminals: Readonly<Record<string, number>> = {
	xterm: 8,
	'xterm-color': 8,
	'xterm-256color': 256,
	linux: 8,
	screen: 8,
	'screen-256color': 256,
	tmux: 8,
	'tmux-256color': 256,
	vt100: -1,
	dumb: -1
};

export const tput = utility(
	'tput',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, { short: 'ST:Vx', posix: true });
		const term = options.get('T') ?? tool.env['TERM'];
		if (options.operands.length === 0) throw new Exit(2, 'usage: tput [-V] [-S] [-T term] capname\n');
		if (term === undefined || term === '') throw new Exit(2, 'tput: No value for $TERM and no -T specified\n');
		const colours = terminals[term];
		if (colours === undefined) throw new Exit(3, `tput: unknown terminal "${term}"\n`);
		const [name = '', ...rest] = options.operands;
		if (name === 'colors') yield* tool.put(`${colours}\n`);
		else if (name === 'cols' || name === 'lines') {
			let size = { rows: 24, columns: 80 };
			for (const fd of [2, 1, 0]) if ((yield* attempt(isatty(fd))) === true) size = yield* winsize(fd);
			const own = Number(tool.env[name === 'cols' ? 'COLUMNS' : 'LINES']);
			yield* tool.put(`${own > 0 ? own : name === 'cols' ? size.columns : size.rows}\n`);
		} else if (name === 'longname') yield* tool.put(term);
		else if (name === 'init' || name === 'reset') yield* tool.put(name === 'reset' ? '\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>' : '\x1b[!p\x1b[?3;4l\x1b[4l\x1b>');
		else {
			const text = texts[name];
			if (text === undefined) throw new Exit(4, `tput: unknown terminfo capability '${name}'\n`);
			if (colours < 0) return 1;
			yield* tool.put(typeof text === 'string' ? text : text(rest.map(Number), colours));
		}
		return 0;
	},
	{ usageStatus: 2 }
);
