import { expect, test } from 'vitest';
import { advance } from '../../../../scenario/drive.ts';
import { createWorld, type World } from '../../../world/index.ts';

/** Runs a script of the host's shell in /root/lab; answers what it printed, errors in their place. */
async function script(world: World, process: number, text: string): Promise<string> {
	const file = `/root/out${process}`;
	const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
	const argv = ['sh', '-c', `cd /root/lab; (${text}) > ${file} 2>&1; echo end >> ${file}`];
	world.input({ kind: 'process.start', host: 'docker', process, options: { path: '/bin/sh', argv, env, cwd: '/root' } });
	for (let i = 0; i < 600; i++) {
		await advance(world, 100_000);
		const out = new TextDecoder().decode(world.readFile('docker', file) ?? new Uint8Array());
		if (out.endsWith('end\n')) return out.slice(0, -4);
	}
	throw new Error('the script does not end');
}

const files = {
	'compose.yaml': `services:
  web:
    image: nginx:\${TAG:-1.27-alpine}
    ports: ["\${PORT:?say a port}:80"]
    environment: {PRICE: "$$5"}
    depends_on: [app]
    profiles: [web]
  app:
    build: .
    volumes: ["data:/data"]
    env_file: app.env
volumes: {data: }
networks: {unused: }
`,
	'.env': 'PORT=8080\n',
	'app.env': 'A=1\n'
};

async function lab(): Promise<World> {
	const world = await createWorld('docker', {});
	for (const [name, text] of Object.entries(files))
		world.input({ kind: 'file.write', host: 'docker', path: `/root/lab/${name}`, data: new TextEncoder().encode(text) });
	await advance(world, 3_000_000);
	return world;
}

test('config prints the model of what is on, dollars doubled: it reads .env and env_file', async () => {
	const world = await lab();
	expect(await script(world, 1, 'docker compose --profile web config')).toBe(`name: lab
services:
  app:
    build:
      context: /root/lab
      dockerfile: Dockerfile
    environment:
      A: "1"
    networks:
      default: null
    volumes:
      - type: volume
        source: data
        target: /data
        volume: {}
  web:
    profiles:
      - web
    depends_on:
      app:
        condition: service_started
        required: true
    environment:
      PRICE: $$5
    image: nginx:1.27-alpine
    networks:
      default: null
    ports:
      - mode: ingress
        target: 80
        published: "8080"
        protocol: tcp
networks:
  default:
    name: lab_default
volumes:
  data:
    name: lab_data
`);
	expect(await script(world, 2, 'docker compose config app --no-normalize --no-path-resolution; docker compose config --lock-image-digests')).toBe(`name: lab
services:
  app:
    build:
      context: .
    environment:
      A: "1"
    volumes:
      - type: volume
        source: data
        target: /data
        volume: {}
volumes:
  data: {}
services:
  app: {}
`);
});

test('config lists services, images, volumes, profiles, hashes, variables and the environment: it takes one list at a time', async () => {
	const world = await lab();
	const lists = [
		'config --services',
		'--profile "*" config --services',
		'--profile web config --images',
		'config --volumes',
		'config --profiles',
		'config --hash nope',
		'config --hash web',
		'config --variables',
		'config --environment | grep -e PORT -e COMPOSE -e PWD',
		'config --format toml',
		'config -q'
	];
	expect(await script(world, 1, lists.map((list) => `docker compose ${list}`).join('; '))).toBe(`app
app
web
lab-app
nginx:1.27-alpine
data
web
no such service: nope: not found
no such service: web: disabled
NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE
PORT                true                                    
TAG                 false               1.27-alpine         
COMPOSE_PROJECT_NAME=lab
PORT=8080
PWD=/root/lab
unsupported format "toml"
`);
	expect(await script(world, 2, 'docker compose config --hash "*"')).toMatch(/^app [0-9a-f]{64}\n$/);
});

test('ls shows projects by the labels of their containers: it counts states', async () => {
	const world = await lab();
	const run =
		'docker run -d -l com.docker.compose.project=shop -l com.docker.compose.config-hash=x -l com.docker.compose.project.config_files=/srv/a.yaml,/srv/b.yaml';
	await script(world, 1, `${run} alpine:3.20 sleep 60; ${run} alpine:3.20 true; sleep 1`);
	expect(
		await script(world, 2, 'docker compose ls; docker compose ls -a; docker compose ls -q; docker compose ls --format json; docker compose ls --filter name=no')
	).toBe(
		`NAME                STATUS              CONFIG FILES
shop                running(1)          /srv/a.yaml,/srv/b.yaml
NAME                STATUS                  CONFIG FILES
shop                exited(1), running(1)   /srv/a.yaml,/srv/b.yaml
shop
[{"Name":"shop","Status":"running(1)","ConfigFiles":"/srv/a.yaml,/srv/b.yaml"}]
NAME                STATUS              CONFIG FILES
`
	);
	expect(await script(world, 3, 'docker compose ls --filter foo=bar; docker compose ls x; docker compose ls --format yaml')).toBe(`invalid filter 'foo'
unknown command "x" for "docker compose ls"
format value "yaml" could not be parsed: parsing failed
`);
});
