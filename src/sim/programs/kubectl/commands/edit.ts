// kubectl edit: objects in an editor, and what was saved as a patch; opened again, with the reasons on top, as long as the server refuses it.
import { Errno, type Sys } from '../../../engine/index.ts';
import { stat, unlink } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { encodeJson, encodeYaml, goQuote, parseJson, parseYaml, YamlError } from '../../../values/index.ts';
import { build, type Info } from '../builder.ts';
import { resourceArguments } from '../complete-resources.ts';
import { arr, at, isObject, pairs, str } from '../dig.ts';
import { groupResource, mappingOfKind } from '../discovery.ts';
import { editText } from '../editor.ts';
import { Exit, Failure, isKubectlError, messageOf, throwAll } from '../failure.ts';
import { editHelp } from '../help/edit.ts';
import { decodeObject, flatten, validationError } from '../manifest.ts';
import { annotated, createObject, lastApplied, patchObject, resultPrinter, validationOf } from '../operations.ts';
import { equal } from '../patch/equal.ts';
import { shapeOf } from '../patch/schema.ts';
import { threeWayPatch } from '../patch/three-way.ts';
import { withoutManagedFields } from '../print/output.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

type Mode = 'normal' | 'last-applied' | 'create';
interface Reason {
	readonly head: string;
	readonly other: readonly string[];
}
const headers: Readonly<Record<'object' | 'annotation', string>> = {
	object:
		"# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n",
	annotation:
		"# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n"
};
const hashed = (text: string): string => text.replace(/\n(?!#|$)/g, '\n# ');
const reasonText = ({ head, other }: Reason): string =>
	`# ${hashed(head)}${other.length > 0 ? ':' : ''}\n${other.map((line) => `# * ${hashed(line)}\n`).join('')}#\n`;

/** Without comment lines. */
function manualStrip(text: string): string {
	const lines = text.split('\n');
	return lines.map((line, i) => (line.trim().startsWith('#') && !line.trim().startsWith('#!') ? '' : line + (i < lines.length - 1 ? '\n' : ''))).join('');
}
/** What the text says, comments apart. */
function stripped(text: string): string {
	try {
		return encodeJson(parseYaml(text), { sortKeys: true });
	} catch (error) {
		if (error instanceof YamlError) return manualStrip(text);
		throw error;
	}
}
const hasLines = (text: string): boolean => text.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'));

function* preserved(path: string, error: unknown): Sys<never> {
	if (path !== '') {
		try {
			yield* stat(path);
			yield* err(`A copy of your changes has been stored to ${goQuote(path)}\n`);
		} catch (problem) {
			if (!(problem instanceof Errno)) throw problem;
		}
	}
	throw error;
}

/** One sitting at the editor, with the objects it is about. */
class Sitting {
	readonly s: Session;
	readonly mode: Mode;
	readonly infos: readonly Info[];
	readonly json: boolean;
	reasons: Reason[] = [];
	path = '';
	retryable = 0;
	notFound = 0;
	invalid = 0;
	constructor(s: Session, mode: Mode, infos: readonly Info[]) {
		this.s = s;
		this.mode = mode;
		this.infos = infos;
		this.json = s.str('output') === 'json';
	}
	text(): string {
		const [only] = this.infos;
		const shown = withoutManagedFields(
			this.infos.length === 1 && only
				? (only.object ?? {})
				: { apiVersion: 'v1', items: this.infos.map((info) => info.object ?? {}), kind: 'List', metadata: {} }
		);
		return this.json ? `${encodeJson(shown, { indent: '    ', sortKeys: true })}\n` : encodeYaml(shown);
	}
	header(): string {
		if (this.json) return '';
		return headers[this.mode === 'last-applied' ? 'annotation' : 'object'] + this.reasons.map(reasonText).join('');
	}
	/** Notes what the server said; answers the line for stderr. */
	addError(error: unknown, info: Info): string {
		const name = `${groupResource(info.mapping)} ${goQuote(info.name)}`;
		if (error instanceof ApiError && error.reason === 'Invalid') {
			this.invalid += 1;
			this.reasons.push({
				head: `${name} was not valid`,
				other: arr(error.status, 'details', 'causes').map((cause) => `${str(cause, 'field')}: ${str(cause, 'message')}`)
			});
			return `error: ${name} is invalid\n`;
		}
		if (error instanceof ApiError && error.reason === 'NotFound') {
			this.notFound += 1;
			return `error: ${name} could not be found on the server\n`;
		}
		this.retryable += 1;
		return `error: ${name} could not be patched: ${messageOf(error)}\n`;
	}
}

/** The objects of an edited file. Throws Failure for what cannot be read. */
function* updatedInfos(s: Session, text: string): Sys<Info[]> {
	let value: unknown;
	try {
		value = parseYaml(text);
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`error parsing edited-file: error converting YAML to JSON: ${error.message}`);
		throw error;
	}
	const infos: Info[] = [];
	for (const one of flatten(decodeObject({ source: 'edited-file', value }))) {
		const object = decodeObject({ source: 'edited-file', value: one });
		const [apiVersion, kind] = [str(object, 'apiVersion'), str(object, 'kind')];
		const mapping = yield* mappingOfKind(s, apiVersion, kind);
		if (!mapping) throw new Failure(`unable to recognize "edited-file": no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`);
		infos.push({ mapping, namespace: str(object, 'metadata', 'namespace'), name: str(object, 'metadata', 'name'), object, source: 'edited-file' });
	}
	return infos;
}
function* save(sitting: Sitting, info: Info): Sys<void> {
	const { s } = sitting;
	const print = yield* resultPrinter(s);
	const validation = validationOf(s);
	const object = annotated(info.object ?? {}, s.bool('save-config'));
	if (sitting.mode === 'create') {
		yield* print(yield* createObject(s, info.mapping, info.namespace, object, { manager: s.str('field-manager'), validation }), 'created');
		return;
	}
	const uid = str(object, 'metadata', 'uid');
	const original = sitting.infos.find((one) => str(one.object, 'metadata', 'uid') === uid);
	if (!original) throw new Failure('no original object found for the edited one');
	const before = withoutManagedFields(original.object ?? {});
	if (equal(before, withoutManagedFields(object))) return yield* print(object, 'skipped');
	const options = { manager: s.str('field-manager'), validation, subresource: s.str('subresource') };
	if (sitting.mode === 'last-applied') {
		yield* patchObject(
			s,
			info.mapping,
			info.namespace,
			info.name,
			{ metadata: { annotations: { [lastApplied]: `${encodeJson(object, { sortKeys: true })}\n` } } },
			'merge',
			options
		);
		return yield* print(object, 'edited');
	}
	const shape = shapeOf(str(object, 'apiVersion'), str(object, 'kind'));
	const patch = threeWayPatch(before, withoutManagedFields(object), before, shape);
	if ('apiVersion' in patch || 'kind' in patch || at(patch, 'metadata', 'name') !== undefined)
		throw new Failure('At least one of apiVersion, kind and name was changed');
	if (s.bool('output-patch')) yield* out(`Patch: ${encodeJson(patch, { sortKeys: true })}\n`);
	try {
		yield* print(yield* patchObject(s, info.mapping, info.namespace, info.name, patch, shape ? 'strategic' : 'merge', options), 'edited');
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		yield* err(sitting.addError(error, info));
	}
}

function* sit(sitting: Sitting): Sys<number> {
	const { s } = sitting;
	let edited = '';
	let failed = false;
	for (;;) {
		const original = sitting.header() + sitting.text();
		const before = edited;
		let path: string;
		try {
			({ path, text: edited } = yield* editText(s, failed ? sitting.header() + manualStrip(edited) : original, sitting.json ? '.json' : '.yaml'));
		} catch (error) {
			return yield* preserved(sitting.path, error);
		}
		if (failed && stripped(before) === stripped(edited)) return yield* preserved(path, new Failure('Edit cancelled, no valid changes were saved.'));
		if (sitting.path !== '') yield* unlink(sitting.path);
		sitting.path = path;
		sitting.reasons = [];
		sitting.invalid = 0;
		const [first] = sitting.infos;
		const problem = validationOf(s) === 'Ignore' ? undefined : problemOf(edited);
		if (problem !== undefined && first) {
			failed = true;
			sitting.reasons.push({
				head: `${groupResource(first.mapping)} ${goQuote(first.name)} was not valid`,
				other: [`<nil>: Invalid value: "The edited file failed validation": ${problem}`]
			});
			yield* err(`error: ${groupResource(first.mapping)} ${goQuote(first.name)} is invalid\n`);
			continue;
		}
		if (stripped(original) === stripped(edited)) {
			yield* unlink(path);
			yield* err('Edit cancelled, no changes made.\n');
			return 0;
		}
		if (!hasLines(edited)) {
			yield* unlink(path);
			yield* err('Edit cancelled, saved file was empty.\n');
			return 0;
		}
		let updated: Info[];
		try {
			updated = yield* updatedInfos(s, edited);
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			failed = true;
			sitting.reasons.push({ head: `The edited file had a syntax error: ${error.message}`, other: [] });
			continue;
		}
		failed = false;
		try {
			for (const info of updated) yield* save(sitting, info);
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			return yield* preserved(path, error);
		}
		if (sitting.retryable > 0) {
			yield* err(`You can run \`kubectl replace -f ${path}\` to try this update again.\n`);
			throw new Exit(1);
		}
		if (sitting.notFound > 0) {
			yield* err(`The edits you made on deleted resources have been saved to ${goQuote(path)}\n`);
			throw new Exit(1);
		}
		if (sitting.invalid === 0) {
			yield* unlink(path);
			return 0;
		}
		failed = true;
	}
}
/** What the client's own check says about a file. */
function problemOf(text: string): string | undefined {
	let value: unknown;
	try {
		value = parseYaml(text);
	} catch (error) {
		if (error instanceof YamlError) return undefined;
		throw error;
	}
	const problem = validationError({ source: '', value });
	return problem?.message.replace(/^error validating "": error validating data: /, '').replace(/; if you choose to ignore .*$/, '');
}

export function* runEdit(s: Session, mode: 'normal' | 'last-applied'): Sys<number> {
	const format = s.str('output');
	if (s.bool('output-patch') && mode !== 'normal') throw new Failure("the edit mode doesn't support output the patch");
	if (format !== '' && format !== 'yaml' && format !== 'json') yield* resultPrinter(s);
	const built = yield* build(s, { fetch: true, latest: true, allowEmptySelector: true, subresource: s.str('subresource') });
	throwAll(built.errors);
	if (mode === 'normal') {
		if (built.infos.length === 0) throw new Failure('edit cancelled, no objects found');
		return yield* sit(new Sitting(s, mode, built.infos));
	}
	const infos: Info[] = [];
	for (const info of built.infos) {
		const text = pairs(info.object, 'metadata', 'annotations')[lastApplied];
		const value = text === undefined ? undefined : parseJson(text);
		if (isObject(value)) infos.push({ ...info, object: value });
	}
	if (infos.length === 0)
		throw new Failure(
			'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`'
		);
	return yield* sit(new Sitting(s, mode, infos));
}
/** create --edit: each object in the editor before it is created. */
export function* editOnCreate(s: Session): Sys<number> {
	const built = yield* build(s, { validate: validationOf(s) === 'Strict' });
	throwAll(built.errors);
	let code = 0;
	for (const info of built.infos) code = yield* sit(new Sitting(s, 'create', [info]));
	return code;
}
export const edit = command(editHelp, { run: (s) => runEdit(s, 'normal'), complete: resourceArguments });
