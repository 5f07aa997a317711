// kubectl create service (clusterip, nodeport, loadbalancer, externalname), ingress.
import type { Sys } from '../../../engine/index.ts';
import { dns1123SubdomainErrors } from '../../../values/index.ts';
import type { Json } from '../dig.ts';
import { Failure } from '../failure.ts';
import { createGenerated, namespaceField, oneName } from '../generate/create.ts';
import { parsePorts } from '../generate/ports.ts';
import { typedMapping } from '../operations.ts';
import type { Session } from '../session.ts';

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
function* service(s: Session, type: ServiceType): Sys<Json> {
	const name = oneName(s);
	const clusterIP = s.str('clusterip');
	const tcp = s.list('tcp');
	if (clusterIP === 'None' && type !== 'ClusterIP') throw new Failure('ClusterIP=None can only be used with ClusterIP service type');
	if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') throw new Failure('at least one tcp port specifier must be provided');
	const externalName = s.str('external-name');
	if (type === 'ExternalName' && dns1123SubdomainErrors(externalName).length > 0) throw new Failure(`invalid service external name ${externalName}`);
	const nodePort = s.num('node-port');
	const ports = tcp.map((source) => ({ name: source.replaceAll(':', '-'), protocol: 'TCP', ...parsePorts(source), ...(nodePort === 0 ? {} : { nodePort }) }));
	return {
		kind: 'Service',
		apiVersion: 'v1',
		metadata: { name, ...(yield* namespaceField(s)), labels: { app: name } },
		spec: {
			...(ports.length > 0 ? { ports } : {}),
			selector: { app: name },
			...(clusterIP === '' ? {} : { clusterIP }),
			type,
			...(externalName === '' ? {} : { externalName })
		},
		status: { loadBalancer: {} }
	};
}
/** The command of one type of service. */
export const createService =
	(type: ServiceType) =>
	(s: Session): Sys<number> => {
		oneName(s);
		return createGenerated(s, typedMapping('', 'v1', 'Service', 'services'), (session) => service(session, type), {
			failure: `failed to create ${type} service: `
		});
	};

/** host/path=service:port[,tls[=secret]] */
const rule = /^(?<host>[\w*\-.]*)(?<path>\/[^=]*)?=(?<service>[\w\-.]+:[\w-]+)(?<tls>,tls(=[\w\-.]*)?)?$/;
const backendPort = (port: string): Json => (/^[0-9]+$/.test(port) ? { number: Number(port) } : { name: port });
const backend = (source: string): Json => {
	const [name = '', port = ''] = source.split(':');
	return { service: { name, port: backendPort(port) } };
};
function httpPath(pathAndService: string): Json {
	const [first = '', target = ''] = pathAndService.split('=');
	let path = `/${first}`;
	const prefix = path.endsWith('*');
	if (prefix) path = path.slice(0, -1);
	return { path, pathType: prefix ? 'Prefix' : 'Exact', backend: backend(target) };
}
function rulesOf(sources: readonly string[]): Json[] {
	const byHost = new Map<string, Json[]>();
	for (const source of sources) {
		const whole = source.split(',')[0] ?? '';
		const slash = whole.indexOf('/');
		const host = whole.slice(0, slash);
		byHost.set(host, [...(byHost.get(host) ?? []), httpPath(whole.slice(slash + 1))]);
	}
	return [...byHost].map(([host, paths]) => ({ ...(host === '' ? {} : { host }), http: { paths } }));
}
function tlsOf(sources: readonly string[]): Json[] {
	const found: { hosts: string[]; secretName: string }[] = [];
	for (const source of sources) {
		const [whole = '', tls] = source.split(',');
		if (tls === undefined) continue;
		const host = whole.slice(0, whole.indexOf('/'));
		const secretName = tls.split('=')[1] ?? '';
		const known = found.find((one) => one.secretName === secretName);
		if (known) {
			if (host !== '' && !known.hosts.includes(host)) known.hosts.push(host);
		} else found.push({ hosts: host === '' ? [] : [host], secretName });
	}
	return found.map(({ hosts, secretName }) => ({ ...(hosts.length > 0 ? { hosts } : {}), ...(secretName === '' ? {} : { secretName }) }));
}
function* ingress(s: Session): Sys<Json> {
	const name = oneName(s);
	const rules = s.list('rule');
	const fallback = s.str('default-backend');
	if (fallback === '' && rules.length === 0)
		throw new Failure(
			'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)'
		);
	for (const one of rules)
		if (!rule.test(one) || !(one.split('=')[0] ?? '').includes('/'))
			throw new Failure(`rule ${one} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
	const annotations: Record<string, string> = {};
	for (const annotation of s.list('annotation')) {
		const equals = annotation.indexOf('=');
		if (equals < 0) throw new Failure(`annotation ${annotation} is invalid and should be in format key=[value]`);
		annotations[annotation.slice(0, equals)] = annotation.slice(equals + 1);
	}
	if (fallback !== '' && fallback.split(':').length !== 2) throw new Failure('default-backend should be in format servicename:serviceport');
	const tls = tlsOf(rules);
	return {
		kind: 'Ingress',
		apiVersion: 'networking.k8s.io/v1',
		metadata: { name, ...(yield* namespaceField(s)), ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
		spec: {
			...(s.str('class') === '' ? {} : { ingressClassName: s.str('class') }),
			...(fallback === '' ? {} : { defaultBackend: backend(fallback) }),
			...(tls.length > 0 ? { tls } : {}),
			...(rules.length > 0 ? { rules: rulesOf(rules) } : {})
		},
		status: { loadBalancer: {} }
	};
}
export const createIngress = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping('networking.k8s.io', 'v1', 'Ingress', 'ingresses'), ingress, { failure: 'failed to create ingress: ' });
};
