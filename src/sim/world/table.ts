// Every program of the product, as rows: what a host has on its disk, and what images may run.
import type { ProgramRow } from '../kernel/index.ts';
import { internetPrograms } from '../programs/internet/index.ts';
import { systemdPrograms } from '../programs/systemd/index.ts';

export const programRows: readonly ProgramRow[] = [...internetPrograms, ...systemdPrograms];
