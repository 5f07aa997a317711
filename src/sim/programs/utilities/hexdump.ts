// hexdump of bsdextrautils: its fixed formats and -e's: iterations/bytes "printf format", with _a, _c, _p, _u. Leaves out _A's own line (the
// final address is the formats' own) and colours. Invariant: equal blocks in a row are one "*" unless -v.
import { Errno } from '../../engine/sys.ts';
import { open, readAll } from '../../kernel/index.ts';
import { formatC } from './lib/format.ts';
import { getopt } from './lib/getopt.ts';
import { binary } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

/** One conversion: text before it, what it shows of how many bytes, how wide. */
interface Unit {
	before: string;
	/** '' is text alone. */
	kind: string;
	size: number;
	spec: string;
}
interface Format {
	/** Times its units are repeated. */
	repeat: number;
	units: Unit[];
	/** Bytes of one repetition. */
	bytes: number;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', a: '\x07', b: '\b', f: '\f', r: '\r', v: '\v', '0': '\0' };
const unescape = (text: string): string => text.replace(/\\(.)/gs, (_, c: string) => escapes[c] ?? c);

function unitsOf(text: string, bytes: number | undefined, tool: Tool): Unit[] {
	const units: Unit[] = [];
	const pattern = /%(%|[-+ #0]*\d*(?:\.\d*)?(?:_([acpu])([dox]?)|([cdiouxXsfeEgG])))/g;
	let from = 0;
	for (const match of text.matchAll(pattern)) {
		if (match[1] === '%') continue;
		const before = unescape(text.slice(from, match.index).replaceAll('%%', '%'));
		from = match.index + match[0].length;
		const [, spec = '', special, radix, letter] = match;
		const flags = /^[-+ #0]*\d*(?:\.\d*)?/.exec(spec)?.[0] ?? '';
		const number = letter === 'u' || letter === 'i' ? 'd' : letter;
		if (special === 'a') units.push({ before, kind: 'address', size: 0, spec: `%${flags}${radix}` });
		else if (special) units.push({ before, kind: `_${special}`, size: 1, spec: `%${flags}s` });
		else {
			const size = letter === 'c' ? 1 : letter === 's' ? (bytes ?? 1) : /[feEgG]/.test(letter ?? '') ? (bytes ?? 8) : (bytes ?? 4);
			units.push({ before, kind: letter ?? 'x', size, spec: `%${flags}${number}` });
		}
	}
	const rest = text.slice(from).replaceAll('%%', '%');
	if (/%/.test(rest)) tool.die(`bad conversion character %${/%.?/.exec(rest)?.[0].slice(1) ?? ''}`);
	if (rest !== '') units.push({ before: unescape(rest), kind: '', size: 0, spec: '' });
	return units;
}

/** -e's text: [iterations][/bytes] "format" … */
function parseFormat(tool: Tool, text: string): Format[] {
	const out: Format[] = [];
	const pattern = /\s*(?:(\d+)?(?:\/(\d+))?\s*)?"((?:[^"\\]|\\.)*)"\s*/gy;
	while (pattern.lastIndex < text.length) {
		const at = pattern.lastIndex;
		const match = pattern.exec(text);
		if (!match) tool.die(`bad format {${text.slice(at)}}`);
		const units = unitsOf(match[3] ?? '', match[2] === undefined ? undefined : Number(match[2]), tool);
		out.push({ repeat: Number(match[1] ?? 1), units, bytes: units.reduce((sum, unit) => sum + unit.size, 0) });
	}
	return out;
}

const fixed: Readonly<Record<string, readonly string[]>> = {
	b: ['"%07.7_ax " 16/1 "%03o " "\\n"'],
	c: ['"%07.7_ax " 16/1 "%3_c " "\\n"'],
	C: ['"%08.8_ax  " 8/1 "%02x " "  " 8/1 "%02x " ', '"  |" 16/1 "%_p" "|\\n"'],
	d: ['"%07.7_ax " 8/2 "  %05u " "\\n"'],
	o: ['"%07.7_ax " 8/2 " %06o " "\\n"'],
	x: ['"%07.7_ax " 8/2 "   %04x " "\\n"'],
	plain: ['"%07.7_ax " 8/2 "%04x " "\\n"']
};
const controls = 'nul soh stx etx eot enq ack bel bs ht lf vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us'.split(' ');
const characters: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

function shown(unit: Unit, bytes: Uint8Array): string {
	const [byte = 0] = bytes;
	const printable = byte >= 32 && byte < 127;
	if (unit.kind === '_p') return formatC(unit.spec, [printable ? String.fromCharCode(byte) : '.']);
	if (unit.kind === '_c') return formatC(unit.spec, [characters[byte] ?? (printable ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))]);
	if (unit.kind === '_u') return formatC(unit.spec, [byte === 127 ? 'del' : (controls[byte] ?? (printable ? String.fromCharCode(byte) : byte.toString(16)))]);
	if (unit.kind === 'c') return String.fromCharCode(byte);
	if (unit.kind === 's') return formatC(unit.spec, [binary(bytes)]);
	const view = new DataView(Uint8Array.from(bytes).buffer);
	if (/[feEgG]/.test(unit.kind)) return formatC(unit.spec, [bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true)]);
	let value = bytes.reduceRight((all, one) => all * 256n + BigInt(one), 0n);
	if (unit.kind === 'd' || unit.kind === 'i') value = BigInt.asIntN(8 * bytes.length, value);
	return formatC(unit.spec, [value <= 9007199254740991n && value >= -9007199254740991n ? Number(value) : String(value)]);
}

/** One list's text for a block: its formats take the bytes one after another; where these have run out there are blanks. */
function block(formats: readonly Format[], size: number, data: Uint8Array, address: number): string {
	let out = '';
	let at = 0;
	for (const { repeat, units, bytes } of formats) {
		const times = repeat === 0 ? Math.floor((size - at) / Math.max(1, bytes)) : repeat;
		for (let n = 0; n < times; n++) {
			for (const unit of units) {
				// The blank after the last repetition is left out.
				if (unit.kind === '') out += n === times - 1 && times > 1 && unit === units.at(-1) ? unit.before.replace(/\s+$/, '') : unit.before;
				else if (unit.kind === 'address') out += unit.before + formatC(unit.spec, [address]);
				else {
					const part = data.subarray(at, at + unit.size);
					if (part.length > 0) {
						const padded = new Uint8Array(unit.size);
						padded.set(part);
						out += unit.before + shown(unit, padded);
					} else if (unit.kind !== '_p') out += ' '.repeat(unit.before.length + Number(/[1-9]\d*/.exec(unit.spec)?.[0] ?? 0));
				}
				at += unit.size;
			}
		}
	}
	return out;
}

export const hexdump = utility('hexdump', function* (tool: Tool) {
	const args = tool.name === 'hd' ? ['-C', ...tool.args] : tool.args;
	const options = yield* getopt(
		tool,
		{
			short: 'bcCde:f:n:os:vxL::',
			long: [
				'one-byte-octal=b',
				'one-byte-char=c',
				'canonical=C',
				'two-bytes-decimal=d',
				'two-bytes-octal=o',
				'two-bytes-hex=x',
				'format:=e',
				'format-file:=f',
				'length:=n',
				'skip:=s',
				'no-squeezing=v',
				'color::=L'
			]
		},
		args
	);
	const chosen = options.options.filter(([key]) => key === 'e' || (key !== 'plain' && fixed[key]));
	const formats = (chosen.length ? chosen : [['plain', ''] as const])
		.flatMap(([key, value]) => (key === 'e' ? [value] : (fixed[key] ?? [])))
		.map((text) => parseFormat(tool, text));
	let data = new Uint8Array(0) as Uint8Array;
	let opened = 0;
	const skip = Number(options.get('s') ?? 0);
	for (const name of options.operands.length === 0 ? ['-'] : options.operands) {
		const fd = name === '-' && options.operands.length === 0 ? 0 : yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.warn(tool.busybox ? `can't open '${name}': ${fd.message}` : `${name}: ${fd.message}`);
			continue;
		}
		opened++;
		const part = yield* readAll(fd);
		const joined = new Uint8Array(data.length + part.length);
		joined.set(data);
		joined.set(part, data.length);
		data = joined;
	}
	if (opened === 0) tool.die('all input file arguments failed');
	data = data.subarray(skip, options.get('n') === undefined ? undefined : skip + Number(options.get('n')));
	const canonical = options.has('C');
	// A block is what the longest list takes; one iteration count left out is filled up.
	const size = Math.max(1, ...formats.map((list) => list.reduce((sum, f) => sum + f.bytes * Math.max(1, f.repeat), 0)));
	let previous = '';
	let starred = false;
	for (let i = 0; i < data.length; i += size) {
		const row = data.subarray(i, i + size);
		const key = binary(row);
		if (!options.has('v') && i > 0 && key === previous && row.length === size) {
			if (!starred) yield* tool.put('*\n');
			starred = true;
			continue;
		}
		[previous, starred] = [key, false];
		for (const list of formats) yield* tool.put(block(list, size, row, skip + i));
	}
	const end = skip + data.length;
	const [first] = chosen;
	if (data.length > 0 && first?.[0] !== 'e') yield* tool.put(`${end.toString(16).padStart(canonical ? 8 : 7, '0')}\n`);
	return tool.status;
});
