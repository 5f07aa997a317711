// containerd's registry client (core/remotes/docker): endpoints, TLS, bearer tokens, and its error texts.
// Leaves out hosts.toml mirrors, retries, redirects and resuming. Invariant: every failure is an RpcError.
import { Errno, type Sys } from '../../engine/index.ts';
import {
	bodyJson,
	bodyText,
	clock,
	close,
	connect,
	getaddrinfo,
	header,
	httpRequest,
	readText,
	recv,
	ResolveError,
	send,
	type Body,
	type Certificate,
	type FullResponse
} from '../../kernel/index.ts';
import { base64 } from '../../values/index.ts';
import { parseCertificate } from '../../values/x509.ts';
import { mediaTypes, type Reference } from '../../oci/index.ts';
import { RpcError } from '../rpc.ts';
import { goErrno } from '../runc/files.ts';

export interface Credentials {
	readonly username: string;
	readonly password: string;
}
/** Where a pull or push talks to. */
export interface Remote {
	readonly scheme: 'https' | 'http';
	/** "registry-1.docker.io", "localhost:5000". */
	readonly authority: string;
	readonly insecure: boolean;
	readonly credentials: Credentials | undefined;
}
const failed = (message: string): RpcError => new RpcError('Unknown', message);

/** The registry of a reference. FIDELITY: a loopback registry is asked over TLS first and then in plain text, as containerd's CRI does. */
export const remoteOf = (ref: Reference, options: { plainHttp?: boolean; insecure?: boolean; auth?: Credentials } = {}): Remote => ({
	scheme: options.plainHttp ? 'http' : 'https',
	authority: ref.domain === 'docker.io' ? 'registry-1.docker.io' : ref.domain,
	insecure: options.insecure ?? false,
	credentials: options.auth
});
const isLoopback = (host: string): boolean => host === 'localhost' || host.startsWith('127.') || host === '[::1]';

interface Dialled {
	readonly fd: number;
	readonly scheme: 'https' | 'http';
}

function* dialHost(host: string, port: number): Sys<number> {
	let addresses: readonly string[];
	try {
		addresses = yield* getaddrinfo(host.replace(/^\[|\]$/g, ''));
	} catch (e) {
		if (!(e instanceof ResolveError)) throw e;
		const server = e.server === undefined ? '' : ` on ${e.server}`;
		throw failed(`dial tcp: lookup ${host}${server}: ${e.code === 'EAI_NONAME' ? 'no such host' : e.timeout ? 'i/o timeout' : 'server misbehaving'}`);
	}
	// Go tries a loopback name's IPv6 address first and reports the first failure.
	const ordered = isLoopback(host) ? [...addresses].reverse() : addresses;
	let first: RpcError | undefined;
	for (const address of ordered) {
		try {
			return yield* connect({ net: 'tcp', host: address, port }, 30_000_000);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			const shown = address.includes(':') ? `[${address}]` : address;
			first ??= failed(`dial tcp ${shown}:${port}: ${e.code === 'ETIMEDOUT' ? 'i/o timeout' : 'connect: ' + goErrno(e)}`);
		}
	}
	throw first ?? failed(`dial tcp: lookup ${host}: no such host`);
}

function* certificateProblem(chain: readonly Certificate[], host: string): Sys<string | undefined> {
	const leaf = chain[0];
	if (!leaf) return 'certificate signed by unknown authority';
	const now = (yield* clock()) / 1_000_000;
	if (now > leaf.notAfter || now < leaf.notBefore) return 'certificate has expired or is not yet valid';
	const fits = (name: string): boolean => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1));
	if (!leaf.names.some(fits)) return `certificate is valid for ${leaf.names.join(', ')}, not ${host}`;
	let bundle: string | undefined;
	try {
		bundle = yield* readText('/etc/ssl/certs/ca-certificates.crt');
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	if (bundle === undefined) return leaf.issuer === leaf.commonName ? 'certificate signed by unknown authority' : undefined;
	const authorities = bundle.split('-----END CERTIFICATE-----').flatMap((part) => parseCertificate(part + '-----END CERTIFICATE-----')?.commonName ?? []);
	return chain.some((c) => authorities.includes(c.issuer)) ? undefined : 'certificate signed by unknown authority';
}

function* dial(scheme: 'https' | 'http', authority: string, insecure: boolean): Sys<Dialled> {
	const [host = '', port] = authority.split(/:(?=\d+$)/);
	const fd = yield* dialHost(host, Number(port ?? (scheme === 'https' ? 443 : 80)));
	if (scheme === 'http') return { fd, scheme };
	yield* send(fd, { kind: 'tls-hello', serverName: host });
	const answer = yield* recv(fd, { http: 'response', timeoutUs: 10_000_000 });
	if (answer?.kind !== 'tls-certificate') {
		yield* close(fd);
		if (isLoopback(host) || insecure) return { fd: yield* dialHost(host, Number(port ?? 80)), scheme: 'http' };
		throw failed(answer === null ? 'EOF' : 'http: server gave HTTP response to HTTPS client');
	}
	const problem = yield* certificateProblem(answer.chain, host);
	if (problem !== undefined && !insecure) {
		yield* close(fd);
		throw failed(`tls: failed to verify certificate: x509: ${problem}`);
	}
	return { fd, scheme };
}

interface Ask {
	readonly method: string;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Body;
}
const verb = (method: string): string => method.slice(0, 1) + method.slice(1).toLowerCase();

function* exchange(scheme: 'https' | 'http', authority: string, insecure: boolean, ask: Ask): Sys<FullResponse> {
	try {
		const dialled = yield* dial(scheme, authority, insecure);
		try {
			const response = yield* httpRequest(dialled.fd, {
				kind: 'request',
				method: ask.method,
				path: ask.path,
				headers: { Host: authority, 'User-Agent': 'containerd/2.2.1', Connection: 'close', ...ask.headers },
				...(ask.body !== undefined && { body: ask.body })
			});
			yield* close(dialled.fd);
			if (!response) throw failed('EOF');
			return response;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			yield* close(dialled.fd);
			throw failed(goErrno(e));
		}
	} catch (e) {
		if (!(e instanceof RpcError)) throw e;
		throw failed(`failed to do request: ${verb(ask.method)} "${scheme}://${authority}${ask.path}": ${e.message}`);
	}
}

const parameter = (challenge: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';

function* tokenFor(challenge: string, remote: Remote): Sys<string> {
	const realm = /^(https?):\/\/([^/]+)(\/[^?]*)?/.exec(parameter(challenge, 'realm'));
	if (!realm) throw failed('authorization failed: no basic auth credentials');
	const query = ['scope', 'service'].flatMap((name) => (parameter(challenge, name) ? [`${name}=${encodeURIComponent(parameter(challenge, name))}`] : []));
	const { credentials } = remote;
	const response = yield* exchange(realm[1] === 'http' ? 'http' : 'https', realm[2] ?? '', remote.insecure, {
		method: 'GET',
		path: `${realm[3] ?? '/'}?${query.join('&')}`,
		...(credentials && { headers: { Authorization: 'Basic ' + base64(`${credentials.username}:${credentials.password}`) } })
	});
	if (response.status !== 200)
		throw failed(
			`failed to authorize: failed to fetch ${credentials ? 'oauth' : 'anonymous'} token: unexpected status from GET request to ${realm[0]}?${query.join('&')}: ${response.status} ${response.reason ?? 'Unauthorized'}`
		);
	const value = bodyJson(response.body) as { token?: string; access_token?: string };
	return value.token ?? value.access_token ?? '';
}

/** A remote one has talked to: requests carry its authorization. */
export interface Session {
	readonly remote: Remote;
	readonly authorization: string | undefined;
}

/** One request in a session; a 401 is answered with a token once. */
export function* request(session: Session, ask: Ask): Sys<{ response: FullResponse; session: Session }> {
	const { remote } = session;
	const send = (authorization: string | undefined): Sys<FullResponse> =>
		exchange(remote.scheme, remote.authority, remote.insecure, {
			...ask,
			headers: { ...ask.headers, ...(authorization !== undefined && { Authorization: authorization }) }
		});
	const response = yield* send(session.authorization);
	if (response.status !== 401) return { response, session };
	const challenge = header(response, 'Www-Authenticate') ?? '';
	if (/error="insufficient_scope"/.test(challenge))
		throw failed('pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed');
	if (/^basic/i.test(challenge) && remote.credentials) {
		const basic = 'Basic ' + base64(`${remote.credentials.username}:${remote.credentials.password}`);
		if (session.authorization === basic)
			throw failed('pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials');
		return yield* request({ remote, authorization: basic }, ask);
	}
	if (session.authorization !== undefined || !/^bearer/i.test(challenge))
		throw failed('pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials');
	return yield* request({ remote, authorization: 'Bearer ' + (yield* tokenFor(challenge, remote)) }, ask);
}

const accept = [mediaTypes.manifest, mediaTypes.list, mediaTypes.ociManifest, mediaTypes.ociIndex, '*/*'].join(', ');

/** A manifest by tag or digest. NotFound `<ref>: not found`. */
export function* fetchManifest(session: Session, ref: Reference, name: string, shown: string): Sys<{ text: string; digest: string; session: Session }> {
	const head = yield* request(session, { method: 'HEAD', path: `/v2/${ref.path}/manifests/${name}`, headers: { Accept: accept } });
	if (head.response.status === 404) throw new RpcError('NotFound', `${shown}: not found`);
	const got =
		head.response.status === 200
			? yield* request(head.session, { method: 'GET', path: `/v2/${ref.path}/manifests/${name}`, headers: { Accept: accept } })
			: head;
	if (got.response.status !== 200)
		throw failed(
			`unexpected status from HEAD request to ${session.remote.scheme}://${session.remote.authority}/v2/${ref.path}/manifests/${name}: ${got.response.status} ${got.response.reason ?? ''}`.trim()
		);
	return { text: bodyText(got.response.body), digest: header(got.response, 'Docker-Content-Digest') ?? '', session: got.session };
}

/** A blob's body. */
export function* fetchBlob(session: Session, ref: Reference, digest: string): Sys<FullResponse> {
	const { response } = yield* request(session, { method: 'GET', path: `/v2/${ref.path}/blobs/${digest}` });
	if (response.status === 404) throw new RpcError('NotFound', `${digest}: not found`);
	if (response.status !== 200)
		throw failed(
			`unexpected status from GET request to ${session.remote.scheme}://${session.remote.authority}/v2/${ref.path}/blobs/${digest}: ${response.status}`
		);
	return response;
}
