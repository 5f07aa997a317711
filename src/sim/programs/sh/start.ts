// A shell's beginning: its state from argv, environment and process; and a forked shell's from its parent's.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, fstat, getcwd, ids, stat, uname, type Context } from '../../kernel/index.ts';
import type { CommandLine } from './options-line.ts';
import { optionDefaults, shoptDefaults } from './options.ts';
import { attribute, type ShellState, type Variable } from './state.ts';
import { isName } from './variables.ts';

const exported = attribute.exported;
/** bash's own PATH when it is given none. */
export const defaultPath = '/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.';

/** The state of a shell that has just been executed. */
export function* initialState(flavour: ShellState['flavour'], context: Context, line: CommandLine): Sys<ShellState> {
	const id = yield* ids();
	const cwd = yield* startDirectory(context.env['PWD']);
	const now = yield* clock();
	const argv0 = (context.argv[0] ?? flavour).replace(/^-/, '');
	const fds = new Map<number, number>();
	for (let fd = 0; fd < 10; fd++) if (yield* isOpen(fd)) fds.set(fd, fd);
	const mode = line.string !== undefined ? 'string' : line.script !== undefined ? 'script' : 'stdin';
	const name = line.name ?? line.script ?? (context.argv[0] as string);
	const state: ShellState = {
		flavour,
		name,
		errorName: line.name ?? line.script ?? context.argv[0] ?? flavour,
		mode,
		interactive: false,
		args: line.args,
		scopes: [{ variables: new Map() }],
		functions: new Map(),
		aliases: new Map(),
		options: new Set(flavour === 'bash' ? optionDefaults : []),
		shopt: new Set(flavour === 'bash' ? shoptDefaults : []),
		disabled: new Set(),
		ordinary: new Set(),
		traps: new Map(),
		parentTraps: undefined,
		status: 0,
		pipeStatus: [0],
		lastArgument: context.env['_'] ?? argv0,
		shellPid: id.pid,
		pid: id.pid,
		ppid: id.ppid,
		backgroundPid: undefined,
		uid: id.cred.euid,
		line: 1,
		frames: [],
		guard: 0,
		loops: 0,
		functionDepth: 0,
		sourceDepth: 0,
		subshell: 0,
		evalDepth: 0,
		commands: new Map(),
		jobs: [],
		jobOrder: [],
		finished: new Map(),
		globIgnore: context.env['GLOBIGNORE'] ?? '',
		directories: [],
		cwd,
		getopts: { index: 1, offset: 0 },
		random: { seed: (now % 2147483647) ^ (id.pid << 8), last: 0 },
		secondsFrom: now,
		now,
		secureRandom: 0,
		fds,
		history: [],
		historyNew: 0,
		command: '',
		inTrap: 0,
		monitor: false,
		catching: [],
		terminal: 0,
		inputLine: 0,
		outerLine: 0,
		login: line.login,
		ready: false,
		warned: false
	};
	for (const option of line.on) state.options.add(option);
	for (const option of line.off) state.options.delete(option);
	for (const [option, on] of line.shopt) {
		if (on) state.shopt.add(option);
		else state.shopt.delete(option);
	}
	if (mode === 'script' && flavour === 'bash') state.frames.push({ name: 'main', source: line.script as string, line: 0, kind: 'main' });
	yield* setVariables(state, context, id, argv0);
	if (line.string !== undefined && flavour === 'bash') set(state, 'BASH_EXECUTION_STRING', line.string);
	return state;
}
function* isOpen(fd: number): Sys<boolean> {
	try {
		yield* fstat(fd);
		return true;
	} catch (error) {
		if (error instanceof Errno) return error.code !== 'EBADF';
		throw error;
	}
}
function* startDirectory(pwd: string | undefined): Sys<string> {
	try {
		const here = yield* getcwd();
		if (pwd === undefined || pwd === here || pwd[0] !== '/') return here;
		const [a, b] = [yield* stat(pwd), yield* stat('.')];
		return a.ino === b.ino && a.dev === b.dev ? pwd : here;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return '/';
	}
}

function set(s: ShellState, name: string, text: string, attributes = 0): void {
	s.scopes[0]?.variables.set(name, { text, attributes });
}
function* setVariables(s: ShellState, context: Context, id: { ppid: number; hostname: string; cred: { uid: number; euid: number } }, argv0: string): Sys<void> {
	const variables = s.scopes[0]?.variables as Map<string, Variable>;
	for (const [name, text] of Object.entries(context.env)) {
		const f = /^BASH_FUNC_(.+)%%$/.exec(name);
		if (f && s.flavour === 'bash')
			s.functions.set(f[1] as string, { name: f[1] as string, text: `${f[1]} ${text}`, line: 1, source: 'environment', exported: true });
		else if (isName(name)) variables.set(name, { text, attributes: exported });
	}
	set(s, 'IFS', ' \t\n');
	set(s, 'OPTIND', '1');
	set(s, 'PS4', context.env['PS4'] ?? '+ ', context.env['PS4'] === undefined ? 0 : exported);
	if (!variables.has('PATH')) set(s, 'PATH', s.flavour === 'bash' ? defaultPath : '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
	set(s, 'PWD', s.cwd, exported);
	if (s.flavour !== 'bash') {
		set(s, 'PPID', String(id.ppid));
		if (!variables.has('OLDPWD') && s.flavour === 'ash') set(s, 'HOSTNAME', id.hostname);
		return;
	}
	const readonlyInteger = attribute.readonly | attribute.integer;
	if (!variables.has('OLDPWD')) variables.set('OLDPWD', { attributes: exported });
	set(s, 'SHLVL', String((Number(context.env['SHLVL']) || 0) + 1), exported);
	set(s, 'BASH', argv0.includes('/') ? argv0 : `/usr/bin/${argv0}`);
	set(s, 'BASH_VERSION', '5.2.15(1)-release');
	variables.set('BASH_VERSINFO', {
		list: new Map(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu'].map((v, i) => [i, v])),
		attributes: attribute.readonly
	});
	set(s, 'UID', String(id.cred.uid), readonlyInteger);
	set(s, 'EUID', String(id.cred.euid), readonlyInteger);
	set(s, 'PPID', String(id.ppid), readonlyInteger);
	set(s, 'OPTERR', '1');
	const machine = yield* uname();
	set(s, 'HOSTNAME', id.hostname);
	set(s, 'HOSTTYPE', machine.machine);
	set(s, 'MACHTYPE', `${machine.machine}-pc-linux-gnu`);
	set(s, 'OSTYPE', 'linux-gnu');
	if (!variables.has('SHELL')) set(s, 'SHELL', '/bin/bash');
	if (!variables.has('TERM')) set(s, 'TERM', 'dumb');
	variables.set('GROUPS', { list: new Map([[0, String(id.cred.euid)]]), attributes: 0 });
}
