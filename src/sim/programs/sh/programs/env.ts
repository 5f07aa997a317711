// env: prints the environment, or runs a command in a changed one.
import { Errno, type Sys } from '../../../engine/sys.ts';
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
		const split = /^-(v?)S(.*)$/s.exec(first) ?? (first.startsWith('--split-string=') ? [first, '', first.slice('--split-string='.length)] : null);
		if (split) {
			const alone = split[2] === '';
			const text = alone ? (args[1] ?? '') : (split[2] ?? '');
			const words = text.split(/\s+/).filter(Boolean);
			if (split[1] === 'v') {
				yield* tool.error(`split -S:  ${tool.quote(text)}\n`);
				for (const [i, word] of words.entries()) yield* tool.error(`${i === 0 ? ' into:' : '     &'}    ${tool.quote(word)}\n`);
			}
			args = [...(split[1] === 'v' ? ['-v'] : []), ...words, ...args.slice(alone ? 2 : 1)];
		}
		const options = yield* getopt(
			tool,
			{ short: 'C:iS:u:v0', long: ['chdir:=C', 'ignore-environment=i', 'null=0', 'unset:=u', 'debug=v', 'split-string:=S'], posix: true },
			args
		);
		const end = options.has('0') ? '\0' : '\n';
		const made: Record<string, string> = options.has('i') || options.operands[0] === '-' ? {} : { ...tool.env };
		// -v tells each step on stderr.
		const told = function* (text: string): Sys<void> {
			if (options.has('v') && !tool.busybox) yield* tool.error(`${text}\n`);
		};
		if (options.has('i') || options.operands[0] === '-') yield* told('cleaning environ');
		for (const [key, value] of options.options) {
			if (key !== 'u') continue;
			yield* told(`unset:    ${value}`);
			delete made[value];
		}
		let i = options.operands[0] === '-' ? 1 : 0;
		for (; i < options.operands.length; i++) {
			const operand = options.operands[i] as string;
			const at = operand.indexOf('=');
			if (at < 0 || (at === 0 && tool.busybox)) break;
			yield* told(`setenv:   ${operand}`);
			made[operand.slice(0, at)] = operand.slice(at + 1);
		}
		const command = options.operands.slice(i);
		const dir = options.get('C');
		if (dir !== undefined) {
			if (!tool.busybox && command.length === 0) tool.usage('must specify command with --chdir (-C)');
			yield* told(`chdir:    ${tool.quoteFile(dir)}`);
			try {
				yield* chdir(dir);
			} catch (error) {
				if (error instanceof Errno) tool.die(`cannot change directory to ${tool.quoteFile(dir)}: ${error.message}`, 125);
				throw error;
			}
		}
		if (command.length === 0) {
			for (const [name, value] of Object.entries(made)) yield* tool.put(`${name}=${value}${end}`);
			return 0;
		}
		yield* told(`executing: ${command[0]}`);
		for (const [i, word] of command.entries()) yield* told(`   arg[${i}]= ${tool.quote(word)}`);
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
