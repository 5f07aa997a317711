// A running shell: its state, and what can be remade from it (parsed text). Printing, complaining, and assignment with attributes.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, random, signals, write, type SignalName, type WaitStatus } from '../../kernel/index.ts';
import type { CompoundNode, Word } from './ast.ts';
import { evaluateStored, type ArithmeticHost } from './arithmetic.ts';
import { parseShell, type Parsed } from './parse.ts';
import type { Language } from './parts.ts';
import { attribute, readOnly, ShellError, type ShellFunction, type ShellState, type Variable } from './state.ts';
import { writable } from './text.ts';
import { functionScope, getRaw, getVariable, globalScope, maxIndex, resolve, store, textOf } from './variables.ts';

export class Shell implements ArithmeticHost {
	readonly state: ShellState;
	/** Status of the last command substitution of the command being expanded, or undefined. */
	substituted: number | undefined;
	/** Descriptors and children of process substitutions of the command being run. */
	readonly processes: { real: number; pid: number; fd: number }[] = [];
	/** Parsed texts of eval, traps and sourced strings. */
	readonly #parsed = new Map<string, Parsed>();
	/** Bodies of functions by their text. */
	readonly bodies = new Map<string, CompoundNode>();
	/** Waiting signals taken from the kernel and not yet handled. */
	readonly pending: SignalName[] = [];
	/** A child killed by a signal while the command's redirections hold: told of after they are undone. */
	death: { status: WaitStatus; text: string } | undefined = undefined;
	/** The line editor is reading: it shows an interrupt itself. */
	reading = false;
	/** Bytes of the longest value so far that the process's memory was told of, and its memory before. */
	longestValue = 0;
	memoryBefore = 0;
	/** The rest of the language, once it is there. */
	language: Language | undefined = undefined;
	/** What ^R looked for last. */
	lastSearch = '';

	/** The program's name in the kernel's table, and argv, for forks. */
	readonly program: string;
	readonly argv: readonly string[];

	constructor(state: ShellState, program: string, argv: readonly string[]) {
		this.state = state;
		this.program = program;
		this.argv = argv;
	}

	/** Text parsed as the inside of double quotes: prompts. */
	wordOf(text: string): Word | undefined {
		const node = this.parse(`: "${text.replace(/"/g, '\\"')}"`, 1).statements[0]?.node;
		const word = node?.kind === 'simple' ? node.words[1] : undefined;
		return word && !('assign' in word) ? word : undefined;
	}

	/** A function's body. */
	body(f: ShellFunction): CompoundNode {
		let body = this.bodies.get(f.text);
		if (!body) {
			const node = parseShell(f.text, { line: f.line, flavour: this.state.flavour }).statements[0]?.node;
			body = node?.kind === 'function' ? node.body : { kind: 'group', line: f.line, body: [] };
			this.bodies.set(f.text, body);
		}
		return body;
	}

	parse(text: string, line: number): Parsed {
		const extglob = this.state.shopt.has('extglob') || this.state.flavour === 'dash';
		const key = `${line}\0${extglob}${text}`;
		let parsed = this.#parsed.get(key);
		if (!parsed) {
			if (this.#parsed.size > 200) this.#parsed.clear();
			parsed = parseShell(text, { line, extglob, flavour: this.state.flavour });
			this.#parsed.set(key, parsed);
		}
		return parsed;
	}

	/** Assigns to a name or an element by subscript text; arithmetic's way in. */
	assign(name: string, index: string | undefined, value: string): void {
		assignElement(this, name, index, value, false);
	}
}

const applyCase = (text: string, attributes: number): string =>
	attributes & attribute.lower
		? text.toLowerCase()
		: attributes & attribute.upper
			? text.toUpperCase()
			: attributes & attribute.capital
				? text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
				: text;

/** The value to store: integer and case attributes applied, appended to the old. */
export function valueFor(sh: Shell, v: Variable | undefined, old: string | undefined, value: string, append: boolean): string {
	const attributes = v?.attributes ?? 0;
	if (attributes & attribute.integer) {
		const n = evaluateStored(sh, value);
		return String(append ? BigInt.asIntN(64, BigInt(evaluateStored(sh, old ?? '0')) + BigInt(n)) : n);
	}
	return applyCase(append ? (old ?? '') + value : value, attributes);
}

/** name=value, name[index]=value, with += . Subscript text: a key of an associative array, else arithmetic. */
export function assignElement(sh: Shell, given: string, givenIndex: string | undefined, value: string, append: boolean, global = false): void {
	const s = sh.state;
	const to = resolve(s, given);
	const { name } = to;
	const index = givenIndex ?? to.index;
	const raw = getRaw(s, name);
	const v = raw && raw.attributes & attribute.nameref ? raw : raw;
	if (v && v.attributes & attribute.readonly) throw readOnly(s, name);
	const attributes = (v?.attributes ?? 0) | (s.options.has('allexport') ? attribute.exported : 0);
	if (index === undefined) {
		if (v?.list) {
			v.list.set(0, valueFor(sh, v, v.list.get(0), value, append));
			return;
		}
		if (v?.map) {
			v.map.set('0', valueFor(sh, v, v.map.get('0'), value, append));
			return;
		}
		store(s, name, { text: valueFor(sh, v, v?.text, value, append), attributes }, { global });
		return;
	}
	if (v?.map) {
		v.map.set(index, valueFor(sh, v, v.map.get(index), value, append));
		if (v.attributes & attribute.bare) store(s, name, { ...v, attributes: attributes & ~attribute.bare }, { global });
		return;
	}
	let at = Number(evaluateStored(sh, index));
	const list = v?.list ?? new Map(v?.text === undefined ? [] : [[0, v.text]]);
	if (at < 0) {
		at += maxIndex(list) + 1;
		if (at < 0) throw new ShellError(`${name}[${index}]: bad array subscript`);
	}
	list.set(at, valueFor(sh, v, list.get(at), value, append));
	if (!v?.list || v.attributes & attribute.bare) store(s, name, { list, attributes: attributes & ~attribute.bare }, { global });
}

/** Where `local`, `declare` in a function and `declare -g` put a variable. */
export const declareScope = (s: ShellState, global: boolean): Map<string, Variable> => (global ? globalScope(s) : (functionScope(s) ?? globalScope(s)));

export const realFd = (sh: Shell, fd: number): number => {
	const real = sh.state.fds.get(fd);
	if (real === undefined) throw new Errno('EBADF');
	return real;
};

/** Writes text to a descriptor of the shell. */
export function* print(sh: Shell, text: string, fd = 1): Sys<void> {
	if (text === '') return;
	const real = realFd(sh, fd);
	for (;;) {
		try {
			yield* write(real, writable(text));
			return;
		} catch (error) {
			if (error instanceof Errno && error.code === 'EINTR') {
				yield* takeSignals(sh);
				return;
			}
			throw error;
		}
	}
}
/** Output of a builtin: a failed write is the builtin's error. Answers whether it went out. */
export function* output(sh: Shell, who: string, text: string): Sys<boolean> {
	try {
		yield* print(sh, text);
		return true;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* complain(sh, `${who}: ${sh.state.flavour === 'bash' ? `write error: ${error.message}` : 'I/O error'}`);
		return false;
	}
}

/** "bash: line 3: " and its kin. */
export function errorPrefix(s: ShellState): string {
	if (s.flavour === 'dash') return `${s.name}: ${s.line}: ${s.within === undefined ? '' : `${s.within}: `}`;
	if (s.flavour === 'ash') return s.mode === 'script' ? `${s.name}: line ${s.line}: ` : `${s.name}: `;
	if (s.interactive) return `${baseName(s.errorName)}: `;
	const source = s.frames.at(-1)?.source;
	return `${source === undefined || source === '' ? s.errorName : source}: ${s.line > 0 ? `line ${s.line}: ` : ''}`;
}
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Prints an error with the shell's prefix on stderr; a closed stderr swallows it. */
export function* complain(sh: Shell, text: string): Sys<void> {
	yield* complainRaw(sh, `${errorPrefix(sh.state)}${text}\n`);
}
export function* complainRaw(sh: Shell, text: string): Sys<void> {
	try {
		yield* print(sh, text, 2);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** Takes what the kernel has delivered into sh.pending. */
export function* takeSignals(sh: Shell): Sys<void> {
	for (const signal of yield* signals()) sh.pending.push(signal);
}
/** Refreshes what SECONDS, EPOCH… and SRANDOM read. */
export function* refreshClock(sh: Shell): Sys<void> {
	sh.state.now = yield* clock();
	const bytes = yield* random(4);
	sh.state.secureRandom = (((bytes[0] as number) << 24) | ((bytes[1] as number) << 16) | ((bytes[2] as number) << 8) | (bytes[3] as number)) >>> 0;
}

export const getValue = (sh: Shell, name: string): string | undefined => textOf(getVariable(sh.state, name));
