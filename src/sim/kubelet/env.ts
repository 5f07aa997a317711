// A container's environment: service variables, envFrom, env with their sources, $(NAME) expansion (pkg/kubelet makeEnvironmentVariables).
import { ApiError, cachedList, get } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import type { Container, EnvVar, Pod } from '../kinds/index.ts';
import { formatQuantity, milliValue, parseQuantity, quantityValue, text, unbase64 } from '../values/index.ts';
import { kubelet } from './memory.ts';

/** A container cannot be configured: the reason is CreateContainerConfigError. */
export class ConfigError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

/** $(NAME) by what is known; $$( stays $( ; an unknown name stays as it is. */
export function expandVariables(value: string, known: ReadonlyMap<string, string>): string {
	let out = '';
	for (let i = 0; i < value.length; i++) {
		if (value[i] !== '$' || i + 1 >= value.length) {
			out += value[i] as string;
			continue;
		}
		if (value[i + 1] === '$') {
			out += '$';
			i++;
			continue;
		}
		const end = value[i + 1] === '(' ? value.indexOf(')', i) : -1;
		if (end < 0) {
			out += '$';
			continue;
		}
		const name = value.slice(i + 2, end);
		out += known.get(name) ?? `$(${name})`;
		i = end;
	}
	return out;
}

const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** The variables of the services a pod sees: those of its namespace, and always the API server's. */
function* serviceVariables(pod: Pod): Sys<Map<string, string>> {
	const found = new Map<string, string>();
	const links = pod.spec?.enableServiceLinks !== false;
	const services = [...(yield* cachedList('v1/services'))].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
	for (const service of services) {
		const master = service.metadata.namespace === 'default' && service.metadata.name === 'kubernetes';
		if (!service.spec?.clusterIP || service.spec.clusterIP === 'None') continue;
		if (!(master || (links && service.metadata.namespace === pod.metadata.namespace))) continue;
		const prefix = variable(service.metadata.name);
		const ip = service.spec.clusterIP;
		const ports = service.spec.ports ?? [];
		found.set(`${prefix}_SERVICE_HOST`, ip);
		found.set(`${prefix}_SERVICE_PORT`, String(ports[0]?.port ?? ''));
		for (const port of ports) if (port.name) found.set(`${prefix}_SERVICE_PORT_${variable(port.name)}`, String(port.port));
		const [first] = ports;
		if (first) found.set(`${prefix}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${ip}:${first.port}`);
		for (const port of ports) {
			const protocol = port.protocol ?? 'TCP';
			const base = `${prefix}_PORT_${port.port}_${protocol}`;
			found.set(base, `${protocol.toLowerCase()}://${ip}:${port.port}`);
			found.set(`${base}_PROTO`, protocol.toLowerCase());
			found.set(`${base}_PORT`, String(port.port));
			found.set(`${base}_ADDR`, ip);
		}
	}
	return found;
}

/** A field of the pod as the downward API gives it. */
export function fieldOf(pod: Pod, path: string, own: { ip: string; hostIP: string }): string {
	const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
	if (keyed) return (keyed[1] === 'labels' ? pod.metadata.labels : pod.metadata.annotations)?.[keyed[2] as string] ?? '';
	const lines = (map: Readonly<Record<string, string>> | undefined) =>
		Object.entries(map ?? {})
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, value]) => `${key}=${JSON.stringify(value)}`)
			.join('\n');
	const fields: Readonly<Record<string, string>> = {
		'metadata.name': pod.metadata.name,
		'metadata.namespace': pod.metadata.namespace ?? '',
		'metadata.uid': pod.metadata.uid,
		'metadata.labels': lines(pod.metadata.labels),
		'metadata.annotations': lines(pod.metadata.annotations),
		'spec.nodeName': pod.spec?.nodeName ?? '',
		'spec.serviceAccountName': pod.spec?.serviceAccountName ?? '',
		'status.podIP': own.ip,
		'status.podIPs': own.ip,
		'status.hostIP': own.hostIP,
		'status.hostIPs': own.hostIP
	};
	return fields[path] ?? '';
}

/** A resource of a container as the downward API gives it. */
export function resourceOf(container: Container | undefined, resource: string, divisor: string | undefined, node: { cpu: string; memory: string }): string {
	const [kind, name] = resource.split('.') as ['limits' | 'requests', string];
	const given = container?.resources?.[kind]?.[name] ?? (kind === 'limits' ? (name === 'cpu' ? node.cpu : name === 'memory' ? node.memory : '0') : '0');
	const quantity = parseQuantity(given);
	const by = parseQuantity(divisor && divisor !== '0' ? divisor : '1');
	if (name === 'cpu') return String(Math.ceil(Number(milliValue(quantity)) / Number(milliValue(by))));
	return String(Math.ceil(Number(quantityValue(quantity)) / Number(quantityValue(by))));
}

/** A config map's or secret's data as text; undefined when it is missing and may be. */
export function* keyedData(
	kind: 'configmap' | 'secret',
	namespace: string,
	name: string,
	optional: boolean | undefined
): Sys<Readonly<Record<string, string>> | undefined> {
	try {
		if (kind === 'configmap') {
			const map = yield* get('v1/configmaps', `${namespace}/${name}`);
			return { ...map.data, ...Object.fromEntries(Object.entries(map.binaryData ?? {}).map(([key, value]) => [key, text(unbase64(value))])) };
		}
		const secret = yield* get('v1/secrets', `${namespace}/${name}`);
		return Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, text(unbase64(value))]));
	} catch (error) {
		if (error instanceof ApiError && error.code === 404) {
			if (optional) return undefined;
			throw new ConfigError(`${kind} "${name}" not found`);
		}
		throw error;
	}
}

function* valueFrom(pod: Pod, container: Container, entry: EnvVar, own: { ip: string; hostIP: string }): Sys<string | undefined> {
	const from = entry.valueFrom;
	const namespace = pod.metadata.namespace ?? '';
	if (from?.fieldRef) return fieldOf(pod, from.fieldRef.fieldPath, own);
	if (from?.resourceFieldRef) {
		const target = from.resourceFieldRef.containerName ? pod.spec?.containers.find((c) => c.name === from.resourceFieldRef?.containerName) : container;
		return resourceOf(target, from.resourceFieldRef.resource, from.resourceFieldRef.divisor, { cpu: '2', memory: formatQuantity(parseQuantity('24684092Ki')) });
	}
	for (const [kind, ref] of [
		['configmap', from?.configMapKeyRef],
		['secret', from?.secretKeyRef]
	] as const) {
		if (!ref) continue;
		const data = yield* keyedData(kind, namespace, ref.name ?? '', ref.optional);
		const value = data?.[ref.key];
		if (value === undefined && !ref.optional)
			throw new ConfigError(`couldn't find key ${ref.key} in ${kind === 'configmap' ? 'ConfigMap' : 'Secret'} ${namespace}/${ref.name ?? ''}`);
		return value;
	}
	return undefined;
}

/** The whole environment of a container. Throws ConfigError. */
export function* environmentOf(pod: Pod, container: Container, ip: string): Sys<{ key: string; value: string }[]> {
	const hostIP = yield* kubelet((m) => m.address);
	const result = new Map<string, string>();
	for (const source of container.envFrom ?? []) {
		const ref = source.configMapRef ?? source.secretRef;
		if (!ref) continue;
		const data = yield* keyedData(source.configMapRef ? 'configmap' : 'secret', pod.metadata.namespace ?? '', ref.name ?? '', ref.optional);
		for (const [key, value] of Object.entries(data ?? {})) result.set(`${source.prefix ?? ''}${key}`, value);
	}
	const services = yield* serviceVariables(pod);
	const known = new Map([...services, ...result]);
	for (const entry of container.env ?? []) {
		const value = entry.valueFrom ? yield* valueFrom(pod, container, entry, { ip, hostIP }) : expandVariables(entry.value ?? '', known);
		if (value === undefined) continue;
		result.set(entry.name, value);
		known.set(entry.name, value);
	}
	for (const [key, value] of services) if (!result.has(key)) result.set(key, value);
	return [...result].map(([key, value]) => ({ key, value }));
}
