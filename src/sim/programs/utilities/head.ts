// head: the first lines or bytes of files, or all but the last ones.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, open, read } from '../../kernel/index.ts';
import { parseCount } from './lib/count.ts';
import { getopt } from './lib/getopt.ts';
import { eachInput, Lines } from './lib/lines.ts';
import { binary } from './lib/text.ts';
import { utility, type Tool } from './lib/tool.ts';

interface Wanted {
	bytes: boolean;
	count: number;
	allBut: boolean;
}

function countOf(tool: Tool, text: string, bytes: boolean): Wanted {
	const allBut = text.startsWith('-');
	const count = parseCount(allBut ? text.slice(1) : text);
	if (count === undefined) tool.die(tool.busybox ? `invalid number '${text}'` : `invalid number of ${bytes ? 'bytes' : 'lines'}: ${tool.quote(text)}`);
	if (count >= 2 ** 64 && !tool.busybox) tool.die(`invalid number of ${bytes ? 'bytes' : 'lines'}: ${tool.quote(text)}: Value too large for defined data type`);
	return { bytes, count, allBut };
}

function* headBytes(tool: Tool, fd: number, { count, allBut }: Wanted): Sys<void> {
	if (!allBut) {
		for (let left = count; left > 0;) {
			const part = yield* read(fd, Math.min(left, 65_536));
			if (part.length === 0) return;
			yield* tool.putBytes(part);
			left -= part.length;
		}
		return;
	}
	let held = '';
	for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) {
		held += binary(part);
		if (held.length > count) {
			yield* tool.put(held.slice(0, held.length - count));
			held = count === 0 ? '' : held.slice(-count);
		}
	}
}

function* headLines(tool: Tool, fd: number, wanted: Wanted, delimiter: number): Sys<void> {
	const lines = new Lines(tool, fd, delimiter);
	const end = String.fromCharCode(delimiter);
	const held: string[] = [];
	for (let n = 0; wanted.allBut || n < wanted.count; n++) {
		const line = yield* lines.next();
		if (line === null) return;
		const whole = line + (lines.terminated ? end : '');
		if (!wanted.allBut) yield* tool.put(whole);
		else {
			held.push(whole);
			if (held.length > wanted.count) yield* tool.put(held.shift() ?? '');
		}
	}
}

export const head = utility(
	'head',
	function* (tool: Tool) {
		// The old spelling: head -20.
		const old = /^-(\d+)([bckm]?)([qv]?)$/.exec(tool.args[0] ?? '');
		const args = old
			? [old[2] ? '-c' : '-n', (old[1] ?? '') + (old[2] ?? '').replace('c', ''), ...(old[3] ? [`-${old[3]}`] : []), ...tool.args.slice(1)]
			: tool.args;
		const options = yield* getopt(tool, { short: 'c:n:qvz', long: ['bytes:=c', 'lines:=n', 'quiet=q', 'silent=q', 'verbose=v', 'zero-terminated=z'] }, args);
		let wanted: Wanted = { bytes: false, count: 10, allBut: false };
		let headers = options.operands.length > 1;
		for (const [key, value] of options.options) {
			if (key === 'c' || key === 'n') wanted = countOf(tool, value, key === 'c');
			if (key === 'q') headers = false;
			if (key === 'v') headers = true;
		}
		let first = true;
		const delimiter = options.has('z') ? 0 : 10;
		const each = function* (fd: number, name: string): Sys<void> {
			if (headers) yield* tool.put(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : tool.own(name)} <==\n`);
			first = false;
			yield* wanted.bytes ? headBytes(tool, fd, wanted) : headLines(tool, fd, wanted, delimiter);
		};
		yield* eachNamed(tool, options.operands, each);
	},
	{ binary: true }
);

/** As eachInput, with head's and tail's own words for a file that cannot be opened or read. */
export function* eachNamed(tool: Tool, names: readonly string[], each: (fd: number, name: string) => Sys<void>): Sys<void> {
	if (tool.busybox) return yield* eachInput(tool, names, each);
	for (const name of names.length === 0 ? ['-'] : names) {
		let fd = 0;
		let part = 'open';
		try {
			if (name !== '-') fd = yield* open(name);
			part = 'read';
			yield* each(fd, name);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (part === 'open') yield* tool.warn(`cannot open ${tool.quoteFile(name)} for reading: ${error.message}`);
			else yield* tool.warn(`error reading ${tool.quoteFile(name)}: ${error.message}`);
		}
		if (fd !== 0) yield* close(fd);
	}
}
