// A kustomization as it is read: its file found and checked, and the files it names, none of them outside its directory.
import { Errno, type Sys } from '../../../engine/index.ts';
import { getcwd, readText, stat } from '../../../kernel/index.ts';
import { goQuote, parseYaml, YamlError } from '../../../values/index.ts';
import { arr, isObject, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { err, type Session } from '../session.ts';

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const fields = new Set([
	'metadata',
	'kind',
	'apiVersion',
	'openapi',
	'namePrefix',
	'nameSuffix',
	'namespace',
	'commonLabels',
	'labels',
	'commonAnnotations',
	'patchesStrategicMerge',
	'patchesJson6902',
	'patches',
	'images',
	'imageTags',
	'replacements',
	'replicas',
	'vars',
	'sortOptions',
	'resources',
	'components',
	'crds',
	'bases',
	'configMapGenerator',
	'secretGenerator',
	'helmGlobals',
	'helmCharts',
	'helmChartInflationGenerator',
	'generatorOptions',
	'configurations',
	'generators',
	'transformers',
	'validators',
	'buildMetadata'
]);
const deprecated: Readonly<Record<string, string>> = {
	bases: 'resources',
	commonLabels: 'labels',
	imageTags: 'images',
	patchesJson6902: 'patches',
	patchesStrategicMerge: 'patches',
	vars: 'replacements'
};

/** The absolute path without "." and "..". */
export function* absolute(path: string, from?: string): Sys<string> {
	const base = path.startsWith('/') ? '' : (from ?? (yield* getcwd()));
	const parts: string[] = [];
	for (const part of `${base}/${path}`.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return `/${parts.join('/')}`;
}
export function* typeOf(path: string): Sys<'dir' | 'file' | undefined> {
	try {
		return (yield* stat(path)).type === 'dir' ? 'dir' : 'file';
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}
export const missingText = (shown: string, path: string): string => `evalsymlink failure on '${shown}' : lstat ${path}: no such file or directory`;

/** A file of the kustomization in `root`. Throws Failure. */
export function* loadFile(root: string, path: string): Sys<string> {
	const full = yield* absolute(path, root);
	const type = yield* typeOf(full);
	if (type === undefined) throw new Failure(missingText(full, full));
	if (type === 'dir') throw new Failure(`'${full}' resolves to a directory`);
	if (!full.startsWith(`${root}/`)) throw new Failure(`security; file '${full}' is not in or below '${root}'`);
	return yield* readText(full);
}

/** The directory's kustomization. Throws Failure. */
export function* loadKustomization(s: Session, shown: string, root: string): Sys<Json> {
	const type = yield* typeOf(root);
	if (type === undefined) throw new Failure(`must build at directory: not a valid directory: ${missingText(shown, root)}`);
	if (type === 'file') throw new Failure(`must build at directory: '${shown}': file is not directory`);
	const found: string[] = [];
	for (const name of fileNames) if ((yield* typeOf(`${root}/${name}`)) === 'file') found.push(`${root}/${name}`);
	const [path] = found;
	if (path === undefined) throw new Failure(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${root}'`);
	if (found.length > 1) throw new Failure(`Found multiple kustomization files: ${found.join(', ')}\n`);
	const text = yield* readText(path);
	if (text.trim() === '') throw new Failure('kustomization.yaml is empty');
	let value: unknown;
	try {
		value = parseYaml(text);
	} catch (error) {
		if (error instanceof YamlError) throw new Failure(`invalid Kustomization: ${error.message}`);
		throw error;
	}
	if (!isObject(value))
		throw new Failure(
			value === null ? 'kustomization.yaml is empty' : 'invalid Kustomization: json: cannot unmarshal into Go value of type types.Kustomization'
		);
	for (const key of Object.keys(value)) if (!fields.has(key)) throw new Failure(`invalid Kustomization: json: unknown field ${goQuote(key)}`);
	for (const key of Object.keys(deprecated).sort()) {
		if (value[key] === undefined) continue;
		yield* err(
			`# Warning: '${key}' is deprecated. Please use '${deprecated[key] ?? ''}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`
		);
	}
	const kind = str(value, 'kind');
	if (kind !== '' && kind !== 'Kustomization' && kind !== 'Component') throw new Failure(`kind should be Kustomization or Component`);
	void s;
	return { ...value, resources: [...arr(value, 'resources'), ...arr(value, 'bases')] };
}
