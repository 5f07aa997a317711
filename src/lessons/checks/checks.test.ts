// The kinds of check on a machine: what they see, that they tell right from wrong, and that they leave no mark.
import { beforeAll, describe, expect, test } from 'vitest';
import type { World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import type { Hands } from '../hands.ts';
import type { Check, Lesson } from '../lesson.ts';
import { observe } from '../observe.ts';
import { parseLesson } from '../parse.ts';
import { Worlds } from '../worlds.ts';
import type { CheckResult, Observer } from './check.ts';
import { checkKind } from './index.ts';

const head = '---\ntitle: T\nsummary: S\nlevel: beginner\nminutes: 1\nworld: docker\nobjectives: [o]\n---\n\n';
/** A lesson's checks, as an author writes them. */
function checksOf(yaml: string): readonly Check[] {
	const { lesson, problems } = parseLesson(
		'01-c/01-l/index.md',
		`${head}\`\`\`task\nid: a\ntitle: t\nsolution: [ls]\nchecks:\n${yaml.replace(/^/gm, '  ')}\n\`\`\`\n`
	);
	expect(problems).toEqual([]);
	return lesson.tasks[0]?.checks ?? [];
}
const check = (yaml: string): Check => checksOf(`- ${yaml.replaceAll('\n', '\n  ')}`)[0] as Check;
const lookAt = (observer: Observer, yaml: string, memo?: Json): Promise<CheckResult> => {
	const one = check(yaml);
	return checkKind(one).look(one, observer, memo);
};
const lesson = (start: Lesson['start']): Lesson => ({ ...parseLesson('01-c/01-l/index.md', head).lesson, start });

describe('checks on a Docker host', { timeout: 60_000 }, () => {
	let hands: Hands;
	let world: World;
	beforeAll(async () => {
		const run = (command: string) => ({ type: 'run', command }) as const;
		hands = await new Worlds().begin(
			lesson([
				run('docker network create shop'),
				run('docker run -d --name web --network shop -p 8080:80 --label tier=front nginx:latest'),
				run('docker run -d --name cache --network shop -v data:/data redis:7'),
				run('docker run --name gone busybox:latest sh -c "exit 3"'),
				run('mkdir -p /root/lab; echo "{\\"a\\": [1, 2]}" > /root/lab/a.json; sleep 2')
			])
		);
		({ world } = hands);
	}, 60_000);

	const yes: [string, string][] = [
		['container: web\nstate: running\nimage: nginx', 'web is running'],
		['container: web\nlabel: tier=front\nnetwork: shop', 'web is running'],
		['container: w*\ncount: 1', '1 of them'],
		['container: gone\nstate: exited\nexpect:\n  State.ExitCode: 3', 'gone is exited (3)'],
		['container: nobody\nstate: absent', 'there is no container nobody'],
		["container: web\njsonpath: '{.State.Running}'", 'web is running'],
		['image: nginx\nsmaller: 200MB', 'nginx:latest has 192MB'],
		['image: httpd\nabsent: true', 'there is no image httpd'],
		['network: shop\ndriver: bridge\nconnected: [web, cache]', 'there is a network shop'],
		['volume: data', 'there is a volume data'],
		['http: http://localhost:8080/\nbody:\n  matches: (?i)welcome', 'it answers 200'],
		['http: http://web/\ncontainer: cache', 'it answers 200'],
		['http: http://localhost:9999/\nfails: true', 'the connection is refused: nobody listens there'],
		['tcp: cache:6379\ncontainer: web', 'it takes the connection'],
		['tcp: localhost:6379\nfails: true', 'the connection is refused: nobody listens there'],
		['dns: cache\ncontainer: web\nanswer: 172.18.0.', 'it stands for 172.18.0.3'],
		['dns: cache\nfails: true', 'the name is not known there'],
		['port: 8080\nby: docker-proxy', 'docker-proxy listens on 8080'],
		["process: nginx\nin: container\ncount: '>= 2'", '3 processes'],
		['file: /root/lab/a.json\ncontent: { jq: ".a | length", is: 2 }', 'it holds "{"a": [1, 2]}"'],
		['file: /etc/nginx/nginx.conf\ncontainer: web\ncontains: worker_processes', 'it holds "user  nginx;" and more'],
		['event: docker.container.died\nwhere: { name: gone, exitCode: 3 }', 'it has happened'],
		['event: kernel.oom\nabsent: true', 'it has not happened'],
		['command: id -u\nstdout: { equals: 0 }', '0'],
		['command: false\nexit: not 0', 'exit status 1'],
		['command: ls /nowhere\nexit: 2\nstderr: No such file', "ls: cannot access '/nowhere': No such file or directory"],
		['command: hostname\ncontainer: web\nstdout: { matches: "^[0-9a-f]{12}$" }', expect.stringMatching(/^[0-9a-f]{12}$/) as unknown as string],
		['script: |\n  test -d /root/lab || exit 1\n  echo all is well', 'all is well'],
		['machine: docker', 'now on, switched on once'],
		['any-of:\n  - port: 1\n  - port: 8080', 'docker-proxy listens on 8080'],
		['all-of:\n  - port: 8080\n  - volume: data', 'there is a volume data']
	];
	test.each(yes)('holds: %s', async (yaml, seen) => {
		expect(await lookAt(observe(world), yaml)).toEqual({ ok: true, seen });
	});

	const no: [string, string][] = [
		['container: web\nstate: exited', 'web is running'],
		['container: web\nimage: httpd', 'web is made of nginx:latest'],
		['container: web\nexpect:\n  HostConfig.Memory: { min: 1 }', 'web: HostConfig.Memory is 0'],
		['container: w*\ncount: 2', '1 of them'],
		['container: nobody', 'there is no container nobody'],
		['container: web\nhealth: healthy', 'web has no health check'],
		['image: nginx\nsmaller: 100MB', 'nginx:latest has 192MB'],
		['network: shop\nconnected: [gone]', expect.stringContaining('connected to shop: ') as unknown as string],
		['volume: other', 'there is no volume other'],
		['http: http://localhost:8080/\nbody: Hello', 'it answers 200, another page'],
		['http: http://localhost:8080/nothing', 'it answers 404 Not Found'],
		['http: http://web/\ncontainer: gone', 'no answer (there is no running container gone)'],
		['tcp: cache:1\ncontainer: web', 'the connection is refused: nobody listens there'],
		['dns: cache', 'the name is not known there'],
		['port: 6379', 'nobody listens on 6379'],
		['process: nothing', 'no such process'],
		['file: /root/other', 'there is no /root/other'],
		['event: kernel.oom', 'it has not happened'],
		['command: echo no\nstdout: yes', 'no'],
		['command: sleep 1000', 'it does not end'],
		['script: |\n  echo not yet\n  exit 1', 'not yet'],
		['machine: docker\nboots: 2', 'now on, switched on once'],
		['any-of:\n  - port: 1\n  - port: 2', 'nobody listens on 1; nobody listens on 2'],
		['all-of:\n  - port: 8080\n  - port: 2', 'nobody listens on 2']
	];
	test.each(no)('does not hold: %s', async (yaml, seen) => {
		expect(await lookAt(observe(world), yaml)).toEqual({ ok: false, seen });
	});

	test('leave no mark in the world: they do not', async () => {
		const before = JSON.stringify([world.now, world.engine.state.dispatched, world.engine.state.trace.digest, world.log.length]);
		for (const [yaml] of [...yes, ...no]) await lookAt(observe(world), yaml);
		expect(JSON.stringify([world.now, world.engine.state.dispatched, world.engine.state.trace.digest, world.log.length])).toBe(before);
	});

	test('a command that changes something changes it in its own copy only, not for the next one: it does', async () => {
		const observer = observe(world);
		expect(await lookAt(observer, 'command: docker rm -f web && docker ps -q | wc -l')).toMatchObject({ ok: true });
		expect(await lookAt(observer, 'container: web\nstate: running')).toEqual({ ok: true, seen: 'web is running' });
	});

	test('held says how long it has been so, and asks for one look at the end: it does', async () => {
		const yaml = 'container: web\nstate: running\nheld: 30s';
		const first = await lookAt(observe(world), yaml);
		expect(first).toEqual({ ok: false, seen: 'web is running, for 0 s of 30 s', memo: world.now, again: world.now + 30e6 });
		expect(await lookAt({ ...observe(world), now: world.now + 31e6 }, yaml, first.memo)).toMatchObject({ ok: true });
		expect(await lookAt(observe(world), 'container: gone\nstate: running\nheld: 30s', first.memo)).toEqual({ ok: false, seen: 'gone is exited (3)' });
	});
});

describe('what a check reads', () => {
	const reads = (yaml: string, kind: string, data: Record<string, string> = {}): boolean => checkKind(check(yaml)).reads({ kind, data });

	test('is what concerns it, so others do not wake it: it is', () => {
		expect(reads('container: web', 'docker.container.started', { name: 'web' })).toBe(true);
		expect(reads('container: web', 'docker.container.started', { name: 'db' })).toBe(false);
		expect(reads('container: w*', 'docker.container.started', { name: 'web' })).toBe(true);
		expect(reads('container: web', 'kernel.process.exited', { comm: 'ls' })).toBe(false);
		expect(reads('resource: deployment/web', 'etcd.put', { key: '/registry/deployments/default/web' })).toBe(true);
		expect(reads('resource: deployment/web', 'etcd.put', { key: '/registry/deployments/default/db' })).toBe(false);
		expect(reads('resource: pods', 'etcd.put', { key: '/registry/leases/kube-node-lease/worker' })).toBe(false);
		expect(reads('any-of:\n  - resource: pod/a\n  - resource: pod/b', 'etcd.put', { key: '/registry/pods/default/b' })).toBe(true);
		expect(reads('any-of:\n  - resource: pod/a\n  - resource: pod/b', 'etcd.put', { key: '/registry/pods/default/c' })).toBe(false);
	});
});

describe('resource checks', () => {
	const pod = (name: string, ready: boolean, labels: Record<string, string> = { app: 'web' }): Json => ({
		kind: 'Pod',
		apiVersion: 'v1',
		metadata: { name, namespace: 'default', labels },
		spec: { nodeName: 'worker', containers: [{ name: 'c', image: 'nginx' }] },
		status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] }
	});
	const objects: Json[] = [
		pod('web-1', true),
		pod('web-2', false),
		pod('db-0', true, { app: 'db' }),
		{
			kind: 'Deployment',
			apiVersion: 'apps/v1',
			metadata: { name: 'web', namespace: 'default' },
			spec: { replicas: 2 },
			status: { readyReplicas: 1, updatedReplicas: 2 }
		},
		{ kind: 'Widget', apiVersion: 'example.com/v1', metadata: { name: 'a', namespace: 'other' } },
		{ kind: 'Node', apiVersion: 'v1', metadata: { name: 'worker' } }
	];
	const observer = { objects: () => objects } as unknown as Observer;

	test.each([
		['resource: pods\nselector: app=web\ncount: 2', true, '2 of them'],
		['resource: pods\nselector: app=web\nready: true\ncount: 2', false, '1 of them; web-2 is Running, not ready'],
		['resource: po/db-*\nready: true', true, 'Pod db-0 is there'],
		['resource: deploy/web\nready: true', false, 'web: 1 of 2 ready'],
		['resource: deployment/web\nexpect:\n  spec.replicas: 3', false, 'web: spec.replicas is 2'],
		["resource: deployment/web\njsonpath: '{.spec.replicas}'\nis: 2", true, 'Deployment web is there'],
		['resource: Widget.example.com/a\nnamespace: other', true, 'Widget a is there'],
		['resource: Widget.example.org/a\nnamespace: "*"', false, 'there is no Widget a'],
		['resource: pod/web-1\nnamespace: other', false, 'there is no Pod web-1 in other'],
		['resource: node/worker', true, 'Node worker is there'],
		['resource: service/web\nabsent: true', true, 'there is no Service web'],
		['resource: pods\nselector: app in (web)\nabsent: true', false, 'there is Pod web-1']
	])('%s: %s', async (yaml, ok, seen) => {
		expect(await lookAt(observer, yaml)).toEqual({ ok, seen });
	});
});
