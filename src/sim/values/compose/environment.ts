// What a service's environment and labels become once env_file and label_file are read, and what .env files add to the project's environment.
// Models compose-go's WithServicesEnvironmentResolved, WithServicesLabelsResolved and dotenv.GetEnvFromFile.
import { DotenvError, parseDotenv, parseRaw } from './dotenv.ts';
import { ComposeError, type Loading, type MappingWithEquals, type Project, type ServiceConfig, type Strings } from './project.ts';
import type { Lookup } from './template.ts';
import { goQuote } from '../strings.ts';

const sortedEntries = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
	Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** A parse whose warnings are told, and whose mistakes name the file. */
function* parsed(parse: (warn: (text: string) => void) => void, mistake: (text: string) => string): Loading<void> {
	const warnings: string[] = [];
	let failed: ComposeError | undefined;
	try {
		parse((text) => warnings.push(text));
	} catch (e) {
		if (!(e instanceof DotenvError)) throw e;
		failed = new ComposeError(mistake(e.text));
	}
	for (const text of warnings) yield { ask: 'warn', text };
	if (failed) throw failed;
}

/** The keys of .env files, later ones over earlier ones; the current environment comes first in their variables. Throws `ComposeError`. */
export function* readEnvFiles(current: Strings, files: readonly string[]): Loading<Strings> {
	const all = new Map<string, string>();
	for (const path of files) {
		const { kind, error } = yield { ask: 'stat', path };
		if (kind === undefined) throw new ComposeError(error === 'no such file or directory' ? `couldn't find env file: ${path}` : `stat ${path}: ${error}`);
		if (kind === 'directory') throw new ComposeError(`${path} is a directory`);
		const { text, error: unread } = yield { ask: 'read', path };
		if (text === undefined) throw new ComposeError(`open ${path}: ${unread}`);
		const out = new Map<string, string>();
		const lookup: Lookup = (name) => (Object.hasOwn(current, name) ? current[name] : all.get(name));
		yield* parsed(
			(warn) => parseDotenv(text, out, lookup, warn),
			(mistake) => `failed to read ${path}: ${mistake}`
		);
		for (const [key, value] of out) all.set(key, value);
	}
	return Object.fromEntries(all);
}

function* readMappingFile(path: string, format: string | undefined, out: Map<string, string>, lookup: Lookup): Loading<void> {
	const { text, error } = yield { ask: 'read', path };
	if (text === undefined) throw new ComposeError(`open ${path}: ${error}`);
	if (format !== undefined && format !== 'raw' && format !== '.env') throw new ComposeError(`unsupported env_file format ${goQuote(format)}`);
	if (format === 'raw') {
		yield* parsed(
			() => parseRaw(text, out, lookup),
			(mistake) => `failed to parse env_file ${path}: ${mistake}`
		);
	} else {
		yield* parsed(
			(warn) => parseDotenv(text, out, lookup, warn),
			(mistake) => `failed to read ${path}: ${mistake}`
		);
	}
}

function* exists(path: string, what: string, required: boolean): Loading<boolean> {
	const { kind, error } = yield { ask: 'stat', path };
	if (kind !== undefined || error !== 'no such file or directory') return true;
	if (required) throw new ComposeError(`${what} ${path} not found: stat ${path}: ${error}`);
	return false;
}

function* serviceEnvironment(service: ServiceConfig, environment: Strings): Loading<MappingWithEquals | undefined> {
	const own = new Map<string, string | null>();
	for (const [key, value] of Object.entries(service.environment ?? {}))
		own.set(key, value ?? (Object.hasOwn(environment, key) ? (environment[key] ?? null) : null));
	const all = new Map<string, string>();
	for (const [key, value] of own) if (value !== null) all.set(key, value);
	for (const file of service.env_file ?? []) {
		if (!(yield* exists(file.path, 'env file', file.required))) continue;
		yield* readMappingFile(file.path, file.format, all, (name) => (Object.hasOwn(environment, name) ? environment[name] : (own.get(name) ?? undefined)));
	}
	if (own.size + all.size === 0) return undefined;
	return sortedEntries<string | null>([...all, ...own]);
}

/** Services with env_file read into environment; `discard` drops the list of files. Throws `ComposeError`. */
export function* withEnvironmentResolved(project: Project, discard: boolean): Loading<Project> {
	const services: Record<string, ServiceConfig> = {};
	for (const [name, service] of Object.entries(project.services)) {
		const environment = yield* serviceEnvironment(service, project.environment);
		const { environment: _before, env_file, ...rest } = service;
		services[name] = { ...rest, ...(environment ? { environment } : {}), ...(env_file && !discard ? { env_file } : {}) };
	}
	return { ...project, services };
}

/** Services with label_file read into labels. Throws `ComposeError`. */
export function* withLabelsResolved(project: Project, discard: boolean): Loading<Project> {
	const services: Record<string, ServiceConfig> = {};
	for (const [name, service] of Object.entries(project.services)) {
		const all = new Map<string, string>();
		for (const path of service.label_file ?? []) {
			yield* exists(path, 'label file', true);
			const vars = new Map<string, string>();
			yield* readMappingFile(path, undefined, vars, (key) => all.get(key));
			for (const [key, value] of vars) all.set(key, value);
		}
		for (const [key, value] of Object.entries(service.labels ?? {})) all.set(key, value);
		const { labels: _before, label_file, ...rest } = service;
		services[name] = { ...rest, ...(all.size > 0 ? { labels: sortedEntries(all) } : {}), ...(label_file && !discard ? { label_file } : {}) };
	}
	return { ...project, services };
}
