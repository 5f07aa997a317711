// cmp: where two files differ first, or all their differing bytes.
import { Errno, type Sys } from '../../engine/sys.ts';
import { fstat, open, read } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

class Bytes {
	readonly fd: number;
	#rest: Uint8Array = new Uint8Array(0);
	#at = 0;
	constructor(fd: number) {
		this.fd = fd;
	}
	*next(): Sys<number | undefined> {
		if (this.#at >= this.#rest.length) {
			this.#rest = yield* read(this.fd);
			this.#at = 0;
			if (this.#rest.length === 0) return undefined;
		}
		return this.#rest[this.#at++];
	}
}

/** A byte as cat -v shows it. */
function visible(byte: number): string {
	const low = byte & 127;
	return (byte > 127 ? 'M-' : '') + (low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low));
}

export const cmp = utility(
	'cmp',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, { short: 'bi:ln:svqz', long: ['print-bytes=b', 'ignore-initial:=i', 'verbose=l', 'bytes:=n', 'quiet=s', 'silent=s'] });
		const { operands } = options;
		if (operands.length === 0) {
			if (tool.busybox) yield* appletUsage(tool);
			throw new Exit(2, "cmp: missing operand after 'cmp'\ncmp: Try 'cmp --help' for more information.\n");
		}
		// POSIX wants "char", and GNU says "byte" where a locale of its own is set.
		const locale = tool.env['LC_ALL'] || tool.env['LC_MESSAGES'] || tool.env['LANG'] || 'C';
		const word = tool.busybox || locale === 'C' || locale === 'POSIX' ? 'char' : 'byte';
		const [a = '', b = '-', skipA = '0', skipB = skipA] = operands;
		const [ia = skipA, ib = ia] = (options.get('i') ?? '').split(':').filter((one) => one !== '');
		const readers: Bytes[] = [];
		// -l: offsets as wide as the last that can come.
		let least = Infinity;
		for (const [n, name] of [a, b].entries()) {
			const fd = name === '-' ? 0 : yield* attempt(open(name));
			if (fd instanceof Errno) {
				if (!options.has('s')) yield* tool.error(tool.busybox ? `cmp: can't open '${name}': ${fd.message}\n` : `cmp: ${name}: ${fd.message}\n`);
				return 2;
			}
			const bytes = new Bytes(fd);
			for (let skip = Number(n === 0 ? ia : operands[3] !== undefined ? skipB : ib); skip > 0; skip--) yield* bytes.next();
			const info = yield* fstat(fd);
			if (info.type === 'file') least = Math.min(least, info.size);
			readers.push(bytes);
		}
		const [left, right] = readers;
		if (!left || !right) return 2;
		const limit = Number(options.get('n') ?? Infinity);
		let line = 1;
		let status = 0;
		let previous = 0;
		for (let at = 1; at <= limit; at++) {
			const [x, y] = [yield* left.next(), yield* right.next()];
			if (x === undefined && y === undefined) return status;
			if (x === undefined || y === undefined) {
				const short = x === undefined ? a : b;
				if (!options.has('s'))
					yield* tool.error(
						`cmp: EOF on ${short}${tool.busybox ? '' : at === 1 ? ' which is empty' : options.has('l') ? ` after byte ${at - 1}` : ` after byte ${at - 1}, ${previous === 10 ? '' : 'in '}line ${previous === 10 ? Math.max(1, line - 1) : line}`}\n`
					);
				return 1;
			}
			if (x !== y) {
				status = 1;
				if (options.has('s')) return 1;
				if (!options.has('l')) {
					yield* tool.put(
						`${a} ${b} differ: ${word} ${at}, line ${line}${options.has('b') ? ` is ${x.toString(8).padStart(3)} ${visible(x)} ${y.toString(8).padStart(3)} ${visible(y)}` : ''}\n`
					);
					return 1;
				}
				const width = tool.busybox ? 3 : String(Math.min(least, limit)).replace('Infinity', '9223372036854775807').length;
				const cell = (byte: number, last: boolean): string =>
					`${byte.toString(8).padStart(3)}${options.has('b') ? ` ${last ? visible(byte) : visible(byte).padEnd(4)}` : ''}`;
				yield* tool.put(`${String(at).padStart(width)} ${cell(x, false)} ${cell(y, true)}\n`);
			}
			if (x === 10) line++;
			previous = x;
		}
		return status;
	},
	{ usageStatus: 2 }
);
