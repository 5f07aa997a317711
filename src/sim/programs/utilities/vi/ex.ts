// vi's command line: ranges, :w :q :wq :x :e :r :s :g :v :d :y :m :t :j :norm :set :noh :! and a line's number, with vim's messages.
// Leaves out scripts, mappings and buffers. Invariant: a command that fails changes nothing.
import { compileRegExp, RegExpError, type CompiledRegExp } from '../../../values/index.ts';
import { clamp, deleteBetween, pressKey, remember, type Editor } from './editor.ts';
import { findNext } from './motions.ts';

class Wrong {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

/** A line address at the start of `text`: its row, and the rest. */
function address(e: Editor, text: string): { row: number | undefined; rest: string } {
	let row: number | undefined;
	let rest = text;
	const number = /^\d+/.exec(rest);
	if (number) {
		row = Number(number[0]) - 1;
		rest = rest.slice(number[0].length);
	} else if (rest[0] === '.') [row, rest] = [e.at.row, rest.slice(1)];
	else if (rest[0] === '$') [row, rest] = [e.lines.length - 1, rest.slice(1)];
	else if (rest.startsWith("'<")) [row, rest] = [Math.min(e.anchor.row, e.at.row), rest.slice(2)];
	else if (rest.startsWith("'>")) [row, rest] = [Math.max(e.anchor.row, e.at.row), rest.slice(2)];
	else if (rest[0] === '/' || rest[0] === '?') {
		const mark = rest[0];
		const end = rest.indexOf(mark, 1);
		const pattern = rest.slice(1, end < 0 ? undefined : end);
		rest = end < 0 ? '' : rest.slice(end + 1);
		const at = { ...e.at };
		e.search = { pattern: pattern || e.search.pattern, back: mark === '?' };
		const found = findNext(e, mark === '?');
		e.at = at;
		if (!found) throw new Wrong(e.message);
		row = found.row;
	}
	for (let offset = /^([+-])(\d*)/.exec(rest); offset; offset = /^([+-])(\d*)/.exec(rest)) {
		row = (row ?? e.at.row) + (offset[1] === '+' ? 1 : -1) * Number(offset[2] || 1);
		rest = rest.slice(offset[0].length);
	}
	return { row, rest };
}

interface Range {
	from: number;
	to: number;
	given: boolean;
	rest: string;
}
function rangeOf(e: Editor, text: string): Range {
	if (text[0] === '%') return { from: 0, to: e.lines.length - 1, given: true, rest: text.slice(1) };
	const first = address(e, text);
	if (!/^[,;]/.test(first.rest)) return { from: first.row ?? e.at.row, to: first.row ?? e.at.row, given: first.row !== undefined, rest: first.rest };
	const second = address(e, first.rest.slice(1));
	return { from: first.row ?? e.at.row, to: second.row ?? e.at.row, given: true, rest: second.rest };
}

function compiled(e: Editor, pattern: string, ignore: boolean): CompiledRegExp {
	try {
		return compileRegExp(pattern.replace(/\\[cC]/g, ''), { syntax: 'bre', ignoreCase: ignore || e.ignoreCase || pattern.includes('\\c') });
	} catch (error) {
		if (error instanceof RegExpError) throw new Wrong(`E486: Pattern not found: ${pattern}`);
		throw error;
	}
}

/** Splits "/a/b/flags" at its delimiter, where it is not escaped. */
function parts(text: string): string[] {
	const mark = text[0] ?? '/';
	const out = [''];
	for (let i = 1; i < text.length; i++) {
		if (text[i] === '\\' && i + 1 < text.length) {
			out.push((out.pop() ?? '') + (text[i + 1] === mark ? mark : `\\${text[i + 1]}`));
			i++;
		} else if (text[i] === mark && out.length < 3) out.push('');
		else out.push((out.pop() ?? '') + (text[i] ?? ''));
	}
	return out;
}

function expandReplacement(text: string, groups: readonly (string | undefined)[]): string {
	let out = '';
	for (let i = 0; i < text.length; i++) {
		const next = text[i + 1];
		if (text[i] === '&') out += groups[0] ?? '';
		else if (text[i] === '\\' && next !== undefined) {
			i++;
			out += /\d/.test(next) ? (groups[Number(next)] ?? '') : next === 'n' || next === 'r' ? '\n' : next === 't' ? '\t' : next;
		} else out += text[i];
	}
	return out;
}

function substitute(e: Editor, range: Range, text: string): void {
	const [pattern = '', replacement = '', flags = ''] = parts(text);
	const source = pattern || e.search.pattern;
	if (source === '') throw new Wrong('E35: No previous regular expression');
	e.search = { pattern: source, back: false };
	const re = compiled(e, source, flags.includes('i'));
	let [hits, changed] = [0, 0];
	const before = { lines: [...e.lines], at: { ...e.at } };
	let lastRow = -1;
	for (let row = range.from, end = range.to; row <= end; row++) {
		const line = e.lines[row] ?? '';
		let out = '';
		let at = 0;
		let any = false;
		while (at <= line.length) {
			const match = re.exec(line, at);
			if (!match) break;
			any = true;
			hits++;
			const whole = match.groups[0] ?? '';
			out += line.slice(at, match.index) + expandReplacement(replacement, match.groups);
			at = match.index + whole.length;
			if (whole === '') out += line[at++] ?? '';
			if (!flags.includes('g')) break;
		}
		if (!any) continue;
		changed++;
		const fresh = (out + line.slice(at)).split('\n');
		if (!flags.includes('n')) {
			e.lines.splice(row, 1, ...fresh);
			row += fresh.length - 1;
			end += fresh.length - 1;
			lastRow = row;
		}
	}
	if (hits === 0) {
		if (flags.includes('e')) return;
		throw new Wrong(`E486: Pattern not found: ${source}`);
	}
	if (flags.includes('n')) {
		e.message = `${hits} match${hits === 1 ? '' : 'es'} on ${changed} line${changed === 1 ? '' : 's'}`;
		return;
	}
	e.undo.push(before);
	e.redo = [];
	e.changed = true;
	e.at = { row: lastRow, column: Math.max(0, (e.lines[lastRow] ?? '').search(/\S|$/)) };
	if (hits > 2) e.message = `${hits} substitution${hits === 1 ? '' : 's'} on ${changed} line${changed === 1 ? '' : 's'}`;
}

function global(e: Editor, range: Range, text: string, invert: boolean): void {
	const mark = text[0] ?? '/';
	const end = text.indexOf(mark, 1);
	if (end < 0) throw new Wrong('E35: No previous regular expression');
	const re = compiled(e, text.slice(1, end) || e.search.pattern, false);
	const command = text.slice(end + 1) || 'p';
	const marked = e.lines.slice(range.from, range.to + 1).map((line) => re.test(line) !== invert);
	if (!marked.includes(true)) throw new Wrong(`E486: Pattern not found: ${text.slice(1, end)}`);
	let shift = 0;
	const count = e.lines.length;
	marked.forEach((hit, i) => {
		if (!hit) return;
		e.at = { row: range.from + i + shift, column: 0 };
		const size = e.lines.length;
		runEx(e, command);
		shift += e.lines.length - size;
	});
	const difference = e.lines.length - count;
	if (difference < -2) e.message = `${-difference} fewer lines`;
}

function set(e: Editor, words: string): void {
	for (const word of words.split(/\s+/).filter((one) => one !== '')) {
		const name = word.replace(/[=:].*$/, '');
		if (name === 'nu' || name === 'number') e.numbers = true;
		else if (name === 'nonu' || name === 'nonumber') e.numbers = false;
		else if (name === 'nu!' || name === 'number!' || name === 'invnu') e.numbers = !e.numbers;
		else if (name === 'ic' || name === 'ignorecase') e.ignoreCase = true;
		else if (name === 'noic' || name === 'noignorecase') e.ignoreCase = false;
		else if (
			!/^(?:no)?(?:paste|hls|hlsearch|is|incsearch|ai|autoindent|et|expandtab|wrap|list|ruler|ru|sm|showmatch|cp|compatible|ts|tabstop|sw|shiftwidth|sts|softtabstop|ff|fileformat|ft|filetype|syntax|mouse|bg|background|so|scrolloff|si|smartindent|rnu|relativenumber|cul|cursorline)$/.test(
				name
			)
		)
			throw new Wrong(`E518: Unknown option: ${name}`);
	}
}

function quit(e: Editor, force: boolean): void {
	if (e.changed && !force) throw new Wrong('E37: No write since last change (add ! to override)');
	e.wish = { kind: 'quit', status: 0 };
}

/** Runs a command line without its ":". */
export function runEx(e: Editor, text: string): void {
	try {
		run(e, text.replace(/^[\s:]+/, ''));
	} catch (error) {
		if (!(error instanceof Wrong)) throw error;
		e.message = error.text;
	}
	clamp(e);
}

function run(e: Editor, text: string): void {
	if (text === '') return;
	const range = rangeOf(e, text);
	const most = e.lines.length - 1;
	if (range.from > range.to) [range.from, range.to] = [range.to, range.from];
	const { rest } = range;
	if (rest === '') {
		e.at = { row: Math.max(0, Math.min(most, range.to)), column: 0 };
		return;
	}
	if (range.given && range.to > most) throw new Wrong('E16: Invalid range');
	const match = /^([a-zA-Z]+|[!&<>=#])(!?)\s*(.*)$/s.exec(rest);
	const [, name = '', bang = '', argument = ''] = match ?? [];
	const force = bang === '!';
	const is = (short: string, long: string): boolean => name.length >= short.length && long.startsWith(name);
	if (/^s[^a-zA-Z]/.test(rest)) return substitute(e, range, rest.slice(1));
	if (/^g!?[^a-zA-Z!]/.test(rest)) return global(e, range.given ? range : { ...range, from: 0, to: most }, rest.replace(/^g!?/, ''), rest.startsWith('g!'));
	if (/^v[^a-zA-Z]/.test(rest)) return global(e, range.given ? range : { ...range, from: 0, to: most }, rest.slice(1), true);
	const lines = (): string[] => e.lines.slice(range.from, range.to + 1);
	if (name === '!') e.wish = { kind: 'shell', command: bang + argument };
	else if (is('w', 'write')) {
		const path = argument || e.file;
		if (path === '') throw new Wrong('E32: No file name');
		e.wish = { kind: 'write', path, force, quit: false, ...(range.given && { range: [range.from, range.to] as [number, number] }) };
	} else if (name === 'wq' || is('x', 'xit') || name === 'exi' || name === 'exit' || name === 'wqa' || name === 'xa') {
		if (e.file === '' && argument === '') throw new Wrong('E32: No file name');
		if (name[0] !== 'w' && !e.changed) e.wish = { kind: 'quit', status: 0 };
		else e.wish = { kind: 'write', path: argument || e.file, force, quit: true };
	} else if (is('q', 'quit') || name === 'qa' || name === 'qall') quit(e, force);
	else if (is('cq', 'cquit')) e.wish = { kind: 'quit', status: 1 };
	else if (is('e', 'edit')) {
		if (e.changed && !force) throw new Wrong('E37: No write since last change (add ! to override)');
		e.wish = { kind: 'edit', path: argument || e.file };
	} else if (is('r', 'read')) {
		e.at.row = range.to;
		e.wish = { kind: 'read', path: argument || e.file };
	} else if (is('d', 'delete')) {
		remember(e);
		e.register = { text: lines().join('\n'), lines: true };
		deleteBetween(e, { row: range.from, column: 0 }, { row: range.to, column: 0 }, true);
		if (range.to - range.from > 1) e.message = `${range.to - range.from + 1} fewer lines`;
	} else if (is('y', 'yank')) e.register = { text: lines().join('\n'), lines: true };
	else if (is('m', 'move') || is('t', 't') || is('co', 'copy')) {
		const target = address(e, argument);
		const to = argument === '0' ? 0 : (target.row ?? e.at.row) + 1;
		const own = lines();
		remember(e);
		if (is('m', 'move')) {
			if (to > range.from && to <= range.to) throw new Wrong('E134: Cannot move a range of lines into itself');
			e.lines.splice(range.from, own.length);
			e.lines.splice(to > range.to ? to - own.length : to, 0, ...own);
		} else e.lines.splice(to, 0, ...own);
		e.at = { row: to > range.to && is('m', 'move') ? to - 1 : to + own.length - 1, column: 0 };
	} else if (is('j', 'join')) {
		const own = range.from === range.to ? e.lines.slice(range.from, range.from + 2) : lines();
		remember(e);
		e.lines.splice(range.from, own.length, own.map((line, i) => (i === 0 ? line : line.trimStart())).join(' '));
		e.at = { row: range.from, column: 0 };
	} else if (is('norm', 'normal')) {
		for (let row = range.from; row <= range.to; row++) {
			e.at = { row, column: 0 };
			for (const key of argument) pressKey(e, key);
			if (e.mode !== 'normal') pressKey(e, '\x1b');
		}
	} else if (name === '>' || name === '<') {
		remember(e);
		for (let row = range.from; row <= range.to; row++)
			e.lines[row] = name === '>' ? `\t${e.lines[row] ?? ''}` : (e.lines[row] ?? '').replace(/^(?:\t| {1,8})/, '');
	} else if (is('se', 'set')) set(e, argument);
	else if (is('u', 'undo')) pressKey(e, 'u');
	else if (is('red', 'redo')) pressKey(e, '\x12');
	else if (is('p', 'print') || is('nu', 'number') || name === '#') e.message = lines().join('\n');
	else if (name === '=') e.message = String(range.given ? range.to + 1 : e.lines.length);
	else if (is('f', 'file')) e.message = `"${e.file || '[No Name]'}" ${e.lines.length} lines`;
	else if (!/^(?:noh|nohlsearch|syntax|syn|filetype|colorscheme|map|nmap|imap|let)$/.test(name)) throw new Wrong(`E492: Not an editor command: ${text}`);
}
