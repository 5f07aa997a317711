// The compose file format as JSON Schema (draft 7), for editors: the same table that validates (schema.ts), with a sentence for most fields.
// Invariant: what this refuses, `docker compose` refuses; shapes used in many places are definitions.
import { descriptions } from './descriptions.ts';
import { composeSchema, definitions } from './schema.ts';
import type { Schema } from './schema-types.ts';

export interface JsonSchema {
	readonly [keyword: string]: unknown;
}

const names: ReadonlyMap<Schema, string> = new Map(Object.entries(definitions).map(([name, schema]) => [schema, name]));

function written(schema: Schema, told: Readonly<Record<string, string>>): JsonSchema {
	const out: Record<string, unknown> = {};
	if (schema.type) out['type'] = schema.type.length === 1 ? schema.type[0] : schema.type;
	if (schema.pattern) out['pattern'] = schema.pattern.source;
	for (const key of ['enum', 'minimum', 'maximum', 'required', 'deprecated'] as const) if (schema[key] !== undefined) out[key] = schema[key];
	if (schema.items) out['items'] = refer(schema.items, {});
	if (schema.unique) out['uniqueItems'] = true;
	if (schema.properties) {
		out['properties'] = Object.fromEntries(
			Object.entries(schema.properties).map(([name, one]) => {
				const description = told[name];
				const shape = refer(one, {});
				// A reference alone: draft 7 does not look at what is beside one.
				return [name, description === undefined ? shape : '$ref' in shape ? { description, allOf: [shape] } : { ...shape, description }];
			})
		);
	}
	if (schema.patternProperties)
		out['patternProperties'] = Object.fromEntries(schema.patternProperties.map(([pattern, one]) => [pattern.source, refer(one, {})]));
	if (schema.closed) out['additionalProperties'] = false;
	if (schema.oneOf) out['oneOf'] = schema.oneOf.map((one) => refer(one, told));
	return out;
}

function refer(schema: Schema, told: Readonly<Record<string, string>>): JsonSchema {
	const name = names.get(schema);
	return name === undefined ? written(schema, told) : { $ref: `#/definitions/${name}` };
}

/** The whole format. */
export const composeJsonSchema = (): JsonSchema => ({
	$schema: 'http://json-schema.org/draft-07/schema#',
	title: 'Compose file',
	...written(composeSchema, descriptions['compose'] ?? {}),
	definitions: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, written(schema, descriptions[name] ?? {})]))
});
