// buildx's own road to registries: manifests and blobs read and written without the engine, with the logins of the client.
// Follows containerd's docker resolver, whose words failures have. Leaves out retries and registry mirrors.
import type { Sys } from '../../../engine/index.ts';
import { header, type HttpResponse } from '../../../kernel/index.ts';
import { callRegistry, endpointsOf, failureOf, openSession, RegistryFailure, textBody, type RegistrySession } from '../../../dockerd/index.ts';
import { full, type Reference } from '../../../oci/index.ts';
import { parseJson } from '../../../values/index.ts';
import { authKey, storedAuth } from '../../docker/auth.ts';
import { loadConfig } from '../../docker/config-file.ts';
import { Failure } from '../../docker/failure.ts';

type Env = Readonly<Record<string, string>>;
export interface Manifest {
	readonly text: string;
	readonly mediaType: string;
	readonly digest: string;
	readonly size: number;
	readonly value: Readonly<Record<string, unknown>>;
}
export interface Descriptor {
	readonly mediaType: string;
	readonly digest: string;
	readonly size: number;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly platform?: Readonly<Record<string, unknown>>;
}
export const manifestList = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const index = 'application/vnd.oci.image.index.v1+json';
const accepted = ['application/vnd.docker.distribution.manifest.v2+json', manifestList, 'application/vnd.oci.image.manifest.v1+json', index, '*/*'].join(', ');

const record = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? { ...value } : {});

/** Opens a repository. Throws Failure when the registry cannot be reached or refuses. */
export function* open(ref: Reference, actions: 'pull' | 'pull,push', env: Env): Sys<RegistrySession> {
	const { config } = yield* loadConfig(env['DOCKER_CONFIG'] ?? `${env['HOME'] ?? '/root'}/.docker`);
	const auth = storedAuth({ config }, authKey(ref.domain));
	const credentials = auth?.username === undefined ? undefined : { username: auth.username, password: auth.password ?? '' };
	// A registry on this machine is spoken to without TLS.
	const endpoint = endpointsOf(ref.domain, []).at(-1);
	if (!endpoint) throw new Failure('no endpoints');
	try {
		return yield* openSession(endpoint, `repository:${ref.path}:${actions}`, credentials);
	} catch (error) {
		if (!(error instanceof RegistryFailure)) throw error;
		throw worded(error, ref, actions === 'pull' ? 'pull' : 'push', endpoint.scheme);
	}
}
function worded(failure: RegistryFailure, ref: Reference, what: 'pull' | 'push', scheme: string): Failure {
	const [first] = failure.errors;
	if (first?.code === 'DENIED' || first?.code === 'UNAUTHORIZED')
		return new Failure(
			`${what} access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`
		);
	if (first?.code === 'MANIFEST_UNKNOWN' || first?.code === 'NAME_UNKNOWN') return new Failure(`${full(ref)}: not found`);
	const url = `${scheme}://${ref.domain}/v2/${ref.path}/manifests/${ref.digest ?? ref.tag ?? 'latest'}`;
	return new Failure(`failed to do request: ${failure.text.replace(/^Get "[^"]*"/, `Head ${JSON.stringify(url)}`)}`);
}
function* ok(session: RegistrySession, ref: Reference, what: 'pull' | 'push', response: HttpResponse): Sys<HttpResponse> {
	if (response.status < 400) return response;
	throw worded(failureOf(response), ref, what, session.endpoint.scheme);
}

export function* getManifest(session: RegistrySession, ref: Reference): Sys<Manifest> {
	const path = `/v2/${ref.path}/manifests/${ref.digest ?? ref.tag ?? 'latest'}`;
	const response = yield* ok(session, ref, 'pull', yield* callRegistry(session, { method: 'GET', path, headers: { Accept: accepted } }));
	const text = textBody(response);
	const value = record(parseJson(text));
	const mediaType = typeof value['mediaType'] === 'string' ? value['mediaType'] : (header(response, 'Content-Type') ?? '');
	return { text, mediaType, digest: header(response, 'Docker-Content-Digest') ?? '', size: text.length, value };
}
export function* getBlob(session: RegistrySession, ref: Reference, digest: string): Sys<HttpResponse> {
	return yield* ok(session, ref, 'pull', yield* callRegistry(session, { method: 'GET', path: `/v2/${ref.path}/blobs/${digest}` }));
}
export function* putManifest(session: RegistrySession, ref: Reference, what: string, manifest: Pick<Manifest, 'text' | 'mediaType'>): Sys<void> {
	const path = `/v2/${ref.path}/manifests/${what}`;
	const headers = { 'Content-Type': manifest.mediaType };
	yield* ok(session, ref, 'push', yield* callRegistry(session, { method: 'PUT', path, headers, body: manifest.text }));
}
/** Brings a blob from another repository: mounted when the registry is the same, else sent. */
export function* copyBlob(from: RegistrySession, source: Reference, to: RegistrySession, target: Reference, digest: string): Sys<void> {
	const head = yield* callRegistry(to, { method: 'HEAD', path: `/v2/${target.path}/blobs/${digest}` });
	if (head.status === 200) return;
	const mount = source.domain === target.domain ? `?from=${encodeURIComponent(source.path)}&mount=${encodeURIComponent(digest)}` : '';
	const start = yield* ok(to, target, 'push', yield* callRegistry(to, { method: 'POST', path: `/v2/${target.path}/blobs/uploads/${mount}` }));
	if (start.status === 201) return;
	const { body } = yield* getBlob(from, source, digest);
	const location = (header(start, 'Location') ?? '').replace(/^https?:\/\/[^/]+/, '');
	const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
	const headers = { 'Content-Type': 'application/octet-stream' };
	yield* ok(to, target, 'push', yield* callRegistry(to, { method: 'PUT', path, headers, body }));
}
/** The manifests of an index. */
export const manifestsOf = ({ value }: Manifest): Descriptor[] => (Array.isArray(value['manifests']) ? (value['manifests'] as Descriptor[]) : []);
/** Digests of the blobs a manifest names. */
export function blobsOf({ value }: Manifest): string[] {
	const layers = Array.isArray(value['layers']) ? value['layers'] : [];
	return [value['config'], ...layers].map((blob) => String(record(blob)['digest'] ?? '')).filter((digest) => digest !== '');
}
export const isIndex = (mediaType: string): boolean => mediaType === manifestList || mediaType === index;
