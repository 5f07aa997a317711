// ptp: a veth pair between the node and the pod, the node's end carrying the range's gateway address, routes on both sides.
// Addresses come from the host-local range of its configuration, called in place (the real plug-in executes it).
import { Errno, type Sys } from '../engine/index.ts';
import { netlink, random, type Interface } from '../kernel/index.ts';
import { hex } from '../values/index.ts';
import { allocate, release } from './host-local.ts';
import { CniFailure, cniPlugin } from './plugin.ts';

/** Runs a netlink operation whose object may be there, or gone, already. */
export function* tolerant(routine: Sys<unknown>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

export const ptp = cniPlugin(
	'cni-ptp',
	function* (call) {
		if (call.netns === undefined) throw new CniFailure('failed to open netns: no such file or directory');
		const inside = call.netns;
		const { address, gateway } = yield* allocate(call);
		const ip = address.slice(0, address.indexOf('/'));
		const host = `veth${hex(yield* random(4))}`;
		yield* netlink({ op: 'link.add', name: host, kind: 'veth', peer: call.ifName, peerNetns: inside });
		yield* tolerant(netlink({ op: 'link.set', name: 'lo', up: true, inside }));
		yield* netlink({ op: 'address.add', dev: call.ifName, address, inside });
		yield* netlink({ op: 'link.set', name: call.ifName, up: true, inside });
		yield* netlink({ op: 'link.set', name: host, up: true });
		yield* netlink({ op: 'address.add', dev: host, address: `${gateway}/32` });
		yield* netlink({ op: 'route.add', route: { to: `${ip}/32`, dev: host, scope: 'link' } });
		// Neighbours are reached through the node, not directly.
		const subnet = call.conf.ipam?.subnet ?? '';
		yield* tolerant(netlink({ op: 'route.delete', to: subnet, inside }));
		yield* netlink({ op: 'route.add', route: { to: `${gateway}/32`, dev: call.ifName, scope: 'link', src: ip }, inside });
		yield* netlink({ op: 'route.add', route: { to: subnet, via: gateway, dev: call.ifName, src: ip }, inside });
		yield* netlink({ op: 'route.add', route: { to: 'default', via: gateway, dev: call.ifName }, inside });
		if (call.conf.ipMasq) {
			const comment = `name: "${call.conf.name}" id: "${call.containerId}"`;
			yield* netlink({
				op: 'rule.add',
				table: 'nat',
				chain: 'POSTROUTING',
				rule: { source: `${ip}/32`, destination: '!10.244.0.0/16', comment, target: 'MASQUERADE' }
			});
		}
		const links = yield* netlink<readonly Interface[]>({ op: 'links', inside });
		return {
			cniVersion: call.conf.cniVersion,
			interfaces: [
				{ name: host },
				{ name: call.ifName, mac: links.find((link) => link.name === call.ifName)?.mac ?? '', sandbox: `/proc/self/ns/net:${inside}` }
			],
			ips: [{ address, gateway, interface: 1 }],
			routes: [{ dst: '0.0.0.0/0' }]
		};
	},
	function* (call) {
		if (call.netns !== undefined) yield* tolerant(netlink({ op: 'link.delete', name: call.ifName, inside: call.netns }));
		if (call.conf.ipMasq) {
			const { chains } = yield* netlink<{ chains: Record<string, { rules: readonly { comment?: string }[] }> }>({ op: 'rules', table: 'nat' });
			for (const rule of chains['POSTROUTING']?.rules ?? []) {
				if (rule.comment?.includes(`id: "${call.containerId}"`))
					yield* tolerant(netlink({ op: 'rule.delete', table: 'nat', chain: 'POSTROUTING', rule: rule as never }));
			}
		}
		yield* release(call);
	}
);
