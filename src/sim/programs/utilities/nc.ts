// nc: bytes between a socket and standard input and output; scanning with -z; listening with -l. OpenBSD's words on hosts, BusyBox's as an applet.
import { Errno, type Sys } from '../../engine/sys.ts';
import { accept, close, connect, getaddrinfo, listen, poll, read, recvfrom, ResolveError, sendto, shutdown, udp, write } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { decode } from './lib/text.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

/** Copies both ways until the peer ends, or input ended and nothing came for `idle` µs. */
function* relay(fd: number, idle: number | undefined, closeAtEnd: boolean): Sys<void> {
	let input = true;
	for (;;) {
		const ready = yield* poll(input ? [0, fd] : [fd], input ? undefined : idle);
		if (ready.length === 0) return;
		if (ready.includes(fd)) {
			const part = yield* attempt(read(fd));
			if (part instanceof Errno || part.length === 0) return;
			yield* write(1, part);
		}
		if (input && ready.includes(0)) {
			const part = yield* read(0);
			if (part.length === 0) {
				input = false;
				if (closeAtEnd) yield* attempt(shutdown(fd, 'write'));
			} else if ((yield* attempt(write(fd, part))) instanceof Errno) return;
		}
	}
}

function* address(tool: Tool, host: string): Sys<string> {
	try {
		return (yield* getaddrinfo(host))[0] ?? host;
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		return tool.die(tool.busybox ? `bad address '${host}'` : `getaddrinfo for host "${host}" port 0: ${error.message}`);
	}
}

export const nc = utility('nc', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: tool.busybox ? 'lkp:i:w:e:s:nvzu' : '46bCDdFhklNnrStUuvZzI:i:m:O:P:p:q:s:T:V:W:w:X:x:' });
	const seconds = options.get('w');
	const limit = seconds === undefined ? undefined : Number(seconds) * 1_000_000;
	const verbose = options.has('v');
	const [host, portText] =
		options.has('l') && options.get('p') === undefined && options.operands.length === 1
			? ['0.0.0.0', options.operands[0]]
			: [options.operands[0] ?? '0.0.0.0', options.operands[1]];
	if (options.has('l')) {
		const port = Number(options.get('p') ?? portText ?? 0);
		const server = yield* attempt(listen({ net: 'tcp', host: host === '0.0.0.0' ? '0.0.0.0' : host, port }));
		if (server instanceof Errno) tool.die(tool.busybox ? `bind: ${server.message}` : server.message);
		if (verbose) yield* tool.error(tool.busybox ? `listening on 0.0.0.0:${port} ...\n` : `Listening on ${host} ${port}\n`);
		for (;;) {
			const connection = yield* accept(server);
			const { peer } = connection;
			if (verbose && 'port' in peer)
				yield* tool.error(
					tool.busybox
						? `connect to ${host}:${port} from ${peer.host}:${peer.port} (${peer.host}:${peer.port})\n`
						: `Connection received on ${peer.host} ${peer.port}\n`
				);
			yield* relay(connection.fd, undefined, options.has('N'));
			yield* close(connection.fd);
			if (!options.has('k')) return 0;
		}
	}
	if (options.operands.length < 2 && !options.has('U')) {
		if (tool.busybox) yield* appletUsage(tool);
		yield* tool.error(
			'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]\n\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]\n\t  [destination] [port]\n'
		);
		return 1;
	}
	if (options.has('U')) {
		const fd = yield* attempt(connect({ net: 'unix', path: host }));
		if (fd instanceof Errno) tool.die(`${host}: ${fd.message}`);
		yield* relay(fd, undefined, true);
		return 0;
	}
	const target = yield* address(tool, host);
	const [low = 0, high = low] = (portText ?? '').split('-').map(Number);
	let status = 1;
	for (let port = low; port <= high; port++) {
		if (!Number.isInteger(port) || port < 1 || port > 65_535) tool.die(tool.busybox ? `bad port '${portText}'` : `port number invalid: ${portText}`);
		if (options.has('u')) {
			yield* datagrams(tool, target, port, limit ?? 1_000_000);
			return 0;
		}
		const fd = yield* attempt(connect({ net: 'tcp', host: target, port }, limit ?? 130_000_000));
		const shown = tool.busybox ? `${host} (${target}:${port})` : `${host} (${target}) ${port} port [tcp/*]`.replace(`${target} (${target})`, target);
		if (fd instanceof Errno) {
			if (tool.busybox) {
				if (verbose || !options.has('z'))
					yield* tool.error(`nc: ${fd.code === 'ETIMEDOUT' && limit !== undefined ? 'timed out' : `${host} (${target}:${port}): ${fd.message}`}\n`);
			} else if (verbose)
				yield* tool.error(
					fd.code === 'ETIMEDOUT'
						? `nc: connect to ${host} ${host === target ? '' : `(${target}) `}port ${port} (tcp) timed out: Operation now in progress\n`
						: `nc: connect to ${host} ${host === target ? '' : `(${target}) `}port ${port} (tcp) failed: ${fd.message}\n`
				);
			continue;
		}
		if (verbose) yield* tool.error(tool.busybox ? `${shown} open\n` : `Connection to ${shown} succeeded!\n`);
		status = 0;
		if (!options.has('z')) yield* relay(fd, limit ?? (options.has('q') ? Number(options.get('q')) * 1_000_000 : undefined), options.has('N') || tool.busybox);
		yield* close(fd);
		if (!options.has('z')) break;
	}
	return status;
});

/** UDP: one datagram for each piece of input, and what comes back in time. */
function* datagrams(tool: Tool, host: string, port: number, wait: number): Sys<void> {
	const fd = yield* udp({ host: '', port: 0 });
	for (let part = yield* read(0); part.length > 0; part = yield* read(0)) yield* sendto(fd, { host, port }, decode(part));
	const got = yield* recvfrom(fd, wait);
	if (got && typeof got.value === 'string') yield* tool.put(got.value);
	yield* close(fd);
}
