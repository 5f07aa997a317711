// kubectl patch: strategic, merge and JSON patches, sent or applied to local files.
import { Errno, type Sys } from '../../../engine/index.ts';
import { readText } from '../../../kernel/index.ts';
import { JsonSyntaxError, parseJson, parseYaml, utf8, YamlError } from '../../../values/index.ts';
import { build } from '../builder.ts';
import { resourceArguments } from '../complete-resources.ts';
import { isObject, str, type Json } from '../dig.ts';
import { Failure, throwAll } from '../failure.ts';
import { patchHelp } from '../help/patch.ts';
import { reasonOf } from '../generate/data.ts';
import { dryRunOf, patchObject, resultPrinter, type PatchType } from '../operations.ts';
import { equal } from '../patch/equal.ts';
import { jsonPatch, JsonPatchError, mergePatch } from '../patch/json.ts';
import { shapeOf } from '../patch/schema.ts';
import { strategicMerge } from '../patch/strategic.ts';
import { fetchInfo } from '../builder.ts';
import type { Session } from '../session.ts';
import { command } from '../tree.ts';

/** The object with a patch applied here. Throws Failure. */
function patched(object: Json, patch: unknown, type: PatchType): Json {
	if (type === 'json') {
		try {
			const value = jsonPatch(object, patch);
			return isObject(value) ? value : {};
		} catch (error) {
			if (error instanceof JsonPatchError) throw new Failure(error.message);
			throw error;
		}
	}
	if (type === 'merge') {
		const value = mergePatch(object, patch);
		return isObject(value) ? value : {};
	}
	if (!isObject(patch)) throw new Failure('invalid JSON document');
	const [apiVersion, kind] = [str(object, 'apiVersion'), str(object, 'kind')];
	const shape = shapeOf(apiVersion, kind);
	if (!shape) {
		const slash = apiVersion.indexOf('/');
		throw new Failure(`strategic merge patch is not supported for ${slash < 0 ? `/${apiVersion}` : apiVersion}, Kind=${kind} locally, try --type merge`);
	}
	const value = strategicMerge(object, patch, shape);
	return isObject(value) ? value : {};
}
function* patchText(s: Session): Sys<string> {
	if (s.str('patch-file') === '') return s.str('patch');
	try {
		return yield* readText(s.str('patch-file'));
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`unable to read patch file: open ${s.str('patch-file')}: ${reasonOf(error)}`);
		throw error;
	}
}
const types: readonly string[] = ['json', 'merge', 'strategic'];
const isType = (name: string): name is PatchType => types.includes(name);

/** The patch's value. Broken JSON goes to the server as it is, whose parser then says what is wrong with it; `here` is for patches that go nowhere. */
function parsePatch(s: Session, source: string, here: boolean): unknown {
	if (/^\s*\{/.test(source)) {
		try {
			return parseJson(source);
		} catch (error) {
			if (!(error instanceof JsonSyntaxError)) throw error;
			if (here) throw new Failure(error.message);
			return utf8(source);
		}
	}
	try {
		return parseYaml(source);
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`unable to parse "${s.str('patch').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}": ${error.message}`);
		throw error;
	}
}

function* run(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const local = s.bool('local');
	if (s.str('patch') !== '' && s.str('patch-file') !== '') throw new Failure('cannot specify --patch and --patch-file together');
	if (s.str('patch') === '' && s.str('patch-file') === '') throw new Failure('must specify --patch or --patch-file containing the contents of the patch');
	if (local && s.args.length > 0) throw new Failure('cannot specify --local and server resources');
	if (local && dry === 'server') throw new Failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
	const type = (s.str('type') || 'strategic').toLowerCase();
	if (!isType(type)) throw new Failure(`--type must be one of [json merge strategic], not "${s.str('type')}"`);
	const source = yield* patchText(s);
	const patch = parsePatch(s, source, local || dry === 'client');
	const print = yield* resultPrinter(s);
	const built = yield* build(s, local ? { args: [], local: true } : { fetch: true, subresource: s.str('subresource') });
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		try {
			const before = info.object ?? (local ? {} : ((yield* fetchInfo(s, info)).object ?? {}));
			const after =
				local || dry === 'client'
					? patched(before, patch, type)
					: yield* patchObject(s, info.mapping, info.namespace, info.name, patch, type, {
							dry,
							manager: s.str('field-manager'),
							subresource: s.str('subresource')
						});
			yield* print(after, equal(before, after) ? 'patched (no change)' : 'patched');
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	if (built.infos.length === 0) throw new Failure('no objects passed to patch');
	return 0;
}
export const patchCommand = command(patchHelp, { run, complete: resourceArguments });
