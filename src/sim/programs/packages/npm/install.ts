// npm install, ci, uninstall, update, prune and dedupe: from the words and package.json to a tree, from the tree to disk.
// Leaves out packages from folders, git and tarballs. Invariant: package.json and the lock change only after node_modules has.
import { Errno, type Sys } from '../../../engine/index.ts';
import { exists, readTextIfAny, removeAll, symlink, writeFile } from '../../../kernel/index.ts';
import { encodeJson } from '../../../values/index.ts';
import type { Packument } from '../data/npm.ts';
import { readActual, readLock, sorted } from './lock.ts';
import { packument, pick } from './registry.ts';
import { omitted, putOnDisk, refused, report, wantedOnDisk, writeLocks, type Change } from './reify.ts';
import { runScripts } from './scripts.ts';
import { join, missingManifest, NpmFailure, note, parseManifest, strings, warn, type Json, type Npm } from './session.ts';
import { complete, inside, prune, type Tree } from './tree.ts';
import { usageLines } from './usage.ts';

/** "express@^4", "@scope/name@1" as name and range. */
export function specOf(word: string): { name: string; range: string } {
	const at = word.indexOf('@', 1);
	return at < 0 ? { name: word, range: '' } : { name: word.slice(0, at), range: word.slice(at + 1) };
}
/** Finds packuments, each once in a run. */
function finder(npm: Npm): (name: string, range: string) => Sys<Packument> {
	const known = new Map<string, Packument>();
	return function* (name, range) {
		const there = known.get(name);
		if (there) return there;
		note(npm, 'silly', 'fetch', `manifest ${name}@${range}`);
		const found = yield* packument(npm, name, range);
		known.set(name, found);
		return found;
	};
}
const rootOf = (npm: Npm): string => (npm.global ? '/usr/local/lib' : npm.prefix);

/** Text of a JSON file with the indentation it had. */
function keepIndent(old: string | undefined, value: Json): string {
	const indent = /^\s*[{[](?:\r?\n)+([\s\t]*)/.exec(old ?? '{\n  ')?.[1] ?? '';
	const text = encodeJson(value, indent === '' ? { escapeHtml: false } : { indent, escapeHtml: false });
	return `${text}\n`;
}
export function* saveManifest(npm: Npm, value: Json): Sys<void> {
	const path = join(npm.prefix, 'package.json');
	const text = keepIndent(yield* readTextIfAny(path), value);
	try {
		yield* writeFile(path, text);
	} catch (error) {
		if (error instanceof Errno) throw refused(error, 'open', path);
		throw error;
	}
}
const lists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** The project with `name` at `range` in the right list. */
function declare(npm: Npm, project: Json, name: string, range: string): Json {
	const own = lists.find((list) => strings(project[list])[name] !== undefined);
	const list =
		npm.options.get('save-dev') === 'true'
			? 'devDependencies'
			: npm.options.get('save-optional') === 'true'
				? 'optionalDependencies'
				: npm.options.get('save-prod') === 'true'
					? 'dependencies'
					: (own ?? 'dependencies');
	let next: Json = project;
	if (own !== undefined && own !== list) {
		const { [name]: _gone, ...rest } = strings(project[own]);
		const { [own]: _list, ...others } = next;
		next = Object.keys(rest).length ? { ...next, [own]: rest } : others;
	}
	return { ...next, [list]: sorted({ ...strings(next[list]), [name]: range }) };
}
/** What is written for a version that was asked for as `asked`: ^VERSION, unless a range was meant that is narrower. */
function savedRange(npm: Npm, asked: string, version: string): string {
	if (npm.options.get('save-exact') === 'true') return version;
	const prefix = npm.options.get('save-prefix') ?? '^';
	return /^[~<>=]|\|\||\s/.test(asked) && !/^\d/.test(asked) ? asked : prefix + version;
}

function* readProject(npm: Npm): Sys<Json | undefined> {
	if (npm.global) return undefined;
	const path = join(npm.prefix, 'package.json');
	const text = yield* readTextIfAny(path);
	return text === undefined ? undefined : parseManifest(npm, text, path, 'path');
}
function* startTree(npm: Npm): Sys<Tree> {
	const lock = npm.global ? undefined : yield* readLock(npm);
	return lock ? lock.tree : yield* readActual(rootOf(npm));
}
/** A global install's project: what stands in the global node_modules, each wanted as it is. */
const globalProject = (actual: Tree): Json => ({
	dependencies: Object.fromEntries(
		[...actual.values()].filter(({ path }) => path === inside('', path.slice(13))).map(({ name, manifest }) => [name, manifest.version])
	)
});

function* finish(npm: Npm, tree: Tree, project: Json, actual: Tree, save: boolean): Sys<Change> {
	const wanted = npm.global ? tree : wantedOnDisk(npm, tree, project);
	const root = rootOf(npm);
	if (npm.options.get('package-lock-only') === 'true' || npm.options.get('dry-run') === 'true') {
		if (npm.options.get('dry-run') !== 'true') yield* writeLocks(npm, root, tree, new Map(), project, true);
		yield* report(npm, { added: [], removed: [], changed: [] }, tree, wanted);
		return { added: [], removed: [], changed: [] };
	}
	const change = yield* putOnDisk(npm, root, wanted, actual);
	if (!npm.global) yield* writeLocks(npm, root, tree, wanted, project, save);
	yield* report(npm, change, tree, wanted);
	return change;
}
const production = function* (npm: Npm): Sys<void> {
	if (npm.options.has('production'))
		yield* warn(npm, 'config', npm.options.get('production') === 'true' ? 'production Use `--omit=dev` instead.' : 'production Use `--include=dev` instead.');
	if (npm.options.has('only')) yield* warn(npm, 'config', 'only Use `--omit=dev` to omit dev dependencies from the install.');
};

/** `npm install [spec…]`. */
export function* install(npm: Npm): Sys<number> {
	yield* production(npm);
	let project = yield* readProject(npm);
	const actual = yield* readActual(rootOf(npm));
	if (npm.global) project = globalProject(actual);
	if (project === undefined && npm.words.length === 0 && !(yield* exists(join(npm.prefix, 'package-lock.json'))))
		throw missingManifest(join(npm.prefix, 'package.json'));
	let own: Json = project ?? {};
	const find = finder(npm);
	const tree = yield* startTree(npm);
	for (const word of npm.words) {
		if (/^[./~]|^file:|^git|^https?:/.test(word)) throw missingManifest(join(npm.cwd, `${word.replace(/^\.\//, '')}/package.json`));
		const { name, range } = specOf(word);
		if (/\s|^@[^/]*$/.test(name))
			throw new NpmFailure([
				'code EINVALIDTAGNAME',
				`Invalid tag name "${name}" of package "${name}": Tags may not have any characters that encodeURIComponent encodes.`
			]);
		const declared = lists.map((list) => strings(own[list])[name]).find((one) => one !== undefined);
		const asked = range === '' && declared !== undefined && !npm.global ? declared : range;
		const chosen = pick(yield* find(name, range), asked, range === '' ? asked : range);
		own = declare(npm, own, name, npm.global ? chosen.version : range === '' && declared !== undefined ? declared : savedRange(npm, range, chosen.version));
		const path = inside('', name);
		const there = tree.get(path);
		if (there?.manifest.version !== chosen.version) {
			for (const old of [...tree.keys()]) if (old === path || old.startsWith(`${path}/`)) tree.delete(old);
			tree.set(path, { path, name, manifest: chosen });
		}
	}
	yield* complete(tree, own, find, pick, npm.global);
	prune(tree, own);
	yield* finish(npm, tree, own, actual, true);
	if (npm.words.length > 0 && !npm.global && npm.options.get('save') !== 'false') yield* saveManifest(npm, own);
	if (npm.global) yield* linkGlobal(tree);
	if (npm.words.length === 0 && !npm.global && npm.options.get('ignore-scripts') !== 'true')
		return yield* runScripts(npm, own, ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'], []);
	return 0;
}
function* linkGlobal(tree: Tree): Sys<void> {
	for (const { path, manifest } of tree.values()) {
		if (path !== inside('', manifest.name)) continue;
		for (const command in manifest.bin) {
			const to = `/usr/local/bin/${command}`;
			if (!(yield* exists(to))) yield* symlinkTo(`../lib/${path}/${(manifest.bin[command] ?? '').replace(/^\.\//, '')}`, to);
		}
	}
}
function* symlinkTo(target: string, path: string): Sys<void> {
	try {
		yield* symlink(target, path);
	} catch (error) {
		if (error instanceof Errno) throw refused(error, 'symlink', path);
		throw error;
	}
}

/** `npm ci`. */
export function* cleanInstall(npm: Npm): Sys<number> {
	yield* production(npm);
	const lock = yield* readLock(npm);
	if (!lock)
		throw new NpmFailure([
			'code EUSAGE',
			'',
			'The `npm ci` command can only install with an existing package-lock.json or',
			'npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or',
			'later to generate a package-lock.json file, then try again.',
			'',
			...usageLines('ci')
		]);
	const project = yield* readProject(npm);
	if (project === undefined) throw missingManifest(join(npm.prefix, 'package.json'));
	const ideal: Tree = new Map(lock.tree);
	yield* complete(ideal, project, finder(npm), pick);
	prune(ideal, project);
	const faults: string[] = [];
	for (const { path, name, manifest } of [...ideal.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
		const locked = lock.tree.get(path)?.manifest;
		if (!locked) faults.push(`Missing: ${name}@${manifest.version} from lock file`);
		else if (locked.version !== manifest.version) faults.push(`Invalid: lock file's ${name}@${locked.version} does not satisfy ${name}@${manifest.version}`);
	}
	if (faults.length)
		throw new NpmFailure([
			'code EUSAGE',
			'',
			'`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.',
			'',
			...faults,
			'',
			...usageLines('ci')
		]);
	const modules = join(npm.prefix, 'node_modules');
	yield* removeAll(modules);
	yield* finish(npm, lock.tree, project, new Map(), false);
	return npm.options.get('ignore-scripts') === 'true'
		? 0
		: yield* runScripts(npm, project, ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'], []);
}

/** `npm uninstall NAME…`. */
export function* uninstall(npm: Npm): Sys<number> {
	if (npm.words.length === 0) throw new NpmFailure(['Must provide a package name to remove']);
	const actual = yield* readActual(rootOf(npm));
	let own: Json = npm.global ? globalProject(actual) : ((yield* readProject(npm)) ?? {});
	for (const word of npm.words)
		for (const list of lists) {
			const { name } = specOf(word);
			if (strings(own[list])[name] === undefined) continue;
			const { [name]: _gone, ...rest } = strings(own[list]);
			const { [list]: _list, ...others } = own;
			own = Object.keys(rest).length ? { ...own, [list]: rest } : others;
		}
	const tree = yield* startTree(npm);
	prune(tree, own);
	yield* finish(npm, tree, own, actual, true);
	if (!npm.global && npm.options.get('save') !== 'false') yield* saveManifest(npm, own);
	return 0;
}

/** `npm update [NAME…]`: the newest that package.json allows. */
export function* update(npm: Npm): Sys<number> {
	const project = yield* readProject(npm);
	const actual = yield* readActual(rootOf(npm));
	const own = project ?? (npm.global ? globalProject(actual) : {});
	const tree: Tree = npm.words.length ? yield* startTree(npm) : new Map();
	for (const name of npm.words) tree.delete(inside('', name));
	yield* complete(tree, own, finder(npm), pick, npm.global);
	prune(tree, own);
	yield* finish(npm, tree, own, actual, true);
	return 0;
}

/** `npm prune`, `npm dedupe`: the lock's tree (or what is there), without what nobody needs. */
export function* pruneCommand(npm: Npm): Sys<number> {
	yield* production(npm);
	const own = (yield* readProject(npm)) ?? {};
	const actual = yield* readActual(npm.prefix);
	const tree = yield* startTree(npm);
	yield* complete(tree, own, finder(npm), pick, npm.global);
	prune(tree, own);
	yield* finish(npm, tree, own, actual, omitted(npm).size === 0);
	return 0;
}
