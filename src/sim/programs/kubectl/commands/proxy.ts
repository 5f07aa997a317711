// kubectl proxy: an HTTP server on localhost that passes requests on to the API server with the user's credentials.
import { Errno, settle, type Sys } from '../../../engine/index.ts';
import { accept, close, listen, recv, send as sendTo, socketAddresses, thread, type Context, type HttpRequest } from '../../../kernel/index.ts';
import { Failure, isKubectlError, messageOf } from '../failure.ts';
import { proxyHelp } from '../help/proxy.ts';
import { klog } from '../klog.ts';
import { send } from '../rest.ts';
import { sessionOf } from '../resume.ts';
import { out, type Session } from '../session.ts';
import { command, type LoopState, type Outcome } from '../tree.ts';

interface ProxyState extends LoopState {
	readonly loop: 'proxy';
	readonly fd: number;
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}
const reasons: Readonly<Record<string, string>> = {
	EADDRINUSE: 'address already in use',
	EACCES: 'permission denied',
	EADDRNOTAVAIL: 'cannot assign requested address'
};

function* run(s: Session): Sys<Outcome> {
	const socket = s.str('unix-socket');
	if (s.num('port') !== 8001 && socket !== '') throw new Failure('cannot set --unix-socket and --port at the same time');
	if (s.bool('disable-filter')) yield* klog(s, 'W', 'proxy.go:177', 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious');
	const host = s.str('address');
	try {
		const fd = yield* listen(socket === '' ? { net: 'tcp', host, port: s.num('port') } : { net: 'unix', path: socket });
		const { local } = yield* socketAddresses(fd);
		yield* out(`Starting to serve on ${'port' in local ? `${host}:${local.port}` : socket}\n`);
		return { loop: 'proxy', fd, argv: s.argv, env: s.env } satisfies ProxyState;
	} catch (error) {
		if (error instanceof Errno)
			throw new Failure(`listen ${socket === '' ? `tcp ${host}:${s.num('port')}` : `unix ${socket}`}: bind: ${reasons[error.code] ?? error.code}`);
		throw error;
	}
}
export function* proxyLoop(given: LoopState): Sys<Outcome> {
	const state = given as ProxyState;
	const { fd } = yield* accept(state.fd);
	yield* thread('proxy', { fd, argv: state.argv, env: state.env });
	return state;
}

const matchesAny = (list: string, value: string): boolean => list.split(',').some((pattern) => pattern !== '' && new RegExp(pattern).test(value));
function allowed(s: Session, request: HttpRequest): boolean {
	if (s.bool('disable-filter')) return true;
	const host = (request.headers['Host'] ?? request.headers['host'] ?? 'localhost').replace(/:\d+$/, '');
	const path = request.path.split('?')[0] ?? '';
	return (
		matchesAny(s.str('accept-hosts'), host) &&
		matchesAny(s.str('accept-paths'), path) &&
		!matchesAny(s.str('reject-paths'), path) &&
		!matchesAny(s.str('reject-methods'), request.method)
	);
}
function* answer(s: Session, fd: number, request: HttpRequest): Sys<void> {
	if (!allowed(s, request)) {
		yield* sendTo(fd, { kind: 'response', status: 403, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'Forbidden\n' });
		return;
	}
	const prefix = s.str('api-prefix').replace(/\/*$/, '/');
	if (!request.path.startsWith(prefix)) {
		yield* sendTo(fd, { kind: 'response', status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' });
		return;
	}
	const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'authorization'].includes(name.toLowerCase())));
	try {
		const { fd: up, response } = yield* send(s, request.method, `/${request.path.slice(prefix.length)}`, {
			headers,
			...(request.body === undefined ? {} : { raw: request.body })
		});
		yield* sendTo(fd, response);
		while (response.stream) {
			const piece = yield* recv(up, { http: 'response' });
			if (piece === null || piece.kind === 'bytes') break;
			yield* sendTo(fd, piece);
			if (piece.kind === 'end') break;
		}
		if (s.fd < 0 && !response.stream) s.fd = up;
		else yield* close(up);
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		yield* klog(s, 'E', 'proxy_server.go:147', `Error while proxying request: ${messageOf(error)}`);
		yield* sendTo(fd, { kind: 'response', status: 500, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${messageOf(error)}\n` });
	}
}
/** Thread: one connection of a client. */
function* proxy(context: Context): Sys<void> {
	const { fd, argv, env } = context.init as { fd: number; argv: readonly string[]; env: Readonly<Record<string, string>> };
	const s = sessionOf(argv, env);
	for (;;) {
		yield* settle(null);
		s.fd = -1;
		try {
			const request = yield* recv(fd, { http: 'request' });
			if (request === null) break;
			if (request.kind === 'request') yield* answer(s, fd, request);
			if (s.fd >= 0) yield* close(s.fd);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			if (error.code !== 'EINTR') break;
		}
	}
	yield* close(fd);
}
export const proxyThreads = { proxy };
export const proxyCommand = command(proxyHelp, { run });
