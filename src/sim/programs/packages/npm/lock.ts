// package-lock.json, version 3: a tree of packages written down, and read again. Also what is on disk in node_modules.
// Leaves out versions 1 and 2's own "dependencies". Invariant: what is written is read back as the same tree.
import { call, Errno, type Sys } from '../../../engine/index.ts';
import { readdir, readTextIfAny } from '../../../kernel/index.ts';
import { encodeJson } from '../../../values/index.ts';
import type { Manifest } from '../data/npm.ts';
import { npmRegistry } from '../hosts.ts';
import { join, parseManifest, readRecord, record, strings, type Json, type Npm } from './session.ts';
import { flagsOf, inside, nameOf, type Tree } from './tree.ts';

const resolvedOf = (one: Manifest): string => `https://${npmRegistry}/${one.name}/-/${one.name.slice(one.name.indexOf('/') + 1)}-${one.version}.tgz`;
const optional = <T>(key: string, value: Readonly<Record<string, T>>): Json => (Object.keys(value).length ? { [key]: sorted(value) } : {});
export const sorted = <T>(value: Readonly<Record<string, T>>): Record<string, T> =>
	Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The lock's "packages" without the project. */
function packagesOf(tree: Tree, project: Json): Json {
	const flags = flagsOf(tree, project);
	return Object.fromEntries(
		[...tree.values()]
			.sort((a, b) => (a.path < b.path ? -1 : 1))
			.map(({ path, manifest: one }) => {
				const flag = flags.get(path);
				return [
					path,
					{
						version: one.version,
						resolved: resolvedOf(one),
						integrity: one.integrity,
						...(flag?.dev && !flag.optional ? { dev: true } : {}),
						...(flag?.dev && flag.optional ? { dev: true, optional: true } : {}),
						...(flag?.optional && !flag.dev ? { optional: true } : {}),
						...(flag?.devOptional ? { devOptional: true } : {}),
						...(one.deprecated === undefined ? {} : { deprecated: one.deprecated }),
						...(one.license === '' ? {} : { license: one.license }),
						...(flag?.peer ? { peer: true } : {}),
						...optional('dependencies', one.dependencies),
						...optional('bin', one.bin),
						...(one.node === '' ? {} : { engines: { node: one.node } }),
						...(one.funding === '' ? {} : { funding: { url: one.funding } }),
						...optional('optionalDependencies', one.optional),
						...optional('peerDependencies', one.peers)
					}
				];
			})
	);
}
const headOf = (npm: Npm, project: Json): Json => ({
	name: typeof project['name'] === 'string' ? project['name'] : npm.prefix.slice(npm.prefix.lastIndexOf('/') + 1),
	...(typeof project['version'] === 'string' ? { version: project['version'] } : {})
});
const encode = (value: unknown): string => `${encodeJson(value, { indent: '  ', escapeHtml: false })}\n`;

export function lockText(npm: Npm, tree: Tree, project: Json): string {
	const own = Object.fromEntries(
		['name', 'version', 'license', 'dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'bin', 'engines']
			.filter((key) => project[key] !== undefined && Object.keys(record(project[key])).length + (typeof project[key] === 'string' ? 1 : 0) > 0)
			.map((key) => [key, project[key]])
	);
	return encode({ ...headOf(npm, project), lockfileVersion: 3, requires: true, packages: { '': own, ...packagesOf(tree, project) } });
}
/** node_modules/.package-lock.json: what was put on disk. */
export const hiddenLockText = (npm: Npm, tree: Tree, project: Json): string =>
	encode({ ...headOf(npm, project), lockfileVersion: 3, requires: true, packages: packagesOf(tree, project) });

function manifestOf(name: string, entry: Json): Manifest {
	const peersMeta = record(entry['peerDependenciesMeta']);
	const funding = entry['funding'];
	return {
		name,
		version: String(entry['version'] ?? ''),
		bytes: 0,
		license: typeof entry['license'] === 'string' ? entry['license'] : '',
		dependencies: strings(entry['dependencies']),
		optional: strings(entry['optionalDependencies']),
		peers: Object.fromEntries(Object.entries(strings(entry['peerDependencies'])).filter(([peer]) => record(peersMeta[peer])['optional'] !== true)),
		bin: typeof entry['bin'] === 'string' ? { [name]: entry['bin'] } : strings(entry['bin']),
		node: String(record(entry['engines'])['node'] ?? ''),
		funding: typeof funding === 'string' ? funding : String(record(funding)['url'] ?? ''),
		integrity: String(entry['integrity'] ?? ''),
		...(typeof entry['deprecated'] === 'string' ? { deprecated: entry['deprecated'] } : {})
	};
}

/** The lock's tree and its own idea of the project; undefined when there is no lock. */
export function* readLock(npm: Npm): Sys<{ tree: Tree; project: Json } | undefined> {
	for (const file of ['npm-shrinkwrap.json', 'package-lock.json']) {
		const path = join(npm.prefix, file);
		const text = yield* readTextIfAny(path);
		if (text === undefined) continue;
		const lock = parseManifest(npm, text, path, 'path');
		const packages = record(lock['packages']);
		const tree: Tree = new Map();
		for (const path in packages)
			if (path.startsWith('node_modules/')) tree.set(path, { path, name: nameOf(path), manifest: manifestOf(nameOf(path), record(packages[path])) });
		return { tree, project: record(packages['']) };
	}
	return undefined;
}

/** What stands in node_modules. */
export function* readActual(root: string): Sys<Tree> {
	const tree: Tree = new Map();
	const look = function* (at: string): Sys<void> {
		const names: string[] = [];
		try {
			for (const one of yield* readdir(join(root, inside(at, '').replace(/\/$/, '')))) {
				if (one.name.startsWith('.')) continue;
				if (!one.name.startsWith('@')) names.push(one.name);
				else for (const two of yield* readdir(join(root, inside(at, one.name)))) names.push(`${one.name}/${two.name}`);
			}
		} catch (error) {
			if (error instanceof Errno) return;
			throw error;
		}
		for (const name of names) {
			const path = inside(at, name);
			const entry = yield* readRecord(join(root, `${path}/package.json`));
			if (!entry) continue;
			tree.set(path, { path, name, manifest: manifestOf(name, entry) });
			yield* call(look(path));
		}
	};
	yield* look('');
	return tree;
}
