// sed: the stream editor. Parsing is sed/parse.ts, running sed/run.ts; this reads the options.
import { Errno, type Sys } from '../../engine/sys.ts';
import { readText } from '../../kernel/index.ts';
import { RegExpError } from '../../values/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';
import { parseScript, SedError } from './sed/parse.ts';
import { runScript } from './sed/run.ts';

export const sed = utility('sed', function* (tool: Tool): Sys<number> {
	tool.hintText = usage(tool.name);
	const options = yield* getopt(tool, {
		short: 'bsnrzuEe:f:l:i::s',
		long: [
			'expression:=e',
			'file:=f',
			'in-place::=i',
			'line-length:=l',
			'quiet=n',
			'silent=n',
			'regexp-extended=E',
			'separate=s',
			'null-data=z',
			'zero-terminated=z',
			'unbuffered=u',
			'posix',
			'debug',
			'sandbox',
			'follow-symlinks',
			'binary=b'
		]
	});
	const operands = [...options.operands];
	const parts: { text: string; from: string }[] = [];
	let n = 0;
	for (const [key, value] of options.options) {
		if (key === 'e') parts.push({ text: value, from: `-e expression #${++n}` });
		if (key !== 'f') continue;
		const text = yield* attempt(readText(value === '-' ? '/dev/stdin' : value));
		if (text instanceof Errno) tool.die(tool.busybox ? `${value}: ${text.message}` : `couldn't open file ${value}: ${text.message}`);
		parts.push({ text: text.endsWith('\n') ? text.slice(0, -1) : text, from: `file ${value}` });
	}
	if (parts.length === 0) {
		const script = operands.shift();
		if (script === undefined) {
			if (tool.busybox) yield* appletUsage(tool);
			yield* tool.error(usage(tool.name));
			return 1;
		}
		parts.push({ text: script, from: '-e expression #1' });
	}
	if (options.has('i') && operands.length === 0 && !tool.busybox) tool.die('no input files', 4);
	const extended = options.has('E') || options.has('r');
	try {
		const script = parseScript(parts, extended);
		return yield* runScript(
			tool,
			script,
			{
				quiet: options.has('n') || script.quiet,
				separate: options.has('s') || options.has('i'),
				inPlace: options.get('i'),
				nul: options.has('z'),
				unbuffered: options.has('u'),
				lineLength: Number(options.get('l') ?? 70),
				sandbox: options.has('sandbox')
			},
			operands
		);
	} catch (error) {
		if (error instanceof RegExpError) throw new Exit(1, `${tool.name}: ${error.message}\n`);
		if (!(error instanceof SedError)) throw error;
		throw new Exit(
			error.plain.startsWith("can't find label") && !tool.busybox ? 4 : 1,
			tool.busybox ? `${tool.name}: ${error.plain}\n` : `${tool.name}: ${error.where === '' ? '' : `${error.where}: `}${error.plain}\n`
		);
	}
});

const usage = (name: string): string => `Usage: ${name} [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent
                 suppress automatic printing of pattern space
      --debug
                 annotate program execution
  -e script, --expression=script
                 add the script to the commands to be executed
  -f script-file, --file=script-file
                 add the contents of script-file to the commands to be executed
  --follow-symlinks
                 follow symlinks when processing in place
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
  -l N, --line-length=N
                 specify the desired line-wrap length for the \`l' command
  --posix
                 disable all GNU extensions.
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
                 (for portability use POSIX -E).
  -s, --separate
                 consider files as separate rather than as a single,
                 continuous long stream.
      --sandbox
                 operate in sandbox mode (disable e/r/w commands).
  -u, --unbuffered
                 load minimal amounts of data from the input files and flush
                 the output buffers more often
  -z, --null-data
                 separate lines by NUL characters
      --help     display this help and exit
      --version  output version information and exit

If no -e, --expression, -f, or --file option is given, then the first
non-option argument is taken as the sed script to interpret.  All
remaining arguments are names of input files; if no input files are
specified, then the standard input is read.

GNU sed home page: <https://www.gnu.org/software/sed/>.
General help using GNU software: <https://www.gnu.org/gethelp/>.
`;
