// The rows of the shells and of the programs that are nearly shell.
import type { ProgramRow } from '../../kernel/index.ts';
import { shellProgram } from './main.ts';
import { env } from './programs/env.ts';
import { nohup } from './programs/nohup.ts';
import { printenv } from './programs/printenv.ts';
import { script } from './programs/script.ts';
import { bracket, echo, falseProgram, kill, printf, pwd, sleep, test, trueProgram } from './programs/small.ts';
import { timeout } from './programs/timeout.ts';
import { xargs } from './programs/xargs.ts';

export const shellPrograms: readonly ProgramRow[] = [
	{ name: 'bash', code: shellProgram('bash', 'bash'), paths: ['/usr/bin/bash'], size: 1_265_648 },
	{ name: 'sh', code: shellProgram('sh', 'dash'), paths: ['/usr/bin/sh', '/usr/bin/dash'], size: 125_640 },
	{ name: 'ash', code: shellProgram('ash', 'ash'), paths: [] },
	...[env, printenv, nohup, script, trueProgram, falseProgram, sleep, echo, printf, test, bracket, pwd, kill, timeout, xargs].map((code) => ({
		name: code.name,
		code
	}))
];
