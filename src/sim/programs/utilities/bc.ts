// bc: arithmetic of any length (GNU bc 1.07.1, which Debian 12 has). Files first, then standard input, line by line.
// Leaves out read() and random(), and the addresses in run-time errors.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, open, readAll } from '../../kernel/index.ts';
import { BcFault, Parser, type Statement } from './bc/parse.ts';
import { BcError, Halt, Machine } from './bc/run.ts';
import { getopt } from './lib/getopt.ts';
import { decode } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

/** quit ends bc when it is read, wherever it stands. */
const quits = (s: Statement): boolean =>
	s.kind === 'quit' ||
	(s.kind === 'group' && s.body.some(quits)) ||
	(s.kind === 'if' && (quits(s.then) || (s.otherwise !== undefined && quits(s.otherwise)))) ||
	((s.kind === 'while' || s.kind === 'for') && quits(s.body));

/** Runs a text. Answers whether bc goes on. */
function* runText(tool: Tool, machine: Machine, text: string, name: string): Sys<boolean> {
	const parser = new Parser(text);
	for (;;) {
		try {
			const line = parser.next();
			if (line === undefined) return true;
			if ('kind' in line) machine.define(line);
			else {
				if (line.some(quits)) return false;
				yield* machine.run(line);
			}
		} catch (error) {
			if (error instanceof Halt) return false;
			if (error instanceof BcFault) yield* tool.error(`${name} ${error.line}: ${error.message}\n`);
			else if (error instanceof BcError) yield* tool.error(`Runtime error (func=(main), adr=3): ${error.message}\n`);
			else throw error;
		}
	}
}

export const bc = utility('bc', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: 'hilqswv', long: ['help=h', 'interactive=i', 'mathlib=l', 'quiet=q', 'standard=s', 'warn=w', 'version=v'] });
	if (options.has('v')) {
		yield* tool.put('bc 1.07.1\nCopyright 1991-1994, 1997, 1998, 2000, 2004, 2006, 2008, 2012-2017 Free Software Foundation, Inc.\n');
		return 0;
	}
	const machine = new Machine(tool, options.has('l'));
	for (const name of options.operands) {
		const fd = yield* attempt(open(name));
		if (fd instanceof Errno) {
			yield* tool.error(`File ${name} is unavailable.\n`);
			return 1;
		}
		const text = decode(yield* readAll(fd));
		yield* close(fd);
		if (!(yield* runText(tool, machine, text, name))) return 0;
	}
	yield* runText(tool, machine, decode(yield* readAll(0)), '(standard_in)');
	return 0;
});
