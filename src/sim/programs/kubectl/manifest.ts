// Manifests from files, directories, URLs, standard input and kustomizations, cut into documents and decoded, with the resource builder's error texts.
import { call, Errno, type Sys } from '../../engine/index.ts';
import { readAll, readdir, readFile, stat } from '../../kernel/index.ts';
import { encodeJson, goQuote, JsonSyntaxError, parseJson, parseYaml, splitYamlDocuments, text as decode, YamlError } from '../../values/index.ts';
import { isObject, str, type Json } from './dig.ts';
import { Failure } from './failure.ts';
import { download } from './download.ts';
import { buildKustomization } from './kustomize/index.ts';
import type { Session } from './session.ts';

/** A decoded document and where it came from (the path as typed, or "STDIN"). */
export interface Document {
	readonly source: string;
	readonly value: unknown;
}
export interface Documents {
	readonly documents: readonly Document[];
	readonly errors: readonly unknown[];
	/** More than one document could come: a directory, a stream, several paths. */
	readonly several: boolean;
}
const extensions = ['.json', '.yaml', '.yml'];

/** One text's documents. Throws Failure: `error parsing web.yaml: error converting YAML to JSON: yaml: line 4: …`. */
function* decodeText(source: string, content: string, into: Document[]): Sys<void> {
	if (content.trimStart().startsWith('{')) return yield* decodeJson(source, content, into);
	try {
		for (const chunk of splitYamlDocuments(content)) {
			const value = parseYaml(chunk.text);
			if (value !== null) into.push({ source, value: inOrder(value) });
		}
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`error parsing ${source}: error converting YAML to JSON: ${error.message}`);
		throw error;
	}
}
function* decodeJson(source: string, content: string, into: Document[]): Sys<void> {
	try {
		const value = parseJson(content);
		if (value !== null) into.push({ source, value: inOrder(value) });
	} catch (error) {
		if (!(error instanceof JsonSyntaxError)) throw error;
		try {
			for (const chunk of splitYamlDocuments(content)) {
				const value = parseYaml(chunk.text);
				if (value !== null) into.push({ source, value: inOrder(value) });
			}
		} catch {
			throw new Failure(`error parsing ${source}: ${error.message === 'unexpected end of JSON input' ? 'unexpected EOF' : error.message}`);
		}
	}
}

/** Standard input, read once. */
export function* readStdin(s: Session): Sys<string> {
	s.stdin ??= decode(yield* readAll(0));
	return s.stdin;
}

function* filesUnder(path: string, recursive: boolean, into: string[], top = true): Sys<void> {
	for (const entry of yield* readdir(path)) {
		const full = path.endsWith('/') ? `${path}${entry.name}` : path === '.' ? entry.name : `${path}/${entry.name}`;
		const type = entry.type === 'symlink' ? (yield* stat(full)).type : entry.type;
		if (type === 'dir') {
			if (recursive) yield* call(filesUnder(full, recursive, into, false));
		} else if (extensions.some((extension) => entry.name.endsWith(extension))) into.push(full);
	}
	void top;
}

/** filepath.Match over one directory: the names that fit "*.json". */
function* globbed(pattern: string): Sys<string[]> {
	const slash = pattern.lastIndexOf('/');
	const directory = slash < 0 ? '' : pattern.slice(0, slash);
	const wanted = pattern.slice(slash + 1);
	try {
		return (yield* readdir(directory === '' ? '.' : directory))
			.filter((entry) => matchesGlob(wanted, entry.name))
			.map((entry) => (slash < 0 ? entry.name : `${directory}/${entry.name}`));
	} catch (error) {
		if (error instanceof Errno) return [];
		throw error;
	}
}
/** Whether a name fits a pattern of *, ? and literal characters. */
function matchesGlob(pattern: string, name: string): boolean {
	let reach = new Set([0]);
	for (const char of pattern) {
		const next = new Set<number>();
		for (const at of reach) {
			if (char === '*') for (let to = at; to <= name.length; to++) next.add(to);
			else if (at < name.length && (char === '?' || name.charAt(at) === char)) next.add(at + 1);
		}
		reach = next;
	}
	return reach.has(name.length);
}

function* readPath(path: string, recursive: boolean, into: Document[], errors: unknown[]): Sys<boolean> {
	let info;
	try {
		info = yield* stat(path);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		if (path.includes('*') || path.includes('?')) {
			const found = yield* globbed(path);
			for (const one of found) yield* readPath(one, recursive, into, errors);
			if (found.length > 0) return found.length > 1;
		}
		throw new Failure(
			error.code === 'EACCES' ? `the path ${goQuote(path)} cannot be accessed: stat ${path}: permission denied` : `the path ${goQuote(path)} does not exist`
		);
	}
	if (info.type !== 'dir') {
		yield* collect(path, decode(yield* readFile(path)), into, errors);
		return false;
	}
	const files: string[] = [];
	yield* filesUnder(path, recursive, files);
	if (files.length === 0) throw new Failure(`error reading [${path}]: recognized file extensions are [${extensions.join(' ')}]`);
	for (const file of files) yield* collect(file, decode(yield* readFile(file)), into, errors);
	return true;
}
/** An unstructured object is a map in Go: it travels with its keys in order. */
const inOrder = (value: unknown): unknown =>
	Array.isArray(value)
		? value.map(inOrder)
		: isObject(value)
			? Object.fromEntries(
					Object.keys(value)
						.sort()
						.map((key) => [key, inOrder(value[key])])
				)
			: value;

function* collect(source: string, content: string, into: Document[], errors: unknown[]): Sys<void> {
	try {
		yield* decodeText(source, content, into);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		errors.push(error);
	}
}

/** Everything -f, -k and -R name. Throws Failure for what cannot be read at all. */
export function* readManifests(s: Session): Sys<Documents> {
	const filenames = s.list('filename');
	const kustomize = s.str('kustomize');
	const recursive = s.bool('recursive');
	if (kustomize !== '' && filenames.length > 0) throw new Failure('only one of -f or -k can be specified');
	if (kustomize !== '' && recursive) throw new Failure("the -k flag can't be used with -f or -R");
	const documents: Document[] = [];
	const errors: unknown[] = [];
	let several = filenames.length > 1;
	if (kustomize !== '') {
		for (const value of yield* buildKustomization(s, kustomize)) documents.push({ source: kustomize, value });
		return { documents, errors, several: true };
	}
	for (const path of filenames) {
		if (path === '-') {
			several = true;
			yield* collect('STDIN', yield* readStdin(s), documents, errors);
		} else if (path.startsWith('http://') || path.startsWith('https://')) {
			yield* collect(path, yield* download(path), documents, errors);
		} else if (yield* readPath(path, recursive, documents, errors)) several = true;
	}
	return { documents, errors, several };
}

/** The objects of a document: itself, or a List's items. */
export function flatten(value: unknown): readonly unknown[] {
	if (isObject(value) && str(value, 'kind').endsWith('List') && Array.isArray(value.items)) return value.items.flatMap(flatten);
	return [value];
}

/** What is wrong with a document before it is sent (validation on): undefined when nothing. */
export function validationError({ source, value }: Document): Failure | undefined {
	const problem = (text: string): Failure =>
		new Failure(
			`error validating ${goQuote(source)}: error validating data: ${text}; if you choose to ignore these errors, turn validation off with --validate=false`
		);
	if (!isObject(value)) return problem('invalid object to validate');
	const missing = [...(str(value, 'apiVersion') === '' ? ['apiVersion not set'] : []), ...(str(value, 'kind') === '' ? ['kind not set'] : [])];
	if (missing.length === 0) return undefined;
	return problem(missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`);
}

/** A document as an object. Throws Failure when it has no kind or apiVersion. */
export function decodeObject({ source, value }: Document): Json {
	if (!isObject(value))
		throw new Failure(
			`unable to decode ${goQuote(source)}: couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`
		);
	const shown = encodeJson(value, { sortKeys: true });
	if (str(value, 'kind') === '') throw new Failure(`unable to decode ${goQuote(source)}: Object 'Kind' is missing in '${shown}'`);
	if (str(value, 'apiVersion') === '') throw new Failure(`unable to decode ${goQuote(source)}: Object 'apiVersion' is missing in '${shown}'`);
	for (const field of ['name', 'namespace']) {
		const given = isObject(value.metadata) ? value.metadata[field] : undefined;
		if (given === undefined || given === null || typeof given === 'string') continue;
		const kind = typeof given === 'boolean' ? 'bool' : Array.isArray(given) ? 'array' : typeof given;
		throw new Failure(`unable to decode ${goQuote(source)}: json: cannot unmarshal ${kind} into Go struct field ObjectMeta.metadata.${field} of type string`);
	}
	return value;
}
