// Who asks: client certificates of our authority, bearer tokens (service accounts, bootstrap, static), anonymous; then impersonation.
// Service account tokens are modelled JWTs: readable claims, and a signature made of the claims and the key file's text.
import { text, unbase64 } from '../values/bytes.ts';
import { parseTime } from '../values/time.ts';
import { isPlain, type Plain, tokenSignature } from '../kinds/index.ts';
import { lookup } from './cluster.ts';
import type { Memory, User } from './memory.ts';
import { headerOf, type ApiRequest } from './request.ts';
import { StatusError, unauthorized } from './status.ts';

export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
const authenticated = 'system:authenticated';
const itself: User = { name: 'system:apiserver', groups: ['system:masters', authenticated] };

/** The user of a request before impersonation; throws 401 for credentials that are wrong. */
export function authenticate(m: Memory, request: ApiRequest): User {
	if (request.client < 0) return itself;
	const client = m.clients.get(request.client);
	const certificate = client?.certificate;
	if (certificate && certificate.issuer === m.clientAuthority && request.now / 1_000_000 <= certificate.notAfter) {
		const { credential } = client;
		return {
			name: certificate.commonName,
			groups: [...certificate.organization, authenticated],
			extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${credential}`] }
		};
	}
	const header = headerOf(request.headers, 'Authorization');
	if (header.startsWith('Bearer ')) {
		const user = userOfToken(m, header.slice('Bearer '.length).trim(), request.now);
		if (!user) throw unauthorized();
		return user;
	}
	if (certificate || !m.options.anonymous) throw unauthorized();
	return anonymous;
}

const mostTokens = 256;
/** The user of a bearer token; undefined when it is not valid. */
export function userOfToken(m: Memory, token: string, now: number): User | undefined {
	const known = m.staticTokens.get(token);
	if (known) return { ...known, groups: [...known.groups, authenticated] };
	const [id = '', secret = '', more] = token.split('.');
	if (more === undefined && id.length === 6 && secret.length === 16) return bootstrapUser(m, id, secret, now);
	let claims: Plain | undefined = m.tokens.get(token);
	if (!claims) {
		claims = readToken(m, token);
		if (!claims) return undefined;
		// The real server remembers what it verified too.
		if (m.tokens.size >= mostTokens) m.tokens.clear();
		m.tokens.set(token, claims);
	}
	return serviceAccountUser(m, claims, now);
}

function bootstrapUser(m: Memory, id: string, secret: string, now: number): User | undefined {
	if (!m.options.bootstrapTokens) return undefined;
	const object = lookup(m, 'v1/secrets', 'kube-system', `bootstrap-token-${id}`);
	const field = (name: string): string => text(unbase64(object?.data?.[name] ?? ''));
	if (!object || field('token-secret') !== secret || field('usage-bootstrap-authentication') !== 'true') return undefined;
	const expiration = field('expiration');
	if (expiration && (parseTime(expiration) ?? 0) < now) return undefined;
	const extra = field('auth-extra-groups').split(',').filter(Boolean);
	return { name: `system:bootstrap:${id}`, groups: ['system:bootstrappers', ...extra, authenticated] };
}

// tokens -------------------------------------------------------------------------------------------
/** A token's claims, when its signature is ours. */
export function readToken(m: Memory, token: string): Plain | undefined {
	const last = token.lastIndexOf('.');
	if (last < 0 || tokenSignature(m.saKey, token.slice(0, last)) !== token.slice(last + 1)) return undefined;
	try {
		const claims: unknown = JSON.parse(text(unbase64(token.slice(token.indexOf('.') + 1, last), { url: true })));
		return isPlain(claims) ? claims : undefined;
	} catch {
		return undefined;
	}
}
/** The account of a token that is kept in a secret: good as long as the secret is there and has it. */
function legacyUser(m: Memory, claims: Plain): User | undefined {
	const claim = (name: string): string => String(claims[`kubernetes.io/serviceaccount/${name}`]);
	const namespace = claim('namespace');
	const account = lookup(m, 'v1/serviceaccounts', namespace, claim('service-account.name'));
	if (!account || account.metadata.uid !== claim('service-account.uid') || !lookup(m, 'v1/secrets', namespace, claim('secret.name'))) return undefined;
	return {
		name: `system:serviceaccount:${namespace}:${account.metadata.name}`,
		uid: account.metadata.uid,
		groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, authenticated]
	};
}
function serviceAccountUser(m: Memory, claims: Plain, now: number): User | undefined {
	if (typeof claims.exp === 'number' && claims.exp * 1_000_000 < now) return undefined;
	if (claims.iss === 'kubernetes/serviceaccount') return legacyUser(m, claims);
	const own = claims['kubernetes.io'];
	if (!isPlain(own) || !isPlain(own.serviceaccount)) return undefined;
	const namespace = String(own.namespace);
	const name = String(own.serviceaccount.name);
	const account = lookup(m, 'v1/serviceaccounts', namespace, name);
	if (!account || account.metadata.uid !== own.serviceaccount.uid) return undefined;
	const extra: Record<string, readonly string[]> = {};
	if (typeof claims.jti === 'string') extra['authentication.kubernetes.io/credential-id'] = [`JTI=${claims.jti}`];
	if (isPlain(own.pod)) {
		const pod = lookup(m, 'v1/pods', namespace, String(own.pod.name));
		if (!pod || pod.metadata.uid !== own.pod.uid) return undefined;
		extra['authentication.kubernetes.io/pod-name'] = [String(own.pod.name)];
		extra['authentication.kubernetes.io/pod-uid'] = [String(own.pod.uid)];
		if (isPlain(own.node)) extra['authentication.kubernetes.io/node-name'] = [String(own.node.name)];
	}
	return {
		name: `system:serviceaccount:${namespace}:${name}`,
		uid: account.metadata.uid,
		groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, authenticated],
		...(Object.keys(extra).length > 0 ? { extra } : {})
	};
}

function asksToImpersonate(headers: ApiRequest['headers']): boolean {
	for (const name in headers) if ((name.startsWith('I') || name.startsWith('i')) && name.toLowerCase().startsWith('impersonate-')) return true;
	return false;
}
/** The user asked for by Impersonate-* headers; null when there are none. */
export function impersonated(request: ApiRequest): User | null {
	if (!asksToImpersonate(request.headers)) return null;
	const name = headerOf(request.headers, 'Impersonate-User');
	const groups = headerOf(request.headers, 'Impersonate-Group')
		.split(',')
		.map((g) => g.trim())
		.filter(Boolean);
	const uid = headerOf(request.headers, 'Impersonate-Uid');
	if (!name) {
		if (groups.length > 0 || uid) throw new StatusError(500, 'InternalError', 'Internal error occurred: requested [{Group    }] without impersonating a user');
		return null;
	}
	const account = name.startsWith('system:serviceaccount:') ? name.split(':')[2] : undefined;
	const all = groups.length > 0 ? groups : account ? ['system:serviceaccounts', `system:serviceaccounts:${account}`] : [];
	const last = name === 'system:anonymous' ? 'system:unauthenticated' : authenticated;
	return { name, groups: all.includes(last) ? all : [...all, last], ...(uid ? { uid } : {}) };
}
