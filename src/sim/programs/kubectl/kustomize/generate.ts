// configMapGenerator and secretGenerator.
import type { Sys } from '../../../engine/index.ts';
import { base64, goQuote, utf8 } from '../../../values/index.ts';
import { given, isObject, pairs, str, strs, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { asText, parseEnvFile } from '../generate/data.ts';
import { Item } from './item.ts';
import { loadFile } from './load.ts';

const unquoted = (value: string): string =>
	((value.startsWith('"') && value.endsWith('"')) || (value.startsWith("'") && value.endsWith("'"))) && value.length > 1 ? value.slice(1, -1) : value;

function* sources(root: string, entry: unknown): Sys<Map<string, Uint8Array>> {
	const found = new Map<string, Uint8Array>();
	const add = (key: string, data: Uint8Array): void => {
		if (found.has(key)) throw new Failure(`cannot add key ${goQuote(key)}, another key by that name already exists`);
		found.set(key, data);
	};
	for (const path of [...strs(entry, 'envs'), ...(str(entry, 'env') === '' ? [] : [str(entry, 'env')])])
		for (const { key, data } of parseEnvFile(path, utf8(yield* loadFile(root, path)), {})) add(key, data);
	for (const source of strs(entry, 'files')) {
		const equals = source.indexOf('=');
		const path = equals < 0 ? source : source.slice(equals + 1);
		add(equals < 0 ? path.slice(path.lastIndexOf('/') + 1) : source.slice(0, equals), utf8(yield* loadFile(root, path)));
	}
	for (const literal of strs(entry, 'literals')) {
		const equals = literal.indexOf('=');
		if (equals <= 0) throw new Failure(`invalid literal source ${literal}, expected key=value`);
		add(literal.slice(0, equals), utf8(unquoted(literal.slice(equals + 1))));
	}
	return found;
}
/** Makes or changes the object of one generator. */
export function* generate(items: Item[], root: string, kind: 'ConfigMap' | 'Secret', entry: unknown, shared: unknown): Sys<void> {
	const name = str(entry, 'name');
	const data: Record<string, string> = {};
	const binaryData: Record<string, string> = {};
	for (const [key, bytes] of yield* sources(root, entry)) {
		const text = asText(bytes);
		if (kind === 'Secret') data[key] = base64(bytes);
		else if (text === undefined) binaryData[key] = base64(bytes);
		else data[key] = text;
	}
	const option = (field: string): unknown =>
		isObject(entry) && isObject(entry.options) && entry.options[field] !== undefined ? entry.options[field] : isObject(shared) ? shared[field] : undefined;
	const maps = (field: string): Json | undefined => {
		const all = { ...pairs(shared, field), ...pairs(entry, 'options', field) };
		return Object.keys(all).length === 0 ? undefined : all;
	};
	const object = given({
		apiVersion: 'v1',
		kind,
		metadata: given({ name, namespace: str(entry, 'namespace') || undefined, labels: maps('labels'), annotations: maps('annotations') }),
		type: kind === 'Secret' ? str(entry, 'type') || 'Opaque' : undefined,
		data: Object.keys(data).length === 0 ? undefined : data,
		binaryData: Object.keys(binaryData).length === 0 ? undefined : binaryData,
		immutable: option('immutable') === true ? true : undefined
	});
	const hashed = option('disableNameSuffixHash') !== true;
	const behavior = str(entry, 'behavior') || 'create';
	const old = items.find((item) => item.kind === kind && item.names.includes(name));
	if (behavior === 'create') {
		if (old) throw new Failure(`may not add resource with an already registered id: ${kind}.v1.[noGrp]/${name}.${str(entry, 'namespace') || '[noNs]'}`);
		items.push(new Item(object, hashed));
		return;
	}
	if (!old)
		throw new Failure(`merging from generator: id ${kind}.v1.[noGrp]/${name}.${str(entry, 'namespace') || '[noNs]'} does not exist; cannot merge or replace`);
	const before = behavior === 'merge' ? pairs(old.object, 'data') : {};
	old.object = {
		...old.object,
		data: { ...before, ...data },
		metadata: {
			...(isObject(old.object.metadata) ? old.object.metadata : {}),
			...given({ labels: mergedMap(old, object, 'labels'), annotations: mergedMap(old, object, 'annotations') })
		}
	};
	old.hashed = hashed;
}
function mergedMap(old: Item, object: Json, field: string): Json | undefined {
	const all = { ...pairs(old.object, 'metadata', field), ...pairs(object, 'metadata', field) };
	return Object.keys(all).length === 0 ? undefined : all;
}
