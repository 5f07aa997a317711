// alias and unalias.
import type { Sys } from '../../../engine/sys.ts';
import { singleQuote, dashQuote } from '../quote.ts';
import { complain, complainRaw, output, type Shell } from '../shell.ts';
import { byBytes } from '../variables.ts';
import type { Builtin } from './index.ts';
import { parseFlags, usage } from './options.ts';

/** dash says this, and of a trap's name, without saying where. */
const unknown = (sh: Shell, who: string, name: string): Sys<void> =>
	sh.state.flavour === 'dash' ? complainRaw(sh, `${who}: ${name} not found\n`) : complain(sh, `${who}: ${name}: not found`);

export const aliasBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const bash = s.flavour === 'bash';
		const line = (name: string, value: string): string => `${bash ? 'alias ' : ''}${name}=${bash ? singleQuote(value) : dashQuote(value)}\n`;
		const flags = yield* parseFlags(sh, 'alias', args, 'p');
		if (!flags) return 2;
		const rest = flags.operands;
		if (rest.length === 0) {
			yield* output(
				sh,
				'alias',
				[...s.aliases]
					.sort((a, b) => byBytes(a[0], b[0]))
					.map(([n, v]) => line(n, v))
					.join('')
			);
			return 0;
		}
		let status = 0;
		for (const arg of rest) {
			const at = arg.indexOf('=');
			if (at > 0) {
				s.aliases.set(arg.slice(0, at), arg.slice(at + 1));
				continue;
			}
			const value = s.aliases.get(arg);
			if (value === undefined) {
				yield* unknown(sh, 'alias', arg);
				status = 1;
			} else yield* output(sh, 'alias', line(arg, value));
		}
		return status;
	}
};
export const unaliasBuiltin: Builtin = {
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'unalias', args, 'a');
		if (!flags) return 2;
		if (flags.letters.includes('a')) {
			sh.state.aliases.clear();
			return 0;
		}
		if (flags.operands.length === 0 && sh.state.flavour === 'bash') {
			yield* usage(sh, 'unalias');
			return 2;
		}
		let status = 0;
		for (const name of flags.operands)
			if (!sh.state.aliases.delete(name)) {
				yield* unknown(sh, 'unalias', name);
				status = 1;
			}
		return status;
	}
};
