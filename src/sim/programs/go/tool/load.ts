// Packages of a build: which directory an import path is, its files, and the complaints of the go command's loader.
// Leaves out build tags other than file names' GOOS and GOARCH and `//go:build ignore`, vendoring, workspaces, C files.
import { call, type Sys } from '../../../engine/index.ts';
import { compareBytes } from '../../../values/index.ts';
import type { BinaryPackage } from '../link.ts';
import { parseFile } from '../parse.ts';
import { columnOf, lineOf, SyntaxFault, type ImportDecl } from '../syntax.ts';
import { standard } from '../std/index.ts';
import { buildList, moduleDir, type RemoteModule } from './fetch.ts';
import { GoFailure, isDir, join, namesIn, textOf, type Host } from './host.ts';

export interface Loaded {
	readonly packages: Record<string, BinaryPackage>;
	/** Import path → its imports. */
	readonly imports: Map<string, readonly string[]>;
	readonly names: Map<string, string>;
	/** Which package a shown path belongs to. */
	readonly owner: Map<string, string>;
}
const systems = new Set('aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows'.split(' '));
const processors = new Set('386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm'.split(' '));

/** Whether a file takes part in a build for linux/amd64, by its name. */
export function fits(name: string, goos: string, goarch: string): boolean {
	if (!name.endsWith('.go') || name.startsWith('_') || name.startsWith('.')) return false;
	const parts = name.slice(0, -3).split('_').slice(1);
	const last = parts.at(-1) ?? '';
	const before = parts.at(-2) ?? '';
	if (processors.has(last)) return last === goarch && (!systems.has(before) || before === goos);
	return !systems.has(last) || last === goos;
}
const isStd = (path: string): boolean => !(path.split('/')[0] ?? '').includes('.');
/** A path as messages show it: relative to where the command runs. */
export function relative(h: Host, path: string): string {
	const base = h.cwd === '/' ? '/' : `${h.cwd}/`;
	if (!path.startsWith(base)) {
		const parent = h.cwd.slice(0, h.cwd.lastIndexOf('/') + 1);
		return path.startsWith(parent) && parent !== '/' ? `../${path.slice(parent.length)}` : path;
	}
	const rest = path.slice(base.length);
	return rest.includes('/') ? rest : `./${rest}`;
}
export class Loader {
	readonly h: Host;
	readonly loaded: Loaded = { packages: {}, imports: new Map(), names: new Map(), owner: new Map() };
	private modules: ReadonlyMap<string, RemoteModule> | null = null;
	readonly tests: boolean;
	readonly problems: string[] = [];
	/** "FROM TO" → the file that imports it. */
	private readonly via = new Map<string, string>();
	constructor(h: Host, tests = false) {
		this.h = h;
		this.tests = tests;
	}
	private *list(): Sys<ReadonlyMap<string, RemoteModule>> {
		return (this.modules ??= yield* buildList(this.h));
	}
	/** The directory of an import path; undefined after noting the problem at the import. */
	private *resolve(path: string, at: ImportDecl, file: string, by: string): Sys<string | undefined> {
		const { h } = this;
		const where = `${relative(h, file).replace(/^\.\//, '')}:${lineOf(at.pos)}:${columnOf(at.pos)}: `;
		const { module } = h;
		if (module && (path === module.mod.module || path.startsWith(`${module.mod.module}/`))) {
			const dir = join(module.dir, path.slice(module.mod.module.length + 1));
			if ((yield* namesIn(dir)).some((n) => n.name.endsWith('.go'))) return dir;
			const exists = yield* isDir(dir);
			this.problems.push(
				exists
					? `${where}no required module provides package ${path}; to add it:\n\tgo get ${path}`
					: `${where}package ${path} is not in std (/usr/local/go/src/${path})`.replace(
							/package .*/,
							isStd(path)
								? `package ${path} is not in std (/usr/local/go/src/${path})`
								: `no required module provides package ${path}; to add it:\n\tgo get ${path}`
						)
			);
			return undefined;
		}
		if (isStd(path)) {
			this.problems.push(`${where}package ${path} is not in std (/usr/local/go/src/${path})`);
			return undefined;
		}
		if (!module) {
			this.problems.push(
				`${where}no required module provides package ${path}: go.mod file not found in current directory or any parent directory; see 'go help modules'`
			);
			return undefined;
		}
		for (const r of module.mod.replace)
			if (path === r.from || path.startsWith(`${r.from}/`)) {
				const dir = join(join(module.dir, r.to), path.slice(r.from.length + 1));
				if (yield* isDir(dir)) return dir;
			}
		const sums = (yield* textOf(join(module.dir, 'go.sum'))) ?? '';
		for (const r of module.mod.require)
			if ((path === r.path || path.startsWith(`${r.path}/`)) && !sums.includes(`${r.path} ${r.version} h1:`)) {
				this.problems.push(`${where}missing go.sum entry for module providing package ${path} (imported by ${by}); to add:\n\tgo get ${by}`);
				return undefined;
			}
		const candidates = [...(yield* this.list())].filter(([p]) => path === p || path.startsWith(`${p}/`)).sort(([a], [b]) => b.length - a.length);
		for (const [p, m] of candidates) {
			const dir = join(moduleDir(h, p, m.version), path.slice(p.length + 1));
			const sum = (yield* textOf(join(module.dir, 'go.sum'))) ?? '';
			if (!sum.includes(`${p} ${m.version} h1:`)) {
				this.problems.push(`${where}missing go.sum entry for module providing package ${path} (imported by ${by}); to add:\n\tgo get ${by}`);
				return undefined;
			}
			if ((yield* namesIn(dir)).some((n) => n.name.endsWith('.go'))) return dir;
		}
		const [first] = candidates;
		this.problems.push(
			first
				? `${where}module ${first[0]}@${first[1].version} found (${first[1].version}), but does not contain package ${path}`.replace(
						/@\S+ found/,
						'@latest found'
					)
				: `${where}no required module provides package ${path}; to add it:\n\tgo get ${path}`
		);
		return undefined;
	}
	/** Loads a directory's package, and what it imports. Throws GoFailure when there are no files. */
	*directory(dir: string, path: string, stack: readonly string[] = [], only: readonly string[] | null = null): Sys<boolean> {
		const { h, loaded } = this;
		if (loaded.packages[path]) return true;
		const goos = h.env['GOOS'] ?? 'linux';
		const goarch = h.env['GOARCH'] ?? 'amd64';
		const names =
			only ??
			(yield* namesIn(dir))
				.filter((n) => n.type === 'file')
				.map((n) => n.name)
				.filter((n) => fits(n, goos, goarch) && (this.tests && stack.length === 0 ? true : !n.endsWith('_test.go')))
				.sort(compareBytes);
		const files: Record<string, string> = {};
		const embeds: Record<string, string> = {};
		const imports: { decl: ImportDecl; file: string }[] = [];
		const packageNames = new Map<string, string>();
		const clash: string[] = [];
		for (const name of names) {
			const full = join(dir, name);
			const source = yield* textOf(full);
			if (source === undefined)
				throw new GoFailure(
					`no required module provides package ${name}${h.module ? `; to add it:\n\tgo get ${name}` : ": go.mod file not found in current directory or any parent directory; see 'go help modules'"}\n`
				);
			if (/^\/\/go:build (?:ignore|!linux|windows|darwin)\b/m.test(source)) continue;
			const shown = relative(h, full);
			try {
				const parsed = parseFile(shown, source, true);
				packageNames.set(parsed.pkg.name, name);
				for (const decl of parsed.imports) imports.push({ decl, file: full });
			} catch (e) {
				if (!(e instanceof SyntaxFault)) throw e;
				// The loader's own parser names files without "./", and its complaints come before any compiling.
				const message = e.message.replace(
					/^syntax error: package statement must be first$/,
					`expected 'package', found ${source.trim() === '' ? "'EOF'" : (/^\S+/.exec(source.trim())?.[0] ?? 'EOF')}`
				);
				throw new GoFailure(`${shown.replace(/^\.\//, '')}:${lineOf(e.pos)}:${columnOf(e.pos)}: ${message.replace(/^syntax error: /, '')}\n`);
			}
			clash.push(name);
			files[shown] = source;
			loaded.owner.set(shown, path);
			for (const m of source.matchAll(/^\/\/go:embed (\S+)\s*$/gm)) {
				const text = yield* textOf(join(dir, m[1] ?? ''));
				if (text === undefined)
					throw new GoFailure(`${shown.replace(/^\.\//, '')}:${source.slice(0, m.index).split('\n').length}:12: pattern ${m[1]}: no matching files found\n`);
				embeds[m[1] ?? ''] = text;
			}
		}
		if (Object.keys(files).length === 0) {
			const all = (yield* namesIn(dir)).map((n) => n.name).filter((n) => n.endsWith('.go'));
			if (all.length > 0 && all.every((n) => n.endsWith('_test.go'))) throw new GoFailure(`no non-test Go files in ${dir}\n`);
			throw new GoFailure(all.length > 0 ? `package ${path}: build constraints exclude all Go files in ${dir}\n` : `no Go files in ${dir}\n`);
		}
		const kinds = [...packageNames].filter(([n]) => !n.endsWith('_test'));
		if (kinds.length > 1) throw new GoFailure(`found packages ${kinds.map(([n, f]) => `${n} (${f})`).join(' and ')} in ${dir}\n`);
		loaded.packages[path] = { dir, files, embeds };
		loaded.names.set(path, kinds[0]?.[0] ?? [...packageNames.keys()][0] ?? 'main');
		loaded.imports.set(path, [...new Set(imports.map((i) => i.decl.path))].sort(compareBytes));
		let good = true;
		const seen = new Set<string>();
		// Imports are looked at in order of their paths.
		for (const { decl, file } of [...imports].sort((a, b) => compareBytes(a.decl.path, b.decl.path))) {
			if (standard[decl.path] || seen.has(decl.path)) continue;
			seen.add(decl.path);
			if (decl.path === 'C') {
				this.problems.push(
					`${relative(h, file).replace(/^\.\//, '')}:${lineOf(decl.pos)}:${columnOf(decl.pos)}: cgo is not modelled`.replace(
						'cgo is not modelled',
						'package C is not in std (/usr/local/go/src/C)'
					)
				);
				continue;
			}
			if (stack.includes(decl.path) || decl.path === path) {
				const chain = [...stack, path, decl.path];
				this.via.set(`${path} ${decl.path}`, file.slice(file.lastIndexOf('/') + 1));
				const lines = chain.slice(1).map((to, n) => `\timports ${to} from ${this.via.get(`${chain[n] ?? ''} ${to}`) ?? ''}`);
				throw new GoFailure(`package ${chain[0]}\n${lines.join('\n')}: import cycle not allowed\n`);
			}
			this.via.set(`${path} ${decl.path}`, file.slice(file.lastIndexOf('/') + 1));
			const target = yield* this.resolve(decl.path, decl, file, path);
			if (target === undefined) {
				good = false;
				continue;
			}
			try {
				good = (yield* call(this.directory(target, decl.path, [...stack, path]))) && good;
			} catch (e) {
				if (!(e instanceof GoFailure) || !/^(?:found packages|no Go files|no non-test)/.test(e.text)) throw e;
				throw new GoFailure(`${relative(h, file).replace(/^\.\//, '')}:${lineOf(decl.pos)}:${columnOf(decl.pos)}: ${e.text}`);
			}
			if (loaded.names.get(decl.path) === 'main')
				this.problems.push(
					`${relative(h, file).replace(/^\.\//, '')}:${lineOf(decl.pos)}:${columnOf(decl.pos)}: import "${decl.path}" is a program, not an importable package`
				);
		}
		return good;
	}
}
export { buildList };
