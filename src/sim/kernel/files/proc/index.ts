// procfs: its table of rows. A mount shows the processes of the pid namespace it was mounted in.
import { generatedType } from '../generated.ts';
import { linkRows } from './links.ts';
import { netRows } from './net.ts';
import { processRows } from './process.ts';
import { sysctlRows } from './sysctl.ts';
import { systemRows } from './system.ts';

export const proc = generatedType([...linkRows, ...processRows, ...netRows, ...systemRows, ...sysctlRows], () => 'ENOENT');
