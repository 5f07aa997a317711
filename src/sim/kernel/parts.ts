// The kernel's parts that no first prompt needs.
import type { Part } from '../engine/parts.ts';

export const callsPart: Part<typeof import('./late.ts')> = { name: 'kernel/calls', load: () => import('./late.ts') };
export const netPart: Part<typeof import('./net/late.ts')> = { name: 'kernel/net', load: () => import('./net/late.ts') };

export const kernelParts: readonly Part<unknown>[] = [callsPart, netPart];
