// What the engine's builder says of itself. Follows moby's builder-next worker: the GC policy comes from the size of the data disk.
import type { Sys } from '../../engine/index.ts';
import { statfs } from '../../kernel/index.ts';
import { remember } from '../memory.ts';
import type { Worker } from './protocol.ts';

const gigabyte = 1_000_000_000;
/** A share of the disk, rounded up to whole gigabytes as BuildKit rounds it. */
const share = (total: number, percent: number): number => (Math.floor(((total / 100) * percent) / 1_073_741_824) + 1) * gigabyte;
/** e × π × φ: the part of the cache that may hold what is short-lived, in per cent. */
const shortLived = 13.817_580_227_176_492;
const blockSize = 4096;
const day = 86_400_000_000_000;

export function* workerInfo(): Sys<Worker> {
	const disk = yield* statfs('/var/lib/docker');
	const total = disk.blocks * blockSize;
	const reservedSpace = share(total, 10);
	const space = { reservedSpace, maxUsedSpace: share(total, 80), minFreeSpace: share(total, 20) };
	const gateway = yield* remember((m) => [...m.networks.values()].find((network) => network.name === 'bridge')?.pools[0]?.gateway ?? '172.17.0.1');
	return {
		id: yield* remember((m) => m.engineId),
		version: 'v0.25.2',
		platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/amd64/v4', 'linux/386'],
		labels: { 'org.mobyproject.buildkit.worker.moby.host-gateway-ip': gateway },
		gc: [
			{
				all: false,
				filter: ['type==source.local,type==exec.cachemount,type==source.git.checkout'],
				keepDuration: 2 * day,
				reservedSpace: 0,
				maxUsedSpace: Math.max(512_000_000, Math.round((reservedSpace / 100) * shortLived)),
				minFreeSpace: 0
			},
			{ all: false, filter: [], keepDuration: 60 * day, ...space },
			{ all: false, filter: [], keepDuration: 0, ...space },
			{ all: true, filter: [], keepDuration: 0, ...space }
		]
	};
}
