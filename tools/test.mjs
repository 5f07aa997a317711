// `npm test`: installs what is missing, then runs everything: rules, types, unit tests, fidelity, lessons, the built page in a browser.
// Ends with `N passed, N failed` over these steps; `npm test -- unit lessons` runs only the named ones.
import { browser, packages, root, run } from './setup.mjs';

packages();
const only = process.argv.slice(2);
const steps = [
	['lint', 'oxlint --quiet'],
	['format', 'prettier --check --log-level warn .'],
	['types', 'npm run -s check'],
	['unit', 'vitest run'],
	['fidelity', 'node tools/fidelity-gate.ts'],
	['lessons', 'node cli/main.ts lessons content'],
	['build', 'npm run -s build'],
	['size', 'node tools/size.ts'],
	['browser', 'playwright test']
];
const chromium = browser();
if (!chromium) console.error('drydock: no Chromium was found and none could be installed: set CHROMIUM_PATH. The browser step will fail.');
if (chromium) process.env.CHROMIUM_PATH = chromium;
let passed = 0;
const failed = [];
for (const [name, command] of steps) {
	if (only.length && !only.includes(name)) continue;
	const started = Date.now();
	console.log(`== ${name}: ${command}`);
	const status = run('sh', ['-c', command], { env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}`, CI: '1' } });
	console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
	if (status === 0) passed++;
	else failed.push(name);
}
if (failed.length) console.log(`failed: ${failed.join(', ')}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length ? 1 : 0);
