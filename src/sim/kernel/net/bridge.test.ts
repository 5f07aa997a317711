import { describe, expect, test } from 'vitest';
import { Fabric } from '../../fabric/index.ts';
import { Errno, type Sys } from '../../engine/sys.ts';
import { accept, clock, close, connect, listen, netlink, ping, read, recvfrom, sendto, sigaction, sleep, udp, write, type SocketAddress } from '../calls.ts';
import { bootKernel, powerOff } from '../kernel.ts';
import { addBridge, newRig, plug, type Rig } from './rig.ts';
import type { NetlinkRequest, Rule, SocketInfo } from './netlink.ts';
import { reach } from './walk.ts';
import type { Wire } from './wire.ts';

const text = (data: Uint8Array) => new TextDecoder().decode(data);
const tcp = (host: string, port: number) => ({ net: 'tcp', host, port }) as const;
const show = (a: SocketAddress) => (a.net === 'unix' ? a.path : a.host);

/** Answers each client with the address it is seen by. */
function* whoami(port: number): Sys<void> {
	const fd = yield* listen(tcp('', port));
	for (;;) {
		const { fd: client, peer } = yield* accept(fd);
		yield* write(client, show(peer));
		yield* close(client);
	}
}

/** Answers each client with a name. */
function* say(port: number, name: string): Sys<void> {
	const fd = yield* listen(tcp('', port));
	for (;;) {
		const { fd: client } = yield* accept(fd);
		yield* write(client, name);
		yield* close(client);
	}
}

/** Connects: what the server says, or the errno with the seconds it took. */
function* ask(host: string, port: number, timeoutUs?: number): Sys<string> {
	const start = yield* clock();
	try {
		const fd = yield* connect(tcp(host, port), timeoutUs);
		const answer = text(yield* read(fd));
		yield* close(fd);
		return answer;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return `${error.code} ${Math.round(((yield* clock()) - start) / 1_000_000)}s`;
	}
}

const nat = (chain: string, rule: Rule): NetlinkRequest => ({ op: 'rule.add', table: 'nat', chain, rule });
const filter = (chain: string, rule: Rule): NetlinkRequest => ({ op: 'rule.add', table: 'filter', chain, rule });

/** Two hosts on a LAN; host 1 has docker0 with containers a (172.17.0.2) and b (172.17.0.3), masqueraded, and a's port 80 published as 8080. */
function dockerHost(): Rig & { a: number; b: number; fabric: Fabric } {
	let fabric: Fabric | undefined;
	const rig = newRig(2, (engine): Wire => (fabric = new Fabric(engine, [{ name: 'lan', latency: 100, perMiB: 8000 }])));
	for (const [host, address] of [
		[1, '192.168.49.2/24'],
		[2, '192.168.49.3/24']
	] as const) {
		rig.set(
			host,
			0,
			{ op: 'link.add', name: 'eth0', kind: 'phys', link: 'lan' },
			{ op: 'address.add', dev: 'eth0', address },
			{ op: 'link.set', name: 'eth0', up: true }
		);
	}
	addBridge(rig, 1, 'docker0', '172.17.0.1/16');
	const a = rig.namespace(1, 'a');
	const b = rig.namespace(1, 'b');
	plug(rig, 1, a, 'docker0', 'vetha', '172.17.0.2/16', '172.17.0.1');
	plug(rig, 1, b, 'docker0', 'vethb', '172.17.0.3/16', '172.17.0.1');
	rig.set(
		1,
		0,
		nat('POSTROUTING', { source: '172.17.0.0/16', out: '!docker0', target: 'MASQUERADE' }),
		nat('POSTROUTING', { source: '172.17.0.2', destination: '172.17.0.2', protocol: 'tcp', dport: 80, target: 'MASQUERADE' }),
		{ op: 'chain.add', table: 'nat', chain: 'DOCKER' },
		nat('PREROUTING', { dstLocal: true, target: 'DOCKER' }),
		nat('OUTPUT', { destination: '!127.0.0.0/8', dstLocal: true, target: 'DOCKER' }),
		nat('DOCKER', { in: '!docker0', protocol: 'tcp', dport: 8080, target: 'DNAT', to: '172.17.0.2:80' })
	);
	rig.start(1, () => whoami(80), a);
	rig.start(1, () => whoami(81), b);
	rig.start(2, () => whoami(80));
	rig.advance(100_000);
	return Object.assign(rig, { a, b, fabric: fabric as unknown as Fabric });
}

describe('containers on a bridge', () => {
	test('container to container, to its gateway, host to container', () => {
		const rig = dockerHost();
		rig.start(1, () => whoami(90));
		expect(rig.run(1, () => ask('172.17.0.2', 80), rig.b)).toBe('172.17.0.3');
		expect(rig.run(1, () => ask('172.17.0.1', 90), rig.b)).toBe('172.17.0.3');
		expect(rig.run(1, () => ask('172.17.0.2', 80))).toBe('172.17.0.1');
		expect(rig.run(1, () => ask('172.17.0.2', 81), rig.b)).toBe('ECONNREFUSED 0s');
		expect(rig.run(1, () => ask('172.17.0.9', 80), rig.b)).toBe('EHOSTUNREACH 3s');
		expect(rig.bugs).toEqual([]);
	});

	test('masquerade to the outside; without it the answer finds no way back', () => {
		const rig = dockerHost();
		expect(rig.run(1, () => ask('192.168.49.3', 80), rig.a)).toBe('192.168.49.2');
		rig.set(1, 0, { op: 'chain.flush', table: 'nat', chain: 'POSTROUTING' });
		expect(rig.run(1, () => ask('192.168.49.3', 80), rig.a)).toBe('ETIMEDOUT 127s');
		expect(rig.run(1, () => ask('192.168.49.3', 80, 5_000_000), rig.a)).toBe('ETIMEDOUT 5s');
	});

	test('a published port: from another host, from the host by its own address, not by 127.0.0.1, hairpin from the container itself', () => {
		const rig = dockerHost();
		expect(rig.run(2, () => ask('192.168.49.2', 8080))).toBe('192.168.49.3');
		expect(rig.run(1, () => ask('192.168.49.2', 8080))).toBe('192.168.49.2');
		expect(rig.run(1, () => ask('127.0.0.1', 8080))).toBe('ECONNREFUSED 0s');
		rig.set(1, 0, {
			op: 'rule.delete',
			table: 'nat',
			chain: 'DOCKER',
			rule: { in: '!docker0', protocol: 'tcp', dport: 8080, target: 'DNAT', to: '172.17.0.2:80' }
		});
		expect(rig.run(2, () => ask('192.168.49.2', 8080))).toBe('ECONNREFUSED 0s');
		rig.set(1, 0, nat('DOCKER', { protocol: 'tcp', dport: 8080, target: 'DNAT', to: '172.17.0.2:80' }));
		expect(rig.run(1, () => ask('192.168.49.2', 8080), rig.a)).toBe('172.17.0.1');
	});

	test('filters: DROP hangs, REJECT refuses, a policy without ESTABLISHED loses the answers', () => {
		const rig = dockerHost();
		rig.set(1, 0, filter('FORWARD', { out: 'docker0', source: '192.168.49.3', target: 'DROP' }));
		expect(rig.run(2, () => ask('192.168.49.2', 8080, 3_000_000))).toBe('ETIMEDOUT 3s');
		rig.set(1, 0, { op: 'chain.flush', table: 'filter', chain: 'FORWARD' }, filter('FORWARD', { out: 'docker0', target: 'REJECT' }));
		expect(rig.run(2, () => ask('192.168.49.2', 8080))).toBe('ECONNREFUSED 0s');
		rig.set(1, 0, { op: 'chain.flush', table: 'filter', chain: 'FORWARD' }, { op: 'chain.policy', table: 'filter', chain: 'INPUT', policy: 'DROP' });
		expect(rig.run(1, () => ask('192.168.49.3', 80, 2_000_000))).toBe('ETIMEDOUT 2s');
		rig.set(1, 0, filter('INPUT', { ctstate: ['RELATED', 'ESTABLISHED'], target: 'ACCEPT' }));
		expect(rig.run(1, () => ask('192.168.49.3', 80))).toBe('192.168.49.2');
	});

	test('a SYN is sent again: the connection stands when the firewall opens', () => {
		const rig = dockerHost();
		rig.set(1, 0, filter('FORWARD', { in: 'eth0', target: 'DROP' }));
		const job = rig.start(2, () => ask('192.168.49.2', 8080));
		rig.advance(2_000_000);
		rig.set(1, 0, { op: 'chain.flush', table: 'filter', chain: 'FORWARD' });
		rig.advance(900_000);
		expect(job.done()).toBe(false);
		rig.advance(200_000);
		expect(job.result()).toBe('192.168.49.3');
	});

	test('probability splits connections, the same way each time', () => {
		const rig = dockerHost();
		rig.start(1, () => say(82, 'a'), rig.a);
		rig.start(1, () => say(82, 'b'), rig.b);
		rig.set(
			1,
			0,
			nat('OUTPUT', { destination: '10.96.0.10', protocol: 'tcp', dport: 80, probability: 5000, target: 'DNAT', to: '172.17.0.2:82' }),
			nat('OUTPUT', { destination: '10.96.0.10', protocol: 'tcp', dport: 80, target: 'DNAT', to: '172.17.0.3:82' }),
			{ op: 'route.add', route: { to: 'default', via: '192.168.49.3', dev: 'eth0' } }
		);
		const counts = rig.run(1, function* () {
			const seen: Record<string, number> = {};
			for (let i = 0; i < 200; i++) {
				const answer = yield* ask('10.96.0.10', 80);
				seen[answer] = (seen[answer] ?? 0) + 1;
			}
			return seen;
		});
		expect(counts).toEqual({ a: 108, b: 92 });
		expect(rig.bugs).toEqual([]);
	});

	test('bridged packets pass FORWARD only with bridge-nf-call-iptables', () => {
		const rig = dockerHost();
		rig.set(1, 0, filter('FORWARD', { in: 'docker0', out: 'docker0', target: 'DROP' }));
		expect(rig.run(1, () => ask('172.17.0.2', 80), rig.b)).toBe('172.17.0.3');
		rig.set(1, 0, { op: 'sysctl', name: 'bridge-nf-call-iptables', value: 1 });
		expect(rig.run(1, () => ask('172.17.0.2', 80, 1_000_000), rig.b)).toBe('ETIMEDOUT 1s');
	});

	test('UDP answers come back through NAT; a closed port is reported', () => {
		const rig = dockerHost();
		rig.start(2, function* () {
			const fd = yield* udp({ host: '', port: 53 });
			for (;;) {
				const got = yield* recvfrom(fd);
				if (got) yield* sendto(fd, got.from, { from: got.from.host, value: got.value });
			}
		});
		rig.advance(1000);
		const query = (port: number) =>
			function* (): Sys<unknown> {
				const fd = yield* udp({ host: '', port: 0 });
				yield* sendto(fd, { host: '192.168.49.3', port }, 'hi');
				try {
					return yield* recvfrom(fd, 1_000_000);
				} catch (error) {
					return error instanceof Errno ? error.code : error;
				}
			};
		expect(rig.run(1, query(53), rig.a)).toEqual({ value: { from: '192.168.49.2', value: 'hi' }, from: { host: '192.168.49.3', port: 53 } });
		expect(rig.run(1, query(54), rig.a)).toBe('ECONNREFUSED');
		rig.fabric.partition('lan', [[1], [2]]);
		expect(rig.run(1, query(53), rig.a)).toBe(null);
	});

	test('ping: round trip, ttl, no route, no neighbour', () => {
		const rig = dockerHost();
		const echo = (host: string) =>
			function* (): Sys<unknown> {
				try {
					return yield* ping(host, 5_000_000);
				} catch (error) {
					return error instanceof Errno ? error.code : error;
				}
			};
		expect(rig.run(1, echo('192.168.49.3'), rig.a)).toEqual({ rtt: 257, ttl: 63 });
		expect(rig.run(1, echo('172.17.0.3'), rig.a)).toMatchObject({ ttl: 64 });
		expect(rig.run(1, echo('8.8.8.8'))).toBe('ENETUNREACH');
		expect(rig.run(1, echo('192.168.49.77'))).toBe('EHOSTUNREACH');
		rig.fabric.setLink(2, false);
		expect(rig.run(1, echo('192.168.49.3'))).toBe('ETIMEDOUT');
	});

	test('a partition holds data back, and it arrives after healing', () => {
		const rig = dockerHost();
		const got: string[] = [];
		rig.start(2, function* () {
			const fd = yield* listen(tcp('', 7000));
			const { fd: client } = yield* accept(fd);
			for (let part = yield* read(client); part.length > 0; part = yield* read(client)) got.push(`${text(part)}`);
		});
		rig.advance(1000);
		rig.start(1, function* () {
			const fd = yield* connect(tcp('192.168.49.3', 7000));
			yield* write(fd, 'one');
			yield* sleep(1_000_000);
			yield* write(fd, 'two');
			yield* write(fd, 'three');
			yield* sleep(5_000_000);
		});
		rig.advance(500_000);
		rig.fabric.partition('lan', [[1], [2]]);
		rig.advance(2_000_000);
		expect(got).toEqual(['one']);
		rig.fabric.heal('lan');
		rig.advance(2_000_000);
		expect(got).toEqual(['one', 'twothree']);
		expect(rig.bugs).toEqual([]);
	});

	test('a machine without power is no route to host; its old connections are reset when it is back', () => {
		const rig = dockerHost();
		const job = rig.start(1, function* () {
			yield* sigaction('PIPE', 'ignore');
			const fd = yield* connect(tcp('192.168.49.3', 80));
			yield* read(fd);
			yield* sleep(1_000_000);
			yield* write(fd, 'x');
			yield* write(fd, 'y');
			yield* sleep(30_000_000);
			try {
				yield* write(fd, 'z');
				return 'sent';
			} catch (error) {
				return error instanceof Errno ? error.code : 'bug';
			}
		});
		rig.advance(500_000);
		powerOff(rig.kernel(2));
		expect(rig.run(1, () => ask('192.168.49.3', 80))).toBe('EHOSTUNREACH 3s');
		bootKernel(rig.kernel(2), { program: 'init', argv: ['init'] });
		rig.advance(1000);
		rig.set(2, 0, { op: 'link.set', name: 'lo', up: true }, { op: 'link.add', name: 'eth0', kind: 'phys', link: 'lan' });
		rig.set(2, 0, { op: 'address.add', dev: 'eth0', address: '192.168.49.3/24' }, { op: 'link.set', name: 'eth0', up: true });
		expect(rig.run(1, () => ask('192.168.49.3', 80))).toBe('ECONNREFUSED 0s');
		rig.advance(60_000_000);
		expect(job.result()).toBe('EPIPE');
		expect(rig.bugs).toEqual([]);
	});

	test('ss lists listeners and connections with their processes', () => {
		const rig = dockerHost();
		const infos = rig.run(
			1,
			function* () {
				yield* udp({ host: '127.0.0.1', port: 5353 });
				return yield* netlink<SocketInfo[]>({ op: 'sockets' });
			},
			rig.a
		);
		expect(infos.map(({ pid, ...info }) => ({ ...info, pid: pid !== undefined }))).toEqual([
			{ net: 'tcp', state: 'LISTEN', local: '*:80', peer: '*:*', recvQueue: 0, sendQueue: 4096, program: 'test1', fd: 0, pid: true },
			{ net: 'udp', state: 'UNCONN', local: '127.0.0.1:5353', peer: '0.0.0.0:*', recvQueue: 0, sendQueue: 0, program: 'test4', fd: 0, pid: true }
		]);
	});
});

describe('cost', () => {
	test('a connect through a bridge with 1000 veths costs at most 20 µs', () => {
		const rig = newRig(1);
		addBridge(rig, 1, 'docker0', '172.17.0.1/16');
		let last = 0;
		for (let i = 0; i < 1000; i++) {
			last = rig.namespace(1, `n${i}`);
			plug(rig, 1, last, 'docker0', `veth${i}`, `172.17.${1 + (i >> 8)}.${i & 255}/16`, '172.17.0.1');
		}
		rig.start(1, () => whoami(80), last);
		rig.advance(10_000);
		const kernel = rig.kernel(1);
		const ns = kernel.state.net.namespaces.get(rig.namespace(1, 'client'));
		if (!ns) throw new Error('no namespace');
		plug(rig, 1, ns.ino, 'docker0', 'vethc', '172.17.0.9/16', '172.17.0.1');
		const times: number[] = [];
		for (let round = 0; round < 20; round++) {
			const start = process.hrtime.bigint();
			for (let i = 0; i < 1000; i++)
				if (reach(kernel, ns, { protocol: 'tcp', host: '172.17.4.231', port: 80, sport: 40_000 }).kind !== 'reached') throw new Error('lost');
			times.push(Number(process.hrtime.bigint() - start) / 1_000_000);
		}
		const best = Math.min(...times);
		console.log(`reach through a bridge with 1000 veths: ${best.toFixed(2)} µs`);
		expect(best).toBeLessThan(20);
	});
});
