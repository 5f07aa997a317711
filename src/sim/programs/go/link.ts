// A binary's content, and a program made of it: the compiled packages' sources behind the executable's head, checked again and linked.
// Invariant: what a binary does depends on its own bytes only; the standard library is that of this build.
import { close, open, read } from '../../kernel/index.ts';
import { Errno, type Sys } from '../../engine/index.ts';
import { utf8, text as decode } from '../../values/index.ts';
import { Machine } from './machine.ts';
import { initOrder, loadPackage, newProgram } from './package.ts';
import { parseFile } from './parse.ts';
import type { Program } from './scope.ts';
import { standard } from './std/index.ts';
import type { SourceFile } from './syntax.ts';
import { funcOf } from './typing.ts';
import { Func, type Value } from './values.ts';

export interface BinaryPackage {
	readonly dir: string;
	/** Byte strings by file name, as the compiler shows it. */
	readonly files: Readonly<Record<string, string>>;
	readonly embeds: Readonly<Record<string, string>>;
}
/** What a binary was made of. */
export interface Binary {
	/** The build id, as `file` shows it; and whether the symbols are gone. First, where `file` looks. */
	readonly id: string;
	readonly stripped: boolean;
	readonly version: string;
	readonly main: string;
	readonly packages: Readonly<Record<string, BinaryPackage>>;
	/** -ldflags "-X name=value". */
	readonly set: Readonly<Record<string, string>>;
}
const mark = '\x00go\x00';

/** What follows an executable's head: the length, then the content. */
export const encodeBinary = (b: Binary): string => {
	const body = JSON.stringify(b);
	return `${mark}${utf8(body).length}\x00${body}`;
};
/** The binary a process runs: its own file. */
export function* readBinary(argv0: string): Sys<Binary | undefined> {
	for (const path of ['/proc/self/exe', argv0]) {
		try {
			const fd = yield* open(path);
			let bytes = yield* read(fd, 65_536);
			const head = decode(bytes);
			const at = head.indexOf(mark);
			if (at < 0) continue;
			const size = /^\d+/.exec(head.slice(at + mark.length))?.[0] ?? '0';
			const begin = utf8(head.slice(0, at + mark.length + size.length + 1)).length;
			const end = begin + Number(size);
			while (bytes.length < end) {
				const more = yield* read(fd, Math.min(1 << 20, end - bytes.length));
				if (more.length === 0) break;
				const all = new Uint8Array(bytes.length + more.length);
				all.set(bytes);
				all.set(more, bytes.length);
				bytes = all;
			}
			yield* close(fd);
			return JSON.parse(decode(bytes.subarray(begin, end))) as Binary;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	return undefined;
}
/** The standard library's syntax trees: constants of this build, made when first asked for and never changed. */
const trees = new Map<string, SourceFile>();
function parsed(path: string): SourceFile {
	const known = trees.get(path);
	if (known) return known;
	const tree = parseFile(`${path}.go`, standard[path]?.source ?? 'package main');
	trees.set(path, tree);
	return tree;
}
/** Loads the packages of a binary, or of a build: the standard library's by name, the others from `packages`. */
export function loadProgram(packages: Binary['packages'], main: string): Program {
	const prog = newProgram();
	loadPackage(prog, main, {
		files: (path) => {
			const own = packages[path];
			if (own)
				return {
					files: Object.entries(own.files).map(([name, source]) => parseFile(name, source)),
					dir: own.dir,
					std: null,
					embeds: new Map(Object.entries(own.embeds))
				};
			const std = standard[path];
			return std ? { files: [parsed(path)], dir: `/usr/local/go/src/${path}`, std } : undefined;
		}
	});
	return prog;
}
/** Makes a machine ready to run a binary: `code` initialises packages and calls main. */
export function link(binary: Binary, seed: number): { machine: Machine; code: Func } {
	const prog = loadProgram(binary.packages, binary.main);
	// The runtime's own errors need its package, imported or not.
	loadPackage(prog, 'runtime', {
		files: () => ({ files: [parsed('runtime')], dir: '/usr/local/go/src/runtime', std: standard['runtime'] ?? null })
	});
	const machine = new Machine(seed);
	const make = prog.packages.get('runtime')?.scope.names.get('makeError');
	const maker = make?.kind === 'func' ? funcOf(prog, make) : null;
	machine.runtimeError = (text) => {
		let out: Value = null;
		const g = machine.go(
			new Func(null, [], null, function* () {
				out = yield { call: maker as Func, args: [text] };
				return undefined;
			}),
			[],
			'',
			true
		);
		machine.ready.splice(machine.ready.indexOf(g), 1);
		machine.slice(g, 10_000);
		return out;
	};
	const main = prog.packages.get(binary.main);
	if (!main) throw new Errno('ENOEXEC');
	const inits = initOrder(prog, main);
	for (const [name, value] of Object.entries(binary.set)) {
		const dot = name.lastIndexOf('.');
		const path = name.slice(0, dot) === 'main' ? binary.main : name.slice(0, dot);
		const o = prog.packages.get(path)?.scope.names.get(name.slice(dot + 1));
		if (o?.kind !== 'var' || o.type.u.kind !== 'string') continue;
		o.box[0] = value;
		main.vars.forEach((v) => {
			if (v.objs.includes(o) && v.code) inits.splice(inits.indexOf(v.code), 1);
		});
	}
	const entry = main.scope.names.get('main');
	const mainFunc = entry?.kind === 'func' ? funcOf(prog, entry) : null;
	const code = new Func(null, [], null, function* () {
		for (const init of inits) yield { call: new Func(init), args: [] };
		yield { call: mainFunc as Func, args: [] };
		return undefined;
	});
	return { machine, code };
}
