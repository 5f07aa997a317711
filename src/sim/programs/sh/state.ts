// What a shell knows, as plain data: settled at the prompt, copied into every child shell.
// Invariant: a Variable is never changed after it is stored (replaced instead); only the Maps of arrays are, and fork() copies those.
import type { SignalName } from '../../kernel/index.ts';
import type { List, Node, Redirection } from './ast.ts';

/** Attribute bits of a variable. */
export const attribute = {
	exported: 1,
	readonly: 2,
	integer: 4,
	lower: 8,
	upper: 16,
	nameref: 32,
	trace: 64,
	capital: 128,
	/** An array that was declared and never assigned. */ bare: 256
} as const;

export interface Variable {
	/** Scalar value; absent when declared but unset. */
	readonly text?: string | undefined;
	readonly list?: Map<number, string> | undefined;
	readonly map?: Map<string, string> | undefined;
	readonly attributes: number;
}
export interface Scope {
	readonly variables: Map<string, Variable>;
	/** Assignments before a command; not a function's own scope. */
	readonly temporary?: boolean;
	/** `local -`: the options to put back. */
	savedOptions?: Set<string>;
}
export interface ShellFunction {
	readonly name: string;
	/** Its definition as written: parsed again when first called (a tree would make every fork dear). */
	readonly text: string;
	readonly line: number;
	readonly source: string;
	readonly exported?: boolean;
	readonly readonly?: boolean;
}
/** One level of the call stack: what FUNCNAME, BASH_SOURCE, BASH_LINENO and caller show. */
export interface Frame {
	readonly name: string;
	readonly source: string;
	/** Line of the call. */
	readonly line: number;
	readonly kind: 'function' | 'source' | 'main';
}
export interface JobProcess {
	readonly pid: number;
	status: { exited: number } | { signaled: SignalName; core?: boolean | undefined } | { stopped: SignalName } | null;
	readonly text: string;
}
export interface Job {
	readonly id: number;
	readonly pgid: number;
	readonly processes: JobProcess[];
	readonly text: string;
	readonly cwd: string;
	background: boolean;
	/** Its end or stop has been reported. */
	notified: boolean;
	/** disown -h */
	noHup?: boolean;
}
export interface ShellState {
	flavour: 'bash' | 'dash' | 'ash';
	/** $0 */
	name: string;
	/** Where errors say they are: the script's or shell's name. */
	errorName: string;
	mode: 'string' | 'script' | 'stdin' | 'interactive';
	interactive: boolean;
	args: string[];
	scopes: Scope[];
	functions: Map<string, ShellFunction>;
	aliases: Map<string, string>;
	/** What `complete` was told, by command name ('' is the empty command's, -D the default). */
	completions?: Map<string, Completion>;
	options: Set<string>;
	shopt: Set<string>;
	/** EXIT, ERR, DEBUG, RETURN and signal names → command; '' ignores. */
	traps: Map<string, string>;
	/** In a child shell that has set none: its parent's, which `trap` still lists. */
	parentTraps: Map<string, string> | undefined;
	status: number;
	pipeStatus: number[];
	/** Builtins that `enable -n` has put out of use. */
	disabled: Set<string>;
	/** Computed variables that were unset: ordinary ones from then on. */
	ordinary: Set<string>;
	lastArgument: string;
	/** $$ */
	shellPid: number;
	pid: number;
	ppid: number;
	/** $! */
	backgroundPid: number | undefined;
	uid: number;
	line: number;
	/** The line of what encloses the command (its function, for, case; the last line read): what a compound's own redirections report. */
	outerLine: number;
	frames: Frame[];
	/** -e does not apply while above 0. */
	guard: number;
	loops: number;
	/** Depth of functions and sourced files: where return is allowed. */
	functionDepth: number;
	sourceDepth: number;
	subshell: number;
	evalDepth: number;
	commands: Map<string, { path: string; hits: number }>;
	jobs: Job[];
	/** Ids of jobs, current last. */
	jobOrder: number[];
	/** GLOBIGNORE as it was last seen; and the patterns it stands for, which the environment's do not. */
	globIgnore?: string;
	ignoring?: string;
	/** dash: the builtin that runs the text (eval, or the file of `.`), which errors name. */
	within?: string | undefined;
	/** Signals that were ignored when the shell began, as far as it has asked: no trap changes them. */
	ignoredAtStart?: readonly SignalName[];
	/** Statuses of finished background children, for wait PID. */
	finished: Map<number, number>;
	directories: string[];
	cwd: string;
	getopts: { index: number; offset: number };
	random: { seed: number; last: number };
	/** Wall clock µs when SECONDS was 0, and as last read. */
	secondsFrom: number;
	now: number;
	secureRandom: number;
	/** The shell's descriptors: number as commands see it → number in the process. */
	fds: Map<number, number>;
	history: string[];
	/** Commands of this session not yet in the history file. */
	historyNew: number;
	command: string;
	/** `local` and friends refuse outside; the DEBUG trap is running. */
	inTrap: number;
	monitor: boolean;
	/** Signals the shell has asked the kernel to deliver to it. */
	catching: SignalName[];
	/** Error prefix says "-c:" only for syntax errors of the string itself. */
	terminal: number;
	coprocess?: { name: string; pid: number } | undefined;
	/** Lines of input consumed, when commands are read line by line. */
	inputLine: number;
	login: boolean;
	/** An interactive shell has set up its terminal. */
	ready: boolean;
	/** Whose prompt it is, once looked up. */
	account?: { readonly uid: number; readonly name: string };
	/** The shell has warned of stopped jobs and will end at the next try. */
	warned: boolean;
}
/** What a forked shell is told to run. */
/** A completion specification: its options as `complete -p` prints them, and the values Tab uses. */
export interface Completion {
	readonly text: string;
	readonly letters: string;
	readonly values: Readonly<Record<string, string>>;
}

export interface ForkInit {
	readonly state: ShellState;
	readonly run: { readonly list: List } | { readonly node: Node } | { readonly argv: readonly string[]; readonly redirections: readonly Redirection[] };
	/** A simple command may replace the process. */
	readonly exec: boolean;
	/** $(…): errexit is cleared unless inherit_errexit. */
	readonly substitution?: boolean;
	readonly background?: boolean;
}

/** What a child that only writes is given. */
export interface WriterInit {
	readonly text: string;
}

/** Leaves the shell. */
export class Exit {
	readonly status: number;
	/** Where the EXIT trap runs: in the functions it was called from (exit), there but without their variables (set -e), outside of all (an error). */
	readonly by: 'exit' | 'errexit' | 'error';
	place: Pick<ShellState, 'frames' | 'scopes' | 'args'> | undefined = undefined;
	constructor(status: number, by: Exit['by'] = 'exit') {
		this.status = status;
		this.by = by;
	}
}
/** Leaves a function or sourced file. */
export class Return {
	readonly status: number;
	constructor(status: number) {
		this.status = status;
	}
}
/** break and continue, with the loops still to leave. */
export class LoopJump {
	readonly kind: 'break' | 'continue';
	levels: number;
	/** $? after it. */
	readonly status: number;
	constructor(kind: 'break' | 'continue', levels: number, status = 0) {
		this.status = status;
		this.kind = kind;
		this.levels = levels;
	}
}
/** Gives up the current command line (bash's DISCARD): an expansion failed, or SIGINT at an interactive shell. */
export class Discard {
	readonly status: number;
	readonly interrupted: boolean;
	/** Gives up the string of -c, eval or a sourced file with it (bash's top_level_cleanup). */
	readonly unwinds: boolean;
	constructor(status: number, interrupted = false, unwinds = false) {
		this.status = status;
		this.interrupted = interrupted;
		this.unwinds = unwinds;
	}
}
/** POSIX: an error of a special builtin ends a shell that is not interactive; at a prompt it ends the line. */
export const abandon = (s: ShellState, status: number): Exit | Discard => (s.interactive ? new Discard(status) : new Exit(status));

/** The status with which a failed expansion ends a shell that is not interactive. */
export const fatalStatus = (s: ShellState): number =>
	s.flavour === 'bash' ? (s.mode === 'string' && s.subshell === 0 && !s.options.has('errexit') ? 127 : 1) : 2;

/** A failed expansion or assignment: its text, to print after "name: line N: ". `fatal`: a non-interactive shell exits. */
export class ShellError {
	readonly message: string;
	readonly status: number;
	readonly fatal: boolean;
	/** See Discard: a subscript or an integer variable's value that is no expression. */
	readonly unwinds: boolean;
	/** An expression that failed: it gives up its line even under set -e, as bash's longjmp out of arithmetic does. */
	arithmetic = false;
	/** It does not begin with the name of the builtin it happened in. */
	unnamed = false;
	constructor(message: string, status = 1, fatal = false, unwinds = false) {
		this.message = message;
		this.status = status;
		this.fatal = fatal;
		this.unwinds = unwinds;
	}
}

/** An expression that cannot be evaluated. */
export function arithmeticError(message: string, unwinds = false): ShellError {
	const error = new ShellError(message, 1, false, unwinds);
	error.arithmetic = true;
	return error;
}

/** A variable that may not change was to be set. bash says it without the builtin's name; in dash it ends the shell. */
export function readOnly(s: ShellState, name: string): ShellError {
	const bash = s.flavour === 'bash';
	const error = new ShellError(bash ? `${name}: readonly variable` : `${name}: is read only`, bash ? 1 : 2, !bash);
	error.unnamed = true;
	return error;
}

/** A copy of the state for a child shell: nothing in it changes when either goes on. */
export function copyState(s: ShellState): ShellState {
	return {
		...s,
		args: s.args,
		scopes: s.scopes.map((scope) => ({ ...scope, variables: copyVariables(scope.variables) })),
		functions: new Map(s.functions),
		aliases: new Map(s.aliases),
		...(s.completions && { completions: new Map(s.completions) }),
		options: new Set(s.options),
		shopt: new Set(s.shopt),
		disabled: new Set(s.disabled),
		ordinary: new Set(s.ordinary),
		traps: new Map(s.traps),
		frames: [...s.frames],
		commands: new Map(s.commands),
		jobs: s.jobs.map((job) => ({ ...job, processes: job.processes.map((p) => ({ ...p })) })),
		jobOrder: [...s.jobOrder],
		finished: new Map(s.finished),
		directories: [...s.directories],
		getopts: { ...s.getopts },
		random: { ...s.random },
		fds: new Map(s.fds),
		history: [...s.history],
		catching: [...s.catching]
	};
}
function copyVariables(variables: Map<string, Variable>): Map<string, Variable> {
	const out = new Map(variables);
	for (const [name, v] of out) {
		if (v.list) out.set(name, { ...v, list: new Map(v.list) });
		else if (v.map) out.set(name, { ...v, map: new Map(v.map) });
	}
	return out;
}
