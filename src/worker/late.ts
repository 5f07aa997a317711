// What no first prompt needs, loaded after it: regular expressions (55 KB; in the worker's bundle every import of values/regexp.ts means this
// file, vite.config.ts), the pictures, and the checks of a lesson's tasks.
// Invariant: a machine runs beyond its first prompt only after the parts are there, and is restored only after regular expressions are; so no
// program ever misses them.
import type { checkKind } from '#src/lessons/checks/index.ts';
import type { observe } from '#src/lessons/observe.ts';
import type * as patterns from '#src/sim/values/regexp.ts';
import type { ViewRow } from '#src/views/view.ts';

export let compileRegExp: typeof patterns.compileRegExp | undefined;
export let RegExpError: typeof patterns.RegExpError;
/** Pictures and checks; undefined until they are there. */
export let late: { readonly viewRows: readonly ViewRow[]; readonly checkKind: typeof checkKind; readonly observe: typeof observe } | undefined;

/** What programs need beyond the first prompt: regular expressions. */
export async function loadPatterns(): Promise<void> {
	if (!compileRegExp) ({ compileRegExp, RegExpError } = await import('#src/sim/values/regexp.ts'));
}

export async function loadLateParts(): Promise<void> {
	if (late) return;
	const [{ viewRows }, checks, observer] = await Promise.all([
		import('#src/views/index.ts'),
		import('#src/lessons/checks/index.ts'),
		import('#src/lessons/observe.ts'),
		loadPatterns()
	]);
	late = { viewRows, checkKind: checks.checkKind, observe: observer.observe };
}
