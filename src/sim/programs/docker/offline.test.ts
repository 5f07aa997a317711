// Help, usage errors and offline behaviour, compared with the real docker CLI when it is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { root } from './commands/index.ts';
import type { Command } from './command.ts';
import { runDocker, type Ran } from './testing.ts';

const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Ran => runDocker(argv, { env });

const version = spawnSync('docker', ['--version'], { encoding: 'utf8' });
// One with plug-ins (an oracle that is running puts them there) has other commands and help.
const installed = version.status === 0 && version.stdout.startsWith('Docker version 28.2.2') && !existsSync('/root/.docker/cli-plugins');
const scratch = mkdtempSync(`${tmpdir()}/docker-test-`);
/** The real client, with no daemon and an empty home. */
function real(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
	const ran = spawnSync('docker', argv, {
		encoding: 'utf8',
		input: '',
		cwd: scratch,
		env: { PATH: process.env['PATH'], HOME: '/root', DOCKER_CONFIG: '/root/.docker', DOCKER_HOST: 'unix:///var/run/docker.sock', ...env }
	});
	return { stdout: ran.stdout, stderr: ran.stderr, exit: ran.status ?? -1 };
}
const dead = { DOCKER_HOST: 'unix:///nowhere/docker.sock', DOCKER_CONFIG: '/root/.docker' };

function paths(command: Command, path: readonly string[]): string[][] {
	return [[...path], ...(command.subs ?? []).flatMap((sub) => paths(sub, [...path, sub.name]))];
}
const all = paths(root('/root/.docker'), []).filter((path) => path[0] !== 'bake');

describe.skipIf(!installed)('against the real docker 28.2.2 (skipped: it is not installed here)', () => {
	test.each(all.map((path) => [path.join(' ')]))('docker %s: help, and usage errors it shares with the real one', (path) => {
		const words = path === '' ? [] : path.split(' ');
		const lines = [
			[...words, '--help'],
			[...words, '--nosuchflag'],
			...(path === '' ? [['frob']] : []),
			...(words.length > 0 && words[0] !== 'builder' && path !== 'image build' && path !== 'build' ? [[...words, 'a', 'b', 'c', 'd', 'e']] : [])
		];
		for (const line of lines) {
			const ours = run(line, dead);
			const theirs = real(line, dead);
			if (theirs.exit === 0 || theirs.stderr.includes('Usage:') || line.includes('frob')) expect({ line, ...ours }).toEqual({ line, ...theirs });
		}
	});

	const lines = (values: string): string[][] =>
		values
			.trim()
			.split('\n')
			.map((line) =>
				line
					.trim()
					.split(' ')
					.map((word) => word.replaceAll('~', ' '))
			);
	const lists = lines(`
		run --memory 10q a
		run --memory -1 a
		run -m abc a
		run --memory-swap -1 -p x a
		run --cpus 1.0000000001 -p x a
		run --cpus abc a
		run --cpu-shares abc a
		run --cpu-shares 99999999999999999999 a
		run --blkio-weight 70000 a
		run --blkio-weight -1 a
		run -p 70000:80 a
		run -p 8080:70000 a
		run -p 1.2.3.400:80:80 a
		run -p 8080-8082:80-81 a
		run -p 80-70:80 a
		run -p : a
		run -p 80/abc a
		run -p [::1]:80:80 -p x a
		run -p target=80,published=x a
		run -p target a
		run -p target=80,=1 a
		run --expose 80:90 a
		run --expose abc a
		run --expose 90-80 a
		run --expose 80-90/udp -p z a
		run --label =x a
		run --label ~a=b -p x a
		run --label a~b a
		run -e =x a
		run -e A=1 -e B -p x a
		run --env-file nosuch a
		run --label-file nosuch a
		run --ulimit nofile=5:1 a
		run --ulimit nosuch=5 a
		run --ulimit nofile a
		run --ulimit nofile=a a
		run --ulimit nofile=1:2:3 a
		run --ulimit nofile=-1:5 a
		run --sysctl nonsense a
		run --sysctl kernel.foo=1 a
		run --restart :3 a
		run --restart on-failure:x a
		run --restart always --rm a
		run --network ~ a
		run --network name=x,foo=1 a
		run --network name=a --network name=a a
		run --network host --network net1 a
		run --network host --network-alias x a
		run --network bridge --network-alias x a
		run --network name=n,alias=a --network-alias b a
		run --network alias=a a
		run --network name=n,gw-priority=x a
		run --network name=n,driver-opt=x a
		run --mac-address xx a
		run --ip 1.2.3.4 --network name=n,ip=1.2.3.5 a
		run --dns 1.2.3 a
		run --dns-search ..a a
		run --dns-search - a
		run --add-host a a
		run --add-host a:b a
		run --add-host a:1.2.3 a
		run --add-host =1.2.3.4 a
		run --link a:b:c a
		run --device /dev/a:/dev/b:rwmx a
		run --device a a
		run --device /a:/b:/c:/d a
		run --device-cgroup-rule x a
		run --device-read-bps /x:1 a
		run --device-read-bps /dev/x:z a
		run --device-read-iops /dev/x:1m a
		run --blkio-weight-device /dev/x:5 a
		run --mount type=bind a
		run --mount type=foo,target=/a,bind-propagation=x a
		run --mount source=a a
		run --mount type=volume,target=/a,tmpfs-size=1 a
		run --mount x=y,target=/a a
		run --mount target a
		run --mount type=bind,target=/a,bind-recursive=x a
		run --mount type=bind,target=/a,bind-recursive=readonly a
		run --mount type=bind,target=/a,readonly=x a
		run --mount type=tmpfs,target=/a,tmpfs-size=x a
		run --mount type=tmpfs,target=/a,tmpfs-mode=9 a
		run --mount ~ a
		run --mount type=bind,"x a
		run -v ~ a
		run -v a::b a
		run -v a:b:c:d a
		run -v : a
		run --gpus x a
		run --gpus count=1,count=2 a
		run --gpus foo=1 a
		run --pid foo a
		run --uts foo a
		run --userns foo a
		run --cgroupns foo a
		run --memory-swappiness 101 a
		run --attach foo a
		run --log-driver none --log-opt a=b a
		run --security-opt foo a
		run --security-opt seccomp=nosuch.json a
		run --storage-opt x a
		run --no-healthcheck --health-cmd x a
		run --health-interval -1s a
		run --health-interval x a
		run --health-retries -1 a
		run --pull sometimes a
		create --pull sometimes a
		run --platform nosuch a
		run --platform a/b/c/d a
		run --tty=maybe a
		run --stop-timeout x a
		run --name
		run -p
		run -itz a
		run -d=x a
		run -it a
		run --rm Alpine:3.20
		run --rm alpine~3.20
		run --rm alpine@sha256:123
		run --rm 0000000000000000000000000000000000000000000000000000000000000000 -p
		exec -e =x c ls
		exec --env-file nosuch c ls
		ps --format {{nosuchfunc~.}}
		ps --format {{.Nope}}
		ps --format {{.ID
		ps --format {{json~.Names}}~{{upper~.Image}}~{{split~.Image~":"}}~{{.Size~|~printf~"%s"}}
		ps -f name
		ps -n x
		images --format {{
		inspect --type foo x
		inspect --type= x
		inspect -f {{ x
		container inspect -f {{nope}} x
		version -f {{
		version -f {{.Client.Nope}}
		version -f {{.Client.Version}}
		version -f json
		version
		info
		info -f {{.ClientInfo.Version}}
		info -f {{.Nope}}
		info -f {{
		events -f x
		events --format {{.Nope}}
		events --format {{
		login -p x
		login -u x --password-stdin -p x
		login --password-stdin
		login -u= x
		pull Alpine
		pull alpine:3.20:1
		pull alpine@sha256:123
		pull -a alpine:1
		push Alpine
		tag a Alpine
		tag Alpine a
		rmi --platform x a
		save --platform x a
		cp a b
		cp a:b c:d
		cp ~ b
		network create --subnet x n
		network create --subnet 10.0.0.0/8 --gateway 11.0.0.1 n
		network create --ip-range 10.0.0.0/8 n
		network create --subnet 10.0.0.0/8 --subnet 10.1.0.0/16 n
		network create --subnet 10.0.0.0/8 --aux-address a=11.0.0.1 n
		network create --label =x n
		volume create --name a b
		volume prune -a --filter all=1
		system prune --volumes --filter until=1h
		update a
		update --restart :x a
		context ls
		context show
		context use nosuch
		context rm default
		context rm nosuch
		context create default
		context create a!
		context create --docker foo=1 abc
		context create --docker foo abc
		context inspect
		context inspect nosuch
		--host unix:///a --context b ps
		--context nosuch ps
		-H bogus://x ps
		-H tcp://127.0.0.1:2999 ps
		-H unix:///nowhere.sock version
		-H a:b:c ps
		-H :2375x ps
		--nosuch
		--log-level
		-v
		--version ps
		help
		help run
		help container ls
		help nosuch
		help network nosuch
		container --foo ls
		container ls --foo
		run -h
		ps -h
		stop -t x a
		stop --time 1 --timeout 2 a
		swarm join-token foo
		swarm init --availability foo
		stack deploy s
		compose up
		buildx ls
		bake
		logs --since foo a
		diff ~
		rename ~ a
		port a x
		search
		history --platform x a
	`);
	test.each(lists.map((line) => [line.join(' '), line] as const))('docker %s: it says what the real one says', (_name, line) => {
		expect(run(line, dead)).toEqual(real(line, dead));
	});
});
