// registry.example.com: a company's registry on the internet, which anybody in the simulated world may push to and pull from, over TLS.
import { settle, type Sys } from '../../engine/index.ts';
import { awaitKey, listen, thread, type Context, type Program } from '../../kernel/index.ts';
import { publicCertificate } from '../public-ca.ts';
import { serveRegistry } from './distribution.ts';
import { fileStore } from './file-store.ts';
import { acceptLoop, serveHttp } from './http-server.ts';

const chain = [publicCertificate(['registry.example.com'])];
const store = fileStore('/var/lib/registry', true);

function* main(context: Context): Sys<number> {
	if (context.settled === undefined) yield* thread('acceptor', { fd: yield* listen({ net: 'tcp', host: '0.0.0.0', port: 443 }), entry: 'connection' });
	yield* settle(true);
	yield* awaitKey('never');
	return 0;
}

export const registryExample: Program = {
	name: 'registry-example',
	main,
	threads: { acceptor: acceptLoop, connection: (context) => serveHttp(context, (request) => serveRegistry(store, request), chain) }
};
