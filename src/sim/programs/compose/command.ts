// What a compose command is besides its row in config/usages.ts: the routine that runs it.
import type { Sys } from '../../engine/index.ts';
import type { Outcome } from '../docker/command.ts';
import type { Flags } from '../docker/flags/flag.ts';
import type { App } from './app.ts';

/** Ends with an exit code, or leaves a loop (loops.ts). Throws Failure. */
export type Run = (app: App, flags: Flags, args: readonly string[]) => Sys<Outcome>;

/** -t: seconds, when it was given. */
export const timeoutOf = (flags: Flags): number | undefined => (flags.changed('timeout') ? flags.number('timeout') : undefined);
