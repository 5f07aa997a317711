// The names of a cluster: CoreDNS' kubernetes plug-in as a pure function over caches (the DNS-based service discovery specification 1.1).
import { all, byIndex, lookup, type HasApi } from '../client/index.ts';
import type { DnsRecord, DnsType } from '../kernel/index.ts';
import type { Endpoint, EndpointSlice, Service } from '../kinds/index.ts';

export interface ZoneAnswer {
	readonly status: 'NOERROR' | 'NXDOMAIN';
	readonly answers: readonly DnsRecord[];
}

const ttl = 30;
const none: ZoneAnswer = { status: 'NXDOMAIN', answers: [] };
const noData: ZoneAnswer = { status: 'NOERROR', answers: [] };

/** An endpoint's own name below its service: its hostname, or its address with dashes. */
const endpointName = (endpoint: Endpoint): string => endpoint.hostname ?? (endpoint.addresses[0] ?? '').replaceAll('.', '-');

interface Found {
	readonly address: string;
	readonly endpoint: Endpoint;
	readonly ports: EndpointSlice['ports'];
}

function endpointsOf(memory: HasApi, service: Service): Found[] {
	const slices = byIndex(
		memory,
		'discovery.k8s.io/v1/endpointslices',
		'service',
		`${service.metadata.namespace ?? ''}/${service.metadata.name}`
	) as readonly EndpointSlice[];
	const all = service.spec?.publishNotReadyAddresses === true;
	return slices.flatMap((slice) =>
		(slice.endpoints ?? [])
			.filter((e) => all || e.conditions?.ready !== false)
			.map((endpoint) => ({ address: endpoint.addresses[0] ?? '', endpoint, ports: slice.ports }))
	);
}

/** Answers a question about a name below the cluster's domain; null when it is not below it. */
export function answerCluster(memory: HasApi, domain: string, name: string, type: DnsType): ZoneAnswer | null {
	const lower = name.toLowerCase();
	if (lower !== domain && !lower.endsWith(`.${domain}`)) return null;
	const labels = lower === domain ? [] : lower.slice(0, -domain.length - 1).split('.');
	const [kind, namespace, ...rest] = labels.reverse();
	if (kind === undefined) return noData;
	const a = (data: string): DnsRecord => ({ name: lower, type: 'A', ttl, data });
	if (kind === 'pod' && namespace && rest.length === 1) {
		const ip = (rest[0] ?? '').replaceAll('-', '.');
		if (!lookup(memory, 'v1/namespaces', namespace)) return none;
		return type === 'A' ? { status: 'NOERROR', answers: [a(ip)] } : noData;
	}
	if (kind !== 'svc') return none;
	if (namespace === undefined) return noData;
	if (!lookup(memory, 'v1/namespaces', namespace)) return none;
	const [serviceName, second, third] = rest;
	if (serviceName === undefined) return noData;
	const service = lookup(memory, 'v1/services', `${namespace}/${serviceName}`) as Service | undefined;
	if (!service) return none;
	const full = `${serviceName}.${namespace}.svc.${domain}`;
	if (service.spec?.type === 'ExternalName') {
		return second === undefined ? { status: 'NOERROR', answers: [{ name: lower, type: 'CNAME', ttl, data: service.spec.externalName ?? '' }] } : none;
	}
	const headless = service.spec?.clusterIP === 'None';
	const endpoints = headless || second !== undefined ? endpointsOf(memory, service) : [];
	if (third !== undefined) {
		// _port._protocol.service
		const port = third.replace(/^_/, '');
		const protocol = (second ?? '').replace(/^_/, '').toUpperCase();
		const srv = (n: number, target: string): DnsRecord => ({ name: lower, type: 'SRV', ttl, data: `0 100 ${n} ${target}` });
		const records = headless
			? endpoints.flatMap((e) =>
					(e.ports ?? []).filter((p) => p.name === port && p.protocol === protocol).map((p) => srv(p.port ?? 0, `${endpointName(e.endpoint)}.${full}`))
				)
			: (service.spec?.ports ?? []).filter((p) => p.name === port && (p.protocol ?? 'TCP') === protocol).map((p) => srv(p.port, full));
		return records.length === 0 ? none : type === 'SRV' ? { status: 'NOERROR', answers: records } : noData;
	}
	if (second !== undefined) {
		const one = endpoints.filter((e) => endpointName(e.endpoint) === second);
		if (one.length === 0) return none;
		return type === 'A' ? { status: 'NOERROR', answers: one.map((e) => a(e.address)) } : noData;
	}
	if (headless && endpoints.length === 0) return none;
	const addresses = headless ? [...new Set(endpoints.map((e) => e.address))] : (service.spec?.clusterIPs ?? [service.spec?.clusterIP ?? '']);
	if (type === 'A') return { status: 'NOERROR', answers: addresses.map(a) };
	if (type !== 'SRV') return noData;
	const answers = headless
		? endpoints.flatMap((e) =>
				(e.ports ?? []).map((p): DnsRecord => ({
					name: lower,
					type: 'SRV',
					ttl,
					data: `0 ${Math.floor(100 / endpoints.length)} ${p.port ?? 0} ${endpointName(e.endpoint)}.${full}`
				}))
			)
		: (service.spec?.ports ?? []).map((p): DnsRecord => ({ name: lower, type: 'SRV', ttl, data: `0 100 ${p.port} ${full}` }));
	return { status: 'NOERROR', answers };
}

/** The name behind an address: a service's, or a headless endpoint's. Null when it is not the cluster's. */
export function answerReverse(memory: HasApi, domain: string, name: string): ZoneAnswer | null {
	if (!name.endsWith('.in-addr.arpa')) return null;
	const ip = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
	const ptr = (data: string): ZoneAnswer => ({ status: 'NOERROR', answers: [{ name, type: 'PTR', ttl, data }] });
	for (const object of all(memory, 'v1/services')) {
		const service = object as Service;
		if (service.spec?.clusterIP === ip) return ptr(`${service.metadata.name}.${service.metadata.namespace ?? ''}.svc.${domain}`);
	}
	for (const object of all(memory, 'discovery.k8s.io/v1/endpointslices')) {
		const slice = object as EndpointSlice;
		if (slice.metadata.labels?.['service.kubernetes.io/headless'] === undefined) continue;
		const endpoint = slice.endpoints?.find((e) => e.addresses[0] === ip);
		if (endpoint)
			return ptr(`${endpointName(endpoint)}.${slice.metadata.labels['kubernetes.io/service-name'] ?? ''}.${slice.metadata.namespace ?? ''}.svc.${domain}`);
	}
	return null;
}
