// NodeRestriction: a kubelet may change its own node and its own pods only.
import type { Pod } from '../../kinds/index.ts';
import { nodeOf } from '../authz.ts';
import { lookup } from '../cluster.ts';
import { forbidden } from '../status.ts';
import type { Admission } from './attributes.ts';

const mirror = 'kubernetes.io/config.mirror';

export const nodeRestriction: Admission = {
	name: 'NodeRestriction',
	off: true,
	mutate({ m, kind, operation, object, old, subresource, name, namespace, request }) {
		const node = nodeOf(request.user);
		if (node === null) return;
		if (kind.ref === 'v1/nodes') {
			if (name !== node) throw forbidden(kind, name, `node "${node}" is not allowed to modify node "${name}"`);
			if (operation === 'DELETE') throw forbidden(kind, name, `node "${node}" is not allowed to delete itself`);
			return;
		}
		if (kind.ref !== 'v1/pods') return;
		const pod = (operation === 'CREATE' && subresource === '' ? object : (old ?? lookup(m, 'v1/pods', namespace, name))) as Pod | undefined;
		if (operation === 'CREATE' && subresource === '') {
			if (pod?.metadata.annotations?.[mirror] === undefined)
				throw forbidden(kind, name, `pod does not have "${mirror}" annotation, node "${node}" can only create mirror pods`);
			if (pod.spec?.nodeName !== node) throw forbidden(kind, name, `node "${node}" can only create pods with spec.nodeName set to itself`);
			return;
		}
		if (pod && pod.spec?.nodeName !== node)
			throw forbidden(
				kind,
				name,
				`node "${node}" can only ${operation === 'DELETE' ? 'delete pods' : 'update pod status for pods'} with spec.nodeName set to itself`
			);
	}
};
