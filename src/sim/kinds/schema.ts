// Compact schemas: what a type's fields are, how they merge and who owns what. Generated for built-in types, derived from a CRD's schema for custom ones.

export interface FieldSchema {
	/** Plain type. 'any' is kept as it is; 'struct' has `f`. */
	readonly t?:
		| 'string'
		| 'bytes'
		| 'int32'
		| 'int64'
		| 'float64'
		| 'bool'
		| 'array'
		| 'map'
		| 'any'
		| 'quantity'
		| 'time'
		| 'microtime'
		| 'duration'
		| 'intstr'
		| 'struct';
	/** Name of a type in the table. */
	readonly r?: string;
	/** Items of an array, values of a map. */
	readonly i?: FieldSchema;
	readonly Z?: readonly string[];
	/** Inline fields (custom resources). */
	readonly f?: Readonly<Record<string, FieldSchema>>;
	/** Patch strategy ("merge", "retainKeys", "merge,retainKeys") and merge key. */
	readonly p?: string;
	readonly k?: string;
	/** List type, its keys, map type. */
	readonly l?: 'atomic' | 'set' | 'map';
	readonly K?: readonly string[];
	readonly m?: 'atomic' | 'granular';
	/** Written even when unset: the zero value. */
	readonly z?: unknown;
	/** Custom resources: unknown fields are kept. */
	readonly x?: boolean;
	/** Custom resources: the default, and null allowed. */
	readonly d?: unknown;
	readonly n?: boolean;
}
export interface TypeSchema {
	readonly f: Readonly<Record<string, FieldSchema>>;
	readonly q?: readonly string[];
	/** Fields with a zero value to fill in. */
	readonly Z?: readonly string[];
	readonly m?: 'atomic' | 'granular';
	readonly x?: boolean;
}
export type Schemas = Readonly<Record<string, TypeSchema>>;
