// PortForward: one connection to localhost inside a pod's network namespace. A helper process stands there and passes messages both ways,
// as containerd's dialer does on a thread of its own.
import { Errno, settle, type Sys } from '../../engine/index.ts';
import { close, connect, recv, send, shutdown, spawn, thread, write, type Context, type Message, type Program, type Received } from '../../kernel/index.ts';
import type { CriMethods } from '../cri.ts';
import { RpcError, sendFrame, type RpcRequest } from '../rpc.ts';
import { goErrno } from '../runc/files.ts';
import { namespaceAtPath } from '../runc/namespace-path.ts';
import { TAKEN, type ServerCall } from '../server.ts';
import { sandboxOf } from './memory-access.ts';

interface Order {
	readonly sandbox: string;
	readonly port: number;
	readonly netns: string;
}
const CLIENT = 3;

export function* portForward(p: CriMethods['PortForward']['params'], call: ServerCall): Sys<unknown> {
	const sandbox = yield* sandboxOf(p.podSandboxId);
	if (!sandbox.ready) throw new RpcError('Unknown', `sandbox container "${sandbox.id}" is not running`);
	const order: Order = { sandbox: p.podSandboxId, port: p.port, netns: sandbox.netns };
	const namespaces = sandbox.netns === '' ? {} : { namespaces: { net: yield* namespaceAtPath(sandbox.netns) } };
	yield* spawn({
		program: forwarder.name,
		argv: ['containerd', 'port-forward'],
		init: order,
		fds: { 0: call.fd, 1: call.fd, 2: call.fd, [CLIENT]: call.fd },
		...namespaces
	});
	return { [TAKEN]: undefined };
}

function* relay(from: number, deliver: (message: NonNullable<Received>) => Sys<void>): Sys<void> {
	for (;;) {
		yield* settle(null);
		try {
			const message = yield* recv(from);
			if (message === null) return;
			yield* deliver(message);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'EINTR') return;
		}
	}
}

/** Thread: from the pod to the client. */
function* toClient(context: Context): Sys<void> {
	const { fd } = context.init as { fd: number };
	yield* relay(fd, (message) => sendFrame(CLIENT, 'cri', { event: { message } }));
	try {
		yield* sendFrame(CLIENT, 'cri', { result: null });
		yield* shutdown(CLIENT);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
}

function* dialLocal(order: Order): Sys<number | string> {
	const where = order.netns === '' ? 'host' : order.netns;
	const reasons: string[] = [];
	for (const [family, host] of [
		['4', '127.0.0.1'],
		['6', '::1']
	] as const) {
		try {
			return yield* connect({ net: 'tcp', host, port: order.port });
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			reasons.push(`${family === '4' ? 'IPv4:' : 'IPv6'} dial tcp${family} ${family === '6' ? '[::1]' : host}:${order.port}: connect: ${goErrno(e)}`);
		}
	}
	return `failed to execute portforward in network namespace "${where}": failed to connect to localhost:${order.port} inside namespace "${order.sandbox}", ${reasons[0]} ${reasons[1]} `;
}

function* main(context: Context): Sys<number> {
	let fd = context.settled as number | undefined;
	if (fd === undefined) {
		const dialled = yield* dialLocal(context.init as Order);
		if (typeof dialled === 'string') {
			yield* sendFrame(CLIENT, 'cri', { error: { code: 'Unknown', message: dialled } });
			return 1;
		}
		fd = dialled;
		yield* sendFrame(CLIENT, 'cri', { event: { connected: true } });
		yield* thread('to-client', { fd });
	}
	const pod = fd;
	for (;;) {
		yield* settle(pod);
		try {
			const message = yield* recv(CLIENT);
			if (message === null || message.kind !== 'frame') break;
			const request = message.value as RpcRequest;
			if (!('input' in request)) continue;
			const input = request.input as { message?: NonNullable<Received>; end?: true };
			if (input.end) yield* shutdown(pod);
			else if (input.message?.kind === 'bytes') yield* write(pod, input.message.data);
			else if (input.message) yield* send(pod, input.message as Message);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			if (e.code !== 'EINTR') break;
		}
	}
	yield* close(pod);
	return 0;
}

export const forwarder: Program = { name: 'containerd-pf', main, threads: { 'to-client': toClient }, rss: 2 << 20 };
