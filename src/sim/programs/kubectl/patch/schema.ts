// How fields merge: patch strategies and merge keys of the built-in types, as a client knows them from its own types.
import { discoveryRows, typeSchemas, type FieldSchema } from '../../../kinds/index.ts';

/** A type's schema; undefined for custom resources and unknown fields (they merge as plain JSON). */
export type Shape = FieldSchema | undefined;

/** The schema of a kind. */
export function shapeOf(apiVersion: string, kind: string): Shape {
	const row = discoveryRows.find((one) => one.kind === kind && (one.group === '' ? one.version : `${one.group}/${one.version}`) === apiVersion);
	return row?.schema === undefined ? undefined : { r: row.schema };
}
/** A field's schema. */
export function fieldOf(shape: Shape, name: string): Shape {
	if (!shape) return undefined;
	if (shape.r !== undefined) {
		const type = typeSchemas[shape.r];
		return type?.f[name];
	}
	if (shape.t === 'map') return shape.i;
	return shape.f?.[name];
}
/** How a list merges: its key, '' for a list of scalars that merges as a set, undefined when it is replaced. */
export function mergeKeyOf(shape: Shape): string | undefined {
	if (!shape?.p?.includes('merge')) return undefined;
	return shape.k ?? '';
}
export const retainsKeys = (shape: Shape): boolean => shape?.p?.includes('retainKeys') === true;
export const itemOf = (shape: Shape): Shape => shape?.i;
