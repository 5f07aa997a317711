// The rows of the shells and of the programs that are nearly shell.
import type { ProgramRow } from '../../kernel/index.ts';
import { shellProgram } from './main.ts';

/** A program whose code comes late, with the others of its kind. */
const late = (name: string): ProgramRow => ({
	name,
	code: async () => {
		const code = (await import('./programs/index.ts')).nearlyShell.find((program) => program.name === name);
		if (!code) throw new Error(`there is no ${name}`);
		return code;
	}
});

export const shellPrograms: readonly ProgramRow[] = [
	{ name: 'bash', code: shellProgram('bash', 'bash'), paths: ['/usr/bin/bash'], size: 1_265_648 },
	{ name: 'sh', code: shellProgram('sh', 'dash'), paths: ['/usr/bin/sh', '/usr/bin/dash'], size: 125_640 },
	{ name: 'ash', code: shellProgram('ash', 'ash'), paths: [] },
	...['env', 'printenv', 'nohup', 'script', 'true', 'false', 'sleep', 'echo', 'printf', 'test', '[', 'pwd', 'kill', 'timeout', 'xargs'].map(late)
];
