// Modules from the proxy into the module cache: /go/pkg/mod/PATH@VERSION and cache/download, read-only, as the go command lays them out.
// Leaves out checksum databases and version control. A module is one of the mirror's rows (packages/data/go-modules.ts).
import { Errno, type Sys } from '../../../engine/index.ts';
import { addLayer, clock, mkdirAll, trace, unpackLayer, type LayerEntry } from '../../../kernel/index.ts';
import { entriesOf, filler, type Node } from '../../../oci/index.ts';
import { FetchFailure, fetchJson } from '../../packages/fetch.ts';
import { goProxy } from '../../packages/hosts.ts';
import { compareVersions, sumLines, type Requirement } from './mod-file.ts';
import { GoFailure, isDir, join, modCache, say, textOf, type Host } from './host.ts';

export interface RemoteModule {
	readonly path: string;
	readonly version: string;
	readonly versions: readonly string[];
	readonly require: readonly Requirement[];
	/** Import path below the module → file → source. */
	readonly files: Readonly<Record<string, string>>;
	/** Bytes of the real module's tree. */
	readonly size: number;
}
/** "!" before what was upper case. */
const escapePath = (path: string): string => path.replaceAll(/[A-Z]/g, (c) => `!${c.toLowerCase()}`);
export const moduleDir = (h: Host, path: string, version: string): string => `${modCache(h)}/${escapePath(path)}@${version}`;

function* ask(h: Host, path: string, query: string, size = 0): Sys<RemoteModule | undefined> {
	if (h.env['GOPROXY'] === 'off' || h.env['GOFLAGS']?.includes('-mod=vendor'))
		throw new GoFailure(`go: ${path}@${query}: module lookup disabled by GOPROXY=off\n`);
	const url = query === 'latest' ? `/${escapePath(path)}/@latest` : `/${escapePath(path)}/@v/${query}.zip`;
	try {
		return (yield* fetchJson(goProxy, url, size)) as RemoteModule;
	} catch (e) {
		if (!(e instanceof FetchFailure)) throw e;
		if (e.kind === 'status') {
			yield* trace('mirror.missing', { by: 'go', name: path });
			return undefined;
		}
		const shown = query === 'latest' ? `https://${goProxy}/${escapePath(path)}/@v/list` : `https://${goProxy}/${escapePath(path)}/@v/${query}.mod`;
		const why =
			e.kind === 'resolve'
				? `lookup ${goProxy}: ${(yield* textOf('/etc/resolv.conf'))?.includes('nameserver') ? 'i/o timeout' : 'no such host'}`
				: e.text.replace(/^(\S+) (.*)$/, (_, ip: string, text: string) => `${ip}:443: connect: ${text.toLowerCase()}`);
		throw new GoFailure(`go: ${path}${query === 'latest' ? '' : `@${query}`}: Get "${shown}": dial tcp${e.kind === 'resolve' ? ':' : ''} ${why}\n`);
	}
}
/** The newest version of a module, or the wanted one; undefined when the proxy has no such module. */
export function* lookUpModule(h: Host, path: string, version = 'latest'): Sys<RemoteModule | undefined> {
	return yield* ask(h, path, version);
}
/** The module that provides an import path: the longest prefix the proxy knows. */
export function* findProvider(h: Host, importPath: string): Sys<RemoteModule | undefined> {
	const parts = importPath.split('/');
	for (let n = parts.length; n > 0; n--) {
		const found = yield* ask(h, parts.slice(0, n).join('/'), 'latest');
		if (found) return found;
	}
	return undefined;
}
/** Downloads a module unless it is in the cache; answers what it is. */
export function* ensure(h: Host, path: string, version: string, quiet = false): Sys<RemoteModule> {
	const dir = moduleDir(h, path, version);
	const info = yield* textOf(`${modCache(h)}/cache/download/${escapePath(path)}/@v/${version}.info`);
	if (info !== undefined && (yield* isDir(dir))) {
		const parsed = JSON.parse(info) as { Origin?: RemoteModule };
		if (parsed.Origin) return parsed.Origin;
	}
	const head = yield* ask(h, path, version);
	if (!head) throw new GoFailure(`go: ${path}@${version}: reading ${`https://${goProxy}/${escapePath(path)}/@v/${version}.mod`}: 404 Not Found\n`);
	if (!quiet) yield* say(`go: downloading ${path} ${version}\n`);
	const module = (yield* ask(h, path, version, head.size / 3)) ?? head;
	const tree: Record<string, Node> = {};
	const at = `${escapePath(path)}@${version}`;
	let left = module.size;
	for (const [name, text] of Object.entries(module.files)) {
		tree[`${at}/${name}`] = { text, mode: 0o444 };
		left -= text.length;
	}
	tree[`${at}/go.mod`] = { text: `module ${path}\n\ngo 1.20\n`, mode: 0o444 };
	tree[`${at}/LICENSE`] = filler(Math.max(1000, Math.min(1500, left)), 0o444);
	if (left > 1500) tree[`${at}/README.md`] = filler(left - 1500, 0o444);
	const download = `cache/download/${escapePath(path)}/@v/${version}`;
	tree[`${download}.info`] = JSON.stringify({ Version: version, Time: '2024-01-23T18:54:04Z', Origin: module });
	tree[`${download}.mod`] = `module ${path}\n`;
	tree[`${download}.zip`] = filler(Math.round(module.size / 3));
	tree[`${download}.ziphash`] = sumLines(path, version, JSON.stringify(module.files)).split('\n')[0]?.split(' ')[2] ?? '';
	const entries: LayerEntry[] = [...entriesOf(tree, yield* clock())];
	const layer = yield* addLayer(entries);
	try {
		yield* mkdirAll(modCache(h));
		yield* unpackLayer(modCache(h), layer.id);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new GoFailure(`go: could not create module cache: mkdir ${modCache(h)}: ${e.message.toLowerCase()}\n`);
	}
	return module;
}
/** All modules of a build: each at the highest version anyone asks for. */
export function* buildList(h: Host, quiet = false): Sys<ReadonlyMap<string, RemoteModule>> {
	const out = new Map<string, RemoteModule>();
	const replaced = new Set((h.module?.mod.replace ?? []).map((r) => r.from));
	const queue = [...(h.module?.mod.require ?? [])];
	for (let r = queue.shift(); r; r = queue.shift()) {
		if (replaced.has(r.path)) continue;
		const old = out.get(r.path);
		if (old && compareVersions(old.version, r.version) >= 0) continue;
		const m = yield* ensure(h, r.path, r.version, quiet);
		out.set(r.path, { ...m, version: r.version });
		queue.push(...m.require);
	}
	return out;
}
export const sumOf = (m: RemoteModule): string => sumLines(m.path, m.version, JSON.stringify(m.files));
export { join };
