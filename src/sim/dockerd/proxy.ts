// docker-proxy: one process for each published port and address. It listens on the socket it was given and carries bytes to the container.
// Left out: -proto sctp. Invariant: a connection the container refuses is reset, as the real proxy's closing of it looks to the client.
import { act, Errno, settle, type Sys } from '../engine/index.ts';
import {
	accept,
	close,
	connect,
	ids,
	kill,
	listen,
	read,
	recv,
	recvfrom,
	send,
	sendto,
	shutdown,
	sigaction,
	thread,
	udp,
	write,
	type Context,
	type Program
} from '../kernel/index.ts';

interface Options {
	readonly proto: string;
	readonly hostIp: string;
	readonly hostPort: number;
	readonly containerIp: string;
	readonly containerPort: number;
	readonly listenFd: boolean;
}
function parse(argv: readonly string[]): Options {
	const value = (name: string): string => argv[argv.indexOf('-' + name) + 1] ?? '';
	return {
		proto: value('proto'),
		hostIp: value('host-ip'),
		hostPort: Number(value('host-port')),
		containerIp: value('container-ip'),
		containerPort: Number(value('container-port')),
		listenFd: argv.includes('-use-listen-fd')
	};
}
interface Memory {
	/** Pairs of which one direction has ended. */
	ended: Set<string>;
}
interface Pair {
	readonly from: number;
	readonly to: number;
}

function* main(context: Context): Sys<number> {
	const options = parse(context.argv);
	if (context.settled === undefined) yield* sigaction('PIPE', 'ignore');
	if (options.listenFd && context.settled === undefined) yield* thread('leash', null);
	if (options.proto === 'udp') return yield* datagrams(context, options);
	let fd = context.settled as number | undefined;
	fd ??= options.listenFd
		? 4
		: yield* listen({ net: 'tcp', host: options.hostIp, port: options.hostPort, ...(options.hostIp.includes(':') ? { v6: true } : {}) });
	for (;;) {
		yield* settle(fd);
		const { fd: client } = yield* accept(fd);
		yield* thread('connection', { client, host: options.containerIp, port: options.containerPort });
	}
}

/** Connects to the container, then copies in both directions. */
function* connection(context: Context): Sys<void> {
	const { client, host, port } = context.init as { client: number; host: string; port: number };
	let pair = context.settled as Pair | undefined;
	if (!pair) {
		let backend: number;
		try {
			backend = yield* connect({ net: 'tcp', host, port });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* close(client);
			return;
		}
		pair = { from: client, to: backend };
		yield* thread('copy', { from: backend, to: client });
	}
	yield* copying(pair);
}
function* copy(context: Context): Sys<void> {
	yield* copying((context.settled as Pair | undefined) ?? (context.init as Pair));
}
function* copying(pair: Pair): Sys<void> {
	for (;;) {
		yield* settle(pair);
		try {
			const message = yield* recv(pair.from);
			if (message === null) break;
			if (message.kind === 'bytes') yield* write(pair.to, message.data);
			else yield* send(pair.to, message);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* quietly(shutdown(pair.from, 'both'));
			yield* quietly(shutdown(pair.to, 'both'));
			break;
		}
	}
	yield* quietly(shutdown(pair.to, 'write'));
	// Whoever of the two directions ends last closes both sockets.
	const key = `${Math.min(pair.from, pair.to)}:${Math.max(pair.from, pair.to)}`;
	const last = yield* act((m: Memory) => (m.ended.delete(key) ? true : (m.ended.add(key), false)));
	if (!last) return;
	yield* quietly(close(pair.from));
	yield* quietly(close(pair.to));
}
function* quietly(routine: Sys<void>): Sys<void> {
	try {
		yield* routine;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** Ends the process when the daemon that started it is gone: its end of the pipe at fd 3 closes then. */
function* leash(): Sys<void> {
	while ((yield* read(3)).length > 0);
	yield* kill((yield* ids()).pid, 'TERM');
}

/** UDP: answers go back to whoever asked last from the container's view; each client has a socket of its own. */
function* datagrams(context: Context, options: Options): Sys<number> {
	let fd = context.settled as number | undefined;
	fd ??= options.listenFd ? 4 : yield* udp({ host: options.hostIp, port: options.hostPort });
	for (;;) {
		yield* settle(fd);
		try {
			const got = yield* recvfrom(fd);
			if (got) yield* thread('datagram', { fd, value: got.value, from: got.from, to: { host: options.containerIp, port: options.containerPort } });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}
interface Datagram {
	readonly fd: number;
	readonly value: unknown;
	readonly from: { readonly host: string; readonly port: number };
	readonly to: { readonly host: string; readonly port: number };
}
function* datagram(context: Context): Sys<void> {
	const { fd, value, from, to } = context.init as Datagram;
	const own = yield* udp({ host: '0.0.0.0', port: 0 });
	try {
		yield* sendto(own, to, value);
		const answer = yield* recvfrom(own, 90_000_000);
		if (answer) yield* sendto(fd, from, answer.value);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	yield* close(own);
}

/** The program behind /usr/bin/docker-proxy. */
export const dockerProxy: Program = {
	name: 'docker-proxy',
	main,
	threads: { connection, copy, datagram, leash },
	memory: (): Memory => ({ ended: new Set() }),
	rss: 4_194_304
};
