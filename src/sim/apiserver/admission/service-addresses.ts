// What the services' storage does on create and update: cluster IPs and node ports are given out, checked, reserved.
// Follows the registry's allocators; IPv4 single stack. Invariant: an address in m.clusterIPs belongs to one service.
import { FieldErrors, type IPAddress, type Mutable, type Service } from '../../kinds/index.ts';
import { sha256Hex } from '../../values/digest.ts';
import { rfc3339 } from '../../values/time.ts';
import { lookup } from '../cluster.ts';
import { uuid } from '../metadata.ts';
import { hash32 } from '../../engine/index.ts';
import { invalid } from '../status.ts';
import type { Memory } from '../memory.ts';
import type { Admission, AdmissionAttributes } from './attributes.ts';

const toNumber = (ip: string): number => ip.split('.').reduce((value, part) => value * 256 + Number(part), 0);
const toText = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
/** First address and size of "10.96.0.0/12". */
export function parseCidr(cidr: string): { base: number; size: number } {
	const [ip = '', bits = '32'] = cidr.split('/');
	const size = 2 ** (32 - Number(bits));
	return { base: Math.floor(toNumber(ip) / size) * size, size };
}
const isIpv4 = (text: string): boolean => /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(text);

function allocateIp(m: Memory, owner: string, random: string): string {
	const { base, size } = parseCidr(m.options.serviceRange);
	// The lower part of the range is kept for addresses asked for by name (min(max(16, size/16), 256)).
	const reserved = Math.min(Math.max(16, Math.floor(size / 16)), 256);
	const start = hash32(random) % (size - reserved - 1);
	for (let i = 0; i < size - reserved - 1; i++) {
		const ip = toText(base + reserved + ((start + i) % (size - reserved - 1)));
		if (!m.clusterIPs.has(ip)) {
			m.clusterIPs.set(ip, owner);
			return ip;
		}
	}
	return '';
}
function allocatePort(m: Memory, owner: string, random: string): number {
	const [low, high] = m.options.nodePorts;
	const size = high - low + 1;
	const reserved = Math.min(Math.max(16, Math.floor(size / 32)), 128);
	const start = hash32(random) % (size - reserved);
	for (let i = 0; i < size - reserved; i++) {
		const port = low + reserved + ((start + i) % (size - reserved));
		if (!m.nodePorts.has(String(port))) {
			m.nodePorts.set(String(port), owner);
			return port;
		}
	}
	return 0;
}

function clusterIp(a: AdmissionAttributes, service: Mutable<Service>, owner: string, errors: FieldErrors): void {
	const spec = service.spec;
	const { m } = a;
	if (!spec) return;
	if (spec.type === 'ExternalName') return;
	const asked = spec.clusterIP ?? '';
	if (asked === 'None') {
		spec.clusterIPs = ['None'];
		return;
	}
	const old = a.old as Service | undefined;
	if (asked !== '') {
		if (old?.spec?.clusterIP === asked || !isIpv4(asked)) return;
		const { base, size } = parseCidr(m.options.serviceRange);
		const value = toNumber(asked);
		if (value <= base || value >= base + size - 1)
			errors.invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: the provided network does not match the current range`);
		else if (m.clusterIPs.has(asked)) errors.invalid('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: provided IP is already allocated`);
		else if (!a.dryRun) {
			m.clusterIPs.set(asked, owner);
			a.release.push(`ip ${asked}`);
		}
		spec.clusterIPs = [asked];
		return;
	}
	const ip = allocateIp(m, owner, a.request.random);
	a.release.push(`ip ${ip}`);
	if (a.dryRun) m.clusterIPs.delete(ip);
	spec.clusterIP = ip;
	spec.clusterIPs = [ip];
}

function nodePorts(a: AdmissionAttributes, service: Mutable<Service>, owner: string, errors: FieldErrors): void {
	const spec = service.spec;
	const { m } = a;
	if (!spec) return;
	const wants = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
	const [low, high] = m.options.nodePorts;
	const before = new Set(((a.old as Service | undefined)?.spec?.ports ?? []).map((port) => port.nodePort).filter((port) => port !== undefined));
	const given = new Map<string, number>();
	for (const [i, port] of (spec.ports ?? []).entries()) {
		if (port.nodePort) {
			if (before.has(port.nodePort)) continue;
			if (!wants) continue;
			if (port.nodePort < low || port.nodePort > high)
				errors.invalid(`spec.ports[${i}].nodePort`, port.nodePort, `provided port is not in the valid range. The range of valid ports is ${low}-${high}`);
			else if (m.nodePorts.has(String(port.nodePort)) && m.nodePorts.get(String(port.nodePort)) !== owner)
				errors.invalid(`spec.ports[${i}].nodePort`, port.nodePort, 'provided port is already allocated');
			else if (!a.dryRun) {
				m.nodePorts.set(String(port.nodePort), owner);
				a.release.push(`port ${port.nodePort}`);
			}
			given.set(String(port.port), port.nodePort);
		} else if (wants) {
			const shared = given.get(String(port.port));
			port.nodePort = shared ?? allocatePort(m, owner, `${a.request.random}${i}`);
			given.set(String(port.port), port.nodePort);
			if (a.dryRun) m.nodePorts.delete(String(port.nodePort));
			else if (shared === undefined) a.release.push(`port ${port.nodePort}`);
		}
	}
	if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && !spec.healthCheckNodePort && !a.dryRun) {
		spec.healthCheckNodePort = allocatePort(m, owner, `${a.request.random}health`);
		a.release.push(`port ${spec.healthCheckNodePort}`);
	}
}

export const serviceAddresses: Admission = {
	name: 'services.storage',
	validate(a) {
		if (a.kind.ref !== 'v1/services' || a.subresource !== '') return;
		if (a.operation === 'DELETE') return freeAddresses(a, (a.old as Service | undefined)?.spec?.clusterIPs ?? []);
		const service = a.object as unknown as Mutable<Service>;
		const owner = `${a.namespace}/${a.name}`;
		const errors = new FieldErrors();
		clusterIp(a, service, owner, errors);
		nodePorts(a, service, owner, errors);
		if (!errors.any) return recordAddresses(a, service.spec?.clusterIPs ?? []);
		undo(a.m, a.release);
		throw invalid(a.kind, a.name, errors.list);
	}
};
const ref = 'networking.k8s.io/v1/ipaddresses';
/** Each cluster IP in use is an IPAddress object, written with its service. */
function recordAddresses(a: AdmissionAttributes, ips: readonly string[]): void {
	if (a.dryRun) return;
	const before = (a.old as Service | undefined)?.spec?.clusterIPs ?? [];
	for (const ip of ips) {
		if (ip === 'None' || before.includes(ip) || lookup(a.m, ref, '', ip)) continue;
		const metadata = {
			name: ip,
			uid: uuid(sha256Hex(`${a.request.random}${ip}`)),
			resourceVersion: '',
			creationTimestamp: rfc3339(a.request.now),
			labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' }
		};
		const object: IPAddress = {
			apiVersion: 'networking.k8s.io/v1',
			kind: 'IPAddress',
			metadata,
			spec: { parentRef: { group: '', resource: 'services', namespace: a.namespace, name: a.name } }
		};
		a.also.push({ storage: 'ipaddresses', key: ip, object, expect: 0 });
	}
	freeAddresses(
		a,
		before.filter((ip) => !ips.includes(ip))
	);
}
function freeAddresses(a: AdmissionAttributes, ips: readonly string[]): void {
	for (const ip of ips) {
		const known = lookup(a.m, ref, '', ip);
		if (known && !a.dryRun) a.also.push({ storage: 'ipaddresses', key: ip, object: null, expect: Number(known.metadata.resourceVersion) });
	}
}
/** Gives reservations back. */
export function undo(m: Memory, release: readonly string[]): void {
	for (const item of release) {
		const [what, value = ''] = item.split(' ');
		if (what === 'ip') m.clusterIPs.delete(value);
		else m.nodePorts.delete(value);
	}
}
/** Keeps the tables of addresses in step with what is stored. */
export function trackAddresses(m: Memory, old: Service | undefined, now: Service | undefined, owner: string): void {
	const ports = (service: Service | undefined): readonly number[] =>
		[...(service?.spec?.ports ?? []).map((port) => port.nodePort ?? 0), service?.spec?.healthCheckNodePort ?? 0].filter((port) => port > 0);
	const ips = (service: Service | undefined): readonly string[] => (service?.spec?.clusterIPs ?? []).filter((ip) => ip !== 'None');
	for (const ip of ips(old)) if (m.clusterIPs.get(ip) === owner) m.clusterIPs.delete(ip);
	for (const port of ports(old)) if (m.nodePorts.get(String(port)) === owner) m.nodePorts.delete(String(port));
	for (const ip of ips(now)) m.clusterIPs.set(ip, owner);
	for (const port of ports(now)) m.nodePorts.set(String(port), owner);
}
