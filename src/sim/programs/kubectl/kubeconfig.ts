// Kubeconfig files as data: which are read (--kubeconfig, $KUBECONFIG, ~/.kube/config), how they merge (first one wins), and how they are written back.
import { Errno, type Sys } from '../../engine/index.ts';
import { exists, mkdirAll, readText, writeFile } from '../../kernel/index.ts';
import { encodeYaml, parseYaml, YamlError } from '../../values/index.ts';
import { arr, isObject, obj, str, type Json } from './dig.ts';
import { Failure } from './failure.ts';
import type { Session } from './session.ts';

export interface Entry {
	readonly name: string;
	/** The cluster, context or user itself. */
	readonly value: Json;
	/** The file it came from. */
	readonly file: string;
}
export interface KubeConfig {
	readonly clusters: readonly Entry[];
	readonly contexts: readonly Entry[];
	readonly users: readonly Entry[];
	readonly currentContext: string;
}
export const sections = { clusters: 'cluster', contexts: 'context', users: 'user' } as const;
export type Section = keyof typeof sections;

/** An entry's value by name. */
export const named = (entries: readonly Entry[], name: string): Json | undefined => entries.find((entry) => entry.name === name)?.value;

/** The files read, in order of precedence, and whether a flag named the one. */
export function configPaths(s: Session): { paths: readonly string[]; explicit: boolean } {
	const flag = s.str('kubeconfig');
	if (flag !== '') return { paths: [flag], explicit: true };
	const variable = s.env['KUBECONFIG'] ?? '';
	const paths = [...new Set(variable.split(':').filter((path) => path !== ''))];
	return paths.length > 0 ? { paths, explicit: false } : { paths: [`${s.env['HOME'] ?? ''}/.kube/config`], explicit: false };
}

const relative = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];
function absolute(value: Json, file: string): Json {
	const directory = file.slice(0, Math.max(0, file.lastIndexOf('/')));
	const fixed: Record<string, unknown> = { ...value };
	for (const field of relative) {
		const path = str(value, field);
		if (path !== '' && !path.startsWith('/') && directory !== '') fixed[field] = `${directory}/${path}`;
	}
	return fixed;
}

/** One file; undefined when it is missing. Throws Failure when it does not parse. */
export function* loadFile(path: string): Sys<Json | undefined> {
	let text: string;
	try {
		text = yield* readText(path);
	} catch (error) {
		if (error instanceof Errno && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
		if (error instanceof Errno && error.code === 'EISDIR') throw new Failure(`error loading config file "${path}": read ${path}: is a directory`);
		if (error instanceof Errno && error.code === 'EACCES') throw new Failure(`error loading config file "${path}": open ${path}: permission denied`);
		throw error;
	}
	try {
		const value = parseYaml(text);
		if (value !== null && !isObject(value))
			throw new Failure(
				`error loading config file "${path}": couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`
			);
		return isObject(value) ? value : {};
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`error loading config file "${path}": ${error.message}`);
		throw error;
	}
}

export function entriesOf(file: unknown, section: Section, path: string): Entry[] {
	return arr(file, section).map((item) => ({ name: str(item, 'name'), value: absolute(obj(item, sections[section]), path), file: path }));
}

/** All files merged. */
export function* loadFiles(s: Session): Sys<KubeConfig> {
	const { paths, explicit } = configPaths(s);
	const merged = { clusters: [] as Entry[], contexts: [] as Entry[], users: [] as Entry[] };
	let currentContext = '';
	for (const path of paths) {
		const file = yield* loadFile(path);
		if (!file && explicit) throw new Failure(`stat ${path}: no such file or directory`);
		if (currentContext === '') currentContext = str(file, 'current-context');
		for (const section of ['clusters', 'contexts', 'users'] as const)
			for (const entry of entriesOf(file, section, path)) if (!named(merged[section], entry.name)) merged[section].push(entry);
	}
	return { ...merged, currentContext };
}

/** The file a new entry goes to: the first that exists, else the last. */
export function* defaultFile(s: Session): Sys<string> {
	const { paths } = configPaths(s);
	for (const path of paths) if (yield* exists(path)) return path;
	return paths[paths.length - 1] ?? '';
}

/** Writes a file as clientcmd does: sorted sections, apiVersion and kind. */
export function* writeConfig(path: string, file: Json): Sys<void> {
	const section = (name: Section): unknown => {
		const list = [...arr(file, name)].sort((a, b) => (str(a, 'name') < str(b, 'name') ? -1 : 1));
		return list.length > 0 ? list : null;
	};
	const value = {
		...file,
		apiVersion: 'v1',
		kind: 'Config',
		clusters: section('clusters'),
		contexts: section('contexts'),
		users: section('users'),
		'current-context': str(file, 'current-context')
	};
	const slash = path.lastIndexOf('/');
	if (slash > 0) yield* mkdirAll(path.slice(0, slash), 0o755);
	yield* writeFile(path, encodeYaml(value), 0o600);
}
