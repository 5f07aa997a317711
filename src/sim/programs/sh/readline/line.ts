import type { Sys } from '../../../engine/sys.ts';
import type { Shell } from '../shell.ts';
// eslint-disable-next-line require-yield -- placeholder
export function* readInteractive(_sh: Shell, _prompt: string): Sys<string | undefined> {
	return undefined;
}
