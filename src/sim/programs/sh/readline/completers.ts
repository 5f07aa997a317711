import type { Sys } from '../../../engine/sys.ts';
export type Completer = (words: readonly string[]) => Sys<readonly string[]>;
export const completers: ReadonlyMap<string, Completer> = new Map();
