// stat: what the kernel knows of files and file systems, in GNU's default form or any format.
import { Errno, type Sys } from '../../engine/sys.ts';
import { lstat, readlink, stat as statCall, statfs } from '../../kernel/index.ts';
import type { Stat } from '../../kernel/index.ts';
import { formatDate, timeZone, type Zone } from './lib/dates.ts';
import { padTo } from './lib/format.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { modeText, rawMode } from './lib/mode.ts';
import { quoteAlways } from './lib/quote.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { Names } from './lib/users.ts';

const kinds: Readonly<Record<Stat['type'], string>> = {
	file: 'regular file',
	dir: 'directory',
	symlink: 'symbolic link',
	fifo: 'fifo',
	socket: 'socket',
	char: 'character special file',
	block: 'block special file'
};
export const kindOf = (info: Stat): string => (info.type === 'file' && info.size === 0 ? 'regular empty file' : kinds[info.type]);

const defaultFormat = (device: boolean, busybox: boolean): string =>
	busybox
		? `  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: %Dh/%dd\tInode: %-10i  Links: %-5h${device ? ' Device type: %t,%T' : ''}\nAccess: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n`
		: `  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: %Hd,%Ld\tInode: %-10i  Links: %-5h${device ? ' Device type: %Hr,%Lr' : ''}\nAccess: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n`;
const terse = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n';

const fsTypes: Readonly<Record<string, readonly [string, string]>> = {
	overlay: ['overlayfs', '794c7630'],
	ext4: ['ext2/ext3', 'ef53'],
	tmpfs: ['tmpfs', '1021994'],
	proc: ['proc', '9fa0'],
	sysfs: ['sysfs', '62656572'],
	cgroup2: ['cgroup2fs', '63677270'],
	devpts: ['devpts', '1cd1'],
	devtmpfs: ['tmpfs', '1021994'],
	mqueue: ['mqueue', '19800202']
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', a: '\x07', b: '\b', e: '\x1b', f: '\f', r: '\r', v: '\v', '"': '"' };

interface Subject {
	path: string;
	info: Stat;
	target: string | undefined;
	zone: Zone;
	names: Names;
	mount: string;
}

function* value(tool: Tool, s: Subject, letter: string, part: string): Sys<string | number | undefined> {
	const { info } = s;
	const time = (us: number): string => formatDate(us, tool.busybox ? '%Y-%m-%d %H:%M:%S.%N %z' : '%Y-%m-%d %H:%M:%S.%N %z', s.zone);
	const major = (dev: number): number => (dev >> 8) & 0xfff;
	switch (letter) {
		case 'n':
			return s.path;
		case 'N':
			return tool.busybox
				? s.target === undefined
					? s.path
					: `'${s.path}' -> '${s.target}'`
				: s.target === undefined
					? nested(tool, s.path)
					: `${nested(tool, s.path)} -> ${nested(tool, s.target)}`;
		case 's':
			return info.size;
		case 'b':
			return info.blocks;
		case 'B':
			return 512;
		case 'o':
			return 4096;
		case 'f':
			return rawMode(info).toString(16);
		case 'F':
			return kindOf(info);
		case 'a':
			return info.mode.toString(8);
		case 'A':
			return modeText(info);
		case 'u':
			return info.uid;
		case 'g':
			return info.gid;
		case 'U':
			return (yield* s.names.user(info.uid)) ?? 'UNKNOWN';
		case 'G':
			return (yield* s.names.group(info.gid)) ?? 'UNKNOWN';
		case 'i':
			return info.ino;
		case 'h':
			return info.nlink;
		case 'd':
			return part === 'H' ? major(info.dev) : part === 'L' ? info.dev & 0xff : info.dev;
		case 'D':
			return info.dev.toString(16);
		case 'r':
			return part === 'H' ? (info.rdev?.[0] ?? 0) : part === 'L' ? (info.rdev?.[1] ?? 0) : (info.rdev?.[0] ?? 0) * 256 + (info.rdev?.[1] ?? 0);
		case 'R':
			return ((info.rdev?.[0] ?? 0) * 256 + (info.rdev?.[1] ?? 0)).toString(16);
		case 't':
			return (info.rdev?.[0] ?? 0).toString(16);
		case 'T':
			return (info.rdev?.[1] ?? 0).toString(16);
		case 'm':
			return s.mount;
		case 'x':
			return time(info.atime);
		case 'y':
			return time(info.mtime);
		case 'z':
			return time(info.ctime);
		case 'w':
			return time(info.ctime);
		case 'X':
			return part === 'ns' ? String(info.atime * 1000) : Math.floor(info.atime / 1_000_000);
		case 'Y':
			return part === 'ns' ? String(info.mtime * 1000) : Math.floor(info.mtime / 1_000_000);
		case 'Z':
			return part === 'ns' ? String(info.ctime * 1000) : Math.floor(info.ctime / 1_000_000);
		case 'W':
			return part === 'ns' ? String(info.ctime * 1000) : Math.floor(info.ctime / 1_000_000);
		case 'C':
			return '?';
		default:
			return undefined;
	}
}

/** %N of the default form shows a plain name bare. */
const nested = (tool: Tool, name: string): string => (tool.env['QUOTING_STYLE'] === 'literal' ? name : quoteAlways(name));

function* expand(tool: Tool, format: string, one: (letter: string, part: string) => Sys<string | number | undefined>, backslashes: boolean): Sys<string> {
	let out = '';
	for (let i = 0; i < format.length; i++) {
		const char = format[i] as string;
		if (char === '\\' && backslashes) {
			const octal = /^\\([0-7]{1,3})/.exec(format.slice(i));
			if (octal) {
				out += String.fromCharCode(parseInt(octal[1] ?? '0', 8));
				i += octal[0].length - 1;
			} else out += escapes[format[++i] ?? ''] ?? `\\${format[i] ?? ''}`;
			continue;
		}
		if (char !== '%') {
			out += char;
			continue;
		}
		const match = /^%([-+ #0']*)(\d*)(\.(\d*))?([HL]?)([A-Za-z%])/.exec(format.slice(i));
		if (!match) {
			out += char;
			continue;
		}
		i += match[0].length - 1;
		const [, flags = '', width = '', point, precision, part = '', letter = ''] = match;
		if (letter === '%') {
			out += '%';
			continue;
		}
		const found = yield* one(letter, part);
		if (found === undefined) out += '?';
		else {
			// %.3Y: a time's fraction.
			const times = 'WXYZ'.includes(letter) && point !== undefined;
			let text = times ? String(yield* one(letter, 'ns')) : precision === undefined ? String(found) : String(found).slice(0, Number(precision));
			if (times)
				text = `${text.slice(0, -9)}.${text
					.slice(-9)
					.slice(0, precision === undefined || precision === '' ? 9 : Number(precision))
					.padEnd(Number(precision ?? 9), '0')}`;
			if (flags.includes('#') && letter === 'a') text = `0${text}`;
			out += padTo(text, { flags, width: width === '' ? 0 : Number(width) }, true);
		}
	}
	return out;
}

function* fileSystem(tool: Tool, path: string, format: string | undefined, terseForm: boolean, backslashes: boolean): Sys<void> {
	const info = yield* attempt(statfs(path));
	if (info instanceof Errno) return yield* tool.warn(`cannot read file system information for ${tool.quoteFile(path)}: ${info.message}`);
	const [name, magic] = fsTypes[info.type] ?? [info.type, '0'];
	const values: Readonly<Record<string, string | number>> = {
		n: path,
		i: '0',
		l: 255,
		t: magic,
		T: name,
		b: info.blocks,
		f: info.free,
		a: info.free,
		s: 4096,
		S: 4096,
		c: info.files,
		d: info.filesFree
	};
	const text = terseForm
		? '%n %i %l %t %s %S %b %f %a %c %d\n'
		: (format ??
			`  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\nBlock size: %-10s Fundamental block size: %S\nBlocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n`);
	// eslint-disable-next-line require-yield -- a routine like the other formats' values
	yield* tool.put(
		yield* expand(
			tool,
			text,
			function* (letter): Sys<string | number | undefined> {
				return values[letter];
			},
			backslashes
		)
	);
}

export const stat = utility('stat', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'c:fLt', long: ['dereference=L', 'file-system=f', 'format:=c', 'printf:=printf', 'terse=t', 'cached:'] });
	yield* checkOperands(tool, options.operands, 1);
	let format: string | undefined;
	let backslashes = false;
	for (const [key, text] of options.options) {
		if (key === 'c') [format, backslashes] = [`${text}\n`, false];
		if (key === 'printf') [format, backslashes] = [text, true];
	}
	const zone = yield* timeZone(tool.env);
	const names = new Names();
	for (const path of options.operands) {
		if (options.has('f')) {
			yield* fileSystem(tool, path, format, options.has('t'), backslashes);
			continue;
		}
		const info = yield* attempt(options.has('L') ? statCall(path) : lstat(path));
		if (info instanceof Errno) {
			yield* tool.warn(tool.busybox ? `can't stat '${path}': ${info.message}` : `cannot statx ${tool.quoteFile(path)}: ${info.message}`);
			continue;
		}
		const target = info.type === 'symlink' ? yield* readlink(path) : undefined;
		const mounted = format?.includes('%m') ? yield* attempt(statfs(path)) : undefined;
		const subject: Subject = { path, info, target, zone, names, mount: mounted && !(mounted instanceof Errno) ? mounted.target : '/' };
		const text = format ?? (options.has('t') ? terse : defaultFormat(info.type === 'char' || info.type === 'block', tool.busybox));
		const plain = format === undefined && !options.has('t');
		yield* tool.put(
			yield* expand(
				tool,
				text,
				function* (letter, part): Sys<string | number | undefined> {
					if (plain && letter === 'N' && !tool.busybox) return target === undefined ? path : `${path} -> ${target}`;
					return yield* value(tool, subject, letter, part);
				},
				backslashes
			)
		);
	}
});
