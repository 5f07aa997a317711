// How long the engine's own work takes beyond the system calls that model it (forks of iptables, runc's Go start-up, graph driver work), in µs.
// Calibrated on the recordings' `seconds` of an idle machine: run -d 0.2, create 0.1, start 0.1, exec 0.1, rm -f 0.2, network create 0.1, rm 0.2.
import type { Sys } from '../engine/index.ts';
import { sleep } from '../kernel/index.ts';

const work = {
	create: 40_000,
	start: 110_000,
	exit: 5_000,
	exec: 45_000,
	remove: 20_000,
	networkCreate: 60_000,
	networkRemove: 110_000,
	connect: 40_000
} as const;

/** Lets the time of one piece of work pass. */
export const take = (what: keyof typeof work): Sys<void> => sleep(work[what]);
