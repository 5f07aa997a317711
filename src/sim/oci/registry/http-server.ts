// How the registries serve HTTP: a connection's thread, with TLS where a certificate is given.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import {
	accept,
	close,
	header,
	readRequest,
	send,
	thread,
	type Certificate,
	type Context,
	type HttpRequest,
	type HttpResponse,
	type SocketAddress
} from '../../kernel/index.ts';

export interface Peer {
	readonly fd: number;
	readonly peer: SocketAddress;
	/** The server's certificates, when they were read at its start. */
	readonly chain?: readonly Certificate[];
}
export type Respond = (request: HttpRequest, peer: Peer) => Sys<HttpResponse>;

/** Thread entry: serves the connection of context.init, one request after another. */
export function* serveHttp(context: Context, respond: Respond, fixed: readonly Certificate[] = []): Sys<void> {
	const peer = context.init as Peer;
	const chain = peer.chain ?? fixed;
	let secured = (context.settled as { secured: boolean } | undefined)?.secured ?? chain.length === 0;
	for (;;) {
		yield* settle({ secured });
		try {
			const message = yield* readRequest(peer.fd);
			if (message === null) break;
			if (message.kind === 'tls-hello') {
				if (chain.length === 0) {
					yield* send(peer.fd, {
						kind: 'response',
						status: 400,
						headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' },
						body: '400 Bad Request'
					});
					break;
				}
				yield* send(peer.fd, { kind: 'tls-certificate', chain });
				secured = true;
				continue;
			}
			if (message.kind !== 'request') break;
			if (!secured) {
				yield* send(peer.fd, {
					kind: 'response',
					status: 400,
					headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' },
					body: 'Client sent an HTTP request to an HTTPS server.\n'
				});
				break;
			}
			yield* send(peer.fd, yield* respond(message, peer));
			if (header(message, 'Connection')?.toLowerCase() === 'close') break;
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code === 'EINTR') continue;
			break;
		}
	}
	yield* close(peer.fd);
}

/** Takes connections for ever, each for a thread `entry` with a Peer. To be called from a thread whose outermost level settles nothing else. */
export function* acceptLoop(context: Context): Sys<void> {
	const { fd, entry, chain } = context.init as { fd: number; entry: string; chain?: readonly Certificate[] };
	for (;;) {
		yield* settle(null);
		const connection = yield* accept(fd);
		yield* thread(entry, { fd: connection.fd, peer: connection.peer, ...(chain && { chain }) });
	}
}
