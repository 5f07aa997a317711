// The other public registries on one machine, told apart by the Host header: registry.k8s.io, quay.io, gcr.io … Anybody may pull, nobody may push.
import { settle, type Sys } from '../../engine/index.ts';
import { awaitKey, header, listen, thread, type Context, type HttpRequest, type HttpResponse, type Program } from '../../kernel/index.ts';
import { publicCertificate } from '../public-ca.ts';
import { catalogueStore, newCatalogueMemory } from './catalogue-store.ts';
import { parsePath, refuse, serveRegistry } from './distribution.ts';
import { acceptLoop, serveHttp } from './http-server.ts';

const hosts = ['registry.k8s.io', 'k8s.gcr.io', 'gcr.io', 'quay.io', 'ghcr.io', 'mcr.microsoft.com', 'public.ecr.aws'];
const chain = [publicCertificate(hosts)];

function* respond(request: HttpRequest): Sys<HttpResponse> {
	const host = (header(request, 'Host') ?? '').split(':')[0] ?? '';
	const { kind } = parsePath(request.path);
	if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(401, 'UNAUTHORIZED', 'authentication required');
	if (kind === 'catalog') return refuse(401, 'UNAUTHORIZED', 'authentication required');
	return yield* serveRegistry(catalogueStore(host), request);
}

function* main(context: Context): Sys<number> {
	if (context.settled === undefined)
		yield* thread('acceptor', { fd: yield* listen({ net: 'tcp', host: context.argv[1] ?? '0.0.0.0', port: 443 }), entry: 'connection' });
	yield* settle(true);
	yield* awaitKey('never');
	return 0;
}

export const publicRegistry: Program = {
	name: 'public-registry',
	main,
	memory: newCatalogueMemory,
	threads: { acceptor: acceptLoop, connection: (context) => serveHttp(context, respond, chain) }
};
