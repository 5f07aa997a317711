// envsubst of gettext: puts environment variables into text. Follows gettext 0.21: only $NAME and ${NAME}; with a SHELL-FORMAT only
// the variables named there.
import { type Program, print, printError, readAll } from '../../kernel/index.ts';
import type { Sys } from '../../engine/index.ts';
import { text } from '../../values/index.ts';

const help = `Usage: envsubst [OPTION] [SHELL-FORMAT]

Substitutes the values of environment variables.

Operation mode:
  -v, --variables             output the variables occurring in SHELL-FORMAT

Informative output:
  -h, --help                  display this help and exit
  -V, --version               output version information and exit

In normal operation mode, standard input is copied to standard output,
with references to environment variables of the form $VARIABLE or \${VARIABLE}
being replaced with the corresponding values.  If a SHELL-FORMAT is given,
only those environment variables that are referenced in SHELL-FORMAT are
substituted; otherwise all environment variables references occurring in
standard input are substituted.
`;

const reference = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;
const namesIn = (format: string): string[] => [...format.matchAll(reference)].map((m) => m[1] ?? m[2] ?? '');

export const envsubst: Program = {
	name: 'envsubst',
	*main(context): Sys<number> {
		const args = context.argv.slice(1);
		const [first = ''] = args;
		if (first === '-h' || first === '--help') {
			yield* print(help);
			return 0;
		}
		if (first === '-V' || first === '--version') {
			yield* print('envsubst (GNU gettext-runtime) 0.21\n');
			return 0;
		}
		if (first === '-v' || first === '--variables') {
			if (args[1] === undefined) {
				yield* printError('envsubst: missing arguments\n');
				return 1;
			}
			yield* print(
				namesIn(args[1])
					.map((name) => `${name}\n`)
					.join('')
			);
			return 0;
		}
		if (args.length > 1) {
			yield* printError('envsubst: too many arguments\n');
			return 1;
		}
		const only = args.length === 1 ? new Set(namesIn(first)) : null;
		const source = text(yield* readAll(0));
		yield* print(
			source.replace(reference, (all, braced: string | undefined, bare: string | undefined) => {
				const name = braced ?? bare ?? '';
				return only === null || only.has(name) ? (context.env[name] ?? '') : all;
			})
		);
		return 0;
	}
};
