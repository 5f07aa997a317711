// complete, compgen, compopt: programmable completion as far as scripts use it. `complete` is remembered by nobody but `complete -p`;
// what Tab offers comes from the registry of completers (readline/complete.ts). FIDELITY: completion functions of a learner are not called.
import type { Sys } from '../../../engine/sys.ts';
import { Errno } from '../../../engine/sys.ts';
import { readdir } from '../../../kernel/index.ts';
import { getText, byBytes, visibleNames } from '../variables.ts';
import { output, type Shell } from '../shell.ts';
import { builtins, type Builtin } from './index.ts';
import { parseFlags } from './options.ts';

export const completeBuiltin: Builtin = {
	bashOnly: true,
	*run() {
		return 0;
	}
};
/** bind: the keys are readline's own. FIDELITY: bindings are taken and not acted on. */
export const bindBuiltin: Builtin = {
	bashOnly: true,
	*run() {
		return 0;
	}
};
export const compoptBuiltin: Builtin = {
	bashOnly: true,
	*run() {
		return 0;
	}
};

export const compgenBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const flags = yield* parseFlags(sh, 'compgen', args, 'abcdefgjksuvo:A:G:W:F:C:X:P:S:');
		if (!flags) return 2;
		const prefix = flags.operands[0] ?? '';
		const { letters, values } = flags;
		let found: string[] = [];
		const action = values['A'];
		if (letters.includes('W')) found.push(...(values['W'] ?? '').split(/\s+/).filter(Boolean));
		if (letters.includes('b') || action === 'builtin') found.push(...builtins.keys());
		if (letters.includes('v') || action === 'variable') found.push(...visibleNames(sh.state));
		if (letters.includes('a') || action === 'alias') found.push(...sh.state.aliases.keys());
		if (action === 'function' || letters.includes('c')) found.push(...sh.state.functions.keys());
		if (letters.includes('k') || letters.includes('c'))
			found.push(...'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '));
		if (letters.includes('c')) found.push(...builtins.keys(), ...(yield* commandNames(sh)));
		if (letters.includes('f') || letters.includes('d')) found.push(...(yield* fileNames(prefix, letters.includes('d'))));
		found = found.filter((f) => f.startsWith(prefix));
		if (!letters.includes('W') && !letters.includes('k')) found.sort(byBytes);
		if (found.length === 0) return 1;
		yield* output(sh, 'compgen', found.map((f) => `${values['P'] ?? ''}${f}${values['S'] ?? ''}\n`).join(''));
		return 0;
	}
};
/** Every executable name in PATH. */
export function* commandNames(sh: Shell): Sys<string[]> {
	const out = new Set<string>();
	for (const dir of (getText(sh.state, 'PATH') ?? '').split(':'))
		try {
			for (const entry of yield* readdir(dir || '.')) if (entry.type !== 'dir') out.add(entry.name);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	return [...out];
}
/** Paths that begin with a prefix. */
export function* fileNames(prefix: string, directories: boolean): Sys<string[]> {
	const slash = prefix.lastIndexOf('/') + 1;
	const dir = prefix.slice(0, slash);
	try {
		return (yield* readdir(dir || '.'))
			.filter((e) => (!directories || e.type === 'dir') && e.name.startsWith(prefix.slice(slash)) && (e.name[0] !== '.' || prefix[slash] === '.'))
			.map((e) => dir + e.name);
	} catch (error) {
		if (error instanceof Errno) return [];
		throw error;
	}
}
