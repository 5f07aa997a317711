// Bytes as text: base64, base32, basenc, xxd.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, open, readAll } from '../../kernel/index.ts';
import { base64 as toBase64, hex } from '../../values/index.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { decode } from './lib/text.ts';
import { attempt, utility, type Tool, type Utility } from './lib/tool.ts';

const alphabet64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const alphabet32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const alphabet32hex = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
const alphabet85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** Four bytes are five digits of base 85. */
function toZ85(bytes: Uint8Array): string {
	let out = '';
	for (let i = 0; i + 4 <= bytes.length; i += 4) {
		let value = bytes.subarray(i, i + 4).reduce((all, byte) => all * 256 + byte, 0);
		let digits = '';
		for (let n = 0; n < 5; n++) {
			digits = (alphabet85[value % 85] as string) + digits;
			value = Math.floor(value / 85);
		}
		out += digits;
	}
	return out;
}

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
	base32hex: [alphabet32hex, (bytes) => toBase32(bytes).replace(/[A-Z2-7]/g, (c) => alphabet32hex[alphabet32.indexOf(c)] as string)],
	base2msbf: ['01', (bytes) => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')],
	base2lsbf: ['10', (bytes) => [...bytes].map((byte) => [...byte.toString(2).padStart(8, '0')].reverse().join('')).join('')],
	z85: [alphabet85, toZ85],
	base16: ['0123456789ABCDEF', (bytes) => hex(bytes).toUpperCase()]
};

/** base2 and z85 back to bytes. */
function fromOther(text: string, alphabet: string): { bytes: Uint8Array; good: boolean } {
	const binary = alphabet.length === 2;
	const size = binary ? 8 : 5;
	const out: number[] = [];
	for (let i = 0; i < text.length; i += size) {
		const digits = [...text.slice(i, i + size)];
		if (digits.length < size || digits.some((c) => !(binary ? '01' : alphabet).includes(c))) return { bytes: Uint8Array.from(out), good: false };
		if (binary) out.push(parseInt((alphabet === '01' ? digits : digits.reverse()).join(''), 2));
		else {
			const value = digits.reduce((all, c) => all * 85 + alphabet.indexOf(c), 0);
			out.push(...[16777216, 65536, 256, 1].map((unit) => Math.floor(value / unit) % 256));
		}
	}
	return { bytes: Uint8Array.from(out), good: true };
}

export const basenc = utility('basenc', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'diw:', long: ['decode=d', 'ignore-garbage=i', 'wrap:=w', ...Object.keys(bases)] });
	const chosen = bases[options.options.findLast(([key]) => bases[key] !== undefined)?.[0] ?? ''];
	if (!chosen) tool.usage('missing encoding type');
	yield* checkOperands(tool, options.operands, 0, 1);
	const [alphabet, make] = chosen;
	const encodes = !options.has('d');
	const data = yield* inputOf(tool, options.operands[0] ?? '-');
	if (encodes && alphabet === alphabet85 && data.length % 4 !== 0) tool.die('invalid input (length must be multiple of 4 characters)');
	if (options.has('d')) {
		if (alphabet.length === 2 || alphabet.length === 85) {
			const { bytes, good } = fromOther(decode(data).replace(/\n/g, ''), alphabet);
			yield* tool.putBytes(bytes);
			if (!good) tool.die('invalid input');
			return 0;
		}
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
	const seek = (options.get('s') ?? '0').replace(/^\+/, '');
	// From the end: only where one can seek.
	const start = seek.startsWith('-') ? all.length + Number(seek) : Number(seek);
	if (start < 0 || (seek.startsWith('-') && (yield* fstat(fd)).type !== 'file')) {
		yield* tool.error(`${tool.name}: Sorry, cannot seek.\n`);
		return 4;
	}
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
