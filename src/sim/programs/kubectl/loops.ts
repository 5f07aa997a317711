// The loops a command may leave behind, by name.
import type { Sys } from '../../engine/index.ts';
import { logsLoop } from './commands/logs.ts';
import { portForwardLoop } from './commands/port-forward.ts';
import { proxyLoop } from './commands/proxy.ts';
import { watchLoop } from './watch.ts';
import type { LoopState, Outcome } from './tree.ts';

export const loops: Readonly<Record<string, (state: LoopState) => Sys<Outcome>>> = {
	watch: watchLoop,
	logs: logsLoop,
	'port-forward': portForwardLoop,
	proxy: proxyLoop
};
