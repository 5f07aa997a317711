// What commands that change things share: dry run, validation, field managers, writes, and the line that says what was done.
import type { Sys } from '../../engine/index.ts';
import { ApiError } from '../../client/index.ts';
import { encodeJson } from '../../values/index.ts';
import { isObject, obj, pairs, put, str, type Json } from './dig.ts';
import { pathOf, type Mapping } from './discovery.ts';
import { Failure } from './failure.ts';
import { klog } from './klog.ts';
import { nameLine, outputPrinter, type Print } from './print/output.ts';
import { call } from './rest.ts';
import { out, type Session } from './session.ts';

export type DryRun = 'none' | 'client' | 'server';

/** cmdutil.GetDryRunStrategy. */
export function* dryRunOf(s: Session): Sys<DryRun> {
	const flag = s.str('dry-run');
	if (flag === 'client' || flag === 'server') return flag;
	if (flag === 'none' || flag === '') return 'none';
	if (flag === 'unchanged') {
		yield* klog(s, 'W', 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.');
		return 'client';
	}
	if (!['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'].includes(flag))
		throw new Failure(`Invalid dry-run value (${flag}). Must be "none", "server", or "client".`);
	const on = ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(flag);
	yield* klog(
		s,
		'W',
		on ? 'helpers.go:733' : 'helpers.go:736',
		`--dry-run=${flag} is deprecated (boolean value) and can be replaced with --dry-run=${on ? 'client' : 'none'}.`
	);
	return on ? 'client' : 'none';
}

/** cmdutil.GetValidationDirective: the fieldValidation parameter. */
export function validationOf(s: Session): 'Strict' | 'Warn' | 'Ignore' {
	const flag = s.str('validate');
	switch (flag) {
		case 'true':
		case 'strict':
		case '':
			return 'Strict';
		case 'warn':
			return 'Warn';
		case 'false':
		case 'ignore':
			return 'Ignore';
		default: {
			const known: Readonly<Record<string, 'Strict' | 'Ignore'>> = {
				'1': 'Strict',
				t: 'Strict',
				T: 'Strict',
				TRUE: 'Strict',
				True: 'Strict',
				'0': 'Ignore',
				f: 'Ignore',
				F: 'Ignore',
				FALSE: 'Ignore',
				False: 'Ignore'
			};
			const value = known[flag];
			if (!value) throw new Failure(`invalid - validate option "${flag}"; must be one of: strict (or true), warn, ignore (or false)`);
			return value;
		}
	}
}

/** "created (dry run)" */
export const said = (operation: string, dry: DryRun): string =>
	dry === 'client' ? `${operation} (dry run)` : dry === 'server' ? `${operation} (server dry run)` : operation;

/** The printer of a command that changes things: -o, or "deployment.apps/web created". */
export function* resultPrinter(s: Session, options: { readonly typed?: boolean } = {}): Sys<Print> {
	const chosen = yield* outputPrinter(s, { ...options, bareNames: true });
	return chosen ?? ((object, operation = '') => out(`${nameLine(object)}${operation === '' ? '' : ` ${operation}`}\n`));
}

export interface WriteOptions {
	readonly dry?: DryRun;
	readonly manager?: string;
	readonly validation?: string;
	readonly subresource?: string;
}
const writeQuery = (options: WriteOptions): Readonly<Record<string, string | undefined>> => ({
	dryRun: options.dry === 'server' ? 'All' : undefined,
	fieldManager: options.manager,
	fieldValidation: options.validation
});
const asObject = (value: unknown): Json => (isObject(value) ? value : {});

export function* createObject(s: Session, mapping: Mapping, namespace: string, object: Json, options: WriteOptions): Sys<Json> {
	const body = str(object, 'metadata', 'resourceVersion') === '' ? object : put(object, ['metadata', 'resourceVersion'], undefined);
	return asObject(yield* call(s, 'POST', pathOf(mapping, namespace), { body, query: writeQuery(options) }));
}
/** The server's version, so that the write does not fail for want of one; undefined when it cannot be read. */
function* versionOf(s: Session, path: string): Sys<string | undefined> {
	try {
		return str(yield* call(s, 'GET', path), 'metadata', 'resourceVersion') || undefined;
	} catch (error) {
		if (error instanceof ApiError) return undefined;
		throw error;
	}
}
export function* replaceObject(s: Session, mapping: Mapping, namespace: string, name: string, object: Json, options: WriteOptions): Sys<Json> {
	const path = pathOf(mapping, namespace, name, options.subresource);
	const body = str(object, 'metadata', 'resourceVersion') === '' ? put(object, ['metadata', 'resourceVersion'], yield* versionOf(s, path)) : object;
	return asObject(yield* call(s, 'PUT', path, { body, query: writeQuery(options) }));
}
const patchTypes = {
	json: 'application/json-patch+json',
	merge: 'application/merge-patch+json',
	strategic: 'application/strategic-merge-patch+json',
	apply: 'application/apply-patch+yaml'
} as const;
export type PatchType = keyof typeof patchTypes;
export function* patchObject(
	s: Session,
	mapping: Mapping,
	namespace: string,
	name: string,
	patch: unknown,
	type: PatchType,
	options: WriteOptions & { readonly force?: boolean } = {}
): Sys<Json> {
	const query = { ...writeQuery(options), ...(type === 'apply' ? { force: String(options.force === true) } : {}) };
	return asObject(
		yield* call(s, 'PATCH', pathOf(mapping, namespace, name, options.subresource), {
			...(patch instanceof Uint8Array ? { raw: patch } : { body: patch }),
			contentType: patchTypes[type],
			query
		})
	);
}
export function* getObject(s: Session, mapping: Mapping, namespace: string, name: string): Sys<Json> {
	return asObject(yield* call(s, 'GET', pathOf(mapping, namespace, name)));
}

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** The object as the last-applied annotation holds it. */
export function modifiedConfiguration(object: Json, typed = false): string {
	if (typed && !isObject(obj(object, 'metadata').annotations)) return `${encodeJson(object)}\n`;
	const { [lastApplied]: _old, ...annotations } = isObject(object.metadata) && isObject(object.metadata.annotations) ? object.metadata.annotations : {};
	return `${encodeJson(put(object, ['metadata', 'annotations'], annotations), { sortKeys: !typed })}\n`;
}
/** The object with its own configuration as annotation. */
/** An object as apply compares it: with annotations, be they empty, but not with its own. */
export const withoutLastApplied = (object: Json): Json =>
	put(object, ['metadata', 'annotations'], Object.fromEntries(Object.entries(pairs(object, 'metadata', 'annotations')).filter(([key]) => key !== lastApplied)));
export const withLastApplied = (object: Json, typed = false): Json =>
	put(object, ['metadata', 'annotations', lastApplied], modifiedConfiguration(object, typed));
/** cmdutil.CreateOrUpdateAnnotation. */
export const annotated = (object: Json, save: boolean, typed = false): Json =>
	save || (isObject(object.metadata) && isObject(object.metadata.annotations) && lastApplied in object.metadata.annotations)
		? withLastApplied(object, typed)
		: object;

/** A built-in kind as the client's own type knows it, without asking the server. */
export function typedMapping(group: string, version: string, kind: string, resource: string, namespaced = true): Mapping {
	return { group, version, kind, resource, singular: kind.toLowerCase(), namespaced, verbs: [], shortNames: [], categories: [], subresources: [] };
}
