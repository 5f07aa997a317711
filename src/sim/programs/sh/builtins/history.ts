// history and fc.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { evalText } from '../eval.ts';
import { loadHistory, saveHistory } from '../readline/history.ts';
import { complain, output, refreshClock, type Shell } from '../shell.ts';
import type { Builtin } from './index.ts';
import { parseFlags } from './options.ts';

const numbered = (lines: readonly string[], first: number): string => lines.map((l, i) => `${String(first + i).padStart(5)}  ${l}\n`).join('');

export const historyBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'history', args, 'acd:nrwps');
		if (!flags) return 2;
		const { letters, operands } = flags;
		if (letters.includes('c')) {
			s.history = [];
			return 0;
		}
		if (letters.includes('d')) {
			const n = Number(flags.values['d']);
			const at = n < 0 ? s.history.length + n : n - 1;
			if (!Number.isInteger(at) || at < 0 || at >= s.history.length) {
				yield* complain(sh, `history: ${flags.values['d']}: history position out of range`);
				return 1;
			}
			s.history = s.history.filter((_, i) => i !== at);
			return 0;
		}
		if (letters.includes('s')) {
			s.history = [...s.history, operands.join(' ')];
			return 0;
		}
		if (/[aw]/.test(letters)) {
			try {
				yield* saveHistory(sh, letters.includes('a'), operands[0]);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				yield* complain(sh, `history: ${operands[0] ?? ''}: cannot create: ${error.message}`);
				return 1;
			}
			return 0;
		}
		if (/[rn]/.test(letters)) {
			s.history = [...s.history, ...(yield* loadHistory(sh, operands[0]))];
			return 0;
		}
		yield* refreshClock(sh);
		const [count] = operands;
		if (count !== undefined && !/^\d+$/.test(count)) {
			yield* complain(sh, `history: ${count}: numeric argument required`);
			return 1;
		}
		const from = count === undefined ? 0 : Math.max(0, s.history.length - Number(count));
		return (yield* output(sh, 'history', numbered(s.history.slice(from), from + 1))) ? 0 : 1;
	}
};

export const fcBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const list = args.includes('-l') || args.some((a) => /^-[lnr]*l[lnr]*$/.test(a));
		const bare = args.some((a) => /^-[a-z]*n/.test(a));
		const words = args.filter((a) => !/^-[a-zA-Z]/.test(a));
		// The last is taken for fc itself.
		const history = s.interactive || (s.options.has('history') && s.history.length > 1) ? s.history.slice(0, -1) : s.history;
		if (args[0] === '-s') return yield* again(sh, history, words);
		if (!list) {
			yield* complain(sh, 'fc: no command found');
			return 1;
		}
		const at = (text: string | undefined, otherwise: number): number => {
			if (text === undefined) return otherwise;
			if (/^-?\d+$/.test(text)) return Number(text) < 0 ? history.length + Number(text) : Number(text) - 1;
			return history.findLastIndex((l) => l.startsWith(text));
		};
		const from = Math.max(0, at(words[0], history.length - 16));
		const to = at(words[1], history.length - 1);
		let out = '';
		for (let i = from; i <= to && i < history.length; i++) out += bare ? `\t ${history[i]}\n` : `${i + 1}\t ${history[i]}\n`;
		yield* output(sh, 'fc', out);
		return 0;
	}
};
function* again(sh: Shell, history: readonly string[], words: readonly string[]): Sys<number> {
	const change = words.find((w) => w.includes('='));
	const prefix = words.find((w) => !w.includes('='));
	let line = prefix === undefined ? history.at(-1) : history.findLast((l) => l.startsWith(prefix));
	if (line === undefined) {
		yield* complain(sh, 'fc: no command found');
		return 1;
	}
	if (change) {
		const [old = '', ...rest] = change.split('=');
		line = line.replace(old, rest.join('='));
	}
	yield* output(sh, 'fc', line + '\n');
	return yield* evalText(sh, line, sh.state.line, 'eval');
}
