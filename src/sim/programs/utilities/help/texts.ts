// What Debian 12's tools print for --help and --version, read off an installed system, by package.
// Loaded only when somebody asks (the program gnu-help).
import { coreutilsTexts } from './texts-coreutils.ts';
import { otherTexts } from './texts-others.ts';

export interface HelpText {
	readonly help?: string;
	readonly version?: string;
}

export const helpTexts: Readonly<Record<string, HelpText>> = { ...coreutilsTexts, ...otherTexts };
