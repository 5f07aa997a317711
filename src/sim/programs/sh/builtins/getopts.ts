// getopts, by POSIX's and bash's rules.
import { assignElement, complain, getValue, type Shell } from '../shell.ts';
import { isName, store } from '../variables.ts';
import { errorHead } from './process.ts';
import type { Builtin } from './index.ts';
import { usage } from './options.ts';

export const getoptsBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		let [spec, name, ...list] = args as [string, string, ...string[]];
		if (spec === undefined || name === undefined) {
			yield* usage(sh, 'getopts');
			return 2;
		}
		if (s.flavour === 'bash' && !isName(name)) {
			yield* complain(sh, `getopts: \`${name}': not a valid identifier`);
			return 1;
		}
		if (args.length === 2) list = s.args;
		const silent = spec[0] === ':';
		if (silent) spec = spec.slice(1);
		const complains = !silent && getValue(sh, 'OPTERR') !== '0';
		const g = s.getopts;
		const index = Number(getValue(sh, 'OPTIND') ?? 1);
		if (index !== g.index) {
			g.index = index;
			g.offset = 0;
		}
		const word = list[g.index - 1];
		// Past the end: bash counts from the arguments there are.
		if (g.index > list.length && s.flavour === 'bash') {
			g.index = list.length + 1;
			return finish(sh, name);
		}
		if (g.offset === 0) {
			if (word === undefined || word[0] !== '-' || word === '-') return finish(sh, name);
			if (word === '--') {
				g.index++;
				return finish(sh, name);
			}
			g.offset = 1;
		}
		const letter = (word as string)[g.offset] as string;
		g.offset++;
		const more = g.offset < (word as string).length;
		const at = letter === ':' ? -1 : spec.indexOf(letter);
		if (at < 0) {
			advance(sh, more);
			assignElement(sh, name, undefined, '?', false);
			if (silent) assignElement(sh, 'OPTARG', undefined, letter, false);
			else {
				store(s, 'OPTARG', { attributes: 0 }, { force: true });
				if (complains) yield* errorHead(sh, `illegal option -- ${letter}`);
			}
			return 0;
		}
		if (spec[at + 1] !== ':') {
			advance(sh, more);
			assignElement(sh, name, undefined, letter, false);
			store(s, 'OPTARG', { attributes: 0 }, { force: true });
			return 0;
		}
		const value = more ? (word as string).slice(g.offset) : list[g.index];
		set(sh, g.index + (more ? 1 : 2));
		if (value === undefined) {
			set(sh, g.index + 1);
			assignElement(sh, name, undefined, silent ? ':' : '?', false);
			if (silent) assignElement(sh, 'OPTARG', undefined, letter, false);
			else {
				store(s, 'OPTARG', { attributes: 0 }, { force: true });
				if (complains) yield* errorHead(sh, `option requires an argument -- ${letter}`);
			}
			return 0;
		}
		assignElement(sh, name, undefined, letter, false);
		assignElement(sh, 'OPTARG', undefined, value, false);
		return 0;
	}
};
function advance(sh: Shell, more: boolean): void {
	const g = sh.state.getopts;
	if (more) {
		const { offset } = g;
		set(sh, g.index);
		sh.state.getopts.offset = offset;
	} else set(sh, g.index + 1);
}
function set(sh: Shell, index: number): void {
	assignElement(sh, 'OPTIND', undefined, String(index), false);
	sh.state.getopts = { index, offset: 0 };
}
function finish(sh: Shell, name: string): number {
	const { index } = sh.state.getopts;
	set(sh, index);
	assignElement(sh, name, undefined, '?', false);
	store(sh.state, 'OPTARG', { attributes: 0 }, { force: true });
	return 1;
}
