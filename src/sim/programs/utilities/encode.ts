// Bytes as text: base64, base32, od, hexdump, xxd.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, open, read, readAll } from '../../kernel/index.ts';
import { base64 as toBase64, hex } from '../../values/index.ts';
import { parseCount } from './lib/count.ts';
import { formatNumber } from './lib/format.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { binary, decode } from './lib/text.ts';
import { attempt, utility, type Tool, type Utility } from './lib/tool.ts';

const alphabet64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const alphabet32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function toBase32(bytes: Uint8Array): string {
	let out = '';
	let [bits, value] = [0, 0];
	for (const byte of bytes) {
		value = (value << 8) | byte;
		bits += 8;
		while (bits >= 5) {
			out += alphabet32[(value >> (bits - 5)) & 31];
			bits -= 5;
		}
		value &= 255;
	}
	if (bits > 0) out += alphabet32[(value << (5 - bits)) & 31];
	return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

/** Decodes; answers the bytes that were good and whether all was. */
function fromText(text: string, alphabet: string, garbage: boolean): { bytes: Uint8Array; good: boolean } {
	const width = alphabet.length === 64 ? 6 : 5;
	const out: number[] = [];
	let [bits, value, count] = [0, 0, 0];
	let good = true;
	for (const char of text) {
		if (char === '\n') continue;
		if (char === '=') {
			count++;
			continue;
		}
		const digit = alphabet.indexOf(char);
		if (digit < 0) {
			if (garbage) continue;
			good = false;
			break;
		}
		count++;
		value = ((value << width) | digit) & 0xffff;
		bits += width;
		if (bits >= 8) {
			bits -= 8;
			out.push((value >> bits) & 255);
		}
	}
	if (good && count % (width === 6 ? 4 : 8) !== 0) good = false;
	return { bytes: Uint8Array.from(out), good };
}

function* inputOf(tool: Tool, name: string): Sys<Uint8Array> {
	if (name === '-') return yield* readAll(0);
	const fd = yield* attempt(open(name));
	if (fd instanceof Errno) return tool.die(tool.busybox ? `can't open '${name}': ${fd.message}` : `${name}: ${fd.message}`);
	const bytes = yield* attempt(readAll(fd));
	if (bytes instanceof Errno) return tool.die(`read error: ${bytes.message}`);
	yield* close(fd);
	return bytes;
}

const encoder = (name: string, alphabet: string, make: (bytes: Uint8Array) => string): Utility =>
	utility(name, function* (tool: Tool) {
		const options = yield* getopt(tool, { short: 'diw:', long: ['decode=d', 'ignore-garbage=i', 'wrap:=w'] });
		yield* checkOperands(tool, options.operands, 0, 1);
		const wrap = Number(options.get('w') ?? 76);
		if (!Number.isInteger(wrap) || wrap < 0) tool.die(`invalid wrap size: ${tool.quote(options.get('w') ?? '')}`);
		const path = options.operands[0] ?? '-';
		if (options.has('d')) {
			const { bytes, good } = fromText(decode(yield* inputOf(tool, path)), alphabet, options.has('i'));
			yield* tool.putBytes(bytes);
			if (!good) tool.die(tool.busybox ? 'truncated input' : 'invalid input');
			return 0;
		}
		if (path !== '-' || wrap === 0) {
			const text = make(yield* inputOf(tool, path));
			if (wrap === 0) yield* tool.put(text);
			else for (let i = 0; i < text.length; i += wrap) yield* tool.put(`${text.slice(i, i + wrap)}\n`);
			return 0;
		}
		const text = make(yield* readAll(0));
		for (let i = 0; i < text.length; i += wrap) yield* tool.put(`${text.slice(i, i + wrap)}\n`);
		return 0;
	});

export const base64 = encoder('base64', alphabet64, toBase64);
export const base32 = encoder('base32', alphabet32, toBase32);

const bases: Readonly<Record<string, readonly [alphabet: string, make: (bytes: Uint8Array) => string]>> = {
	base64: [alphabet64, toBase64],
	base64url: [alphabet64.replace('+/', '-_'), (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_')],
	base32: [alphabet32, toBase32],
	base16: ['0123456789ABCDEF', (bytes) => hex(bytes).toUpperCase()]
};

export const basenc = utility('basenc', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'diw:', long: ['decode=d', 'ignore-garbage=i', 'wrap:=w', ...Object.keys(bases)] });
	const chosen = bases[options.options.findLast(([key]) => bases[key] !== undefined)?.[0] ?? ''];
	if (!chosen) tool.usage('missing encoding type');
	yield* checkOperands(tool, options.operands, 0, 1);
	const [alphabet, make] = chosen;
	const data = yield* inputOf(tool, options.operands[0] ?? '-');
	if (options.has('d')) {
		if (alphabet.length === 16) {
			const digits = decode(data).replace(/\s/g, '');
			yield* tool.putBytes(Uint8Array.from(digits.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => parseInt(pair, 16)));
			if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) tool.die('invalid input');
			return 0;
		}
		const { bytes, good } = fromText(decode(data), alphabet, options.has('i'));
		yield* tool.putBytes(bytes);
		if (!good) tool.die('invalid input');
		return 0;
	}
	const wrap = Number(options.get('w') ?? 76);
	const text = make(data);
	if (wrap === 0) yield* tool.put(text);
	else for (let i = 0; i < text.length; i += wrap) yield* tool.put(`${text.slice(i, i + wrap)}\n`);
	return 0;
});

/** How od shows one unit. */
interface Shape {
	size: number;
	width: number;
	show(bytes: Uint8Array): string;
	trail: boolean;
}
const charNames: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const named = 'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(' ');
const unitOf = (bytes: Uint8Array): bigint => bytes.reduceRight((all, byte) => all * 256n + BigInt(byte), 0n);

function shapeOf(tool: Tool, spec: string): Shape {
	const match = /^([acdfoux])([CSILFD]|\d+)?(z?)$/.exec(spec);
	if (!match)
		tool.die(/^[acdfoux]/.test(spec) ? `invalid type string ${tool.quote(spec)}` : `invalid character '${spec[0] ?? ''}' in type string ${tool.quote(spec)}`);
	const [, kind = 'o', sizeText, z] = match;
	const sizes: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };
	const size = kind === 'a' || kind === 'c' ? 1 : sizeText === undefined ? (kind === 'f' ? 8 : 4) : (sizes[sizeText] ?? Number(sizeText));
	const trail = z === 'z';
	if (kind === 'c')
		return {
			size: 1,
			width: 3,
			trail,
			show: ([byte = 0]) => charNames[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
		};
	if (kind === 'a')
		return { size: 1, width: 3, trail, show: ([byte = 0]) => ((byte & 127) === 127 ? 'del' : (named[byte & 127] ?? String.fromCharCode(byte & 127))) };
	if (kind === 'f') {
		return {
			size,
			width: size === 4 ? 15 : 24,
			trail,
			show(bytes) {
				const view = new DataView(Uint8Array.from(bytes).buffer);
				return formatNumber(size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true), {
					flags: '',
					width: 0,
					precision: size === 4 ? 8 : 17,
					letter: 'g'
				});
			}
		};
	}
	const digits =
		{ x: size * 2, o: Math.ceil((size * 8) / 3), u: String(256n ** BigInt(size) - 1n).length, d: String(256n ** BigInt(size) / 2n).length + 1 }[kind] ?? 0;
	return {
		size,
		width: digits,
		trail,
		show(bytes) {
			const value = unitOf(bytes);
			if (kind === 'x') return value.toString(16).padStart(digits, '0');
			if (kind === 'o') return value.toString(8).padStart(digits, '0');
			return String(kind === 'd' ? BigInt.asIntN(size * 8, value) : value);
		}
	};
}

export const od = utility('od', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'A:j:N:S:t:vw::abcdfilosx',
		long: ['address-radix:=A', 'skip-bytes:=j', 'read-bytes:=N', 'format:=t', 'output-duplicates=v', 'width::=w', 'endian:', 'strings::=S', 'traditional']
	});
	const old: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', f: 'fF', i: 'dI', l: 'dL', o: 'o2', s: 'd2', x: 'x2' };
	const shapes: Shape[] = [];
	for (const [key, value] of options.options) {
		if (key === 't') for (const one of value.match(/[acdfoux](?:[CSILFD]|\d+)?z?/g) ?? [value]) shapes.push(shapeOf(tool, one));
		else if (old[key]) shapes.push(shapeOf(tool, old[key]));
	}
	if (shapes.length === 0) shapes.push(shapeOf(tool, 'o2'));
	const width = Number(options.get('w') || (options.has('w') ? 32 : 16));
	const radix = options.get('A') ?? 'o';
	const skip = parseCount((options.get('j') ?? '0').replace(/^0x/, '')) ?? 0;
	const limit = options.get('N') === undefined ? Infinity : (parseCount(options.get('N') ?? '') ?? Infinity);
	const parts: Uint8Array[] = [];
	let size = 0;
	for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.warn(tool.busybox ? `can't open '${name}': ${fd.message}` : `${name}: ${fd.message}`);
			continue;
		}
		for (
			let part = yield* read(fd, Math.min(65_536, skip + limit - size));
			part.length > 0 && size < skip + limit;
			part = yield* read(fd, Math.min(65_536, skip + limit - size))
		) {
			parts.push(part);
			size += part.length;
			if (size >= skip + limit) break;
		}
	}
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	const data = all.subarray(skip, Math.min(size, skip + limit));
	const address = (n: number): string =>
		radix === 'n' ? '' : radix === 'd' ? String(n).padStart(7, '0') : radix === 'x' ? n.toString(16).padStart(6, '0') : n.toString(8).padStart(7, '0');
	// Columns of several formats line up: the widest unit per byte decides.
	const perByte = Math.max(...shapes.map((shape) => (shape.width + 1) / shape.size));
	let previous = '';
	let starred = false;
	for (let i = 0; i < data.length; i += width) {
		const row = data.subarray(i, i + width);
		const key = binary(row);
		if (!options.has('v') && i > 0 && key === previous && row.length === width) {
			if (!starred) yield* tool.put('*\n');
			starred = true;
			continue;
		}
		[previous, starred] = [key, false];
		for (const [n, shape] of shapes.entries()) {
			let line = n === 0 ? address(skip + i) : ' '.repeat(address(0).length);
			for (let j = 0; j < row.length; j += shape.size) {
				const unit = new Uint8Array(shape.size);
				unit.set(row.subarray(j, j + shape.size));
				line += shape.show(unit).padStart(perByte * shape.size);
			}
			if (shape.trail)
				line = `${line}${' '.repeat(perByte * (width - row.length))}  >${[...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}<`;
			yield* tool.put(`${line}\n`);
		}
	}
	if (radix !== 'n' && !(data.length === 0 && tool.status !== 0)) yield* tool.put(`${address(skip + data.length)}\n`);
	return tool.status;
});

export const xxd = utility('xxd', function* (tool: Tool) {
	const options = yield* getopt(
		tool,
		{ short: 'abc:eg:il:o:prs:uv', long: [] },
		tool.args.flatMap((arg) => (arg === '-ps' || arg === '-plain' ? ['-p'] : arg === '-revert' ? ['-r'] : [arg]))
	);
	const [input = '-'] = options.operands;
	const fd = input === '-' ? 0 : yield* attempt(open(input));
	if (fd instanceof Errno) return yield* failXxd(tool, input, fd);
	const all = yield* readAll(fd);
	if (options.has('r')) {
		const text = decode(all);
		const digits = options.has('p')
			? text.replace(/\s/g, '')
			: text
					.split('\n')
					.map((line) => (/^[0-9a-f]+:((?: ?[0-9a-f]{2,4})+)/i.exec(line.replace(/ {2}.*$/, ''))?.[1] ?? '').replace(/ /g, ''))
					.join('');
		yield* tool.putBytes(Uint8Array.from(digits.match(/[0-9a-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16)));
		return 0;
	}
	const start = Number(options.get('s') ?? 0);
	const data = all.subarray(start, options.get('l') === undefined ? undefined : start + Number(options.get('l')));
	const up = (text: string): string => (options.has('u') ? text.toUpperCase() : text);
	if (options.has('p')) {
		const columns = Number(options.get('c') ?? 30);
		for (let i = 0; i < data.length; i += columns) yield* tool.put(`${up(hex(data.subarray(i, i + columns)))}\n`);
		return 0;
	}
	if (options.has('i')) {
		const name = input.replace(/[^A-Za-z0-9]/g, '_');
		const rows: string[] = [];
		for (let i = 0; i < data.length; i += 12)
			rows.push(`  ${[...data.subarray(i, i + 12)].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')}`);
		yield* tool.put(
			input === '-' ? `${rows.join(',\n')}\n` : `unsigned char ${name}[] = {\n${rows.join(',\n')}\n};\nunsigned int ${name}_len = ${data.length};\n`
		);
		return 0;
	}
	const bits = options.has('b');
	const little = options.has('e');
	const columns = Number(options.get('c') ?? (bits ? 6 : 16));
	const group = Number(options.get('g') ?? (bits ? 1 : little ? 4 : 2)) || columns;
	const unit = bits ? 8 : 2;
	const wide = columns * unit + Math.ceil(columns / group) - 1;
	for (let i = 0; i < data.length; i += columns) {
		const row = data.subarray(i, i + columns);
		let cells = '';
		if (little)
			for (let n = 0; n < row.length; n += group)
				cells += (n > 0 ? ' ' : '') + up(hex(Uint8Array.from(row.subarray(n, n + group)).reverse())).padStart(group * 2);
		else row.forEach((byte, n) => (cells += (n > 0 && n % group === 0 ? ' ' : '') + up(byte.toString(bits ? 2 : 16).padStart(unit, '0'))));
		yield* tool.put(
			`${(start + i).toString(16).padStart(8, '0')}: ${cells.padEnd(wide)}  ${[...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}\n`
		);
	}
	return 0;
});

function* failXxd(tool: Tool, input: string, error: Errno): Sys<number> {
	yield* tool.error(`${tool.name}: ${tool.busybox ? `can't open '${input}'` : input}: ${error.message}\n`);
	return tool.busybox ? 1 : 2;
}

export const hexdump = utility('hexdump', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'bcCde:f:n:os:vx', long: ['canonical=C', 'length:=n', 'skip:=s', 'no-squeezing=v'] });
	let text = new Uint8Array(0) as Uint8Array;
	for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
		const fd = name === '-' ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.warn(tool.busybox ? `can't open '${name}': ${fd.message}` : `${name}: ${fd.message}`);
			continue;
		}
		const part = yield* readAll(fd);
		const joined = new Uint8Array(text.length + part.length);
		joined.set(text);
		joined.set(part, text.length);
		text = joined;
	}
	const skip = Number(options.get('s') ?? 0);
	const data = text.subarray(skip, options.get('n') === undefined ? undefined : skip + Number(options.get('n')));
	const canonical = options.has('C');
	const address = (n: number): string => n.toString(16).padStart(canonical ? 8 : 7, '0');
	let previous = '';
	let starred = false;
	for (let i = 0; i < data.length; i += 16) {
		const row = data.subarray(i, i + 16);
		const key = binary(row);
		if (!options.has('v') && i > 0 && key === previous && row.length === 16) {
			if (!starred) yield* tool.put('*\n');
			starred = true;
			continue;
		}
		[previous, starred] = [key, false];
		if (canonical) {
			const cells = [...row].map((byte, n) => (n === 8 ? ' ' : '') + byte.toString(16).padStart(2, '0')).join(' ');
			yield* tool.put(
				`${address(skip + i)}  ${cells.padEnd(48)}  |${[...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}|\n`
			);
		} else {
			let line = address(skip + i);
			for (let j = 0; j < 16; j += 2) line += j < row.length ? ` ${((row[j] ?? 0) + (row[j + 1] ?? 0) * 256).toString(16).padStart(4, '0')}` : '     ';
			yield* tool.put(`${line}\n`);
		}
	}
	if (data.length > 0) yield* tool.put(`${address(skip + data.length)}\n`);
	return tool.status;
});
