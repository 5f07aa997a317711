// cat: files one after the other, as they are or with numbers, ends and control characters made visible.
import { Errno, type Sys } from '../../engine/sys.ts';
import { fstat, lseek, read } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { eachInput, Lines } from './lib/lines.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

interface Shape {
	number: boolean;
	numberNonblank: boolean;
	squeeze: boolean;
	ends: boolean;
	tabs: boolean;
	nonprinting: boolean;
}

function visible(line: string, shape: Shape): string {
	if (!shape.tabs && !shape.nonprinting) return line;
	let out = '';
	for (const char of line) {
		const code = char.charCodeAt(0);
		if (code === 9) out += shape.tabs ? '^I' : char;
		else if (!shape.nonprinting) out += char;
		else {
			const low = code & 127;
			out += (code > 127 ? 'M-' : '') + (low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low));
		}
	}
	return out;
}

export const cat = utility(
	'cat',
	function* (tool: Tool) {
		const options = yield* getopt(tool, {
			short: 'AbeEnstTuv',
			long: ['show-all=A', 'number-nonblank=b', 'show-ends=E', 'number=n', 'squeeze-blank=s', 'show-tabs=T', 'show-nonprinting=v']
		});
		const has = (...keys: string[]): boolean => keys.some((key) => options.has(key));
		const shape: Shape = {
			number: has('n') && !has('b'),
			numberNonblank: has('b'),
			squeeze: has('s'),
			ends: has('A', 'e', 'E'),
			tabs: has('A', 't', 'T'),
			nonprinting: has('A', 'e', 't', 'v')
		};
		const plain = !Object.values(shape).some(Boolean);
		let number = 0;
		let blank = false;
		let open = false;
		const out = yield* attempt(fstat(1));
		yield* eachInput(tool, options.operands, function* (fd, name): Sys<void> {
			if (!tool.busybox && !(out instanceof Errno) && out.type === 'file') {
				const own = yield* fstat(fd);
				if (own.dev === out.dev && own.ino === out.ino && own.size > 0) {
					const at = yield* attempt(lseek(fd, 0, 'cur'));
					if (at instanceof Errno || at < own.size) return yield* tool.warn(`${name}: input file is output file`);
				}
			}
			if (plain) {
				for (let part = yield* read(fd, 131_072); part.length > 0; part = yield* read(fd, 131_072)) yield* tool.putBytes(part);
				return;
			}
			const lines = new Lines(tool, fd);
			for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
				const empty = line === '' && !open;
				if (shape.squeeze && empty && blank) continue;
				blank = empty;
				const numbered = !open && (shape.number || (shape.numberNonblank && line !== ''));
				open = !lines.terminated;
				yield* tool.put(`${numbered ? `${String(++number).padStart(6)}\t` : ''}${visible(line, shape)}${open ? '' : shape.ends ? '$\n' : '\n'}`);
			}
		});
	},
	{ binary: true }
);
