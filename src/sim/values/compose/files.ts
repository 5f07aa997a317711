// One compose file into the tree of those before it: documents, interpolation, extends, include, merge, schema, long forms.
// Models compose-go's loadYamlFile, loadYamlModel, ApplyExtends and ApplyInclude. Leaves out remote files (git, OCI artifacts).
// Invariant: warnings are told in the order they come up, before what is asked of the machine next and before the error that ends it.
import { YamlError } from '../yaml/scanner.ts';
import { canonical, cleanPath } from './canonical.ts';
import { throwMistakes, type Decoding } from './codecs.ts';
import { check, resolveEnvironment, resolvePaths, setDefaults } from './defaults.ts';
import { applyResets, documents } from './documents.ts';
import { readEnvFiles } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { extendService, mergeFiles } from './merge.ts';
import { ComposeError, type Loading, type Strings } from './project.ts';
import { deepClone, deepEqual, dictAt, isDict, isList, keysOf, newDict, printed, textAt, type Dict, type Path } from './tree.ts';
import { goQuote } from '../strings.ts';
import { codecs } from './structs.ts';
import { enforceUnicity } from './unicity.ts';
import { validateTree } from './validate.ts';

export interface ComposeFile {
	readonly path: string;
	/** Read already, as the files of the command line are. */
	readonly text?: string;
}

/** How files are loaded here: extended files are loaded with less than the project's own. */
export interface How {
	/** Where relative paths of extends and include are from. */
	readonly directory: string;
	readonly environment: Strings;
	/** What ~ is; undefined: it stays. */
	readonly home: string | undefined;
	readonly interpolation: boolean;
	readonly resolvePaths: boolean;
	/** Off while a file is read for a service to extend. */
	readonly whole: boolean;
	readonly warnings: string[];
	/** Files whose `version` was told. */
	readonly told: Set<string>;
}

interface ServiceRef {
	readonly file: string;
	readonly service: string;
}
type Resets = readonly Path[];

function* flush(how: How): Loading<void> {
	for (const text of how.warnings.splice(0)) yield { ask: 'warn', text };
}

export const joined = (base: string, path: string): string => (path.startsWith('/') ? path : cleanPath(base === '' ? path : `${base}/${path}`));
export const directoryOf = (path: string): string => {
	const at = path.lastIndexOf('/');
	return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
};
/** filepath.Rel for absolute paths. */
function relative(base: string, path: string): string {
	const from = cleanPath(base)
		.split('/')
		.filter((part) => part !== '');
	const to = cleanPath(path)
		.split('/')
		.filter((part) => part !== '');
	let same = 0;
	while (same < from.length && same < to.length && from[same] === to[same]) same++;
	return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/') || '.';
}
const relativeTo = (base: string, path: string): string =>
	base.startsWith('/') && path.startsWith('/') ? relative(base, path) : relative(`/${base}`, `/${path}`);

function* textOf(file: ComposeFile): Loading<string> {
	if (file.text !== undefined) return file.text;
	const { text, error } = yield { ask: 'read', path: file.path };
	if (text === undefined) throw new ComposeError(error === 'is a directory' ? `read ${file.path}: ${error}` : `open ${file.path}: ${error}`);
	return text;
}

const lookupIn = (environment: Strings) => (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);

function* trackService(tracker: readonly ServiceRef[], next: ServiceRef): Loading<readonly ServiceRef[]> {
	const [first] = tracker;
	if (first && tracker.some((ref) => ref.file === next.file && ref.service === next.service)) {
		const lines = [...tracker.slice(1), next].map((ref) => `\n  extends ${ref.service} in ${ref.file}`);
		throw new ComposeError(`Circular reference:\n  ${first.service} in ${first.file}${lines.join('')}`);
	}
	return [...tracker, next];
}

interface Base {
	readonly services: Dict;
	readonly resets: Resets;
}

/** The services of another file, for one to extend. */
function* baseFromFile(how: How, name: string, ref: string, from: string, path: string): Loading<Base> {
	const local = joined(how.directory, path);
	const directory = directoryOf(local);
	const base = relativeTo(how.directory, directory);
	const inner: How = { ...how, directory, resolvePaths: false, whole: false };
	const { tree, resets } = yield* loadFile(inner, { path: local }, newDict(), '', []);
	if (!('services' in tree)) throw new ComposeError(`cannot extend service ${goQuote(name)} in ${local}: no services section`);
	const services = dictAt(tree, 'services');
	if (!services) throw new ComposeError(`cannot extend service ${goQuote(name)} in ${local}: services must be a mapping`);
	if (!(ref in services)) throw new ComposeError(`cannot extend service ${goQuote(name)} in ${from}: service ${goQuote(ref)} not found in ${path}`);
	resolvePaths(tree, base, how.home);
	return { services, resets };
}

function* extended(how: How, file: string, name: string, services: Dict, tracker: readonly ServiceRef[], resets: readonly Resets[]): Loading<unknown> {
	const service = services[name];
	if (service === null || service === undefined) return null;
	if (!isDict(service)) throw new ComposeError(`services.${name} must be a mapping`);
	const extend = service['extends'];
	if (extend === undefined) return service;
	let ref = typeof extend === 'string' ? extend : '';
	let other: unknown;
	if (isDict(extend)) {
		const wanted = textAt(extend, 'service');
		if (wanted === undefined) throw new ComposeError(`extends.${name}.service is required`);
		ref = wanted;
		other = extend['file'];
	}
	let from = services;
	let where = file;
	let all = resets;
	if (typeof other === 'string') {
		const base = yield* baseFromFile(how, name, ref, file, other);
		from = base.services;
		all = [...resets, base.resets];
		where = other;
	} else if (!(ref in services)) {
		throw new ComposeError(`cannot extend service ${goQuote(name)} in ${file}: service ${goQuote(ref)} not found`);
	}
	const base = yield* extended(how, file, ref, from, yield* trackService(tracker, { file: where, service: name }), all);
	if (base === null) return service;
	const source = deepClone(base);
	if (!isDict(source)) return service;
	for (const one of all) applyResets(one, newDict([['services', newDict([[name, source]])]]));
	const merged = extendService(source, service);
	delete merged['extends'];
	from[name] = merged;
	return merged;
}

function* applyExtends(how: How, file: string, tree: Dict, resets: Resets): Loading<void> {
	if (!('services' in tree)) return;
	const services = tree['services'];
	if (!isDict(services)) throw new ComposeError('services must be a mapping');
	for (const name of keysOf(services)) services[name] = yield* extended(how, file, name, services, [], [resets]);
}

interface Include {
	readonly path?: readonly string[];
	readonly project_directory?: string;
	readonly env_file?: readonly string[];
}

function readInclude(value: unknown): readonly Include[] {
	if (value === null || value === undefined) return [];
	if (!isList(value)) throw new ComposeError(`\`include\` must be a list, got ${printed(value)}`);
	const d: Decoding = { errors: [], warn: () => undefined };
	const entries = value.map((one) => (typeof one === 'string' ? newDict([['path', one]]) : one));
	const decoded = codecs.include.decode(entries, '', d) ?? [];
	throwMistakes(d);
	// The codec's fields are those of the type, row by row (structs.ts).
	return decoded as readonly Include[];
}

const resourceKinds = ['services', 'volumes', 'networks', 'secrets', 'configs'];

function importResources(from: Dict, into: Dict): void {
	for (const kind of resourceKinds) {
		const given = dictAt(from, kind);
		if (!given) continue;
		const there = dictAt(into, kind) ?? newDict();
		for (const name of keysOf(given)) {
			if (name in there && !deepEqual(there[name], given[name])) throw new ComposeError(`${kind}.${name} conflicts with imported resource`);
			there[name] = given[name];
		}
		into[kind] = there;
	}
}

function* includeEnvironment(include: Include, directory: string, workingDir: string, environment: Strings): Loading<Strings> {
	let files: string[] = [];
	if ((include.env_file ?? []).length === 0) {
		const path = joined(directory, '.env');
		const { kind } = yield { ask: 'stat', path };
		if (kind === 'file') files = [path];
	}
	for (const file of include.env_file ?? []) {
		const path = joined(workingDir, file);
		if (!file.startsWith('/')) {
			const { kind, error } = yield { ask: 'stat', path };
			if (kind === undefined) throw new ComposeError(`stat ${path}: ${error}`);
			if (kind === 'directory') throw new ComposeError(`${path} is not a file`);
		}
		files.push(path);
	}
	return { ...(yield* readEnvFiles(environment, files)), ...environment };
}

function* applyInclude(how: How, workingDir: string, tree: Dict, included: readonly string[]): Loading<void> {
	for (const include of readInclude(tree['include'])) {
		const paths = (include.path ?? []).map((path) => joined(how.directory, path));
		const [main = ''] = paths;
		const directory = include.project_directory === undefined ? directoryOf(main) : joined(workingDir, include.project_directory);
		let base = include.project_directory ?? '';
		if (include.project_directory === undefined) base = relativeTo(how.directory, directoryOf(main));
		else if (!include.project_directory.startsWith('/')) {
			const { kind } = yield { ask: 'stat', path: directory };
			base = relativeTo(how.directory, kind === 'directory' ? directory : directoryOf(directory));
		}
		if (included.includes(main)) {
			throw new ComposeError(`include cycle detected:\n${included[0]}\n include ${[...included.slice(1), main].join('\n include ')}`);
		}
		const environment = yield* includeEnvironment(include, directory, workingDir, how.environment);
		const inner: How = { ...how, directory, environment, resolvePaths: true };
		importResources(
			yield* loadFiles(
				inner,
				paths.map((path) => ({ path })),
				base,
				included
			),
			tree
		);
	}
	delete tree['include'];
}

/** A document into the tree before it; undefined resets: none. */
function* loadDocument(
	how: How,
	file: ComposeFile,
	raw: unknown,
	resets: Resets,
	before: Dict,
	workingDir: string,
	included: readonly string[]
): Loading<Dict> {
	if (!isDict(raw)) throw new ComposeError('top-level object must be a mapping');
	const warn = (text: string): void => void how.warnings.push(text);
	let tree = raw;
	try {
		if (how.interpolation) {
			const replaced = interpolate(raw, lookupIn(how.environment), warn);
			if (isDict(replaced)) tree = replaced;
		}
	} catch (e) {
		yield* flush(how);
		throw e;
	}
	yield* flush(how);
	if (how.whole) yield* applyExtends(how, file.path, tree, resets);
	applyResets(resets, before);
	if (how.whole) yield* applyInclude(how, workingDir, tree, [...included, file.path]);
	let merged = enforceUnicity(mergeFiles(before, tree));
	if (how.whole) {
		const mistake = validateTree(merged);
		if (mistake !== undefined) throw new ComposeError(`validating ${file.path}: ${mistake}`);
		if ('version' in merged) {
			if (!how.told.has(file.path)) {
				how.told.add(file.path);
				warn(`${file.path}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`);
			}
			delete merged['version'];
		}
	}
	try {
		merged = canonical(merged, !how.interpolation, warn);
	} catch (e) {
		yield* flush(how);
		throw e;
	}
	yield* flush(how);
	return enforceUnicity(merged);
}

function* loadFile(how: How, file: ComposeFile, before: Dict, workingDir: string, included: readonly string[]): Loading<{ tree: Dict; resets: Resets }> {
	const source = yield* textOf(file);
	let tree = before;
	let resets: Resets = [];
	try {
		for (const document of documents(source)) {
			resets = document.resets;
			tree = yield* loadDocument(how, file, document.tree, resets, tree, workingDir, included);
		}
	} catch (e) {
		if (e instanceof YamlError) throw new ComposeError(e.message);
		throw e;
	}
	return { tree, resets };
}

/** Watched paths without the first symbolic link on their way: what changes is seen behind it. */
function* resolveWatchedLinks(tree: Dict): Loading<void> {
	const services = dictAt(tree, 'services') ?? newDict();
	for (const name of keysOf(services)) {
		const watch = dictAt(dictAt(services, name) ?? newDict(), 'develop')?.['watch'];
		for (const trigger of isList(watch) ? watch : []) {
			const path = isDict(trigger) ? textAt(trigger, 'path') : undefined;
			if (!isDict(trigger) || path?.startsWith('/') !== true) continue;
			const parts = path.split('/').filter((part) => part !== '');
			for (let i = 1; i <= parts.length; i++) {
				const prefix = `/${parts.slice(0, i).join('/')}`;
				const real = (yield { ask: 'realpath', path: prefix }).path;
				if (real === undefined) break;
				if (real === prefix) continue;
				trigger['path'] = real + path.slice(prefix.length);
				break;
			}
		}
	}
}

/** Files laid over each other, with defaults, checks and paths that are absolute, or from `workingDir`. Throws `ComposeError`. */
export function* loadFiles(how: How, files: readonly ComposeFile[], workingDir: string, included: readonly string[]): Loading<Dict> {
	let tree = newDict();
	for (const file of files) ({ tree } = yield* loadFile(how, file, tree, workingDir, included));
	setDefaults(tree);
	check(tree);
	if (how.resolvePaths) {
		resolvePaths(tree, workingDir, how.home);
		yield* resolveWatchedLinks(tree);
	}
	resolveEnvironment(tree, how.environment);
	return tree;
}
