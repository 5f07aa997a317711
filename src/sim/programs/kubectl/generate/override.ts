// --overrides of run and expose: inline JSON merged into the generated object by --override-type.
import { JsonSyntaxError, parseJson } from '../../../values/index.ts';
import { isObject, str, type Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { jsonPatch, JsonPatchError, mergePatch } from '../patch/json.ts';
import { shapeOf } from '../patch/schema.ts';
import { strategicMerge } from '../patch/strategic.ts';
import type { Session } from '../session.ts';

export function overridden(s: Session, object: Json, typed: (object: Json) => Json): Json {
	const inline = s.str('overrides');
	if (inline === '') return object;
	const type = s.str('override-type') || 'merge';
	if (!['json', 'merge', 'strategic'].includes(type)) throw new Failure(`invalid override type: ${type}`);
	let patch: unknown;
	try {
		patch = parseJson(inline);
	} catch (error) {
		if (error instanceof JsonSyntaxError) throw new Failure(type === 'merge' ? 'Invalid JSON Patch' : error.message);
		throw error;
	}
	let value: unknown;
	try {
		value =
			type === 'json'
				? jsonPatch(object, patch)
				: type === 'merge'
					? mergePatch(object, patch)
					: strategicMerge(object, patch, shapeOf(str(object, 'apiVersion'), str(object, 'kind')));
	} catch (error) {
		if (error instanceof JsonPatchError) throw new Failure(error.message);
		throw error;
	}
	return typed(isObject(value) ? value : {});
}
