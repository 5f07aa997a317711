// Output of the commands that list and show, compared with the real docker CLI talking to the same made-up daemon.
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answers } from './testdata/daemon.ts';
import { runDocker, type Ran } from './testing.ts';

const version = spawnSync('docker', ['--version'], { encoding: 'utf8' });
const installed = version.status === 0 && version.stdout.startsWith('Docker version 28.2.2');
const home = mkdtempSync(`${tmpdir()}/docker-test-`);
const headers = { 'Api-Version': '1.51', Ostype: 'linux', 'Docker-Experimental': 'false', Swarm: 'inactive', 'Content-Type': 'application/json' };

function reply(method: string, url: string): { status: number; body: string } {
	const path = url.replace(/^\/v1\.\d+/, '');
	const found = answers.find(([m, pattern]) => m === method && new RegExp(`^${pattern}$`).test(path));
	if (path === '/_ping') return { status: 200, body: 'OK' };
	if (!found) return { status: 404, body: '{"message":"page not found"}' };
	const [, , value, status = 200] = found;
	return { status, body: typeof value === 'string' ? value : JSON.stringify(value) };
}

let server: Server;
let host = '';
beforeAll(async () => {
	server = createServer((request, response) => {
		const { status, body } = reply(request.method ?? '', decodeURIComponent(request.url ?? ''));
		response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	host = `tcp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => server.close());

function real(argv: readonly string[], stdin: string): Promise<Ran> {
	return new Promise((done) => {
		const child = spawn('docker', argv, { cwd: home, env: { PATH: process.env['PATH'], HOME: home, DOCKER_HOST: host } });
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
		child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
		child.on('close', (exit) => done({ stdout, stderr, exit: exit ?? -1 }));
		child.stdin.end(stdin);
	});
}
const ours = (argv: readonly string[], stdin: string): Ran =>
	runDocker(argv, {
		env: { DOCKER_HOST: host, HOME: home },
		stdin,
		now: Math.floor(Date.now() * 1000),
		daemon: (request) => {
			const { status, body } = reply(request.method, decodeURIComponent(request.path));
			return { kind: 'response', status, headers, ...(request.method === 'HEAD' ? {} : { body }) };
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
`.trim().split('\n');

describe.skipIf(!installed)('with the same daemon as the real docker 28.2.2 (skipped: it is not installed here)', () => {
	test.each(lines.map((line) => [line] as const))('docker %s: it prints what the real one prints', async (line) => {
		const argv = line.split(' ').map((word) => word.replaceAll('~', ' '));
		expect(ours(argv, 'y\n')).toEqual(await real(argv, 'y\n'));
	});
});
