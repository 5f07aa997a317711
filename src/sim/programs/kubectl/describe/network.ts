// describe service, endpoints, endpointslice, ingress, ingressclass, networkpolicy.
import type { Sys } from '../../../engine/index.ts';
import { goTimeString, parseTime } from '../../../values/index.ts';
import { arr, at, num, obj, pairs, str, strs, text, type Json } from '../dig.ts';
import { ApiError } from '../../../client/index.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import { selectorText } from './containers.ts';
import { eventLines, eventsOf } from './events.ts';
import { annotationLines, annotationsOf, heading, joined, labelLines, labelsOf, orNone, type Describing, type Page } from './page.ts';

function* closing(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}
/** "10.244.1.5:80,10.244.2.6:80 + 1 more..." of the ready endpoints of a port. */
function endpointText(slices: readonly unknown[], portName: string): string {
	if (slices.length === 0) return '<none>';
	const all: string[] = [];
	const host = (address: string): string => (address.includes(':') ? `[${address}]` : address);
	for (const slice of slices) {
		const ready = arr(slice, 'endpoints')
			.filter((one) => at(one, 'conditions', 'ready') !== false)
			.map((one) => strs(one, 'addresses')[0] ?? '');
		const ports = arr(slice, 'ports');
		if (ports.length === 0) all.push(...ready);
		for (const port of ports) if (str(port, 'name') === portName) all.push(...ready.map((address) => `${host(address)}:${num(port, 'port')}`));
	}
	return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}
function* slicesOf(s: Session, namespace: string, service: string): Sys<readonly unknown[]> {
	return arr(
		yield* call(s, 'GET', `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
			query: { labelSelector: `kubernetes.io/service-name=${service}` }
		}),
		'items'
	);
}
export function* describeService(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	heading(page, object);
	page.field('Selector', joined(pairs(spec, 'selector')));
	page.field('Type', str(spec, 'type'));
	if (str(spec, 'ipFamilyPolicy') !== '') page.field('IP Family Policy', str(spec, 'ipFamilyPolicy'));
	page.field('IP Families', orNone(strs(spec, 'ipFamilies').join(',')));
	page.field('IP', str(spec, 'clusterIP'));
	page.field('IPs', orNone(strs(spec, 'clusterIPs').join(',')));
	if (strs(spec, 'externalIPs').length > 0) page.field('External IPs', strs(spec, 'externalIPs').join(','));
	if (str(spec, 'loadBalancerIP') !== '') page.field('Desired LoadBalancer IP', str(spec, 'loadBalancerIP'));
	if (str(spec, 'externalName') !== '') page.field('External Name', str(spec, 'externalName'));
	const ingress = arr(object, 'status', 'loadBalancer', 'ingress');
	if (ingress.length > 0)
		page.field(
			'LoadBalancer Ingress',
			ingress
				.map((one) => (str(one, 'ip') === '' ? str(one, 'hostname') : `${str(one, 'ip')}${str(one, 'ipMode') === '' ? '' : ` (${str(one, 'ipMode')})`}`))
				.join(', ')
		);
	const slices = yield* slicesOf(s, str(object, 'metadata', 'namespace'), str(object, 'metadata', 'name'));
	for (const port of arr(spec, 'ports')) {
		const name = str(port, 'name') || '<unset>';
		const protocol = str(port, 'protocol');
		page.field('Port', `${name}\t${num(port, 'port')}/${protocol}`);
		page.field('TargetPort', `${text(port, 'targetPort')}/${protocol}`);
		if (str(port, 'appProtocol') !== '') page.field('AppProtocol', str(port, 'appProtocol'));
		if (num(port, 'nodePort') !== 0) page.field('NodePort', `${name}\t${num(port, 'nodePort')}/${protocol}`);
		page.field('Endpoints', endpointText(slices, str(port, 'name')));
	}
	page.field('Session Affinity', str(spec, 'sessionAffinity'));
	if (str(spec, 'externalTrafficPolicy') !== '') page.field('External Traffic Policy', str(spec, 'externalTrafficPolicy'));
	if (str(spec, 'internalTrafficPolicy') !== '') page.field('Internal Traffic Policy', str(spec, 'internalTrafficPolicy'));
	if (num(spec, 'healthCheckNodePort') !== 0) page.field('HealthCheck NodePort', String(num(spec, 'healthCheckNodePort')));
	if (strs(spec, 'loadBalancerSourceRanges').length > 0) page.field('LoadBalancer Source Ranges', strs(spec, 'loadBalancerSourceRanges').join(','));
	if (str(spec, 'trafficDistribution') !== '') page.field('Traffic Distribution', str(spec, 'trafficDistribution'));
	yield* closing(s, describing);
}
export function* describeEndpoints(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	heading(page, object);
	page.line(0, 'Subsets:');
	for (const subset of arr(object, 'subsets')) {
		const ips = (field: string): string =>
			orNone(
				arr(subset, field)
					.map((one) => str(one, 'ip'))
					.join(',')
			);
		page.line(1, `Addresses:\t${ips('addresses')}`);
		page.line(1, `NotReadyAddresses:\t${ips('notReadyAddresses')}`);
		const ports = arr(subset, 'ports');
		if (ports.length > 0) {
			page.line(1, 'Ports:');
			page.line(2, 'Name\tPort\tProtocol');
			page.line(2, '----\t----\t--------');
			for (const port of ports) page.line(2, `${str(port, 'name') || '<unset>'}\t${num(port, 'port')}\t${str(port, 'protocol')}`);
		}
		page.line(0, '');
	}
	yield* closing(s, describing);
}
export function* describeEndpointSlice(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	heading(page, object);
	page.field('AddressType', str(object, 'addressType'));
	const ports = arr(object, 'ports');
	if (ports.length === 0) page.line(0, 'Ports: <unset>');
	else {
		page.line(0, 'Ports:');
		page.line(1, 'Name\tPort\tProtocol');
		page.line(1, '----\t----\t--------');
		for (const port of ports)
			page.line(1, `${str(port, 'name') || '<unset>'}\t${num(port, 'port') === 0 ? '<unset>' : num(port, 'port')}\t${str(port, 'protocol')}`);
	}
	const endpoints = arr(object, 'endpoints');
	page.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
	for (const endpoint of endpoints) {
		page.line(1, `- Addresses:\t${orNone(strs(endpoint, 'addresses').join(', '))}`);
		page.line(2, 'Conditions:');
		page.line(3, `Ready:\t${text(endpoint, 'conditions', 'ready') || '<unset>'}`);
		page.line(2, `Hostname:\t${str(endpoint, 'hostname') || '<unset>'}`);
		if (at(endpoint, 'targetRef')) page.line(2, `TargetRef:\t${str(endpoint, 'targetRef', 'kind')}/${str(endpoint, 'targetRef', 'name')}`);
		page.line(2, `NodeName:\t${str(endpoint, 'nodeName') || '<unset>'}`);
		page.line(2, `Zone:\t${str(endpoint, 'zone') || '<unset>'}`);
		const topology = pairs(endpoint, 'deprecatedTopology');
		if (Object.keys(topology).length > 0) labelLines(page, 'Topology', topology, '    ');
	}
	yield* closing(s, describing);
}
function* backendText(s: Session, namespace: string, backend: Json): Sys<string> {
	if (at(backend, 'service') === undefined) {
		if (at(backend, 'resource') === undefined) return '';
		return `APIGroup: ${str(backend, 'resource', 'apiGroup') || '<none>'}, Kind: ${str(backend, 'resource', 'kind')}, Name: ${str(backend, 'resource', 'name')}`;
	}
	const name = str(backend, 'service', 'name');
	const [number, portName] = [num(backend, 'service', 'port', 'number'), str(backend, 'service', 'port', 'name')];
	const shown = `${name}:${number === 0 ? portName : number}`;
	try {
		const slices = yield* slicesOf(s, namespace, name);
		const service = yield* call(s, 'GET', `/api/v1/namespaces/${namespace}/services/${name}`);
		const port = arr(service, 'spec', 'ports').find((one) => (number !== 0 ? num(one, 'port') === number : str(one, 'name') === portName));
		return `${shown} (${endpointText(slices, str(port, 'name'))})`;
	} catch (error) {
		if (error instanceof ApiError) return `${shown} (<error: ${error.message}>)`;
		throw error;
	}
}
export function* describeIngress(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const namespace = str(object, 'metadata', 'namespace');
	const spec = obj(object, 'spec');
	page.field('Name', str(object, 'metadata', 'name'));
	labelLines(page, 'Labels', labelsOf(object));
	page.field('Namespace', namespace);
	page.field('Address', [...new Set(arr(object, 'status', 'loadBalancer', 'ingress').map((one) => str(one, 'ip') || str(one, 'hostname')))].sort().join(','));
	page.field('Ingress Class', str(spec, 'ingressClassName') || '<none>');
	const fallback = at(spec, 'defaultBackend') === undefined ? '<default>' : yield* backendText(s, namespace, obj(spec, 'defaultBackend'));
	page.field('Default backend', fallback);
	if (arr(spec, 'tls').length > 0) {
		page.line(0, 'TLS:');
		for (const one of arr(spec, 'tls'))
			page.line(
				1,
				str(one, 'secretName') === '' ? `SNI routes ${strs(one, 'hosts').join(',')}` : `${str(one, 'secretName')} terminates ${strs(one, 'hosts').join(',')}`
			);
	}
	page.put(0, 'Rules:\n  Host\tPath\tBackends\n');
	page.line(1, '----\t----\t--------');
	const rules = arr(spec, 'rules').filter((rule) => at(rule, 'http') !== undefined);
	for (const rule of rules) {
		page.line(1, `${str(rule, 'host') || '*'}\t`);
		for (const path of arr(rule, 'http', 'paths')) page.line(2, `\t${str(path, 'path')} \t${yield* backendText(s, namespace, obj(path, 'backend'))}`);
	}
	if (rules.length === 0) page.line(1, `*\t*\t${fallback}`);
	annotationLines(page, annotationsOf(object));
	yield* closing(s, describing);
}
export function* describeIngressClass(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	page.field('Name', str(object, 'metadata', 'name'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Controller', str(object, 'spec', 'controller'));
	const parameters = at(object, 'spec', 'parameters');
	if (parameters !== undefined) {
		page.line(0, 'Parameters:');
		if (str(parameters, 'apiGroup') !== '') page.line(1, `APIGroup:\t${str(parameters, 'apiGroup')}`);
		page.line(1, `Kind:\t${str(parameters, 'kind')}`);
		page.line(1, `Name:\t${str(parameters, 'name')}`);
	}
	yield* closing(s, describing);
}

function peers(page: Page, rules: readonly unknown[], side: 'from' | 'to'): void {
	const indent = '    ';
	const ingress = side === 'from';
	if (rules.length === 0) return page.line(0, `${indent}<none> (Selected pods are isolated for ${ingress ? 'ingress' : 'egress'} connectivity)`);
	rules.forEach((rule, i) => {
		const ports = arr(rule, 'ports');
		if (ports.length === 0) page.line(0, `${indent}To Port: <any> (traffic allowed to all ports)`);
		for (const port of ports) {
			const protocol = str(port, 'protocol') || 'TCP';
			page.line(
				0,
				at(port, 'endPort') === undefined
					? `${indent}To Port: ${text(port, 'port')}/${protocol}`
					: `${indent}To Port Range: ${text(port, 'port')}-${num(port, 'endPort')}/${protocol}`
			);
		}
		const list = arr(rule, side);
		const title = ingress ? 'From' : 'To';
		if (list.length === 0) page.line(0, `${indent}${title}: <any> (traffic not restricted by ${ingress ? 'source' : 'destination'})`);
		for (const peer of list) {
			page.line(0, `${indent}${title}:`);
			const [namespaces, pods, block] = [at(peer, 'namespaceSelector'), at(peer, 'podSelector'), at(peer, 'ipBlock')];
			if (namespaces !== undefined) page.line(1, `${indent}NamespaceSelector: ${selectorText(namespaces)}`);
			if (pods !== undefined) page.line(1, `${indent}PodSelector: ${selectorText(pods)}`);
			if (namespaces === undefined && pods === undefined && block !== undefined) {
				page.line(1, `${indent}IPBlock:`);
				page.line(2, `${indent}CIDR: ${str(block, 'cidr')}`);
				page.line(2, `${indent}Except: ${strs(block, 'except').join(', ')}`);
			}
		}
		if (i !== rules.length - 1) page.line(0, `${indent}----------`);
	});
}
export function* describeNetworkPolicy(_s: Session, { object, page }: Describing): Sys<void> {
	const spec = obj(object, 'spec');
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('Created on', goTimeString(parseTime(str(object, 'metadata', 'creationTimestamp')) ?? 0));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.line(0, 'Spec:');
	const selector = selectorText(at(spec, 'podSelector'));
	page.line(0, `  PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}`);
	const types = strs(spec, 'policyTypes');
	const ingress = types.includes('Ingress') || types.length === 0;
	const egress = types.includes('Egress');
	if (ingress) {
		page.line(1, 'Allowing ingress traffic:');
		peers(page, arr(spec, 'ingress'), 'from');
	} else page.line(1, 'Not affecting ingress traffic');
	if (egress) {
		page.line(1, 'Allowing egress traffic:');
		peers(page, arr(spec, 'egress'), 'to');
	} else page.line(1, 'Not affecting egress traffic');
	page.line(1, `Policy Types: ${orNone(types.join(', '))}`);
}
