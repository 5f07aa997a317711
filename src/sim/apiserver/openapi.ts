// /openapi/v2 and /openapi/v3: documents made from the generated schemas and discovery. Paths carry what clients look for
// (which kinds there are, that PATCH takes fieldValidation); descriptions of parameters are left out.
import { gunzipSync } from 'fflate';
import { openapiSchemasGzip } from '../kinds/openapi.ts';
import { isPlain, type CustomResourceDefinition, type Kind, type Plain } from '../kinds/index.ts';
import { text, unbase64 } from '../values/bytes.ts';
import { sha256Hex } from '../values/digest.ts';
import { allKinds } from './cluster.ts';
import { isServed } from './discovery.ts';
import type { Memory } from './memory.ts';
import { ok, type ApiRequest, type Outcome } from './request.ts';

const gvPath = (kind: Kind): string => (kind.row.group ? `apis/${kind.row.group}/${kind.row.version}` : `api/${kind.row.version}`);
/** The component schemas as the real server words them. Parsed on each call: it is asked for by `explain` only. */
const schemas = (): Record<string, Plain> => JSON.parse(text(gunzipSync(unbase64(openapiSchemasGzip)))) as Record<string, Plain>;

function customSchema(kind: Kind): [string, Plain] {
	const { spec } = kind.custom as CustomResourceDefinition;
	const version = spec.versions.find((v) => v.name === kind.row.version);
	const name = `${spec.group.split('.').reverse().join('.')}.${kind.row.version}.${kind.row.kind}`;
	const root = (version?.schema?.openAPIV3Schema ?? { type: 'object' }) as Plain;
	const properties = isPlain(root.properties) ? root.properties : {};
	return [
		name,
		{
			...root,
			properties: {
				...properties,
				apiVersion: {
					description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources`,
					type: 'string'
				},
				kind: {
					description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds`,
					type: 'string'
				},
				metadata: {
					description: "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
					allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }]
				}
			},
			'x-kubernetes-group-version-kind': [{ group: spec.group, version: kind.row.version, kind: kind.row.kind }]
		}
	];
}
const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
function pathsOf(kind: Kind, schemaName: string): Record<string, Plain> {
	const { row } = kind;
	const base = `/${gvPath(kind)}${row.namespaced ? '/namespaces/{namespace}' : ''}/${row.plural}`;
	const gvk = { group: row.group, version: row.version, kind: row.kind };
	const ref = { $ref: `#/components/schemas/${schemaName}` };
	const operation = (action: string): Plain => ({
		tags: [row.group ? `${row.group.split('.')[0] ?? ''}_${row.version}` : `core_${row.version}`],
		'x-kubernetes-action': action,
		'x-kubernetes-group-version-kind': gvk,
		parameters: action === 'patch' || action === 'post' || action === 'put' ? ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter) : [],
		responses: { '200': { description: 'OK', content: { 'application/json': { schema: ref } } } }
	});
	const has = (verb: string): boolean => row.verbs.includes(verb);
	return {
		[base]: {
			...(has('list') ? { get: operation('list') } : {}),
			...(has('create') ? { post: operation('post') } : {}),
			...(has('deletecollection') ? { delete: operation('deletecollection') } : {})
		},
		[`${base}/{name}`]: {
			...(has('get') ? { get: operation('get') } : {}),
			...(has('update') ? { put: operation('put') } : {}),
			...(has('patch') ? { patch: operation('patch') } : {}),
			...(has('delete') ? { delete: operation('delete') } : {})
		}
	};
}
/** Names of the schemas a schema refers to, with itself. */
function closure(pool: Readonly<Record<string, Plain>>, names: readonly string[]): Record<string, Plain> {
	const found: Record<string, Plain> = {};
	const queue = [...names];
	for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
		const schema = pool[name];
		if (!schema || found[name]) continue;
		found[name] = schema;
		for (const match of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) queue.push(match[1] ?? '');
	}
	return found;
}

/** Answers /openapi/v2, /openapi/v3 and /openapi/v3/…; undefined for other paths. */
export function openapi(m: Memory, request: ApiRequest): Outcome | undefined {
	const { path } = request.info;
	const served = [...allKinds(m)].filter((kind) => isServed(m, kind));
	if (path === '/openapi/v3' || path === '/openapi/v3/') {
		const paths: Plain = {};
		for (const gv of [...new Set(['.well-known/openid-configuration', 'api', 'apis', 'version', ...served.map(gvPath)])].sort())
			paths[gv] = { serverRelativeURL: `/openapi/v3/${gv}?hash=${sha256Hex(`${gv}${m.customVersion}`).toUpperCase()}` };
		return ok({ paths });
	}
	const v3 = path.startsWith('/openapi/v3/') ? path.slice('/openapi/v3/'.length) : undefined;
	if (v3 === undefined && path !== '/openapi/v2') return undefined;
	const chosen = v3 === undefined ? served : served.filter((kind) => gvPath(kind) === v3);
	if (v3 !== undefined && chosen.length === 0) return undefined;
	const pool = schemas();
	const paths: Record<string, Plain> = {};
	const names: string[] = ['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'];
	for (const kind of chosen) {
		let name = kind.typeName;
		if (kind.custom !== undefined) {
			const [customName, schema] = customSchema(kind);
			pool[customName] = schema;
			name = customName;
		}
		names.push(name, `${name}List`);
		Object.assign(paths, pathsOf(kind, name));
	}
	const info = { title: 'Kubernetes', version: v3 === undefined ? 'v1.36.3' : '1.36' };
	if (v3 !== undefined)
		return ok({
			openapi: '3.0.0',
			info,
			paths,
			components: {
				schemas: closure(pool, names),
				securitySchemes: { BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' } }
			}
		});
	const definitions: unknown = JSON.parse(JSON.stringify(pool).replaceAll('#/components/schemas/', '#/definitions/'));
	return ok({ swagger: '2.0', info, paths, definitions });
}
