// Strategic merge patch, applied on the client: kubectl set, run --overrides, patch --dry-run=client, kustomize.
import { arr, isObject, str, text, type Json } from '../dig.ts';
import { equal } from './equal.ts';
import { fieldOf, itemOf, mergeKeyOf, type Shape } from './schema.ts';

const directive = (key: string): boolean => key.startsWith('$');

/** The value with the patch merged in. */
export function strategicMerge(target: unknown, patch: unknown, shape: Shape): unknown {
	if (!isObject(patch)) return patch;
	if (patch.$patch === 'replace') return withoutDirectives(patch);
	if (patch.$patch === 'delete') return undefined;
	const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
	const retain = arr(patch, '$retainKeys');
	if (Array.isArray(patch.$retainKeys)) for (const key of Object.keys(merged)) if (!retain.includes(key)) delete merged[key];
	for (const key of Object.keys(patch)) {
		if (directive(key)) continue;
		const field = fieldOf(shape, key);
		const value = patch[key];
		if (value === null) delete merged[key];
		else if (Array.isArray(value)) merged[key] = mergeList(merged[key], value, field, patch, key);
		else {
			const next = strategicMerge(merged[key], value, field);
			if (next === undefined) delete merged[key];
			else merged[key] = next;
		}
	}
	for (const key of Object.keys(patch)) {
		if (!key.startsWith('$deleteFromPrimitiveList/')) continue;
		const name = key.slice('$deleteFromPrimitiveList/'.length);
		const gone = arr(patch, key);
		if (Array.isArray(merged[name])) merged[name] = arr(merged, name).filter((item) => !gone.some((one) => equal(one, item)));
	}
	return merged;
}
function withoutDirectives(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutDirectives);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !directive(key))
			.map(([key, item]) => [key, withoutDirectives(item)])
	);
}
function mergeList(target: unknown, patch: readonly unknown[], shape: Shape, owner: Json, name: string): unknown[] {
	const key = mergeKeyOf(shape);
	const old = Array.isArray(target) ? [...(target as readonly unknown[])] : [];
	if (key === undefined || patch.some((item) => str(item, '$patch') === 'replace'))
		return patch.filter((item) => str(item, '$patch') !== 'replace').map(withoutDirectives);
	if (key === '') return ordered([...old, ...patch.filter((item) => !old.some((one) => equal(one, item)))], owner, name, '');
	const items: unknown[] = old;
	for (const item of patch) {
		const at = items.findIndex((one) => text(one, key) === text(item, key));
		if (str(item, '$patch') === 'delete') {
			if (at >= 0) items.splice(at, 1);
		} else if (at >= 0) items[at] = strategicMerge(items[at], item, itemOf(shape));
		else items.push(withoutDirectives(item));
	}
	return ordered(items, owner, name, key);
}
function ordered(items: unknown[], owner: Json, name: string, key: string): unknown[] {
	const order = arr(owner, `$setElementOrder/${name}`);
	if (order.length === 0) return items;
	const place = (item: unknown): number => order.findIndex((one) => (key === '' ? equal(one, item) : text(one, key) === text(item, key)));
	return items
		.map((item, i) => ({ item, i, at: place(item) }))
		.sort((a, b) => (a.at < 0 || b.at < 0 ? a.i - b.i : a.at - b.at))
		.map(({ item }) => item);
}
