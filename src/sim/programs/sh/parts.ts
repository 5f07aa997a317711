// The shell's parts that no first prompt needs.
import type { Part } from '../../engine/index.ts';

export const shellParts: readonly Part<unknown>[] = [];
