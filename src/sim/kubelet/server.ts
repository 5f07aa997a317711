// The kubelet's own server on port 10250: what the API server asks of it for logs, exec, attach, port-forward and statistics.
// Streams are WebSocket-like: after the 101 come frames {channel, data} of protocol v5.channel (0 stdin, 1 stdout, 2 stderr, 3 error, 4 resize, 255 close).
import { asksToClose } from '../client/index.ts';
import { CONTAINERD_SOCKET, criInput, criNext, criStream, RpcError, type ContainerStatus } from '../containerd/index.ts';
import { Errno, settle, type Sys } from '../engine/index.ts';
import { accept, clock, close, header, listen, recv, send, sleep, thread, type Context, type HttpRequest } from '../kernel/index.ts';
import type { Pod } from '../kinds/index.ts';
import { parseTime, text as textOf } from '../values/index.ts';
import { cri } from './cri.ts';
import { kubelet } from './memory.ts';
import { logLines, logText, showLines, tailOf, type LogOptions } from './logs.ts';
import { runtimePod } from './runtime.ts';
import { statistics } from './statistics.ts';

const plain = { 'Content-Type': 'text/plain; charset=utf-8' };

function* respond(fd: number, status: number, body: string, headers: Readonly<Record<string, string>> = plain): Sys<void> {
	yield* send(fd, { kind: 'response', status, headers, body });
}

interface Query {
	readonly path: readonly string[];
	readonly values: ReadonlyMap<string, readonly string[]>;
}

function parse(path: string): Query {
	const question = path.indexOf('?');
	const values = new Map<string, string[]>();
	for (const pair of question < 0 ? [] : path.slice(question + 1).split('&')) {
		const equals = pair.indexOf('=');
		const name = decodeURIComponent(equals < 0 ? pair : pair.slice(0, equals));
		values.set(name, [...(values.get(name) ?? []), equals < 0 ? '' : decodeURIComponent(pair.slice(equals + 1).replaceAll('+', ' '))]);
	}
	return { path: (question < 0 ? path : path.slice(0, question)).split('/').slice(1).map(decodeURIComponent), values };
}

const podBy = (namespace: string, name: string): Sys<Pod | undefined> =>
	kubelet((m) => [...m.pods.values()].find((w) => w.pod.metadata.name === name && w.pod.metadata.namespace === namespace)?.pod);

/** A container's status as it was last sent. */
function* sentStatus(pod: Pod, container: string): Sys<SentStatus | undefined> {
	const sent = yield* kubelet((m) => m.sent.get(pod.metadata.uid));
	const status = sent === undefined ? pod.status : (JSON.parse(sent) as Pod['status']);
	return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find((one) => one.name === container);
}
type SentStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

function* logs(fd: number, query: Query): Sys<void> {
	const [, namespace = '', name = '', container = ''] = query.path;
	const pod = yield* podBy(namespace, name);
	if (!pod) return yield* respond(fd, 404, `pod "${name}" not found\n`);
	const value = (key: string) => query.values.get(key)?.[0];
	const previous = value('previous') === 'true';
	const history = (yield* runtimePod(pod.metadata.uid)).containers.get(container) ?? [];
	const said = yield* sentStatus(pod, container);
	const before = said?.lastState?.terminated?.containerID;
	if (previous && !before) return yield* respond(fd, 400, `previous terminated container "${container}" in pod "${name}" not found`);
	const status: ContainerStatus | undefined = previous ? history.find(({ id }) => `containerd://${id}` === before) : history[0];
	if (previous && !status) return yield* respond(fd, 200, `unable to retrieve container logs for ${before}`);
	if (!status) {
		const reason = said?.state?.waiting?.reason ?? (pod.spec?.initContainers?.length ? 'PodInitializing' : 'ContainerCreating');
		const why =
			reason === 'ContainerCreating' || reason === 'PodInitializing'
				? `is waiting to start: ${reason}`
				: reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
					? `is waiting to start: ${reason === 'ErrImagePull' ? "image can't be pulled" : 'trying and failing to pull image'}`
					: `is waiting to start: ${reason}`;
		return yield* respond(fd, 400, `container "${container}" in pod "${name}" ${why}`);
	}
	const now = yield* clock();
	const sinceSeconds = value('sinceSeconds');
	const options: LogOptions = {
		follow: value('follow') === 'true',
		timestamps: value('timestamps') === 'true',
		tailLines: value('tailLines') === undefined ? null : Number(value('tailLines')),
		since: sinceSeconds !== undefined ? now - Number(sinceSeconds) * 1_000_000 : value('sinceTime') ? (parseTime(value('sinceTime') ?? '') ?? null) : null,
		limitBytes: value('limitBytes') === undefined ? null : Number(value('limitBytes'))
	};
	let seen = logLines(yield* logText(status.logPath));
	const first = showLines(tailOf(seen, options), options);
	if (!options.follow) return yield* respond(fd, 200, first);
	yield* send(fd, { kind: 'response', status: 200, headers: { ...plain, 'Transfer-Encoding': 'chunked' }, stream: true });
	if (first) yield* send(fd, { kind: 'chunk', body: first });
	for (;;) {
		let over = true;
		try {
			over = (yield* cri('ContainerStatus', { containerId: status.id })).status.state !== 'CONTAINER_RUNNING';
		} catch (error) {
			if (!(error instanceof RpcError || error instanceof Errno)) throw error;
		}
		const all = logLines(yield* logText(status.logPath));
		const added = showLines(all.slice(seen.length), options);
		seen = all;
		if (added) yield* send(fd, { kind: 'chunk', body: added });
		if (over) break;
		yield* sleep(100_000);
	}
	yield* send(fd, { kind: 'end' });
}

const upgrade = (request: HttpRequest) => ({
	kind: 'response' as const,
	status: 101,
	headers: {
		Upgrade: 'websocket',
		Connection: 'Upgrade',
		'Sec-WebSocket-Protocol': (header(request, 'Sec-WebSocket-Protocol') ?? 'v5.channel.k8s.io').split(',')[0]?.trim() ?? 'v5.channel.k8s.io'
	}
});

const frame = (value: { channel: number; data?: Uint8Array; message?: unknown }) => ({ kind: 'frame' as const, protocol: 'v5.channel', value });

/** exec and attach: joins the caller's frames with the runtime's stream. */
function* stream(fd: number, request: HttpRequest, query: Query): Sys<void> {
	const [what, namespace = '', name = '', container = ''] = query.path;
	const pod = yield* podBy(namespace, name);
	if (!pod) return yield* respond(fd, 404, `pod does not exist`);
	const [status] = (yield* runtimePod(pod.metadata.uid)).containers.get(container) ?? [];
	if (!status || status.state !== 'CONTAINER_RUNNING') {
		// The kubelet looks among the containers that run.
		return yield* respond(fd, what === 'attach' || !status ? 404 : 500, `container not found ("${container}")`);
	}
	const flag = (key: string) => ['true', '1'].includes(query.values.get(key)?.[0] ?? '');
	// Attaching goes by what the container was made with.
	const spec = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? []), ...(pod.spec?.ephemeralContainers ?? [])];
	const tty = what === 'attach' ? spec.find((one) => one.name === container)?.tty === true : flag('tty');
	if (tty && flag('stderr')) return yield* respond(fd, 500, 'rpc error: code = InvalidArgument desc = tty and stderr cannot both be true');
	const stdin = flag('stdin');
	const runtime =
		what === 'exec'
			? yield* criStream('Exec', { containerId: status.id, cmd: query.values.get('command') ?? [], tty, stdin }, CONTAINERD_SOCKET)
			: yield* criStream('Attach', { containerId: status.id, tty, stdin }, CONTAINERD_SOCKET);
	yield* send(fd, upgrade(request));
	yield* thread('stream-input', { fd, runtime });
	const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
	try {
		for (;;) {
			const step = yield* criNext<'Exec'>(runtime);
			if ('event' in step) {
				yield* send(fd, 'stdout' in step.event ? frame({ channel: 1, data: step.event.stdout }) : frame({ channel: 2, data: step.event.stderr }));
				continue;
			}
			const code = what === 'attach' ? 0 : step.result.exitCode;
			const result =
				code === 0
					? { metadata: {}, status: 'Success' }
					: {
							metadata: {},
							status: 'Failure',
							message: `command terminated with non-zero exit code: exit status ${code}`,
							reason: 'NonZeroExitCode',
							details: { causes: [{ reason: 'ExitCode', message: String(code) }] }
						};
			yield* send(fd, frame({ channel: 3, data: encode(result) }));
			break;
		}
	} catch (error) {
		if (error instanceof RpcError) {
			const message = `Internal error occurred: error executing command in container: ${error.message}`;
			yield* send(
				fd,
				frame({
					channel: 3,
					data: encode({ metadata: {}, status: 'Failure', message, reason: 'InternalError', details: { causes: [{ message: error.message }] }, code: 500 })
				})
			);
		} else if (!(error instanceof Errno)) throw error;
	}
	yield* closeQuietly(runtime);
}

function* closeQuietly(fd: number): Sys<void> {
	try {
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** port-forward: one forwarded connection per stream. Channel 0 carries data or messages, 1 an error's text. */
function* portForward(fd: number, request: HttpRequest, query: Query): Sys<void> {
	const [, namespace = '', name = ''] = query.path;
	const pod = yield* podBy(namespace, name);
	const [sandbox] = pod ? (yield* runtimePod(pod.metadata.uid)).sandboxes : [];
	if (!pod || !sandbox) return yield* respond(fd, 404, 'pod does not exist');
	const port = Number(query.values.get('ports')?.[0] ?? query.values.get('port')?.[0] ?? '0');
	const runtime = yield* criStream('PortForward', { podSandboxId: sandbox.id, port }, CONTAINERD_SOCKET);
	yield* send(fd, upgrade(request));
	yield* thread('forward-input', { fd, runtime });
	try {
		for (;;) {
			const step = yield* criNext<'PortForward'>(runtime);
			if (!('event' in step)) break;
			if ('message' in step.event) yield* send(fd, frame({ channel: 0, message: step.event.message }));
		}
	} catch (error) {
		if (error instanceof RpcError) {
			const message = `error forwarding port ${port} to pod ${sandbox.id}, uid : ${error.message}`;
			yield* send(fd, frame({ channel: 1, data: new TextEncoder().encode(message) }));
		} else if (!(error instanceof Errno)) throw error;
	}
	yield* closeQuietly(runtime);
}

function* serve(fd: number, request: HttpRequest): Sys<boolean> {
	const query = parse(request.path);
	switch (query.path[0]) {
		case 'containerLogs':
			yield* logs(fd, query);
			return true;
		case 'exec':
		case 'attach':
			yield* stream(fd, request, query);
			return false;
		case 'portForward':
			yield* portForward(fd, request, query);
			return false;
		case 'healthz':
			yield* respond(fd, 200, 'ok');
			return true;
		case 'pods': {
			const items = yield* kubelet((m) => [...m.pods.values()].map((w) => w.pod));
			yield* send(fd, {
				kind: 'response',
				status: 200,
				headers: { 'Content-Type': 'application/json' },
				body: { json: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items } }
			});
			return true;
		}
		case 'stats':
		case 'metrics': {
			yield* send(fd, { kind: 'response', status: 200, headers: { 'Content-Type': 'application/json' }, body: { json: yield* statistics() } });
			return true;
		}
		default:
			yield* respond(fd, 404, '404 page not found\n');
			return true;
	}
}

export const serverThreads: Readonly<Record<string, (context: Context) => Sys<void>>> = {
	*server(context) {
		const fd = (context.settled as number | undefined) ?? (yield* listen({ net: 'tcp', host: '::', port: 10_250 }));
		for (;;) {
			yield* settle(fd);
			const client = yield* accept(fd);
			yield* thread('connection', client.fd);
		}
	},
	*connection(context) {
		const fd = context.init as number;
		const node = (context.settled as string | undefined) ?? (yield* kubelet((m) => m.node));
		try {
			for (;;) {
				yield* settle(node);
				const message = yield* recv(fd, { http: 'request' });
				if (message?.kind === 'tls-hello') {
					yield* send(fd, {
						kind: 'tls-certificate',
						chain: [
							{ commonName: `${node}@1795161600`, organization: [], names: [node], issuer: `${node}-ca@1795161600`, notBefore: 0, notAfter: 4_102_444_800 }
						]
					});
					continue;
				}
				if (message?.kind !== 'request' || !(yield* serve(fd, message)) || asksToClose(message)) break;
			}
		} catch (error) {
			if (error instanceof RpcError) yield* respond(fd, 500, `${error.message}\n`);
			else if (!(error instanceof Errno)) throw error;
		}
		yield* closeQuietly(fd);
	},
	/** From the caller to the runtime. */
	*'stream-input'(context) {
		const { fd, runtime } = context.init as { fd: number; runtime: number };
		try {
			for (;;) {
				const message = yield* recv(fd);
				if (message === null) break;
				if (message.kind !== 'frame') continue;
				const { channel, data } = message.value as { channel: number; data?: Uint8Array };
				if (channel === 0 && data) yield* criInput<'Exec'>(runtime, { stdin: data });
				else if (channel === 255) yield* criInput<'Exec'>(runtime, { closeStdin: true });
				else if (channel === 4 && data) {
					const { Width, Height } = JSON.parse(textOf(data)) as { Width: number; Height: number };
					yield* criInput<'Exec'>(runtime, { resize: { width: Width, height: Height } });
				}
			}
			yield* closeQuietly(runtime); // the caller has gone
		} catch (error) {
			if (!(error instanceof Errno || error instanceof RpcError)) throw error;
		}
	},
	*'forward-input'(context) {
		const { fd, runtime } = context.init as { fd: number; runtime: number };
		try {
			for (;;) {
				const message = yield* recv(fd);
				if (message === null) break;
				if (message.kind !== 'frame') continue;
				const { message: inner, data } = message.value as { message?: unknown; data?: Uint8Array };
				yield* criInput<'PortForward'>(runtime, { message: inner ?? { kind: 'bytes', data } });
			}
			yield* criInput<'PortForward'>(runtime, { end: true });
		} catch (error) {
			if (!(error instanceof Errno || error instanceof RpcError)) throw error;
		}
	}
};
