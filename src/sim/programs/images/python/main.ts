// python3: -c, -m http.server, a script, standard input, or the prompt; tracebacks and exit codes as CPython's.
import { pipMain } from '../../packages/pip.ts';
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	exists,
	getcwd,
	isatty,
	mkdirAll,
	read,
	readAll,
	readText,
	stat,
	symlink,
	write,
	writeFile,
	type Context,
	type Program
} from '../../../kernel/index.ts';
import { text as decode } from '../../../values/index.ts';
import { installBuiltins, native, Output } from './builtins.ts';
import { Interpreter } from './interpreter.ts';
import { installLoader, moduleSource } from './loader.ts';
import { Parser } from './parser.ts';
import { SyntaxFault } from './tokens.ts';
import { List, Raised, repr, Scope, str, Tuple, type Value } from './values.ts';

function syntaxText(fault: SyntaxFault, source: string, file: string): string {
	const line = source.split('\n')[fault.line - 1] ?? '';
	const indent = line.length - line.trimStart().length;
	const carets = '^'.repeat(Math.max(1, Math.min(fault.end, line.length) - fault.column));
	return `  File "${file}", line ${fault.line}\n    ${line.trim()}\n    ${' '.repeat(Math.max(0, fault.column - indent))}${carets}\n${fault.type}: ${fault.message}\n`;
}
function raisedText(error: Raised, text = str(error.value), deep = 0): string {
	const { type } = error.value;
	const name = type.module === 'builtins' || type.module === '__main__' ? type.name : `${type.module}.${type.name}`;
	const before = error.cause ?? (error.cause === null ? null : error.context);
	const chain =
		before && deep < 10
			? `${raisedText(before, undefined, deep + 1)}\n${error.cause ? 'The above exception was the direct cause of the following exception:' : 'During handling of the above exception, another exception occurred:'}\n\n`
			: '';
	return `${chain}Traceback (most recent call last):\n${repeated(error.frames)}${name}${text === '' ? '' : `: ${text}`}\n`;
}
/** Frames that repeat more than three times are counted, as CPython does. */
function repeated(frames: readonly string[]): string {
	let out = '';
	for (let i = 0; i < frames.length;) {
		let n = 1;
		while (frames[i + n] === frames[i]) n++;
		out += frames.slice(i, i + Math.min(3, n)).join('');
		if (n > 3) out += `  [Previous line repeated ${n - 3} more time${n - 3 === 1 ? '' : 's'}]\n`;
		i += n;
	}
	return out;
}

/** Runs source text to its end; answers the exit status. */
function* execute(vm: Interpreter, out: Output, source: string, file: string, scope: Scope): Sys<number> {
	try {
		vm.sources.set(file, source.split('\n'));
		const body = new Parser(source).module();
		yield* vm.run(body, scope, file);
		yield* out.flush();
		return 0;
	} catch (error) {
		yield* out.flush();
		if (error instanceof SyntaxFault) {
			yield* write(2, syntaxText(error, source, file));
			return 1;
		}
		if (!(error instanceof Raised)) throw error;
		if (error.value.type.name === 'SystemExit') {
			const args = error.value.names.get('args');
			const code: Value = args instanceof Tuple ? (args.items[0] ?? null) : null;
			if (code === null) return 0;
			if (typeof code === 'bigint' || typeof code === 'boolean') return Number(code) & 255;
			yield* write(2, `${str(code)}\n`);
			return 1;
		}
		const text = error.value.type.find('__str__') === undefined ? undefined : yield* vm.str(error.value);
		yield* write(2, raisedText(error, text));
		return error.value.type.name === 'KeyboardInterrupt' ? 130 : 1;
	}
}

const help = "usage: python [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information.\n";

function* start(context: Context): Sys<number> {
	const { argv, env } = context;
	let [at, command, module, eager]: [number, string | null, string | null, boolean] = [1, null, null, (env['PYTHONUNBUFFERED'] ?? '') !== ''];
	for (; at < argv.length; at++) {
		const arg = argv[at] as string;
		if (arg === '-c') {
			command = argv[at + 1] ?? null;
			if (command === null) {
				yield* write(2, `Argument expected for the -c option\n${help}`);
				return 2;
			}
			at += 2;
			break;
		}
		if (arg === '-m') {
			module = argv[at + 1] ?? '';
			at += 2;
			break;
		}
		if (arg === '-V' || arg === '--version') {
			yield* write(1, `Python ${env['PYTHON_VERSION'] ?? '3.12.1'}\n`);
			return 0;
		}
		if (arg === '-' || !arg.startsWith('-')) break;
		if (arg === '-u') eager = true;
		else if (!/^-[BEIOsSqvWXdix]/.test(arg)) {
			yield* write(2, `Unknown option: ${arg.slice(0, 2)}\n${help}`);
			return 2;
		}
	}
	const out = new Output(eager || (yield* isatty(1)));
	const vm = new Interpreter();
	vm.argv0 = argv[0] ?? 'python';
	vm.env = env;
	installBuiltins(vm, out);
	vm.builtins.names.set(
		'\0stderr',
		native('stderr', function* ([t = '']) {
			yield* out.flush();
			yield* write(2, str(t));
			return null;
		})
	);
	const file = command !== null ? '-c' : module !== null ? '-m' : (argv[at] ?? '');
	const words = command !== null || module !== null ? [file, ...argv.slice(at)] : argv.slice(at);
	const cwd = yield* getcwd();
	const full = file.startsWith('/') ? file : `${cwd === '/' ? '' : cwd}/${file}`;
	const folder = command === null && module === null && file !== '' && file !== '-' ? full.replace(/\/[^/]*$/, '') || '/' : cwd;
	yield* installLoader(vm, context, words, out, folder);
	const scope = new Scope(vm.builtins);
	scope.names.set('__name__', '__main__');
	if (command !== null) return yield* execute(vm, out, command, '<string>', scope);
	if (module !== null) return yield* runModule(vm, out, module, argv.slice(at), scope);
	if (file !== '' && file !== '-') {
		let source: string;
		try {
			if ((yield* stat(file)).type === 'dir') {
				yield* write(2, `${argv[0]}: can't find '__main__' module in '${cwd === '/' ? `//${file}` : full}'\n`);
				return 1;
			}
			source = yield* readText(file);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			yield* write(
				2,
				`${argv[0]}: can't open file '${file.startsWith('/') ? file : `${cwd}/${file}`}': [Errno ${e.code === 'EACCES' ? 13 : 2}] ${e.message}\n`
			);
			return 2;
		}
		scope.names.set('__file__', full);
		vm.enter('__main__', scope.names);
		return yield* execute(vm, out, source, full, scope);
	}
	if (!(yield* isatty(0))) return yield* execute(vm, out, decode(yield* readAll(0)), '<stdin>', scope);
	yield* write(
		1,
		`Python ${env['PYTHON_VERSION'] ?? '3.12.1'} (main, Jun 10 2025, 23:42:27) [GCC 12.2.0] on linux\nType "help", "copyright", "credits" or "license" for more information.\n`
	);
	return yield* prompt(vm, out, scope);
}

function* runModule(vm: Interpreter, out: Output, module: string, args: readonly string[], scope: Scope): Sys<number> {
	if (module === 'pip') return yield* pipMain([vm.argv0, ...args], vm.env);
	if (module === 'venv' || module === 'virtualenv') return yield* makeEnvironment(args.filter((arg) => !arg.startsWith('-')));
	const missing = function* (text: string): Sys<number> {
		yield* write(2, `/usr/local/bin/python: ${text}\n`);
		return 1;
	};
	if (module === 'http.server') {
		const at = args.findIndex((a) => a === '--bind' || a === '-b');
		const host = at >= 0 ? (args[at + 1] ?? '') : '';
		const folder = args.findIndex((a) => a === '--directory' || a === '-d');
		const port = args.find((a, i) => /^\d+$/.test(a) && (at < 0 || i !== at + 1)) ?? '8000';
		const source = `import os, http.server\n${folder >= 0 ? `os.chdir(${JSON.stringify(args[folder + 1] ?? '.')})\n` : ''}server = http.server.HTTPServer(("${host}", ${port}), http.server.SimpleHTTPRequestHandler)\nprint("Serving HTTP on ${host || '0.0.0.0'} port ${port} (http://${host || '0.0.0.0'}:${port}/) ...")\nserver.serve_forever()\n`;
		return yield* execute(vm, out, source, '<string>', scope);
	}
	const found = (yield* moduleSource(vm, `${module}.__main__`)) ?? (yield* moduleSource(vm, module));
	if (!found) return yield* missing(`No module named ${module}`);
	if (found.path.endsWith('/__init__.py'))
		return yield* missing(`No module named ${module}.__main__; '${module}' is a package and cannot be directly executed`);
	scope.names.set('__file__', found.path);
	const dot = found.name.lastIndexOf('.');
	if (dot > 0) {
		scope.names.set('__package__', found.name.slice(0, dot));
		yield* vm.importModule(found.name.slice(0, dot));
	}
	const words = vm.modules.get('sys')?.names.get('argv');
	if (words instanceof List) words.items[0] = found.path;
	return yield* execute(vm, out, found.source, found.path, scope);
}

/** `python -m venv DIR…`. */
function* makeEnvironment(dirs: readonly string[]): Sys<number> {
	if (dirs.length === 0) {
		yield* write(
			2,
			'usage: venv [-h] [--system-site-packages] [--symlinks | --copies] [--clear]\n            [--upgrade] [--without-pip] [--prompt PROMPT] [--upgrade-deps]\n            ENV_DIR [ENV_DIR ...]\nvenv: error: the following arguments are required: ENV_DIR\n'
		);
		return 2;
	}
	const cwd = yield* getcwd();
	for (const given of dirs) {
		const dir = given.startsWith('/') ? given : `${cwd === '/' ? '' : cwd}/${given}`;
		for (const part of ['bin', 'include', 'lib/python3.12/site-packages']) yield* mkdirAll(`${dir}/${part}`);
		yield* writeFile(
			`${dir}/pyvenv.cfg`,
			`home = /usr/local/bin\ninclude-system-site-packages = false\nversion = 3.12.1\nexecutable = /usr/local/bin/python3.12\ncommand = /usr/local/bin/python -m venv ${dir}\n`
		);
		yield* writeFile(
			`${dir}/bin/activate`,
			`deactivate () {\n    PATH="$_OLD_VIRTUAL_PATH"\n    export PATH\n    unset VIRTUAL_ENV\n    unset -f deactivate\n}\nVIRTUAL_ENV=${dir}\nexport VIRTUAL_ENV\n_OLD_VIRTUAL_PATH="$PATH"\nPATH="$VIRTUAL_ENV/bin:$PATH"\nexport PATH\nPS1="(${dir.slice(dir.lastIndexOf('/') + 1)}) \${PS1:-}"\nexport PS1\n`
		);
		for (const [name, target] of [
			['python', '/usr/local/bin/python3'],
			['python3', 'python'],
			['python3.12', 'python'],
			['pip', '/usr/local/bin/pip3'],
			['pip3', '/usr/local/bin/pip3']
		] as const)
			if (!(yield* exists(`${dir}/bin/${name}`))) yield* symlink(target, `${dir}/bin/${name}`);
	}
	return 0;
}

/** The prompt: statements as they are typed; a block ends with an empty line. */
function* prompt(vm: Interpreter, out: Output, scope: Scope): Sys<number> {
	let [pending, left] = ['', ''];
	for (;;) {
		yield* write(1, pending === '' ? '>>> ' : '... ');
		while (!left.includes('\n')) {
			const bytes = yield* read(0);
			if (bytes.length === 0) {
				yield* write(1, '\n');
				return 0;
			}
			left += decode(bytes);
		}
		const line = left.slice(0, left.indexOf('\n'));
		left = left.slice(line.length + 1);
		if (pending === '' && line.trim() === '') continue;
		pending += `${line}\n`;
		const block = /:\s*$/.test(pending.split('\n')[0] ?? '') || pending.startsWith('@');
		if (block && line.trim() !== '') continue;
		const source = pending;
		pending = '';
		let wrapped = source;
		try {
			const [only, more] = new Parser(source).module();
			if (only?.kind === 'expression' && !more) {
				scope.names.set(
					'\0show',
					native('show', function* ([v = null]) {
						if (v !== null) yield* out.put(`${repr(v)}\n`);
						return null;
					})
				);
				wrapped = `__show__(${source.trim()})\n`;
				scope.names.set('__show__', scope.names.get('\0show') as Value);
			}
		} catch (e) {
			if (!(e instanceof SyntaxFault)) throw e;
			if (e.message.includes('was never closed') && line.trim() !== '') {
				pending = source;
				continue;
			}
		}
		if (/^\s*(exit|quit)\(\d*\)\s*$/.test(source)) return Number(/\d+/.exec(source)?.[0] ?? 0);
		yield* execute(vm, out, wrapped, '<stdin>', scope);
	}
}

export const python3: Program = { name: 'python3', rss: 9 << 20, main: start };
