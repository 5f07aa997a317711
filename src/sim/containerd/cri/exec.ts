// Processes in running containers for the kubelet: ExecSync gathers, Exec streams, Attach joins the container's own streams.
// Invariant: an exec's fifos and record are gone when its call has been answered.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import { awaitKey, clock, close, mkdirAll, mknod, open, poll, read, recv, removeAll, thread, write, type Context } from '../../kernel/index.ts';
import { concat } from '../../values/index.ts';
import type { CriMethods, StreamInput } from '../cri.ts';
import { getContainer } from '../daemon/containers.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { deleteTask, execTask, killTask, passOn, startTask, waitTask } from '../daemon/tasks.ts';
import { RpcError, type RpcRequest } from '../rpc.ts';
import { ignoring } from '../runc/files.ts';
import { sendEvent, TAKEN, type ServerCall } from '../server.ts';
import { forgiving, ioDir, newId } from './common.ts';
import { stateOf } from './containers.ts';
import { containerOf, findContainer, NAMESPACE } from './memory-access.ts';
import type { CriContainerRecord } from './memory.ts';

type Params<M extends keyof CriMethods> = CriMethods[M]['params'];

interface Running {
	readonly id: string;
	readonly execId: string;
	readonly dir: string;
	/** Reading ends of stdout and stderr. */
	readonly stdout: number;
	readonly stderr: number | undefined;
	/** Writing end of stdin. */
	readonly stdin: number | undefined;
}

function* runningContainer(id: string): Sys<CriContainerRecord> {
	const c = yield* containerOf(id);
	const state = stateOf(c);
	if (state !== 'CONTAINER_RUNNING') throw new RpcError('Unknown', `container is in ${state} state`);
	return c;
}

/** Starts a command. RpcError `failed to exec in container: failed to start exec "…": OCI runtime exec failed: …`. */
function* begin(c: CriContainerRecord, cmd: readonly string[], tty: boolean, stdin: boolean): Sys<Running> {
	const execId = yield* newId();
	const dir = `${ioDir(c.id)}/${execId.slice(0, 12)}`;
	yield* mkdirAll(dir, 0o700);
	for (const name of ['stdin', 'stdout', 'stderr']) yield* mknod(`${dir}/${name}`, 'fifo', 0o700);
	const record = yield* getContainer(NAMESPACE, c.id);
	const stdout = yield* open(`${dir}/stdout`, { read: true, nonblock: true });
	const stderr = tty ? undefined : yield* open(`${dir}/stderr`, { read: true, nonblock: true });
	const { consoleSize: _size, ...process } = record.spec.process;
	try {
		yield* execTask(NAMESPACE, {
			containerId: c.id,
			execId,
			process: { ...process, args: cmd, terminal: tty, env: tty ? [...process.env.filter((e) => !e.startsWith('TERM=')), 'TERM=xterm'] : process.env },
			stdin: stdin ? `${dir}/stdin` : '',
			stdout: `${dir}/stdout`,
			stderr: tty ? '' : `${dir}/stderr`,
			terminal: tty
		});
		yield* startTask(NAMESPACE, { containerId: c.id, execId });
	} catch (e) {
		yield* close(stdout);
		if (stderr !== undefined) yield* close(stderr);
		yield* forgiving(deleteTask(NAMESPACE, { containerId: c.id, execId }));
		yield* ignoring(removeAll(dir));
		if (e instanceof RpcError) throw new RpcError(e.code, `failed to exec in container: failed to start exec "${execId}": ${e.message}`);
		throw e;
	}
	// The shim holds the other ends: this does not wait.
	const input = stdin ? yield* open(`${dir}/stdin`, { write: true, nonblock: true }) : undefined;
	return { id: c.id, execId, dir, stdout, stderr, stdin: input };
}

type Take = (stream: 'stdout' | 'stderr', data: Uint8Array) => Sys<void>;

/** Reads both streams until they end, or `deadline` (µs since the epoch) passes: answers whether they ended. */
function* drain(r: Running, take: Take, deadline?: number): Sys<boolean> {
	const open_ = new Map<number, 'stdout' | 'stderr'>([[r.stdout, 'stdout']]);
	if (r.stderr !== undefined) open_.set(r.stderr, 'stderr');
	while (open_.size > 0) {
		const left = deadline === undefined ? undefined : deadline - (yield* clock());
		if (left !== undefined && left <= 0) return false;
		for (const fd of yield* poll([...open_.keys()], left)) {
			let data: Uint8Array;
			try {
				data = yield* read(fd);
			} catch (e) {
				if (e instanceof Errno && e.code === 'EAGAIN') continue;
				throw e;
			}
			if (data.length === 0) open_.delete(fd);
			else yield* take(open_.get(fd) ?? 'stdout', data);
		}
	}
	return true;
}

function* finish(r: Running): Sys<number> {
	const { exitStatus } = yield* waitTask(NAMESPACE, { containerId: r.id, execId: r.execId });
	yield* cleanUp(r);
	return exitStatus;
}
function* cleanUp(r: Running): Sys<void> {
	yield* forgiving(deleteTask(NAMESPACE, { containerId: r.id, execId: r.execId }));
	yield* ignoring(close(r.stdout));
	if (r.stderr !== undefined) yield* ignoring(close(r.stderr));
	yield* ignoring(removeAll(r.dir));
}

export function* execSync(p: Params<'ExecSync'>): Sys<CriMethods['ExecSync']['result']> {
	const c = yield* runningContainer(p.containerId);
	const r = yield* begin(c, p.cmd, false, false);
	const parts: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
	const deadline = p.timeout > 0 ? (yield* clock()) + p.timeout * 1_000_000 : undefined;
	const take: Take = function* (stream, data) {
		parts[stream].push(data);
	};
	if (!(yield* drain(r, take, deadline))) {
		yield* forgiving(killTask(NAMESPACE, { containerId: c.id, execId: r.execId, signal: 'KILL' }));
		yield* forgiving(waitTask(NAMESPACE, { containerId: c.id, execId: r.execId }));
		yield* cleanUp(r);
		throw new RpcError('DeadlineExceeded', `failed to exec in container: timeout ${p.timeout}s exceeded: context deadline exceeded`);
	}
	const exitCode = yield* finish(r);
	return { stdout: concat(parts.stdout), stderr: concat(parts.stderr), exitCode };
}

interface InputArguments {
	readonly connection: number;
	readonly id: string;
	readonly execId: string;
	readonly stdin: number | undefined;
}

/** Thread: what the client of a stream sends, until it goes; then the connection is closed. */
export function* inputThread(context: Context): Sys<void> {
	const { connection, id, execId, stdin } = context.init as InputArguments;
	const target = { containerId: id, ...(execId !== '' && { execId }) };
	let open_ = (context.settled as { open: boolean } | undefined)?.open ?? stdin !== undefined;
	for (;;) {
		yield* settle({ open: open_ });
		let message;
		try {
			message = yield* recv(connection);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code === 'EINTR') continue;
			break;
		}
		if (message === null || message.kind !== 'frame') break;
		const request = message.value as RpcRequest;
		if (!('input' in request)) continue;
		const input = request.input as StreamInput;
		if ('stdin' in input && open_ && stdin !== undefined) yield* ignoring(write(stdin, input.stdin));
		else if ('resize' in input) yield* forgiving(passOn(NAMESPACE, 'tasks.resizePty', { ...target, ...input.resize }));
		else if ('closeStdin' in input && open_ && stdin !== undefined) {
			yield* ignoring(close(stdin));
			yield* forgiving(passOn(NAMESPACE, 'tasks.closeStdin', target));
			open_ = false;
		}
	}
	if (open_ && stdin !== undefined) {
		yield* ignoring(close(stdin));
		if (execId !== '') yield* forgiving(passOn(NAMESPACE, 'tasks.closeStdin', target));
	}
	yield* ignoring(close(connection));
}

const toClient = (call: ServerCall): Take =>
	function* (stream, data) {
		yield* ignoring(sendEvent(call, stream === 'stdout' ? { stdout: data } : { stderr: data }));
	};

export function* exec(p: Params<'Exec'>, call: ServerCall): Sys<unknown> {
	const c = yield* runningContainer(p.containerId);
	const r = yield* begin(c, p.cmd, p.tty, p.stdin);
	yield* thread('cri.input', { connection: call.fd, id: c.id, execId: r.execId, stdin: r.stdin });
	yield* drain(r, toClient(call));
	return { [TAKEN]: { exitCode: yield* finish(r) } };
}

export function* attach(p: Params<'Attach'>, call: ServerCall): Sys<unknown> {
	const c = yield* runningContainer(p.containerId);
	const stdin = p.stdin && c.config.stdin ? yield* open(`${ioDir(c.id)}/stdin`, { write: true, nonblock: true }) : undefined;
	let next = yield* act((m: DaemonMemory) => {
		const now = m.cri.attached[c.id] ?? { clients: 0, next: 0, closed: false, chunks: [] };
		m.cri.attached[c.id] = { ...now, clients: now.clients + 1 };
		return now.next;
	});
	yield* thread('cri.input', { connection: call.fd, id: c.id, execId: '', stdin });
	const take = toClient(call);
	for (;;) {
		const state = yield* act((m: DaemonMemory) => m.cri.attached[c.id]);
		const fresh = (state?.chunks ?? []).filter((chunk) => chunk.n >= next);
		for (const chunk of fresh) yield* take(chunk.stream, chunk.data);
		next = state?.next ?? next;
		if (!state || (state.closed && fresh.length === 0)) break;
		if (fresh.length === 0) yield* awaitKey(`attached:${c.id}`);
	}
	yield* act((m: DaemonMemory) => {
		const now = m.cri.attached[c.id];
		if (now && now.clients > 1) m.cri.attached[c.id] = { ...now, clients: now.clients - 1 };
		else delete m.cri.attached[c.id];
	});
	for (;;) {
		const now = yield* findContainer(c.id);
		if (!now || now.finishedAt > 0) return { [TAKEN]: { exitCode: now?.exitCode ?? 0 } };
		yield* awaitKey(`cri:${c.id}`, 10_000_000);
	}
}
