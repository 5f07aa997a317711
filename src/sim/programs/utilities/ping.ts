// ping: ICMP echoes, iputils' words and BusyBox's. Settles nothing: a ping without -c is ended by a signal and then prints its summary.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, getaddrinfo, ping as echo, ResolveError, sigaction, sleep } from '../../kernel/index.ts';
import { appletUsage, getopt } from './lib/getopt.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

export const ping = utility('ping', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, { short: tool.busybox ? 'c:s:t:w:W:i:I:np:qA46' : '46aAbBdDfhLnOqrRUvVc:e:F:i:I:l:m:M:N:p:Q:s:S:t:T:w:W:', long: [] });
	const host = options.operands[options.operands.length - 1];
	if (host === undefined) {
		if (tool.busybox) yield* appletUsage(tool);
		yield* tool.error('ping: usage error: Destination address required\n');
		return 2;
	}
	let address: string;
	try {
		address = (yield* getaddrinfo(host))[0] ?? host;
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		yield* tool.error(tool.busybox ? `ping: bad address '${host}'\n` : `ping: ${host}: ${error.message}\n`);
		return tool.busybox ? 1 : 2;
	}
	const size = Number(options.get('s') ?? 56);
	const count = options.get('c') === undefined ? Infinity : Number(options.get('c'));
	const interval = Number(options.get('i') ?? 1) * 1_000_000;
	const wait = Number(options.get('W') ?? 10) * 1_000_000;
	const deadline = options.get('w') === undefined ? Infinity : (yield* clock()) + Number(options.get('w')) * 1_000_000;
	const quiet = options.has('q');
	const numeric = address === host;
	yield* tool.put(tool.busybox ? `PING ${host} (${address}): ${size} data bytes\n` : `PING ${host} (${address}) ${size}(${size + 28}) bytes of data.\n`);
	yield* tool.flush();
	yield* sigaction('INT', 'catch');
	const start = yield* clock();
	const times: number[] = [];
	let [sent, errors] = [0, 0];
	let stopped = false;
	while (sent < count && !stopped && (yield* clock()) < deadline) {
		const began = yield* clock();
		sent++;
		const reply = yield* attempt(echo(address, Math.min(wait, 10_000_000)));
		if (!(reply instanceof Errno)) {
			times.push(reply.rtt);
			const ms = reply.rtt / 1000;
			if (!quiet) {
				if (tool.busybox) yield* tool.put(`${size + 8} bytes from ${address}: seq=${sent - 1} ttl=${reply.ttl} time=${ms.toFixed(3)} ms\n`);
				else
					yield* tool.put(
						`${size + 8} bytes from ${numeric ? address : `${host} (${address})`}: icmp_seq=${sent} ttl=${reply.ttl} time=${ms < 1 ? ms.toFixed(3) : ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms\n`
					);
			}
		} else if (reply.code === 'EINTR') stopped = true;
		else if (reply.code === 'ENETUNREACH' || reply.code === 'EPERM' || reply.code === 'EACCES') {
			if (tool.busybox) {
				yield* tool.warn(
					`${reply.code === 'ENETUNREACH' ? 'sendto' : 'permission denied (are you root?)'}${reply.code === 'ENETUNREACH' ? `: ${reply.message}` : ''}`
				);
				return 1;
			}
			yield* tool.error(`ping: ${reply.code === 'ENETUNREACH' ? 'connect' : 'socket'}: ${reply.message}\n`);
			return 2;
		} else if (reply.code === 'EHOSTUNREACH' && !tool.busybox) {
			errors++;
			yield* tool.put(`From ${address} icmp_seq=${sent} Destination Host Unreachable\n`);
		}
		yield* tool.flush();
		if (sent >= count || stopped) break;
		const rest = Math.max(0, began + interval - (yield* clock()));
		if ((yield* attempt(sleep(rest))) instanceof Errno) stopped = true;
	}
	const lost = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent);
	const total = Math.round(((yield* clock()) - start) / 1000);
	yield* tool.put(`\n--- ${host} ping statistics ---\n`);
	yield* tool.put(
		tool.busybox
			? `${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n`
			: `${sent} packets transmitted, ${times.length} received, ${errors > 0 ? `+${errors} errors, ` : ''}${lost}% packet loss, time ${total}ms\n`
	);
	if (times.length > 0) {
		const [min, max] = [Math.min(...times), Math.max(...times)];
		const mean = times.reduce((a, b) => a + b, 0) / times.length;
		const deviation = Math.sqrt(times.reduce((all, one) => all + (one - mean) * (one - mean), 0) / times.length);
		const ms = (us: number): string => (us / 1000).toFixed(3);
		yield* tool.put(
			tool.busybox
				? `round-trip min/avg/max = ${ms(min)}/${ms(mean)}/${ms(max)} ms\n`
				: `rtt min/avg/max/mdev = ${ms(min)}/${ms(mean)}/${ms(max)}/${ms(deviation)} ms\n`
		);
	} else if (!tool.busybox) yield* tool.put('\n');
	return times.length > 0 ? 0 : 1;
});
