// Port-forward for clients that speak bytes: SPDY streams, plain or inside a WebSocket (SPDY/3.1+portforward.k8s.io). Each pair of streams the client
// opens (error and data of one request) is one connection to the kubelet, which speaks frames; a thread brings its answers back.
import { Errno, type Sys } from '../../engine/index.ts';
import {
	bodyText,
	close,
	encodeHttp,
	recv,
	send,
	shutdown,
	thread,
	write,
	type Context,
	type HttpEncoder,
	type HttpRequest,
	type Message
} from '../../kernel/index.ts';
import { concat, utf8 } from '../../values/bytes.ts';
import { headerOf } from '../request.ts';
import { spdyData, spdyPing, spdyReply, SpdyReader, type SpdyFrame } from './spdy.ts';
import { acceptWebSocket, isWebSocket } from './upgrade.ts';
import { closeFrame, opcodes, WebSocketReader, webSocketFrame } from './websocket.ts';

const tunnelled = 'SPDY/3.1+portforward.k8s.io';

/** Whether a request wants SPDY, tunnelled or not. */
export const wantsTunnel = (request: HttpRequest): boolean =>
	isWebSocket(request)
		? headerOf(request.headers, 'Sec-WebSocket-Protocol').includes('portforward.k8s.io')
		: headerOf(request.headers, 'Upgrade').toLowerCase().startsWith('spdy/');

interface Down {
	readonly upstream: number;
	readonly fd: number;
	readonly data: number;
	readonly error: number;
	/** How a piece is written: SPDY frames, the same inside a WebSocket, or messages of channels. */
	readonly form: 'spdy' | 'tunnel' | 'channels';
}
const piece = ({ form }: Pick<Down, 'form'>, stream: number, data: Uint8Array, fin = false): Uint8Array =>
	form === 'channels' ? (data.length === 0 ? data : webSocketFrame(opcodes.binary, concat([new Uint8Array([stream]), data]))) : spdyData(stream, data, fin);
const put = (fd: number, webSocket: boolean, bytes: Uint8Array): Sys<number> => write(fd, webSocket ? webSocketFrame(opcodes.binary, bytes) : bytes);

/** Carries a client's streams until it leaves. `dial`: a connection to the kubelet, ready for a request to this path. */
export function* tunnel(fd: number, request: HttpRequest, path: string, headers: Readonly<Record<string, string>>, dial: () => Sys<number>): Sys<void> {
	const webSocket = isWebSocket(request);
	if (webSocket) {
		if (!(yield* acceptWebSocket(fd, request, [tunnelled]))) return;
	} else {
		const protocol = { 'X-Stream-Protocol-Version': 'portforward.k8s.io' };
		yield* send(fd, { kind: 'response', status: 101, headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', ...protocol } });
	}
	const [sockets, spdy] = [new WebSocketReader(), new SpdyReader()];
	const upstreams = new Map<number, number>();
	const errors = new Map<string, number>();
	let replies = 0;
	const handle = function* (frame: SpdyFrame): Sys<boolean> {
		if (frame.kind === 'leave') return true;
		if (frame.kind === 'ping') yield* put(fd, webSocket, spdyPing(frame.id));
		else if (frame.kind === 'open') {
			yield* put(fd, webSocket, spdyReply(frame.stream, replies++ === 0));
			const { streamtype, port = '0', requestid = '' } = frame.headers;
			if (streamtype === 'error') errors.set(requestid, frame.stream);
			else {
				const upstream = yield* connectPort(path, port, headers, dial);
				const down: Omit<Down, 'upstream'> = { fd, data: frame.stream, error: errors.get(requestid) ?? 0, form: webSocket ? 'tunnel' : 'spdy' };
				if (typeof upstream === 'string') {
					yield* put(fd, webSocket, spdyData(down.error, utf8(upstream), true));
					yield* put(fd, webSocket, spdyData(down.data, new Uint8Array(0), true));
				} else {
					upstreams.set(frame.stream, upstream);
					yield* thread('tunnel-down', { ...down, upstream } satisfies Down);
				}
			}
		} else {
			const upstream = upstreams.get(frame.stream);
			if (upstream === undefined) return false;
			if (frame.kind === 'data' && frame.data.length > 0)
				yield* quietly(send(upstream, { kind: 'frame', protocol: 'v5.channel', value: { data: frame.data } }));
			if (frame.kind === 'reset' || frame.fin) yield* quietly(shutdown(upstream, frame.kind === 'reset' ? 'both' : 'write'));
		}
		return false;
	};
	try {
		for (let over = false; !over;) {
			const part = yield* recv(fd);
			if (!part) break;
			if (part.kind !== 'bytes') continue;
			const pieces = webSocket ? sockets.read(part.data) : [{ opcode: opcodes.binary, data: part.data }];
			for (const { opcode, data } of pieces) {
				if (opcode === opcodes.close) over = true;
				else if (opcode === opcodes.ping) yield* write(fd, webSocketFrame(opcodes.pong, data));
				else if (opcode !== opcodes.pong) for (const frame of spdy.read(data)) over = (yield* handle(frame)) || over;
			}
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	for (const upstream of upstreams.values()) yield* quietly(shutdown(upstream, 'both'));
}

/** A stream of the kubelet's to one port of the pod, or why there is none. */
export function* connectPort(path: string, port: string, headers: Readonly<Record<string, string>>, dial: () => Sys<number>): Sys<number | string> {
	try {
		const upstream = yield* dial();
		yield* send(upstream, { kind: 'request', method: 'POST', path: `${path}?ports=${port}`, headers: { ...headers, Upgrade: 'websocket' } });
		const answer = yield* recv(upstream, { http: 'response' });
		if (answer?.kind === 'response' && answer.status === 101) return upstream;
		yield* close(upstream);
		return answer?.kind === 'response' ? bodyText(answer.body) : 'lost connection to the kubelet';
	} catch (error) {
		if (error instanceof Errno) return error.message;
		throw error;
	}
}
export function* quietly(step: Sys<unknown>): Sys<void> {
	try {
		yield* step;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}

/** A thread entry: from the kubelet to the client's pair of streams. */
export function* tunnelDown(context: Context): Sys<void> {
	const down = context.init as Down;
	const { upstream, fd, data, error: errors } = down;
	const say = (stream: number, bytes: Uint8Array, fin = false) => put(fd, down.form === 'tunnel', piece(down, stream, bytes, fin));
	const encoder: HttpEncoder = { body: 'none' };
	try {
		for (;;) {
			const part = yield* recv(upstream);
			if (!part) break;
			if (part.kind !== 'frame') continue;
			const { channel, message, data: failure } = part.value as { channel: number; message?: Message | { kind: 'bytes'; data: Uint8Array }; data?: Uint8Array };
			if (channel === 1 && failure) yield* say(errors, failure, true);
			else if (message) {
				const bytes = message.kind === 'bytes' ? message.data : encodeHttp(message, encoder);
				if (bytes.length > 0) yield* say(data, bytes);
			}
		}
		yield* say(data, new Uint8Array(0), true);
		yield* say(errors, new Uint8Array(0), true);
		if (down.form === 'channels') yield* put(fd, false, closeFrame);
		yield* close(upstream);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
