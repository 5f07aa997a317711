// The patch of `kubectl apply`: what makes the live object as the file says, deleting what the last applied configuration had and the file has not.
// Strategic for built-in kinds (lists merge by key, with their order), plain JSON merge for custom resources.
import { arr, isObject, text, type Json } from '../dig.ts';
import { equal } from './equal.ts';
import { fieldOf, itemOf, mergeKeyOf, retainsKeys, type Shape } from './schema.ts';

type Draft = Record<string, unknown>;

/** The patch from `current` to `modified`, given what was applied last. An empty object: nothing to do. */
export function threeWayPatch(original: unknown, modified: unknown, current: unknown, shape: Shape): Json {
	return objectPatch(isObject(original) ? original : {}, isObject(modified) ? modified : {}, isObject(current) ? current : {}, shape);
}
function objectPatch(original: Json, modified: Json, current: Json, shape: Shape): Draft {
	const patch: Draft = {};
	for (const key of Object.keys(modified)) {
		const field = fieldOf(shape, key);
		const [old, wanted, live] = [original[key], modified[key], current[key]];
		if (isObject(wanted) && isObject(live)) {
			const inner = objectPatch(isObject(old) ? old : {}, wanted, live, field);
			if (Object.keys(inner).length === 0) continue;
			patch[key] = retainsKeys(field) ? { $retainKeys: Object.keys(wanted).sort(), ...inner } : inner;
		} else if (Array.isArray(wanted) && mergeKeyOf(field) !== undefined) listPatch(patch, key, arr(original, key), wanted, arr(current, key), field);
		else if (!equal(wanted, live)) patch[key] = wanted;
	}
	for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key) && Object.hasOwn(current, key)) patch[key] = null;
	return patch;
}
function listPatch(patch: Draft, name: string, original: readonly unknown[], wanted: readonly unknown[], live: readonly unknown[], shape: Shape): void {
	const key = mergeKeyOf(shape) ?? '';
	if (key === '') {
		const added = wanted.filter((item) => !live.some((one) => equal(one, item)));
		const gone = original.filter((item) => !wanted.some((one) => equal(one, item)) && live.some((one) => equal(one, item)));
		if (gone.length > 0) patch[`$deleteFromPrimitiveList/${name}`] = gone;
		if (added.length > 0) patch[name] = added;
		if (added.length > 0 || gone.length > 0) patch[`$setElementOrder/${name}`] = wanted;
		return;
	}
	const keyOf = (item: unknown): string => text(item, key);
	const find = (list: readonly unknown[], item: unknown): unknown => list.find((one) => keyOf(one) === keyOf(item));
	const entries: unknown[] = [];
	for (const item of wanted) {
		const same = find(live, item);
		if (same === undefined) entries.push(item);
		else if (isObject(item) && isObject(same)) {
			const old = find(original, item);
			const inner = objectPatch(isObject(old) ? old : {}, item, same, itemOf(shape));
			if (Object.keys(inner).length > 0) entries.push({ ...inner, [key]: item[key] });
		}
	}
	for (const item of original)
		if (find(wanted, item) === undefined && find(live, item) !== undefined) entries.push({ $patch: 'delete', [key]: isObject(item) ? item[key] : undefined });
	const order = wanted.map((item) => ({ [key]: isObject(item) ? item[key] : undefined }));
	const liveOrder = live.filter((item) => find(wanted, item) !== undefined).map(keyOf);
	const moved = liveOrder.length === wanted.length && !liveOrder.every((one, i) => one === keyOf(wanted[i]));
	if (entries.length === 0 && !moved) return;
	patch[`$setElementOrder/${name}`] = order;
	if (entries.length > 0) patch[name] = entries;
}
