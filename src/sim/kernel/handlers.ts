// The system call table: which handler executes which call.
import { Errno } from '../engine/sys.ts';
import { descriptorHandlers } from './descriptors.ts';
import { fileHandlers } from './files/index.ts';
import { netHandlers } from './net/index.ts';
import { callsPart, netPart } from './parts.ts';
import { pipeHandlers } from './pipe.ts';
import { processHandlers } from './process.ts';
import { signalHandlers } from './signals.ts';
import type { Handler, Kernel } from './state.ts';
import { systemHandlers } from './system.ts';
import { ttyHandlers } from './tty.ts';

/** Calls whose handlers come late (late.ts). */
const lateCalls =
	'mount umount statfs unpackLayer packLayer addLayer readLayer flock rename link symlink mknod chmod chown utimes chroot fsync setproctitle setsid setcred sethostname unshare setns getrlimit setrlimit setpriority cgroupCreate cgroupSet cgroupRemove cgroupStats cgroupFreeze cgroupKill processes process sysinfo reboot';
/** Those of connections (net/late.ts). */
const lateNetCalls = 'connect send recv shutdown socketAddresses udp sendto recvfrom ping';

/** Rows whose handlers come late: the first call of one puts them all into the kernel's own table. */
function late(names: string, rows: (kernel: Kernel) => Readonly<Record<string, Handler>>): Record<string, Handler> {
	const first = (op: string): Handler => {
		return (kernel, process, thread, call) => {
			const known = rows(kernel);
			kernel.calls = { ...(kernel.calls ?? handlers), ...known };
			const handler = known[op];
			if (!handler) throw new Errno('ENOSYS');
			return handler(kernel, process, thread, call);
		};
	};
	return Object.fromEntries(names.split(' ').map((op) => [op, first(op)]));
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
	...late(lateCalls, (kernel) => kernel.parts.need(callsPart).handlers),
	...late(lateNetCalls, (kernel) => kernel.parts.need(netPart).socketCalls)
};
