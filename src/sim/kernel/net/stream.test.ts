import { describe, expect, test } from 'vitest';
import { Errno, type Sys } from '../../engine/sys.ts';
import { accept, close, connect, listen, read, recv, send, shutdown, sigaction, sleep, socketAddresses, unlink, write } from '../calls.ts';
import type { Received } from '../http-message.ts';
import { mkdirAll } from '../libc.ts';
import { newRig } from './rig.ts';

const text = (data: Uint8Array) => new TextDecoder().decode(data);

/** The errno a routine ends with. */
function* failure(routine: Sys<unknown>): Sys<string> {
	try {
		yield* routine;
		return 'no error';
	} catch (error) {
		if (error instanceof Errno) return error.code;
		throw error;
	}
}

/** Serves `times` connections, each with `handle`. */
function* serve(address: Parameters<typeof listen>[0], handle: (fd: number) => Sys<void>, times = 1): Sys<void> {
	const fd = yield* listen(address);
	for (let i = 0; i < times; i++) {
		const connection = yield* accept(fd);
		yield* handle(connection.fd);
		yield* close(connection.fd);
	}
}

function* echo(fd: number): Sys<void> {
	for (;;) {
		const data = yield* read(fd);
		if (data.length === 0) return;
		yield* write(fd, data);
	}
}

const tcp = (host: string, port: number) => ({ net: 'tcp', host, port }) as const;

describe('streams of one kernel', () => {
	test('bytes go both ways, a half close ends one of them', () => {
		const rig = newRig(1);
		rig.start(1, () => serve(tcp('0.0.0.0', 8080), echo));
		const answer = rig.run(1, function* () {
			const fd = yield* connect(tcp('127.0.0.1', 8080));
			const { local, peer } = yield* socketAddresses(fd);
			yield* write(fd, 'hello ');
			yield* write(fd, 'world');
			yield* sigaction('PIPE', 'ignore');
			yield* shutdown(fd);
			let all = '';
			for (let part = yield* read(fd); part.length > 0; part = yield* read(fd)) all += text(part);
			return { all, host: local.net === 'tcp' && local.host, peer, after: yield* failure(write(fd, 'x')) };
		});
		expect(answer).toEqual({ all: 'hello world', host: '127.0.0.1', peer: tcp('127.0.0.1', 8080), after: 'EPIPE' });
		expect(rig.bugs).toEqual([]);
	});

	test('nobody listens: ECONNREFUSED; a port that is taken: EADDRINUSE; :: and 0.0.0.0 collide unless v6 only', () => {
		const rig = newRig(1);
		const codes = rig.run(1, function* () {
			const out = [yield* failure(connect(tcp('127.0.0.1', 80)))];
			yield* listen(tcp('127.0.0.1', 80));
			out.push(yield* failure(listen(tcp('127.0.0.1', 80))), yield* failure(listen(tcp('0.0.0.0', 80))), yield* failure(listen(tcp('::', 80))));
			out.push(
				yield* failure(listen({ ...tcp('::', 80), v6: true })),
				yield* failure(listen(tcp('127.0.0.2', 80))),
				yield* failure(listen(tcp('10.1.1.1', 80)))
			);
			return out;
		});
		expect(codes).toEqual(['ECONNREFUSED', 'EADDRINUSE', 'EADDRINUSE', 'EADDRINUSE', 'no error', 'no error', 'EADDRNOTAVAIL']);
	});

	test('ports below 1024 need CAP_NET_BIND_SERVICE', () => {
		const rig = newRig(1);
		const job = rig.start(1, () => failure(listen(tcp('', 80))), undefined, { capabilities: [] });
		rig.advance(10_000);
		expect(job.result()).toBe('EACCES');
	});

	test('back-pressure: a writer waits until the reader reads', () => {
		const rig = newRig(1);
		let written = 0;
		rig.start(1, () =>
			serve(tcp('', 9000), function* (fd) {
				yield* sleep(1_000_000);
				for (let got = 0; got < 1_000_000;) got += (yield* read(fd)).length;
			})
		);
		rig.start(1, function* () {
			const fd = yield* connect(tcp('::1', 9000));
			for (let i = 0; i < 100; i++) written += yield* write(fd, new Uint8Array(10_000));
			return 0;
		});
		rig.advance(500_000);
		expect(written).toBe(260_000);
		rig.advance(1_000_000);
		expect(written).toBe(1_000_000);
		expect(rig.bugs).toEqual([]);
	});

	test('a closed reader resets its writer: EPIPE, and SIGPIPE unless ignored', () => {
		const rig = newRig(1);
		rig.start(1, () => serve(tcp('', 9000), (fd) => sleepThen(fd), 2));
		const codes = rig.run(1, function* () {
			yield* sigaction('PIPE', 'ignore');
			const fd = yield* connect(tcp('127.0.0.1', 9000));
			yield* write(fd, 'never read');
			yield* sleep(50_000);
			return [yield* failure(read(fd)), yield* failure(write(fd, 'x')), yield* failure(read(fd))];
		});
		expect(codes).toEqual(['ECONNRESET', 'EPIPE', 'no error']);
		const job = rig.start(1, function* () {
			const fd = yield* connect(tcp('127.0.0.1', 9000));
			yield* write(fd, 'never read');
			yield* sleep(50_000);
			yield* failure(read(fd));
			yield* write(fd, 'x');
			return 0;
		});
		rig.advance(200_000);
		expect(job.done()).toBe(false);
		expect(rig.kernel(1).state.processes.get(job.pid)?.status).toEqual({ signaled: 'PIPE' });
	});

	function* sleepThen(_fd: number): Sys<void> {
		yield* sleep(10_000);
	}

	test('messages travel whole, by reference', () => {
		const rig = newRig(1);
		const request = { kind: 'request', method: 'GET', path: '/version', headers: {}, body: { json: { a: 1 } } } as const;
		rig.start(1, () =>
			serve({ net: 'unix', path: '@docker' }, function* (fd) {
				const message = yield* recv(fd, { http: 'request' });
				yield* send(fd, { kind: 'response', status: 200, headers: {}, body: { json: message } });
			})
		);
		const got = rig.run(1, function* (): Sys<Received> {
			const fd = yield* connect({ net: 'unix', path: '@docker' });
			yield* send(fd, request);
			return yield* recv(fd, { http: 'response' });
		});
		expect(got).toEqual({ kind: 'response', status: 200, headers: {}, body: { json: request } });
	});

	test('unix sockets are files: ENOENT, ECONNREFUSED when stale, EADDRINUSE until unlinked', () => {
		const rig = newRig(1);
		const codes = rig.run(1, function* () {
			yield* mkdirAll('/run/docker');
			const at = { net: 'unix', path: '/run/docker/d.sock' } as const;
			const out = [yield* failure(connect(at))];
			const fd = yield* listen(at);
			out.push(yield* failure(connect(at)), yield* failure(listen(at)));
			yield* close(fd);
			out.push(yield* failure(connect(at)), yield* failure(listen(at)));
			yield* unlink('/run/docker/d.sock');
			out.push(yield* failure(listen(at)));
			return out;
		});
		expect(codes).toEqual(['ENOENT', 'no error', 'EADDRINUSE', 'ECONNREFUSED', 'EADDRINUSE', 'no error']);
	});

	test('bytes written by hand are a request, a message read by hand is bytes', () => {
		const rig = newRig(1);
		rig.start(1, () =>
			serve(tcp('', 80), function* (fd) {
				const message = yield* recv(fd, { http: 'request' });
				yield* send(fd, { kind: 'response', status: 200, headers: { Server: 'nginx' }, stream: true });
				yield* send(fd, { kind: 'chunk', body: `you said ${JSON.stringify(message)}` });
				yield* send(fd, { kind: 'end' });
			})
		);
		const answer = rig.run(1, function* () {
			const fd = yield* connect(tcp('127.0.0.1', 80));
			yield* write(fd, 'GET / HTTP/1.1\r\nHo');
			yield* write(fd, 'st: a\r\n\r\n');
			let all = '';
			for (let part = yield* read(fd, 7); part.length > 0; part = yield* read(fd, 7)) all += text(part);
			return all;
		});
		expect(answer).toBe(
			'HTTP/1.1 200 OK\r\nServer: nginx\r\nTransfer-Encoding: chunked\r\n\r\n' +
				'4c\r\nyou said {"kind":"request","method":"GET","path":"/","headers":{"Host":"a"}}\r\n0\r\n\r\n'
		);
		expect(rig.bugs).toEqual([]);
	});

	test('recv gives up after its timeout', () => {
		const rig = newRig(1);
		rig.start(1, () => serve(tcp('', 80), () => sleepThen(0)));
		const code = rig.run(1, function* () {
			const fd = yield* connect(tcp('127.0.0.1', 80));
			return yield* failure(recv(fd, { timeoutUs: 1000 }));
		});
		expect(code).toBe('EAGAIN');
	});
});

describe('the network as data', () => {
	test('it is structured-clonable in the middle of things, and reads of a copy go on', () => {
		const rig = newRig(1);
		rig.start(1, () =>
			serve(tcp('', 80), function* (fd) {
				yield* recv(fd, { http: 'request' });
				yield* send(fd, { kind: 'response', status: 101, headers: { Upgrade: 'tcp' } });
				yield* write(fd, 'HTTP/1.1 is what this is not\n');
				yield* sleep(1_000_000);
			})
		);
		const job = rig.start(1, function* () {
			const fd = yield* connect(tcp('127.0.0.1', 80));
			yield* send(fd, { kind: 'request', method: 'POST', path: '/attach', headers: { Upgrade: 'tcp' } });
			yield* sleep(100_000);
			return [yield* recv(fd, { http: 'response' }), yield* recv(fd, { http: 'response' })];
		});
		rig.advance(50_000);
		const kernel = rig.kernel(1);
		kernel.state.net = structuredClone(kernel.state.net);
		rig.advance(100_000);
		expect(job.result()).toEqual([
			{ kind: 'response', status: 101, headers: { Upgrade: 'tcp' } },
			{ kind: 'bytes', data: new TextEncoder().encode('HTTP/1.1 is what this is not\n') }
		]);
		expect(kernel.state.net.namespaces.get(rig.hostNs(1))?.interfaces.get(1)?.tx).toEqual({ bytes: 739, packets: 3 });
		expect(rig.bugs).toEqual([]);
	});

	test('a socket may be made inside another namespace', () => {
		const rig = newRig(1);
		const ns = rig.namespace(1, 'pod');
		rig.start(1, () => serve({ ...tcp('127.0.0.1', 80), inside: ns }, echo));
		const answer = rig.run(1, function* () {
			const outside = yield* failure(connect(tcp('127.0.0.1', 80)));
			const fd = yield* connect({ ...tcp('127.0.0.1', 80), inside: ns });
			yield* write(fd, 'in');
			return [outside, text(yield* read(fd))];
		});
		expect(answer).toEqual(['ECONNREFUSED', 'in']);
	});
});
