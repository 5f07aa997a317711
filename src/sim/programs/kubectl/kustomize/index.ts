// kustomize build: the objects of a kustomization, with those of the kustomizations it stands on.
// Order of work at each level, as in kustomize: resources, generators, patches, namespace, names, labels, annotations, replicas, images; hashes and references in the end.
import { call, type Sys } from '../../../engine/index.ts';
import { parseYaml, splitYamlDocuments, YamlError } from '../../../values/index.ts';
import { arr, bool, isObject, pairs, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { hashOf } from '../generate/hash.ts';
import { flatten } from '../manifest.ts';
import type { Session } from '../session.ts';
import { generate } from './generate.ts';
import { idText, Item } from './item.ts';
import { absolute, loadFile, loadKustomization, missingText, typeOf } from './load.ts';
import { patchEntry, strategicEntry } from './patches.ts';
import { fixReferences, inLegacyOrder } from './references.ts';
import { setAffixes, setAnnotations, setImages, setLabels, setNamespace, setReplicas } from './transform.ts';

function decoded(path: string, text: string): Item[] {
	try {
		return splitYamlDocuments(text)
			.flatMap((chunk) => {
				const value = parseYaml(chunk.text);
				return value === null ? [] : flatten(value);
			})
			.map((value) => {
				if (!isObject(value) || str(value, 'kind') === '') throw new Failure(`missing Resource metadata`);
				if (str(value, 'metadata', 'name') === '' && str(value, 'metadata', 'generateName') === '')
					throw new Failure(`missing metadata.name in object {${str(value, 'apiVersion')} ${str(value, 'kind')}}`);
				return new Item(value);
			});
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`MalformedYAMLError: ${error.message} in File: ${path}`);
		throw error;
	}
}
/** One entry of `resources`: a file, or the directory of another kustomization. */
function* resource(s: Session, root: string, entry: string, seen: readonly string[]): Sys<Item[]> {
	const full = yield* absolute(entry, root);
	const type = yield* typeOf(full);
	if (type === 'dir') {
		if (seen.includes(full))
			throw new Failure(
				`accumulating resources: accumulation err='accumulating resources from '${entry}': '${full}' must resolve to a file': cycle detected: candidate root '${full}' contains visited root '${full}'`
			);
		try {
			return yield* call(accumulate(s, entry, full, [...seen, full]));
		} catch (error) {
			if (error instanceof Failure)
				throw new Failure(
					`accumulating resources: accumulation err='accumulating resources from '${entry}': '${full}' must resolve to a file': recursed accumulation of path '${full}': ${error.message}`
				);
			throw error;
		}
	}
	const problem = `accumulating resources: accumulation err='accumulating resources from '${entry}': `;
	if (type === undefined)
		throw new Failure(`${problem}${missingText(full, full)}': must build at directory: not a valid directory: ${missingText(full, full)}`);
	try {
		return decoded(entry, yield* loadFile(root, entry));
	} catch (error) {
		if (error instanceof Failure) throw new Failure(`${problem}${error.message}': must build at directory: '${full}': file is not directory`);
		throw error;
	}
}
function append(items: Item[], more: readonly Item[]): void {
	for (const item of more) {
		const clash = items.find((one) => one.kind === item.kind && one.group === item.group && one.name === item.name && one.namespace === item.namespace);
		const id = idText(item.kind, str(item.object, 'apiVersion'), item.name, item.namespace);
		if (clash) throw new Failure(`accumulating resources: may not add resource with an already registered id: ${id}`);
		items.push(item);
	}
}

function* accumulate(s: Session, shown: string, root: string, seen: readonly string[]): Sys<Item[]> {
	const file = yield* loadKustomization(s, shown, root);
	const items: Item[] = [];
	for (const entry of arr(file, 'resources')) if (typeof entry === 'string') append(items, yield* resource(s, root, entry, seen));
	for (const entry of arr(file, 'configMapGenerator')) yield* generate(items, root, 'ConfigMap', entry, file.generatorOptions);
	for (const entry of arr(file, 'secretGenerator')) yield* generate(items, root, 'Secret', entry, file.generatorOptions);
	yield* transform(items, file, root);
	for (const entry of arr(file, 'components')) if (typeof entry === 'string') yield* component(s, items, root, entry);
	return items;
}
/** A component works on the objects that are there. */
function* component(s: Session, items: Item[], root: string, entry: string): Sys<void> {
	const full = yield* absolute(entry, root);
	const file = yield* loadKustomization(s, entry, full);
	for (const one of arr(file, 'resources')) if (typeof one === 'string') append(items, yield* resource(s, full, one, [full]));
	for (const one of arr(file, 'configMapGenerator')) yield* generate(items, full, 'ConfigMap', one, file.generatorOptions);
	for (const one of arr(file, 'secretGenerator')) yield* generate(items, full, 'Secret', one, file.generatorOptions);
	yield* transform(items, file, full);
}
function* transform(items: Item[], file: Json, root: string): Sys<void> {
	for (const entry of arr(file, 'patchesStrategicMerge')) yield* strategicEntry(items, root, entry);
	for (const entry of arr(file, 'patches')) yield* patchEntry(items, root, entry);
	if (str(file, 'namespace') !== '') setNamespace(items, str(file, 'namespace'));
	setAffixes(items, str(file, 'namePrefix'), str(file, 'nameSuffix'));
	for (const entry of arr(file, 'labels'))
		setLabels(items, pairs(entry, 'pairs'), { selectors: bool(entry, 'includeSelectors'), templates: bool(entry, 'includeTemplates') });
	if (Object.keys(pairs(file, 'commonLabels')).length > 0) setLabels(items, pairs(file, 'commonLabels'), { selectors: true, templates: true });
	if (Object.keys(pairs(file, 'commonAnnotations')).length > 0) setAnnotations(items, pairs(file, 'commonAnnotations'));
	for (const entry of arr(file, 'patchesJson6902')) yield* patchEntry(items, root, entry);
	for (const entry of arr(file, 'replicas')) setReplicas(items, entry);
	if (arr(file, 'images').length > 0) setImages(items, arr(file, 'images'));
}

/** The objects of the kustomization in a directory, in the order they are applied. Throws Failure. */
export function* buildKustomization(s: Session, path: string): Sys<readonly unknown[]> {
	const root = yield* absolute(path);
	const items = yield* accumulate(s, path, root, [root]);
	for (const item of items)
		if (item.hashed)
			item.rename(`${item.name}-${hashOf({ ...item.object, metadata: { ...(isObject(item.object.metadata) ? item.object.metadata : {}), name: '' } })}`);
	fixReferences(items);
	return inLegacyOrder(items).map((item) => item.object);
}
