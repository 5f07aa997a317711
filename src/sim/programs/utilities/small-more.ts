// Small tools of util-linux, gettext and the C library: fallocate, getconf, envsubst, iconv, colrm, look, pathchk, whereis, logger, users.
// Leaves out getconf's long list and iconv's rarer character sets. Invariant: each does what its own row says and keeps nothing.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, ftruncate, ids, lstat, open, readAll, readText, stat, sysinfo } from '../../kernel/index.ts';
import { parseCount } from './lib/count.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { eachLine } from './lib/lines.ts';
import { baseName } from './lib/paths.ts';
import { quoteName } from './lib/quote.ts';
import { decode, encode } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

export const fallocate = utility('fallocate', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'cdino:l:pvxzV',
		long: ['length:=l', 'offset:=o', 'keep-size=n', 'punch-hole=p', 'zero-range=z', 'collapse-range=c', 'dig-holes=d', 'posix=x', 'verbose=v']
	});
	const [path, extra] = options.operands;
	if (path === undefined) tool.die('no filename specified');
	if (extra !== undefined) tool.die('unexpected number of arguments');
	const text = options.get('l');
	if (text === undefined) tool.die('no length argument specified');
	const length = parseCount(text);
	if (length === undefined || length === 0) tool.die('invalid length value specified');
	const offset = parseCount(options.get('o') ?? '0') ?? 0;
	const fd = yield* attempt(open(path, { read: true, write: true, create: true, mode: 0o666 }));
	if (fd instanceof Errno) tool.die(`cannot open ${path}: ${fd.message}`);
	const { size } = yield* stat(path);
	if (!options.has('n') && !options.has('p') && size < offset + length) {
		const failed = yield* attempt(ftruncate(fd, offset + length));
		if (failed instanceof Errno) tool.die(`fallocate failed: ${failed.message}`);
	}
	yield* close(fd);
	if (options.has('v')) yield* tool.put(`${path}: ${length} B (${length} bytes) allocated.\n`);
	return 0;
});

const configuration: Readonly<Record<string, string>> = {
	ARG_MAX: '2097152',
	CHILD_MAX: '15597',
	CLK_TCK: '100',
	HOST_NAME_MAX: '64',
	IOV_MAX: '1024',
	LINE_MAX: '2048',
	LOGIN_NAME_MAX: '256',
	LONG_BIT: '64',
	WORD_BIT: '32',
	CHAR_BIT: '8',
	INT_MAX: '2147483647',
	NAME_MAX: '255',
	NGROUPS_MAX: '65536',
	OPEN_MAX: '1024',
	PAGESIZE: '4096',
	PAGE_SIZE: '4096',
	PATH: '/bin:/usr/bin',
	PATH_MAX: '4096',
	PIPE_BUF: '4096',
	_POSIX_VERSION: '200809',
	GNU_LIBC_VERSION: 'glibc 2.36',
	GNU_LIBPTHREAD_VERSION: 'NPTL 2.36',
	_POSIX_PATH_MAX: '256',
	SSIZE_MAX: '9223372036854775807'
};
const perPath = new Set(['NAME_MAX', 'PATH_MAX', 'PIPE_BUF']);
const getconfUsage = 'Usage: getconf [-v specification] variable_name [pathname]\n       getconf -a [pathname]\n\n';

export const getconf = utility('getconf', function* (tool: Tool): Sys<number> {
	const [name, path] = tool.args;
	if (name === undefined) {
		yield* tool.error(getconfUsage);
		return 2;
	}
	if (name === '_NPROCESSORS_ONLN' || name === '_NPROCESSORS_CONF') {
		yield* tool.put(`${((yield* readText('/proc/cpuinfo')).match(/^processor/gm) ?? []).length}\n`);
		return 0;
	}
	if (name === '_PHYS_PAGES') {
		yield* tool.put(`${Math.floor((yield* sysinfo()).memoryTotal / 4096)}\n`);
		return 0;
	}
	const value = configuration[name];
	if (value === undefined) throw new Exit(2, `getconf: Unrecognized variable \`${name}'\n`);
	if (perPath.has(name) && path === undefined) throw new Exit(2, getconfUsage);
	yield* tool.put(`${value}\n`);
	return 0;
});

/** $name and ${name} become the environment's; with an argument only the names in it. */
export const envsubst = utility('envsubst', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'vhV', long: ['variables=v'] });
	const pattern = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
	const [format] = options.operands;
	if (options.operands.length > 1) tool.die('too many arguments');
	const names = format === undefined ? undefined : new Set([...format.matchAll(pattern)].map((match) => match[1] ?? match[2]));
	if (options.has('v')) {
		if (names === undefined) tool.die('missing arguments');
		for (const name of names) yield* tool.put(`${name}\n`);
		return 0;
	}
	const text = decode(yield* readAll(0));
	yield* tool.put(
		text.replace(pattern, (whole: string, braced?: string, bare?: string) => {
			const name = braced ?? bare ?? '';
			return names && !names.has(name) ? whole : (tool.env[name] ?? '');
		})
	);
	return 0;
});

const single: ReadonlySet<string> = new Set(['LATIN1', 'ISO88591', 'ISO_8859-1', 'L1', 'CP1252', 'WINDOWS1252']);
const setName = (name: string): string =>
	name
		.toUpperCase()
		.replace(/\/\/.*$/, '')
		.replace(/[-_]/g, '');

export const iconv = utility('iconv', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'f:t:co:sl', long: ['from-code:=f', 'to-code:=t', 'output:=o', 'list=l', 'silent=s'] });
	const [from, to] = [options.get('f') ?? 'UTF-8', options.get('t') ?? 'UTF-8'];
	const known = (name: string): boolean =>
		['UTF8', 'ASCII', 'USASCII', 'ANSIX3.41968', 'UTF16', 'UTF16LE', 'UTF16BE'].includes(setName(name)) || single.has(setName(name));
	for (const name of [from, to]) if (!known(name)) throw new Exit(1, 'iconv: failed to start conversion processing: No such file or directory\n');
	const parts: Uint8Array[] = [];
	for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) throw new Exit(1, `iconv: cannot open input file \`${name}': ${fd.message}\n`);
		parts.push(yield* readAll(fd));
	}
	const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
	const source = setName(from);
	let text: string;
	if (single.has(source)) text = [...bytes].map((byte) => String.fromCharCode(byte)).join('');
	else if (source.startsWith('UTF16')) {
		const big = source === 'UTF16BE' || (source === 'UTF16' && bytes[0] === 0xfe && bytes[1] === 0xff);
		const skip = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) ? 2 : 0;
		text = '';
		for (let i = skip; i + 1 < bytes.length; i += 2)
			text += String.fromCharCode(big ? ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0) : ((bytes[i + 1] ?? 0) << 8) | (bytes[i] ?? 0));
	} else text = decode(bytes);
	const target = setName(to);
	const translit = /\/\/TRANSLIT/i.test(to);
	const discard = options.has('c') || /\/\/IGNORE/i.test(to);
	const limit = target.includes('ASCII') || target.startsWith('ANSI') ? 127 : single.has(target) ? 255 : 0x10ffff;
	if (target.startsWith('UTF16')) {
		const big = target === 'UTF16BE';
		const units = [...(target === 'UTF16' ? '\ufeff' : ''), ...text].join('');
		const out = new Uint8Array(units.length * 2);
		for (let i = 0; i < units.length; i++) {
			const unit = units.charCodeAt(i);
			[out[2 * i], out[2 * i + 1]] = big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8];
		}
		yield* tool.putBytes(out);
		return 0;
	}
	let out = '';
	let position = 0;
	for (const char of text) {
		const code = char.codePointAt(0) ?? 0;
		const lone = code >= 0xd800 && code < 0xe000;
		if (code <= limit && !lone) out += char;
		else if (translit) out += /^[\x20-\x7e]/.exec(char.normalize('NFD'))?.[0] ?? '?';
		else if (!discard) {
			yield* tool.putBytes(limit === 255 ? Uint8Array.from(out, (c) => c.charCodeAt(0)) : encode(out));
			throw new Exit(1, `iconv: illegal input sequence at position ${position}\n`);
		} else tool.status = 1;
		position += single.has(source) ? 1 : encode(char).length;
	}
	yield* tool.putBytes(limit === 255 ? Uint8Array.from(out, (c) => c.charCodeAt(0)) : encode(out));
	return tool.status;
});

export const colrm = utility('colrm', function* (tool: Tool): Sys<number> {
	const [first, last] = tool.args.map(Number);
	yield* eachLine(tool, [], function* (line, ended): Sys<void> {
		const chars = [...line];
		const kept = first === undefined ? chars : [...chars.slice(0, first - 1), ...(last === undefined ? [] : chars.slice(last))];
		yield* tool.put(kept.join('') + (ended ? '\n' : ''));
	});
	return tool.status;
});

export const look = utility('look', function* (tool: Tool): Sys<number> {
	tool.hintText = `Try 'look --help' for more information.\n`;
	const options = yield* getopt(tool, { short: 'abdft:V', long: ['alternative=a', 'alphanum=d', 'ignore-case=f', 'terminate:=t'] });
	const [word, file] = options.operands;
	if (word === undefined) tool.usage('bad usage');
	const fold = (text: string): string => {
		const plain = options.has('d') || file === undefined ? text.replace(/[^A-Za-z0-9 \t]/g, '') : text;
		return options.has('f') || file === undefined ? plain.toLowerCase() : plain;
	};
	const end = options.get('t');
	const wanted = fold(end === undefined ? word : word.slice(0, word.indexOf(end) < 0 ? undefined : word.indexOf(end) + 1));
	const text = yield* attempt(readText(file ?? '/usr/share/dict/words'));
	if (text instanceof Errno) tool.die(`${file ?? '/usr/share/dict/words'}: ${text.message}`);
	let found = false;
	for (const line of text.split('\n')) {
		if (line === '' || !fold(line).startsWith(wanted)) continue;
		found = true;
		yield* tool.put(`${line}\n`);
	}
	return found ? 0 : 1;
});

export const pathchk = utility('pathchk', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'pP', long: ['portability=portability'] });
	yield* checkOperands(tool, options.operands, 1);
	const portable = options.has('p') || options.has('portability');
	for (const name of options.operands) {
		const parts = name.split('/');
		const strange = portable ? /[^A-Za-z0-9._/-]/.exec(name)?.[0] : undefined;
		if (name === '' && (portable || options.has('P'))) yield* tool.warn('empty file name');
		else if ((options.has('P') || options.has('portability')) && parts.some((part) => part.startsWith('-')))
			yield* tool.warn(`leading '-' in a component of file name ${tool.quoteFile(name)}`);
		else if (strange !== undefined) yield* tool.warn(`nonportable character ${tool.quote(strange)} in file name ${tool.quoteFile(name)}`);
		else if (name.length > (portable ? 255 : 4095))
			yield* tool.warn(`limit ${portable ? 255 : 4095} exceeded by length ${name.length} of file name ${tool.quoteFile(name)}`);
		else {
			const limit = portable ? 14 : 255;
			const long = parts.find((part) => part.length > limit);
			const info = portable || options.has('P') ? undefined : yield* attempt(lstat(name));
			if (info instanceof Errno && (info.code !== 'ENOENT' || name === '')) yield* tool.warn(`${quoteName(name)}: ${info.message}`);
			else if (long !== undefined) yield* tool.warn(`limit ${limit} exceeded by length ${long.length} of file name component ${tool.quoteFile(long)}`);
		}
	}
	return tool.status;
});

export const whereis = utility('whereis', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'bmsulB:M:S:fgh', long: [] });
	for (const operand of options.operands) {
		const name = baseName(operand);
		const found: string[] = [];
		for (const dir of ['/usr/bin', '/usr/sbin', '/usr/lib', '/etc', '/usr/local/bin', '/usr/local/sbin', '/usr/games'])
			if (!((yield* attempt(stat(`${dir}/${name}`))) instanceof Errno)) found.push(`${dir}/${name}`);
		if (!options.has('b')) {
			const manual = `/usr/share/man/man1/${name}.1.gz`;
			if (!((yield* attempt(stat(manual))) instanceof Errno)) found.push(manual);
		}
		yield* tool.put(`${[`${name}:`, ...found].join(' ')}\n`);
	}
	return 0;
});

/** users and who: nobody has logged in through login(1). */
export const users = utility('users', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: '' });
	yield* checkOperands(tool, options.operands, 0, 1);
	return 0;
});
/** who, of a machine that keeps no records of logins (a container's has no utmp). */
export const who = utility('who', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'abdlmpqrstuwHT',
		long: [
			'all=a',
			'boot=b',
			'count=q',
			'dead=d',
			'heading=H',
			'ips',
			'login=l',
			'lookup',
			'message=T',
			'mesg=T',
			'process=p',
			'runlevel=r',
			'short=s',
			'time=t',
			'users=u',
			'writable=T'
		]
	});
	yield* checkOperands(tool, options.operands, 0, 2);
	if (options.has('q')) yield* tool.put('\n# users=0\n');
	else if (options.has('H')) yield* tool.put('NAME     LINE         TIME             COMMENT\n');
	return 0;
});

export const hostid = utility('hostid', function* (tool: Tool): Sys<number> {
	yield* checkOperands(tool, (yield* getopt(tool, { short: '' })).operands, 0, 0);
	const { hostname } = yield* ids();
	yield* tool.put(
		`${[...hostname]
			.reduce((all, char) => (Math.imul(all, 31) + char.charCodeAt(0)) >>> 0, 7)
			.toString(16)
			.padStart(8, '0')}\n`
	);
	return 0;
});
