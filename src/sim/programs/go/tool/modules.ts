// go mod init, tidy, download, verify, graph, edit's simplest form, why's refusal; go get. go.mod and go.sum change as the real command changes them.
// Leaves out workspaces, vendor, retractions and version queries other than an exact version or latest.
import { compareBytes } from '../../../values/index.ts';
import type { Sys } from '../../../engine/index.ts';
import { exists, write } from '../../../kernel/index.ts';
import { parseFile } from '../parse.ts';
import { SyntaxFault, lineOf, columnOf } from '../syntax.ts';
import { standard } from '../std/index.ts';
import { buildList, ensure, findProvider, lookUpModule, sumOf, type RemoteModule } from './fetch.ts';
import { GoFailure, isDir, join, namesIn, save, say, textOf, type Host, type Module } from './host.ts';
import { fits } from './load.ts';
import { compareVersions, formatMod, type ModFile, type Requirement } from './mod-file.ts';

const noModule = "go: go.mod file not found in current directory or any parent directory.\n\tSee 'go help modules'\n";
const need = (h: Host): Module => {
	if (!h.module) throw new GoFailure("go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n");
	return h.module;
};
function* saveMod(m: Module, mod: ModFile): Sys<void> {
	const text = formatMod(mod);
	if (text !== (yield* textOf(join(m.dir, 'go.mod')))) yield* save(join(m.dir, 'go.mod'), text);
}
/** Adds lines to go.sum, sorted. */
function* saveSum(m: Module, modules: Iterable<RemoteModule>, keep: boolean): Sys<void> {
	const path = join(m.dir, 'go.sum');
	const old = (yield* textOf(path)) ?? '';
	const lines = new Set(keep ? old.split('\n').filter((l) => l !== '') : []);
	for (const one of modules) for (const l of sumOf(one).split('\n')) if (l !== '') lines.add(l);
	const text = [...lines]
		.sort(compareBytes)
		.map((l) => `${l}\n`)
		.join('');
	if (text !== old && (text !== '' || old !== '')) yield* save(path, text);
}
export function* modInit(h: Host, args: readonly string[]): Sys<number> {
	if (yield* exists(join(h.cwd, 'go.mod'))) throw new GoFailure(`go: ${join(h.cwd, 'go.mod')} already exists\n`);
	const [name] = args;
	if (args.length > 1) throw new GoFailure("go: 'go mod init' accepts at most one argument\n");
	if (name === undefined)
		throw new GoFailure(
			`go: cannot determine module path for source directory ${h.cwd} (outside GOPATH, module path must be specified)\n\nExample usage:\n\t'go mod init example.com/m' to initialize a v0 or v1 module\n\t'go mod init example.com/m/v2' to initialize a v2 module\n\nRun 'go help mod init' for more information.\n`
		);
	const bad = /[^A-Za-z0-9\-._~/]/.exec(name);
	if (bad) throw new GoFailure(`go: malformed module path "${name}": invalid char '${bad[0]}'\n`);
	const [major, minor] = h.version.split('.');
	yield* say(`go: creating new go.mod: module ${name}\n`);
	yield* save(join(h.cwd, 'go.mod'), `module ${name}\n\ngo ${h.version.includes('rc') ? `${major}.${minor}` : h.version}\n`);
	if ((yield* namesIn(h.cwd)).some((n) => n.name.endsWith('.go'))) yield* say('go: to add module requirements and sums:\n\tgo mod tidy\n');
	return 0;
}
/** Import paths of all packages of the main module, tests included, that are neither its own nor the standard library's. */
function* externalImports(h: Host, m: Module): Sys<Map<string, string>> {
	const out = new Map<string, string>();
	const queue = [m.dir];
	for (let d = queue.shift(); d !== undefined; d = queue.shift()) {
		for (const n of yield* namesIn(d)) {
			if (n.type === 'dir' && !/^[._]|^(?:testdata|vendor)$/.test(n.name) && !(yield* exists(join(d, `${n.name}/go.mod`)))) queue.push(join(d, n.name));
			if (n.type !== 'file' || !n.name.endsWith('.go') || !fits(n.name, 'linux', 'amd64')) continue;
			const shown = join(d, n.name).slice(m.dir === '/' ? 1 : m.dir.length + 1);
			try {
				for (const i of parseFile(shown, (yield* textOf(join(d, n.name))) ?? '', true).imports) {
					const own = i.path === m.mod.module || i.path.startsWith(`${m.mod.module}/`);
					if (!own && !standard[i.path] && i.path !== 'C') out.set(i.path, m.mod.module + (d === m.dir ? '' : d.slice(m.dir.length)));
				}
			} catch (e) {
				if (!(e instanceof SyntaxFault)) throw e;
				throw new GoFailure(
					`go: finding module for package ${shown}\n${shown}:${lineOf(e.pos)}:${columnOf(e.pos)}: ${e.message.replace(/^syntax error: /, '')}\n`
						.split('\n')
						.slice(1)
						.join('\n')
				);
			}
		}
	}
	void h;
	return out;
}
const provides = (list: Iterable<string>, path: string): string | undefined =>
	[...list].filter((p) => path === p || path.startsWith(`${p}/`)).sort((a, b) => b.length - a.length)[0];

export function* modTidy(h: Host): Sys<number> {
	const m = need(h);
	const imports = yield* externalImports(h, m);
	const replaced = m.mod.replace.map((r) => r.from);
	const require = new Map(m.mod.require.map((r) => [r.path, r]));
	const failures: string[] = [];
	const found: string[] = [];
	for (const [path, by] of [...imports].sort(([a], [b]) => compareBytes(a, b))) {
		if (provides([...require.keys(), ...replaced], path) !== undefined) continue;
		if (!(path.split('/')[0] ?? '').includes('.')) {
			failures.push(`${by} imports\n\t${path}: package ${path} is not in std (/usr/local/go/src/${path})`);
			continue;
		}
		yield* say(`go: finding module for package ${path}\n`);
		const one = yield* findProvider(h, path);
		if (!one) {
			failures.push(`${by} imports\n\t${path}: cannot find module providing package ${path}`);
			continue;
		}
		yield* ensure(h, one.path, one.version);
		found.push(`go: found ${path} in ${one.path} ${one.version}\n`);
		require.set(one.path, { path: one.path, version: one.version, indirect: false });
	}
	yield* say(found.join(''));
	if (failures.length > 0) throw new GoFailure(failures.map((f) => `go: ${f}\n`).join(''));
	const direct = new Set([...imports.keys()].map((p) => provides(require.keys(), p)));
	const kept = [...require.values()].filter((r) => direct.has(r.path) || replaced.includes(r.path));
	const mod: ModFile = { ...m.mod, require: kept };
	const list = yield* buildList({ ...h, module: { dir: m.dir, mod } });
	const all: Requirement[] = [
		...kept.filter((r) => replaced.includes(r.path)),
		...[...list.values()].map((one) => ({ path: one.path, version: one.version, indirect: !direct.has(one.path) }))
	];
	yield* saveMod(m, { ...mod, require: all });
	yield* saveSum(m, list.values(), false);
	return 0;
}
export function* modDownload(h: Host, args: readonly string[]): Sys<number> {
	const m = need(h);
	const named = args.filter((a) => !a.startsWith('-'));
	if (m.mod.require.length === 0 && named.length === 0) {
		yield* say('go: no module dependencies to download\n');
		return 0;
	}
	if (named.length > 0) {
		const got: RemoteModule[] = [];
		for (const name of named) {
			const [path = '', version = ''] = name.split('@');
			const v = version !== '' && version !== 'latest' ? version : m.mod.require.find((r) => r.path === path)?.version;
			const one = v ? undefined : yield* lookUpModule(h, path);
			if (!v && !one) throw new GoFailure(`go: module ${path}: not a known dependency\n`);
			got.push(yield* ensure(h, path, v ?? one?.version ?? '', true));
		}
		yield* saveSum(m, got, true);
		return 0;
	}
	const list = yield* buildList(h, true);
	yield* saveSum(m, list.values(), true);
	return 0;
}
export function* modVerify(h: Host): Sys<number> {
	need(h);
	yield* buildList(h, true);
	yield* write(1, 'all modules verified\n');
	return 0;
}
export function* modGraph(h: Host): Sys<number> {
	const m = need(h);
	const list = yield* buildList(h, true);
	const lines = m.mod.require.map((r) => `${m.mod.module} ${r.path}@${r.version}\n`);
	for (const one of list.values()) for (const r of one.require) lines.push(`${one.path}@${one.version} ${r.path}@${r.version}\n`);
	yield* write(1, lines.join(''));
	return 0;
}
/** go get: adds, raises, lowers or (with @none) drops requirements. */
export function* goGet(h: Host, args: readonly string[]): Sys<number> {
	if (!h.module)
		throw new GoFailure(
			`go: go.mod file not found in current directory or any parent directory.\n\t'go get' is no longer supported outside a module.\n\tTo build and install a command, use 'go install' with a version,\n\tlike 'go install example.com/cmd@latest'\n\tFor more information, see https://golang.org/doc/go-get-install-deprecation\n\tor run 'go help get' or 'go help install'.\n`
		);
	const m = h.module;
	const upgrade = args.includes('-u');
	const names = args.filter((a) => !a.startsWith('-'));
	const require = new Map(m.mod.require.map((r) => [r.path, r]));
	const lines: string[] = [];
	const wanted = names.every((n) => n === './...' || n === '.') ? (upgrade ? [...require.keys()] : []) : names;
	for (const name of wanted) {
		const [path = '', query = ''] = name.split('@');
		if (standard[path]) continue;
		const exact = query !== '' && query !== 'latest' && query !== 'none' && query !== 'upgrade';
		if (!(path.split('/')[0] ?? '').includes('.')) throw new GoFailure(`go: malformed module path "${path}": missing dot in first path element\n`);
		const one = exact ? yield* lookUpModule(h, path, query) : yield* findProvider(h, path);
		if (!one) {
			const at = query === '' ? 'upgrade' : query;
			throw new GoFailure(
				exact ? `go: ${path}@${query}: invalid version: unknown revision ${query}\n` : `go: module ${path}: no matching versions for query "${at}"\n`
			);
		}
		const old = require.get(one.path);
		if (query === 'none') {
			if (old) lines.push(`go: removed ${one.path} ${old.version}\n`);
			require.delete(one.path);
			continue;
		}
		yield* ensure(h, one.path, one.version);
		if (!old) lines.push(`go: added ${one.path} ${one.version}\n`);
		else if (old.version !== one.version)
			lines.push(`go: ${compareVersions(old.version, one.version) < 0 ? 'upgraded' : 'downgraded'} ${one.path} ${old.version} => ${one.version}\n`);
		if (old?.version !== one.version) require.set(one.path, { path: one.path, version: one.version, indirect: true });
	}
	const mod: ModFile = { ...m.mod, require: [...require.values()] };
	const list = yield* buildList({ ...h, module: { dir: m.dir, mod } });
	const imports = yield* externalImports(h, m);
	const direct = new Set([...imports.keys()].map((p) => provides(require.keys(), p)));
	for (const one of list.values()) if (!require.has(one.path)) lines.push(`go: added ${one.path} ${one.version}\n`);
	yield* say(lines.sort(compareBytes).join(''));
	yield* saveMod(m, {
		...mod,
		require: [...list.values()].map((one) => ({
			path: one.path,
			version: one.version,
			indirect: !direct.has(one.path) && (require.get(one.path)?.indirect ?? true)
		}))
	});
	yield* saveSum(m, list.values(), true);
	return 0;
}
export { isDir, noModule };
