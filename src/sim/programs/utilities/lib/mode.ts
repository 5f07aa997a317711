// File modes: rwx text, and chmod's symbolic and octal changes (mode_adjust of gnulib).
import type { Stat } from '../../../kernel/index.ts';

const typeLetters: Readonly<Record<Stat['type'], string>> = { file: '-', dir: 'd', symlink: 'l', fifo: 'p', socket: 's', char: 'c', block: 'b' };
export const typeLetter = (type: Stat['type']): string => typeLetters[type];

/** "rwxr-xr-x", with s, S, t and T. */
export function permissions(mode: number): string {
	const triple = (bits: number, special: boolean, letter: string): string =>
		(bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + (special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? 'x' : '-');
	return (
		triple((mode >> 6) & 7, (mode & 0o4000) !== 0, 's') + triple((mode >> 3) & 7, (mode & 0o2000) !== 0, 's') + triple(mode & 7, (mode & 0o1000) !== 0, 't')
	);
}

export const modeText = (stat: Pick<Stat, 'type' | 'mode'>): string => typeLetter(stat.type) + permissions(stat.mode);

const types: Readonly<Record<Stat['type'], number>> = {
	fifo: 0o010000,
	char: 0o020000,
	dir: 0o040000,
	block: 0o060000,
	file: 0o100000,
	symlink: 0o120000,
	socket: 0o140000
};
/** st_mode with the type's bits. */
export const rawMode = (stat: Pick<Stat, 'type' | 'mode'>): number => types[stat.type] | stat.mode;

interface Change {
	who: number;
	/** No who was given: the umask decides. */
	masked: boolean;
	op: '+' | '-' | '=';
	bits: number;
	/** X: execute only for directories and what is executable. */
	maybeExecute: boolean;
	copy: 'u' | 'g' | 'o' | undefined;
}
export type ModeChange = { octal: number; long: boolean } | { changes: readonly Change[] };

/** Parses a mode operand; undefined when it is none. */
export function parseMode(text: string): ModeChange | undefined {
	if (/^[0-7]+$/.test(text)) {
		const octal = parseInt(text, 8);
		return octal > 0o7777 ? undefined : { octal, long: text.length >= 5 };
	}
	const changes: Change[] = [];
	for (const clause of text.split(',')) {
		const match = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*|[0-7]+))+)$/.exec(clause);
		if (!match) return undefined;
		let who = 0;
		for (const letter of match[1] ?? '') who |= letter === 'u' ? 0o4700 : letter === 'g' ? 0o2070 : letter === 'o' ? 0o1007 : 0o7777;
		const masked = who === 0;
		for (const action of (match[2] ?? '').match(/[-+=][^-+=]*/g) ?? []) {
			const op = action[0] as Change['op'];
			const rest = action.slice(1);
			const change: Change = { who: masked ? 0o7777 : who, masked, op, bits: 0, maybeExecute: false, copy: undefined };
			if (rest === 'u' || rest === 'g' || rest === 'o') change.copy = rest;
			else if (/^[0-7]+$/.test(rest)) {
				change.bits = parseInt(rest, 8);
				change.who = 0o7777;
			} else
				for (const letter of rest) {
					if (letter === 'r') change.bits |= 0o444;
					if (letter === 'w') change.bits |= 0o222;
					if (letter === 'x') change.bits |= 0o111;
					if (letter === 's') change.bits |= 0o6000;
					if (letter === 't') change.bits |= 0o1000;
					if (letter === 'X') change.maybeExecute = true;
				}
			changes.push(change);
		}
	}
	return { changes };
}

/** The mode a file gets. Octal modes of fewer than five digits keep a directory's set-ID bits. */
export function applyMode(old: number, directory: boolean, change: ModeChange, umask: number): number {
	if ('octal' in change) return directory && !change.long ? change.octal | (old & 0o6000) : change.octal;
	let mode = old;
	for (const { who, masked, op, bits, maybeExecute, copy } of change.changes) {
		let value = bits;
		if (maybeExecute && (directory || mode & 0o111)) value |= 0o111;
		if (copy) {
			const three = (mode >> (copy === 'u' ? 6 : copy === 'g' ? 3 : 0)) & 7;
			value = three * 0o111;
		}
		value &= masked ? ~umask | 0o7000 : who;
		value &= who;
		if (op === '+') mode |= value;
		else if (op === '-') mode &= ~value;
		else {
			const keep = directory ? (masked || who & 0o6000 ? 0o6000 & ~bits : 0) : 0;
			mode = (mode & ~(who & ~keep & (masked ? 0o7777 : who))) | value;
		}
	}
	return mode & 0o7777;
}
