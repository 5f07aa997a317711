// bash's own /dev/tcp/HOST/PORT: a redirection that connects.
import { Errno, type Sys } from '../../engine/sys.ts';
import { connect, getaddrinfo, ResolveError } from '../../kernel/index.ts';

export function* connectTo(path: string): Sys<number> {
	const [, , , host = '', port = ''] = path.split('/');
	let address = host;
	try {
		address = (yield* getaddrinfo(host))[0] ?? host;
	} catch (error) {
		if (error instanceof ResolveError) throw new Errno('ENOENT');
		throw error;
	}
	return yield* connect({ net: 'tcp', host: address, port: Number(port) });
}
