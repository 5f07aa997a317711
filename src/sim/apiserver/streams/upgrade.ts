// Streams for clients that speak bytes. exec and attach: WebSocket messages of v5.channel.k8s.io (the first byte is the channel) become the frames
// the kubelet speaks, and back. Which subprotocol is chosen: the first the client offers that is known.
import { Errno, type Sys } from '../../engine/index.ts';
import { recv, send, shutdown, write, type Context, type HttpRequest, type Received } from '../../kernel/index.ts';
import { concat } from '../../values/bytes.ts';
import { headerOf } from '../request.ts';
import { acceptKey, closeFrame, opcodes, WebSocketReader, webSocketFrame } from './websocket.ts';

const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Whether a request asks for a WebSocket in bytes. */
export const isWebSocket = (request: HttpRequest): boolean => headerOf(request.headers, 'Sec-WebSocket-Key') !== '';

/** Says 101 with the first of these subprotocols that the client offers; false when it offers none (403, as gorilla's upgrader). */
export function* acceptWebSocket(fd: number, request: HttpRequest, known: readonly string[] = channelProtocols): Sys<boolean> {
	const offered = headerOf(request.headers, 'Sec-WebSocket-Protocol')
		.split(',')
		.map((word) => word.trim())
		.filter(Boolean);
	const chosen = offered.find((word) => known.includes(word));
	if (chosen === undefined) {
		const message = `unable to upgrade: no supported protocol in [${offered.join(' ')}]`;
		yield* send(fd, { kind: 'response', status: 403, headers: { 'Content-Type': 'text/plain' }, body: message });
		return false;
	}
	yield* send(fd, {
		kind: 'response',
		status: 101,
		headers: {
			Upgrade: 'websocket',
			Connection: 'Upgrade',
			'Sec-WebSocket-Accept': acceptKey(headerOf(request.headers, 'Sec-WebSocket-Key')),
			'Sec-WebSocket-Protocol': chosen
		}
	});
	return true;
}

/** From the kubelet to the client, until the stream ends. `translate`: what a frame becomes on the way. */
export function* channelOutput(
	from: number,
	to: number,
	translate: (part: Extract<Received, { kind: 'frame' }>) => Extract<Received, { kind: 'frame' }>
): Sys<void> {
	try {
		for (;;) {
			const part = yield* recv(from);
			if (!part) break;
			if (part.kind !== 'frame') continue;
			const { channel, data } = translate(part).value as { channel: number; data?: Uint8Array };
			if (data) yield* write(to, webSocketFrame(opcodes.binary, concat([new Uint8Array([channel]), data])));
		}
		yield* write(to, closeFrame);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** A thread entry: from the client to the kubelet. */
export function* channelInput(context: Context): Sys<void> {
	const { from, to } = context.init as { from: number; to: number };
	const reader = new WebSocketReader();
	try {
		for (let over = false; !over;) {
			const part = yield* recv(from);
			if (!part) break;
			if (part.kind !== 'bytes') continue;
			for (const { opcode, data } of reader.read(part.data)) {
				if (opcode === opcodes.close) over = true;
				else if (opcode === opcodes.ping) yield* write(from, webSocketFrame(opcodes.pong, data));
				else if (opcode <= opcodes.binary && data.length > 0)
					yield* send(to, { kind: 'frame', protocol: 'v5.channel', value: { channel: data[0] ?? 0, data: data.slice(1) } });
			}
		}
		yield* shutdown(to, 'both');
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
