// The regular expression engine, loaded after the first prompt: it is 45 KB, and no prompt needs it. In the worker's bundle every import of
// re2js means this file (vite.config.ts), whose binding is filled by `loadLateParts`.
// Invariant: a machine runs beyond its first prompt, and is restored, only after the parts are there; so no program ever misses them.
import type { RE2JS as Engine } from 're2js';

export let RE2JS: typeof Engine;

export async function loadLateParts(): Promise<void> {
	RE2JS ??= (await import('re2js')).RE2JS;
}
