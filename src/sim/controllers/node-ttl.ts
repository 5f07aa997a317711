// The TTL controller: how long a kubelet may keep secrets and config maps without asking again, by the size of the cluster (pkg/controller/ttl).
import { cached, cachedList, done, patch, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';

const annotation = 'node.alpha.kubernetes.io/ttl';
/** Seconds, by the number of nodes up to which they hold. */
const steps: readonly (readonly [nodes: number, seconds: number])[] = [
	[100, 0],
	[500, 15],
	[1000, 30],
	[2000, 60],
	[Infinity, 300]
];

export const nodeTtl: Controller = {
	name: 'ttl',
	*reconcile(key): Sys<Result> {
		const node = yield* cached('v1/nodes', key);
		if (!node) return done;
		const count = (yield* cachedList('v1/nodes')).length;
		const seconds = String(steps.find(([nodes]) => count <= nodes)?.[1] ?? 300);
		if (node.metadata.annotations?.[annotation] === seconds) return done;
		yield* patch('v1/nodes', key, { metadata: { annotations: { [annotation]: seconds } } }, { type: 'strategic' });
		return done;
	}
};
