// kill: the builtin, which knows jobs; and its list of signals, shared with the binary.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { kill, type SignalName } from '../../../kernel/index.ts';
import { signalList, signalNumbers } from '../children.ts';
import { findJob } from '../jobs.ts';
import { complain, output, type Shell } from '../shell.ts';
import type { Builtin } from './index.ts';
import { usage } from './options.ts';

/** A signal by name (SIG or not, any case) or number; null is 0. */
export function parseSignal(text: string): SignalName | null | undefined {
	if (/^\d+$/.test(text)) {
		const n = Number(text);
		return n === 0 ? null : signalList[n - 1];
	}
	const name = text.toUpperCase().replace(/^SIG/, '');
	if (name === 'POLL') return 'IO';
	if (name === 'CLD') return 'CHLD';
	return name in signalNumbers ? (name as SignalName) : undefined;
}

/** `kill -l`: five to a line, real-time signals included. */
export function signalTable(): string {
	const all = [...signalList.map((n, i) => [i + 1, `SIG${n}`] as const)];
	const rt: [number, string][] = [];
	for (let n = 34; n <= 64; n++) rt.push([n, n === 34 ? 'SIGRTMIN' : n === 64 ? 'SIGRTMAX' : n <= 49 ? `SIGRTMIN+${n - 34}` : `SIGRTMAX-${64 - n}`]);
	let out = '';
	[...all, ...rt].forEach(([n, name], i) => {
		out += `${String(n).padStart(2)}) ${name}${(i + 1) % 5 === 0 ? '\n' : '\t'}`;
	});
	return out.endsWith('\n') ? out : out.replace(/\t$/, '\t') + '\n';
}

export const killBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		let signal: SignalName | null = 'TERM';
		let i = 0;
		const first = args[0];
		if (first === undefined) {
			yield* usage(sh, 'kill');
			return 2;
		}
		if (first === '-l' || first === '-L') return yield* list(sh, args.slice(1));
		if (first === '-s' || first === '-n' || (/^-./.test(first) && first !== '--')) {
			const text = first === '-s' || first === '-n' ? args[1] : first.slice(1);
			i = first === '-s' || first === '-n' ? 2 : 1;
			if (text === undefined) {
				yield* complain(sh, `kill: ${first}: option requires an argument`);
				return 1;
			}
			const parsed = parseSignal(text);
			if (parsed === undefined) {
				yield* complain(sh, s.flavour === 'dash' ? `kill: invalid signal number or name: ${text}` : `kill: ${text}: invalid signal specification`);
				return 1;
			}
			signal = parsed;
		}
		if (args[i] === '--') i++;
		if (i >= args.length) {
			yield* usage(sh, 'kill');
			return 2;
		}
		let status = 1;
		let failed = false;
		for (const target of args.slice(i)) {
			if (yield* one(sh, target, signal)) status = 0;
			else failed = true;
		}
		return s.flavour === 'bash' ? status : failed ? 1 : 0;
	}
};
function* list(sh: Shell, specs: readonly string[]): Sys<number> {
	if (specs.length === 0) {
		yield* output(sh, 'kill', signalTable());
		return 0;
	}
	let status = 0;
	for (const spec of specs) {
		if (/^\d+$/.test(spec)) {
			const n = Number(spec);
			const name = signalList[(n > 128 ? n - 128 : n) - 1];
			if (n === 0) yield* output(sh, 'kill', 'EXIT\n');
			else if (name) yield* output(sh, 'kill', name + '\n');
			else {
				yield* complain(sh, `kill: ${spec}: invalid signal specification`);
				status = 1;
			}
			continue;
		}
		const name = parseSignal(spec);
		if (name) yield* output(sh, 'kill', `${signalNumbers[name]}\n`);
		else {
			yield* complain(sh, `kill: ${spec}: invalid signal specification`);
			status = 1;
		}
	}
	return status;
}
function* one(sh: Shell, target: string, signal: SignalName | null): Sys<boolean> {
	const bash = sh.state.flavour === 'bash';
	let pid: number;
	if (target[0] === '%') {
		const job = findJob(sh.state, target);
		if (!job || job === 'ambiguous') {
			yield* complain(sh, bash ? `kill: ${target}: no such job` : `kill: No such job: ${target}`);
			return false;
		}
		pid = sh.state.monitor ? -job.pgid : (job.processes[0]?.pid ?? 0);
		if (!sh.state.monitor && job.processes.length > 1) for (const p of job.processes.slice(1)) yield* quietly(p.pid, signal);
	} else if (/^-?\d+$/.test(target)) pid = Number(target);
	else {
		yield* complain(
			sh,
			bash
				? target === ''
					? "kill: `': not a pid or valid job spec"
					: `kill: ${target}: arguments must be process or job IDs`
				: `kill: Illegal number: ${target}`
		);
		return false;
	}
	try {
		yield* kill(pid, signal);
		return true;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* complain(sh, bash ? `kill: (${pid}) - ${error.message}` : `kill: ${error.message}`);
		return false;
	}
}
function* quietly(pid: number, signal: SignalName | null): Sys<void> {
	try {
		yield* kill(pid, signal);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
