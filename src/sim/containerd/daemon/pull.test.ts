import { expect, test } from 'vitest';
import type { Sys } from '../../engine/index.ts';
import { appendFile, bodyText, close, connect, header, httpRequest, open, readText, sleep, spawn, type Body, type Program } from '../../kernel/index.ts';
import { blobDigest, layerDescriptor, manifestOf, manifestText, mediaTypes, prepareImage, registryPrograms } from '../../oci/index.ts';
import { base64, digest, encodeJson } from '../../values/index.ts';
import { containerd, containerdNext, containerdStream, cri } from '../client.ts';
import { makeLayer } from '../../kernel/host.ts';
import { preloadedImages } from '../preload.ts';
import { rig } from '../rig.ts';
import { RpcError } from '../rpc.ts';

const log = (line: string): Sys<void> => appendFile('/log', line + '\n');
function* ask(method: string, path: string, body?: Body, headers: Record<string, string> = {}): Sys<{ status: number; text: string; location: string }> {
	const fd = yield* connect({ net: 'tcp', host: '127.0.0.1', port: 5000 });
	const response = yield* httpRequest(fd, {
		kind: 'request',
		method,
		path,
		headers: { Host: 'localhost:5000', 'User-Agent': 'test', ...headers },
		...(body !== undefined && { body })
	});
	yield* close(fd);
	return { status: response?.status ?? 0, text: bodyText(response?.body), location: response ? (header(response, 'Location') ?? '') : '' };
}
function* upload(name: string, sum: string, body: string): Sys<void> {
	const { location } = yield* ask('POST', `/v2/${name}/blobs/uploads/`);
	const put = yield* ask('PUT', `${location}&digest=${sum}`, body);
	yield* log(`upload ${put.status}`);
}
const programs = registryPrograms.map((r) => r.code as Program);
const config = 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n';

test('what is pushed to a registry of one’s own can be listed and read back', () => {
	const machine = rig(
		function* () {
			yield* spawn({ program: 'registry', argv: ['registry', 'serve', '/etc/registry.yml'], fds: { 1: yield* logFile('/out'), 2: yield* logFile('/err') } });
			yield* sleep(10_000);
			const say = function* (what: { status: number; text: string }): Sys<void> {
				yield* log(`${what.status} ${what.text.trim()}`);
			};
			yield* say(yield* ask('GET', '/v2/'));
			yield* say(yield* ask('GET', '/v2/_catalog'));
			yield* say(yield* ask('GET', '/v2/app/tags/list'));
			yield* say(yield* ask('GET', '/v2/app/manifests/latest'));
			const layer = { id: 'sha256:' + 'a'.repeat(64), size: 1000 };
			const text = encodeJson({ architecture: 'amd64', os: 'linux', config: {}, history: [], rootfs: { type: 'layers', diff_ids: [layer.id] } });
			const manifest = manifestText(manifestOf(text, [layer]));
			yield* say(yield* ask('PUT', '/v2/app/manifests/v1', manifest, { 'Content-Type': mediaTypes.manifest }));
			yield* upload('app', digest(text), text);
			yield* upload('app', blobDigest(layer.id), encodeJson({ diffId: layer.id, size: layer.size }));
			yield* upload('app', 'sha256:' + 'b'.repeat(64), 'something else');
			yield* log(`put ${(yield* ask('PUT', '/v2/app/manifests/v1', manifest, { 'Content-Type': mediaTypes.manifest })).status}`);
			yield* say(yield* ask('GET', '/v2/_catalog'));
			yield* say(yield* ask('GET', '/v2/app/tags/list'));
			yield* log(
				`same ${(yield* ask('GET', `/v2/app/manifests/${digest(manifest)}`)).text === manifest} blob ${(yield* ask('HEAD', `/v2/app/blobs/${layerDescriptor(layer).digest}`)).status}`
			);
			yield* log(`mount ${(yield* ask('POST', `/v2/other/blobs/uploads/?mount=${digest(text)}&from=app`)).status}`);
			yield* log(`delete ${(yield* ask('DELETE', `/v2/app/manifests/${digest(manifest)}`)).status}`);
			yield* log((yield* readText('/out')).split('\n')[0]?.replace(/\[.*?\]/, '[…]') ?? '');
			yield* log(
				(yield* readText('/err'))
					.split('\n')
					.filter((l) => l.includes('listening'))
					.join()
					.replace(/time="[^"]*"|instance.id=\S+/g, '')
			);
		},
		programs,
		{ 'etc/registry.yml': config }
	);
	machine.advance(10_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log')).toBe(`200 {}
200 {"repositories":[]}
404 {"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"app"}}]}
404 {"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"latest"}}]}
404 {"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry","detail":{"Digest":"sha256:e0d181e8bdbad2fb61f16344976f37ecca9fa5684cb3a3369d813580a83f0fd8"}}]}
upload 201
upload 201
upload 400
put 201
200 {"repositories":["app"]}
200 {"name":"app","tags":["v1"]}
same true blob 200
mount 201
delete 405
127.0.0.1 - - […] "GET /v2/ HTTP/1.1" 200 2 "" "test"
 level=info msg="listening on [::]:5000" go.version=go1.20.8  service=registry version=v2.8.3${' '}
`);
});

test('a registry with a password file lets in who knows the password', () => {
	const machine = rig(
		function* () {
			yield* spawn({ program: 'htpasswd', argv: ['htpasswd', '-Bbc', '/users', 'ada', 'secret'], fds: { 2: yield* logFile('/err') } });
			yield* sleep(10_000);
			yield* spawn({
				program: 'registry',
				argv: ['registry', 'serve', '/etc/registry.yml'],
				env: { REGISTRY_AUTH_HTPASSWD_PATH: '/users', REGISTRY_AUTH_HTPASSWD_REALM: 'Registry Realm' },
				fds: { 1: yield* logFile('/out'), 2: yield* logFile('/err') }
			});
			yield* sleep(10_000);
			for (const who of ['', 'ada:wrong', 'ada:secret'])
				yield* log(`${(yield* ask('GET', '/v2/', undefined, who ? { Authorization: 'Basic ' + base64(who) } : {})).status}`);
			yield* log((yield* readText('/users')).slice(0, 11));
		},
		programs,
		{ 'etc/registry.yml': config }
	);
	machine.advance(10_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log')).toBe('401\n401\n200\nada:$2y$05$\n');
});

test('containerd pulls, tells of it, and unpacks what it pulled', () => {
	const machine = rig(
		function* () {
			yield* spawn({ program: 'docker-hub', argv: ['docker-hub', '127.0.0.1'] });
			yield* sleep(10_000);
			const fd = yield* containerdStream('default', 'images.pull', { ref: 'alpine:3.20' });
			for (;;) {
				const step = yield* containerdNext<'images.pull'>(fd);
				if ('result' in step) {
					yield* log(`${step.result.name} ${step.result.target.size}`);
					break;
				}
				yield* log(`${step.event.status} ${step.event.offset ?? ''}/${step.event.total ?? ''}`);
			}
			const [snapshot] = yield* containerd('default', 'snapshots.list', {});
			const mounts = yield* containerd('default', 'snapshots.prepare', { key: 'mine', parent: snapshot?.name ?? '' });
			yield* log(`${mounts[0]?.type} ${(yield* readText(`${mounts[0]?.lower?.[0]}/etc/alpine-release`)).trim()}`);
			try {
				yield* containerd('default', 'snapshots.remove', { key: snapshot?.name ?? '' });
			} catch (e) {
				if (!(e instanceof RpcError)) throw e;
				yield* log(e.text);
			}
		},
		programs,
		{ 'etc/hosts': '127.0.0.1 localhost registry-1.docker.io auth.docker.io\n' }
	);
	machine.advance(10_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log')).toBe(`resolving /
resolved /
downloading 1469789/2939579
downloading 2939579/2939579
done /2939579
extracting /
extracted /
docker.io/library/alpine:3.20 527
overlay 3.20.6
rpc error: code = FailedPrecondition desc = cannot remove snapshot with child: failed precondition
`);
});

test('images on the disk from the start are there without a pull', () => {
	const images = ['registry.k8s.io/pause:3.10.1', 'nginx:1.27'].flatMap((ref) => prepareImage(ref, makeLayer) ?? []);
	const machine = rig(
		function* () {
			yield* sleep(5_000_000);
			const { images: all } = yield* cri('ListImages', {});
			yield* log(all.map((i) => `${i.repoTags.join()} ${i.repoDigests.length} ${i.id.slice(0, 10)}`).join('\n'));
			yield* log(
				`${(yield* containerd('k8s.io', 'snapshots.list', {})).length} ${(yield* cri('ImageStatus', { image: { image: 'nginx:1.27' } })).image?.size}`
			);
		},
		[],
		{},
		images.flatMap((i) => i.trees),
		preloadedImages('k8s.io', images, 0)
	);
	machine.advance(20_000_000);
	expect(machine.bugs).toEqual([]);
	expect(machine.read('/log')).toBe(`docker.io/library/nginx:1.27 1 ${images[1]?.configDigest.slice(0, 10)}
registry.k8s.io/pause:3.10.1 1 ${images[0]?.configDigest.slice(0, 10)}
8 ${images[1]?.layers.reduce((sum, l) => sum + layerDescriptor(l).size, images[1].config.length)}
`);
});

function* logFile(path: string): Sys<number> {
	return yield* open(path, { write: true, create: true, append: true, mode: 0o644 });
}
