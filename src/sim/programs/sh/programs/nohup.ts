// nohup: a command that a hang-up does not end, its output kept in nohup.out when it would go to a terminal.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { dup, isatty, open, sigaction } from '../../../kernel/index.ts';
import { utility, type Tool } from '../../utilities/lib/tool.ts';
import { execCommand } from './exec-path.ts';

function* terminal(fd: number): Sys<boolean> {
	try {
		return yield* isatty(fd);
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
function* outputFile(tool: Tool): Sys<string> {
	const flags = { write: true, create: true, append: true, mode: 0o600 };
	const home = tool.env['HOME'];
	for (const path of ['nohup.out', ...(home ? [`${home}/nohup.out`] : [])]) {
		try {
			yield* dup(yield* open(path, flags), 1);
			return path;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	tool.die("failed to open 'nohup.out': Permission denied", 125);
}
export const nohup = utility(
	'nohup',
	function* (tool) {
		const command = tool.args[0] === '--' ? tool.args.slice(1) : tool.args;
		if (command.length === 0) tool.usage('missing operand', 125);
		const ignoring = yield* terminal(0);
		const out = yield* terminal(1);
		const err = yield* terminal(2);
		if (ignoring) yield* dup(yield* open('/dev/null', { write: true }), 0);
		if (out) {
			const file = yield* outputFile(tool);
			yield* tool.error(`nohup: ${ignoring ? 'ignoring input and ' : ''}appending output to ${tool.quote(file)}\n`);
		} else if (ignoring) yield* tool.error(`nohup: ignoring input${err ? ' and redirecting stderr to stdout' : ''}\n`);
		if (err) yield* dup(1, 2);
		yield* sigaction('HUP', 'ignore');
		try {
			return yield* execCommand(command, tool.env);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* tool.warn(`failed to run command '${command[0]}': ${error.message}`);
			return error.code === 'ENOENT' ? 127 : 126;
		}
	},
	{ usageStatus: 125 }
);
