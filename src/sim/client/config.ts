// Where the API server is and who we are: kubeconfig files and the in-cluster service account, as client-go's clientcmd and rest read them.
// Leaves out exec plug-ins and auth providers. Certificates are modelled (values/x509.ts).
import { act, Errno, type Sys } from '../engine/index.ts';
import { readText } from '../kernel/index.ts';
import { text, unbase64 } from '../values/bytes.ts';
import { parseCertificate } from '../values/x509.ts';
import { parseYaml } from '../values/yaml.ts';
import type { ClientConfig, HasApi } from './memory.ts';

const record = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const named = (list: unknown, name: string): Readonly<Record<string, unknown>> =>
	record((Array.isArray(list) ? list : []).find((item) => record(item).name === name));

function* material(entry: Readonly<Record<string, unknown>>, field: string, directory: string): Sys<string> {
	const data = str(entry[`${field}-data`]);
	if (data) return text(unbase64(data));
	const path = str(entry[field]);
	return path ? yield* readText(path.startsWith('/') ? path : `${directory}/${path}`) : '';
}

/** Host and port of "https://host:port". */
export function parseServer(server: string): { host: string; port: number; tls: boolean } {
	const tls = !server.startsWith('http://');
	const rest = server.replace('https://', '').replace('http://', '');
	const authority = rest.includes('/') ? rest.slice(0, rest.indexOf('/')) : rest;
	const colon = authority.lastIndexOf(':');
	const bracket = authority.lastIndexOf(']');
	const hasPort = colon > bracket;
	return {
		host: (hasPort ? authority.slice(0, colon) : authority).replace('[', '').replace(']', ''),
		port: hasPort ? Number(authority.slice(colon + 1)) : tls ? 443 : 80,
		tls
	};
}

/** Reads a kubeconfig file's current context. ENOENT when the file or what it names is missing. */
export function* loadKubeconfig(path: string, userAgent: string, contextName?: string): Sys<ClientConfig> {
	const file = record(parseYaml(yield* readText(path)));
	const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
	const context = record(named(file.contexts, contextName ?? str(file['current-context'])).context);
	const cluster = record(named(file.clusters, str(context.cluster)).cluster);
	const user = record(named(file.users, str(context.user)).user);
	const { host, port, tls } = parseServer(str(cluster.server));
	const ca = parseCertificate(yield* material(cluster, 'certificate-authority', directory));
	const certificate = parseCertificate(yield* material(user, 'client-certificate', directory));
	const tokenFile = str(user.tokenFile);
	const token = str(user.token) || (tokenFile ? (yield* readText(tokenFile)).trim() : '');
	return {
		host,
		port,
		tls,
		serverName: str(cluster['tls-server-name']) || host,
		...(cluster['insecure-skip-tls-verify'] === true ? {} : { authority: ca?.commonName ?? '' }),
		...(certificate ? { certificate } : {}),
		...(token ? { token } : {}),
		namespace: str(context.namespace),
		userAgent
	};
}

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The configuration of a pod: KUBERNETES_SERVICE_HOST and the mounted service account. */
export function* inClusterConfig(env: Readonly<Record<string, string>>, userAgent: string): Sys<ClientConfig> {
	const host = env.KUBERNETES_SERVICE_HOST;
	if (!host) throw new Errno('ENOENT');
	const ca = parseCertificate(yield* readText(`${account}/ca.crt`));
	return {
		host,
		port: Number(env.KUBERNETES_SERVICE_PORT ?? '443'),
		tls: true,
		serverName: host,
		authority: ca?.commonName ?? '',
		token: (yield* readText(`${account}/token`)).trim(),
		namespace: (yield* readText(`${account}/namespace`)).trim(),
		userAgent
	};
}

/** Makes this the configuration of every later request of the process. */
export const useConfig = (config: ClientConfig): Sys<void> =>
	act((m: HasApi) => {
		m.api.config = config;
	});
