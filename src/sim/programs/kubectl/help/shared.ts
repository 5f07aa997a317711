// How a command's help names its flags: those it shares with other commands by name (flags.ts), its own as specs with their usage.
// Invariant: flags come in the order of their names, as pflag keeps them.
import type { FlagRow } from '../../../values/index.ts';
import { flagRow } from '../flag-types.ts';
import { flagTexts } from './flags.ts';

/** Specs as flagRow reads them, with their usage; hidden and deprecated ones say so. */
export type FlagTexts = Readonly<Record<string, string | { readonly usage: string; readonly hidden?: true; readonly deprecated?: string }>>;

const rowsOf = (texts: FlagTexts): FlagRow[] =>
	Object.entries(texts).map(([spec, text]) => (typeof text === 'string' ? flagRow(spec, text) : { ...flagRow(spec, text.usage), ...text }));

/** One shared flag. */
export function sharedFlag(name: string): FlagRow {
	const [row] = rowsOf(flagTexts[name] ?? {});
	if (!row) throw new Error(`no shared flag ${name}`);
	return row;
}
/** The flags of a command: shared ones by name, its own by spec. */
export const flagsOf = (names: string, own: FlagTexts = {}): readonly FlagRow[] =>
	[...names.split(' ').filter(Boolean).map(sharedFlag), ...rowsOf(own)].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
