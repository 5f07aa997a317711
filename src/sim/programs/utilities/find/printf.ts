// find -printf and -ls: directives of a format over one visited file.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { readlink, stat, statfs } from '../../../kernel/index.ts';
import type { Stat } from '../../../kernel/index.ts';
import { formatDate, type Zone } from '../lib/dates.ts';
import { padTo } from '../lib/format.ts';
import { modeText } from '../lib/mode.ts';
import { baseName, dirName } from '../lib/paths.ts';
import { attempt } from '../lib/tool.ts';
import type { Names } from '../lib/users.ts';
import { letterOf } from './expression.ts';

export interface Visit {
	path: string;
	/** The operand it was found under. */
	start: string;
	depth: number;
	info: Stat;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', a: '\x07', b: '\b', f: '\f', r: '\r', v: '\v', '0': '\0' };

function* directive(v: Visit, letter: string, names: Names, zone: Zone): Sys<string | undefined> {
	const { info } = v;
	switch (letter) {
		case 'p':
			return v.path;
		case 'f':
			return v.path === '/' ? '/' : baseName(v.path);
		case 'h':
			return v.path.includes('/') ? dirName(v.path) : '.';
		case 'P':
			return v.depth === 0 ? '' : v.path.slice(v.start.endsWith('/') ? v.start.length : v.start.length + 1);
		case 'H':
			return v.start;
		case 'd':
			return String(v.depth);
		case 's':
			return String(info.size);
		case 'b':
			return String(info.blocks);
		case 'k':
			return String(Math.ceil(info.blocks / 2));
		case 'm':
			return info.mode.toString(8);
		case 'M':
			return modeText(info);
		case 'u':
			return (yield* names.user(info.uid)) ?? String(info.uid);
		case 'g':
			return (yield* names.group(info.gid)) ?? String(info.gid);
		case 'U':
			return String(info.uid);
		case 'G':
			return String(info.gid);
		case 'i':
			return String(info.ino);
		case 'n':
			return String(info.nlink);
		case 'D':
			return String(info.dev);
		case 'y':
			return letterOf(info.type);
		case 'Y': {
			if (info.type !== 'symlink') return letterOf(info.type);
			const target = yield* attempt(stat(v.path));
			return target instanceof Errno ? (target.code === 'ENOENT' ? 'N' : target.code === 'ELOOP' ? 'L' : '?') : letterOf(target.type);
		}
		case 'l':
			return info.type === 'symlink' ? yield* readlink(v.path) : '';
		case 't':
			return formatDate(info.mtime, '%a %b %e %H:%M:%S.%N0 %Y', zone);
		case 'a':
			return formatDate(info.atime, '%a %b %e %H:%M:%S.%N0 %Y', zone);
		case 'c':
			return formatDate(info.ctime, '%a %b %e %H:%M:%S.%N0 %Y', zone);
		case 'F':
			return (yield* statfs(v.path)).type;
		default:
			return undefined;
	}
}

/** The text of a -printf format. */
export function* expand(format: string, v: Visit, names: Names, zone: Zone): Sys<string> {
	let out = '';
	for (let i = 0; i < format.length; i++) {
		const char = format[i] as string;
		if (char === '\\') {
			const octal = /^[0-7]{1,3}/.exec(format.slice(i + 1));
			if (octal) {
				out += String.fromCharCode(parseInt(octal[0], 8));
				i += octal[0].length;
			} else if (format[i + 1] === 'c') return out;
			else out += escapes[format[++i] ?? ''] ?? `\\${format[i] ?? ''}`;
			continue;
		}
		const match = char === '%' ? /^%([-0 +#]*)(\d*)(?:\.(\d+))?([ATCB]?)(.)/s.exec(format.slice(i)) : null;
		if (!match) {
			out += char;
			continue;
		}
		const [, flags = '', width = '', precision, time = '', letter = ''] = match;
		const { length } = match[0];
		if (time !== '' && letter === '') continue;
		let value: string | undefined;
		if (time !== '') {
			const us = { A: v.info.atime, T: v.info.mtime, C: v.info.ctime, B: v.info.ctime }[time] ?? 0;
			if (letter === '@') value = `${Math.floor(us / 1_000_000)}.${String(us % 1_000_000).padStart(6, '0')}0000`;
			else if (letter === '+') value = formatDate(us, '%Y-%m-%d+%H:%M:%S.%N0', zone);
			else if (letter === 'T') value = formatDate(us, '%H:%M:%S.%N0', zone);
			else if (letter === 'S') value = formatDate(us, '%S.%N0', zone);
			else value = formatDate(us, `%${letter}`, zone);
		} else if (letter === '%') value = '%';
		else value = yield* directive(v, letter, names, zone);
		if (value === undefined) out += match[0];
		else out += padTo(precision === undefined ? value : value.slice(0, Number(precision)), { flags, width: Number(width || 0) });
		i += length - 1;
	}
	return out;
}

/** A line of -ls. */
export function* lsLine(v: Visit, names: Names, zone: Zone, now: number): Sys<string> {
	const { info } = v;
	const user = (yield* names.user(info.uid)) ?? String(info.uid);
	const group = (yield* names.group(info.gid)) ?? String(info.gid);
	const recent = info.mtime <= now && info.mtime > now - 15_778_476_000_000;
	const link = info.type === 'symlink' ? ` -> ${yield* readlink(v.path)}` : '';
	return `${String(info.ino).padStart(9)} ${String(Math.ceil(info.blocks / 2)).padStart(6)} ${modeText(info)} ${String(info.nlink).padStart(3)} ${user.padEnd(8)} ${group.padEnd(8)} ${String(info.size).padStart(8)} ${formatDate(info.mtime, recent ? '%b %e %H:%M' : '%b %e  %Y', zone)} ${v.path}${link}\n`;
}
