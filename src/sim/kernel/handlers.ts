// The system call table: which handler executes which call.
import { descriptorHandlers } from './descriptors.ts';
import { fileHandlers } from './files/index.ts';
import { netHandlers } from './net/index.ts';
import { pipeHandlers } from './pipe.ts';
import { processHandlers } from './process.ts';
import { signalHandlers } from './signals.ts';
import type { Handler } from './state.ts';
import { systemHandlers } from './system.ts';
import { ttyHandlers } from './tty.ts';

export const handlers: Readonly<Record<string, Handler>> = {
	...fileHandlers,
	...netHandlers,
	...descriptorHandlers,
	...pipeHandlers,
	...processHandlers,
	...signalHandlers,
	...systemHandlers,
	...ttyHandlers
};
