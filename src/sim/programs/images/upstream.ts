// Passing a request on to another server, as proxies do: resolve, connect, ask, and what went wrong in words a proxy can use.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, connect, getaddrinfo, httpRequest, ResolveError, type FullResponse, type HttpRequest } from '../../kernel/index.ts';

export type Passed = FullResponse | { readonly failed: 'lookup' | 'refused' | 'timeout' | 'unreachable' | 'closed'; readonly address: string };

/** Headers that are for one hop only. */
const hop = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection']);
export const endToEnd = (headers: Readonly<Record<string, string>>): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).filter(([name]) => !hop.has(name.toLowerCase())));

/** Asks `host:port`; `timeoutUs` is for the connection. */
export function* passOn(host: string, port: number, request: HttpRequest, timeoutUs = 5_000_000): Sys<Passed> {
	let address: string | undefined;
	try {
		[address] = yield* getaddrinfo(host);
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
	}
	if (address === undefined) return { failed: 'lookup', address: host };
	let fd: number;
	try {
		fd = yield* connect({ net: 'tcp', host: address, port }, timeoutUs);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return { failed: error.code === 'ECONNREFUSED' ? 'refused' : error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable', address };
	}
	let answer: FullResponse | null = null;
	try {
		answer = yield* httpRequest(fd, request);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* close(fd);
	return answer ?? { failed: 'closed', address };
}
