// The shell's parts that no first prompt needs: what of the language start-up files do without, and what a line's editing asks for beyond typing.
import { part, type Part, type Sys } from '../../engine/index.ts';
import type { Shell } from './shell.ts';

export type Language = typeof import('./late.ts');

const languagePart: Part<Language> = { name: 'sh/language', load: () => import('./late.ts') };
export const editingPart: Part<typeof import('./readline/late.ts')> = { name: 'sh/editing', load: () => import('./readline/late.ts') };

export const shellParts: readonly Part<unknown>[] = [languagePart, editingPart];

/** The rest of the language; a shell remembers it. */
export function* language(sh: Shell): Sys<Language> {
	return (sh.language ??= yield* part(languagePart));
}
