// portmap: host ports of pods as DNAT rules in CNI-HOSTPORT-DNAT, one chain per pod.
import type { Sys } from '../engine/index.ts';
import { netlink, type Rule } from '../kernel/index.ts';
import { sha256Hex } from '../values/index.ts';
import { cniPlugin, type CniCall } from './plugin.ts';
import { tolerant } from './ptp.ts';

const top = 'CNI-HOSTPORT-DNAT';
const chainOf = (call: CniCall): string => `CNI-DN-${sha256Hex(call.conf.name + call.containerId).slice(0, 21)}`;
const entry = (call: CniCall): Rule => ({ comment: `dnat name: "${call.conf.name}" id: "${call.containerId}"`, target: chainOf(call) });

function* ensureTop(): Sys<void> {
	yield* tolerant(netlink({ op: 'chain.add', table: 'nat', chain: top }));
	const { chains } = yield* netlink<{ chains: Record<string, { rules: readonly Rule[] }> }>({ op: 'rules', table: 'nat' });
	for (const chain of ['PREROUTING', 'OUTPUT']) {
		if (!chains[chain]?.rules.some((rule) => rule.target === top))
			yield* netlink({ op: 'rule.add', table: 'nat', chain, rule: { dstLocal: true, target: top } });
	}
}

export const portmap = cniPlugin(
	'cni-portmap',
	function* (call) {
		const result = call.conf.prevResult ?? { cniVersion: call.conf.cniVersion };
		const ip = result.ips?.[0]?.address.split('/')[0];
		const mappings = call.conf.runtimeConfig?.portMappings ?? [];
		if (!ip || mappings.length === 0) return result;
		yield* ensureTop();
		yield* netlink({ op: 'chain.add', table: 'nat', chain: chainOf(call) });
		for (const { hostPort, containerPort, protocol, hostIP } of mappings) {
			const to = `${ip}:${containerPort}`;
			const at = hostIP && hostIP !== '0.0.0.0' ? { destination: `${hostIP}/32` } : {};
			yield* netlink({
				op: 'rule.add',
				table: 'nat',
				chain: chainOf(call),
				rule: { ...at, protocol: protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp', dport: hostPort, target: 'DNAT', to }
			});
		}
		yield* netlink({ op: 'rule.add', table: 'nat', chain: top, rule: entry(call) });
		return result;
	},
	function* (call) {
		yield* tolerant(netlink({ op: 'rule.delete', table: 'nat', chain: top, rule: entry(call) }));
		yield* tolerant(netlink({ op: 'chain.flush', table: 'nat', chain: chainOf(call) }));
		yield* tolerant(netlink({ op: 'chain.delete', table: 'nat', chain: chainOf(call) }));
	}
);
