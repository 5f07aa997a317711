// Docker Hub: registry, token service and index on one machine, told apart by the Host header. Nobody has an account: whoever logs in or
// pushes is refused, whoever asks for an unknown repository is told `insufficient_scope`, search finds nothing.
import { settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, header, listen, thread, type Context, type HttpRequest, type HttpResponse, type Program } from '../../kernel/index.ts';
import { rfc3339nano, text, unbase64 } from '../../values/index.ts';
import { publicCertificate } from '../public-ca.ts';
import { catalogueStore, newCatalogueMemory } from './catalogue-store.ts';
import { parsePath, refuse, serveRegistry } from './distribution.ts';
import { acceptLoop, serveHttp } from './http-server.ts';
import { traceMissing } from './missing.ts';

const realm = 'https://auth.docker.io/token';
const store = catalogueStore('docker.io');

const json = (status: number, value: unknown): HttpResponse => ({
	kind: 'response',
	status,
	headers: { 'Content-Type': 'application/json' },
	body: { json: value }
});
const notFound: HttpResponse = { kind: 'response', status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };

function unauthorized(name: string, actions: string, withToken: boolean): HttpResponse {
	const scope = name === '' ? '' : `,scope="repository:${name}:${actions}"`;
	const detail = withToken ? actions.split(',').map((Action) => ({ Type: 'repository', Class: '', Name: name, Action })) : null;
	return refuse(401, 'UNAUTHORIZED', 'authentication required', detail, {
		'Www-Authenticate': `Bearer realm="${realm}",service="registry.docker.io"${scope}${withToken ? ',error="insufficient_scope"' : ''}`
	});
}

function* registry(request: HttpRequest): Sys<HttpResponse> {
	const path = parsePath(request.path);
	const writes = request.method !== 'GET' && request.method !== 'HEAD';
	const actions = writes ? 'pull,push' : 'pull';
	if (!header(request, 'Authorization')) return unauthorized(path.name, actions, false);
	if (path.kind === 'base') return yield* serveRegistry(store, request);
	if (path.name === '') return notFound;
	if (writes || !(yield* store.tags(path.name))) {
		if (!writes && path.kind === 'manifests') yield* traceMissing(`docker.io/${path.name}`, path.reference);
		return unauthorized(path.name, actions, true);
	}
	return yield* serveRegistry(store, request);
}

function* token(request: HttpRequest): Sys<HttpResponse> {
	const credentials = /^Basic (.+)$/.exec(header(request, 'Authorization') ?? '')?.[1];
	const user = credentials === undefined ? '' : (text(unbase64(credentials)).split(':')[0] ?? '');
	if (user !== '' || request.method === 'POST') return json(401, { details: 'incorrect username or password' });
	return json(200, { token: 'anonymous', access_token: 'anonymous', expires_in: 300, issued_at: rfc3339nano(yield* clock()) });
}

function* respond(request: HttpRequest): Sys<HttpResponse> {
	const host = (header(request, 'Host') ?? '').split(':')[0];
	const [path = '', query = ''] = request.path.split('?');
	if (host === 'auth.docker.io') return path === '/token' ? yield* token(request) : notFound;
	if (host === 'index.docker.io' && path.startsWith('/v1/search')) {
		const term = /(?:^|&)q=([^&]*)/.exec(query)?.[1] ?? '';
		return json(200, { num_results: 0, query: decodeURIComponent(term), results: [] });
	}
	if (host === 'registry-1.docker.io' || host === 'index.docker.io') return yield* registry(request);
	return notFound;
}

const chain = [
	publicCertificate([
		'*.docker.io',
		'docker.io',
		'registry-1.docker.io',
		'auth.docker.io',
		'index.docker.io',
		'hub.docker.com',
		'*.docker.com',
		'production.cloudflare.docker.com'
	])
];

function* main(context: Context): Sys<number> {
	if (context.settled === undefined)
		yield* thread('acceptor', { fd: yield* listen({ net: 'tcp', host: context.argv[1] ?? '0.0.0.0', port: 443 }), entry: 'connection' });
	yield* settle(true);
	yield* awaitKey('never');
	return 0;
}

export const hub: Program = {
	name: 'docker-hub',
	main,
	memory: newCatalogueMemory,
	threads: { acceptor: acceptLoop, connection: (context) => serveHttp(context, respond, chain) }
};
