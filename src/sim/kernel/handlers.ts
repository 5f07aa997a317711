// The system call table: which handler executes which call.
import { Errno } from '../engine/sys.ts';
import { descriptorHandlers } from './descriptors.ts';
import { fileHandlers } from './files/index.ts';
import { netHandlers } from './net/index.ts';
import { callsPart } from './parts.ts';
import { pipeHandlers } from './pipe.ts';
import { processHandlers } from './process.ts';
import { signalHandlers } from './signals.ts';
import type { Handler } from './state.ts';
import { systemHandlers } from './system.ts';
import { ttyHandlers } from './tty.ts';

/** Calls whose handlers come late (late.ts). */
const lateCalls =
	'mount umount statfs unpackLayer packLayer addLayer readLayer flock rename link symlink mknod chmod chown utimes chroot fsync setproctitle setsid setcred sethostname unshare setns getrlimit setrlimit setpriority cgroupCreate cgroupSet cgroupRemove cgroupStats cgroupFreeze cgroupKill processes process sysinfo reboot';
function late(op: string): Handler {
	return (kernel, process, thread, call) => {
		const handler = kernel.parts.need(callsPart).handlers[op];
		if (!handler) throw new Errno('ENOSYS');
		return handler(kernel, process, thread, call);
	};
}

export const handlers: Readonly<Record<string, Handler>> = {
	...fileHandlers,
	...netHandlers,
	...descriptorHandlers,
	...pipeHandlers,
	...processHandlers,
	...signalHandlers,
	...systemHandlers,
	...ttyHandlers,
	...Object.fromEntries(lateCalls.split(' ').map((op) => [op, late(op)]))
};
