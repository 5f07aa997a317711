// Checksums: md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, cksum; making and checking lists.
import { blake2b } from '@noble/hashes/blake2.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, open, read } from '../../kernel/index.ts';
import { hex } from '../../values/index.ts';
import { choose } from './lib/choose.ts';
import { getopt, type Parsed } from './lib/getopt.ts';
import { Lines } from './lib/lines.ts';
import { quoteName } from './lib/quote.ts';
import { attempt, utility, type Tool, type Utility } from './lib/tool.ts';

interface Hasher {
	update(bytes: Uint8Array): unknown;
	digest(): Uint8Array;
}
type Kind = 'BLAKE2b' | 'MD5' | 'SHA1' | 'SHA224' | 'SHA256' | 'SHA384' | 'SHA512';
const hashers: Readonly<Record<Kind, () => Hasher>> = {
	BLAKE2b: () => blake2b.create({}),
	MD5: () => md5.create(),
	SHA1: () => sha1.create(),
	SHA224: () => sha224.create(),
	SHA256: () => sha256.create(),
	SHA384: () => sha384.create(),
	SHA512: () => sha512.create()
};

const hexLength: Readonly<Record<Kind, number>> = { BLAKE2b: 128, MD5: 32, SHA1: 40, SHA224: 56, SHA256: 64, SHA384: 96, SHA512: 128 };

const tags: Readonly<Record<string, Kind>> = {
	BLAKE2b: 'BLAKE2b',
	MD5: 'MD5',
	SHA1: 'SHA1',
	SHA224: 'SHA224',
	SHA256: 'SHA256',
	SHA384: 'SHA384',
	SHA512: 'SHA512'
};

/** The digest of a file ("-": standard input), or why it could not be read. */
function* digestOf(kind: Kind, path: string, bits?: number): Sys<string | Errno> {
	const fd = path === '-' ? 0 : yield* attempt(open(path));
	if (fd instanceof Errno) return fd;
	const hasher: Hasher = bits === undefined ? hashers[kind]() : blake2b.create({ dkLen: bits / 8 });
	for (;;) {
		const part = yield* attempt(read(fd, 262_144));
		if (part instanceof Errno) {
			yield* close(fd);
			return part;
		}
		if (part.length === 0) break;
		hasher.update(part);
	}
	if (fd !== 0) yield* close(fd);
	return hex(hasher.digest());
}

function* check(
	tool: Tool,
	/** undefined: as each line's tag says. */
	kind: Kind | undefined,
	names: readonly string[],
	o: { quiet: boolean; status: boolean; warn: boolean; ignoreMissing: boolean; strict: boolean }
): Sys<number> {
	let failed = false;
	for (const list of names.length === 0 ? ['-'] : names) {
		const fd = list === '-' ? 0 : yield* attempt(open(list));
		if (fd instanceof Errno) {
			yield* tool.warn(tool.busybox ? `can't open '${list}': ${fd.message}` : `${quoteName(list)}: ${fd.message}`);
			failed = true;
			continue;
		}
		const shown = quoteName(list === '-' ? 'standard input' : list);
		const lines = new Lines(tool, fd);
		let [good, bad, missing, malformed, number, ignored] = [0, 0, 0, 0, 0, 0];
		for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
			number++;
			const match = /^\\?([0-9a-fA-F]+)[ ][ *](.+)$/.exec(line) ?? /^[A-Za-z0-9]+ \((.+)\) = ([0-9a-f]+)$/.exec(line);
			const digits = match ? (/^[A-Z]/.test(line) && line.includes(' = ') ? match[2] : match[1]) : '';
			const tag = tags[/^([A-Za-z0-9]+) \(/.exec(line)?.[1] ?? ''];
			const used = kind ?? tag;
			if (!match || used === undefined || (!tool.busybox && (digits?.length !== hexLength[used] || (tag !== undefined && tag !== used)))) {
				malformed++;
				if (o.warn) yield* tool.error(`${tool.name}: ${shown}: ${number}: improperly formatted ${kind ?? 'CRC'} checksum line\n`);
				continue;
			}
			const bsd = /^[A-Z]/.test(line) && line.includes(' = ');
			const [sum, path] = bsd ? [match[2] ?? '', match[1] ?? ''] : [match[1] ?? '', match[2] ?? ''];
			const got = yield* digestOf(used, path);
			if (got instanceof Errno) {
				if (o.ignoreMissing && got.code === 'ENOENT') {
					ignored++;
					continue;
				}
				missing++;
				if (!o.status) yield* tool.error(`${tool.name}: ${tool.busybox ? `can't open '${path}'` : quoteName(path)}: ${got.message}\n`);
				if (!o.status) yield* tool.put(`${path}: FAILED${tool.busybox ? '' : ' open or read'}\n`);
			} else if (got === sum.toLowerCase()) {
				good++;
				if (!o.quiet && !o.status) yield* tool.put(`${path}: OK\n`);
			} else {
				bad++;
				if (!o.status) yield* tool.put(`${path}: FAILED\n`);
			}
		}
		yield* tool.flush();
		const s = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;
		if (good + bad + missing === 0 && ignored > 0) {
			yield* tool.warn(`${shown}: no file was verified`);
			failed = true;
			continue;
		}
		if (good + bad + missing === 0) {
			yield* tool.warn(tool.busybox ? 'no checksum lines found' : `${shown}: no properly formatted checksum lines found`);
			failed = true;
			continue;
		}
		if (tool.busybox) {
			if (bad + missing > 0 && !o.status)
				yield* tool.error(`${tool.name}: WARNING: ${bad + missing} of ${good + bad + missing} computed checksums did NOT match\n`);
		} else if (!o.status) {
			if (malformed > 0) yield* tool.error(`${tool.name}: WARNING: ${s(malformed, 'line is improperly formatted', 'lines are improperly formatted')}\n`);
			if (missing > 0) yield* tool.error(`${tool.name}: WARNING: ${s(missing, 'listed file could not be read', 'listed files could not be read')}\n`);
			if (bad > 0) yield* tool.error(`${tool.name}: WARNING: ${s(bad, 'computed checksum did NOT match', 'computed checksums did NOT match')}\n`);
			if (o.ignoreMissing && good === 0) yield* tool.error(`${tool.name}: ${shown}: no file was verified\n`);
		}
		if (bad + missing > 0 || (o.strict && malformed > 0)) failed = true;
	}
	return failed ? 1 : 0;
}

const checkRules = (tool: Tool, options: Parsed): Parameters<typeof check>[3] => ({
	quiet: options.has('quiet'),
	status: options.has('status') || (tool.busybox && options.has('s')),
	warn: options.has('w'),
	ignoreMissing: options.has('ignore-missing'),
	strict: options.has('strict')
});

/** Options that only mean something with -c. */
function onlyChecking(tool: Tool, options: Parsed): void {
	if (tool.busybox || options.has('c')) return;
	for (const [key, shown] of [['ignore-missing'], ['status'], ['w', 'warn'], ['quiet'], ['strict']] as const)
		if (options.has(key)) tool.usage(`the --${shown ?? key} option is meaningful only when verifying checksums`);
}

/** The bits b2sum -l asks for. */
function lengthOf(tool: Tool, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const wrong = (why: string): never => tool.die(`invalid length: ${tool.quote(text)}${why}`);
	if (!/^\+?\d+$/.test(text)) return wrong('');
	if (Number(text) % 8 !== 0) return wrong(`\n${tool.name}: length is not a multiple of 8`);
	if (Number(text) > 512) return wrong(`\n${tool.name}: maximum digest length for ${tool.quote('BLAKE2b')} is 512 bits`);
	return Number(text) || undefined;
}

const make = (name: string, kind: Kind): Utility =>
	utility(name, function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: kind === 'BLAKE2b' ? 'bcl:twz' : 'bctwz',
			long: [
				...(kind === 'BLAKE2b' ? ['length:=l'] : []),
				'binary=b',
				'check=c',
				'tag',
				'text=t',
				'zero=z',
				'ignore-missing',
				'quiet',
				'status',
				'strict',
				'warn=w'
			]
		});
		const bits = lengthOf(tool, options.get('l'));
		onlyChecking(tool, options);
		if (options.has('c')) return yield* check(tool, kind, options.operands, checkRules(tool, options));
		for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
			const digest = yield* digestOf(kind, path, bits);
			if (digest instanceof Errno) {
				yield* tool.warn(tool.busybox ? `can't open '${path}': ${digest.message}` : `${quoteName(path)}: ${digest.message}`);
				continue;
			}
			if (options.has('tag')) yield* tool.put(`${kind}${bits === undefined || bits === 512 ? '' : `-${bits}`} (${path}) = ${digest}\n`);
			else {
				const odd = !options.has('z') && !tool.busybox && /[\\\n]/.test(path);
				yield* tool.put(
					`${odd ? '\\' : ''}${digest} ${options.has('b') ? '*' : ' '}${odd ? path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') : path}${options.has('z') ? '\0' : '\n'}`
				);
			}
		}
		return tool.status;
	});

export const b2sum = make('b2sum', 'BLAKE2b');
export const md5sum = make('md5sum', 'MD5');
export const sha1sum = make('sha1sum', 'SHA1');
export const sha224sum = make('sha224sum', 'SHA224');
export const sha256sum = make('sha256sum', 'SHA256');
export const sha384sum = make('sha384sum', 'SHA384');
export const sha512sum = make('sha512sum', 'SHA512');

function crcTable(): Uint32Array {
	const table = new Uint32Array(256);
	for (let i = 0; i < 256; i++) {
		let c = i << 24;
		for (let k = 0; k < 8; k++) c = c & 0x80000000 ? (c << 1) ^ 0x04c11db7 : c << 1;
		table[i] = c >>> 0;
	}
	return table;
}

const algorithms: Readonly<Record<string, Kind>> = {
	md5: 'MD5',
	sha1: 'SHA1',
	sha224: 'SHA224',
	sha256: 'SHA256',
	sha384: 'SHA384',
	sha512: 'SHA512',
	blake2b: 'BLAKE2b'
};

export const cksum = utility('cksum', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'a:cl:wz',
		long: ['algorithm:=a', 'length:=l', 'untagged', 'tag', 'check=c', 'ignore-missing', 'quiet', 'status', 'strict', 'warn=w', 'zero=z']
	});
	const named = algorithms[options.get('a') ?? 'crc'];
	if (options.has('a') && !tool.busybox)
		choose(
			tool,
			'--algorithm',
			options.get('a') ?? '',
			['bsd', 'sysv', 'crc', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b', 'sm3'].map((one) => [one])
		);
	onlyChecking(tool, options);
	if (options.get('a') === 'bsd' || options.get('a') === 'sysv') return yield* sums(tool, options.operands, options.get('a') === 'sysv');
	if (options.has('c')) return yield* check(tool, named, options.operands, checkRules(tool, options));
	if (named) {
		for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
			const digest = yield* digestOf(named, path);
			if (digest instanceof Errno) yield* tool.warn(`${quoteName(path)}: ${digest.message}`);
			else yield* tool.put(options.has('untagged') ? `${digest}  ${path}\n` : `${named} (${path}) = ${digest}\n`);
		}
		return tool.status;
	}
	const table = crcTable();
	for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
		const fd = path === '-' ? 0 : yield* attempt(open(path));
		if (fd instanceof Errno) {
			yield* tool.warn(`${quoteName(path)}: ${fd.message}`);
			continue;
		}
		let crc = 0;
		let size = 0;
		const add = (byte: number): void => void (crc = ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 255] ?? 0)) >>> 0);
		for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) {
			for (const byte of part) add(byte);
			size += part.length;
		}
		for (let n = size; n > 0; n = Math.floor(n / 256)) add(n & 255);
		yield* tool.put(`${~crc >>> 0} ${size}${path === '-' && options.operands.length === 0 ? '' : ` ${path}`}\n`);
	}
	return tool.status;
});

export const sum = utility('sum', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'rs', long: ['sysv=s'] });
	return yield* sums(tool, options.operands, options.has('s'));
});

/** The sums of BSD and System V. */
function* sums(tool: Tool, operands: readonly string[], sysv: boolean): Sys<number> {
	for (const path of operands.length === 0 ? ['-'] : operands) {
		const fd = path === '-' ? 0 : yield* attempt(open(path));
		if (fd instanceof Errno) {
			yield* tool.warn(`${quoteName(path)}: ${fd.message}`);
			continue;
		}
		let [check16, size, total] = [0, 0, 0];
		for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) {
			for (const byte of part) {
				check16 = ((check16 >> 1) + ((check16 & 1) << 15) + byte) & 0xffff;
				total += byte;
			}
			size += part.length;
		}
		const r = (total % 65_536) + Math.floor((total % 4_294_967_296) / 65_536);
		yield* tool.put(
			sysv
				? `${(r % 65_536) + Math.floor(r / 65_536)} ${Math.ceil(size / 512)}${path === '-' ? '' : ` ${path}`}\n`
				: `${String(check16).padStart(5, '0')} ${String(Math.ceil(size / 1024)).padStart(5)}${path === '-' ? '' : ` ${path}`}\n`
		);
	}
	return tool.status;
}
