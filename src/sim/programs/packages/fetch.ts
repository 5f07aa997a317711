// A package manager's way to its mirror: resolve, connect, one GET. Archives are met as their size; what is in them comes as data.
// FIDELITY: https addresses are asked on port 80 too, the transport's encryption is not modelled for mirrors.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, connect, getaddrinfo, recv, ResolveError, send, sleep } from '../../kernel/index.ts';
import { costs } from '../../engine/index.ts';

/** Why a mirror could not be asked. */
export class FetchFailure {
	readonly kind: 'resolve' | 'connect' | 'status';
	readonly text: string;
	constructor(kind: 'resolve' | 'connect' | 'status', text: string) {
		this.kind = kind;
		this.text = text;
	}
}

/** GET on a host; answers the JSON value of the body. Waits as long as `bytes` take to come. Throws FetchFailure. */
export function* fetchJson(host: string, path: string, bytes = 0): Sys<unknown> {
	let addresses;
	try {
		addresses = yield* getaddrinfo(host);
	} catch (error) {
		if (error instanceof ResolveError) throw new FetchFailure('resolve', host);
		throw error;
	}
	const ip = addresses[0];
	if (ip === undefined) throw new FetchFailure('resolve', host);
	let fd: number;
	try {
		fd = yield* connect({ net: 'tcp', host: ip, port: 80 }, 5_000_000);
	} catch (error) {
		if (error instanceof Errno) throw new FetchFailure('connect', `${ip} ${error.message}`);
		throw error;
	}
	try {
		yield* send(fd, { kind: 'request', method: 'GET', path, headers: { Host: host, 'User-Agent': 'drydock-packages' } });
		const answer = yield* recv(fd, { http: 'response', timeoutUs: 30_000_000 });
		if (answer === null || answer.kind !== 'response') throw new FetchFailure('connect', `${ip} connection closed`);
		if (answer.status !== 200) throw new FetchFailure('status', String(answer.status));
		if (bytes > 0) yield* sleep(Math.ceil((bytes * costs.downloadMiB) / 1_048_576));
		const body = answer.body;
		return typeof body === 'object' && !(body instanceof Uint8Array) ? body.json : undefined;
	} finally {
		yield* close(fd);
	}
}
