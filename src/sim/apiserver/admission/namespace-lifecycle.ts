// NamespaceLifecycle: nothing is made in a namespace that is missing or terminating; the system's namespaces stay.
import type { Namespace } from '../../kinds/index.ts';
import { lookup, kindOf } from '../cluster.ts';
import type { Memory } from '../memory.ts';
import { forbidden, notFound, StatusError } from '../status.ts';
import type { Admission } from './attributes.ts';

const immortal = ['default', 'kube-system', 'kube-public'];

/** The namespace something is made in. Throws 404 when it is missing. */
export function requireNamespace(m: Memory, namespace: string): Namespace | undefined {
	const found = lookup(m, 'v1/namespaces', '', namespace);
	const namespaces = kindOf(m, 'v1/namespaces');
	if (!found && namespaces) throw notFound(namespaces, namespace);
	return found;
}

export const namespaceLifecycle: Admission = {
	name: 'NamespaceLifecycle',
	mutate({ m, kind, operation, namespace, name, subresource }) {
		if (operation === 'DELETE') {
			if (kind.ref === 'v1/namespaces' && immortal.includes(name)) throw forbidden(kind, name, 'this namespace may not be deleted');
			return;
		}
		if (operation !== 'CREATE' || !kind.row.namespaced || subresource !== '') return;
		const found = requireNamespace(m, namespace);
		if (found?.status?.phase !== 'Terminating') return;
		const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
		throw new StatusError(403, 'Forbidden', `${kind.resource} "${name}" is forbidden: ${why}`, {
			name,
			...(kind.row.group ? { group: kind.row.group } : {}),
			kind: kind.row.plural,
			causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }]
		});
	}
};
