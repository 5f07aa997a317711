// Plug-ins: executables named kubectl-NAME on PATH; `kubectl foo bar` runs the longest that fits.
import type { Sys } from '../../engine/index.ts';
import { exec, lookPath } from '../../kernel/index.ts';

/** Replaces this process by the plug-in the words name; undefined when there is none. */
export function* runPlugin(words: readonly string[], env: Readonly<Record<string, string>>): Sys<number | undefined> {
	const names: string[] = [];
	for (const word of words) {
		if (word.startsWith('-')) break;
		names.push(word.replaceAll('-', '_'));
	}
	for (let count = names.length; count > 0; count--) {
		const path = yield* lookPath(`kubectl-${names.slice(0, count).join('-')}`, env['PATH'] ?? '');
		if (path !== null) return yield* exec({ path, argv: [path, ...words.slice(count)], env });
	}
	return undefined;
}
