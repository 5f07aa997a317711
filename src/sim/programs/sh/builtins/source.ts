// The builtins `.` and `:`, which start-up files are read with.
import { call, Errno, type Sys } from '../../../engine/sys.ts';
import { close, open, stat } from '../../../kernel/index.ts';
import { evalText } from '../eval.ts';
import { complain, type Shell } from '../shell.ts';
import { abandon, Return } from '../state.ts';
import { runTrap } from '../traps.ts';
import { getText } from '../variables.ts';
import { drainFile } from './files.ts';
import type { Builtin } from './index.ts';
import { usage } from './options.ts';

// eslint-disable-next-line require-yield -- a builtin is a routine
export const colonBuiltin: Builtin = {
	special: true,
	*run() {
		return 0;
	}
};
export const dotBuiltin: Builtin = {
	special: true,
	*run(sh, { name, args }) {
		const s = sh.state;
		const rest = args[0] === '--' ? args.slice(1) : args;
		const [file, ...params] = rest;
		if (file === undefined) {
			yield* complain(sh, `${name}: filename argument required`);
			yield* usage(sh, name);
			return 2;
		}
		const path = (yield* sourcePath(sh, file)) ?? file;
		// The shell's descriptors have other numbers in the process.
		const own = /^(?:\/dev\/stdin|(?:\/dev|\/proc\/self)\/fd\/(\d+))$/.exec(path);
		const real = own ? s.fds.get(Number(own[1] ?? 0)) : undefined;
		const opened = real === undefined ? path : `/dev/fd/${real}`;
		let text: string;
		try {
			if ((yield* stat(opened)).type === 'dir') {
				yield* complain(sh, `${name}: ${file}: is a directory`);
				return 1;
			}
			const fd = yield* open(opened);
			text = yield* drainFile(fd);
			yield* close(fd);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (s.flavour === 'bash') yield* complain(sh, `${file}: ${error.message}`);
			else {
				yield* complain(sh, s.flavour === 'dash' ? `${name}: cannot open ${file}: No such file` : `${name}: can't open '${file}': ${error.message}`);
				throw abandon(s, 2);
			}
			return 1;
		}
		const saved = { args: s.args, frames: s.frames.length, loops: s.loops };
		if (params.length) s.args = params;
		s.frames.push({ name: 'source', source: path, line: s.line, kind: 'source' });
		s.sourceDepth++;
		try {
			s.status = 0;
			s.within = path;
			yield* call(evalText(sh, text, 1, ''));
			if (s.traps.has('RETURN') && s.inTrap === 0) yield* runTrap(sh, 'RETURN');
			return s.status;
		} catch (error) {
			if (error instanceof Return) return error.status;
			throw error;
		} finally {
			s.sourceDepth--;
			s.frames.length = saved.frames;
			if (params.length) s.args = saved.args;
		}
	}
};
function* sourcePath(sh: Shell, file: string): Sys<string | undefined> {
	if (file.includes('/')) return file;
	for (const dir of (getText(sh.state, 'PATH') ?? '').split(':')) {
		try {
			if ((yield* stat(`${dir}/${file}`)).type === 'file') return `${dir}/${file}`;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	return undefined;
}
