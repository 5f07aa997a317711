// od: bytes in octal and other kinds of number. GNU coreutils 9. Leaves out --traditional's offsets.
// Invariant: equal lines in a row are one "*" unless -v.
import { Errno, type Sys } from '../../engine/sys.ts';
import { open, read } from '../../kernel/index.ts';
import { choose } from './lib/choose.ts';
import { parseCount } from './lib/count.ts';
import { formatNumber } from './lib/format.ts';
import { getopt } from './lib/getopt.ts';
import { binary } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

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
				const value = size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
				// The shortest text that reads back as the same number (ftoastr).
				for (let precision = size === 4 ? 6 : 15; ; precision++) {
					const text = formatNumber(value, { flags: '', width: 0, precision, letter: 'g' });
					const again = Number(text);
					if (precision >= 17 || (size === 4 ? Math.fround(again) : again) === value) return text;
				}
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

/** -S: runs of at least so many printable characters that a null byte ends. */
function* strings(tool: Tool, data: Uint8Array, skip: number, least: number, address: (n: number) => string): Sys<void> {
	let start = 0;
	for (let i = 0; i < data.length; i++) {
		const byte = data[i] as number;
		if (byte >= 32 && byte < 127) continue;
		if (byte === 0 && i - start >= least) {
			const at = address(skip + start);
			yield* tool.put(`${at}${at === '' ? '' : ' '}${binary(data.subarray(start, i))}\n`);
		}
		start = i + 1;
	}
}

/** Undocumented letters of older systems. */
const older: Readonly<Record<string, string>> = { B: 'o2', D: 'u4', e: 'fD', F: 'fD', h: 'x2', H: 'x4', I: 'dL', L: 'dL', O: 'o4', X: 'x4' };

export const od = utility('od', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'A:j:N:S:t:vw::abBcdDeFfhHiIlLoOsxX',
		long: ['address-radix:=A', 'skip-bytes:=j', 'read-bytes:=N', 'format:=t', 'output-duplicates=v', 'width::=w', 'endian:', 'strings::=S', 'traditional']
	});
	const old: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', f: 'fF', i: 'dI', l: 'dL', o: 'o2', s: 'd2', x: 'x2', ...older };
	const shapes: Shape[] = [];
	for (const [key, value] of options.options) {
		if (key === 't') for (const one of value.match(/[acdfoux](?:[CSILFD]|\d+)?z?/g) ?? [value]) shapes.push(shapeOf(tool, one));
		else if (old[key]) shapes.push(shapeOf(tool, old[key]));
	}
	if (shapes.length === 0) shapes.push(shapeOf(tool, 'o2'));
	let width = Number(options.get('w') || (options.has('w') ? 32 : 16));
	const unit = Math.max(...shapes.map((shape) => shape.size));
	if (width % unit !== 0 || width === 0) {
		yield* tool.error(`od: warning: invalid width ${width}; using ${unit} instead\n`);
		width = unit;
	}
	const radix = options.get('A') ?? 'o';
	if (!/^[doxn]/.test(radix)) tool.die(`invalid output address radix '${radix[0] ?? ''}'; it must be one character from [doxn]`);
	if (options.has('endian')) choose(tool, '--endian', options.get('endian') ?? '', [['little'], ['big']]);
	const big = options.get('endian') === 'big';
	const skip = parseCount((options.get('j') ?? '0').replace(/^0x/, '')) ?? 0;
	if (options.has('N') && parseCount(options.get('N') ?? '') === undefined && !tool.busybox) tool.die(`invalid -N argument '${options.get('N') ?? ''}'`);
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
	if (skip > size && tool.status === 0) tool.die('cannot skip past end of combined input');
	const data = all.subarray(skip, Math.min(size, skip + limit));
	const address = (n: number): string =>
		radix === 'n' ? '' : radix === 'd' ? String(n).padStart(7, '0') : radix === 'x' ? n.toString(16).padStart(6, '0') : n.toString(8).padStart(7, '0');
	if (options.has('S')) {
		yield* strings(tool, data, skip, Number(options.get('S') || 3), address);
		return tool.status;
	}
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
				if (big) unit.reverse();
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
