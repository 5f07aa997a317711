// A subscript of an indexed array given as text: arithmetic, negative from the end.
import { evaluateStored } from '../arithmetic.ts';
import type { Shell } from '../shell.ts';
import { ShellError } from '../state.ts';

export function subscriptOf(sh: Shell, text: string, max: number): number {
	const at = Number(evaluateStored(sh, text));
	if (at >= 0) return at;
	if (at + max + 1 < 0) throw new ShellError(`[${text}]: bad array subscript`);
	return at + max + 1;
}
