// What the go command knows of where it runs: its environment with defaults, the module it stands in, and small file operations.
import { Errno, type Sys } from '../../../engine/index.ts';
import { access, getcwd, readFile, readdir, stat, write, writeFile, mkdirAll, type Context } from '../../../kernel/index.ts';
import { fromHost } from '../values.ts';
import { parseMod, type ModFile } from './mod-file.ts';

/** The command ends with this text on stderr. */
export class GoFailure {
	readonly text: string;
	readonly code: number;
	constructor(text: string, code = 1) {
		this.text = text;
		this.code = code;
	}
}
export interface Module {
	readonly dir: string;
	readonly mod: ModFile;
}
export interface Host {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	/** "1.24.4". */
	readonly version: string;
	readonly module: Module | null;
	readonly cgo: boolean;
}
/** Bytes of a file as a byte string; undefined when it cannot be read. */
export function* textOf(path: string): Sys<string | undefined> {
	try {
		return fromHost(yield* readFile(path));
	} catch (e) {
		if (e instanceof Errno) return undefined;
		throw e;
	}
}
export function* isDir(path: string): Sys<boolean> {
	try {
		return (yield* stat(path)).type === 'dir';
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
}
export function* namesIn(path: string): Sys<readonly { name: string; type: string }[]> {
	try {
		return yield* readdir(path);
	} catch (e) {
		if (e instanceof Errno) return [];
		throw e;
	}
}
export const join = (dir: string, name: string): string => {
	const parts: string[] = [];
	for (const p of (name.startsWith('/') ? name : `${dir}/${name}`).split('/')) {
		if (p === '' || p === '.') continue;
		if (p === '..') parts.pop();
		else parts.push(p);
	}
	return `/${parts.join('/')}`;
};
function* canRun(path: string): Sys<boolean> {
	try {
		yield* access(path, 1);
		return true;
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
}
/** `readModule: false` when go.mod must not be looked at (go version, go env). */
export function* host(context: Context, readModule = true): Sys<Host> {
	const cwd = yield* getcwd();
	const { env } = context;
	const version = ((yield* textOf('/usr/local/go/VERSION')) ?? 'go1.24.4').split('\n')[0]?.replace(/^go/, '').trim() ?? '1.24.4';
	let module: Module | null = null;
	if (readModule)
		for (let dir = cwd; ; dir = dir.slice(0, dir.lastIndexOf('/')) || '/') {
			const path = join(dir, 'go.mod');
			const text = yield* textOf(path);
			if (text !== undefined) {
				const mod = parseMod(text, dir === cwd ? 'go.mod' : path);
				if (typeof mod === 'string') throw new GoFailure(mod);
				module = { dir, mod };
				break;
			}
			if (dir === '/') break;
		}
	const wanted = module?.mod.go ?? '';
	if (module && newer(wanted, version) && env['GOTOOLCHAIN'] === 'local')
		throw new GoFailure(`go: ${module.dir === cwd ? 'go.mod' : `${module.dir}/go.mod`} requires go >= ${wanted} (running go ${version}; GOTOOLCHAIN=local)\n`);
	let cgo = env['CGO_ENABLED'] === '1';
	// Without a C compiler cgo is off, unless it is asked for.
	if (env['CGO_ENABLED'] === undefined || env['CGO_ENABLED'] === '')
		for (const dir of (env['PATH'] ?? '').split(':')) if (yield* canRun(`${dir}/gcc`)) cgo = true;
	return { cwd, env, version, module, cgo };
}
function newer(a: string, b: string): boolean {
	const [x, y] = [a, b].map((v) => v.split(/[.rc]+/).map(Number));
	for (let i = 0; i < 3; i++) if ((x?.[i] ?? 0) !== (y?.[i] ?? 0)) return (x?.[i] ?? 0) > (y?.[i] ?? 0);
	return false;
}
export const goPath = (h: Host): string => h.env['GOPATH'] ?? join(h.env['HOME'] ?? '/root', 'go');
export const modCache = (h: Host): string => h.env['GOMODCACHE'] ?? `${goPath(h)}/pkg/mod`;
export const buildCache = (h: Host): string => h.env['GOCACHE'] ?? `${h.env['XDG_CACHE_HOME'] ?? join(h.env['HOME'] ?? '/root', '.cache')}/go-build`;
export const say = (text: string): Sys<number> => write(2, text);
export function* save(path: string, text: string): Sys<void> {
	yield* mkdirAll(path.slice(0, path.lastIndexOf('/')) || '/');
	yield* writeFile(path, text, 0o644);
}
