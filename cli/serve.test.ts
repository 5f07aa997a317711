// A tour of the machine's real docker CLI against the simulated engine: changes are made by the real client; what is shown is asked of the
// real client and of ours, in the same world. Skipped where there is no docker client of version 28.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dockerDoor } from './serve-docker.ts';
import { Bridge, openWorld, parseServe } from './serve.ts';

describe('the arguments of serve', () => {
	test('a port belongs to the door before it, so two may be opened at once: it does', () => {
		const parsed = parseServe(['--docker', '--port', '0', '--speed=4']);
		expect(parsed).toEqual({ opened: [{ door: dockerDoor, port: 0 }], speed: 4 });
	});
	test('what it does not understand it says, so a typing error opens nothing: it does', () => {
		expect(parseServe(['--port', '1'])).toBe('serve does not understand --port 1');
		expect(parseServe([])).toMatch(/^serve needs one of --docker/);
	});
});

const version = spawnSync('docker', ['version', '--format', '{{.Client.Version}}'], { encoding: 'utf8' });
/** The formats of versions before and after differ. */
const hasClient = /^28\./.test(version.stdout ?? '');

interface Printed {
	readonly out: string;
	readonly code: number;
}

/** Ids, times and ages differ from run to run. */
const plain = (text: string): string =>
	text
		.replace(/\b[0-9a-f]{64}\b/g, '<id>')
		.replace(/\b[0-9a-f]{12}\b/g, '<short>')
		.replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( \+0000 UTC|Z|\+00:00)?/g, '<time>')
		.replace(/\b(\d+ (seconds?|minutes?)|Less than a second|About a minute)( ago)?/g, '<age>')
		.replace(/ {2,}/g, '  ');

describe.skipIf(!hasClient)('the real docker client', () => {
	const dir = mkdtempSync(`${tmpdir()}/drydock-serve-`);
	let bridge: Bridge;
	let server: Server;
	let port = 0;
	let asked = 0;

	beforeAll(async () => {
		bridge = new Bridge(await openWorld('docker'));
		server = await bridge.listen(dockerDoor, 0);
		const address = server.address();
		port = typeof address === 'object' && address ? address.port : 0;
		bridge.kick();
	});
	afterAll(() => {
		bridge.stop();
		server.close();
		rmSync(dir, { recursive: true });
	});

	/** A shell line of the machine that runs the test. */
	const real = (line: string, limitMs = 20_000): Promise<Printed> =>
		new Promise((done) => {
			const env = { ...process.env, DOCKER_HOST: `tcp://localhost:${port}`, DOCKER_CONFIG: dir, COLUMNS: '200' };
			const child = execFile('bash', ['-c', line], { env, cwd: dir, timeout: limitMs, encoding: 'utf8' }, (error, stdout, stderr) =>
				done({ out: stdout + stderr, code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1 })
			);
			child.stdin?.end();
		});
	/** The same line by our shell and client, inside. */
	const ours = async (line: string): Promise<Printed> => {
		const n = ++asked;
		const script = `( ${line} ) >/tmp/.out 2>/tmp/.err; echo $? >/tmp/.code`;
		bridge.world.input({
			kind: 'process.start',
			host: 'docker',
			process: n,
			options: { path: '/bin/bash', argv: ['bash', '-c', script], env: { ...bridge.world.preset.hosts[0]?.login.env, COLUMNS: '200' } }
		});
		bridge.kick();
		while (bridge.world.running(n)) await new Promise((done) => setTimeout(done, 5));
		const read = (path: string) => Buffer.from(bridge.world.readFile('docker', path) ?? []).toString();
		return { out: read('/tmp/.out') + read('/tmp/.err'), code: Number(read('/tmp/.code')) };
	};

	/** What the real client prints, word for word (ids and times as marks). */
	const does = async (line: string, out: string, code = 0): Promise<void> => {
		const printed = await real(line);
		expect(`$ ${line}\n${plain(printed.out)}[${printed.code}]`).toBe(`$ ${line}\n${out}[${code}]`);
	};
	/** Both clients print the same. */
	const agrees = async (line: string): Promise<void> => {
		const [theirs, mine] = [await real(line), await ours(line)];
		expect(`$ ${line}\n${plain(theirs.out)}[${theirs.code}]`).toBe(`$ ${line}\n${plain(mine.out)}[${mine.code}]`);
	};
	const agree = async (lines: readonly string[]): Promise<void> => {
		for (const line of lines) await agrees(line);
	};

	test('containers run, are looked at and end, so a lesson can be done with the real client: they do', { timeout: 120_000 }, async () => {
		await does('docker pull -q nginx:1.27', 'docker.io/library/nginx:1.27\n');
		await does('docker pull -q alpine:3.20', 'docker.io/library/alpine:3.20\n');
		await does('docker run -d --name web -p 8080:80 -e COLOR=blue --label tier=front nginx:1.27', '<id>\n');
		await does('docker run --name once alpine:3.20 echo hello', 'hello\n');
		await does('docker run --rm alpine:3.20 sh -c "echo out; echo err >&2; exit 7"', 'out\nerr\n', 7);
		await does('docker create --name idle alpine:3.20 sleep 1000', '<id>\n');
		await does('docker start idle', 'idle\n');
		await does('docker rename idle sleeper', '');
		await agree([
			'docker ps',
			'docker ps -a --no-trunc',
			'docker ps -aq --filter status=exited',
			'docker ps -a --format "table {{.Names}}\\t{{.Image}}\\t{{.Status}}\\t{{.Ports}}"',
			'docker ps --format json',
			'docker inspect web',
			'docker inspect -f "{{.State.Status}} {{.HostConfig.RestartPolicy.Name}} {{json .Config.Env}}" web',
			'docker inspect nothing',
			'docker port web',
			'docker port web 81',
			'docker top web',
			'docker logs web',
			'docker logs --tail 2 web',
			'docker logs once',
			'docker diff web',
			'docker stats --no-stream --format "{{.Name}} {{.MemUsage}} {{.PIDs}}" web'
		]);
		await does('docker wait once', '0\n');
		await does('docker pause sleeper', 'sleeper\n');
		await agrees('docker ps --filter name=sleeper --format "{{.Names}} {{.State}}"');
		await does('docker unpause sleeper', 'sleeper\n');
		await does('docker update --memory 64m --memory-swap 128m sleeper', 'sleeper\n');
		await agrees('docker inspect -f "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}" sleeper');
		await does('docker restart -t 0 sleeper', 'sleeper\n');
		await does('docker stop -t 0 sleeper', 'sleeper\n');
		await does('docker kill sleeper', 'Error response from daemon: cannot kill container: sleeper: container <id> is not running\n', 1);
		await does('docker rm sleeper once', 'sleeper\nonce\n');
		await does(
			'docker rm web',
			'Error response from daemon: cannot remove container "web": container is running: stop the container before removing or force remove\n',
			1
		);
	});

	test('streams go both ways, so exec, attach, logs -f and cp work: they do', { timeout: 120_000 }, async () => {
		await does('docker exec web cat /etc/hostname', '<short>\n');
		await does('echo through | docker exec -i web cat', 'through\n');
		await does("docker exec -e A=b -w /tmp web sh -c 'echo $A $PWD; exit 3'", 'b /tmp\n', 3);
		await does(
			'docker exec web nosuch',
			'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown\r\n',
			127
		);
		const tty = await real('script -qec "docker exec -it web sh -c \'tty; stty size\'" /dev/null');
		expect(tty.out.replaceAll('^@', '').replaceAll('\b', '')).toMatch(/\/dev\/pts\/0\r\n\d+ \d+\r\n$/);
		await does('echo in | docker run -i --rm alpine:3.20 tr a-z A-Z', 'IN\n');
		await does("docker run -d --name beat alpine:3.20 sh -c 'i=0; while [ $i -lt 8 ]; do echo beat $((i=i+1)); sleep 0.2; done'", '<id>\n');
		await does('docker logs -f beat | tail -n 2', 'beat 7\nbeat 8\n');
		await does('docker run -d -i --name parrot alpine:3.20 cat', '<id>\n');
		const attached = real('(echo polly; sleep 0.5) | docker attach parrot');
		await new Promise((done) => setTimeout(done, 1200));
		await does('docker kill parrot', 'parrot\n');
		expect(await attached).toEqual({ out: 'polly\n', code: 137 });
		writeFileSync(`${dir}/note`, 'a note\n');
		await does('docker cp note web:/tmp/note', '');
		await does('docker exec web cat /tmp/note', 'a note\n');
		await does('docker cp web:/tmp/note back && cat back', 'a note\n');
		await does('docker cp web:/nowhere .', 'Error response from daemon: Could not find the file /nowhere in container web\n', 1);
		const events = real("timeout 4 docker events --filter container=web --format '{{.Action}}'");
		await new Promise((done) => setTimeout(done, 500));
		await does('docker pause web && docker unpause web', 'web\nweb\n');
		expect((await events).out).toBe('pause\nunpause\n');
		await does('docker rm -f beat parrot', 'beat\nparrot\n');
	});

	test('images, networks and volumes are kept, so both clients see the same: they are', { timeout: 120_000 }, async () => {
		await does('docker commit -m note web my/web:1', 'sha256:<id>\n');
		await does('docker tag my/web:1 my/web:2', '');
		await agree([
			'docker images',
			'docker images --digests',
			'docker image ls --format json',
			'docker history my/web:1',
			'docker history --no-trunc --format "{{.CreatedBy}}" alpine:3.20'
		]);
		await agree(['docker image inspect alpine:3.20', 'docker image inspect -f "{{json .Config}}" my/web:1', 'docker search nginx']);
		await does('docker save alpine:3.20 -o a.tar && docker load -i a.tar', 'Loaded image: alpine:3.20\n');
		await does('docker export web -o e.tar && docker import e.tar flat:1', 'sha256:<id>\n');
		await does(
			'docker pull nosuch/image',
			"Using default tag: latest\nError response from daemon: pull access denied for nosuch/image, repository does not exist or may require 'docker login': denied: requested access to the resource is denied\n",
			1
		);
		await does('docker rmi my/web:2 flat:1 | grep -c ^Untagged', '2\n');
		await does('docker network create --subnet 10.9.0.0/24 net1', '<id>\n');
		await does('docker network connect --alias w net1 web', '');
		await does('docker run --rm --network net1 alpine:3.20 wget -qO- http://w | grep -c Welcome', '2\n');
		await agree(['docker network ls', 'docker network inspect net1', 'docker network inspect -f "{{.Driver}} {{json .IPAM.Config}}" bridge']);
		await does('docker network disconnect net1 web && docker network rm net1', 'net1\n');
		await does('docker volume create --label a=b vol1', 'vol1\n');
		await does('docker run --rm -v vol1:/d alpine:3.20 sh -c "echo kept >/d/f"', '');
		await does('docker run --rm -v vol1:/d:ro alpine:3.20 cat /d/f', 'kept\n');
		await agree(['docker volume ls', 'docker volume inspect vol1', 'docker system df', 'docker system df -v']);
		await does('docker volume rm vol1', 'vol1\n');
		await does('docker stop -t 1 web', 'web\n');
		await does('docker container prune -f | head -n 2', 'Deleted Containers:\n<id>\n');
		await agree([
			'docker ps -aq',
			'docker system info --format "{{.ServerVersion}} {{.Driver}} {{.Containers}} {{.Images}}"',
			'docker version --format "{{json .Server.Components}}"'
		]);
		await does('docker run c:1:2', "docker: invalid reference format\n\nRun 'docker run --help' for more information\n", 125);
		await agrees('docker ps --nosuch');
	});

	test('every API version from 1.24 on is spoken, so older clients work: it is', { timeout: 60_000 }, async () => {
		for (const api of ['1.24', '1.30', '1.40', '1.44', '1.50']) {
			expect(plain((await real(`DOCKER_API_VERSION=${api} docker run --name v${api} alpine:3.20 echo at ${api}`)).out)).toBe(`at ${api}\n`);
			expect((await real(`DOCKER_API_VERSION=${api} docker version --format '{{.Client.APIVersion}} {{.Server.APIVersion}}'`)).out).toBe(`${api} 1.51\n`);
		}
		expect((await real('DOCKER_API_VERSION=1.23 docker ps')).out).toBe(
			'Error response from daemon: client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n'
		);
	});

	test('no bug of ours was met on the way, so nothing was made up: none was', () => {
		expect(bridge.world.bugs).toEqual([]);
		expect(readFileSync(`${dir}/note`, 'utf8')).toBe('a note\n');
	});
});
