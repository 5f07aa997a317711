// A bake target: its fields, how two of one name become one, and its text as `--print` shows it. Follows bake/bake.go and util/buildflags.
// Invariant: plain data, replaced rather than changed.
import { parseBool } from '../../docker/opts/cut.ts';
import { Failure } from '../../docker/failure.ts';

/** An output, a cache or an attestation: its type and attributes. */
export interface Entry {
	readonly type: string;
	readonly dest?: string;
	readonly disabled?: boolean;
	readonly attrs: Readonly<Record<string, string>>;
}
export interface SecretEntry {
	readonly id: string;
	readonly src: string;
	readonly env: string;
}
export interface SshEntry {
	readonly id: string;
	readonly paths: readonly string[];
}
type Texts = readonly string[];
type Strings = ReadonlyMap<string, string>;
/** Fields that are not there were not given. */
export interface Target {
	readonly name: string;
	readonly description?: string;
	readonly inherits?: Texts;
	readonly annotations?: Texts;
	readonly attest?: readonly Entry[];
	readonly context?: string;
	readonly contexts?: Strings;
	readonly dockerfile?: string;
	readonly inline?: string;
	readonly args?: Strings;
	readonly labels?: Strings;
	readonly tags?: Texts;
	readonly cacheFrom?: readonly Entry[];
	readonly cacheTo?: readonly Entry[];
	readonly target?: string;
	readonly secrets?: readonly SecretEntry[];
	readonly ssh?: readonly SshEntry[];
	readonly platforms?: Texts;
	readonly outputs?: readonly Entry[];
	readonly pull?: boolean;
	readonly noCache?: boolean;
	readonly network?: string;
	readonly noCacheFilter?: Texts;
	readonly shmSize?: string;
	readonly ulimits?: Texts;
	readonly call?: string;
	readonly entitlements?: Texts;
	/** Built because another one has it as a context. */
	readonly linked?: boolean;
}
export interface Group {
	readonly name: string;
	readonly description?: string;
	readonly targets: Texts;
	/** A compose file without anything to build. */
	readonly none?: boolean;
}
export interface Config {
	readonly groups: readonly Group[];
	readonly targets: readonly Target[];
}

const together = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined): { list?: readonly T[] } =>
	a || b ? { list: [...(a ?? []), ...(b ?? [])] } : {};
/** What `b` gives goes before what `a` has; lists of these fields are joined. */
export function merge(a: Target, b: Target): Target {
	const joined = (['annotations', 'noCacheFilter', 'ulimits', 'entitlements', 'inherits'] as const).map(
		(field) => [field, together(a[field], b[field]).list] as const
	);
	const maps = (['args', 'contexts', 'labels'] as const).map(
		(field) => [field, a[field] || b[field] ? new Map([...(a[field] ?? []), ...(b[field] ?? [])]) : undefined] as const
	);
	const attest = a.attest || b.attest ? { attest: byType([...(a.attest ?? []), ...(b.attest ?? [])]) } : {};
	const secrets = together(a.secrets, b.secrets).list;
	const ssh = together(a.ssh, b.ssh).list;
	const cacheFrom = together(a.cacheFrom, b.cacheFrom).list;
	return {
		...a,
		...b,
		name: a.name || b.name,
		description: b.description || a.description || '',
		...Object.fromEntries([...joined, ...maps].filter(([, value]) => value !== undefined)),
		...attest,
		...(secrets ? { secrets: byId(secrets) } : {}),
		...(ssh ? { ssh: byId(ssh) } : {}),
		...(cacheFrom ? { cacheFrom: distinct(cacheFrom) } : {})
	};
}
const keyOf = (entry: Entry): string =>
	JSON.stringify([entry.type, entry.dest ?? '', entry.disabled === true, Object.entries(entry.attrs).sort(([a], [b]) => (a < b ? -1 : 1))]);
export const distinct = (entries: readonly Entry[]): Entry[] => [...new Map(entries.map((entry) => [keyOf(entry), entry])).values()];
const byType = (entries: readonly Entry[]): Entry[] => [...new Map(entries.map((entry) => [entry.type, entry])).values()];
const byId = <T extends { readonly id: string }>(entries: readonly T[]): T[] => [...new Map(entries.map((entry) => [entry.id, entry])).values()];
const texts = (list: Texts | undefined): Texts | undefined => list && [...new Set(list.filter((text) => text !== ''))];

/** Without what was said twice. */
export function normalized(target: Target): Target {
	const { annotations, tags, platforms, noCacheFilter, ulimits, contexts, network } = target;
	const entitlements = network === 'host' ? [...(target.entitlements ?? []), 'network.host'] : target.entitlements;
	const given = contexts && new Map([...contexts].filter(([, value]) => value !== ''));
	const lists = {
		annotations: texts(annotations),
		tags: texts(tags),
		platforms: texts(platforms),
		noCacheFilter: texts(noCacheFilter),
		ulimits: texts(ulimits),
		entitlements: texts(entitlements)
	};
	return {
		...target,
		...Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined)),
		...(target.outputs ? { outputs: distinct(target.outputs) } : {}),
		...(target.cacheTo ? { cacheTo: distinct(target.cacheTo) } : {}),
		...(given ? { contexts: given } : {})
	};
}

/** Go's csvvalue: fields of one line, quoted where they hold commas. */
export function csv(line: string): string[] {
	const out: string[] = [];
	for (let at = 0; at <= line.length;) {
		if (line[at] === '"') {
			let field = '';
			for (at++; at < line.length; at++) {
				if (line[at] !== '"') field += line[at];
				else if (line[at + 1] === '"') {
					field += '"';
					at++;
				} else break;
			}
			out.push(field);
			at += 2;
		} else {
			const end = line.indexOf(',', at);
			out.push(line.slice(at, end < 0 ? undefined : end));
			at = end < 0 ? line.length + 1 : end + 1;
		}
	}
	return out;
}
const invalid = (field: string): Failure => new Failure(`invalid value ${field}`);

export function parseOutput(text: string): Entry {
	const fields = csv(text);
	if (fields.length === 1 && fields[0] === text && !text.startsWith('type='))
		return text === '-' ? { type: 'tar', dest: '-', attrs: {} } : { type: 'local', dest: text, attrs: {} };
	let [type, dest] = ['', ''];
	const attrs: Record<string, string> = {};
	for (const field of fields) {
		const at = field.indexOf('=');
		if (at < 0) throw invalid(field);
		const [key, value] = [field.slice(0, at).toLowerCase().trim(), field.slice(at + 1)];
		if (key === 'type') type = value;
		else if (key === 'dest') dest = value;
		else attrs[key] = value;
	}
	if (type === '') throw new Failure('type is required for output');
	return { type, attrs, ...(dest === '' ? {} : { dest }) };
}
export function parseCache(text: string): Entry[] {
	const fields = csv(text);
	if (!text.includes('=')) return fields.filter((ref) => ref !== '').map((ref) => ({ type: 'registry', attrs: { ref } }));
	let type = '';
	const attrs: Record<string, string> = {};
	for (const field of fields) {
		const at = field.indexOf('=');
		if (at < 0) throw invalid(field);
		if (field.slice(0, at).toLowerCase() === 'type') type = field.slice(at + 1);
		else attrs[field.slice(0, at).toLowerCase()] = field.slice(at + 1);
	}
	if (type === '') throw new Failure(`type required form> ${JSON.stringify(text)}`);
	return [{ type, attrs }];
}
export function parseAttest(text: string): Entry {
	let type = '';
	let disabled = false;
	const attrs: Record<string, string> = {};
	for (const field of csv(text)) {
		const at = field.indexOf('=');
		if (at < 0) throw invalid(field);
		const [key, value] = [field.slice(0, at).toLowerCase().trim(), field.slice(at + 1)];
		if (key === 'type') type = value;
		else if (key === 'disabled') {
			const parsed = parseBool(value);
			if (parsed === undefined) throw new Failure(`invalid value ${field}: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
			disabled = parsed;
		} else attrs[key] = value;
	}
	if (type === '') throw new Failure('attestation type not specified');
	return { type, attrs, ...(disabled ? { disabled } : {}) };
}
export function parseSecret(text: string): SecretEntry {
	let [id, src, env, type] = ['', '', '', ''];
	for (const field of csv(text)) {
		const at = field.indexOf('=');
		if (at < 0) throw new Failure(`invalid field '${field}' must be a key=value pair`);
		const [key, value] = [field.slice(0, at).toLowerCase(), field.slice(at + 1)];
		if (key === 'type') {
			if (value !== 'file' && value !== 'env') throw new Failure(`unsupported secret type ${JSON.stringify(value)}`);
			type = value;
		} else if (key === 'id') id = value;
		else if (key === 'source' || key === 'src') src = value;
		else if (key === 'env') env = value;
		else throw new Failure(`unexpected key '${key}' in '${field}'`);
	}
	return type === 'env' && env === '' ? { id, src: '', env: src } : { id, src, env };
}
export function parseSsh(text: string): SshEntry {
	const at = text.indexOf('=');
	return at < 0 ? { id: text, paths: [] } : { id: text.slice(0, at), paths: text.slice(at + 1).split(',') };
}

/** Templates' beginnings, made plain text again. */
const escaped = (text: string): string => text.split('${').join('$${').split('%{').join('%%{');
const sortedRecord = (map: Strings | undefined, change = (text: string): string => text): Record<string, string> | undefined =>
	map && map.size > 0 ? Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, change(value)])) : undefined;
const entryJson = ({ type, dest, disabled, attrs }: Entry): unknown => {
	const all: [string, unknown][] = [...Object.entries(attrs), ['type', type], ...(dest === undefined ? [] : [['dest', dest] as [string, unknown]])];
	if (disabled === true) all.push(['disabled', true]);
	return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
};
const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list && list.length > 0 ? list : undefined);

/** As JSON shows it, fields in Go's order. */
export function targetJson(target: Target): Record<string, unknown> {
	const fields: [string, unknown][] = [
		['description', target.description || undefined],
		['annotations', some(target.annotations?.map(escaped))],
		['attest', some(target.attest?.map(entryJson))],
		['context', target.context],
		['contexts', sortedRecord(target.contexts)],
		['dockerfile', target.dockerfile],
		['dockerfile-inline', target.inline === undefined ? undefined : escaped(target.inline)],
		['args', sortedRecord(target.args, escaped)],
		['labels', sortedRecord(target.labels, escaped)],
		['tags', some(target.tags)],
		['cache-from', some(target.cacheFrom?.map(entryJson))],
		['cache-to', some(target.cacheTo?.map(entryJson))],
		['target', target.target],
		[
			'secret',
			some(target.secrets?.map(({ id, src, env }) => ({ ...(id === '' ? {} : { id }), ...(src === '' ? {} : { src }), ...(env === '' ? {} : { env }) })))
		],
		['ssh', some(target.ssh?.map(({ id, paths }) => ({ ...(id === '' ? {} : { id }), ...(paths.length === 0 ? {} : { paths }) })))],
		['platforms', some(target.platforms)],
		['output', some(target.outputs?.map(entryJson))],
		['pull', target.pull],
		['no-cache', target.noCache],
		['network', target.network],
		['no-cache-filter', some(target.noCacheFilter)],
		['shm-size', target.shmSize],
		['ulimits', some(target.ulimits)],
		['call', target.call],
		['entitlements', some(target.entitlements)]
	];
	return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
