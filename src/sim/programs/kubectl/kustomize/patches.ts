// Kustomize's patches: strategic merges that name their object, or any patch with a target.
import type { Sys } from '../../../engine/index.ts';
import { matchesSelector, parseSelector, parseYaml, splitYamlDocuments, YamlError } from '../../../values/index.ts';
import { isObject, pairs, put, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { jsonPatch, JsonPatchError, mergePatch } from '../patch/json.ts';
import { shapeOf } from '../patch/schema.ts';
import { strategicMerge } from '../patch/strategic.ts';
import { splitApiVersion } from '../print/names.ts';
import { idText, type Item } from './item.ts';
import { loadFile } from './load.ts';

function merged(item: Item, patch: Json): void {
	const shape = shapeOf(str(item.object, 'apiVersion'), item.kind);
	const { name, namespace } = item;
	const value = shape ? strategicMerge(item.object, patch, shape) : mergePatch(item.object, patch);
	if (!isObject(value)) return;
	item.object = put(
		put({ ...value, apiVersion: item.object.apiVersion, kind: item.object.kind }, ['metadata', 'name'], name),
		['metadata', 'namespace'],
		namespace === '' ? undefined : namespace
	);
}
function strategic(items: Item[], patch: Json): void {
	const [kind, name, namespace] = [str(patch, 'kind'), str(patch, 'metadata', 'name'), str(patch, 'metadata', 'namespace')];
	const { group } = splitApiVersion(str(patch, 'apiVersion'));
	const found = items.filter(
		(item) => item.kind === kind && item.group === group && item.names.includes(name) && (namespace === '' || item.namespaces.includes(namespace))
	);
	const id = idText(kind, str(patch, 'apiVersion'), name, namespace);
	const [target] = found;
	if (!target) throw new Failure(`no resource matches strategic merge patch "${id}": no matches for Id ${id}; failed to find unique target for patch ${id}`);
	if (patch.$patch === 'delete') items.splice(items.indexOf(target), 1);
	else merged(target, patch);
}
const fits = (pattern: string, values: readonly string[]): boolean => pattern === '' || values.some((value) => new RegExp(`^(?:${pattern})$`).test(value));
function selected(items: readonly Item[], target: unknown): Item[] {
	const { group: own, version: ownVersion } = { group: str(target, 'group'), version: str(target, 'version') };
	const labels = str(target, 'labelSelector');
	const annotations = str(target, 'annotationSelector');
	return items.filter((item) => {
		const { group, version } = splitApiVersion(str(item.object, 'apiVersion'));
		return (
			(own === '' || fits(own, [group])) &&
			(ownVersion === '' || fits(ownVersion, [version])) &&
			fits(str(target, 'kind'), [item.kind]) &&
			fits(str(target, 'name'), item.names) &&
			fits(str(target, 'namespace'), item.namespaces) &&
			(labels === '' || matchesSelector(parseSelector(labels), pairs(item.object, 'metadata', 'labels'))) &&
			(annotations === '' || matchesSelector(parseSelector(annotations), pairs(item.object, 'metadata', 'annotations')))
		);
	});
}
function applyTo(items: Item[], targets: readonly Item[], patch: unknown): void {
	for (const item of targets) {
		if (!Array.isArray(patch)) {
			if (isObject(patch) && patch.$patch === 'delete') items.splice(items.indexOf(item), 1);
			else if (isObject(patch)) merged(item, patch);
			continue;
		}
		try {
			const value = jsonPatch(item.object, patch);
			if (isObject(value)) item.object = value;
		} catch (error) {
			if (error instanceof JsonPatchError) throw new Failure(error.message);
			throw error;
		}
	}
}
function parsed(text: string): unknown[] {
	try {
		return splitYamlDocuments(text)
			.map((chunk) => parseYaml(chunk.text))
			.filter((value) => value !== null);
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`unable to parse SM or JSON patch from [${text}]`);
		throw error;
	}
}
/** One entry of `patches` or `patchesJson6902`. */
export function* patchEntry(items: Item[], root: string, entry: unknown): Sys<void> {
	let text = str(entry, 'patch');
	const path = str(entry, 'path');
	if (path !== '') {
		try {
			text = yield* loadFile(root, path);
		} catch (error) {
			if (error instanceof Failure)
				throw new Failure(
					`trouble configuring builtin PatchTransformer with config: \`\npath: ${path}\n\`: failed to get the patch file from path(${path}): ${error.message}`
				);
			throw error;
		}
	}
	const target: unknown = isObject(entry) ? entry.target : undefined;
	for (const patch of parsed(text)) {
		if (target !== undefined) applyTo(items, selected(items, target), patch);
		else if (isObject(patch)) strategic(items, patch);
		else throw new Failure('must specify a target for JSON patch');
	}
}
/** patchesStrategicMerge: paths or patches themselves. */
export function* strategicEntry(items: Item[], root: string, entry: unknown): Sys<void> {
	const given = typeof entry === 'string' ? entry : '';
	const text = given.includes('\n') || given.trimStart().startsWith('{') ? given : yield* loadFile(root, given);
	for (const patch of parsed(text)) if (isObject(patch)) strategic(items, patch);
}
