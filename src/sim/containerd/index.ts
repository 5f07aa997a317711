// The room's only door.
import type { ProgramRow } from '../kernel/index.ts';
import { forwarder } from './cri/port-forward.ts';
import { containerdProgram } from './daemon/program.ts';
import { containerd17, containerd22 } from './daemon/version.ts';
import { runcInit } from './runc/init.ts';
import { runc, runcDebian } from './runc/program.ts';
import { shim } from './shim/program.ts';

export * from './api.ts';
export { preloadedImages } from './preload.ts';

/** The programs of this room: rows for the world's table. A world installs either version of containerd and runc at the usual path. */
export const containerdPrograms: readonly ProgramRow[] = [
	{ name: 'containerd', code: containerdProgram(containerd22), paths: [], size: 39_845_888 },
	{ name: 'containerd-1.7', code: containerdProgram(containerd17), paths: ['/usr/bin/containerd'], size: 39_845_888 },
	{ name: 'containerd-shim-runc-v2', code: shim, paths: ['/usr/bin/containerd-shim-runc-v2'], size: 14_680_064 },
	{ name: 'runc', code: runc, paths: ['/usr/bin/runc'], size: 15_728_640 },
	{ name: 'runc-1.1', code: runcDebian, paths: [], size: 9_437_184 },
	{ name: runcInit.name, code: runcInit, paths: [] },
	{ name: forwarder.name, code: forwarder, paths: [] }
];
