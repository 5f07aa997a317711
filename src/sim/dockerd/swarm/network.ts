// A swarm's networks on this node: ingress and docker_gwbridge, overlay networks, and the published ports of services.
// FIDELITY: an overlay network's bridge is in the host's namespace (the real one hides it in a namespace of its own), service names
// answer with the tasks' addresses (as with --endpoint-mode dnsrr), and the routing mesh is rules with a chance each instead of IPVS.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, close, listen, netlink, type Rule } from '../../kernel/index.ts';
import { isObject, list, object, str } from '../decode.ts';
import { forbidden } from '../errors.ts';
import { locked, newId, remember } from '../memory.ts';
import { ipText, overlaps, parseCidr, type Cidr } from '../networks/address.ts';
import { disconnectContainer } from '../networks/endpoints.ts';
import { dropNetwork } from '../networks/joined.ts';
import { findNetwork, plugIn, plugOut, saveNetworks, takenSubnets, updateNetwork } from '../networks/store.ts';
import type { Network } from '../state.ts';
import type { Swarm } from './state.ts';
import { swarmId } from './store.ts';

const chain = 'DOCKER-INGRESS';

/** The first free /24 of the swarm's address pool. */
function* overlaySubnet(): Sys<string> {
	const taken: Cidr[] = yield* takenSubnets();
	for (let n = 0; n < 65_536; n++) {
		const subnet = parseCidr(`10.${Math.floor(n / 256)}.${n % 256}.0/24`);
		if (subnet && !taken.some((other) => overlaps(other, subnet))) return `${ipText(subnet.base)}/24`;
	}
	return '10.0.0.0/24';
}
/** Makes a network of the swarm, plugged in. */
export function* makeOverlay(name: string, more: Partial<Network> & { readonly ingress?: boolean }): Sys<Network> {
	const id = yield* swarmId();
	const number = yield* remember((m) => [...m.networks.values()].filter((other) => other.overlay).length);
	const subnet = yield* overlaySubnet();
	const { ingress = false, ...given } = more;
	const network: Network = {
		id,
		name,
		driver: 'bridge',
		created: yield* clock(),
		enableIPv4: true,
		enableIPv6: false,
		internal: false,
		attachable: false,
		options: { 'com.docker.network.driver.overlay.vxlanid_list': String(4096 + number) },
		labels: {},
		ipamDriver: 'default',
		ipamOptions: null,
		pools: [{ subnet, gateway: subnet.replace(/0\/24$/, '1'), ipRange: '', auxAddresses: {}, given: false, givenGateway: false }],
		bridge: `ov-${id.slice(0, 12)}`,
		endpoints: [],
		lastAddress: 0,
		overlay: { ingress },
		...given
	};
	yield* remember((m) => void m.networks.set(id, network));
	yield* plugIn(network);
	yield* saveNetworks();
	return network;
}
export function* makeSwarmNetworks(): Sys<void> {
	yield* makeOverlay('ingress', { ingress: true });
	if (yield* remember((m) => findNetwork(m, 'docker_gwbridge'))) return;
	const taken = yield* takenSubnets();
	for (let n = 18; n < 32; n++) {
		const subnet = parseCidr(`172.${n}.0.0/16`);
		if (!subnet || taken.some((other) => overlaps(other, subnet))) continue;
		const pools = [{ subnet: `172.${n}.0.0/16`, gateway: `172.${n}.0.1`, ipRange: '', auxAddresses: {}, given: true, givenGateway: true }];
		const options = {
			'com.docker.network.bridge.enable_icc': 'false',
			'com.docker.network.bridge.enable_ip_masquerade': 'true',
			'com.docker.network.bridge.name': 'docker_gwbridge'
		};
		const made = yield* makeOverlay('docker_gwbridge', { id: yield* newId(), pools, options, bridge: 'docker_gwbridge' });
		yield* remember((m) => {
			const { overlay: _, ...local } = made;
			m.networks.set(made.id, local);
			for (const [key, network] of [...m.networks]) if (network.id === made.id && key !== made.id) m.networks.delete(key);
		});
		yield* saveNetworks();
		return;
	}
}
export function* dropSwarmNetworks(): Sys<void> {
	const overlays = yield* remember((m) => [...m.networks.values()].filter((network) => network.overlay));
	for (const network of overlays) {
		for (const endpoint of network.endpoints) yield* disconnectContainer(endpoint.containerId, network);
		yield* locked('network', plugOut(network));
		yield* remember((m) => dropNetwork(m, network.id));
	}
	yield* saveNetworks();
	yield* publishPorts(null);
}

/** Removes a network of the swarm, or as soon as the last task has left it. Throws what swarmkit says of one that a service uses. */
export function* removeOverlay(network: Network): Sys<void> {
	const user = yield* remember((m) =>
		Object.values(m.swarm?.services ?? {}).find((service) =>
			(list(object(service.spec['TaskTemplate']), 'Networks') ?? []).filter(isObject).some((attachment) => str(attachment, 'Target') === network.id)
		)
	);
	if (user) throw forbidden(`rpc error: code = FailedPrecondition desc = network ${network.id} is in use by service ${user.id}`);
	yield* updateNetwork(network.id, (old) => ({ overlay: { ingress: old.overlay?.ingress ?? false, removing: true } }));
	yield* dropUnused();
}
/** Networks that were removed and that nobody is on any more. */
export function* dropUnused(): Sys<void> {
	const unused = yield* remember((m) => [...m.networks.values()].filter((network) => network.overlay?.removing && network.endpoints.length === 0));
	for (const network of unused) {
		yield* locked('network', plugOut(network));
		yield* remember((m) => dropNetwork(m, network.id));
	}
	if (unused.length > 0) yield* saveNetworks();
}

/** Opens the published ports of services: each port goes to a running task, by chance. A port somebody else has stays theirs. */
export function* publishPorts(swarm: Swarm | null): Sys<void> {
	const { ports, held, bridge } = yield* remember((m) => {
		const ingress = [...m.networks.values()].find((network) => network.overlay?.ingress);
		const wanted = Object.values(swarm?.services ?? {}).flatMap((service) =>
			service.ports
				.filter((port) => port.PublishMode === 'ingress' && port.PublishedPort > 0)
				.map((port) => ({
					port,
					to: Object.values(swarm?.tasks ?? {})
						.filter((task) => task.serviceId === service.id && task.state === 'running' && task.desired === 'running')
						.flatMap((task) => ingress?.endpoints.find((endpoint) => endpoint.containerId === task.containerId)?.ip ?? [])
				}))
		);
		return { ports: wanted, held: m.ingressPorts, bridge: ingress?.bridge ?? '' };
	});
	const quietly = function* (routine: Sys<unknown>): Sys<void> {
		try {
			yield* routine;
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	};
	yield* quietly(netlink({ op: 'chain.add', table: 'nat', chain }));
	yield* quietly(netlink({ op: 'chain.flush', table: 'nat', chain }));
	yield* quietly(netlink({ op: 'chain.add', table: 'filter', chain }));
	yield* quietly(netlink({ op: 'chain.flush', table: 'filter', chain }));
	// What comes from this machine's own loopback address needs another one to be answered at.
	const masquerade: Rule = { source: '127.0.0.0/8', out: bridge, target: 'MASQUERADE' };
	if (bridge !== '') yield* quietly(netlink({ op: 'rule.delete', table: 'nat', chain: 'POSTROUTING', rule: masquerade }));
	if (swarm) yield* quietly(netlink({ op: 'rule.add', table: 'nat', chain: 'POSTROUTING', rule: masquerade }));
	const jump: Rule = { dstLocal: true, target: chain };
	for (const hook of ['PREROUTING', 'OUTPUT']) {
		yield* quietly(netlink({ op: 'rule.delete', table: 'nat', chain: hook, rule: jump }));
		if (swarm) yield* quietly(netlink({ op: 'rule.add', table: 'nat', chain: hook, rule: jump, at: 0 }));
	}
	yield* quietly(netlink({ op: 'rule.delete', table: 'filter', chain: 'DOCKER', rule: { target: chain } }));
	if (swarm) yield* quietly(netlink({ op: 'rule.add', table: 'filter', chain: 'DOCKER', rule: { target: chain }, at: 0 }));
	for (const { port, to } of ports) {
		const protocol = port.Protocol === 'udp' ? 'udp' : 'tcp';
		for (const [i, ip] of to.entries()) {
			const chance = i === to.length - 1 ? {} : { probability: Math.round(10_000 / (to.length - i)) };
			const rule: Rule = { protocol, dport: port.PublishedPort, ...chance, target: 'DNAT', to: `${ip}:${port.TargetPort}` };
			yield* quietly(netlink({ op: 'rule.add', table: 'nat', chain, rule }));
			yield* quietly(
				netlink({ op: 'rule.add', table: 'filter', chain, rule: { destination: ip, out: bridge, protocol, dport: port.TargetPort, target: 'ACCEPT' } })
			);
		}
	}
	// The engine holds each port, so that nothing else takes it.
	const wantedPorts = new Set(ports.filter(({ port }) => port.Protocol !== 'udp').map(({ port }) => port.PublishedPort));
	for (const [port, fd] of held) if (!wantedPorts.has(port)) yield* quietly(close(fd));
	const now = new Map([...held].filter(([port]) => wantedPorts.has(port)));
	for (const port of wantedPorts) {
		if (now.has(port)) continue;
		try {
			now.set(port, yield* listen({ net: 'tcp', host: '::', port }));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	yield* remember((m) => void (m.ingressPorts = now));
}
