// Patches: JSON patch (RFC 6902), merge patch (RFC 7386), strategic merge patch with the schema's keys. Pure; the input is never changed.
import { isPlain, type FieldSchema, type Plain, type Schemas, type TypeSchema } from '../kinds/index.ts';
import { child, equal, itemSchema } from './field-set.ts';

/** A patch that cannot be applied; `code` is 422 or 400. */
export class PatchError {
	readonly message: string;
	readonly code: number;
	constructor(message: string, code = 422) {
		this.message = message;
		this.code = code;
	}
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
	if (!isPlain(patch)) return patch;
	const out: Plain = isPlain(target) ? { ...target } : {};
	for (const key in patch) {
		const value = patch[key];
		if (value === null) delete out[key];
		else {
			const merged = mergePatch(out[key], value);
			out[key] = equal(merged, out[key]) ? out[key] : merged;
		}
	}
	return out;
}

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
const pointer = (path: unknown): string[] => {
	if (typeof path !== 'string') throw new PatchError('missing path');
	return path === '' ? [] : path.split('/').slice(1).map(unescapePointer);
};

/** encoding/json's complaint about a value of another kind than the Go type wants. */
export const cannotUnmarshal = (value: unknown, type: string): string =>
	`json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'number' : typeof value} into Go value of type ${type}`;

/** RFC 6902, with evanphx/json-patch's texts. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
	if (!Array.isArray(operations)) throw new PatchError(`error decoding patch: ${cannotUnmarshal(operations, '[]handlers.jsonPatchOp')}`, 400);
	let document = target;
	for (const operation of operations) {
		if (!isPlain(operation)) throw new PatchError('invalid operation', 400);
		document = applyOperation(document, operation);
	}
	return document;
}
function applyOperation(document: unknown, operation: Plain): unknown {
	const path = String(operation.path ?? '');
	const parts = pointer(operation.path);
	switch (operation.op) {
		case 'add':
			return setAt(document, parts, operation.value, 'add', path);
		case 'replace':
			if (getAt(document, parts) === undefined) throw new PatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
			return setAt(document, parts, operation.value, 'replace', path);
		case 'remove':
			if (getAt(document, parts) === undefined) throw new PatchError(`remove operation does not apply: doc is missing path: "${path}": missing value`);
			return setAt(document, parts, undefined, 'remove', path);
		case 'test': {
			const found = getAt(document, parts);
			if (!equal(found ?? null, operation.value ?? null)) throw new PatchError(`testing value ${path} failed: test failed`);
			return document;
		}
		case 'copy':
		case 'move': {
			const from = pointer(operation.from);
			const value = getAt(document, from);
			if (value === undefined)
				throw new PatchError(`${operation.op} operation does not apply: doc is missing from path: ${String(operation.from)}: missing value`);
			const left = operation.op === 'move' ? setAt(document, from, undefined, 'remove', path) : document;
			return setAt(left, parts, value, 'add', path);
		}
		default:
			throw new PatchError(`Unexpected kind: ${String(operation.op)}`);
	}
}
function getAt(document: unknown, parts: readonly string[]): unknown {
	let value = document;
	for (const part of parts) {
		if (Array.isArray(value)) value = value[Number(part)];
		else if (isPlain(value)) value = Object.hasOwn(value, part) ? value[part] : undefined;
		else return undefined;
	}
	return value;
}
function setAt(document: unknown, parts: readonly string[], value: unknown, how: 'add' | 'replace' | 'remove', path: string): unknown {
	const [part, ...rest] = parts;
	if (part === undefined) return value;
	if (Array.isArray(document)) {
		const copy: unknown[] = [...document];
		const at = part === '-' ? copy.length : Number(part);
		if (!Number.isInteger(at) || at < 0 || at > copy.length || (rest.length > 0 && at === copy.length))
			throw new PatchError(`${how} operation does not apply: doc is missing path: "${path}": missing value`);
		if (rest.length > 0) copy[at] = setAt(copy[at], rest, value, how, path);
		else if (how === 'add') copy.splice(at, 0, value);
		else if (how === 'remove') copy.splice(at, 1);
		else copy[at] = value;
		return copy;
	}
	if (!isPlain(document)) throw new PatchError(`${how} operation does not apply: doc is missing path: "${path}": missing value`);
	const copy: Plain = { ...document };
	if (rest.length > 0) {
		if (!Object.hasOwn(copy, part)) throw new PatchError(`${how} operation does not apply: doc is missing path: "${path}": missing value`);
		copy[part] = setAt(copy[part], rest, value, how, path);
	} else if (how === 'remove') delete copy[part];
	else copy[part] = value;
	return copy;
}

/** Kubernetes' strategic merge patch: lists merge by key where the schema says so; directives $patch, $deleteFromPrimitiveList, $setElementOrder, $retainKeys. */
export function strategicPatch(schemas: Schemas, schema: TypeSchema | FieldSchema, target: unknown, patch: unknown): unknown {
	if (!isPlain(patch)) return patch;
	const directive = patch.$patch;
	if (directive === 'delete') return {};
	if (directive === 'replace') {
		const { $patch: _directive, ...rest } = patch;
		return rest;
	}
	if (directive !== undefined && directive !== 'merge') throw new PatchError(`Unknown patch type: ${String(directive)}`, 400);
	let out: Plain = isPlain(target) ? { ...target } : {};
	const retain = patch.$retainKeys;
	if (Array.isArray(retain)) out = Object.fromEntries(Object.entries(out).filter(([key]) => retain.includes(key)));
	for (const key in patch) {
		if (key === '$patch' || key === '$retainKeys' || key.startsWith('$setElementOrder/')) continue;
		const value = patch[key];
		if (key.startsWith('$deleteFromPrimitiveList/')) {
			const field = key.slice('$deleteFromPrimitiveList/'.length);
			const list = out[field];
			if (Array.isArray(list) && Array.isArray(value)) out[field] = list.filter((item: unknown) => !value.includes(item));
			continue;
		}
		if (value === null) {
			delete out[key];
			continue;
		}
		const inner = child(schemas, schema, key);
		const order = patch[`$setElementOrder/${key}`];
		const merged = mergeField(schemas, inner, out[key], value, order);
		out[key] = equal(merged, out[key]) ? out[key] : merged;
	}
	for (const key in patch) {
		if (!key.startsWith('$setElementOrder/')) continue;
		const field = key.slice('$setElementOrder/'.length);
		if (patch[field] !== undefined || !Array.isArray(out[field])) continue;
		const list = out[field];
		const order = patch[key];
		const inner = child(schemas, schema, field);
		if (Array.isArray(order)) out[field] = inOrder('k' in inner ? inner.k : undefined, list, order, list);
	}
	return out;
}
function mergeField(schemas: Schemas, schema: TypeSchema | FieldSchema, live: unknown, patch: unknown, order: unknown): unknown {
	if (Array.isArray(patch)) {
		const strategy = 'p' in schema ? (schema.p ?? '') : '';
		if (!strategy.split(',').includes('merge')) return patch;
		const known = Array.isArray(live) ? live : [];
		return inOrder('k' in schema ? schema.k : undefined, mergeList(schemas, schema, known, patch), Array.isArray(order) ? order : patch, known);
	}
	if (isPlain(patch) && 'p' in schema && schema.p === 'replace') return patch;
	return isPlain(patch) ? strategicPatch(schemas, schema, live, patch) : patch;
}
function mergeList(schemas: Schemas, schema: TypeSchema | FieldSchema, live: readonly unknown[], patch: readonly unknown[]): unknown[] {
	const key = 'k' in schema ? schema.k : undefined;
	if (key === undefined) {
		const out = [...live];
		for (const item of patch) if (!out.some((known) => equal(known, item))) out.push(item);
		return out;
	}
	if (patch.some((item) => isPlain(item) && item.$patch === 'replace'))
		return patch.filter((item) => !(isPlain(item) && item.$patch === 'replace' && Object.keys(item).length === 1));
	let out = [...live];
	for (const item of patch) {
		if (!isPlain(item)) throw new PatchError(`map: ${JSON.stringify(patch)} does not contain declared merge key: ${key}`, 400);
		const value = item[key];
		if (item.$patch === 'delete') {
			out = out.filter((known) => !(isPlain(known) && equal(known[key], value)));
			continue;
		}
		if (value === undefined) throw new PatchError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`, 400);
		const at = out.findIndex((known) => isPlain(known) && equal(known[key], value));
		if (at < 0) out.push(strategicPatch(schemas, itemSchema(schema), {}, item));
		else out[at] = strategicPatch(schemas, itemSchema(schema), out[at], item);
	}
	return out;
}
/** The order of a merged list (strategicpatch.normalizeElementOrder): what the patch names in the patch's order, so that what is new comes first;
 *  the server's other items stay before those that they stood before. */
function inOrder(key: string | undefined, list: readonly unknown[], order: readonly unknown[], live: readonly unknown[]): unknown[] {
	const idOf = (item: unknown): unknown => (key !== undefined && isPlain(item) ? item[key] : item);
	const rankIn = (among: readonly unknown[], item: unknown): number => among.findIndex((other) => equal(idOf(other), idOf(item)));
	const sorted = (items: readonly unknown[], among: readonly unknown[]): unknown[] => [...items].sort((a, b) => rankIn(among, a) - rankIn(among, b));
	const named = sorted(
		list.filter((item) => rankIn(order, item) >= 0),
		order
	);
	const others = sorted(
		list.filter((item) => rankIn(order, item) < 0),
		live
	);
	const out: unknown[] = [];
	while (named.length > 0 || others.length > 0) {
		const [left, right] = [rankIn(live, others[0]), rankIn(live, named[0])];
		const serverFirst = named.length === 0 || (others.length > 0 && left >= 0 && right >= 0 && left < right);
		out.push(serverFirst ? others.shift() : named.shift());
	}
	return out;
}
