// Which server, as whom, in which namespace: client-go's clientcmd over kubeconfig files, flags and the in-cluster account.
// Leaves out exec plug-ins and auth providers.
import { Errno, type Sys } from '../../engine/index.ts';
import { exists, readText } from '../../kernel/index.ts';
import { inClusterConfig, parseServer, type ClientConfig } from '../../client/index.ts';
import { text as decode, unbase64 } from '../../values/bytes.ts';
import { parseCertificate } from '../../values/x509.ts';
import { str } from './dig.ts';
import { ConfigurationError, Failure } from './failure.ts';
import { loadFiles, named, type KubeConfig } from './kubeconfig.ts';
import type { Session } from './session.ts';

const userAgent = 'kubectl/v1.36.3 (linux/amd64) kubernetes/5f9e4b2';

function* material(entry: unknown, field: string): Sys<string> {
	const data = str(entry, `${field}-data`);
	if (data !== '') return decode(unbase64(data));
	const path = str(entry, field);
	return path === '' ? '' : yield* readText(path);
}

function* unreadable(user: string, cluster: string, merged: KubeConfig): Sys<string[]> {
	const problems: string[] = [];
	const check = function* (what: string, owner: string, entry: unknown, field: string): Sys<void> {
		const path = str(entry, field);
		if (path === '' || str(entry, `${field}-data`) !== '' || (yield* exists(path))) return;
		problems.push(`unable to read ${field} ${path} for ${owner} due to open ${path}: no such file or directory`);
		void what;
	};
	yield* check('user', user, named(merged.users, user), 'client-certificate');
	yield* check('user', user, named(merged.users, user), 'client-key');
	yield* check('cluster', cluster, named(merged.clusters, cluster), 'certificate-authority');
	return problems;
}

/** Flags that override entries of the kubeconfig. */
function overrides(s: Session): { cluster: Record<string, unknown>; user: Record<string, unknown> } {
	const cluster: Record<string, unknown> = {};
	const user: Record<string, unknown> = {};
	const pick = (into: Record<string, unknown>, flag: string, field = flag): void => {
		if (s.str(flag) !== '') into[field] = s.str(flag);
	};
	pick(cluster, 'server');
	pick(cluster, 'tls-server-name');
	pick(cluster, 'certificate-authority');
	if (s.bool('insecure-skip-tls-verify')) cluster['insecure-skip-tls-verify'] = true;
	pick(user, 'token');
	pick(user, 'client-certificate');
	pick(user, 'client-key');
	pick(user, 'username');
	pick(user, 'password');
	return { cluster, user };
}

function impersonation(s: Session): Pick<ClientConfig, 'impersonate'> {
	const user = s.str('as');
	const groups = s.list('as-group');
	const uid = s.str('as-uid');
	if (user === '') {
		if (groups.length > 0 || uid !== '') throw new Failure('requesting uid, groups or user-extra for  without impersonating a user');
		return {};
	}
	return { impersonate: { user, groups, ...(uid === '' ? {} : { uid }) } };
}

/** The client's configuration. Throws Failure or ConfigurationError with clientcmd's texts. */
export function* clientConfig(s: Session): Sys<ClientConfig> {
	if (s.config) return s.config;
	const merged = yield* loadFiles(s);
	const over = overrides(s);
	const wanted = s.str('context');
	const contextName = wanted || merged.currentContext;
	const context = named(merged.contexts, contextName);
	if (contextName !== '' && !context) throw new ConfigurationError(`context was not found for specified context: ${contextName}`);
	const clusterName = s.str('cluster') || str(context, 'cluster');
	const userName = s.str('user') || str(context, 'user');
	if (s.str('cluster') !== '' && !named(merged.clusters, clusterName)) throw new Failure(`cluster "${clusterName}" does not exist`);
	if (s.str('user') !== '' && !named(merged.users, userName)) throw new Failure(`auth info "${userName}" does not exist`);
	const cluster = { ...named(merged.clusters, clusterName), ...over.cluster };
	const user = { ...named(merged.users, userName), ...over.user };
	const empty = merged.contexts.length === 0 && merged.clusters.length === 0 && Object.keys(over.cluster).length === 0;
	if (empty) {
		const pod = yield* inCluster(s);
		if (pod) return pod;
	}
	const problems = yield* unreadable(userName, clusterName, merged);
	if (context && !named(merged.clusters, clusterName) && Object.keys(over.cluster).length === 0) problems.push(`cluster "${clusterName}" does not exist`);
	if (problems.length > 0) throw new ConfigurationError(problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
	s.server = str(cluster, 'server') || 'http://localhost:8080';
	const { host, port, tls } = parseServer(s.server);
	const insecure = 'insecure-skip-tls-verify' in cluster && cluster['insecure-skip-tls-verify'] === true;
	const ca = parseCertificate(yield* material(cluster, 'certificate-authority'));
	const certificate = s.str('token') === '' ? parseCertificate(yield* material(user, 'client-certificate')) : undefined;
	const tokenFile = str(user, 'tokenFile');
	const token = str(user, 'token') || (tokenFile === '' ? '' : (yield* readText(tokenFile)).trim());
	s.config = {
		host,
		port,
		tls,
		serverName: str(cluster, 'tls-server-name') || host,
		...(insecure ? {} : { authority: ca?.commonName ?? '' }),
		...(certificate ? { certificate } : {}),
		...(token === '' ? {} : { token }),
		namespace: str(context, 'namespace'),
		userAgent,
		...impersonation(s)
	};
	return s.config;
}

function* inCluster(s: Session): Sys<ClientConfig | undefined> {
	try {
		const config = yield* inClusterConfig(s.env, userAgent);
		s.config = { ...config, ...impersonation(s) };
		s.server = `https://${config.host}:${config.port}`;
		return s.config;
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}

/** The namespace of the request, and whether a flag named it. */
export function* namespaceOf(s: Session): Sys<{ namespace: string; explicit: boolean }> {
	const given = s.str('namespace');
	if (given !== '') return { namespace: given, explicit: true };
	const config = yield* clientConfig(s);
	return { namespace: config.namespace || 'default', explicit: false };
}
