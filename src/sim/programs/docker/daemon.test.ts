// Output of the commands that list and show, compared with the real docker CLI talking to the same made-up daemon.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLines } from './testdata/command-lines.ts';
import { completionLines } from './testdata/completion-lines.ts';
import { headers, reply } from './testdata/daemon.ts';
import { runDocker, type Daemon, type Ran } from './testing.ts';

const version = spawnSync('docker', ['--version'], { encoding: 'utf8' });
/** The comparisons need docker 28.2.2 on the PATH; without it they are skipped. */
const installed = version.status === 0 && version.stdout.startsWith('Docker version 28.2.2');
const home = mkdtempSync(`${tmpdir()}/docker-test-`);
/** What the real client sent. */
const received: { request: string; body: string }[] = [];

const server = createServer((request, response) => {
	const { status, body } = reply(request.method ?? '', decodeURIComponent(request.url ?? ''));
	const parts: Buffer[] = [];
	request.on('data', (part: Buffer) => parts.push(part));
	request.on('end', () => {
		received.push({ request: `${request.method} ${request.url}`, body: Buffer.concat(parts).toString() });
		response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
	});
});
beforeAll(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', done)));
afterAll(() => server.close());
/** The server's DOCKER_HOST. */
function host(): string {
	const address = server.address();
	return `tcp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

function real(argv: readonly string[], stdin = ''): Promise<Ran> {
	return new Promise((done) => {
		const child = spawn('docker', argv, { cwd: home, env: { PATH: process.env['PATH'], HOME: home, DOCKER_HOST: host() } });
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
		child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
		child.on('close', (exit) => done({ stdout, stderr, exit: exit ?? -1 }));
		// A client that ends without reading its input closes the pipe first; that is no failure of the test.
		child.stdin.on('error', () => undefined);
		child.stdin.end(stdin);
	});
}

/** The same daemon for our client. */
const daemon: Daemon = ({ method, path }) => {
	const { status, body } = reply(method, decodeURIComponent(path));
	return { kind: 'response', status, headers, ...(method === 'HEAD' ? {} : { body }) };
};
const ours = (argv: readonly string[], stdin: string, sent: { request: string; body: string }[] = []): Ran =>
	runDocker(argv, {
		env: { DOCKER_HOST: host(), HOME: home, PATH: process.env['PATH'] ?? '' },
		stdin,
		cwd: home,
		now: Math.floor(Date.now() * 1000),
		daemon: (request) => {
			sent.push({
				request: `${request.method} ${request.path}`,
				body: typeof request.body === 'object' && 'json' in request.body ? JSON.stringify(request.body.json) : ''
			});
			return daemon(request);
		}
	});

const lines = `
ps
ps -a
ps -aq
ps --no-trunc
ps -s
ps --format table
ps --format raw
ps --format json
ps --format {{json~.}}
ps --format {{.ID}}:~{{.Names}}~{{.Ports}}
ps --format table~{{.Names}}\\t{{.Status}}\\t{{.Size}}
ps --format {{.Label~"com.example"}}
ps --format table~{{.Names}}\\t{{.Label~"com.docker.compose.service"}}
ps --format {{.Names~|~printf~"%-8s"}}|{{upper~.Image}}|{{.Mounts}}|{{.LocalVolumes}}|{{.Networks}}|{{.State}}|{{.CreatedAt}}
ps --format {{truncate~.ID~4}}~{{pad~.Names~2~3}}|{{title~.State}}~{{join~(split~.Image~":")~"/"}}
ps --format {{println~.Names}}
ps --format {{.Nope}}
images
images -a
images --digests
images -q
images --no-trunc
images --format json
images --format {{.Repository}}:{{.Tag}}@{{.Digest}}~{{.CreatedAt}}~{{.VirtualSize}}~{{.SharedSize}}~{{.UniqueSize}}~{{.Containers}}
images --format raw
images rm
history nginx
history -q nginx
history --no-trunc nginx
history -H=false nginx
history --format json nginx
history --format {{.CreatedSince}}~{{.Size}} nginx
volume ls
volume ls -q
volume ls --format json
volume ls --format {{.Name}}~{{.Driver}}~{{.Labels}}~{{.Mountpoint}}~{{.Scope}}~{{.Links}}~{{.Size}}~{{.Group}}~{{.Availability}}~{{.Status}}
volume inspect data
volume inspect -f {{.Labels}}~{{.Options}} data
volume inspect nosuch data
network ls
network ls --no-trunc
network ls -q
network ls --format json
network ls --format {{.Name}}~{{.IPv4}}~{{.IPv6}}~{{.Internal}}~{{.Labels}}~{{.CreatedAt}}
network inspect bridge
network inspect -f {{range~.IPAM.Config}}{{.Subnet}}{{end}} bridge
network inspect -f {{json~.IPAM}} bridge
inspect web
inspect -f {{.State.Status}} web
inspect -f {{.Id}}~{{.ID}} web
inspect -f {{.Config.Labels.color}}~{{index~.Config.Labels~"color"}}~{{.Config.Labels.nosuch}} web
inspect -f {{json~.State}} web
inspect -f {{json~.NetworkSettings.Ports}} web
inspect -f {{range~$p,~$b~:=~.NetworkSettings.Ports}}{{$p}}={{range~$b}}{{.HostIp}}:{{.HostPort}};{{end}}{{end}} web
inspect -f {{range~.Mounts}}{{.Type}}~{{.Name}}~{{.Source}}:{{.Destination}}~{{.RW}}{{end}} web
inspect -f {{range~$k,~$v~:=~.NetworkSettings.Networks}}{{$k}}={{$v.IPAddress}}~{{end}} web
inspect -f {{.NetworkSettings.Networks.bridge.IPAddress}} web
inspect -f {{.Nope}} web
inspect -f {{.State.Nope}} web
inspect -f {{.State.Health.Status}} web
inspect -f {{if~.State.Health}}yes{{else}}no{{end}} web
inspect -f {{.HostConfig.Memory}}~{{.HostConfig.NanoCpus}}~{{.HostConfig.Binds}}~{{.HostConfig.CapAdd}}~{{.HostConfig.RestartPolicy.Name}} web
inspect -f {{.Config.Env}}~{{len~.Config.Env}}~{{join~.Config.Cmd~","}} web
inspect -f {{.Config.Env}}~{{.Config.Entrypoint}}~{{.Mounts}} web
inspect -f {{index~.Config.Env~0}} web
inspect -f {{.Config.Volumes}} web
inspect --type volume web
inspect web nosuch data
inspect -f json web
inspect --format={{printf~"%s~%d"~.Name~.State.Pid}} web
inspect -f {{.State.Running}}~{{not~.State.Running}}~{{eq~.State.ExitCode~0}} web
inspect -s web
inspect data
inspect bridge
inspect nginx
image inspect nginx
image inspect -f {{.RepoTags}}~{{.Config.Cmd}}~{{.Config.ExposedPorts}}~{{.Architecture}} nginx
image inspect -f {{.Id}}~{{.Os}}~{{.Size}}~{{.Created}} nginx
port web
port web 80
port web 80/tcp
port web 81
port web 99999
top web
top web -o pid
diff web
system df
system df -v
system df --format json
system df --format {{.Type}}~{{.Size}}~{{.Reclaimable}}
info
info --format {{.Containers}}~{{.Driver}}~{{.SecurityOptions}}~{{json~.Plugins.Network}}
info --format {{.Nope}}
info --format {{.Swarm.LocalNodeState}}~{{.OSType}}/{{.Architecture}}~{{.ID}}
version
version --format {{.Server.Version}}~{{.Server.Os}}/{{.Server.Arch}}~{{.Client.APIVersion}}~{{.Server.APIVersion}}
version --format {{.Server.Nope}}
version --format json
version --format {{json~.Client}}
search nginx
search --no-trunc --format {{.Name}}~{{.StarCount}}~{{.IsOfficial}} nginx
search --format json nginx
events --until 1
events --until 1 --format {{json~.}}
events --until 1 --format {{.Type}}~{{.Action}}~{{.Actor.ID}}~{{.Actor.Attributes.name}}~{{.Status}}~{{.From}}
container prune -f
image prune -f
image prune -af
network prune -f
volume prune -f
volume prune -af
system prune -f
system prune -af --volumes --filter label=a=b
builder prune -f
container prune
image prune -a
network prune
volume prune
system prune --volumes --filter label!=keep
rm web nosuch
rm -f nosuch
rmi nginx nosuch
rmi -f nosuch
stop web nosuch
kill web
pause web
unpause web
restart web nosuch
start web nosuch
wait web
rename web nosuch
rename nosuch b
update --memory 1g web
update --cpus 1 nosuch
tag nginx a/b:c
commit web x:y
create nginx:latest
create --name n -p 80:80 nginx
run -d nginx:latest
run -d --name nosuchstart nginx:latest
pull nginx
pull -q nginx
pull nosuch
push nginx
push nosuch
load
node ls
service ls
secret ls
swarm init
swarm leave
plugin ls
network connect net web
network disconnect net web
network rm net nosuch
network create n
volume create v
volume rm data nosuch
volume update data
network
manifest inspect
--help
swarm --help
node --help
service create --help
volume create --help
`
	.trim()
	.split('\n');

describe.skipIf(!installed)('with the same daemon as the real docker 28.2.2 (skipped: it is not installed here)', () => {
	test.each(lines.map((line) => [line] as const))('docker %s: it prints what the real one prints', async (line) => {
		const argv = line.split(' ').map((word) => word.replaceAll('~', ' '));
		expect(ours(argv, 'y\n')).toEqual(await real(argv, 'y\n'));
	});

	const bodies = `
		create nginx
		create nginx:1.27 a b c
		create -it nginx sh
		create -i nginx
		create -a stdin -a stdout nginx
		create --name x -h host --domainname d nginx
		create -e A=1 -e B= -e PATH -e NOSUCH nginx
		create --label a=b --label c nginx
		create -p 80 -p 8080:80 -p 127.0.0.1:53:53/udp -p 9000-9001:90-91 -p [::1]:1:1 -p 100-101:5 nginx
		create -P --expose 90 --expose 100-101/udp nginx
		create -p target=80,published=8080,protocol=udp nginx
		create -v data:/data -v /abs:/b:ro,z -v ./rel:/c -v /anon nginx
		create --mount type=bind,source=/a,target=/b,readonly,bind-propagation=rslave nginx
		create --mount source=v,target=/v,volume-nocopy,volume-label=a=b,volume-driver=local,volume-opt=o=size=1m nginx
		create --mount type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1770 --mount type=image,source=i,target=/i,image-subpath=x nginx
		create --tmpfs /t:size=1m --tmpfs /u nginx
		create --network net1 nginx
		create --network net1 --network-alias a --network-alias b --ip 10.0.0.5 --ip6 fe80::5 --link-local-ip 169.254.1.1 --mac-address 02:42:ac:11:00:99 nginx
		create --network name=net1,alias=x,ip=10.0.0.9,gw-priority=5,driver-opt=a=b --network net2 nginx
		create --network host --pid host --ipc host --uts host --userns host nginx
		create --network container:web nginx
		create --network none nginx
		create --net net1 --net-alias z nginx
		create --link db:database --link cache nginx
		create --network net1 --link db:database nginx
		create --dns 8.8.8.8 --dns-opt ndots:1 --dns-option timeout:2 --dns-search example.com --add-host a:1.2.3.4 --add-host b=host-gateway --add-host c=[::1] nginx
		create --memory 512m --memory-reservation 256m --memory-swap -1 --memory-swappiness 10 --kernel-memory 1g nginx
		create --cpus 1.5 --cpu-shares 512 --cpu-period 100000 --cpu-quota 5000 --cpuset-cpus 0,1 --cpuset-mems 0 --cpu-rt-period 1 --cpu-rt-runtime 2 nginx
		create --pids-limit 100 --ulimit nofile=10:20 --ulimit core=0 --ulimit nofile=5 --oom-kill-disable --oom-score-adj -500 nginx
		create --blkio-weight 100 --blkio-weight-device /dev/sda:200 --device-read-bps /dev/sda:1mb --device-write-bps /dev/sda:2mb --device-read-iops /dev/sda:5 --device-write-iops /dev/sda:6 nginx
		create --device /dev/fuse --device /dev/a:/dev/b --device /dev/c:/dev/d:rm --device /dev/e:r --device-cgroup-rule c~1:3~rwm nginx
		create --device vendor.com/class=name --gpus all nginx
		create --gpus device=0,capabilities=compute,driver=nvidia,count=2 nginx
		create --gpus "device=0,1",options=a=b nginx
		create --cap-add NET_ADMIN --cap-drop ALL --privileged --security-opt no-new-privileges --security-opt apparmor=unconfined --security-opt label:disable nginx
		create --security-opt systempaths=unconfined --security-opt seccomp=unconfined nginx
		create --restart on-failure:5 nginx
		create --restart unless-stopped nginx
		create --restart= nginx
		create --rm nginx
		create --entrypoint sh nginx -c x
		create --entrypoint= nginx
		create --user 1000:1000 --group-add audio --workdir /app nginx
		create --stop-signal SIGINT --stop-timeout 3 nginx
		create --stop-timeout 0 nginx
		create --read-only --init --shm-size 64m --runtime runc --isolation default --cgroup-parent /x --cgroupns private nginx
		create --init=false nginx
		create --log-driver json-file --log-opt max-size=10m --log-opt tag=x nginx
		create --log-driver none nginx
		create --health-cmd true --health-interval 5s --health-timeout 1500ms --health-retries 2 --health-start-period 1m --health-start-interval 100ms nginx
		create --health-interval 5s nginx
		create --no-healthcheck nginx
		create --sysctl net.ipv4.ip_forward=1 --annotation a=b --storage-opt size=10G --volume-driver local --volumes-from web:ro nginx
		create --platform linux/arm64 nginx
		create --platform ARM64 nginx
		create --cpu-count 1 nginx
		exec -d -u root -w / -e A=b --privileged web ls -l
		update --memory 1g --memory-swap 2g --cpus 2 --restart always --pids-limit 5 --cpu-shares 3 --cpuset-cpus 1 web
		stop -t 3 -s INT web
		stop --time 3 web
		restart web
		kill -s HUP web
		rm -fv web
		rm -l web
		ps -a -f name=x -f label=a=b -n 3 -s
		ps -l
		images -a -f dangling=true nginx
		rmi -f --no-prune nginx
		commit -m msg -a me -c CMD~x -c ENV~a=b --pause=false web a:b
		commit web
		tag nginx localhost:5000/x:1
		pull alpine@sha256:0000000000000000000000000000000000000000000000000000000000000000
		pull -a alpine
		pull --platform linux/arm64 alpine
		pull localhost:5000/a/b
		push -a nginx
		network create --subnet 10.5.0.0/16 --gateway 10.5.0.1 --ip-range 10.5.1.0/24 --aux-address a=10.5.1.5 --label a=b -o x=y -d bridge --internal --attachable --ipv6 n
		network create n
		network create --ipam-driver d --ipam-opt a=b --ipv4=false --config-only n
		network connect --ip 10.0.0.5 --alias a,b --alias c --link x:y --gw-priority 3 --driver-opt a=b net web
		network disconnect -f net web
		network ls -f driver=bridge
		network prune -f --filter until=1h
		volume create -d local -o type=tmpfs -o o=size=1m --label a=b v
		volume create
		volume rm -f data
		volume ls -f dangling=true
		volume prune -f --filter label=x
		system prune -af --filter label=a
		image prune -f --filter until=24h
		builder prune -af --keep-storage 1g --filter until=1h
		history nginx
		inspect -s web
		inspect --type image nginx
		top web -o pid,cmd
		port web
		rename web b
		search --limit 5 -f stars=3 -f is-official=true nginx
		events --since 1 --until 2 -f type=container -f event=start
		network inspect -v bridge
		swarm init --advertise-addr 1.2.3.4
	`
		.trim()
		.split('\n')
		.map((line) => line.trim());
	/** JSON without the key order that Go's maps do not have, or the text. */
	const parsed = (sent: { request: string; body: string }): unknown => ({
		request: sent.request,
		body: /^[[{]/.test(sent.body)
			? JSON.parse(sent.body, (key, value: unknown) => (Array.isArray(value) && ['Env', 'Binds'].includes(key) ? [...value].sort() : value))
			: sent.body.trim()
	});
	test.each(bodies.map((line) => [line] as const))('docker %s: it asks the daemon for what the real one asks', async (line) => {
		const argv = line.split(' ').map((word) => word.replaceAll('~', ' '));
		received.length = 0;
		await real(argv, 'y\n');
		const sent: { request: string; body: string }[] = [];
		ours(argv, 'y\n', sent);
		const known = (request: { request: string }): boolean => !request.request.endsWith('/_ping') && !request.request.includes('/build/prune');
		expect(sent.filter(known).map(parsed)).toEqual(received.filter(known).map(parsed));
	});
});

/** The order of live names is nobody's concern: shells sort them. */
const sorted = (text: string): string[] => text.split('\n').sort();

describe.skipIf(!installed)('completion is what `docker __complete` answers', () => {
	test.each([...completionLines, ...commandLines().map((line) => `${line} `)])('docker %s', async (line) => {
		const words = ['__complete', ...line.split(' ')];
		const theirs = await real(words);
		const ours = runDocker(words, { env: { PATH: process.env['PATH'] ?? '', HOME: home, DOCKER_HOST: host() }, daemon });
		expect(sorted(ours.stdout)).toEqual(sorted(theirs.stdout));
	});
});
