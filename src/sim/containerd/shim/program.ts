// containerd-shim-runc-v2: the parent of a container's processes. It outlives containerd, which finds it again by its socket.
// Leaves out the start/delete sub-commands (containerd starts it directly) and ttrpc's multiplexing.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import {
	accept,
	awaitKey,
	clock,
	listen,
	notify,
	thread,
	unlink,
	wait as waitChild,
	write,
	type Context,
	type Program,
	type WaitStatus,
	signalNumber
} from '../../kernel/index.ts';
import { serveConnection, type Method } from '../server.ts';
import { ignoring, mkdirs } from '../runc/files.ts';
import { shimSocket } from './api.ts';
import { copy } from './io.ts';
import { newMemory, type ShimMemory } from './memory.ts';
import { publish } from './publish.ts';
import * as service from './service.ts';

const methods: Readonly<Record<string, Method>> = {
	create: (c) => service.create(c.params as Parameters<typeof service.create>[0]),
	start: (c) => service.start(c.params as Parameters<typeof service.start>[0]),
	exec: (c) => service.exec(c.params as Parameters<typeof service.exec>[0]),
	delete: (c) => service.remove(c.params as Parameters<typeof service.remove>[0]),
	wait: (c) => service.wait(c.params as Parameters<typeof service.wait>[0]),
	kill: (c) => service.kill(c.params as Parameters<typeof service.kill>[0]),
	state: (c) => service.state(c.params as Parameters<typeof service.state>[0]),
	pids: (c) => service.pids(c.params as Parameters<typeof service.pids>[0]),
	pause: (c) => service.pause(c.params as Parameters<typeof service.pause>[0]),
	resizePty: (c) => service.resizePty(c.params as Parameters<typeof service.resizePty>[0]),
	closeStdin: (c) => service.closeStdin(c.params as Parameters<typeof service.closeStdin>[0]),
	update: (c) => service.update(c.params as Parameters<typeof service.update>[0]),
	stats: (c) => service.stats(c.params as Parameters<typeof service.stats>[0]),
	connect: () => service.connect(),
	*shutdown() {
		const empty = yield* act((m: ShimMemory) => Object.keys(m.containers).length === 0);
		if (empty) yield* notify('shutdown');
		return null;
	}
};

const flag = (argv: readonly string[], name: string): string => argv[argv.indexOf(name) + 1] ?? '';

/** Thread: waits for children and passes on how they ended. */
function* reaper(): Sys<void> {
	for (;;) {
		yield* settle(null);
		let status: WaitStatus | null;
		try {
			status = yield* waitChild(-1);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code === 'ECHILD') yield* awaitKey('children');
			continue;
		}
		if (status === null) continue;
		const { pid } = status;
		const code = 'exited' in status ? status.exited : 'signaled' in status ? 128 + signalNumber(status.signaled) : 0;
		const at = yield* clock();
		yield* act((m: ShimMemory) => {
			m.exits[pid] = { status: code, at };
		});
		yield* notify(`exit:${pid}`);
		yield* service.processEnded(pid);
	}
}

/** Thread: takes connections. */
function* acceptor(context: Context): Sys<void> {
	const { fd } = context.init as { fd: number };
	for (;;) {
		yield* settle(null);
		const connection = yield* accept(fd);
		yield* thread('connection', { fd: connection.fd });
	}
}

/** Listens at a path: its directory is made, and what another shim left there removed. */
function* listenAt(path: string): Sys<number> {
	try {
		return yield* listen({ net: 'unix', path });
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		if (e.code === 'ENOENT') yield* mkdirs(path.slice(0, path.lastIndexOf('/')));
		else if (e.code === 'EADDRINUSE') yield* ignoring(unlink(path));
		else throw e;
	}
	return yield* listen({ net: 'unix', path });
}

function* main(context: Context): Sys<number> {
	const namespace = flag(context.argv, '-namespace');
	const id = flag(context.argv, '-id');
	const address = flag(context.argv, '-address');
	const path = shimSocket(namespace, id);
	if (context.settled === undefined) {
		yield* act((m: ShimMemory) => void Object.assign(m, newMemory(namespace, address)));
		const fd = yield* listenAt(path);
		yield* thread('reaper', null);
		yield* thread('acceptor', { fd });
		// Whoever started it hears where it listens.
		yield* ignoring(write(1, `unix://${path}\n`));
	}
	yield* settle(true);
	yield* awaitKey('shutdown');
	yield* ignoring(unlink(path));
	return 0;
}

export const shim: Program = {
	name: 'containerd-shim-runc-v2',
	main,
	threads: { reaper, acceptor, connection: (context) => serveConnection(context, 'ttrpc', methods), copy, publish },
	memory: () => newMemory('', ''),
	rss: 9 << 20
};
