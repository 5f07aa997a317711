// Trees of packages as npm's arborist builds them: who needs what, hoisted as far up as nothing conflicts, nested where something does.
// Leaves out workspaces, overrides, links and aliases; a peer is placed beside what asks for it. Invariant: a place is its path, "" is the project.
import type { Sys } from '../../../engine/index.ts';
import type { Manifest, Packument } from '../data/npm.ts';
import { compareTexts, satisfies } from './semver.ts';
import type { Json } from './session.ts';
import { strings } from './session.ts';

export interface Place {
	readonly path: string;
	readonly name: string;
	readonly manifest: Manifest;
}
/** By path: "node_modules/debug/node_modules/ms". */
export type Tree = Map<string, Place>;
export interface Edge {
	readonly name: string;
	readonly range: string;
	readonly kind: 'prod' | 'dev' | 'optional' | 'peer';
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);
/** The place around a place: where its own dependencies are looked for next. */
export function outer(path: string): string {
	const at = path.lastIndexOf('node_modules/');
	return at <= 0 ? '' : path.slice(0, at - 1);
}
export const inside = (path: string, name: string): string => `${path === '' ? '' : `${path}/`}node_modules/${name}`;

/** What a place needs: the project's from its package.json, with its dev dependencies; a package's from its manifest. */
export function edgesOf(of: Json | Manifest, isProject: boolean): Edge[] {
	const edges = new Map<string, Edge>();
	const add = (list: Readonly<Record<string, string>>, kind: Edge['kind']): void => {
		for (const name in list) edges.set(name, { name, range: list[name] ?? '', kind });
	};
	if (isProject) {
		const json = of as Json;
		add(strings(json['peerDependencies']), 'peer');
		add(strings(json['dependencies']), 'prod');
		add(strings(json['optionalDependencies']), 'optional');
		const dev = strings(json['devDependencies']);
		for (const name in dev) if (!edges.has(name)) edges.set(name, { name, range: dev[name] ?? '', kind: 'dev' });
	} else {
		const one = of as Manifest;
		add(one.peers, 'peer');
		add(one.dependencies, 'prod');
		add(one.optional, 'optional');
	}
	return [...edges.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `name` means from a place: the nearest one upwards. */
export function resolve(tree: Tree, from: string, name: string): Place | undefined {
	for (let at = from; ; at = outer(at)) {
		const found = tree.get(inside(at, name));
		if (found) return found;
		if (at === '') return undefined;
	}
}
/** A range that is no range (a tag) is met by whatever is there. */
export const meets = (version: string, range: string): boolean =>
	range === '' || range === '*' || range === 'latest' || satisfies(version, range) || /^(?:file|git|https?|github|link|workspace):/.test(range);
const metBy = (tree: Tree, from: string, edge: Edge): boolean => {
	const found = resolve(tree, edge.kind === 'peer' && from !== '' ? outer(from) : from, edge.name);
	return found !== undefined && meets(found.manifest.version, edge.range);
};
const edgesAt = (tree: Tree, project: Json, path: string): Edge[] => {
	const place = tree.get(path);
	return path === '' ? edgesOf(project, true) : place ? edgesOf(place.manifest, false) : [];
};
/** Every edge that resolves to a place. */
export function edgesInto(tree: Tree, project: Json, target: string): { from: string; edge: Edge }[] {
	const out: { from: string; edge: Edge }[] = [];
	const name = nameOf(target);
	for (const from of ['', ...tree.keys()])
		for (const edge of edgesAt(tree, project, from))
			if (edge.name === name && resolve(tree, edge.kind === 'peer' && from !== '' ? outer(from) : from, name)?.path === target) out.push({ from, edge });
	return out;
}

/** Where a package goes that `from` needs: the highest place without a conflict. */
function placeFor(tree: Tree, project: Json, from: string, edge: Edge, one: Manifest, floor: string): { path: string; replaces: boolean } {
	let best: { path: string; replaces: boolean } | undefined;
	const start = edge.kind === 'peer' && from !== '' ? outer(from) : from;
	for (let at = start; ; at = outer(at)) {
		const path = inside(at, edge.name);
		const there = tree.get(path);
		if (there) {
			const newer = compareTexts(one.version, there.manifest.version) > 0;
			const all = newer
				? edgesInto(tree, project, path).every((each) => (each.from === from && each.edge.name === edge.name) || meets(one.version, each.edge.range))
				: false;
			if (!all) break;
			best = { path, replaces: true };
		} else {
			const own = at === from ? undefined : edgesAt(tree, project, at).find((each) => each.name === edge.name);
			if (own && own.kind !== 'peer' && !meets(one.version, own.range)) break;
			best = { path, replaces: false };
		}
		if (at === floor) break;
	}
	// A direct need whose place is held by another version takes it over.
	return best ?? { path: inside(start, edge.name), replaces: true };
}

const depthOf = (path: string): number => path.split('node_modules/').length;

/** The package of the global node_modules that a place is in: nothing is shared above it. */
const floorOf = (path: string): string => path.split('/node_modules/')[0] ?? '';

/** Adds to `tree` what is missing or does not fit. `find` brings a packument, `choose` a version of it. Optional packages that are not there are left out. */
export function* complete(
	tree: Tree,
	project: Json,
	find: (name: string, range: string) => Sys<Packument>,
	choose: (of: Packument, range: string) => Manifest,
	global = false
): Sys<void> {
	const visited = new Set<string>();
	const seen = (path: string): boolean => {
		if (visited.has(path)) return true;
		visited.add(path);
		return false;
	};
	const queue = [''];
	while (queue.length) {
		queue.sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
		const from = queue.shift() ?? '';
		if (from !== '' && !tree.has(from)) continue;
		for (const edge of edgesAt(tree, project, from)) {
			if (metBy(tree, from, edge)) {
				const found = resolve(tree, edge.kind === 'peer' && from !== '' ? outer(from) : from, edge.name);
				if (found && !seen(found.path)) queue.push(found.path);
				continue;
			}
			const one = choose(yield* find(edge.name, edge.range), edge.range);
			const { path, replaces } = placeFor(tree, project, from, edge, one, global ? floorOf(from) : '');
			if (replaces) for (const old of [...tree.keys()]) if (old === path || old.startsWith(`${path}/`)) tree.delete(old);
			tree.set(path, { path, name: edge.name, manifest: one });
			visited.delete(path);
			queue.push(path);
		}
	}
}

export interface Flags {
	readonly dev: boolean;
	readonly optional: boolean;
	readonly peer: boolean;
	/** Reached by dev and by optional edges, by neither alone. */
	readonly devOptional: boolean;
}
/** What of a tree the project reaches, and by which kinds of edges only; what is not in the answer is extraneous. */
export function flagsOf(tree: Tree, project: Json): Map<string, Flags> {
	const reach = (kinds: readonly Edge['kind'][]): Set<string> => {
		const found = new Set<string>();
		const queue = [''];
		for (let from = queue.pop(); from !== undefined; from = queue.pop())
			for (const edge of edgesAt(tree, project, from)) {
				if (!kinds.includes(edge.kind)) continue;
				const to = resolve(tree, edge.kind === 'peer' && from !== '' ? outer(from) : from, edge.name);
				if (to && !found.has(to.path)) {
					found.add(to.path);
					queue.push(to.path);
				}
			}
		return found;
	};
	const all = reach(['prod', 'dev', 'optional', 'peer']);
	const [noDev, noOptional, noPeer, neither] = [
		reach(['prod', 'optional', 'peer']),
		reach(['prod', 'dev', 'peer']),
		reach(['prod', 'dev', 'optional']),
		reach(['prod', 'peer'])
	];
	return new Map(
		[...all].map((path) => [
			path,
			{
				dev: !noDev.has(path),
				optional: !noOptional.has(path),
				peer: !noPeer.has(path),
				devOptional: noDev.has(path) && noOptional.has(path) && !neither.has(path)
			}
		])
	);
}
/** Removes what the project no longer reaches. */
export function prune(tree: Tree, project: Json): void {
	const flags = flagsOf(tree, project);
	for (const path of [...tree.keys()]) if (!flags.has(path)) tree.delete(path);
}
