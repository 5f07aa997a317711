// What no first prompt needs, loaded after it: the regular expression engine (45 KB; in the worker's bundle every import of re2js means this
// file, vite.config.ts), the pictures, and the checks of a lesson's tasks.
// Invariant: a machine runs beyond its first prompt, and is restored, only after the parts are there; so no program ever misses them.
import type { checkKind } from '#src/lessons/checks/index.ts';
import type { observe } from '#src/lessons/observe.ts';
import type { ViewRow } from '#src/views/view.ts';
import type { RE2JS as Engine } from 're2js';

export let RE2JS: typeof Engine;
/** Pictures and checks; undefined until they are there. */
export let late: { readonly viewRows: readonly ViewRow[]; readonly checkKind: typeof checkKind; readonly observe: typeof observe } | undefined;

export async function loadLateParts(): Promise<void> {
	if (late) return;
	const [re2js, { viewRows }, checks, observer] = await Promise.all([
		import('re2js'),
		import('#src/views/index.ts'),
		import('#src/lessons/checks/index.ts'),
		import('#src/lessons/observe.ts')
	]);
	RE2JS = re2js.RE2JS;
	late = { viewRows, checkKind: checks.checkKind, observe: observer.observe };
}
