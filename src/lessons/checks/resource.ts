// `resource: KIND/NAME`: objects of the cluster as etcd holds them: by name, namespace and labels, with expected fields. A pure read.
// The parser writes the kind as the API spells it (kind-names.ts); "Certificate.cert-manager.io" names a custom one.
// Leaves out what the API server computes when asked (metrics, tables).
import { matchesSelector, parseSelector } from '#src/sim/values/index.ts';
import type { Json } from '#src/worker/json.ts';
import { absentField, counts, countField, named, textOf, valueAt, type CheckKind } from './check.ts';
import { matches, unlike } from './match.ts';

/** Conditions that say an object of a kind is what it should be. */
const conditions = ['Ready', 'Available', 'Complete', 'Established'];

/** Why an object is not ready; undefined when it is, or has nothing to say about it. */
function unready(object: Json): string | undefined {
	const name = String(valueAt(object, 'metadata.name'));
	const status = valueAt(object, 'status');
	const [generation, observed] = [valueAt(object, 'metadata.generation'), valueAt(status, 'observedGeneration')];
	if (generation !== undefined && observed !== undefined && observed !== generation) return `${name} has just been changed`;
	const wanted = valueAt(object, 'spec.replicas') ?? valueAt(status, 'desiredNumberScheduled');
	const ready = valueAt(status, 'readyReplicas') ?? valueAt(status, 'numberReady') ?? 0;
	if (wanted !== undefined && ready !== wanted) return `${name}: ${String(ready)} of ${String(wanted)} ready`;
	if (wanted !== undefined) {
		const updated = valueAt(status, 'updatedReplicas') ?? valueAt(status, 'updatedNumberScheduled');
		return updated === undefined || updated === wanted ? undefined : `${name}: ${String(updated)} of ${String(wanted)} updated`;
	}
	const list = valueAt(status, 'conditions');
	const condition = (Array.isArray(list) ? (list as Json[]) : []).find((one) => conditions.includes(String(valueAt(one, 'type'))));
	const phase = valueAt(status, 'phase');
	if (condition !== undefined && valueAt(condition, 'status') !== 'True')
		return `${name} is ${String(phase ?? 'not ready')}${phase === 'Running' ? ', not ready' : ''}`;
	return condition === undefined && phase !== undefined && !['Active', 'Bound', 'Succeeded', 'Available'].includes(String(phase))
		? `${name} is ${String(phase)}`
		: undefined;
}

export const resource: CheckKind = {
	name: 'resource',
	about: 'Kubernetes objects are there, with expected fields',
	fields: {
		resource: { type: 'text', about: 'kind, or kind/name, as deployment/web; * stands for any part of the name', required: true },
		namespace: { type: 'text', about: 'its namespace; default when absent, * for any' },
		selector: { type: 'text', about: 'only those with these labels, as app=web,tier!=db' },
		ready: { type: 'boolean', about: 'true: it says of itself that it is ready' },
		expect: { type: 'expect', about: 'its fields by dotted path, as spec.replicas' },
		jsonpath: { type: 'jsonpath', about: 'what this JSONPath finds in it must be `is`' },
		is: { type: 'any', about: 'what jsonpath must give; true when absent' },
		count: countField,
		absent: absentField
	},
	wrong(args) {
		const selector = textOf(args, 'selector');
		if (selector === undefined) return undefined;
		try {
			parseSelector(selector);
			return undefined;
		} catch (error) {
			return { field: 'selector', message: `${error instanceof Error ? error.message : String(error)}; expected labels such as app=web,tier!=db` };
		}
	},
	expected: (args) =>
		`${String(args['resource'])} ${args['absent'] === true ? 'is gone' : args['count'] !== undefined ? `is there ${String(args['count'])} times` : args['ready'] === true ? 'is ready' : 'is there'}${'expect' in args || 'jsonpath' in args ? ' as asked for' : ''}`,
	reads({ kind, data }, check) {
		if (kind.startsWith('host.')) return true;
		if (!kind.startsWith('etcd.')) return false;
		const [type = '', pattern = '*'] = String(check?.args['resource'] ?? '').split('/');
		const key = String(data['key'] ?? '');
		if (key.startsWith('/registry/leases/') && type !== 'Lease') return false;
		if (key.startsWith('/registry/events/') && type !== 'Event') return false;
		return key === '' || named(pattern, key.slice(key.lastIndexOf('/') + 1));
	},
	async look({ args }, observer) {
		const all = observer.objects();
		if (!all) return { ok: false, seen: 'the cluster’s store does not answer' };
		const [type = '', pattern = '*'] = String(args['resource']).split('/');
		const [kind, ...group] = type.split('.');
		const namespace = textOf(args, 'namespace') ?? 'default';
		const selector = parseSelector(textOf(args, 'selector') ?? '');
		const found = all.filter((object) => {
			const where = valueAt(object, 'metadata.namespace');
			const labels = (valueAt(object, 'metadata.labels') ?? {}) as Record<string, string>;
			return (
				valueAt(object, 'kind') === kind &&
				(group.length === 0 || String(valueAt(object, 'apiVersion')).split('/')[0] === group.join('.')) &&
				(where === undefined || named(namespace, String(where))) &&
				named(pattern, String(valueAt(object, 'metadata.name'))) &&
				matchesSelector(selector, labels)
			);
		});
		const what = pattern === '*' ? `${kind}` : `${kind} ${pattern}`;
		const none = `there is no ${what}${namespace === 'default' || namespace === '*' ? '' : ` in ${namespace}`}`;
		if (args['absent'] === true)
			return { ok: found.length === 0, seen: found.length === 0 ? none : `there is ${kind} ${String(valueAt(found[0], 'metadata.name'))}` };
		let like = 0;
		let first: string | undefined;
		let other: string | undefined;
		for (const object of found) {
			const name = String(valueAt(object, 'metadata.name'));
			let differs = args['ready'] === true ? unready(object) : undefined;
			const field = differs === undefined ? await unlike(args['expect'], object) : undefined;
			if (field !== undefined) differs = `${name}: ${field}`;
			if (differs === undefined && args['jsonpath'] !== undefined && !(await matches({ jsonpath: args['jsonpath'], is: args['is'] ?? 'true' }, object, false)))
				differs = `${name} does not have it`;
			if (differs === undefined) like++;
			else other ??= differs;
			first ??= name;
		}
		if (args['count'] !== undefined) return { ok: counts(args['count'], like), seen: `${like} of them${other === undefined ? '' : `; ${other}`}` };
		return like > 0 ? { ok: true, seen: `${kind} ${first ?? ''} is there` } : { ok: false, seen: other ?? none };
	}
};
