// Connections to the API server: TCP, the modelled TLS handshake with Go's checks, one request and its answer at a time, streams.
// Invariant: a connection is used by one exchange at a time; after an error it is closed, not reused.
import { Errno, type Sys } from '../engine/index.ts';
import { clock, close, connect, header, readText, recv, send, type HttpRequest, type HttpResponse, type Body, type Received } from '../kernel/index.ts';
import { text } from '../values/bytes.ts';
import { parseJson } from '../values/json.ts';
import { rfc3339 } from '../values/time.ts';
import { TlsError } from './errors.ts';
import type { ClientConfig } from './memory.ts';

const numeric = (host: string): boolean => /^[0-9.]+$/.test(host) || host.includes(':');

/** A numeric address for the host: itself, or what /etc/hosts says. ENOENT when unknown. */
function* resolve(host: string): Sys<string> {
	if (numeric(host)) return host;
	if (host === 'localhost') return '127.0.0.1';
	const hosts = yield* readText('/etc/hosts');
	for (const line of hosts.split('\n')) {
		const words = line.split(/\s+/);
		if (words.slice(1).includes(host) && words[0]) return words[0];
	}
	throw new Errno('ENOENT');
}

/** Opens a connection and shakes hands. Throws Errno or TlsError. */
export function* dial(config: ClientConfig): Sys<number> {
	const fd = yield* connect({ net: 'tcp', host: yield* resolve(config.host), port: config.port }, 30_000_000);
	if (!config.tls) return fd;
	yield* send(fd, { kind: 'tls-hello', serverName: config.serverName, ...(config.certificate ? { certificate: config.certificate } : {}) });
	const answer = yield* recv(fd, { timeoutUs: 10_000_000 });
	const problem = yield* checkCertificate(config, answer);
	if (problem) {
		yield* close(fd);
		throw new TlsError(problem);
	}
	return fd;
}

function* checkCertificate(config: ClientConfig, answer: Received): Sys<string | undefined> {
	if (!answer) throw new Errno('ECONNRESET');
	if (answer.kind !== 'tls-certificate') return 'http: server gave HTTP response to HTTPS client';
	if (config.authority === undefined) return undefined;
	const leaf = answer.chain[0];
	const root = answer.chain[answer.chain.length - 1];
	if (!leaf || !root || (root.issuer !== config.authority && root.commonName !== config.authority))
		return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
	const now = (yield* clock()) / 1_000_000;
	if (now > leaf.notAfter || now < leaf.notBefore) {
		const [word, bound] = now > leaf.notAfter ? ['after', leaf.notAfter] : ['before', leaf.notBefore];
		return `tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time ${rfc3339(Math.floor(now) * 1_000_000)} is ${word} ${rfc3339(bound * 1_000_000)}`;
	}
	if (leaf.names.includes(config.serverName)) return undefined;
	const kind = numeric(config.serverName);
	const names = leaf.names.filter((name) => numeric(name) === kind).join(', ');
	return names === '' && !kind
		? 'tls: failed to verify certificate: x509: certificate is not valid for any names, but wanted to match ' + config.serverName
		: `tls: failed to verify certificate: x509: certificate is valid for ${names}, not ${config.serverName}`;
}

/** Whether the client wants the connection closed after the answer, which a server then does itself. */
export const asksToClose = (request: HttpRequest): boolean => header(request, 'Connection')?.toLowerCase() === 'close';

/** What a request carries besides method, path and body. */
export function requestHeaders(config: ClientConfig, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
	const headers: Record<string, string> = { Accept: 'application/json', 'User-Agent': config.userAgent, Host: `${config.host}:${config.port}`, ...extra };
	if (config.token) headers.Authorization = `Bearer ${config.token}`;
	if (config.impersonate) {
		headers['Impersonate-User'] = config.impersonate.user;
		if (config.impersonate.groups.length > 0) headers['Impersonate-Group'] = config.impersonate.groups.join(',');
		if (config.impersonate.uid) headers['Impersonate-Uid'] = config.impersonate.uid;
	}
	return headers;
}

/** Sends one request and waits for its answer's head (and whole body, unless it streams). ECONNRESET when the server closed first. */
export function* exchange(fd: number, request: HttpRequest): Sys<HttpResponse> {
	yield* send(fd, request);
	const answer = yield* recv(fd, { http: 'response' });
	if (!answer) throw new Errno('ECONNRESET');
	if (answer.kind !== 'response') throw new Errno('EPROTO');
	return answer;
}

/** A body as a JSON value (by reference when it is one). Text that is no JSON is answered as text. */
export function bodyValue(body: Body | undefined): unknown {
	if (body === undefined) return undefined;
	if (typeof body === 'object' && 'json' in body) return body.json;
	const content = typeof body === 'string' ? body : text(body);
	try {
		return parseJson(content);
	} catch {
		return content;
	}
}

/** The texts of Warning headers: `299 - "text"`, several joined by commas. */
export function warningsOf(response: HttpResponse): readonly string[] {
	const value = header(response, 'Warning');
	if (!value) return [];
	const texts: string[] = [];
	for (const match of value.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) texts.push((match[1] ?? '').replaceAll('\\"', '"').replaceAll('\\\\', '\\'));
	return texts;
}
