// The operations of each kind of open file: one row per kind.
import { fileOps, generatedOps, deviceOps, directoryOps } from './files/index.ts';
import { socketOps } from './net/index.ts';
import { pipeOps } from './pipe.ts';
import type { FileOps, OpenFile } from './state.ts';
import { masterOps, ttyOps } from './tty.ts';

export const fileKindOps: Readonly<Record<OpenFile['kind'], FileOps>> = {
	file: fileOps,
	dir: directoryOps,
	generated: generatedOps,
	device: deviceOps,
	pipe: pipeOps,
	tty: ttyOps,
	ptmx: masterOps,
	socket: socketOps
};
