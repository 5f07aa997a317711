// The rows of the shells and of the programs that are nearly shell.
import type { ProgramRow } from '../../kernel/index.ts';
import { shellProgram } from './main.ts';

export const shellPrograms: readonly ProgramRow[] = [
	{ name: 'bash', code: shellProgram('bash', 'bash'), paths: ['/bin/bash', '/usr/bin/bash'] },
	{ name: 'sh', code: shellProgram('sh', 'dash') },
	{ name: 'ash', code: shellProgram('ash', 'ash') }
];
