// Priority: a pod's priority class becomes its number; a class may be the global default.
import type { Mutable, Pod, PriorityClass } from '../../kinds/index.ts';
import { listAll, lookup } from '../cluster.ts';
import { forbidden } from '../status.ts';
import type { Admission } from './attributes.ts';

const ref = 'scheduling.k8s.io/v1/priorityclasses';

export const priority: Admission = {
	name: 'Priority',
	mutate({ m, kind, operation, object, old, subresource, name }) {
		if (kind.ref !== 'v1/pods' || subresource !== '' || operation === 'DELETE') return;
		const { spec } = object as unknown as Mutable<Pod>;
		if (!spec) return;
		if (operation === 'UPDATE') {
			const before = (old as Pod | undefined)?.spec;
			if (before?.priority !== undefined && spec.priority === undefined) spec.priority = before.priority;
			return;
		}
		let found: PriorityClass | undefined;
		if (spec.priorityClassName) {
			found = lookup(m, ref, '', spec.priorityClassName);
			if (!found) throw forbidden(kind, name, `no PriorityClass with name ${spec.priorityClassName} was found`);
		} else {
			found = listAll(m, ref)
				.filter((c) => c.globalDefault === true)
				.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
			if (found) spec.priorityClassName = found.metadata.name;
		}
		const value = found?.value ?? 0;
		if (spec.priority !== undefined && spec.priority !== value)
			throw forbidden(
				kind,
				name,
				`the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`
			);
		spec.priority = value;
		spec.preemptionPolicy ??= found?.preemptionPolicy ?? 'PreemptLowerPriority';
	},
	validate({ m, kind, operation, object, name, old }) {
		if (kind.ref !== ref || operation === 'DELETE') return;
		const draft = object as unknown as PriorityClass;
		if (!draft.globalDefault) return;
		const other = listAll(m, ref).find((c) => c.globalDefault === true && c.metadata.name !== name && c !== old);
		if (other) throw forbidden(kind, name, `PriorityClass ${other.metadata.name} is already marked as globalDefault`);
	}
};
