// Many short random lives of a Docker host from one booted checkpoint, with kills and power cuts: nothing is left over, lost or
// counted wrongly once it is quiet. DRYDOCK_SEEDS and DRYDOCK_FIRST_SEED choose more; every twentieth life is lived a second time in pieces.
import { describe, expect, it } from 'vitest';
import { kernelFaults } from './checkers.ts';
import { dockerBeginning, shortDockerActions } from './docker-actions.ts';
import { quietDockerFaults } from './docker-checkers.ts';
import { beginning, drawFrom, drawLife, learnersHosts, live, liveInPieces } from './harness.ts';

const seeds = Number(process.env['DRYDOCK_SEEDS'] ?? 40);
const first = Number(process.env['DRYDOCK_FIRST_SEED'] ?? 1);
const perTest = 20;
const upUs = 30_000_000;
const actions = 6;
const gapUs = 1_500_000;
const quietUs = 15_000_000;

describe('short random lives of a docker host', async () => {
	const from = await beginning('docker', upUs, dockerBeginning);
	const hosts = await learnersHosts('docker');
	it.each(Array.from({ length: Math.ceil(seeds / perTest) }, (_, i) => first + i * perTest))('seeds from %i', { timeout: 120_000 }, async (start) => {
		const faults: string[] = [];
		for (let seed = start; seed < Math.min(start + perTest, first + seeds); seed++) {
			const life = drawLife(shortDockerActions, hosts, upUs, drawFrom(seed), actions, gapUs, quietUs);
			const whole = await live(from, life);
			for (const fault of [...kernelFaults(whole), ...quietDockerFaults(whole)]) faults.push(`seed ${seed}: ${fault}`);
			if (seed % perTest !== 0) continue;
			const pieces = await liveInPieces(from, life, drawFrom(seed + 0x5eed));
			if (pieces.engine.state.trace.digest !== whole.engine.state.trace.digest) faults.push(`seed ${seed}: not the same in pieces`);
		}
		expect(faults).toEqual([]);
	});
});
