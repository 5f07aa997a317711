import { describe, expect, test } from 'vitest';
import { answerZone, Fabric, internetHostSetUp, newZone, routerSetUp } from '../../fabric/index.ts';
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, connect, listen, accept, mkdir, recvfrom, send, sendto, udp } from '../calls.ts';
import { writeFile } from '../libc.ts';
import { dnsAnswer, isDnsMessage } from './dns.ts';
import { httpRequest, readRequest } from './libc.ts';
import { getaddrinfo, hostsAddresses, parseResolvConf, ResolveError, searchNames } from './resolver.ts';
import { newRig } from './rig.ts';

const zone = newZone(
	[
		{ address: '198.51.100.7', names: ['example.com', 'www.example.com'] },
		{ address: '198.51.100.8', names: ['registry-1.docker.io'] }
	],
	[{ name: 'alias.example.com', type: 'CNAME', ttl: 60, data: 'example.com' }]
);

/** A DNS server over the zone; counts its questions. */
function* dns(asked: string[]): Sys<void> {
	const fd = yield* udp({ host: '', port: 53 });
	for (;;) {
		const got = yield* recvfrom(fd);
		if (!got || !isDnsMessage(got.value)) continue;
		asked.push(`${got.value.question.name} ${got.value.question.type}`);
		const { status, answers } = answerZone(zone, got.value.question);
		yield* sendto(fd, got.from, dnsAnswer(got.value, status, answers));
	}
}

function* lookUp(name: string): Sys<string> {
	const start = yield* clock();
	try {
		return (yield* getaddrinfo(name)).join();
	} catch (error) {
		if (error instanceof Errno) return error.code;
		if (!(error instanceof ResolveError)) throw error;
		return `${error.code} ${error.server}${error.timeout ? ' timeout' : ''} ${Math.round(((yield* clock()) - start) / 1_000_000)}s`;
	}
}

/** A laptop (1) behind a router (2), and a host of the internet (3) with DNS and a web server. */
function home() {
	const rig = newRig(
		3,
		(engine) =>
			new Fabric(engine, [
				{ name: 'lan', latency: 100, perMiB: 8000 },
				{ name: 'internet', latency: 7500, perMiB: 10_000 }
			])
	);
	rig.set(
		1,
		0,
		{ op: 'link.add', name: 'eth0', kind: 'phys', link: 'lan' },
		{ op: 'link.set', name: 'eth0', up: true },
		{ op: 'address.add', dev: 'eth0', address: '192.168.49.2/24' },
		{ op: 'route.add', route: { to: 'default', via: '192.168.49.1', dev: 'eth0' } }
	);
	rig.set(2, 0, ...routerSetUp('lan', '192.168.49.1/24', '192.168.49.0/24', '203.0.113.5'));
	rig.set(3, 0, ...internetHostSetUp('198.51.100.7'));
	const asked: string[] = [];
	rig.start(3, () => dns(asked));
	rig.run(1, function* () {
		yield* mkdir('/etc');
		yield* writeFile('/etc/hosts', '127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.9.8.7\tdb db.local # the database\n');
		yield* writeFile('/etc/resolv.conf', 'search corp.example\nnameserver 198.51.100.7\noptions timeout:2 attempts:1\n');
	});
	return { rig, asked };
}

describe('getaddrinfo', () => {
	test('hosts, DNS through a masquerading router, CNAME, search list, unknown names', () => {
		const { rig, asked } = home();
		const run = (name: string) => rig.run(1, () => lookUp(name));
		expect(run('localhost')).toBe('127.0.0.1,::1');
		expect(run('DB.local')).toBe('10.9.8.7');
		expect(run('192.0.2.1')).toBe('192.0.2.1');
		expect(asked).toEqual([]);
		expect(run('example.com')).toBe('198.51.100.7');
		expect(run('alias.example.com')).toBe('198.51.100.7');
		asked.length = 0;
		expect(run('nope')).toBe('EAI_NONAME 198.51.100.7:53 0s');
		expect(asked).toEqual(['nope.corp.example A', 'nope.corp.example AAAA', 'nope A', 'nope AAAA']);
		expect(rig.bugs).toEqual([]);
	});

	test('a server that does not answer: EAI_AGAIN after its timeout', () => {
		const { rig } = home();
		rig.run(1, () => writeFile('/etc/resolv.conf', 'nameserver 198.51.100.99\noptions timeout:2 attempts:2\n'));
		expect(rig.run(1, () => lookUp('example.com'))).toBe('EAI_AGAIN 198.51.100.99:53 timeout 4s');
		rig.run(1, () => writeFile('/etc/resolv.conf', 'nameserver 192.168.49.1\n'));
		expect(rig.run(1, () => lookUp('example.com'))).toBe('EAI_AGAIN 192.168.49.1:53 0s');
	});

	test('resolv.conf, hosts and the order of names', () => {
		expect(parseResolvConf('nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n')).toEqual({
			servers: ['10.96.0.10'],
			search: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
			ndots: 5,
			timeoutUs: 5_000_000,
			attempts: 2
		});
		expect(searchNames('web.default', { search: ['a', 'b'], ndots: 5 })).toEqual(['web.default.a', 'web.default.b', 'web.default']);
		expect(searchNames('web.default', { search: ['a'], ndots: 1 })).toEqual(['web.default', 'web.default.a']);
		expect(searchNames('web.', { search: ['a'], ndots: 5 })).toEqual(['web']);
		expect(hostsAddresses('#x\n1.2.3.4 a b # c\n5.6.7.8 b\n', 'b')).toEqual(['1.2.3.4', '5.6.7.8']);
	});
});

describe('HTTP', () => {
	test('a request over the internet costs two round trips, and its body the transfer', () => {
		const { rig } = home();
		rig.start(3, function* () {
			const fd = yield* listen({ net: 'tcp', host: '', port: 80 });
			for (;;) {
				const { fd: client } = yield* accept(fd);
				const request = yield* readRequest(client);
				yield* send(client, { kind: 'response', status: 200, headers: {}, stream: true });
				yield* send(client, { kind: 'chunk', body: request?.kind === 'request' ? `${request.method} ` : '?' });
				for (let i = 0; i < 10; i++) yield* send(client, { kind: 'chunk', body: new Uint8Array(1 << 20) });
				yield* send(client, { kind: 'end' });
			}
		});
		rig.advance(1000);
		const answer = rig.run(1, function* () {
			const start = yield* clock();
			const fd = yield* connect({ net: 'tcp', host: '198.51.100.7', port: 80 });
			const connected = (yield* clock()) - start;
			const response = yield* httpRequest(fd, { kind: 'request', method: 'GET', path: '/', headers: {} });
			const body = response?.body;
			return { connected, total: Math.round(((yield* clock()) - start) / 1000), size: body instanceof Uint8Array ? body.length : 0 };
		});
		expect(answer).toEqual({ connected: 15_264, total: 131, size: 10 * (1 << 20) + 4 });
		expect(rig.bugs).toEqual([]);
	});
});
