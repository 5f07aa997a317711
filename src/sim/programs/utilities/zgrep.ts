// zgrep: grep of what gzip's files contain (gzip 1.12's script): for each file `gzip -cdfq FILE | grep …`, told apart by --label.
// Leaves out the options the script refuses. Invariant: 0 when something was found, 2 when something failed, else 1.
import type { Sys } from '../../engine/sys.ts';
import { close, pipe, spawn, wait } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { Exit, utility, type Tool } from './lib/tool.ts';

const valued = 'ABCDXdefm';

export const zgrep = utility(
	'zgrep',
	function* (tool: Tool): Sys<number> {
		const options: string[] = [];
		const operands: string[] = [];
		let patterns = 0;
		let names: boolean | undefined;
		let plain = false;
		for (let i = 0; i < tool.args.length; i++) {
			const arg = tool.args[i] as string;
			if (plain || arg === '-' || !arg.startsWith('-')) {
				operands.push(arg);
				continue;
			}
			if (arg === '--') {
				plain = true;
				continue;
			}
			if (arg === '--help' || arg === '--version' || arg === '-V') {
				yield* getopt(tool, { short: 'V', long: [] }, [arg === '-V' ? '--version' : arg]);
			}
			if (/^-[drRzZ]$|^--(?:directories|exclude|include|null|recursive|dereference-recursive)/.test(arg))
				throw new Exit(2, `${tool.name}: ${arg}: option not supported\n`);
			const letters = arg.startsWith('--') ? '' : arg.slice(1);
			if (letters.includes('h') || arg === '--no-filename') names = false;
			else if (letters.includes('H') || arg === '--with-filename') names = true;
			const at = [...letters].findIndex((letter) => valued.includes(letter));
			if (at >= 0 && 'ef'.includes(letters[at] ?? '')) patterns++;
			if (arg.startsWith('--regexp') || arg.startsWith('--file')) patterns++;
			options.push(arg);
			if (at >= 0 && at === letters.length - 1) options.push(tool.args[++i] ?? '');
		}
		if (patterns === 0) {
			const pattern = operands.shift();
			if (pattern === undefined) throw new Exit(2, `${tool.name}: missing pattern; try \`${tool.name} --help' for help\n`);
			options.push('-e', pattern);
		}
		const files = operands.length === 0 ? ['-'] : operands;
		const named = names ?? files.length > 1;
		let status = 1;
		for (const file of files) {
			const ends = yield* pipe();
			const from = yield* spawn({ path: '/usr/bin/gzip', argv: ['gzip', '-cdfq', '--', file], env: tool.env, fds: { 0: 0, 1: ends.write, 2: 2 } });
			const argv = ['grep', ...(named ? ['-H'] : ['-h']), `--label=${file === '-' ? '(standard input)' : file}`, ...options];
			const into = yield* spawn({ path: '/usr/bin/grep', argv, env: tool.env, fds: { 0: ends.read, 1: 1, 2: 2 } });
			yield* close(ends.write);
			yield* close(ends.read);
			const [read, found] = [yield* wait(from), yield* wait(into)];
			const failed = read !== null && 'exited' in read && read.exited !== 0 && read.exited !== 2;
			const got = found !== null && 'exited' in found ? found.exited : 2;
			if (failed || got >= 2) status = 2;
			else if (got === 0 && status === 1) status = 0;
		}
		return status;
	},
	{ usageStatus: 2 }
);
