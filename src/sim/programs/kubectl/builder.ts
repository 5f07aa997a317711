// The resource builder (cli-runtime's resource.Builder): what arguments, files and selectors mean, as a list of objects or of places where they are.
import type { Sys } from '../../engine/index.ts';
import { matchesSelector, parseSelector, SelectorError, goQuote } from '../../values/index.ts';
import { ApiError } from '../../client/index.ts';
import { namespaceOf } from './client-config.ts';
import { arr, isObject, pairs, put, str, type Json } from './dig.ts';
import { categoryOf, groupVersion, mappingFor, mappingOfKind, pathOf, type Mapping } from './discovery.ts';
import { Aggregate, ConnectionError, Failure, withMessage } from './failure.ts';
import { decodeObject, flatten, readManifests, validationError, type Document } from './manifest.ts';
import { call } from './rest.ts';
import type { Session } from './session.ts';

/** One object, or the place of one that was not read yet. */
export interface Info {
	readonly mapping: Mapping;
	readonly namespace: string;
	readonly name: string;
	readonly object?: Json;
	/** The file it came from; "" for arguments. */
	readonly source: string;
	readonly subresource?: string;
}
export interface Built {
	readonly infos: readonly Info[];
	readonly errors: readonly unknown[];
	readonly singleItemImplied: boolean;
	/** Names or files, not a selection. */
	readonly targetsSingleItems: boolean;
	/** The list's resourceVersion, when one list was read. */
	readonly listVersion?: string;
}
export interface BuildOptions {
	/** Read objects named by arguments (and files' objects again, with `latest`). */
	readonly fetch?: boolean;
	/** Files' objects are replaced by the server's. */
	readonly latest?: boolean;
	/** Tables instead of objects. */
	readonly accept?: string;
	readonly query?: Readonly<Record<string, string>>;
	/** One argument selects everything of its type. */
	readonly allowEmptySelector?: boolean;
	readonly all?: boolean;
	readonly labelSelector?: string;
	readonly fieldSelector?: string;
	readonly allNamespaces?: boolean;
	readonly singleType?: boolean;
	/** Check apiVersion and kind as the validating schema does. */
	readonly validate?: boolean;
	/** Stop at the first error. */
	readonly stopOnError?: boolean;
	readonly chunkSize?: number;
	readonly subresource?: string;
	/** Arguments other than the session's. */
	readonly args?: readonly string[];
	/** The default type of arguments that are only names. */
	readonly local?: boolean;
	/** Keep server lists (Tables) as they came. */
	readonly keepLists?: boolean;
	/** Leave out -f and -k. */
	readonly noFiles?: boolean;
}

const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

interface Words {
	readonly tuples: { readonly resource: string; readonly name: string }[];
	readonly types: readonly string[];
	readonly names: readonly string[];
}

function splitTypes(word: string): string[] {
	return [...new Set(word.split(',').filter((part) => part !== ''))];
}

function* readArgs(s: Session, given: readonly string[]): Sys<Words> {
	let args = given;
	const types = splitTypes(args[0] ?? '');
	if (args.length >= 2 && types.length > 1) args = types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
	const slashes = args.filter((arg) => arg.includes('/')).length;
	if (slashes > 0 && slashes !== args.length)
		throw new Failure(
			"there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
		);
	if (slashes > 0) {
		const tuples = args.map((arg) => {
			const segments = arg.split('/');
			if (segments.length !== 2) throw new Failure('arguments in resource/name form may not have more than one slash');
			const [resource = '', name = ''] = segments;
			if (resource === '' || name === '' || splitTypes(resource).length !== 1)
				throw new Failure('arguments in resource/name form must have a single resource and name');
			return { resource, name };
		});
		return { tuples, types: [], names: [] };
	}
	const expanded: string[] = [];
	for (const type of splitTypes(args[0] ?? '')) expanded.push(...((yield* categoryOf(s, type)) ?? [type]));
	return { tuples: [], types: [...new Set(expanded)], names: args.slice(1) };
}

/** What the arguments, files and selectors mean. Throws Failure for what is wrong with them; failed reads are in `errors`. */
export function* build(s: Session, options: BuildOptions = {}): Sys<Built> {
	const fromFiles = !options.noFiles && (s.list('filename').length > 0 || s.str('kustomize') !== '');
	const documents = fromFiles ? yield* readManifests(s) : undefined;
	if (s.list('filename').length > 0 && s.str('kustomize') !== '') throw new Failure('only one of -f or -k can be specified');
	const words = yield* readArgs(s, options.args ?? s.args);
	let labels = options.labelSelector ?? '';
	const fields = options.fieldSelector ?? '';
	const emptied = words.types.length > 0 && words.names.length === 0 && (options.args ?? s.args).length === 1 && options.allowEmptySelector === true;
	if (options.all && (labels !== '' || fields !== '')) throw new Failure("setting 'all' parameter but found a non empty selector. ");
	if (documents) {
		if (words.types.length > 0 && words.names.length === 0)
			throw new Failure('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
		if (words.names.length > 0) throw new Failure('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
		if (words.tuples.length > 0) throw new Failure('resource/name arguments cannot be provided when a path is specified');
		return yield* fromDocuments(s, documents, { ...options, labelSelector: labels });
	}
	if (options.local)
		throw new Failure('error: you must specify resources by --filename when --local is set.\n' + missingResource.split('\n').slice(1, 4).join('\n'));
	if (labels !== '' || fields !== '' || emptied || options.all) {
		if (words.names.length > 0) throw new Failure('name cannot be provided when a selector is specified');
		if (words.tuples.length > 0) throw new Failure('selectors and the all flag cannot be used when passing resource/name arguments');
		if (words.types.length === 0) throw new Failure('at least one resource must be specified to use a selector');
		if (options.subresource) throw new Failure('subresource cannot be used when bulk resources are specified');
		if (labels === '' && options.all) labels = '';
		return yield* bySelector(s, words.types, labels, fields, options);
	}
	if (words.tuples.length > 0) return yield* byNames(s, words.tuples, options);
	if (words.names.length > 0) {
		if (words.types.length === 0) throw new Failure('you must provide a resource and a resource name together');
		if (words.types.length > 1) throw new Failure('you must specify only one resource');
		return yield* byNames(
			s,
			words.names.map((name) => ({ resource: words.types[0] ?? '', name })),
			options
		);
	}
	if (words.types.length > 0) {
		for (const type of words.types) yield* mappingFor(s, type);
		throw new Failure('resource(s) were provided, but no name was specified');
	}
	throw new Failure(missingResource);
}

function* mappingsOf(s: Session, types: readonly string[], single: boolean | undefined): Sys<Mapping[]> {
	if (types.length > 1 && single) throw new Failure('you may only specify a single resource type');
	const found: Mapping[] = [];
	for (const type of types) {
		const mapping = yield* mappingFor(s, type);
		if (!found.some((one) => one.kind === mapping.kind && one.group === mapping.group && one.version === mapping.version)) found.push(mapping);
	}
	return found;
}

function* bySelector(s: Session, types: readonly string[], labelSelector: string, fieldSelector: string, options: BuildOptions): Sys<Built> {
	const mappings = yield* mappingsOf(s, types, options.singleType);
	const { namespace } = yield* namespaceOf(s);
	const infos: Info[] = [];
	const errors: unknown[] = [];
	let listVersion = '';
	for (const mapping of mappings) {
		const scope = mapping.namespaced && !options.allNamespaces ? namespace : '';
		let next = '';
		do {
			try {
				const list = yield* call(s, 'GET', pathOf(mapping, scope), {
					...(options.accept === undefined ? {} : { accept: options.accept }),
					query: { labelSelector, fieldSelector, limit: options.chunkSize || undefined, continue: next, ...options.query }
				});
				listVersion = str(list, 'metadata', 'resourceVersion');
				next = str(list, 'metadata', 'continue');
				infos.push(...listInfos(mapping, list, scope, options));
			} catch (error) {
				errors.push(selectorError(error, mapping, labelSelector, fieldSelector));
				next = '';
			}
		} while (next !== '');
		if (options.stopOnError && errors.length > 0) break;
	}
	return { infos, errors, singleItemImplied: false, targetsSingleItems: false, listVersion };
}
/** A list's items get the list's apiVersion and kind when the server left them out. */
function listInfos(mapping: Mapping, list: unknown, namespace: string, options: BuildOptions): Info[] {
	if (!isObject(list)) return [];
	if (options.keepLists || str(list, 'kind') === 'Table') return [{ mapping, namespace, name: '', object: list, source: '' }];
	return arr(list, 'items')
		.filter(isObject)
		.map((item) => {
			const object = str(item, 'kind') === '' ? { apiVersion: groupVersion(mapping), kind: mapping.kind, ...item } : item;
			return { mapping, namespace: str(object, 'metadata', 'namespace'), name: str(object, 'metadata', 'name'), object, source: '' };
		});
}
function selectorError(error: unknown, mapping: Mapping, labels: string, fields: string): unknown {
	if (!(error instanceof ApiError) || (error.reason !== 'BadRequest' && error.reason !== 'NotFound')) return error;
	const subject = `${mapping.group === '' ? '' : `${mapping.group}/`}${mapping.version}, Resource=${mapping.resource}`;
	const shown = `${mapping.group}/${subject.slice(subject.indexOf(mapping.version))}`;
	if (labels === '' && fields === '') return withMessage(error, `Unable to list ${goQuote(shown)}: ${error.message}`);
	return withMessage(
		error,
		`Unable to find ${goQuote(shown)} that match label selector ${goQuote(labels)}, field selector ${goQuote(fields)}: ${error.message}`
	);
}

function* byNames(s: Session, tuples: readonly { readonly resource: string; readonly name: string }[], options: BuildOptions): Sys<Built> {
	const known = new Map<string, Mapping>();
	for (const { resource } of tuples) if (!known.has(resource)) known.set(resource, yield* mappingFor(s, resource));
	if (options.singleType && new Set([...known.values()].map((one) => `${one.group}/${one.resource}`)).size > 1)
		throw new Failure('you may only specify a single resource type');
	const places: Info[] = [];
	for (const { resource, name } of tuples) {
		const mapping = known.get(resource);
		if (!mapping) continue;
		if (mapping.namespaced && options.allNamespaces) throw new Failure('a resource cannot be retrieved by name across all namespaces');
		const namespace = mapping.namespaced ? (yield* namespaceOf(s)).namespace : '';
		places.push({ mapping, namespace, name, source: '', ...(options.subresource ? { subresource: options.subresource } : {}) });
	}
	const single = tuples.length === 1;
	if (!options.fetch) return { infos: places, errors: [], singleItemImplied: single, targetsSingleItems: true };
	const infos: Info[] = [];
	const errors: unknown[] = [];
	for (const place of places) {
		try {
			infos.push(yield* fetchInfo(s, place, options));
		} catch (error) {
			errors.push(error);
			if (options.stopOnError) break;
		}
	}
	return { infos, errors, singleItemImplied: single, targetsSingleItems: true };
}

/** Reads an object from the server. */
export function* fetchInfo(s: Session, info: Info, options: BuildOptions = {}): Sys<Info> {
	const value = yield* call(s, 'GET', pathOf(info.mapping, info.namespace, info.name, info.subresource ?? ''), {
		...(options.accept === undefined ? {} : { accept: options.accept }),
		...(options.query ? { query: options.query } : {})
	});
	return { ...info, object: isObject(value) ? value : {} };
}

function* fromDocuments(
	s: Session,
	read: { readonly documents: readonly Document[]; readonly errors: readonly unknown[]; readonly several: boolean },
	options: BuildOptions
): Sys<Built> {
	const errors: unknown[] = [...read.errors];
	const infos: Info[] = [];
	const selector = selectorOf(options.labelSelector ?? '');
	for (const document of read.documents) {
		try {
			const problem = options.validate ? validationError(document) : undefined;
			if (problem) throw problem;
			const whole = decodeObject(document);
			const values = flatten(whole);
			const isList = values[0] !== whole;
			const failed: unknown[] = [];
			for (const value of values) {
				try {
					const info = yield* infoOf(s, document.source, isObject(value) ? value : {}, options, isList);
					if (selector && !matchesSelector(selector, pairs(info.object, 'metadata', 'labels'))) continue;
					infos.push(options.latest ? yield* fetchInfo(s, info, options) : info);
				} catch (error) {
					if (!isList) throw error;
					failed.push(error);
				}
			}
			// A list's errors are an aggregate of their own within that of the files: told without "error: ".
			if (failed.length > 0) throw new Aggregate([new Aggregate(failed)]);
		} catch (error) {
			errors.push(error);
			if (options.stopOnError) break;
		}
	}
	return { infos, errors, singleItemImplied: !read.several && read.documents.length === 1 && infos.length === 1, targetsSingleItems: true };
}
function selectorOf(text: string) {
	if (text === '') return undefined;
	try {
		return parseSelector(text);
	} catch (error) {
		if (error instanceof SelectorError) throw new Failure(`the provided selector ${goQuote(text)} is not valid: ${error.message}`);
		throw error;
	}
}

/** The mapping of a file's object. Throws Failure in the words of what came first, the schema (validation on) or discovery. */
function* mappingOfFile(s: Session, source: string, apiVersion: string, kind: string, validate: boolean): Sys<Mapping | undefined> {
	try {
		return yield* mappingOfKind(s, apiVersion, kind, validate ? 0 : 1);
	} catch (error) {
		if (!(error instanceof ConnectionError)) throw error;
		if (!validate) throw new Failure(`unable to recognize ${goQuote(source)}: ${error.message}`);
		const schema = error.message.replace('/api?timeout=', '/openapi/v2?timeout=');
		throw new Failure(
			`error validating ${goQuote(source)}: error validating data: failed to download openapi: ${schema}; if you choose to ignore these errors, turn validation off with --validate=false`
		);
	}
}
function* infoOf(s: Session, source: string, object: Json, options: BuildOptions, inList: boolean): Sys<Info> {
	const local = options.local === true;
	const apiVersion = str(object, 'apiVersion');
	const kind = str(object, 'kind');
	const name = str(object, 'metadata', 'name');
	const own = str(object, 'metadata', 'namespace');
	const mapping = local ? localMapping(apiVersion, kind) : yield* mappingOfFile(s, source, apiVersion, kind, options.validate === true);
	if (!mapping && inList) throw new Failure(`unable to recognize no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`);
	if (!mapping)
		throw new Failure(
			`resource mapping not found for name: ${goQuote(name)} namespace: ${goQuote(own)} from ${goQuote(source)}: no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}\nensure CRDs are installed first`
		);
	if (!mapping.namespaced) return { mapping, namespace: '', name, object, source };
	if (local) return { mapping, namespace: own || 'default', name, object, source };
	const { namespace, explicit } = yield* namespaceOf(s);
	if (own === '') return { mapping, namespace, name, object: put(object, ['metadata', 'namespace'], namespace), source };
	if (explicit && own !== namespace)
		throw new Failure(
			`the namespace from the provided object ${goQuote(own)} does not match the namespace ${goQuote(namespace)}. You must pass '--namespace=${own}' to perform this operation.`
		);
	return { mapping, namespace: own, name, object, source };
}
/** A mapping guessed without a server (--local). */
function localMapping(apiVersion: string, kind: string): Mapping {
	const slash = apiVersion.indexOf('/');
	const lower = kind.toLowerCase();
	return {
		group: slash < 0 ? '' : apiVersion.slice(0, slash),
		version: apiVersion.slice(slash + 1),
		kind,
		singular: lower,
		resource: lower.endsWith('s') ? `${lower}es` : lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`,
		namespaced: true,
		verbs: ['get'],
		shortNames: [],
		categories: [],
		subresources: []
	};
}
/** The errors of a build, thrown when there are any. */
export function strict(built: Built): readonly Info[] {
	if (built.errors.length === 1) throw built.errors[0];
	if (built.errors.length > 1) throw new Aggregate(built.errors);
	return built.infos;
}
