// Random scripts against a cluster with faults between them, each from one booted checkpoint: once the faults stop, what was asked for comes true and
// the books agree. DRYDOCK_SEEDS and DRYDOCK_FIRST_SEED choose more; DRYDOCK_WORLD another cluster.
import { describe, expect, it } from 'vitest';
import { clusterFaults, kernelFaults } from './checkers.ts';
import { clusterScripts, repair } from './cluster-actions.ts';
import { unreached } from './cluster-checkers.ts';
import { beginning, drawFrom, drawLife, learnersHosts, live, reach } from './harness.ts';

const preset = process.env['DRYDOCK_WORLD'] ?? 'k8s-1';
const seeds = Number(process.env['DRYDOCK_SEEDS'] ?? 10);
const first = Number(process.env['DRYDOCK_FIRST_SEED'] ?? 1);
const perTest = 10;
const upUs = 45_000_000;
/** From three to eight, by seed. */
const actionsOf = (seed: number): number => 3 + (seed % 6);
const gapUs = 2_000_000;
/** Looked at every few seconds until all is well; the longest back-off of restarts is five minutes. */
const stepUs = 4_000_000;
const mostUs = 420_000_000;

describe(`random scripts against ${preset}`, async () => {
	// The images are there, so that most of a life is not spent on pulls.
	const pulls = 'sleep 30; for i in nginx:1.26 nginx:1.27 redis:7 busybox:1.36; do crictl pull $i; done';
	const from = await beginning(preset, upUs + 45_000_000, pulls);
	const hosts = await learnersHosts(preset);
	const nodes = hosts.filter((host) => host === 'control-plane' || host.startsWith('worker'));
	it.each(Array.from({ length: Math.ceil(seeds / perTest) }, (_, i) => first + i * perTest))('seeds from %i', { timeout: 300_000 }, async (start) => {
		const faults: string[] = [];
		for (let seed = start; seed < Math.min(start + perTest, first + seeds); seed++) {
			const { entries, end } = drawLife(clusterScripts, hosts, upUs + 45_000_000, drawFrom(seed), actionsOf(seed), gapUs, 0);
			const world = await live(from, { entries: [...entries.slice(0, -1), { at: end, inputs: repair(hosts, nodes, 900) }], end: end + stepUs });
			const last = world.now + mostUs;
			const open = () => [...unreached(world), ...clusterFaults(world, true)];
			while (world.now < last && (world.running(900) || open().length > 0)) await reach(world, world.now + stepUs);
			for (const fault of [...kernelFaults(world), ...open()]) faults.push(`seed ${seed}: ${fault}`);
		}
		expect(faults).toEqual([]);
	});
});
