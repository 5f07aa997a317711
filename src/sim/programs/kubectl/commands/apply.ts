// kubectl apply: client-side three-way merges with the last-applied annotation, or server-side apply. Prune is refused with the flag's own checks only.
import type { Sys } from '../../../engine/index.ts';
import { sleep } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { encodeJson, goQuote, parseJson, JsonSyntaxError } from '../../../values/index.ts';
import { build, type Info } from '../builder.ts';
import { arr, at, isObject, pairs, put, str, type Json } from '../dig.ts';

import { Failure, isKubectlError, messageOf, throwAll, withSource } from '../failure.ts';
import { applyHelp } from '../help/apply.ts';
import {
	createObject,
	dryRunOf,
	getObject,
	lastApplied,
	patchObject,
	resultPrinter,
	said,
	validationOf,
	withLastApplied,
	type DryRun,
	type WriteOptions
} from '../operations.ts';
import { outputPrinter } from '../print/output.ts';
import { shapeOf } from '../patch/schema.ts';
import { strategicMerge } from '../patch/strategic.ts';
import { threeWayPatch } from '../patch/three-way.ts';
import { recorded } from '../record.ts';
import { err, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { prune } from '../prune.ts';
import { editLastApplied, setLastApplied, viewLastApplied } from './last-applied.ts';
import { deleteAndWait } from './delete.ts';

const conflictHelp = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function check(s: Session, dry: DryRun): void {
	const server = s.bool('server-side');
	if (s.bool('force-conflicts') && !server) throw new Failure('--force-conflicts only works with --server-side');
	if (dry === 'client' && server) throw new Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
	if (s.bool('force') && server) throw new Failure('--force cannot be used with --server-side');
	if (dry === 'server' && s.bool('force')) throw new Failure('--dry-run=server cannot be used with --force');
	if (s.bool('all') && s.str('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
	if (s.bool('prune') && s.bool('force')) throw new Failure('--force cannot be used with --prune');
	if (s.bool('prune') && !s.bool('all') && s.str('selector') === '')
		throw new Failure(
			'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector'
		);
	if (s.bool('prune') && server) throw new Failure("--prune is in alpha and doesn't currently work on objects created by server-side apply");
	if (s.str('subresource') !== '' && !server) throw new Failure('--subresource can only be specified for --server-side');
}
/** Where the object is, as error texts show it. */
const infoText = (info: Info): string =>
	`Resource: "${info.mapping.group}/${info.mapping.version}, Resource=${info.mapping.resource}", GroupVersionKind: "${info.mapping.group}/${info.mapping.version}, Kind=${info.mapping.kind}"\nName: ${goQuote(info.name)}, Namespace: ${goQuote(info.namespace)}`;

interface Applied {
	readonly object: Json;
	readonly word: string;
}

const ownsLastApplied = (entry: unknown): boolean =>
	str(entry, 'operation') === 'Apply' && at(entry, 'fieldsV1', 'f:metadata', 'f:annotations', `f:${lastApplied}`) !== undefined;
/** saveLastApplyAnnotationIfNecessary: an annotation of client-side apply gets an owner, so that the server keeps it up to date. */
function* keepLastApplied(s: Session, info: Info, object: Json, options: WriteOptions): Sys<void> {
	const text = pairs(object, 'metadata', 'annotations')[lastApplied];
	if (options.manager !== 'kubectl' || text === undefined || arr(object, 'metadata', 'managedFields').some(ownsLastApplied)) return;
	const annotation = {
		apiVersion: str(object, 'apiVersion'),
		kind: str(object, 'kind'),
		metadata: { name: info.name, ...(info.namespace === '' ? {} : { namespace: info.namespace }), annotations: { [lastApplied]: text } }
	};
	try {
		yield* patchObject(s, info.mapping, info.namespace, info.name, annotation, 'apply', { dry: options.dry, manager: 'kubectl-last-applied' });
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		yield* err(
			`Warning: failed to migrate ${lastApplied} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${messageOf(error)}\n`
		);
	}
}

function* serverSide(s: Session, info: Info, options: WriteOptions): Sys<Applied> {
	try {
		const object = yield* patchObject(s, info.mapping, info.namespace, info.name, info.object, 'apply', {
			...options,
			subresource: s.str('subresource'),
			force: s.bool('force-conflicts')
		});
		yield* keepLastApplied(s, info, object, options);
		return { object, word: 'serverside-applied' };
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'Conflict') throw new Failure(`${error.message}${conflictHelp}`);
		throw error;
	}
}

function originalOf(current: Json): unknown {
	const text = pairs(current, 'metadata', 'annotations')[lastApplied];
	if (text === undefined || text === '') return undefined;
	try {
		return parseJson(text);
	} catch (error) {
		if (error instanceof JsonSyntaxError) return undefined;
		throw error;
	}
}
/** The patch that makes `current` what the file says. */
export function applyPatch(current: Json, modified: Json): { patch: Json; strategic: boolean } {
	const shape = shapeOf(str(modified, 'apiVersion'), str(modified, 'kind'));
	const patch = threeWayPatch(originalOf(current), withoutNullMaps(modified), current, shape);
	return { patch, strategic: shape !== undefined };
}
const withoutNullMaps = (object: Json): Json => object;

function* clientSide(s: Session, info: Info, options: WriteOptions): Sys<Applied> {
	const object = info.object ?? {};
	const modified = withLastApplied(recorded(s, object));
	let current: Json;
	try {
		current = yield* getObject(s, info.mapping, info.namespace, info.name);
	} catch (error) {
		if (!(error instanceof ApiError) || error.reason !== 'NotFound')
			throw withSource(error, `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`, info.source);
		if (options.dry === 'client') return { object: modified, word: 'created' };
		try {
			return { object: yield* createObject(s, info.mapping, info.namespace, modified, options), word: 'created' };
		} catch (problem) {
			throw withSource(problem, 'creating', info.source);
		}
	}
	if (pairs(current, 'metadata', 'annotations')[lastApplied] === undefined)
		yield* err(
			`Warning: resource ${info.mapping.resource}/${info.name} is missing the ${lastApplied} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`
		);
	const done = yield* patchUntilDone(s, info, modified, current, options);
	if (str(done.object, 'metadata', 'deletionTimestamp') !== '')
		yield* err(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
	return done;
}

function* patchUntilDone(s: Session, info: Info, modified: Json, first: Json, options: WriteOptions): Sys<Applied> {
	let current = first;
	for (let tries = 1; ; tries++) {
		const { patch, strategic } = applyPatch(current, modified);
		if (Object.keys(patch).length === 0) return { object: current, word: 'unchanged' };
		if (options.dry === 'client') {
			const merged = strategicMerge(current, patch, shapeOf(str(modified, 'apiVersion'), str(modified, 'kind')));
			return { object: isObject(merged) ? merged : current, word: 'configured' };
		}
		try {
			const version =
				at(modified, 'metadata', 'resourceVersion') === undefined
					? patch
					: put(patch, ['metadata', 'resourceVersion'], str(modified, 'metadata', 'resourceVersion'));
			return {
				object: yield* patchObject(s, info.mapping, info.namespace, info.name, version, strategic ? 'strategic' : 'merge', options),
				word: 'configured'
			};
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			if (error.reason === 'Conflict' && tries <= 5 && at(modified, 'metadata', 'resourceVersion') === undefined) {
				yield* sleep(tries > 1 ? 1_000_000 : 0);
				current = yield* getObject(s, info.mapping, info.namespace, info.name);
				continue;
			}
			if ((error.reason === 'Conflict' || error.reason === 'Invalid') && s.bool('force')) return yield* replaceByForce(s, info, modified, options);
			throw patchProblem(error, info, patch);
		}
	}
}
function patchProblem(error: ApiError, info: Info, patch: Json): unknown {
	if (error.reason === 'Invalid') return error;
	return withSource(
		withSource(error, 'patching', info.source),
		`applying patch:\n${encodeJson(patch, { sortKeys: true })}\nto:\n${infoText(info)}\nfor:`,
		info.source
	);
}
function* replaceByForce(s: Session, info: Info, modified: Json, options: WriteOptions): Sys<Applied> {
	yield* deleteAndWait(s, info, s.num('grace-period'));
	return { object: yield* createObject(s, info.mapping, info.namespace, modified, options), word: 'configured' };
}

function* run(s: Session): Sys<number> {
	if (s.args.length > 0) throw s.usage(`Unexpected args: [${s.args.join(' ')}]`);
	const dry = yield* dryRunOf(s);
	const server = s.bool('server-side');
	check(s, dry);
	if (s.list('filename').length === 0 && s.str('kustomize') === '') throw new Failure('must specify one of -f and -k');
	const validation = validationOf(s);
	const printed = yield* outputPrinter(s);
	const print = yield* resultPrinter(s);
	const manager = s.changed('field-manager') ? s.str('field-manager') : server ? 'kubectl' : s.str('field-manager');
	const options: WriteOptions = { dry, manager, validation };
	const built = yield* build(s, { validate: validation !== 'Ignore', labelSelector: s.str('selector') });
	const errors: unknown[] = [...built.errors];
	if (built.infos.length === 0 && errors.length === 0) throw new Failure('no objects passed to apply');
	const objects: Json[] = [];
	for (const info of built.infos) {
		try {
			if (info.name === '' && str(info.object, 'metadata', 'generateName') !== '')
				throw new Failure(`from ${str(info.object, 'metadata', 'generateName')}: cannot use generate name with apply`);
			const { object, word } = yield* server ? serverSide(s, info, options) : clientSide(s, info, options);
			objects.push(object);
			if (!printed || s.str('output') === 'name') yield* print(object, said(word, dry));
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	if (printed && s.str('output') !== 'name') {
		const [only] = objects;
		if (objects.length === 1 && only) yield* printed(only);
		else yield* printed({ apiVersion: 'v1', items: objects, kind: 'List', metadata: {} });
	}
	if (s.bool('prune')) yield* prune(s, built.infos, dry);
	return 0;
}

export const apply = command(applyHelp, {
	run,
	subs: { 'edit-last-applied': { run: editLastApplied }, 'set-last-applied': { run: setLastApplied }, 'view-last-applied': { run: viewLastApplied } }
});
