// Variables: scopes, arrays, namerefs, the variables that the shell computes, and the environment of children.
// Order of associative arrays is bash's: FNV-1 buckets, newest first in a bucket. Leaves assignment with attributes to assign.ts.
import { encode } from './text.ts';
import { attribute, readOnly, ShellError, type ShellState, type Variable } from './state.ts';
import { optionLetters, shellOptionNames, shoptNames } from './options.ts';

export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);

/** The scope in which a name is found, or undefined. */
function scopeOf(s: ShellState, name: string): Map<string, Variable> | undefined {
	for (let i = s.scopes.length - 1; i >= 0; i--) {
		const { variables } = s.scopes[i] as (typeof s.scopes)[number];
		if (variables.has(name)) return variables;
	}
	return undefined;
}
const raw = (s: ShellState, name: string): Variable | undefined => scopeOf(s, name)?.get(name);

export interface Reference {
	name: string;
	/** Subscript text of a nameref to an element. */
	index?: string;
}
/** Follows namerefs. A circle answers the name itself. */
export function resolve(s: ShellState, name: string): Reference {
	let at = name;
	for (let depth = 0; depth < 9; depth++) {
		const v = raw(s, at);
		if (!v || !(v.attributes & attribute.nameref) || v.text === undefined || v.text === '') return { name: at };
		const open = v.text.indexOf('[');
		if (open > 0) return { name: v.text.slice(0, open), index: v.text.slice(open + 1, -1) };
		at = v.text;
	}
	return { name };
}

const list = (values: readonly string[], attributes = 0): Variable => ({ list: new Map(values.map((v, i) => [i, v])), attributes });

/** Variables computed when they are read. Undefined: an ordinary one. */
function computed(s: ShellState, name: string): Variable | undefined {
	if (s.ordinary.has(name)) return undefined;
	switch (name) {
		case 'LINENO':
			return { text: String(s.line), attributes: 0 };
		case 'RANDOM':
			return { text: String(nextRandom(s)), attributes: attribute.integer };
		case 'SECONDS':
			return { text: String(Math.floor((s.now - s.secondsFrom) / 1e6)), attributes: attribute.integer };
		case 'EPOCHSECONDS':
			return { text: String(Math.floor(s.now / 1e6)), attributes: 0 };
		case 'EPOCHREALTIME':
			return { text: `${Math.floor(s.now / 1e6)}.${String(s.now % 1e6).padStart(6, '0')}`, attributes: 0 };
		case 'SRANDOM':
			return { text: String(s.secureRandom), attributes: attribute.integer };
		case 'BASHPID':
			return { text: String(s.pid), attributes: attribute.integer };
		case 'BASH_SUBSHELL':
			return { text: String(s.subshell), attributes: 0 };
		case 'BASH_COMMAND':
			return { text: s.command, attributes: 0 };
		case 'HISTCMD':
			return { text: String(s.history.length + 1), attributes: 0 };
		case 'PIPESTATUS':
			return list(s.pipeStatus.map(String));
		case 'FUNCNAME': {
			if (!s.frames.some((f) => f.kind === 'function')) return undefined;
			const names = s.frames.map((f) => (f.kind === 'source' ? 'source' : f.name)).reverse();
			if (s.mode === 'script' || s.frames[0]?.kind === 'main') return list(names);
			return list(names);
		}
		case 'BASH_SOURCE':
			return s.frames.length ? list(s.frames.map((f) => f.source).reverse()) : undefined;
		case 'BASH_LINENO':
			return s.frames.length ? list(s.frames.map((f) => String(f.line)).reverse()) : undefined;
		case 'DIRSTACK':
			return list([s.cwd, ...s.directories]);
		case 'GROUPS':
			return undefined;
		case 'SHELLOPTS':
			return { text: shellOptionNames.filter((o) => s.options.has(o)).join(':'), attributes: attribute.readonly };
		case 'BASHOPTS':
			return { text: shoptNames.filter((o) => s.shopt.has(o)).join(':'), attributes: attribute.readonly };
		case 'BASH_ALIASES':
			return { map: new Map(s.aliases), attributes: 0 };
	}
	return undefined;
}
const computedNames = new Set(
	(
		'LINENO RANDOM SECONDS EPOCHSECONDS EPOCHREALTIME SRANDOM BASHPID BASH_SUBSHELL BASH_COMMAND HISTCMD PIPESTATUS FUNCNAME BASH_SOURCE BASH_LINENO ' +
		'DIRSTACK SHELLOPTS BASHOPTS BASH_ALIASES'
	).split(' ')
);
/** Whether a text may read the clock or the random device: the caller refreshes them first. */
export const needsClock = (text: string): boolean => text.includes('SECONDS') || text.includes('EPOCH') || text.includes('SRANDOM');

/** bash's generator: RANDOM=42 gives bash's own sequence. */
function nextRandom(s: ShellState): number {
	const r = s.random;
	for (;;) {
		const last = r.seed === 0 ? 123459876 : r.seed;
		const high = Math.trunc(last / 127773);
		const low = last - 127773 * high;
		const t = 16807 * low - 2836 * high;
		r.seed = t < 0 ? t + 0x7fffffff : t;
		const value = ((r.seed >>> 16) ^ (r.seed & 65535)) & 32767;
		if (value !== r.last) {
			r.last = value;
			return value;
		}
	}
}

/** The variable a name stands for, namerefs followed (a nameref to an element gives a scalar). */
export function getVariable(s: ShellState, name: string): Variable | undefined {
	if (s.flavour === 'bash' && computedNames.has(name)) {
		const c = computed(s, name);
		if (c) return c;
	}
	const v = raw(s, name);
	if (!v || !(v.attributes & attribute.nameref)) return v;
	const to = resolve(s, name);
	if (to.index === undefined) return to.name === name ? undefined : getVariable(s, to.name);
	const text = element(getVariable(s, to.name), to.index);
	return text === undefined ? undefined : { text, attributes: 0 };
}
/** The variable of exactly this name, a nameref itself included. */
export const getRaw = (s: ShellState, name: string): Variable | undefined =>
	(computedNames.has(name) && s.flavour === 'bash' ? computed(s, name) : undefined) ?? raw(s, name);

export function element(v: Variable | undefined, index: string): string | undefined {
	if (!v) return undefined;
	if (v.map) return v.map.get(index);
	const n = Number(index);
	if (v.list) return v.list.get(n < 0 ? maxIndex(v.list) + 1 + n : n);
	return n === 0 ? v.text : undefined;
}
/** A variable's value without a subscript. */
export const textOf = (v: Variable | undefined): string | undefined => (v ? (v.list ? v.list.get(0) : v.map ? v.map.get('0') : v.text) : undefined);
export const getText = (s: ShellState, name: string): string | undefined => textOf(getVariable(s, name));

export function maxIndex(of: ReadonlyMap<number, string>): number {
	let max = -1;
	for (const key of of.keys()) if (key > max) max = key;
	return max;
}
/** Keys of an array in bash's order. A scalar has key 0. */
export function keysOf(v: Variable | undefined): string[] {
	if (!v) return [];
	if (v.list) return sortedKeys(v.list).map(String);
	if (v.map) return hashOrder([...v.map.keys()]);
	return v.text === undefined ? [] : ['0'];
}
export function valuesOf(v: Variable | undefined): string[] {
	if (!v) return [];
	if (v.list) return sortedKeys(v.list).map((k) => v.list?.get(k) as string);
	if (v.map) return hashOrder([...v.map.keys()]).map((k) => v.map?.get(k) as string);
	return v.text === undefined ? [] : [v.text];
}
function sortedKeys(of: ReadonlyMap<number, string>): number[] {
	const keys = [...of.keys()];
	for (let i = 1; i < keys.length; i++) if ((keys[i] as number) < (keys[i - 1] as number)) return keys.sort((a, b) => a - b);
	return keys;
}
function hash(key: string): number {
	let h = 2166136261;
	for (const byte of encode(key)) h = Math.imul(h, 16777619) ^ byte;
	return h >>> 0;
}
/** Order in which a table of 1024 buckets gives its keys; later insertions come first in a bucket. */
export function hashOrder(keys: readonly string[]): string[] {
	if (keys.length < 2) return [...keys];
	return keys
		.map((key, i) => ({ key, bucket: hash(key) & 1023, i }))
		.sort((a, b) => a.bucket - b.bucket || b.i - a.i)
		.map((e) => e.key);
}

/** Stores a variable where the name lives now, or globally. Refuses what is readonly. */
export function store(s: ShellState, name: string, v: Variable, options: { force?: boolean; global?: boolean } = {}): void {
	const scope = options.global ? globalScope(s) : (scopeOf(s, name) ?? globalScope(s));
	const old = scope.get(name);
	if (old && old.attributes & attribute.readonly && !options.force) throw readOnly(s, name);
	scope.set(name, v);
	if (name === 'OPTIND') s.getopts = { index: Number(v.text) || 1, offset: 0 };
	else if (s.ordinary.has(name)) return;
	else if (name === 'RANDOM') s.random = { seed: (Number(v.text) || 0) >>> 0, last: 0 };
	else if (name === 'SECONDS') s.secondsFrom = s.now - (Number(v.text) || 0) * 1e6;
	else if (name === 'PATH') s.commands.clear();
	else if (name === 'GLOBIGNORE') applyGlobIgnore(s);
}
function applyGlobIgnore(s: ShellState): void {
	if (s.flavour !== 'bash') return;
	const text = getText(s, 'GLOBIGNORE');
	s.globIgnore = s.ignoring = text ?? '';
	if (text) s.shopt.add('dotglob');
	else if (text === undefined) s.shopt.delete('dotglob');
}
/** GLOBIGNORE as it is seen now; dotglob goes with it when a scope has brought or taken it. */
export function globIgnore(s: ShellState): string {
	if ((getText(s, 'GLOBIGNORE') ?? '') !== (s.globIgnore ?? '')) applyGlobIgnore(s);
	return s.ignoring ?? '';
}
/** The scope at the bottom. */
export const globalScope = (s: ShellState): Map<string, Variable> => (s.scopes[0] as (typeof s.scopes)[number]).variables;

/** The innermost function's own scope, or undefined at the top. */
export function functionScope(s: ShellState): Map<string, Variable> | undefined {
	for (let i = s.scopes.length - 1; i > 0; i--) if (!s.scopes[i]?.temporary) return s.scopes[i]?.variables;
	return undefined;
}

/** Removes a variable from the scope it is found in: a local one leaves the name unset, not the caller's visible. */
export function unsetVariable(s: ShellState, name: string): void {
	if (computedNames.has(name)) s.ordinary.add(name);
	for (let i = s.scopes.length - 1; i >= 0; i--) {
		const scope = s.scopes[i] as (typeof s.scopes)[number];
		const v = scope.variables.get(name);
		if (!v) continue;
		if (v.attributes & attribute.readonly) throw s.flavour === 'bash' ? new ShellError(`${name}: cannot unset: readonly variable`) : readOnly(s, name);
		if (i > 0 && i === s.scopes.length - 1 && !scope.temporary) scope.variables.set(name, { attributes: 0 });
		else scope.variables.delete(name);
		if (name === 'PATH') s.commands.clear();
		if (name === 'GLOBIGNORE') applyGlobIgnore(s);
		return;
	}
}
/** Every visible name, sorted by bytes. */
export function visibleNames(s: ShellState, prefix = ''): string[] {
	const names = new Set<string>();
	for (const scope of s.scopes)
		for (const [name, v] of scope.variables) if (name.startsWith(prefix) && (v.text !== undefined || v.list || v.map)) names.add(name);
	if (s.flavour === 'bash') for (const name of computedNames) if (name.startsWith(prefix) && computed(s, name)) names.add(name);
	return [...names].sort(byBytes);
}
export const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a child finds in its environment. Exported functions travel as BASH_FUNC_name%%. */
export function environment(s: ShellState): Record<string, string> {
	const out: Record<string, string> = {};
	const seen = new Set<string>();
	for (let i = s.scopes.length - 1; i >= 0; i--) {
		for (const [name, v] of (s.scopes[i] as (typeof s.scopes)[number]).variables) {
			if (seen.has(name)) continue;
			seen.add(name);
			if (v.attributes & attribute.exported && v.text !== undefined) out[name] = v.text;
		}
	}
	for (const f of s.functions.values()) if (f.exported) out[`BASH_FUNC_${f.name}%%`] = '() ' + f.text.replace(/^(function\s+)?[^\s()]+\s*(\(\s*\))?\s*/, '');
	if (s.lastArgument && s.flavour === 'bash') out['_'] = s.lastArgument;
	return out;
}

/** `$-` */
export function flagLetters(s: ShellState): string {
	let out = '';
	if (s.flavour === 'dash') {
		const names = new Map<string, string>(optionLetters);
		for (const letter of 'ubaCEVvxsnmiIfe') {
			const name = names.get(letter);
			if (letter === 'i' ? s.interactive : letter === 's' ? s.mode === 'stdin' || s.mode === 'interactive' : name !== undefined && s.options.has(name))
				out += letter;
		}
		return out;
	}
	for (const [letter, name] of optionLetters) if (s.options.has(name)) out += letter;
	if (s.interactive) out = insertSorted(out, 'i');
	if (s.mode === 'string') out += 'c';
	if (s.mode === 'stdin' || s.mode === 'interactive') out += 's';
	return out;
}
function insertSorted(letters: string, letter: string): string {
	const order = 'abefhiklmnptuvxBCEHPT';
	const at = [...letters].findIndex((l) => order.indexOf(l) > order.indexOf(letter));
	return at < 0 ? letters + letter : letters.slice(0, at) + letter + letters.slice(at);
}
