// echo and printf.
import type { Sys } from '../../../engine/sys.ts';
import { unescape } from '../escapes.ts';
import { assignElement, complain, output, refreshClock, type Shell } from '../shell.ts';
import { evaluateStored } from '../arithmetic.ts';
import type { Builtin } from './index.ts';
import { usage } from './options.ts';
import { formatPrintf } from './printf-format.ts';

export const echoBuiltin: Builtin = {
	writes: (s, args) => echoText(args, s.flavour === 'dash', s.shopt.has('xpg_echo')),
	*run(sh, { args }) {
		return (yield* output(sh, 'echo', echoText(args, sh.state.flavour === 'dash', sh.state.shopt.has('xpg_echo')))) ? 0 : 1;
	}
};
/** What echo prints. dash knows -n only and always expands escapes. */
export function echoText(args: readonly string[], dash: boolean, escapes = false): string {
	let i = 0;
	let newline = true;
	let expand = dash || escapes;
	for (; i < args.length; i++) {
		const arg = args[i] as string;
		if (dash ? arg !== '-n' || i > 0 : !/^-[neE]+$/.test(arg)) break;
		for (const c of arg.slice(1)) {
			if (c === 'n') newline = false;
			else expand = c === 'e';
		}
	}
	let text = args.slice(i).join(' ');
	if (expand) {
		const done = unescape(text, 'echo');
		if (done.stop) return done.text;
		text = done.text;
	}
	return newline ? text + '\n' : text;
}

export const printfBuiltin: Builtin = {
	writes(s, [format, ...values]) {
		if (format === undefined || format.startsWith('-') || format.includes('T')) return undefined;
		const made = formatPrintf(format, values, { now: s.now, double: s.flavour !== 'bash' });
		return made.status === 0 && made.errors.length === 0 && made.early === undefined ? made.text : undefined;
	},
	*run(sh, { args }) {
		let rest = [...args];
		let variable: string | undefined;
		let index: string | undefined;
		if (sh.state.flavour === 'dash' && /^-[^-]/.test(rest[0] ?? '')) {
			yield* complain(sh, `printf: Illegal option ${rest[0]?.slice(0, 2)}`);
			return 2;
		}
		if (rest[0] === '-v' && sh.state.flavour === 'bash') {
			const target = rest[1] ?? '';
			const m = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(target);
			if (!m) {
				yield* complain(sh, `printf: \`${target}': not a valid identifier`);
				return 2;
			}
			[, variable, index] = m;
			rest = rest.slice(2);
		}
		if (rest[0] === '--') rest.shift();
		else if (rest[0]?.startsWith('-') && rest[0].length > 1 && sh.state.flavour === 'bash' && !rest[0].includes('%')) {
			yield* complain(sh, `printf: ${rest[0].slice(0, 2)}: invalid option`);
			yield* usage(sh, 'printf');
			return 2;
		}
		const [format, ...values] = rest;
		if (format === undefined) {
			if (sh.state.flavour === 'bash') yield* usage(sh, 'printf');
			else yield* complain(sh, `${sh.state.flavour === 'dash' ? 'printf: ' : ''}usage: printf format [arg ...]`);
			return 2;
		}
		if (/T/.test(format)) yield* refreshClock(sh);
		const result = formatPrintf(format, values, { now: sh.state.now, double: sh.state.flavour !== 'bash' });
		if (variable !== undefined) yield* store(sh, variable, index, result.text);
		else {
			for (const message of result.early ?? []) yield* complain(sh, `printf: ${message}`);
			if (!(yield* output(sh, 'printf', result.text))) return 1;
		}
		for (const message of result.errors) yield* complain(sh, `printf: ${sh.state.flavour === 'dash' ? dashMessage(message) : message}`);
		return result.status;
	}
};
/** dash's words for what bash's printf complains of. */
const dashMessage = (message: string): string =>
	message
		.replace(/: invalid (octal |hex )?number$/, /^[-+]?\d/.test(message) ? ': not completely converted' : ': expected numeric value')
		.replace(/^`(.*)': invalid format character$/s, '%$1: invalid directive');
// eslint-disable-next-line require-yield -- called like the others
function* store(sh: Shell, name: string, index: string | undefined, text: string): Sys<void> {
	const key = index === undefined || sh.state.scopes.some((x) => x.variables.get(name)?.map) ? index : String(Number(evaluateStored(sh, index)));
	assignElement(sh, name, key, text, false);
}
