// Services, endpoints, endpoint slices.
import { strategy, type Cell } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { EndpointSlice, Endpoints, Service, ServicePort } from '../generated/types.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../values/validation.ts';
import { formatLabels, ipError, isIp, isIpv4, isPort, portNameErrors, portRange, since, validateImmutable, validateLabels } from './common.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const isExternal = (type: string | undefined): boolean => type === 'NodePort' || type === 'LoadBalancer';

function validatePort(port: ServicePort, at: string, several: boolean, names: Set<string>, errors: FieldErrors): void {
	if (several && !port.name) errors.required(`${at}.name`);
	else if (port.name) {
		errors.rule(`${at}.name`, port.name, dns1123LabelErrors(port.name));
		if (names.has(port.name)) errors.duplicate(`${at}.name`, port.name);
		names.add(port.name);
	}
	if (!isPort(port.port)) errors.invalid(`${at}.port`, port.port, portRange);
	if (!port.protocol) errors.required(`${at}.protocol`);
	else errors.oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']);
	const target = port.targetPort;
	if (typeof target === 'number' && !isPort(target)) errors.invalid(`${at}.targetPort`, target, portRange);
	if (typeof target === 'string') errors.rule(`${at}.targetPort`, target, portNameErrors(target));
}
function validate(service: Service, errors: FieldErrors): void {
	const { spec } = service;
	if (!spec) return;
	const headless = spec.clusterIP === 'None';
	const ports = spec.ports ?? [];
	if (ports.length === 0 && !headless && spec.type !== 'ExternalName') errors.required('spec.ports');
	if (spec.type === 'LoadBalancer' && headless) errors.invalid('spec.clusterIPs[0]', 'None', "may not be set to 'None' for LoadBalancer services");
	if (spec.type === 'NodePort' && headless) errors.invalid('spec.clusterIPs[0]', 'None', "may not be set to 'None' for NodePort services");
	if (spec.type === 'ExternalName') {
		if (spec.clusterIP) errors.forbidden('spec.clusterIPs', 'may not be set for ExternalName services');
		const name = (spec.externalName ?? '').replace(/\.$/, '');
		if (name === '') errors.required('spec.externalName');
		else errors.rule('spec.externalName', name, dns1123SubdomainErrors(name));
	}
	const names = new Set<string>();
	for (const [i, port] of ports.entries()) validatePort(port, `spec.ports[${i}]`, ports.length > 1, names, errors);
	validateLabels(spec.selector, 'spec.selector', errors);
	if (!spec.sessionAffinity) errors.required('spec.sessionAffinity');
	else errors.oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
	if (spec.clusterIP && spec.clusterIP !== 'None' && !isIp(spec.clusterIP)) errors.invalid('spec.clusterIPs[0]', spec.clusterIP, ipError);
	for (const [i, ip] of (spec.externalIPs ?? []).entries()) if (!isIp(ip)) errors.invalid(`spec.externalIPs[${i}]`, ip, ipError);
	if (!spec.type) errors.required('spec.type');
	else if (!types.includes(spec.type)) errors.unsupported('spec.type', spec.type, types);
	const seen = new Set<string>();
	for (const [i, port] of ports.entries()) {
		if (spec.type === 'ClusterIP' && port.nodePort) errors.forbidden(`spec.ports[${i}].nodePort`, `may not be used when \`type\` is '${spec.type ?? ''}'`);
		const id = `${port.port}/${port.protocol ?? ''}`;
		if (seen.has(id)) errors.duplicate(`spec.ports[${i}]`, { port: port.port, protocol: port.protocol ?? '' });
		seen.add(id);
	}
	if (spec.externalTrafficPolicy) {
		if (!isExternal(spec.type) && !spec.externalIPs?.length)
			errors.invalid('spec.externalTrafficPolicy', spec.externalTrafficPolicy, 'may only be set for externally-accessible services');
		else errors.oneOf('spec.externalTrafficPolicy', spec.externalTrafficPolicy, ['Cluster', 'Local']);
	}
	errors.oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']);
}

function externalIps(service: Service): string {
	const { spec, status } = service;
	const given = spec?.externalIPs ?? [];
	switch (spec?.type) {
		case 'LoadBalancer': {
			const balanced = (status?.loadBalancer?.ingress ?? []).map((i) => i.ip ?? i.hostname ?? '').filter(Boolean);
			const all = [...balanced, ...given];
			return all.length > 0 ? all.join(',') : '<pending>';
		}
		case 'ExternalName':
			return spec.externalName ?? '';
		default:
			return given.length > 0 ? given.join(',') : '<none>';
	}
}
const portText = (ports: readonly ServicePort[] | undefined): string =>
	ports?.length ? ports.map((p) => (p.nodePort ? `${p.port}:${p.nodePort}/${p.protocol ?? ''}` : `${p.port}/${p.protocol ?? ''}`)).join(',') : '<none>';

const service = strategy('v1/services', {
	name: dns1123LabelErrors,
	generation: false,
	defaults(object) {
		const { spec } = object;
		if (!spec) return;
		spec.sessionAffinity ||= 'None';
		if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
		else spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800 } };
		spec.type ||= 'ClusterIP';
		for (const port of spec.ports ?? []) {
			port.protocol ||= 'TCP';
			if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
		}
		if (isExternal(spec.type) && !spec.externalTrafficPolicy) spec.externalTrafficPolicy = 'Cluster';
		if (spec.type !== 'ExternalName' && !spec.internalTrafficPolicy) spec.internalTrafficPolicy = 'Cluster';
		if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
		if (spec.type !== 'ExternalName') {
			if (types.includes(spec.type)) {
				spec.ipFamilies ??= ['IPv4'];
				spec.ipFamilyPolicy ??= 'SingleStack';
			}
			if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
			if (spec.clusterIPs?.length && !spec.clusterIP) spec.clusterIP = spec.clusterIPs[0] ?? '';
			const ingress = object.status?.loadBalancer?.ingress;
			if (spec.type === 'LoadBalancer' && ingress?.some((one) => one.ip && !one.ipMode))
				object.status = { ...object.status, loadBalancer: { ingress: ingress.map((one) => (one.ip && !one.ipMode ? { ...one, ipMode: 'VIP' } : one)) } };
		}
	},
	prepareForUpdate(object, old) {
		const { spec } = object;
		const before = old.spec;
		if (!spec || !before) return;
		if (spec.type !== 'ExternalName' && before.type !== 'ExternalName') {
			if (!spec.clusterIP) spec.clusterIP = before.clusterIP ?? '';
			if (!spec.clusterIPs?.length || spec.clusterIPs[0] !== spec.clusterIP)
				spec.clusterIPs = spec.clusterIP === before.clusterIP ? [...(before.clusterIPs ?? [])] : [spec.clusterIP];
		} else if (spec.type === 'ExternalName') {
			delete spec.clusterIP;
			delete spec.clusterIPs;
			delete spec.ipFamilies;
			delete spec.ipFamilyPolicy;
			delete spec.internalTrafficPolicy;
		}
		if (isExternal(spec.type) && isExternal(before.type)) {
			for (const port of spec.ports ?? []) {
				const known = before.ports?.find((p) => p.port === port.port && p.protocol === port.protocol);
				if (!port.nodePort && known?.nodePort) port.nodePort = known.nodePort;
			}
		} else if (!isExternal(spec.type)) {
			for (const port of spec.ports ?? []) {
				const known = before.ports?.find((p) => p.port === port.port && p.protocol === port.protocol);
				if (port.nodePort && known?.nodePort === port.nodePort) delete port.nodePort;
			}
			if (!spec.externalIPs?.length && spec.externalTrafficPolicy === before.externalTrafficPolicy) delete spec.externalTrafficPolicy;
		}
		if (spec.type !== 'LoadBalancer' && before.type === 'LoadBalancer') {
			delete spec.allocateLoadBalancerNodePorts;
			object.status = { loadBalancer: {} };
			if (spec.externalTrafficPolicy !== 'Local') delete spec.healthCheckNodePort;
		}
	},
	validate,
	validateUpdate(object, old, errors) {
		const was = old.spec?.clusterIP;
		if (old.spec?.type !== 'ExternalName' && object.spec?.type !== 'ExternalName' && was && object.spec?.clusterIP !== was)
			errors.invalid('spec.clusterIPs[0]', object.spec?.clusterIPs ?? [], 'may not change once set');
		validate(object, errors);
	},
	fields: (object) => ({ 'spec.clusterIP': object.spec?.clusterIP ?? '', 'spec.type': object.spec?.type ?? '' }),
	row: (object, context) => {
		const { spec } = object;
		const ip = spec?.clusterIPs?.[0] ?? spec?.clusterIP;
		return [
			object.metadata.name,
			spec?.type ?? '',
			ip && ip !== '' ? ip : spec?.type === 'ExternalName' ? '<none>' : '<none>',
			externalIps(object),
			portText(spec?.ports),
			since(object.metadata.creationTimestamp, context),
			formatLabels(spec?.selector)
		];
	}
});

function endpointText(endpoints: Endpoints): string {
	if (!endpoints.subsets?.length) return '<none>';
	const all: string[] = [];
	for (const subset of endpoints.subsets) {
		const { addresses = [], ports = [] } = subset;
		if (ports.length === 0) for (const a of addresses) all.push(a.ip);
		for (const port of ports) for (const address of addresses) all.push(`${address.ip}:${port.port}`);
	}
	return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}
const deprecated = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
function checkAddress(ip: string, at: string, errors: FieldErrors): void {
	if (!isIp(ip)) errors.invalid(at, ip, ipError);
	else if (ip.startsWith('127.') || ip === '::1') errors.invalid(at, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
	else if (ip === '0.0.0.0' || ip === '::') errors.invalid(at, ip, `may not be unspecified (${ip})`);
	else if (ip.startsWith('169.254.')) errors.invalid(at, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)');
	else if (isIpv4(ip) && Number(ip.split('.')[0]) >= 224 && Number(ip.split('.')[0]) < 240)
		errors.invalid(at, ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
}
const endpoints = strategy('v1/endpoints', {
	defaults(object) {
		for (const subset of object.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
	},
	validate(object, errors) {
		for (const [i, subset] of (object.subsets ?? []).entries()) {
			if (!subset.addresses?.length && !subset.notReadyAddresses?.length) errors.required(`subsets[${i}]`, 'must specify `addresses` or `notReadyAddresses`');
			for (const [n, address] of (subset.addresses ?? []).entries()) checkAddress(address.ip, `subsets[${i}].addresses[${n}].ip`, errors);
			for (const [n, port] of (subset.ports ?? []).entries()) if (!isPort(port.port)) errors.invalid(`subsets[${i}].ports[${n}].port`, port.port, portRange);
		}
	},
	deprecated,
	row: (object, context) => [object.metadata.name, endpointText(object), since(object.metadata.creationTimestamp, context)]
});

const limited = (texts: readonly string[]): string =>
	texts.length === 0 ? '<unset>' : texts.length > 3 ? `${texts.slice(0, 3).join(',')} + ${texts.length - 3} more...` : texts.join(',');
const endpointSlices = strategy('discovery.k8s.io/v1/endpointslices', {
	generation: true,
	defaults(slice) {
		// Stored as protobuf, which has no empty list: what is read back is nil, and Go writes it.
		for (const list of ['endpoints', 'ports'] as const) if (!slice[list]?.length) Object.assign(slice, { [list]: null });
		for (const port of slice.ports ?? []) {
			port.name ??= '';
			port.protocol ??= 'TCP';
		}
	},
	validate(slice: EndpointSlice, errors) {
		const known = ['FQDN', 'IPv4', 'IPv6'];
		if (!slice.addressType) errors.required('addressType');
		else if (!known.includes(slice.addressType)) errors.unsupported('addressType', slice.addressType, known);
		for (const [i, endpoint] of (slice.endpoints ?? []).entries()) {
			if (!endpoint.addresses?.length) errors.required(`endpoints[${i}].addresses`, 'must contain at least 1 address');
			for (const [n, address] of (endpoint.addresses ?? []).entries())
				if (slice.addressType !== 'FQDN') checkAddress(address, `endpoints[${i}].addresses[${n}]`, errors);
		}
		for (const [i, port] of (slice.ports ?? []).entries()) errors.oneOf(`ports[${i}].protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']);
	},
	validateUpdate(slice, old, errors) {
		endpointSlices.strategy.validate?.(slice, errors);
		validateImmutable(slice.addressType, old.addressType, 'addressType', errors);
	},
	row: (slice, context): readonly Cell[] => [
		slice.metadata.name,
		slice.addressType,
		limited((slice.ports ?? []).map((port) => (port.port !== undefined ? String(port.port) : port.name || '*'))),
		limited((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses)),
		since(slice.metadata.creationTimestamp, context)
	]
});
export const services = [service, endpoints, endpointSlices];
