// What stays in the engine's store: layers under a container whose image is gone, the build cache over a restart of the daemon.
import { expect, test } from 'vitest';
import { Bench } from './testing.ts';

test('layers of a forced-off image outlive it while a container needs them', { timeout: 60_000 }, async () => {
	const bench = await Bench.of('docker');
	await bench.run('docker run --name keep busybox:1.36 echo here');
	const removed = (await bench.run('docker rmi -f busybox:1.36')).output;
	expect(removed.match(/^Deleted: /gm)).toHaveLength(1);
	expect((await bench.run('docker start -a keep')).output).toBe('here\n');
	const count = async (): Promise<string> => (await bench.run('ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l')).output;
	const held = Number(await count());
	await bench.run('docker rm keep');
	expect(Number(await count())).toBe(held - 1);
});

test('the build cache is read back after a restart, a torn line and all', { timeout: 60_000 }, async () => {
	const bench = await Bench.of('docker');
	bench.write('/root/p/Dockerfile', 'FROM alpine:3.20\nRUN echo one > /a\nRUN echo two > /b\n');
	await bench.run('docker build -t p p');
	await bench.run('printf \'{"key":"half\' >> /var/lib/docker/buildkit/cache.jsonl; systemctl restart docker; sleep 3');
	const again = (await bench.run('docker build --progress=plain -t p p')).output;
	expect(again.match(/ CACHED$/gm)).toHaveLength(2);
	bench.write('/root/p/Dockerfile', 'FROM alpine:3.20\nRUN echo one > /a\nRUN echo three > /b\n');
	await bench.run('docker build -t p p; systemctl restart docker; sleep 3');
	expect((await bench.run('docker build --progress=plain -t p p')).output.match(/ CACHED$/gm)).toHaveLength(2);
});
