// env: prints the environment, or runs a command in a changed one.
import { Errno } from '../../../engine/sys.ts';
import { chdir } from '../../../kernel/index.ts';
import { getopt } from '../../utilities/lib/getopt.ts';
import { utility } from '../../utilities/lib/tool.ts';
import { execCommand } from './exec-path.ts';

export const env = utility(
	'env',
	function* (tool) {
		let { args } = tool;
		const first = args[0] ?? '';
		// env -S 'a b' of a #! line: split first.
		if (first.startsWith('-S') || first.startsWith('--split-string=')) {
			const text = first === '-S' ? (args[1] ?? '') : first.replace(/^(-S|--split-string=)/, '');
			args = [...text.split(/\s+/).filter(Boolean), ...args.slice(first === '-S' ? 2 : 1)];
		}
		const options = yield* getopt(
			tool,
			{ short: 'C:iS:u:v0', long: ['chdir:=C', 'ignore-environment=i', 'null=0', 'unset:=u', 'debug=v', 'split-string:=S'], posix: true },
			args
		);
		const end = options.has('0') ? '\0' : '\n';
		const made: Record<string, string> = options.has('i') || options.operands[0] === '-' ? {} : { ...tool.env };
		for (const [key, value] of options.options) if (key === 'u') delete made[value];
		let i = options.operands[0] === '-' ? 1 : 0;
		for (; i < options.operands.length; i++) {
			const operand = options.operands[i] as string;
			const at = operand.indexOf('=');
			if (at <= 0) break;
			made[operand.slice(0, at)] = operand.slice(at + 1);
		}
		const command = options.operands.slice(i);
		const dir = options.get('C');
		if (dir !== undefined) {
			try {
				yield* chdir(dir);
			} catch (error) {
				if (error instanceof Errno) tool.die(`cannot change directory to ${tool.quote(dir)}: ${error.message}`, 125);
				throw error;
			}
		}
		if (command.length === 0) {
			for (const [name, value] of Object.entries(made)) yield* tool.put(`${name}=${value}${end}`);
			return 0;
		}
		try {
			return yield* execCommand(command, made);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			const name = tool.busybox ? `can't execute '${command[0]}'` : tool.quote(command[0] as string);
			yield* tool.warn(`${name}: ${error.message}`);
			if (!tool.busybox && error.code === 'ENOENT' && (command[0] as string).includes(' '))
				yield* tool.error(`env: use -[v]S to pass options in shebang lines\n`);
			return error.code === 'ENOENT' ? 127 : 126;
		}
	},
	{ usageStatus: 125 }
);
