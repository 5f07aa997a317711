// Sockets as open files. What a connection does is in the part that comes late, and there is none without it.
// This module must not import descriptors.ts (its table of file kinds is built from it).
import { netPart } from '../parts.ts';
import type { FileOps, Kernel } from '../state.ts';
import { unbindPort } from './ports.ts';

/** The last descriptor of a socket is closed. */
function closeSocket(kernel: Kernel, id: number): void {
	const { net } = kernel.state;
	const socket = net.sockets.get(id);
	if (!socket) return;
	if (socket.kind === 'stream') return kernel.parts.need(netPart).closeStream(kernel, socket);
	net.sockets.delete(id);
	const ns = net.namespaces.get(socket.netns);
	if (socket.kind === 'udp') {
		if (ns) unbindPort(ns, 'udp', socket.port, id);
		return;
	}
	if (socket.local.net !== 'unix') {
		if (ns) unbindPort(ns, 'tcp', socket.local.port, id);
	} else if (socket.local.path.startsWith('@')) ns?.abstract.delete(socket.local.path);
	else for (const [key, bound] of net.unix) if (bound === id) net.unix.delete(key);
	for (const waiting of socket.backlog) {
		const end = net.sockets.get(waiting.socket);
		if (end?.kind === 'stream') kernel.parts.need(netPart).closeStream(kernel, end, true);
	}
}

export const socketOps: FileOps = {
	read: (kernel, file, thread, max) => kernel.parts.need(netPart).streamOps.read(kernel, file, thread, max),
	write: (kernel, file, thread, data) => kernel.parts.need(netPart).streamOps.write(kernel, file, thread, data),
	close: (kernel, file) => closeSocket(kernel, file.object),
	ready(kernel, file) {
		const socket = kernel.state.net.sockets.get(file.object);
		if (!socket) return true;
		if (socket.kind === 'stream') return socket.inbox.length > 0 || socket.decoded.length > 0 || socket.ended || socket.dead;
		if (socket.kind === 'udp') return socket.inbox.length > 0 || socket.error !== null;
		return socket.backlog[0] !== undefined && socket.backlog[0].at <= kernel.engine.state.now;
	},
	events(kernel, file) {
		const socket = kernel.state.net.sockets.get(file.object);
		if (!socket) return [];
		return [socket.kind === 'stream' ? socket.readEvent : socket.event];
	}
};
