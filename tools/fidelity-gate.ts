// The fidelity step of `npm test`: plays every recording and holds the figure against fidelity/floor.json, which may only rise.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const floors = JSON.parse(readFileSync(join(root, 'fidelity/floor.json'), 'utf8')) as Record<string, number>;
let failed = 0;
for (const [folder, floor] of Object.entries(floors)) {
	const result = spawnSync('node', [join(root, 'cli/main.ts'), 'fidelity', join(root, 'fidelity', folder), '--json'], { maxBuffer: 1 << 28, encoding: 'utf8', cwd: root });
	if (result.status !== 0) {
		process.stdout.write(`${folder}: ${result.stderr.slice(-2000)}\n`);
		failed++;
		continue;
	}
	const { same, steps } = JSON.parse(result.stdout) as { same: number; steps: number };
	const percent = (100 * same) / steps;
	const ok = percent >= floor;
	if (!ok) failed++;
	process.stdout.write(`fidelity/${folder}: ${same} of ${steps} identical (${percent.toFixed(1)} %), floor ${floor} %${ok ? '' : ': BELOW'}\n`);
}
process.exitCode = failed ? 1 : 0;
