// A kind as the server sees it: its discovery row, its schema, and a strategy – what is special about it, all optional.
// The generic store and handlers know only this; nothing outside kinds/ and apiserver/admission/ names a kind.
import { discoveryRows } from './generated/discovery.ts';
import { tableColumns } from './generated/columns.ts';
import { typeSchemas } from './generated/schemas.ts';
import type { ResourceTypes } from './generated/types.ts';
import type { DiscoveryRow } from './discovery-types.ts';
import type { Plain } from './decode.ts';
import type { FieldErrors } from './field-errors.ts';
import type { KubeObject } from './object.ts';
import type { Schemas, TypeSchema } from './schema.ts';

/** A draft: an object that the strategy may still change. Never a stored one. */
export type Mutable<T> = T extends readonly (infer U)[] ? Mutable<U>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** What a strategy may know of the request and the cluster. */
export interface StrategyContext {
	/** µs since the epoch. */
	readonly now: number;
	readonly user: {
		readonly name: string;
		readonly groups: readonly string[];
		readonly uid?: string;
		readonly extra?: Readonly<Record<string, readonly string[]>>;
	};
	/** '' for the object itself, or 'status', 'scale' … */
	readonly subresource: string;
}
/** One cell of a table: text or number. */
export type Cell = string | number | boolean | null | readonly unknown[];
export interface TableContext {
	readonly now: number;
}

export interface Strategy<T> {
	/** Fills what is not set. */
	defaults?(object: Mutable<T>): void;
	/** Before create: e.g. drops status, sets the first phase. `generation` and dropping status are generic. */
	prepareForCreate?(object: Mutable<T>, context: StrategyContext): void;
	/** Before update of the object itself (status and generation are generic). */
	prepareForUpdate?(object: Mutable<T>, old: T, context: StrategyContext): void;
	prepareForStatusUpdate?(object: Mutable<T>, old: T, context: StrategyContext): void;
	validate?(object: T, errors: FieldErrors): void;
	validateUpdate?(object: T, old: T, errors: FieldErrors): void;
	validateStatusUpdate?(object: T, old: T, errors: FieldErrors): void;
	/** How names are checked: DNS subdomain unless said otherwise. */
	readonly name?: (name: string) => readonly string[];
	/** The Warning that every use of the kind gets. */
	readonly deprecated?: string;
	/** Texts of Warning headers. */
	warnings?(object: T, old: T | undefined): readonly string[];
	/** Field-selector fields besides metadata.name and metadata.namespace. */
	fields?(object: T): Readonly<Record<string, string>>;
	/** The table's cells; columns come from the generated table. */
	row?(object: T, context: TableContext): readonly Cell[];
	/** The order of a table's rows (default: etcd's). */
	order?(a: T, b: T): number;
	/** Whether a change of the spec raises metadata.generation. Default: when the kind has a status subresource. */
	readonly generation?: boolean;
	/** Whether create on the object itself keeps status (default: it is dropped when there is a status subresource). */
	readonly keepsStatus?: boolean;
	/** Where the scale subresource finds its numbers. */
	readonly scale?: { readonly replicas: string; readonly status: string; readonly selector: string };
	/** Grace for a delete: seconds; 0 deletes at once. */
	graceSeconds?(object: T, asked: number | undefined): number;
	/** Another version's form ↔ the stored form. */
	toStored?(object: Plain): Plain;
	fromStored?(object: KubeObject): KubeObject;
	/** Whether something besides metadata.finalizers keeps a deleted object (a namespace's spec.finalizers). */
	held?(object: T): boolean;
	/** What a delete that has to wait changes (a namespace becomes Terminating). */
	markDeleted?(object: Mutable<T>): void;
	/** Seconds after which an object is deleted by its lease (events). */
	readonly ttl?: boolean;
	/** PUT on a missing object creates it. */
	readonly createOnUpdate?: boolean;
	/** An update without resourceVersion is refused. */
	readonly requiresVersion?: boolean;
	/** Default garbage collection policy of a delete without options. */
	readonly orphans?: boolean;
}
export type AnyStrategy = Strategy<KubeObject>;

export interface Kind {
	readonly row: DiscoveryRow;
	/** "apps/v1/deployments" */
	readonly ref: string;
	/** "apps/v1" */
	readonly apiVersion: string;
	/** "deployments.apps": as errors name it. */
	readonly resource: string;
	/** Where it is stored: shared by versions and by events' two groups. */
	readonly storage: string;
	readonly schemas: Schemas;
	readonly type: TypeSchema;
	readonly typeName: string;
	readonly strategy: AnyStrategy;
	readonly columns: readonly (readonly [string, string, string, number])[];
	readonly hasStatus: boolean;
	/** Custom kinds: printer columns' paths and so on live in their definition. */
	readonly custom?: unknown;
}

/** A row of the strategy table. */
export interface StrategyRow {
	readonly ref: string;
	readonly strategy: AnyStrategy;
}
/** Makes a row; the decoder guarantees that objects have the resource's type, which is what joins the two types. */
export function strategy<R extends keyof ResourceTypes>(ref: R, rules: Strategy<ResourceTypes[R]>): StrategyRow {
	return { ref, strategy: rules as unknown as AnyStrategy };
}

/** Where etcd keys of a resource begin, after /registry/. */
const storagePaths: Readonly<Record<string, string>> = {
	'/services': 'services/specs',
	'/endpoints': 'services/endpoints',
	'/nodes': 'minions',
	'/replicationcontrollers': 'controllers',
	'events.k8s.io/events': 'events',
	'networking.k8s.io/ingresses': 'ingress',
	'apiextensions.k8s.io/customresourcedefinitions': 'apiextensions.k8s.io/customresourcedefinitions',
	'apiregistration.k8s.io/apiservices': 'apiregistration.k8s.io/apiservices'
};

/** All built-in kinds by ref. */
export function buildKinds(rows: readonly StrategyRow[]): ReadonlyMap<string, Kind> {
	const strategies = new Map(rows.map((row) => [row.ref, row.strategy]));
	const kinds = new Map<string, Kind>();
	for (const row of discoveryRows) {
		const apiVersion = row.group ? `${row.group}/${row.version}` : row.version;
		const ref = `${apiVersion}/${row.plural}`;
		kinds.set(ref, {
			row,
			ref,
			apiVersion,
			resource: row.group ? `${row.plural}.${row.group}` : row.plural,
			storage: storagePaths[`${row.group}/${row.plural}`] ?? row.plural,
			schemas: typeSchemas,
			type: typeSchemas[row.schema ?? ''] ?? { f: {} },
			typeName: row.schema ?? row.kind,
			strategy: strategies.get(ref) ?? {},
			columns: tableColumns[ref] ?? [
				['Name', 'string', 'name', 0],
				['Age', 'string', '', 0]
			],
			hasStatus: row.subresources?.some((sub) => sub.name === 'status') ?? false
		});
	}
	return kinds;
}
