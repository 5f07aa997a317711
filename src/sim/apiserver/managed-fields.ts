// metadata.managedFields: who last set which field, kept on every write, and server-side apply with its conflicts.
// Follows apimachinery's fieldmanager; leaves out version conversion of sets and the cap on updaters.
import { rfc3339 } from '../values/time.ts';
import type { Kind, KubeObject, ManagedFieldsEntry, Plain } from '../kinds/index.ts';
import { compare, fieldsOf, intersection, isMember, merge, minus, paths, removeFields, union, without, type Tree } from './field-set.ts';
import { StatusError } from './status.ts';

/** Fields nobody owns. */
const ignored: Tree = {
	'f:apiVersion': {},
	'f:kind': {},
	'f:metadata': Object.fromEntries(
		[
			'name',
			'namespace',
			'creationTimestamp',
			'selfLink',
			'uid',
			'clusterName',
			'generation',
			'managedFields',
			'resourceVersion',
			'deletionTimestamp',
			'deletionGracePeriodSeconds',
			'generateName'
		]
			.filter((f) => f !== 'generateName')
			.map((field) => [`f:${field}`, {}])
	)
};
export interface Writer {
	readonly manager: string;
	readonly subresource: string;
	/** µs */
	readonly now: number;
}

const treeOf = (entry: ManagedFieldsEntry): Tree | null => (entry.fieldsV1 as Tree | undefined) ?? null;
const identity = (entry: ManagedFieldsEntry): string =>
	`${entry.manager ?? ''}\0${entry.operation ?? ''}\0${entry.apiVersion ?? ''}\0${entry.subresource ?? ''}`;

function sortEntries(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
	const rank = (entry: ManagedFieldsEntry): string =>
		`${entry.operation === 'Apply' ? 0 : 1}\0${entry.time ?? ''}\0${entry.manager ?? ''}\0${entry.apiVersion ?? ''}\0${entry.subresource ?? ''}`;
	return entries.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
function entryFor(kind: Kind, writer: Writer, operation: 'Apply' | 'Update', fields: Tree): ManagedFieldsEntry {
	return {
		manager: writer.manager,
		operation,
		apiVersion: kind.apiVersion,
		time: rfc3339(writer.now),
		fieldsType: 'FieldsV1',
		fieldsV1: fields,
		...(writer.subresource ? { subresource: writer.subresource } : {})
	};
}

/** The zero object a create is compared with: structs Go always writes are there, so they are not "added". */
function zeroOf(kind: Kind, object: Plain): Plain {
	const zero: Plain = { metadata: {} };
	for (const key of ['spec', 'status'] as const) if (object[key] !== undefined) zero[key] = zeroStruct(kind, kind.type.f[key]?.r);
	return zero;
}
function zeroStruct(kind: Kind, ref: string | undefined): Plain {
	const type = ref ? kind.schemas[ref] : undefined;
	const zero: Plain = {};
	for (const field in type?.f ?? {}) {
		const schema = type?.f[field];
		if (schema?.r && schema.z !== undefined) zero[field] = zeroStruct(kind, schema.r);
		else if (schema?.t === 'array' && type?.q?.includes(field)) zero[field] = [];
	}
	return zero;
}

/** managedFields after an update or create (old: null). */
export function updateManaged(kind: Kind, old: KubeObject | null, object: Plain, metadata: Plain, writer: Writer): readonly ManagedFieldsEntry[] {
	const managers = old?.metadata.managedFields;
	const compared =
		object.metadata === metadata && metadata.managedFields === managers ? object : { ...object, metadata: { ...metadata, managedFields: managers } };
	const difference = compare(kind.schemas, kind.type, old ?? zeroOf(kind, object), compared);
	const changed = without(difference.changed, ignored);
	const removed = difference.removed;
	const entries = (metadata.managedFields as readonly ManagedFieldsEntry[] | undefined) ?? [];
	if (!changed && !removed) return entries;
	const mine = entryFor(kind, writer, 'Update', {});
	// Somebody writes again what only they write (a lease): nothing but the time is new.
	const [only] = entries;
	if (entries.length === 1 && only && !removed && changed && identity(only) === identity(mine) && covers(treeOf(only), changed))
		return [{ ...mine, fieldsV1: only.fieldsV1 }];
	let previous: Tree | null = null;
	const kept: ManagedFieldsEntry[] = [];
	for (const entry of entries) {
		const left = minus(minus(treeOf(entry), changed), removed);
		if (changed && identity(entry) === identity(mine)) previous = left;
		else if (left === treeOf(entry)) kept.push(entry);
		else if (left && hasFields(left)) kept.push({ ...entry, fieldsV1: left });
	}
	if (changed && hasFields(changed)) kept.push({ ...mine, fieldsV1: union(previous, changed) });
	else if (previous) kept.push({ ...mine, fieldsV1: previous });
	return sortEntries(kept);
}
/** Whether all of b is in a. */
function covers(a: Tree | null, b: Tree): boolean {
	if (!a || (isMember(b) && !isMember(a))) return false;
	for (const key in b) {
		const inner = b[key];
		if (key !== '.' && inner && !covers(a[key] ?? null, inner)) return false;
	}
	return true;
}
const hasFields = (tree: Tree): boolean => {
	for (const _key in tree) return true;
	return false;
};

/** Server-side apply: the merged object and its managers. Throws the 409 Status unless forced. */
export function applyConfiguration(
	kind: Kind,
	live: KubeObject | null,
	config: Plain,
	writer: Writer,
	force: boolean
): { object: Plain; managed: readonly ManagedFieldsEntry[]; changed: boolean } {
	const { metadata: configMetadata, ...rest } = config;
	const bare: Plain = { ...rest, metadata: Object.fromEntries(Object.entries((configMetadata ?? {}) as Plain).filter(([key]) => key !== 'managedFields')) };
	const set = without(fieldsOf(kind.schemas, kind.type, bare), ignored);
	const entries = live?.metadata.managedFields ?? [];
	const mine = entryFor(kind, writer, 'Apply', set ?? {});
	const last = entries.find((entry) => identity(entry) === identity(mine));
	const others = entries.filter((entry) => entry !== last);
	let object = live ? (merge(kind.schemas, kind.type, live, bare) as Plain) : bare;
	const owned = others.reduce<Tree | null>((all, entry) => union(all, treeOf(entry)), set);
	const doomed = last ? dropCovered(minus(treeOf(last), owned), owned) : null;
	if (doomed && hasFields(doomed)) object = removeFields(kind.schemas, kind.type, object, doomed) as Plain;
	const difference = live ? compare(kind.schemas, kind.type, live, object) : { changed: set, removed: null };
	const changed = without(difference.changed, ignored);
	const conflicts: { entry: ManagedFieldsEntry; path: string }[] = [];
	const kept: ManagedFieldsEntry[] = [];
	for (const entry of others) {
		const clash = intersection(treeOf(entry), changed);
		if (clash && hasFields(clash)) for (const path of paths(clash)) conflicts.push({ entry, path });
		const left = minus(minus(treeOf(entry), changed), difference.removed);
		if (left && hasFields(left)) kept.push(left === treeOf(entry) ? entry : { ...entry, fieldsV1: left });
	}
	if (!force && live && conflicts.length > 0) throw conflictError(conflicts);
	const unchanged = last && !changed && !difference.removed && JSON.stringify(last.fieldsV1) === JSON.stringify(set);
	kept.push(unchanged ? last : mine);
	return { object, managed: sortEntries(kept), changed: !unchanged };
}
/** A node may only go when nothing below it is owned by someone. */
function dropCovered(doomed: Tree | null, owned: Tree | null): Tree | null {
	if (!doomed || !owned) return doomed;
	const out: Record<string, Tree> = {};
	for (const key of Object.keys(doomed)) {
		if (key === '.') continue;
		const other = owned[key];
		const inner = doomed[key];
		if (!inner) continue;
		if (!other) out[key] = inner;
		else {
			const below = dropCovered(inner, other);
			if (below && hasFields(below) && !(isMember(below) && below === inner)) out[key] = below;
		}
	}
	return out;
}

const printManager = (entry: ManagedFieldsEntry): string => {
	let text = JSON.stringify(entry.manager ?? '');
	if (entry.subresource) text += ` with subresource ${JSON.stringify(entry.subresource)}`;
	return entry.operation === 'Update' ? `${text} using ${entry.apiVersion ?? ''}` : text;
};
function conflictError(conflicts: readonly { entry: ManagedFieldsEntry; path: string }[]): StatusError {
	const first = conflicts[0];
	let message: string;
	if (conflicts.length === 1 && first) message = `Apply failed with 1 conflict: conflict with ${printManager(first.entry)}: ${first.path}`;
	else {
		const byManager = new Map<string, string[]>();
		for (const { entry, path } of conflicts) byManager.set(printManager(entry), [...(byManager.get(printManager(entry)) ?? []), path]);
		const lines = [...byManager.keys()]
			.sort()
			.flatMap((manager) => [`conflicts with ${manager}:`, ...(byManager.get(manager) ?? []).map((path) => `- ${path}`)]);
		message = `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
	}
	return new StatusError(409, 'Conflict', message, {
		causes: conflicts.map(({ entry, path }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${printManager(entry)}`, field: path }))
	});
}
