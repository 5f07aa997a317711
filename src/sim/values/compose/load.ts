// From options to a project: which files, which environment, which name, then the model, its profiles, its consistency and its environment.
// Models compose-go's cli.ProjectOptions (as compose sets them) and loader.LoadWithContext. Leaves out remote files and Windows paths.
import { codecs } from './structs.ts';
import { checkConsistency } from './consistency.ts';
import { throwMistakes, type Decoding } from './codecs.ts';
import { normalize, SECRET_VALUE } from './defaults.ts';
import { nameOf } from './documents.ts';
import { gatherExtensions } from './extensions.ts';
import { readEnvFiles, withEnvironmentResolved, withLabelsResolved } from './environment.ts';
import { directoryOf, joined, loadFiles, type ComposeFile } from './files.ts';
import { interpolate } from './interpolate.ts';
import { ComposeError, type Loading, type LoadOptions, type Project, type ServiceConfig, type Strings } from './project.ts';
import { withProfiles } from './select.ts';
import { goQuote } from '../strings.ts';
import { dictAt, keysOf, newDict, textAt, type Dict } from './tree.ts';
import { YamlError } from '../yaml/scanner.ts';

const fileNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideNames = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml'];

/** A name as compose makes it of a directory's: lower case, letters, digits, - and _, beginning with a letter or digit. */
const normalizeProjectName = (name: string): string =>
	name
		.toLowerCase()
		.replace(/[^a-z0-9_-]/g, '')
		.replace(/^[_-]+/, '');

const invalidName = (name: string): ComposeError =>
	new ComposeError(
		`invalid project name ${goQuote(name)}: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`
	);

interface Found {
	readonly files: readonly string[];
	readonly environment: Strings;
}

const workingDirectory = (options: LoadOptions, files: readonly string[]): string => {
	if (options.projectDirectory !== undefined && options.projectDirectory !== '') return joined(options.cwd, options.projectDirectory);
	const first = files.find((file) => file !== '-');
	return first === undefined ? options.cwd : directoryOf(joined(options.cwd, first));
};

const isTrue = (text: string): boolean | undefined =>
	['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text) ? true : ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;

function* dotEnv(options: LoadOptions, files: readonly string[], environment: Strings, before: readonly string[]): Loading<Found['environment']> {
	let envFiles: readonly string[] = before;
	const disabled = options.env['COMPOSE_DISABLE_ENV_FILE'];
	if (options.envFiles.length > 0) envFiles = options.envFiles.map((file) => joined(options.cwd, file));
	else {
		const off = disabled === undefined ? false : isTrue(disabled);
		if (off === undefined) throw new ComposeError(`strconv.ParseBool: parsing ${goQuote(disabled ?? '')}: invalid syntax`);
		const path = joined(workingDirectory(options, files), '.env');
		if (!off && (yield { ask: 'stat', path }).kind === 'file') envFiles = [path];
	}
	return { ...(yield* readEnvFiles(environment, envFiles)), ...environment };
}

function* present(names: readonly string[], directory: string): Loading<string[]> {
	const found: string[] = [];
	for (const name of names) {
		const path = joined(directory, name);
		if ((yield { ask: 'stat', path }).kind !== undefined) found.push(path);
	}
	return found;
}

function* chosen(candidates: readonly string[], what: string): Loading<string | undefined> {
	const [first] = candidates;
	if (candidates.length > 1) {
		yield { ask: 'warn', text: `Found multiple ${what} files with supported names: ${candidates.join(', ')}` };
		yield { ask: 'warn', text: `Using ${first}` };
	}
	return first;
}

/** The default names, here or in a parent directory. */
function* discover(directory: string): Loading<string[]> {
	for (let at = directory; ; at = directoryOf(at)) {
		const file = yield* chosen(yield* present(fileNames, at), 'config');
		if (file !== undefined) {
			const override = yield* chosen(yield* present(overrideNames, at), 'override');
			return override === undefined ? [file] : [file, override];
		}
		if (at === directoryOf(at)) return [];
	}
}

/** Files of COMPOSE_FILE. */
function* environmentFiles(environment: Strings, cwd: string): Loading<string[]> {
	const given = environment['COMPOSE_FILE'];
	const files: string[] = [];
	for (const file of given === undefined ? [] : given.split(environment['COMPOSE_PATH_SEPARATOR'] || ':')) {
		const path = file === '-' ? file : joined(cwd, file);
		if (path !== '-') {
			const { kind, error } = yield { ask: 'stat', path };
			if (kind === undefined) throw new ComposeError(`stat ${path}: ${error}`);
		}
		files.push(path);
	}
	return files;
}

function* find(options: LoadOptions): Loading<Found> {
	let environment: Strings = { ...options.env, PWD: options.cwd };
	environment = yield* dotEnv(options, options.files, environment, []);
	let files: readonly string[] = options.files;
	if (files.length === 0) files = yield* environmentFiles(environment, options.cwd);
	if (files.length === 0) files = yield* discover(workingDirectory(options, []));
	environment = yield* dotEnv(options, files, environment, []);
	if (options.projectName !== undefined && options.projectName !== normalizeProjectName(options.projectName)) throw invalidName(options.projectName);
	return { files, environment };
}

/** The process's environment with .env's keys that it lacks: what compose sets for itself before any command. */
export function* processEnvironment(options: LoadOptions): Loading<Strings> {
	try {
		const once = yield* dotEnv(options, options.files, options.env, []);
		return { ...(yield* dotEnv(options, options.files, options.env, [])), ...once };
	} catch (e) {
		if (e instanceof ComposeError) return options.env;
		throw e;
	}
}

function* readFiles(files: readonly string[], cwd: string): Loading<ComposeFile[]> {
	if (files.length === 0) throw new ComposeError('no configuration file provided: not found', 'not found');
	const read: ComposeFile[] = [];
	for (const file of files) {
		const path = file === '-' ? file : joined(cwd, file);
		const { text, error } = yield file === '-' ? { ask: 'stdin' } : { ask: 'read', path };
		if (text === undefined) throw new ComposeError(`${error === 'is a directory' ? 'read' : 'open'} ${path}: ${error}`);
		read.push({ path, text });
	}
	return read;
}

/** The name in the files, when one has it; syntax errors come out here. */
function namedIn(files: readonly ComposeFile[]): string {
	for (const { text } of files) {
		const name = nameOf(text ?? '', 'cli.named');
		if (name !== '') return name;
	}
	return '';
}

/** The last name in the files, mistakes aside. */
function lastName(files: readonly ComposeFile[]): string {
	let name = '';
	for (const { text } of files) {
		try {
			name = nameOf(text ?? '', 'loader.named') || name;
		} catch (e) {
			if (!(e instanceof YamlError)) throw e;
		}
	}
	return name;
}

interface Named {
	name: string;
	readonly imperative: boolean;
}

function* guess(options: LoadOptions, environment: Strings, directory: string, files: readonly ComposeFile[]): Loading<Named> {
	let inFile = '';
	try {
		if (!options.projectName) inFile = namedIn(files);
	} catch (e) {
		if (e instanceof YamlError) throw new ComposeError(e.message);
		throw e;
	}
	if (options.projectName) return { name: options.projectName, imperative: true };
	const given = environment['COMPOSE_PROJECT_NAME'];
	if (given) return { name: given, imperative: true };
	if (inFile !== '') return { name: '', imperative: false };
	const base = directory.slice(directory.lastIndexOf('/') + 1) || '/';
	const { path } = yield { ask: 'realpath', path: directory };
	if (path !== undefined && path.slice(path.lastIndexOf('/') + 1) !== base && path !== '/') {
		yield { ask: 'warn', text: `project has been loaded without an explicit name from a symlink. Using name ${goQuote(base)}` };
	}
	return { name: normalizeProjectName(base), imperative: false };
}

function* projectName(options: LoadOptions, environment: Strings, directory: string, files: readonly ComposeFile[]): Loading<string> {
	const named = yield* guess(options, environment, directory, files);
	if (named.imperative) {
		if (normalizeProjectName(named.name) !== named.name) throw invalidName(named.name);
		return named.name;
	}
	let inFile = lastName(files);
	if (options.skipInterpolation !== true) {
		const warnings: string[] = [];
		const replaced = interpolate(
			newDict([['name', inFile]]),
			(key) => (Object.hasOwn(environment, key) ? environment[key] : undefined),
			(text) => void warnings.push(text)
		);
		for (const text of warnings) yield { ask: 'warn', text };
		inFile = (typeof replaced === 'object' && replaced !== null && textAt(newDict(Object.entries(replaced)), 'name')) || '';
	}
	if (options.skipNormalization !== true) inFile = normalizeProjectName(inFile);
	return inFile === '' ? named.name : inFile;
}

/** The merged model as a tree, and what it was made from. */
export interface Model {
	readonly tree: Dict;
	readonly name: string;
	readonly workingDir: string;
	readonly composeFiles: readonly string[];
	readonly environment: Strings;
}

/** The tree alone: as in the original, no environment is there to take values from. Throws `ComposeError`. */
export const loadModel = (options: LoadOptions): Loading<Model> => model(options, {});

/** `only`: instead of the environment that was found. */
function* model(options: LoadOptions, only?: Strings): Loading<Model> {
	const found = yield* find(options);
	const workingDir = workingDirectory(options, found.files);
	const files = yield* readFiles(found.files, options.cwd);
	const name = yield* projectName(options, found.environment, workingDir, files);
	const environment = { ...(only ?? found.environment), COMPOSE_PROJECT_NAME: name };
	const how = {
		directory: workingDir,
		environment,
		home: options.env['HOME'],
		interpolation: options.skipInterpolation !== true,
		resolvePaths: options.skipResolvePaths !== true,
		whole: true,
		warnings: [],
		told: new Set<string>()
	};
	const tree = yield* loadFiles(how, files, workingDir, []);
	if (Object.keys(tree).length === 0) throw new ComposeError('empty compose file');
	if (name === '') throw new ComposeError('project name must not be empty');
	if (options.skipNormalization !== true) normalize(tree, name, environment);
	return { tree, name, workingDir, composeFiles: files.map((file) => file.path), environment };
}

/** A secret's value from the environment becomes its content. */
function secretContents(tree: Dict): void {
	const secrets = dictAt(tree, 'secrets');
	for (const key of secrets ? keysOf(secrets) : []) {
		const secret = secrets && dictAt(secrets, key);
		if (!secret || !(SECRET_VALUE in secret)) continue;
		secret['content'] = secret[SECRET_VALUE];
		delete secret[SECRET_VALUE];
	}
}

type Decoded = Pick<Project, 'networks' | 'volumes' | 'secrets' | 'configs' | '#extensions'> & {
	readonly services: Readonly<Record<string, Omit<ServiceConfig, 'name'>>>;
};

function* decode(tree: Dict): Loading<Decoded> {
	const { name: _name, ...rest } = tree;
	const warnings: string[] = [];
	const d: Decoding = { errors: [], warn: (text) => void warnings.push(text) };
	const value = codecs.project.decode(newDict(Object.entries(rest)), '', d) ?? {};
	for (const text of warnings) yield { ask: 'warn', text };
	throwMistakes(d);
	// The codecs' fields are those of the types, row by row (structs.ts).
	return { services: {}, networks: {}, volumes: {}, secrets: {}, configs: {}, ...(value as Partial<Decoded>) };
}

/** The project. Throws `ComposeError`. */
export function* loadProject(options: LoadOptions): Loading<Project> {
	const loaded = yield* model(options);
	secretContents(loaded.tree);
	gatherExtensions(loaded.tree);
	const decoded = yield* decode(loaded.tree);
	const services = Object.fromEntries(Object.entries(decoded.services).map(([name, service]) => [name, { ...service, name }]));
	const all: Project = {
		...decoded,
		services,
		name: loaded.name,
		workingDir: loaded.workingDir,
		composeFiles: loaded.composeFiles,
		environment: loaded.environment,
		profiles: [],
		disabledServices: {}
	};
	const profiles = options.profiles.length > 0 ? options.profiles : (loaded.environment['COMPOSE_PROFILES'] ?? '').split(',').map((profile) => profile.trim());
	let project = withProfiles(all, profiles);
	if (options.skipConsistency !== true) checkConsistency(project);
	if (options.skipEnvironment !== true) project = yield* withEnvironmentResolved(project, options.discardEnvFiles === true);
	return yield* withLabelsResolved(project, options.discardEnvFiles === true);
}
