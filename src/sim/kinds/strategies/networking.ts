// Ingresses, ingress classes, network policies, addresses.
import { strategy, type Cell } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { Ingress, IngressBackend, NetworkPolicyPeer, NetworkPolicyPort } from '../generated/types.ts';
import { dns1123SubdomainErrors, dns1035LabelErrors } from '../../values/validation.ts';
import { cidrError, formatLabelSelector, isCidr, isIp, isPort, portNameErrors, portRange, since, validateLabelSelector } from './common.ts';

function validateBackend(backend: IngressBackend | undefined, at: string, errors: FieldErrors): void {
	const service = backend?.service;
	if (!backend || (!service && !backend.resource)) return errors.required(at, 'cannot set both resource and service backends');
	if (!service) return;
	if (!service.name) errors.required(`${at}.service.name`);
	else errors.rule(`${at}.service.name`, service.name, dns1035LabelErrors(service.name));
	const { name, number } = service.port ?? {};
	if (name && number) errors.invalid(at, service.port, 'cannot set both port name & port number');
	else if (name) errors.rule(`${at}.service.port.name`, name, portNameErrors(name));
	else if (number === undefined || number === 0) errors.required(at, 'port name or number is required');
	else if (!isPort(number)) errors.invalid(`${at}.service.port.number`, number, portRange);
}
function validateIngress(ingress: Ingress, errors: FieldErrors): void {
	const { spec } = ingress;
	if (!spec?.rules?.length && !spec?.defaultBackend) errors.invalid('spec', spec?.rules ?? null, 'either `defaultBackend` or `rules` must be specified');
	if (spec?.defaultBackend) validateBackend(spec.defaultBackend, 'spec.defaultBackend', errors);
	for (const [i, rule] of (spec?.rules ?? []).entries()) {
		if (rule.host) {
			if (isIp(rule.host)) errors.invalid(`spec.rules[${i}].host`, rule.host, 'must be a DNS name, not an IP address');
			else {
				const name = rule.host.startsWith('*.') ? rule.host.slice(2) : rule.host;
				errors.rule(`spec.rules[${i}].host`, rule.host, dns1123SubdomainErrors(name));
			}
		}
		for (const [n, path] of (rule.http?.paths ?? []).entries()) {
			const at = `spec.rules[${i}].http.paths[${n}]`;
			const types = ['Exact', 'ImplementationSpecific', 'Prefix'];
			if (path.pathType === undefined || path.pathType === '') errors.required(`${at}.pathType`, 'pathType must be specified');
			else if (!types.includes(path.pathType)) errors.unsupported(`${at}.pathType`, path.pathType, types);
			else if (path.pathType !== 'ImplementationSpecific' && !path.path?.startsWith('/'))
				errors.invalid(`${at}.path`, path.path ?? '', 'must be an absolute path');
			validateBackend(path.backend, `${at}.backend`, errors);
		}
	}
	if (spec?.ingressClassName) errors.rule('spec.ingressClassName', spec.ingressClassName, dns1123SubdomainErrors(spec.ingressClassName));
}
function hosts(ingress: Ingress): string {
	const list = (ingress.spec?.rules ?? []).map((rule) => rule.host ?? '').filter(Boolean);
	if (list.length === 0) return '*';
	return list.length > 3 ? `${list.slice(0, 3).join(',')} + ${list.length - 3} more...` : list.join(',');
}
const ingresses = strategy('networking.k8s.io/v1/ingresses', {
	validate: validateIngress,
	row: (ingress, context): readonly Cell[] => [
		ingress.metadata.name,
		ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '<none>',
		hosts(ingress),
		(ingress.status?.loadBalancer?.ingress ?? []).map((i) => i.ip ?? i.hostname ?? '').join(','),
		ingress.spec?.tls?.length ? '80, 443' : '80',
		since(ingress.metadata.creationTimestamp, context)
	]
});
const ingressClasses = strategy('networking.k8s.io/v1/ingressclasses', {
	generation: true,
	defaults(c) {
		if (c.spec?.parameters) c.spec.parameters.scope ??= 'Cluster';
	},
	row: (c, context) => {
		const p = c.spec?.parameters;
		return [
			c.metadata.name,
			c.spec?.controller ?? '',
			p ? `${p.kind}${p.apiGroup ? `.${p.apiGroup}` : ''}/${p.name}` : '<none>',
			since(c.metadata.creationTimestamp, context)
		];
	}
});
function validatePorts(ports: readonly NetworkPolicyPort[] | undefined, at: string, errors: FieldErrors): void {
	for (const [i, port] of (ports ?? []).entries()) {
		if (port.protocol !== undefined && !['TCP', 'UDP', 'SCTP'].includes(port.protocol))
			errors.unsupported(`${at}[${i}].protocol`, port.protocol, ['TCP', 'UDP', 'SCTP']);
		if (typeof port.port === 'number' && !isPort(port.port)) errors.invalid(`${at}[${i}].port`, port.port, portRange);
		if (typeof port.port === 'string') errors.rule(`${at}[${i}].port`, port.port, portNameErrors(port.port));
		if (port.endPort !== undefined && typeof port.port === 'number' && port.endPort < port.port)
			errors.invalid(`${at}[${i}].endPort`, port.endPort, 'must be greater than or equal to `port`');
	}
}
function validatePeers(peers: readonly NetworkPolicyPeer[] | undefined, at: string, errors: FieldErrors): void {
	for (const [i, peer] of (peers ?? []).entries()) {
		const where = `${at}[${i}]`;
		if (!peer.podSelector && !peer.namespaceSelector && !peer.ipBlock) errors.required(where, 'must specify a peer');
		validateLabelSelector(peer.podSelector, `${where}.podSelector`, errors);
		validateLabelSelector(peer.namespaceSelector, `${where}.namespaceSelector`, errors);
		if (!peer.ipBlock) continue;
		if (!peer.ipBlock.cidr) errors.required(`${where}.ipBlock.cidr`);
		else if (!isCidr(peer.ipBlock.cidr)) errors.invalid(`${where}.ipBlock.cidr`, peer.ipBlock.cidr, cidrError);
		if (peer.podSelector || peer.namespaceSelector) errors.forbidden(where, 'may not specify both ipBlock and another peer');
		for (const [n, except] of (peer.ipBlock.except ?? []).entries()) if (!isCidr(except)) errors.invalid(`${where}.ipBlock.except[${n}]`, except, cidrError);
	}
}
const networkPolicies = strategy('networking.k8s.io/v1/networkpolicies', {
	generation: true,
	defaults(policy) {
		const { spec } = policy;
		if (!spec) return;
		for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
		if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
	},
	validate(policy, errors) {
		const { spec } = policy;
		validateLabelSelector(spec?.podSelector, 'spec.podSelector', errors);
		for (const [i, rule] of (spec?.ingress ?? []).entries()) {
			validatePorts(rule.ports, `spec.ingress[${i}].ports`, errors);
			validatePeers(rule.from, `spec.ingress[${i}].from`, errors);
		}
		for (const [i, rule] of (spec?.egress ?? []).entries()) {
			validatePorts(rule.ports, `spec.egress[${i}].ports`, errors);
			validatePeers(rule.to, `spec.egress[${i}].to`, errors);
		}
		for (const [i, type] of (spec?.policyTypes ?? []).entries())
			if (type !== 'Ingress' && type !== 'Egress') errors.unsupported(`spec.policyTypes[${i}]`, type, ['Egress', 'Ingress']);
	},
	row: (policy, context) => [policy.metadata.name, formatLabelSelector(policy.spec?.podSelector), since(policy.metadata.creationTimestamp, context)]
});
const ipAddresses = strategy('networking.k8s.io/v1/ipaddresses', {
	row: (ip) => {
		const p = ip.spec?.parentRef;
		return [ip.metadata.name, p ? [p.group ? `${p.resource}.${p.group}` : p.resource, p.namespace, p.name].filter(Boolean).join('/') : ''];
	}
});
const serviceCidrs = strategy('networking.k8s.io/v1/servicecidrs', {
	generation: false,
	row: (cidr, context) => [cidr.metadata.name, cidr.spec?.cidrs?.join(',') ?? '', since(cidr.metadata.creationTimestamp, context)]
});
export const networking = [ingresses, ingressClasses, networkPolicies, ipAddresses, serviceCidrs];
