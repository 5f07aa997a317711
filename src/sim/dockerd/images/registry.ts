// A client of the registry protocol (distribution v2): endpoints, TLS, bearer tokens, and errors in the words of the real client.
// Leaves out retries and redirects to storage. Invariant: every failure is a RegistryFailure whose text is what the engine prints.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, connect, header, recv, send, type Body, type Certificate, type HttpResponse } from '../../kernel/index.ts';
import { clock } from '../../kernel/index.ts';
import { base64, parseJson, text as decode } from '../../values/index.ts';
import { parseCertificate } from '../../values/x509.ts';
import type { Reference } from '../../oci/index.ts';
import { isObject, object, str } from '../decode.ts';
import { errnoText } from '../errors.ts';
import { readText } from '../files.ts';
import { bytesOf } from '../http.ts';
import { LookupFailure, lookup } from '../lookup.ts';
import { remember } from '../memory.ts';

/** One error of a registry's answer: code "DENIED" and message. */
export interface RegistryError {
	readonly code: string;
	readonly message: string;
}
/** A failed exchange. `errors` are the registry's own; `text` is Go's text of the whole. Not an Error: it is modelled. */
export class RegistryFailure {
	readonly text: string;
	readonly errors: readonly RegistryError[];
	readonly status: number;
	constructor(text: string, errors: readonly RegistryError[] = [], status = 0) {
		this.text = text;
		this.errors = errors;
		this.status = status;
	}
}
const worded = (error: RegistryError): string => error.code.toLowerCase().replaceAll('_', ' ') + ': ' + error.message;
export function errorsText(errors: readonly RegistryError[]): string {
	const [first] = errors;
	if (first && errors.length === 1) return worded(first);
	return 'errors:\n' + errors.map((error) => worded(error) + '\n').join('');
}

export interface Credentials {
	readonly username: string;
	readonly password: string;
}
export interface Endpoint {
	readonly scheme: 'https' | 'http';
	readonly host: string;
	readonly port: number;
	readonly insecure: boolean;
}
export const url = (endpoint: Endpoint, path: string): string => `${endpoint.scheme}://${authority(endpoint)}${path}`;
const authority = ({ host, port, scheme }: Endpoint): string => (port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`);

/** Where a registry's name leads: https, and http too for local and insecure registries. */
export function endpointsOf(domain: string, insecureRegistries: readonly string[]): Endpoint[] {
	const name = domain === 'docker.io' || domain === 'index.docker.io' ? 'registry-1.docker.io' : domain;
	const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(name);
	const host = match?.[1] ?? name;
	const port = match?.[2] === undefined ? undefined : Number(match[2]);
	const insecure = host === 'localhost' || /^127\./.test(host) || host === '[::1]' || insecureRegistries.includes(name) || insecureRegistries.includes(host);
	const secure: Endpoint = { scheme: 'https', host, port: port ?? 443, insecure };
	return insecure ? [secure, { scheme: 'http', host, port: port ?? 80, insecure }] : [secure];
}

const dialFailure = (target: string, address: string, why: string): RegistryFailure => new RegistryFailure(`Get "${target}": dial tcp ${address}: ${why}`);

function* dial(endpoint: Endpoint, target: string): Sys<number> {
	let addresses: readonly string[];
	try {
		addresses = yield* lookup(endpoint.host);
	} catch (error) {
		if (error instanceof LookupFailure) throw new RegistryFailure(`Get "${target}": dial tcp: ${error.text}`);
		throw error;
	}
	let failure: RegistryFailure | undefined;
	for (const address of addresses) {
		try {
			const fd = yield* connect({ net: 'tcp', host: address, port: endpoint.port }, 30_000_000);
			if (endpoint.scheme === 'http') return fd;
			try {
				yield* handshake(fd, endpoint, target);
				return fd;
			} catch (error) {
				yield* close(fd);
				throw error;
			}
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			failure ??= dialFailure(target, `${address}:${endpoint.port}`, error.code === 'ETIMEDOUT' ? 'i/o timeout' : 'connect: ' + errnoText(error));
		}
	}
	throw failure ?? new RegistryFailure(`Get "${target}": dial tcp: no addresses`);
}
function* handshake(fd: number, endpoint: Endpoint, target: string): Sys<void> {
	yield* send(fd, { kind: 'tls-hello', serverName: endpoint.host });
	const answer = yield* recv(fd, { http: 'response', timeoutUs: 10_000_000 });
	if (answer === null) throw new RegistryFailure(`Get "${target}": EOF`);
	if (answer.kind !== 'tls-certificate') throw new RegistryFailure(`Get "${target}": http: server gave HTTP response to HTTPS client`);
	const why = yield* certificateProblem(answer.chain, endpoint);
	if (why !== undefined && !endpoint.insecure) throw new RegistryFailure(`Get "${target}": tls: failed to verify certificate: x509: ${why}`);
}
function* certificateProblem(chain: readonly Certificate[], endpoint: Endpoint): Sys<string | undefined> {
	const leaf = chain[0];
	if (!leaf) return 'certificate signed by unknown authority';
	const now = (yield* clock()) / 1e6;
	if (now > leaf.notAfter || now < leaf.notBefore) return 'certificate has expired or is not yet valid';
	const matches = (name: string): boolean =>
		name === endpoint.host || (name.startsWith('*.') && endpoint.host.slice(endpoint.host.indexOf('.')) === name.slice(1));
	if (!leaf.names.some(matches)) return `certificate is valid for ${leaf.names.join(', ')}, not ${endpoint.host}`;
	const trusted = yield* trustedAuthorities(`${endpoint.host}${endpoint.port === 443 ? '' : ':' + endpoint.port}`);
	if (trusted === undefined ? leaf.issuer !== leaf.commonName : chain.some((certificate) => trusted.includes(certificate.issuer))) return undefined;
	return 'certificate signed by unknown authority';
}
/** Names of the authorities in the host's bundle and in /etc/docker/certs.d; undefined when the host has no bundle. */
function* trustedAuthorities(host: string): Sys<string[] | undefined> {
	const own = yield* readText(`/etc/docker/certs.d/${host}/ca.crt`);
	const bundle = yield* readText('/etc/ssl/certs/ca-certificates.crt');
	if (bundle === undefined && own === undefined) return undefined;
	const blocks = `${bundle ?? ''}\n${own ?? ''}`.split('-----END CERTIFICATE-----').map((part) => part + '-----END CERTIFICATE-----');
	return blocks.flatMap((block) => parseCertificate(block)?.commonName ?? []);
}

interface Exchange {
	readonly method: string;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Body;
}
/** One request on a connection of its own: the response with its whole body. */
export function* exchange(endpoint: Endpoint, request: Exchange): Sys<HttpResponse> {
	const target = url(endpoint, request.path);
	const fd = yield* dial(endpoint, target);
	try {
		yield* send(fd, {
			kind: 'request',
			method: request.method,
			path: request.path,
			headers: { Host: authority(endpoint), 'User-Agent': 'docker/28.5.2 go/go1.25.3 kernel/6.1.0 os/linux arch/amd64', ...request.headers },
			...(request.body === undefined ? {} : { body: request.body })
		});
		const answer = yield* recv(fd, { http: 'response', timeoutUs: 60_000_000 });
		if (answer === null || answer.kind !== 'response')
			throw new RegistryFailure(`${request.method === 'GET' ? 'Get' : request.method.charAt(0) + request.method.slice(1).toLowerCase()} "${target}": EOF`);
		const whole = answer.stream ? { ...answer, stream: false, body: yield* gather(fd) } : answer;
		yield* close(fd);
		return whole;
	} catch (error) {
		yield* close(fd);
		if (error instanceof Errno) throw new RegistryFailure(`Get "${target}": ${errnoText(error)}`);
		throw error;
	}
}
function* gather(fd: number): Sys<Body> {
	let last: Body = '';
	let text = '';
	for (let count = 0; ; count++) {
		const piece = yield* recv(fd, { http: 'response' });
		if (piece === null || piece.kind !== 'chunk') return count === 1 ? last : text;
		last = piece.body;
		text += decode(bytesOf(piece.body));
	}
}
/** A response's JSON value; {} when it is not JSON. */
export function jsonBody(response: HttpResponse): unknown {
	const { body } = response;
	if (typeof body === 'object' && !(body instanceof Uint8Array)) return body.json;
	try {
		return parseJson(decode(bytesOf(body)));
	} catch {
		return undefined;
	}
}
export const textBody = (response: HttpResponse): string => decode(bytesOf(response.body));

/** The failure that a 4xx or 5xx answer means. */
export function failureOf(response: HttpResponse): RegistryFailure {
	const errors: RegistryError[] = [];
	if (response.status === 401 && /error="insufficient_scope"/.test(header(response, 'WWW-Authenticate') ?? ''))
		errors.push({ code: 'DENIED', message: 'requested access to the resource is denied' });
	const listed = object(jsonBody(response))['errors'];
	if (Array.isArray(listed)) {
		for (const item of listed.filter(isObject)) {
			const error = { code: str(item, 'code'), message: str(item, 'message') };
			if (!errors.some((other) => worded(other) === worded(error))) errors.push(error);
		}
	}
	if (errors.length === 0 && response.status === 404) errors.push({ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' });
	if (errors.length === 0 && response.status === 401) errors.push({ code: 'UNAUTHORIZED', message: 'authentication required' });
	if (errors.length === 0)
		return new RegistryFailure(`received unexpected HTTP status: ${response.status} ${response.reason ?? ''}`.trim(), [], response.status);
	return new RegistryFailure(errorsText(errors), errors, response.status);
}

/** A registry one has been introduced to: every request carries what its challenge wants. */
export interface Session {
	readonly endpoint: Endpoint;
	readonly authorization: string | undefined;
}

/** Pings /v2/ and gets a token for `scope`. Throws RegistryFailure. */
export function* openSession(endpoint: Endpoint, scope: string, credentials: Credentials | undefined): Sys<Session> {
	const ping = yield* exchange(endpoint, { method: 'GET', path: '/v2/' });
	if (ping.status !== 401) {
		if (ping.status >= 400) throw failureOf(ping);
		return { endpoint, authorization: undefined };
	}
	const challenge = header(ping, 'WWW-Authenticate') ?? '';
	if (/^basic/i.test(challenge))
		return { endpoint, authorization: credentials ? 'Basic ' + base64(`${credentials.username}:${credentials.password}`) : undefined };
	const authorization = 'Bearer ' + (yield* fetchToken(challenge, scope, credentials, endpoint.insecure));
	return { endpoint, authorization };
}
const parameter = (challenge: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
function* fetchToken(challenge: string, scope: string, credentials: Credentials | undefined, insecure: boolean): Sys<string> {
	const realm = /^(https?):\/\/([^:/]+)(?::(\d+))?(\/[^?]*)?/.exec(parameter(challenge, 'realm'));
	if (!realm) throw new RegistryFailure('no basic auth credentials');
	const scheme = realm[1] === 'http' ? 'http' : 'https';
	const endpoint: Endpoint = { scheme, host: realm[2] ?? '', port: Number(realm[3] ?? (scheme === 'http' ? 80 : 443)), insecure };
	const query = [
		credentials ? 'account=' + encodeURIComponent(credentials.username) : '',
		scope ? 'scope=' + encodeURIComponent(scope) : '',
		'service=' + encodeURIComponent(parameter(challenge, 'service'))
	];
	const path = `${realm[4] ?? '/'}?${query.filter((part) => part !== '').join('&')}`;
	const response = yield* exchange(endpoint, {
		method: 'GET',
		path,
		...(credentials ? { headers: { Authorization: 'Basic ' + base64(`${credentials.username}:${credentials.password}`) } } : {})
	});
	if (response.status === 401)
		throw new RegistryFailure('unauthorized: incorrect username or password', [{ code: 'UNAUTHORIZED', message: 'incorrect username or password' }], 401);
	if (response.status >= 400) throw failureOf(response);
	const value = object(jsonBody(response));
	return str(value, 'token') || str(value, 'access_token');
}
export function* call(session: Session, request: Exchange): Sys<HttpResponse> {
	return yield* exchange(session.endpoint, {
		...request,
		headers: { ...request.headers, ...(session.authorization === undefined ? {} : { Authorization: session.authorization }) }
	});
}

/** A session with the first endpoint of a reference's registry that answers. Throws the last one's RegistryFailure. */
export function* sessionFor(ref: Pick<Reference, 'domain' | 'path'>, actions: string, credentials: Credentials | undefined): Sys<Session> {
	const insecure = yield* remember((m) => m.config.insecureRegistries);
	let failure: RegistryFailure | undefined;
	for (const endpoint of endpointsOf(ref.domain, insecure)) {
		try {
			return yield* openSession(endpoint, ref.path === '' ? '' : `repository:${ref.path}:${actions}`, credentials);
		} catch (error) {
			if (!(error instanceof RegistryFailure)) throw error;
			if (error.status !== 0) throw error;
			failure = error;
		}
	}
	throw failure ?? new RegistryFailure('no endpoints');
}
