// trap, umask, ulimit, times.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { getrlimit, setrlimit, umask } from '../../../kernel/index.ts';
import { signalList } from '../children.ts';
import { singleQuote } from '../quote.ts';
import { complain, complainRaw, output, type Shell } from '../shell.ts';
import { abandon } from '../state.ts';
import { ignoredAtStart, setTrap } from '../traps.ts';
import type { Builtin } from './index.ts';
import { parseSignal, signalTable } from './kill.ts';
import { parseFlags, usage } from './options.ts';

/** "$0: text", as getopts complains. */
export function* errorHead(sh: Shell, text: string): Sys<void> {
	yield* complainRaw(
		sh,
		sh.state.flavour === 'bash'
			? `${sh.state.name}: ${text}\n`
			: `${text.replace('illegal option -- ', sh.state.flavour === 'dash' ? 'Illegal option -' : 'Illegal option -- ').replace('option requires an argument -- ', sh.state.flavour === 'dash' ? 'No arg for -' : 'No arg for ')}${text.startsWith('option') ? ' option' : ''}\n`
	);
}

const events = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN']);
function trapName(text: string): string | undefined {
	const upper = text.toUpperCase();
	if (text === '0' || upper === 'EXIT') return 'EXIT';
	if (events.has(upper)) return upper;
	return parseSignal(text) ?? undefined;
}
const order = (name: string): number =>
	name === 'EXIT' ? 0 : events.has(name) ? 65 + ['DEBUG', 'ERR', 'RETURN'].indexOf(name) : signalList.indexOf(name as (typeof signalList)[number]) + 1;

export const trapBuiltin: Builtin = {
	special: true,
	*run(sh, { args }) {
		const s = sh.state;
		const bash = s.flavour === 'bash';
		if (args[0] === '-l') {
			yield* output(sh, 'trap', signalTable());
			return 0;
		}
		const print = args[0] === '-p';
		const rest = args[0] === '--' || print ? args.slice(1) : args;
		if (rest[0]?.startsWith('-') && rest[0].length > 1 && bash) {
			yield* complain(sh, `trap: ${rest[0].slice(0, 2)}: invalid option`);
			yield* usage(sh, 'trap');
			return 2;
		}
		if (rest.length === 0 || print) {
			const traps = new Map(s.parentTraps ?? s.traps);
			if (bash && s.subshell === 0)
				for (const signal of signalList) if (!/^(KILL|STOP|RT)/.test(signal) && (yield* ignoredAtStart(sh, signal))) traps.set(signal, '');
			const names = rest.length ? rest.map((n) => trapName(n) ?? n) : [...traps.keys()].sort((a, b) => order(a) - order(b));
			let out = '';
			for (const name of names) {
				const action = traps.get(name);
				if (action !== undefined) out += `trap -- ${singleQuote(action)} ${events.has(name) || !bash ? name : 'SIG' + name}\n`;
			}
			yield* output(sh, 'trap', out);
			return 0;
		}
		// A first argument that is a number, alone or not, resets.
		const alone = rest.length === 1 || /^\d+$/.test(rest[0] as string);
		if (alone && rest.length === 1 && trapName(rest[0] as string) === undefined) {
			yield* usage(sh, 'trap');
			return 2;
		}
		const action = alone || rest[0] === '-' ? undefined : rest[0];
		let status = 0;
		for (const text of alone ? rest : rest.slice(1)) {
			const name = trapName(text);
			if (name === undefined) {
				if (s.flavour === 'dash') yield* complainRaw(sh, `trap: ${text}: bad trap\n`);
				else yield* complain(sh, bash ? `trap: ${text}: invalid signal specification` : `trap: ${text}: bad trap`);
				status = 1;
				continue;
			}
			yield* setTrap(sh, name, action);
		}
		return status;
	}
};

export const umaskBuiltin: Builtin = {
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'umask', args, 'pS');
		if (!flags) return 2;
		const mask = yield* umask();
		const [text] = flags.operands;
		if (text === undefined) {
			const symbolic = [6, 3, 0].map((shift, i) => `${'ugo'[i]}=${['r', 'w', 'x'].filter((_, b) => !((mask >> shift) & (4 >> b))).join('')}`).join(',');
			const shown = flags.letters.includes('S') ? symbolic : mask.toString(8).padStart(4, '0');
			yield* output(sh, 'umask', `${flags.letters.includes('p') ? `umask ${flags.letters.includes('S') ? '-S ' : ''}` : ''}${shown}\n`);
			return 0;
		}
		if (/^[0-7]+$/.test(text)) {
			yield* umask(parseInt(text, 8) & 0o777);
			return 0;
		}
		if (/^\d/.test(text) && sh.state.flavour === 'dash') {
			yield* complain(sh, `umask: Illegal number: ${text}`);
			throw abandon(sh.state, 2);
		}
		if (/^\d/.test(text)) {
			yield* complain(sh, `umask: ${text}: octal number out of range`);
			return 1;
		}
		let allowed = ~mask & 0o777;
		for (const clause of text.split(',')) {
			const m = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
			if (!m) {
				const [at = ''] = clause.replace(/^[ugoa]*/, '');
				const [bad = ''] = clause.replace(/^[ugoa]*[-+=][rwx]*/, '');
				yield* complain(sh, /[-+=]/.test(at) ? `umask: \`${bad}': invalid symbolic mode character` : `umask: \`${at}': invalid symbolic mode operator`);
				return 1;
			}
			const who = m[1] === '' || m[1]?.includes('a') ? 'ugo' : (m[1] as string);
			for (const w of who) {
				const shift = w === 'u' ? 6 : w === 'g' ? 3 : 0;
				let bits = 0;
				for (const b of m[3] as string) bits |= b === 'r' ? 4 : b === 'w' ? 2 : 1;
				if (m[2] === '=') allowed = (allowed & ~(7 << shift)) | (bits << shift);
				else if (m[2] === '+') allowed |= bits << shift;
				else allowed &= ~(bits << shift);
			}
		}
		yield* umask(~allowed & 0o777);
		return 0;
	}
};

/** Letter → name, what -a calls it, unit text, bytes in a unit. */
const limits: readonly (readonly [letter: string, name: string | null, text: string, unit: string, size: number])[] = [
	['R', 'RTTIME', 'real-time non-blocking time', 'microseconds', 1],
	['c', 'CORE', 'core file size', 'blocks', 512],
	['d', 'DATA', 'data seg size', 'kbytes', 1024],
	['e', 'NICE', 'scheduling priority', '', 1],
	['f', 'FSIZE', 'file size', 'blocks', 1024],
	['i', 'SIGPENDING', 'pending signals', '', 1],
	['l', 'MEMLOCK', 'max locked memory', 'kbytes', 1024],
	['m', 'RSS', 'max memory size', 'kbytes', 1024],
	['n', 'NOFILE', 'open files', '', 1],
	['p', null, 'pipe size', '512 bytes', 512],
	['q', 'MSGQUEUE', 'POSIX message queues', 'bytes', 1],
	['r', 'RTPRIO', 'real-time priority', '', 1],
	['s', 'STACK', 'stack size', 'kbytes', 1024],
	['t', 'CPU', 'cpu time', 'seconds', 1],
	['u', 'NPROC', 'max user processes', '', 1],
	['v', 'AS', 'virtual memory', 'kbytes', 1024],
	['x', 'LOCKS', 'file locks', '', 1]
];
export const ulimitBuiltin: Builtin = {
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'ulimit', args, 'HSacdefilmnpqrstuvxR');
		if (!flags) return 2;
		const hard = flags.letters.includes('H');
		const shown = (value: number, size: number): string => (value === Infinity ? 'unlimited' : String(Math.floor(value / size)));
		const letter = flags.letters.replace(/[HSa]/g, '').at(-1) ?? 'f';
		if (flags.letters.includes('a')) {
			let out = '';
			for (const [l, name, text, unit, size] of limits) {
				const value = name ? yield* limit(name) : ([4096, 4096] as const);
				const tail = `(${unit ? unit + ', ' : ''}-${l})`;
				out += `${text.padEnd(Math.max(0, 39 - tail.length))} ${tail} ${shown(value[hard ? 1 : 0], size)}\n`;
			}
			yield* output(sh, 'ulimit', out);
			return 0;
		}
		const row = limits.find((l) => l[0] === letter) as (typeof limits)[number];
		const [, name, text, , size] = row;
		const [soft, max] = name ? yield* limit(name) : ([4096, 4096] as const);
		const [wanted] = flags.operands;
		if (wanted === undefined) {
			yield* output(sh, 'ulimit', shown(hard ? max : soft, size) + '\n');
			return 0;
		}
		const value = wanted === 'unlimited' ? Infinity : wanted === 'hard' ? max : wanted === 'soft' ? soft : /^\d+$/.test(wanted) ? Number(wanted) * size : NaN;
		if (Number.isNaN(value) || !name) {
			yield* complain(sh, `ulimit: ${wanted}: invalid number`);
			return 1;
		}
		const onlySoft = flags.letters.includes('S') && !hard;
		try {
			yield* setrlimit(name, hard && !flags.letters.includes('S') ? Math.min(soft, value) : value, onlySoft ? max : value);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* complain(sh, `ulimit: ${text}: cannot modify limit: ${error.message}`);
			return 1;
		}
		return 0;
	}
};
function* limit(name: string): Sys<readonly [number, number]> {
	try {
		return yield* getrlimit(name);
	} catch (error) {
		if (error instanceof Errno) return [Infinity, Infinity];
		throw error;
	}
}

export const timesBuiltin: Builtin = {
	special: true,
	*run(sh) {
		yield* output(sh, 'times', '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
		return 0;
	}
};
