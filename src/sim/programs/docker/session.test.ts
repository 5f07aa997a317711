// Attached sessions on a terminal of a machine, against a small daemon made for this: its container echoes lines in capitals.
import { expect, test } from 'vitest';
import type { Sys } from '../../engine/index.ts';
import {
	accept,
	appendFile,
	awaitKey,
	close,
	header,
	listen,
	notify,
	recv,
	send,
	thread,
	write,
	type Context,
	type HttpRequest,
	type Program
} from '../../kernel/index.ts';
import { wholeShells } from '../sh/testdata/whole.ts';
import { Scene, shellWorld } from '../sh/testdata/scene.ts';
import { docker } from './program.ts';

const id = 'c'.repeat(64);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const daemon: Program = {
	name: 'daemon',
	*main() {
		const socket = yield* listen({ net: 'unix', path: '/tmp/docker.sock' });
		for (;;) yield* thread('serve', (yield* accept(socket)).fd);
	},
	threads: {
		*serve(context: Context): Sys<void> {
			const fd = context.init as number;
			for (;;) {
				const request = yield* recv(fd, { http: 'request' });
				if (request === null || request.kind !== 'request') break;
				yield* appendFile('/tmp/log', `${request.method} ${request.path.replaceAll(id, 'ID')}\n`);
				if ((yield* answer(fd, request)) === 'over') break;
			}
			yield* close(fd);
		}
	}
};
function* answer(fd: number, request: HttpRequest): Sys<'over' | undefined> {
	const headers = { 'Api-Version': '1.51', Ostype: 'linux', 'Content-Type': 'application/json' };
	const reply = (status: number, body?: string): Sys<void> => send(fd, { kind: 'response', status, headers, ...(body === undefined ? {} : { body }) });
	const path = request.path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
	if (path === '/containers/create') yield* reply(201, JSON.stringify({ Id: id, Warnings: [] }));
	else if (path.endsWith('/attach')) {
		expect(header(request, 'upgrade')).toBe('tcp');
		yield* send(fd, { kind: 'response', status: 101, reason: 'UPGRADED', headers: { Connection: 'Upgrade', Upgrade: 'tcp' } });
		yield* echo(fd);
		return 'over';
	} else if (path.endsWith('/wait')) {
		yield* send(fd, { kind: 'response', status: 200, headers, stream: true });
		yield* awaitKey('exit');
		yield* send(fd, { kind: 'chunk', body: '{"StatusCode":7}\n' });
		yield* send(fd, { kind: 'end' });
	} else if (path.endsWith('/json'))
		yield* reply(200, JSON.stringify({ Id: id, State: { Running: true }, Config: { Tty: true, OpenStdin: true }, HostConfig: {} }));
	else yield* reply(request.path.includes('_ping') ? 200 : 204);
	return undefined;
}

function* echo(fd: number): Sys<void> {
	yield* write(fd, 'ready\r\n');
	for (;;) {
		const message = yield* recv(fd);
		if (message === null || message.kind !== 'bytes') return;
		const text = new TextDecoder().decode(message.data);
		yield* write(fd, utf8(text.toUpperCase().replaceAll('\r', '\r\n')));
		if (!text.includes('q')) continue;
		yield* notify('exit');
		return;
	}
}

const scene = (): Scene => {
	const s = new Scene(shellWorld([...wholeShells, { name: 'docker', code: docker }, { name: 'daemon', code: daemon }]), {
		env: { DOCKER_HOST: 'unix:///tmp/docker.sock' }
	});
	s.type('daemon &\r');
	return s;
};
const log = (s: Scene): string[] =>
	new TextDecoder()
		.decode(s.world.readFile('host', '/tmp/log') ?? new Uint8Array())
		.split('\n')
		.slice(0, -1);

test('run -it: raw terminal, the size told, and the status at the end', () => {
	const s = scene();
	expect(s.type('docker run -it image\r')).toContain('ready\r\n');
	expect(s.type('hé\r')).toBe('HÉ\r\n');
	expect(s.type('\x03')).toBe('\x03');
	s.resize(100);
	expect(s.type('q')).toMatch(/^Q/);
	expect(s.type('echo $?\r')).toContain('\r7\r\n');
	expect(log(s)).toEqual([
		'HEAD /_ping',
		'POST /v1.50/containers/create',
		'POST /v1.50/containers/ID/attach?stderr=1&stdin=1&stdout=1&stream=1',
		'POST /v1.50/containers/ID/wait?condition=next-exit',
		'POST /v1.50/containers/ID/start',
		'POST /v1.50/containers/ID/resize?h=24&w=80',
		'POST /v1.50/containers/ID/resize?h=24&w=100',
		'POST /v1.50/containers/ID/kill?signal=WINCH'
	]);
});

test('the detach keys leave the container running, and the terminal as it was', () => {
	const s = scene();
	s.type('docker run -it image\r');
	expect(s.type('a')).toBe('A');
	s.type('\x10\x11');
	expect(s.type('echo $?\r')).toContain('\r0\r\n');
});

test('attach says what ended it', () => {
	const s = scene();
	s.type('docker attach name\r');
	expect(s.type('\x10\x11')).toContain('read escape sequence\r\n');
	expect(s.type('echo $?\r')).toContain('\r1\r\n');
});

test('without a terminal -t is refused', () => {
	const s = scene();
	expect(s.type('echo | docker run -it image\r')).toContain('the input device is not a TTY\r\n');
});

test('an end of file typed before the terminal was raw reaches the container as NUL', () => {
	const s = scene();
	expect(s.type('script -qec "docker run -it image" /dev/null </dev/null\r')).toContain('ready\r\r\n\0');
});
