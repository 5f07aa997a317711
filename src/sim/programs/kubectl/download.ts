// Manifests from URLs: a plain GET through the machine's own network, with kubectl's error texts.
import { Errno, type Sys } from '../../engine/index.ts';
import { bodyText, connect, getaddrinfo, httpRequest, recv, reasonOf, send } from '../../kernel/index.ts';
import { goQuote } from '../../values/index.ts';
import { parseServer } from '../../client/index.ts';
import { Failure } from './failure.ts';

/** A URL's text. Throws Failure: unable to read URL "…", server reported 404 Not Found, status code=404. */
export function* download(url: string): Sys<string> {
	const { host, port, tls } = parseServer(url);
	const from = url.indexOf('/', url.indexOf('//') + 2);
	const path = from < 0 ? '/' : url.slice(from);
	let fd = -1;
	try {
		const found = yield* getaddrinfo(host);
		const address = found[0];
		if (address === undefined) throw new Failure(`Get ${goQuote(url)}: dial tcp: lookup ${host}: no such host`);
		fd = yield* connect({ net: 'tcp', host: address, port }, 30_000_000);
		if (tls) {
			yield* send(fd, { kind: 'tls-hello', serverName: host });
			yield* recv(fd, { timeoutUs: 10_000_000 });
		}
		const response = yield* httpRequest(fd, { kind: 'request', method: 'GET', path, headers: { Host: host, 'User-Agent': 'Go-http-client/1.1' } });
		if (!response) throw new Errno('ECONNRESET');
		if (response.status !== 200)
			throw new Failure(
				`unable to read URL ${goQuote(url)}, server reported ${response.status} ${response.reason ?? reasonOf(response.status)}, status code=${response.status}`
			);
		return bodyText(response.body);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw new Failure(`Get ${goQuote(url)}: dial tcp: ${error.code === 'ECONNREFUSED' ? 'connect: connection refused' : `lookup ${host}: no such host`}`);
	}
}
