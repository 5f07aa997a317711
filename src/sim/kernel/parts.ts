// The kernel's parts that no first prompt needs.
import type { Part } from '../engine/parts.ts';

export const filesPart: Part<typeof import('./files/late.ts')> = { name: 'kernel/files', load: () => import('./files/late.ts') };
export const netPart: Part<typeof import('./net/late.ts')> = { name: 'kernel/net', load: () => import('./net/late.ts') };

export const kernelParts: readonly Part<unknown>[] = [filesPart, netPart];
