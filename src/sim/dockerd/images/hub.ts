// What concerns registries without moving layers: POST /auth, GET /images/search, GET /distribution/{name}/json.
import type { Sys } from '../../engine/index.ts';
import { field, isObject, list, num, object, str } from '../decode.ts';
import { badParameter, system, unauthorized } from '../errors.ts';
import { acceptFilters, boolFilter, parseFilters } from '../filters.ts';
import { ok, param, readJson, type Reply, type Request } from '../http.ts';
import { withDefaultTag } from '../../oci/index.ts';
import { credentialsOf, getManifest, pullError } from './pull.ts';
import { exchange, jsonBody, RegistryFailure, sessionFor, url } from './registry.ts';
import { reference } from './store.ts';

/** POST /auth: tries the credentials at the registry. */
export function* auth(request: Request): Sys<Reply> {
	const body = yield* readJson(request);
	const given = str(body, 'serveraddress')
		.replace(/^https?:\/\//, '')
		.replace(/\/.*$/, '');
	const domain = given === '' || given === 'index.docker.io' ? 'docker.io' : given;
	const credentials = { username: str(body, 'username'), password: str(body, 'password') };
	try {
		const session = yield* sessionFor({ domain, path: '' }, '', credentials);
		const check = yield* exchange(session.endpoint, {
			method: 'GET',
			path: '/v2/',
			headers: session.authorization === undefined ? {} : { Authorization: session.authorization }
		});
		if (check.status === 401) throw unauthorized(`login attempt to ${url(session.endpoint, '/v2/')} failed with status: 401 Unauthorized`);
	} catch (error) {
		if (!(error instanceof RegistryFailure)) throw error;
		if (error.status !== 0) throw unauthorized(`Get "https://${domain === 'docker.io' ? 'registry-1.docker.io' : domain}/v2/": ${error.text}`);
		throw system(error.text);
	}
	return ok({ IdentityToken: '', Status: 'Login Succeeded' });
}

/** GET /images/search: Docker Hub's old search. */
export function* search(request: Request): Sys<Reply> {
	const filters = parseFilters(param(request, 'filters'));
	acceptFilters(filters, ['is-automated', 'is-official', 'stars']);
	const limit = param(request, 'limit') === '' ? 25 : Number(param(request, 'limit'));
	if (limit < 1 || limit > 100) throw badParameter(`limit ${limit} is outside the range of [1, 100]`);
	const term = param(request, 'term');
	const official = filters.has('is-official') ? boolFilter(filters, 'is-official', false) : undefined;
	const stars = Math.max(0, ...(filters.get('stars') ?? []).map(Number));
	let response;
	try {
		response = yield* exchange(
			{ scheme: 'https', host: 'index.docker.io', port: 443, insecure: false },
			{ method: 'GET', path: `/v1/search?q=${encodeURIComponent(term)}&n=${limit}` }
		);
	} catch (error) {
		if (error instanceof RegistryFailure) throw system(error.text);
		throw error;
	}
	if (response.status !== 200) throw system(`Unexpected status code ${response.status}`);
	const results = (list(object(jsonBody(response)), 'results') ?? []).filter(isObject);
	return ok(
		results
			.filter((row) => (official === undefined || (field(row, 'is_official') === true) === official) && num(row, 'star_count') >= stars)
			.slice(0, limit)
			.map((row) => ({
				star_count: num(row, 'star_count'),
				is_official: field(row, 'is_official') === true,
				name: str(row, 'name'),
				is_automated: false,
				description: str(row, 'description')
			}))
	);
}

/** GET /distribution/{name}/json: what the registry says of a reference. */
export function* distribution(request: Request): Sys<Reply> {
	const ref = withDefaultTag(reference(request.vars[0] ?? ''));
	try {
		const session = yield* sessionFor(ref, 'pull', credentialsOf(request));
		const found = yield* getManifest(session, ref.path, ref.digest ?? ref.tag ?? 'latest');
		const entries = (list(found.value, 'manifests') ?? []).filter(isObject);
		return ok({
			Descriptor: { mediaType: str(found.value, 'mediaType'), digest: found.digest, size: found.text.length },
			Platforms: entries.length === 0 ? [{ architecture: 'amd64', os: 'linux' }] : entries.map((entry) => object(field(entry, 'platform')))
		});
	} catch (error) {
		if (error instanceof RegistryFailure) throw pullError(error, ref);
		throw error;
	}
}
