// Custom resources: a definition compiled to a kind – its schema for decoding and merging, defaults, validation, printer columns.
// Leaves out conversion webhooks and CEL rules. Invariant: m.custom holds one entry per served version of each stored definition.
import {
	isPlain,
	type FieldErrors,
	type Cell,
	type CustomResourceDefinition,
	type FieldSchema,
	type Kind,
	type KubeObject,
	type Plain,
	type Strategy,
	type TypeSchema,
	typeSchemas
} from '../kinds/index.ts';
import { findJsonPath, parseJsonPath } from '../values/jsonpath.ts';
import { compileRegExp } from '../values/regexp.ts';
import { goQuote } from '../values/strings.ts';
import { equal } from './field-set.ts';
import type { Memory } from './memory.ts';
import { ageOf } from './table.ts';

const metaType = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Rebuilds the served custom kinds after a definition changed. */
export function trackDefinition(m: Memory, old: KubeObject | undefined, now: KubeObject | undefined): void {
	m.customVersion++;
	const refs = (object: KubeObject | undefined): [string, string][] => {
		const definition = object as CustomResourceDefinition | undefined;
		return (definition?.spec.versions ?? [])
			.filter((v) => v.served)
			.map((v) => [`${definition?.spec.group ?? ''}/${v.name}/${definition?.spec.names.plural ?? ''}`, v.name]);
	};
	for (const [ref] of refs(old)) m.custom.delete(ref);
	if (now) for (const [ref, version] of refs(now)) m.custom.set(ref, { ref, definition: now, version });
}

/** The kind of a custom resource version; undefined when it is not served. */
export function customKind(m: Memory, ref: string): Kind | undefined {
	const entry = m.custom.get(ref);
	if (!entry) return undefined;
	const { spec } = entry.definition as CustomResourceDefinition;
	const version = spec.versions.find((v) => v.name === entry.version);
	if (!version) return undefined;
	const root = (version.schema?.openAPIV3Schema ?? {}) as Plain;
	const { names } = spec;
	const sub = (name: string, kind: string, group: string, v: string) => ({
		name,
		singularName: '',
		namespaced: spec.scope === 'Namespaced',
		kind,
		group,
		version: v,
		verbs: ['get', 'patch', 'update']
	});
	const subresources = [
		...(version.subresources?.status ? [sub('status', names.kind, spec.group, version.name)] : []),
		...(version.subresources?.scale ? [sub('scale', 'Scale', 'autoscaling', 'v1')] : [])
	];
	const columns = version.additionalPrinterColumns ?? [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }];
	return {
		row: {
			group: spec.group,
			version: version.name,
			plural: names.plural,
			singular: names.singular ?? names.kind.toLowerCase(),
			kind: names.kind,
			namespaced: spec.scope === 'Namespaced',
			verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
			...(names.shortNames ? { shortNames: names.shortNames } : {}),
			...(names.categories ? { categories: names.categories } : {}),
			subresources
		},
		ref,
		apiVersion: `${spec.group}/${version.name}`,
		resource: `${names.plural}.${spec.group}`,
		storage: `${spec.group}/${names.plural}`,
		schemas: typeSchemas,
		type: rootType(root),
		typeName: names.kind,
		strategy: customStrategy(root, version, entry.version),
		columns: [['Name', 'string', 'name', 0], ...columns.map((c): [string, string, string, number] => [c.name, c.type, c.format ?? '', c.priority ?? 0])],
		hasStatus: version.subresources?.status !== undefined,
		custom: entry.definition
	};
}

function rootType(root: Plain): TypeSchema {
	const properties = isPlain(root.properties) ? root.properties : {};
	const fields: Record<string, FieldSchema> = {};
	for (const name in properties) fields[name] = fieldOf(properties[name]);
	return {
		f: { ...fields, apiVersion: { t: 'string' }, kind: { t: 'string' }, metadata: { r: metaType, z: {} } },
		...(root['x-kubernetes-preserve-unknown-fields'] === true || Object.keys(root).length === 0 ? { x: true } : {})
	};
}
/** A structural schema in the compact form. Types are checked by validation, so scalars decode as anything. */
function fieldOf(value: unknown): FieldSchema {
	if (!isPlain(value)) return { t: 'any' };
	const nullable = value.nullable === true ? { n: true } : {};
	const keep = value['x-kubernetes-preserve-unknown-fields'] === true;
	if (value.type === 'array') {
		const listType = value['x-kubernetes-list-type'];
		return {
			t: 'array',
			i: fieldOf(value.items),
			...(listType === 'map' || listType === 'set' ? { l: listType } : { l: 'atomic' }),
			...(Array.isArray(value['x-kubernetes-list-map-keys']) ? { K: value['x-kubernetes-list-map-keys'] as string[] } : {}),
			...nullable
		};
	}
	if (value.type === 'object' || isPlain(value.properties)) {
		if (isPlain(value.properties)) {
			const fields: Record<string, FieldSchema> = {};
			for (const name in value.properties) fields[name] = fieldOf(value.properties[name]);
			return { t: 'struct', f: fields, ...(keep ? { x: true } : {}), ...nullable };
		}
		if (isPlain(value.additionalProperties)) return { t: 'map', i: fieldOf(value.additionalProperties), ...nullable };
		return keep || value.additionalProperties === true ? { t: 'any', ...nullable } : { t: 'struct', f: {}, ...nullable };
	}
	return { t: 'any', ...nullable };
}

function fill(schema: Plain, value: unknown): unknown {
	if (isPlain(value) && isPlain(schema.properties)) {
		for (const name in schema.properties) {
			const inner = schema.properties[name];
			if (!isPlain(inner)) continue;
			if (value[name] === undefined && inner.default !== undefined) value[name] = structuredCloneJson(inner.default);
			if (value[name] !== undefined) value[name] = fill(inner, value[name]);
		}
	} else if (isPlain(value) && isPlain(schema.additionalProperties)) for (const key in value) value[key] = fill(schema.additionalProperties, value[key]);
	else if (Array.isArray(value) && isPlain(schema.items)) return value.map((item: unknown) => fill(schema.items as Plain, item));
	return value;
}
const structuredCloneJson = (value: unknown): unknown =>
	Array.isArray(value)
		? value.map(structuredCloneJson)
		: isPlain(value)
			? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, structuredCloneJson(v)]))
			: value;

const typeOf = (value: unknown): string =>
	value === null
		? 'null'
		: Array.isArray(value)
			? 'array'
			: typeof value === 'object'
				? 'object'
				: typeof value === 'number' || typeof value === 'bigint'
					? Number.isInteger(Number(value))
						? 'integer'
						: 'number'
					: typeof value;
/** OpenAPI validation with kube-openapi's texts. */
function validateSchema(schema: Plain, value: unknown, path: string, errors: FieldErrors): void {
	if (value === null && schema.nullable === true) return;
	const wanted = schema['x-kubernetes-int-or-string'] === true ? undefined : schema.type;
	const actual = typeOf(value);
	if (typeof wanted === 'string' && wanted !== actual && !(wanted === 'number' && actual === 'integer'))
		return errors.invalid(path, actual, `${path} in body must be of type ${wanted}: ${goQuote(actual)}`);
	if (Array.isArray(schema.enum) && !schema.enum.some((one: unknown) => equal(one, value))) errors.unsupported(path, value, schema.enum.map(String));
	if (typeof value === 'number') {
		const { minimum, maximum, multipleOf } = schema;
		if (typeof minimum === 'number' && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum))
			errors.invalid(path, value, `${path} in body should be greater than ${schema.exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`);
		if (typeof maximum === 'number' && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum))
			errors.invalid(path, value, `${path} in body should be less than ${schema.exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`);
		if (typeof multipleOf === 'number' && value % multipleOf !== 0) errors.invalid(path, value, `${path} in body should be a multiple of ${multipleOf}`);
	}
	if (typeof value === 'string') {
		const { minLength, maxLength, pattern } = schema;
		const length = [...value].length;
		if (typeof minLength === 'number' && length < minLength) errors.invalid(path, value, `${path} in body should be at least ${minLength} chars long`);
		if (typeof maxLength === 'number' && length > maxLength) errors.tooLong(path, maxLength);
		if (typeof pattern === 'string' && !matchesPattern(pattern, value)) errors.invalid(path, value, `${path} in body should match '${pattern}'`);
	}
	if (Array.isArray(value)) {
		const { minItems, maxItems } = schema;
		if (typeof minItems === 'number' && value.length < minItems) errors.invalid(path, value.length, `${path} in body should have at least ${minItems} items`);
		if (typeof maxItems === 'number' && value.length > maxItems) errors.tooMany(path, value.length, maxItems);
		if (isPlain(schema.items)) for (const [i, item] of value.entries()) validateSchema(schema.items, item, `${path}[${i}]`, errors);
	}
	if (!isPlain(value)) return;
	for (const name of Array.isArray(schema.required) ? (schema.required as string[]) : [])
		if (value[name] === undefined) errors.required(path ? `${path}.${name}` : name);
	const properties = isPlain(schema.properties) ? schema.properties : {};
	for (const name in value) {
		const inner = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
		if (path === '' && (name === 'metadata' || name === 'kind' || name === 'apiVersion')) continue;
		if (isPlain(inner)) validateSchema(inner, value[name], path ? `${path}.${name}` : name, errors);
	}
}

function customStrategy(root: Plain, version: CustomResourceDefinition['spec']['versions'][number], _name: string): Strategy<KubeObject> {
	const columns = version.additionalPrinterColumns ?? [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }];
	const scale = version.subresources?.scale;
	return {
		generation: true,
		requiresVersion: true,
		defaults: (object) => void fill(root, object),
		validate: (object, errors) => validateSchema(root, object, '', errors),
		...(scale ? { scale: { replicas: scale.specReplicasPath, status: scale.statusReplicasPath, selector: scale.labelSelectorPath ?? '' } } : {}),
		fields: (object) => Object.fromEntries((version.selectableFields ?? []).map(({ jsonPath }) => [jsonPath.slice(1), String(at(object, jsonPath) ?? '')])),
		row: (object, { now }): readonly Cell[] => [
			object.metadata.name,
			...columns.map((column): Cell => {
				const value = at(object, column.jsonPath);
				if (value === undefined || value === null) return column.type === 'date' ? '<unknown>' : null;
				if (column.type === 'date') return ageOf(String(value), now);
				return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
					? column.type === 'string'
						? String(value)
						: value
					: JSON.stringify(value);
			})
		]
	};
}
const at = (object: unknown, path: string): unknown => {
	const found = findJsonPath(parseJsonPath(`{${path}}`), object);
	return found[0]?.[0];
};
function matchesPattern(pattern: string, value: string): boolean {
	try {
		return compileRegExp(pattern, { syntax: 're2' }).exec(value, 0) !== null;
	} catch {
		return true;
	}
}
