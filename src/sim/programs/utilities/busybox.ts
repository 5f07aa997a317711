// BusyBox 1.36.1: one executable, many applets. The program itself only finds out which applet it is and becomes it; each applet is a
// program row "busybox:NAME" made of the utility of that name, so that its code is loaded on first use.
import { Errno, type Sys } from '../../engine/sys.ts';
import { exec, print, printError, stat } from '../../kernel/index.ts';
import type { Context, Program } from '../../kernel/index.ts';
import { attempt, finish, Tool, type Utility } from './lib/tool.ts';

const copyright = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

\tBusyBox is a multi-call binary that combines many common Unix
\tutilities into a single executable.  Most people will create a
\tlink to busybox for each function they wish to use and BusyBox
\twill act like whatever it was invoked as.

Currently defined functions:
`;

/** The first line of usage texts. Alpine's build and the official image's differ in their date. */
export function* banner(): Sys<string> {
	const musl = !((yield* attempt(stat('/lib/ld-musl-x86_64.so.1'))) instanceof Errno);
	return `BusyBox v1.36.1 (${musl ? '2024-06-10 07:11:47' : '2024-05-30 18:24:26'} UTC) multi-call binary.\n`;
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');

/** Becomes an applet; 127 when there is none of that name. */
function* become(name: string, argv: readonly string[], env: Context['env']): Sys<number> {
	const program = name === 'sh' || name === 'ash' || name === '-sh' ? 'ash' : `busybox:${name}`;
	const failed = yield* attempt(exec({ program, argv, env }));
	if (!(failed instanceof Errno)) return 0;
	yield* printError(`${name}: applet not found\n`);
	return 127;
}

/** The names of all applets that can be run, in the order busybox lists them. */
export const newBusybox = (applets: readonly string[]): Program => ({
	name: 'busybox',
	rss: 1 << 20,
	*main(context) {
		const name = baseOf(context.argv[0] ?? '');
		if (!name.startsWith('busybox')) return yield* become(name, context.argv, context.env);
		const first = context.argv[1];
		if (first === undefined || first === '--help') {
			let line = '';
			const lines: string[] = [];
			for (const applet of applets) {
				if (line.length + applet.length + 2 > 70) {
					lines.push(line);
					line = '';
				}
				line += `${line === '' ? '' : ' '}${applet},`;
			}
			yield* print((yield* banner()) + copyright + [...lines, line.replace(/,$/, '')].map((one) => `\t${one}\n`).join('') + '\n');
			return 0;
		}
		if (first === '--list' || first === '--list-full') {
			yield* print(applets.map((applet) => `${first === '--list' ? '' : 'bin/'}${applet}\n`).join(''));
			return 0;
		}
		return yield* become(baseOf(first), [first, ...context.argv.slice(2)], context.env);
	}
});

/** A utility as an applet. */
export function applet(utility: Utility): Program {
	return {
		...utility,
		name: `busybox:${utility.name}`,
		rss: 1 << 20,
		*main(context) {
			const name = baseOf(context.argv[0] ?? utility.name);
			const tool = new Tool(context, context.argv.slice(1), name, { busybox: true, binary: utility.binary });
			return yield* finish(tool, utility.run(tool));
		}
	};
}
