// The kernel's parts that no first prompt needs.
import type { Part } from '../engine/parts.ts';

export const kernelParts: readonly Part<unknown>[] = [];
