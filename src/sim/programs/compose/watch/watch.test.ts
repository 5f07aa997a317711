// `compose watch` lived through: files go into the container, a restart, a rebuild, and what is ignored stays out.
import { expect, test } from 'vitest';
import { advance } from '../../../../scenario/drive.ts';
import { createWorld } from '../../../world/index.ts';

const files = {
	'compose.yaml': `services:
  web:
    build: .
    develop:
      watch:
        - {action: sync, path: ./app, target: /code/app, ignore: [tmp/]}
        - {action: rebuild, path: Dockerfile}
        - {action: sync+restart, path: ./conf, target: /conf}
`,
	Dockerfile: `FROM alpine:3.20
WORKDIR /code
COPY app app
COPY conf /conf
CMD ["sleep", "1000"]
STOPSIGNAL SIGKILL
`,
	'app/a.txt': 'one\n',
	'app/gone.txt': 'x\n',
	'conf/c': 'c\n'
};
const bytes = new TextEncoder();
const text = new TextDecoder();

test('compose watch syncs, restarts and rebuilds', async () => {
	const world = await createWorld('docker', {});
	for (const [name, content] of Object.entries(files))
		world.input({ kind: 'file.write', host: 'docker', path: `/root/lab/${name}`, data: bytes.encode(content) });
	await advance(world, 4_000_000);
	let count = 0;
	const script = async (command: string, us: number): Promise<string> => {
		const id = ++count;
		const argv = ['bash', '-c', `exec >/tmp/out-${id} 2>&1; ${command}`];
		world.input({ kind: 'process.start', host: 'docker', process: id, options: { path: '/bin/bash', argv, cwd: '/root/lab', env: world.scenarioEnv() } });
		await advance(world, us);
		return text.decode(world.readFile('docker', `/tmp/out-${id}`) ?? new Uint8Array(0));
	};
	const log = (): string => text.decode(world.readFile('docker', '/tmp/out-1') ?? new Uint8Array(0));
	const inside = 'docker compose exec -T web';

	await script('echo $$ >/tmp/watch.pid; exec docker compose watch', 6_000_000);
	expect(log()).toMatch(/Container lab-web-1 {2}Started\nWatch enabled\n$/);

	await script('echo two >app/a.txt; rm app/gone.txt; mkdir app/tmp; echo x >app/tmp/x', 3_000_000);
	expect(await script(`${inside} cat app/a.txt; ${inside} ls app`, 1_500_000)).toBe('two\na.txt\n');

	const started = await script('docker inspect -f {{.State.StartedAt}} lab-web-1', 500_000);
	await script('echo d >conf/c', 3_000_000);
	expect(await script(`${inside} cat /conf/c`, 1_000_000)).toBe('d\n');
	expect(await script('docker inspect -f {{.State.StartedAt}} lab-web-1', 500_000)).not.toBe(started);

	await script("echo 'ENV A=1' >>Dockerfile", 8_000_000);
	expect(await script(`${inside} env | grep A=`, 1_000_000)).toBe('A=1\n');
	expect(log()).toContain('service(s) ["web"] successfully built');

	await script('kill -INT $(cat /tmp/watch.pid)', 1_000_000);
	expect(log()).toMatch(/Watch disabled\n\n$/);
	expect(world.bugs).toEqual([]);
}, 30_000);
