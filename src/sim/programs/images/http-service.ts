// A small HTTP server as a program: start answers where to listen and plain settings, handle answers one request. SIGTERM and SIGINT end
// it with `onTerm`'s status when it takes them. What the larger servers do (workers, reloads) is theirs.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import {
	accept,
	awaitSignals,
	clock,
	close,
	exit,
	header,
	listen,
	readRequest,
	send,
	sigaction,
	sleep,
	thread,
	write,
	type Context,
	type HttpRequest,
	type HttpResponse,
	type Program
} from '../../kernel/index.ts';
import { formatGoTime } from '../../values/index.ts';

export interface Peer {
	readonly host: string;
	readonly port: number;
	/** The port it came to. */
	readonly local: number;
}
export interface Service<S> {
	readonly name: string;
	readonly rss: number;
	/** Where to listen, or an exit status (its message is written already). */
	start(context: Context): Sys<{ readonly port: number; readonly more?: readonly number[]; readonly host?: string; readonly settings: S } | number>;
	handle(request: HttpRequest, settings: S, peer: Peer): Sys<HttpResponse>;
	/** Ends on SIGTERM with this status; absent: the signal's own action. */
	readonly onTerm?: number;
	/** What it does beside serving, every `everyUs`. */
	watch?(settings: S): Sys<void>;
	readonly everyUs?: number;
	/** Its last words then. */
	farewell?(): Sys<void>;
	/** Says that a port cannot be had; absent: as Go's net package does. */
	busy?(port: number, why: string): Sys<void>;
}

/** Go's log package's stamp. */
export function* goLog(text: string, fd: 1 | 2 = 2): Sys<void> {
	yield* write(fd, `${formatGoTime(yield* clock(), '2006/01/02 15:04:05')} ${text}\n`);
}

export function httpService<S>(service: Service<S>): Program {
	return {
		name: service.name,
		rss: service.rss,
		*main(context) {
			if (context.settled === undefined) {
				const begun = yield* service.start(context);
				if (typeof begun === 'number') return begun;
				const sockets: number[] = [];
				for (const port of [begun.port, ...(begun.more ?? [])]) {
					try {
						sockets.push(yield* listen({ net: 'tcp', host: begun.host ?? '::', port }));
					} catch (error) {
						if (!(error instanceof Errno)) throw error;
						const why = error.message.toLowerCase();
						yield* service.busy?.(port, why) ?? goLog(`listen tcp :${port}: bind: ${why}`);
						return 1;
					}
				}
				for (const name of ['TERM', 'INT'] as const) if (service.onTerm !== undefined) yield* sigaction(name, 'catch');
				for (const fd of sockets) yield* thread('listener', { fd, settings: begun.settings });
				if (service.watch) yield* thread('watcher', begun.settings);
			}
			for (;;) {
				yield* settle('serving');
				if ((yield* awaitSignals()).length === 0) continue;
				if (service.farewell) yield* service.farewell();
				yield* exit(service.onTerm ?? 0);
			}
		},
		threads: {
			*listener(context) {
				const { fd, settings } = context.init as { fd: number; settings: S };
				for (;;) {
					yield* settle('listening');
					const client = yield* accept(fd);
					const local = client.local.net === 'unix' ? 0 : client.local.port;
					const peer: Peer =
						client.peer.net === 'unix' ? { host: '', port: 0, local } : { host: client.peer.host.replace(/^::ffff:/, ''), port: client.peer.port, local };
					yield* thread('connection', { fd: client.fd, settings, peer });
				}
			},
			*watcher(context) {
				for (;;) {
					yield* settle('watching');
					yield* sleep(service.everyUs ?? 1_000_000);
					yield* service.watch?.(context.init as S) ?? settle('watching');
				}
			},
			*connection(context) {
				const { fd, settings, peer } = context.init as { fd: number; settings: S; peer: Peer };
				try {
					for (;;) {
						const request = yield* readRequest(fd);
						if (request?.kind !== 'request') break;
						const { body, ...bare } = yield* service.handle(request, settings, peer);
						yield* send(fd, request.method === 'HEAD' || body === undefined ? bare : { ...bare, body });
						if (header(request, 'Connection')?.toLowerCase() === 'close') break;
					}
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
				yield* close(fd);
			}
		}
	};
}
