// The health endpoint of a control-plane program: /healthz, /livez and /readyz over the modelled TLS, for its probes.
import { Errno, settle, type Sys } from '../engine/index.ts';
import { accept, close, listen, recv, send, thread, type Context } from '../kernel/index.ts';
import { asksToClose } from './transport.ts';

/** Thread entries: add `...healthThreads` to the program's threads and start with `startHealth(port)`. */
export const healthThreads: Readonly<Record<string, (context: Context) => Sys<void>>> = {
	*health(context) {
		const fd = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '::', port: context.init as number }));
		for (;;) {
			yield* settle(fd);
			const client = yield* accept(fd);
			yield* thread('health-connection', client.fd);
		}
	},
	*'health-connection'(context) {
		const fd = context.init as number;
		try {
			for (;;) {
				const message = yield* recv(fd, { http: 'request' });
				if (message?.kind === 'tls-hello')
					yield* send(fd, {
						kind: 'tls-certificate',
						chain: [
							{
								commonName: 'localhost@1795161600',
								organization: [],
								names: ['localhost'],
								issuer: 'localhost-ca@1795161600',
								notBefore: 0,
								notAfter: 4_102_444_800
							}
						]
					});
				else if (message?.kind === 'request') {
					const known = /^\/(?:healthz|livez|readyz)(?:\?|$)/.test(message.path);
					yield* send(fd, {
						kind: 'response',
						status: known ? 200 : 403,
						headers: { 'Content-Type': 'text/plain; charset=utf-8' },
						body: known ? 'ok' : 'Forbidden'
					});
					if (asksToClose(message)) break;
				} else break;
			}
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
		yield* close(fd);
	}
};

export function* startHealth(port: number): Sys<void> {
	yield* thread('health', port);
}
