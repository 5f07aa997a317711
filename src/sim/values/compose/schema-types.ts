// The words the compose schema is written in: JSON Schema's, as far as the compose specification uses them, and short names for its shapes.
// Invariant: plain data, so that one table validates (validate.ts), and describes the format to an editor (json-schema.ts).

export type TypeName = 'null' | 'boolean' | 'number' | 'integer' | 'string' | 'array' | 'object';

export interface Schema {
	readonly type?: readonly TypeName[];
	readonly enum?: readonly string[];
	/** Our own, never a learner's. */
	readonly pattern?: RegExp;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly items?: Schema;
	readonly unique?: true;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly patternProperties?: readonly (readonly [RegExp, Schema])[];
	/** No others than those named. */
	readonly closed?: true;
	readonly required?: readonly string[];
	readonly oneOf?: readonly Schema[];
	readonly deprecated?: true;
}

export const type = (...names: readonly TypeName[]): Schema => ({ type: names });
export const string = type('string');
export const word = (...words: readonly string[]): Schema => ({ type: ['string'], enum: words });
/** Numbers and booleans may be texts, because variables make them so. */
export const bool = type('boolean', 'string');
export const int = type('integer', 'string');
export const num = type('number', 'string');
export const oneOf = (...schemas: readonly Schema[]): Schema => ({ oneOf: schemas });
export const list = (items: Schema, unique = false): Schema => ({ type: ['array'], items, ...(unique ? { unique: true as const } : {}) });
export const strings = list(string);
/** A list without repeats. */
export const stringSet = list(string, true);
export const stringOrList = oneOf(string, stringSet);

const ANY: Schema = {};
export const EXTENSION = /^x-/;
export const NAME = /^[a-zA-Z0-9._-]+$/;

/** A mapping with these fields, x- fields, and no others. */
export const fields = (properties: Readonly<Record<string, Schema>>, more: { required?: readonly string[]; null?: true; extensions?: false } = {}): Schema => ({
	type: more.null ? ['object', 'null'] : ['object'],
	properties,
	closed: true,
	...(more.extensions === false ? {} : { patternProperties: [[EXTENSION, ANY]] as const }),
	...(more.required ? { required: more.required } : {})
});
/** A mapping of names to one shape. */
export const mapOf = (pattern: RegExp, value: Schema, closed = true): Schema => ({
	type: ['object'],
	patternProperties: [[pattern, value]],
	...(closed ? { closed: true as const } : {})
});
