// file and strings: what a file's first bytes say it is (file 5.44's words for what learners meet), and the printable runs in it (binutils).
// Leaves out the magic database beyond these rows; anything else is "data". Invariant: one row, one kind.
import { Errno, type Sys } from '../../engine/sys.ts';
import { lstat, readAll, open, close, readFile, readlink, stat, type Stat } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { joinPath, dirName } from './lib/paths.ts';
import { binary, decode } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

interface Kind {
	readonly text: string;
	readonly mime: string;
	readonly charset: string;
}
const binaryKind = (text: string, mime: string): Kind => ({ text, mime, charset: 'binary' });

/** Binary files by their first bytes. */
const magics: readonly (readonly [start: string, text: string, mime: string])[] = [
	['\x1f\x8b', 'gzip compressed data', 'application/gzip'],
	['BZh', 'bzip2 compressed data', 'application/x-bzip2'],
	['\xfd7zXZ\0', 'XZ compressed data', 'application/x-xz'],
	['(\xb5/\xfd', 'Zstandard compressed data (v0.8+)', 'application/zstd'],
	['PK\x03\x04', 'Zip archive data', 'application/zip'],
	['PK\x05\x06', 'Zip archive data (empty)', 'application/zip'],
	['\x89PNG\r\n\x1a\n', 'PNG image data', 'image/png'],
	['\xff\xd8\xff', 'JPEG image data', 'image/jpeg'],
	['GIF89a', 'GIF image data, version 89a', 'image/gif'],
	['%PDF-', 'PDF document', 'application/pdf'],
	[
		'\x7fELF',
		'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for GNU/Linux 3.2.0, stripped',
		'application/x-pie-executable'
	],
	['SQLite format 3\0', 'SQLite 3.x database', 'application/vnd.sqlite3']
];

const interpreters: readonly (readonly [RegExp, string, string])[] = [
	[/^#! ?\/usr\/bin\/env python3?\b/, 'Python script', 'text/x-script.python'],
	[/^#! ?\/\S*\/(?:env )?python[\d.]*\b/, 'Python script', 'text/x-script.python'],
	[/^#! ?(?:\/usr)?\/bin\/(?:env )?bash\b/, 'Bourne-Again shell script', 'text/x-shellscript'],
	[/^#! ?(?:\/usr)?\/bin\/sh\b/, 'POSIX shell script', 'text/x-shellscript'],
	[/^#! ?\/\S*\/(?:env )?perl\b/, 'Perl script', 'text/x-perl'],
	[/^#! ?\/\S*\/(?:env )?node\b/, 'Node.js script', 'application/javascript'],
	[/^#! ?\/\S*\/awk\b/, 'awk script', 'text/x-awk']
];

function gzipDetails(bytes: Uint8Array): string {
	const flags = bytes[3] ?? 0;
	const size = bytes.length >= 18 ? new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true) : undefined;
	const name = flags & 8 ? binary(bytes.subarray(10, bytes.indexOf(0, 10))) : '';
	const time = bytes.length >= 8 ? new DataView(bytes.buffer, bytes.byteOffset + 4, 4).getUint32(0, true) : 0;
	return `${name ? `, was "${name}"` : ''}${time ? ', last modified' : ''}, ${bytes[8] === 2 ? 'max compression, ' : bytes[8] === 4 ? 'max speed, ' : ''}from Unix${size === undefined ? '' : `, original size modulo 2^32 ${size}`}`;
}

function isJson(text: string): boolean {
	if (!/^\s*[[{]/.test(text)) return false;
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

function textKind(text: string, utf8: boolean): Kind {
	const charset = utf8 ? 'utf-8' : 'us-ascii';
	const encoding = utf8 ? 'Unicode text, UTF-8 text' : 'ASCII text';
	const crlf = text.includes('\r\n')
		? /[^\r]\n/.test(text)
			? ', with CRLF, LF line terminators'
			: ', with CRLF line terminators'
		: text.includes('\n')
			? ''
			: ', with no line terminators';
	const long = text.split('\n').some((line) => line.length > 300) ? `, with very long lines (${Math.max(...text.split('\n').map((line) => line.length))})` : '';
	const escapes = text.includes('\x1b') ? ', with escape sequences' : '';
	const tail = `${long}${crlf}${escapes}`;
	for (const [start, name, mime] of interpreters)
		if (start.test(text)) return { text: name === 'Perl script' ? `${name} text executable` : `${name}, ${encoding} executable${tail}`, mime, charset };
	const bang = /^#! ?(\S+)/.exec(text);
	if (bang) return { text: `a ${bang[1]} script, ${encoding} executable${tail}`, mime: 'text/plain', charset };
	if (isJson(text)) return { text: 'JSON text data', mime: 'application/json', charset };
	if (/^\s*<!doctype html|^\s*<html|^\s*<head/i.test(text)) return { text: `HTML document, ${encoding}${tail}`, mime: 'text/html', charset };
	if (/^\s*<\?xml/.test(text)) return { text: `XML 1.0 document, ${encoding}${tail}`, mime: 'text/xml', charset };
	if (text.startsWith('-----BEGIN CERTIFICATE-----')) return { text: 'PEM certificate', mime: 'text/plain', charset };
	if (text.startsWith('-----BEGIN CERTIFICATE REQUEST-----')) return { text: 'PEM certificate request', mime: 'text/plain', charset };
	if (/^-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(text))
		return { text: text.startsWith('-----BEGIN RSA') ? 'PEM RSA private key' : `${encoding}`, mime: 'text/plain', charset };
	if (/^diff |^--- \S+.*\n\+\+\+ /m.test(text.slice(0, 2000)) && /^@@ /m.test(text))
		return { text: `unified diff output, ${encoding}${tail}`, mime: 'text/x-diff', charset };
	if (/^\s*#include\b|^int main\(|^#ifndef /m.test(text.slice(0, 2000))) return { text: `C source, ${encoding}${tail}`, mime: 'text/x-c', charset };
	if (/^(?:import \w+|from \w+ import |def \w+\()/m.test(text.slice(0, 2000)) && /^\s+\S/m.test(text))
		return { text: `Python script, ${encoding} executable${tail}`, mime: 'text/x-script.python', charset };
	const rows = text.split('\n').filter((line) => line !== '');
	const commas = rows.map((line) => line.split(',').length);
	if (rows.length >= 3 && (commas[0] ?? 0) > 1 && commas.every((n) => n === commas[0]))
		return { text: `CSV text${tail.includes('CRLF') ? tail : ''}`, mime: 'text/csv', charset };
	return { text: encoding + tail, mime: 'text/plain', charset };
}

/** What the bytes are. */
/** What a Go linker made: its notes say the build's id. */
function goKind(start: string): Kind | undefined {
	const found = /\0go-binary\0(?:interp\0([^\0]+)\0)?\0go\0\d+\0\{"id":"([^"]+)","stripped":(true|false)/.exec(start);
	if (!found) return undefined;
	const linked = found[1] === undefined ? 'statically linked' : `dynamically linked, interpreter ${found[1]}`;
	const symbols = found[3] === 'true' ? 'stripped' : 'with debug_info, not stripped';
	return binaryKind(`ELF 64-bit LSB executable, x86-64, version 1 (SYSV), ${linked}, Go BuildID=${found[2]}, ${symbols}`, 'application/x-executable');
}
function kindOf(bytes: Uint8Array): Kind {
	if (bytes.length === 0) return binaryKind('empty', 'inode/x-empty');
	const start = binary(bytes.subarray(0, 512));
	const go = goKind(start);
	if (go) return go;
	for (const [magic, text, mime] of magics)
		if (start.startsWith(magic)) {
			if (mime === 'application/gzip') return binaryKind(text + gzipDetails(bytes), mime);
			if (mime === 'application/zip' && start.startsWith('PK\x03')) {
				const [low = 0, method = 0] = [bytes[4], bytes[8]];
				return binaryKind(
					`${text}, at least v${Math.floor(low / 10)}.${low % 10} to extract${bytes.length > 9 ? `, compression method=${method === 8 ? 'deflate' : 'store'}` : ''}`,
					mime
				);
			}
			if (mime === 'image/png' && bytes.length >= 26) {
				const view = new DataView(bytes.buffer, bytes.byteOffset);
				return binaryKind(`PNG image data, ${view.getUint32(16)} x ${view.getUint32(20)}, 8-bit/color RGBA, non-interlaced`, mime);
			}
			if (mime === 'image/png') return binaryKind('data', 'application/octet-stream');
			return binaryKind(mime === 'application/pdf' ? `${text}, version ${start.slice(5, 8)}` : text, mime);
		}
	if (start.slice(257, 262) === 'ustar')
		return binaryKind(start.slice(257, 265) === 'ustar  \0' ? 'POSIX tar archive (GNU)' : 'POSIX tar archive', 'application/x-tar');
	if (start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff'))
		return {
			text: `Unicode text, UTF-16, ${start.startsWith('\xff') ? 'little' : 'big'}-endian text${start.includes('\n') ? '' : ', with no line terminators'}`,
			mime: 'text/plain',
			charset: start.startsWith('\xff') ? 'utf-16le' : 'utf-16be'
		};
	const control = [...bytes.subarray(0, 65_536)].some((byte) => byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 11 || byte === 127);
	if (control) return binaryKind('data', 'application/octet-stream');
	const text = decode(bytes);
	const ascii = !bytes.some((byte) => byte > 127);
	if (!ascii && !text.isWellFormed()) {
		const crlf = text.includes('\n') ? '' : ', with no line terminators';
		return {
			text: `${bytes.some((byte) => byte >= 128 && byte < 160) ? 'Non-ISO extended-ASCII' : 'ISO-8859'} text${crlf}`,
			mime: 'text/plain',
			charset: bytes.some((byte) => byte >= 128 && byte < 160) ? 'unknown-8bit' : 'iso-8859-1'
		};
	}
	return textKind(text, !ascii);
}

const specials: Readonly<Record<string, readonly [string, string]>> = {
	dir: ['directory', 'inode/directory'],
	fifo: ['fifo (named pipe)', 'inode/fifo'],
	socket: ['socket', 'inode/socket'],
	char: ['character special', 'inode/chardevice'],
	block: ['block special', 'inode/blockdevice']
};

function* describe(path: string, info: Stat, follow: boolean): Sys<Kind> {
	if (info.type === 'symlink' && !follow) {
		const target = yield* readlink(path);
		const there = yield* attempt(stat(target.startsWith('/') ? target : joinPath(dirName(path), target)));
		return binaryKind(there instanceof Errno ? `broken symbolic link to ${target}` : `symbolic link to ${target}`, 'inode/symlink');
	}
	const special = specials[info.type];
	if (special) {
		const bits = `${info.mode & 0o4000 ? 'setuid, ' : ''}${info.mode & 0o2000 ? 'setgid, ' : ''}${info.mode & 0o1000 ? 'sticky, ' : ''}`;
		return binaryKind(
			bits.replace(/, $/, info.type === 'dir' ? ', ' : ', ') + special[0] + (info.rdev ? ` (${info.rdev[0]}/${info.rdev[1]})` : ''),
			special[1]
		);
	}
	const bytes = yield* attempt(readFile(path));
	if (bytes instanceof Errno) return binaryKind(`regular file, no read permission`, 'application/x-no-read-permission');
	const kind = kindOf(bytes);
	const bits = `${info.mode & 0o4000 ? 'setuid , ' : ''}${info.mode & 0o2000 ? 'setgid , ' : ''}`;
	return { ...kind, text: bits + kind.text };
}

const usage =
	'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]\n';

export const file = utility('file', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'bcdEe:F:f:hiklLm:nNpP:rsSvzZ0',
		long: [
			'brief=b',
			'mime=i',
			'mime-type',
			'mime-encoding',
			'dereference=L',
			'no-dereference=h',
			'separator:=F',
			'files-from:=f',
			'keep-going=k',
			'uncompress=z',
			'no-pad=N',
			'extension',
			'apple'
		]
	});
	const names = [...options.operands];
	if (names.length === 0) {
		yield* tool.error(usage);
		return 1;
	}
	const separator = options.get('F') ?? ':';
	const wide = options.has('N') ? 0 : Math.max(...names.map((name) => name.length));
	for (const name of names) {
		let shown: string;
		if (name === '-') {
			const kind = kindOf(yield* readAll(0));
			shown = kind.text;
		} else {
			const info = yield* attempt(options.has('L') ? stat(name) : lstat(name));
			if (info instanceof Errno) shown = `cannot open \`${name}' (${info.message})`;
			else {
				const kind = yield* describe(name, info, options.has('L'));
				shown = options.has('mime-type')
					? kind.mime
					: options.has('mime-encoding')
						? kind.charset
						: options.has('i')
							? `${kind.mime}; charset=${kind.charset}`
							: kind.text;
			}
		}
		yield* tool.put(
			options.has('b') ? `${shown}\n` : `${name === '-' ? '/dev/stdin' : name}${separator}${' '.repeat(Math.max(0, wide - name.length))} ${shown}\n`
		);
	}
	return 0;
});

export const strings = utility('strings', function* (tool: Tool): Sys<number> {
	const args = tool.args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg));
	const options = yield* getopt(tool, { short: 'adfn:ot:e:s:wV', long: ['all=a', 'bytes:=n', 'radix:=t', 'print-file-name=f', 'encoding:=e'] }, args);
	const least = Number(options.get('n') ?? 4);
	if (!Number.isInteger(least) || least < 1) tool.die(`minimum string length is too small: ${options.get('n') ?? ''}`);
	const radix = options.get('t') ?? (options.has('o') ? 'o' : undefined);
	for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.warn(`${fd.code === 'ENOENT' ? `'${name}': No such file` : `${name}: ${fd.message}`}`);
			continue;
		}
		const text = binary(yield* readAll(fd));
		if (fd !== 0) yield* close(fd);
		for (const match of text.matchAll(/[\t\x20-\x7e]+/g)) {
			if (match[0].length < least) continue;
			const at = match.index;
			const address = radix === undefined ? '' : `${at.toString(radix === 'x' ? 16 : radix === 'o' ? 8 : 10).padStart(7)} `;
			yield* tool.put(`${options.has('f') ? `${name}: ` : ''}${address}${match[0]}\n`);
		}
	}
	return tool.status;
});
