// Flow: break, continue, return, exit, eval, exec, command, builtin, shift, let, caller, and false.
import { call, Errno, type Sys } from '../../../engine/sys.ts';
import { evaluate } from '../arithmetic.ts';
import { execute } from '../children.ts';
import { evalText } from '../eval.ts';
import { cannotExecute, external, findCommand, runBuiltin } from '../simple.ts';
import { jobState } from '../jobs.ts';
import { complain, complainRaw, output, refreshClock, type Shell } from '../shell.ts';
import { abandon, Exit, LoopJump, Return, ShellError } from '../state.ts';
import { environment, needsClock } from '../variables.ts';
import { describe } from './lookup.ts';
import { builtinNamed, type Builtin } from './index.ts';
import { parseFlags } from './options.ts';

export const falseBuiltin: Builtin = {
	*run() {
		return 1;
	}
};

function loopJump(kind: 'break' | 'continue'): Builtin {
	return {
		special: true,
		*run(sh, { args }) {
			const s = sh.state;
			if (s.loops === 0) {
				if (s.flavour === 'bash') yield* complain(sh, `${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
				return 0;
			}
			const text = args[0] ?? '1';
			if (!/^[-+]?\d+$/.test(text)) {
				yield* complain(sh, s.flavour === 'bash' ? `${kind}: ${text}: numeric argument required` : `${kind}: Illegal number: ${text}`);
				throw abandon(s, s.flavour === 'bash' ? 128 : 2);
			}
			const n = Number(text);
			if (n <= 0) {
				yield* complain(sh, `${kind}: ${text}: loop count out of range`);
				throw new LoopJump('break', 1, 1);
			}
			throw new LoopJump(kind, Math.min(n, s.loops));
		}
	};
}
export const breakBuiltin = loopJump('break');
export const continueBuiltin = loopJump('continue');

export const logoutBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, invocation) {
		if (sh.state.login) return yield* exitBuiltin.run(sh, invocation);
		yield* complain(sh, "logout: not login shell: use `exit'");
		return 1;
	}
};

function* statusArgument(sh: Shell, name: string, args: readonly string[]): Sys<number> {
	const text = args[0] === '--' ? args[1] : args[0];
	if (text === undefined) return sh.state.status;
	if (!/^\s*[-+]?\d+\s*$/.test(text)) {
		yield* complain(sh, sh.state.flavour === 'bash' ? `${name}: ${text}: numeric argument required` : `${name}: Illegal number: ${text}`);
		return 2;
	}
	return Number(BigInt(text.trim()) & 255n);
}
export const exitBuiltin: Builtin = {
	special: true,
	*run(sh, { name, args }) {
		if (sh.state.interactive) yield* complainRaw(sh, sh.state.login ? 'logout\n' : 'exit\n');
		if (sh.state.interactive && !sh.state.warned && sh.state.jobs.some((j) => jobState(j) === 'Stopped')) {
			yield* complainRaw(sh, 'There are stopped jobs.\n');
			sh.state.warned = true;
			return 1;
		}
		const status = yield* statusArgument(sh, name, args);
		if (args.length > 1 && /^[-+]?\d+$/.test(args[0] as string) && sh.state.flavour === 'bash') {
			yield* complain(sh, `${name}: too many arguments`);
			return 1;
		}
		throw new Exit(status);
	}
};
export const returnBuiltin: Builtin = {
	special: true,
	*run(sh, { args }) {
		const s = sh.state;
		if (s.functionDepth === 0 && s.sourceDepth === 0) {
			if (s.flavour !== 'bash') throw new Exit(yield* statusArgument(sh, 'return', args));
			yield* complain(sh, "return: can only `return' from a function or sourced script");
			return 2;
		}
		throw new Return(yield* statusArgument(sh, 'return', args));
	}
};

export const evalBuiltin: Builtin = {
	special: true,
	*run(sh, { args, endLine }) {
		const rest = args[0] === '--' ? args.slice(1) : args;
		if (rest.length === 0) return 0;
		sh.state.evalDepth++;
		sh.state.within = 'eval';
		try {
			return yield* call(evalText(sh, rest.join(' '), sh.state.flavour === 'dash' ? 1 : (endLine ?? sh.state.line), 'eval'));
		} finally {
			sh.state.evalDepth--;
		}
	}
};

/** dash's exec has no options. */
const plainOperands = (args: readonly string[]): { operands: readonly string[]; letters: string; values: Readonly<Record<string, string>> } => ({
	operands: args[0] === '--' ? args.slice(1) : args,
	letters: '',
	values: {}
});
export const execBuiltin: Builtin = {
	special: true,
	*run(sh, { args }) {
		const s = sh.state;
		const flags = s.flavour === 'dash' ? plainOperands(args) : yield* parseFlags(sh, 'exec', args, 'cla:');
		if (!flags) return 2;
		const [name, ...rest] = flags.operands;
		if (name === undefined) return 0;
		const found = yield* findCommand(sh, name);
		if (!found) {
			yield* complain(sh, s.flavour === 'bash' ? `exec: ${name}: not found` : `exec: ${name}: not found`);
			if (s.interactive || s.shopt.has('execfail')) return 127;
			throw new Exit(127);
		}
		const argv0 = flags.values['a'] ?? name;
		const env = flags.letters.includes('c') ? {} : { ...environment(s), ...(s.flavour === 'bash' ? { _: found.path } : {}) };
		const argv = [flags.letters.includes('l') ? '-' + argv0 : argv0, ...rest];
		try {
			return yield* execute(sh, { path: found.path, argv, env });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code === 'ENOEXEC') return yield* execute(sh, { program: sh.program, argv: [s.flavour === 'bash' ? 'bash' : 'sh', found.path, ...rest], env });
			const status = yield* cannotExecute(sh, s.flavour === 'dash' ? `exec: ${name}` : name, found.path, error);
			if (error.code === 'EACCES' && s.flavour === 'bash') yield* complain(sh, `exec: ${name}: cannot execute: ${error.message}`);
			if (s.interactive) return status;
			throw new Exit(status);
		}
	}
};

export const commandBuiltin: Builtin = {
	*run(sh, { args, arrays, exec }) {
		const flags = yield* parseFlags(sh, 'command', args, 'pvV');
		if (!flags) return 2;
		const [name, ...rest] = flags.operands;
		if (name === undefined) return 0;
		if (/[vV]/.test(flags.letters)) {
			let status = 1;
			// dash looks at the first alone.
			for (const each of sh.state.flavour === 'dash' ? [name] : flags.operands) {
				const text = yield* describe(sh, each, flags.letters.includes('V') ? 'long' : 'short');
				if (text === undefined) {
					if (flags.letters.includes('V') && sh.state.flavour === 'dash') yield* output(sh, 'command', `${each}: not found\n`);
					else if (flags.letters.includes('V')) yield* complain(sh, sh.state.flavour === 'bash' ? `command: ${each}: not found` : `${each}: not found`);
					continue;
				}
				yield* output(sh, 'command', text);
				status = 0;
			}
			return sh.state.flavour === 'bash' ? status : status === 1 ? 127 : 0;
		}
		const skipped = args.length - flags.operands.length;
		const moved = new Map([...arrays].map(([i, a]) => [i - skipped - 1, a]));
		if (builtinNamed(sh.state, name)) return yield* runBuiltin(sh, { name, args: rest, arrays: moved, exec, commanded: true });
		return yield* external(sh, flags.operands, exec);
	}
};
export const builtinBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args, arrays, exec }) {
		const [name, ...rest] = args[0] === '--' ? args.slice(1) : args;
		if (name === undefined) return 0;
		if (!builtinNamed(sh.state, name)) {
			yield* complain(sh, `builtin: ${name}: not a shell builtin`);
			return 1;
		}
		return yield* runBuiltin(sh, { name, args: rest, arrays: new Map([...arrays].map(([i, a]) => [i - 1, a])), exec });
	}
};

export const shiftBuiltin: Builtin = {
	special: true,
	*run(sh, { args }) {
		const s = sh.state;
		const text = args[0] ?? '1';
		if (!/^[-+]?\d+$/.test(text)) {
			yield* complain(sh, s.flavour === 'bash' ? `shift: ${text}: numeric argument required` : `shift: Illegal number: ${text}`);
			return 1;
		}
		const n = Number(text);
		if (n < 0) {
			yield* complain(sh, `shift: ${text}: shift count out of range`);
			return 1;
		}
		if (n > s.args.length) {
			if (s.flavour !== 'bash') {
				yield* complain(sh, "shift: can't shift that many");
				throw abandon(s, 2);
			}
			if (s.shopt.has('shift_verbose')) yield* complain(sh, `shift: ${text}: shift count out of range`);
			return 1;
		}
		s.args = s.args.slice(n);
		return 0;
	}
};

export const letBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		if (args.length === 0) throw new ShellError('expression expected');
		let value: number | bigint = 0;
		for (const text of args) {
			if (needsClock(text)) yield* refreshClock(sh);
			value = evaluate(sh, text);
		}
		return value == 0 ? 1 : 0;
	}
};

export const callerBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const { frames } = sh.state;
		const n = Number(args[0] ?? 0);
		const at = frames.length - 1 - n;
		const frame = frames[at];
		if (!frame || sh.state.functionDepth + sh.state.sourceDepth === 0) return 1;
		const below = frames[at - 1];
		if (args.length && !below) return 1;
		const name = below?.name ?? 'main';
		const source = below?.source ?? (sh.state.mode === 'script' ? sh.state.name : args.length ? 'main' : 'NULL');
		return (yield* output(sh, 'caller', args.length ? `${frame.line} ${name} ${source}\n` : `${frame.line} ${source}\n`)) ? 0 : 1;
	}
};
