// Random lives of both towers, with kills and power cuts: the same however time is sliced and wherever it is restored from a
// checkpoint, and never against the machine's own books. DRYDOCK_SEEDS widens it (`npm run fuzz` lives 500).
import { describe, expect, it } from 'vitest';
import { clusterActions, dockerActions, type Action } from './actions.ts';
import { clusterFaults, dockerFaults, kernelFaults } from './checkers.ts';
import { beginning, drawFrom, learnersHosts, drawLife, live, liveInPieces } from './harness.ts';

const seeds = Number(process.env['DRYDOCK_SEEDS'] ?? 6);
const first = Number(process.env['DRYDOCK_FIRST_SEED'] ?? 1);

const towers: readonly {
	preset: string;
	upUs: number;
	actions: readonly Action[];
	count: number;
	gapUs: number;
	quietUs: number;
	quiet: (world: Awaited<ReturnType<typeof live>>) => string[];
}[] = [
	{ preset: 'docker', upUs: 3_000_000, actions: dockerActions, count: 14, gapUs: 3_000_000, quietUs: 20_000_000, quiet: dockerFaults },
	{ preset: 'k8s-1', upUs: 45_000_000, actions: clusterActions, count: 7, gapUs: 6_000_000, quietUs: 30_000_000, quiet: (world) => clusterFaults(world, true) }
];

for (const { preset, upUs, actions, count, gapUs, quietUs, quiet } of towers) {
	describe(`random lives of ${preset}`, async () => {
		const from = await beginning(preset, upUs);
		const hosts = await learnersHosts(preset);
		it.each(Array.from({ length: seeds }, (_, i) => first + i))('seed %i', { timeout: 120_000 }, async (seed) => {
			const life = drawLife(actions, hosts, upUs, drawFrom(seed), count, gapUs, quietUs);
			const faults: string[] = [];
			const whole = await live(from, life, (world) => faults.push(...kernelFaults(world)));
			faults.push(...kernelFaults(whole), ...quiet(whole));
			expect(faults).toEqual([]);
			const pieces = await liveInPieces(from, life, drawFrom(seed + 0x5eed));
			expect({ facts: pieces.engine.state.trace.count, digest: pieces.engine.state.trace.digest }).toEqual({
				facts: whole.engine.state.trace.count,
				digest: whole.engine.state.trace.digest
			});
		});
	});
}
