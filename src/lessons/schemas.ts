// JSON schemas of what authors write in YAML, made from the field tables that the parser reads by: editors complete and underline with them
// (docs/schemas). Invariant: a field is in a schema because it is in its table, and nowhere else.
import type { Json } from '#src/worker/json.ts';
import { commonCheckFields } from './check-fields.ts';
import { checkKinds } from './checks/index.ts';
import { courseFields, pathFields, termFields } from './content.ts';
import { fieldTypes, matcherFields } from './field-types.ts';
import type { Fields, FieldSpec } from './fields.ts';
import { metaFields, setupHostFields } from './frontmatter.ts';
import { predictFields } from './predict.ts';
import { optionFields, quizFields, quizWays } from './quiz-fence.ts';
import { stepFields } from './solution.ts';
import { taskFields } from './task.ts';

type Schema = Readonly<Record<string, Json>>;

function fieldSchema({ type, about, oneOf, fields, form, min }: FieldSpec): Schema {
	const inner = fields ? objectSchema(fields) : undefined;
	const base = inner && type === 'map' ? inner : fieldTypes[type].schema;
	return {
		...base,
		description: about,
		...(oneOf && { enum: oneOf }),
		// A number fits too, as the parser reads it: `exit: 0`. A pattern is for texts alone.
		...(form && { pattern: form.matches.source }),
		...(min !== undefined && { minimum: min })
	};
}

function objectSchema(fields: Fields, over: Readonly<Record<string, Schema>> = {}): Schema {
	const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { ...fieldSchema(field), ...over[name] }]));
	const required = Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : []));
	return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) };
}

/** Exactly one of these fields is there. */
const oneOf = (schema: Schema, names: readonly string[]): Schema => ({ ...schema, oneOf: names.map((name) => ({ required: [name] })) });
const list = (ref: string): Schema => ({ type: 'array', minItems: 1, items: { $ref: `#/$defs/${ref}` } });
const matcher = { matcher: { ...objectSchema(matcherFields), minProperties: 1 } };
const option = { option: { anyOf: [{ type: ['string', 'number', 'boolean'] }, objectSchema(optionFields)] } };
const groups = new Set(['any-of', 'all-of']);
const check: Schema = {
	oneOf: checkKinds.map(({ name, about, fields }) => ({
		...objectSchema({ ...fields, ...commonCheckFields }, groups.has(name) ? { [name]: list('check') } : {}),
		description: about
	}))
};
const step: Schema = { anyOf: [{ type: ['string', 'number', 'boolean'], description: 'a command' }, objectSchema(stepFields)] };

function whole(name: string, title: string, body: Schema, defs: Readonly<Record<string, Schema>> = {}): [string, Schema] {
	const schema: Schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...body };
	return [`${name}.json`, Object.keys(defs).length > 0 ? { ...schema, $defs: defs } : schema];
}

/** Every schema by its file's name. */
export const schemas: Readonly<Record<string, Schema>> = Object.fromEntries([
	whole(
		'lesson',
		'The frontmatter of a lesson',
		objectSchema(metaFields, {
			setup: objectSchema(metaFields['setup']?.fields ?? {}, { hosts: { type: 'object', additionalProperties: objectSchema(setupHostFields) } })
		})
	),
	whole(
		'task',
		'A task fence',
		oneOf(
			objectSchema(taskFields, {
				checks: list('check'),
				solution: list('step'),
				solutions: { type: 'object', additionalProperties: list('step') }
			}),
			['solution', 'solutions']
		),
		{ check, step, ...matcher }
	),
	whole('quiz', 'A quiz fence', oneOf(objectSchema(quizFields, { single: list('option'), multiple: list('option') }), quizWays), option),
	whole('predict', 'A predict fence', objectSchema(predictFields, { options: list('option') }), option),
	whole('course', 'course.yaml', objectSchema(courseFields)),
	whole('path', 'paths/NAME.yaml', objectSchema(pathFields)),
	whole('glossary', 'glossary.yaml', { type: 'object', additionalProperties: { anyOf: [{ type: ['string', 'number', 'boolean'] }, objectSchema(termFields)] } })
]);
