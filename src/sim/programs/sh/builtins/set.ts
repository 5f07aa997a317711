// set and shopt.
import { language } from '../parts.ts';
import { dashOptionNames, optionLetters, shellOptionNames, shoptNames } from '../options.ts';
import { complain, output, type Shell } from '../shell.ts';
import { abandon } from '../state.ts';
import { globIgnore } from '../variables.ts';
import type { Builtin } from './index.ts';
import { parseFlags, usage } from './options.ts';

const letters = new Map(optionLetters);

export const setBuiltin: Builtin = {
	special: true,
	*run(sh, { args }) {
		const s = sh.state;
		if (args.length === 0) return yield* (yield* language(sh)).listVariables(sh);
		let i = 0;
		for (; i < args.length; i++) {
			const arg = args[i] as string;
			if (arg === '--') {
				s.args = args.slice(i + 1);
				return 0;
			}
			if (arg === '-') {
				s.options.delete('xtrace');
				s.options.delete('verbose');
				if (i + 1 < args.length) s.args = args.slice(i + 1);
				return 0;
			}
			if (arg[0] !== '-' && arg[0] !== '+') break;
			const on = arg[0] === '-';
			for (const c of arg.slice(1)) {
				if (c === 'o') {
					const name = args[i + 1];
					if (name === undefined) {
						yield* output(sh, 'set', listOptions(sh, on));
						return 0;
					}
					i++;
					if (!change(sh, name, on)) {
						yield* complain(sh, s.flavour === 'bash' ? `set: ${name}: invalid option name` : `set: Illegal option ${arg[0]}o ${name}`);
						if (s.flavour !== 'bash') throw abandon(sh.state, 2);
						return 2;
					}
					continue;
				}
				const name = letters.get(c);
				if (name === undefined || c === 'c') {
					yield* complain(sh, s.flavour === 'dash' ? `set: Illegal option ${arg[0]}${c}` : `set: ${arg[0]}${c}: invalid option`);
					if (s.flavour === 'bash') yield* usage(sh, 'set');
					else throw abandon(sh.state, 2);
					return s.flavour === 'bash' ? 2 : 2;
				}
				change(sh, name, on);
			}
		}
		if (i < args.length) s.args = args.slice(i);
		return 0;
	}
};
function change(sh: Shell, name: string, on: boolean): boolean {
	const s = sh.state;
	const known = s.flavour === 'bash' ? shellOptionNames : s.flavour === 'ash' ? [...dashOptionNames, 'pipefail', 'nolog'] : [...dashOptionNames, 'nolog'];
	if (!known.includes(name)) return false;
	if (on) s.options.add(name);
	else s.options.delete(name);
	if (name === 'monitor') s.monitor = on;
	if (name === 'emacs' && on) s.options.delete('vi');
	if (name === 'vi' && on) s.options.delete('emacs');
	return true;
}
function listOptions(sh: Shell, human: boolean): string {
	const { options, flavour } = sh.state;
	if (flavour !== 'bash')
		return (
			(human ? 'Current option settings\n' : '') +
			dashOptionNames.map((n) => (human ? `${n.padEnd(16)}${options.has(n) ? 'on' : 'off'}\n` : `set ${options.has(n) ? '-' : '+'}o ${n}\n`)).join('')
		);
	return shellOptionNames.map((n) => (human ? `${n.padEnd(15)}\t${options.has(n) ? 'on' : 'off'}\n` : `set ${options.has(n) ? '-' : '+'}o ${n}\n`)).join('');
}

export const shoptBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'shopt', args, 'opqsu');
		if (!flags) return 2;
		const useSet = flags.letters.includes('o');
		const known = useSet ? shellOptionNames : shoptNames;
		const current = useSet ? s.options : s.shopt;
		globIgnore(s);
		const on = flags.letters.includes('s');
		const off = flags.letters.includes('u');
		if (on && off) {
			yield* complain(sh, 'shopt: cannot set and unset shell options simultaneously');
			return 1;
		}
		const quiet = flags.letters.includes('q');
		const line = (n: string): string =>
			flags.letters.includes('p')
				? useSet
					? `set ${current.has(n) ? '-' : '+'}o ${n}\n`
					: `shopt ${current.has(n) ? '-s' : '-u'} ${n}\n`
				: `${n.padEnd(15)}\t${current.has(n) ? 'on' : 'off'}\n`;
		if (flags.operands.length === 0) {
			yield* output(
				sh,
				'shopt',
				known
					.filter((n) => (on ? current.has(n) : off ? !current.has(n) : true))
					.map(line)
					.join('')
			);
			return 0;
		}
		let status = 0;
		for (const name of flags.operands) {
			if (!known.includes(name)) {
				yield* complain(sh, `shopt: ${name}: invalid shell option name`);
				status = 1;
			} else if (on || off) {
				if (useSet) change(sh, name, on);
				else if (on) current.add(name);
				else current.delete(name);
			} else {
				if (!quiet) yield* output(sh, 'shopt', line(name));
				if (!current.has(name)) status = 1;
			}
		}
		return status;
	}
};
