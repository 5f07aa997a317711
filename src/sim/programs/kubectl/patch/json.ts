// JSON patch (RFC 6902) and merge patch (RFC 7386) on the client, with evanphx/json-patch's texts.
import { isObject, str, type Json } from '../dig.ts';
import { equal } from './equal.ts';

export class JsonPatchError extends Error {}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
	if (!isObject(patch)) return patch;
	const out: Record<string, unknown> = isObject(target) ? { ...target } : {};
	for (const key of Object.keys(patch)) {
		if (patch[key] === null) delete out[key];
		else out[key] = mergePatch(out[key], patch[key]);
	}
	return out;
}
const steps = (path: string): string[] =>
	path === ''
		? []
		: path
				.split('/')
				.slice(1)
				.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
function find(value: unknown, path: readonly string[]): unknown {
	let here = value;
	for (const part of path) {
		if (Array.isArray(here)) here = (here as readonly unknown[])[Number(part)];
		else if (isObject(here)) here = Object.hasOwn(here, part) ? here[part] : undefined;
		else return undefined;
	}
	return here;
}
type Change = (parent: unknown, key: string) => unknown;
/** The value with the parent of the last step changed. */
function within(value: unknown, path: readonly string[], missing: string, change: Change): unknown {
	const [first = '', ...rest] = path;
	if (rest.length === 0) return change(value, first);
	if (Array.isArray(value)) {
		const copy: unknown[] = [...(value as readonly unknown[])];
		copy[Number(first)] = within(copy[Number(first)], rest, missing, change);
		return copy;
	}
	if (!isObject(value) || value[first] === undefined) throw new JsonPatchError(missing);
	return { ...value, [first]: within(value[first], rest, missing, change) };
}
const added =
	(item: unknown): Change =>
	(parent, key) => {
		if (!Array.isArray(parent)) return { ...(isObject(parent) ? parent : {}), [key]: item };
		const list: unknown[] = [...(parent as readonly unknown[])];
		const at = key === '-' ? list.length : Number(key);
		if (!Number.isInteger(at) || at > list.length || at < 0)
			throw new JsonPatchError(`add operation does not apply: doc is missing path: "${key}": Unable to access invalid index: ${key}: invalid index referenced`);
		list.splice(at, 0, item);
		return list;
	};
const removed =
	(path: string): Change =>
	(parent, key) => {
		if (Array.isArray(parent)) return (parent as readonly unknown[]).filter((_, i) => i !== Number(key));
		if (!isObject(parent) || !Object.hasOwn(parent, key))
			throw new JsonPatchError(`remove operation does not apply: doc is missing path: "${path}": missing value`);
		const { [key]: _gone, ...rest } = parent;
		return rest;
	};
const replaced =
	(item: unknown): Change =>
	(parent, key) =>
		Array.isArray(parent)
			? (parent as readonly unknown[]).map((one, i) => (i === Number(key) ? item : one))
			: { ...(isObject(parent) ? parent : {}), [key]: item };

function apply(document: unknown, operation: Json): unknown {
	const path = str(operation, 'path');
	const way = steps(path);
	const missing = (verb: string): string => `${verb} operation does not apply: doc is missing path: "${path}": missing value`;
	switch (operation.op) {
		case 'add':
			return way.length === 0 ? operation.value : within(document, way, missing('add'), added(operation.value));
		case 'replace':
			if (find(document, way) === undefined) throw new JsonPatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
			return way.length === 0 ? operation.value : within(document, way, missing('replace'), replaced(operation.value));
		case 'remove':
			return within(document, way, missing('remove'), removed(path));
		case 'test':
			if (!equal(find(document, way) ?? null, operation.value ?? null)) throw new JsonPatchError(`testing value ${path} failed: test failed`);
			return document;
		case 'move':
		case 'copy': {
			const from = str(operation, 'from');
			const item = find(document, steps(from));
			if (item === undefined) throw new JsonPatchError(`${operation.op} operation does not apply: doc is missing from path: ${from}: missing value`);
			const left = operation.op === 'move' ? within(document, steps(from), missing('move'), removed(from)) : document;
			return within(left, way, missing(operation.op), added(item));
		}
		default:
			throw new JsonPatchError(`Unexpected kind: ${String(operation.op)}`);
	}
}
/** RFC 6902. */
export function jsonPatch(document: unknown, operations: unknown): unknown {
	if (!Array.isArray(operations)) throw new JsonPatchError('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
	return (operations as readonly unknown[]).filter(isObject).reduce<unknown>(apply, document);
}
