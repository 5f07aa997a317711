// What Docker has, as checks ask for it: all of a type by `docker inspect` in a copy, then chosen by name, label and fields.
import type { Json } from '#src/worker/json.ts';
import type { Fields } from '../fields.ts';
import type { Check } from '../lesson.ts';
import {
	absentField,
	counts,
	countField,
	hostField,
	hostOf,
	textOf,
	valueAt,
	type CheckKind,
	type CheckResult,
	type DockerThing,
	type Observer
} from './check.ts';
import { matches, unlike } from './match.ts';

export interface DockerRow {
	readonly what: DockerThing;
	readonly about: string;
	/** Fields beside the common ones. */
	readonly fields?: Fields;
	/** Names one thing goes by. */
	names(thing: Json): readonly string[];
	/** Where its labels are. */
	readonly labels: string;
	/** What narrows the choice, beside name and label: false leaves a thing out. */
	chosen?(args: Check['args'], thing: Json): boolean;
	/** What is not as wanted of a chosen thing. */
	unlike?(args: Check['args'], thing: Json, name: string): string | undefined;
	/** How a thing that is as wanted is told. */
	told?(thing: Json, name: string): string;
	/** Whether a name fits what is asked for. */
	fits(wanted: string, name: string): boolean;
}

/** Facts after which Docker may have something else: what it says itself, and the end of a docker command (not everything has a fact). */
const dockerReads: CheckKind['reads'] = ({ kind, data }) =>
	kind.startsWith('docker.') || kind.startsWith('host.') || (kind === 'kernel.process.exited' && /^docker/.test(String(data['comm'] ?? 'docker')));

async function unlikeThing(row: DockerRow, args: Check['args'], thing: Json): Promise<string | undefined> {
	const name = row.names(thing)[0] ?? '';
	const other = row.unlike?.(args, thing, name);
	if (other !== undefined) return other;
	const field = await unlike(args['expect'], thing);
	if (field !== undefined) return `${name}: ${field}`;
	const path = args['jsonpath'];
	if (path !== undefined && !(await matches({ jsonpath: path, is: args['is'] ?? 'true' }, thing, false))) return `${name} does not have it`;
	return undefined;
}

async function lookAt(row: DockerRow, { args }: Check, observer: Observer): Promise<CheckResult> {
	const host = hostOf(args, observer);
	if (!observer.machine(host)?.on) return { ok: false, seen: `${host} is off` };
	const all = await observer.docker(host, row.what);
	if (typeof all === 'string') return { ok: false, seen: all };
	const wanted = String(args[row.what]);
	const label = textOf(args, 'label');
	const [key = '', value] = label?.split('=') ?? [];
	const labelled = (thing: Json): boolean => {
		const labels = (valueAt(thing, row.labels) ?? {}) as Record<string, string>;
		return label === undefined || (Object.hasOwn(labels, key) && (value === undefined || labels[key] === value));
	};
	const found = all.filter((thing) => row.names(thing).some((name) => row.fits(wanted, name)) && labelled(thing) && (row.chosen?.(args, thing) ?? true));
	const what = wanted.includes('*') ? `such ${row.what}` : `${row.what} ${wanted}`;
	const none = `there is no ${what}`;
	if (args['absent'] === true)
		return { ok: found.length === 0, seen: found.length === 0 ? none : `there is ${wanted.includes('*') ? `${row.names(found[0] ?? null)[0]}` : `a ${what}`}` };
	const like: string[] = [];
	let other: string | undefined;
	for (const thing of found) {
		const differs = await unlikeThing(row, args, thing);
		if (differs === undefined) like.push(row.told?.(thing, row.names(thing)[0] ?? '') ?? `there is a ${row.what} ${row.names(thing)[0] ?? ''}`);
		else other ??= differs;
	}
	if (args['count'] !== undefined) return { ok: counts(args['count'], like.length), seen: `${like.length} of them${other === undefined ? '' : `; ${other}`}` };
	return like.length > 0 ? { ok: true, seen: like[0] ?? '' } : { ok: false, seen: other ?? none };
}

/** The kind of check of a row. */
export function dockerCheck(row: DockerRow): CheckKind {
	return {
		name: row.what,
		about: row.about,
		fields: {
			[row.what]: { type: 'text', about: 'its name; * stands for any part', required: true },
			host: hostField,
			...row.fields,
			label: { type: 'text', about: 'only those with this label, as app=web or app' },
			expect: { type: 'expect', about: `fields of docker ${row.what} inspect by dotted path` },
			jsonpath: { type: 'jsonpath', about: `what this JSONPath finds in docker ${row.what} inspect must be \`is\`` },
			is: { type: 'any', about: 'what jsonpath must give; true when absent' },
			count: countField,
			absent: absentField
		},
		expected: (args) =>
			args['absent'] === true
				? `${row.what} ${String(args[row.what])} is gone`
				: args['count'] === undefined
					? `${row.what} ${String(args[row.what])} is ${String(args['state'] ?? 'there')}${'expect' in args || 'jsonpath' in args || 'image' in args ? ' as asked for' : ''}`
					: `${String(args['count'])} of ${row.what} ${String(args[row.what])}`,
		reads(fact, check) {
			const wanted = textOf(check?.args ?? {}, row.what);
			const { name } = fact.data;
			if (
				fact.kind.startsWith(`docker.${row.what}.`) &&
				wanted !== undefined &&
				typeof name === 'string' &&
				row.what === 'container' &&
				!row.fits(wanted, name)
			)
				return false;
			return dockerReads(fact);
		},
		look: (check, observer) => lookAt(row, check, observer)
	};
}
