// The routine behind each command, by its name in config/usages.ts.
import type { Run } from '../command.ts';
import { config } from '../config/config.ts';
import { ls } from '../config/ls.ts';
import { attach, exportContainer } from './attach.ts';
import { build } from './build.ts';
import { commit } from './commit.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { down } from './down.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { images } from './images.ts';
import { kill, pause, restart, start, stop, unpause } from './lifecycle.ts';
import { logs } from './logs.ts';
import { port } from './port.ts';
import { ps } from './ps.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { rm } from './rm.ts';
import { runOneOff } from './run.ts';
import { scale } from './scale.ts';
import { stats } from './stats.ts';
import { top } from './top.ts';
import { up } from './up.ts';
import { version } from './version.ts';
import { wait } from './wait.ts';
import { watch } from './watch.ts';

export const commands: Readonly<Record<string, Run>> = {
	attach,
	build,
	commit,
	config,
	cp,
	create,
	down,
	events,
	exec,
	export: exportContainer,
	images,
	kill,
	logs,
	ls,
	pause,
	port,
	ps,
	pull,
	push,
	restart,
	rm,
	run: runOneOff,
	scale,
	start,
	stats,
	stop,
	top,
	unpause,
	up,
	version,
	wait,
	watch
};
