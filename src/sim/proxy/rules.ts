// Services and their endpoints as iptables chains of the nat and filter tables (pkg/proxy/iptables). A pure function: the whole rule set each time.
import type { Rule } from '../kernel/index.ts';
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../kinds/index.ts';
import { sha256Hex } from '../values/index.ts';

export interface RuleSet {
	readonly nat: Readonly<Record<string, readonly Rule[]>>;
	readonly filter: Readonly<Record<string, readonly Rule[]>>;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Those of chains that are gone are forgotten some time. */
const mostHashes = 10_000;
/** The first 16 characters of the base32 of a sha256: what names KUBE-SVC-… and KUBE-SEP-… chains. `known` remembers them. */
function chainHash(text: string, known: Map<string, string>): string {
	const before = known.get(text);
	if (before !== undefined) return before;
	if (known.size >= mostHashes) known.clear();
	const made = base32Sha256(text);
	known.set(text, made);
	return made;
}
function base32Sha256(text: string): string {
	const hex = sha256Hex(text);
	let bits = 0;
	let held = 0;
	let out = '';
	for (let i = 0; out.length < 16; i += 2) {
		held = ((held << 8) | Number.parseInt(hex.slice(i, i + 2), 16)) & 0xffff;
		bits += 8;
		while (bits >= 5 && out.length < 16) {
			bits -= 5;
			out += alphabet[(held >> bits) & 31] as string;
		}
	}
	return out;
}

const masquerade = 0x4000;

interface Target {
	readonly address: string;
	readonly endpoint: Endpoint;
}

/** The ready endpoints of a service port; when none is ready, those that are serving while they terminate. */
function targets(slices: readonly EndpointSlice[], port: ServicePort): Target[] {
	const found = slices.flatMap((slice) => {
		const number = (slice.ports ?? []).find((p) => (p.name ?? '') === (port.name ?? '') && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP'))?.port;
		return number === undefined ? [] : (slice.endpoints ?? []).map((endpoint) => ({ address: `${endpoint.addresses[0] ?? ''}:${number}`, endpoint }));
	});
	const ready = found.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
	const chosen = ready.length ? ready : found.filter(({ endpoint }) => endpoint.conditions?.serving && endpoint.conditions.terminating);
	return [...new Map(chosen.map((target) => [target.address, target])).values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** A jump to each target with equal chances. */
function spread(chains: readonly string[], comment: string): Rule[] {
	return chains.map((target, i) => ({ comment, target, ...(i < chains.length - 1 ? { probability: Math.round(10_000 / (chains.length - i)) } : {}) }));
}

/** The rules for a node. `slices` maps "namespace/service" to its slices; `hashes` remembers chains' names. */
export function ruleSet(
	services: readonly Service[],
	slices: ReadonlyMap<string, readonly EndpointSlice[]>,
	node: string,
	clusterCidr: string,
	hashes: Map<string, string>
): RuleSet {
	const nat: Record<string, Rule[]> = {
		'KUBE-SERVICES': [],
		'KUBE-NODEPORTS': [],
		'KUBE-MARK-MASQ': [{ target: 'MARK', to: String(masquerade) }],
		'KUBE-POSTROUTING': [{ mark: masquerade, comment: 'kubernetes service traffic requiring SNAT', target: 'MASQUERADE' }]
	};
	const filter: Record<string, Rule[]> = {
		'KUBE-SERVICES': [],
		'KUBE-EXTERNAL-SERVICES': [],
		'KUBE-NODEPORTS': [],
		'KUBE-FORWARD': [{ mark: masquerade, comment: 'kubernetes forwarding rules', target: 'ACCEPT' }]
	};
	const add = (table: Record<string, Rule[]>, chain: string, rule: Rule) => (table[chain] ??= []).push(rule);
	for (const service of services) {
		const spec = service.spec;
		if (!spec?.clusterIP || spec.clusterIP === 'None' || spec.type === 'ExternalName') continue;
		const key = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
		for (const port of spec.ports ?? []) {
			const protocol = port.protocol === 'UDP' ? 'udp' : 'tcp';
			const name = `${key}${port.name ? `:${port.name}` : ''}`;
			const all = targets(slices.get(key) ?? [], port);
			const local = all.filter(({ endpoint }) => endpoint.nodeName === node);
			const inside = spec.internalTrafficPolicy === 'Local' ? local : all;
			const hash = chainHash(`${name}${protocol}`, hashes);
			const clusterIp = { destination: `${spec.clusterIP}/32`, protocol, dport: port.port } as const;
			const outside = [...(spec.externalIPs ?? []), ...(service.status?.loadBalancer?.ingress ?? []).flatMap((i) => (i.ip ? [i.ip] : []))];
			const sep = (target: Target) => `KUBE-SEP-${chainHash(`${name}${protocol}${target.address}`, hashes)}`;
			for (const target of all) {
				nat[sep(target)] = [
					{ source: `${target.address.slice(0, target.address.lastIndexOf(':'))}/32`, comment: name, target: 'KUBE-MARK-MASQ' },
					{ protocol, comment: name, target: 'DNAT', to: target.address }
				];
			}
			if (inside.length === 0) {
				add(filter, 'KUBE-SERVICES', { ...clusterIp, comment: `${name} has no endpoints`, target: 'REJECT' });
			} else {
				add(nat, 'KUBE-SERVICES', { ...clusterIp, comment: `${name} cluster IP`, target: `KUBE-SVC-${hash}` });
				nat[`KUBE-SVC-${hash}`] = [
					{ source: `!${clusterCidr}`, ...clusterIp, comment: `${name} cluster IP`, target: 'KUBE-MARK-MASQ' },
					...spread(inside.map(sep), name)
				];
			}
			if (!port.nodePort && outside.length === 0) continue;
			const onlyLocal = spec.externalTrafficPolicy === 'Local';
			const ext = `KUBE-EXT-${hash}`;
			if (all.length > 0) {
				nat[ext] = onlyLocal
					? [{ source: clusterCidr, comment: `pod traffic for ${name} external destinations`, target: `KUBE-SVC-${hash}` }, ...spread(local.map(sep), name)]
					: [{ comment: `masquerade traffic for ${name} external destinations`, target: 'KUBE-MARK-MASQ' }, { target: `KUBE-SVC-${hash}` }];
				if (!nat[`KUBE-SVC-${hash}`]) nat[`KUBE-SVC-${hash}`] = spread(all.map(sep), name);
				for (const ip of outside)
					add(nat, 'KUBE-SERVICES', { destination: `${ip}/32`, protocol, dport: port.port, comment: `${name} external IP`, target: ext });
				if (port.nodePort) add(nat, 'KUBE-NODEPORTS', { protocol, dport: port.nodePort, comment: name, target: ext });
				if (onlyLocal && local.length === 0 && port.nodePort)
					add(filter, 'KUBE-NODEPORTS', { protocol, dport: port.nodePort, comment: `${name} has no local endpoints`, target: 'DROP' });
			} else if (port.nodePort)
				add(filter, 'KUBE-EXTERNAL-SERVICES', { dstLocal: true, protocol, dport: port.nodePort, comment: `${name} has no endpoints`, target: 'REJECT' });
		}
	}
	add(nat, 'KUBE-SERVICES', {
		dstLocal: true,
		comment: 'kubernetes service nodeports; NOTE: this must be the last rule in this chain',
		target: 'KUBE-NODEPORTS'
	});
	return { nat, filter };
}

/** The jumps from the built-in chains, made once: table, chain, rule. */
export const jumps: readonly { readonly table: 'nat' | 'filter'; readonly chain: string; readonly rule: Rule }[] = [
	{ table: 'nat', chain: 'PREROUTING', rule: { comment: 'kubernetes service portals', target: 'KUBE-SERVICES' } },
	{ table: 'nat', chain: 'OUTPUT', rule: { comment: 'kubernetes service portals', target: 'KUBE-SERVICES' } },
	{ table: 'nat', chain: 'POSTROUTING', rule: { comment: 'kubernetes postrouting rules', target: 'KUBE-POSTROUTING' } },
	{ table: 'filter', chain: 'INPUT', rule: { comment: 'kubernetes health check service ports', target: 'KUBE-NODEPORTS' } },
	{ table: 'filter', chain: 'INPUT', rule: { comment: 'kubernetes externally-visible service portals', target: 'KUBE-EXTERNAL-SERVICES' } },
	{ table: 'filter', chain: 'FORWARD', rule: { comment: 'kubernetes forwarding rules', target: 'KUBE-FORWARD' } },
	{ table: 'filter', chain: 'FORWARD', rule: { comment: 'kubernetes service portals', target: 'KUBE-SERVICES' } },
	{ table: 'filter', chain: 'OUTPUT', rule: { comment: 'kubernetes service portals', target: 'KUBE-SERVICES' } }
];
