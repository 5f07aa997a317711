// From a wanted tree to node_modules: what is added, removed and changed, links of programs, the hidden lock, the cache, and npm's last lines.
// Leaves out packages' own scripts (none here has any), rollback after a failure halfway. Invariant: nothing is written before everything is fetched.
import { Errno, type Sys } from '../../../engine/index.ts';
import {
	access,
	addLayer,
	clock,
	exists,
	isDirectory,
	mkdirAll,
	removeAll,
	rmdir,
	unpackLayer,
	writeFile,
	readdir,
	type LayerEntry
} from '../../../kernel/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { entriesOf, filler, type Node } from '../../../oci/index.ts';
import type { Manifest } from '../data/npm.ts';
import { hiddenLockText, lockText } from './lock.ts';
import { cachePath, tarball, tarballBytes } from './registry.ts';
import { satisfies } from './semver.ts';
import { join, NpmFailure, print, warn, npmVersion, type Json, type Npm } from './session.ts';
import { flagsOf, nameOf, outer, type Tree } from './tree.ts';

export interface Change {
	readonly added: readonly string[];
	readonly removed: readonly string[];
	readonly changed: readonly string[];
}

/** Kinds of dependencies that stay away. */
export function omitted(npm: Npm): Set<string> {
	const found = new Set((npm.options.get('omit') ?? '').split(/[,\s]+/).filter((one) => one !== ''));
	if (npm.options.get('production') === 'true' || /^prod/.test(npm.options.get('only') ?? '')) found.add('dev');
	for (const one of (npm.options.get('include') ?? '').split(',')) found.delete(one);
	return found;
}
/** The part of a tree that goes to disk. */
export function wantedOnDisk(npm: Npm, tree: Tree, project: Json): Tree {
	const omit = omitted(npm);
	const flags = flagsOf(tree, project);
	return new Map(
		[...tree].filter(([path]) => {
			const flag = flags.get(path);
			if (!flag) return true;
			return !(
				(omit.has('dev') && flag.dev) ||
				(omit.has('optional') && flag.optional) ||
				(omit.has('peer') && flag.peer) ||
				(omit.has('dev') && omit.has('optional') && flag.devOptional)
			);
		})
	);
}

/** npm's error for a file system's refusal. */
export function refused(error: Errno, syscall: string, path: string): NpmFailure {
	const number = ({ EACCES: -13, EPERM: -1, EROFS: -30, ENOSPC: -28, ENOTDIR: -20, EEXIST: -17 } as Record<string, number>)[error.code] ?? -5;
	const text = `${error.message[0]?.toLowerCase() ?? ''}${error.message.slice(1)}`;
	const head = [`code ${error.code}`, `syscall ${syscall}`, `path ${path}`, `errno ${number}`];
	const said = `${error.code}: ${text}, ${syscall} '${path}'`;
	const status = (number + 256) & 255;
	if (error.code === 'EACCES' || error.code === 'EPERM')
		return new NpmFailure(
			[
				...head,
				`Error: ${said}`,
				'    at async mkdir (node:internal/fs/promises:856:10)',
				'    at async /usr/local/lib/node_modules/npm/node_modules/@npmcli/arborist/lib/arborist/reify.js:624:20',
				'    at async Promise.allSettled (index 0)',
				'    at async [reifyPackages] (/usr/local/lib/node_modules/npm/node_modules/@npmcli/arborist/lib/arborist/reify.js:325:11)',
				'    at async Arborist.reify (/usr/local/lib/node_modules/npm/node_modules/@npmcli/arborist/lib/arborist/reify.js:142:5)',
				'    at async Install.exec (/usr/local/lib/node_modules/npm/lib/commands/install.js:150:5)',
				'    at async Npm.exec (/usr/local/lib/node_modules/npm/lib/npm.js:207:9)',
				'    at async module.exports (/usr/local/lib/node_modules/npm/lib/cli/entry.js:74:5) {',
				`  errno: ${number},`,
				`  code: '${error.code}',`,
				`  syscall: '${syscall}',`,
				`  path: '${path}'`,
				'}',
				'',
				'The operation was rejected by your operating system.',
				'It is likely you do not have the permissions to access this file as the current user',
				'',
				'If you believe this might be a permissions issue, please double-check the',
				'permissions of the file and its containing directories, or try running',
				'the command again as root/Administrator.'
			],
			status
		);
	if (error.code === 'EROFS')
		return new NpmFailure(
			[...head, `rofs ${said}`, 'rofs Often virtualized file systems, or other file systems', "rofs that don't support symlinks, give this error."],
			status
		);
	if (error.code === 'ENOSPC')
		return new NpmFailure(
			[...head, `nospc ${said}`, 'nospc There appears to be insufficient space on your system to finish.', 'nospc Clear up some disk space and try again.'],
			status
		);
	return new NpmFailure([...head, said], status);
}

/** A package's directory. */
function filesOfPackage(one: Manifest, files: Readonly<Record<string, string>> | undefined): Record<string, Node> {
	const given: Record<string, Node> = {};
	const esm = files?.['index.mjs'] !== undefined && files['index.js'] === undefined;
	const json = encodeJson(
		{
			name: one.name,
			version: one.version,
			...(one.license === '' ? {} : { license: one.license }),
			...(files === undefined ? {} : { main: esm ? 'index.mjs' : 'index.js' }),
			...(esm ? { type: 'module' } : {}),
			...(Object.keys(one.bin).length ? { bin: one.bin } : {}),
			...(one.node === '' ? {} : { engines: { node: one.node } }),
			...(one.funding === '' ? {} : { funding: { url: one.funding } }),
			...(Object.keys(one.dependencies).length ? { dependencies: one.dependencies } : {}),
			...(Object.keys(one.optional).length ? { optionalDependencies: one.optional } : {}),
			...(Object.keys(one.peers).length ? { peerDependencies: one.peers } : {})
		},
		{ indent: '  ', escapeHtml: false }
	);
	given['package.json'] = `${json}\n`;
	let left = one.bytes - json.length;
	for (const path in files) {
		given[path] = files[path] ?? '';
		left -= (files[path] ?? '').length;
	}
	for (const command in one.bin) {
		const path = (one.bin[command] ?? '').replace(/^\.\//, '');
		const text = files?.[path] ?? files?.[`${path}.js`];
		given[path] = { text: text ?? `#!/usr/bin/env node\nrequire('${one.name}');\n`, mode: 0o755 };
	}
	if (left > 0) given['README.md'] = filler(left);
	return given;
}

const major = (version: string): string => /^v?(\d+\.\d+\.\d+)/.exec(version)?.[1] ?? '0.0.0';

/** Puts `wanted` on disk below `root`. */
export function* putOnDisk(npm: Npm, root: string, wanted: Tree, actual: Tree): Sys<Change> {
	const added = [...wanted.keys()].filter((path) => !actual.has(path));
	const changed = [...wanted.values()]
		.filter(({ path, manifest }) => (actual.get(path)?.manifest.version ?? manifest.version) !== manifest.version)
		.map(({ path }) => path);
	const removed = [...actual.keys()].filter((path) => !wanted.has(path));
	for (const path of [...added, ...changed].sort()) {
		const one = wanted.get(path)?.manifest;
		if (!one) continue;
		if (one.node !== '' && !satisfies(major(npm.node), one.node))
			yield* warn(
				npm,
				'EBADENGINE',
				`Unsupported engine {\n  package: '${one.name}@${one.version}',\n  required: { node: '${one.node}' },\n  current: { node: '${npm.node}', npm: '${npmVersion}' }\n}`
			);
	}
	for (const path of [...added, ...changed].sort()) {
		const one = wanted.get(path)?.manifest;
		if (one?.deprecated !== undefined) yield* warn(npm, 'deprecated', `${one.name}@${one.version}: ${one.deprecated}`);
	}
	if (added.length + changed.length + removed.length === 0) return { added, removed, changed };
	const cached: Record<string, Node> = {};
	const tree: Record<string, Node> = {};
	const fresh = new Set([...added, ...changed]);
	for (const path of changed) for (const one of wanted.keys()) if (one.startsWith(`${path}/`)) fresh.add(one);
	for (const path of fresh) {
		const one = wanted.get(path)?.manifest;
		if (!one) continue;
		const { files, bytes, fetched } = yield* tarball(npm, one);
		const whole = { ...one, bytes };
		const given = filesOfPackage(whole, files);
		for (const file in given) tree[`${path.slice('node_modules/'.length)}/${file}`] = given[file] as Node;
		if (fetched) cached[cachePath(npm, one.integrity).slice(npm.cache.length + 1)] = filler(tarballBytes(bytes));
	}
	const modules = join(root, 'node_modules');
	yield* prepare(root, modules, added[0] ?? changed[0] ?? removed[0] ?? '');
	for (const path of [...removed, ...changed]) yield* removeAll(join(root, path));
	for (const path of removed) if (nameOf(path).startsWith('@')) yield* quietly(rmdir(join(root, path).replace(/\/[^/]*$/, '')));
	const links = new Map<string, string>();
	for (const { path, manifest } of wanted.values())
		for (const command in manifest.bin) {
			const at = outer(path);
			const bin = `${at === '' ? '' : `${at.slice('node_modules/'.length)}/node_modules/`}.bin/${command}`;
			links.set(bin, `../${nameOf(path)}/${(manifest.bin[command] ?? '').replace(/^\.\//, '')}`);
		}
	yield* removeStaleLinks(modules, links);
	for (const [bin, target] of links) if (!(yield* exists(join(modules, bin)))) tree[bin] = { link: target };
	yield* put(npm, modules, tree);
	if (Object.keys(cached).length && (yield* mayWrite(npm.cache))) yield* put(npm, npm.cache, cached);
	return { added, removed, changed };
}
function* quietly(work: Sys<void>): Sys<void> {
	try {
		yield* work;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
function* mayWrite(dir: string): Sys<boolean> {
	try {
		yield* mkdirAll(dir);
		yield* access(dir, 2);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}
/** The directory for packages, or npm's EACCES or EROFS. */
function* prepare(root: string, modules: string, first: string): Sys<void> {
	const there = yield* isDirectory(modules);
	try {
		if (there) yield* access(modules, 2);
		else yield* mkdirAll(modules, 0o755);
	} catch (error) {
		if (error instanceof Errno) throw refused(error, 'mkdir', there && first !== '' ? join(root, first) : modules);
		throw error;
	}
}
function* removeStaleLinks(modules: string, links: ReadonlyMap<string, string>): Sys<void> {
	try {
		for (const { name } of yield* readdir(`${modules}/.bin`)) if (!links.has(`.bin/${name}`)) yield* removeAll(`${modules}/.bin/${name}`);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
function* put(npm: Npm, place: string, tree: Readonly<Record<string, Node>>): Sys<void> {
	if (Object.keys(tree).length === 0) return;
	const owned: LayerEntry[] = entriesOf(tree, yield* clock()).map((entry) =>
		entry.type === 'whiteout' || entry.type === 'hardlink' || npm.uid === 0 ? entry : { ...entry, uid: npm.uid, gid: npm.gid }
	);
	const layer = yield* addLayer(owned);
	yield* unpackLayer(place, layer.id);
}

/** Writes the locks. Answers nothing is written when npm was told so. */
export function* writeLocks(npm: Npm, root: string, tree: Tree, wanted: Tree, project: Json, visible: boolean): Sys<void> {
	const lock = join(root, 'package-lock.json');
	try {
		if (visible && npm.options.get('package-lock') !== 'false') yield* writeFile(lock, lockText(npm, tree, project));
	} catch (error) {
		if (error instanceof Errno) throw refused(error, 'open', lock);
		throw error;
	}
	if (wanted.size > 0 || (yield* isDirectory(join(root, 'node_modules'))))
		yield* quietly(writeFile(join(root, 'node_modules/.package-lock.json'), hiddenLockText(npm, wanted, project)));
}

/** "477ms", "2s", "1m". */
export function took(us: number): string {
	const ms = Math.round(us / 1000);
	return ms >= 60_000 ? `${Math.round(ms / 60_000)}m` : ms >= 1000 ? `${Math.round(ms / 1000)}s` : `${ms}ms`;
}
const packages = (n: number): string => `${n} package${n === 1 ? '' : 's'}`;

/** npm's last words after a change of node_modules. */
export function* report(npm: Npm, change: Change, tree: Tree, wanted: Tree): Sys<void> {
	const [added, removed, changed] = [change.added.length, change.removed.length, change.changed.length];
	const audited = npm.options.get('audit') === 'false' || npm.global ? 0 : tree.size + 1;
	let text = '\n';
	if (added + removed + changed === 0) text += `up to date${audited ? ', ' : ''}`;
	else {
		if (added) text += `added ${packages(added)}`;
		if (removed) text += `${added ? ', ' : ''}${added && !audited && !changed ? 'and ' : ''}removed ${packages(removed)}`;
		if (changed) text += `${added || removed ? ', ' : ''}${!audited && (added || removed) ? 'and ' : ''}changed ${packages(changed)}`;
		if (audited) text += ', and ';
	}
	if (audited) text += `audited ${packages(audited)}`;
	text += ` in ${took((yield* clock()) - npm.started)}\n`;
	const funding = npm.options.get('fund') === 'false' ? 0 : [...wanted.values()].filter(({ manifest }) => manifest.funding !== '').length;
	if (funding > 0) text += `\n${funding} ${funding === 1 ? 'package is' : 'packages are'} looking for funding\n  run \`npm fund\` for details\n`;
	if (audited) text += '\nfound 0 vulnerabilities\n';
	yield* print(npm, text);
}
