import { expect, test } from 'vitest';
import { Errno, type Sys } from '../engine/index.ts';
import {
	appendFile,
	bodyText,
	close,
	connect,
	httpRequest,
	httpStream,
	netlink,
	open,
	read,
	sleep,
	spawn,
	write,
	type Body,
	type Program
} from '../kernel/index.ts';
import { addLayer, type FullResponse } from '../kernel/index.ts';
import { program } from '../oci/tree.ts';
import { encodeJson, parseJson, text, utf8 } from '../values/index.ts';
import { rig } from '../containerd/rig.ts';
import { dockerd } from './main.ts';
import { dockerProxy } from './proxy.ts';
import { decodeTar, encodeTar } from './tar.ts';
import { object } from './decode.ts';

/** What runs in the containers: says its argument, copies its input, ends as told. */
const tool: Program = {
	name: 'tool',
	*main(context) {
		const [what = '', code = '0'] = context.argv.slice(1);
		if (what === 'copy') {
			for (;;) {
				const data = yield* read(0);
				if (data.length === 0) return 0;
				yield* write(1, data);
			}
		}
		yield* write(1, `out ${what}\n`);
		yield* write(2, `err ${context.env['A'] ?? ''}\n`);
		if (what === 'sleep') yield* sleep(1_000_000_000);
		return Number(code);
	}
};
const files = { 'usr/bin/dockerd': program('dockerd', 1000), 'usr/bin/docker-proxy': program('docker-proxy', 1000), 'etc/docker': { dir: true as const } };

function* dial(): Sys<number> {
	for (;;) {
		try {
			return yield* connect({ net: 'unix', path: '/var/run/docker.sock' });
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			yield* sleep(10_000);
		}
	}
}
function* api(method: string, path: string, body?: Body): Sys<FullResponse> {
	const fd = yield* dial();
	const type: Record<string, string> = body !== undefined && typeof body === 'object' && 'json' in body ? { 'Content-Type': 'application/json' } : {};
	const response = yield* httpRequest(fd, { kind: 'request', method, path, headers: { Host: 'docker', ...type }, ...(body === undefined ? {} : { body }) });
	yield* close(fd);
	if (!response) throw new Error('no answer to ' + path);
	return response;
}
function* say(method: string, path: string, body?: Body): Sys<unknown> {
	const response = yield* api(method, path, body);
	yield* appendFile(
		'/log',
		`${method} ${path} ${response.status} ${bodyText(response.body)
			.trim()
			.replaceAll(/[0-9a-f]{64}/g, 'ID')}\n`
	);
	try {
		return parseJson(bodyText(response.body));
	} catch {
		return undefined;
	}
}
function* spawnDaemon(): Sys<void> {
	const fd = yield* open('/dockerd.log', { write: true, create: true, mode: 0o644 });
	yield* spawn({ path: '/usr/bin/dockerd', argv: ['dockerd'], newSession: true, fds: { 0: fd, 1: fd, 2: fd } });
}

/** An image with /bin/tool, made by import. */
function* importImage(): Sys<void> {
	const { id } = yield* addLayer([
		{ path: 'bin', type: 'dir' },
		{ path: 'bin/tool', type: 'file', mode: 0o755, program: { name: 'tool', size: 100 } },
		{ path: 'etc', type: 'dir' },
		{ path: 'etc/passwd', type: 'file', text: 'root:x:0:0:root:/root:/bin/sh\n' }
	]);
	const config = encodeJson({
		architecture: 'amd64',
		config: { Cmd: ['/bin/tool', 'hello'], Env: ['PATH=/bin', 'A=a'] },
		created: '2026-01-01T00:00:00Z',
		history: [{ created: '2026-01-01T00:00:00Z', created_by: 'test' }],
		os: 'linux',
		rootfs: { type: 'layers', diff_ids: [id] }
	});
	const common = { mode: 0o644, uid: 0, gid: 0, mtime: 0, type: 'file' as const };
	const manifest = encodeJson([{ Config: 'config.json', RepoTags: ['tool:1'], Layers: ['layer'] }]);
	yield* say(
		'POST',
		'/images/load',
		encodeTar([
			{ ...common, path: 'config.json', data: utf8(config) },
			{ ...common, path: 'layer', data: utf8('drydock-layer ' + id) },
			{ ...common, path: 'manifest.json', data: utf8(manifest) }
		])
	);
}
const idOf = (value: unknown): string => String(object(value)['Id']);

function run(scenario: () => Sys<void>): { log: string; bugs: unknown[]; trace: string[] } {
	const machine = rig(
		function* () {
			yield* spawnDaemon();
			yield* scenario();
			yield* appendFile('/log', 'end\n');
		},
		[dockerd, dockerProxy, tool],
		files
	);
	machine.advance(60_000_000);
	return {
		log: machine.read('/log'),
		bugs: machine.bugs,
		trace: machine.engine.state.trace.ring.filter((fact) => fact.kind.startsWith('docker.')).map((fact) => fact.kind)
	};
}

test('the API answers versions, unknown paths and missing things as the engine does', () => {
	const { log, bugs } = run(function* () {
		yield* say('GET', '/_ping');
		yield* say('GET', '/v1.23/info');
		yield* say('GET', '/v1.99/info');
		yield* say('POST', '/v1.51/builds');
		yield* say('GET', '/v1.51/containers/nosuch/json');
		yield* say('GET', '/images/nosuch/json');
		yield* say('GET', '/networks/nosuch');
		yield* say('DELETE', '/volumes/nosuch');
		yield* say('GET', '/containers/json?filters=%7B%22nosuch%22%3A%5B%22x%22%5D%7D');
		yield* say('GET', '/swarm');
	});
	expect(bugs).toEqual([]);
	expect(log.split('\n')).toEqual([
		'GET /_ping 200 OK',
		'GET /v1.23/info 400 {"message":"client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"}',
		'GET /v1.99/info 400 {"message":"client version 1.99 is too new. Maximum supported API version is 1.51"}',
		'POST /v1.51/builds 404 {"message":"page not found"}',
		'GET /v1.51/containers/nosuch/json 404 {"message":"No such container: nosuch"}',
		'GET /images/nosuch/json 404 {"message":"No such image: nosuch:latest"}',
		'GET /networks/nosuch 404 {"message":"network nosuch not found"}',
		'DELETE /volumes/nosuch 404 {"message":"get nosuch: no such volume"}',
		'GET /containers/json?filters=%7B%22nosuch%22%3A%5B%22x%22%5D%7D 400 {"message":"invalid filter \'nosuch\'"}',
		'GET /swarm 503 {"message":"This node is not a swarm manager. Use \\"docker swarm init\\" or \\"docker swarm join\\" to connect this node to swarm and try again."}',
		'end',
		''
	]);
});

test('a container is made, runs, logs in two streams, ends and goes', () => {
	const { log, bugs, trace } = run(function* () {
		yield* importImage();
		const id = idOf(yield* say('POST', '/containers/create?name=one', { json: { Image: 'tool:1', Cmd: ['/bin/tool', 'hi', '7'] } }));
		yield* say('POST', `/containers/one/start`);
		yield* say('POST', `/containers/one/wait`);
		yield* say('GET', '/containers/one/logs?stdout=1&stderr=1');
		yield* say('POST', '/containers/one/kill');
		yield* say('POST', '/containers/create?name=one', { json: { Image: 'tool:1' } });
		yield* say('DELETE', `/containers/${id.slice(0, 12)}`);
		yield* say('GET', '/containers/json?all=1');
	});
	expect(bugs).toEqual([]);
	expect(log.split('\n')).toEqual(
		[
			'POST /images/load 200 {"stream":"Loaded image: tool:1\\n"}',
			'POST /containers/create?name=one 201 {"Id":"ID","Warnings":[]}',
			'POST /containers/one/start 204 ',
			'POST /containers/one/wait 200 {"StatusCode":7}',
			'GET /containers/one/logs?stdout=1&stderr=1 200 \u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0007out hi\n\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0006err a'
		]
			.flatMap((line) => line.split('\n'))
			.concat([
				'POST /containers/one/kill 409 {"message":"cannot kill container: one: container ID is not running"}',
				'POST /containers/create?name=one 409 {"message":"Conflict. The container name \\"/one\\" is already in use by container \\"ID\\". You have to remove (or rename) that container to be able to reuse that name."}',
				expect.stringMatching(/^DELETE \/containers\/[0-9a-f]{12} 204 $/),
				'GET /containers/json?all=1 200 []',
				'end',
				''
			])
	);
	expect(trace).toEqual(['docker.container.created', 'docker.container.started', 'docker.container.died', 'docker.container.destroyed']);
});

test('a hijacked exec carries stdin, stdout and the exit code', () => {
	const { log, bugs } = run(function* () {
		yield* importImage();
		yield* say('POST', '/containers/create?name=box', { json: { Image: 'tool:1', Cmd: ['/bin/tool', 'sleep'] } });
		yield* say('POST', '/containers/box/start');
		const id = idOf(
			yield* say('POST', '/containers/box/exec', { json: { Cmd: ['/bin/tool', 'copy'], AttachStdin: true, AttachStdout: true, AttachStderr: true } })
		);
		const fd = yield* dial();
		const response = yield* httpStream(fd, {
			kind: 'request',
			method: 'POST',
			path: `/v1.51/exec/${id}/start`,
			headers: { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Type': 'application/json' },
			body: { json: { Detach: false } }
		});
		yield* appendFile('/log', `${response?.status} ${response?.headers['Content-Type']}\n`);
		yield* write(fd, 'ping');
		yield* appendFile('/log', JSON.stringify(text(yield* read(fd))) + '\n');
		yield* close(fd);
		yield* sleep(500_000);
		yield* appendFile('/log', String(object(yield* say('GET', `/exec/${id}/json`))['ExitCode']) + '\n');
		const missing = idOf(yield* say('POST', '/containers/box/exec', { json: { Cmd: ['nosuch'], AttachStdout: true } }));
		const other = yield* dial();
		yield* httpStream(other, { kind: 'request', method: 'POST', path: `/exec/${missing}/start`, headers: { Upgrade: 'tcp' }, body: { json: {} } });
		yield* appendFile('/log', text((yield* read(other)).subarray(8)));
	});
	expect(bugs).toEqual([]);
	const lines = log.split('\n');
	expect(lines[4]).toBe('101 application/vnd.docker.multiplexed-stream');
	expect(lines[5]).toBe('"\\u0001\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0004ping"');
	expect(lines[7]).toBe('0');
	expect(lines[9]).toMatch(/^OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in \$PATH/);
});

test('files go in and out as archives, and show as changes', () => {
	const { log, bugs } = run(function* () {
		yield* importImage();
		yield* say('POST', '/containers/create?name=box', { json: { Image: 'tool:1' } });
		yield* say(
			'PUT',
			'/containers/box/archive?path=/etc',
			encodeTar([{ path: 'motd', type: 'file', mode: 0o600, uid: 5, gid: 6, mtime: 0, data: utf8('welcome') }])
		);
		const got = yield* api('GET', '/containers/box/archive?path=/etc/motd');
		const [entry] = decodeTar(got.body instanceof Uint8Array ? got.body : utf8(bodyText(got.body)));
		yield* appendFile('/log', `${entry?.path} ${entry?.uid} ${text(entry?.data ?? new Uint8Array())}\n`);
		yield* say('GET', '/containers/box/changes');
		yield* say('GET', '/containers/box/archive?path=/nosuch');
		yield* say('PUT', '/containers/box/archive?path=/etc/motd', encodeTar([]));
	});
	expect(bugs).toEqual([]);
	expect(log.split('\n').slice(2)).toEqual([
		'PUT /containers/box/archive?path=/etc 200 ',
		'motd 5 welcome',
		'GET /containers/box/changes 200 [{"Path":"/etc","Kind":0},{"Path":"/etc/motd","Kind":1}]',
		'GET /containers/box/archive?path=/nosuch 404 {"message":"Could not find the file /nosuch in container box"}',
		'PUT /containers/box/archive?path=/etc/motd 400 {"message":"extraction point is not a directory"}',
		'end',
		''
	]);
});

test('networks and volumes keep what is in use', () => {
	const { log, bugs } = run(function* () {
		yield* importImage();
		yield* say('POST', '/networks/create', { json: { Name: 'net', IPAM: { Config: [{ Subnet: '10.9.0.0/24' }] } } });
		yield* say('POST', '/networks/create', { json: { Name: 'clash', IPAM: { Config: [{ Subnet: '10.9.0.0/25' }] } } });
		yield* say('POST', '/containers/create?name=box', {
			json: { Image: 'tool:1', Cmd: ['/bin/tool', 'sleep'], HostConfig: { NetworkMode: 'net', Binds: ['vol:/data'] } }
		});
		yield* say('POST', '/containers/box/start');
		const net = object(yield* say('GET', '/networks/net'));
		yield* appendFile('/log', encodeJson(Object.values(object(net['Containers'])).map((c) => object(c)['IPv4Address'])) + '\n');
		yield* say('DELETE', '/volumes/vol');
		yield* say('DELETE', '/containers/box?force=1');
		yield* say('DELETE', '/networks/net');
		yield* say('DELETE', '/volumes/vol');
	});
	expect(bugs).toEqual([]);
	const lines = log.split('\n').slice(1);
	expect(lines[0]).toBe('POST /networks/create 201 {"Id":"ID","Warning":""}');
	expect(lines[1]).toBe('POST /networks/create 403 {"message":"invalid pool request: Pool overlaps with other one on this address space"}');
	expect(lines[5]).toBe('["10.9.0.2/24"]');
	expect(lines.slice(6)).toEqual([
		'DELETE /volumes/vol 409 {"message":"remove vol: volume is in use - [ID]"}',
		'DELETE /containers/box?force=1 204 ',
		'DELETE /networks/net 204 ',
		'DELETE /volumes/vol 204 ',
		'end',
		''
	]);
});

test('a container that removes itself is gone after a start that failed', () => {
	const { log, bugs } = run(function* () {
		yield* importImage();
		yield* say('POST', '/containers/create?name=gone', { json: { Image: 'tool:1', Cmd: ['nosuch'], HostConfig: { AutoRemove: true } } });
		yield* api('POST', '/containers/gone/start');
		yield* say('GET', '/containers/json?all=1');
	});
	expect(bugs).toEqual([]);
	expect(log.split('\n').slice(-3)).toEqual(['GET /containers/json?all=1 200 []', 'end', '']);
});

test('the default route and the ports move to the first network by name, and back', () => {
	const { log, bugs } = run(function* () {
		yield* importImage();
		yield* api('POST', '/networks/create', { json: { Name: 'front' } });
		yield* api('POST', '/networks/create', { json: { Name: 'back' } });
		const HostConfig = { NetworkMode: 'front', PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] } };
		yield* api('POST', '/containers/create?name=web', { json: { Image: 'tool:1', Cmd: ['/bin/tool', 'sleep'], ExposedPorts: { '80/tcp': {} }, HostConfig } });
		yield* api('POST', '/containers/web/start');
		for (const change of ['', 'connect', 'disconnect']) {
			if (change !== '') yield* api('POST', `/networks/back/${change}`, { json: { Container: 'web' } });
			const seen = parseJson(bodyText((yield* api('GET', '/containers/web/json')).body));
			const { pid } = { pid: Number(object(object(seen)['State'])['Pid']) };
			const routes = (yield* netlink({ op: 'routes', inside: { pid } })) as readonly { readonly to: string; readonly via?: string }[];
			yield* appendFile(
				'/log',
				`${routes
					.filter(({ to }) => to === 'default')
					.map(({ via }) => via)
					.join()} ${encodeJson(object(object(seen)['NetworkSettings'])['Ports'])}\n`
			);
		}
	});
	const ports = '{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]}';
	expect(bugs).toEqual([]);
	expect(log.split('\n').slice(1)).toEqual([`172.18.0.1 ${ports}`, `172.19.0.1 ${ports}`, `172.18.0.1 ${ports}`, 'end', '']);
});
