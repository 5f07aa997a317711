// kubectl's threads: the connections of port-forward and proxy.
import type { Program } from '../../kernel/index.ts';
import { forwardThreads } from './commands/port-forward.ts';
import { proxyThreads } from './commands/proxy.ts';

export const threads: NonNullable<Program['threads']> = { ...forwardThreads, ...proxyThreads };
