#!/usr/bin/env node
// The `drydock` command: a table of subcommands. Runs on Node without a build; paths are relative to the caller's directory.
import { commands } from './commands.ts';

// A reader that has seen enough (`drydock … | head`) ends the program; it is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
	process.exit(0);
});

const [name, ...args] = process.argv.slice(2);
if (process.env['INIT_CWD']) process.chdir(process.env['INIT_CWD']);
const command = commands.find((row) => row.name === name);
if (!command) {
	const width = Math.max(...commands.map((row) => row.usage.length));
	const text = `Usage: drydock COMMAND\n\n${commands.map((row) => `  ${row.usage.padEnd(width)}  ${row.summary}`).join('\n')}\n`;
	if (name === undefined || name === 'help' || name === '--help') process.stdout.write(text);
	else process.stderr.write(`drydock: there is no command ${name}\n\n${text}`);
	process.exitCode = name === undefined || name === 'help' || name === '--help' ? 0 : 2;
} else if (args.includes('--help') || args.includes('-h')) {
	process.stdout.write(`Usage: drydock ${command.usage}\n\n  ${command.summary}\n`);
} else {
	process.exitCode = await command.run(args);
}
