// Port-forward over a WebSocket of v4.channel.k8s.io, as @kubernetes/client-node speaks it: the ports are in the query, each has two channels
// (2i data, 2i+1 error), and each channel begins with its port in two bytes, the low one first.
import { Errno, type Sys } from '../../engine/index.ts';
import { recv, send, shutdown, thread, write, type HttpRequest } from '../../kernel/index.ts';
import { concat, utf8 } from '../../values/bytes.ts';
import { connectPort, quietly } from './tunnel.ts';
import { acceptWebSocket } from './upgrade.ts';
import { opcodes, WebSocketReader, webSocketFrame } from './websocket.ts';

const message = (channel: number, data: Uint8Array): Uint8Array => webSocketFrame(opcodes.binary, concat([new Uint8Array([channel]), data]));

/** Carries the channels until the client leaves. */
export function* portChannels(fd: number, request: HttpRequest, path: string, headers: Readonly<Record<string, string>>, dial: () => Sys<number>): Sys<void> {
	if (!(yield* acceptWebSocket(fd, request))) return;
	const ports = [...request.path.matchAll(/[?&]ports=([^&]*)/g)].flatMap(([, list]) =>
		decodeURIComponent(list ?? '')
			.split(',')
			.map(Number)
	);
	const bare = path.split('?')[0] ?? '';
	const upstreams: (number | undefined)[] = [];
	for (const [i, port] of ports.entries()) {
		for (const channel of [2 * i, 2 * i + 1]) yield* write(fd, message(channel, new Uint8Array([port & 255, port >> 8])));
		const upstream = yield* connectPort(bare, String(port), headers, dial);
		if (typeof upstream === 'string') {
			yield* write(fd, message(2 * i + 1, utf8(upstream)));
			upstreams.push(undefined);
			continue;
		}
		upstreams.push(upstream);
		yield* thread('tunnel-down', { upstream, fd, data: 2 * i, error: 2 * i + 1, form: 'channels' });
	}
	const reader = new WebSocketReader();
	try {
		for (let over = false; !over;) {
			const part = yield* recv(fd);
			if (!part) break;
			if (part.kind !== 'bytes') continue;
			for (const { opcode, data } of reader.read(part.data)) {
				if (opcode === opcodes.close) over = true;
				else if (opcode === opcodes.ping) yield* write(fd, webSocketFrame(opcodes.pong, data));
				const upstream = upstreams[(data[0] ?? 0) >> 1];
				if (opcode > opcodes.binary || upstream === undefined || data.length < 2) continue;
				yield* quietly(send(upstream, { kind: 'frame', protocol: 'v5.channel', value: { data: data.slice(1) } }));
			}
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	for (const upstream of upstreams) if (upstream !== undefined) yield* quietly(shutdown(upstream, 'both'));
}
