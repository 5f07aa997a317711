// Publishing ports: the engine's own allocator, the kernel's say (bind), docker-proxy processes and NAT rules.
// A port another container has is refused by the allocator; one that any other program has by the kernel's EADDRINUSE.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, kill, listen, pipe, spawn, udp, wait } from '../../kernel/index.ts';
import { byBytes } from '../decode.ts';
import { DockerError, errnoText, system } from '../errors.ts';
import { remember } from '../memory.ts';
import type { Container, MappedPort, Memory } from '../state.ts';
import type { PortBinding } from '../api-types.ts';
import { addRules, portRules, removeRules } from './firewall.ts';

const firstDynamic = 32_768;
const lastDynamic = 60_999;

/** One thing to publish: a container port, and where on the host ("" and 0..0: anywhere). */
export interface Wanted {
	readonly proto: MappedPort['proto'];
	readonly port: number;
	readonly hostIp: string;
	readonly first: number;
	readonly last: number;
}
export function parsePort(text: string): { port: number; proto: MappedPort['proto'] } {
	const [port = '', proto = 'tcp'] = text.split('/');
	return { port: Number(port.split('-')[0]), proto: proto === 'udp' || proto === 'sctp' ? proto : 'tcp' };
}
/** What a container's configuration asks to publish, by port. Pure. */
export function wantedPorts(container: Container): Wanted[] {
	const { PortBindings: bindings, PublishAllPorts: all } = container.hostConfig;
	const keys = [...new Set([...Object.keys(container.config.ExposedPorts ?? {}), ...Object.keys(bindings)])];
	const sorted = keys.map((key) => ({ key, ...parsePort(key) })).sort((a, b) => a.port - b.port || byBytes(a.proto, b.proto));
	return sorted.flatMap(({ key, port, proto }) => {
		const given = bindings[key] ?? [];
		if (given.length === 0) return all ? [{ proto, port, hostIp: '', first: 0, last: 0 }] : [];
		return given.map(({ HostIp, HostPort }) => {
			const [first = '0', last = first] = (HostPort || '0').split('-');
			return { proto, port, hostIp: HostIp, first: Number(first), last: Number(last) };
		});
	});
}

const allPorts = (m: Memory): MappedPort[] => [...m.networks.values()].flatMap((network) => network.endpoints.flatMap((endpoint) => endpoint.ports));
const clashes = (a: string, b: string): boolean =>
	a === b || (a.includes(':') === b.includes(':') && (a === '0.0.0.0' || b === '0.0.0.0' || a === '::' || b === '::'));
const allocated = (m: Memory, pending: readonly MappedPort[], proto: string, ip: string, port: number): boolean =>
	[...allPorts(m), ...pending].some((other) => other.proto === proto && other.hostPort === port && clashes(other.hostIp, ip));

/** Chooses the host port of a binding for all its host addresses. Throws 500 when it is taken. */
function* choosePort(wanted: Wanted, ips: readonly string[], pending: readonly MappedPort[], tried: readonly number[]): Sys<number> {
	const dynamic = wanted.first === 0;
	const answer = yield* remember((m) => {
		const free = (port: number): boolean => !tried.includes(port) && ips.every((ip) => !allocated(m, pending, wanted.proto, ip, port));
		if (!dynamic) {
			for (let port = wanted.first; port <= wanted.last; port++) if (free(port)) return port;
			return 0;
		}
		for (let count = 0; count <= lastDynamic - firstDynamic; count++) {
			const port = m.nextPort < firstDynamic || m.nextPort > lastDynamic ? firstDynamic : m.nextPort;
			m.nextPort = port + 1;
			if (free(port)) return port;
		}
		return 0;
	});
	if (answer === 0) throw system(dynamic ? 'all ports are allocated' : `Bind for ${ips[0] ?? ''}:${wanted.first} failed: port is already allocated`);
	return answer;
}

/** Publishes everything a container asks for on its endpoint. Throws DockerError without the driver's prefix; nothing is left behind then. */
export function* publish(container: Container, bridge: string, containerIp: string): Sys<MappedPort[]> {
	const done: MappedPort[] = [];
	const { ip, proxy, proxyPath } = yield* remember((m) => ({ ip: m.config.ip, proxy: m.config.userlandProxy, proxyPath: m.config.proxyPath }));
	try {
		for (const wanted of wantedPorts(container)) {
			const given = wanted.hostIp || ip;
			const ips = given === '' ? ['0.0.0.0', '::'] : [given];
			for (const port of yield* publishOne(wanted, ips, containerIp, proxy ? proxyPath : '', done)) {
				done.push(port);
				yield* addRules(portRules(bridge, port));
			}
		}
	} catch (error) {
		yield* unpublish(done, bridge);
		throw error;
	}
	return done;
}
function* publishOne(wanted: Wanted, ips: readonly string[], containerIp: string, proxyPath: string, pending: readonly MappedPort[]): Sys<MappedPort[]> {
	const tried: number[] = [];
	for (;;) {
		const hostPort = yield* choosePort(wanted, ips, pending, tried);
		const made: MappedPort[] = [];
		let failure: DockerError | undefined;
		for (const hostIp of ips) {
			try {
				const started = yield* startProxy(wanted, hostIp, hostPort, containerIp, proxyPath);
				made.push({ proto: wanted.proto, containerPort: wanted.port, hostIp, hostPort, containerIp, ...started });
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				// No IPv6 here: only the IPv4 address is published.
				if (hostIp === '::' && error.code === 'EADDRNOTAVAIL') continue;
				// FIDELITY: a UDP socket here is never IPv6 only, so the IPv4 one we have just made takes both.
				if (hostIp === '::' && wanted.proto === 'udp' && made.length > 0 && error.code === 'EADDRINUSE') {
					made.push({ proto: 'udp', containerPort: wanted.port, hostIp, hostPort, containerIp, proxy: 0, leash: -1 });
					continue;
				}
				const shown = `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:${hostPort}:${containerIp}:${wanted.port}/${wanted.proto}`;
				failure = system(`failed to bind host port for ${shown}: ${errnoText(error)}`);
				break;
			}
		}
		if (!failure) return made;
		for (const port of made) yield* stopProxy(port);
		tried.push(hostPort);
		const more = wanted.first === 0 ? tried.length < 10 : hostPort < wanted.last;
		if (!more) throw failure;
	}
}
type Started = Pick<MappedPort, 'proxy' | 'leash'>;
/** Binds the host port and hands the socket to a docker-proxy. It reads a pipe whose other end we keep, so that it ends when we do. */
function* startProxy(wanted: Pick<Wanted, 'proto' | 'port'>, hostIp: string, hostPort: number, containerIp: string, path: string): Sys<Started> {
	if (wanted.proto === 'sctp') return { proxy: 0, leash: -1 };
	const fd =
		wanted.proto === 'tcp'
			? yield* listen({ net: 'tcp', host: hostIp, port: hostPort, ...(hostIp.includes(':') ? { v6: true } : {}) })
			: yield* udp({ host: hostIp, port: hostPort });
	if (path === '') {
		yield* close(fd);
		return { proxy: 0, leash: -1 };
	}
	const leash = yield* pipe();
	const argv = [
		path,
		'-proto',
		wanted.proto,
		'-host-ip',
		hostIp,
		'-host-port',
		String(hostPort),
		'-container-ip',
		containerIp,
		'-container-port',
		String(wanted.port),
		'-use-listen-fd'
	];
	try {
		const proxy = yield* spawn({ path, argv, fds: { 0: 0, 1: 1, 2: 2, 3: leash.read, 4: fd }, pgid: 'new' });
		yield* close(fd);
		yield* close(leash.read);
		return { proxy, leash: leash.write };
	} catch (error) {
		for (const end of [fd, leash.read, leash.write]) yield* close(end);
		if (error instanceof Errno) throw system(`failed to start userland proxy for ${hostIp}:${hostPort}: fork/exec ${path}: ${errnoText(error)}`);
		throw error;
	}
}
function* stopProxy(port: MappedPort): Sys<void> {
	if (port.proxy === 0) return;
	try {
		yield* kill(port.proxy, 'INT');
		yield* wait(port.proxy);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	try {
		if (port.leash >= 0) yield* close(port.leash);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
/** Publishes again what a running container had when the last daemon ended. What cannot be had any more is left out. */
export function* republish(ports: readonly MappedPort[], bridge: string): Sys<MappedPort[]> {
	const { proxy, proxyPath } = yield* remember((m) => ({ proxy: m.config.userlandProxy, proxyPath: m.config.proxyPath }));
	const out: MappedPort[] = [];
	for (const port of ports) {
		try {
			out.push({
				...port,
				...(yield* startProxy({ proto: port.proto, port: port.containerPort }, port.hostIp, port.hostPort, port.containerIp, proxy ? proxyPath : ''))
			});
			yield* addRules(portRules(bridge, port), true);
		} catch (error) {
			if (!(error instanceof Errno) && !(error instanceof DockerError)) throw error;
		}
	}
	return out;
}
export function* unpublish(ports: readonly MappedPort[], bridge: string): Sys<void> {
	for (const port of ports) {
		yield* removeRules(portRules(bridge, port));
		yield* stopProxy(port);
	}
}

/** NetworkSettings.Ports: every exposed port, with where it is published. Pure. */
export function portMap(container: Container, mapped: readonly MappedPort[]): Record<string, PortBinding[] | null> {
	const out: Record<string, PortBinding[] | null> = {};
	const keys = [...new Set([...Object.keys(container.config.ExposedPorts ?? {}), ...Object.keys(container.hostConfig.PortBindings)])].sort(byBytes);
	for (const key of keys) {
		const { port, proto } = parsePort(key);
		const bindings = mapped.filter((m) => m.containerPort === port && m.proto === proto).map((m) => ({ HostIp: m.hostIp, HostPort: String(m.hostPort) }));
		out[`${port}/${proto}`] = bindings.length > 0 ? bindings : null;
	}
	return out;
}
