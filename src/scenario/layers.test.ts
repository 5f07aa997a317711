// What a container stands on stays when its image's name and config are removed by force, and goes with the container.
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
