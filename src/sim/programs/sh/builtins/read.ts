// read and mapfile.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { isatty, monotonic, poll, read, tcgetattr, tcsetattr } from '../../../kernel/index.ts';
import { evalText } from '../eval.ts';
import { Fields } from '../fields.ts';
import { ifsOf } from '../expand.ts';
import { readRecord } from '../input.ts';
import { readInteractive } from '../readline/index.ts';
import { singleQuote } from '../quote.ts';
import { assignElement, complain, complainRaw, type Shell } from '../shell.ts';
import { abandon, attribute, ShellError } from '../state.ts';
import { getVariable, isName, resolve, store } from '../variables.ts';
import { decode } from '../text.ts';
import type { Builtin } from './index.ts';
import { parseFlags } from './options.ts';

export const readBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const bash = s.flavour === 'bash';
		const flags = yield* parseFlags(sh, 'read', args, s.flavour === 'dash' ? 'rp:' : 'ersa:d:i:n:N:p:t:u:');
		if (!flags) return 2;
		const { values, letters } = flags;
		if (!bash && flags.operands.length === 0 && s.flavour === 'dash') {
			yield* complain(sh, 'read: arg count');
			throw abandon(sh.state, 2);
		}
		const bad = flags.operands.find((n) => !isName(n.replace(/\[.*\]$/s, '')));
		if (bad !== undefined) {
			yield* complain(sh, bash ? `read: \`${bad}': not a valid identifier` : `read: ${bad}: bad variable name`);
			return bash ? 1 : 2;
		}
		const fd = Number(values['u'] ?? 0);
		const real = s.fds.get(fd);
		if (real === undefined) {
			yield* complain(sh, `read: ${values['u'] ?? 0}: invalid file descriptor: Bad file descriptor`);
			return 1;
		}
		if (values['t'] !== undefined && !/^\d*\.?\d*$/.test(values['t'])) {
			yield* complain(sh, `read: ${values['t']}: invalid timeout specification`);
			return 1;
		}
		const count = bash ? (values['n'] ?? values['N']) : undefined;
		if (count !== undefined && !/^\d+$/.test(count)) {
			yield* complain(sh, `read: ${count}: invalid number`);
			return 1;
		}
		const got = yield* take(sh, real, letters, values);
		if (typeof got === 'number') return got;
		yield* distribute(sh, got.text, flags.operands, letters.includes('r'), values);
		return got.timedOut ? 142 : got.end ? 1 : 0;
	}
};

interface Got {
	text: string;
	end: boolean;
	timedOut?: boolean;
}
/** Reads the record; a number is the status to end with. */
function* take(sh: Shell, real: number, letters: string, values: Readonly<Record<string, string>>): Sys<Got | number> {
	const terminal = yield* isTerminal(real);
	if (values['p'] !== undefined && terminal) yield* complainRaw(sh, values['p']);
	const exact = values['N'] !== undefined;
	const count = values['N'] ?? values['n'];
	const delimiter = exact ? -1 : values['d'] !== undefined ? (values['d'] === '' ? 0 : values['d'].charCodeAt(0)) : 10;
	const raw = letters.includes('r');
	if (values['t'] !== undefined) {
		const wait = Number(values['t']) * 1e6;
		if (wait === 0) return (yield* poll([real], 0)).length ? 0 : 1;
		return yield* withTimeout(real, wait, delimiter, count === undefined ? undefined : Number(count));
	}
	if (terminal && letters.includes('e') && count === undefined) {
		const line = yield* readInteractive(sh, values['p'] ?? '');
		return line === undefined ? { text: '', end: true } : { text: line, end: false };
	}
	const special = terminal && (letters.includes('s') || count !== undefined || delimiter !== 10);
	const before = special ? yield* tcgetattr(real) : undefined;
	if (special) yield* tcsetattr(real, { echo: !letters.includes('s') && before?.echo === true, canonical: count === undefined && delimiter === 10 });
	let text = '';
	let end = false;
	for (;;) {
		const options = count === undefined ? { delimiter } : { delimiter, count: Number(count) - [...text].length };
		if (count !== undefined && options.count !== undefined && options.count <= 0) break;
		const part = yield* readRecord(sh, real, options);
		text += part.text;
		({ end } = part);
		// A backslash before the newline continues the line.
		if (raw || end || count !== undefined || !/(^|[^\\])(\\\\)*\\$/.test(part.text)) break;
		text = text.slice(0, -1);
	}
	if (before) yield* tcsetattr(real, before);
	return { text: text.replaceAll('\0', ''), end };
}
function* isTerminal(real: number): Sys<boolean> {
	try {
		return yield* isatty(real);
	} catch {
		return false;
	}
}
function* withTimeout(real: number, wait: number, delimiter: number, count: number | undefined): Sys<Got> {
	const limit = (yield* monotonic()) + wait;
	const bytes: number[] = [];
	for (;;) {
		const left = limit - (yield* monotonic());
		let ready: readonly number[] = [];
		try {
			ready = left > 0 ? yield* poll([real], left) : [];
		} catch (error) {
			if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
			continue;
		}
		if (ready.length === 0) return { text: decode(Uint8Array.from(bytes)), end: false, timedOut: true };
		const [byte] = yield* read(real, 1);
		if (byte === undefined) return { text: decode(Uint8Array.from(bytes)), end: true };
		if (byte === delimiter) break;
		bytes.push(byte);
		if (count !== undefined && bytes.length >= count) break;
	}
	return { text: decode(Uint8Array.from(bytes)), end: false };
}

/** Splits a line among names as read does: the last name takes the rest. */
function* distribute(sh: Shell, line: string, names: readonly string[], raw: boolean, values: Readonly<Record<string, string>>): Sys<void> {
	const s = sh.state;
	const array = values['a'];
	const put = (name: string, value: string): void => {
		const m = /^([^[]*)\[(.*)\]$/s.exec(name);
		assignElement(sh, m ? (m[1] as string) : name, m ? m[2] : undefined, value, false);
	};
	const clean = (text: string): string => (raw ? text : text.replace(/\\(.?)/gs, '$1'));
	if (values['N'] !== undefined) {
		put(names[0] ?? 'REPLY', line);
		for (const n of names.slice(1)) put(n, '');
		return;
	}
	if (array !== undefined) {
		const list = new Map(splitAll(line, ifsOf(sh), raw).map((v, i) => [i, v]));
		store(s, resolve(s, array).name, { list, attributes: 0 });
		return;
	}
	if (names.length === 0) {
		put('REPLY', clean(line));
		return;
	}
	const ifs = ifsOf(sh);
	let rest = line;
	const white = (c: string | undefined): boolean => c !== undefined && ifs.includes(c) && /[ \t\n]/.test(c);
	let i = 0;
	while (white(rest[i])) i++;
	rest = rest.slice(i);
	for (const name of names.slice(0, -1)) {
		const end = fieldEnd(rest, ifs, raw);
		put(name, clean(rest.slice(0, end)));
		let j = end;
		while (white(rest[j])) j++;
		if (rest[j] !== undefined && ifs.includes(rest[j] as string) && !white(rest[j])) {
			j++;
			while (white(rest[j])) j++;
		}
		rest = rest.slice(j);
	}
	put(names.at(-1) as string, clean(lastField(rest, ifs, raw)));
	yield* nothing();
}
// eslint-disable-next-line require-yield -- keeps distribute a routine
function* nothing(): Sys<void> {}
function fieldEnd(text: string, ifs: string, raw: boolean): number {
	for (let i = 0; i < text.length; i++) {
		if (!raw && text[i] === '\\') i++;
		else if (ifs.includes(text[i] as string)) return i;
	}
	return text.length;
}
/** The rest of the line, without trailing IFS whitespace; a lone trailing separator goes too. */
function lastField(text: string, ifs: string, raw: boolean): string {
	let end = text.length;
	const escaped = (i: number): boolean => {
		if (raw) return false;
		let n = 0;
		while (text[i - 1 - n] === '\\') n++;
		return n % 2 === 1;
	};
	while (end > 0 && ifs.includes(text[end - 1] as string) && /[ \t\n]/.test(text[end - 1] as string) && !escaped(end - 1)) end--;
	const first = fieldEnd(text, ifs, raw);
	if (end > 0 && first === end - 1 && ifs.includes(text[end - 1] as string)) end--;
	return text.slice(0, end);
}
function splitAll(line: string, ifs: string, raw: boolean): string[] {
	const fields = new Fields(true, ifs);
	if (raw || !line.includes('\\')) fields.expansion(line);
	else
		for (const piece of line.match(/\\[^]?|[^\\]+/g) ?? []) {
			if (piece[0] === '\\') fields.quoted(piece.slice(1));
			else fields.expansion(piece);
		}
	fields.end();
	return fields.done.map((f) => f.text);
}

const lineCounts = [
	['n', 'line count'],
	['s', 'line count'],
	['O', 'array origin'],
	['c', 'callback quantum'],
	['u', 'file descriptor specification']
] as const;

export const mapfileBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { name, args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, name, args, 'd:n:O:s:tu:C:c:');
		if (!flags) return 2;
		const target = flags.operands[0] ?? 'MAPFILE';
		if (!isName(target)) {
			yield* complain(sh, `${name}: \`${target}': not a valid identifier`);
			return 1;
		}
		const { values, letters } = flags;
		for (const [letter, what] of lineCounts)
			if (values[letter] !== undefined && !/^\d+$/.test(values[letter])) {
				yield* complain(sh, `${name}: ${values[letter]}: invalid ${what}`);
				return 1;
			}
		const real = s.fds.get(Number(values['u'] ?? 0));
		if (real === undefined) throw new ShellError(`${values['u']}: invalid file descriptor: Bad file descriptor`);
		const delimiter = values['d'] === undefined ? 10 : values['d'] === '' ? 0 : values['d'].charCodeAt(0);
		const ender = values['d'] === undefined ? '\n' : values['d'].slice(0, 1);
		const limit = Number(values['n'] ?? 0) || Infinity;
		const origin = Number(values['O'] ?? 0);
		const to = resolve(s, target).name;
		const was = getVariable(s, to);
		if (was && (was.map || was.attributes & attribute.readonly)) {
			yield* complain(sh, was.map ? `${name}: ${target}: not an indexed array` : `${target}: readonly variable`);
			return 1;
		}
		const old = values['O'] === undefined ? undefined : s.scopes.findLast((x) => x.variables.has(to))?.variables.get(to)?.list;
		const list = new Map<number, string>(old ?? []);
		const quantum = Number(values['c'] ?? 5000);
		let skip = Number(values['s'] ?? 0);
		let n = 0;
		while (n < limit) {
			const got = yield* readRecord(sh, real, { delimiter });
			if (got.end && got.text === '') break;
			if (skip > 0) {
				skip--;
				continue;
			}
			const value = letters.includes('t') || got.end ? got.text : got.text + ender;
			if (values['C'] !== undefined && (n + 1) % quantum === 0) yield* evalText(sh, `${values['C']} ${origin + n} ${singleQuote(value)}`, s.line, 'eval');
			list.set(origin + n, value);
			n++;
			if (got.end) break;
		}
		store(s, to, { list, attributes: 0 });
		return 0;
	}
};
