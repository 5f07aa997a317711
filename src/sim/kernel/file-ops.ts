// The operations of each kind of open file: one row per kind. Getters, because the rows' modules and this one import each other.
import { fileOps, generatedOps, deviceOps, directoryOps } from './files/index.ts';
import { socketOps } from './net/index.ts';
import { pipeOps } from './pipe.ts';
import type { FileOps, OpenFile } from './state.ts';
import { masterOps, ttyOps } from './tty.ts';

export const fileKindOps: Readonly<Record<OpenFile['kind'], FileOps>> = {
	get file() {
		return fileOps;
	},
	get dir() {
		return directoryOps;
	},
	get generated() {
		return generatedOps;
	},
	get device() {
		return deviceOps;
	},
	get pipe() {
		return pipeOps;
	},
	get tty() {
		return ttyOps;
	},
	get ptmx() {
		return masterOps;
	},
	get socket() {
		return socketOps;
	}
};
