// The server's connections to etcd: a pool for requests, and one watch of everything that feeds the cache.
import { act, Errno, type Sys } from '../engine/index.ts';
import { close, connect, recv, send } from '../kernel/index.ts';
import { isEtcdResponse, type EtcdRequest, type EtcdResponse } from '../etcd/index.ts';
import type { Memory } from './memory.ts';

/** Connects and shakes hands with the client certificate. Throws Errno. */
export function* dialEtcd(): Sys<number> {
	const { etcd, certificate } = yield* act((m: Memory) => ({ etcd: m.options.etcd, certificate: m.etcdCertificate }));
	const fd = yield* connect({ net: 'tcp', host: etcd.host, port: etcd.port }, 3_000_000);
	if (!etcd.tls) return fd;
	yield* send(fd, { kind: 'tls-hello', serverName: etcd.host, ...(certificate ? { certificate } : {}) });
	const hello = yield* recv(fd, { timeoutUs: 5_000_000 });
	if (hello?.kind === 'tls-certificate') return fd;
	yield* close(fd);
	throw new Errno('ECONNRESET');
}

/** One request and its answer on a connection. */
export function* exchangeEtcd(fd: number, request: EtcdRequest): Sys<EtcdResponse> {
	yield* send(fd, { kind: 'frame', protocol: 'etcd', value: request });
	const answer = yield* recv(fd);
	if (answer?.kind !== 'frame' || !isEtcdResponse(answer.value)) throw new Errno('ECONNRESET');
	return answer.value;
}

/** One request on the pool; `fd` is a connection already taken from it (-1: none). A dead pooled connection is replaced once. The connection used is answered for giving back. */
export function* askEtcd(fd: number, request: EtcdRequest): Sys<{ answer: EtcdResponse; fd: number }> {
	if (fd >= 0) {
		try {
			return { answer: yield* exchangeEtcd(fd, request), fd };
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* close(fd);
		}
	}
	const fresh = yield* dialEtcd();
	try {
		return { answer: yield* exchangeEtcd(fresh, request), fd: fresh };
	} catch (error) {
		yield* close(fresh);
		throw error;
	}
}
/** What the API answers when etcd does not: gRPC's words. */
export const unavailable = (host: string, port: number, error: Errno): string =>
	error.code === 'ECONNREFUSED'
		? `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${host}:${port}: connect: connection refused"`
		: 'etcdserver: request timed out';
