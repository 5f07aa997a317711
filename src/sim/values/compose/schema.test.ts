import { expect, test } from 'vitest';
import { codecs } from './structs.ts';
import { composeJsonSchema } from './json-schema.ts';
import { descriptions } from './descriptions.ts';
import { composeSchema, definitions, service } from './schema.ts';
import type { Schema } from './schema-types.ts';

const propertiesOf = (schema: Schema | undefined): readonly string[] => [
	...Object.keys(schema?.properties ?? {}),
	...(schema?.oneOf ?? []).flatMap((one) => Object.keys(one.properties ?? {}))
];

test('every field of a service that the schema allows has a place in the model, but for one nobody reads: it is decoded', () => {
	const decoded = codecs.service.fields.map(({ name }) => name);
	expect(propertiesOf(service).filter((name) => !decoded.includes(name))).toEqual(['pull_refresh_after']);
});

test('descriptions are of fields there are: it has no other rows', () => {
	const shape = (name: string): Schema | undefined => (name === 'compose' ? composeSchema : definitions[name]);
	const wrong = Object.entries(descriptions).flatMap(([name, rows]) => Object.keys(rows).filter((field) => !propertiesOf(shape(name)).includes(field)));
	expect(wrong).toEqual([]);
});

test('an editor gets the same table as JSON Schema: it refers to shapes by name', () => {
	const schema = composeJsonSchema();
	expect(schema['properties']).toMatchObject({
		services: { type: 'object', patternProperties: { '^[a-zA-Z0-9._-]+$': { $ref: '#/definitions/service' } }, additionalProperties: false }
	});
	const text = JSON.stringify(schema);
	const referred = [...text.matchAll(/#\/definitions\/(\w+)/g)].map((match) => match[1] ?? '');
	expect(referred.filter((name) => !Object.hasOwn(definitions, name))).toEqual([]);
	expect(schema['definitions']).toMatchObject({
		healthcheck: { properties: { interval: { type: 'string', description: 'Time between two checks, "30s".' } } }
	});
});
