// The health endpoint of a control-plane program: /healthz, /livez and /readyz over the modelled TLS, for its probes.
import { Errno, settle, type Sys } from '../engine/index.ts';
import { accept, close, listen, recv, send, thread, type Context } from '../kernel/index.ts';
import { asksToClose } from './transport.ts';

const chain = [
	{ commonName: 'localhost@1795161600', organization: [], names: ['localhost'], issuer: 'localhost-ca@1795161600', notBefore: 0, notAfter: 4_102_444_800 }
];

/** Answers one message. False: the connection is over. */
function* serve(fd: number, timeoutUs?: number): Sys<boolean> {
	const message = yield* recv(fd, { http: 'request', ...(timeoutUs === undefined ? {} : { timeoutUs }) });
	if (message?.kind === 'tls-hello') {
		yield* send(fd, { kind: 'tls-certificate', chain });
		return true;
	}
	if (message?.kind !== 'request') return false;
	const known = /^\/(?:healthz|livez|readyz)(?:\?|$)/.test(message.path);
	yield* send(fd, {
		kind: 'response',
		status: known ? 200 : 403,
		headers: { 'Content-Type': 'text/plain; charset=utf-8' },
		body: known ? 'ok' : 'Forbidden'
	});
	return !asksToClose(message);
}

/** Answers what is there already, as a probe's hello and request are. Answers whether the connection goes on. */
function* serveAtOnce(fd: number): Sys<boolean> {
	try {
		while (yield* serve(fd, 0));
		return false;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return error.code === 'EAGAIN';
	}
}

/** Thread entries: add `...healthThreads` to the program's threads and start with `startHealth(port)`. */
export const healthThreads: Readonly<Record<string, (context: Context) => Sys<void>>> = {
	*health(context) {
		const listening = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '::', port: context.init as number }));
		for (;;) {
			yield* settle(listening);
			const { fd } = yield* accept(listening);
			if (yield* serveAtOnce(fd)) yield* thread('health-connection', fd);
			else yield* close(fd);
		}
	},
	*'health-connection'(context) {
		const fd = context.init as number;
		try {
			while (yield* serve(fd));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
		yield* close(fd);
	}
};

export function* startHealth(port: number): Sys<void> {
	yield* thread('health', port);
}
