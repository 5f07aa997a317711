// The shell's parts that no first prompt needs: most builtins, and what a line's editing asks for beyond typing.
import { part, type Part, type Sys } from '../../engine/index.ts';
import type { Builtin } from './builtins/index.ts';
import type { Shell } from './shell.ts';

export const builtinsPart: Part<typeof import('./builtins/late.ts')> = { name: 'sh/builtins', load: () => import('./builtins/late.ts') };
export const editingPart: Part<typeof import('./readline/late.ts')> = { name: 'sh/editing', load: () => import('./readline/late.ts') };

export const shellParts: readonly Part<unknown>[] = [builtinsPart, editingPart];

/** The builtins that come late; a shell remembers them. */
export function* lateBuiltins(sh: Shell): Sys<ReadonlyMap<string, Builtin>> {
	return (sh.builtins ??= (yield* part(builtinsPart)).builtins);
}
