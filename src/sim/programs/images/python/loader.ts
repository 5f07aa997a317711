// Where modules come from: built into the interpreter, its own library written in Python, then files along sys.path.
// Leaves out zip files, .pyc and namespace packages. Invariant: a module's text runs once in a run.
import { Errno, type Sys } from '../../../engine/index.ts';
import { exists, readText, type Context } from '../../../kernel/index.ts';
import { environmentOf, shortName } from '../../packages/pip.ts';
import type { Output } from './builtins.ts';
import type { Interpreter } from './interpreter.ts';
import { library } from './library/index.ts';
import { standardModules } from './modules.ts';
import { Parser } from './parser.ts';
import { SyntaxFault } from './tokens.ts';
import { List, Module, Raised, Scope, str } from './values.ts';

/** The directory of the standard library, as tracebacks name it. */
const home = '/usr/local/lib/python3.12';

export interface Source {
	readonly name: string;
	readonly path: string;
	readonly source: string;
}
function* quietRead(path: string): Sys<string | undefined> {
	try {
		return yield* readText(path);
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}
const pathOf = (vm: Interpreter): string[] => {
	const path = vm.modules.get('sys')?.names.get('path');
	return path instanceof List ? path.items.map(str) : [];
};
/** A module's text: the library's, or the first file along sys.path (for a submodule: along its package's own path). */
export function* moduleSource(vm: Interpreter, name: string): Sys<Source | undefined> {
	const dot = name.lastIndexOf('.');
	const last = name.slice(dot + 1);
	let places = pathOf(vm);
	if (dot > 0) {
		const parent = vm.modules.get(name.slice(0, dot))?.names.get('__path__');
		places = parent instanceof List ? parent.items.map(str) : pathOf(vm).map((dir) => `${dir}/${name.slice(0, dot).replaceAll('.', '/')}`);
	}
	const own = places[0];
	const tries = (dir: string): string[] => {
		const head = dir === '/' ? '' : dir;
		return [`${head}/${last}/__init__.py`, `${head}/${last}.py`];
	};
	if (own !== undefined)
		for (const path of tries(own)) {
			const source = yield* quietRead(path);
			if (source !== undefined) return { name, path, source };
		}
	const text = library[name];
	if (text !== undefined)
		return { name, path: `${home}/${name.replaceAll('.', '/')}${library[`${name}.__init__`] === undefined ? '' : '/__init__'}.py`, source: text };
	for (const dir of places.slice(1))
		for (const path of tries(dir)) {
			const source = yield* quietRead(path);
			if (source !== undefined) return { name, path, source };
		}
	return undefined;
}

/** Sets sys.path and the interpreter's way to import. */
export function* installLoader(vm: Interpreter, context: Context, words: readonly string[], out: Output, folder: string): Sys<void> {
	const standard = standardModules(vm, context, words, out);
	const given = (context.env['PYTHONPATH'] ?? '').split(':').filter((dir) => dir !== '');
	const own = yield* environmentOf({ argv0: context.argv[0] ?? 'python', env: context.env });
	const short = shortName(context.env);
	const sites: string[] = [];
	if (own !== undefined) sites.push(`${own}/lib/${short}/site-packages`);
	else
		for (const dir of [
			`${context.env['HOME'] ?? '/root'}/.local/lib/${short}/site-packages`,
			`/usr/local/lib/${short}/site-packages`,
			`/usr/lib/${short}/site-packages`,
			'/usr/lib/python3/dist-packages'
		])
			if (yield* exists(dir)) sites.push(dir);
	const sys = yield* (standard.get('sys') as () => Sys<Module>)();
	vm.modules.set('sys', sys);
	sys.names.set('path', new List([folder, ...given, '/usr/local/lib/python312.zip', home, `${home}/lib-dynload`, ...sites]));
	if (own !== undefined && sites[0]?.startsWith(own)) {
		sys.names.set('prefix', own);
		sys.names.set('executable', `${own}/bin/python`);
	}
	vm.load = function* (name) {
		const known = standard.get(name);
		if (known) return yield* known();
		const found = yield* moduleSource(vm, name);
		if (!found) return null;
		const scope = new Scope(vm.builtins);
		scope.names.set('__name__', name);
		scope.names.set('__file__', found.path);
		scope.names.set('__doc__', null);
		if (found.path.endsWith('/__init__.py')) {
			scope.names.set('__path__', new List([found.path.replace(/\/__init__\.py$/, '')]));
			scope.names.set('__package__', name);
		} else scope.names.set('__package__', name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '');
		vm.sources.set(found.path, found.source.split('\n'));
		const made = vm.enter(name, scope.names);
		try {
			yield* vm.run(parse(vm, found), scope, found.path);
		} catch (error) {
			vm.modules.delete(name);
			throw error;
		}
		return made;
	};
}
/** A module's statements; a fault in its text is raised where it is imported. */
function parse(vm: Interpreter, { path, source }: Source): ReturnType<Parser['module']> {
	try {
		return new Parser(source).module();
	} catch (error) {
		if (!(error instanceof SyntaxFault)) throw error;
		const line = source.split('\n')[error.line - 1] ?? '';
		const indent = line.length - line.trimStart().length;
		const made = vm.exception(error.type, [error.message]);
		const raised = new Raised(made);
		made.names.set('\0text', error.message);
		raised.frames.push(
			`  File "${path}", line ${error.line}\n    ${line.trim()}\n    ${' '.repeat(Math.max(0, error.column - indent))}${'^'.repeat(Math.max(1, Math.min(error.end, line.length) - error.column))}\n`
		);
		throw raised;
	}
}
