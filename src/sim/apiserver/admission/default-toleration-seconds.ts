// DefaultTolerationSeconds: pods stay five minutes on a node that is not ready or not reachable, unless they say otherwise.
import type { Mutable, Pod } from '../../kinds/index.ts';
import type { Admission } from './attributes.ts';

export const defaultTolerationSeconds: Admission = {
	name: 'DefaultTolerationSeconds',
	mutate({ kind, operation, object, subresource }) {
		if (kind.ref !== 'v1/pods' || subresource !== '' || operation === 'DELETE') return;
		const { spec } = object as unknown as Mutable<Pod>;
		if (!spec) return;
		for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
			const tolerated = spec.tolerations?.some((t) => (t.key === key || (!t.key && t.operator === 'Exists')) && (t.effect === 'NoExecute' || !t.effect));
			if (!tolerated) spec.tolerations = [...(spec.tolerations ?? []), { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }];
		}
	}
};
