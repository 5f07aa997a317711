// The node IPAM controller: each node gets a /24 of the cluster's pod network, in order of arrival (pkg/controller/nodeipam).
import { cached, cachedList, done, patch, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';

export const nodeIpam: Controller = {
	name: 'node-ipam',
	*reconcile(key): Sys<Result> {
		const node = yield* cached('v1/nodes', key);
		if (!node || node.spec?.podCIDR) return done;
		const used = new Set((yield* cachedList('v1/nodes')).map((other) => other.spec?.podCIDR));
		for (let n = 0; n < 65_536; n++) {
			const cidr = `10.${244 + (n >> 8)}.${n & 255}.0/24`;
			if (used.has(cidr)) continue;
			yield* patch('v1/nodes', key, { spec: { podCIDR: cidr, podCIDRs: [cidr] } }, { type: 'strategic' });
			return done;
		}
		return done;
	}
};
