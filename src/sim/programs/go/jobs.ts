// What other threads of a Go process do for its goroutines: calls that may wait long. Plain data in, plain data out.
import { Errno, type Sys } from '../../engine/index.ts';
import { accept, bodyBytes, connect, getaddrinfo, header, httpRequest, read, readRequest, ResolveError, recv, type HttpRequest } from '../../kernel/index.ts';
import { fromHost, hostBytes } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;
type Row = (job: Fields) => Sys<Fields>;
const num = (v: unknown): number => Number(v);

const rows: Readonly<Record<string, Row>> = {
	*read(job) {
		return { text: fromHost(yield* read(num(job['fd']), num(job['max']))) };
	},
	*accept(job) {
		const got = yield* accept(num(job['fd']));
		return { fd: got.fd, remote: got.peer.net === 'unix' ? '@' : `${got.peer.host}:${got.peer.port}` };
	},
	*resolve(job) {
		try {
			return { addresses: yield* getaddrinfo(String(job['host'])) };
		} catch (e) {
			if (e instanceof ResolveError) return { resolve: e.code, server: e.server ?? '', timeout: e.timeout };
			throw e;
		}
	},
	*connect(job) {
		const timeout = num(job['timeout'] ?? 0);
		return { fd: yield* connect({ net: 'tcp', host: String(job['host']), port: num(job['port']) }, timeout > 0 ? timeout : undefined) };
	},
	*receive(job) {
		const got = yield* recv(num(job['fd']));
		if (got === null) return { text: '' };
		return { text: got.kind === 'bytes' ? fromHost(got.data) : '' };
	},
	*request(job) {
		const got = yield* readRequest(num(job['fd']));
		if (got?.kind !== 'request') return { end: true };
		return { method: got.method, path: got.path, headers: got.headers, body: got.body === undefined ? '' : fromHost(bodyBytes(got.body)) };
	},
	*fetch(job) {
		const body = String(job['body'] ?? '');
		const request: HttpRequest = {
			kind: 'request',
			method: String(job['method']),
			path: String(job['path']),
			headers: job['headers'] as Record<string, string>,
			...(body !== '' && { body: hostBytes(body) })
		};
		const got = yield* httpRequest(num(job['fd']), request);
		if (!got) return { end: true };
		return {
			status: got.status,
			reason: got.reason ?? '',
			headers: got.headers,
			length: header(got, 'Content-Length') ?? '',
			body: got.body === undefined ? '' : fromHost(bodyBytes(got.body))
		};
	}
};
/** Does a job; a failed call answers {error: errno}. */
export function* doJob(job: { readonly op: string } & Fields): Sys<Fields> {
	try {
		return (yield* rows[job.op]?.(job) ?? nothing()) ?? {};
	} catch (e) {
		if (e instanceof Errno) return { error: e.code };
		throw e;
	}
}
// eslint-disable-next-line require-yield
function* nothing(): Sys<Fields> {
	return { error: 'ENOSYS' };
}
