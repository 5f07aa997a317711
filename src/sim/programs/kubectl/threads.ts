// kubectl's threads: those of its streams (port-forward, exec) are listed here.
import type { Program } from '../../kernel/index.ts';

export const threads: NonNullable<Program['threads']> = {};
