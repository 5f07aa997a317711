// The fidelity step of `npm test`: plays every recording, the folders side by side, and holds the figures against
// fidelity/floor.json, which may only rise.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const floors = JSON.parse(readFileSync(join(root, 'fidelity/floor.json'), 'utf8')) as Record<string, number>;

/** Plays one folder; answers whether it is at its floor. */
function play(folder: string, floor: number): Promise<boolean> {
	return new Promise((done) => {
		const args = [join(root, 'cli/main.ts'), 'fidelity', join(root, 'fidelity', folder), '--json'];
		execFile(process.execPath, args, { maxBuffer: 1 << 28, encoding: 'utf8', cwd: root }, (error, stdout, stderr) => {
			if (error) {
				process.stdout.write(`${folder}: ${stderr.slice(-2000)}\n`);
				return done(false);
			}
			const { same, steps } = JSON.parse(stdout) as { same: number; steps: number };
			const percent = (100 * same) / steps;
			const ok = percent >= floor;
			process.stdout.write(`fidelity/${folder}: ${same} of ${steps} identical (${percent.toFixed(1)} %), floor ${floor} %${ok ? '' : ': BELOW'}\n`);
			done(ok);
		});
	});
}

const results = await Promise.all(Object.entries(floors).map(([folder, floor]) => play(folder, floor)));
process.exitCode = results.every(Boolean) ? 0 : 1;
