// The programs that are nearly shell, loaded together with the first of them that runs.
import type { Program } from '../../../kernel/index.ts';
import { env } from './env.ts';
import { nohup } from './nohup.ts';
import { printenv } from './printenv.ts';
import { script } from './script.ts';
import { bracket, echo, falseProgram, kill, printf, pwd, sleep, test, trueProgram } from './small.ts';
import { timeout } from './timeout.ts';
import { xargs } from './xargs.ts';

export const nearlyShell: readonly Program[] = [
	env,
	printenv,
	nohup,
	script,
	trueProgram,
	falseProgram,
	sleep,
	echo,
	printf,
	test,
	bracket,
	pwd,
	kill,
	timeout,
	xargs
];
