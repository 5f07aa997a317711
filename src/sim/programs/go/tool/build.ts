// go build: loads, checks, compiles and links; object files go to the build cache by content, so that a second build only links.
// Leaves out -race, -buildmode, plugins, assembler and cgo's own C (a package that imports net is linked dynamically when cgo is on, as by the real linker).
// Invariant: a failed build writes no binary; the same sources give the same bytes.
import { Errno, type Sys } from '../../../engine/index.ts';
import { addLayer, clock, compute, mkdirAll, unlink, unpackLayer } from '../../../kernel/index.ts';
import { entriesOf, filler, type Node } from '../../../oci/index.ts';
import { compareBytes, sha256Hex } from '../../../values/index.ts';
import { encodeBinary, loadProgram } from '../link.ts';
import { columnOf, lineOf, SyntaxFault } from '../syntax.ts';
import type { Program } from '../scope.ts';
import { fromBytes } from '../text.ts';
import { Loader, relative } from './load.ts';
import { buildCache, GoFailure, isDir, join, namesIn, say, type Host } from './host.ts';
import { binarySize, closure, compileCost } from './size.ts';

export interface Options {
	readonly output: string;
	readonly ldflags: string;
	readonly verbose: boolean;
	readonly all: boolean;
	readonly trimpath: boolean;
}
export interface Target {
	readonly path: string;
	readonly dir: string;
	/** Files named on the command line. */
	readonly files: readonly string[] | null;
}
/** A command's flags before its packages; throws the go command's usage error. */
export function flags(verb: string, args: readonly string[], h: Host): { options: Options; rest: readonly string[]; more: Readonly<Record<string, string>> } {
	const valued = new Set([
		'o',
		'ldflags',
		'gcflags',
		'asmflags',
		'tags',
		'p',
		'mod',
		'buildmode',
		'installsuffix',
		'pkgdir',
		'toolexec',
		'run',
		'count',
		'timeout',
		'bench',
		'cover',
		'coverprofile',
		'f',
		'modfile',
		'buildvcs',
		'C',
		'exec',
		'parallel',
		'benchtime',
		'overlay'
	]);
	const boolean = new Set([
		'a',
		'n',
		'v',
		'x',
		'race',
		'msan',
		'asan',
		'work',
		'trimpath',
		'i',
		'json',
		'm',
		'u',
		't',
		'd',
		'short',
		'cover',
		'failfast',
		'insecure',
		'e',
		'c',
		'deps',
		'linkshared',
		'modcacherw'
	]);
	const found: Record<string, string> = {};
	const words = [...(h.env['GOFLAGS'] ?? '').split(/\s+/).filter((w) => w !== ''), ...args];
	let i = 0;
	for (; i < words.length; i++) {
		const word = words[i] as string;
		if (word === '--') {
			i++;
			break;
		}
		if (!word.startsWith('-') || word === '-') {
			if (verb === 'test' || verb === 'run') break;
			break;
		}
		const bare = word.replace(/^--?/, '');
		const eq = bare.indexOf('=');
		const name = eq < 0 ? bare : bare.slice(0, eq);
		if (boolean.has(name) && !(valued.has(name) && eq >= 0)) found[name] = eq < 0 ? 'true' : bare.slice(eq + 1);
		else if (valued.has(name)) {
			if (eq >= 0) found[name] = bare.slice(eq + 1);
			else if (i + 1 < words.length) found[name] = words[++i] as string;
			else
				throw new GoFailure(
					`flag needs an argument: -${name}\nusage: go ${verb} ${usages[verb] ?? '[build flags] [packages]'}\nRun 'go help ${verb}' for details.\n`,
					2
				);
		} else
			throw new GoFailure(
				`flag provided but not defined: -${name}\nusage: go ${verb} ${usages[verb] ?? '[build flags] [packages]'}\nRun 'go help ${verb}' for details.\n`,
				2
			);
	}
	const options = {
		output: found['o'] ?? '',
		ldflags: found['ldflags'] ?? '',
		verbose: found['v'] === 'true',
		all: found['a'] === 'true',
		trimpath: found['trimpath'] === 'true'
	};
	return { options, rest: words.slice(i), more: found };
}
export const usages: Readonly<Record<string, string>> = {
	build: '[-o output] [build flags] [packages]',
	run: '[build flags] [-exec xprog] package [arguments...]',
	install: '[build flags] [packages]',
	test: '[build/test flags] [packages] [build/test flags & test binary flags]',
	vet: '[build flags] [-vettool prog] [vet flags] [packages]',
	get: '[-t] [-u] [-tool] [build flags] [packages]',
	list: '[-f format] [-json] [-m] [list flags] [build flags] [packages]'
};
const noModule = "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n";

/** The packages that arguments name. */
export function* targets(h: Host, args: readonly string[]): Sys<readonly Target[]> {
	const list = args.length === 0 ? ['.'] : args;
	if (list.every((a) => a.endsWith('.go'))) {
		const [first = ''] = list;
		const dir = join(h.cwd, first.includes('/') ? first.slice(0, first.lastIndexOf('/')) : '.');
		return [{ path: 'command-line-arguments', dir, files: list.map((f) => f.slice(f.lastIndexOf('/') + 1)) }];
	}
	const { module } = h;
	if (!module)
		throw new GoFailure(
			list.some((a) => a.includes('...'))
				? `pattern ${list.find((a) => a.includes('...'))}: directory prefix . does not contain main module or its selected dependencies\n`
				: noModule
		);
	const out: Target[] = [];
	for (const arg of list) {
		const local = arg.startsWith('.') || arg.startsWith('/');
		const all = arg.endsWith('/...') || arg === '...';
		const base = all ? arg.replace(/\/?\.\.\.$/, '') || '.' : arg;
		const dir =
			local || base === '.'
				? join(h.cwd, base)
				: base === module.mod.module || base.startsWith(`${module.mod.module}/`)
					? join(module.dir, base.slice(module.mod.module.length + 1))
					: null;
		if (dir === null) {
			const dot = (base.split('/')[0] ?? '').includes('.');
			throw new GoFailure(
				dot ? `no required module provides package ${base}; to add it:\n\tgo get ${base}\n` : `package ${base} is not in std (/usr/local/go/src/${base})\n`
			);
		}
		if (!(yield* isDir(dir))) throw new GoFailure(`stat ${dir}: directory not found\n`);
		if (dir !== module.dir && !dir.startsWith(`${module.dir}/`)) throw new GoFailure(`directory ${base} outside main module or its selected dependencies\n`);
		const pathOf = (d: string): string => module.mod.module + d.slice(module.dir.length);
		if (!all) {
			out.push({ path: pathOf(dir), dir, files: null });
			continue;
		}
		const queue = [dir];
		for (let d = queue.shift(); d !== undefined; d = queue.shift()) {
			const names = yield* namesIn(d);
			if (names.some((n) => n.name.endsWith('.go') && !n.name.endsWith('_test.go')) || names.some((n) => n.name.endsWith('_test.go')))
				out.push({ path: pathOf(d), dir: d, files: null });
			for (const n of names) if (n.type === 'dir' && !/^[._]|^(?:testdata|vendor)$/.test(n.name)) queue.push(join(d, n.name));
		}
		if (out.length === 0) yield* say(`go: warning: "${arg}" matched no packages\n`);
	}
	return out.sort((a, b) => compareBytes(a.path, b.path));
}
/** Loads a target and checks it; prints the compiler's complaints and fails when there are any. */
export function* check(h: Host, target: Target, loader = new Loader(h)): Sys<{ loader: Loader; program: Program }> {
	const good = yield* loader.directory(target.dir, target.path, [], target.files);
	if (!good || loader.problems.length > 0) throw new GoFailure(loader.problems.map((p) => `${p}\n`).join(''));
	const { packages } = loader.loaded;
	return { loader, program: compile(h, loader, packages, target.path) };
}
function compile(h: Host, loader: Loader, packages: Loader['loaded']['packages'], path: string): Program {
	let program: Program;
	try {
		program = loadProgram(packages, path);
	} catch (e) {
		if (!(e instanceof SyntaxFault)) throw e;
		throw new GoFailure(`# ${loader.loaded.owner.get(e.path) ?? path}\n${e.path}:${lineOf(e.pos)}:${columnOf(e.pos)}: ${e.message}\n`);
	}
	void h;
	const { errors } = program;
	if (errors.length > 0) throw new GoFailure(complaints(loader, errors, path));
	return program;
}
function complaints(loader: Loader, errors: Program['errors'], path: string): string {
	const byPackage = new Map<string, typeof errors>();
	for (const e of errors) {
		const owner = loader.loaded.owner.get(e.path) ?? path;
		byPackage.set(owner, [...(byPackage.get(owner) ?? []), e]);
	}
	// What needs a package that does not compile is not compiled.
	const broken = [...byPackage.keys()].filter((p) => !(loader.loaded.imports.get(p) ?? []).some((i) => byPackage.has(i)));
	let out = '';
	for (const p of broken) {
		const list = [...(byPackage.get(p) ?? [])].sort((a, b) => compareBytes(a.path, b.path) || a.pos - b.pos);
		out += `# ${p}\n`;
		const lines = new Set<string>();
		let last = '';
		for (const e of list) {
			const key = `${e.path}:${lineOf(e.pos)}:${e.message}`;
			if (lines.has(key)) continue;
			if (lines.size === 10) {
				out += `${last}too many errors\n`;
				break;
			}
			lines.add(key);
			last = `${e.path}:${lineOf(e.pos)}:${columnOf(e.pos)}: `;
			out += `${e.path}:${lineOf(e.pos)}:${columnOf(e.pos)}: ${e.message}\n`;
		}
	}
	return out;
}
interface CacheEntry {
	readonly id: string;
	readonly us: number;
	readonly bytes: number;
}
/** Compiles what the build cache has not: takes its time and leaves its object files. Answers the import paths that were compiled. */
function* useCache(h: Host, loader: Loader, key: string): Sys<readonly string[]> {
	const { packages, imports } = loader.loaded;
	const std = closure([...imports.values()].flat());
	const settings = `${h.version} ${h.env['GOOS'] ?? 'linux'}/${h.env['GOARCH'] ?? 'amd64'} ${h.cgo} ${key}`;
	const wanted = new Map<string, CacheEntry>();
	for (const p of ['', ...std]) wanted.set(p, { id: sha256Hex(`std ${p} ${settings}`), ...compileCost(p) });
	for (const [p, one] of Object.entries(packages)) {
		const source = Object.values(one.files).join('');
		wanted.set(p, { id: sha256Hex(`${p} ${settings} ${source}`), us: 60_000 + source.length * 8, bytes: 4096 + source.length * 10 });
	}
	const dir = buildCache(h);
	const there = new Set<string>();
	for (const [, { id }] of wanted) {
		const sub = `${dir}/${id.slice(0, 2)}`;
		if ((yield* namesIn(sub)).some((n) => n.name === `${id}-d`)) there.add(id);
	}
	const missing = [...wanted].filter(([, e]) => !there.has(e.id));
	let us = 0;
	const tree: Record<string, Node> = {};
	for (const [, e] of missing) {
		us += e.us;
		tree[`${e.id.slice(0, 2)}/${e.id}-d`] = filler(e.bytes);
		tree[`${e.id.slice(0, 2)}/${sha256Hex(e.id)}-a`] = `v1 ${sha256Hex(e.id)} ${e.id} ${e.bytes}\n`.padEnd(174);
	}
	// Packages are compiled side by side; the chain of imports lets about three go at once.
	if (us > 0) yield* compute(Math.round(us * 0.6));
	if (missing.length > 0) {
		try {
			yield* mkdirAll(dir);
			const layer = yield* addLayer([...entriesOf(tree, yield* clock())]);
			yield* unpackLayer(dir, layer.id);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			throw new GoFailure(`failed to initialize build cache at ${dir}: mkdir ${dir}: ${e.message.toLowerCase()}\n`);
		}
	}
	return missing.map(([p]) => p).filter((p) => p !== '');
}
const platforms = new Set(
	'aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64 dragonfly/amd64 freebsd/386 freebsd/amd64 freebsd/arm freebsd/arm64 freebsd/riscv64 illumos/amd64 ios/amd64 ios/arm64 js/wasm linux/386 linux/amd64 linux/arm linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le linux/mipsle linux/ppc64 linux/ppc64le linux/riscv64 linux/s390x netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm openbsd/arm64 openbsd/ppc64 openbsd/riscv64 plan9/386 plan9/amd64 plan9/arm solaris/amd64 wasip1/wasm windows/386 windows/amd64 windows/arm windows/arm64'.split(
		' '
	)
);
const linkFlags = (text: string): { stripped: boolean; set: Record<string, string> } => {
	const words = [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
	const set: Record<string, string> = {};
	words.forEach((w, i) => {
		const pair = w === '-X' ? words[i + 1] : w.startsWith('-X=') ? w.slice(3) : undefined;
		const eq = pair?.indexOf('=') ?? -1;
		if (pair !== undefined && eq > 0) set[pair.slice(0, eq)] = fromBytes(pair.slice(eq + 1));
	});
	return { stripped: words.includes('-s'), set };
};
/** Checks, compiles and links a main package to a file. `test`: a program given as it is. */
export function* buildTo(h: Host, target: Target, output: string, options: Options, loader = new Loader(h)): Sys<void> {
	const platform = `${h.env['GOOS'] ?? 'linux'}/${h.env['GOARCH'] ?? 'amd64'}`;
	if (!platforms.has(platform)) throw new GoFailure(`go: unsupported GOOS/GOARCH pair ${platform}\n`, 2);
	const { program } = yield* check(h, target, loader);
	const { packages, imports, names } = loader.loaded;
	const compiled = yield* useCache(h, loader, options.trimpath ? 'trimpath' : '');
	if (options.verbose) yield* say(compiled.map((p) => `${p}\n`).join(''));
	if (names.get(target.path) !== 'main') return;
	if (program.packages.get(target.path)?.scope.names.get('main')?.kind !== 'func')
		throw new GoFailure(`# ${target.path}\nruntime.main_main·f: function main is undeclared in the main package\n`);
	if (output === '') return;
	const { stripped, set } = linkFlags(options.ldflags);
	const std = closure([...imports.values()].flat());
	const dynamic = h.cgo && runsHere(h) && (std.has('net') || std.has('os/user'));
	const source = Object.values(packages).reduce(
		(sum, p) => sum + Object.values(p.files).reduce((n, f) => n + f.length, 0) + Object.values(p.embeds).reduce((n, f) => n + f.length, 0),
		0
	);
	const size = binarySize(std, source, stripped, dynamic);
	yield* compute(180_000 + Math.round(size * 0.035));
	const shown = options.trimpath ? Object.fromEntries(Object.entries(packages).map(([p, one]) => [p, { ...one, dir: p }])) : packages;
	const payload = encodeBinary({
		id: buildId(
			Object.values(packages)
				.flatMap((p) => Object.values(p.files))
				.join('') + options.ldflags
		),
		stripped,
		version: `go${h.version}`,
		main: target.path,
		packages: shown,
		set
	});
	yield* writeBinary(output, payload, Math.max(size, payload.length + 256), dynamic ? '/lib64/ld-linux-x86-64.so.2' : undefined, runsHere(h));
}
function* writeBinary(path: string, payload: string, size: number, interpreter: string | undefined, native: boolean): Sys<void> {
	const slash = path.lastIndexOf('/');
	const dir = path.slice(0, slash) || '/';
	const name = path.slice(slash + 1);
	try {
		yield* mkdirAll(dir);
		try {
			yield* unlink(path);
		} catch (e) {
			if (!(e instanceof Errno) || e.code !== 'ENOENT') throw e;
		}
		const layer = yield* addLayer([
			{
				path: name,
				type: 'file',
				mode: 0o755,
				mtime: yield* clock(),
				program: { name: native ? 'go-binary' : 'go-foreign', size, payload, ...(interpreter !== undefined && { interpreter }) }
			}
		]);
		yield* unpackLayer(dir, layer.id);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new GoFailure(`go: open ${path}: ${e.message.toLowerCase()}\n`);
	}
}
/** Whether a build is for this machine: what is for another has no program here, so that execve says ENOEXEC. */
const runsHere = (h: Host): boolean => (h.env['GOOS'] ?? 'linux') === 'linux' && (h.env['GOARCH'] ?? 'amd64') === 'amd64';
/** Four parts of a content hash, as the go command's build ids have. */
function buildId(content: string): string {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	const text = [...sha256Hex(content), ...sha256Hex(`${content}\0`)].map((c, i) => letters[(parseInt(c, 16) * 4 + i * 7) % 64]).join('');
	return `${text.slice(0, 20)}/${text.slice(20, 40)}/${text.slice(40, 60)}/${text.slice(60, 80)}`;
}
/** The name go build gives a program: the last element of its path, without a version. */
export function programName(target: Target): string {
	if (target.files) return (target.files[0] ?? 'main.go').replace(/\.go$/, '');
	const parts = target.path.split('/');
	const last = parts.at(-1) ?? 'main';
	return /^v[0-9]+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? last) : last;
}
export function* build(h: Host, args: readonly string[]): Sys<number> {
	const { options, rest } = flags('build', args, h);
	const list = yield* targets(h, rest);
	let out = options.output === '' ? '' : join(h.cwd, options.output);
	const directory = out !== '' && (options.output.endsWith('/') || (yield* isDir(out)));
	if (list.length > 1 && out !== '' && !directory) throw new GoFailure(`go: cannot write multiple packages to non-directory ${options.output}\n`);
	for (const target of list) {
		let path = out;
		if (directory) path = join(out, programName(target));
		else if (out === '') path = list.length === 1 ? join(h.cwd, programName(target) + (h.env['GOOS'] === 'windows' ? '.exe' : '')) : '';
		if (out === '' && path !== '' && (yield* isDir(path))) {
			const loader = new Loader(h);
			yield* check(h, target, loader);
			if (loader.loaded.names.get(target.path) === 'main') throw new GoFailure(`go: build output "${programName(target)}" already exists and is a directory\n`);
			path = '';
		}
		yield* buildTo(h, target, path, options);
	}
	out = '';
	return 0;
}
export { relative };
