// The shell's own command line: bash [long options] [-ceilnsuvx…] [-o option] [-O shopt] [script or string] [arguments].
import { optionLetters, shellOptionNames } from './options.ts';

export interface CommandLine {
	/** -c's text. */
	string?: string;
	script?: string;
	/** $0 when given after -c's text. */
	name?: string;
	args: string[];
	interactive?: boolean;
	login: boolean;
	stdin: boolean;
	norc: boolean;
	noprofile: boolean;
	rcfile?: string;
	on: string[];
	off: string[];
	shopt: [string, boolean][];
	version: boolean;
	help: boolean;
	error?: string;
}
const letters = new Map(optionLetters);

export function parseCommandLine(argv: readonly string[]): CommandLine {
	const out: CommandLine = {
		args: [],
		login: argv[0]?.startsWith('-') === true,
		stdin: false,
		norc: false,
		noprofile: false,
		on: [],
		off: [],
		shopt: [],
		version: false,
		help: false
	};
	let i = 1;
	let wantsString = false;
	for (; i < argv.length; i++) {
		const arg = argv[i] as string;
		if (arg === '--' || arg === '-') {
			i++;
			break;
		}
		if (arg.startsWith('--')) {
			const name = arg.slice(2);
			if (name === 'norc') out.norc = true;
			else if (name === 'noprofile') out.noprofile = true;
			else if (name === 'login') out.login = true;
			else if (name === 'posix') out.on.push('posix');
			else if (name === 'verbose') out.on.push('verbose');
			else if (name === 'version') out.version = true;
			else if (name === 'help') out.help = true;
			else if (name === 'rcfile' || name === 'init-file') out.rcfile = argv[++i] ?? '';
			else if (name !== 'noediting' && name !== 'restricted' && name !== 'debugger') {
				out.error = `${arg}: invalid option`;
				return out;
			}
			continue;
		}
		if ((arg[0] !== '-' && arg[0] !== '+') || arg.length < 2) break;
		const list = arg[0] === '-' ? out.on : out.off;
		for (const c of arg.slice(1)) {
			if (c === 'c') wantsString = true;
			else if (c === 'i') out.interactive = true;
			else if (c === 'l') out.login = true;
			else if (c === 's') out.stdin = true;
			else if (c === 'o') {
				const name = argv[++i] ?? '';
				if (argv[0] !== undefined && !shellOptionNames.includes(name)) {
					out.error = `line 0: ${argv[0]}: ${name}: invalid option name`;
					return out;
				}
				list.push(name);
			} else if (c === 'O') out.shopt.push([argv[++i] ?? '', arg[0] === '-']);
			else {
				const name = letters.get(c);
				if (!name) {
					out.error = `${arg[0]}${c}: invalid option`;
					return out;
				}
				list.push(name);
			}
		}
	}
	const rest = argv.slice(i);
	if (wantsString) {
		if (rest[0] === undefined) out.error = '-c: option requires an argument';
		else out.string = rest.shift() as string;
		const name = rest.shift();
		if (name !== undefined) out.name = name;
	} else if (!out.stdin && rest.length) out.script = rest.shift() as string;
	out.args = rest;
	return out;
}
